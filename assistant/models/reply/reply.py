"""Remove from a reply what a model thinks aloud before it answers, and the tokens of its chat
template.

Servers remove these if they know a model's template; otherwise they arrive as text: <think> and its
relatives, [THINK], ◁think▷, and the channels of gpt-oss (https://github.com/openai/harmony), of
which only "final" is the reply.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from assistant.models.reply.markers import CODE, keep_shown
from assistant.models.reply.sentences import as_markdown

_NAMES = r"(?:seed:)?(?:think|thinking|thoughts?|reasoning|reflection|analysis)"
_OPENING = (
    rf"<{_NAMES}(?:\s[^<>\n]{{0,60}})?>|\[THINK\]|◁think▷|<\|(?:begin_of_thought|START_THINKING)\|>"
)
_CLOSING = rf"</{_NAMES}\s{{0,5}}>|\[/THINK\]|◁/think▷|<\|(?:end_of_thought|END_THINKING)\|>"
_ASIDE = (
    r"<\|channel\|>\s*(?:analysis|commentary)(?>(?:(?!<\|(?:end|call|start)\|>"
    r"|<\|channel\|>\s*final)[\s\S])*)"
    r"(?:<\|(?:end|call)\|>)?"
)
# Any other token of a template ends the reply; before it, the token opens the reply and gives the
# role of its speaker.
_TEMPLATE = (
    r"(?:<\|[a-z_]{1,25}\|>|<｜[^｜\n]{1,25}｜>|</?s>|<(?:eos|bos|(?:start|end)_of_turn)>|\[/?INST\])"
    r"(?:(?:assistant|model|system|user|final)(?=[\s<]|\Z))?"
)
_FLAGS = re.MULTILINE | re.IGNORECASE
_THOUGHT = re.compile(f"(?P<opening>{_OPENING})|(?P<closing>{_CLOSING})", _FLAGS)
_TOKEN = re.compile(
    rf"(?P<code>{CODE})|(?P<opening>{_OPENING})|(?P<closing>{_CLOSING})|(?P<dropped>{_ASIDE}"
    rf"|</?answer>|<{_NAMES}/>)"
    rf"|(?P<template>{_TEMPLATE})",
    _FLAGS,
)
_BEGUN = re.compile(
    rf"(?:<(?:/?[a-z_:]{{0,12}}/?|/?{_NAMES}\s[^<>\n]{{0,60}}|[|｜][^|｜\s]{{0,25}}[|｜]?)"
    r"|\[/?(?:IN?S?T?|TH?I?N?K?)?"
    r"|◁/?[a-z]{0,5}|(?:<\|[a-z_]{1,25}\|>|<start_of_turn>)\s*[a-z]{0,12})\Z",
    _FLAGS,
)
_DEEPEST = 50  # nested thoughts; a limit, since a reply may be hostile


def shown_reply(reply: str, numbers: Collection[int], *, finished: bool) -> str:
    """Return what readers see of a model's reply to the evidence `numbers`.

    That is the reply without its reasoning, as Markdown, with markers as keep_shown writes them.
    Unless it is `finished`, text that the next characters may change is held back.
    """
    said = as_markdown(without_reasoning(reply, finished=finished).lstrip(), finished=finished)
    text = keep_shown(said, numbers, finished=finished)
    return text.rstrip() if finished else text


def without_reasoning(reply: str, *, finished: bool = False) -> str:
    """Return `reply` without thinking and template tokens; more of it may come unless it is
    `finished`.

    A thought without an end hides everything after it; an end without a beginning hides everything
    before it, since some templates put the beginning into the prompt. While more may come, text
    that may turn out to be a token is held back.
    """
    begun = None if finished else _BEGUN.search(reply, max(0, len(reply) - 100))
    reply = reply[: begun.start()] if begun else reply
    kept, done, at, has_thought = list[str](), 0, 0, False
    while token := _TOKEN.search(reply, at):
        at = token.end()
        if token["code"] is not None:
            continue
        kept.append(reply[done : token.start()])
        if token["opening"]:
            has_thought = has_thought or not "".join(kept).strip()
            end = _end_of_thought(reply, at, finished)
            if end is None:
                return "".join(kept)
            at = end
        elif token["closing"] and not has_thought:
            kept.clear()
        elif token["template"] and "".join(kept).strip():
            return "".join(kept)
        done = at
    return "".join((*kept, reply[done:]))


def _end_of_thought(reply: str, start: int, finished: bool) -> int | None:
    """Return where a thought ends that begins before `start`; after the last end if nested thoughts
    are not closed.
    """
    depth, last_end = 1, None
    for tag in _THOUGHT.finditer(reply, start):
        depth += 1 if tag["opening"] else -1
        last_end = last_end if tag["opening"] else tag.end()
        if depth <= 0 or depth > _DEEPEST:
            return tag.end()
    return last_end if finished else None
