"""What a question says of the catalog's facets: the titles, places and so on that it names or
rules out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from assistant.errors import QuestionError
from assistant.language.quantities import QUANTITIES, find_quantities
from assistant.language.spelling import corrected
from assistant.language.statements import told_at
from assistant.language.words import any_of, one_of, words_for
from assistant.question.known import FacetWords, Known, is_level
from assistant.tuning import tuning
from assistant.types import Entity, NameKind, Query
from store.facets.names.areas import REMOTE, Area, AreaMention, find_areas
from store.facets.names.gazetteer import cities_named
from store.facets.names.periods import find_periods
from store.facets.names.place_names import NOWHERE, country_name, place_in_words
from store.facets.names.titles import title_spans
from store.facets.reading import lexicon, words_of
from store.search.catalog import (
    CLOSED,
    Catalog,
    Condition,
    Facet,
    Rank,
    Selection,
    Value,
    singulars,
    stands_in,
)
from store.search.lexical import STOP_WORDS
from store.text.stemming import singular
from store.types import Workplace

FILTERS = ("title", "team", "company", "level", "place", "text")


def conditions_from(filters: Mapping[str, str | None], known: Known) -> tuple[Condition, ...]:
    """The conditions that filters in words come to; one that is None or empty filters nothing.

    Raises QuestionError for a filter of another name and for a place that names none.
    """
    unknown = [name for name in filters if name not in FILTERS]
    if unknown:
        raise QuestionError(f"There is no filter {unknown[0]!r}. There are: {', '.join(FILTERS)}.")
    given = {name: words.strip() for name, words in filters.items() if words and words.strip()}
    return tuple(
        one for name, words in given.items() for one in _filter_conditions(name, words, known)
    )


def _filter_conditions(name: str, words: str, known: Known) -> tuple[Condition, ...]:
    spelled = corrected(words, known.words.spellings)
    if name == "place":
        return _filter_places(spelled, known)
    if name == "level":
        return (Condition(Facet.LEVEL, (is_level(spelled, known.words) or spelled,)),)
    return (Condition(Facet(name), (spelled,)),)


def _filter_places(words: str, known: Known) -> tuple[Condition, ...]:
    """Read "outside the US" or "Boston or Seattle", as in a question."""
    if remote := _remote(words, known):
        return (Condition(Facet.PLACE, remote),)
    question = (
        words
        if words.split()[0].casefold() in ("in", "not", "outside", "except")
        else f"in {words}"
    )
    mentions = [one for one in find_mentions(question, known) if one.facet is Facet.PLACE]
    if not mentions:
        there = sorted({str(place) for place in known.catalog.places} - {""})[:8]
        raise QuestionError(
            f"No place is known as {words!r}. There are postings in: {'; '.join(there) or 'none'}."
        )
    return conditions_of(question, mentions, known.catalog)


def _remote(words: str, known: Known) -> tuple[Area, ...]:
    """Read "Remote, US", as a posting's place is shown; a question says "remote jobs in the US"."""
    nowhere = [
        place for place in known.catalog.places if place.country and NOWHERE.fullmatch(place.city)
    ]
    named = [one for one in nowhere if words.casefold() == place_in_words(one).casefold()]
    return tuple(Area(words, frozenset({one.country}), city=REMOTE.city) for one in named)


NOUN = any_of("postings", "roles", "jobs", "learning", "stand_ins")
ONE = rf"(?:{one_of('postings', 'roles', 'jobs', 'learning')}|one)"
_NOUN_NEXT = re.compile(
    rf"[\s-]+(?:(?!(?:{'|'.join(STOP_WORDS)})\b)[\w-]+[\s-]+)?{NOUN}\b", re.IGNORECASE
)
_LEVEL_NEXT = re.compile(
    rf"(?:[\s-]level)?[\s-]+(?:[\w-]+[\s-]+){{0,3}}?{NOUN}\b|[\s-]level\b", re.IGNORECASE
)
_UNIT_NEXT = re.compile(rf"\s+{any_of('units')}\b", re.IGNORECASE)
_WORD = re.compile(r"\w+(?:[-'’]\w+)*")
_CONTRACT = re.compile(r"[\s-]+contracts?\b", re.IGNORECASE)
_ENDS = re.compile(r"\s*(?:$|[.?!,;]|(?:or|and|but|in|at|for)\b)", re.IGNORECASE)
# "Closed postings", "which roles have closed", "what is no longer open": not "closed captions".
_CLOSED = re.compile(
    r"(?P<after>\b(?:is|are|was|were|been|have|has|had|already|now"
    r"|since)\W+(?:not\W+)?(?:yet\W+)?)?"
    r"\b(?P<closed>closed|expired|withdrawn|no longer (?:open|available|listed|advertised))\b",
    re.IGNORECASE,
)
_AT_NAME = re.compile(
    r"\bat ((?!AI\b|ML\b|[A-Z]\d\b)[A-Z][\w&.-]*\w(?: [A-Z][\w&.-]*\w)*)"
)  # an employer that lists nothing here
_BETWEEN = (
    r"(?:in|at|for|from|the|a|an|any|of|to|based|located|on|with|by|are|is|be|being|ones?|jobs?"
    r"|roles?"
    r"|those|posted|listed|dated|advertised|offered|work|working|live|move|want|hire|hiring|have"
    r"|do)"
)
_RULES_OUT = re.compile(
    r"(?:\bnot|n['’]t|\bnever|\boutside|\bexcept(?:ing)?|\bexclud(?:ing|es?)|\b(?:other|else"
    r"|rather) than|\bapart from"
    r"|\baside from|\bbesides|\bbut not|\bwithout|\bnon|\bbeyond|\binstead of|\bnor|\bneither"
    r"|\bno\b(?!\s*,)|\bbar(?:ring)?"
    r"|\b(?:all|any(?:where|thing)|every(?:where|thing)) but|\bminus|\bleave out|\bskip|\bignor(?:e"
    r"|ing))"
    rf"(?:[\s,-]+{_BETWEEN})*[\s-]*$",
    re.IGNORECASE,
)
# What stands between two roles that are named one after the other: "the AGI [role and the] Seattle
# role".
_ANOTHER_ROLE = re.compile(
    rf"\W*(?:{ONE})?\W+(?:and|or|versus|vs\.?|,)?\s*(?:and |or )?the\W+",
    re.IGNORECASE,
)
# In what an asker tells of themselves, what they have found here: "I saw your advert for a baker".
_FOUND_HERE = re.compile(
    rf"\b(?:the|this|that|these|those|your)\W+(?:[\w'’&-]+\W+){{0,4}}?(?:{NOUN}|thing)\b",
    re.IGNORECASE,
)
_SIDE_BY_SIDE = re.compile(r"\b(?:and|or|nor|versus|vs|than|with|to|from)\b|[,;/&]", re.IGNORECASE)
_DEFINITE = re.compile(r"\b(?:the|this|that|your)\W+$", re.IGNORECASE)
_NEAR_ME = re.compile(
    r"\b(?:near\w*|local\w*|close by|around (?:here|me)|from here"
    rf"|{NOUN}\W+there(?!\W+(?:is|are|were))"
    r"|(?<!\bis )(?<!\bare )(?<!\bwere )(?:here|there)(?=\W*$))\b",
    re.IGNORECASE,
)
# An employer or a role that is named beside what they tell says which one is asked about.
_OF_ROLES = (NameKind.TITLE, NameKind.TEAM, NameKind.COMPANY)
_ABROAD = re.compile(r"\b(?:abroad|overseas|in (?:other|foreign) countries)\b", re.IGNORECASE)
_ONE = re.compile(rf"\b{ONE}\b", re.IGNORECASE)
_JOINS = re.compile(rf"^(?:[\s,/&]|\b(?:or|and|nor|plus)\b|\b{_BETWEEN}\b)*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reading:
    """Words with everything they name, looked up once."""

    text: str
    entities: tuple[Entity, ...] = ()

    @property
    def mentions(self) -> tuple[Entity, ...]:
        """What of a facet they name, in order; none overlaps another."""
        return tuple(entity for entity in self.entities if entity.facet is not None)

    @property
    def marked(self) -> tuple[Entity, ...]:
        """The mentions, and what the asker tells of themselves."""
        return tuple(one for one in self.entities if one.mark)

    @property
    def names(self) -> tuple[Entity, ...]:
        """The names of documents and people in them, in order."""
        return tuple(entity for entity in self.entities if entity.kind is not None)

    def part(self, start: int, end: int | None = None) -> Reading:
        """A part of the text, with what is named there whole."""
        end = len(self.text) if end is None else end
        inside = (entity for entity in self.entities if start <= entity.start and entity.end <= end)
        return Reading(self.text[start:end], tuple(_moved(entity, -start) for entity in inside))

    def with_part(self, start: int, end: int, part: Reading | str) -> Reading:
        """The same with another part from `start` to `end`; what is named only partly outside it
        is lost.
        """
        return joined(self.part(0, start), part, self.part(end))


def joined(*parts: Reading | str) -> Reading:
    """Readings and plain words one after the other."""
    text, entities = "", []
    for part in parts:
        reading = Reading(part) if isinstance(part, str) else part
        entities += [_moved(entity, len(text)) for entity in reading.entities]
        text += reading.text
    return Reading(text, tuple(entities))


def _moved(entity: Entity, by: int) -> Entity:
    return replace(entity, start=entity.start + by, end=entity.end + by)


def reading_of(query: Query) -> Reading:
    """A query's standalone question with what it names."""
    return Reading(query.standalone_question, query.entities)


def read(text: str, known: Known) -> Reading:
    """Look up what a text names."""
    found = find_areas(text, known.catalog.places)
    areas = known.names.apart(text, found)
    names = known.names.find(text, areas)
    by_span = {(name.start, name.end): name for name in names}
    for mention in _mentions(text, known, names, areas):
        span = mention.start, mention.end
        same = by_span.get(span) or _titled(mention, known)
        if same and same.kind is NameKind.TITLE:
            inside = [one for one in by_span if span[0] <= one[0] and one[1] <= span[1]]
            by_span = {one: name for one, name in by_span.items() if one not in inside}
        by_span[span] = (
            replace(mention, kind=same.kind, document_ids=same.document_ids) if same else mention
        )
    entities = [
        replace(one, is_partial=known.words.is_partial(one))
        for _, one in sorted(by_span.items(), key=lambda item: item[0])
    ]
    return Reading(text, tuple(_fitting(text, _asked_for(text, entities, known), known)))


def _titled(mention: Entity, known: Known) -> Entity | None:
    """A mention of several words of a title, or of its initials, as a name of the roles titled so;
    None where it is none.
    """
    if mention.facet is not Facet.TITLE:
        return None
    if " " not in mention.text and stands_in(mention.text, str(mention.values[0])):
        return None
    roles = known.catalog.select((Condition(Facet.TITLE, mention.values),)).roles
    ids = frozenset(role.document_id for role in roles)
    is_name = 0 < len(ids) < len(known.catalog.roles)
    return replace(mention, kind=NameKind.TITLE, document_ids=ids) if is_name else None


def _asked_for(text: str, entities: Sequence[Entity], known: Known) -> list[Entity]:
    """The entities, where, when and as what the asker says to have lived or worked as plain words.

    Their own title says what they look for where nothing else does, and there is such a role.
    """
    told = [one for span in told_at(text) for one in _told(text, span, entities)]
    kept = [one for one in entities if one not in told]
    own = [one for one in told if one.facet not in (None, Facet.PLACE, Facet.DATE)]
    if any(one.kind in _OF_ROLES or one.facet is Facet.TITLE for one in kept) or not _selects(
        text, sorted([*kept, *own], key=_start), known
    ):
        own = []
    said = [Entity(one.text, one.start, one.end) for one in told if one not in own]
    return sorted([*kept, *own, *said], key=_start)


def _start(entity: Entity) -> int:
    return entity.start


def _told(text: str, span: tuple[int, int], entities: Sequence[Entity]) -> Iterator[Entity]:
    """Titles, places and dates of what is told from one place to another, up to what is found
    here.
    """
    start, end = span
    found = _FOUND_HERE.search(text, start, end)
    end = found.start() if found else end
    for one in entities:
        if not start <= one.start < end:
            continue
        if one.facet is Facet.TITLE and _DEFINITE.search(text[start : one.start]):
            return
        near = one.facet is Facet.PLACE and _NEAR_ME.search(text, span[1])
        named = (Facet.TITLE, Facet.LEVEL, Facet.PLACE, Facet.DATE)
        kinds = (NameKind.TITLE, NameKind.TEAM, NameKind.LEVEL, NameKind.PLACE)
        if not near and (one.facet in named or one.kind in kinds):
            yield one


def _fitting(text: str, entities: Sequence[Entity], known: Known) -> Iterator[Entity]:
    """The entities; what is only a part of a name demands nothing where no posting fits all that
    is not named side by side.
    """
    sure = [one for one in entities if not one.is_partial]
    gives_way = (
        len(sure) < len(entities)
        and any(one.facet and not one.negated for one in sure)
        and not any(_SIDE_BY_SIDE.search(text[a.end : b.start]) for a, b in pairwise(entities))
        and not _selects(text, entities, known)
    )
    for one in entities:
        if not (gives_way and one.is_partial):
            yield one
        elif one.kind is not None:
            yield replace(one, facet=None, values=())


def _selects(text: str, entities: Sequence[Entity], known: Known) -> bool:
    mentions = [one for one in entities if one.facet is not None]
    return bool(known.catalog.select(conditions_of(text, mentions, known.catalog)).postings)


def find_mentions(question: str, known: Known) -> tuple[Entity, ...]:
    """Every facet value named in a question, in order; the longer one where two overlap."""
    return read(question, known).mentions


def _mentions(
    question: str, known: Known, names: Sequence[Entity], areas: Sequence[AreaMention]
) -> tuple[Entity, ...]:
    words = known.words
    found = [
        *_identifiers(question, known.catalog),
        *_abroad(question, known.catalog, areas),
        *(Entity.of(question, area.start, area.end, Facet.PLACE, area.areas) for area in areas),
        *(title for title in _titles(question, words) if not _is_remote(title, areas)),
        *_levels(question, words),
    ]
    found += [
        Entity.of(question, one.start, one.end, Facet.DATE, (one.period,))
        for one in find_periods(question, known.catalog.newest)
    ]
    found += [
        *_teams(question, words),
        *_companies(question, words),
        *_kinds(question, "employment", Facet.EMPLOYMENT),
        *_kinds(question, "workplace", Facet.WORKPLACE),
        *_closed(question),
        *find_quantities(question),
    ]
    kept = _outermost(found)
    kept = _outermost([*kept, *_roles(question, names, known, kept)])
    if any(one.facet is Facet.CLOSES for one in kept):  # "closed to applications by June"
        kept = [one for one in kept if one.facet is not Facet.STATUS]
    return tuple(_with_polarity(question, kept))


def _is_remote(title: Entity, areas: Sequence[AreaMention]) -> bool:
    """Whether a title is nothing but a word for remote work."""
    spans = [
        (one.start, one.end) for one in areas if any(area.city == REMOTE.city for area in one.areas)
    ]
    return (title.start, title.end) in spans


def conditions_of(
    question: str, mentions: Sequence[Entity], catalog: Catalog
) -> tuple[Condition, ...]:
    """The mentions as demands: values joined by "or", "and" or a comma are one demand that any of
    them meets.

    "Boston, MA" is two demands: a place and what it lies in. "The AGI role and the Seattle role" is
    one: either role.
    """
    mentions = list(_with_demands(mentions))
    phrases = _phrases(question, mentions)
    if len(phrases) == 1:
        return _conditions(question, mentions)
    roles = [
        role for phrase in phrases for role in catalog.select(_conditions(question, phrase)).roles
    ]
    return (Condition(Facet.ROLE, tuple(dict.fromkeys(role.document_id for role in roles))),)


def without_mentions(reading: Reading, instead: str = " ") -> str:
    """A reading's text with `instead` in the place of each mention."""
    text = reading.text
    for one in reversed(reading.marked):
        text = f"{text[: one.start]}{instead}{text[one.end :]}"
    return text


def _phrases(question: str, mentions: Sequence[Entity]) -> list[list[Entity]]:
    """The mentions by the noun phrases they stand in, where these name one role each and are
    joined.
    """
    phrases: list[list[Entity]] = [[]]
    for mention in mentions:
        before = phrases[-1][-1] if phrases[-1] else None
        gap = question[before.end : mention.start] if before else ""
        if (
            before
            and _ANOTHER_ROLE.fullmatch(gap)
            and (before.facet is not mention.facet or _ONE.search(gap))
        ):
            phrases.append([])
        phrases[-1].append(mention)
    return phrases


def exactly_titled(selection: Selection, mentions: Sequence[Entity]) -> Selection:
    """Of the roles that a name fits, the ones of just that title: "the Electrician" is no
    "Senior Electrician".
    """
    titles = {
        singulars(str(value))
        for one in mentions
        if one.facet is Facet.TITLE
        for value in one.values
    }
    exact = [role for role in selection.roles if singulars(role.document.title) in titles]
    if not exact or len(exact) == len(selection.roles):
        return selection
    return Selection(tuple(exact), tuple(one for one in selection.postings if one.role in exact))


def _conditions(question: str, mentions: Sequence[Entity]) -> tuple[Condition, ...]:
    groups: list[list[Entity]] = []
    for mention in mentions:
        last = groups[-1][-1] if groups else None
        if last and _joined(question, last, mention):
            groups[-1].append(mention)
        else:
            groups.append([mention])
    return tuple(
        Condition(
            group[0].facet, tuple(value for one in group for value in one.values), group[0].negated
        )
        for group in groups
        if group[0].facet
    )


def _with_demands(mentions: Sequence[Entity]) -> Iterator[Entity]:
    """The mentions that demand something: a superlative only orders what meets the others."""
    for mention in mentions:
        values = tuple(value for value in mention.values if not isinstance(value, Rank))
        if values:
            yield replace(mention, values=values)


def _joined(question: str, last: Entity, mention: Entity) -> bool:
    between = question[last.end : mention.start]
    if (
        last.facet is not mention.facet
        or last.negated is not mention.negated
        or not _JOINS.match(between)
    ):
        return False
    if mention.facet in QUANTITIES:  # "over £30k and under £40k" is two demands
        return re.search(r"\bor\b", between) is not None
    if last.facet is Facet.PLACE and "," in between and not re.search(r"\b(?:or|and)\b", between):
        return not any(_lies_in(one, other) for one in last.values for other in mention.values)
    return bool(re.search(r"[,/&]|\b(?:or|and|nor|plus)\b", between))


def _lies_in(one: Value, other: Value) -> bool:
    """Whether one of two areas is a part of the other: "Boston, MA" and "GB, London" name one
    place each.
    """
    if not isinstance(one, Area) or not isinstance(other, Area) or one.grain == other.grain:
        return False
    narrow, broad = (one, other) if one.grain > other.grain else (other, one)
    if narrow.countries:
        return narrow.countries <= broad.countries
    return any(
        city.country in broad.countries and broad.region in ("", city.region)
        for city in cities_named(narrow.city)
    )


def _identifiers(question: str, catalog: Catalog) -> Iterator[Entity]:
    for match in re.finditer(r"[\w-]+-[0-9a-f]{8}\b", question):
        if catalog.role(match[0]):
            yield Entity.of(question, match.start(), match.end(), Facet.ROLE, (match[0],))


def _windows(question: str) -> Iterator[tuple[int, int]]:
    """Spans of a few neighbouring words, the longer before the shorter at each start."""
    words = list(_WORD.finditer(question))
    for at, first in enumerate(words):
        for last in reversed(words[at : at + tuning().question.longest_mention]):
            yield first.start(), last.end()


def _abroad(question: str, catalog: Catalog, areas: Sequence[AreaMention]) -> Iterator[Entity]:
    """Read "abroad" as outside the asker's country, or else the one with most postings."""
    match = _ABROAD.search(question)
    if not match:
        return
    said = [value for area in areas for value in area.areas if value.countries]
    listed = Counter(
        one.posting.place.country for one in catalog.postings if one.posting.place.country
    )
    home = min(said[0].countries) if said else listed.most_common(1)[0][0] if listed else ""
    if home:
        yield Entity.of(
            question,
            match.start(),
            match.end(),
            Facet.PLACE,
            (Area(country_name(home), frozenset({home})),),
            True,
        )


def _titles(question: str, words: FacetWords) -> Iterator[Entity]:
    for start, end in _windows(question):
        phrase = question[start:end]
        if re.search(r"[^\w\s'’/&-]", phrase):
            continue
        beside_noun = _NOUN_NEXT.match(question, end) is not None
        if values := words.title(phrase, beside_noun):
            yield Entity.of(question, start, end, Facet.TITLE, values)
        elif words.foreign_title(phrase, beside_noun) and _only_modifiers(phrase):
            yield Entity.of(question, start, end, Facet.TITLE, (phrase.casefold(),))


def _only_modifiers(phrase: str) -> bool:
    """Whether a title the catalog does not have is one all the same, and not words that happen
    to stand before one.
    """
    return any(span == (0, len(phrase)) for span in title_spans(phrase.casefold()))


def _levels(question: str, words: FacetWords) -> Iterator[Entity]:
    for start, end in _windows(question):
        phrase = question[start:end]
        if len(phrase.split()) > 2 or not (level := is_level(phrase, words)):
            continue
        if singular(phrase.casefold().removesuffix("-level")) in words_for(
            "beside_noun"
        ) and not _names_level(question, end, words):
            continue
        yield Entity.of(question, start, end, Facet.LEVEL, (level,))


def _names_level(question: str, end: int, words: FacetWords) -> bool:
    """Whether a doubtful word is a level: a noun follows, or a title does ("staff scientists")."""
    following = question[end:].split()[:3]
    ahead = (" ".join(following[:length]).strip("?.,!") for length in (1, 2, 3))
    return _LEVEL_NEXT.match(question, end) is not None or any(
        bool(words.title(one, False)) for one in ahead if one
    )


def _teams(question: str, words: FacetWords) -> Iterator[Entity]:
    for part in words.team_parts:
        for match in re.finditer(rf"\b{re.escape(part)}\b", question, re.IGNORECASE):
            exactly = match[0] == part and (
                match.start() > 0 or len(match[0]) == len(question.strip())
            )
            if len(part.split()) > 1 or exactly or _UNIT_NEXT.match(question, match.end()):
                yield Entity.of(question, match.start(), match.end(), Facet.TEAM, (part,))
    for match in _WORD.finditer(question):
        if name := words.acronym(match[0]):
            yield Entity.of(question, match.start(), match.end(), Facet.TEAM, (name,))
    for start, end in _windows(question):
        if _UNIT_NEXT.match(question, end) and words.team(question[start:end]):
            yield Entity.of(question, start, end, Facet.TEAM, (question[start:end],))


def _companies(question: str, words: FacetWords) -> Iterator[Entity]:
    for company in words.companies:
        flags = re.IGNORECASE if len(company) > 3 else 0
        for match in re.finditer(rf"\b{re.escape(company)}\b", question, flags):
            yield Entity.of(question, match.start(), match.end(), Facet.COMPANY, (company,))
    for match in _AT_NAME.finditer(question):
        yield Entity.of(question, match.start(1), match.end(1), Facet.COMPANY, (match[1],))


def _kinds(question: str, name: str, facet: Facet) -> Iterator[Entity]:
    """Read "part-time in Leeds" and "which ones are on site", but not "hybrid vehicles"."""
    for kind in lexicon(name, "phrases").find(question, words_of(question)):
        if kind.meaning == Workplace.REMOTE:  # an area, as postings give it
            continue
        said = question[kind.start : kind.end].casefold().replace("-", " ")
        is_doubtful = said in words_for("beside_noun")
        contract = _CONTRACT.match(question, kind.end)
        end = contract.end() if contract else kind.end
        if (
            contract
            or _NOUN_NEXT.match(question, end)
            or (_ENDS.match(question, end) and not is_doubtful)
        ):
            yield Entity.of(question, kind.start, end, facet, (kind.meaning,))


def _closed(question: str) -> Iterator[Entity]:
    for match in _CLOSED.finditer(question):
        if match["after"] or _NOUN_NEXT.match(question, match.end()):
            yield Entity.of(
                question, match.start("closed"), match.end("closed"), Facet.STATUS, (CLOSED,)
            )


def _roles(
    question: str, names: Sequence[Entity], known: Known, others: Sequence[Entity]
) -> Iterator[Entity]:
    """Names of roles beside all that, such as the subject of one role's team.

    One word of a title or team is the subject of a list ("which roles involve cranes?"), unless a
    word such as "role" follows.
    """
    for name in names:
        is_subject = name.kind in (NameKind.TITLE, NameKind.TEAM) and " " not in name.text
        if is_subject and not _NOUN_NEXT.match(question, name.end):
            continue
        roles = tuple(sorted(one for one in name.document_ids if known.catalog.role(one)))
        if roles and not any(name.start < one.end and one.start < name.end for one in others):
            yield Entity.of(question, name.start, name.end, Facet.ROLE, roles)


# Of facets that the same words can name, the catalog's own come first: "AMA" is a team before it is
# a town.
_FIRST_TO_LAST = (
    Facet.TEAM,
    Facet.COMPANY,
    Facet.TITLE,
    Facet.LEVEL,
    Facet.EMPLOYMENT,
    Facet.WORKPLACE,
    Facet.STATUS,
    Facet.PAY,
    Facet.EXPERIENCE,
    Facet.DEGREE,
    Facet.CLOSES,
    Facet.DATE,
    Facet.PLACE,
    Facet.ROLE,
)


def _outermost(found: Sequence[Entity]) -> list[Entity]:
    kept: list[Entity] = []
    for one in sorted(
        found, key=lambda one: (one.start - one.end, one.start, _FIRST_TO_LAST.index(one.facet))
    ):
        if not any(one.start < other.end and other.start < one.end for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda one: one.start)


def _with_polarity(question: str, mentions: Sequence[Entity]) -> Iterator[Entity]:
    before: Entity | None = None
    for mention in mentions:
        gap = question[before.end if before else 0 : mention.start]
        carried = (
            before is not None
            and before.negated
            and before.facet is mention.facet
            and bool(_JOINS.match(gap))
        )
        before = replace(
            mention, negated=mention.negated or carried or _RULES_OUT.search(gap) is not None
        )
        yield before
