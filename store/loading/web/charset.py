"""The characters of a page's bytes: by byte order mark, as UTF-8, as declared, else by their frequencies."""

from __future__ import annotations

import codecs
import re

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""", re.I)
_DECLARED_WITHIN = 4096  # bytes; browsers look no further than 1024
_FEW_BYTES = 400  # too few to tell an encoding by the frequencies of characters
_SAMPLE = 100_000  # bytes whose frequencies are counted
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


def decoded(content: bytes, declared: str = "") -> str:
    """Return bytes as text. `declared` is what a header beside them says. Never raises."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content.decode(encoding, errors="replace").removeprefix("\ufeff")
    if (zeros := content[:2000].count(0)) > len(content[:2000]) // 4:
        little = content[1:2000:2].count(0) > zeros // 2
        return content.decode("utf-16-le" if little else "utf-16-be", errors="replace")
    labels = [declared, *(label.decode("ascii") for label in _DECLARED.findall(content[:_DECLARED_WITHIN]))]
    encodings = [known for label in labels if (known := _known(label))]
    if any(encoding.startswith("iso2022") for encoding in encodings) and b"\x1b" in content:
        return content.decode(encodings[0], errors="replace")
    for encoding in ["utf-8", *encodings]:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode(_guessed(content, encodings), errors="replace")


def _known(label: str) -> str:
    """Return Python's name of an encoding, an empty string for a label that names none."""
    try:
        codec = codecs.lookup(label) if label else None
    except (LookupError, ValueError):
        return ""
    # UTF-16 as a label stands in bytes that cannot be UTF-16, or it could not have been read.
    if codec is None or codec.name.startswith(("utf-16", "utf-32")) or not getattr(codec, "_is_text_encoding", True):
        return ""
    return _READ_AS.get(codec.name, codec.name)


def _guessed(content: bytes, encodings: list[str]) -> str:
    from charset_normalizer import from_bytes

    others = [encoding for encoding in encodings if encoding != "utf-8"]
    if others or "utf-8" in encodings:
        # A few damaged bytes in a page that says what it is: read it as it says.
        text = content.decode(encodings[0], errors="replace")
        if text.count("\ufffd") <= len(text) // 1000:
            return encodings[0]
    if len(content) < _FEW_BYTES and 4 * sum(byte > 127 for byte in content) < len(content):
        return "cp1252"
    best = from_bytes(content[:_SAMPLE]).best()
    return best.encoding if best is not None else "cp1252"
