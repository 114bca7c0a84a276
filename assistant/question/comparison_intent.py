"""Is a question a comparison, of which roles, and of which topics: told by the classifier of intents and the names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from assistant.language.orders import end_named
from assistant.language.words import FRAME_WORDS, any_of, one_of, words_for
from assistant.question.known import Known
from assistant.question.mentions import Reading, conditions_of, exactly_titled, without_mentions
from assistant.question.role_names import described, likeliest, side_of
from assistant.tuning import tuning
from assistant.types import Aspect, CompareAsk, Entity, Mode, Reference, Side, Topic
from store.facets.names.areas import REMOTE, Area
from store.search.catalog import Facet, Measure, Rank, Selection
from store.search.lexical import STOP_WORDS
from store.text.stemming import singular, stem, stems

_SHARED, _DIFFERENT, COMPARES, FAR, _LOWER, _ROLES = (
    re.compile(rf"\b{any_of(*names)}\b", re.IGNORECASE)
    for names in (
        ["shares"],
        ["differs"],
        ["shares", "differs", "compares"],
        ["higher", "lower"],
        ["lower"],
        ["postings", "roles", "jobs", "learning"],
    )
)
_PLAINLY = re.compile(r"\W*(?:please )?compare\b", re.IGNORECASE)
_NEARNESS = re.compile(
    r"\b(?:closer|closest|nearer|nearest|better|best|more|most)\s+(?:to|for)\b", re.I
)
_DISLIKES = re.compile(r"\b(?:hates?|dislikes?|avoids?|n['’]t|not|afraid)\b", re.IGNORECASE)
_OF_LISTINGS = re.compile(
    rf"\s+(?:(?!the\b)[\w-]+ ){{0,2}}{any_of('postings', 'roles', 'jobs', 'places')}\b", re.I
)
_ONE = re.compile(r"\bones?\b", re.IGNORECASE)
_ONLY = re.compile(
    r"\b(?:only|unique|exclusive(?:ly)?|special)\b|\bhave that\b.*\b(?:not|n['’]t|lacks?)\b|\blacks?\b|\b(?:not|n['’]t) (?:in|have)\b",
    re.IGNORECASE,
)
_OTHER = re.compile(
    r"\b(?:with|to|and|against|versus|vs\.?) (?:the |an? )?(?P<name>[A-Za-z][\w'’-]*(?: [\w'’-]+){0,3})\W*$",
    re.I,
)
_SPLITS = re.compile(
    r"\b(?:and|or|vs?|versus|with|to|from|against|than|next to|compared?|differs?|ha(?:ve|s) that|but not|over|is|are|does|do)\b|[,/&]|\s[-–—]\s",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"\b(?:the|an?|this|your)\s+", re.IGNORECASE)
# Between two descriptions of roles: what joins them, and what begins something else.
_SIDE_CUTS = re.compile(
    r"(?P<joins>,?\s+(?:and|or|vs?\.?|versus|with|to|from|against|than|over)\s+|\s*[,/&]\s+|\s[-–—]\s)"
    rf"|[;:?.!]+(?=\s|$)|\b(?:{one_of('auxiliaries', 'question_words')}|{any_of('compares', 'differs', 'shares')}"
    r"|between|of|for|on|about|by|regarding|concerning|that)\b",
    re.IGNORECASE,
)
# Between two topics: names, marks, and the words that begin another clause.
_CUTS = re.compile(
    rf"_|[,;:?.!/]+|(?<!\w)(?:and|or|than|if|v|{one_of('auxiliaries', 'question_words')})(?!\w)",
    re.I,
)
_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
_ASPECTS = tuple(
    (aspect, re.compile(rf"\b{any_of(name)}\b", re.IGNORECASE))
    for name, aspect in (
        ("duties", Aspect.RESPONSIBILITIES),
        ("demands", Aspect.QUALIFICATIONS),
        ("purposes", Aspect.PURPOSE),
        ("methods", Aspect.METHODS),
        ("colleagues", Aspect.COLLEAGUES),
        ("seniority", Aspect.SENIORITY),
        ("days", Aspect.DAY),
        ("rewards", Aspect.PAY),
    )
)
# What a role is named by; a way of working ("remote") only where nothing else names two.
NAMING = frozenset({Facet.TITLE, Facet.LEVEL, Facet.TEAM, Facet.COMPANY, Facet.PLACE, Facet.ROLE})


def parse_comparison(asked: Reading, known: Known, likely: float) -> CompareAsk | None:
    """What a comparison asks for; None where a question compares nothing, or nothing the catalog has.

    `likely` is the probability that it is one, told by the classifier of intents.
    """
    question, limits = asked.text, tuning().question
    is_certain = COMPARES.search(question) is not None
    far = FAR.search(question)
    told = _described_sides(asked, known) if likely >= limits.comparison_described else []
    is_told = len(told) > 1 or is_certain or far
    if likely < (limits.comparison_unlikely if is_told else limits.comparison_likely):
        return None
    if not is_certain and any(
        isinstance(value, Measure) for one in asked.mentions for value in one.values
    ):
        return None  # "more than 3 years of experience" is compared with a number
    if far and not is_certain and _OF_LISTINGS.match(question, far.end()):
        return None  # "more jobs in Berlin than in Boston" is counted
    mentions = [
        one for one in asked.mentions if not any(isinstance(value, Rank) for value in one.values)
    ]
    spans, references = _named(question, mentions, known)
    if len(told) > 1 and (_is_unclear(references) or _same(references, told)):
        references = [side for _, _, side in told]
        spans = [_called(question, start, end, spans) for start, end, _ in told]
    if is_certain and not mentions:
        references = _all_roles(question, known)
    is_plain = _ROLES.search(question) or _PLAINLY.match(question)
    if len(references) < 2 or not (all(one.sides for one in references) or is_plain):
        return (
            None  # data scientists and applied scientists as such are what an article tells apart
        )
    whose = {side.role.document_id for one in references for side in one.sides}
    if not is_certain and len(whose) == 1 and not any(one.by_place for one in references):
        return None  # "staff discount Moor and Sons": two words of one company's name
    if not (is_certain or far) and any(len(one.sides) != 1 for one in references):
        return None  # "what do pilots and engineers do" is asked of all of them
    if not is_certain and len(references) > 2 and len({one.text for one in references}) == 1:
        return None  # "which nurse job pays most" is asked of the catalog
    rest = _blanked(question, spans)
    aspects = _aspects(rest, references)
    mode = _mode(rest, question, references)
    return CompareAsk(
        tuple(references),
        Mode.ALL if aspects and mode is Mode.CLOSER else mode,
        aspects,
        () if aspects else tuple(_topics(rest, references)),
    )


def _named(
    question: str, mentions: Sequence[Entity], known: Known
) -> tuple[list[tuple[int, int]], list[Reference]]:
    """What is compared, and where its names stand: a way of working counts as one where nothing
    else names two.
    """
    named = [one for one in mentions if _is_name(one)]
    references = _references(question, named, known)
    if len(references) < 2 and len(mentions) > len(named):
        named, references = list(mentions), _references(question, mentions, known)
    return [(one.start, one.end) for one in named], references


def _called(
    question: str, start: int, end: int, named: Sequence[tuple[int, int]]
) -> tuple[int, int]:
    """Where a description stands: the name in it alone, where it has no word for a job, as in "the
    pension at Moor".
    """
    within = [span for span in named if start <= span[0] and span[1] <= end]
    is_job = not within or _ROLES.search(question, start, end) or _ONE.search(question, start, end)
    return (start, end) if is_job else (within[0][0], within[-1][1])


def _is_unclear(references: Sequence[Reference]) -> bool:
    return len(references) < 2 or any(len(one.sides) != 1 for one in references)


def _same(references: Sequence[Reference], told: Sequence[tuple[int, int, Reference]]) -> bool:
    """Whether the sides that are described are the very postings that are named."""
    named, described_ = (
        [{side.role.document_id for side in one.sides} for one in some]
        for some in (references, [side for _, _, side in told])
    )
    return named == described_


def _blanked(question: str, spans: Sequence[tuple[int, int]]) -> str:
    """A question with "_" in the place of each name."""
    for start, end in sorted(spans, reverse=True):
        question = f"{question[:start]} _ {question[end:]}"
    return question


def _aspects(rest: str, references: Sequence[Reference]) -> frozenset[Aspect]:
    """The aspects that are asked for; none where topics are asked for as well."""
    broad = {aspect: pattern for aspect, pattern in _ASPECTS if pattern.search(rest)}
    for pattern in broad.values():
        rest = pattern.sub(",", rest)
    return frozenset() if any(_topics(rest, references)) else frozenset(broad)


def superlative_topic(asked: Reading) -> Topic | None:
    """What a question asks the most or the least of; None where no words say."""
    named = tuple(one for one in asked.mentions if _is_name(one))
    topics = _topics(without_mentions(Reading(asked.text, named), " _ "), ())
    return next((topic for topic in topics if topic.highest is not None), None)


def _is_name(mention: Entity) -> bool:
    return mention.facet in NAMING and (
        mention.kind is not None or mention.facet is not Facet.PLACE
    )


# What is compared ----------------------------------------------------------------------------


def _references(question: str, mentions: Sequence[Entity], known: Known) -> list[Reference]:
    """What is compared, each with the sides it can mean."""
    operands = _operands(question, mentions)
    named = [one for one in operands if not all(map(_says_how, one))]
    operands = named or operands  # "the baker or the cook, and is either remote?"
    if len(operands) == 1:
        return _pair(question, operands[0], known) or _with_unknown(question, operands[0], known)
    found = _narrowed(
        [_reference(question, one, known) for one in operands], operands, question, known
    )
    known_ones = [one for one in found if one.sides]
    if (
        len(operands) > 2 and len(known_ones) >= 2
    ):  # "when it comes to machine learning" names a title's words too
        found = known_ones
    if len(found) > 2:
        return _each_once(found)
    return _told_apart(found) if any(one.sides for one in found) else []


def _says_how(mention: Entity) -> bool:
    """Whether a mention says how one works and not which role is meant."""
    is_remote = any(isinstance(one, Area) and one.city == REMOTE.city for one in mention.values)
    return is_remote or mention.facet in (Facet.EMPLOYMENT, Facet.WORKPLACE, Facet.STATUS)


def _all_roles(question: str, known: Known) -> list[Reference]:
    """Read "compare all roles"."""
    match = re.search(
        rf"\b(?:(?:all|the|these|your|both|any)\W+)*{any_of('postings', 'roles', 'jobs')}\b",
        question,
        re.IGNORECASE,
    )
    sides = tuple(side_of(role, Selection((), ()), known) for role in known.catalog.roles)
    return _each_side(Reference(match[0], sides)) if match and len(sides) > 1 else []


def _each_side(several: Reference) -> list[Reference]:
    """What one name means together: "the nurse roles"."""
    return [Reference(several.text, (side,)) for side in several.sides]


def _each_once(found: Sequence[Reference]) -> list[Reference]:
    """References without those that mean only what others mean for certain."""
    certain = {reference.sides for reference in found if len(reference.sides) == 1}
    kept = {
        reference.sides: reference
        for reference in found
        if len(reference.sides) < 2 or any((side,) not in certain for side in reference.sides)
    }
    return list(kept.values())


def _operands(question: str, mentions: Sequence[Entity]) -> list[list[Entity]]:
    """The mentions by what they name together: cut where a word such as "and" or "versus" stands between."""
    operands: list[list[Entity]] = []
    for mention in mentions:
        if operands and not _SPLITS.search(question[operands[-1][-1].end : mention.start]):
            operands[-1].append(mention)
        else:
            operands.append([mention])
    return operands


def _reference(question: str, mentions: Sequence[Entity], known: Known) -> Reference:
    selection = known.catalog.select(conditions_of(question, mentions, known.catalog))
    words = question[mentions[0].start : mentions[-1].end]
    selection = selection if selection.roles else likeliest(words, known)
    if not re.search(r"\b(?:two|both|all)\b", question, re.IGNORECASE):
        selection = exactly_titled(selection, mentions)
    by_place = all(one.facet is Facet.PLACE for one in mentions)
    return Reference(words, _sides(selection, mentions, known), by_place)


def _sides(selection: Selection, mentions: Sequence[Entity], known: Known) -> tuple[Side, ...]:
    """One side a role; with all of its postings unless places say which are meant."""
    by_place = any(one.facet is Facet.PLACE for one in mentions)
    whole = Selection((), ())
    return tuple(side_of(role, selection if by_place else whole, known) for role in selection.roles)


def _pair(question: str, mentions: Sequence[Entity], known: Known) -> list[Reference]:
    """Read "the two applied scientist roles", one name that means two."""
    reference = _reference(question, mentions, known)
    if not (_ROLES.search(question) or re.search(r"\b(?:two|both)\b", question, re.IGNORECASE)):
        return []
    if len(reference.sides) > 1:
        return _each_side(reference)
    if len(reference.sides) == 1:
        side = reference.sides[0]
        places = list(dict.fromkeys(posting.place for posting in side.postings))
        if len(places) == 2 and re.search(
            rf"\b{any_of('postings', 'places')}\b", question, re.IGNORECASE
        ):
            split = [tuple(one for one in side.postings if one.place == place) for place in places]
            return [
                Reference(reference.text, (Side(side.role, postings, side.label),))
                for postings in split
            ]
    return []


def _with_unknown(question: str, mentions: Sequence[Entity], known: Known) -> list[Reference]:
    """Read "Compare the Electrician with the Plumber", where one side names nothing that is stored."""
    other = (
        _OTHER.search(question[mentions[-1].end :])
        if re.match(r"\W*(?:please )?compare\b", question, re.I)
        else None
    )
    if not other:
        return []
    first = _reference(question, mentions, known)
    sides = _sides(likeliest(other["name"], known), (), known)
    is_same = sides and sides[0].role in {side.role for side in first.sides}
    return [first, Reference(other["name"], () if is_same else sides)]


def _narrowed(
    found: Sequence[Reference], operands: Sequence[Sequence[Entity]], question: str, known: Known
) -> list[Reference]:
    """References with what the others are named by too, where that tells which is meant: "the Leeds nurse and the Hull one"."""
    narrowed = []
    for reference, own in zip(found, operands, strict=True):
        sides = reference.sides
        if len(sides) > 1 and all(mention.facet in (Facet.PLACE, Facet.LEVEL) for mention in own):
            beside = (
                _CUTS.split(question[: own[0].start])[-1] + _CUTS.split(question[own[-1].end :])[0]
            )
            words = _WORD.findall(beside)
            sides = (
                tuple(side for side in sides if any(_is_of_name(word, [side]) for word in words))
                or sides
            )
            for mention in (one for others in operands if others is not own for one in others):
                roles = known.catalog.select(
                    conditions_of(question, [mention], known.catalog)
                ).roles
                sides = tuple(side for side in sides if side.role in roles) or sides
        narrowed.append(Reference(reference.text, sides, reference.by_place))
    return narrowed


def _described_sides(asked: Reading, known: Known) -> list[tuple[int, int, Reference]]:
    """What stands beside "or", "and" or a comma, each with the role that it describes best, or all
    of an employer that it fits alike, and where it stands: "the museum or the ferry one".
    """
    chains: list[list[tuple[int, int, Reference]]] = [[]]
    question, at, chain = asked.text, 0, chains[0]
    led = ""
    for cut in [*_SIDE_CUTS.finditer(question), None]:
        side = _described_side(asked, at, cut.start() if cut else len(question), known)
        if side and any(side[2].sides == other.sides for *_, other in chain):
            side = None
        joins = bool(cut and cut["joins"])
        if side and chain and not joins and led.strip(" ,").isalpha():  # "does A or B pay more"
            start, end, one = side
            side = start, start + described(question[start:end], known).end, one
        chain += [side] if side else []
        if not (side and joins):
            chains.append(chain := [])
            led = cut[0] if cut else ""
        at = cut.end() if cut else at
    return max(chains, key=len)


def _described_side(
    asked: Reading, start: int, end: int, known: Known
) -> tuple[int, int, Reference] | None:
    """The description of a role, or of an employer's roles, that stands in a part of a question,
    from its article on; None where it names a place of which they don't speak.
    """
    question = asked.text
    for article in _ARTICLE.finditer(question, start, end):
        start = article.start()
    far = FAR.search(question, start, end)
    found = described(question[start : far.start() if far else end], known)
    is_noun = _ARTICLE.match(question, start) or found.by_name
    words = question[start:end].split()
    is_one = len({role.document.company or role.document_id for role in found.roles}) == 1
    if not is_one or not is_noun or not 0 < len(words) <= tuning().question.longest_side:
        return None
    end = start + found.end if far else end
    places = [
        one for one in asked.mentions if one.facet is Facet.PLACE and start <= one.start < end
    ]
    chosen = known.catalog.select(conditions_of(question, places, known.catalog)).roles
    text = found.roles[0].document.text.casefold()
    if found.roles[0] not in chosen and any(one.text.casefold() not in text for one in places):
        return None
    sides = tuple(side_of(role, Selection((), ()), known) for role in found.roles)
    return start, end, Reference(question[start:end].strip(), sides)


def _told_apart(found: list[Reference]) -> list[Reference]:
    """A role is hardly compared with itself: where one of two is certain, the other is one of the rest."""
    if len(found) != 2:
        return found
    result = []
    for one, other in ((found[0], found[1]), (found[1], found[0])):
        certain = other.sides[0].role.document_id if len(other.sides) == 1 else ""
        left = tuple(side for side in one.sides if side.role.document_id != certain)
        result.append(
            Reference(one.text, left) if len(one.sides) > 1 and left and not one.by_place else one
        )
    return result


def _mode(rest: str, question: str, references: Sequence[Reference]) -> Mode:
    if _NEARNESS.search(rest):
        return Mode.ALL if _DISLIKES.search(rest) else Mode.CLOSER
    if _ONLY.search(rest):
        return _only(question, references)
    if _SHARED.search(rest) and not _DIFFERENT.search(rest):
        return Mode.SHARED
    return Mode.DIFFERENT if _DIFFERENT.search(rest) and not _SHARED.search(rest) else Mode.ALL


def _only(question: str, references: Sequence[Reference]) -> Mode:
    """Which of the two has what the other has not: the one named after "only", else the first."""
    match = _ONLY.search(question)
    after = question[match.end() :].casefold() if match else ""
    last = [one for one in references if one.text.casefold() in after]
    second = len(last) == 1 and last[0] == references[1]
    shared_side = {side.role.document_id for side in references[1].sides} if second else set()
    return Mode.ONLY_SECOND if second and shared_side else Mode.ONLY_FIRST


# What is asked of them ------------------------------------------------------------------------


def _topics(rest: str, references: Sequence[Reference]) -> Iterator[Topic]:
    """What of the roles is asked, in order, each once: in a question whose names are "_"."""
    sides = [side for reference in references for side in reference.sides]
    seen: set[str] = set()
    at, behind = 0, False
    for cut in [*_CUTS.finditer(rest), None]:
        words = list(_WORD.finditer(rest[at : cut.start() if cut else len(rest)]))
        while behind and words and _is_of_name(words[0][0], sides):
            del words[0]
        while cut and cut[0] == "_" and words and _is_of_name(words[-1][0], sides):
            del words[-1]
        piece = rest[at + words[0].start() : at + words[-1].end()] if words else ""
        if (topic := _topic(piece)) and topic.words.casefold() not in seen:
            seen.add(topic.words.casefold())
            yield topic
        at, behind = (cut.end() if cut else at), bool(cut and cut[0] == "_")


def _is_of_name(word: str, sides: Sequence[Side]) -> bool:
    """Whether a word beside a name is part of it: "lab" of "Laboratory Technician", "TA" of "Teaching Assistant"."""
    for side in sides:
        document = side.role.document
        names = _WORD.findall(f"{document.title} {document.team} {document.company}".casefold())
        initials = "".join(name[0] for name in _WORD.findall(document.title.casefold()))
        if word.casefold() not in STOP_WORDS and any(
            name.startswith(word.casefold()) and len(word) > 1 for name in (*names, initials)
        ):
            return True
    return False


def _topic(piece: str) -> Topic | None:
    """The topic of a few words: what they have more of, or, in "pays more an hour", the verb."""
    far = FAR.search(piece)
    highest = end_named(piece) if far is None else not _LOWER.fullmatch(far[0])
    before, after = (
        (_content(part) for part in (piece[: far.start()], piece[far.end() :]))
        if far
        else ("", _content(piece))
    )
    follows = _WORD.match(piece[far.end() :].strip()) if far else None
    is_noun = follows and follows[0].casefold() not in STOP_WORDS | {"per"}
    words = (after or before) if is_noun or not before else before
    is_form = {singular(word) for word in words.casefold().split()} <= {*words_for("forms")}
    return None if is_form else Topic(words, highest, piece)  # "in two sentences", "as a table"


def _content(piece: str) -> str:
    """A piece from its first to its last word that asks for something."""
    words = list(_WORD.finditer(piece))
    idle = [_is_idle(word[0]) for word in words]
    for at, word in enumerate(words[:-1]):  # "chiefly interested in"
        idle[at] = idle[at] or (word[0].endswith("ly") and idle[at + 1])
    telling = [word for word, is_idle in zip(words, idle, strict=True) if not is_idle]
    return piece[telling[0].start() : telling[-1].end()] if telling else ""


def _is_idle(word: str) -> bool:
    return all(
        part in STOP_WORDS or len(part) < 2 or part in _idle() or stem(part) in _idle()
        for part in re.split(r"[-'’]", word.casefold())
    )


@lru_cache(maxsize=1)
def _idle() -> frozenset[str]:
    """Words, or their stems, that say how something is asked, or that roles are compared."""
    lists = "shares", "differs", "compares", "regards", "postings", "roles", "jobs", "learning"
    return FRAME_WORDS | frozenset(stems(" ".join(words_for(*lists))))
