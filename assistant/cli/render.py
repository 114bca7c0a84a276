"""Show answers, documents and outcomes in a terminal, after making all text from outside
harmless.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import asdict
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.markdown import Markdown
from rich.progress import BarColumn, MofNCompleteColumn, SpinnerColumn, TextColumn
from rich.progress import Progress as ProgressBars
from rich.table import Table

from assistant.comparison.text import comparison_text
from assistant.language.stated import day_in_words, pay_in_words
from assistant.language.wording import counted, each_once, pace_in_words, progress_line
from assistant.page.shown.facets import Fact, facts_of, origin_in_words
from assistant.tuning import tuning
from assistant.types import (
    Answer,
    Ask,
    Citation,
    CompareAsk,
    Comparison,
    Entity,
    Likeliest,
    Query,
    Support,
)
from store.facets.names.place_names import place_in_words
from store.search.catalog import Value
from store.search.near_copies import differences
from store.types import (
    Document,
    IngestOutcome,
    IngestStatus,
    Origin,
    Passage,
    Place,
    Posting,
    Progress,
    RolePosting,
    Section,
    Stated,
)

if TYPE_CHECKING:
    from assistant.cli.doctor import Finding

SAID_AGAIN = 30.0  # seconds after which a long task is reported again outside a terminal
# Control characters can move the cursor or rename the window; bidirectional characters can reorder
# the text.
_HARMFUL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def plain(text: str) -> str:
    """Return `text` without characters that command a terminal; line ends and tabs stay."""
    return _HARMFUL.sub("", text)


def one_line(text: str) -> str:
    """Return `text` made harmless and on a single line."""
    return plain(" ".join(text.split()))


def screen(stderr: bool = False) -> Console:
    """Return a console that reads no markup in what it prints and breaks no line of piped
    output.
    """
    return Console(stderr=stderr, markup=False, highlight=False, emoji=False, soft_wrap=True)


def show_answer(answer: Answer, console: Console) -> None:
    """Show an answer, what a reader should know about how it was found, and its quotes by
    source.
    """
    _show_text(answer.text, console)
    if answer.notice:
        console.print(f"\nNote: {one_line(answer.notice)}")
    _show_doubts(answer, console)
    _show_sources(answer.citations, console)


def _show_doubts(answer: Answer, console: Console) -> None:
    """Show the weakly supported claims, and the contradicted ones with what the source says."""
    for claim in answer.claims:
        if claim.support is Support.WEAK:
            console.print(f"\nOnly weakly supported: “{one_line(claim.text)}”")
        if claim.support is Support.CONTRADICTED:
            console.print(f"\nThe sources say otherwise than “{one_line(claim.text)}”:")
            for citation in (answer.citations[index] for index in claim.citations):
                console.print(f"    [{citation.evidence.number}] “{one_line(citation.quote)}”")


def _show_text(text: str, console: Console) -> None:
    if console.is_terminal:
        console.print(Markdown(plain(text), hyperlinks=False), soft_wrap=False)
    else:
        console.print(plain(text))


def _show_sources(citations: Sequence[Citation], console: Console) -> None:
    ordered = sorted(citations, key=lambda citation: citation.evidence.number)
    for number, group in groupby(ordered, key=lambda citation: citation.evidence.number):
        cited = list(group)
        passage = cited[0].evidence.passage
        console.print(f"\n[{number}] {place_in_source(passage)}", style="bold")
        for quote in dict.fromkeys(one_line(citation.quote) for citation in cited):
            console.print(f"    “{quote}”")
        if passage.document.url:
            console.print(f"    {one_line(passage.document.url)}")


def place_in_source(passage: Passage | Section) -> str:
    """Return the title and heading path of a passage."""
    return one_line(" › ".join((passage.document.title, *passage.heading_path)))


def show_explanation(answer: Answer, console: Console) -> None:
    """Show how an answer was found: query, passages, evidence and the prompt as sent."""
    _show_query(answer, console)
    _show_found(answer, console)
    _show_decision(answer, console)
    _show_prompt(answer, console)


def _show_found(answer: Answer, console: Console) -> None:
    if answer.retrieved:
        console.print("\nPassages", style="bold")
    for passage in answer.retrieved:
        found_by = "+".join(passage.found_by)
        console.print(
            f"  {passage.rank:>3}  {passage.score:.4f}  {found_by:<14}  {place_in_source(passage)}"
            f"  ({one_line(passage.chunks[0].chunk_id)})"
        )
    if answer.evidence:
        console.print("\nEvidence", style="bold")
    for evidence in answer.evidence:
        console.print(f"  [{evidence.number}] {place_in_source(evidence.passage)}")
        console.print(f"      {one_line(evidence.passage.text)}")


def _show_decision(answer: Answer, console: Console) -> None:
    """Show why it was decided that the sources answer the question, or don't."""
    console.print("\nDecision", style="bold")
    best, query, least = answer.likeliest, answer.query, tuning().evidence.answered
    if best is not None:
        sentence = one_line(best.span.of(best.chunk.document.text))
        more = "that this answers, more than any other sentence"
        console.print(f"  {best.probability:.2f} {more}: “{sentence}”")
        console.print(f"        {place_in_source(best.chunk.section)}")
    elif query.is_of_catalog or query.compare is not None:
        all_of_them = "all roles, their postings and their texts"
        console.print(f"  no passage was ranked: it was worked out from {all_of_them}")
        return
    enough = "enough" if answer.coverage >= least else "too little"
    count = f"from {least:.2f} the sources count as answering"
    console.print(f"  confidence {answer.coverage:.2f}, {enough}: {count}")
    if answer.abstained and answer.coverage >= least:
        console.print(f"  {one_line(answer.model)} found no answer in them all the same")


def explanation_json(answer: Answer) -> dict[str, Any]:
    """Return what `show_explanation` shows beyond the answer object, in plain JSON types."""
    query = answer.query
    return {
        "entities": [_entity_json(entity) for entity in query.entities],
        **_asked_rows(query),
        "refers_to": asdict(query.refers_to),
        "unused": list(query.unused),
        "asks": [_ask_json(ask) for ask in query.asks],
        "compare": _compare_rows(query.compare) if query.compare else None,
        "passages": [_passage_json(passage) for passage in answer.retrieved],
        "coverage": round(answer.coverage, 4),
        "answered_from": tuning().evidence.answered,
        "likeliest": _likeliest_json(answer.likeliest),
        "prompt": [{"author": author, "message": message} for author, message in answer.prompt],
        "reply": answer.reply,
    }


def _likeliest_json(best: Likeliest | None) -> dict[str, Any] | None:
    if best is None:
        return None
    document, section = best.chunk.document, best.chunk.section
    return {
        "probability": round(best.probability, 4),
        "sentence": best.span.of(document.text),
        "document_id": document.document_id,
        "section": " > ".join(section.heading_path),
    }


def _entity_json(entity: Entity) -> dict[str, Any]:
    return {
        "text": entity.text,
        "start": entity.start,
        "end": entity.end,
        "kind": str(entity.facet or entity.kind),
        "values": _values(entity.values),
        "negated": entity.negated,
        "document_ids": sorted(entity.document_ids) if entity.kind else None,
    }


def _ask_json(ask: Ask) -> dict[str, Any]:
    ids = ask.filters.document_ids
    return {
        "text": ask.text,
        "scope": list(ask.scope),
        "terms": list(map(asdict, ask.terms)),
        "document_ids": None if ids is None else sorted(ids),
    }


def _passage_json(passage: Passage) -> dict[str, Any]:
    return {
        "rank": passage.rank,
        "score": round(passage.score, 6),
        "found_by": list(passage.found_by),
        "chunk_id": passage.chunks[0].chunk_id,
        "document_id": passage.document.document_id,
        "section": " > ".join(passage.heading_path),
    }


def _show_query(answer: Answer, console: Console) -> None:
    console.print("\nQuery", style="bold")
    query, leaning = answer.query, answer.query.refers_to
    refers_to = f"{leaning.form}: {', '.join(leaning.words)} = "
    refers_to += ", ".join(leaning.document_ids) or "no document"
    all_rows = [
        {
            "question": query.question,
            "standalone": query.standalone_question,
            "intent": str(query.kind),
            "refers to": refers_to if leaning.words else "nothing said before",
            "entities": "; ".join(map(_entity, query.entities)) or "none",
            **_asked_rows(query),
            "left over": ", ".join(query.unused) or "nothing",
        }
    ]
    for ask in map(_ask_json, query.asks):
        terms = (f"{term['text']} ({term['stem']})" for term in ask["terms"])
        ids = ask["document_ids"]
        all_rows.append(
            {
                "asks": ask["text"],
                "scope": ", ".join(ask["scope"]) or "none",
                "terms": ", ".join(terms) or "none",
                "documents": "any" if ids is None else ", ".join(ids) or "none",
            }
        )
    if query.compare is not None:
        all_rows.append(_compare_rows(query.compare))
    for rows in all_rows:
        for name, value in rows.items():
            console.print(f"  {name:<10}  {one_line(value)}")


def _entity(entity: Entity) -> str:
    """Return "Hull (place: Hull)", or "the TAC role (role: harbour-pilot-1a2b3c4d)"."""
    meant = ", ".join(_values(entity.values) or sorted(entity.document_ids)) or "nothing stored"
    kind = f"{'not ' * entity.negated}{entity.facet or entity.kind}"
    return f"{entity.text} ({kind}: {meant})"


def _values(values: Sequence[Value]) -> list[str]:
    return [getattr(value, "name", str(value)) for value in values]


def _asked_rows(query: Query) -> dict[str, str]:
    """Return what a query asks of the roles."""
    subjects = (f"{subject.wanted}: {' or '.join(subject.claims)}" for subject in query.subjects)
    conditions = (
        f"{condition.facet} {'is not' if condition.negated else 'is'} "
        f"{' or '.join(_values(condition.values))}"
        for condition in query.conditions
    )
    return {
        "of": f"{query.unit or 'none'}{f', for each of the {query.by}' if query.by else ''}",
        "conditions": "; ".join(conditions) or "none",
        "subject": "; ".join(subjects) or "none",
        "order": _order(query),
    }


def _order(query: Query) -> str:
    if query.order is None:
        return query.superlative or "none"
    number = f", {query.order.number} of them" if query.order.number else ""
    return f"{query.order.facet}, {'highest' if query.order.highest else 'lowest'} first{number}"


def _compare_rows(ask: CompareAsk) -> dict[str, str]:
    sides = [[side.label for side in reference.sides] for reference in ask.references]
    return {
        "of": "; ".join(", ".join(labels) or "nothing" for labels in sides),
        "mode": str(ask.mode),
        "aspects": ", ".join(ask.aspects) or "all",
        "on": ", ".join(topic.words for topic in ask.topics),
    }


def _show_prompt(answer: Answer, console: Console) -> None:
    console.print("\nPrompt as sent", style="bold")
    if not answer.prompt:
        console.print(f"  no model was asked: {one_line(answer.model)} answered")
    for author, message in answer.prompt:
        console.print(f"  --- {one_line(author)}")
        console.print(plain(message))
    if answer.reply:
        console.print("\nReply as received", style="bold")
        console.print(plain(answer.reply))


def show_documents(documents: Sequence[Document], console: Console) -> None:
    """Show a line for each document: kind, identifier, title, company and how often it is
    listed.
    """
    for document in documents:
        whose = ", ".join(filter(None, (document.author, document.company, document.team)))
        named = (str(document.kind), document.document_id, document.title)
        parts = (*named, whose, _listed(document.postings))
        console.print("  ".join(one_line(part) for part in parts if part))
    if not documents:
        console.print("No documents; `rolecall ingest PATH` reads some.")


def show_document(document: Document, console: Console) -> None:
    """Show what was read from a document, a line for each value with where it was read, and its
    sources and sections.
    """
    for fact in _read_of(document):
        where = origin_in_words(fact.origin)
        console.print(f"{fact.name:<22}  {one_line(fact.words)}{f'  ({where})' if where else ''}")
    sections = [" › ".join(section.heading_path) for section in document.sections]
    for name, values in {
        "Source": document.sources,
        "Link": (document.url,),
        "Section": dict.fromkeys(sections),
    }.items():
        for value in filter(None, values):
            console.print(f"{name:<22}  {one_line(value)}")


def show_changes(before: Document, after: Document, console: Console) -> None:
    """Show a line for each changed value: "Pay: GBP 24,000 a year -> GBP 30,000 a year"."""
    was, now = _in_words(before), _in_words(after)
    changed = [name for name in {**was, **now} if was.get(name) != now.get(name)]
    for name in changed:
        old, new = (one_line(words.get(name) or "not stated") for words in (was, now))
        console.print(f"  {name}: {old} -> {new}")
    if not changed:
        console.print("  every value stays as it was")


def _in_words(document: Document) -> dict[str, str]:
    words: dict[str, list[str]] = {}
    for fact in _read_of(document):
        words.setdefault(fact.name, []).append(fact.words)
    return {name: "; ".join(values) for name, values in words.items()}


def _read_of(document: Document) -> Iterator[Fact]:
    origins, stated = dict(document.origins), document.facets.places
    yield Fact("Identifier", document.document_id)
    yield Fact("Kind", str(document.kind), origins.get("kind"))
    yield Fact("Title", document.title, origins.get("title"))
    for name, words in (("Author", document.author), ("Publisher", document.publisher)):
        if words:
            yield Fact(name, words)
    if places := _places(document):
        yield Fact("Place", "; ".join(places), stated[0].origin if stated else None)
    yield from facts_of(document)


def show_variants(groups: Sequence[Sequence[Document]], console: Console) -> None:
    """Show each group of near copies of one role, and briefly how each copy differs from the
    first.
    """
    for first, *copies in groups:
        console.print(f"\nVariants of {one_line(first.title)} ({first.document_id}):", style="bold")
        for copy in copies:
            what = "; ".join(variant_differences(first, copy)) or "spelling and spaces alone"
            console.print(f"  {copy.document_id}  {one_line(what)}")


def variant_differences(first: Document, copy: Document) -> list[str]:
    """Return how a near copy differs: its fields, then phrases of its text."""
    ours, theirs = _compared(first), _compared(copy)
    removed, added = differences(first.text, copy.text)
    told = [
        f"{name}: {theirs[name] or 'none'} (not {ours[name] or 'none'})"
        for name in ours
        if ours[name] != theirs[name]
    ]
    told += [f"says “{_cut(phrase)}”" for phrase in added[:_MOST_PHRASES]]
    told += [f"lacks “{_cut(phrase)}”" for phrase in removed[:_MOST_PHRASES]]
    more = len(added[_MOST_PHRASES:]) + len(removed[_MOST_PHRASES:])
    return told + ([f"{more} more differences"] if more else [])


_MOST_PHRASES = 2
_LONGEST_PHRASE = 60  # characters


def _compared(document: Document) -> dict[str, str]:
    requisition, cells = document.facets.requisition, document_cells(document)
    read = {name.lower(): cells[name] for name in ("Places", "Pay", "Posted", "Closes")}
    number = requisition.value if requisition else ""
    return {"title": document.title, "team": document.team, **read, "number": number}


def _cut(phrase: str) -> str:
    return phrase if len(phrase) <= _LONGEST_PHRASE else f"{phrase[: _LONGEST_PHRASE - 1]}…"


def _listed(postings: Sequence[Posting]) -> str:
    """Return how many postings there are and how many of them are closed."""
    closed = [posting.closed for posting in postings if posting.closed]
    if postings and len(closed) == len(postings):
        return f"closed {max(closed)}"
    how_many = counted(len(postings), "posting") if postings else ""
    return how_many + (f", {len(closed)} closed" if closed else "")


_NO_DOCUMENT = dict.fromkeys(
    ("Kind", "Title", "Company", "Places", "Pay", "Posted", "Closes", "Sections", "Guessed"), ""
)
_SURE = (Origin.CORRECTED, Origin.FIELD, Origin.LABEL)


def document_cells(document: Document) -> dict[str, str]:
    """Return a document's cells for a table of documents, by column."""
    stated = list(map(document.facets_of, document.postings)) or [document.facets]
    return {
        "Kind": str(document.kind),
        "Title": document.title,
        "Company": document.company,
        "Places": "; ".join(_places(document)),
        "Pay": each_once(pay_in_words(facets.pay) for facets in stated),
        "Posted": day_in_words(document.facets.posted),
        "Closes": each_once(day_in_words(facets.closes) for facets in stated),
        "Sections": str(len(document.sections)),
        "Guessed": ", ".join(guessed(document)),
    }


def guessed(document: Document) -> list[str]:
    """Return the names of the facts that come from neither a field nor a label nor a person."""
    names = [
        name
        for name, origin in document.origins
        if origin not in _SURE and str(getattr(document, name, ""))
    ]
    for name in ("places", "pay", "posted", "closes", "workplace", "employments", "level"):
        value = getattr(document.facets, name)
        stated = value[0] if isinstance(value, tuple) and value else value
        if isinstance(stated, Stated) and stated.origin not in _SURE:
            names.append(name.replace("employments", "employment"))
    return names


def _places(document: Document) -> list[str]:
    places = (posting.place for posting in document.postings)
    words = (place_in_words(place) for place in places if place != Place())
    return list(dict.fromkeys([*words, *_unplaced(document)]))


def _unplaced(document: Document) -> list[str]:
    """Return the words for places that were not understood, marked with "(?)"."""
    return [f"{words} (?)" for words in document.facets.unplaced]


def show_postings(postings: Sequence[RolePosting], console: Console) -> None:
    """Show postings as a table in a terminal, as tab-separated lines elsewhere; then the numbers of
    postings and roles.
    """
    roles = len({posting.role.document_id for posting in postings})
    if not postings:
        console.print("No posting fits. `rolecall postings` lists all of them.")
        return
    names = ("Title", "Team", "Level", "Company", "Place", "Date", "Link", "Closed")
    _show_table(names, [_posting_cells(posting) for posting in postings], console)
    of_roles = counted(roles, "role")
    screen(stderr=True).print(f"{counted(len(postings), 'posting')} of {of_roles}")


def _posting_cells(listed: RolePosting) -> tuple[str, ...]:
    document, posting = listed.role.document, listed.posting
    place = place_in_words(posting.place) or "; ".join(_unplaced(document))
    whose = (document.title, document.team, listed.level, document.company)
    return *whose, place, posting.date, posting.url, posting.closed


def _show_table(names: Sequence[str], cells: Sequence[Sequence[str]], console: Console) -> None:
    """Show a table in a terminal, and tab-separated lines with all columns elsewhere."""
    rows = [tuple(map(one_line, row)) for row in cells]
    if not console.is_terminal:
        for row in [tuple(names), *rows]:
            print("\t".join(row), file=console.file)  # the console would turn the tabs into spaces
        return
    # Programs count on every column; people are spared the empty ones.
    shown = [at for at, _ in enumerate(names) if any(row[at] for row in rows)]
    table = Table(box=None, padding=(0, 2, 0, 0))
    for at in shown:
        table.add_column(names[at], overflow="fold")
    for row in rows:
        table.add_row(*(row[at] for at in shown))
    console.print(table, soft_wrap=False)


def show_comparison(comparison: Comparison, console: Console) -> None:
    """Show a comparison as the chat does, with its quotes by source."""
    text, citations, _ = comparison_text(comparison)
    _show_text(text, console)
    _show_sources(citations, console)


class OutcomeTable:
    """A table of the documents that were read, followed by the reason for each path that failed.

    Outside a terminal, all of it is tab-separated lines with the same columns. Only the text to
    show is held in memory, not the documents.
    """

    def __init__(self, console: Console, *, dry_run: bool = False) -> None:
        self._console = console
        self._dry_run = dry_run
        self._rows: list[tuple[str, ...]] = []
        self._lines: list[tuple[str, str]] = []

    def add(self, outcome: IngestOutcome) -> None:
        """Add one outcome."""
        # The table shows the path beside the reason.
        reason = outcome.reason.removeprefix(f"{outcome.path}: ")
        failed = outcome.status is IngestStatus.FAILED
        if self._console.is_terminal and (failed or outcome.document is None):
            parts = (str(outcome.status), outcome.path, reason)
            self._lines.append(("  ".join(map(one_line, parts)), "red" if failed else "dim"))
            return
        document, path = outcome.document, outcome.path
        if self._console.is_terminal and "://" not in path:
            path = Path(path).name
        would_be_new = self._dry_run and outcome.status is IngestStatus.ADDED
        self._rows.append(
            (
                status_in_words(outcome.status, dry_run=self._dry_run),
                *(document_cells(document) if document else _NO_DOCUMENT).values(),
                "" if document is None or would_be_new else document.document_id,
                path,
                reason,
            )
        )

    def show(self) -> None:
        """Print everything that was added."""
        if self._rows:
            names = ("Status", *_NO_DOCUMENT, "ID", "File", "Reason")
            _show_table(names, self._rows, self._console)
        for line, style in self._lines:
            self._console.print(line, style=style)


def status_in_words(status: IngestStatus, *, dry_run: bool = False) -> str:
    """Return what happened to a document, or what would happen in a dry run."""
    changes = (IngestStatus.ADDED, IngestStatus.UPDATED, IngestStatus.REMOVED)
    return f"would be {status}" if dry_run and status in changes else str(status)


def show_finding(finding: Finding, console: Console) -> None:
    """Show a line for a finding of `rolecall doctor`, and a line for the command that mends it."""
    state = "wrong" if finding.wrong else "ok"
    console.print(
        f"{state:<5}  {finding.name}: {one_line(finding.found)}",
        style="red" if finding.wrong else "",
    )
    if finding.mend:
        console.print(f"       to mend it: {one_line(finding.mend)}")


@contextmanager
def progress_shown() -> Iterator[Callable[[Progress], None]]:
    """Show on stderr how far work has come, how fast it goes and how long it will take.

    Shows a bar; outside a terminal, a line for each stage and one every half minute.
    """
    console = screen(stderr=True)
    if not console.is_terminal:
        yield _line_a_stage(console)
        return
    stage = TextColumn("{task.description}", markup=False)
    pace = TextColumn("{task.fields[pace]}", markup=False)
    columns = (SpinnerColumn(), stage, BarColumn(), MofNCompleteColumn(), pace)
    with ProgressBars(*columns, console=console, transient=True) as bars:
        bar = bars.add_task("Getting ready", total=None, pace="")

        def listen(progress: Progress) -> None:
            done, total = progress.done, progress.total or None
            bars.update(bar, completed=done, total=total, pace=pace_in_words(progress))
            bars.update(bar, description=one_line(progress.stage))

        yield listen


def awaited(answers: Iterator[Answer]) -> Iterator[Answer]:
    """Yield the same answers, showing a spinner in the terminal until each arrives."""
    console = screen(stderr=True)
    while True:
        with console.status("Looking for the answer…") if console.is_terminal else nullcontext():
            answer = next(answers, None)
        if answer is None:
            return
        yield answer


def _line_a_stage(console: Console) -> Callable[[Progress], None]:
    said: dict[str, float] = {}

    def listen(progress: Progress) -> None:
        now = time.monotonic()
        is_new = progress.stage not in said
        if is_new or now - said[progress.stage] >= SAID_AGAIN:
            said[progress.stage] = now
            line = progress.stage if is_new else progress_line(progress)
            console.print(f"rolecall: {one_line(line)}")

    return listen
