"""Fit a classifier of short messages, print how well it does on what it has not seen, and write
its weights.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]

from store.embedding.classifier import terms_of, weighed
from store.embedding.embedder import PACKAGED, open_embedder

LEAST = 3  # messages a word must stand in
WORDS_WEIGH = 1.2
STRENGTH = 10.0  # inverse of the regularisation
FOLDS = 10

Matrix = NDArray[np.float32]
Vocabulary = tuple[dict[str, int], Matrix]


class Fitting:
    """Messages with their classes: `groups` holds what may not be told apart by training on a part
    of it.

    `forms` are the wordings that each message is trained in; it is tried in the first alone.
    """

    def __init__(
        self, forms: Sequence[Sequence[str]], classes: Sequence[int], groups: Sequence[int]
    ) -> None:
        embed = open_embedder(PACKAGED).embed
        self._forms = [list(form) for form in forms]
        self._vectors = [np.asarray(embed(form)) for form in self._forms]
        self.classes = np.array(classes)
        self._groups = np.array(groups)

    def tried(self) -> NDArray[np.float64]:
        """The probabilities of each message by what was fitted on the other groups, shape
        (messages, classes).
        """
        said = np.zeros((len(self.classes), self.classes.max() + 1))
        for one in sorted(set(self._groups)):
            model, vocabulary = self._fitted(self._groups != one)
            at = np.flatnonzero(self._groups == one)
            rows = _rows([self._forms[0][here] for here in at], self._vectors[0][at], vocabulary)
            said[at] = model.predict_proba(rows)
        return said

    def write(self, path: Path) -> None:
        """Fit on everything and write the weights."""
        model, (words, rarity) = self._fitted(np.ones(len(self.classes), dtype=bool))
        weights = (
            model.coef_ if len(model.coef_) > 1 else np.vstack([-model.coef_, model.coef_]) / 2
        )
        bias = (
            model.intercept_
            if len(model.coef_) > 1
            else np.array([-1, 1]) * model.intercept_[0] / 2
        )
        weights = weights.copy()
        weights[:, self._vectors[0].shape[1] :] *= WORDS_WEIGH
        write_weights(path, words, rarity, weights, bias)

    def _fitted(self, chosen: NDArray[np.bool_]) -> tuple[LogisticRegression, Vocabulary]:
        at = np.flatnonzero(chosen)
        texts = [form[here] for form in self._forms for here in at]
        vocabulary = vocabulary_of([terms_of(text) for text in texts])
        rows = _rows(texts, np.vstack([vectors[at] for vectors in self._vectors]), vocabulary)
        model = LogisticRegression(C=STRENGTH, max_iter=3000)
        return model.fit(rows, np.tile(self.classes[at], len(self._forms))), vocabulary


def folds(messages: int) -> list[int]:
    """A fold at random for each message."""
    return [int(fold) for fold in np.random.default_rng(0).integers(0, FOLDS, messages)]


def write_weights(
    path: Path,
    words: dict[str, int],
    rarity: Matrix,
    weights: NDArray[np.float64],
    bias: NDArray[np.float64],
    labels: Sequence[str] = (),
) -> None:
    """Write what a classifier of store/embedding reads, and say so."""
    lists = {"words": list(words)} | ({"labels": labels} if labels else {})
    texts: dict[str, Any] = {
        name: np.frombuffer("\n".join(entries).encode("utf-8"), dtype=np.uint8)
        for name, entries in lists.items()
    }
    np.savez_compressed(
        path,
        rarity=rarity.astype(np.float16),
        weights=weights.astype(np.float16),
        bias=bias.astype(np.float32),
        **texts,
    )
    print(f"wrote {path.name}: {len(words):,} words, {path.stat().st_size / 1000:.0f} kB")


def vocabulary_of(texts: Sequence[Sequence[str]], least: int = LEAST) -> Vocabulary:
    """The terms that stand in enough texts, with how rare each is (inverse document frequency)."""
    counts = Counter(term for terms in texts for term in set(terms))
    words = {
        term: at
        for at, term in enumerate(sorted(term for term, count in counts.items() if count >= least))
    }
    rarity = [np.log((1 + len(texts)) / (1 + counts[term])) + 1 for term in words]
    return words, np.array(rarity, dtype=np.float32)


def _rows(messages: list[str], vectors: Matrix, vocabulary: Vocabulary) -> Matrix:
    """What the classifier sees of each message, shape (messages, dimension + words)."""
    words, rarity = vocabulary
    return np.hstack(
        [
            vectors,
            WORDS_WEIGH
            * np.stack([weighed(terms_of(message), words, rarity) for message in messages]),
        ]
    )
