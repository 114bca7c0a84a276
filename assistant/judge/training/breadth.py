"""Train the classifier of broad questions, print how well it does on documents it has not seen,
write its weights.

    python -m assistant.judge.training.breadth

Needs the extra `training`. A question of a whole made document is broad where three or more runs of
its text answer it together; of the passages' questions, which are narrow, a few are taken along.
Held documents are left out. `breadth.yaml` has questions of both kinds by a writer of their own.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import yaml

from assistant.evidence.asked import BREADTH
from assistant.judge.training.classifiers import FOLDS, Fitting, folds
from assistant.judge.training.documents import made_documents
from assistant.judge.training.made import Part, made_passages

LEAST_RUNS = 3
OF_PASSAGES = 40  # every so manieth question of the passages
CLASSES = ("narrow", "broad")
WRITTEN = Path(__file__).with_name("breadth.yaml")


def main() -> None:
    """Print the figures and write the weights."""
    documents = [document for document in made_documents() if document.part is not Part.HELD]
    rows = [
        (question.question, int(len(question.answers) >= LEAST_RUNS), number % FOLDS)
        for number, document in enumerate(documents)
        for question in document.questions
        if question.answers
    ]
    narrow = [
        question.question
        for passage in made_passages()
        if passage.part is Part.TRAIN
        for question in passage.questions
        if len(question.answers) == 1
    ][::OF_PASSAGES]
    rows += [(question, 0, FOLDS) for question in narrow]
    written = yaml.safe_load(WRITTEN.read_text("utf-8"))
    rows += [
        (question, at, FOLDS + 1 + fold)
        for at, name in enumerate(CLASSES)
        for question, fold in zip(written[name], folds(len(written[name])), strict=True)
    ]
    questions, classes, groups = (list(column) for column in zip(*rows, strict=True))
    fitting = Fitting([questions], classes, groups)
    said = fitting.tried()[:, 1]
    print(f"{len(rows):,} questions, {sum(classes):,} of them broad")
    is_written = np.array(groups) > FOLDS
    for name, own in (
        ("documents not seen", np.array(groups) < FOLDS),
        ("written questions not seen", is_written),
    ):
        broad = said[own & (fitting.classes == 1)]
        narrowly = said[own & (fitting.classes == 0)]
        print(f"{name}: AUC {np.mean(broad[:, None] > narrowly[None, :]):.3f}")
        for least in (0.4, 0.5, 0.6, 0.7):
            print(
                f"  at {least}: {np.mean(broad >= least):.0%} of the broad, "
                f"{np.mean(narrowly >= least):.0%} of the narrow"
            )
    fitting.write(BREADTH)


if __name__ == "__main__":
    main()
