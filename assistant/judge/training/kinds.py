"""Train what tells a posting from an article, print how well it does, write its weights.

    python -m assistant.judge.training.kinds

Needs the extra `training`. It is trained on the made documents and passages; a document is told by
what was not trained on it.
"""

from __future__ import annotations

import numpy as np

from assistant.judge.training.classifiers import FOLDS, Fitting
from assistant.judge.training.documents import made_documents
from assistant.judge.training.made import made_passages
from store.loading.kind import CLASSES, WEIGHTS, pieces_of


def main() -> None:
    """Print the figures and write the weights."""
    documents = made_documents()
    rows = [
        (piece, document.kind, at)
        for at, document in enumerate(documents)
        for piece in pieces_of(document.text)
    ]
    rows += [
        (passage.text, passage.kind, len(documents) + at)
        for at, passage in enumerate(made_passages())
    ]
    fitting = Fitting(
        [[text for text, *_ in rows]],
        [CLASSES.index(kind) for _, kind, _ in rows],
        [of % FOLDS for *_, of in rows],
    )
    said = fitting.tried()
    print(f"{len(rows):,} pieces; right: {(said.argmax(1) == fitting.classes).mean():.1%}")
    odds, own = np.log(said[:, 1] / said[:, 0]), np.array([of for *_, of in rows])
    right = [
        (odds[own == at].mean() > 0) == (document.kind == CLASSES[1])
        for at, document in enumerate(documents)
    ]
    print(f"{len(documents)} documents; right: {np.mean(right):.1%}")
    fitting.write(WEIGHTS)


if __name__ == "__main__":
    main()
