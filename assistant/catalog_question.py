"""Is a question a list or a count, of what, under which conditions: told by the words around the facets it names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant import catalog_words as words
from assistant.expectation import expected_of
from assistant.facet_mentions import Mention, conditions_of, find_mentions
from assistant.known import Known
from assistant.types import Ask, CatalogAsk, Kind, Subject, Term, Unit
from assistant.words import content_terms
from store.areas import Area
from store.catalog import Condition, Facet
from store.types import DocumentKind

_FACETS = re.compile(rf"\b(?:{'|'.join(facet.name for facet in Facet)})\b")
_PLACE_TO_PLACE = re.compile(r"\bfrom\W+(?:the\W+)?PLACE\W+to\W+(?:the\W+)?PLACE\b")
_CONNECTIVE = re.compile(r"\b(but not|and not|but no|or not|without|neither|both|but|nor|or|and)\b|,")
_TOOL = re.compile(r"(?<![\w.+#])(?:C\+\+|C#|F#|\.NET|R|C|Go)(?![\w+#])")  # names of tools that are no plain words
_DENIES = re.compile(r"\b(?:don['’]?t|doesn['’]?t|do not|does not|without|not|never|no|neither)\b")
_NUMBERS = {name: at for at, name in enumerate("two three four five six seven eight nine ten".split(), start=2)}


@dataclass(frozen=True, slots=True)
class Parsed:
    """What the words of a question come to: its kind, and what it asks of the catalog (None for an answer)."""

    kind: Kind
    ask: CatalogAsk | None
    mentions: tuple[Mention, ...]


@dataclass(frozen=True, slots=True)
class _Question:
    """A question in its parts.

    Attributes:
        text: the question as it stands.
        skeleton: in lower case, each mention replaced by its facet's name in capitals.
        asking: the part of the skeleton that asks, and `before` what is told before it.
        own: the part of the text that asks.
        mentions: what the catalog is asked by; told places give way to those of the part that asks.
    """

    text: str
    skeleton: str
    asking: str
    before: str
    own: str
    mentions: tuple[Mention, ...]


def parse(question: str, known: Known) -> Parsed:
    """The kind of a question that stands alone, with what it asks of the catalog where it is a list or a count."""
    mentions = find_mentions(question, known)
    parts = _parts(question, mentions)
    ask = None if _is_about_people(question, known) or words.HOW_OR_WHY.search(parts.asking) else _ask(parts, known)
    if ask is None:
        return Parsed(Kind.ANSWER, None, mentions)
    counts = _counted(parts.asking) or ask.by
    return Parsed(Kind.COUNT if counts and ask.unit not in (Unit.DATES, Unit.LINKS) else Kind.LIST, ask, mentions)


def _parts(question: str, mentions: Sequence[Mention]) -> _Question:
    skeleton = _skeleton(question, mentions)
    preamble = words.PREAMBLE.match(skeleton)
    before = preamble[0] if preamble else ""
    told = len(_FACETS.findall(before))
    asking = words.SEVERAL.sub("of them", words.IF_I.sub("", skeleton[len(before) :]))
    kept = list(mentions[told:])
    facets = {one.facet for one in kept}
    kept = [one for one in mentions[:told] if one.facet not in facets or words.ELSE.search(asking)] + kept
    if _PLACE_TO_PLACE.search(skeleton):
        places = [one for one in kept if one.facet is Facet.PLACE]
        kept.remove(places[0])
    own = words.PREAMBLE.sub("", question)
    return _Question(question, skeleton, asking, before, own, tuple(kept))


def _ask(parts: _Question, known: Known) -> CatalogAsk | None:
    asking, mentions = parts.asking, parts.mentions
    if detail := _detail(parts, known):
        return detail
    counted, by = _counted(asking), _by(asking, mentions)
    if not (counted or by or any(pattern.search(asking) for pattern in words.LIST_PATTERNS)):
        return None
    if words.WORKS_THERE.search(asking):
        return None
    unit = _unit(asking, counted)
    subjects, any_subject = _subjects(parts)
    told = subjects or left_over(asking)
    if (told and not _says_which(asking)) or (unit in (Unit.TEAMS, Unit.COMPANIES) and words.ONE_ROLE.search(asking)):
        return None
    if not (subjects or mentions or _speaks_of_catalog(asking)):
        return None
    number = _how_many_of_them(asking)
    return CatalogAsk(
        unit,
        _conditions(parts, known),
        subjects,
        any_subject,
        by=by,
        newest=_newest(asking),
        most=number,
        superlative=most[0] if (most := words.SUPERLATIVE.search(left_over(asking))) else "",
        complement=unit not in (Unit.POSTINGS, Unit.ROLES, Unit.EITHER) and words.NONE_OF.search(asking) is not None,
        every=words.EVERY.search(asking) is not None,
    )


def _counted(asking: str) -> re.Match[str] | None:
    return words.COUNT.search(asking) or words.COUNT_ALONE.match(asking)


def _conditions(parts: _Question, known: Known) -> tuple[Condition, ...]:
    if words.ELSE.search(parts.skeleton):
        return _elsewhere(parts.text, parts.mentions, known)
    several = words.SEVERAL_NAMED.search(parts.text)
    if several:  # "which of the A role and the B role are in the US": of these roles, those that meet the rest
        named = [one for one in parts.mentions if several.start() <= one.start < several.end()]
        rest = [one for one in parts.mentions if one not in named]
        both = (*conditions_of(parts.text, named, known.catalog), *conditions_of(parts.text, rest, known.catalog))
        return both if named else conditions_of(parts.text, parts.mentions, known.catalog)
    conditions = conditions_of(parts.text, parts.mentions, known.catalog)
    if words.MORE_THAN.search(parts.asking):  # "more jobs in Berlin than in Boston": both are counted
        conditions = _together(conditions)
    if words.NONE_OF.search(parts.asking):
        conditions = tuple(replace(one, negated=False) for one in conditions)
    return conditions


def _together(conditions: Sequence[Condition]) -> tuple[Condition, ...]:
    """Conditions on one facet as alternatives."""
    merged: dict[Facet, Condition] = {}
    for one in conditions:
        other = merged.get(one.facet)
        merged[one.facet] = replace(other, values=other.values + one.values) if other else one
    return tuple(merged.values())


def _newest(asking: str) -> bool | None:
    return True if words.NEWEST.search(asking) else False if words.OLDEST.search(asking) else None


def _how_many_of_them(asking: str) -> int:
    """How many of the newest are asked for; 0 where no number is said, and very many for all of them in order."""
    if words.IN_ORDER.search(asking):
        return 10**6
    match = words.HOW_MANY_OF_THEM.search(asking)
    said = (match["number"] or match["after"]) if match else "0"
    return int(said) if said.isdigit() else _NUMBERS[said]


def _detail(parts: _Question, known: Known) -> CatalogAsk | None:
    """Dates or links of postings, which their listing holds and no text does; None where no posting has any."""
    unit = next((unit for unit, pattern in words.DETAILS if pattern.search(parts.asking)), None)
    if unit is None or not (parts.mentions or re.search(rf"\b{words.NOUN}\b", parts.asking)):
        return None
    postings = known.catalog.postings
    held = any(one.posting.date if unit is Unit.DATES else one.posting.url for one in postings)
    return CatalogAsk(unit, _conditions(parts, known), newest=_newest(parts.asking)) if held else None


def _is_about_people(question: str, known: Known) -> bool:
    """Whether a question names an article's author: what jobs somebody had is no question about postings."""
    articles = {one.document_id for one in known.documents if one.kind is DocumentKind.ARTICLE}
    return any(name.document_ids <= articles for name in known.names.find(question))


def _skeleton(question: str, mentions: Sequence[Mention]) -> str:
    """The question in lower case, each mention replaced by its facet's name in capitals."""
    parts, at = [], 0
    for mention in mentions:
        parts += [question[at : mention.start].lower(), mention.facet.name]
        at = mention.end
    skeleton = "".join((*parts, question[at:].lower()))
    return re.sub(r"-(?=[A-Z]{4})|(?<=[A-Z]{4})-", " ", skeleton)


# What is counted or listed ----------------------------------------------------------------------------------


def _unit(asking: str, counted: re.Match[str] | None) -> Unit:
    groups = [one for one in (counted.groups() if counted else ()) if one]
    named = groups[0] if groups else _noun_led(asking)
    if _by(asking, ()):
        named = match[0] if (match := re.search(rf"\b{words.NOUN}\b", asking)) else ""
    if counted and named.isupper():  # "how many TITLE postings"
        noun = re.search(rf"{named}\W+(?:\w+\W+){{0,2}}?({words.NOUN})\b", asking[counted.start() :])
        named = noun[1] if noun else ""
    for unit, pattern in ((Unit.POSTINGS, words.POSTINGS), (Unit.ROLES, words.ROLES), *words.OTHER_UNITS):
        if re.fullmatch(pattern, named):
            return unit
    return Unit.EITHER


def _noun_led(asking: str) -> str:
    """The word that says what is listed: the first noun for it, or in "which cities" what is asked for."""
    if re.search(r"\bwho\W+(?:is|are)\W+hiring", asking):
        return "companies"
    if re.search(r"\bwhere\b", asking) or words.ELSE.search(asking):
        return "places"
    other = re.search(rf"\b(?:which|what)\W+(?:of\W+(?:the|your)\W+)?(?:other\W+)?(?P<unit>{words.OTHER})\b", asking)
    if other:
        return other["unit"]
    noun = re.search(rf"\b{words.NOUN}\b", asking)
    return noun[0] if noun else ""


def _by(asking: str, mentions: Sequence[Mention]) -> Unit | None:
    if words.MOST_OF_ROLES.search(asking):
        return Unit.ROLES
    if words.MOST_WHERE.search(asking):
        return Unit.PLACES
    match = words.BY.search(asking) or words.MOST.search(asking)
    if match:
        return next(unit for unit, pattern in words.OTHER_UNITS if re.fullmatch(pattern, match["by"]))
    if not words.MORE_THAN.search(asking):
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
    plain = re.sub(rf"\b(?:{words.NOUN}|{words.OTHER})\b", " ", asking)
    found = re.findall(r"[\w]+(?:[-'’][\w]+)*", plain)
    left = [word for word in found if not word.isupper() and _bare(word) not in words.FILLER and not word.isdigit()]
    return " ".join(left)


def _bare(word: str) -> str:
    return re.sub(r"(?:n['’]t|['’]\w+)$", "", word)


def _subjects(parts: _Question) -> tuple[tuple[Subject, ...], bool]:
    """The things a role's text must speak of, and whether one of them is enough."""
    asking = words.ORDER.sub(" ", parts.asking)
    own = parts.own
    if not left_over(asking) and not _TOOL.search(own) and words.LEANS_BACK.search(asking):
        asking, own = parts.before, parts.text  # "I like ice, which roles have that?"
    tools = [
        Subject(_asked(own, (Term(one[0], one[0].casefold()),)), _denied(own[: one.start()]))
        for one in _TOOL.finditer(own)
    ]
    asking = re.sub(_TOOL.pattern, " ", asking, flags=re.IGNORECASE) if tools else asking
    plain = list(_segments(asking, own))
    subjects = (*plain, *tools)
    any_subject = bool(re.search(r"\bor\b", asking)) and not any(one.negated for one in subjects)
    return subjects, any_subject


def _segments(asking: str, own: str) -> Iterator[Subject]:
    """What is asked between the words that join: "machine learning but not LLMs" are two."""
    negated, start = False, 0
    for match in [*_CONNECTIVE.finditer(asking), None]:
        segment = asking[start : match.start() if match else len(asking)]
        negated = negated or _DENIES.search(segment) is not None
        rest = words.SUPERLATIVE.sub(" ", left_over(segment))
        terms = tuple(term for term in content_terms(rest) if term.stem not in words.SPEAKING)
        terms = tuple(term for term in terms if term.stem not in words.SOFT) or terms
        if terms:
            yield Subject(_asked(own, terms), negated)
        if match:
            joint = match[0]
            negated = joint in ("but not", "and not", "but no", "or not", "without", "neither", "nor") or (
                negated and joint in ("or", "and", ",")
            )
            start = match.end()


def _asked(own: str, terms: tuple[Term, ...]) -> Ask:
    return Ask(text=own, terms=terms, expected=expected_of(" ".join(term.text for term in terms)))


def _denied(before: str) -> bool:
    return re.search(r"(?:\bnot|n['’]t \w+|\bwithout|\bneither|\bnor|\bno)\W*$", before, re.IGNORECASE) is not None


def _says_which(asking: str) -> bool:
    """Whether what else is asked can say which roles are meant: they are spoken of, and no single one is."""
    return words.OF_ROLES.search(asking) is not None and words.ONE_ROLE.search(asking) is None


def _speaks_of_catalog(asking: str) -> bool:
    return re.search(rf"\b(?:{words.NOUN}|{words.OTHER}|hiring|apply|everything)\b", asking) is not None


def _elsewhere(question: str, mentions: Sequence[Mention], known: Known) -> tuple[Condition, ...]:
    """ "Is the Boston role offered anywhere else?": the roles that are named, without the place that is."""
    places = [one for one in mentions if one.facet is Facet.PLACE and not one.negated]
    others = conditions_of(question, [one for one in mentions if one not in places], known.catalog)
    if not places:
        return others
    areas = tuple(area for one in places for area in one.values if isinstance(area, Area))
    named = others or (Condition(Facet.ROLE, tuple(_ids(known, areas))),)
    return (*named, Condition(Facet.PLACE, areas, negated=True))


def _ids(known: Known, areas: tuple[Area, ...]) -> list[str]:
    return [role.document_id for role in known.catalog.select([Condition(Facet.PLACE, areas)]).roles]
