"""Find what a document is called, and where that was read: by position and form, never by a list of jobs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from pathlib import PurePath

import yaml

from store.facets.names.place_names import places_of_line
from store.facets.reading import strength_named
from store.loading.structured.columns import TITLES, column
from store.text.lines import Line
from store.text.markdown import Heading, Parsed
from store.types import DocumentKind, Origin

LONGEST = 120  # characters of a title
MOST_WORDS = 14
_PARTS = re.compile(r"\s+[|•·–—-]+\s+|\s*\|\s*|\s*[–—]\s*")
_AT = re.compile(r"\s+(?:at|@|bei|chez|en|bij)\s+(?=[^\W\d_])")
_LABELLED = re.compile(r"^(?P<label>[^:|]{2,40}?)\s*:\s+(?P<value>\S.*)$")
_NO_TITLE = re.compile(r"^\s*(?:[-*•|]|\d+[.)])\s|^https?://|@\S+\.\S|[.!?;:,]$")
_CAPITALISED = r"[^\W\d_a-zß-ÿ][\w'’&/+.-]*"
_NAMED = re.compile(
    rf"(?:(?:an?|the|our|new|next|experienced|une?|de|la|le|einen?|eine|der|die|das|una?|een)\s+){{0,3}}"
    rf"(?P<title>{_CAPITALISED}(?:\s+(?:(?:of|and|for|in|de|du|des|der|die|y|et|und|&|-|–)\s+)?{_CAPITALISED}){{0,6}})"
)
_READ_WITHIN = 6_000  # characters in which a text names the job


def is_section_name(words: str) -> bool:
    """Whether a heading says what stands below it ("About the company", "Requirements"), and not what a job is."""
    return bool(column(words).kind) or strength_named(words) is not None or words.rstrip().endswith(("?", "…"))


def cleaned_title(words: str, company: str) -> tuple[str, str]:
    """Return a heading without the company's name and words such as "Job description", and the company it names.

    "Kelp Farmer at Seaholm" names Seaholm; a part that equals `company` is left out.
    """
    words = " ".join(words.split()).strip(" *_#:")
    if (match := _LABELLED.match(words)) and column(match["label"]).kind in (*TITLES, "body"):
        words = match["value"]
    parts = [part.strip() for part in _PARTS.split(words) if part.strip()]
    kept = [part for part in parts if not _same(part, company) and not _is_label(part)]
    words = words if len(kept) == len(parts) else " - ".join(kept) or words
    title, *behind = _AT.split(words, maxsplit=1)
    if behind and (_same(behind[0], company) or (not company and behind[0][:1].isupper() and " at " in words)):
        return title.strip(), company or behind[0].strip()
    return words, ""


def titles_of(parsed: Parsed, lines: Sequence[Line], kind: DocumentKind, company: str) -> Iterator[tuple[str, Origin]]:
    """Yield what the document may be called, the surest first."""
    if parsed.title and not is_section_name(parsed.title.text):
        yield parsed.title.text, Origin.HEADING
    opening = _opening_heading(parsed, lines)
    if opening and not is_section_name(opening.text):
        yield opening.text, Origin.HEADING
    for line in lines[:3]:
        if company and _same(line.text, company):
            continue
        if _reads_as_title(line.text):
            yield line.text, Origin.TEXT
            break
        if not places_of_line(line.text) and not _LABELLED.match(line.text):
            break
    if kind is DocumentKind.ROLE and (named := title_in_text(parsed.text)):
        yield named, Origin.TEXT


def title_from_name(name: str) -> str:
    """Return a file's name as a title: "data-careers.md" gives "Data careers"."""
    stem = PurePath(name).stem
    words = " ".join(re.sub(r"[_+.-]+|%20", " ", stem).split())
    words = re.sub(r"\s*(?:\(\d+\)|\b\d{4,}\b)\s*", " ", words).strip() or words
    return words[:1].upper() + words[1:] if words else "Untitled"


def title_in_text(text: str) -> str:
    """Return the job that a sentence names: "is looking for a Kelp Farmer"; "" where none does."""
    for match in _cues().finditer(text[:_READ_WITHIN]):
        named = _NAMED.match(text, match.end())
        if named:
            words = named["title"].rstrip(".,;:-–")
            return re.sub(r"\s*\((?:m/w/d|m/f/d|h/f|f/h|x)\)$", "", words)
    return ""


def _opening_heading(parsed: Parsed, lines: Sequence[Line]) -> Heading | None:
    """The first heading, where the text begins with it and another heading of its level does not follow at once."""
    if not parsed.headings or not lines:
        return None
    first = parsed.headings[0]
    return first if first.span.start <= lines[0].start else None


def _reads_as_title(words: str) -> bool:
    short = len(words) <= LONGEST and len(words.split()) <= MOST_WORDS
    return (
        short
        and any(map(str.isalpha, words))
        and not _NO_TITLE.search(words)
        and not places_of_line(words)
        and not _LABELLED.match(words)
        and not is_section_name(words)
    )


def _same(words: str, company: str) -> bool:
    return bool(company) and re.sub(r"\W+", "", words.casefold()) == re.sub(r"\W+", "", company.casefold())


def _is_label(part: str) -> bool:
    return column(part).kind in ("title", "body", "section", "place", "company")


@cache
def _cues() -> re.Pattern[str]:
    by_language = yaml.safe_load((files("store.loading") / "title_cues.yaml").read_text("utf-8"))
    cues = sorted({cue for cues in by_language.values() for cue in cues}, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?i:{'|'.join(map(re.escape, cues))})\s+")
