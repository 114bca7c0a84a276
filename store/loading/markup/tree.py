"""Parsing HTML, and the kinds of its elements.

The tree comes from selectolax, which reads HTML by the algorithm of browsers:
https://html.spec.whatwg.org/#parsing
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from store.loading.markup.characters import legible

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

# elements inside one another; Chromium stops there too, and parsing slows with the square of the
# depth
DEEPEST = 512

HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
BLOCKS = frozenset(
    "address article aside blockquote body center dd details dialog dir div dl dt fieldset "
    "figcaption figure footer "
    "form header hgroup hr html legend li listing main menu nav ol optgroup p plaintext pre search "
    "section summary "
    "table tbody td tfoot th thead tr ul xmp".split()
)
INLINE = frozenset(
    "a abbr acronym b bdi bdo big br button cite code data del dfn em font i ins kbd label mark "
    "nobr option output q "
    "rp rt ruby s samp slot small span strike strong sub sup time tt u var wbr".split()
)
LEFT_OUT = frozenset(
    "applet audio base canvas col colgroup datalist embed frameset head iframe img input link map "
    "math meta meter "
    "noframes noscript object param picture progress script select source style svg template "
    "textarea title track "
    "video".split()
)
_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
# Elements whose end tag HTML lets authors leave out: counting their starts would find depth where
# there is none.
_UNENDED = frozenset("p li dt dd tr td th thead tbody tfoot option optgroup html head body".split())

_RAW_END = {
    name: re.compile(f"</{name}", re.I) for name in ("script", "style", "textarea", "title")
}  # no tags within
_RAW_START = re.compile(r"<(script|style)\b", re.I)
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9:-]{0,40})")
_TEMPLATE = re.compile(r"<(/?)template\b([^<>]*)>", re.I)
_SHADOW = re.compile(r"<template\b[^<>]*\bshadow(?:root)?(?:mode)?=", re.I)
ANY_TAG = re.compile(r"<[A-Za-z/!?][^<>]*>")
_ADDRESS = re.compile(r"<([^<>\s@\"'=]{1,80}@[^<>\s@\"'=]{1,80})>")


def parsed(source: str) -> LexborHTMLParser:
    """Return the tree of HTML; what is nested deeper than `DEEPEST` stands in it as text alone."""
    from selectolax.lexbor import LexborHTMLParser

    return LexborHTMLParser(_shallow(_with_shadow_trees(source)))


def _with_shadow_trees(source: str) -> str:
    """Return HTML in which the trees that scripts drew, saved as templates, are plain elements."""
    if not _SHADOW.search(source):
        return source
    opened: list[bool] = []

    def plain(tag: re.Match[str]) -> str:
        if not tag[1]:
            opened.append(bool(_SHADOW.match(tag[0])))
            return f"<div{tag[2]}>" if opened[-1] else tag[0]
        return "</div>" if opened and opened.pop() else tag[0]

    return _TEMPLATE.sub(plain, source)


def _shallow(source: str) -> str:
    """Return HTML that can be parsed in time: from where elements nest too deep, without its
    tags.
    """
    source = _ADDRESS.sub(r"&lt;\1&gt;", source.replace("\0", ""))
    depth, position = 0, 0
    while tag := _TAG.search(source, position):
        name, position = tag[2].lower(), tag.end()
        if name in _RAW_END and not tag[1]:
            end = _RAW_END[name].search(source, position)
            if end is None:
                break
            position = end.start()
        elif name not in _VOID and name not in _UNENDED:
            depth = max(0, depth - 1) if tag[1] else depth + 1
        if depth > DEEPEST:
            return source[: tag.start()] + _without_tags(source[tag.start() :])
    return source


def _without_tags(source: str) -> str:
    """Return HTML as text with its entities, without scripts and styles."""
    kept, position = [], 0
    while tag := _RAW_START.search(source, position):
        kept.append(source[position : tag.start()])
        end = _RAW_END[tag[1].lower()].search(source, tag.end())
        position = len(source) if end is None else end.start()
    kept.append(source[position:])
    return ANY_TAG.sub(" ", "".join(kept))


def children(node: LexborNode) -> Iterator[LexborNode]:
    """Yield the direct children of a node, texts included."""
    child = node.first_child
    while child is not None:
        yield child
        child = child.next


def parents(node: LexborNode) -> Iterator[LexborNode]:
    """Yield the elements around a node, the nearest first."""
    while (above := node.parent) is not None:
        yield (node := above)


def visible_text(root: LexborNode) -> Iterator[str]:
    """Yield the texts under a node that a reader would see."""
    nodes = [root]
    while nodes:
        node = nodes.pop()
        if node.is_text_node:
            if text := legible(node.text_content or "").strip():
                yield text
        elif node.tag not in LEFT_OUT:
            nodes.extend(reversed(list(children(node))))
