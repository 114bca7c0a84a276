"""What a page puts around its author's text: captions, credits, bylines, dates and links to elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from store.text.capitals import PERSON
from store.text.lines import Line
from store.types import SectionKind

LINES_TO_A_BLANK = 10  # with fewer blank lines, each line of a page is a paragraph
LONGEST_CAPTION = 4  # lines: description, caption, credit, one more

_TEASER_LABEL = re.compile(
    r"(?:related (?:content|articles?|posts?|reading|stor(?:y|ies)|links?|news|topics?|publications?)"
    r"|(?:you|people) (?:may|might) also like|recommended(?: (?:reading|for you|content|articles?))?"
    r"|read (?:more|next|also)|more (?:stories|articles|news|like this)|more from .{1,40}|see (?:more jobs|also)"
    r"|work with us|(?:latest|popular|trending)(?: (?:news|articles|posts|stories))?"
    r"|further reading|keep reading|up next)\s*:?",
    re.IGNORECASE,
)
_CREDIT = re.compile(
    r"(?:courtesy (?:of|:)"
    r"|(?:photo|image|picture|illustration|video)(?:graph)?s?(?: credit)?(?: (?:by|courtesy)\b| ?[:/©])"
    r"|photograph(?:ed)? by |credits?: |getty images|©|\(?(?:photo|image|illustration) (?:by|courtesy)\b).{0,120}",
    re.IGNORECASE,
)
_CREDIT_AT_END = re.compile(r"\((?:photo|image|illustration|credit|courtesy)\b[^)]{0,80}\)$", re.IGNORECASE)
_PICTURE = re.compile(
    r"\b(?:is|are) (?:seen|shown|pictured)\b|^(?:an? |the )?(?:photo|image|picture|portrait|headshot)\b"
    r"|^(?:an? |the )?(?:illustration|screenshot|diagram|graphic)\b"
    r"|\b(?:in the (?:background|foreground)|smil(?:es|ing) (?:at|for|into|toward))\b",
    re.IGNORECASE,
)
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?"
    r"|dec(?:ember)?)\.?"
)
_DATE = re.compile(
    rf"(?:(?:posted|published|updated)(?: on)?:? )?(?:{_MONTH} \d{{1,2}},? \d{{4}}|\d{{1,2}} {_MONTH},? \d{{4}}"
    r"|\d{4}-\d\d-\d\d|\d{1,2}[/.]\d{1,2}[/.]\d{2,4})|\d+[ -]min(?:ute)?s?(?: read)?",
    re.IGNORECASE,
)
_BYLINE = re.compile(rf"(?:(?:[Ww]ritten )?[Bb][Yy]|[Aa]uthor):?\s+({PERSON})(?:\s*[,|·–—-].*)?")


def is_teaser_label(line: str) -> bool:
    """Tell whether a line announces links to elsewhere, such as "Related content"."""
    return bool(_TEASER_LABEL.fullmatch(line))


def is_date_line(line: str) -> bool:
    """Tell whether a line holds nothing but a date or a reading time."""
    return bool(_DATE.fullmatch(line))


def byline_author(line: str) -> str:
    """Return the name in a line such as "By Ada Example", "" for any other line."""
    match = _BYLINE.fullmatch(line)
    return match[1] if match else ""


def furniture(lines: Sequence[Line]) -> dict[int, SectionKind]:
    """Return which lines, by index, are captions or teasers; the line that labels a teaser is among them."""
    return dict.fromkeys(_teasers(lines), SectionKind.TEASER) | dict.fromkeys(_captions(lines), SectionKind.CAPTION)


def _teasers(lines: Sequence[Line]) -> Iterator[int]:
    spaced = sum(line.blank for line in lines) > len(lines) // LINES_TO_A_BLANK
    i = 0
    while i < len(lines):
        end = _teaser_end(lines, i, spaced) if is_teaser_label(lines[i].text) else i
        yield from range(i, end)
        i = max(end, i + 1)


def _teaser_end(lines: Sequence[Line], label: int, spaced: bool) -> int:
    """A teaser is what follows its label up to a blank line; after a blank line, the list or blurb that comes next."""
    i = label + 1
    if i < len(lines) and not lines[i].blank:
        return _stretch_end(lines, i) if spaced else i + 1
    i = _next_filled(lines, i)
    end = _stretch_end(lines, i)
    if end == i + 1 and not lines[i].text.endswith((".", "!", "?", "…")):  # a title alone; its blurb comes next
        end = _stretch_end(lines, _next_filled(lines, end))
    while (i := _next_filled(lines, end)) < len(lines) and _looks_elsewhere(lines[i : _stretch_end(lines, i)]):
        end = _stretch_end(lines, i)
    return end


def _looks_elsewhere(stretch: Sequence[Line]) -> bool:
    return any(is_date_line(line.text) for line in stretch) or is_teaser_label(stretch[0].text)


def _captions(lines: Sequence[Line]) -> Iterator[int]:
    first = _next_filled(lines, 0)
    opening = True
    while first < len(lines):
        end = _stretch_end(lines, first)
        stretch = range(first, end)
        caption = _caption(lines, stretch, opening)
        yield from caption
        following = _next_filled(lines, end)
        if opening and not caption and _only_credit(lines, following) and lines[end - 1].text.endswith("."):
            yield from stretch
        elif len(caption) < len(stretch):
            opening = False
        first = following


def _caption(lines: Sequence[Line], stretch: range, opening: bool) -> range:
    """The lines of a stretch that are a caption: all of a short one with a credit, or before the title of a picture."""
    credit = next((i for i in stretch if _is_credit(lines[i].text)), None)
    if credit is not None:
        if len(stretch) <= LONGEST_CAPTION:
            return stretch
        above = range(max(stretch[0], credit - LONGEST_CAPTION + 1), credit) if opening else range(0)
        return range(next((i for i in above if _PICTURE.search(lines[i].text)), credit), credit + 1)
    pictured = opening and len(stretch) < LONGEST_CAPTION and any(_PICTURE.search(lines[i].text) for i in stretch)
    return stretch if pictured else range(0)


def _is_credit(line: str) -> bool:
    return bool(_CREDIT.fullmatch(line) or (len(line) < 400 and _CREDIT_AT_END.search(line)))


def _only_credit(lines: Sequence[Line], first: int) -> bool:
    return first < len(lines) and _stretch_end(lines, first) == first + 1 and _is_credit(lines[first].text)


def _next_filled(lines: Sequence[Line], i: int) -> int:
    while i < len(lines) and lines[i].blank:
        i += 1
    return i


def _stretch_end(lines: Sequence[Line], i: int) -> int:
    while i < len(lines) and not lines[i].blank:
        i += 1
    return i
