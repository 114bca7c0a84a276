"""The characters of a text as a reader sees them: no hidden ones, one kind of space, composed
letters.
"""

from __future__ import annotations

import re
import unicodedata

_HIDDEN = re.compile(
    "[\u00ad\u034f\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
)
# A joiner shapes letters of Persian or Hindi and pictures made of several signs; between Latin
# letters it is noise.
_IDLE_JOINER = re.compile("(?<![^\x00-\u02af])[\u200c\u200d]|[\u200c\u200d](?![^\x00-\u02af])")
_SPACE = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_LINE_END = re.compile("\r\n?|[\u0085\u2028\u2029\x0b\x0c]")
_ASCII_TO_CHANGE = re.compile("[\x00-\x08\x0b-\x1f\x7f]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def letters_of(text: str) -> str:
    """Return the letters and digits of a text in lower case, by which it is found in another."""
    return "".join(re.findall(r"[^\W_]+", text.lower()))


def legible(text: str) -> str:
    """Return the text in Unicode NFC with plain spaces and line feeds, no hidden or control
    characters.
    """
    if text.isascii() and not _ASCII_TO_CHANGE.search(text):
        return text
    text = _LINE_END.sub("\n", text)
    text = _SPACE.sub(" ", _HIDDEN.sub("", text))
    text = _CONTROL.sub("", _IDLE_JOINER.sub("", text))
    return unicodedata.normalize("NFC", text)
