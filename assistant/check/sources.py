"""The sentences of the evidence that a claim may rest on: those that state something."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.check.instructions import is_instruction, parts_in
from assistant.types import Evidence
from store.types import Document, Sentence


@dataclass(frozen=True, eq=False)
class Source:
    """A sentence of the evidence; `text` is the sentence preceded by the line that introduces its
    list.
    """

    evidence: Evidence
    sentence: Sentence
    text: str

    @property
    def document(self) -> Document:
        """The document that the sentence comes from."""
        return self.evidence.passage.document

    @property
    def number(self) -> int:
        """The number of its evidence, as readers see it."""
        return self.evidence.number


def sources_of(evidence: Sequence[Evidence]) -> list[Source]:
    """Return every sentence of the evidence that states something: no line that introduces a list,
    no instruction to a language model.
    """
    return [source for shown in evidence for source in _sources_of(shown)]


def _sources_of(evidence: Evidence) -> Iterator[Source]:
    document = evidence.passage.document
    played = parts_in(document.text)
    for sentence in evidence.passage.sentences:
        quote = sentence.span.of(document.text)
        is_played = any(part.start <= sentence.span.start < part.end for part in played)
        if quote.endswith(":") or is_instruction(quote) or is_played:
            continue
        lead = sentence.lead.of(document.text) if sentence.lead else ""
        yield Source(evidence, sentence, " ".join(f"{lead} {quote}".split()))
