"""Runs of styled text to lines of Markdown, with what would be read as markup escaped."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby

_MARKUP = re.compile(
    r"""
      \\(?=[!-/:-@\[-`{-~]|\Z)      # a backslash before punctuation
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


def are_blank(runs: list[Run]) -> bool:
    """Tell whether runs hold no text."""
    return all(not run.text or run.text.isspace() for run in runs)


def paragraphs(runs: list[Run]) -> list[list[str]]:
    """Return paragraphs of Markdown lines; an empty line parts two paragraphs.

    Line starts are not escaped yet.
    """
    lines = [_rendered(line) for line in _split(runs)]
    return [list(group) for filled, group in groupby(lines, key=bool) if filled]


def plain(runs: list[Run]) -> str:
    """Return all runs as one escaped line without styles."""
    return escaped(" ".join("".join(run.text for run in runs).split()))


def _split(runs: list[Run]) -> list[list[Run]]:
    lines: list[list[Run]] = [[]]
    for run in runs:
        if "\n" not in run.text:
            lines[-1].append(run)
            continue
        first, *others = run.text.split("\n")
        lines[-1].append(Run(first, run.strong, run.underlined))
        lines.extend([Run(text, run.strong, run.underlined)] for text in others)
    return lines


def _rendered(line: list[Run]) -> str:
    """Return one line of Markdown; a line that is underlined throughout counts as strong."""
    filled = [run for run in line if not run.text.isspace()]
    underlined = bool(filled) and all(run.underlined for run in filled)
    if not underlined and not any(run.strong for run in filled):
        return escaped(_SPACES.sub(" ", "".join([run.text for run in line])).strip())
    merged = _merged(line, underlined)
    parts = []
    for position, (text, strong) in enumerate(merged):
        if strong:
            before = merged[position - 1][0][-1:] if position else ""
            after = merged[position + 1][0][:1] if position + 1 < len(merged) else ""
            parts.append(_strong(text, before, after))
        else:
            parts.append(escaped(text))
    return "".join(parts)


def _merged(line: list[Run], all_strong: bool) -> list[tuple[str, bool]]:
    """Join neighbours of one style, blanks with what is before them, and keep single spaces,
    none at the ends.
    """
    groups: list[tuple[list[str], bool]] = []
    for run in line:
        blank, strong = not run.text.strip(), run.strong or all_strong
        if groups and (blank or groups[-1][1] == strong):
            groups[-1][0].append(run.text)
        elif not blank:
            groups.append(([run.text], strong))
    merged: list[tuple[str, bool]] = []
    for texts, strong in groups:
        text = _SPACES.sub(" ", "".join(texts))
        opens = not merged or merged[-1][0].endswith(" ")
        merged.append((text.removeprefix(" ") if opens else text, strong))
    if merged:
        merged[-1] = (merged[-1][0].rstrip(), merged[-1][1])
    return merged


def _strong(text: str, before: str, after: str) -> str:
    """Mark text as strong so that Markdown reads it so: the marks touch no blank inside, no
    letter outside.
    """
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
