"""A posting's text: its sections, and the role it describes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from store.articles import reads_as_heading
from store.bullets import LINE_BULLET
from store.documents import Fields, make_document, with_facets
from store.job_titles import title_in
from store.lines import Line, lines_of, trimmed
from store.outline import Piece, joined_sections
from store.page_furniture import furniture
from store.role_headings import role_headings
from store.types import Document, DocumentKind, Posting, SectionKind, SectionSpan

LONGEST_HEADING = 60  # characters of a heading that is guessed
LEAST_HEADINGS = 2  # run-on headings that make a text without a place line a role


@dataclass(frozen=True, slots=True)
class _Cut:
    """Characters that begin a section: a heading, or the line that labels a teaser; `resume` ends the teaser."""

    start: int
    end: int
    label: str
    resume: int = 0


def role_document(
    source: str, text: str, postings: tuple[Posting, ...] = (), title: str = "", page_company: str = ""
) -> Document:
    """Return the role a posting's text describes; `page_company` is the employer of the page it stands on."""
    heading = _title_line(text)
    title = title or (heading.text if heading else "")
    fields = with_facets(Fields(DocumentKind.ROLE, title, postings=postings), text, page_company)
    return make_document(source, text, role_sections(text), fields)


def reads_as_role(text: str) -> bool:
    """Tell whether a text without a place line is a posting, by the headings only postings have."""
    return len({heading.label.casefold() for heading in role_headings(text) if heading.certain}) >= LEAST_HEADINGS


def role_sections(text: str) -> tuple[SectionSpan, ...]:
    """Return a posting's sections; the words of its headings, and a title line, are in none."""
    title = _title_line(text)
    sections = joined_sections(text, _pieces(text, title.end if title else 0))
    if any(section.kind is SectionKind.BODY for section in sections):
        return sections
    return (SectionSpan(SectionKind.BODY, (), trimmed(text, 0, len(text))),)


def _title_line(text: str) -> Line | None:
    """The first line where it is a job title with text below it."""
    first, _, rest = text.partition("\n")
    line = Line(0, len(first), first.strip())
    named = rest.strip() and reads_as_heading(text, line) and title_in(line.text)
    return line if named else None


def _pieces(text: str, start: int) -> Iterator[Piece]:
    path: tuple[str, ...] = ()
    for cut in _cuts(text, start):
        if cut.start < start:
            continue
        yield Piece(SectionKind.BODY, path, start, cut.start)
        if cut.resume:
            yield Piece(SectionKind.TEASER, (cut.label,), cut.end, cut.resume)
        else:
            path = (cut.label,)
        start = cut.resume or cut.end
    yield Piece(SectionKind.BODY, path, start, len(text))


def _cuts(text: str, start: int) -> list[_Cut]:
    cuts = [_Cut(heading.start, heading.end, heading.label) for heading in role_headings(text)]
    if "\n" in text:
        lines = lines_of(text, start)
        cuts += [*_guessed(text, lines), *_teasers(lines)]
    return sorted(cuts, key=lambda cut: (cut.start, -cut.resume))


def _teasers(lines: Sequence[Line]) -> Iterator[_Cut]:
    elsewhere = [i for i, kind in furniture(lines).items() if kind is SectionKind.TEASER]
    runs: list[list[int]] = []
    for i in sorted(elsewhere):
        if runs and runs[-1][-1] == i - 1:
            runs[-1].append(i)
        else:
            runs.append([i])
    for run in runs:
        label = lines[run[0]]
        yield _Cut(label.start, label.end, label.text.rstrip(": "), lines[run[-1]].end)


def _guessed(text: str, lines: Sequence[Line]) -> Iterator[_Cut]:
    """Short lines that stand alone above text or a list."""
    filled = [line for line in lines if not line.blank]
    for above, line, below in zip([None, *filled], filled, filled[1:], strict=False):
        between = text[above.end : line.start] if above else "\n\n"
        apart = between.count("\n") > 1 or (above and above.text.endswith((".", "!", "?")))
        if apart and reads_as_heading(text, line, LONGEST_HEADING) and _is_text(text, below):
            yield _Cut(line.start, line.end, line.text.rstrip(": "))


def _is_text(text: str, line: Line) -> bool:
    return bool(LINE_BULLET.match(text, line.start, line.end)) or not reads_as_heading(text, line)
