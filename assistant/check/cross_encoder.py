"""Judge claims with a cross-encoder trained on natural language inference."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from assistant.check.sources import Source, sources_of
from assistant.check.statements import Statement
from assistant.check.verdict import Finding, Verdict
from assistant.judge.judge import softmax
from assistant.tuning import tuning
from assistant.types import Evidence
from store.embedding.cross_encoder import CrossEncoder, Scores
from store.errors import EmbedderError

_LABELS = {
    "entailment": Finding.SUPPORTED,
    "contradiction": Finding.CONTRADICTED,
    "neutral": Finding.NOT_FOUND,
}


class CrossEncoderChecker:
    """Pick the source sentence that entails a claim most, or contradicts it most.

    The model's labels must be entailment, contradiction and neutral, as those of models for
    sentence pairs are (Reimers and Gurevych's `cross-encoder/nli-*`).
    """

    reads_english_only = False  # the user vouches for the languages of the model they choose

    def __init__(self, model: CrossEncoder) -> None:
        self.name = model.name
        self._model = model

    def judge(self, claims: Sequence[Statement], evidence: Sequence[Evidence]) -> list[Verdict]:
        """Return a verdict for each claim; raises EmbedderError for a model with other labels."""
        sources = sources_of(evidence)
        if not claims or not sources:
            return [Verdict(Finding.NOT_FOUND, 0.0) for _ in claims]
        pairs = [(source.text, claim.checked) for claim in claims for source in sources]
        scores = softmax(self._model.scores(pairs)).reshape(len(claims), len(sources), -1)
        return [self._verdict(row, sources) for row in scores]

    @cached_property
    def _columns(self) -> dict[Finding, int]:
        labels = {_LABELS.get(label.casefold()): at for at, label in enumerate(self._model.labels)}
        if set(labels) != set(Finding):
            raise EmbedderError(
                f"{self.name} tells {', '.join(self._model.labels) or 'no labels'} apart; a "
                "checker needs entailment, contradiction and neutral. Name another with "
                "ROLECALL_CHECKER, or unset it."
            )
        return {finding: at for finding, at in labels.items() if finding is not None}

    def _verdict(self, scores: Scores, sources: Sequence[Source]) -> Verdict:
        entails = scores[:, self._columns[Finding.SUPPORTED]]
        contradicts = scores[:, self._columns[Finding.CONTRADICTED]]
        best, worst = int(np.argmax(entails)), int(np.argmax(contradicts))
        strength, limits = float(entails[best]), tuning().check
        if strength >= limits.cross_encoder_likely:
            is_weak = strength < limits.cross_encoder_sure
            return Verdict(Finding.SUPPORTED, strength, (sources[best],), is_weak=is_weak)
        if contradicts[worst] >= limits.cross_encoder_sure:
            return Verdict(Finding.CONTRADICTED, -float(contradicts[worst]), (sources[worst],))
        return Verdict(Finding.NOT_FOUND, strength)
