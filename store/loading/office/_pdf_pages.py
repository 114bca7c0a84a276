"""Read pieces of text and their places from the pages of a PDF, by PDFium.

Runs as a program of its own:

    python -P _pdf_pages.py MOST_PAGES < FILE.pdf > PAGES.json

PDFium is written in C++, is not safe to use from two threads, and may need any amount of time and
memory for a file made to harm. A process of its own bounds all three. It writes either {"error":
code, "pages": n} or

    {"properties": {"Title": ...}, "pages": [
        {"width", "height", "pieces", "lines", "tags", "pictures"}]}

A piece is [text, left, right, baseline, size, strong, tag, glued]: a word, or the part of a word
that has one look, in points from the lower left corner of the page as it is shown; `glued` parts go
on the word of the piece before. A line is [left, bottom, right, top] of a drawn line or a box.
`tag` indexes `tags`, each the path of [type, number] from the root of the page's structure tree; -1
where there is none.
"""

from __future__ import annotations

import ctypes
import json
import math
import re
import sys
import unicodedata
from collections.abc import Iterator
from itertools import islice
from typing import Any

SECONDS = 8  # of processor time
MEMORY = 1_000_000_000  # bytes, beside what the program itself takes
MOST_CHARACTERS = 500_000
MOST_OF_PROPERTY = 1_000  # characters
MOST_LINES = 20_000  # drawn, in all
MOST_TAGS = 50_000  # a page
DEEPEST_TAG = 60

_BOLD = re.compile(r"bold|black|heavy|semibold|demi", re.IGNORECASE)
_FORCE_BOLD = 1 << 18
_FILL_AND_STROKE = 2
_SPACE = 0.28  # of the size: characters further apart are of two words

Piece = list[Any]


def main() -> None:
    _limit()
    json.dump(read(sys.stdin.buffer.read(), int(sys.argv[1])), sys.stdout)


def _limit() -> None:
    try:
        import resource
    except ImportError:  # Windows; the caller's time limit still holds
        return
    for limit, value in (
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_DATA, MEMORY),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(limit)
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(limit, (value, hard))


def read(content: bytes, most_pages: int) -> dict[str, Any]:
    """Return the pages of a PDF, or its error.

    It is a code of PDFium's FPDF_ERR_*, -1 for more than `most_pages`, -2 for more than
    MOST_CHARACTERS.
    """
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        return {"error": error.err_code, "pages": 0}
    count = len(document)
    if count > most_pages:
        return {"error": -1, "pages": count}
    pages: list[dict[str, Any]] = []
    characters = lines = 0
    for number in range(count):
        try:
            page = document[number]
        except pypdfium2.PdfiumError:
            continue
        reader = _Page(page)
        pages.append(reader.read(MOST_LINES - lines))
        page.close()
        characters, lines = characters + reader.characters, lines + len(pages[-1]["lines"])
        if characters > MOST_CHARACTERS:
            return {"error": -2, "pages": count}
    names = ("Title", "Author", "CreationDate", "ModDate")
    properties = {name: document.get_metadata_value(name)[:MOST_OF_PROPERTY] for name in names}
    return {"properties": properties, "pages": pages, "count": count}


class _Page:
    def __init__(self, page: Any) -> None:
        import pypdfium2.raw

        self._pdfium, self._page = pypdfium2.raw, page
        self._turns = page.get_rotation() // 90
        self._shown = page.get_size()
        self._corner = page.get_cropbox()[:2]
        self._looks: dict[int, tuple[float, bool, int]] = {}
        self.characters = 0

    def read(self, most_lines: int) -> dict[str, Any]:
        paths = self._tag_paths()
        text = self._page.get_textpage()
        self.characters = max(0, text.count_chars())
        pieces = list(self._pieces(text, {mark: number for number, mark in enumerate(paths)}))
        text.close()
        lines, pictures = self._drawn(most_lines)
        width, height = self._shown
        return {
            "width": width,
            "height": height,
            "pieces": pieces,
            "lines": lines,
            "tags": list(paths.values()),
            "pictures": pictures,
        }

    def _place(self, x: float, y: float) -> tuple[float, float]:
        """A point of the page as it is shown, which may be turned."""
        width, height = self._shown
        x, y = x - self._corner[0], y - self._corner[1]
        return ((x, y), (y, height - x), (width - x, height - y), (width - y, x))[self._turns]

    def _placed(self, box: tuple[float, float, float, float]) -> list[float]:
        """The left, bottom, right and top of a box of the page as it is shown."""
        across, up = zip(self._place(*box[:2]), self._place(*box[2:]), strict=True)
        return [min(across), min(up), max(across), max(up)]

    # Text

    def _pieces(self, text: Any, tags: dict[int, int]) -> Iterator[Piece]:
        piece: Piece | None = None
        spaced = False
        for number in range(min(self.characters, MOST_CHARACTERS)):
            character = _character(self._pdfium.FPDFText_GetUnicode(text, number))
            if not character.strip():
                spaced = spaced or bool(character)
                continue
            box = self._box(text, number)
            if box is None:
                continue
            left, right, baseline = box
            size, strong, mark = self._look(text, number)
            look = [size, strong, tags.get(mark, -1)]
            near = piece is not None and not spaced and _goes_on(piece, left, baseline, size)
            if near and piece is not None and piece[4:7] == look:
                piece[0] += character
                piece[2] = max(piece[2], right)
                continue
            if piece is not None:
                yield piece
            piece, spaced = [character, left, right, baseline, *look, near], False
        if piece is not None:
            yield piece

    def _box(self, text: Any, number: int) -> tuple[float, float, float] | None:
        """Left, right and baseline of a character; None for text that stands askew, as
        watermarks do.
        """
        x, y = ctypes.c_double(), ctypes.c_double()
        turned = (self._pdfium.FPDFText_GetCharAngle(text, number) / (math.pi / 2)) % 1
        if 0.05 < turned < 0.95 or not self._pdfium.FPDFText_GetCharOrigin(text, number, x, y):
            return None
        left, _, right, _ = self._placed(text.get_charbox(number, loose=True))
        return left, right, self._place(x.value, y.value)[1]

    def _look(self, text: Any, number: int) -> tuple[float, bool, int]:
        """Size as shown, whether it is bold, and the mark that the structure tree knows it by."""
        shown = self._pdfium.FPDFText_GetTextObject(text, number)
        key = ctypes.cast(shown, ctypes.c_void_p).value or 0
        if key not in self._looks:
            matrix = self._pdfium.FS_MATRIX()
            self._pdfium.FPDFText_GetMatrix(text, number, matrix)
            scale = math.hypot(matrix.c, matrix.d) or 1.0
            flags = ctypes.c_int()
            buffer = ctypes.create_string_buffer(256)
            self._pdfium.FPDFText_GetFontInfo(text, number, buffer, len(buffer), flags)
            strong = (
                bool(_BOLD.search(buffer.value.decode("utf-8", "replace")))
                or bool(flags.value & _FORCE_BOLD)
                or self._pdfium.FPDFTextObj_GetTextRenderMode(shown) == _FILL_AND_STROKE
            )
            size = round(self._pdfium.FPDFText_GetFontSize(text, number) * scale, 1)
            self._looks[key] = (size, strong, self._pdfium.FPDFPageObj_GetMarkedContentID(shown))
        return self._looks[key]

    # Drawn lines

    def _drawn(self, most: int) -> tuple[list[list[float]], int]:
        """Lines and boxes, which may be those of a table, and the number of pictures."""
        drawn = list(self._page.get_objects(max_depth=1))
        paths = (shape for shape in drawn if shape.type == self._pdfium.FPDF_PAGEOBJ_PATH)
        lines = [self._placed(shape.get_bounds()) for shape in islice(paths, most)]
        return lines, sum(shape.type == self._pdfium.FPDF_PAGEOBJ_IMAGE for shape in drawn)

    # Structure tree

    def _tag_paths(self) -> dict[int, list[tuple[str, int]]]:
        """The path of each mark in the structure tree, in the tree's order."""
        tree = self._pdfium.FPDF_StructTree_GetForPage(self._page)
        if not tree:
            return {}
        paths: dict[int, list[tuple[str, int]]] = {}
        roots = [
            self._pdfium.FPDF_StructTree_GetChildAtIndex(tree, number)
            for number in range(min(self._pdfium.FPDF_StructTree_CountChildren(tree), MOST_TAGS))
        ]
        pending: list[tuple[Any, int, list[tuple[str, int]]]] = [
            (root, -1, []) for root in reversed(roots) if root
        ]
        name, seen = ctypes.create_string_buffer(2048), 0
        while pending and seen < MOST_TAGS:
            element, mark, path = pending.pop()
            if mark >= 0:
                paths.setdefault(mark, path)
                continue
            seen += 1
            size = self._pdfium.FPDF_StructElement_GetType(element, name, len(name))
            kind = name.raw[: min(size, len(name))].decode("utf-16-le", "replace").rstrip("\0")
            path = [*path, (kind, seen)]
            if len(path) > DEEPEST_TAG:
                continue
            count = min(self._pdfium.FPDF_StructElement_CountChildren(element), MOST_TAGS)
            for number in reversed(range(max(0, count))):
                child = self._pdfium.FPDF_StructElement_GetChildAtIndex(element, number)
                mark = self._pdfium.FPDF_StructElement_GetChildMarkedContentID(element, number)
                if child or mark >= 0:
                    pending.append((child, -1 if child else mark, path))
        self._pdfium.FPDF_StructTree_Close(tree)
        return paths


def _character(code: int) -> str:
    """The text of a code; PDFium writes hyphens at the end of lines as U+0002 or U+FFFE, fonts
    "fi" as one letter.
    """
    if code in (0x02, 0xFFFE):
        return "-"
    if 0xFB00 <= code <= 0xFB06:
        return unicodedata.normalize("NFKC", chr(code))
    return "" if code == 0 or 0xD800 <= code <= 0xDFFF or code > 0x10FFFF else chr(code)


def _goes_on(piece: Piece, left: float, baseline: float, size: float) -> bool:
    right, line = float(piece[2]), float(piece[3])
    near = -0.5 * size < left - right < size * _SPACE
    return near and abs(baseline - line) < 0.3 * max(size, piece[4])


if __name__ == "__main__":
    main()
