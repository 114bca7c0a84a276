"""Rich Text Format: striprtf gives the text, and its lines are read as those of any plain text
are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from store.errors import ReadError
from store.loading.office._properties import fields_of
from store.loading.prose.text_file import TextLoader
from store.types import Loaded, Unread

MOST_CHARACTERS = 4_000_000  # without pictures; a page of Word's takes about 5,000
LONGEST_FONT_TABLE = 50_000  # characters; striprtf takes time with their square

_TOKEN = re.compile(r"\\.|[{}]", re.DOTALL)
_END = r"(?![a-zA-Z\d])"  # of a control word that has no number
_BYTES = re.compile(r"\\bin(\d{1,9}) ?")
_PICTURE = re.compile(r"(?>(?:[0-9a-fA-F]{2}[\r\n]*+){100,})")
_HIDDEN = re.compile(
    rf"\{{(?>(?:[^{{}}\\]|\\(?!(?:v|deleted){_END})[^{{}}])*)\\(?:v|deleted){_END}[^{{}}]*+\}}"
)
_ASIDE = re.compile(r"\{(?:\\\*)?\\(?:footnote|shptxt)(?![a-zA-Z])")
_FONT_TABLE = re.compile(r"\{(?:\\\*)?\\fonttbl")
_HEADING_STYLE = re.compile(r"\\s(\d+)(?:(?!\\s\d)[^{};]){0,400};", re.IGNORECASE)
_PROPERTY = re.compile(
    r"\{\\(title|author) ([^{}]{0,500})\}|\{\\(creatim|revtim)\\yr(\d{4})\\mo(\d{1,2})\\dy(\d{1,2})"
)
_MARK = "\ue001"  # begins a line that looks like a heading; of Unicode's private use
_MARKED = r"\u-8191\'3f "  # the same in RTF


class RtfLoader:
    """Loader of Rich Text Format. Embedded objects and pictures in it are never opened."""

    name = "RTF"
    suffixes = (".rtf",)

    def recognises(self, content: bytes, name: str) -> bool:
        """Say whether a file is in Rich Text Format."""
        return content[:64].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{\\rtf")

    def load(self, content: bytes, name: str) -> Iterator[Loaded | Unread]:
        """Yield the document; raise ReadError where it is no RTF or holds no text."""
        from striprtf.striprtf import rtf_to_text

        if not self.recognises(content, name):
            raise ReadError(f"{name}: is not RTF, which begins with {{\\rtf; check what wrote it")
        source = _without_pictures(content, name)
        try:
            text = rtf_to_text(_prepared(source), errors="replace")  # type: ignore[no-untyped-call]
        except (LookupError, TypeError, ValueError, OverflowError) as error:
            raise ReadError(
                f"{name}: is damaged ({type(error).__name__}); open it and save it anew"
            ) from error
        lines = map(
            _line, text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").split("\n")
        )
        if not (text := "\n".join(lines)).strip():
            raise ReadError(
                f"{name}: holds no text; if its pages are pictures, run OCR on them first"
            )
        properties = _properties(source)
        for loaded in TextLoader().load(text.encode(), name):
            if isinstance(loaded, Loaded):
                stated = fields_of("RTF document", loaded.markdown, **properties)
                title = loaded.fields.title or stated.title
                loaded = replace(
                    loaded, fields=replace(loaded.fields, title=title, provenance=stated.provenance)
                )
            yield loaded


def _without_pictures(content: bytes, name: str) -> str:
    source, kept, at = content.decode("latin-1"), "", 0
    for pictured in _BYTES.finditer(source):
        if pictured.start() >= at:
            kept, at = kept + source[at : pictured.start()], pictured.end() + int(pictured[1])
    text = _PICTURE.sub("", kept + source[at:])
    fonts = _FONT_TABLE.search(text)
    if len(text) > MOST_CHARACTERS or (
        fonts and _group_end(text, fonts.start()) - fonts.start() > LONGEST_FONT_TABLE
    ):
        raise ReadError(
            f"{name}: holds more text than one document may; split it into one file a posting"
        )
    return text


def _prepared(text: str) -> str:
    """Return RTF from which striprtf takes what it would leave out, and nothing that is hidden.

    Its reader of links takes time with the square of a line; they lose their addresses, which no
    document keeps.
    """
    headings = {
        style[1]
        for style in _HEADING_STYLE.finditer(text)
        if re.search(r"\b(?:heading \d|title);$", style[0], re.I)
    }
    text = (
        _asides_last(_HIDDEN.sub("", text))
        .replace(r"\pntext", r"\listtext")
        .replace(r"\field{", "{")
    )
    text = re.sub(rf"\\b{_END} ?|\\outlinelevel[0-8]{_END} ?", lambda word: word[0] + _MARKED, text)
    return re.sub(
        rf"\\s(\d+){_END} ?", lambda word: word[0] + (_MARKED if word[1] in headings else ""), text
    )


def _asides_last(text: str) -> str:
    """Put text boxes and notes at the end, where they interrupt no sentence."""
    kept: list[str] = []
    asides: list[str] = []
    at = 0
    for aside in _ASIDE.finditer(text):
        if aside.start() >= at:
            kept.append(text[at : aside.start()])
            at = _group_end(text, aside.start())
            asides.append(r"\par " + text[aside.end() : at].removesuffix("}"))
    body, end, unclosed = "".join([*kept, text[at:]]).rpartition("}")
    return "".join([body or unclosed, *asides, end])


def _group_end(text: str, start: int) -> int:
    depth = 0
    for token in _TOKEN.finditer(text, start):
        depth += {"{": 1, "}": -1}.get(token[0], 0)
        if not depth:
            return token.end()
    return len(text)


def _line(line: str) -> str:
    """A line as plain text has it: one that looks like a heading stands apart from those around
    it.
    """
    words = line.replace(_MARK, "")
    return f"\n{words.strip()}\n" if line.lstrip().startswith(_MARK) and "|" not in line else words


def _properties(text: str) -> dict[str, str]:
    """What the file says of itself, as `fields_of` takes it."""
    names = {"creatim": "created", "revtim": "changed"}
    return {
        match[1] or names[match[3]]: match[2] or f"{match[4]}-{match[5]:0>2}-{match[6]:0>2}"
        for match in _PROPERTY.finditer(text)
    }
