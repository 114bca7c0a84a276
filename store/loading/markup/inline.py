"""Runs of styled text to lines of Markdown, with what would be read as markup escaped."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import groupby

_MARKUP = re.compile(
    r"""
      \\(?=[!-/:-@\[-`{-~])         # a backslash before punctuation
    | [*`]
    | (?<!\w)_ | _(?!\w)            # inside a word an underscore is no markup
    | \](?=[(\[:])                  # the middle of a link
    | <(?=[A-Za-z/!?])
    | &(?=\#?\w{1,32};)
    | ~(?=~)
    """,
    re.VERBOSE,
)
_LINE_MARKUP = re.compile(r"(?:#{1,6}|[-+])(?=\s|$)|>|(?:=+|-{2,}|~{3,})(?=\s*$)")
_NUMBERED = re.compile(r"(\d{1,9})([.)])(?=\s|$)")
_SPACES = re.compile(r"[ \t]+")


@dataclass(frozen=True, slots=True)
class Run:
    """Neighbouring characters of one style; a newline is a line break that the author made."""

    text: str
    strong: bool = False
    underlined: bool = False


def escaped(text: str) -> str:
    """Return text that Markdown reads as itself inside a line."""
    return _MARKUP.sub(lambda mark: "\\" + mark[0], text)


def escaped_line(line: str) -> str:
    """Return a line of Markdown that opens no heading, list, quote or rule."""
    if mark := _NUMBERED.match(line):
        return f"{mark[1]}\\{line[mark.end(1) :]}"
    return "\\" + line if _LINE_MARKUP.match(line) else line


def paragraphs(runs: list[Run]) -> list[list[str]]:
    """Return paragraphs of Markdown lines; an empty line parts two paragraphs. Line starts are not escaped yet."""
    lines = [_rendered(line) for line in _split(runs)]
    return [list(group) for filled, group in groupby(lines, key=bool) if filled]


def plain(runs: list[Run]) -> str:
    """Return all runs as one escaped line without styles."""
    return escaped(" ".join("".join(run.text for run in runs).split()))


def _split(runs: list[Run]) -> list[list[Run]]:
    lines: list[list[Run]] = [[]]
    for run in runs:
        first, *others = run.text.split("\n")
        lines[-1].append(replace(run, text=first))
        lines.extend([replace(run, text=text)] for text in others)
    return lines


def _rendered(line: list[Run]) -> str:
    """Return one line of Markdown; a line that is underlined throughout counts as strong."""
    underlined = all(run.underlined for run in line if run.text.strip())
    merged = _merged([Run(run.text, strong=run.strong or underlined) for run in line])
    parts = []
    for before, run, after in zip([None, *merged], merged, [*merged[1:], None], strict=False):
        if run.strong:
            parts.append(_strong(run.text, before.text[-1:] if before else "", after.text[:1] if after else ""))
        else:
            parts.append(escaped(run.text))
    return "".join(parts)


def _merged(line: list[Run]) -> list[Run]:
    """Join neighbours of one style, blanks with the run before them, and keep single spaces, none at the ends."""
    merged: list[Run] = []
    for run in line:
        blank = not run.text.strip()
        if merged and (blank or merged[-1].strong == run.strong):
            merged[-1] = replace(merged[-1], text=merged[-1].text + run.text)
        elif not blank:
            merged.append(run)
    spaced: list[Run] = []
    for run in merged:
        text = _SPACES.sub(" ", run.text)
        opens = not spaced or spaced[-1].text.endswith(" ")
        spaced.append(replace(run, text=text.removeprefix(" ") if opens else text))
    if spaced:
        spaced[-1] = replace(spaced[-1], text=spaced[-1].text.rstrip())
    return spaced


def _strong(text: str, before: str, after: str) -> str:
    """Mark text as strong so that Markdown reads it so: the marks touch no blank inside, no letter outside."""
    start, end = len(text) - len(text.lstrip()), len(text.rstrip())
    if start == 0 and before.isalnum():
        while start < end and not text[start].isalnum():
            start += 1
    if end == len(text) and after.isalnum():
        while end > start and not text[end - 1].isalnum():
            end -= 1
    core = text[start:end]
    if not any(map(str.isalnum, core)):
        return escaped(text)
    return f"{escaped(text[:start])}**{escaped(core)}**{escaped(text[end:])}"
