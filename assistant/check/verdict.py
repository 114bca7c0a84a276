"""What a checker finds out about a claim."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from assistant.check.sources import Source
from assistant.types import Support


class Finding(StrEnum):
    """How the evidence relates to a claim."""

    SUPPORTED = "supported"
    CONTRADICTED = "contradicted"
    NOT_FOUND = "not found"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the evidence says about one claim.

    Attributes:
        strength: how strongly it supports the claim, 0 to 1; below 0 where it contradicts it.
        sources: the sentences that support the claim, the strongest first, or the sentence that
            contradicts it.
        is_weak: whether the sentences support the claim, but not beyond doubt.
    """

    finding: Finding
    strength: float
    sources: tuple[Source, ...] = ()
    is_weak: bool = False

    @property
    def is_supported(self) -> bool:
        """Whether the evidence supports the claim fully."""
        return self.finding is Finding.SUPPORTED and not self.is_weak

    @property
    def support(self) -> Support:
        """The mark that a reader sees."""
        if self.finding is Finding.SUPPORTED:
            return Support.WEAK if self.is_weak else Support.SUPPORTED
        return Support.CONTRADICTED if self.finding is Finding.CONTRADICTED else Support.UNSUPPORTED

    @property
    def numbers(self) -> tuple[int, ...]:
        """The evidence numbers of the sentences that support the claim or contradict it."""
        return tuple(dict.fromkeys(source.number for source in self.sources))
