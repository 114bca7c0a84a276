"""Train what tells the lines at the top of a posting apart, print how well it does, write its
weights.

    python -m assistant.judge.training.tops

Needs the extra `training`. It is trained on tops.yaml, the first lines of made postings, each with
what it is, and on the titles and employers of the made passages, in either order. A top is never
told by what was trained on itself.
"""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

import numpy as np
import yaml
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]

from assistant.judge.training.classifiers import FOLDS, Fitting
from assistant.judge.training.made import Part, made_passages
from store.loading.top import CONTEXT, WEIGHTS, LineKind, in_context

TOPS = Path(__file__).with_name("tops.yaml")
STRENGTH = 1.0  # inverse of the regularisation of what weighs a line among its neighbours


def main() -> None:
    """Print the figures and write the weights."""
    tops = [
        *(
            [(LineKind(kind), str(line)) for kind, line in top]
            for top in yaml.safe_load(TOPS.read_text("utf-8"))
        ),
        *_of_passages(),
    ]
    lines = [(at, kind, line) for at, top in enumerate(tops) for kind, line in top]
    folds = np.array([at % FOLDS for at, _, _ in lines])
    kinds = list(LineKind)
    fitting = Fitting(
        [[line for _, _, line in lines]], [kinds.index(kind) for _, kind, _ in lines], list(folds)
    )
    rows = _rows(lines, fitting.tried())
    said = np.zeros((len(lines), len(kinds)))
    for fold in range(FOLDS):
        chosen = folds != fold
        said[~chosen] = _fitted(rows[chosen], fitting.classes[chosen]).predict_proba(rows[~chosen])
    print(
        f"{len(tops)} tops, {len(lines):,} lines; right: "
        f"{(said.argmax(1) == fitting.classes).mean():.1%}"
    )
    of_top = np.array([at for at, _, _ in lines])
    for kind in (LineKind.TITLE, LineKind.EMPLOYER):
        print(f"  likeliest {kind} is one: {_best_right(kind, of_top, said, fitting.classes):.1%}")
    fitting.write(WEIGHTS)
    model = _fitted(rows, fitting.classes)
    np.savez_compressed(
        CONTEXT, weights=model.coef_.astype(np.float32), bias=model.intercept_.astype(np.float32)
    )


def _of_passages() -> list[list[tuple[LineKind, str]]]:
    """The title and the employer of each role that passages were made of, in either order."""
    named = {
        (passage.title, passage.company)
        for passage in made_passages()
        if passage.kind == "role" and passage.company and passage.part is not Part.HELD
    }
    tops = [
        [(LineKind.TITLE, title), (LineKind.EMPLOYER, company)] for title, company in sorted(named)
    ]
    return [top[::-1] if at % 2 else top for at, top in enumerate(tops)]


def _rows(
    lines: list[tuple[int, LineKind, str]], alone: NDArray[np.float64]
) -> NDArray[np.float32]:
    """What the second regression sees of each line, by what the first says untrained on it."""
    parts, at = [], 0
    for _, top in groupby(lines, key=lambda line: line[0]):
        texts = [line for _, _, line in top]
        parts.append(in_context(texts, alone[at : at + len(texts)].astype(np.float32)))
        at += len(texts)
    return np.vstack(parts)


def _fitted(rows: NDArray[np.float32], classes: NDArray[np.int_]) -> LogisticRegression:
    return LogisticRegression(C=STRENGTH, max_iter=3000).fit(rows, classes)


def _best_right(
    kind: LineKind,
    of_top: NDArray[np.int_],
    said: NDArray[np.float64],
    classes: NDArray[np.int_],
) -> float:
    """In what share of the tops that have a line of a kind the likeliest one is one."""
    at, right = list(LineKind).index(kind), []
    for top in np.unique(of_top):
        own = np.flatnonzero(of_top == top)
        if (classes[own] == at).any():
            right.append(classes[own[said[own, at].argmax()]] == at)
    return float(np.mean(right))


if __name__ == "__main__":
    main()
