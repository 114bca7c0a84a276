"""Bytes to text: the encoding by byte order mark, else UTF-8, else as chardet detects it."""

from __future__ import annotations

import codecs
import io
import re
from collections import Counter

from store.errors import ReadError

_MARKS = (  # UTF-32 first: its mark begins with that of UTF-16
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE = 65_536  # bytes: chardet's answer does not change with more
_HIGHER_BYTES = 4  # that most letters, punctuation and spaces of a text have: 00, 04 and 20 in Cyrillic
_LEAST_PAIRS = 8
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f\ufffd]")
_SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_HIGH = re.compile(rb"[\x80-\xff]")
_MIXED = "rolecall-mixed"  # error handler: a byte that is no UTF-8 is read as Windows-1252


def decoded(content: bytes, name: str) -> str:
    """Return all of `content` as text without its mark and without NUL; raise ReadError where it is binary."""
    with stream(content, name) as text:
        return text.read().replace("\0", "")


def stream(content: bytes, name: str) -> io.TextIOWrapper:
    """Return `content` as a text stream, newlines as they are; raise ReadError where it is binary."""
    encoding, errors = _encoding(content, name)
    return io.TextIOWrapper(io.BytesIO(content), encoding=encoding, errors=errors, newline="")


def _encoding(content: bytes, name: str) -> tuple[str, str]:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return encoding, "replace"
    head = content[:_SAMPLE]
    if nul := head.count(0):
        if wide := _without_mark(head):
            return wide, "replace"
        if nul > len(head) // 100 and not _is_text_around_nul(head, nul):
            raise ReadError(f"{name}: binary, not text; open it in its own program and save it as text")
    return ("utf-8", "strict") if _is_utf_8(content) else _detected(content)


def _is_utf_8(content: bytes) -> bool:
    """Tell UTF-8 without a second copy of a large file in memory."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for start in range(0, len(content), _SAMPLE):
            decoder.decode(content[start : start + _SAMPLE])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _without_mark(head: bytes) -> str:
    """UTF-16 without a mark: in words of one alphabet the higher bytes are few, and those of spaces zero."""
    pairs = len(head) // 2
    for encoding, low in (("utf-16-le", 0), ("utf-16-be", 1)):
        lower, higher = head[low : 2 * pairs : 2], Counter(head[1 - low : 2 * pairs : 2])
        few = sum(count for _, count in higher.most_common(_HIGHER_BYTES)) > 0.95 * pairs
        spaced = higher[0] > 0.05 * pairs and lower.count(0) < 0.01 * pairs
        if (
            pairs >= _LEAST_PAIRS
            and few
            and spaced
            and not _CONTROL.search(head[: 2 * pairs].decode(encoding, "replace"))
        ):
            return encoding
    return ""


def _is_text_around_nul(head: bytes, nul: int) -> bool:
    """Whether bytes are UTF-8 without a control character once the NUL among them, at most a quarter, are dropped."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        text = decoder.decode(head.replace(b"\0", b""))
    except UnicodeDecodeError:
        return False
    return nul <= len(head) / 4 and not _CONTROL.search(text)


def _detected(content: bytes) -> tuple[str, str]:
    first = _HIGH.search(content)
    start = max(0, first.start() - 100) if first else 0
    telling = content[start : start + _SAMPLE]
    valid = sum(len(sequence) for sequence in _SEQUENCE.findall(telling))
    if valid > 0.5 * len(_HIGH.findall(telling)):
        return "utf-8", _MIXED
    import chardet

    encoding = chardet.detect(telling)["encoding"] or "cp1252"
    try:
        codecs.lookup(encoding)
    except LookupError:
        encoding = "cp1252"
    return encoding, "replace"


def _as_windows_1252(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.start + 1].decode("cp1252", "replace"), error.start + 1


codecs.register_error(_MIXED, _as_windows_1252)
