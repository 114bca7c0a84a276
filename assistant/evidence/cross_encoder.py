"""Rerank sentences with a cross-encoder."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.evidence.features import Candidate, Closely
from assistant.judge.judge import Reading, sigmoid
from assistant.types import Ask
from store.embedding.cross_encoder import CrossEncoder
from store.errors import EmbedderError


class CrossEncoderReranker:
    """Reads the question beside each sentence, under its heading and the line that introduces it.

    Its one score becomes a probability by the logistic function, as models for ranking passages are
    trained (Nogueira and Cho 2019, "Passage Re-ranking with BERT").
    """

    def __init__(self, model: CrossEncoder) -> None:
        self.name = model.name
        self._model = model

    def read(
        self, ask: Ask, sentences: Sequence[Candidate], closely: Closely = list
    ) -> list[Reading]:
        """Return how likely each sentence answers.

        Raises EmbedderError for a model of more than one score.
        """
        if not sentences:
            return []
        found = self._model.scores([(ask.text, _as_read(one)) for one in sentences])
        if found.shape[1] != 1:
            raise EmbedderError(
                f"{self.name} gives {found.shape[1]} scores a pair; a reranker needs one. "
                "Name another with ROLECALL_RERANKER, or unset it."
            )
        return [Reading(sigmoid(float(score))) for score in found[:, 0]]


def _as_read(sentence: Candidate) -> str:
    chunk = sentence.chunk
    heading = " > ".join((chunk.document.title, *chunk.section.heading_path))
    return f"{heading}: {chunk.with_lead(sentence.position)}"
