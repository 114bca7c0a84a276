"""What every speaker does: turn what was found into the text of an answer, piece by piece."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from assistant.evidence.finder import Found
from assistant.types import Citation, Claim, Evidence, Turn


@dataclass(frozen=True, slots=True)
class Utterance:
    """What a speaker has said so far: each one replaces the one before, the last is final.

    `text` is Markdown with [n] markers; citations and claims are filled in by the last one at the
    latest. `reply` is what a model sent, as it sent it; `speaker` whose words these are, where not
    the one asked. `evidence` is what a model was shown, empty where that is what was found.
    """

    text: str
    citations: tuple[Citation, ...] = ()
    claims: tuple[Claim, ...] = ()
    abstained: bool = False
    prompt: tuple[tuple[str, str], ...] = ()
    notice: str = ""
    reply: str = ""
    speaker: str = ""
    evidence: tuple[Evidence, ...] = ()


class Speaker(Protocol):
    """Says an answer from the evidence found and nothing else."""

    name: str

    def speak(self, found: Found, turns: Sequence[Turn]) -> Generator[Utterance, None, None]:
        """Yield the answer so far; the last utterance is the checked one.

        A failure is told in it.
        """
        ...


def beneath(above: Utterance, below: Utterance) -> Utterance:
    """Both, one under the other, with the citations of both; abstained as `below` is."""
    moved = tuple(
        replace(claim, citations=tuple(index + len(above.citations) for index in claim.citations))
        for claim in below.claims
    )
    return replace(
        above,
        text="\n\n".join(filter(None, (above.text, below.text))),
        citations=above.citations + below.citations,
        claims=above.claims + moved,
        abstained=below.abstained,
    )
