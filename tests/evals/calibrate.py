"""Fits the weights of assistant/evidence/confidence.py and prints them.

    python tests/evals/calibrate.py [ORIGINAL ...]

Learns from questions about the fictional documents beside this file, from further questions about the seeds, and
from the tuning half of cases.yaml (over the seeds, and over ORIGINAL documents where some are named). The held half
is never read. A question is as answerable as its best sentence (multiple-instance learning: Dietterich, Lathrop and
Lozano-Perez, 1997), so the loss is that of the largest logit, softened, plus a little for ranking the answering
sentences first. Deterministic; takes some minutes.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import astuple, fields
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import torch
import yaml
from numpy.typing import NDArray
from sklearn.metrics import roc_auc_score

from assistant.evidence.features import Features
from assistant.evidence.finder import Finder
from assistant.evidence.reader import JudgeReranker
from assistant.judge.judge import shipped_judge
from assistant.question.known import Known
from assistant.question.understand import understand
from cases import load_cases
from evaluation import WRONG_RATES, right_abstentions
from store.library import Library
from store.settings import StoreSettings

HERE = Path(__file__).parent
SEEDS = HERE.parent.parent / "seeds"
RANKING, REGULARISATION, SHARPNESS, STEPS, RATE = 0.1, 0.005, 3.0, 600, 0.05

# A question, whether it is answerable, and what tells an answering sentence.
Question = tuple[str, bool, Callable[[str], bool]]
Rows = tuple[NDArray[np.float64], NDArray[np.bool_], bool]


def fictional() -> list[Question]:
    asked = yaml.safe_load((HERE / "calibration" / "questions.yaml").read_text("utf-8"))
    return [(one["question"], one["answerable"], _holding(one.get("sentences", ()))) for one in asked]


def _holding(parts: Sequence[str]) -> Callable[[str], bool]:
    return lambda text: any(part in text for part in parts)


def _stating(facts: Sequence[str]) -> Callable[[str], bool]:
    return lambda text: any(re.search(fact, text, re.IGNORECASE) for fact in facts)


def about_seeds() -> list[Question]:
    asked = yaml.safe_load((HERE / "calibration" / "seed_questions.yaml").read_text("utf-8"))
    return [(one["question"], one["answerable"], _stating(one.get("facts", ()))) for one in asked]


def tuning() -> list[Question]:
    cases = [case for case in load_cases(HERE / "cases.yaml") if case.split == "tune"]
    return [(case.turns[-1], case.answerable, _stating(case.facts)) for case in cases]


def rows(paths: Sequence[Path], questions: Sequence[Question]) -> Iterator[Rows]:
    """For each ask: its candidates' features, which of them answer, and whether the question is answerable."""
    with TemporaryDirectory() as folder:
        library = Library.open(StoreSettings(data_dir=Path(folder)))
        library.ingest(paths)
        finder, known = Finder(library, JudgeReranker(shipped_judge())), Known.of(library.documents())
        for question, answerable, answers in questions:
            for finding in finder.find(understand(question, (), known), 6).findings:
                found = finding.candidates
                if found:
                    features = np.array([astuple(one.features) for one in found])
                    yield features, np.array([answerable and answers(one.text) for one in found]), answerable
        library.close()


def fit(weighed: Sequence[tuple[Rows, float]]) -> tuple[NDArray[np.float64], float]:
    """Weights, one a feature, and the bias, from asks and how much each counts."""
    features = np.vstack([one[0] for one, _ in weighed])
    mean, scale = features.mean(axis=0), features.std(axis=0) + 1e-9
    longest = max(len(one[0]) for one, _ in weighed)
    x, mask = torch.zeros(len(weighed), longest, features.shape[1]), torch.full((len(weighed), longest), -1e9)
    answers = torch.zeros(len(weighed), longest)
    for at, (one, _) in enumerate(weighed):
        x[at, : len(one[0])] = torch.tensor((one[0] - mean) / scale, dtype=torch.float32)
        mask[at, : len(one[0])] = 0
        answers[at, : len(one[0])] = torch.tensor(one[1], dtype=torch.float32)
    answerable = torch.tensor([float(one[2]) for one, _ in weighed])
    share = torch.tensor([weight for _, weight in weighed])
    known = answers.sum(1) > 0
    weights, bias = torch.zeros(features.shape[1], requires_grad=True), torch.zeros(1, requires_grad=True)
    optimizer = torch.optim.Adam([weights, bias], lr=RATE)
    for _ in range(STEPS):
        logits = x @ weights + mask
        best = torch.logsumexp(SHARPNESS * logits, 1) / SHARPNESS + bias
        wrong = torch.nn.functional.binary_cross_entropy_with_logits(best, answerable, reduction="none")
        right = torch.logsumexp(torch.log_softmax(logits, 1) + torch.log(answers.clamp(min=1e-9)), 1)
        loss = (wrong * share).sum() / share.sum() - RANKING * (right * share)[known].sum() / share[known].sum()
        loss = loss + REGULARISATION * (weights**2).sum()
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
    found = weights.detach().numpy() / scale
    return found, float(bias.detach()) - float(mean @ found)


def main(originals: Sequence[str]) -> None:
    own = [path for path in (HERE / "calibration").glob("*.md") if path.stem != "README"]
    sets = {"fictional documents": (0.5, list(rows(own, fictional())))}
    for name, paths in (("seeds", [SEEDS]), ("originals", [Path(path) for path in originals])):
        if paths:
            sets[f"{name}, further questions"] = 1.0, list(rows(paths, about_seeds()))
            sets[f"{name}, tuning half"] = 1.0, list(rows(paths, tuning()))
    weights, bias = fit([(one, weight) for weight, some in sets.values() for one in some])
    for name, (_, some) in sets.items():
        best = [float((one[0] @ weights).max()) for one in some]
        yes = [value for value, one in zip(best, some, strict=True) if one[2]]
        no = [value for value, one in zip(best, some, strict=True) if not one[2]]
        rates = ", ".join(f"{right_abstentions(yes, no, wrong):.0%} at {wrong:.0%}" for wrong in WRONG_RATES)
        area = roc_auc_score([one[2] for one in some], best)
        print(f"{name}: {len(some)} asks, area under the curve {area:.3f}, right abstentions {rates} wrong")
    every = sorted(float((one[0] @ weights).max()) + bias for _, some in sets.values() for one in some if one[2])
    for wrong in WRONG_RATES:
        logit = every[int(wrong * len(every))]
        print(f"a threshold of {1 / (1 + np.exp(-logit)):.3f} abstains wrongly on {wrong:.0%} of all these")
    print(f"BIAS = {bias:.3f}\nWEIGHTS = Features(")
    for field, weight in zip(fields(Features), weights, strict=True):
        print(f"    {field.name}={weight:.3f},")
    print(")")


if __name__ == "__main__":
    main(sys.argv[1:])
