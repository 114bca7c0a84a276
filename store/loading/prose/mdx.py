"""MDX to Markdown: imports, tags and expressions go, what they hold stays; exported objects
become values.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from store.loading.structured.columns import column

_FENCED = re.compile(
    r"^ {0,3}(```+|~~~+)[^\n]*\n(?:.*?^ {0,3}\1[^\n]*$|.*)", re.MULTILINE | re.DOTALL
)
_CODE = re.compile(r"(?<!`)(`++).+?(?<!`)\1(?!`)")
_STATEMENT = re.compile(
    r"^(?:import\s+(?:[\w*{][^;\n\"']*(?:\n[^;\n\"']*){0,40}?\bfrom\s+)?[\"']"
    r"|export\s+(?:(?:default|function|async|class|type|interface|const|let|var)\b|[{*]))",
    re.MULTILINE,
)
_OBJECT = re.compile(
    r"export\s+(?:default\s+)?(?:const|let|var)\s+\w+(?:\s*:\s*[\w.<>\[\]]+)?\s*=\s*(?=\{)"
)
_TOKEN = re.compile(
    r"\"(?:[^\"\\\n]|\\.)*\"?|'(?:[^'\\\n]|\\.)*'?|`(?:[^`\\]|\\.)*`?|//[^\n]*|[\[({]|[\])}]|[;\n]",
    re.DOTALL,
)
_COMMENTS = {
    "*/}": re.compile(r"\{/\*.*?\*/\}", re.DOTALL),
    "-->": re.compile(r"<!--.*?-->", re.DOTALL),
}
_TAG = re.compile(
    r"""</?(?P<name>[A-Za-z][\w.:-]*+)?(?P<props>(?>(?:\s++(?:[\w:@-]++(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'
    |\{(?>(?:[^{}]|\{(?>(?:[^{}]|\{[^{}]*+\})*)\})*)\}))?|\{\.\.\.[^{}]*+\}))*))\s*+/?>""",
    re.VERBOSE,
)
_PROP = re.compile(r"""([\w:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|\{\s*["'`]([^"'`]*)["'`]\s*\})""")
_QUOTED = re.compile(r"""(?<!\\)\{\s*(?:"([^"\n]*)"|'([^'\n]*)'|`([^`$]*)`)\s*\}""")
_EXPRESSION = re.compile(r"(?<!\\)\{(?:[^{}\n]|\{[^{}\n]*\})*\}")
_LONGEST_OBJECT = 20_000  # characters
_LEAST_PROPS = (
    2  # of a tag that name what columns.yaml knows: a card of a posting, and not a notice's `type`
)


def from_mdx(text: str) -> tuple[dict[str, Any], str]:
    """Return the values of exported object literals, and the text as Markdown."""
    values: dict[str, Any] = {}

    def plain(piece: str) -> str:
        prose = _without_statements(piece, values)
        for closing, comment in _COMMENTS.items():
            end = prose.rfind(closing) + len(
                closing
            )  # behind it a comment that is never closed would be looked for
            prose = comment.sub("", prose[:end]) + prose[end:]
        blocks = re.split(r"(\n[ \t]*\n)", _outside(_CODE, prose, _without_tags))
        return "".join(map(_dedented, blocks))

    return values, re.sub(r"\n{3,}", "\n\n", _outside(_FENCED, text, plain)).strip("\n") + "\n"


def _outside(pattern: re.Pattern[str], text: str, change: Callable[[str], str]) -> str:
    """Change a text but for what matches."""
    parts: list[str] = []
    at = 0
    for match in pattern.finditer(text):
        parts += [change(text[at : match.start()]), match[0]]
        at = match.end()
    return "".join([*parts, change(text[at:])])


def _without_statements(text: str, values: dict[str, Any]) -> str:
    """Leave out imports and exports, and note the values of exported objects."""
    import json_repair

    kept: list[str] = []
    at = 0
    for statement in _STATEMENT.finditer(text):
        if statement.start() < at:
            continue
        kept.append(text[at : statement.start()])
        at = _end(text, statement.start())
        exported = _OBJECT.match(text, statement.start())
        if exported and at - exported.end() <= _LONGEST_OBJECT:
            with suppress(ValueError, RecursionError):
                literal = json_repair.loads(text[exported.end() : at])
                values |= literal if isinstance(literal, dict) else {}
    return "".join([*kept, text[at:]])


def _end(text: str, start: int) -> int:
    """Where a statement ends: at the end of a line, once its brackets are closed."""
    depth = 0
    for token in _TOKEN.finditer(text, start):
        depth += (token[0] in "[({") - (token[0] in "])}")
        ends = token[0] in ";\n" and depth <= 0
        if ends and not text[max(start, token.start() - 80) : token.start()].rstrip().endswith(
            ("=", "=>", ",")
        ):
            return token.end()
    return len(text)


def _without_tags(text: str) -> str:
    text = _TAG.sub(lambda tag: _stated(tag["props"] or ""), text)
    text = _QUOTED.sub(lambda quoted: next(filter(None, quoted.groups()), " "), text)
    return _EXPRESSION.sub("", text)


def _stated(props: str) -> str:
    """What a tag states of a posting: <Job title="Night Baker" location="Leeds" /> as labels."""
    stated = (
        (prop[1], next(filter(None, prop.groups()[1:]), "")) for prop in _PROP.finditer(props)
    )
    known = [(column(name), value) for name, value in stated if value and column(name).kind]
    if len({named.kind for named, _ in known}) < _LEAST_PROPS:
        return ""
    return "\n\n" + "  \n".join(f"{named.label}: {value}" for named, value in known) + "\n\n"


def _dedented(block: str) -> str:
    """A block without the indentation of the tags around it, which Markdown would take for code."""
    lines = [line for line in block.split("\n") if line.strip()]
    margin = min((len(line) - len(line.lstrip()) for line in lines), default=0)
    return "\n".join(line[margin:] if line.strip() else line for line in block.split("\n"))
