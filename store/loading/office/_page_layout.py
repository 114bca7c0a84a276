"""Words and their places on a page to blocks in reading order: columns, tables, lists and
paragraphs.

Columns are found as gaps that several rows in succession leave free; rows of a gap whose two sides
stand on the same lines, with short words to the left, are a table. A line goes on a paragraph
unless its first word would have fit on the line before, which is how one sees that the author, and
not the page's edge, ended a line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from statistics import median

from store.loading.office._blocks import Block, Paragraph, Run, Table

WIDE_GAP = 1.3  # of the size: words further apart are not of one sentence
LEAST_ROWS = 3  # on both sides of a gap that parts two columns
MOST_LABEL_WORDS = 5  # on average, in the left column of a table
LOOSE = 1.35  # of the usual distance of lines: a larger one parts paragraphs
MARGIN = 0.12  # of a page's height, at its head and its foot
MOST_EDGES = 600  # of tables, a page
MOST_DOTS = 500  # drawn bullets, a page
DEEPEST = 30  # columns within columns

LINE_END = (
    "\u2028"  # where a line of the page ended within a paragraph; a hyphen before it may be mended
)

SIGN = re.compile(r"[•◦▪▫‣⁃∙·●○■□◆◇►▶➢➤➔→✓✔☑✦❖*–—\ue000-\uf8ff-]|o|\(?(?:\d{1,2}|[a-z])[.)]")
_UNSPACED = re.compile(
    r"[\u2e80-\u9fff\uac00-\ud7af\uff00-\uffef]"
)  # Chinese, Japanese and Korean: lines join bare
_RIGHT_TO_LEFT = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")


@dataclass(frozen=True, slots=True)
class Word:
    """A word, or the part of one that has one look.

    Points from the lower left corner of the page.
    """

    text: str
    left: float
    right: float
    baseline: float
    size: float
    strong: bool = False
    tag: int = -1
    glued: bool = False


@dataclass(frozen=True, slots=True)
class Box:
    """A drawn line or box."""

    left: float
    bottom: float
    right: float
    top: float


@dataclass(frozen=True, slots=True)
class Page:
    """Words in the file's order, and what is drawn.

    `tags` are paths of (type, number) in the structure tree.
    """

    width: float
    height: float
    words: tuple[Word, ...]
    boxes: tuple[Box, ...] = ()
    tags: tuple[tuple[tuple[str, int], ...], ...] = ()
    pictures: int = 0


@dataclass(frozen=True, slots=True)
class Segment:
    """Words of one line that stand close together, in the order they are read."""

    words: tuple[Word, ...]
    left: float
    right: float
    table: Table | None = None  # a drawn table, which has its place among the lines

    @classmethod
    def of(cls, words: list[Word]) -> Segment:
        ordered = words[::-1] if _reads_leftwards(words) else words
        return cls(
            tuple(ordered), min(word.left for word in words), max(word.right for word in words)
        )

    @property
    def baseline(self) -> float:
        return self.words[0].baseline

    @property
    def size(self) -> float:
        return max(self.words, key=lambda word: len(word.text)).size

    @property
    def strong(self) -> bool:
        return all(word.strong for word in self.words)

    @property
    def text(self) -> str:
        return "".join(run.text for run in runs_of(self.words))

    @property
    def signed(self) -> bool:
        """Whether it begins as a list item does."""
        return len(self.words) > 1 and bool(SIGN.fullmatch(self.words[0].text))


Row = tuple[Segment, ...]


def in_margin(baseline: float, page: Page) -> bool:
    """Whether a line stands at the head or foot of a page, where running headers and footers do."""
    return not MARGIN * page.height < baseline < (1 - MARGIN) * page.height


def blocks_of(page: Page) -> Iterator[Block]:
    """Yield the blocks of a page by place alone."""
    grids, words = _grids(page)
    rows = [*rows_of([*words, *_drawn_bullets(page)]), *((grid,) for grid in grids)]
    yield from _region(sorted(rows, key=lambda row: -row[0].baseline))


def _drawn_bullets(page: Page) -> Iterator[Word]:
    """Browsers draw the bullets of lists: give a word for each small box as wide as high to the
    left of a line.
    """
    dots = [box for box in page.boxes if _is_dot(box)][:MOST_DOTS]
    firsts = [segment.words[0] for row in rows_of(page.words) for segment in row] if dots else []
    for dot in dots:
        middle = (dot.bottom + dot.top) / 2
        for word in firsts:
            on_line = (
                word.baseline < middle < word.baseline + 0.8 * word.size
                and dot.top - dot.bottom < word.size
            )
            if on_line and 0 < word.left - dot.right < 2.5 * word.size:
                yield Word("•", dot.left, dot.right, word.baseline, word.size)
                break


def _is_dot(box: Box) -> bool:
    width, height = box.right - box.left, box.top - box.bottom
    return 1.0 < width < 12 and abs(width - height) < 0.3 * max(width, height)


# Rows


def rows_of(words: Iterable[Word]) -> list[Row]:
    """Return the rows of words from the top of the page, each as segments from left to right."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda word: (-word.baseline, word.left)):
        if rows and abs(rows[-1][0].baseline - word.baseline) < 0.35 * max(
            word.size, rows[-1][0].size, 4
        ):
            rows[-1].append(word)
        else:
            rows.append([word])
    return [_segments(sorted(row, key=lambda word: word.left)) for row in rows]


def _segments(words: list[Word]) -> Row:
    groups: list[list[Word]] = [[words[0]]]
    right = words[0].right
    for before, word in pairwise(words):
        after_sign = (
            len(groups[-1]) == 1
            and SIGN.fullmatch(before.text)
            and word.left - right < 4 * word.size
        )
        if word.left - right > WIDE_GAP * max(word.size, before.size) and not after_sign:
            groups.append([word])
            right = word.right
        else:
            groups[-1].append(word)
            right = max(right, word.right)
    segments = tuple(map(Segment.of, groups))
    return tuple(reversed(segments)) if _reads_leftwards(words) else segments


def _reads_leftwards(words: Sequence[Word]) -> bool:
    text = "".join(word.text for word in words)
    return len(_RIGHT_TO_LEFT.findall(text)) > sum(map(str.isalpha, text)) / 2


def runs_of(words: Sequence[Word]) -> list[Run]:
    """Return words as runs, a space between two that are not parts of one word."""
    spaces = ["", *("" if _is_glued(before, word) else " " for before, word in pairwise(words))]
    looks = groupby(
        zip(spaces, words, strict=True), key=lambda pair: (pair[1].strong, pair[1].size)
    )
    return [
        Run("".join(space + word.text for space, word in group), *look) for look, group in looks
    ]


def _is_glued(before: Word, word: Word) -> bool:
    return word.glued and word.left - before.right < 0.3 * word.size


# Columns


def _region(rows: list[Row], depth: int = 0) -> Iterator[Block]:
    """Yield the blocks of rows, columns one after the other."""
    cut = _widest_cut(rows) if depth < DEEPEST else None
    if cut is None:
        yield from _flow([segment for row in rows for segment in row])
        return
    x, start, stop = cut
    yield from _region(rows[:start], depth + 1)
    between = rows[start:stop]
    parts = _headed_parts(between, x)
    if all(_is_table(table, x) for _, table in parts if table):
        for heads, table in parts:
            yield from _region(heads, depth + 1)
            yield from [_table(table)] if table else []
    else:
        yield from continued(list(_region(column, depth + 1)) for column in _parted(between, x))
    yield from _region(rows[stop:], depth + 1)


def _flow(segments: list[Segment]) -> Iterator[Block]:
    for table, members in groupby(segments, key=lambda segment: segment.table):
        if table is None:
            yield from paragraphs_of(list(members))
        else:
            yield table


def _widest_cut(rows: list[Row]) -> tuple[float, int, int] | None:
    """Return x, first and past-last row of the gap that parts the most rows, None where no gap
    parts enough.
    """
    tried: set[int] = set()
    best: tuple[int, float, int, int] | None = None
    for row in _bands(rows):
        for before, segment in pairwise(row):
            x = (min(before.right, segment.right) + max(before.left, segment.left)) / 2
            if round(x / 4) in tried or len(tried) > 60:
                continue
            tried.add(round(x / 4))
            for start, stop in _free_runs(rows, x):
                cut = (_beside(rows[start:stop], x), x, start, stop)
                best = max(best, cut) if best else cut
    return best[1:] if best else None


def _bands(rows: list[Row]) -> Iterator[Row]:
    """Each row, and the segments of each two that overlap from left to right."""
    yield from rows
    for above, below in pairwise(rows):
        if _overlap(above, below):
            yield tuple(sorted((*above, *below), key=lambda segment: segment.left))


def _free_runs(rows: list[Row], x: float) -> Iterator[tuple[int, int]]:
    """Yield the runs of rows that leave x free, with enough text on both sides of it."""
    start = 0
    while start < len(rows):
        stop = start
        while stop < len(rows) and all(
            segment.right < x or segment.left > x for segment in rows[stop]
        ):
            stop += 1
        trimmed = _trimmed(rows, start, stop, x)
        if trimmed is not None:
            yield trimmed
        start = stop + 1


def _trimmed(rows: list[Row], start: int, stop: int, x: float) -> tuple[int, int] | None:
    """Leave out rows on one side alone before and after the columns, but not lines that go on a
    column's text.
    """
    two_sided = [
        number for number in range(start, stop) if any(segment.left > x for segment in rows[number])
    ]
    lefts = sum(1 for row in rows[start:stop] for segment in row if segment.right < x)
    if len(two_sided) < LEAST_ROWS - 1 or lefts < LEAST_ROWS - 1:
        return None
    first, last = two_sided[0], two_sided[-1] + 1
    if not _beside(rows[start:stop], x) or not any(
        segment.right < x for row in rows[first:last] for segment in row
    ):
        return None
    pairs = zip(rows[first:last], rows[first + 1 : last], strict=False)
    distances = [above[0].baseline - below[0].baseline for above, below in pairs]
    usual = max(median(distances) if distances else 0, rows[first][0].size)
    while (
        first > start
        and rows[first - 1][0].baseline - rows[first][0].baseline < usual * LOOSE
        and last - first > 4
    ):
        first -= 1
    if stop == len(rows) and _fills(rows[last:stop], rows[first:last], x):
        return first, stop
    while (
        last < stop
        and rows[last - 1][0].baseline - rows[last][0].baseline < usual * 2
        and last - first > 4
    ):
        last += 1
    return first, last


def _fills(below: list[Row], columns: list[Row], x: float) -> bool:
    """Whether lines below the shorter right column are as long as the left one is wide, and so
    go on with it.
    """
    lefts = [segment for row in columns for segment in row if segment.right < x]
    edge, margin = max(segment.right for segment in lefts), min(segment.left for segment in lefts)
    return any(segment.right > edge - 0.1 * (edge - margin) for row in below for segment in row)


def _beside(rows: list[Row], x: float) -> int:
    """How often text stands on both sides of x at one height: in a row, or in two that overlap."""
    level = sum(1 for row in rows if _on_both_sides(row, x))
    overlapping = sum(
        1
        for above, below in pairwise(rows)
        if _overlap(above, below) and _on_both_sides((*above, *below), x)
    )
    return level + (overlapping if level or overlapping >= LEAST_ROWS - 1 else 0)


def _overlap(above: Row, below: Row) -> bool:
    """Whether two rows are nearer than lines of one text can be."""
    return above[0].baseline - below[0].baseline < 0.9 * min(above[0].size, below[0].size)


def _on_both_sides(row: Row, x: float) -> bool:
    return any(segment.right < x for segment in row) and any(segment.left > x for segment in row)


def _parted(rows: list[Row], x: float) -> tuple[list[Row], list[Row]]:
    left = [tuple(segment for segment in row if segment.right < x) for row in rows]
    right = [tuple(segment for segment in row if segment.left > x) for row in rows]
    columns = [row for row in left if row], [row for row in right if row]
    leftwards = _reads_leftwards(
        [word for row in rows for segment in row for word in segment.words]
    )
    return (columns[1], columns[0]) if leftwards else columns


# Tables


def _headed_parts(rows: list[Row], x: float) -> list[tuple[list[Row], list[Row]]]:
    """Cut rows before lines that stand alone to the left of x, apart from the line above: tables
    under headings.

    Each part is its lines that stand alone, then its rows.
    """
    parts: list[tuple[list[Row], list[Row]]] = [([], [])]
    for number, row in enumerate(rows):
        alone = not any(segment.right > x for segment in row)
        above = rows[number - 1][0] if number else None
        apart = above is not None and above.baseline - row[0].baseline > 1.5 * max(
            above.size, row[0].size
        )
        if alone and (apart or not parts[-1][1]):
            parts += [([], [])] if parts[-1][1] else []
            parts[-1][0].append(row)
        else:
            parts[-1][1].append(row)
    return parts


def _is_table(rows: list[Row], x: float) -> bool:
    """Whether the two sides of x stand on the same lines, with short labels to the left and no
    lists.
    """
    lefts = [row for row in rows if any(segment.right < x for segment in row)]
    if len(lefts) < LEAST_ROWS - 1:
        return False
    paired = sum(1 for row in lefts if _on_both_sides(row, x))
    words = sum(len(segment.words) for row in lefts for segment in row if segment.right < x)
    signed = any(segment.signed or segment.table for row in rows for segment in row)
    return not signed and paired >= 0.8 * len(lefts) and words <= MOST_LABEL_WORDS * len(lefts)


def _table(rows: list[Row]) -> Table:
    """Return rows of lines as rows of cells."""
    columns: list[list[float]] = []
    for segment in sorted(
        (segment for row in rows for segment in row), key=lambda segment: segment.left
    ):
        if columns and segment.left < columns[-1][1] + 2:
            columns[-1][1] = max(columns[-1][1], segment.right)
        else:
            columns.append([segment.left, segment.right])
    table: list[tuple[tuple[Block, ...], ...]] = []
    for lines in _table_rows(rows, columns[0][1] + 1):
        cells: list[list[Segment]] = [[] for _ in columns]
        for segment in (segment for row in lines for segment in row):
            place = max(
                n for n, (left, _) in enumerate(columns) if n == 0 or segment.left >= left - 1
            )
            cells[place].append(segment)
        table.append(tuple((_paragraph(cell, 0.0),) if cell else () for cell in cells))
    return Table(tuple(table))


def _table_rows(rows: list[Row], x: float) -> list[list[Row]]:
    """Group the lines of a table: by the space between them where that tells, else a row for
    each label left of x.
    """
    distances = [above[0].baseline - below[0].baseline for above, below in pairwise(rows)]
    usual = min(
        (distance for distance in distances if distance > 0.9 * rows[0][0].size), default=0.0
    )
    spaced: list[list[Row]] = [[rows[0]]]
    labelled: list[list[Row]] = [[rows[0]]]
    for row, distance in zip(rows[1:], distances, strict=True):
        for groups, begins in (
            (spaced, distance > 1.2 * usual),
            (labelled, any(part.left < x for part in row)),
        ):
            if begins:
                groups.append([row])
            else:
                groups[-1].append(row)
    labels = (sum(1 for row in group for part in row if part.left < x) for group in spaced)
    return spaced if all(count == 1 for count in labels) else labelled


_THIN = 3.0  # points; a drawn line is no thicker
_NEAR = 4.0  # points; lines of one grid meet within them


def _grids(page: Page) -> tuple[list[Segment], list[Word]]:
    """Return the tables that are drawn with lines, and the words that are in none of them.

    A table is a line at its top, whose width keeps columns from being cut through it.
    """
    grids: list[Segment] = []
    words = list(page.words)
    for boxes in _touching(_edges(page.boxes)):
        xs = _merged([box.left for box in boxes if _upright(box)])
        ys = _merged([box.bottom for box in boxes if not _upright(box)])[::-1]
        if len(xs) < 3 or len(ys) < 2:
            continue
        cells: list[list[list[Word]]] = [[[] for _ in xs[1:]] for _ in ys[1:]]
        inside, outside = [], []
        for word in words:
            is_between = xs[0] - _NEAR < word.left and word.right < xs[-1] + _NEAR
            if not is_between or not ys[-1] - _NEAR < word.baseline < ys[0]:
                outside.append(word)
                continue
            inside.append(word)
            row = sum(1 for y in ys[1:-1] if word.baseline + 0.3 * word.size < y)
            column = sum(1 for x in xs[1:-1] if (word.left + word.right) / 2 > x)
            cells[row][column].append(word)
        if inside:
            table = Table(tuple(tuple(tuple(paragraphs_in(cell)) for cell in row) for row in cells))
            first = max(inside, key=lambda word: word.baseline)
            grids.append(Segment((first,), xs[0], xs[-1], table))
            words = outside
    return grids, words


def _edges(boxes: Iterable[Box]) -> list[Box]:
    """Thin boxes are lines; others give their four edges."""
    edges: list[Box] = []
    for box in boxes:
        if box.right - box.left < _THIN or box.top - box.bottom < _THIN:
            edges.append(box)
        else:
            edges += [
                replace(box, top=box.bottom), replace(box, bottom=box.top),
                replace(box, right=box.left), replace(box, left=box.right),
            ]  # fmt: skip
    long = [edge for edge in edges if max(edge.right - edge.left, edge.top - edge.bottom) > _THIN]
    level = [edge for edge in long if not _upright(edge)]
    upright = [_turned(edge) for edge in long if _upright(edge)]
    return [*_in_one(level), *map(_turned, _in_one(upright))][:MOST_EDGES]


def _turned(box: Box) -> Box:
    return Box(box.bottom, box.left, box.top, box.right)


def _in_one(level: list[Box]) -> list[Box]:
    """Join level lines that go on one another: programs draw the border of each cell for itself."""
    joined_lines: list[Box] = []
    for box in sorted(level, key=lambda box: (round(box.bottom / 2), box.left)):
        last = joined_lines[-1] if joined_lines else None
        if (
            last
            and round(last.bottom / 2) == round(box.bottom / 2)
            and box.left - last.right < _NEAR
        ):
            joined_lines[-1] = replace(last, right=max(last.right, box.right))
        else:
            joined_lines.append(box)
    return joined_lines


def _upright(box: Box) -> bool:
    return box.top - box.bottom > box.right - box.left


def _touching(boxes: list[Box]) -> list[list[Box]]:
    """Group boxes that touch one another."""
    groups: list[list[Box]] = []
    for box in boxes:
        near = [
            at for at, group in enumerate(groups) if any(_touch(box, member) for member in group)
        ]
        joined_group = [*(member for at in near for member in groups[at]), box]
        groups = [group for at, group in enumerate(groups) if at not in near[1:]]
        if near:
            groups[near[0]] = joined_group
        else:
            groups.append(joined_group)
    return groups


def _touch(box: Box, member: Box) -> bool:
    across = box.left - _NEAR <= member.right and member.left - _NEAR <= box.right
    return across and box.bottom - _NEAR <= member.top and member.bottom - _NEAR <= box.top


def _merged(values: list[float]) -> list[float]:
    """Sorted values, one for several that are near."""
    merged: list[float] = []
    for value in sorted(values):
        if not merged or value - merged[-1] > _NEAR:
            merged.append(value)
    return merged


# Paragraphs


def paragraphs_in(words: Iterable[Word]) -> Iterator[Paragraph]:
    """Yield the paragraphs of words that stand in one column."""
    return paragraphs_of([segment for row in rows_of(words) for segment in row])


def paragraphs_of(segments: Sequence[Segment]) -> Iterator[Paragraph]:
    """Yield the paragraphs of segments that stand one under another, in order."""
    if not segments:
        return
    edge = max(segment.right for segment in segments)
    margin = min(segment.left for segment in segments)
    usual = _usual_distance(segments)
    open_lines = [segments[0]]
    for segment in segments[1:]:
        if _parts(open_lines, segment, edge, margin + 0.7 * (edge - margin), usual):
            yield _paragraph(open_lines, margin)
            open_lines = [segment]
        else:
            open_lines.append(segment)
    yield _paragraph(open_lines, margin)


def _usual_distance(segments: Sequence[Segment]) -> float:
    """The distance of lines within paragraphs, in multiples of the size: the lower third of what
    there is.
    """
    distances = sorted(
        (above.baseline - below.baseline) / below.size
        for above, below in pairwise(segments)
        if below.size
        and abs(above.size - below.size) < 0.6
        and 0.9 < (above.baseline - below.baseline) / below.size < 2.6
    )
    return distances[len(distances) // 3] if distances else 1.3


def _parts(lines: list[Segment], segment: Segment, edge: float, far: float, usual: float) -> bool:
    """Whether `segment` begins a new paragraph after `lines`; lines end at `edge`, and long ones
    beyond `far`.
    """
    before = lines[-1]
    distance = (before.baseline - segment.baseline) / max(segment.size, 1)
    if distance < 0.35 or abs(before.size - segment.size) > 0.08 * max(before.size, 1):
        return True
    if distance > usual * LOOSE or segment.signed:
        return True
    first = lines[0]
    if _runs_on(before.text, segment.text) and (
        before.text.endswith("-")
        or (first.signed and segment.left > first.left + 3)
        or before.right > far
    ):
        return False
    if before.strong != segment.strong:
        return True
    if first.signed and len(lines) > 1 and segment.left < before.left - 6:
        return True
    centred = abs((before.left + before.right) - (segment.left + segment.right)) < 6
    if not first.signed and segment.left > before.left + 6 and not centred:
        return True
    word = segment.words[0]
    return before.right + 0.25 * word.size + (word.right - word.left) < edge - 1


def continued(parts: Iterable[list[Block]]) -> list[Block]:
    """Return the blocks of columns or pages, with paragraphs and tables that go on over their
    ends made whole.
    """
    blocks: list[Block] = []
    for part in parts:
        whole = _one(blocks[-1], part[0]) if blocks and part else None
        if whole is not None:
            blocks[-1:] = [whole]
        blocks += part[1:] if whole is not None else part
    return blocks


def _one(last: Block, first: Block) -> Block | None:
    if isinstance(last, Table) and isinstance(first, Table):
        widths = {len(row) for row in (*last.rows, *first.rows)}
        return Table(last.rows + first.rows) if len(widths) == 1 else None
    if isinstance(last, Table) or isinstance(first, Table) or last.heading or first.heading:
        return None
    goes_on = _runs_on(last.text.rstrip(), first.text.lstrip()) and first.depth in (-1, last.depth)
    return replace(last, runs=tuple(joined(list(last.runs), list(first.runs)))) if goes_on else None


def _runs_on(before: str, after: str) -> bool:
    """Whether a sentence is open at the end of `before` and `after` goes on in small letters."""
    return bool(before) and before[-1] not in ".:;!?" and after[:1].islower()


def _paragraph(lines: list[Segment], margin: float) -> Paragraph:
    runs: list[Run] = []
    for line in lines:
        runs = joined(runs, runs_of(line.words))
    return Paragraph(tuple(runs), indent=lines[0].left - margin)


def joined(runs: list[Run], more: list[Run]) -> list[Run]:
    """Put the runs of the next line after those of the last, with LINE_END between words."""
    if not runs or not more:
        return runs or more
    last, first = runs[-1], more[0]
    bare = _UNSPACED.match(last.text[-1:]) and _UNSPACED.match(first.text[:1])
    text = last.text + ("" if bare else LINE_END)
    if replace(last, text="") == replace(first, text=""):
        return [*runs[:-1], replace(first, text=text + first.text), *more[1:]]
    return [*runs[:-1], replace(last, text=text), *more]
