"""XML from unknown senders: read within limits, without DTDs and entities; nothing is fetched."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING

from store.errors import ReadError

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

DEEPEST = (
    200  # elements within elements; Word nests tables about five levels deep at most, 60 elements
)
MOST_ELEMENTS = 1_000_000  # a feed of 20 MB has some 400,000, a page of Word's about 300


def xml_root(source: IO[bytes], name: str) -> Element:
    """Return the root element of `name`.

    Raises ReadError for a DTD, an entity, and more or deeper elements than the limits;
    ElementTree.ParseError, ValueError or LookupError for broken XML.
    """
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import iterparse

    depth = count = 0
    opened: list[Element] = []
    try:
        for event, element in iterparse(source, events=("start", "end"), forbid_dtd=True):
            opened = opened or [element]
            depth += 1 if event == "start" else -1
            count += event == "start"
            if depth > DEEPEST or count > MOST_ELEMENTS:
                raise ReadError(
                    f"{name}: has elements nested deeper than {DEEPEST} or more than "
                    f"{MOST_ELEMENTS:,}; split it"
                )
    except DefusedXmlException as error:
        raise ReadError(
            f"{name}: declares a DTD or entities, which are refused; save it without <!DOCTYPE>"
        ) from error
    return opened[0]  # a text without an element is a ParseError
