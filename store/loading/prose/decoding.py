"""Bytes of a text file to legible text: what is binary or empty is refused with the command that mends it."""

from __future__ import annotations

import codecs
import re
import unicodedata
from itertools import pairwise

from store.errors import ReadError
from store.loading.markup.characters import legible
from store.loading.structured.text_bytes import decoded

LONGEST_LINE = 1_000_000  # characters
MOST_LINES = 400_000

_MAGIC = {
    b"%PDF": ("a PDF", "pdftotext FILE"),
    b"PK\x03\x04": ("a Word document or another archive", "give it its own suffix or save it as plain text"),
    b"\xd0\xcf\x11\xe0": ("an old Word document", "save it as plain text"),
    b"{\\rtf": ("an RTF document", "name it .rtf or save it as plain text"),
    b"\x89PNG": ("a picture", "leave it out"),
    b"GIF8": ("a picture", "leave it out"),
    b"\xff\xd8\xff": ("a picture", "leave it out"),
    b"\x1f\x8b": ("a gzip archive", "gunzip FILE"),
    b"\x7fELF": ("a program", "leave it out"),
}
_WIDE = {
    "utf-32": (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE),
    "utf-16": (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE),
}
_SAMPLE = 65_536  # bytes or characters that tell what a file is
_MOST_CONTROLS = 0.02  # of a text's characters; a terminal's colours stay below
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_TERMINAL = re.compile("\x1b\\[[0-9;?]*[A-Za-z]|\x1b\\][^\x07\x1b]*(?:\x07|\x1b\\\\)")
_WORD = re.compile(r"[^\W\d_]{3,}")


def text_of(content: bytes, name: str) -> str:
    """Return a file's text in NFC without hidden characters, line ends as "\\n".

    Raises ReadError where it is binary, empty, or has more or longer lines than are read.
    """
    for magic, (kind, command) in _MAGIC.items():
        if content.startswith(magic):
            raise ReadError(f"{name}: this is {kind}, not text; {command}")
    text = _TERMINAL.sub("", _decoded(content, name))
    _refuse_controls(text[:_SAMPLE], name)
    text = legible(text.replace("\r\n", "\n").replace("\r", "\n"))
    if not text.strip():
        raise ReadError(f"{name}: the file is empty; put the text to be read into it")
    lines = text.count("\n")
    if lines > MOST_LINES:
        raise ReadError(
            f"{name}: {lines:,} lines are above the limit of {MOST_LINES:,}; split it, e.g. split -l {MOST_LINES} FILE"
        )
    longest = max(map(len, text.split("\n")))
    if longest > LONGEST_LINE:
        raise ReadError(
            f"{name}: a line of {longest:,} characters is above the limit of {LONGEST_LINE:,}; break it: fold -s FILE"
        )
    return text


def _decoded(content: bytes, name: str) -> str:
    for encoding, marks in _WIDE.items():
        if content.startswith(marks):
            return _from_wide(content, encoding, name)
    text = decoded(content, name)
    return content.decode("cp1252", "replace") if _is_misread(content, text[:_SAMPLE]) else text


def _from_wide(content: bytes, encoding: str, name: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise ReadError(
            f"{name}: not {encoding.upper()}, though it begins with its mark ({error.reason} at offset "
            f"{error.start}); save it as UTF-8"
        ) from error


def _is_misread(content: bytes, text: str) -> bool:
    """Tell a wrong guess by its words: letters of two scripts in one ("prкt" for "prêt"), a capital within ("CafÚ")."""
    if content[:_SAMPLE].isascii() or _is_utf_8(content):
        return False
    words = [word for word in _WORD.findall(text) if not word.isascii()]
    odd = sum(
        _is_latin(before) != _is_latin(letter) or (before.islower() and letter.isupper() and not letter.isascii())
        for word in words
        for before, letter in pairwise(word)
    )
    return bool(odd > len(words) / 4)


def _is_latin(letter: str) -> bool:
    return unicodedata.name(letter, "").startswith("LATIN")


def _is_utf_8(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _refuse_controls(head: str, name: str) -> None:
    if len(_CONTROL.findall(head)) > _MOST_CONTROLS * len(head):
        raise ReadError(f"{name}: binary (mostly control characters), not text; save it as plain text")
