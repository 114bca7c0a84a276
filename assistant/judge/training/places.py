"""Train what tells the place of an employer or a job from other places that a sentence names, print
how well it does, write its weights.

    python -m assistant.judge.training.places

Needs the extra `training`. It is trained on places.yaml. The places of a sentence are never told by
what was trained on it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import yaml

from assistant.judge.training.classifiers import FOLDS, Fitting
from store.facets.names.mentioned import CLASSES, NAMED, SURE, WEIGHTS, masked
from store.types import Span

SENTENCES = Path(__file__).with_name("places.yaml")
_NAME = re.compile(r"\[[^]]+\](?:, \[[^]]+\])?|\{[^}]+\}")


def main() -> None:
    """Print the figures and write the weights."""
    rows = [*_rows()]
    fitting = Fitting(
        [[text for _, _, text in rows], [_closer(text) for _, _, text in rows]],
        [CLASSES.index(kind) for _, kind, _ in rows],
        [at % FOLDS for at, _, _ in rows],
    )
    said = fitting.tried()
    here, told = fitting.classes > 0, said[:, 0] < 1 - SURE
    print(
        f"{len(rows)} places; right: {(said.argmax(1) == fitting.classes).mean():.1%}; of the "
        f"employer or job: {told[here].mean():.1%} found, {here[told].mean():.1%} right where told"
    )
    fitting.write(WEIGHTS)


def _rows() -> Iterator[tuple[int, str, str]]:
    """The sentence, what it says of each place, and what is seen of it."""
    by_kind = yaml.safe_load(SENTENCES.read_text("utf-8"))
    sentences = [(kind, str(text)) for kind, texts in by_kind.items() for text in texts]
    for at, (kind, text) in enumerate(sentences):
        names = [Span(*match.span()) for match in _NAME.finditer(text)]
        for name in names:
            of_name = kind if name.of(text).startswith("[") else "elsewhere"
            yield at, of_name, masked(text, Span(0, len(text)), names, name)


def _closer(text: str) -> str:
    """Fewer words around the name, so that what is learned lies near it."""
    words = text.split()
    at = words.index(NAMED)
    return " ".join(words[max(0, at - 4) : at + 4])


if __name__ == "__main__":
    main()
