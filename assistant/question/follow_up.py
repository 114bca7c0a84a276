"""Fill in what a message leaves to the conversation, in one of four forms.

A reference ("it", "the second one", "those two") stands for roles that were listed, compared or
spoken of, or for what was quoted. A substitution ("and in Hull?", "what about ropes?") is the last
question with a part of it changed or added. A continuation ("why?", "which ones?", "as a table")
asks the last question on. All else is a new subject. What is filled in keeps what it means, so that
nothing is looked up a second time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from importlib.resources import files
from typing import Any

import yaml

from assistant.language.orders import end_named, find_direction
from assistant.language.quantities import QUANTITIES
from assistant.language.words import content_terms, one_of
from assistant.question.catalog_intent import IN_ORDER
from assistant.question.catalog_intent import NOUN as LISTED
from assistant.question.comparison_intent import COMPARES, FAR
from assistant.question.focus import Focus, Roles, focus_of, query_of
from assistant.question.intents.continuations import Continuation, continuation_of
from assistant.question.intents.facets import RANKED, facet_asked
from assistant.question.known import Known
from assistant.question.mentions import Reading, conditions_of, joined, read, without_mentions
from assistant.question.naming.names import meant, without_names
from assistant.question.role_names import like_titled, likeliest, named, resolve, role_words
from assistant.tuning import tuning
from assistant.types import Entity, Form, Kind, Leaning, NameKind, Nowhere, Query, Turn, Unit
from store.search.catalog import Condition, Facet, Rank
from store.search.lexical import STOP_WORDS

_NAMES_ROLES = (Facet.ROLE, Facet.TITLE, Facet.TEAM, Facet.COMPANY, Facet.LEVEL, Facet.PLACE)
_TELLS_APART = (*_NAMES_ROLES, Facet.WORKPLACE, Facet.EMPLOYMENT)


@dataclass(frozen=True, slots=True)
class Following:
    """A message with what it leaves to the conversation filled in.

    `query` is set where that is more than its words say: the last question with a condition
    changed, say.
    """

    reading: Reading
    refers_to: Leaning = field(default_factory=Leaning)
    query: Query | None = None


@dataclass(frozen=True, slots=True)
class _Message:
    """A message; `rest` is its part behind words such as "and", "no", "what about", which asks
    by itself or doesn't.
    """

    asked: Reading
    rest: Reading
    asks: bool

    @property
    def is_led(self) -> bool:
        """Whether such words stand before it."""
        return self.rest.text != self.asked.text.rstrip(" ?.!")


def follow_up(asked: Reading, turns: Sequence[Turn], known: Known) -> Following:
    """What a message asks after the turns before it."""
    if not turns:
        return Following(asked)
    if chosen := _chosen(asked, turns[-1], known):
        return Following(read(chosen, known), Leaning(Form.REFERENCE, (asked.text,)))
    focus, message = focus_of(turns, known), _message(asked)
    for form in (_continued, _reordered, _referred, _substituted, _gone_on):
        if (found := form(message, focus, known)) is not None:
            is_open = focus.query.compare is not None and focus.options and not asked.names
            if is_open and found.refers_to.form is Form.REFERENCE:
                offered = Query(asked.text, asked.text, options=focus.options)
                return replace(found, reading=asked, query=offered)
            return found
    return Following(asked)


def goes_on(asked: Reading, turns: Sequence[Turn]) -> bool:
    """Whether a message asks for nothing but the last question on, and is no small talk."""
    on = _continuation(asked) if turns else Continuation.OWN
    return on is not Continuation.OWN and (on is not Continuation.YES or bool(turns[-1].options))


def leans(asked: Reading, turns: Sequence[Turn], following: Following) -> bool:
    """Whether a message may need the turns before it to be understood, so that a model may be
    asked.
    """
    may_lean = len(asked.text.split()) <= tuning().question.short_message or _message(asked).is_led
    return following.refers_to.form is not Form.NEW or (bool(turns) and may_lean)


# Words --------------------------------------------------------------------------------------------

_WORDS: dict[str, Any] = yaml.safe_load(
    files("assistant.question").joinpath("follow_up.yaml").read_text("utf-8")
)


def _any_of(name: str) -> str:
    """A pattern for the words of a list, the longest first."""
    words = sorted(map(str, _WORDS[name]), key=len, reverse=True)
    return f"(?:{'|'.join(re.escape(word) for word in words)})"


_NUMBER, _PREPOSITION = map(_any_of, ("numbers", "prepositions"))
_ASKING = one_of("auxiliaries", "question_words")
_NOUN = one_of("postings", "roles", "jobs")
_LEAD = re.compile(
    rf"^\W*(?:{_any_of('lead')}\b[\s,.!;:–-]*)*(?:{_any_of('about')}\b\s*)?", re.IGNORECASE
)
_ASKS = re.compile(rf"^(?:please )?{one_of('telling')}\b|\b{_ASKING}\b", re.IGNORECASE)
_YES_OR_NO = re.compile(rf"(?!wh|how){_ASKING}\b", re.IGNORECASE)
_OF_OTHERS = re.compile(
    rf"^\W*(?:who|which ones?)\b(?!.*\b(?:i|we|you)\b).*\b{_any_of('contrast')}\W*$", re.IGNORECASE
)
_LISTS = re.compile(rf"\b(?:{LISTED}|any|all)\b", re.IGNORECASE)
_NOTHING_MEANT = re.compile(
    rf"\bit (?:\w+ )?{_any_of('nothing_meant')}\b|\bis it (?:\w+ ){{1,3}}(?:to|that|if)\b", re.I
)
_LED_BY = re.compile(rf"(?:\b{_PREPOSITION}\W+)+(?:the\W+)?$", re.IGNORECASE)
_ORDINAL_OF = re.compile(rf"\W+{_any_of('ordinal_of')}\b", re.IGNORECASE)
_DESCRIBED = re.compile(
    rf"\bthe (?:[\w'’-]+ ){{1,3}}?(?:one|{_NOUN})\b|\bthe one (?:in|at|with) (?:[\w'’-]+ ?){{1,3}}",
    re.IGNORECASE,
)
_PIECES = {name: _any_of(name) for name in ("numbers", "ordinals")}
_PIECES |= {
    "noun": _NOUN,
    "asking": _ASKING,
    "these": rf"(?:them|these|those)(?: (?:{_NOUN}s|ones)\b)?",
}
_REFERENCE = re.compile("|".join(one.format(**_PIECES) for one in _WORDS["references"]), re.I)
_PROPER_NAME = re.compile(
    r"(?<=[\w,] )(?!I\b)[A-Z][\w&.’'-]*(?: (?:(?:of|and|the|for|&) )?[A-Z0-9][\w&.’'-]*)*\b"
)
_PRONOUNS = ("it", "many", "single", "that", "there", "person")


def _message(asked: Reading) -> _Message:
    end, lead = len(asked.text.rstrip(" ?.!")), _LEAD.match(asked.text)
    at = lead.end() if lead and lead.end() < end else 0
    rest = asked.part(at, end)
    return _Message(asked, rest, bool(_ASKS.search(without_mentions(rest))))


def _says_more(reading: Reading) -> bool:
    """Whether a fragment says more than the facets it names."""
    terms = content_terms(without_mentions(reading))
    return any(term.text.lower() not in _WORDS["prepositions"] for term in terms)


def _open(reading: Reading) -> Reading:
    """A reading without the mark at its end."""
    return reading.part(0, len(reading.text.rstrip("?!. ")))


def _followed(question: Reading, *words: Reading | str) -> Reading:
    """A question with words at its end, before its mark."""
    return joined(_open(question), " ", *words, "?" if question.text.rstrip().endswith("?") else "")


def _leaning(form: Form, words: Iterable[str], roles: Roles) -> Leaning:
    return Leaning(form, tuple(words), tuple(role.document_id for role in roles))


def _asking(reading: Reading, like: Query, **asked: Any) -> Query:
    """A list or a count like another, in other words."""
    asked = {"question": reading.text, "standalone_question": reading.text, **asked}
    return replace(like, entities=reading.entities, brief=False, **asked)


def _among(
    reading: Reading, roles: Roles, *conditions: Condition, order: Rank | None = None
) -> Query:
    """Asks which of some roles meet conditions."""
    asked = Query("", "", Kind.LIST, unit=Unit.EITHER, order=order)
    return _asking(reading, asked, conditions=(_of(roles), *conditions))


def _of(roles: Roles) -> Condition:
    return Condition(Facet.ROLE, tuple(role.document_id for role in roles))


# Continuation: the last question asked on ---------------------------------------------------------


def _continuation(asked: Reading) -> Continuation:
    if asked.entities or len(asked.text.split()) > tuning().question.longest_continuation:
        return Continuation.OWN
    return continuation_of(asked.text)


def _continued(message: _Message, focus: Focus, known: Known) -> Following | None:
    """Read "Why?", "Which ones?", "Tell me more", "Any more?", "Both" and "As a table"."""
    on, last, query = _continuation(message.asked), focus.last, focus.query
    again: Query | None = None
    if on is Continuation.OWN or (on is Continuation.WHY and query.kind is not Kind.ANSWER):
        return None
    if on is Continuation.BOTH and query.compare is not None and focus.options:
        last = joined("Compare ", named(query.compare.roles, known))
    elif on in (Continuation.FORM, Continuation.BOTH) or (on is Continuation.YES and focus.options):
        again = query
    elif on is Continuation.SHORTER:
        again = replace(query, brief=True)
    elif on is Continuation.COUNT and not query.is_of_catalog:
        return None
    elif on in (Continuation.WHICH, Continuation.COUNT) and query.is_of_catalog:
        last = _counted(last, on)
        again = _asking(last, query, kind=Kind.COUNT if on is Continuation.COUNT else Kind.LIST)
    elif on is Continuation.ANY_MORE and query.is_of_catalog and focus.roles:
        last = joined(_open(last), ", other than ", named(focus.roles, known))
        others = replace(_of(focus.roles), negated=True)
        again = _asking(last, query, kind=Kind.LIST, conditions=(*query.conditions, others))
    elif on is Continuation.WHY:
        last = _why(last, "not" in message.asked.text.lower().split())
    else:
        last = _more(focus, known)
    return Following(last, _leaning(Form.CONTINUATION, [message.asked.text], focus.roles), again)


def _why(last: Reading, is_denied: bool) -> Reading:
    """The reason for what the last question asked, or for its opposite."""
    begun = re.match(
        rf"\W*(?:\w+\s+)?(?=((?!wh|how){_ASKING})\b(?!['’]))", last.text, re.IGNORECASE
    )
    rest = last.part(begun.end() if begun else 0)
    rest = rest.with_part(0, 1, rest.text[0].lower())
    if begun and is_denied:
        end = len(begun[1])
        denied = {"can": "can't", "will": "won't"}.get(begun[1].lower(), f"{rest.text[:end]}n't")
        rest = rest.with_part(0, end, denied)
    return joined("Why " if begun else "Why: ", rest)


def _counted(last: Reading, on: Continuation) -> Reading:
    """The last list put as a count, or the last count as a list."""
    old, new = ("which|what", "How many") if on is Continuation.COUNT else ("how many", "Which")
    match = re.search(rf"\b(?:{old})\b", last.text, re.IGNORECASE)
    if match:
        return last.with_part(*match.span(), new if match.start() == 0 else new.lower())
    return joined("How many are there: ", last) if on is Continuation.COUNT else last


def _more(focus: Focus, known: Known) -> Reading:
    """More of what the last question asked, of a role or by itself; after a list, of the roles
    it showed.
    """
    if not 0 < len(focus.roles) <= tuning().question.most_roles_named:
        return joined("Tell me more: ", focus.last)
    roles, topic = named(focus.roles, known, focus.query), ""
    if focus.query.kind is Kind.ANSWER and not focus.last.text.lower().startswith("tell me"):
        topic = _topic(Reading(without_names(focus.last.text, focus.last.names))).text
    return joined(f"Tell me more about {topic}{' in ' if topic else ''}", roles)


def _topic(reading: Reading) -> Reading:
    """The part of a question from the first to the last word that carries meaning."""
    spans = [
        word.span() for word in re.finditer(r"[\w'’-]+", reading.text) if content_terms(word[0])
    ]
    return reading.part(spans[0][0], spans[-1][1]) if spans else reading.part(0, 0)


# Reference: words that stand for what was shown or spoken of --------------------------------------


@dataclass(frozen=True, slots=True)
class _Reference:
    """Words of a message, the roles they mean, and what stands in their place; `behind`: at the
    end instead. `either`: one of several, and the message leaves open which.
    """

    start: int
    end: int
    reading: Reading
    roles: Roles = ()
    behind: bool = False
    is_pair: bool = False
    either: tuple[_Reference, ...] = ()


def _chosen(asked: Reading, turn: Turn, known: Known) -> str:
    """The question that was offered and is chosen by its number or by a name that only it holds;
    else "".
    """
    if not turn.options or len(asked.text.split()) > tuning().question.longest_fragment:
        return ""
    number = re.fullmatch(r"\W*([1-9])\W*", asked.text)
    places = [
        place for match in _REFERENCE.finditer(asked.text) if (place := _place(match)) is not None
    ]
    if number or (places and not _message(asked).asks):
        at = int(number[1]) - 1 if number else places[0]
        return turn.options[at] if -len(turn.options) <= at < len(turn.options) else ""
    found = resolve(asked, known)
    name = role_words(found.roles[0], known) if found is not None and len(found.roles) == 1 else ""
    by_name = [option for option in turn.options if name and name in option]
    words = {term.stem for term in content_terms(asked.text)} or {""}
    stems = {option: {term.stem for term in content_terms(option)} for option in turn.options}
    by_words = [option for option in turn.options if words <= stems[option]]
    return next((fitting[0] for fitting in (by_name, by_words) if len(fitting) == 1), "")


def _place(match: re.Match[str]) -> int | None:
    """Which place of a list a reference names, from 0; -1 for the last; None for one of another
    kind.
    """
    if match["ordinal"]:
        return int(_WORDS["ordinals"][match["ordinal"].lower()])
    return _number(match["number"]) - 1 if match["number"] else None


def _number(words: str) -> int:
    return int(words) if words.isdigit() else int(_WORDS["numbers"][words.lower()])


def _referred(message: _Message, focus: Focus, known: Known) -> Following | None:
    rest, found = message.rest, list(_references(message, focus, known))
    if not found:
        return None
    reading, bare = _filled_in(message, found), rest
    for reference in reversed(found):
        bare = bare.with_part(reference.start, reference.end, "")
    roles = tuple(dict.fromkeys(role for reference in found for role in reference.roles))
    leaning = _leaning(Form.REFERENCE, [rest.text[one.start : one.end] for one in found], roles)
    open_one = next((one for one in found if one.either), None)
    if roles and not (message.asks or open_one or _says_more(bare)):
        conditions = conditions_of(bare.text, bare.mentions, known.catalog)
        # "The one in Hull, not in Leeds" tells again which is meant.
        kept = known.catalog.select((_of(roles), *conditions)).roles
        is_told = all(one.negated for one in conditions) and len(kept) == len(roles)
        if not bare.mentions or (conditions and is_told):
            return Following(*_asked_of(named(roles, known), roles, leaning, focus, known))
        return _narrowed(leaning, roles, bare, conditions, known)
    if open_one is not None:
        options = tuple(
            _filled_in(message, [either if one is open_one else one for one in found]).text
            for either in open_one.either
        )
        options = tuple(f"{one[:1].upper()}{one[1:]}" for one in options)
        asked = message.asked.text
        return Following(message.asked, leaning, Query(asked, asked, options=options))
    several = _of_several(rest, found, reading, focus, known) if len(roles) > 1 else None
    return Following(reading, leaning, several)


def _filled_in(message: _Message, found: Sequence[_Reference]) -> Reading:
    """A message with what its references stand for."""
    reading = message.rest
    for reference in reversed(found):
        if not reference.behind:
            reading = reading.with_part(reference.start, reference.end, reference.reading)
    reading = joined(reading, *(reference.reading for reference in found if reference.behind))
    return joined(reading, "?" if message.asked.text.endswith("?") else "")


def _references(message: _Message, focus: Focus, known: Known) -> Iterator[_Reference]:
    """What of a message stands for something else, in order; a pronoun behind another means the
    same as that.
    """
    rest, end = message.rest, 0
    matches = [*_DESCRIBED.finditer(rest.text), *_REFERENCE.finditer(rest.text)]
    for match in sorted(matches, key=lambda match: (match.start(), -match.end())):
        stand_in = _described
        if match.re is _REFERENCE:
            stand_in, (first, last) = _meant, match.span()
            is_of_order = any(one.start < last and first < one.end for one in rest.mentions)
            if is_of_order or (end and any(match[name] is not None for name in _PRONOUNS)):
                continue
        reference = stand_in(match, message, focus, known) if match.start() >= end else None
        if reference is not None:
            yield reference
            end = match.end()


def _described(
    match: re.Match[str], message: _Message, focus: Focus, known: Known
) -> _Reference | None:
    """Read "the senior one": the role spoken of that fits, or else one like them; "the baking one"
    is the role that is likeliest.
    """
    words = message.rest.part(*match.span())
    if not words.mentions and not _REFERENCE.match(words.text):
        roles = likeliest(words.text, known).roles
        return _Reference(*match.span(), named(roles, known), roles) if roles else None
    if not words.mentions or any(one.facet not in _TELLS_APART for one in words.mentions):
        return None
    fitting = known.catalog.select(conditions_of(words.text, words.mentions, known.catalog)).roles
    if message.asks and len(fitting) == 1:
        return None  # it names one by itself
    spoken = [role for roles in (focus.roles, *focus.lists, focus.singles) for role in roles]
    fits = list(dict.fromkeys(role for role in spoken if role in fitting))
    if not fits and all(mention.facet is not Facet.TITLE for mention in words.mentions):
        fits = like_titled(fitting, focus.roles)
    return _Reference(*match.span(), named(fits, known), tuple(fits)) if len(fits) == 1 else None


def _meant(
    match: re.Match[str], message: _Message, focus: Focus, known: Known
) -> _Reference | None:
    """What a reference stands for, and the words to take its place."""
    before, (start, end), at = message.rest.part(0, match.start()), match.span(), _place(match)
    is_pronoun = any(match[name] is not None for name in _PRONOUNS)
    if is_pronoun and (
        before.names or any(mention.facet in _NAMES_ROLES for mention in before.mentions)
    ):
        return None  # the message names itself what is meant
    is_thing = at is not None and not (
        match["number"] or match["one"] or _stands_alone(match, message.rest.text)
    )
    if is_thing or (match["it"] is not None and _NOTHING_MEANT.search(message.rest.text)):
        return None
    roles = _roles_meant(match, message, focus, known)
    if match["many"] is not None and not focus.names_roles:
        groups = [one for one in _things_named(focus) if re.search(r"[^s]s$", one.text)]
        if groups:  # they were asked about, whatever role tells of them
            return _Reference(start, end, groups[-1])
    if not roles:
        if at is not None and -len(focus.quotes) <= at < len(focus.quotes):
            return _Reference(start, end, _quoted(*focus.quotes[at]))
        return _subject(match, before.text, focus) if is_pronoun and not focus.quoted else None
    is_one = any(match[name] is not None for name in ("it", "single", "person", "other"))
    if is_one and len(roles) > 1 and (focus.query.is_of_catalog or match["person"] is not None):
        shown = roles[: tuning().answer.most_options]
        either = tuple(_standing_for(match, (role,), focus, known) for role in shown)
        return _Reference(start, end, message.rest.part(start, end), roles, either=either)
    if match["which"] is not None:
        asks_which = match["plainly"] is not None or query_of(message.asked, known).is_of_catalog
        words = joined(" of ", named(roles, known, focus.query))
        return _Reference(end, end, words, roles) if asks_which else None
    return _standing_for(match, roles, focus, known)


def _standing_for(match: re.Match[str], roles: Roles, focus: Focus, known: Known) -> _Reference:
    """The words for some roles, in the place of a reference or behind."""
    (start, end), words = match.span(), named(roles, known, focus.query)
    if match["person"] is not None:
        return _Reference(start, end, joined(" in ", words), roles, behind=True)
    if match["many"] is not None and len(roles) == 1:
        return _Reference(start, end, joined(" for ", words), roles, behind=True)
    led = "of " if match["of"] or match["of_many"] else "in " if match["there"] else ""
    is_pair = match["two"] is not None or match["other"] is not None
    words = joined(led, words, "'s" if match["s"] else "")
    return _Reference(start, end, words, roles, is_pair=is_pair)


def _roles_meant(match: re.Match[str], message: _Message, focus: Focus, known: Known) -> Roles:
    """The roles that a reference stands for; none where it stands for something else, or for
    nothing.
    """
    lists, roles, text = focus.lists, focus.roles, message.rest.text
    compares = COMPARES.search(text) or FAR.search(text)
    if match["others"] is not None:
        whole = next((some for some in lists if set(roles) < set(some)), ())
        return tuple(role for role in whole if role not in roles)
    if match["other"] is not None:
        pair = next((some for some in (*lists, focus.singles[:2]) if len(some) == 2), ())
        return tuple(role for role in pair if role not in roles) or pair
    if match["end"]:
        number = _number(match["end_number"])
        shown = next((some for some in lists if len(some) >= number), ())
        return shown[:number] if match["end"].lower() == "first" else shown[-number:]
    if (at := _place(match)) is not None:
        shown = next((some for some in lists if -len(some) <= at < len(some)), ())
        return (shown[at],) if shown and (roles or len(focus.quotes) < 2) else ()
    if match["two"] is not None:
        return focus.last_of(_number(match["several"] or "two"))
    if match["many"] is not None and len(roles) == 1 and compares and len(focus.singles) > 1:
        return focus.last_of(2)
    if match["which"] is not None or match["many"] is not None:
        return _several_meant(match, text, focus)
    if match["person"] is not None:  # whoever has the job, where no one else was spoken of
        return roles if focus.names_roles else ()
    return roles if len(roles) <= tuning().question.most_roles_named else ()


def _several_meant(match: re.Match[str], text: str, focus: Focus) -> Roles:
    """The roles that "which", "which of them" and "they" stand for; after an answer of one of them
    "which of them" still asks of all.
    """
    spoken = focus.asked_of or (focus.last_of(2) if focus.roles else ())
    several = focus.roles if len(focus.roles) > 1 else spoken
    if match["which"] is not None:
        return several if len(several) > 1 and not re.search(rf"\b{LISTED}\b", text) else ()
    if match["of_many"] is not None and len(several) > 1:
        return several
    return focus.roles or focus.quoted


def _stands_alone(match: re.Match[str], text: str) -> bool:
    """Whether an ordinal has no noun of its own: "what does the first involve", not "the first
    interview".
    """
    if _ORDINAL_OF.match(text, match.end()) or not match[0].lower().startswith("the "):
        return match[0] == text
    following = re.findall(r"[\w'’-]+", text[match.end() :].split(",")[0].lower())
    if re.search(rf"\b{_ASKING}\W+$", text[: match.start()], re.I):
        following = following[1:]  # a verb: "what does the first involve"
    return not following or following[0] in STOP_WORDS


def _quoted(words: str, document_id: str) -> Reading:
    """What was quoted, as a name of its document."""
    words = f"“{' '.join(words.split()).rstrip('.')}”"
    means = Entity(
        words, 0, len(words), kind=NameKind.ARTICLE, document_ids=frozenset({document_id})
    )
    return Reading(words, (means,))


def _subject(match: re.Match[str], before: str, focus: Focus) -> _Reference | None:
    """Where no role was spoken of: what the last question was about, or the article that told of
    it.
    """
    if match["person"] is not None or re.search(r"[.?!]\s|\w [A-Z][a-z]", before):
        return None
    is_thing = match["that"] is None and not match["there"]
    if is_thing and (names := _things_named(focus)):
        return _Reference(*match.span(), joined(names[-1], "'s" if match["s"] else ""))
    if not focus.query.names or len(focus.articles) != 1:
        return None
    told = _quoted(focus.articles[0].title, focus.articles[0].document_id)
    return _Reference(*match.span(), joined(" (", told, ")"), behind=True)


def _things_named(focus: Focus) -> list[Reading]:
    """What the last question names with a capital that is no article; where an article answered,
    none that only says where: "at Quayside".
    """
    last = focus.last
    titles = [one for one in last.names if one.facet is None and one.kind is NameKind.ARTICLE]
    return [
        last.part(*match.span())
        for match in _PROPER_NAME.finditer(last.text)
        if not any(one.start < match.end() and match.start() < one.end for one in titles)
        and not (focus.articles and _LED_BY.search(last.text[: match.start()]))
    ]


def _narrowed(
    leaning: Leaning, roles: Roles, bare: Reading, conditions: Sequence[Condition], known: Known
) -> Following:
    """Read "only those in England": of the roles referred to, those that meet a condition."""
    condition = bare.part(len(bare.text) - len(bare.text.lstrip(" ,")))
    reading = joined("Which of ", named(roles, known), " are ", condition)
    ranks = [value for one in bare.mentions for value in one.values if isinstance(value, Rank)]
    order = ranks[0] if ranks else None
    return Following(reading, leaning, _among(reading, roles, *conditions, order=order))


def _asked_of(
    words: Reading, roles: Roles, leaning: Leaning, focus: Focus, known: Known
) -> tuple[Reading, Leaning, Query | None]:
    """Read "And the second one?": the last question of other roles, which `words` name; after a
    list, all about them.
    """
    query, last = focus.query, focus.last
    if query.kind is Kind.ANSWER and (query.names or len(focus.roles) == 1):
        within = Reading(without_names(last.text, last.names))
        place = re.search(r"\bthe (?:role|employer)\b", within.text)
        asked = (
            within.with_part(*place.span(), words) if place else _followed(within, "for ", words)
        )
        return asked, leaning, None
    if len(roles) < 2 or query.compare is not None:
        begin = "Compare " if len(roles) > 1 else "Tell me about "
        return joined(begin, words), leaning, None
    reading = joined("Show the postings of ", words)
    return reading, leaning, _among(reading, roles)


def _of_several(
    rest: Reading, found: Sequence[_Reference], reading: Reading, focus: Focus, known: Known
) -> Query | None:
    """Read "which of them" as a list, "do both" as an ask, "what do both" as a comparison."""
    roles = max((reference.roles for reference in found), key=len)
    if (rank := _ranked(rest)) is not None:
        return _among(reading, roles, order=rank)  # "which of those two is open the latest?"
    measured = [mention.facet for mention in focus.last.mentions if mention.facet in QUANTITIES]
    far = end_named(rest.text)
    if far is not None and measured and not rest.mentions and len(content_terms(rest.text)) < 2:
        return _among(reading, roles, order=Rank(measured[-1], far))  # "which of these first?"
    if COMPARES.search(rest.text) or FAR.search(rest.text):
        return None
    if re.match(r"which\b", rest.text, re.IGNORECASE):
        return query_of(reading, known, Kind.LIST)
    if _YES_OR_NO.match(rest.text):
        return query_of(reading, known, Kind.ANSWER)
    if not any(reference.is_pair for reference in found):
        return None
    return query_of(reading, known, Kind.COMPARE)


def _ranked(rest: Reading) -> Rank | None:
    """The order in which one comes first, by a superlative and the facet that is asked for; None
    where either is missing.
    """
    ends = [end for word in rest.text.split() if (end := end_named(word)) is not None]
    facet = RANKED.get(facet_asked(rest.text)) if ends else None
    return Rank(facet, ends[-1]) if facet else None


# Substitution: the last question with a part changed or added -------------------------------------


def _substituted(message: _Message, focus: Focus, known: Known) -> Following | None:
    rest, words = message.rest, len(message.rest.text.split())
    if _OF_OTHERS.match(message.asked.text) and focus.roles and not message.asked.entities:
        asked = message.asked  # "who does sponsor then?"
        frame = without_names(focus.last.text, focus.last.names)
        within = re.match(r"(?:\w+ ){1,2}the (?:role|employer) (.+)", frame)
        if within and not {term.text for term in content_terms(rest.text)} - {*_WORDS["contrast"]}:
            asked = Reading(f"Which roles {within[1]}")  # "who does then?"
        leaning = _leaning(Form.SUBSTITUTION, [rest.text], ())
        return Following(asked, leaning, query_of(asked, known, Kind.LIST))
    is_list = not message.is_led and _LISTS.search(rest.text)
    if message.asks or not 0 < words <= tuning().question.longest_fragment or is_list:
        return None
    leaning = _leaning(Form.SUBSTITUTION, [rest.text], focus.roles)
    if found := _with_value(message, leaning, focus, known):
        return found
    is_topic = message.is_led and words <= tuning().question.longest_topic
    topic = _with_like_words(rest, focus.last)
    topic = topic or (_with_topic(rest, focus, known) if is_topic else None)
    return Following(topic, leaning) if topic else None


def _gone_on(message: _Message, focus: Focus, known: Known) -> Following | None:
    """A question without names after talk of one role: "and who would I work with?", "only what's
    a must", "how many in each team?".
    """
    rest, asked = message.rest, message.asked
    names = asked.entities or re.search(r"(?<=\w )[A-Z][a-z]", rest.text)
    if len(focus.roles) != 1 or not message.asks or names:
        return None
    role = named(focus.roles, known, focus.query)
    leaning = _leaning(Form.REFERENCE, [asked.text.split()[0]], focus.roles)
    if not content_terms(rest.text) and len(rest.text.split()) < tuning().question.short_message:
        return Following(_followed(asked, "(", role, ")"), leaning)  # "where?"
    of_role = _followed(asked, "in ", role)
    is_list = _LISTS.search(rest.text)
    is_of_employer = re.search(r"\byour?\b", rest.text, re.IGNORECASE)  # "do you work weekends"
    if is_list or (message.is_led and not is_of_employer):
        return None if is_list else Following(of_role, leaning)
    is_answer = is_of_employer or query_of(asked, known).by  # "how many in each team?"
    return Following(of_role, leaning, query_of(of_role, known, Kind.ANSWER)) if is_answer else None


def _reordered(message: _Message, focus: Focus, known: Known) -> Following | None:
    """Read "newest first please": the last list in another order."""
    asked, mentions = message.asked, focus.last.mentions
    is_short = len(asked.text.split()) <= tuning().question.longest_order
    found = find_direction(asked.text) or IN_ORDER.search(asked.text.lower())
    is_order = is_short and found is not None
    if asked.mentions:
        is_order = not (any(map(_demands, asked.mentions)) or _says_more(asked))
    if not focus.query.is_of_catalog or not is_order:
        return None
    last = _open(focus.last).text
    # Of "by pay, lowest first" only the direction goes where another direction is asked for.
    starts = [mention.start for mention in mentions if asked.mentions and not _demands(mention)]
    starts += [direction.start()] if (direction := find_direction(last)) else []
    least = max((mention.end for mention in mentions if _demands(mention)), default=0)
    end = min((start for start in starts if start >= least), default=len(last))
    reading = read(f"{last[:end].rstrip(' ,;:')}, {asked.text}", known)
    return Following(reading, _leaning(Form.SUBSTITUTION, [asked.text], focus.roles))


def _demands(mention: Entity) -> bool:
    """Whether a mention holds postings to something; the others are of the order they come in."""
    return any(not isinstance(value, Rank) for value in mention.values)


def _with_value(
    message: _Message, leaning: Leaning, focus: Focus, known: Known
) -> Following | None:
    """Read "And in London?": the last question with this value added or in the old one's place."""
    query, rest = focus.query, message.rest
    if query.kind is Kind.ANSWER:
        return _of_others(message, leaning, focus, known)
    if not rest.mentions or _says_more(rest):
        return None
    if query.compare is not None:
        first = tuple(side.role for side in query.compare.first.sides)
        return Following(joined("Compare ", named(first, known), " with ", _bare(rest)), leaning)
    facets = {one.facet for one in rest.mentions}
    same = [mention for mention in focus.last.mentions if mention.facet in facets]
    new = conditions_of(rest.text, rest.mentions, known.catalog)
    if all(one.negated for one in new) and not any(mention.negated for mention in same):
        both = known.catalog.select((*query.conditions, *new)).roles
        same = [] if both else same  # "in the UK", then "not in Leeds"
    same = [mention for mention in same if _demands(mention)]
    reading = _spliced(focus.last, rest, same)
    return Following(reading, leaning, _asking(reading, _with_conditions(query, new, same, focus)))


def _of_others(message: _Message, leaning: Leaning, focus: Focus, known: Known) -> Following | None:
    """Read "And in London?" after an answer: the last question of what is named now, of a role
    like the one spoken of where a few are there; "and the Leeds trial?" with the rest of its words.
    """
    rest, last = message.rest, focus.last
    wanted = {name for one in rest.entities for name in _named_as(one)}
    if not any(one.kind or one.facet in _NAMES_ROLES for one in rest.entities):
        return None
    names = [one for one in last.entities if one.kind or _names_role(one)]
    alike = [mention for mention in names if wanted & _named_as(mention)]
    is_plain = bool(rest.mentions) and not _says_more(rest)
    conditions = conditions_of(rest.text, rest.mentions, known.catalog)
    fitting = known.catalog.select(conditions).roles if is_plain else ()
    if is_plain and names:
        spliced = _spliced(last, rest, alike or names)
        if not (fitting and isinstance(meant(spliced.names, spliced.text), Nowhere)):
            return Following(spliced, leaning)  # else of what was named before less fits the new
    elif not (focus.roles and (is_plain or message.is_led)):
        return None
    roles, words = focus.roles, rest
    if is_plain:
        roles = tuple(like_titled(fitting, focus.roles)) or fitting
        words = named(roles, known) if len(roles) == 1 else _bare(rest)
    return Following(*_asked_of(words, roles, leaning, focus, known))


def _names_role(mention: Entity) -> bool:
    """Whether a mention helps to name a role; "from home" is a place that names none."""
    is_place = mention.facet is not Facet.PLACE or mention.kind is not None
    return mention.facet in _NAMES_ROLES and is_place


def _named_as(mention: Entity) -> set[str]:
    """What a mention names: an employer whose only role it means is an employer all the same."""
    return {str(mention.facet), str(mention.kind)} - {str(None)}


def _with_conditions(
    ask: Query, new: Sequence[Condition], same: Sequence[Entity], focus: Focus
) -> Query:
    """What the last list or count asked, with new conditions in the place of those on the same."""
    facets = {mention.facet for mention in same}
    if {condition.facet for condition in new} & {Facet.TITLE, Facet.TEAM, Facet.COMPANY}:
        facets.add(Facet.ROLE)  # of other roles than those that were named one by one
    kept = tuple(condition for condition in ask.conditions if condition.facet not in facets)
    if kept == ask.conditions and ask.subjects and focus.roles:  # what their texts say is known
        return replace(ask, conditions=(_of(focus.roles), *new), subjects=())
    return replace(ask, conditions=(*kept, *new))


def _spliced(last: Reading, rest: Reading, same: Sequence[Entity]) -> Reading:
    """The last question with a fragment in the place of some of what it names, or behind it."""
    first = rest.mentions[0]
    if not same:
        leads: dict[Facet | None, str] = {
            Facet.PLACE: "in ",
            Facet.TEAM: "in ",
            Facet.COMPANY: "at ",
        }
        is_led = re.match(rf"{_PREPOSITION}\b", rest.text, re.I)
        return _followed(last, "" if is_led else leads.get(first.facet, "for "), rest)
    start, end, value = same[0].start, same[-1].end, rest.part(first.start, rest.mentions[-1].end)
    before = _LED_BY.search(last.text[:start])
    if before and _LED_BY.fullmatch(rest.text[: first.start]):
        start, value = before.start(), rest.part(0, rest.mentions[-1].end)
    elif re.search(
        rf"\bthe\W+\0(?!\W+(?:\w+\W+){{0,2}}?{_NOUN})",
        f"{last.text[:start]}\0{last.text[end:]}",
        re.I,
    ):
        value = joined(value, " role")
    return last.with_part(start, end, value)


def _bare(rest: Reading) -> Reading:
    """A fragment without the preposition before it: "with the intern"."""
    lead = r"(?:compared )?(?:with|to|about|of|on|for|against|versus|vs)\s+"
    words = re.match(lead, rest.text, re.IGNORECASE)
    return rest.part(words.end() if words else 0)


def _with_topic(rest: Reading, focus: Focus, known: Known) -> Reading | None:
    """Read "What about mentoring?" as the last question of a new topic; None where it has no
    frame.
    """
    rest, query, last = _bare(rest), focus.query, focus.last
    if query.compare is not None:
        return joined("Compare ", named(query.compare.roles, known), " when it comes to ", rest)
    if query.subjects:
        words = [word for subject in query.subjects for word in subject.words.split()]
        said = r"\W+(?:\w+\W+){0,2}?".join(map(re.escape, words))
        span = re.search(rf"\b{said}\b", last.text, re.IGNORECASE)
        return last.with_part(*span.span(), rest) if span else None
    if not 0 < len(focus.roles) <= tuning().question.most_roles_named:
        return None
    return joined("What about ", rest, " in ", named(focus.roles, known, query), "?")


def _with_like_words(rest: Reading, last: Reading) -> Reading | None:
    """Read "grade B7" after "what does grade B6 mean", and "after the talk" after "who rings me
    after the form": it replaces words that differ in a number, or stand behind the same preposition.
    """
    alike = r"\d+".join(map(re.escape, re.split(r"\d+", rest.text)))
    led = re.match(rf"{_PREPOSITION}\b", rest.text, re.IGNORECASE)
    if led and not rest.entities:
        alike = rf"{re.escape(led[0])}\b[^,;.?!]*"
    run = re.search(rf"(?<!\w){alike}(?!\w)", last.text, re.IGNORECASE)
    return last.with_part(*run.span(), rest) if run and alike != re.escape(rest.text) else None
