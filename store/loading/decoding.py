"""Bytes of a file to text: what is too large, binary or not UTF-8 is refused with the command that mends it."""

from __future__ import annotations

import codecs
from pathlib import Path

from store.errors import ReadError

LARGEST_FILE = 20_000_000  # bytes
LONGEST_LINE = 1_000_000  # characters

_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_UTF_32 = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
_MAGIC = {
    b"%PDF": ("a PDF", "pdftotext FILE"),
    b"PK\x03\x04": ("a Word document or another archive", "save it as plain text"),
    b"\xd0\xcf\x11\xe0": ("an old Word document", "save it as plain text"),
    b"{\\rtf": ("an RTF document", "save it as plain text"),
    b"\x89PNG": ("a picture", "leave it out"),
    b"GIF8": ("a picture", "leave it out"),
    b"\xff\xd8\xff": ("a picture", "leave it out"),
    b"\x1f\x8b": ("a gzip archive", "gunzip FILE"),
}


def read_text(path: Path) -> str:
    """Return a file's text, newlines as \\n; raise ReadError where it is no text or too large."""
    text = _decoded(path, _bytes(path)).replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise ReadError(f"{path}: the file is empty; put the text to be read into it")
    longest = max(map(len, text.split("\n")))
    if longest > LONGEST_LINE:
        raise ReadError(
            f"{path}: a line of {longest:,} characters is above the limit of {LONGEST_LINE:,}; break it: fold -s FILE"
        )
    return text


def _bytes(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > LARGEST_FILE:
            raise ReadError(
                f"{path}: {size:,} bytes is above the limit of {LARGEST_FILE:,}; split it, e.g. split -C 10m FILE"
            )
        with path.open("rb") as file:
            return file.read(LARGEST_FILE + 1)
    except PermissionError as error:
        raise ReadError(f"{path}: permission denied; allow reading, e.g. chmod u+r FILE") from error
    except OSError as error:
        raise ReadError(f"{path}: cannot be read ({error.strerror or error}); check the path and the disk") from error


def _decoded(path: Path, content: bytes) -> str:
    for magic, (what, command) in _MAGIC.items():
        if content.startswith(magic):
            raise ReadError(f"{path}: this is {what}, not text; {command}")
    encoding = "utf-32" if content.startswith(_UTF_32) else "utf-16" if content.startswith(_UTF_16) else "utf-8-sig"
    if encoding == "utf-8-sig" and b"\0" in content:
        raise ReadError(f"{path}: binary (a NUL byte at offset {content.index(0)}), not text; save it as plain text")
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise ReadError(
            f"{path}: not {encoding.removesuffix('-sig').upper()} (byte {content[error.start]:#04x} "
            f"at offset {error.start}: {error.reason}); convert it, e.g. iconv -f latin1 -t utf-8 FILE > NEW"
        ) from error
