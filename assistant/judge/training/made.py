"""Our own passages: read from their files, and turned into examples."""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Iterator
from enum import StrEnum
from itertools import pairwise
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, model_validator

from assistant.judge.training.changes import changed
from assistant.judge.training.examples import Encoder, Example
from assistant.judge.training.network import ENTAILMENT
from assistant.judge.training.premises import SENTENCE_END, Premises

PASSAGES = Path(__file__).parent / "passages"
WITHOUT_ANSWER = 0.35
"""Share of the answered questions that are asked once more of what is left of the passage
without their answer.
"""
SHORT = 0.25
"""Share of the questions that are asked of a few sentences, as they stand in a short section."""
REPEATED = 4
"""Sentences of a text that are claimed as they stand or nearly: a small network takes repeating
for contradicting.
"""
KEYWORDS = 0.08
"""Share of the questions that are put as for a search box."""
FUNCTION_WORDS = frozenset(
    "a an the is are was were be do does did can could will would should may might must i you we "
    "they he she it "
    "me my your our their of for in on at to from with by about and or if what which who whom "
    "whose when where "
    "there this that these those have has had get any some".split()
)


class Part(StrEnum):
    """What a trade's passages are for: a fifth of the trades never trains and never chooses."""

    TRAIN = "train"
    CHOOSE = "choose"
    HELD = "held"


class Question(BaseModel):
    """A question of a passage; `answers` are runs of its characters that answer together, none
    where it doesn't say.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    question: str
    answers: tuple[str, ...]


class MadeClaim(BaseModel):
    """A claim of a passage: supported, contradicted or unstated."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    claim: str
    label: str

    @model_validator(mode="after")
    def _known(self) -> MadeClaim:
        if self.label not in ENTAILMENT:
            raise ValueError(f"label {self.label!r} is none of {', '.join(ENTAILMENT)}")
        return self


class MadeText(BaseModel):
    """A made text with what was written of it."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    id: str
    kind: str
    title: str
    company: str
    text: str
    questions: tuple[Question, ...]
    claims: tuple[MadeClaim, ...]

    @model_validator(mode="after")
    def _answers_stand_in_text(self) -> Self:
        strays = [a for question in self.questions for a in question.answers if a not in self.text]
        if strays:
            raise ValueError(f"{self.id}: answers that are not in the text: {strays}")
        return self


class MadePassage(MadeText):
    """A passage of a made posting or article, one line of a file named by its trade."""

    trade: str
    heading: str

    @property
    def part(self) -> Part:
        """By hash of the trade."""
        return part_of(self.trade)

    @property
    def under(self) -> str:
        """The line a passage is read under, as the reader is shown one."""
        return " › ".join(filter(None, (self.title, self.company, self.heading)))


def part_of(trade: str) -> Part:
    """A fifth held, a tenth for choosing, by hash of the trade's name."""
    at = hashlib.sha256(trade.encode()).digest()[0] % 30
    return Part.HELD if at < 6 else Part.CHOOSE if at < 9 else Part.TRAIN


def made_passages(folder: Path = PASSAGES) -> tuple[MadePassage, ...]:
    """Every passage, by file and line; raises pydantic's error for a row that breaks the schema."""
    files = sorted(folder.glob("*.jsonl"))
    return tuple(
        MadePassage.model_validate(json.loads(line))
        for file in files
        for line in file.read_text("utf-8").splitlines()
    )


def made_examples(
    passages: tuple[MadePassage, ...], encoder: Encoder, premises: Premises, chance: random.Random
) -> Iterator[Example]:
    """Questions and claims of the passages, each once, some under another role's name, some
    changed.
    """
    for passage in passages:
        stranger = chance.choice([one for one in passages if one.company != passage.company])
        yield from _questions(passage, stranger, encoder, chance)
        yield from _claims(passage, stranger, encoder, premises, chance)


def _questions(
    passage: MadePassage, stranger: MadePassage, encoder: Encoder, chance: random.Random
) -> Iterator[Example]:
    for question in passage.questions:
        named = _named(question.question, passage, chance)
        yield _read(named, passage, question.answers, encoder, chance)
        if question.answers and named != question.question:
            yield _read(named, stranger, (), encoder, chance)
        if (
            question.answers
            and chance.random() < WITHOUT_ANSWER
            and (left := _without(passage, question.answers))
        ):
            yield _read(named, left, (), encoder, chance)


def _without(passage: MadePassage, answers: tuple[str, ...]) -> MadePassage | None:
    """The passage without the lines and sentences that answer, in part or whole; None where
    nothing is left.
    """
    spans = [(at := passage.text.index(answer), at + len(answer)) for answer in answers]
    kept = [
        passage.text[start:end]
        for start, end in _sentences(passage.text)
        if not any(first < end and last > start for first, last in spans)
    ]
    return passage.model_copy(update={"text": "".join(kept).strip()}) if kept else None


def _short(passage: MadePassage, answers: tuple[str, ...], chance: random.Random) -> MadePassage:
    """The passage cut to a few sentences about its answers, or to any few where it has none."""
    spans = _sentences(passage.text)
    at = [passage.text.index(answer) for answer in answers] or [
        chance.randrange(max(1, len(passage.text)))
    ]
    first = max(
        0, max(n for n, (start, _) in enumerate(spans) if start <= min(at)) - chance.randint(0, 1)
    )
    end = max(
        (place + len(answer) for place, answer in zip(at, answers, strict=False)), default=at[0] + 1
    )
    last = min(n for n, (_, stop) in enumerate(spans) if stop >= min(end, len(passage.text)))
    last = min(len(spans) - 1, last + chance.randint(0, 1))
    return passage.model_copy(
        update={"text": passage.text[spans[first][0] : spans[last][1]].strip()}
    )


def _sentences(text: str) -> list[tuple[int, int]]:
    """Where the lines and sentences of a text stand, with the space behind them."""
    return list(pairwise([0, *(match.end() for match in SENTENCE_END.finditer(text)), len(text)]))


def keywords(question: str) -> str:
    """The question as one types it into a search box."""
    kept = [
        word
        for word in question.rstrip("?").split()
        if word.lower().strip(",.'’") not in FUNCTION_WORDS
    ]
    return " ".join(kept) or question


def _read(
    question: str,
    passage: MadePassage,
    answers: tuple[str, ...],
    encoder: Encoder,
    chance: random.Random,
) -> Example:
    under = f"{passage.under}: " if chance.random() < 0.8 else ""
    if chance.random() < SHORT:
        passage = _short(passage, answers, chance)
    spans = [
        (at := len(under) + passage.text.index(answer), at + len(answer)) for answer in answers
    ]
    return encoder.question(question, under + passage.text, spans, chance, prefix=len(under))


def _named(question: str, passage: MadePassage, chance: random.Random) -> str:
    """The question as it is, its words alone, or with the role or the employer it is about."""
    if chance.random() < KEYWORDS:
        question = keywords(question)
    draw = chance.random()
    if draw < 0.6:
        return question
    if draw < 0.8:
        return f"{question.rstrip('?')} ({passage.title}, {passage.company})?"
    return (
        f"{passage.title} at {passage.company}: {question}"
        if draw < 0.9
        else f"{passage.company} - {question}"
    )


def _claims(
    passage: MadePassage,
    stranger: MadePassage,
    encoder: Encoder,
    premises: Premises,
    chance: random.Random,
) -> Iterator[Example]:
    for claim in passage.claims:
        under = f"{passage.under}: " if chance.random() < 0.7 else ""
        draws = [(under + premises.of(passage.text, claim.claim), claim.claim, claim.label)]
        if claim.label != "unstated" and chance.random() < 0.15:
            about = f"At {passage.company}, {claim.claim[:1].lower()}{claim.claim[1:]}"
            draws.append(
                (f"{stranger.under}: {premises.of(stranger.text, claim.claim)}", about, "unstated")
            )
        if claim.label == "supported" and (other := changed(claim.claim, chance)):
            draws.append((draws[0][0], other, "contradicted"))
        for premise, said, label in draws:
            if example := encoder.claim(premise, said, ENTAILMENT.index(label)):
                yield example
    yield from repeats(
        passage.text, passage.under, (stranger.text, stranger.under), encoder, premises, chance
    )


def repeats(
    text: str,
    under: str,
    stranger: tuple[str, str],
    encoder: Encoder,
    premises: Premises,
    chance: random.Random,
) -> Iterator[Example]:
    """Sentences of a prepared text as claims: as they stand, told of a candidate, joined,
    changed, of another text.
    """
    parts = [part for part in premises.parts(text) if 25 <= len(part) <= 260]
    for part in chance.sample(parts, min(REPEATED, len(parts))):
        head = f"{under}: " if chance.random() < 0.7 else ""
        plain = part.lstrip("-*0123456789. ")
        said = chance.choice((plain, plain, _of_candidate(plain)))
        if chance.random() < 0.2 and (further := chance.choice(parts)) != part:
            premise = "\n".join(sorted((part, further), key=text.index))
            said = f"{said.rstrip('.')}, and {further.lstrip('-*0123456789. ')}"
        else:
            premise = premises.of(text, part)
        draws = [(head + premise, said, "supported")]
        if other := changed(said, chance):
            draws.append((head + premise, other, "contradicted"))
        if chance.random() < 0.3:
            draws.append((f"{stranger[1]}: {premises.of(stranger[0], part)}", said, "unstated"))
        for given, claim, label in draws:
            if example := encoder.claim(given, claim, ENTAILMENT.index(label)):
                yield example


def _of_candidate(sentence: str) -> str:
    """The sentence told of a candidate, as an answer tells it."""
    for word, other in (
        ("You will", "The candidate will"),
        ("you will", "the candidate will"),
        ("You'll", "You will"),
    ):
        sentence = sentence.replace(word, other)
    return sentence.replace(" your ", " their ").replace("We ", "They ").replace(" our ", " their ")
