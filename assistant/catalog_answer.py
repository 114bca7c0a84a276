"""Answers lists and counts from the catalog: what was counted, the list itself, and where each posting says so."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.conditions_text import NOT_SAID, counted, in_words, places_in_words, role_name, tally, unit_of
from assistant.confidence import TOLD_ELSEWHERE
from assistant.coverage import Candidate
from assistant.draft import Computed, Draft
from assistant.evidence import Finder
from assistant.known import Known
from assistant.plain_text import plain
from assistant.subject import Verdict, article_sentences, decide
from assistant.types import CatalogAsk, Unit
from store.catalog import Catalog, Condition, Facet, Selection
from store.dates import posted_on
from store.places import place_in_words
from store.types import Chunk, Role, RolePosting, SectionKind, Span

MOST_LISTED = 30  # rows; the rest is said to be more, and is in the JSON and `rolecall postings`
MOST_PLACES_QUOTED = 4  # of one role
GROUPS = (Unit.PLACES, Unit.COUNTRIES, Unit.COMPANIES, Unit.TEAMS, Unit.TITLES)
_GROUP_NAMES = {
    Unit.PLACES: "place", Unit.COUNTRIES: "country", Unit.COMPANIES: "company", Unit.TEAMS: "team",
    Unit.TITLES: "title",
}  # fmt: skip
_PLURALS = {Unit.COUNTRIES: "countries", Unit.COMPANIES: "companies"}


def answer_from_catalog(ask: CatalogAsk, known: Known, finder: Finder) -> Computed:
    """The answer to a list or a count."""
    selection = known.catalog.select(ask.conditions)
    teller = _Teller(ask, known.catalog, finder)
    if not selection.roles:
        return teller.nothing()
    if ask.newest is not None:
        selection = _of_one_date(selection, ask.newest)
    if not selection.postings and ask.newest is not None:
        return teller.undated()
    if ask.subject is not None:
        return teller.by_subject(selection)
    if ask.unit in (Unit.DATES, Unit.LINKS):
        return teller.details(selection)
    return teller.listed(selection)


class _Teller:
    """Says what was selected."""

    def __init__(self, ask: CatalogAsk, catalog: Catalog, finder: Finder) -> None:
        self._ask = ask
        self._catalog = catalog
        self._finder = finder
        self._draft = Draft()
        self._where = in_words([one for one in ask.conditions if not _names_several(one)], catalog)

    def listed(self, selection: Selection) -> Computed:
        unit = self._ask.by or self._ask.unit
        if unit in GROUPS:
            self._groups(selection, unit)
        else:
            self._draft.say(f"{self._headline(selection)}:")
            self._rows(selection)
        return self._computed(selection)

    def undated(self) -> Computed:
        where = f" {self._where}" if self._where else ""
        self._draft.say(f"The sources do not tell: no posting{where} gives a date.")
        return self._draft.computed(selection=Selection((), ()), abstained=True)

    def details(self, selection: Selection) -> Computed:
        """When each posting was listed, or its link; postings that give none are counted."""
        dates = self._ask.unit is Unit.DATES
        told = [one for one in selection.postings if (one.posting.date if dates else one.posting.url)]
        where = f" {self._where}" if self._where else ""
        what = "date" if dates else "link"
        left = len(selection.postings) - len(told)
        rest = f"; {counted(left, 'other')} give{'s' if left == 1 else ''} none" if left else ""
        self._draft.say(
            f"**{counted(len(told), 'posting')}**{where} give{'s' if len(told) == 1 else ''} a {what}{rest}:"
        )
        rows = []
        for one in told[:MOST_LISTED]:
            place = place_in_words(one.posting.place) or NOT_SAID
            row = f"**{one.role.document.title}**, {place}: {one.posting.date if dates else one.posting.url}"
            cited = [self._draft.cite(chunk, span) for chunk, span in self._place_quotes(one.role, [one])]
            rows.append(f"- {self._draft.claim(plain(row), cited)}")
        self._draft.say("\n".join(rows))
        if len(told) > MOST_LISTED:
            self._draft.say(
                f"And {counted(len(told) - MOST_LISTED, 'posting')} more; `rolecall postings` lists them all."
            )
        roles = {one.role.document_id: one.role for one in told}
        return self._computed(Selection(tuple(roles.values()), tuple(told)))

    def nothing(self) -> Computed:
        """Nothing meets the conditions: says so, and where what comes nearest is."""
        what = "role" if self._ask.unit is Unit.ROLES else "posting"
        if not self._catalog.roles:
            self._draft.say("No roles are stored. Add some with: rolecall ingest PATH")
            return self._draft.computed(selection=Selection((), ()), abstained=True)
        total = f"none of the {counted(len(self._catalog.postings), 'posting')} is"
        self._draft.say(f"There is **no {what}** {self._where}: {total}.")
        wider, dropped = self._widened()
        if wider.postings and dropped:
            rest = in_words([one for one in self._ask.conditions if one not in dropped], self._catalog)
            self._draft.say(f"What there is{f' {rest}' if rest else ''}, {_both(wider)}:")
            self._groups_of(wider, Unit.PLACES if dropped[0].facet is Facet.PLACE else Unit.TITLES)
        return replace(self._computed(Selection((), ())), roles=())

    def _widened(self) -> tuple[Selection, list[Condition]]:
        """The postings that meet most of the conditions, and those that were dropped: the place first."""
        conditions = sorted(self._ask.conditions, key=lambda one: one.facet is not Facet.PLACE)
        for dropped in ([one] for one in conditions):
            wider = self._catalog.select([one for one in conditions if one not in dropped])
            if wider.postings:
                return wider, dropped
        return self._catalog.select(()), conditions

    def by_subject(self, selection: Selection) -> Computed:
        assert self._ask.subject is not None
        verdicts = decide(self._ask.subject, selection.roles, self._finder)
        found = [one for one in verdicts if one.literal] or list(verdicts)
        near = [one for one in verdicts if one not in found]
        subject = " ".join(term.text for term in self._ask.subject.terms)
        if self._ask.without_subject:
            return self._without(selection, found, subject)
        of = f"of the {counted(len(selection.roles), 'role')}{f' {self._where}' if self._where else ''}"
        chosen = _narrowed(selection, [one.role for one in found])
        if not found:
            return self._unsaid(of, subject)
        if self._ask.superlative:
            spoken = f"**{len(found):,}** {of} speak{'s' if len(found) == 1 else ''} of it"
            self._draft.say(f"No source says which it is of all; {spoken}:")
            self._verdicts(found)
            return self._computed(chosen)
        how = "" if found[0].literal else ", in other words,"
        says = f"says so{how} in its own text" if len(found) == 1 else f"say so{how} in their own texts"
        self._draft.say(f"**{len(found):,}** {of} {says} ({_both(chosen)}):")
        self._verdicts(found)
        if near:
            self._draft.say("Near to it, in other words:")
            self._verdicts(near)
        return self._computed(chosen)

    def _unsaid(self, of: str, subject: str) -> Computed:
        """No role's text speaks of the subject; an article may, which is said apart."""
        assert self._ask.subject is not None
        lead = f"No text {of} mentions “{plain(subject)}”."
        told = article_sentences(self._ask.subject, self._finder)
        if not told or told[0].probability < TOLD_ELSEWHERE:
            self._draft.say(f"The sources do not tell. {lead}")
            if told:
                self._draft.say("What comes nearest:")
        else:
            self._draft.say(f"{lead} What is said elsewhere:")
        rows = [f"- {self._quoted(one)}" for one in told]
        self._draft.say("\n".join(rows))
        abstained = not told or told[0].probability < TOLD_ELSEWHERE
        return self._draft.computed(selection=Selection((), ()), abstained=abstained)

    def _quoted(self, one: Candidate) -> str:
        cited = self._draft.cite(one.chunk, one.sentence.span)
        return self._draft.claim(f"“{plain(one.text)}”", [cited])

    def _without(self, selection: Selection, found: Sequence[Verdict], subject: str) -> Computed:
        spoken = {one.role.document_id for one in found}
        chosen = _narrowed(selection, [role for role in selection.roles if role.document_id not in spoken])
        of = f"of the {counted(len(selection.roles), 'role')}{f' {self._where}' if self._where else ''}"
        self._draft.say(
            f"The texts of **{len(chosen.roles):,}** {of} do not mention “{plain(subject)}” ({_both(chosen)}):"
        )
        self._rows(chosen)
        if found:
            self._draft.say("The others do:")
            self._verdicts(found)
        return self._computed(chosen)

    def _headline(self, selection: Selection) -> str:
        where = f" {self._where}" if self._where else ""
        postings, roles = len(selection.postings), len(selection.roles)
        if self._ask.unit is Unit.ROLES:
            of = f", in {counted(postings, 'posting')}" if postings else ""
            return f"There {_are(roles)} **{counted(roles, 'role')}**{where}{of}"
        of = "" if not postings else f" of **{counted(roles, 'role')}**"
        return f"There {_are(postings)} **{counted(postings, 'posting')}**{of}{where}"

    def _rows(self, selection: Selection) -> None:
        """A row a role: its name, where its postings are, how many there are, and the quotes that say so."""
        rows = []
        for role in selection.roles[:MOST_LISTED]:
            postings = selection.of(role)
            cited = [self._draft.cite(chunk, span) for chunk, span in self._place_quotes(role, postings)]
            rows.append(f"- {self._draft.claim(_row(role, postings), cited)}")
        self._draft.say("\n".join(rows))
        left = len(selection.roles) - MOST_LISTED
        if left > 0:
            self._draft.say(f"And {counted(left, 'role')} more; `rolecall postings` lists them all.")

    def _groups(self, selection: Selection, unit: Unit) -> None:
        """How many there are of a unit such as places, and each with its postings."""
        groups = tally(selection.postings, unit)
        where = f" {self._where}" if self._where else ""
        number = len([name for name, _ in groups if name != NOT_SAID])
        name = _PLURALS.get(unit, _GROUP_NAMES[unit]) if number != 1 else _GROUP_NAMES[unit]
        postings = counted(len(selection.postings), "posting")
        of = "" if len(selection.roles) == 1 else f" of {counted(len(selection.roles), 'role')}"
        self._draft.say(f"**{counted(number, name)}**, with {postings}{of}{where}:")
        self._groups_of(selection, unit)

    def _groups_of(self, selection: Selection, unit: Unit) -> None:
        rows = []
        for name, count in tally(selection.postings, unit)[:MOST_LISTED]:
            inside = [one for one in selection.postings if unit_of(one, unit) == name]
            roles = list({one.role.document_id: one.role for one in inside}.values())
            cited = [
                self._draft.cite(chunk, span)
                for role in roles[:MOST_PLACES_QUOTED]
                for chunk, span in self._place_quotes(role, [one for one in inside if one.role == role])
            ]
            of = f" ({role_name(roles[0])})" if len(roles) == 1 else f" of {counted(len(roles), 'role')}"
            row = plain(f"**{name}**: {counted(count, 'posting')}{of}")
            rows.append(f"- {self._draft.claim(row, cited)}")
        self._draft.say("\n".join(rows))

    def _verdicts(self, verdicts: Sequence[Verdict]) -> None:
        rows = []
        for one in verdicts[:MOST_LISTED]:
            said = [self._quoted(quote) for quote in one.quotes]
            rows.append(f"- **{plain(role_name(one.role))}**: {' '.join(said)}")
        self._draft.say("\n".join(rows))
        left = len(verdicts) - MOST_LISTED
        if left > 0:
            self._draft.say(f"And {counted(left, 'role')} more.")

    def _place_quotes(self, role: Role, postings: Sequence[RolePosting]) -> list[tuple[Chunk, Span]]:
        """Where a role's text says that it is posted in the places of these postings, each sentence once."""
        return place_quotes(self._finder.chunks(role.document), postings)

    def _computed(self, selection: Selection) -> Computed:
        return self._draft.computed(tuple(role.document for role in selection.roles), selection)


def place_quotes(chunks: Sequence[Chunk], postings: Sequence[RolePosting]) -> list[tuple[Chunk, Span]]:
    """The sentences that name the postings' places, at most MOST_PLACES_QUOTED; the first sentence where none does."""
    sentences = [(chunk, one.span) for chunk in chunks for one in chunk.sentences]
    # A place line first, then the author's own words.
    sentences.sort(key=lambda item: item[0].section.kind is not SectionKind.PLACE)
    found: dict[Span, tuple[Chunk, Span]] = {}
    for name in dict.fromkeys(name for one in postings for name in _place_names(one)):
        for chunk, span in sentences:
            if name.casefold() in span.of(chunk.document.text).casefold():
                found.setdefault(span, (chunk, span))
                break
    return (
        list(found.values())[:MOST_PLACES_QUOTED]
        or [(chunk, span) for chunk, span in sentences if chunk.section.kind is SectionKind.BODY][:1]
    )


def _place_names(one: RolePosting) -> Iterator[str]:
    place = one.posting.place
    if name := place.city or place_in_words(place):
        yield name


def _of_one_date(selection: Selection, newest: bool) -> Selection:
    """The postings of the latest or the earliest date that any of them gives."""
    days = {one: day for one in selection.postings if (day := posted_on(one.posting.date))}
    if not days:
        return Selection((), ())
    wanted = max(days.values()) if newest else min(days.values())
    postings = tuple(one for one, day in days.items() if day == wanted)
    return Selection(tuple({one.role.document_id: one.role for one in postings}.values()), postings)


def _names_several(condition: Condition) -> bool:
    """Whether a condition names roles one by one, as the list below will."""
    return condition.facet is Facet.ROLE and len(condition.values) > 1


def _narrowed(selection: Selection, roles: Sequence[Role]) -> Selection:
    ids = {role.document_id for role in roles}
    return Selection(tuple(roles), tuple(one for one in selection.postings if one.role.document_id in ids))


def _row(role: Role, postings: Sequence[RolePosting]) -> str:
    document = role.document
    about = ", ".join(part for part in (document.team, document.company) if part)
    where = places_in_words(postings) if postings else ""
    listed = counted(len(postings), "posting") if postings else "no posting listed"
    dated = sorted({one.posting.date for one in postings if one.posting.date})
    dates = f", dated {' and '.join(dated[:2])}" if 0 < len(dated) <= 2 else ""
    return plain(
        f"**{document.title}**{f' ({about})' if about else ''}: {listed}{f', {where}' if where else ''}{dates}"
    )


def _both(selection: Selection) -> str:
    return f"{counted(len(selection.roles), 'role')}, {counted(len(selection.postings), 'posting')}"


def _are(number: int) -> str:
    return "is" if number == 1 else "are"
