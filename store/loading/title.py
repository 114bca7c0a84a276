"""Find what a document is called, and where that was read: by position and form, never by a list
of jobs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import PurePath

from store.facets.dates import Calendar, parse_day
from store.facets.places import places_of_line, places_of_term
from store.facets.reading import strength_named, vocabulary, words_of
from store.loading.structured.columns import TITLES, column
from store.loading.web.page_names import is_subject, key, site_sections
from store.text.capitals import PERSON
from store.text.lines import Line
from store.text.listed import listed
from store.text.markdown import Heading, Parsed
from store.text.terms import terms_of
from store.types import DocumentKind, Origin

LONGEST = 120  # characters of a title
MOST_WORDS = 14
_PARTS = re.compile(r"\s+[|•·–—-]+\s+|\s*\|\s*|\s*[–—]\s*")
_AT = re.compile(r"\s+(?:at|@|bei|chez|en|bij)\s+(?=[^\W\d_])")
_AROUND = " \t*_#📍🏢🌍📌🗺️"
_IN_BRACKETS = re.compile(r"(?P<before>[^()]+)\((?P<inside>[^()]+)\)$")
_LABELLED = re.compile(r"^(?P<label>[^:|]{2,40}?)\s*:\s+(?P<value>\S.*)$")
_NO_TITLE = re.compile(r"^\s*(?:[-*•|]|\d+[.)])\s|^https?://|@\S+\.\S|[.!?;:,]$")
_TRAILED = re.compile(r"\s+[>›»]\s+")
_TRAIL = re.compile(r"\s[>›»]\s.*\s[>›»]\s")  # of the pages above: "Home > Careers > Oban > Pilot"
LOGO = re.compile(r"(?P<company>.+) logo$")  # a picture's text, as copied from a page
_CAPITALISED = r"[^\W\d_a-zß-ÿ](?:[\w'’/&+-]|\.(?=\w))*"
_SENTENCE = (
    6  # words from which on a heading further down is an article's title, and not that of a part
)
_OPENING = 14  # lines among which one that the file is named after is its title
_NEAR = 16  # characters before "looking for" in which "we" stands
_READ_WITHIN = 6_000  # characters in which a text names the job


def is_section_name(words: str) -> bool:
    """Whether a heading says what stands below it ("About the company", "Requirements"), and not
    what a job is.
    """
    named = (
        bool(column(words).kind)
        or strength_named(words) is not None
        or key(words) in site_sections()
    )
    return named or words.rstrip().endswith(("?", "…"))


@dataclass(frozen=True, slots=True)
class Named:
    """What a heading names: a job, and maybe an employer and a place beside it."""

    title: str
    company: str = ""
    place: str = ""


def named_by(words: str, company: str, text: str = "") -> Named:
    """Return what a heading names, without words such as "Job description" and "Careers".

    "Kelp Farmer at Seaholm (Oban, UK)" names Seaholm and Oban; a part that equals `company` is left
    out, and the last of several parts is the employer where sentences of `text` begin with it.
    """
    words = " ".join(words.split()).strip(" *_#:")
    if (match := _LABELLED.match(words)) and column(match["label"]).kind in (*TITLES, "body"):
        words = match["value"]
    parts = [part.strip() for part in _PARTS.split(words) if part.strip()]
    kept = [part for part in parts if not _same(part, company) and not _is_label(part)]
    if len(kept) > 1 and not company and is_subject(kept[-1], text):
        company = kept.pop()
    if len(kept) < len(parts):
        words = " - ".join(kept) or words
    title, *behind = _AT.split(words, maxsplit=1)
    if not behind:
        return Named(words, company)
    employer, place = behind[0].strip(), ""
    if match := _IN_BRACKETS.match(employer):
        employer, place = match["before"].strip(), match["inside"].strip()
    if _same(employer, company):
        return Named(title.strip(), company, place)
    if employer[:1].isupper() and employer.startswith(
        company
    ):  # the whole name, where the text has a part of it
        return Named(title.strip(), employer, place)
    return Named(words, company)


def titles_of(
    parsed: Parsed, lines: Sequence[Line], kind: DocumentKind, company: str, name: str
) -> Iterator[tuple[str, Origin]]:
    """Yield what the document may be called, the surest first; `name` is what its file is
    called.
    """
    called = f" {key(PurePath(name).stem.replace('_', ' '))} "
    for line in lines[:_OPENING]:
        words = key(line.text)
        if (
            " " in words
            and f" {words} " in called
            and reads_as_title(line.text)
            and not _same(line.text, company)
        ):
            yield line.text, Origin.HEADING
            break
    if kind is DocumentKind.ARTICLE and (titled := _above_its_author(parsed, lines)):
        yield titled, Origin.HEADING
    opening = opening_headings(parsed, lines)
    for heading in [parsed.title, *opening] if parsed.title else opening:
        if heading and not is_section_name(heading.text) and not _same(heading.text, company):
            yield heading.text, Origin.HEADING
    if first := _opening_title(parsed, lines, kind, company):
        yield first, Origin.TEXT
    if kind is DocumentKind.ROLE and (named := title_in_text(parsed.text)):
        yield named, Origin.TEXT


def _above_its_author(parsed: Parsed, lines: Sequence[Line]) -> str:
    """Return the heading right above who wrote a text, where the name of a site and its sections
    stand above that; "" where none does.
    """
    headings = {heading.span.start: heading.text for heading in parsed.headings}
    for above, line, below in zip(lines, lines[1:], lines[2:_OPENING], strict=False):
        if author_named(below.text) and line.start in headings and above.start not in headings:
            return headings[line.start]
    return ""


def _opening_title(parsed: Parsed, lines: Sequence[Line], kind: DocumentKind, company: str) -> str:
    """Return the first of the opening lines that reads as a title; "" where none does."""
    is_article = kind is DocumentKind.ARTICLE  # above its title stand captions and who wrote it
    headings = {heading.span.start for heading in parsed.headings}
    for line in lines[: 8 if is_article else 4]:
        if is_article and line.start in headings and len(line.text.split()) < _SENTENCE:
            break
        if (company and _same(line.text, company)) or _is_beside(line.text):
            continue
        if reads_as_title(line.text):
            return line.text
        if not is_article and not places_of_line(line.text) and not _LABELLED.match(line.text):
            break
    return ""


def title_from_name(name: str) -> str:
    """Return a file's name as a title: "data-careers.md" gives "Data careers"."""
    stem = PurePath(name).stem
    words = " ".join(re.sub(r"[_+.]+|(?<! )-+|-+(?! )|%20", " ", stem).split())
    words = re.sub(r"\s*(?:\(\d+\)|\b(?:\d{4,}|[0-9a-f]{16,})\b)\s*", " ", words).strip() or words
    return words[:1].upper() + words[1:] if words else "Untitled"


def title_in_text(text: str) -> str:
    """Return the job that a sentence names: "is looking for a Kelp Farmer"; "" where none does."""
    cues = _cues()
    for match in cues.seeking.finditer(text[:_READ_WITHIN]):
        named = cues.named.match(text, match.end())
        if named and (match["address"] is None or cues.you.match(text, named.end())):
            words = named["title"].rstrip(".,;:-–")
            return re.sub(r"\s*\((?:m/w/d|m/f/d|h/f|f/h|x)\)$", "", words)
    return ""


def job_in_text(text: str) -> str:
    """Return the job that a sentence names in small letters: "looking for a careful kelp farmer
    to join us".
    """
    cues = _cues()
    for match in cues.seeking.finditer(text[:_READ_WITHIN]):
        named = match["address"] is None and cues.unnamed.match(text, match.end())
        if named:
            return " ".join(named["job"].split()[-2:]).capitalize()
    return ""


def seeks_somebody(text: str) -> bool:
    """Tell whether a text's own people look for somebody: "We are looking for a greenkeeper"."""
    ours = frozenset(vocabulary("strength")["company"])
    for match in _cues().seeking.finditer(text[:_READ_WITHIN]):
        before = words_of(text, max(0, match.start() - _NEAR), match.end())
        if match["address"] is None and any(word.key in ours for word in before):
            return True
    return False


def author_named(line: str) -> str:
    """Return whom a line says that a text is by: "Words by Nele Brandt", "A guide, by Nele Brandt
    of the yard"; "" where it names nobody.
    """
    line = line.strip("*_ ")
    byline = _cues().byline
    match = byline.match(line) or (None if line.endswith((".", "?", "!")) else byline.search(line))
    return match["name"] if match else ""


def employer_above(parsed: Parsed, lines: Sequence[Line], *, titled: bool = False) -> str:
    """Return the employer that stands near the top.

    It is a short line with which sentences of the text begin, or one between the title and a place,
    alone or with the place behind it; `titled` where the title stands elsewhere.
    """
    for line in lines[:4]:
        if match := LOGO.match(line.text):
            return match["company"]
        if reads_as_title(line.text) and is_subject(line.text, parsed.text[line.end :]):
            return (
                line.text
                if not line.text.isupper()
                else _as_in_text(line.text, parsed.text[line.end :])
            )
    first = 0 if titled else 1
    for line, below in pairwise(lines[first:5]):
        if reads_as_title(line.text) and place_in(below.text):
            return line.text
    for line in lines[first:4]:
        before, _ = with_place_behind(line.text)
        if before and reads_as_title(before):
            return re.sub(r"\s*\([^()]*\)$", "", before)
    return ""


def site_above(line: str, others: Sequence[str]) -> str:
    """Return whose site a trail of pages leads through, where it leads to a title that is another
    line: "Seaholm" of "Seaholm > Careers > Pilot"; else the line.
    """
    first, *_, last = _TRAILED.split(line) if _TRAIL.search(line) else ("", "")
    is_title = bool(first) and last.casefold() in [other.casefold() for other in others]
    return first if is_title and key(first) not in site_sections() else line


def place_in(words: str) -> str:
    """Return the place that a line is or labels: "Oban, GB", "Location: Oban, GB"; "" where it
    is none.
    """
    match = _LABELLED.match(words)
    if match and column(match["label"]).kind == "place":
        words = match["value"]
    return words if places_of_line(words) else ""


def with_place_behind(words: str) -> tuple[str, str]:
    """Return what stands before a place at the end of a line, and the place: "Seaholm, Oban,
    GB"; else nothing.
    """
    if match := _IN_BRACKETS.match(words):
        return (
            (match["before"].strip(), match["inside"].strip())
            if places_of_line(match["inside"])
            else ("", "")
        )
    before, *terms = [span.of(words) for span in terms_of(words)] or [""]
    if place := next((term for term in terms if place_in(term) or places_of_term(term)), ""):
        return before, place
    for match in re.finditer(r"\s*[,·•|–—]\s+|\s+-{1,3}\s+", words):
        if place := place_in(words[match.end() :]):
            return words[: match.start()].strip(), place
    return "", ""


def places_at_top(lines: Sequence[Line]) -> list[str]:
    """Return the places among the pieces of lines near the top: "📍 Cuenca, España · Jornada
    parcial".
    """
    pieces = [
        (piece.strip(_AROUND), len(terms) > 1)
        for line in lines[:6]
        for terms in (
            [span.of(line.text) for span in terms_of(line.text)] or [line.text[: LONGEST * 2]],
        )
        for piece in terms
    ]
    places = [
        piece
        for piece, in_run in pieces
        if piece and (place_in(piece) or (in_run and places_of_term(piece)))
    ]
    return places or [place for line in lines[:4] if (place := with_place_behind(line.text)[1])][:1]


def _as_in_text(name: str, text: str) -> str:
    match = re.search(re.escape(name), text, re.IGNORECASE)
    return match[0] if match else name


def opening_headings(parsed: Parsed, lines: Sequence[Line]) -> list[Heading]:
    """The headings that a text begins with, before its first line of another kind."""
    opening: list[Heading] = []
    for heading, line in zip(parsed.headings, lines, strict=False):
        if heading.span.start > line.start:
            break
        opening.append(heading)
    return opening[:3]


def reads_as_title(words: str) -> bool:
    """Whether a line has the form of a title: short, and no place, label or sentence."""
    short = len(words) <= LONGEST and len(words.split()) <= MOST_WORDS
    return (
        short
        and any(map(str.isalpha, words))
        and not _NO_TITLE.search(words)
        and not places_of_line(words)
        and not _LABELLED.match(words)
        and not is_section_name(words)
        and not _is_beside(words)
    )


def _is_beside(words: str) -> bool:
    """Whether a line says who wrote a text, when, or where it stands on a site."""
    if author_named(words) or _TRAIL.search(words) or LOGO.match(words):
        return True
    day = parse_day(words, Calendar())
    return bool(day.readings) and not day.month_only


def _same(words: str, company: str) -> bool:
    return bool(company) and re.sub(r"\W+", "", words.casefold()) == re.sub(
        r"\W+", "", company.casefold()
    )


def _is_label(part: str) -> bool:
    return (
        column(part).kind in ("title", "body", "section", "place", "company")
        or key(part) in site_sections()
    )


@dataclass(frozen=True, slots=True)
class _Cues:
    """What title_cues.yaml says, as patterns: words before a job, the job behind them, and an
    author's name.
    """

    seeking: re.Pattern[str]
    named: re.Pattern[str]
    unnamed: re.Pattern[str]
    you: re.Pattern[str]
    byline: re.Pattern[str]


@cache
def _cues() -> _Cues:
    words = listed(__file__, "title_cues")
    patterns = {
        name: "|".join(
            map(
                re.escape,
                sorted({cue for cues in by_language.values() for cue in cues}, key=len)[::-1],
            )
        )
        for name, by_language in words.items()
    }
    plain = rf"(?!(?:{patterns['relations']})\b)[a-zà-ÿ-]+"  # "dedicated, skilled and careful"
    return _Cues(
        seeking=re.compile(
            rf"(?<!\w)(?i:{patterns['seeking']}|(?P<address>{patterns['address']}))\s+"
        ),
        named=re.compile(
            rf"(?:(?:{patterns['determiners']})\s+){{0,3}}(?:{plain},?\s+){{0,8}}?"
            rf"(?P<title>{_CAPITALISED}(?:\s+(?:(?:of|and|for|in|de|du|des|der|die|y|et|und|&|-"
            rf"|–)\s+)?{_CAPITALISED}){{0,6}})"
        ),
        unnamed=re.compile(
            rf"(?:an?|une?|een|una)\s+(?P<job>(?:{plain},?\s+){{1,8}}?{plain})(?=[.;!?]"
            rf"|,?\s+(?:{patterns['relations']})\b)"
        ),
        you=re.compile(rf",\s+(?:{patterns['you']})\b", re.IGNORECASE),
        byline=re.compile(rf"(?<!\w)(?i:{patterns['by']})\s+(?P<name>{PERSON})"),
    )
