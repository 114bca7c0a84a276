"""Fits the weights of assistant/confidence.py and prints them.

    python tests/evals/calibrate.py [ORIGINAL ...]

Learns, sentence by sentence, which candidates answer: from the questions about the fictional documents beside this
file, and from the tuning half of cases.yaml over the seeds (and over ORIGINAL documents, where some are named). The
held half is never read. Deterministic; takes a minute or two.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import astuple, fields
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import yaml
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from assistant.cases import load_cases
from assistant.coverage import Features
from assistant.evidence import Finder
from assistant.understanding import understand
from store.library import Library
from store.settings import StoreSettings

HERE = Path(__file__).parent
SEEDS = HERE.parent.parent / "seeds"
REGULARISATION = 0.3

# A question, whether it is answerable, and what tells an answering sentence.
Question = tuple[str, bool, Callable[[str], bool]]
Rows = tuple[NDArray[np.float64], NDArray[np.bool_], bool]


def fictional() -> list[Question]:
    asked = yaml.safe_load((HERE / "calibration" / "questions.yaml").read_text("utf-8"))
    return [
        (one["question"], one["answerable"], lambda text, parts=tuple(one.get("sentences", ())): any(p in text for p in parts))
        for one in asked
    ]


def tuning() -> list[Question]:
    return [
        (
            case.turns[-1],
            case.answerable,
            lambda text, facts=case.facts: any(re.search(fact, text, re.IGNORECASE) for fact in facts),
        )
        for case in load_cases(HERE / "cases.yaml")
        if case.split == "tune"
    ]


def rows(paths: Sequence[Path], questions: Sequence[Question]) -> Iterator[Rows]:
    """For each ask: its candidates' features, which of them answer, and whether the question is answerable."""
    with TemporaryDirectory() as folder:
        library = Library.open(StoreSettings(data_dir=Path(folder)))
        library.ingest(paths)
        finder, documents = Finder(library), library.documents()
        for question, answerable, answers in questions:
            for finding in finder.find(understand(question, (), documents), 6).findings:
                found = finding.candidates
                if found:
                    features = np.array([astuple(one.features) for one in found])
                    yield features, np.array([answerable and answers(one.text) for one in found]), answerable
        library.close()


def main(originals: Sequence[str]) -> None:
    sets = {
        "fictional": list(rows([path for path in (HERE / "calibration").glob("*.md") if path.stem != "README"], fictional())),
        "seeds, tuning half": list(rows([SEEDS], tuning())),
    }
    if originals:
        sets["originals, tuning half"] = list(rows([Path(path) for path in originals], tuning()))
    every = [one for some in sets.values() for one in some]
    features = np.vstack([one[0] for one in every])
    answers = np.concatenate([one[1] for one in every])
    scale = features.std(axis=0) + 1e-9
    model = LogisticRegression(C=REGULARISATION, max_iter=5000).fit(features / scale, answers)
    weights = model.coef_[0] / scale
    for name, some in sets.items():
        best = [float((one[0] @ weights).max()) for one in some]
        print(f"{name}: {len(some)} asks, area under the curve {roc_auc_score([one[2] for one in some], best):.3f}")
    print(f"BIAS = {model.intercept_[0]:.3f}\nWEIGHTS = Features(")
    for field, weight in zip(fields(Features), weights, strict=True):
        print(f"    {field.name}={weight:.3f},")
    print(")")


if __name__ == "__main__":
    main(sys.argv[1:])
