"""Is a question a list or a count, of what, under which conditions: told by the words around the facets it names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from assistant.language.quantities import QUANTITIES
from assistant.language.words import any_of, one_of
from assistant.question.intents.facets import facet_asked
from assistant.question.intents.intents import Probabilities
from assistant.question.known import Known
from assistant.question.mentions import Reading, conditions_of
from assistant.question.subject import NAME, mark, subjects_of
from assistant.tuning import tuning
from assistant.types import Entity, Kind, NameKind, Query, Topic, Unit
from store.facets.names.areas import REMOTE, Area
from store.search.catalog import Condition, Facet, Rank
from store.search.lexical import STOP_WORDS
from store.text.stemming import singular, stem
from store.types import Workplace

POSTINGS, ROLES, JOBS = any_of("postings"), any_of("roles"), rf"(?:{any_of('jobs')}|posts)"
NOUN = rf"(?:{POSTINGS}|{ROLES}|{JOBS})"
ONE = one_of("postings", "roles", "jobs", "learning")
NAMED = r"(?:TITLE|LEVEL|EMPLOYMENT|WORKPLACE|STATUS)"
QUANTITY = rf"(?:{'|'.join(sorted(facet.name for facet in QUANTITIES))})"
OTHER_UNITS = (
    (Unit.COUNTRIES, any_of("countries")),
    (Unit.PLACES, any_of("places")),
    (Unit.COMPANIES, any_of("companies")),
    (Unit.TEAMS, any_of("teams")),
    (Unit.TITLES, rf"{any_of('titles')}|{any_of('kinds')} of (?:{NOUN}|work)"),
)
OTHER = "|".join(pattern for _, pattern in OTHER_UNITS)
# Words that may stand between "which" and "roles"; a verb or an article there begins another thing asked.
NO_GAP = rf"(?:{one_of('auxiliaries')}|the|my|of|years?|months?)\b"
FEW = rf"(?:(?!{NO_GAP})[\w'’/-]+\W+){{0,4}}?"
OF = r"(?:of\W+)?(?:(?:the|your|these|those|all|up)\W+)*"

COUNT = re.compile(
    rf"\bhow many\W+{OF}{FEW}(?P<counted>{OTHER}|{NOUN}|{NAMED})\b"
    rf"|\b(?:number|count|total|amount|tally) of\W+{OF}{FEW}(?P<counted2>{OTHER}|{NOUN}|{NAMED})\b"
    rf"|\bcount\W+{OF}{FEW}(?P<counted3>{OTHER}|{NOUN}|{NAMED})\b"
    rf"|\b{NOUN} count\b",
)
_NUMBERS = {
    name: at
    for at, name in enumerate("two three four five six seven eight nine ten".split(), start=2)
}
ELSE_WORDS = (
    r"\b(?:elsewhere|(?:any|some|every)where else|other (?:places?|cit(?:y|ies)|locations?|countr(?:y|ies)|offices?)"
    r"|another (?:place|city|location|country|office))\b"
)
_UP = r"(?:up|open|out|online|live|listed|posted|advertised|running)\W+(?:for\W+)?(?:the\W+)?"
NEWEST = re.compile(rf"\b(?:{one_of('newest')}|last posted|posted last|{_UP}shortest)\b")
OLDEST = re.compile(rf"\b(?:{one_of('oldest')}|first posted|posted first|{_UP}longest)\b")
_SEVERAL = rf"\d{{1,2}}|{'|'.join(_NUMBERS)}"
HOW_MANY_OF_THEM = re.compile(
    rf"\b(?P<number>{_SEVERAL})\W+{one_of('newest', 'oldest')}\b"
    rf"|\b{one_of('newest', 'oldest')}\W+(?P<after>{_SEVERAL})\b"
)
IN_ORDER = re.compile(
    rf"\b{one_of('newest', 'oldest')}\W+first\b"
    r"|\b(?:(?:sort|order|rank|arrang)(?:e|ed)?\W+(?:\w+\W+){0,3}?)?by\W+(?:the\W+)?(?:posting\W+)?date\b(?:\W+posted)?"
)
DETAILS = (
    (
        Unit.DATES,
        re.compile(
            r"\bwhen\W+(?:was|were|is|did)\b.*\b(?:posted|published|listed|advertised)\b|\b(?:posting|publication) dates?\b"
            r"|\b(?:what|which) dates?\b.*\bposted\b|\bdates? of\b"
        ),
    ),
    (
        Unit.LINKS,
        re.compile(
            r"\b(?:links?|urls?)\b(?=\W+(?:to|for|of)\b|\W*$)|\b(?:an?|the|any|all|me|apply|application)\W+(?:links?|urls?)\b"
            r"|\bweb ?(?:pages?|addresse?s?)\b|\b(?:where|how)\W+(?:do|can|could|should|would)\W+i\W+apply\b"
        ),
    ),
)
BY = re.compile(
    rf"\b(?:per|by|for each|in each|for every|each|split (?:up )?(?:by|into)|broken down by|grouped by"
    rf"|(?:spread|split|distributed|shared(?: out)?)\W+(?:over|across|among|between))"
    rf"(?:\W+(?:all|different|the|various))*\W+(?P<by>{OTHER})\b"
)
# "Who is hiring and with how many postings each": by what is listed.
EACH = re.compile(
    rf"\bhow many\W+(?:{NOUN}\W+)?(?:(?:does|has|have|do|is|are)\W+)?each\b|\bhow many\W+{NOUN}\W+(?:\w+\W+)?each\b"
)
MORE_THAN = re.compile(
    rf"\b(?:more|fewer)\W+{FEW}{NOUN}\b.*\b(?:than|or)\b|\bhow many\b.*\band\W+how many\b|\bnumber of\W+{FEW}{NOUN}\b.*\b(?:compared|versus|vs)\b"
)
MOST_WHERE = re.compile(r"\bwhere\W+are\W+(?:the\W+)?(?:most|fewest)\b")
MOST_OF_ROLES = re.compile(
    rf"\b(?:which|what)\W+(?:{NOUN})\W+{one_of('auxiliaries')}\W+(?:\w+\W+)?(?:the\W+)?(?:most|fewest|least|more)\W+"
    rf"{any_of('postings', 'jobs', 'places')}\b"
)
NONE_OF = re.compile(
    rf"\b(?:{OTHER})\W+(?:are\W+|do\W+|is\W+|does\W+)?(?:don['’]?t|doesn['’]?t|not|aren['’]?t|isn['’]?t|never|do not|have no|has no)\W+(?:\w+\W+)?(?:hir\w+|have|has|offer\w*|recruit\w*|need\w*|{FEW}{NOUN}|{FEW}{NAMED})\b"
)
LIST_THEM = re.compile(r"\b(?:list|show|name|count)\W+(?:me\W+)?(?:it|them|those|these)\b")
EVERY = re.compile(r"^\W*(?:is|are)\W+(?:all|every|each)\b")
# "Do I need DEGREE": asks of one role, or of how hiring goes, unless it speaks of any.
YES_OR_NO = re.compile(
    rf"^\W*(?:(?:and|so|but|ok)\W+)?{one_of('auxiliaries')}\b"
    rf"(?!.*\b(?:any|{NOUN}|which)\b)"
)
WHERE = re.compile(r"^\W*(?:and\W+)?where\b")
# "What's there in PLACE" asks for all that is.
WHAT_THERE = re.compile(
    r"^\W*(?:and\W+|so\W+)?what(?:['’]?s|\W+is|\W+are)?\W+there\W+"
    r"(?:in|at|near|around|within|outside)\W+(?:the\W+)?PLACE\W*$"
)
# "Free parking for nurses?" asks what is so of the role, not which roles there are.
THING_FOR = re.compile(
    rf"^\W*(?!(?:{one_of('question_words', 'auxiliaries', 'telling')}|any|i|we)\b)"
    rf"(?P<thing>\w[^.?!,;:]{{0,100}}?)\W{{1,3}}for\W{{1,3}}(?:the\W{{1,3}}|an?\W{{1,3}})?(?:LEVEL\W{{1,3}})?(?:TITLE|ROLE)\b"
)
WORKS_THERE = re.compile(
    r"\bhow many\W+TITLE\W+(?:work|(?:are|r)\W+(?:in|on)\W+(?:the|your|this|TEAM)|sit|belong|does\W+the)\b"
)
MOST = re.compile(
    rf"\b(?:which|what)\W+(?P<by>{OTHER})\W+(?:has|have|with|offers?|is|are)\W+(?:the\W+)?(?:most|fewest|least|more|highest)\b"
)
ELSE = re.compile(ELSE_WORDS)
PREAMBLE = re.compile(
    rf"^.*[.!;:,]\s+(?=(?:{one_of('question_words', 'auxiliaries', 'telling')}|any|i['’]d|please)\b)",
    re.IGNORECASE | re.DOTALL,
)
ONE_ROLE = re.compile(
    r"\b(?:the|this|that|my|your|its|(?P<whose>\w+['’]s))\W+(?:(?!any\b|which\b|of\b)[\w'’-]+\W+){0,5}?"
    rf"(?<!other )(?:{ONE}|(?<=the )TITLE|(?<=the )LEVEL)\b(?!\W+(?:that|which|about|with|where|involving|using|in which))"
    r"|\b(?:the|this|that)\W+(?:(?:PLACE|TEAM|ROLE|COMPANY|TITLE|LEVEL)\W+)+(?:one|LEVEL)\b"
)
SUPERLATIVE = re.compile(rf"\b{one_of('superlatives')}\b")
BOUND = re.compile(rf"\bat\W+{SUPERLATIVE.pattern}")  # "at least" ranks nothing


@cache
def tables() -> Any:
    """The words of catalog_intent.yaml."""
    return yaml.safe_load(Path(__file__).with_name("catalog_intent.yaml").read_text("utf-8"))


@cache
def _fillers() -> frozenset[str]:
    return STOP_WORDS.union(*(group["words"] for group in tables()["fillers"].values()))


@cache
def _unspecific() -> frozenset[str]:
    """Stems of what asks for a thing and is none: "involve", "experience"."""
    return frozenset(stem(word) for key in ("speaking", "soft") for word in tables()[key]["words"])


IF_I = re.compile(r"\W+if (?:i|we|you|my|someone)\b.*$", re.IGNORECASE)
DISTINCT = re.compile(
    rf"\b(?:different|distinct|separate|unique)\W+(?:[\w'’-]+\W+){{0,2}}?{JOBS}\b"
)
# "Not counting the same one twice": each role is counted once as it is.
COUNTED_ONCE = (
    r"\b(?:not|never|without)\W+(?:double[\W_]+)?counting\b(?:\W+(?:\w+\W+){0,4}?(?:twice|more than once|again))?"
    r"(?:\W+(?:duplicates|doubles|repeats|copies))?"
)
ORDER = re.compile(
    rf"{IN_ORDER.pattern}|{HOW_MANY_OF_THEM.pattern}|{NEWEST.pattern}|{OLDEST.pattern}|{COUNTED_ONCE}"
)


_FACETS = re.compile(rf"\b(?:{'|'.join(facet.name for facet in Facet)})\b")


@dataclass(frozen=True, slots=True)
class _Question:
    """A question in its parts.

    Attributes:
        text: the question as it stands.
        skeleton: in lower case, each mention replaced by its facet's name in capitals.
        asking: the part of the skeleton that asks.
        own, told: the same of the text as it stands, with marks for its mentions.
        mentions: what the catalog is asked by; told places give way to those of the part that asks.
    """

    text: str
    skeleton: str
    asking: str
    own: str
    told: str
    mentions: tuple[Entity, ...]


# What begins something else that a list is to show of each: "and what each pays", "with their
# closing dates".
_ALSO = re.compile(
    rf",?\s+(?:(?:and|plus|along with|together with|including)\s+(?:also\s+)?"
    rf"(?=(?:(?!which|who){one_of('question_words')}|whether|if|their|its|{one_of('auxiliaries')})\b"
    rf"|the\s+(?:[\w-]+\s+){{1,3}}of\s+each\b)"
    rf"|with\s+(?=(?:the|their|its|each)\b))",
    re.IGNORECASE,
)
_OF_ONE = re.compile(r"\bit\b")  # "where is it, and what does it pay?" asks twice of one role


def with_columns(asked: Reading) -> tuple[Reading, tuple[Topic, ...]]:
    """What a list asks for, and what it is to show of each posting beside its name: facets
    that are asked for behind it.
    """
    start, shown = None, list[Topic]()
    cuts = list(_ALSO.finditer(asked.text))
    for at, cut in enumerate(cuts):
        end = cuts[at + 1].start() if at + 1 < len(cuts) else None
        said = asked.text[cut.end() : end].strip(" ?.!")
        if _OF_ONE.search(said) or facet_asked(said) is None:
            start, shown = None, []
            continue
        start = cut.start() if start is None else start
        shown.append(Topic(content(said.casefold()) or said, said=said))
    return (asked, ()) if start is None else (asked.part(0, start), tuple(shown))


def parse(asked: Reading, query: Query, known: Known, wanted: Probabilities) -> Query:
    """The query of a question that stands alone with what it asks of the catalog, where it is a list or a count."""
    parts = _parts(asked.text, asked.marked)
    if (detail := _detail(parts, known)) is not None:
        unit, conditions = detail
        return replace(query, kind=Kind.LIST, unit=unit, conditions=conditions, order=_order(parts))
    likely = wanted[Kind.LIST] + wanted[Kind.COUNT] >= max(
        wanted[Kind.ANSWER], wanted[Kind.COMPARE]
    )
    is_certain = _is_certain(parts) and not (
        wanted[Kind.ANSWER] >= tuning().question.intent_sure and _asks_what_one_states(parts, known)
    )
    if not is_certain and (not likely or _asks_of_one(parts, known)):
        return query
    found = None if _is_about_people(query) else _asked(parts, query, known)
    if found is None:
        return query
    likely_count = wanted[Kind.COUNT] > wanted[Kind.LIST] and _rank(parts.mentions) is None
    counts = COUNT.search(parts.asking) or found.by or likely_count
    return replace(found, kind=Kind.COUNT if counts else Kind.LIST)


# "Do candidates for senior roles have to write?": of people, not which roles there are.
_OF_PEOPLE = re.compile(
    rf"^\W*{one_of('auxiliaries')}\W+(?:the\W+|all\W+)?"
    r"(?:candidates?|applicants?|people|interviewers?|managers?|employees|staff)\b"
)
_SEVERAL_ASKED = re.compile(
    r"\b(?:which|how many|where|who|postings|listings|adverts|ads|roles|jobs|openings|positions|vacancies|gigs|posts)\b"
)


def _asks_of_one(parts: _Question, known: Known) -> bool:
    """Say whether one role is spoken of, as in "Is there anything on ropes in the Hull posting?"."""
    thing = THING_FOR.match(parts.asking)
    if thing and content(thing["thing"]) and not re.search(rf"\b{NOUN}\b", parts.asking):
        return True
    if WORKS_THERE.search(parts.asking) or _OF_PEOPLE.match(parts.asking):
        return True
    if ELSE.search(parts.asking):
        return False
    names_no_kind = re.search(rf"\b(?:{NOUN}|{OTHER}|ones?)\b", parts.asking) is None
    if names_no_kind and content(parts.own):
        held = known.catalog.select(_conditions(parts, known)).roles
        if len(held) == 1:  # "how many wards does the Hull trust run?" counts no roles
            return True
    if _SEVERAL_ASKED.search(parts.asking):
        return False
    return ONE_ROLE.search(parts.asking) is not None and not any(map(_is_several, parts.mentions))


def _is_several(mention: Entity) -> bool:
    """Whether a kind of role is named in the plural: "the internships", not "the head of sales"."""
    last = mention.text.casefold().split()[-1]
    of_kind = mention.facet in (Facet.TITLE, Facet.LEVEL)
    in_name = any(last in str(value).casefold().split() for value in mention.values)
    return of_kind and singular(last) != last and not in_name


_DIGIT = re.compile(r"\d")


def _asks_what_one_states(parts: _Question, known: Known) -> bool:
    """Whether one role is named and nothing compared, as in "the weekly wage of that Hull job"."""
    compared = [one for one in parts.mentions if one.facet in QUANTITIES]
    said = "".join(one.text for one in compared)
    named = [one for one in parts.mentions if one not in compared]
    roles = known.catalog.select(conditions_of(parts.text, named, known.catalog)).roles
    of_one = bool(named and compared) and len(roles) == 1
    return of_one and _rank(compared) is None and not _DIGIT.search(said)


def _is_certain(parts: _Question) -> bool:
    """Whether the words leave no doubt: "the newest posting", "paid by the hour", "where else"."""
    asking = parts.asking
    rank = _rank(parts.mentions)
    if WHAT_THERE.match(asking):
        return True
    if MORE_THAN.search(asking) or _newest(asking) is not None or (rank and rank.number != 1):
        return True
    if LIST_THEM.search(asking) and parts.mentions and not ONE_ROLE.search(parts.skeleton):
        return True
    if re.search(rf"\b{QUANTITY}\b", asking) and not re.search(r"\b(?:ROLE|TITLE)\b", asking):
        return not YES_OR_NO.match(asking)
    where = WHERE.match(asking) or ELSE.search(asking)
    return where is not None and bool(parts.mentions) and not left_over(asking)


def _parts(question: str, marked: Sequence[Entity]) -> _Question:
    skeleton = _skeleton(question, marked)
    mentions = [one for one in marked if one.facet]
    preamble = PREAMBLE.match(skeleton)
    before = preamble[0] if preamble else ""
    if before and not _says_anything(skeleton[len(before) :]):
        before = ""  # "fewer than 3 years required, what have you": the first part asks
    first = len(_FACETS.findall(before))
    asking = IF_I.sub("", skeleton[len(before) :])
    kept = list(mentions[first:])
    facets = {one.facet for one in kept}
    facets -= QUANTITIES  # "I have five years, which ask for at least four?" says both
    before_asking = mentions[:first]
    kept = [one for one in before_asking if one.facet not in facets or ELSE.search(asking)] + kept
    with_marks = _marked(question, marked)
    led = PREAMBLE.match(with_marks) if before else None
    own = with_marks[led.end() :] if led else with_marks
    supposed = IF_I.search(own)
    told = f"{led[0] if led else ''}{supposed[0] if supposed else ''}"
    return _Question(question, skeleton, asking, IF_I.sub("", own), told, tuple(kept))


def _says_anything(asking: str) -> bool:
    return bool(
        _FACETS.search(asking)
        or left_over(asking)
        or re.search(rf"\b(?:{NOUN}|{OTHER}|ones?|them)\b", asking)
    )


def _asked(parts: _Question, query: Query, known: Known) -> Query | None:
    asking, mentions = parts.asking, parts.mentions
    counted = COUNT.search(asking)
    subjects = subjects_of(_without_order(parts.own), parts.told, content)
    if not (subjects or mentions or _speaks_of_catalog(asking)):
        return None
    unit = _unit(asking, counted)
    return replace(
        query,
        unit=unit,
        by=_by(asking, mentions),
        conditions=_conditions(parts, known),
        subjects=subjects,
        order=_order(parts),
        superlative=most[0]
        if (most := SUPERLATIVE.search(left_over(BOUND.sub(" ", asking))))
        else "",
        complement=unit not in (Unit.POSTINGS, Unit.ROLES, Unit.EITHER)
        and NONE_OF.search(asking) is not None,
        every=EVERY.search(asking) is not None,
    )


def _without_order(asking: str) -> str:
    """What is asked without the words for an order, "newest", or for how much, "partly"."""
    plain = _PARTLY.sub(" ", re.sub(ORDER.pattern, " ", asking, flags=re.IGNORECASE))
    return SUPERLATIVE.sub(" ", plain)


def _conditions(parts: _Question, known: Known) -> tuple[Condition, ...]:
    if ELSE.search(parts.skeleton):
        return _elsewhere(parts.text, parts.mentions, known)
    mentions = [_partly_at_home(one, parts.asking) for one in parts.mentions]
    conditions = conditions_of(parts.text, mentions, known.catalog)
    if MORE_THAN.search(parts.asking):  # "more jobs in Berlin than in Boston": both are counted
        conditions = _together(conditions)
    if NONE_OF.search(parts.asking):
        conditions = tuple(replace(one, negated=False) for one in conditions)
    return conditions


_AT_HOME = re.compile(rf"\b{any_of('home')}\b", re.IGNORECASE)
_PARTLY = re.compile(rf"\b{any_of('partly', 'wholly')}\b", re.IGNORECASE)
_WHOLLY = re.compile(rf"\b{any_of('wholly')}\b", re.IGNORECASE)


def _partly_at_home(mention: Entity, asking: str) -> Entity:
    """A mention of work at home, which some days of a week are too unless all of it must be."""
    is_remote = any(isinstance(one, Area) and one.city == REMOTE.city for one in mention.values)
    if not (is_remote and _AT_HOME.search(mention.text)) or _WHOLLY.search(asking):
        return mention
    return replace(mention, facet=Facet.WORKPLACE, values=(Workplace.HYBRID, Workplace.REMOTE))


def _together(conditions: Sequence[Condition]) -> tuple[Condition, ...]:
    """Conditions on one facet as alternatives."""
    merged: dict[Facet, Condition] = {}
    for one in conditions:
        other = merged.get(one.facet)
        merged[one.facet] = replace(other, values=other.values + one.values) if other else one
    return tuple(merged.values())


def _rank(mentions: Sequence[Entity]) -> Rank | None:
    return next(
        (value for one in mentions for value in one.values if isinstance(value, Rank)), None
    )


def _order(parts: _Question) -> Rank | None:
    newest = _newest(parts.asking)
    by_day = None if newest is None else Rank(Facet.DATE, newest, _how_many_of_them(parts.asking))
    return _rank(parts.mentions) or by_day


def _newest(asking: str) -> bool | None:
    if OLDEST.search(asking) and not NEWEST.search(asking):
        return False
    return True if NEWEST.search(asking) or IN_ORDER.search(asking) else None


def _how_many_of_them(asking: str) -> int:
    """How many of the newest are asked for; 0 for all of them in order."""
    if IN_ORDER.search(asking):
        return 0
    match = HOW_MANY_OF_THEM.search(asking)
    said = (match["number"] or match["after"]) if match else "1"
    return int(said) if said.isdigit() else _NUMBERS[said]


def _detail(parts: _Question, known: Known) -> tuple[Unit, tuple[Condition, ...]] | None:
    """Dates or links of postings, which their listing holds and no text does; None where none of them has any."""
    unit = next((unit for unit, pattern in DETAILS if pattern.search(parts.asking)), None)
    if unit is None or not (parts.mentions or re.search(rf"\b{NOUN}\b", parts.asking)):
        return None
    conditions = _conditions(parts, known)
    postings = known.catalog.select(conditions).postings
    held = any(one.posting.date if unit is Unit.DATES else one.posting.url for one in postings)
    return (unit, conditions) if held else None


def _is_about_people(asked: Query) -> bool:
    """Whether a question names an article's author: what jobs somebody had is no question about postings."""
    return any(name.kind is NameKind.PERSON for name in asked.names)


def _marked(question: str, mentions: Sequence[Entity]) -> str:
    """The question with a mark in the place of each mention."""
    for mention in reversed(mentions):
        question = f"{question[: mention.start]}{mark(mention.mark)}{question[mention.end :]}"
    return question


def _skeleton(question: str, mentions: Sequence[Entity]) -> str:
    """The question in lower case, each mention replaced by its facet's name in capitals."""
    parts, at = [], 0
    for mention in mentions:
        parts += [question[at : mention.start].lower(), mention.mark]
        at = mention.end
    skeleton = "".join((*parts, question[at:].lower()))
    return re.sub(r"-(?=[A-Z]{4})|(?<=[A-Z]{4})-", " ", skeleton)


# What is counted or listed ----------------------------------------------------------------------------------


def _unit(asking: str, counted: re.Match[str] | None) -> Unit:
    groups = [one for one in (counted.groups() if counted else ()) if one]
    named = groups[0] if groups else _noun_led(asking)
    if _by(asking, ()):
        named = match[0] if (match := re.search(rf"\b{NOUN}\b", asking)) else ""
    if counted and named.isupper():  # "how many TITLE postings"
        noun = re.search(rf"{named}\W+(?:\w+\W+){{0,2}}?({NOUN})\b", asking[counted.start() :])
        named = noun[1] if noun else ""
    for unit, pattern in ((Unit.POSTINGS, POSTINGS), (Unit.ROLES, ROLES), *OTHER_UNITS):
        if re.fullmatch(pattern, named):
            return unit
    return Unit.ROLES if DISTINCT.search(asking) else Unit.EITHER


def _noun_led(asking: str) -> str:
    """The word that says what is listed: the first noun for it, or in "which cities" what is asked for."""
    if re.search(r"\bwho(?:\W+(?:is|are)|['’]s)\W+(?:hiring|recruiting)", asking):
        return "companies"
    if WHERE.match(asking) or ELSE.search(asking):
        return "places"
    other = re.search(
        rf"\b(?:which|what)\W+(?:of\W+(?:the|your)\W+)?(?:other\W+)?(?P<unit>{OTHER})\b", asking
    )
    if other:
        return other["unit"]
    noun = re.search(rf"\b{NOUN}\b", asking)
    return noun[0] if noun else ""


def _by(asking: str, mentions: Sequence[Entity]) -> Unit | None:
    if MOST_OF_ROLES.search(asking):
        return Unit.ROLES
    if MOST_WHERE.search(asking):
        return Unit.PLACES
    match = BY.search(asking) or MOST.search(asking)
    if match is None and EACH.search(asking):
        match = re.search(rf"(?P<by>{OTHER})", _noun_led(asking))
    if match:
        return next(unit for unit, pattern in OTHER_UNITS if re.fullmatch(pattern, match["by"]))
    if not MORE_THAN.search(asking):
        return None
    facets = [one.facet for one in mentions]
    areas = [value for one in mentions for value in one.values if isinstance(value, Area)]
    if facets.count(Facet.PLACE) > 1:
        return Unit.COUNTRIES if all(area.grain == 1 for area in areas) else Unit.PLACES
    units = {Facet.TITLE: Unit.TITLES, Facet.COMPANY: Unit.COMPANIES, Facet.TEAM: Unit.TEAMS}
    return next((unit for facet, unit in units.items() if facets.count(facet) > 1), None)


# What else is asked of each role's text ---------------------------------------------------------------------


def left_over(asking: str) -> str:
    """The words that neither name a facet nor frame a list or a count: what else is asked of each role."""
    plain = re.sub(rf"\b(?:{NOUN}|{OTHER})\b", " ", asking)
    found = re.findall(r"[\w]+(?:[-'’][\w]+)*", plain)
    left = [
        word
        for word in found
        if not word.isupper() and _bare(word) not in _fillers() and not word.isdigit()
    ]
    return " ".join(left)


def _bare(word: str) -> str:
    return re.sub(r"(?:n['’]t|['’]\w+)$", "", word)


def content(words: str) -> str:
    """What of some words says what a role is asked for: no name, no word that frames a list, no verb of asking."""
    found = left_over(re.sub(NAME, " ", words).lower()).split()
    return " ".join(word for word in found if stem(word) not in _unspecific())


def _speaks_of_catalog(asking: str) -> bool:
    return re.search(rf"\b(?:{NOUN}|{OTHER}|hiring|apply|everything)\b", asking) is not None


def _elsewhere(question: str, mentions: Sequence[Entity], known: Known) -> tuple[Condition, ...]:
    """Read "Is the Boston role offered anywhere else?" as the roles named, without the place."""
    places = [one for one in mentions if one.facet is Facet.PLACE and not one.negated]
    others = conditions_of(question, [one for one in mentions if one not in places], known.catalog)
    if not places:
        return others
    areas = tuple(area for one in places for area in one.values if isinstance(area, Area))
    named = others or (Condition(Facet.ROLE, tuple(_ids(known, areas))),)
    return (*named, Condition(Facet.PLACE, areas, negated=True))


def _ids(known: Known, areas: tuple[Area, ...]) -> list[str]:
    return [
        role.document_id for role in known.catalog.select([Condition(Facet.PLACE, areas)]).roles
    ]
