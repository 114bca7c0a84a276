"""How well the check tells what its evidence carries on public sets, beside published figures.

    python tests/evals/public_claims.py FOLDER             200 claims of each set, the same ones each time
    python tests/evals/public_claims.py FOLDER --claims 0  all of them, which takes an hour on two cores

FOLDER has wice.jsonl.gz, summedits.jsonl.gz and factcheckgpt_stance.jsonl.gz, a line a claim:
{source, premise, claim, label}, label "supported" or anything else. They are measured with and
never trained on, and are no part of this project:

    WiCE           ryokamoi/wice, entailment inputs, oracle chunks; ODC-BY
    SummEdits      salesforce/factualNLG, data/summedits; Apache-2.0
    Factcheck-GPT  yuxiaw/Factcheck-GPT, subtask 3, stance of evidence; Apache-2.0
"""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.metrics import roc_auc_score  # type: ignore[import-untyped]

from assistant.check.judged import JudgeChecker
from assistant.check.statements import Statement
from assistant.check.verdict import Finding
from assistant.judge.judge import shipped_judge
from assistant.language.remembered import RememberedVectors
from claims import evidence_of
from store.embedding.embedder import PACKAGED, Embedder, open_embedder
from store.types import Span
from tune import parser_of

SETS = {
    "wice": ("WiCE", ""),
    "summedits": ("SummEdits", "GPT-4 about 0.82, people 0.91 (balanced)"),
    "factcheckgpt_stance": ("Factcheck-GPT", ""),
}
"""Files, with what the sets are called and the figures that were published for them."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A claim of a set: whether its evidence carries it, how far the check says so, and whether
    it is told so.
    """

    right: bool
    strength: float
    carried: bool


def rows(path: Path, most: int) -> list[dict[str, Any]]:
    """The rows of a set, or some of them by chance."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        found = [json.loads(line) for line in lines]
    return found if not most or most >= len(found) else random.Random(1).sample(found, most)


def checked(
    claims: Sequence[dict[str, Any]], checker: JudgeChecker, embedder: Embedder
) -> Iterator[Checked]:
    """Each claim held against its evidence, which it cites."""
    for row in claims:
        evidence = evidence_of(
            {"evidence": [{"kind": "article", "title": "Text", "text": row["premise"]}]}, embedder
        )
        text = " ".join(row["claim"].split())
        (verdict,) = checker.judge([_Citing(text, Span(0, len(text)), (), True)], evidence)
        yield Checked(
            row["label"] == "supported", verdict.strength, verdict.finding is Finding.SUPPORTED
        )


class _Citing(Statement):
    """A statement that cites the first piece of evidence."""

    @property
    def cited(self) -> frozenset[int]:
        return frozenset({1})


def balanced(some: Sequence[Checked]) -> float:
    """The mean of the shares of right and of wrong claims that are told so."""
    right = [one.carried for one in some if one.right]
    wrong = [not one.carried for one in some if not one.right]
    return float((np.mean(right) + np.mean(wrong)) / 2)


def main() -> None:
    """Print a row for each set that is there, and what to do about those that aren't."""
    parser = parser_of(__doc__)
    parser.add_argument("folder", type=Path, nargs="?", default=Path("build/public"))
    parser.add_argument("--claims", type=int, default=200)
    options = parser.parse_args()
    there = {name: options.folder / f"{name}.jsonl.gz" for name in SETS}
    if missing := [path for path in there.values() if not path.is_file()]:
        print(
            f"Not there: {', '.join(map(str, missing))}. {Path(__file__).name} says where the sets "
            "are from; put them"
            " there as gzipped JSON lines, or name another folder: make eval PUBLIC=FOLDER"
        )
    embedder = open_embedder(PACKAGED)
    checker = JudgeChecker(shipped_judge(), RememberedVectors(embedder.embed))
    print("| set | claims | area | balanced accuracy | published |\n|---|---|---|---|---|")
    for name, path in there.items():
        if path.is_file():
            some = list(checked(rows(path, options.claims), checker, embedder))
            area = roc_auc_score([one.right for one in some], [one.strength for one in some])
            title, published = SETS[name]
            print(f"| {title} | {len(some)} | {area:.3f} | {balanced(some):.3f} | {published} |")


if __name__ == "__main__":
    main()
