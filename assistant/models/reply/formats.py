"""Handle replies that are not just sentences: another format altogether, or links and images in the
text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection

from assistant.models.reply.marks import LINK_LEFT_OUT

LONGEST_HELD = 300  # characters of an unfinished link that are held back while a reply arrives

_FENCED = re.compile(r"\A(?:```|~~~)[ \t]*(\w*)[ \t]*\n(.*?)\n?(?:```|~~~)\s*\Z", re.DOTALL)
_WRAPPED = re.compile(
    r"\A\s*(?:```|~~~)[ \t]*(?:markdown|md|text|plaintext)[ \t]*\n", re.IGNORECASE
)
_FENCE_END = re.compile(r"\n?(?:`{1,3}|~{1,3})\s*\Z")
_MARKUP = re.compile(
    r"\A\s*<(!doctype|\?xml|html|body|div|answer|response|tool_call|function|p|ul|table)\b",
    re.IGNORECASE,
)
_TOOL_CALL = re.compile(
    r"\A\s*(?:<tool_call>|\[TOOL_CALLS\]|<function=|<\|tool|\{\s*\"(?:name|tool|function)\"\s*:)"
)
_IMAGE = re.compile(r"!\[(?![\^#]?\d+\])[^\]\n]{0,200}\](?:\([^)\n]*\)?|\[[^\]\n]*\])")
_LINK = re.compile(r"(?<!!)\[((?![ \t]*[\^#]?[0-9, ]+\])[^\]\n]{1,300})\]\([^)\n]*\)")
_TAG = re.compile(
    r"<(?:img|a|script|iframe|svg|object|embed|link|meta|video|audio|source|form"
    r"|style)\b[^<>\n]{0,1000}>",
    re.IGNORECASE,
)
_CLOSING = re.compile(r"</(?:a|script|iframe|svg|object|video|audio|form|style)\s*>", re.IGNORECASE)
_OF_ADDRESS = r"[^\s<>\"'”’)\]]"
_ADDRESS = re.compile(
    rf"<?(?:(?:https?|ftp|wss?)://{_OF_ADDRESS}*|\b(?:www\.|data:|javascript:"
    rf"|mailto:){_OF_ADDRESS}+)>?",
    re.IGNORECASE,
)
_UNFINISHED = re.compile(
    r"(?:!?\[[^\]\n]*(?:\](?:\([^)\n]*)?)?|<(?:[a-z!/][^>\n]*)?|!"
    r"|\b(?:h|ht|htt|https?|https?:/?|w{1,3}|(?:https?://|www\.)\S*))\Z",
    re.IGNORECASE,
)


def unfenced(reply: str) -> str:
    """Return a reply without the fence around the whole of it: it is still text."""
    opening = _WRAPPED.match(reply)
    return _FENCE_END.sub("", reply[opening.end() :]) if opening else reply


def other_format(reply: str) -> str:
    """Return the format a reply is written in, "" if it is sentences."""
    text = reply.strip()
    fenced = _FENCED.match(text)
    language, inside = (fenced[1].lower(), fenced[2].strip()) if fenced else ("", text)
    if _TOOL_CALL.match(inside):
        return "a tool call"
    if language == "json" or _is_json(inside):
        return "JSON"
    if language in ("html", "xml") or _MARKUP.match(inside):
        return "markup"
    return f"{language} code" if language and language not in ("text", "markdown", "md") else ""


def without_links(reply: str, known: Collection[str], *, finished: bool) -> str:
    """Return `reply` without images and links; their words stay, and so do addresses among the
    `known` ones.

    Text that may still become a link is held back until the reply is finished.
    """
    reply = _CLOSING.sub("", _TAG.sub("", _IMAGE.sub("", reply)))
    reply = _LINK.sub(r"\1", reply)
    open_end = None if finished else _UNFINISHED.search(reply)
    if open_end and len(reply) - open_end.start() <= LONGEST_HELD:
        reply = reply[: open_end.start()]

    def kept(address: re.Match[str]) -> str:
        is_known = address[0].strip("<>").rstrip(".,;:!?/") in known
        return address[0] if is_known else LINK_LEFT_OUT

    return _ADDRESS.sub(kept, reply)


def _is_json(text: str) -> bool:
    if not text.startswith(("{", "[")):
        return False
    try:
        json.loads(text)
        return not re.fullmatch(r"\[\d+(?:, ?\d+)*\]", text)  # a marker
    except (ValueError, RecursionError):
        return bool(re.match(r"\{\s*\"[^\"]*\"\s*:", text))
