"""Bytes to text: by byte order mark, as UTF-8, as the text declares, else as chardet detects it."""

from __future__ import annotations

import codecs
import io
import re

from store.errors import ReadError

_WIDE = ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be")
# Labels that browsers read as a wider encoding: https://encoding.spec.whatwg.org/#names-and-labels
_READ_AS = {
    "ascii": "cp1252",
    "euc_kr": "cp949",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "shift_jis": "cp932",
    "tis-620": "cp874",
}
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""", re.I)
_DECLARED_WITHIN = 4096  # bytes; browsers look no further than 1024
_SAMPLE = 65_536  # bytes: chardet's answer does not change with more
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f\ufffd]")
_SEQUENCE = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
_HIGH = re.compile(rb"[\x80-\xff]")
_MIXED = "rolecall-mixed"  # error handler: a byte that is not UTF-8 is read as Windows-1252


def decoded(content: bytes, declared: str = "") -> str:
    """Return bytes as text without their mark and without NUL. Never raises.

    `declared` is the encoding that a header beside them names; it counts before the one they name
    themselves.
    """
    return content.decode(*_encoding(content, declared)).removeprefix("\ufeff").replace("\0", "")


def readable(content: bytes, name: str) -> str:
    """Return the content of file `name` as `decoded` does; raise ReadError where it is binary."""
    with stream(content, name) as text:
        return text.read().removeprefix("\ufeff").replace("\0", "")


def stream(content: bytes, name: str) -> io.TextIOWrapper:
    """Return the content of file `name` as a text stream, newlines as they are; raise ReadError
    where it is binary.
    """
    head = content[:_SAMPLE]
    encoding, errors = _encoding(content)
    nul = 0 if encoding.startswith(("utf-16", "utf-32")) else head.count(0)
    if nul > len(head) // 100 and not _is_text_around_nul(head, nul):
        raise ReadError(f"{name}: binary, not text; open it in its own program and save it as text")
    return io.TextIOWrapper(io.BytesIO(content), encoding=encoding, errors=errors, newline="")


def _encoding(content: bytes, declared: str = "") -> tuple[str, str]:
    """The encoding of some bytes, and how errors in it are handled."""
    if wide := _wide(content[:_SAMPLE]):
        return wide, "replace"
    labels = [
        declared,
        *(label.decode("ascii") for label in _DECLARED.findall(content[:_DECLARED_WITHIN])),
    ]
    encodings = [encoding for label in labels if (encoding := _known(label))]
    if b"\x1b" in content and any(encoding.startswith("iso2022") for encoding in encodings):
        return encodings[0], "replace"
    fitting = (encoding for encoding in ("utf-8", *encodings) if _fits(content, encoding))
    return next(((encoding, "strict") for encoding in fitting), None) or _detected(
        content, encodings
    )


def _known(label: str) -> str:
    """Python's name of an encoding, "" for a label that names none."""
    try:
        codec = codecs.lookup(label) if label else None
    except (LookupError, ValueError):
        return ""
    # UTF-16 as a label stands in bytes that cannot be UTF-16, or it could not have been read.
    if (
        codec is None
        or codec.name.startswith(("utf-16", "utf-32"))
        or not getattr(codec, "_is_text_encoding", True)
    ):
        return ""
    return _READ_AS.get(codec.name, codec.name)


def _fits(content: bytes, encoding: str) -> bool:
    """Whether bytes decode without an error, found without a second copy of a large file in
    memory.
    """
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for start in range(0, len(content), _SAMPLE):
            decoder.decode(content[start : start + _SAMPLE])
        decoder.decode(b"", final=True)
    except UnicodeError:
        return False
    return True


def _wide(head: bytes) -> str:
    """UTF-16 or UTF-32, "" for bytes that are neither."""
    import chardet

    marked = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    if not marked and 0 not in head:
        return ""
    encoding = chardet.detect(head, compat_names=False)["encoding"] or ""
    is_text = marked or not _CONTROL.search(head.decode(encoding or "ascii", "replace"))
    return encoding if encoding in _WIDE and is_text else ""


def _is_text_around_nul(head: bytes, nul: int) -> bool:
    """Whether bytes are UTF-8 without a control character once the NUL among them, at most a
    quarter, are dropped.
    """
    try:
        text = codecs.getincrementaldecoder("utf-8")().decode(head.replace(b"\0", b""))
    except UnicodeDecodeError:
        return False
    return nul <= len(head) / 4 and not _CONTROL.search(text)


def _detected(content: bytes, encodings: list[str]) -> tuple[str, str]:
    """What bytes most likely are that fit neither UTF-8 nor what they declare."""
    import chardet

    if encodings:  # a few damaged bytes in a text that says what it is
        text = content.decode(encodings[0], "replace")
        if text.count("\ufffd") <= len(text) // 1000:
            return encodings[0], "replace"
    first = _HIGH.search(content)
    start = max(0, first.start() - 100) if first else 0
    telling = content[start : start + _SAMPLE]
    if sum(map(len, _SEQUENCE.findall(telling))) > 0.5 * len(_HIGH.findall(telling)):
        return "utf-8", _MIXED
    found = chardet.detect(
        telling,
        encoding_era=chardet.EncodingEra.MODERN_WEB | chardet.EncodingEra.LEGACY_MAC,
        prefer_superset=True,
        compat_names=False,
        exclude_encodings=_WIDE,
    )
    return found["encoding"] or "cp1252", "replace"


def _as_windows_1252(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.start + 1].decode("cp1252", "replace"), error.start + 1


codecs.register_error(_MIXED, _as_windows_1252)
