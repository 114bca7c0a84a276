"""How well the answers choose: is what is quoted to the point, is what is vital quoted, in how many
words.

    python tests/evals/librarian.py [--half tune|held] [--misses] [seeds] [library]

Asks over the seeds and over the documents of tests/evals/gold/library, against sentences that a
reader marked who had not seen any answer. Which half a question is in is decided by the hash of its
name.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import yaml
from sklearn.metrics import roc_auc_score

from assistant.assistant import Assistant
from assistant.settings import Settings
from assistant.types import Answer
from evaluation import right_abstentions
from tune import parser_of

GOLD = Path(__file__).parent / "gold"
NARROW_WORDS, BROAD_WORDS = 60, 150


@dataclass(frozen=True, slots=True)
class Gold:
    """What a reader marked for one question: each of `vital` is a list of sentences that say the
    same.
    """

    name: str
    question: str
    answerable: bool
    narrow: bool
    yes_no: str
    vital: tuple[tuple[str, ...], ...]
    to_the_point: tuple[str, ...]

    @property
    def half(self) -> str:
        return "tune" if sha256(self.name.encode()).digest()[0] % 2 else "held"


@dataclass(frozen=True, slots=True)
class Quoted:
    """A question's gold, and the answer."""

    gold: Gold
    answer: Answer

    @property
    def quotes(self) -> list[str]:
        """What the answer quotes; nothing where it abstains."""
        used = sorted({index for claim in self.answer.claims for index in claim.citations})
        return (
            [] if self.answer.abstained else [self.answer.citations[index].quote for index in used]
        )

    @property
    def words(self) -> int:
        return sum(len(quote.split()) for quote in self.quotes)

    @property
    def good(self) -> list[bool]:
        """Whether each quote is to the point."""
        wanted = [
            *self.gold.to_the_point,
            *(sentence for vital in self.gold.vital for sentence in vital),
        ]
        return [any(same(quote, sentence) for sentence in wanted) for quote in self.quotes]

    @property
    def vital(self) -> list[bool]:
        """Whether each vital fact is quoted."""
        return [
            any(same(q, sentence) for q in self.quotes for sentence in vital)
            for vital in self.gold.vital
        ]

    @property
    def too_long(self) -> bool:
        return (
            self.words > (NARROW_WORDS if self.gold.narrow else BROAD_WORDS)
            and len(self.quotes) > 1
        )


def same(quote: str, sentence: str) -> bool:
    """Whether one of the two stands in the other, white space and marks of Markdown aside."""
    one, two = (" ".join(text.replace("*", "").split()) for text in (quote, sentence))
    return one in two or two in one


def gold(path: Path) -> Iterator[Gold]:
    """The questions of a file."""
    for row in yaml.safe_load(path.read_text("utf-8")):
        yield Gold(
            row["id"],
            row["question"],
            row["answerable"],
            bool(row.get("narrow", True)),
            _yes_no(row.get("yes_no")),
            tuple(tuple(vital) for vital in row.get("vital") or ()),
            tuple(row.get("to_the_point") or ()),
        )


def _yes_no(given: Any) -> str:
    return {True: "yes", False: "no", None: ""}.get(given, given)  # YAML reads a bare yes as true


def asked(questions: Sequence[Gold], documents: Path | None) -> list[Quoted]:
    """The answers to the questions, over documents or the seeds."""
    with TemporaryDirectory(prefix="rolecall-gold-") as folder:
        settings = Settings(data_dir=Path(folder), seeds=documents is None)
        with Assistant.open(settings=settings) as assistant:
            if documents is not None:
                assistant.library.ingest([documents])
            return [Quoted(one, assistant.ask(one.question)) for one in questions]


def report(name: str, quoted: Sequence[Quoted], misses: bool) -> None:
    """Print one column of measures."""
    answerable = [one for one in quoted if one.gold.answerable]
    others = [one for one in quoted if not one.gold.answerable]
    good = [good for one in answerable for good in one.good]
    vital = [share for one in answerable for share in one.vital]
    sure = [one.answer.coverage for one in answerable]
    unsure = [one.answer.coverage for one in others]
    said = [one for one in answerable if one.quotes]
    yes_no = [one for one in answerable if one.gold.yes_no]
    told = [one.answer.text.casefold().lstrip("*").startswith(one.gold.yes_no) for one in yes_no]
    contrary = [one.answer.text.casefold().lstrip("*").startswith(("yes", "no")) for one in yes_no]
    rows = {
        "answerable / unanswerable": f"{len(answerable)} / {len(others)}",
        "quoted sentences to the point": f"{np.mean(good):.0%} of {len(good)}",
        "vital facts quoted": f"{np.mean(vital):.0%} of {len(vital)}",
        "words quoted, median": f"{np.median([one.words for one in said]):.0f}",
        "answers too long": f"{sum(one.too_long for one in answerable)}",
        "answerable or not, AUC": f"{roc_auc_score([1] * len(sure) + [0] * len(unsure), sure + unsure):.2f}",
        "right abstentions at 5% wrong ones": f"{right_abstentions(sure, unsure, 0.05):.0%}",
        "right / wrong abstentions as shipped": f"{np.mean([one.answer.abstained for one in others]):.0%} / "
        f"{np.mean([one.answer.abstained for one in answerable]):.0%}",
        "yes-no opened rightly / wrongly": f"{sum(told)} / {sum(contrary) - sum(told)} of "
        f"{len(yes_no)}",
    }
    print(f"\n| {name} | |\n|---|---|")
    for measure, value in rows.items():
        print(f"| {measure} | {value} |")
    if misses:
        for one in quoted:
            _miss(one)


def _miss(one: Quoted) -> None:
    if one.gold.answerable and all(one.vital) and all(one.good) and not one.too_long:
        return
    if not one.gold.answerable and one.answer.abstained:
        return
    print(f"\n{one.gold.name}: {one.gold.question} ({one.answer.coverage:.2f}, {one.words} words)")
    for quote, good in zip(one.quotes, one.good, strict=True):
        print(f"  {'+' if good else '-'} {quote[:150]}")
    for vital, quoted in zip(one.gold.vital, one.vital, strict=True):
        if not quoted:
            print(f"  ? {vital[0][:150]}")


def main() -> None:
    """Print what the command line asks for."""
    parser = parser_of(__doc__)
    parser.add_argument("over", nargs="*", default=["seeds", "library"])
    parser.add_argument("--half", choices=["tune", "held"])
    parser.add_argument("--misses", action="store_true")
    arguments = parser.parse_args()
    for name in arguments.over:
        questions = [
            one for one in gold(GOLD / f"{name}.yaml") if arguments.half in (None, one.half)
        ]
        report(name, asked(questions, None if name == "seeds" else GOLD / name), arguments.misses)


if __name__ == "__main__":
    main()
