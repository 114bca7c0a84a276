"""Zip files of XML parts (DOCX, XLSX, ODT, ODS) from unknown senders, opened within limits."""

from __future__ import annotations

import re
import zipfile
import zlib
from io import BytesIO
from typing import TYPE_CHECKING

from store.errors import ReadError
from store.loading.markup.xml import xml_root

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

MOST_ENTRIES = 10_000
MOST_BYTES = 200_000_000  # of all entries, unpacked; pictures are counted but never unpacked
SUSPECT, MOST_TIMES = 20_000_000, 100  # bytes from which entries packed so often are a bomb
MOST_XML_BYTES = 30_000_000  # of one XML part; the text of a thousand-page book is about 10 MB

_ENTRY_HEADER = b"PK\x01\x02"
# The vocabulary of Word's "Strict Open XML" has other names for the same elements.
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_TRANSITIONAL = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"


class Archive:
    """A zip file in memory. `name` is the file's name, for messages.

    Raises ReadError where the file is no whole zip file, or unpacks to more than the limits.
    """

    def __init__(self, content: bytes, name: str) -> None:
        self.name = name
        if content.count(_ENTRY_HEADER) > MOST_ENTRIES:
            raise ReadError(
                f"{name}: holds more than {MOST_ENTRIES:,} files; save the document anew"
            )
        try:
            self._zip = zipfile.ZipFile(BytesIO(content))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise ReadError(
                f"{name}: is damaged ({_one_line(error)}); save or download it again"
            ) from error
        size = sum(entry.file_size for entry in self._zip.infolist())
        packed = sum(entry.compress_size for entry in self._zip.infolist())
        if size > MOST_BYTES or (size > SUSPECT and size > MOST_TIMES * packed):
            raise ReadError(
                f"{name}: unpacks to {size:,} bytes, which is too much for {packed:,}; save it "
                "without its pictures, or a sheet as CSV"
            )

    def __contains__(self, part: str) -> bool:
        return part in self._zip.NameToInfo

    def read(self, part: str) -> bytes:
        """Return the bytes of `part`, b"" where there is none."""
        if part not in self:
            return b""
        entry = self._zip.getinfo(part)
        if entry.file_size > MOST_XML_BYTES:
            raise ReadError(
                f"{self.name}: {part} unpacks to {entry.file_size:,} bytes, above the limit of "
                f"{MOST_XML_BYTES:,}; "
                "split the document"
            )
        try:
            with self._zip.open(entry) as stream:
                return stream.read(MOST_XML_BYTES)
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            ValueError,
            OSError,
            NotImplementedError,
        ) as error:
            raise ReadError(
                f"{self.name}: {part} is damaged ({_one_line(error)}); save the document again"
            ) from error
        except RuntimeError as error:  # zipfile's error for an entry with a password
            raise ReadError(
                f"{self.name}: is encrypted; open it and save it without a password"
            ) from error

    def xml(self, part: str) -> Element | None:
        """Return the root element of `part`, None where there is no such part."""
        content = self.read(part).replace(_STRICT, _TRANSITIONAL)
        return parse_xml(content, f"{self.name}: {part}") if content else None


def parse_xml(content: bytes, name: str) -> Element:
    """Return the root element; raise ReadError where it is broken or beyond the limits."""
    from xml.etree.ElementTree import ParseError

    try:
        return xml_root(BytesIO(content), name)
    except (ParseError, ValueError, LookupError) as error:
        raise ReadError(
            f"{name} is not whole XML ({_one_line(error)}); save the document again"
        ) from error


def whole_number(text: str) -> int | None:
    """Return the value of an attribute that is a whole number, None for any other text."""
    return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else None


def number(text: str) -> float:
    """Return the value of an attribute that is a number, 0 for any other text."""
    try:
        return float(text)
    except ValueError:
        return 0.0


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__
