"""An answer that code computes, being put together: its lines, and the evidence, citation and
claim behind each.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from assistant.language.wording import plain
from assistant.models.reply.markers import keep_shown
from assistant.types import Citation, Claim, Comparison, Evidence, Support
from store.search.catalog import Selection
from store.types import Chunk, Document, Passage, Span


@dataclass(frozen=True, slots=True)
class Computed:
    """The answer to a list, a count or a comparison, told by code and not by a speaker."""

    text: str
    evidence: tuple[Evidence, ...] = ()
    citations: tuple[Citation, ...] = ()
    claims: tuple[Claim, ...] = ()
    roles: tuple[Document, ...] = ()
    abstained: bool = False
    selection: Selection | None = None
    comparison: Comparison | None = None
    options: tuple[str, ...] = ()


class Draft:
    """Collects paragraphs; what is quoted gets an evidence number, the same for the same chunk."""

    def __init__(self) -> None:
        self._paragraphs: list[str] = []
        self._evidence: dict[str, Evidence] = {}
        self._citations: list[Citation] = []
        self._claims: list[Claim] = []

    def say(self, paragraph: str) -> None:
        """Add a paragraph, a list or a table."""
        if paragraph:
            self._paragraphs.append(paragraph)

    def cite(self, chunk: Chunk, span: Span) -> int:
        """Quote a span of a chunk; returns the index of the citation."""
        number = len(self._evidence) + 1
        evidence = self._evidence.setdefault(
            chunk.chunk_id,
            Evidence(number, Passage((chunk,), score=0.0, rank=number, found_by=("catalog",))),
        )
        self._citations.append(Citation(evidence, span))
        return len(self._citations) - 1

    def claim(self, text: str, citations: list[int]) -> str:
        """State something with what it rests on; returns the text with its markers."""
        self._claims.append(Claim(text, Support.SUPPORTED, tuple(citations)))
        numbers = dict.fromkeys(self._citations[one].evidence.number for one in citations)
        return f"{text} {''.join(f'[{number}]' for number in numbers)}".rstrip()

    def quote(self, chunk: Chunk, span: Span) -> str:
        """State what a span of a chunk says, in its own words; returns them with their marker."""
        return self.claim(f"“{plain(span.of(chunk.document.text))}”", [self.cite(chunk, span)])

    def computed(
        self,
        roles: tuple[Document, ...] = (),
        selection: Selection | None = None,
        abstained: bool = False,
    ) -> Computed:
        """The answer as it stands."""
        return Computed(
            "\n\n".join(self._paragraphs),
            tuple(self._evidence.values()),
            tuple(self._citations),
            tuple(self._claims),
            roles,
            abstained,
            selection,
        )


def bare(text: str) -> str:
    """Return a computed answer's text without its markers, whose numbers mean nothing to others."""
    return keep_shown(text, ())


def shortened(computed: Computed) -> Computed:
    """A computed answer without its tail: its opening and the first list, or its opening alone
    before a table or a list of what is missing.
    """
    paragraphs = computed.text.split("\n\n")
    opening = next((at for at, one in enumerate(paragraphs) if at and one[:2] != "- "), 0)
    kept = paragraphs[: opening or len(paragraphs)]
    return replace(computed, text="\n\n".join(kept), comparison=None)
