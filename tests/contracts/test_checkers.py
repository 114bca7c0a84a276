"""What every checker keeps to: the judge and a cross-encoder that a setting names."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from assistant.answer.model import ModelSpeaker
from assistant.answer.voices import Voices
from assistant.check.check import Checker, check_reply
from assistant.check.cross_encoder import CrossEncoderChecker
from assistant.check.judged import JudgeChecker
from assistant.check.statements import Statement, statements_of
from assistant.check.verdict import Finding
from assistant.judge.judge import shipped_judge
from assistant.settings import Settings
from assistant.types import Support
from bakery import embed, evidence
from scripted_model import opened
from store.embedding.cross_encoder import Scores, SentenceTransformersCrossEncoder
from store.errors import EmbedderError
from tiny_cross_encoder import RANKS, TELLS, build_tiny_cross_encoder

REPLY = "They are trained for three months [1]. The team has 90 people [2]. Wages are paid weekly."


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_tiny_cross_encoder(tmp_path_factory.mktemp("judge"), TELLS)


@pytest.fixture(
    scope="module", params=["judge", pytest.param("cross-encoder", marks=pytest.mark.model)]
)
def checker(request: pytest.FixtureRequest) -> Checker:
    if request.param == "judge":
        return JudgeChecker(shipped_judge(), embed)
    model = SentenceTransformersCrossEncoder(
        str(request.getfixturevalue("folder")), "ROLECALL_CHECKER"
    )
    return CrossEncoderChecker(model)


def claims() -> list[Statement]:
    return [statement for statement in statements_of(REPLY) if statement.is_claim]


def test_each_claim_has_a_verdict(checker: Checker) -> None:
    verdicts = checker.judge(claims(), evidence())
    assert len(verdicts) == len(claims()) == 3
    for verdict in verdicts:
        assert -1 <= verdict.strength <= 1 or verdict.finding is not Finding.SUPPORTED
        assert bool(verdict.sources) is (verdict.finding is not Finding.NOT_FOUND)


def test_the_same_claims_have_the_same_verdicts(checker: Checker) -> None:
    first, again = (checker.judge(claims(), evidence()) for _ in range(2))
    assert [one.finding for one in first] == [one.finding for one in again]
    alone = [checker.judge([claim], evidence())[0] for claim in claims()]
    assert [one.finding for one in alone] == [one.finding for one in first]


def test_nothing_is_supported_by_nothing(checker: Checker) -> None:
    assert checker.judge([], evidence()) == []
    assert {verdict.finding for verdict in checker.judge(claims(), [])} == {Finding.NOT_FOUND}


def test_what_is_quoted_stands_in_the_evidence(checker: Checker) -> None:
    checked = check_reply(REPLY, evidence(), checker)
    assert len(checked.claims) == 3
    for citation in checked.citations:
        assert citation.quote in citation.evidence.passage.text


class _Told:
    """A cross-encoder that gives the scores it was told, a row a pair, whatever the pair is."""

    name = "told"
    labels = ("entailment", "neutral", "contradiction")

    def __init__(self, *logits: float) -> None:
        self.logits = logits

    def scores(self, pairs: Sequence[tuple[str, str]]) -> Scores:
        return np.array([self.logits] * len(pairs), dtype=np.float32)


@pytest.mark.parametrize(
    ("logits", "finding", "support"),
    [
        ((9, 0, 0), Finding.SUPPORTED, Support.SUPPORTED),
        ((1, 0, 0), Finding.SUPPORTED, Support.WEAK),
        ((0, 9, 0), Finding.NOT_FOUND, Support.UNSUPPORTED),
        ((0, 0, 9), Finding.CONTRADICTED, Support.CONTRADICTED),
        ((0, 0, 1), Finding.NOT_FOUND, Support.UNSUPPORTED),
    ],
)
def test_its_labels_are_what_is_found(
    logits: tuple[float, ...], finding: Finding, support: Support
) -> None:
    verdict = CrossEncoderChecker(_Told(*logits)).judge(claims()[:1], evidence())[0]
    assert (verdict.finding, verdict.support) == (finding, support)


@pytest.mark.model
def test_a_setting_puts_a_cross_encoder_in_its_place(folder: Path, data_dir: Path) -> None:
    settings = Settings(
        data_dir=data_dir, seeds=False, checker=str(folder), model="openai:rye", api_key="k"
    )
    voices = Voices(settings, embed, lambda choice, progress: opened(REPLY))
    speaker = voices.voice().speaker
    assert isinstance(speaker, ModelSpeaker)
    assert speaker.checker.name == str(folder)


@pytest.mark.model
def test_a_model_that_tells_nothing_apart_is_named(tmp_path: Path) -> None:
    ranks = build_tiny_cross_encoder(tmp_path / "ranks", RANKS)
    checker = CrossEncoderChecker(SentenceTransformersCrossEncoder(str(ranks), "ROLECALL_CHECKER"))
    with pytest.raises(EmbedderError, match=r"entailment.*ROLECALL_CHECKER"):
        checker.judge(claims(), evidence())
