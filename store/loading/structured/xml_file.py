"""XML feeds of postings: Personio, Indeed and its kin, RSS and Atom.

No DTD, no entity, nothing fetched.
"""

from __future__ import annotations

import html
import io
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from store.errors import ReadError
from store.loading.markup.decoding import readable
from store.loading.markup.xml import xml_root
from store.loading.structured.objects import numbered, postings_in
from store.types import Loaded, Unread

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_MOST_NAMES = 12  # elements that an error names
_DECLARED = re.compile(rb"(?:\xef\xbb\xbf)?\s*<\?xml\s")
_ROOT = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?>(?:<\?[^>]*\?>\s*|<!--(?:(?!-->).)*-->\s*|<!DOCTYPE[^>\[]*>\s*)*)"
    rb"<([A-Za-z_][\w.:-]*)",
    re.S,
)
_UTF_16 = (b"\xff\xfe<\0", b"\xfe\xff\0<")
_PAGES = frozenset({b"html", b"svg", b"body", b"head"})
_FEEDS = frozenset(
    {b"rss", b"feed", b"source", b"jobs", b"workzag-jobs", b"positions", b"vacancies", b"rdf"}
)
_MARKUP = frozenset(
    "a b br div em font h1 h2 h3 h4 h5 h6 i li ol p section span strong table u ul".split()
)
_ELSEWHERE = frozenset(
    {"self", "edit", "hub", "next", "prev", "previous", "first", "last", "enclosure"}
)
_ENTITY = re.compile(
    r"&(?!#\d+;|#x[0-9a-fA-F]+;|amp;|lt;|gt;|quot;|apos;)(?:([A-Za-z][A-Za-z0-9]{1,30});)?"
)
_CDATA = re.compile(r"(<!\[CDATA\[.*?\]\]>)", re.S)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


class XmlLoader:
    """Reads XML feeds of postings."""

    name = "XML"
    suffixes = (".xml", ".rss", ".atom")

    def recognises(self, content: bytes, name: str) -> bool:
        """Tell by the declaration or by a feed's root element; a page of XHTML or a picture is
        none.
        """
        head = content[:20_000]
        root = _ROOT.match(head)
        if root and root[1].lower().rpartition(b":")[2] in _PAGES:
            return False
        if _DECLARED.match(head) or head.startswith(_UTF_16):
            return True
        if root is None:
            return False
        return root[1].lower().rpartition(b":")[2] in _FEEDS or name.lower().endswith(self.suffixes)

    def load(self, content: bytes, name: str) -> Iterator[Loaded | Unread]:
        """Yield each posting; raise ReadError for a DTD, for broken XML and where nothing is a
        posting.
        """
        root = _parsed(content, name)
        value = {_local(root.tag): _value(root)}
        has_postings = False
        for piece in numbered(postings_in(value)):
            has_postings = True
            yield piece
        if not has_postings:
            raise ReadError(
                f"{name}: no posting in it: no element has a title and a text or place; "
                f"{_names(root)}"
            )


def _parsed(content: bytes, name: str) -> Element:
    from xml.etree.ElementTree import ParseError

    try:
        return xml_root(io.BytesIO(content), name)
    except (ParseError, ValueError, LookupError):
        pass  # feeds are often broken in ways that a reader can mend
    try:
        return xml_root(io.BytesIO(_mended(readable(content, name)).encode()), name)
    except (ParseError, ValueError, LookupError) as error:
        line, column = getattr(error, "position", (0, 0))
        where = f" in line {line}, column {column}" if line else ""
        raise ReadError(f"{name}: broken XML{where}; export it again") from error


def _mended(text: str) -> str:
    """Resolve HTML's entities, escape single "&" and drop control characters; the text is UTF-8
    from here on.
    """
    parts = _CDATA.split(_DECLARATION.sub("", _CONTROL.sub("", text.lstrip("\ufeff"))))
    return "".join(
        part if part.startswith("<![CDATA[") else _ENTITY.sub(_resolved, part) for part in parts
    )


def _resolved(entity: re.Match[str]) -> str:
    character = html.unescape(entity[0]) if entity[1] else "&"
    return character.replace("&", "&amp;").replace("<", "&lt;")


def _value(element: Element) -> Any:
    """An element as text, or as an object of its children and attributes; XHTML inside it as
    HTML.
    """
    children = list(element)
    attributes = {_local(key): value for key, value in element.attrib.items()}
    if not children:
        return (element.text or "").strip() or _of_attributes(attributes)
    if _is_markup(element):
        return _inner(element)
    members: dict[str, Any] = {
        key: value
        for key, value in attributes.items()
        if key not in {"lang", "type", "schemaLocation"}
    }
    for child in children:
        if isinstance(child.tag, str) and (value := _value(child)) not in ("", {}):
            key = _local(child.tag)
            if key not in members:
                members[key] = value
            elif isinstance(members[key], list):
                members[key].append(value)
            else:
                members[key] = [members[key], value]
    return members


def _of_attributes(attributes: dict[str, str]) -> Any:
    """An empty element by what its attributes say: a link's address, a category's name."""
    if "href" in attributes:
        return "" if attributes.get("rel") in _ELSEWHERE else attributes["href"]
    return (
        attributes.get("term")
        or attributes.get("value")
        or {key: value for key, value in attributes.items() if key != "type"}
    )


def _is_markup(element: Element) -> bool:
    names = [_local(child.tag) for child in element if isinstance(child.tag, str)]
    mixed = bool((element.text or "").strip()) or any(
        (child.tail or "").strip() for child in element
    )
    return (
        bool(names)
        and all(name.lower() in _MARKUP for name in names)
        and (mixed or len(set(names)) == 1 or "p" in names)
    )


def _inner(element: Element) -> str:
    """What stands in an element as HTML, names without their namespaces."""
    from xml.etree.ElementTree import tostring

    for part in element.iter():
        if isinstance(part.tag, str):
            part.tag = _local(part.tag)
    inside = "".join(tostring(child, encoding="unicode", method="html") for child in element)
    return html.escape(element.text or "", quote=False) + inside


def _local(name: str) -> str:
    return name.rpartition("}")[2]


def _names(root: Element) -> str:
    names = dict.fromkeys(
        _local(element.tag) for element in root.iter() if isinstance(element.tag, str)
    )
    return f"its elements are {', '.join(list(names)[:_MOST_NAMES])}"
