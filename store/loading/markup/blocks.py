"""Blocks of Markdown: lists that were typed with signs become lists, and all are written as one
text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import Enum, auto
from itertools import groupby

from store.loading.markup.inline import escaped_line

# Signs that stand at the start of a line only as bullets, the private one from Word's Symbol font.
_BULLET = re.compile(
    "[\u2022\u2023\u25e6\u2043\u2219\u25aa\u25ab\u25cf\u25cb\u25a0\u25a1\u2666\u27a2\u27a4\u00b7\uf0b7\uf0a7]\\s*(?=\\S)"
)
# Signs that may also begin a sentence: they are bullets where neighbouring lines share them.
_SIGN = re.compile(r"(?:\\?([*+–—-])|[(]?(\d{1,3})([.)]))[ \t]+(?=\S)")


class BlockKind(Enum):
    """What a block is in Markdown."""

    HEADING = auto()
    PARAGRAPH = auto()
    ITEM = auto()
    LABELS = auto()
    TABLE = auto()


@dataclass(frozen=True, slots=True)
class Block:
    """Lines of one block; `marker` stands before the first, `indent` columns before each."""

    kind: BlockKind
    lines: tuple[str, ...]
    marker: str = ""
    indent: int = 0


def with_typed_lists(blocks: Iterable[Block]) -> list[Block]:
    """Return the blocks with lines that begin with a bullet, or share a sign, as list items."""
    result: list[Block] = []
    for kind, group in groupby(blocks, key=lambda block: block.kind):
        if kind is BlockKind.PARAGRAPH:
            result.extend(_listed(list(group)))
        else:
            result.extend(group)
    return result


def written(blocks: Iterable[Block]) -> str:
    """Return the blocks as Markdown, an empty line between them unless both are items of a list
    or labels.
    """
    parts: list[str] = []
    before: Block | None = None
    for block in blocks:
        if before is not None:
            parts.append(_gap(before, block))
        parts.append(_text(block))
        before = block
    return "".join(parts)


def _listed(blocks: list[Block]) -> Iterator[Block]:
    signs = [[_sign(line) for line in block.lines] for block in blocks]
    flat = [sign for block_signs in signs for sign in block_signs]
    position = 0
    for block, block_signs in zip(blocks, signs, strict=True):
        text: list[str] = []
        for line, sign in zip(block.lines, block_signs, strict=True):
            shared = sign in {
                flat[position - 1] if position else "",
                flat[position + 1] if position + 1 < len(flat) else "",
            }
            position += 1
            if sign == "•" or (sign and shared):
                if text:
                    yield replace(block, lines=tuple(text))
                    text = []
                yield _item(block, line, sign)
            else:
                text.append(line)
        if text:
            yield replace(block, lines=tuple(text))


def _sign(line: str) -> str:
    """Return the sign a line begins with: "•" for any bullet, "1" for a number, else the sign
    itself; "" for none.
    """
    if _BULLET.match(line):
        return "•"
    mark = _SIGN.match(line)
    return "" if mark is None else (mark[1] or "1" + mark[3])


def _item(block: Block, line: str, sign: str) -> Block:
    mark = _BULLET.match(line) or _SIGN.match(line)
    assert mark is not None
    marker = f"{mark[2]}. " if sign.startswith("1") else "- "
    return replace(block, kind=BlockKind.ITEM, lines=(line[mark.end() :],), marker=marker)


def _gap(before: Block, block: Block) -> str:
    if before.kind is block.kind is BlockKind.ITEM:
        return "\n"
    return "  \n" if before.kind is block.kind is BlockKind.LABELS else "\n\n"


def _text(block: Block) -> str:
    margin = " " * block.indent
    if block.kind is BlockKind.TABLE:
        return "\n".join(margin + line for line in block.lines)
    lines = (
        block.lines if block.kind is BlockKind.HEADING else tuple(map(escaped_line, block.lines))
    )
    if block.kind is BlockKind.HEADING:  # Markdown takes a last "#" for the heading's end
        lines = tuple(re.sub(r"(?<=\s)(?=#+$)", r"\\", line) for line in lines)
    return margin + block.marker + f"  \n{margin}{' ' * len(block.marker)}".join(lines)
