"""Rerank sentences by the judge, which reads them where they stand."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.evidence.features import Candidate
from assistant.judge.judge import Judge, Reading
from assistant.types import Ask
from store.types import Chunk


class JudgeReranker:
    """Shows the judge each whole chunk under its title, company and headings, and takes what it says of each sentence."""

    name = "judge"

    def __init__(self, judge: Judge) -> None:
        self._judge = judge

    def read(self, ask: Ask, sentences: Sequence[Candidate]) -> list[Reading]:
        """Return how likely each sentence answers the ask and by which of its words, in their order."""
        chunks = list({sentence.chunk.chunk_id: sentence.chunk for sentence in sentences}.values())
        passages = [(heading_of(chunk), texts_of(chunk)) for chunk in chunks]
        read = self._judge.read(ask.text, passages)
        readings = {chunk.chunk_id: of_chunk for chunk, of_chunk in zip(chunks, read, strict=True)}
        return [readings[sentence.chunk.chunk_id][sentence.position] for sentence in sentences]


def texts_of(chunk: Chunk) -> list[str]:
    """The sentences of a chunk."""
    return [sentence.span.of(chunk.document.text) for sentence in chunk.sentences]


def heading_of(chunk: Chunk) -> str:
    """What a chunk is read under: whose it is, and its headings."""
    document = chunk.document
    return " › ".join(filter(None, (document.title, document.company, *chunk.section.heading_path)))
