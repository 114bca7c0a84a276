"""What a model thinks aloud before it answers, and the tokens of its chat template: neither is part of a reply.

Servers cut these out where they know a model's template; where they do not, they arrive as text. Known are
<think> and its relatives, [THINK], ◁think▷, <|begin_of_thought|>, <|START_THINKING|>, and the channels of gpt-oss
(https://github.com/openai/harmony): <|channel|>analysis<|message|>...<|end|>, of which only "final" is the reply.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from assistant.models.reply.marker_forms import CODE, LONGEST_CODE
from assistant.models.reply.markers import keep_shown

_NAMES = (
    "think", "thinking", "thought", "thoughts", "reasoning", "reason", "reflection", "analysis", "scratchpad",
    "seed:think",
)  # fmt: skip
_OPENINGS = {f"<{name}>": name for name in _NAMES} | {
    "[think]": "think",
    "◁think▷": "think",
    "<|begin_of_thought|>": "thought",
    "<|start_thinking|>": "thinking",
    "<|inner_prefix|>": "inner",
}
_CLOSINGS = {f"</{name}>": name for name in _NAMES} | {
    "[/think]": "think",
    "◁/think▷": "think",
    "<|end_of_thought|>": "thought",
    "<|end_thinking|>": "thinking",
    "<|inner_suffix|>": "inner",
}
_CHANNELS = ("<|start|>", "<|channel|>")
_ENDS = (
    "<|im_end|>", "<|eot_id|>", "<|eom_id|>", "<|endoftext|>", "<|end_of_text|>", "<|end|>", "<|return|>", "<|call|>",
    "</s>", "<eos>", "<end_of_turn>", "<|end_of_turn|>", "<|endofturn|>", "<|end_of_turn_token|>",
    "<｜end▁of▁sentence｜>",
)  # fmt: skip
_TURNS = (
    "<|im_start|>", "<|start_header_id|>", "<|start_of_role|>", "<start_of_turn>", "<|user|>", "<|assistant|>",
    "<|system|>", "<｜user｜>", "<｜assistant｜>", "[inst]",
)  # fmt: skip
_WRAPPERS = (
    "<|begin_of_solution|>", "<|end_of_solution|>", "<|start_response|>", "<|end_response|>", "<|begin_of_box|>",
    "<|end_of_box|>", "<|message|>", "<|begin_of_text|>", "<|end_header_id|>", "<|end_of_role|>", "<bos>", "<s>",
    "<answer>", "</answer>", "[/inst]", "[cite_start]", *(f"<{name}/>" for name in _NAMES),
)  # fmt: skip
_TOKENS = (*_OPENINGS, *_CLOSINGS, *_CHANNELS, *_ENDS, *_TURNS, *_WRAPPERS)


def _any_of(tokens: Iterable[str]) -> str:
    return "|".join(map(re.escape, tokens))


# An opening tag may carry attributes, a closing one blanks.
_OPENING = rf"(?P<opening>{_any_of(_OPENINGS)}|<(?P<opened>{_any_of(_NAMES)})\s[^<>\[◁]{{0,200}}>)"
_CLOSING = rf"(?P<closing>{_any_of(_CLOSINGS)}|</(?P<closed>{_any_of(_NAMES)})\s{{1,5}}>)"
_FLAGS = re.IGNORECASE | re.MULTILINE
_THOUGHT = re.compile(f"{_OPENING}|{_CLOSING}", _FLAGS)
_TOKEN = re.compile(
    f"(?P<code>{CODE})|{_OPENING}|{_CLOSING}|(?P<channel>{_any_of(_CHANNELS)})|(?P<end>{_any_of(_ENDS)})"
    f"|(?P<turn>{_any_of(_TURNS)})|(?P<wrapper>{_any_of(_WRAPPERS)})",
    _FLAGS,
)
_LONG_BEGUN = re.compile(rf"<(?:{_any_of(_NAMES)})\s[^<>\[◁]{{0,200}}\Z|</(?:{_any_of(_NAMES)})\s{{1,5}}\Z", _FLAGS)
_MESSAGE = "<|message|>"
_CHANNEL_NAME = re.compile(r"<\|channel\|>\s*(\w+)")
_CHANNEL_END = re.compile(r"<\|(?:end|return|call)\|>|(?=<\|(?:start|channel)\|>)")
_ROLE = re.compile(
    r"\s{0,8}(?:#{1,6} ?|\*{1,2})?(?:user|human|assistant|system|model|tool|bot|question|candidate)\b"
    r"\*{0,2}[ \t]{0,2}(?:[:：\r\n]|\Z)",
    _FLAGS,
)
_ROLE_BEGUN = re.compile(r"\s{0,8}(?:#{1,6} ?|\*{1,2})?[a-z]{0,9}\*{0,2}[ \t]{0,2}\Z", _FLAGS)
_OWN_ROLE = re.compile(r"\s{0,8}(?:(?:assistant|model|system|user)[ \t]{0,2}(?=[\r\n<]|\Z))?", _FLAGS)
_DEEPEST = 50  # thoughts within thoughts; a bound, since a reply may be hostile


def shown_reply(reply: str, numbers: Collection[int], *, finished: bool) -> str:
    """What the reader sees of a model's reply that was shown the evidence `numbers`.

    Without its reasoning, with markers as keep_shown writes them. Unless it is `finished`, what the next characters
    may change is held back, so that nothing shown is taken back later.
    """
    text = keep_shown(without_reasoning(reply, finished=finished).lstrip(), numbers, finished=finished)
    return text.rstrip() if finished else text


def without_reasoning(reply: str, *, finished: bool = False) -> str:
    """`reply` without thinking and template tokens, of which more may come unless it is `finished`.

    A thought without an end hides the rest, an end without a beginning all before it, since some templates put the
    beginning into the prompt. While more may come, what may turn out to be a token is held back.
    """
    return _Reading(reply, finished).result()


class _Reading:
    """One pass over a reply that keeps what stands outside thoughts and tokens; in code a tag is text."""

    def __init__(self, reply: str, finished: bool) -> None:
        self._reply, self._finished = reply, finished
        self._kept: list[str] = []
        self._opens_itself = False  # whether the reply began with an opening tag, so that its template does not

    def result(self) -> str:
        done = start = 0
        while token := _TOKEN.search(self._reply, start):
            if self._is_undecided(token, start):
                return "".join((*self._kept, self._reply[done : token.start()]))
            start = token.end()
            if token.lastgroup != "code":
                self._kept.append(self._reply[done : token.start()])
                after = self._after(token)
                if after is None:
                    return "".join(self._kept)
                done = start = after
        return "".join((*self._kept, self._reply[done : self._safe_end(done)]))

    def _after(self, token: re.Match[str]) -> int | None:
        """Where the reply goes on after a token and what it hides; None where nothing may be shown after it."""
        match token.lastgroup:
            case "opening":
                self._opens_itself = self._opens_itself or not self._has_begun()
                return self._after_thought(token)
            case "closing" if not self._opens_itself:
                self._kept.clear()
            case "channel":
                return self._after_channel(token)
            case "end":
                ended = _ROLE.match(self._reply, token.end()) or self._may_follow(_ROLE_BEGUN, token)
                return None if ended else token.end()
            case "turn":
                role = _OWN_ROLE.match(self._reply, token.end())
                ended = self._has_begun() or self._may_follow(_ROLE_BEGUN, token)
                return None if ended or not role else role.end()
        return token.end()

    def _after_thought(self, token: re.Match[str]) -> int | None:
        """Thoughts may lie in one another; where some are not closed, a finished reply goes on after the last end."""
        if token[0].endswith("/>"):
            return token.end()
        names = [_name(token)]
        last_end = None
        for tag in _THOUGHT.finditer(self._reply, token.end()):
            name = _name(tag)
            if tag["closing"] is None:
                names += [name] if len(names) < _DEEPEST and not tag[0].endswith("/>") else []
                continue
            last_end = tag.end()
            # An end closes the thoughts within that one too; one of another name is a slip for the innermost.
            del names[_last(names, name) :]
            if not names:
                return last_end
        return last_end if self._finished else None

    def _after_channel(self, token: re.Match[str]) -> int | None:
        message = self._reply.find(_MESSAGE, token.end())
        if message < 0:
            return None
        header = self._reply[token.start() : message]
        if _ROLE.match(header.removeprefix("<|start|>").partition("<")[0]) and "assistant" not in header:
            return None
        channel = _CHANNEL_NAME.search(header)
        if channel is None or channel[1] == "final":
            return message + len(_MESSAGE)
        end = _CHANNEL_END.search(self._reply, message + len(_MESSAGE))
        return end.end() if end else None

    def _has_begun(self) -> bool:
        return any(piece.strip() for piece in self._kept)

    def _may_follow(self, begun: re.Pattern[str], token: re.Match[str]) -> bool:
        return not self._finished and begun.match(self._reply, token.end()) is not None

    def _is_undecided(self, token: re.Match[str], start: int) -> bool:
        """Whether the end of this line is still to come and decides if the token stands in code."""
        if self._finished:
            return False
        if token["code"] is not None:
            return token["run"] is not None and token.end() == len(self._reply)
        nearest = max(start, len(self._reply) - 2 * LONGEST_CODE)
        line = max(nearest, self._reply.rfind("\n", nearest) + 1)
        return "`" in self._reply[line : token.start()]

    def _safe_end(self, start: int) -> int:
        """Where that begins at the end which may become a token."""
        if self._finished:
            return len(self._reply)
        start = max(start, len(self._reply) - 250)
        opener = max(self._reply.rfind(character, start) for character in "<[◁")
        begun = self._reply[opener:].lower()
        if opener >= 0 and (_LONG_BEGUN.match(begun) or any(token.startswith(begun) for token in _TOKENS)):
            return opener
        return len(self._reply)


def _name(tag: re.Match[str]) -> str:
    written = tag[0].lower()
    return _OPENINGS.get(written) or _CLOSINGS.get(written) or (tag["opened"] or tag["closed"]).lower()


def _last(names: list[str], name: str) -> int:
    """The index of the last `name`, or of the last of all."""
    return next((index for index in reversed(range(len(names))) if names[index] == name), len(names) - 1)
