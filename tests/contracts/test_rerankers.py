"""What every reranker keeps to: the built-in one and a cross-encoder that a setting names."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.evidence.cross_encoder import CrossEncoderReranker
from assistant.evidence.features import Candidate
from assistant.evidence.finder import Finder, Reranker
from assistant.evidence.reader import JudgeReranker
from assistant.judge.judge import shipped_judge
from assistant.question.understand import understand
from assistant.settings import Settings
from assistant.types import Ask
from fake_embedder import FakeEmbedder
from harbour import harbour_assistant
from store.embedding.cross_encoder import SentenceTransformersCrossEncoder
from store.errors import EmbedderError
from tiny_cross_encoder import RANKS, TELLS, build_tiny_cross_encoder

QUESTION = "Who is Nele Brandt?"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_tiny_cross_encoder(tmp_path_factory.mktemp("ranker"), RANKS)


@pytest.fixture(
    scope="module", params=["judge", pytest.param("cross-encoder", marks=pytest.mark.model)]
)
def reranker(request: pytest.FixtureRequest) -> Reranker:
    if request.param == "judge":
        return JudgeReranker(shipped_judge())
    model = SentenceTransformersCrossEncoder(
        str(request.getfixturevalue("folder")), "ROLECALL_RERANKER"
    )
    return CrossEncoderReranker(model)


@pytest.fixture(scope="module")
def retrieved(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Ask, list[Candidate]]]:
    """An ask and the sentences retrieved for it."""
    with harbour_assistant(tmp_path_factory.mktemp("harbour")) as assistant:
        (ask,) = understand(QUESTION, (), assistant.known()).asks
        finder = Finder(assistant.library, JudgeReranker(shipped_judge()))
        chunks = [chunk for passage in finder.retrieve(ask) for chunk in passage.chunks]
        yield ask, list(finder.judged(ask, chunks))


def test_each_sentence_has_a_probability(
    reranker: Reranker, retrieved: tuple[Ask, list[Candidate]]
) -> None:
    ask, sentences = retrieved
    scores = [reading.probability for reading in reranker.read(ask, sentences)]
    assert len(scores) == len(sentences) > 2
    assert all(0 <= score <= 1 for score in scores)
    assert len(set(scores)) > 1


def test_no_sentences_have_no_scores(
    reranker: Reranker, retrieved: tuple[Ask, list[Candidate]]
) -> None:
    assert reranker.read(retrieved[0], []) == []


def test_a_score_is_of_its_sentence_wherever_it_stands(
    reranker: Reranker, retrieved: tuple[Ask, list[Candidate]]
) -> None:
    ask, sentences = retrieved
    scores = [reading.probability for reading in reranker.read(ask, sentences)]
    turned = [reading.probability for reading in reranker.read(ask, sentences[::-1])]
    assert turned[::-1] == pytest.approx(scores, abs=1e-5)
    assert reranker.read(ask, sentences[1:2])[0].probability == pytest.approx(scores[1], abs=1e-5)


@pytest.mark.model
def test_a_setting_puts_a_cross_encoder_in_its_place(
    folder: Path, data_dir: Path, tmp_path: Path
) -> None:
    note = tmp_path / "buoys.md"
    note.write_text("# Buoys\n\nBuoys are painted in May. They are lit at dusk.\n", "utf-8")
    settings = Settings(data_dir=data_dir, seeds=False, reranker=str(folder))
    with Assistant.open(settings=settings, load_embedder=FakeEmbedder) as assistant:
        assistant.library.ingest([note])
        answer = assistant.ask("When are buoys painted?")
        plain = Finder(assistant.library, JudgeReranker(shipped_judge())).find(answer.query, 6)
    assert answer.coverage != plain.confidence
    assert all(citation.quote in note.read_text("utf-8") for citation in answer.citations)


@pytest.mark.model
def test_a_model_that_does_not_rank_or_is_not_there_is_named(
    retrieved: tuple[Ask, list[Candidate]], tmp_path: Path
) -> None:
    ask, sentences = retrieved
    tells = build_tiny_cross_encoder(tmp_path / "tells", TELLS)
    for name, cause in (
        (str(tells), "3 scores"),
        (str(tmp_path / "none"), "Cannot load cross-encoder"),
    ):
        model = CrossEncoderReranker(SentenceTransformersCrossEncoder(name, "ROLECALL_RERANKER"))
        with pytest.raises(
            EmbedderError, match=f"{cause}.*ROLECALL_RERANKER|ROLECALL_RERANKER.*{cause}"
        ) as refused:
            model.read(ask, sentences)
        assert "\n" not in str(refused.value)
