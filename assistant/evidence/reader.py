"""Rerank sentences by what the judge reads in them, and by how near they are to what is asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from assistant.evidence.choose import is_broad, is_long, points
from assistant.evidence.features import Candidate, Closely, mix
from assistant.judge.judge import Judge, Reading, sigmoid
from assistant.tuning import tuning
from assistant.types import Ask
from store.types import Chunk

FAINTEST = 1e-4


class JudgeReranker:
    """Shows the judge each whole chunk under its title, company and headings.

    What it reads of a sentence, the sentence's and its heading's nearness to the ask, and the share
    of the ask's words that it covers are weighed by a logistic model (mix.yaml). How near a
    sentence is, is looked at closely where what is known without that makes it likely.
    """

    name = "judge"

    def __init__(self, judge: Judge) -> None:
        self._judge = judge

    def read(
        self, ask: Ask, sentences: Sequence[Candidate], closely: Closely = list
    ) -> list[Reading]:
        """Return how likely each sentence answers the ask and by which of its words, in their
        order.
        """
        if not sentences:
            return []
        readings = self.readings(ask, sentences)
        logits = _logits(ask, readings, sentences)
        looked = np.zeros(len(sentences), dtype=bool)
        # The best one may turn out to be less near than it seemed, and others come within reach of
        # it.
        while likely := np.flatnonzero(~looked & _may_be_quoted(ask, sentences, logits)).tolist():
            closer = closely([sentences[at] for at in likely])
            logits[likely] = _logits(ask, [readings[at] for at in likely], closer)
            looked[likely] = True
        weighed = zip(readings, sentences, logits, strict=True)
        return [
            replace(reading, probability=max(sigmoid(float(logit)), _stating(ask, sentence)))
            for reading, sentence, logit in weighed
        ]

    def readings(self, ask: Ask, sentences: Sequence[Candidate]) -> list[Reading]:
        """Return what the judge alone reads of each sentence, in their order."""
        chunks = list({sentence.chunk.chunk_id: sentence.chunk for sentence in sentences}.values())
        passages = [(heading_of(chunk), texts_of(chunk)) for chunk in chunks]
        read = self._judge.read(ask.put, passages)
        readings = {chunk.chunk_id: of_chunk for chunk, of_chunk in zip(chunks, read, strict=True)}
        return [readings[sentence.chunk.chunk_id][sentence.position] for sentence in sentences]


def _stating(ask: Ask, sentence: Candidate) -> float:
    """How likely a sentence answers as it states what is asked for, of a role that is named."""
    is_sure = ask.within and sentence.features.states >= tuning().evidence.surely_asked
    return tuning().evidence.states_asked * sentence.features.states if is_sure else 0.0


def _may_be_quoted(
    ask: Ask, sentences: Sequence[Candidate], logits: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """Which sentences come near enough to the best one, or are among the likeliest points of a
    broad answer.
    """
    near: NDArray[np.bool_] = logits >= logits.max() - tuning().evidence.look_closely
    if is_broad(ask) or is_long(ask):
        weighed = [
            replace(one, probability=sigmoid(float(logit)))
            for one, logit in zip(sentences, logits, strict=True)
        ]
        most = tuning().evidence.points_looked_at
        near[np.argsort(-np.array(points(weighed)), kind="stable")[:most]] = True
    return near


def _logits(
    ask: Ask, readings: Sequence[Reading], sentences: Sequence[Candidate]
) -> NDArray[np.float64]:
    """How likely each sentence answers, as a logit."""
    held = bool(ask.within)
    rows = [
        row_of(reading, sentence, held)
        for reading, sentence in zip(readings, sentences, strict=True)
    ]
    logits: NDArray[np.float64] = np.array(rows) @ np.array(mix()["weights"]) + mix()["bias"]
    return logits


def row_of(reading: Reading, sentence: Candidate, held: bool) -> tuple[float, ...]:
    """What is weighed of a sentence.

    The logit that what is read at once answers, how far the sentence falls behind the best there,
    the share of the ask's words it covers, the facets it states and its posting doesn't, and how
    near it and its heading are to the ask, by itself for an ask that is held to named documents,
    where nearness says less.
    """
    whole = min(max(reading.whole, FAINTEST), 1 - FAINTEST)
    behind = np.log(max(reading.probability, FAINTEST) / whole)
    features = sentence.features
    near = (features.similarity, features.heading)
    return (
        float(np.log(whole / (1 - whole))),
        float(behind),
        features.in_sentence,
        features.states,
        features.silent,
        *((0.0, 0.0, 1.0, *near) if held else (*near, 0.0, 0.0, 0.0)),
    )


def texts_of(chunk: Chunk) -> list[str]:
    """The sentences of a chunk."""
    return [sentence.span.of(chunk.document.text) for sentence in chunk.sentences]


def heading_of(chunk: Chunk) -> str:
    """What a chunk is read under: whose it is, and its headings."""
    document = chunk.document
    return " › ".join(filter(None, (document.title, document.company, *chunk.section.heading_path)))
