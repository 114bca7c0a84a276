"""Rows of the public sets and of our own, as token ids ready to be batched."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tokenizers import Tokenizer

from assistant.judge.training.network import ENTAILMENT

LONGEST = 128
"""Tokens of a question and a passage together; a longer passage is cut to a window round its
answer.
"""
LONGEST_CLAIM = 192
"""Tokens of a claim and its premise together; longer ones are left out."""
UNSUPPORTED = len(ENTAILMENT)
"""Label of two-way sets: contradicted or unstated, which of them is not told."""


@dataclass(frozen=True, slots=True)
class Example:
    """One text pair.

    `start` and `end` are tokens; 0, 0 says that nothing answers, -1 that no span is known.
    """

    ids: list[int]
    first: int
    """Tokens of the first text with its marks; those after are of type 1."""
    start: int = -1
    end: int = -1
    answerable: int = -1
    label: int = -1

    @property
    def reads(self) -> bool:
        """Whether it trains the reader; the entailment otherwise."""
        return self.label < 0


class Encoder:
    """Turns pairs into examples with the packaged tokenizer."""

    def __init__(self, folder: Path) -> None:
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._cls = int(self._tokenizer.token_to_id("[CLS]") or 0)
        self._sep = int(self._tokenizer.token_to_id("[SEP]") or 0)

    def question(
        self,
        question: str,
        passage: str,
        spans: list[tuple[int, int]] | None,
        chance: random.Random,
        prefix: int = 0,
    ) -> Example:
        """`spans` are characters of the passage; none for an unanswerable one, None where only yes
        or no is known.

        The first `prefix` characters stay in front, whatever window is cut of the rest.
        """
        head = [
            self._cls,
            *self._tokenizer.encode(question, add_special_tokens=False).ids[:48],
            self._sep,
        ]
        body = self._tokenizer.encode(passage, add_special_tokens=False)
        kept = min(24, sum(1 for _, end in body.offsets if end <= prefix))
        skipped = sum(1 for _, end in body.offsets if end <= prefix) - kept
        front, offsets = body.ids[:kept], body.offsets[kept + skipped :]
        rest = body.ids[kept + skipped :]
        room = LONGEST - len(head) - len(front) - 1
        at = chance.choice(spans) if spans else None
        first = last = 0
        if at:
            touched = [n for n, (a, b) in enumerate(offsets) if a < at[1] and b > at[0]]
            first, last = (touched[0], touched[-1]) if touched else (0, 0)
        begin = 0
        if len(rest) > room:
            low, high = max(0, last - room + 1), min(first, len(rest) - room)
            begin = (
                chance.randint(min(low, high), high) if at else chance.randint(0, len(rest) - room)
            )
        ids = [*head, *front, *rest[begin : begin + room], self._sep]
        if at:
            shift = len(head) + len(front) - begin
            span = (shift + first, min(shift + last, len(ids) - 2))
        else:
            span = (0, 0) if spans is not None else (-1, -1)
        return Example(ids, len(head), *span, answerable=int(spans is None or bool(spans)))

    def text(self, ids: list[int]) -> str:
        """The words of token ids."""
        return str(self._tokenizer.decode(ids))

    def claim(self, premise: str, claim: str, label: int) -> Example | None:
        """None where the two are too long to be read together."""
        head = [
            self._cls,
            *self._tokenizer.encode(claim, add_special_tokens=False).ids[:96],
            self._sep,
        ]
        body = self._tokenizer.encode(premise, add_special_tokens=False).ids
        if len(head) + len(body) >= LONGEST_CLAIM:
            return None
        return Example([*head, *body, self._sep], len(head), label=label)


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """The rows of a gzipped file of JSON lines."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


SHARES = {
    "qamr": 0.3,
    "covidqa": 0.3,
    "squadshifts_reddit": 0.7,
    "squadshifts_amazon_reviews": 0.7,
    "inli": 0.6,
}
"""Share of a large or rough set that is drawn anew each epoch; quality C sets a third; others
whole.
"""
ROUGH = 0.25
UNANSWERABLE = 3.0
"""Of questions that people found unanswerable there are few: thrice the share of others, each
twice.
"""


def public_questions(
    folder: Path, encoder: Encoder, chance: random.Random, share: float
) -> Iterator[Example]:
    """A share of the open question sets; mined unanswerables once."""
    for row in rows(folder / "qa_open.jsonl.gz"):
        if chance.random() > share * (
            SHARES.get(row["source"], 1.0) if row["answers"] else UNANSWERABLE
        ):
            continue
        yes_or_no = row["answers"] and row.get("start") is None
        if yes_or_no:
            verdict = str(row["answers"][0]).lower()
            if verdict in ("yes", "no"):
                example = encoder.claim(row["passage"][:900], row["question"], int(verdict == "no"))
                if example:
                    yield example
            yield encoder.question(row["question"], row["passage"], None, chance)
            continue
        if not row["answers"]:
            yield encoder.question(row["question"], row["passage"], [], chance)
            yield encoder.question(row["question"], row["passage"], [], chance)
            continue
        start = row["start"]
        answer = next(
            (a for a in row["answers"] if row["passage"][start : start + len(a)] == a), None
        )
        if answer:
            yield encoder.question(
                row["question"], row["passage"], [(start, start + len(answer))], chance
            )
    for row in rows(folder / "qa_mined_unanswerable.jsonl.gz"):
        if chance.random() < share:
            yield encoder.question(row["question"], row["passage"], [], chance)


def public_claims(
    folder: Path, encoder: Encoder, chance: random.Random, share: float
) -> Iterator[Example]:
    """A share of the open claim sets, rough ones in small doses."""
    rough = ("cur_", "breaking_nli", "citint", "fever_rte")
    labels = {**{name: at for at, name in enumerate(ENTAILMENT)}, "unsupported": UNSUPPORTED}
    for row in rows(folder / "nli_open.jsonl.gz"):
        of_set = ROUGH if row["source"].startswith(rough) else SHARES.get(row["source"], 1.0)
        if chance.random() > share * of_set:
            continue
        example = encoder.claim(row["premise"], row["claim"], labels[row["label"]])
        if example:
            yield example
