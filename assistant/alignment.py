"""Which sentences of two roles say the same, told by their meaning and not by shared words."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from assistant.job_holder import as_you
from store.embedder import Vectors

# Chosen on the tuning halves of the pairs that tests/evals/alignment.py reads; docs/decisions/0007 says how.
THRESHOLD = 0.28
LEAST_COSINE = 0.3  # of the sentences as they stand; below it two are of unlike roles more often than they say the same
SURE = 0.45  # similarity from which hardly a pair is wrong
SAME_ASPECT = 0.1  # what it adds to the similarity that both sentences speak of one aspect
# So many sentences with nothing in common are added to a role before its mean is taken: the mean of a role of two
# sentences would else be half of each. With more of them, less would be taken from short roles than from long ones.
ADDED = 1


def framed(sentence: str, title: str = "") -> str:
    """A sentence as one about a job, which lists and prose become alike by; its holder is "you" where a title is given.

    Else "the applied scientist" in a sentence of each would bring the two nearer than what they say.
    """
    said = " ".join(sentence.split()).rstrip(".;,")
    return f"In this job, {as_you(said, title) if title else said}."


def align(
    first: Vectors, second: Vectors, threshold: float = THRESHOLD, same_aspect: NDArray[np.bool_] | None = None
) -> list[tuple[int, int, float]]:
    """Pairs (i, j, similarity) of rows that are each other's nearest, at least `threshold` near, best first.

    `first` and `second` are unit vectors of each role's sentences, shape (sentences, dimension); `same_aspect`, shape
    (first's sentences, second's), is true where two speak of one aspect, which counts for them. Similarity, at most 1,
    is the cosine after each role's mean is taken away: every sentence of a role says who it is about, and that is not
    what it says (after Mu and Viswanath, "All-but-the-Top", 2018). Nearest both ways: Artetxe and Schwenk, 2019.
    """
    if not len(first) or not len(second):
        return []
    similarity = _apart_from_mean(first) @ _apart_from_mean(second).T
    if same_aspect is not None:
        similarity = np.minimum(1.0, similarity + SAME_ASPECT * same_aspect)
    best, back = similarity.argmax(axis=1), similarity.argmax(axis=0)
    pairs = [(i, int(j), float(similarity[i, j])) for i, j in enumerate(best) if back[j] == i]
    return sorted((pair for pair in pairs if pair[2] >= threshold), key=lambda pair: (-pair[2], pair[0]))


def _apart_from_mean(vectors: Vectors) -> NDArray[np.float64]:
    rows = np.asarray(vectors, dtype=np.float64)
    rows = rows - rows.sum(axis=0) / (len(rows) + ADDED)
    apart: NDArray[np.float64] = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)
    return apart
