"""The author's text of a page: what is left without navigation, notices, footers and teasers of
other pages.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from store.loading.markup.html_markdown import node_to_markdown
from store.loading.markup.tree import LEFT_OUT, children
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
    """What stands under an element: characters, those in links, links, form fields, and whether
    a main heading does.
    """

    length: int = 0
    linked: int = 0
    links: int = 0
    fields: int = 0
    own_links: int = 0
    has_title: bool = False

    def add(self, inner: _Measure) -> None:
        self.length += inner.length
        self.linked += inner.linked
        self.links += inner.links
        self.fields += inner.fields
        self.own_links += inner.own_links
        self.has_title = self.has_title or inner.has_title

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
    nodes: list[LexborNode] = field(default_factory=list)
    measures: dict[int, _Measure] = field(default_factory=dict)
    dropped: set[int] = field(default_factory=set)

    def left_out(self) -> set[int]:
        """Return the `mem_id`s of the elements that are not the author's text."""
        self._measure()
        main = self._main()
        if main is not None:
            self._drop_around(main)
        self._drop_below()
        self._drop_bare_headings()
        return self.dropped

    def _of(self, node: LexborNode) -> _Measure:
        return self.measures.get(node.mem_id) or _Measure()

    def _measure(self) -> None:
        """Measure all elements in one walk, the inner ones first."""
        stack: list[LexborNode] = [self.body]
        while stack:
            node = stack.pop()
            self.nodes.append(node)
            stack.extend(
                child
                for child in children(node)
                if child.is_element_node and child.tag not in LEFT_OUT
            )
            for child in children(node):
                if child.tag in _FIELDS and (child.attributes.get("type") or "") != "hidden":
                    self.measures.setdefault(node.mem_id, _Measure()).fields += 1
        for node in reversed(self.nodes):
            measure = self.measures.setdefault(node.mem_id, _Measure())
            measure.length += sum(_length(child) for child in children(node) if child.is_text_node)
            if node.tag == "a" and (href := node.attributes.get("href")) is not None:
                measure.links += 1
                measure.linked = measure.length
                measure.own_links += href.strip().lower().startswith(_OWN_LINKS)
            measure.has_title = measure.has_title or (node.tag == "h1" and measure.length > 0)
            if node.parent is not None and node is not self.body:
                self.measures.setdefault(node.parent.mem_id, _Measure()).add(measure)

    def _main(self) -> LexborNode | None:
        """Return the element the page itself calls its main part, where it holds a text."""
        parts = [
            node for node in self.body.css('main, [role="main"]') if self._of(node).length > 200
        ]
        return max(parts, key=lambda node: self._of(node).length, default=None)

    def _drop_around(self, main: LexborNode) -> None:
        """Leave out what stands beside the main part, except what holds the page's heading."""
        current = main
        while current.mem_id != self.body.mem_id and current.parent is not None:
            for sibling in children(current.parent):
                if (
                    sibling.is_element_node
                    and sibling.mem_id != current.mem_id
                    and not self._of(sibling).has_title
                ):
                    self.dropped.add(sibling.mem_id)
            current = current.parent

    def _drop_below(self) -> None:
        """Leave out the furniture, from the outermost elements inwards."""
        stack: list[tuple[LexborNode, bool]] = [(self.body, False)]
        while stack:
            node, in_content = stack.pop()
            in_content = in_content or node.tag in _CONTENT_PARTS
            inner = [
                child
                for child in children(node)
                if child.is_element_node and child.tag not in LEFT_OUT
            ]
            teasers = self._teasers(inner)
            for child in inner:
                if child.mem_id in self.dropped:
                    continue
                if (
                    child.mem_id in teasers
                    or self._is_furniture(child, in_content)
                    or self._is_button(child)
                ):
                    self.dropped.add(child.mem_id)
                else:
                    stack.append((child, in_content))

    def _is_furniture(self, node: LexborNode, in_content: bool) -> bool:
        measure, tag, attributes = self._of(node), node.tag or "", node.attributes
        if measure.has_title or 2 * measure.length > self._of(self.body).length:
            return False
        if tag in _FURNITURE_TAGS or (attributes.get("role") or "").lower() in _FURNITURE_ROLES:
            return True
        if tag in {"header", "footer"} and not in_content:
            return True
        if (
            tag in {"i", "span", "b"}
            and attributes.get("aria-hidden") == "true"
            and measure.length <= _LONGEST_ICON
        ):
            return True
        if measure.length <= _LONGEST_LEGAL_LINE and _LEGAL_LINE.match(node.text() or ""):
            return True
        always, with_links = _furniture()
        words = _words(attributes)
        if words & always:
            return True
        if words & with_links and (
            measure.link_share > _SOME_LINK_SHARE or measure.fields or not measure.length
        ):
            return True
        if tag == "form" and measure.fields > 1:
            return True
        foreign = measure.links - measure.own_links
        return tag in _CONTAINERS and foreign >= _MANY_LINKS and measure.link_share > _LINK_SHARE

    def _teasers(self, nodes: list[LexborNode]) -> set[int]:
        """Return neighbours of one form that each are little but a link: other postings, news,
        products.
        """
        forms: dict[tuple[str, str], list[LexborNode]] = {}
        for node in nodes:
            if node.tag in {"div", "li", "article", "section", "tr"} or _is_card(node):
                forms.setdefault((node.tag or "", node.attributes.get("class") or ""), []).append(
                    node
                )
        alike = (
            group for group in forms.values() if len(group) > 1 and all(map(self._is_teaser, group))
        )
        return {node.mem_id for group in alike for node in group}

    def _is_teaser(self, node: LexborNode) -> bool:
        measure = self._of(node)
        linked = measure.links > measure.own_links and measure.link_share > _SOME_LINK_SHARE
        return linked and measure.length <= _LONGEST_TEASER and not measure.has_title

    def _is_button(self, node: LexborNode) -> bool:
        """Tell whether a link stands alone as a button would: "Apply now", "Back to all
        vacancies".
        """
        if node.tag not in {"a", "p", "div", "span"}:
            return False
        measure = self._of(node)
        if (
            not measure.links
            or measure.own_links
            or measure.linked < measure.length
            or not _stands_alone(node)
        ):
            return False
        if measure.length > _LONGEST_BUTTON:
            return False
        above = _parents(node, _NEAR)
        if (
            not above
            or above[0].tag in {"li", "dd", "dt", "td", "th"}
            or any(part.tag in _HEADINGS for part in above)
        ):
            return False
        return not any(
            is_marked(part) for part in [node, *children(node), *above] if part.is_element_node
        )

    def _drop_bare_headings(self) -> None:
        """Leave out a heading under which all was left out."""
        gone = self._emptied()
        for heading in self.body.css("h2, h3, h4, h5, h6"):
            following = _until_heading(heading)
            if following and all(node.mem_id in gone for node in following):
                self.dropped.add(heading.mem_id)

    def _emptied(self) -> set[int]:
        """Return the elements of which nothing is left."""
        left: dict[int, int] = {}
        for node in reversed(self.nodes):
            if node.mem_id not in self.dropped:
                length = sum(_length(child) for child in children(node) if child.is_text_node)
                left[node.mem_id] = length + sum(
                    left.get(child.mem_id, 0) for child in children(node)
                )
        return {
            node.mem_id
            for node in self.nodes
            if not left.get(node.mem_id) and self._of(node).length
        }


def _parents(node: LexborNode, most: int) -> list[LexborNode]:
    """Return the elements around a node, the nearest first."""
    parents: list[LexborNode] = []
    above = node.parent
    while above is not None and len(parents) < most:
        parents.append(above)
        above = above.parent
    return parents


def _is_card(node: LexborNode) -> bool:
    """Tell whether a link is a box of several parts, and no word in a line."""
    return (
        node.tag == "a"
        and sum(1 for child in children(node) if child.is_element_node and _length(child)) > 1
    )


def _until_heading(heading: LexborNode) -> list[LexborNode]:
    """Return what stands between a heading and the next one, in the smallest container that
    holds anything else.
    """
    current = heading
    for _ in range(3):
        nodes = []
        following = current.next
        while following is not None and following.tag not in _HEADINGS:
            if (
                following.tag not in LEFT_OUT
                and not following.is_comment_node
                and _length(following)
            ):
                nodes.append(following)
            following = following.next
        if nodes or following is not None or current.parent is None:
            return nodes
        current = current.parent
    return []


def _stands_alone(node: LexborNode) -> bool:
    return not any(
        _is_inline_text(neighbour) for neighbour in (_beside(node, -1), _beside(node, 1))
    )


def _beside(node: LexborNode, step: int) -> LexborNode | None:
    """Return the next neighbour that is not white space, before or after a node."""
    neighbour = node.next if step > 0 else node.prev
    while neighbour is not None and not neighbour.is_element_node and not _length(neighbour):
        neighbour = neighbour.next if step > 0 else neighbour.prev
    return neighbour


def _is_inline_text(node: LexborNode | None) -> bool:
    if node is None:
        return False
    return node.is_text_node or node.tag in {
        "b",
        "strong",
        "em",
        "i",
        "span",
        "u",
        "small",
        "sup",
        "sub",
        "time",
    }


def _length(node: LexborNode) -> int:
    text = node.text_content if node.is_text_node else node.text()
    return len("".join((text or "").split()))


def _words(attributes: dict[str, str | None]) -> set[str]:
    names: Iterable[str | None] = (attributes.get("class"), attributes.get("id"))
    return {word.lower() for name in names if name for word in _WORD.findall(name[:500])}
