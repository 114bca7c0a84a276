"""A posting's text: its sections, and the role it describes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from store.facets.names.titles import title_in
from store.loading.article import reads_as_heading
from store.loading.documents import Fields, make_document, with_facets
from store.loading.furniture import furniture
from store.text.lines import Line, Piece, joined_sections, lines_of, trimmed
from store.text.lists import LINE_BULLET
from store.types import Document, DocumentKind, Posting, SectionKind, SectionSpan

_TEAM = (
    r"(?:teams?|roles?|jobs?|groups?|company|business|organi[sz]ations?|org|position|opportunity|internship"
    r"|program(?:me)?)"
)
_KIND = (
    r"(?:basic|preferred|minimum|required|desired|additional|essential|key|core|main|primary|major|other|bonus"
    r"|nice[- ]to[- ]have|must[- ]have|your|the|our|job|role|general|technical|position|typical|day[- ]to[- ]day)"
)
_YOU_DO = r"(?:do|be doing|work on|bring|need|learn|gain|have|own|get|offer|deliver|achieve|look for|expect|provide)"

# Distinctive enough to be headings wherever a capitalised word follows, even after a list item without a period.
_CERTAIN = "|".join(
    (
        rf"(?:{_KIND} )+(?:responsibilities|duties|accountabilities|qualifications|requirements)"
        r"(?: (?:and|&|/) (?:responsibilities|duties|qualifications|requirements|skills|experience))?",
        r"(?:preferred|required|desired|minimum|essential|nice[- ]to[- ]have) (?:skills|experience|education)"
        r"(?: (?:and|&) (?:skills|experience|education|qualifications))?",
        r"(?:a |your )?(?:typical )?day[- ]in[- ](?:the|your|a)[- ]life",
        rf"about (?:the|our|this) {_TEAM}|about you|about us",
        rf"what (?:you|we)(?:['’]ll| will|['’]re| are|['’]d)? (?:{_YOU_DO}|looking for)",
        rf"what (?:you|we) {_YOU_DO}|what (?:sets|makes) you (?:apart|stand out)",
        r"who (?:you|we)(?: are|['’]re)|who (?:should|can) apply",
        r"why (?:join us|you['’]ll love (?:it here|this (?:role|job|team))|work (?:with|for) us)",
        r"how you(?:['’]ll| will) (?:make an impact|contribute|succeed|grow)",
        r"work\s?[/-]?\s?life (?:balance|harmony)",
        r"mentorship (?:and|&) career growth|inclusive (?:team )?culture|diverse experiences",
        r"(?:benefits|perks|compensation) (?:and|&) (?:benefits|perks|compensation)",
        r"(?:job|role|position|team) (?:summary|description|overview|details)",
        r"equal (?:employment )?opportunit(?:y|ies)(?: employer| statement)?",
        r"how to apply|(?:application|interview|hiring) process",
        r"physical requirements|work environment|work authori[sz]ation",
    )
)
# Ordinary words too: headings only where a sentence ended before them.
_POSSIBLE = (
    r"responsibilities|duties|qualifications|requirements|benefits|perks|compensation|eligibility"
    r"|nice to haves?|must haves?|bonus points|our (?:team|culture|mission|values|benefits)"
    r"|the (?:role|team|opportunity|position)"
)
# Ordinary words that also begin sentences and items: headings only before a colon or a line's end.
_LABELS = (
    r"overview|summary|description|skills|experience|education|locations?|salary(?: range)?|pay(?: range)?"
    r"|travel|schedule|team|culture|mission|training|development|support|tasks|profile"
)
_INCLUDE = (
    r"(?: (?:will |may |would )?(?:include|includes|including|are|cover|covers)"
    r"(?:,? but (?:are |is )?not limited to)?(?: the following)?)?[ \t]*:"
)
_END = r"(?=[ \t]*(?:\n|$))"
_BEGINS = r"(?=\s+[\"“'‘(]?(?:[^\W_a-z]|[*+•·‣▪●◦–—-][ \t]))"
_HEADING = re.compile(
    rf"(?<!\S)(?P<marks>[#*_]*[ \t]*)(?:"
    rf"(?P<certain>(?i:{_CERTAIN}))(?:(?:{_INCLUDE})?[*_]*(?:{_END}|{_BEGINS}))"
    rf"|(?P<possible>(?i:{_POSSIBLE}))(?:(?:{_INCLUDE})?[*_]*(?:{_END}|{_BEGINS}))"
    rf"|(?P<label>(?i:{_LABELS}))(?:(?:{_INCLUDE})[*_]*(?:{_END}|{_BEGINS})|{_END})"
    rf")"
)
_SENTENCE_ENDED = re.compile(r"(?:^|[.!?:;)”\"]\s+|\n\s*)$")
_UNFINISHED = re.compile(
    r"(?:^|\s)(?:a|an|the|and|or|of|to|in|on|at|by|for|with|from|as|your|our|their|its|this|these|both|all|any|see|also|,)\s+$"
)


@dataclass(frozen=True, slots=True)
class RoleHeading:
    """A heading inside a posting's text: its label, and the characters it takes up, colon included."""

    label: str
    start: int
    end: int
    certain: bool


def role_headings(text: str) -> Iterator[RoleHeading]:
    """Yield the headings that run on inside a posting's text, in order."""
    for match in _HEADING.finditer(text):
        kind = match.lastgroup or ""
        label = match[kind]
        before = text[max(0, match.start() - 16) : match.start()]
        certain = kind == "certain" and not _UNFINISHED.search(before)
        if (label[0].isupper() or match["marks"]) and (certain or _SENTENCE_ENDED.search(before)):
            yield RoleHeading(label, match.start(), match.end(), certain)


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
