"""Is a question a comparison, of which roles, and of what about them: told by its words and the names around them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.language.orders import facet_named
from assistant.language.words import any_of, content_terms
from assistant.question.known import Known
from assistant.question.mentions import Reading, conditions_of, exactly_titled, without_mentions
from assistant.question.role_names import side_of
from assistant.tuning import tuning
from assistant.types import Aspect, CompareAsk, Entity, Mode, Reference, Side
from store.facets.names.areas import REMOTE, Area
from store.search.catalog import Facet, Measure, Rank, Selection

_SHARED, _DIFFERENT, COMPARES = (
    re.compile(rf"\b{any_of(*names)}\b", re.IGNORECASE)
    for names in (["shares"], ["differs"], ["shares", "differs", "compares"])
)
CLOSER = re.compile(
    r"\b(?P<how>closer|nearer|closest|nearest) to (?:the )?(?P<to>[^?.,;]+)"
    r"|\b(?P<pays2>(?:pays?|earns?|paid) (?:more|better|less|most)|better paid)\b"
    r"|\b(?P<more>more|most|less|least|fewer|better|best)\b (?:for |at |on |with )?(?P<what>[^?.,;]+?)(?= than\b|[?.,;]|$)"
    r"|\b(?P<pays>(?:pays?|earns?|make) (?:more|better|less|most)|better paid)\b"
    r"|\b(?P<closes>closes? (?:first|sooner|earlier|later|last))\b",
    re.IGNORECASE,
)
_LIKES = re.compile(
    r"^(?:(?:for )?(?:someone|somebody|people|a person|me|us|those|anyone|a candidate)\b\W*(?:if i )?(?:who|that)?\W*)?(?:(?:really|also) )?"
    r"(?:likes?|loves?|enjoys?|wants?(?: to)?|prefers?|(?:is|are|am) interested in|interested in|cares? about|works? on)\b\W*(?:the |a |an |to )?",
    re.IGNORECASE,
)
_DISLIKES = re.compile(
    r"\b(?:hates?|dislikes?|avoids?|(?:not|n['’]t) (?:like|want|enjoy)|afraid of)\b", re.IGNORECASE
)
_CHOOSES = re.compile(
    r"^\W*(?:(?:and|so|but|ok|then)\W+)*(?:which|what|who)\b|\bwhich\b", re.IGNORECASE
)
_ON = re.compile(
    r"\b(?:when it comes to|in terms of|regarding|with (?:respect|regard) to|as regards|concerning|as for|about|on|for) (?P<on>[^?.;]+)$",
    re.IGNORECASE,
)
_ONLY = re.compile(
    r"\b(?:only|unique|exclusive(?:ly)?|special)\b|\bhave that\b.*\b(?:not|n['’]t|lacks?)\b|\blacks?\b|\b(?:not|n['’]t) (?:in|have)\b",
    re.IGNORECASE,
)
_SPEAKS_OF_ROLES = re.compile(
    rf"\b{any_of('postings', 'roles', 'jobs', 'learning')}\b", re.IGNORECASE
)
_OF_LISTINGS = re.compile(
    rf"\W*(?:[\w-]+ ){{0,2}}{any_of('postings', 'roles', 'jobs', 'places')}\b", re.IGNORECASE
)
_OTHER = re.compile(
    r"\b(?:with|to|and|against|versus|vs\.?) (?:the |an? )?(?P<name>[A-Za-z][\w'’-]*(?: [\w'’-]+){0,3})\W*$",
    re.I,
)
_SPLITS = re.compile(
    r"\b(?:and|or|vs|versus|with|to|from|against|than|next to|compared?|differs?|ha(?:ve|s) that|but not|over|is|are|does|do)\b|[,/&]|\s[-–—]\s",
    re.IGNORECASE,
)
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
_LOWER = re.compile(r"\b(?:less|least|lower|lowest|fewer|fewest|worse|worst)\b", re.IGNORECASE)
_LATER = re.compile(r"\b(?:later|latest|last)\b", re.IGNORECASE)
# What of both is compared: "compare the visas of X and Y", "how do they differ in holiday".
_OF_BOTH = re.compile(
    r"\b(?:compare|contrast)\s+(?:the |their |its )?(?P<of>[^_?.;,]+?)(?=\s+(?:of|for|between|at)\b[^_]*_)"
    r"|\b(?:compare|contrast)\s+(?:their|its) (?P<their>[^_?.;,]+)"
    r"|\b(?:differences?|differs?|different)\s+in\s+(?:the |their )?(?P<in>[^_?.;,]+?)(?=\s+(?:of|for|between)\b|[\s?.;,]*(?:_|$))",
    re.IGNORECASE,
)


def parse_comparison(
    asked: Reading, known: Known, likely: float
) -> tuple[CompareAsk, Rank | None] | None:
    """What a comparison asks for, and what the higher or the lower of is asked for.

    None where a question compares nothing, or speaks of nothing the catalog has.

    `likely` is the probability that it is one, told by the classifier of intents.
    """
    question = asked.text
    closer = CLOSER.search(question)
    certain = COMPARES.search(question) is not None
    limits = tuning().question
    compares = certain or (likely >= limits.comparison_likely and not closer)
    if likely < limits.comparison_unlikely or not (
        compares or (closer and (_CHOOSES.search(question) or " than " in question))
    ):
        return None
    if not compares and any(
        isinstance(value, Measure) for one in asked.mentions for value in one.values
    ):
        return None  # "more than 3 years of experience" is compared with a number
    criterion_at = [
        closer.span(name) for name in ("to", "what") if closer and not compares and closer[name]
    ]
    mentions = [
        one for one in asked.mentions if not any(a <= one.start < b for a, b in criterion_at)
    ]
    mentions = [
        mention
        for mention in mentions
        if not any(isinstance(value, Rank) for value in mention.values)
    ]
    if closer and not compares and _OF_LISTINGS.match(closer["what"] or ""):
        return None  # "more jobs in Berlin than in Boston" is counted
    named = mentions or not compares
    references = _references(question, mentions, known) if named else _all_roles(question, known)
    plainly = _SPEAKS_OF_ROLES.search(question) or re.match(
        r"\W*(?:please )?compare\b", question, re.IGNORECASE
    )
    if len(references) < 2 or not (all(one.sides for one in references) or plainly):
        return (
            None  # data scientists and applied scientists as such are what an article tells apart
        )
    whose = {side.role.document_id for one in references for side in one.sides}
    if not certain and len(whose) == 1 and not any(one.by_place for one in references):
        return None  # "staff discount Moor and Sons": two words of one company's name
    if not (certain or closer) and any(len(one.sides) != 1 for one in references):
        return None  # "what do pilots and engineers do" is asked of all of them
    if (
        not compares
        and len(references) > 2
        and len({reference.text for reference in references}) == 1
    ):
        return None  # "which nurse job pays most" is asked of the catalog
    rest = without_mentions(Reading(question, tuple(mentions)), " _ ")
    is_nearest = (
        closer
        and not compares
        and (closer["to"] or (closer["more"] or "").casefold() in ("better", "best"))
    )
    mode = _mode(rest, question, references, bool(is_nearest))
    criterion = _criterion(question, rest, closer if not compares else None)
    if closer and _DISLIKES.search(criterion):
        criterion, mode = _DISLIKES.split(criterion)[-1].strip(), Mode.ALL
    ranked = criterion or rest
    aspects = _aspects(ranked)
    if aspects:
        mode, criterion = (Mode.ALL if mode is Mode.CLOSER else mode), ""
    is_open = not (aspects or criterion or certain or closer)
    compare = CompareAsk(
        tuple(references), mode, aspects, criterion, _left_over(rest) if is_open else ""
    )
    rank = _rank(ranked, rest)
    # Paid leave is no pay.
    return compare, None if rank and rank.facet is Facet.PAY and Aspect.PAY not in aspects else rank


def _references(question: str, mentions: Sequence[Entity], known: Known) -> list[Reference]:
    """What is compared, each with the sides it can mean."""
    operands = _operands(question, mentions)
    named = [one for one in operands if not all(map(_says_how, one))]
    operands = named or operands  # "the baker or the cook, and is either remote?"
    if len(operands) == 1:
        return _pair(question, operands[0], known) or _with_unknown(question, operands[0], known)
    found = [_reference(question, one, known) for one in operands]
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
    own = [mention for mention in mentions if mention.facet is not Facet.ROLE]
    if (
        not selection.roles and own
    ):  # a word of another role's title stands between: "senior lab technician"
        selection = known.catalog.select(conditions_of(question, own, known.catalog))
    if not re.search(r"\b(?:two|both|all)\b", question, re.IGNORECASE):
        selection = exactly_titled(selection, mentions)
    by_place = all(one.facet is Facet.PLACE for one in mentions)
    words = question[mentions[0].start : mentions[-1].end]
    return Reference(words, _sides(selection, mentions, known), by_place)


def _sides(selection: Selection, mentions: Sequence[Entity], known: Known) -> tuple[Side, ...]:
    """One side a role; with all of its postings unless places say which are meant."""
    by_place = any(one.facet is Facet.PLACE for one in mentions)
    whole = Selection((), ())
    return tuple(side_of(role, selection if by_place else whole, known) for role in selection.roles)


def _pair(question: str, mentions: Sequence[Entity], known: Known) -> list[Reference]:
    """Read "the two applied scientist roles", one name that means two."""
    reference = _reference(question, mentions, known)
    if not (
        _SPEAKS_OF_ROLES.search(question) or re.search(r"\b(?:two|both)\b", question, re.IGNORECASE)
    ):
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
    return [_reference(question, mentions, known), Reference(other["name"], ())] if other else []


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


def _mode(rest: str, question: str, references: Sequence[Reference], closer: bool) -> Mode:
    if closer:
        return Mode.CLOSER
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


def _criterion(question: str, rest: str, closer: re.Match[str] | None) -> str:
    if closer:
        return _LIKES.sub(
            "",
            (
                closer["to"]
                or closer["what"]
                or closer["pays2"]
                or closer["pays"]
                or closer["closes"]
                or ""
            ).strip(),
        ).strip()
    on = _OF_BOTH.search(rest) or _ON.search(rest)
    said = next(filter(None, on.groups()), "") if on else ""
    words = re.sub(r"[_\W]+", " ", "" if COMPARES.search(said) else said).strip()
    words = re.sub(
        r"\b(?:me|please|pls|a candidate|us|the|one|ones|two|three|both|all|role|roles|job|jobs|posting|postings|and|or|with|to)\b",
        " ",
        words,
    )
    return " ".join(words.split())


def _aspects(rest: str) -> frozenset[Aspect]:
    return frozenset(aspect for aspect, pattern in _ASPECTS if pattern.search(rest))


def _rank(asked: str, rest: str) -> Rank | None:
    """What of two numbers or days is asked: of pay and experience the higher, of closing dates the earlier."""
    facet = facet_named(asked)
    if facet is None:
        return None
    return Rank(
        facet, bool(_LATER.search(rest)) if facet is Facet.CLOSES else not _LOWER.search(rest)
    )


def _left_over(rest: str) -> str:
    """The words of a question that may say what of roles is asked: "shorter hours"."""
    return " ".join(term.text for term in content_terms(_SPEAKS_OF_ROLES.sub(" ", rest)))
