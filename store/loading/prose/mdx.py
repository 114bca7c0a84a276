"""MDX to Markdown: imports, tags and expressions go, what they hold stays; exported objects become values."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from store.loading.structured.columns import column

_FENCE = re.compile(r" {0,3}(```+|~~~+)")
_IMPORT = re.compile(
    r"import\s+(?:[\w*{][^;\n\"']*(?:\n[^;\n\"']*){0,40}?\bfrom\s+)?(?P<q>[\"'])[^\"'\n]*(?P=q)[ \t]*;?[ \t]*"
)
_EXPORT = re.compile(r"export\s+(?:default\s+)?(?:const|let|var)\s+\w+(?:\s*:\s*[\w.<>\[\]]+)?\s*=\s*")
_OTHER_EXPORT = re.compile(r"export\s+")
_COMMENTS = (("{/*", "*/}"), ("<!--", "-->"))
_TAG = re.compile(
    r"""</?(?P<name>[A-Za-z][\w.:-]*+)?(?P<props>(?>(?:\s++(?:[\w:@-]++(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'
    |\{(?>(?:[^{}]|\{(?>(?:[^{}]|\{[^{}]*+\})*)\})*)\}))?|\{\.\.\.[^{}]*+\}))*))\s*+/?>""",
    re.VERBOSE,
)
_PROP = re.compile(r"""([\w:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|\{\s*["'`]([^"'`]*)["'`]\s*\})""")
_QUOTED = re.compile(r"""(?<!\\)\{\s*(?:"([^"\n]*)"|'([^'\n]*)'|`([^`$]*)`)\s*\}""")
_EXPRESSION = re.compile(r"(?<!\\)\{(?:[^{}\n]|\{[^{}\n]*\})*\}")
_CODE = re.compile(r"(`+)(?!`).+?(?<!`)\1(?!`)")
_TOKEN = re.compile(
    r"""(?P<text>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`)|(?P<comment>//[^\n]*|/\*.*?\*/)
    |(?P<key>[A-Za-z_$][\w$-]*)(?=\s*:)|(?P<comma>,(?=\s*[}\]]))|(?P<undefined>\bundefined\b)""",
    re.VERBOSE | re.DOTALL,
)
_LEAST_PROPS = 2  # of a tag that name what columns.yaml knows: a card of a posting, and not a notice's `type`


def from_mdx(text: str) -> tuple[dict[str, Any], str]:
    """Return the values of exported object literals, and the text as Markdown."""
    values: dict[str, Any] = {}
    written: list[str] = []
    for is_code, piece in _pieces(text):
        if is_code:
            written.append(piece)
        else:
            found, plain = _without_statements(piece)
            values |= found
            written.append(_without_tags(plain))
    return values, re.sub(r"\n{3,}", "\n\n", "".join(written)).strip("\n") + "\n"


def _pieces(text: str) -> Iterator[tuple[bool, str]]:
    """The text in turns: outside fenced code, inside it."""
    fence, piece = "", list[str]()
    for line in text.splitlines(keepends=True):
        mark = _FENCE.match(line)
        if mark and not fence:
            yield False, "".join(piece)
            fence, piece = mark[1], [line]
        elif mark and mark[1].startswith(fence):
            yield True, "".join([*piece, line])
            fence, piece = "", []
        else:
            piece.append(line)
    yield bool(fence), "".join(piece)


def _without_statements(text: str) -> tuple[dict[str, Any], str]:
    values: dict[str, Any] = {}
    kept: list[str] = []
    at = 0
    for match in re.finditer(r"^(?:import|export)\b", text, re.MULTILINE):
        if match.start() < at:
            continue
        end, found = _statement(text, match.start())
        if end > match.start():
            kept.append(text[at : match.start()])
            values |= found
            at = end
    return values, "".join([*kept, text[at:]])


def _statement(text: str, start: int) -> tuple[int, dict[str, Any]]:
    """Where a statement ends, and the object it exports; `start` itself where it is a sentence."""
    if match := _IMPORT.match(text, start):
        return match.end(), {}
    if match := _EXPORT.match(text, start):
        end = _closing(text, match.end())
        literal = text[match.end() : end]
        return end, _literal(literal) if literal.startswith("{") else {}
    if match := _OTHER_EXPORT.match(text, start):
        words = text[match.end() : match.end() + 40]
        if re.match(r"(?:default|function|async|class|type|interface|\{|\*)", words):
            return _closing(text, match.end()), {}
    return start, {}


def _closing(text: str, start: int) -> int:
    """The end of an expression: its last bracket or, without one, its line."""
    depth, i = 0, start
    token = re.compile(r"""["'`]|[\[({]|[\])}]|;|\n""")
    while match := token.search(text, i):
        sign, i = match[0], match.end()
        if sign in "\"'`":
            string = re.compile(rf"(?:[^{sign}\\]|\\.)*{sign}", re.DOTALL).match(text, i)
            i = string.end() if string else i
        elif sign in "[({":
            depth += 1
        elif sign in "])}":
            depth -= 1
        elif depth <= 0 and (sign == ";" or not text[start : match.start()].rstrip().endswith(("=", "=>", ","))):
            return i
    return len(text)


def _literal(literal: str) -> dict[str, Any]:
    """An object literal of JavaScript without expressions as JSON; {} for any other."""
    try:
        values = json.loads(_TOKEN.sub(_as_json, literal.strip().rstrip(";").rstrip()))
    except (ValueError, RecursionError):
        return {}
    return values if isinstance(values, dict) else {}


def _as_json(token: re.Match[str]) -> str:
    if token["text"]:
        inner = re.sub(r"\\(['`\n])", r"\1", token["text"][1:-1])
        return token["text"] if token["text"][0] == '"' else json.dumps(inner.replace('\\"', '"'), ensure_ascii=False)
    if token["key"]:
        return json.dumps(token["key"])
    return "null" if token["undefined"] else ""


def _without_tags(text: str) -> str:
    for opening, closing in _COMMENTS:
        text = _without_comments(text, opening, closing)
    blocks = re.split(r"(\n[ \t]*\n)", _outside_code(text))
    return "".join(_dedented(block) for block in blocks)


def _without_comments(text: str, opening: str, closing: str) -> str:
    kept: list[str] = []
    at = 0
    while (start := text.find(opening, at)) >= 0 and (end := text.find(closing, start)) >= 0:
        kept.append(text[at:start])
        at = end + len(closing)
    return "".join([*kept, text[at:]])


def _outside_code(text: str) -> str:
    kept: list[str] = []
    at = 0
    for code in _CODE.finditer(text):
        kept += [_stripped(text[at : code.start()]), code[0]]
        at = code.end()
    return "".join([*kept, _stripped(text[at:])])


def _stripped(text: str) -> str:
    text = _TAG.sub(lambda tag: _told(tag["props"] or ""), text)
    text = _QUOTED.sub(lambda quoted: next(filter(None, quoted.groups()), " "), text)
    return _EXPRESSION.sub("", text)


def _told(props: str) -> str:
    """What a tag says of a posting: <Job title="Night Baker" location="Leeds" /> as labels."""
    stated = [(prop[1], next(filter(None, prop.groups()[1:]), "")) for prop in _PROP.finditer(props)]
    known = [(name, value) for name, value in stated if value and column(name).kind]
    if len({column(name).kind for name, _ in known}) < _LEAST_PROPS:
        return ""
    return "\n\n" + "  \n".join(f"{column(name).label}: {value}" for name, value in known) + "\n\n"


def _dedented(block: str) -> str:
    """A block without the indentation of the tags around it, which Markdown would take for code."""
    lines = [line for line in block.split("\n") if line.strip()]
    margin = min((len(line) - len(line.lstrip()) for line in lines), default=0)
    return "\n".join(line[margin:] if line.strip() else line for line in block.split("\n"))
