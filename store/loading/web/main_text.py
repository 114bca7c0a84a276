"""The author's text of a page: what is left without navigation, notices, footers and teasers of
other pages.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from store.loading.markup.html_markdown import node_to_markdown
from store.loading.markup.tree import LEFT_OUT, children, parents
from store.loading.web.marked_values import is_marked
from store.text.listed import listed

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_FURNITURE_TAGS = frozenset({"nav", "dialog"})
_FURNITURE_ROLES = frozenset(
    "alertdialog banner complementary contentinfo dialog menu menubar navigation search toolbar "
    "tooltip".split()
)
_CONTENT_PARTS = frozenset({"main", "article"})
_CONTAINERS = frozenset("aside div footer form header section table tbody td tr ul ol menu".split())
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_CARDS = frozenset("div li article section tr".split())
_CELLS = frozenset("li dd dt td th".split())
_IN_LINE = frozenset("b strong em i span u small sup sub time".split())
_FIELDS = frozenset({"input", "select", "textarea"})
_OWN_LINKS = ("mailto:", "tel:")

_MANY_LINKS = 3
_LINK_SHARE = 0.6  # of the characters in a container, above which it leads elsewhere
_SOME_LINK_SHARE = 0.25  # the same for a container whose class says what it is
_LONGEST_TEASER = 300  # characters
_NEAR = 4  # elements around a link whose names may say that it is a fact
_LONGEST_BUTTON = 60  # characters of a link that stands alone
_LONGEST_ICON = 40  # characters of an element that is hidden from screen readers
_FEW_WORDS = 25  # fewer are no text of a page

_LONGEST_LEGAL_LINE = 200

_LEGAL_LINE = re.compile(r"\s*(?:©|\(c\)|copyright\s+(?:©|\(c\)|\d{4}))", re.I)
_LONGEST_SHEET = 100_000  # characters
_CLASS_RULE = re.compile(r"(?:^|[}\s,])\.([\w-]{1,60})\s*\{([^{}]{0,2000})\}")
_BOLD_RULE = re.compile(r"font-weight\s*:\s*(?:bold(?:er)?|[7-9]00)\b")
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")


@dataclass(slots=True)
class _Measure:
    """What stands under an element: characters, those in links, links, those to write or call to,
    form fields, and main headings.
    """

    length: int = 0
    linked: int = 0
    links: int = 0
    own_links: int = 0
    fields: int = 0
    titles: int = 0

    def add(self, inner: _Measure) -> None:
        for name in self.__slots__:
            setattr(self, name, getattr(self, name) + getattr(inner, name))

    @property
    def link_share(self) -> float:
        return self.linked / self.length if self.length else 0.0


def main_markdown(body: LexborNode) -> str:
    """Return the author's text of a page as Markdown."""
    bold = _bold_classes(body)
    markdown = node_to_markdown(
        body, left_out=frozenset(_Pruning(body).left_out()), bold_classes=bold
    )
    if len(markdown.split()) < _FEW_WORDS:
        everything = node_to_markdown(body, bold_classes=bold)
        if len(everything.split()) >= 4 * _FEW_WORDS:
            return everything
    return markdown


def _bold_classes(body: LexborNode) -> frozenset[str]:
    """Return the classes that a page's own style sheets make bold."""
    sheets = "\n".join(node.text() or "" for node in body.parser.css("style"))[:_LONGEST_SHEET]
    names = (name for name, rules in _CLASS_RULE.findall(sheets) if _BOLD_RULE.search(rules))
    return frozenset(names)


@cache
def _furniture() -> tuple[frozenset[str], frozenset[str]]:
    words = listed(__file__, "furniture")
    return frozenset(words["always"]), frozenset(words["with_links"])


@dataclass(slots=True)
class _Pruning:
    """Finds the elements of a page to leave out."""

    body: LexborNode
    measures: dict[int, _Measure] = field(default_factory=dict)
    dropped: set[int] = field(default_factory=set)

    def left_out(self) -> set[int]:
        """Return the `mem_id`s of the elements that are not the author's text."""
        self._measure()
        main = self._main()
        if main is not None:
            self._drop_around(main)
        self._drop_below()
        return self.dropped

    def _of(self, node: LexborNode) -> _Measure:
        return self.measures.get(node.mem_id) or _Measure()

    def _measure(self) -> None:
        """Measure all elements in one walk, the inner ones first."""
        stack: list[LexborNode] = [self.body]
        nodes: list[LexborNode] = []
        while stack:
            nodes.append(node := stack.pop())
            self.measures[node.mem_id] = _Measure()
            stack.extend(_elements(node))
        for node in reversed(nodes):
            measure = self.measures[node.mem_id]
            for child in children(node):
                measure.length += _length(child) if child.is_text_node else 0
                measure.fields += child.tag in _FIELDS and child.attributes.get("type") != "hidden"
            if node.tag == "a" and (href := node.attributes.get("href")) is not None:
                measure.links += 1
                measure.linked = measure.length
                measure.own_links += href.strip().lower().startswith(_OWN_LINKS)
            measure.titles += node.tag == "h1" and measure.length > 0
            if node.parent is not None and node is not self.body:
                self._of(node.parent).add(measure)

    def _main(self) -> LexborNode | None:
        """Return the element the page itself calls its main part, where it holds a text."""
        parts = [
            node for node in self.body.css('main, [role="main"]') if self._of(node).length > 200
        ]
        return max(parts, key=lambda node: self._of(node).length, default=None)

    def _drop_around(self, main: LexborNode) -> None:
        """Leave out what stands beside the main part, except what holds the page's heading."""
        kept, current = {main.mem_id}, main
        while current.mem_id != self.body.mem_id and current.parent is not None:
            current = current.parent
            beside = (node for node in _elements(current) if not self._of(node).titles)
            self.dropped |= {node.mem_id for node in beside} - kept
            kept.add(current.mem_id)

    def _drop_below(self) -> None:
        """Leave out the furniture, from the outermost elements inwards, and its headings."""
        stack: list[tuple[LexborNode, bool]] = [(self.body, False)]
        while stack:
            node, in_content = stack.pop()
            in_content = in_content or node.tag in _CONTENT_PARTS
            inner = _elements(node)
            self.dropped |= self._teasers(inner)
            below: list[bool] = []  # whether each element up to the next heading was left out
            for child in reversed(inner):
                if child.mem_id not in self.dropped and (
                    self._is_furniture(child, in_content) or self._is_button(child)
                ):
                    self.dropped.add(child.mem_id)
                if child.tag in _HEADINGS:
                    if below and all(below) and not self._of(child).titles:
                        self.dropped.add(child.mem_id)
                    below = []
                elif self._of(child).length:
                    below.append(child.mem_id in self.dropped)
                if child.mem_id not in self.dropped:
                    stack.append((child, in_content))

    def _is_furniture(self, node: LexborNode, in_content: bool) -> bool:
        measure, tag, attributes = self._of(node), node.tag or "", node.attributes
        if measure.titles or 2 * measure.length > self._of(self.body).length:
            return False
        if tag in _FURNITURE_TAGS or (attributes.get("role") or "").lower() in _FURNITURE_ROLES:
            return True
        if tag in {"header", "footer"} and not in_content:
            return True
        is_hidden = tag in {"i", "span", "b"} and attributes.get("aria-hidden") == "true"
        if is_hidden and measure.length <= _LONGEST_ICON:
            return True
        if measure.length <= _LONGEST_LEGAL_LINE and _LEGAL_LINE.match(node.text() or ""):
            return True
        always, with_links = _furniture()
        words = _words(attributes)
        has_controls = measure.link_share > _SOME_LINK_SHARE or measure.fields or not measure.length
        if words & always or (words & with_links and has_controls):
            return True
        if tag == "form" and measure.fields > 1:
            return True
        if len(inner := _elements(node)) > 1 and len(self._teasers(inner)) == len(inner):
            return True
        foreign = measure.links - measure.own_links
        return tag in _CONTAINERS and foreign >= _MANY_LINKS and measure.link_share > _LINK_SHARE

    def _teasers(self, nodes: list[LexborNode]) -> set[int]:
        """Return neighbours of one form that each are little but a link: other postings, news,
        products.
        """
        forms: dict[tuple[str, str], list[LexborNode]] = defaultdict(list)
        for node in nodes:
            if node.tag in _CARDS:
                forms[node.tag, node.attributes.get("class") or ""].append(node)
        alike = (
            group for group in forms.values() if len(group) > 1 and all(map(self._is_teaser, group))
        )
        return {node.mem_id for group in alike for node in group}

    def _is_teaser(self, node: LexborNode) -> bool:
        measure = self._of(node)
        linked = measure.links > measure.own_links and measure.link_share > _SOME_LINK_SHARE
        return linked and measure.length <= _LONGEST_TEASER and not measure.titles

    def _is_button(self, node: LexborNode) -> bool:
        """Tell whether a link stands alone as a button would: "Apply now", "Back to all
        vacancies".
        """
        if node.tag not in {"a", "p", "div", "span"}:
            return False
        measure = self._of(node)
        is_link = measure.links and not measure.own_links and measure.linked >= measure.length
        if not is_link or measure.length > _LONGEST_BUTTON or not _stands_alone(node):
            return False
        above = [parent for parent, _ in zip(parents(node), range(_NEAR), strict=False)]
        if not above or above[0].tag in _CELLS or any(part.tag in _HEADINGS for part in above):
            return False
        return not any(map(is_marked, [node, *_elements(node), *above]))


def _elements(node: LexborNode) -> list[LexborNode]:
    return [
        child for child in children(node) if child.is_element_node and child.tag not in LEFT_OUT
    ]


def _stands_alone(node: LexborNode) -> bool:
    """Tell whether the nearest neighbours that are not white space are no words of a line."""
    for step in ("prev", "next"):
        neighbour = getattr(node, step)
        while neighbour is not None and not neighbour.is_element_node and not _length(neighbour):
            neighbour = getattr(neighbour, step)
        if neighbour is not None and (neighbour.is_text_node or neighbour.tag in _IN_LINE):
            return False
    return True


def _length(node: LexborNode) -> int:
    text = node.text_content if node.is_text_node else node.text()
    return len("".join((text or "").split()))


def _words(attributes: dict[str, str | None]) -> set[str]:
    names = (attributes.get(name) or "" for name in ("class", "id"))
    return {word.lower() for name in names for word in _WORD.findall(name[:500])}
