"""HTML to Markdown: headings, paragraphs, lists, tables and bold text, for saved pages and for HTML inside values.

The tree comes from selectolax (the HTML5 algorithm of browsers), and is walked without recursion.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from store.loading.markup.blocks import Block, BlockKind, with_typed_lists, written
from store.loading.markup.characters import legible
from store.loading.markup.inline import Run, paragraphs, plain

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

DEEPEST = 512  # elements inside one another; Chromium stops there too, and parsing slows with the square of the depth
_LONGEST_HEADING = 200  # characters; what is longer is a paragraph in a heading's clothes
_LONGEST_LABEL = 60
_COMPLEX = "table, h1, h2, h3, h4, h5, h6, ul, ol, dl"
_MOST_ESCAPES = 3  # how often a value may have been escaped as HTML before it was stored

_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_BLOCKS = frozenset(
    "address article aside blockquote body center dd details dialog dir div dl dt fieldset figcaption figure footer "
    "form header hgroup hr html legend li listing main menu nav ol optgroup p plaintext pre search section summary "
    "table tbody td tfoot th thead tr ul xmp".split()
)
_INLINE = frozenset(
    "a abbr acronym b bdi bdo big br button cite code data del dfn em font i ins kbd label mark nobr option output q "
    "rp rt ruby s samp slot small span strike strong sub sup time tt u var wbr".split()
)
_LISTS = frozenset({"ul", "ol", "menu", "dir"})
_LEFT_OUT = frozenset(
    "applet audio base canvas col colgroup datalist embed frameset head iframe img input link map math meta meter "
    "noframes noscript object param picture progress script select source style svg template textarea title track "
    "video".split()
)
_STRONG = frozenset({"b", "strong"})
_UNDERLINED = frozenset({"u", "ins"})
_PREFORMATTED = frozenset({"pre", "listing", "xmp", "plaintext"})
_AFTER_HEADING = frozenset({"p", "ul", "ol", "dl", "table", "section", "article"})
_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
# Elements whose end tag HTML lets authors leave out: counting their starts would find depth where there is none.
_UNENDED = frozenset("p li dt dd tr td th thead tbody tfoot option optgroup html head body".split())

_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9:-]{0,40})")
_ANY_TAG = re.compile(r"<[A-Za-z/!?][^<>]*>")
_NAMES = "|".join(sorted({*_HEADINGS, *_BLOCKS, *_INLINE, *_LEFT_OUT}))
_HTML_TAG = re.compile(
    rf"<(?=[a-z/!])(?:/?(?:{_NAMES}|[a-z][a-z0-9]*-[a-z0-9-]*)(?=[\s/>])[^<>]*>|!--|!doctype|!\[CDATA\[)", re.I
)
_ADDRESS = re.compile(r"<([^<>\s@\"'=]{1,80}@[^<>\s@\"'=]{1,80})>")
_ESCAPED_TAG = re.compile(
    r"&lt;/?(?:p|br|div|span|ul|ol|li|b|strong|em|i|u|h[1-6]|a|table|tr|td|font|section|article)\b[^<>]{0,500}?/?&gt;",
    re.I,
)
_LEFT_ENTITY = re.compile(r"&(?:[A-Za-z][A-Za-z0-9]{1,30}|#\d{1,7}|#[xX][0-9a-fA-F]{1,6});")
_BREAKING = re.compile(r"<(?:br|p|div|li|ul|ol|tr|h[1-6]|table|section|article|dl|dd|dt|blockquote|pre|body)\b", re.I)
_BOLD_STYLE = re.compile(r"font-weight\s*:\s*(bold(?:er)?|[6-9]00)", re.I)
_LIGHT_STYLE = re.compile(r"font-weight\s*:\s*(normal|[1-4]00)", re.I)
_UNDERLINE_STYLE = re.compile(r"text-decoration[^;]*underline", re.I)
_WORD_LIST = re.compile(r"mso-list\s*:\s*[^;]*?level(\d)", re.I)
_ICON = re.compile(r"(?:^|[\s_-])(?:icons?|glyphicon|symbols?)(?:$|[\s_-])", re.I)


def html_to_markdown(source: str) -> str:
    """Return HTML, escaped HTML or plain text as Markdown without images, scripts and addresses of links.

    Text without tags keeps its line ends. Text that HTML does not mark up is escaped, so that `C*` stays `C*`;
    text without any tag is taken to be Markdown already. Never raises; bad HTML is read as a browser would.
    """
    source = _unescaped(source)
    if not _HTML_TAG.search(source):
        return _from_plain_text(html.unescape(source))
    breaks_at_newlines = not _BREAKING.search(source)
    body = parsed(source)
    return "" if body is None else node_to_markdown(body, keep_newlines=breaks_at_newlines)


def html_to_line(source: str) -> str:
    """Return HTML or text as one line of plain text, nothing escaped: for titles, names and places."""
    source = _unescaped(source)
    if _HTML_TAG.search(source):
        body = parsed(source)
        source = " ".join(visible_text(body)) if body is not None else ""
    return " ".join(legible(html.unescape(source)).split())


def parsed(source: str) -> LexborNode | None:
    """Return the body of HTML; what is nested deeper than `DEEPEST` comes as its text alone."""
    from selectolax.lexbor import LexborHTMLParser

    return LexborHTMLParser(shallow(source)).body


def shallow(source: str) -> str:
    """Return HTML that can be parsed in time: where elements nest too deep, without its tags."""
    source = _ADDRESS.sub(r"&lt;\1&gt;", source.replace("\0", ""))
    depth = 0
    for tag in _TAG.finditer(source):
        name = tag[2].lower()
        if name in _VOID or name in _UNENDED:
            continue
        depth = max(0, depth - 1) if tag[1] else depth + 1
        if depth > DEEPEST:
            return source[: tag.start()] + _ANY_TAG.sub(" ", source[tag.start() :])
    return source


def node_to_markdown(root: LexborNode, *, left_out: frozenset[int] = frozenset(), keep_newlines: bool = False) -> str:
    """Return what stands under a node as Markdown; `left_out` are the `mem_id`s of nodes to pass over."""
    writer = _Writer(left_out=left_out, preformatted=int(keep_newlines))
    writer.walk(root)
    return written(with_typed_lists(writer.blocks))


def visible_text(root: LexborNode) -> Iterator[str]:
    """Yield the texts under a node that a reader would see."""
    nodes = [root]
    while nodes:
        node = nodes.pop()
        if node.is_text_node:
            if text := legible(node.text_content or "").strip():
                yield text
        elif node.tag not in _LEFT_OUT:
            nodes.extend(reversed(list(children(node))))


def children(node: LexborNode) -> Iterator[LexborNode]:
    """Yield the direct children of a node, texts included."""
    child = node.first_child
    while child is not None:
        yield child
        child = child.next


def _unescaped(source: str) -> str:
    """Undo escapes around whole markup: "&lt;p&gt;" becomes "<p>"."""
    for _ in range(_MOST_ESCAPES):
        if _HTML_TAG.search(source) or not _ESCAPED_TAG.search(source.replace("&amp;", "&")):
            break
        source = html.unescape(source)
    return source


def _from_plain_text(text: str) -> str:
    """Return text as Markdown: an empty line parts paragraphs, typed lists become lists."""
    blocks: list[Block] = []
    for paragraph in re.split(r"\n[ \t]*\n", legible(text)):
        lines = [line for line in map(str.strip, paragraph.split("\n")) if line]
        if lines:
            blocks.append(Block(BlockKind.TYPED, tuple(lines)))
    return written(with_typed_lists(blocks))


@dataclass(slots=True)
class _List:
    """An open list: its next number (0 for bullets) and how wide its last marker was (0 before the first)."""

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
class _Writer:
    """Walks a tree and collects blocks."""

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

    def walk(self, root: LexborNode) -> None:
        """Write what stands under the root, its own element excluded."""
        self.complex = _containers(root)
        stack: list[LexborNode | _Leave] = list(reversed(list(children(root))))
        while stack:
            item = stack.pop()
            if isinstance(item, _Leave):
                self._leave(item)
            elif item.is_text_node:
                self._text(item.text_content or "")
            elif item.is_element_node and not self._is_left_out(item):
                leave = _Leave(item, item.tag or "", self.strong, self.underlined, self.preformatted)
                if self._enter(item, leave.tag):
                    stack.append(leave)
                    stack.extend(reversed(list(children(item))))
        self._flush()

    def _is_left_out(self, node: LexborNode) -> bool:
        tag = node.tag or ""
        if tag in _LEFT_OUT or node.mem_id in self.left_out:
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
        if tag in _HEADINGS:
            self._enter_heading(tag)
            return True
        if tag in _BLOCKS:
            if self.heading and tag in _AFTER_HEADING and any(run.text.strip() for run in self.runs):
                self._end_heading()
            self._flush()
        if tag in {"table", "dt", "dd"} and self._write_labels(node, tag):
            return False
        if tag in _LISTS:
            self.lists.append(_List(_first_number(node) if tag == "ol" else 0))
        elif tag == "li" and self.lists:
            self.lists[-1].marked = False
        elif tag == "p":
            self._enter_paragraph(node)
        self._style(node, tag)
        return True

    def _write_labels(self, node: LexborNode, tag: str) -> bool:
        """Write a table of values, or a term with its short values; tell whether that was done."""
        if tag == "dd":
            return node.mem_id in self.defined
        if tag == "dt":
            values = _values_of(node)
            short = not any(value.mem_id in self.complex or _is_long(value) for value in values)
            line = _definition(node, values) if short else ""
            block = Block(BlockKind.LABELS, (line,)) if line else None
            self.defined.update(value.mem_id for value in values if line)
        else:
            block = None if node.mem_id in self.complex else _table(node)
        if block is not None:
            self.blocks.append(replace(block, indent=self._indent()))
        return block is not None

    def _enter_heading(self, tag: str) -> None:
        """In a list a heading is only strong text."""
        self._flush()
        if self.lists:
            self.strong += 1
        else:
            self.heading = _HEADINGS[tag]

    def _enter_paragraph(self, node: LexborNode) -> None:
        """A list item of Word is a paragraph whose style names the list."""
        level = _WORD_LIST.search(node.attributes.get("style") or "")
        self.word_level = int(level[1]) if level else 0

    def _style(self, node: LexborNode, tag: str) -> None:
        style = node.attributes.get("style") or ""
        if tag in _PREFORMATTED:
            self.preformatted += 1
        if _LIGHT_STYLE.search(style):
            self.strong = 0
        elif tag in _STRONG or tag in {"dt", "summary", "legend"} or _BOLD_STYLE.search(style):
            self.strong += 1
        if tag in _UNDERLINED or _UNDERLINE_STYLE.search(style):
            self.underlined += 1
        if tag == "q":
            self._text("“")

    def _leave(self, leave: _Leave) -> None:
        if leave.tag == "q":
            self._text("”")
        elif leave.tag == "a":
            self._address(leave.node)
        if leave.tag in _HEADINGS:
            self._end_heading()
        elif leave.tag in _BLOCKS:
            self._flush()
        if leave.tag in _LISTS and self.lists:
            self.lists.pop()
        elif leave.tag == "li" and self.lists:
            self.lists[-1].marked = True
        elif leave.tag == "p":
            self.word_level = 0
        self.strong, self.underlined, self.preformatted = leave.strong, leave.underlined, leave.preformatted

    def _end_heading(self) -> None:
        text, level = plain(self.runs), self.heading
        self.heading = 0
        if level and 0 < len(text) <= _LONGEST_HEADING and any(map(str.isalnum, text)):
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
        """End the paragraph that is being written; inside a heading, a block is only a blank."""
        if self.heading:
            self.runs.append(Run(" "))
            return
        runs, self.runs = self.runs, []
        for lines in paragraphs(runs):
            marker = self._marker()
            if self.word_level:
                indent = 2 * (self.word_level - 1)
                self.blocks.append(Block(BlockKind.ITEM, tuple(lines), marker="- ", indent=indent))
            elif marker:
                self.blocks.append(Block(BlockKind.ITEM, tuple(lines), marker=marker, indent=self._indent(1)))
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


def _line(node: LexborNode) -> str:
    """Return all text under a node as one escaped line without styles."""
    writer = _Writer()
    writer.walk(node)
    return " ".join(line.replace("**", "") for block in writer.blocks for line in block.lines).strip()


def _containers(root: LexborNode) -> frozenset[int]:
    """Return the `mem_id`s of all nodes that contain a heading, list or table."""
    found: set[int] = set()
    for node in root.css(_COMPLEX):
        above = node.parent
        while above is not None and above.mem_id not in found:
            found.add(above.mem_id)
            above = above.parent
    return frozenset(found)


def _definition(term: LexborNode, values: list[LexborNode]) -> str:
    """Return a term and its short values as "Label: value"; an empty string where it is no label."""
    label = _line(term).rstrip(": ")
    texts = [text for text in map(_line, values) if text]
    return f"{label}: {', '.join(texts)}" if texts and 0 < len(label) <= _LONGEST_LABEL else ""


def _values_of(term: LexborNode) -> list[LexborNode]:
    values = []
    following = term.next
    while following is not None and (not following.is_element_node or following.tag == "dd"):
        if following.is_element_node:
            values.append(following)
        following = following.next
    return values


def _is_long(value: LexborNode) -> bool:
    return value.css_first("br") is not None or len(value.css("p, div")) > 1


def _table(node: LexborNode) -> Block | None:
    """Return a table of values as a block; None for a table that only lays out a page."""
    if (node.attributes.get("role") or "") in {"presentation", "none"}:
        return None
    rows = [[cell for cell in children(row) if cell.tag in {"td", "th"}] for row in node.css("tr")]
    texts = [[_line(cell) for cell in row] for row in rows]
    filled = [(row, cells) for row, cells in zip(rows, texts, strict=True) if any(cells)]
    if not filled or max(len(cells) for _, cells in filled) < 2:
        return None
    rows, texts = [row for row, _ in filled], [cells for _, cells in filled]
    if _is_labelled(rows, texts):
        lines = [f"{cells[0].rstrip(': ')}: {cells[1]}" for cells in texts]
        return Block(BlockKind.LABELS, tuple(lines))
    return Block(BlockKind.TABLE, tuple(_pipe_rows(rows, texts)))


def _is_labelled(rows: list[list[LexborNode]], texts: list[list[str]]) -> bool:
    """Tell whether each row is a label and its value: two columns and no row of headers."""
    if any(len(cells) != 2 or not 0 < len(cells[0]) <= _LONGEST_LABEL for cells in texts):
        return False
    if any(cell.css_first("br, p + p") is not None for row in rows for cell in row):
        return False
    return not _is_header(rows[0])


def _is_header(row: list[LexborNode]) -> bool:
    return all(cell.tag == "th" or cell.css_first("b, strong") is not None for cell in row)


def _pipe_rows(rows: list[list[LexborNode]], texts: list[list[str]]) -> Iterator[str]:
    width = max(map(len, texts))
    for number, cells in enumerate(texts):
        padded = [cell.replace("|", "\\|") for cell in cells] + [""] * (width - len(cells))
        yield f"| {' | '.join(padded)} |"
        if number == 0:
            yield "|" + " --- |" * width
