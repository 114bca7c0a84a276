"""Fit evidence, conversation and question into a model's context, and say what was left out of a
prompt.

Evidence is taken by rank, in whole sentences; the latest turns of a conversation stay. The reader
is told what was shortened.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.models.prompt import Messages, Prompt, condense_values, head_of, prompt_values, told
from assistant.tuning import tuning
from assistant.types import Evidence, Query, Turn
from store.types import Span

MARGIN = 64  # tokens that a chat template adds around two messages
FENCES = 32  # tokens of the lines around a document

Shown = tuple[tuple[Evidence, str], ...]
Count = Callable[[str], int]
Choose = Callable[[int, Count], Sequence[Evidence]]


@dataclass(frozen=True, slots=True)
class Room:
    """How much a prompt may contain: a number of tokens, as `count` counts them."""

    tokens: int
    count: Count


@dataclass(frozen=True, slots=True)
class Filled:
    """A prompt as sent, the evidence in it with the text shown of each piece, and what was left
    out, in words.
    """

    messages: Messages
    shown: Shown
    notices: tuple[str, ...]


def answer_prompt(
    prompt: Prompt, query: Query, choose: Choose, turns: Sequence[Turn], room: Room, not_told: str
) -> Filled:
    """Return the prompt that answers; `choose` returns the evidence that fits a number of tokens.

    `shown` is empty if not even one sentence of evidence fits.
    """
    bare = prompt.render(**prompt_values("", (), (), not_told))
    left = max(0, room.tokens - MARGIN - _length(bare, room))
    question = told(query)
    asked = _middle_out(question, int(left * tuning().models.question_share), room)
    talk, was_cut = _latest(turns, int(left * tuning().models.talk_share), room)
    spare = left - room.count(asked) - sum(room.count(told_turn) for told_turn in talk)
    evidence = choose(spare, room.count)
    shown = _admitted(evidence, spare, room)
    messages = prompt.render(**prompt_values(asked, shown, talk, not_told))
    # A tokenizer may make more tokens of the fences than expected.
    while shown and (over := _length(messages, room) + MARGIN - room.tokens) > 0:
        spare -= over
        shown = _admitted(evidence, spare, room)
        messages = prompt.render(**prompt_values(asked, shown, talk, not_told))
    notices = [
        "The question was shortened to fit the model's context." if asked != question else "",
        "Of the conversation the model was told the latest part alone." if was_cut else "",
    ]
    return Filled(messages, shown, tuple(filter(None, notices)))


def condense_prompt(
    prompt: Prompt, question: str, turns: Sequence[Turn], room: Room, names: Sequence[str] = ()
) -> Messages:
    """Return the prompt that makes a question stand alone, with the names that may be meant if the
    prompt has a place for them.
    """

    def rendered(asked: str, talk: Sequence[str]) -> Messages:
        values = condense_values(asked, talk, names)
        return prompt.render(**{name: values[name] for name in prompt.variables & values.keys()})

    left = max(0, room.tokens - MARGIN - _length(rendered("", ()), room))
    asked = _middle_out(question, left // 2, room)
    talk, _ = _latest(turns, left - room.count(asked), room)
    return rendered(asked, talk)


def _length(messages: Messages, room: Room) -> int:
    return sum(room.count(text) for _, text in messages)


def _latest(turns: Sequence[Turn], most: int, room: Room) -> tuple[tuple[str, ...], bool]:
    """Return the latest turns in words, oldest first, and whether anything was left out."""
    kept: list[str] = []
    cut = len(turns) > tuning().models.most_turns
    for turn in reversed(turns[-tuning().models.most_turns :]):
        words = told(turn)
        length = room.count(words)
        if length > most:
            cut = True
            if most >= tuning().models.least_turn:
                kept.insert(0, _beginning(words, most, room))
            break
        kept.insert(0, words)
        most -= length
    return tuple(kept), cut


def _admitted(evidence: Sequence[Evidence], most: int, room: Room) -> Shown:
    """Return the evidence in order with the text to show of each piece: whole sentences until they
    fill `most` tokens.
    """
    shown: list[tuple[Evidence, str]] = []
    headed = ""
    for piece in evidence:
        document, head = piece.passage.document, head_of(piece)
        if head != headed:
            headed, most = head, most - room.count(head) - FENCES
        start = end = piece.passage.span.start
        most -= room.count(f"[{piece.number}] {' > '.join(piece.passage.heading_path)}") + 1
        for sentence in piece.passage.sentences:
            length = room.count(document.text[end : sentence.span.end])
            if length > most:
                break
            end, most = sentence.span.end, most - length
        if end == start:
            break
        shown.append((piece, Span(start, end).of(document.text)))
        if end < piece.passage.sentences[-1].span.end:
            break
    return tuple(shown)


def _beginning(text: str, most: int, room: Room) -> str:
    """Return as many of the first words as fit."""
    while text and room.count(text) > most:
        keep = min(len(text) - 1, int(len(text) * most / max(1, room.count(text))))
        text = text[:keep]
        if " " in text.strip():
            text = text.rsplit(None, 1)[0].rstrip(" …") + " …"
    return text


def _middle_out(text: str, most: int, room: Room) -> str:
    """Return `text` without its middle if it is too long: the question is usually at the beginning
    or at the end.
    """
    if room.count(text) <= most:
        return text
    words = text.split(" ")
    keep = len(words)
    while keep > 2:
        keep = min(keep - 1, int(keep * 0.9))
        first = -(-keep * 2 // 3)
        shorter = " ".join((*words[:first], "[…]", *words[len(words) - (keep - first) :]))
        if room.count(shorter) <= most:
            return shorter
    return _beginning(text, most, room)
