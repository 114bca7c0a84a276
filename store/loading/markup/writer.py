"""The walk over a tree of HTML that writes blocks of Markdown.

It does not recurse, however deep the tree.
"""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from store.loading.markup.blocks import Block, BlockKind
from store.loading.markup.characters import legible
from store.loading.markup.inline import Run, are_blank, paragraphs, plain
from store.loading.markup.tables import table_blocks
from store.loading.markup.tree import BLOCKS, HEADINGS, LEFT_OUT, children

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_LONGEST_HEADING = 200  # characters; what is longer is a paragraph in a heading's clothes
_LONGEST_LABEL = 60
_PART = "\n\n"  # between the blocks inside a heading
_COMPLEX = "table, h1, h2, h3, h4, h5, h6, ul, ol, dl"

_LISTS = frozenset({"ul", "ol", "menu", "dir"})
_STRONG = frozenset({"b", "strong", "dt", "legend", "summary"})
_TITLES = frozenset({"MsoTitle", "title"})  # classes of a paragraph
_MAY_BE_LABELS = frozenset({"span", "div", "p", "b", "strong", "time"})
_LABEL_CLASS = re.compile(r"(?:^|[\s_-])labels?(?=$|[\s_-])|[a-z]Label(?=$|[\s_-])")
_UNDERLINED = frozenset({"u", "ins"})
_PREFORMATTED = frozenset({"pre", "listing", "xmp", "plaintext"})
_AFTER_HEADING = frozenset({"p", "ul", "ol", "dl", "table", "section", "article"})
_LEFT_ENTITY = re.compile(r"&(?:[A-Za-z][A-Za-z0-9]{1,30}|#\d{1,7}|#[xX][0-9a-fA-F]{1,6});")
_BOLD_STYLE = re.compile(r"font-weight\s*:\s*(bold(?:er)?|[6-9]00)", re.I)
_LIGHT_STYLE = re.compile(r"font-weight\s*:\s*(normal|[1-4]00)", re.I)
_UNDERLINE_STYLE = re.compile(r"text-decoration[^;]*underline", re.I)
_WORD_LIST = re.compile(r"mso-list\s*:\s*[^;]*?level(\d)", re.I)
_ICON = re.compile(r"(?:^|[\s_-])(?:icons?|glyphicon|symbols?)(?:$|[\s_-])", re.I)


@dataclass(slots=True)
class _List:
    """An open list: its next number (0 for bullets) and how wide its last marker was (0 before
    the first).
    """

    number: int
    width: int = 0
    marked: bool = True


@dataclass(frozen=True, slots=True)
class _Leave:
    """What entering an element changed, to be undone when it ends."""

    node: LexborNode
    tag: str
    strong: int
    underlined: int
    preformatted: int


@dataclass(slots=True)
class Writer:
    """Walks a tree and collects blocks.

    Attributes:
        left_out: the `mem_id`s of nodes to pass over.
        preformatted: above zero where line ends of the source are the author's.
    """

    left_out: frozenset[int] = frozenset()
    preformatted: int = 0
    blocks: list[Block] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)
    lists: list[_List] = field(default_factory=list)
    strong: int = 0
    underlined: int = 0
    heading: int = 0
    word_level: int = 0
    complex: frozenset[int] = frozenset()
    defined: set[int] = field(default_factory=set)
    bold_classes: frozenset[str] = frozenset()

    def walk(self, root: LexborNode) -> None:
        """Write what stands under the root, its own element excluded."""
        self.complex = self.complex or _containers(root)
        stack: list[LexborNode | _Leave] = list(reversed(list(children(root))))
        while stack:
            item = stack.pop()
            if isinstance(item, _Leave):
                self._leave(item)
            elif item.is_text_node:
                self._text(item.text_content or "")
            elif item.is_element_node and not self._is_left_out(item):
                leave = _Leave(
                    item, item.tag or "", self.strong, self.underlined, self.preformatted
                )
                if self._enter(item, leave.tag):
                    stack.append(leave)
                    stack.extend(reversed(list(children(item))))
        self._flush()

    def _is_left_out(self, node: LexborNode) -> bool:
        tag = node.tag or ""
        if tag in LEFT_OUT or node.mem_id in self.left_out or node.mem_id in self.defined:
            return True
        if tag == "button":
            return not self.heading
        attributes = node.attributes
        if tag in {"i", "span"} and _ICON.search(attributes.get("class") or ""):
            return " " not in (node.text() or "").strip()
        style = attributes.get("style") or ""
        return "mso-list" in style and "ignore" in style.lower()

    def _enter(self, node: LexborNode, tag: str) -> bool:
        """Begin an element; tell whether its children are to be walked."""
        if tag == "br":
            self._break()
            return False
        if tag in HEADINGS:
            if _is_only_pair(node) and self._write_pair(node):
                return False
            self._enter_heading(tag)
            return True
        if tag in BLOCKS:
            if (
                self.heading
                and tag in _AFTER_HEADING
                and any(run.text.strip() for run in self.runs)
            ):
                self._end_heading()
            self._flush()
        if tag in {"table", "dt"} and self._write_labels(node, tag):
            return False
        if tag in _MAY_BE_LABELS and _is_label(node) and self._write_pair(node):
            return False
        self._begin(node, tag)
        self._style(node, tag)
        return True

    def _begin(self, node: LexborNode, tag: str) -> None:
        """Note what an element begins whose children are walked: a list, an item, a paragraph, a
        word.
        """
        if tag in _LISTS:
            self.lists.append(_List(_first_number(node) if tag == "ol" else 0))
        elif tag == "li" and self.lists:
            self.lists[-1].marked = False
        elif tag == "p":
            self._enter_paragraph(node)
        elif tag == "span" and _is_glued(node):
            self.runs.append(Run(" "))

    def _write_labels(self, node: LexborNode, tag: str) -> bool:
        """Write a table of values, or a term with its short values; tell whether that was done."""
        blocks = self._definition(node, _values_of(node)) if tag == "dt" else []
        if tag == "table" and node.mem_id not in self.complex:
            blocks = table_blocks(node, self._lines_of)
        self.blocks.extend(replace(block, indent=self._indent()) for block in blocks)
        return bool(blocks)

    def _write_pair(self, label: LexborNode) -> bool:
        """Write an element called a label with the one after it, if both are short; tell whether
        that was done.
        """
        value = _next_element(label)
        if self.heading or value is None or value.tag not in _MAY_BE_LABELS or _is_label(value):
            return False
        if self.runs and not are_blank(self.runs[-1:]) and label.tag != "div":
            return False
        blocks = self._definition(label, [value])
        if blocks:
            self._flush()
            self.blocks.extend(replace(block, indent=self._indent()) for block in blocks)
        return bool(blocks)

    def _definition(self, term: LexborNode, values: list[LexborNode]) -> list[Block]:
        """Return a term and its short values as "Label: value"; nothing where they are longer
        texts.
        """
        label = " ".join(self._lines_of(term)).rstrip(": ")
        lines = [self._lines_of(value) for value in values if value.mem_id not in self.complex]
        texts = [line[0] for line in lines if line]
        if (
            not texts
            or len(lines) < len(values)
            or max(map(len, lines)) > 1
            or not 0 < len(label) <= _LONGEST_LABEL
        ):
            return []
        self.defined.update(value.mem_id for value in values)
        return [Block(BlockKind.LABELS, (f"{label}: {', '.join(texts)}",))]

    def _lines_of(self, node: LexborNode) -> list[str]:
        """Return the lines under a node without styles."""
        writer = Writer(
            left_out=self.left_out, complex=self.complex, bold_classes=self.bold_classes
        )
        writer.walk(node)
        return [line.replace("**", "") for block in writer.blocks for line in block.lines]

    def _enter_heading(self, tag: str) -> None:
        """In a list a heading is only strong text."""
        self._flush()
        if self.lists:
            self.strong += 1
        else:
            self.heading = HEADINGS[tag]

    def _enter_paragraph(self, node: LexborNode) -> None:
        """Word and editors in the browser export a title as a paragraph of a class, Word a list
        item by its style.
        """
        if not self.lists and not _TITLES.isdisjoint((node.attributes.get("class") or "").split()):
            self.heading = 1
        level = _WORD_LIST.search(node.attributes.get("style") or "")
        self.word_level = int(level[1]) if level else 0

    def _style(self, node: LexborNode, tag: str) -> None:
        style = node.attributes.get("style") or ""
        if tag in _PREFORMATTED:
            self.preformatted += 1
        if _LIGHT_STYLE.search(style):
            self.strong = 0
        elif tag in _STRONG or _BOLD_STYLE.search(style) or self._is_bold_by_class(node):
            self.strong += 1
        if tag in _UNDERLINED or _UNDERLINE_STYLE.search(style):
            self.underlined += 1
        if tag == "q":
            self._text("“")

    def _is_bold_by_class(self, node: LexborNode) -> bool:
        """Text editors in the browser export bold text as a class of the page's style sheet."""
        return bool(self.bold_classes) and not self.bold_classes.isdisjoint(
            (node.attributes.get("class") or "").split()
        )

    def _leave(self, leave: _Leave) -> None:
        if leave.tag == "q":
            self._text("”")
        elif leave.tag == "a":
            self._address(leave.node)
        if leave.tag in HEADINGS:
            self._end_heading()
        elif leave.tag in BLOCKS:
            if leave.tag == "p" and self.heading:
                self._end_heading()
            self._flush()
        if leave.tag in _LISTS and self.lists:
            self.lists.pop()
        elif leave.tag == "li" and self.lists:
            self.lists[-1].marked = True
        elif leave.tag == "p":
            self.word_level = 0
        self.strong, self.underlined, self.preformatted = (
            leave.strong,
            leave.underlined,
            leave.preformatted,
        )

    def _end_heading(self) -> None:
        """Write a heading; what has several parts is none, unless it is the page's main heading."""
        text, level = plain(self.runs), self.heading
        self.heading = 0
        parts = "".join(run.text for run in self.runs).strip().split(_PART)
        whole = level == 1 or sum(1 for part in parts if part.strip()) == 1
        if level and whole and 0 < len(text) <= _LONGEST_HEADING and any(map(str.isalnum, text)):
            self.runs.clear()
            self.blocks.append(Block(BlockKind.HEADING, (text,), marker="#" * level + " "))
        self._flush()

    def _address(self, node: LexborNode) -> None:
        """Add the address of a mail link whose text does not give it."""
        link = (node.attributes.get("href") or "").strip()
        if link[:7].lower() == "mailto:":
            address = link[7:].split("?")[0]
            if "@" in address and address not in (node.text() or ""):
                self._text(f" ({address})")

    def _text(self, text: str) -> None:
        text = legible(text)
        if "&" in text:
            text = _LEFT_ENTITY.sub(lambda entity: legible(html.unescape(entity[0])), text)
        if not self.preformatted:
            text = text.replace("\n", " ")
        if text:
            self.runs.append(Run(text, strong=self.strong > 0, underlined=self.underlined > 0))

    def _break(self) -> None:
        self.runs.append(Run("\n"))

    def _flush(self) -> None:
        """End the paragraph that is being written, or inside a heading one of its parts."""
        if self.heading:
            self.runs.append(Run(_PART))
            return
        runs, self.runs = self.runs, []
        if are_blank(runs):
            return
        for lines in paragraphs(runs):
            marker = self._marker()
            if self.word_level:
                indent = 2 * (self.word_level - 1)
                self.blocks.append(Block(BlockKind.ITEM, tuple(lines), marker="- ", indent=indent))
            elif marker:
                self.blocks.append(
                    Block(BlockKind.ITEM, tuple(lines), marker=marker, indent=self._indent(1))
                )
            else:
                self.blocks.append(Block(BlockKind.PARAGRAPH, tuple(lines), indent=self._indent()))

    def _marker(self) -> str:
        """Return the marker of the list item that begins here, an empty string inside one."""
        if not self.lists or self.lists[-1].marked:
            return ""
        opened = self.lists[-1]
        opened.marked = True
        marker = f"{opened.number}. " if opened.number else "- "
        opened.number += 1 if opened.number else 0
        opened.width = len(marker)
        return marker

    def _indent(self, outside: int = 0) -> int:
        """Return the column of text in the innermost list, or of its markers with `outside` 1."""
        return sum(opened.width for opened in self.lists[: len(self.lists) - outside])


def _first_number(node: LexborNode) -> int:
    start = node.attributes.get("start") or "1"
    return int(start) if start.isascii() and start.isdigit() and len(start) < 7 else 1


def _containers(root: LexborNode) -> frozenset[int]:
    """Return the `mem_id`s of all nodes that contain a heading, list or table."""
    containers: set[int] = set()
    for node in root.css(_COMPLEX):
        above = node.parent
        while above is not None and above.mem_id not in containers:
            containers.add(above.mem_id)
            above = above.parent
    return frozenset(containers)


def _is_label(node: LexborNode) -> bool:
    return bool(_LABEL_CLASS.search(node.attributes.get("class") or ""))


def _is_only_pair(heading: LexborNode) -> bool:
    """Tell whether a heading and one element after it are all there is in a list item."""
    value = _next_element(heading)
    around = heading.parent
    if around is None or around.tag != "li" or value is None:
        return False
    return all(
        child.mem_id in {heading.mem_id, value.mem_id}
        for child in children(around)
        if child.is_element_node
    )


def _is_glued(node: LexborNode) -> bool:
    """Tell whether a span would read as one word with the one before it, from which only its
    style parts it.
    """
    before = node.prev
    if (
        before is None
        or before.tag != "span"
        or not before.attributes.get("class")
        or not node.attributes.get("class")
    ):
        return False
    if before.attributes.get("class") == node.attributes.get("class"):
        return False
    last, first = (before.text() or "")[-1:], (node.text() or "")[:1]
    return (last.islower() or last.isdigit()) and (
        first.isupper() or unicodedata.category(first or " ") == "Sc"
    )


def _next_element(node: LexborNode) -> LexborNode | None:
    """Return the element after a node where nothing but a blank or a colon stands between."""
    following = node.next
    while following is not None and not following.is_element_node:
        if following.is_text_node and (following.text_content or "").strip(" \t\r\n:\u00a0"):
            return None
        following = following.next
    return following


def _values_of(term: LexborNode) -> list[LexborNode]:
    values = []
    following = term.next
    while following is not None and (not following.is_element_node or following.tag == "dd"):
        if following.is_element_node:
            values.append(following)
        following = following.next
    return values
