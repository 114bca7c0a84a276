"""What a page states in structure: JSON-LD, microdata and RDFa as plain mappings of schema.org
properties.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, NamedTuple

from store.loading.markup.tree import children, parents

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

Item = Mapping[str, Any]

_DEEPEST_ITEM = 8
_MOST_NODES = 200_000  # values of one JSON-LD block that are looked at
_LONGEST_BROKEN = 2_000_000  # characters of JSON that are worth mending
_WRAPPING = re.compile(
    r"^\s*(?:(?:/[/*])?\s*(?:<!--|<!\[CDATA\[)\s*(?:\*/)?)+|(?:(?:/[/*])?\s*(?:-->"
    r"|\]\]>)\s*(?:\*/)?\s*)+$"
)
_ADDRESSES = frozenset({"url", "sameas", "image", "logo", "mainentityofpage"})
_LINK_SOURCE = {"a": "href", "area": "href", "link": "href"} | dict.fromkeys(
    ("img", "source", "iframe"), "src"
)
_VALUE_SOURCE = {"meta": "content", "time": "datetime", "data": "value", "meter": "value"}


def items_of(tree: LexborHTMLParser, kind: str) -> list[Item]:
    """Return a page's items of a schema.org type that stand in no other item of that type.

    JSON-LD is preferred to microdata, microdata to RDFa, since pages repeat themselves in them.
    """
    for stated in (json_ld_items(tree, kind), *(_marked(tree, kind, form) for form in _FORMS)):
        if items := list(stated):
            return items
    return []


def json_ld_items(tree: LexborHTMLParser, *kinds: str) -> Iterator[Item]:
    """Yield the items of some types in a page's JSON-LD, however deep they stand."""
    for script in tree.css('script[type*="ld+json" i]'):
        yield from typed_items(json_value(script.text() or ""), *kinds)


def json_value(text: str) -> Any:
    """Return the value of JSON as pages write it: in comments, with raw line ends, commas too
    many; None if none.
    """
    text = _WRAPPING.sub("", text).strip().rstrip(";")
    attempts = [text, html.unescape(text)] if "&quot;" in text else [text]
    for attempt in attempts:
        with suppress(ValueError, RecursionError):
            return json.loads(attempt, strict=False)
    if 0 < len(text) <= _LONGEST_BROKEN:
        import json_repair

        with suppress(ValueError, RecursionError):
            return json_repair.loads(attempts[-1])
    return None


def typed_items(value: Any, *kinds: str) -> Iterator[Item]:
    """Yield the mappings of some types inside a JSON value, in their order, none from inside
    another of them.
    """
    wanted, seen = set(kinds), 0
    stack = [value]
    while stack and seen < _MOST_NODES:
        current = stack.pop()
        seen += 1
        if isinstance(current, Mapping):
            if wanted & types_of(current):
                yield current
            else:
                stack.extend(reversed(list(current.values())))
        elif isinstance(current, Sequence) and not isinstance(current, str):
            stack.extend(reversed(current))


def types_of(item: Item) -> set[str]:
    """Return the names of an item's types without their vocabulary."""
    types = item.get("@type") or item.get("type") or ()
    names = [types] if isinstance(types, str) else types
    return {_local(name) for name in names if isinstance(name, str)}


def values(item: Any, *names: str) -> list[Any]:
    """Return all values of the first of some properties that has any, lists flattened; names in
    lower case.
    """
    if not isinstance(item, Mapping):
        return []
    lowered = {_local(key).lower(): value for key, value in item.items() if isinstance(key, str)}
    for name in names:
        if flat := list(_flat(lowered.get(name))):
            return flat
    return []


def _flat(value: Any) -> Iterator[Any]:
    if isinstance(value, str):
        if value.strip():
            yield value
    elif isinstance(value, Sequence):
        for part in value:
            yield from _flat(part) if isinstance(part, str | Mapping | int | float) else ()
    elif isinstance(value, Mapping) and "@value" in value:
        yield from _flat(value["@value"])
    elif isinstance(value, Mapping) and "@list" in value:
        yield from filter(None, value["@list"]) if isinstance(value["@list"], list) else ()
    elif value not in (None, {}):
        yield value


def _local(name: str) -> str:
    return re.split(r"[/#:]", name.strip().rstrip("/"))[-1]


class _Form(NamedTuple):
    """The attributes by which a markup opens an item, names its type and names a property."""

    item: str
    kind: str
    name: str


# https://html.spec.whatwg.org/multipage/microdata.html and https://www.w3.org/TR/rdfa-lite/
_FORMS = (_Form("itemscope", "itemtype", "itemprop"), _Form("typeof", "typeof", "property"))


def _marked(tree: LexborHTMLParser, kind: str, form: _Form) -> Iterator[Item]:
    inside: set[int] = set()
    for node in tree.css(f'[{form.kind}*="{kind}"]'):
        outer = {above.mem_id for above in parents(node)}
        if kind in _names(node.attributes.get(form.kind)) and not inside & outer:
            inside.add(node.mem_id)
            yield _item(tree, node, form, 0)


def _names(value: str | None) -> set[str]:
    return {_local(name) for name in (value or "").split()}


def _item(tree: LexborHTMLParser, root: LexborNode, form: _Form, depth: int) -> dict[str, Any]:
    """Return an item's properties, each a list; texts as the HTML they were written in."""
    item: dict[str, Any] = {"@type": sorted(_names(root.attributes.get(form.kind))), "@node": root}
    nodes = [*_referred(tree, root), *reversed(list(children(root)))]
    while nodes:
        node = nodes.pop()
        if not node.is_element_node:
            continue
        opens = form.item in node.attributes
        for name in _names(node.attributes.get(form.name)):
            if not opens:
                item.setdefault(name, []).append(_value(node, name.lower()))
            elif depth < _DEEPEST_ITEM:
                item.setdefault(name, []).append(_item(tree, node, form, depth + 1))
        if not opens:
            nodes.extend(reversed(list(children(node))))
    return item


def _referred(tree: LexborHTMLParser, node: LexborNode) -> list[LexborNode]:
    """Return the elements elsewhere in the page that microdata says belong to the item."""
    named = (node.attributes.get("itemref") or "").split()[:50]
    plain = (name for name in named if re.fullmatch(r"[\w-]+", name))
    return list(filter(None, (tree.css_first(f'[id="{name}"]') for name in plain)))


def _value(node: LexborNode, name: str) -> str:
    attributes, tag = node.attributes, node.tag or ""
    if (content := attributes.get("content")) is not None:
        return content
    source = _VALUE_SOURCE.get(tag) or (
        _LINK_SOURCE.get(tag) if tag in {"link", "img"} or name in _ADDRESSES else None
    )
    if source and (linked := attributes.get(source)):
        return linked
    return node.inner_html or ""
