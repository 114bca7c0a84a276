"""The judge: find where a passage answers a question, and tell whether a text supports a claim."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import yaml
from numpy.typing import NDArray

from assistant.judge.facts import compared
from store.embedding.onnx_network import OnnxNetwork, Tokens
from store.embedding.packaged import packaged_tokenizer
from store.types import Span

WEIGHTS = Path(__file__).parent / "weights"
LONGEST = 128
"""Tokens of a question and a passage together, marks included, as in the judge's training."""
LONGEST_QUESTION, LONGEST_HEADING, LONGEST_CLAIM, LONGEST_PREMISE = 48, 24, 96, 190
LONGEST_ANSWER = 30
"""Tokens of the longest answer."""
REMEMBERED = 20_000


NOWHERE = Span(0, 0)


@dataclass(frozen=True, slots=True)
class Reading:
    """How likely a sentence answers a question.

    Attributes:
        probability: 0 to 1: the probability of the sentence's window, times how near the sentence's
            best span (mean of start and end) comes to the best span there.
        answer: the words that answer, as characters of the sentence; empty where they aren't known.
        margin: how much the span beats "no answer", in logits.
        answerable: the logit that the window answers at all.
        whole: the probability, 0 to 1, that the window answers.
    """

    probability: float
    answer: Span = NOWHERE
    margin: float = 0.0
    answerable: float = 0.0
    whole: float = 0.0


@dataclass(frozen=True, slots=True)
class Entailment:
    """How likely a text supports a claim, contradicts it, or does neither; the three sum to 1.

    `against` is how likely the network alone finds that the text contradicts the claim, 0 if the
    text repeats the claim.
    """

    supported: float
    contradicted: float
    unstated: float
    against: float = 0.0


class Judge:
    """The judge that comes with Rolecall: MiniLM fine-tuned, with its weights in `weights/`.

    Safe to share.

    Remembers the texts it read last.
    """

    name = "judge"

    def __init__(self, folder: Path = WEIGHTS) -> None:
        self._network = OnnxNetwork(folder / "judge.onnx", packaged_tokenizer())
        self._calibration = yaml.safe_load((folder / "calibration.yaml").read_text("utf-8"))
        self._memory = Memory(REMEMBERED)

    def read(
        self, question: str, passages: Sequence[tuple[str, Sequence[str]]]
    ) -> list[list[Reading]]:
        """Return a reading of each sentence for each (heading, sentences); raises EmbedderError."""
        asked = self._network.tokens(question).ids[:LONGEST_QUESTION]
        windows = [
            window
            for at, (heading, sentences) in enumerate(passages)
            for window in self._windows(at, heading, sentences, len(asked))
        ]
        pairs = [(asked, window.ids) for window in windows]
        readings: list[list[Reading]] = [[] for _ in passages]
        for window, outputs in zip(windows, self._memory.of(pairs, self._network.run), strict=True):
            readings[window.passage] += self._of_window(window, outputs, len(asked) + 2)
        return readings

    def entail(self, pairs: Sequence[tuple[str, str]]) -> list[Entailment]:
        """Judge (premise, claim) pairs, each text cut to the length of its training; raises
        EmbedderError.

        A multinomial logistic regression weighs the network's outputs and the facts that code
        compares.
        """
        ids = [self._claim_and_premise(premise, claim) for premise, claim in pairs]
        logits = [outputs["entailment"] for outputs in self._memory.of(ids, self._network.run)]
        facts = [compared(claim, premise) for premise, claim in pairs]
        said = [log_softmax(row) for row in logits]
        rows = np.array([[*row, *fact.row, 1.0] for row, fact in zip(said, facts, strict=True)])
        weights = np.array(self._calibration["entailment"])
        weighed = rows.reshape(-1, weights.shape[1]) @ weights.T
        against = [
            0.0 if fact.repeated else float(np.exp(row[1]))
            for row, fact in zip(said, facts, strict=True)
        ]
        told = [tuple(map(float, softmax(row))) for row in weighed]
        return [
            Entailment(row[0], row[1], row[2], each)
            for row, each in zip(told, against, strict=True)
        ]

    def _claim_and_premise(
        self, premise: str, claim: str
    ) -> tuple[tuple[int, ...], tuple[int, ...]]:
        said = self._network.tokens(claim).ids[:LONGEST_CLAIM]
        return said, self._network.tokens(premise).ids[: LONGEST_PREMISE - len(said)]

    def _windows(
        self, passage: int, heading: str, sentences: Sequence[str], asked: int
    ) -> list[Window]:
        """Split the sentences of a passage into windows that are read at once."""
        under = self._network.tokens(heading).ids[:LONGEST_HEADING]
        room = LONGEST - asked - 3 - len(under)
        runs: list[list[Tokens]] = [[]]
        used = 0
        for sentence in sentences:
            tokens = self._network.tokens(sentence).first(room)
            if runs[-1] and used + len(tokens) > room:
                runs.append([])
                used = 0
            runs[-1].append(tokens)
            used += len(tokens)
        return [Window(passage, under, run) for run in runs]

    def _of_window(self, window: Window, outputs: Outputs, begin: int) -> list[Reading]:
        start, end = outputs["start"], outputs["end"]
        nowhere, answerable = float(start[0] + end[0]), float(outputs["answerable"])
        spans: list[tuple[float, Span]] = []
        at = begin + len(window.heading)
        for tokens in window.sentences:
            best, span = best_span(start[at : at + len(tokens)], end[at : at + len(tokens)])
            spans.append((float(np.clip(best - nowhere, -30, 30)), tokens.characters(*span)))
            at += len(tokens)
        most = max((margin for margin, _ in spans), default=0.0)
        whole = self._answered(most, answerable)
        return [
            Reading(whole * float(np.exp((margin - most) / 2)), span, margin, answerable, whole)
            for margin, span in spans
        ]

    def _answered(self, margin: float, answerable: float) -> float:
        """Return the probability that a window answers, from its best span and from the window as a
        whole.
        """
        weights = self._calibration["reader"]
        return sigmoid(
            weights["margin"] * margin + weights["answerable"] * answerable + weights["bias"]
        )


@cache
def shipped_judge() -> Judge:
    """Return the judge that comes with Rolecall, one for the whole process; its weights are loaded
    when it is first used.
    """
    return Judge()


Outputs = Mapping[str, NDArray[np.float32]]
Pair = tuple[tuple[int, ...], tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Window:
    """Sentences read at once, with the position of their passage and the tokens of its heading."""

    passage: int
    heading: tuple[int, ...]
    sentences: Sequence[Tokens]

    @property
    def ids(self) -> tuple[int, ...]:
        """The tokens that the judge reads: the heading, then the sentences."""
        return (*self.heading, *(token for tokens in self.sentences for token in tokens.ids))


class Memory:
    """Remember the outputs of recent pairs by content. Safe to share between threads."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._known: OrderedDict[Pair, Outputs] = OrderedDict()

    def of(
        self, pairs: Sequence[Pair], run: Callable[[tuple[int, ...], tuple[int, ...]], Outputs]
    ) -> list[Outputs]:
        """Return the outputs of the pairs, computing those that aren't remembered with `run`."""
        with self._lock:
            known = {pair: self._known[pair] for pair in pairs if pair in self._known}
        known.update({pair: run(*pair) for pair in dict.fromkeys(pairs) if pair not in known})
        with self._lock:
            for pair in pairs:
                self._known[pair] = known[pair]
                self._known.move_to_end(pair)
            while len(self._known) > self._most:
                self._known.popitem(last=False)
        return [known[pair] for pair in pairs]


def best_span(
    start: NDArray[np.float32], end: NDArray[np.float32]
) -> tuple[float, tuple[int, int]]:
    """Return the best sum of a start and a later end, at most LONGEST_ANSWER tokens apart, and
    their positions.
    """
    if not len(start):
        return -np.inf, (0, 0)
    sums = start[:, None] + end[None, :]
    apart = np.arange(len(end))[None, :] - np.arange(len(start))[:, None]
    sums = np.where((apart >= 0) & (apart < LONGEST_ANSWER), sums, -np.inf)
    first, last = divmod(int(np.argmax(sums)), len(end))
    return float(sums[first, last]), (first, last)


def log_softmax(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the log-probabilities of logits, along the last axis."""
    shifted = logits - logits.max(axis=-1, keepdims=True)
    logs: NDArray[np.float32] = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    return logs


def softmax(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the probabilities of logits, along the last axis."""
    probabilities: NDArray[np.float32] = np.exp(log_softmax(logits))
    return probabilities


def sigmoid(logit: float) -> float:
    """Return the probability of a logit."""
    return float(1 / (1 + np.exp(-np.clip(logit, -30, 30))))
