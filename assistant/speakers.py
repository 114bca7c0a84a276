"""What every speaker does: turn what was found into the text of an answer, piece by piece."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from assistant.evidence import Found
from assistant.types import Citation, Claim, Turn


@dataclass(frozen=True, slots=True)
class Utterance:
    """What a speaker has said so far: each one replaces the one before, the last is final.

    `text` is Markdown with [n] markers; citations and claims are filled in by the last one at the latest.
    """

    text: str
    citations: tuple[Citation, ...] = ()
    claims: tuple[Claim, ...] = ()
    abstained: bool = False
    prompt: tuple[tuple[str, str], ...] = ()
    notice: str = ""


class Speaker(Protocol):
    """Says an answer from the evidence found and nothing else."""

    name: str

    def speak(self, found: Found, turns: Sequence[Turn]) -> Iterator[Utterance]:
        """Yield the answer so far; raise ModelError when the model cannot go on."""
        ...
