"""A page of many postings, cut where its lines repeat in form.

Each posting begins as the others do: with a line that says where it is, or with a title above the
same labels or the same sub-headings. Of words only the names of columns.yaml count. In doubt a text
is one document.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from store.loading.prose.shapes import (
    LONGEST_VALUE,
    is_coded_place,
    is_place,
    is_rule,
    label_of,
    reads_as_heading,
)
from store.loading.structured.columns import TITLES, column, normalised, vocabulary
from store.text.wraps import ends_sentence

LONGEST_OPENING = (
    160  # characters above the first posting that are its title or the page's, and no article
)
SHARE = 0.6  # of the parts have what all postings have
_TITLE_WITHIN = 6  # lines above the first label of a posting in which its title stands
_MOST_PARTS = 20_000
_ATX = re.compile(r" {0,3}(#{1,6})[ \t]+(.*?)[ \t]*#*[ \t]*")
_BOLD = re.compile(r"(\*\*|__)(?P<text>[^*_].{0,118}?)\1:?")
_FENCE = re.compile(r" {0,3}(```+|~~~+)")
_BOLD_LEVEL = 7
_PLACE_KEY = "\0place"
_OF_POSTINGS = ("body", "section")  # headings of columns.yaml that stand within a posting
_MARKS = re.compile(r"[*_\\`]|  $")


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a page's Markdown: a posting, or the text around the postings.

    `places` are the lines that say where the posting is; `team` is the heading of the group it is
    listed under.
    """

    markdown: str
    is_posting: bool
    places: tuple[str, ...] = ()
    team: str = ""


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of Markdown: its words, its level as a heading (0: none), the key it shares with
    other postings.
    """

    text: str
    level: int = 0
    key: str = ""
    rule: bool = False

    @property
    def blank(self) -> bool:
        return not self.text


def parts_of(markdown: str, levelled: bool = True) -> tuple[Part, ...]:
    """Return the postings of a page in order, before them the text around them; one part where
    there is but one.

    `levelled` says that the levels of the headings are the author's.
    """
    raws = markdown.split("\n")
    lines = [*_read(raws)]
    if starts := _at_rules(lines):
        return _parts(raws, lines, starts, 0)
    if levelled and (starts := _at_levels(lines)):
        return _parts(raws, lines, starts, lines[starts[0]].level)
    if starts := _at_places(lines) or _at_labels(lines):
        return _parts(raws, lines, starts, 0)
    return (Part(markdown.strip("\n"), is_posting=True, places=_opening_places(lines)),)


def _read(raws: Sequence[str]) -> Iterator[_Line]:
    fence = ""
    for i, raw in enumerate(raws):
        mark = _FENCE.match(raw)
        if mark and (not fence or mark[1].startswith(fence)):
            fence = "" if fence else mark[1]
        below = raws[i + 1] if i + 1 < len(raws) else ""
        yield _Line(raw.strip()) if mark or fence else _line(raw, below)


def _line(raw: str, below: str) -> _Line:
    if match := _ATX.fullmatch(raw):
        text = _bare(match[2])
        return _Line(text, len(match[1]), _heading_key(text))
    text = raw.strip()
    if match := _BOLD.fullmatch(text):
        text = _bare(match["text"])
        return _Line(text, _BOLD_LEVEL, _heading_key(text))
    underline = below.strip()
    if text and re.fullmatch("={3,}|-{3,}", underline) and reads_as_heading(text):
        return _Line(_bare(text), 1 if underline[0] == "=" else 2, _heading_key(text))
    if is_rule(text):
        return _Line(text, rule=True)
    text = _bare(text)
    if is_place(text):
        return _Line(text, key=_PLACE_KEY)
    label = label_of(text)
    if label and len(label[1]) <= LONGEST_VALUE:
        return _Line(text, key=f"{normalised(label[0])}:")
    return _Line(text)


def _bare(text: str) -> str:
    return _MARKS.sub("", text).strip()


def _heading_key(text: str) -> str:
    label = label_of(text)
    return f"{normalised(label[0])}:" if label and label[1] else normalised(text)


# --- where postings begin ---


def _at_rules(lines: Sequence[_Line]) -> list[int]:
    """Rules of one form between postings."""
    rules = [i for i, line in enumerate(lines) if line.rule and not _underlines(lines, i)]
    kinds = Counter(lines[i].text for i in rules)
    for kind, _ in kinds.most_common(2):
        marks = [i for i in rules if lines[i].text == kind]
        if chosen := _alike(lines, _after(lines, marks)):
            return chosen
    return []


def _after(lines: Sequence[_Line], marks: Sequence[int]) -> list[int]:
    """The first filled line of a text and after each mark."""
    starts = (_filled(lines, mark + 1) for mark in (-1, *marks))
    return sorted({start for start in starts if start < len(lines)})


def _at_levels(lines: Sequence[_Line]) -> list[int]:
    """Headings of the one level that most postings stand under."""
    starts: dict[int, list[int]] = {}
    for i, line in enumerate(lines):
        starts.setdefault(line.level, []).append(i)
    chosen = [
        _alike(lines, of_level)
        for level, of_level in sorted(starts.items())
        if level and len({lines[i].text for i in of_level}) > 1
    ]
    return max(chosen, key=len, default=[])


def _alike(lines: Sequence[_Line], starts: Sequence[int]) -> list[int]:
    """Of places where a posting may begin those whose text has the same labels or sub-headings
    as the others'.
    """
    if len(starts) < 2 or len(starts) > _MOST_PARTS:
        return []
    level = lines[starts[0]].level
    keys = [_keys(lines, start, end, level) for start, end in _stretches(lines, starts)]
    shared = _shared(keys)
    chosen = [
        start
        for start, of_start in zip(starts, keys, strict=True)
        if _is_one_of(of_start & shared) and column(lines[start].text).kind not in _OF_POSTINGS
    ]
    titled = sum(
        lines[i].level > 0 or _may_be_title(lines[i]) or _is_title_label(lines[i]) for i in chosen
    )
    enough = 1 < len(chosen) >= SHARE * len(starts) - 1
    return chosen if enough and titled >= SHARE * len(chosen) else []


def _shared(keys: Sequence[frozenset[str]]) -> frozenset[str]:
    counts = Counter(key for of_start in keys for key in of_start)
    having = sum(bool(of_start) for of_start in keys)
    return frozenset(key for key, count in counts.items() if count > 1 and count >= SHARE * having)


def _is_one_of(shared: frozenset[str]) -> bool:
    return len(shared) > 1 or any(map(_is_telling, shared))


def _keys(lines: Sequence[_Line], start: int, end: int, level: int) -> frozenset[str]:
    """The labels, and the headings below `level`, from the line after `start`; what occurs twice
    divides nothing.
    """
    counts = Counter(
        line.key for line in lines[start + 1 : end] if line.key and not 0 < line.level <= level
    )
    return frozenset(key for key, count in counts.items() if count == 1)


def _at_places(lines: Sequence[_Line]) -> list[int]:
    """Lines that say where a posting is, with its text below, each under its title or none."""
    places = [i for i, line in enumerate(lines) if line.key == _PLACE_KEY and _has_text(lines, i)]
    firsts = [
        i
        for i in places
        if (above := _filled_above(lines, i)) < 0 or lines[above].key != _PLACE_KEY
    ]
    coded = [i for i in firsts if is_coded_place(lines[i].text)]
    firsts = coded if coded and 2 * len(coded) >= len(firsts) else firsts
    if not firsts or (len(firsts) < 2 and not coded) or len(firsts) > _MOST_PARTS:
        return []
    titles = [
        _title_above(lines, i, before) for i, before in zip(firsts, [-1, *firsts], strict=False)
    ]
    titled = sum(title is not None for title in titles[1:])
    if titled and titled >= SHARE * (len(firsts) - 1):
        return [i if title is None else title for i, title in zip(firsts, titles, strict=True)]
    if not coded and not all(_stands_apart(lines, i) for i in firsts):
        return []
    return firsts


def _has_text(lines: Sequence[_Line], i: int) -> bool:
    below = _filled(lines, i + 1)
    while below < len(lines) and lines[below].key == _PLACE_KEY:
        below = _filled(lines, below + 1)
    return below < len(lines) and not lines[below].rule


def _stands_apart(lines: Sequence[_Line], i: int) -> bool:
    above = _filled_above(lines, i)
    return above < 0 or above < i - 1 or ends_sentence(lines[above].text)


def _at_labels(lines: Sequence[_Line]) -> list[int]:
    """Labels or headings that recur, each time under another title."""
    counts = Counter(line.key for line in lines if line.key)
    recurring = [key for key, count in counts.items() if 1 < count <= _MOST_PARTS]
    if len(recurring) < 2 and not any(map(_is_telling, recurring)):
        return []
    most = max(
        (counts[key] for key in recurring if _is_field(key)),
        default=max(map(counts.__getitem__, recurring)),
    )
    anchor = next(key for key in recurring if counts[key] == most)
    anchors = [i for i, line in enumerate(lines) if line.key == anchor]
    titled = _is_title_label(lines[anchors[0]])
    starts = [
        _own_start(lines, i) if titled else _title_over(lines, i, before, counts)
        for i, before in zip(anchors, [-1, *anchors], strict=False)
    ]
    titles = [
        start
        for start in starts
        if start is not None and column(lines[start].text).kind not in _OF_POSTINGS
    ]
    if len(titles) < len(starts):
        return []
    keys = [_keys(lines, start - 1, end, 0) for start, end in _stretches(lines, titles)]
    shared = _shared(keys)
    headings = sum(not key.endswith(":") for key in shared)
    telling = any(map(_is_telling, shared)) or headings > 1
    return titles if telling and all(_is_one_of(of_title & shared) for of_title in keys) else []


def _own_start(lines: Sequence[_Line], i: int) -> int:
    """The label of a title begins its posting, with a heading right above."""
    above = _filled_above(lines, i)
    return above if above >= 0 and lines[above].level and not lines[i].level else i


def _title_over(lines: Sequence[_Line], i: int, before: int, counts: Counter[str]) -> int | None:
    """The nearest title above line `i`, over labels and short lines, that no other posting
    shares as a heading.
    """
    above, steps = _filled_above(lines, i), 0
    while above > before and steps < _TITLE_WITHIN:
        line = lines[above]
        if line.level and counts[line.key] < 2:
            return above
        if line.level or (not line.key and not _may_be_title(line)):
            return None
        if not line.key and (above == 0 or lines[above - 1].blank):
            return above
        above, steps = _filled_above(lines, above), steps + 1
    return None


def _title_above(lines: Sequence[_Line], i: int, before: int) -> int | None:
    """The title over a place line: the short lines right above, or the one above a blank line."""
    above = _filled_above(lines, i)
    if above <= before:
        return None
    if lines[above].level:
        return above
    first = above
    while (
        above == i - 1
        and first > before + 1
        and not lines[first - 1].blank
        and _may_be_title(lines[first - 1])
    ):
        first -= 1
    is_apart = first == 0 or lines[first - 1].blank
    return first if is_apart and _may_be_title(lines[above]) else None


def _may_be_title(line: _Line) -> bool:
    return reads_as_heading(line.text) and not line.rule


def _is_title_label(line: _Line) -> bool:
    return line.key.endswith(":") and column(line.key).kind in TITLES


def _is_field(key: str) -> bool:
    return key.endswith(":") or key == _PLACE_KEY


def _is_telling(key: str) -> bool:
    return key == _PLACE_KEY or (key.endswith(":") and column(key).kind in vocabulary().of_roles)


def _filled(lines: Sequence[_Line], i: int) -> int:
    while i < len(lines) and (lines[i].blank or lines[i].rule):
        i += 1
    return i


def _filled_above(lines: Sequence[_Line], i: int) -> int:
    i -= 1
    while i >= 0 and lines[i].blank:
        i -= 1
    return i


def _underlines(lines: Sequence[_Line], i: int) -> bool:
    return i > 0 and bool(lines[i - 1].level) and lines[i].text[0] in "=-"


def _stretches(lines: Sequence[_Line], starts: Sequence[int]) -> list[tuple[int, int]]:
    return list(zip(starts, [*starts[1:], len(lines)], strict=True))


# --- the parts ---


def _parts(
    raws: Sequence[str], lines: Sequence[_Line], starts: Sequence[int], level: int
) -> tuple[Part, ...]:
    """The postings; one that stands under a heading of `level` ends at the next of that level or
    above.
    """
    team = _group(lines, 0, starts[0], level)
    opening = _text(raws, lines, 0, _filled_above(lines, starts[0]) if team else starts[0])
    around = [opening] if opening else []
    postings: list[Part] = []
    for start, end in _stretches(lines, starts):
        below = (i for i in range(start + 1, end) if 0 < lines[i].level <= level)
        stop = next(below, end)
        places = _opening_places(lines[start:stop])
        text = _text(raws, lines, start, stop)
        postings.append(Part(text, True, places, team if level else ""))
        if stop < end:
            group = _group(lines, stop, end, level)
            team = group or team
            beside = _text(raws, lines, stop, end)
            around += [beside] if not group or lines[stop].level == level else []
    if len(postings) == 1 and (not opening or is_caption(opening)):
        return (Part("\n".join(raws).strip("\n"), True, postings[0].places),)
    if len({posting.team for posting in postings}) < 2:
        postings = [replace(posting, team="") for posting in postings]
    return (*([Part("\n\n".join(around), False)] if around else []), *postings)


def _group(lines: Sequence[_Line], start: int, end: int, level: int) -> str:
    """The heading right above a posting that is above its level: the department it is listed
    under.
    """
    last = _filled_above(lines, end)
    return lines[last].text if last >= max(start, 1) and 0 < lines[last].level < level else ""


def is_caption(text: str) -> bool:
    """Tell the title of a page from an article."""
    return "\n" not in text and len(text) <= LONGEST_OPENING


def _text(raws: Sequence[str], lines: Sequence[_Line], start: int, end: int) -> str:
    """The lines without blank ones and rules at either end."""
    while start < end and (lines[start].blank or lines[start].rule):
        start += 1
    while end > start and (
        lines[end - 1].blank or (lines[end - 1].rule and not _underlines(lines, end - 1))
    ):
        end -= 1
    return "\n".join(raws[start:end])


def _opening_places(lines: Sequence[_Line]) -> tuple[str, ...]:
    """The place lines that a posting begins with, under its title or none."""
    filled = [line for line in lines if not line.blank][: _TITLE_WITHIN + 2]
    first = next((i for i, line in enumerate(filled) if line.key == _PLACE_KEY), len(filled))
    if not all(line.level or _may_be_title(line) for line in filled[:first]) or first > 3:
        return ()
    of_places = takewhile(lambda line: line.key == _PLACE_KEY, filled[first:])
    return tuple(dict.fromkeys(line.text for line in of_places))
