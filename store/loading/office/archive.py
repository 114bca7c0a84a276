"""Zip files of XML parts (DOCX, ODT) from unknown senders: opened within limits, without DTDs and entities."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING

from store.errors import ReadError

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

MOST_ENTRIES = 10_000
MOST_BYTES = 500_000_000  # of all entries, unpacked; pictures are counted but never unpacked
MOST_XML_BYTES = 30_000_000  # of one XML part; the text of a thousand-page book is about 10 MB
MOST_ELEMENTS = 400_000  # of one XML part; a page of Word's takes about 300
DEEPEST = 200  # elements within elements; Word nests tables about five levels deep at most, 60 elements

_ENTRY_HEADER = b"PK\x01\x02"


class Archive:
    """A zip file in memory. `name` is the file's name, for messages.

    Raises ReadError where the file is no whole zip file, or unpacks to more than the limits.
    """

    def __init__(self, content: bytes, name: str) -> None:
        self.name = name
        if content.count(_ENTRY_HEADER) > MOST_ENTRIES:
            raise ReadError(f"{name}: holds more than {MOST_ENTRIES:,} files; save the document anew")
        try:
            self._zip = zipfile.ZipFile(BytesIO(content))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise ReadError(f"{name}: is damaged ({_one_line(error)}); save or download it again") from error
        size = sum(entry.file_size for entry in self._zip.infolist())
        if size > MOST_BYTES:
            raise ReadError(
                f"{name}: unpacks to {size:,} bytes, above the limit of {MOST_BYTES:,}; save it without its pictures"
            )

    def __contains__(self, part: str) -> bool:
        return part in self._zip.NameToInfo

    def __iter__(self) -> Iterator[str]:
        return iter(self._zip.namelist())

    def read(self, part: str) -> bytes:
        """Return the bytes of `part`, b"" where there is none."""
        if part not in self:
            return b""
        entry = self._zip.getinfo(part)
        if entry.file_size > MOST_XML_BYTES:
            raise ReadError(
                f"{self.name}: {part} unpacks to {entry.file_size:,} bytes, above the limit of {MOST_XML_BYTES:,}; "
                "split the document"
            )
        try:
            with self._zip.open(entry) as stream:
                return stream.read(MOST_XML_BYTES)
        except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, OSError, NotImplementedError) as error:
            raise ReadError(f"{self.name}: {part} is damaged ({_one_line(error)}); save the document again") from error
        except RuntimeError as error:  # zipfile's error for an entry with a password
            raise ReadError(f"{self.name}: is encrypted; open it and save it without a password") from error

    def xml(self, part: str) -> Element | None:
        """Return the root element of `part`, None where there is no such part."""
        content = self.read(part)
        return parse_xml(content, f"{self.name}: {part}") if content else None


def parse_xml(content: bytes, name: str) -> Element:
    """Return the root element; raise ReadError for DTDs, broken XML, and more or deeper elements than the limits."""
    from xml.etree.ElementTree import ParseError

    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import iterparse

    root, depth, count = None, 0, 0
    try:
        for event, element in iterparse(BytesIO(content), events=("start", "end"), forbid_dtd=True):
            if event == "end":
                depth -= 1
                continue
            root = element if root is None else root
            depth, count = depth + 1, count + 1
            if depth > DEEPEST or count > MOST_ELEMENTS:
                raise ReadError(f"{name} holds too many elements or too deep ones; save the document anew")
    except DefusedXmlException as error:
        raise ReadError(f"{name} declares entities or a DTD, which no document needs; save it anew") from error
    except (ParseError, ValueError, LookupError) as error:
        raise ReadError(f"{name} is not whole XML ({_one_line(error)}); save the document again") from error
    if root is None:
        raise ReadError(f"{name} is empty; save the document again")
    found: Element = root
    return found


def whole_number(text: str) -> int | None:
    """Return the value of an attribute that is a whole number, None for any other text."""
    return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else None


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__
