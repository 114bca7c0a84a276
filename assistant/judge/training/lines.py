"""Train what tells what a posting's line states of the job, print how well it does, write its
weights.

    python -m assistant.judge.training.lines

Needs the extra `training`. It is trained on lines.yaml and the examples of the facets'
vocabularies. The figures are those of a fivefold cross-validation over lines.yaml.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import yaml
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]

from assistant.judge.training.classifiers import folds, vocabulary_of, write_weights
from store.embedding.classifier import Marked, weighed
from store.embedding.embedder import PACKAGED, open_embedder
from store.facets import vocabulary, words_of
from store.facets.learned.lines import SURE, WEIGHTS, marked
from store.facets.reading import read_text
from store.types import SectionKind, SectionSpan, Span

LINES = Path(__file__).with_name("lines.yaml")
VECTOR_WEIGHS, HEADING_WEIGHS, WORDS_WEIGH = 2.0, 1.0, 1.2
# Labels that readers choose among, of which a line mostly has one.
APART = (
    ("salary", "money"),
    ("closing", "start", "day"),
    ("on-site", "hybrid", "remote", "where"),
    ("visa", "no-visa", "permit"),
    ("degree", "degree-plus", "degree-or", "no-degree", "study"),
    ("years", "years-plus", "no-years", "ages"),
)
# What the examples of a vocabulary state.
OF_EXAMPLES = {
    ("pay", "pay"): "salary",
    ("pay", "other"): "money",
    ("dates", "closes"): "closing",
    ("dates", "posted"): "day",
    ("experience", "experience"): "years",
}


def main() -> None:
    """Print the figures and write the weights."""
    rows = [*_rows()]
    made = len(rows)
    rows += _examples()
    labels = sorted({label for _, says in rows for label in says} - {"none"})
    stated = np.array([[label in says for label in labels] for _, says in rows])
    lines = [line for line, _ in rows]
    vectors = _vectors(lines)
    fold = np.array([*(one // 2 for one in folds(made)), *[-1] * (len(rows) - made)])
    said = np.zeros((made, len(labels)))
    for held in sorted(set(fold[:made])):
        weights, bias, words = _fitted(lines, vectors, stated, fold != held)
        at = np.flatnonzero(fold == held)
        seen = _seen([lines[here] for here in at], vectors[at], *words)
        said[at] = 1 / (1 + np.exp(-(seen @ weights.T + bias)))
    _print(labels, stated[:made], said)
    weights, bias, words = _fitted(lines, vectors, stated, fold > -2)
    write_weights(WEIGHTS, *words, weights, bias, labels)


def _rows() -> Iterator[tuple[Marked, list[str]]]:
    for heading, rows in yaml.safe_load(LINES.read_text("utf-8")).items():
        for row in rows:
            yield _read(heading, row["line"]), row["says"]


def _examples() -> Iterator[tuple[Marked, list[str]]]:
    for (name, *keys), label in OF_EXAMPLES.items():
        node = vocabulary(name)
        for key in keys:
            node = node[key]
        yield from ((_read("", example), [label]) for example in node.values())


def _read(heading: str, line: str) -> Marked:
    text = f"{heading}\n\n{line}" if heading else line
    path = (heading,) if heading else ()
    section = SectionSpan(SectionKind.BODY, path, Span(0, len(text)))
    start = len(text) - len(line)
    first = next(each for each in read_text(text, [section]).lines if each.end > start)
    return marked(text, words_of(text, start), first)


def _vectors(lines: list[Marked]) -> NDArray[np.float32]:
    """The vectors of each line and of its heading, shape (lines, twice the dimension)."""
    embed = open_embedder(PACKAGED).embed
    headings = np.array(embed([line.heading or "-" for line in lines]))
    headings[[not line.heading for line in lines]] = 0
    return np.hstack([np.array(embed([line.text for line in lines])), headings])


def _seen(
    lines: list[Marked],
    vectors: NDArray[np.float32],
    words: dict[str, int],
    rarity: NDArray[np.float32],
) -> NDArray[np.float32]:
    """What the labeller sees of each line, shape (lines, twice the dimension + words)."""
    return np.hstack([vectors, np.stack([weighed(line.terms, words, rarity) for line in lines])])


def _fitted(
    lines: list[Marked],
    vectors: NDArray[np.float32],
    stated: NDArray[np.bool_],
    chosen: NDArray[np.bool_],
) -> tuple[NDArray[np.float64], NDArray[np.float64], tuple[dict[str, int], NDArray[np.float32]]]:
    """One regression a label, those that have it weighed as much as those that don't."""
    at = np.flatnonzero(chosen)
    words = vocabulary_of([lines[here].terms for here in at], least=2)
    half = vectors.shape[1] // 2
    scale = np.repeat([VECTOR_WEIGHS, HEADING_WEIGHS, WORDS_WEIGH], [half, half, len(words[0])])
    seen = scale * _seen([lines[here] for here in at], vectors[at], *words)
    models = [
        LogisticRegression(C=10.0, max_iter=1000, class_weight="balanced").fit(seen, column)
        for column in stated[at].T
    ]
    weights = np.vstack([model.coef_ for model in models]) * scale
    return weights, np.concatenate([model.intercept_ for model in models]), words


def _print(labels: list[str], stated: NDArray[np.bool_], said: NDArray[np.float64]) -> None:
    print(f"{len(said):,} lines; of each label those found, and those right where told:")
    for label, mine, share in zip(labels, stated.T, said.T, strict=True):
        told = share >= SURE
        print(
            f"  {label}: {told[mine].mean():.1%} of {mine.sum()}; "
            f"where told: {mine[told].mean():.1%}"
        )
    print("told apart, of the lines with one of them:")
    for group in APART:
        at = [labels.index(label) for label in group]
        one = stated[:, at].sum(1) == 1
        right = said[one][:, at].argmax(1) == stated[one][:, at].argmax(1)
        print(f"  {', '.join(group)}: {right.mean():.1%} of {one.sum()}")


if __name__ == "__main__":
    main()
