"""Who wrote an article is quoted where that is asked, and nowhere else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.language.words import word_lists
from assistant.settings import Settings
from fake_embedder import FakeEmbedder
from shelf import write

ARTICLE = """# How a net loft hires

*A guide for menders, by Nele Brandt, who runs the loft at Skerry Nets*

## Who sits on the panel

Three people sit on the panel: the loft leader, a mender and a skipper.
"""


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = Path(tmp_path_factory.mktemp("loft"))
    settings = Settings(data_dir=folder / "collection", seeds=False)
    with Assistant.open(settings=settings, load_embedder=FakeEmbedder) as opened:
        opened.library.ingest([write(folder, "loft.md", ARTICLE)])
        yield opened


def test_a_byline_answers_no_other_question(assistant: Assistant) -> None:
    (document,) = assistant.library.documents()
    assert document.author == "Nele Brandt"
    answer = assistant.ask("Who sits on the hiring panel?")
    assert "Three people" in answer.text and "guide for menders" not in answer.text


@pytest.mark.parametrize("word", word_lists()["authorship"]["words"])
def test_a_byline_answers_who_wrote_a_text(assistant: Assistant, word: str) -> None:
    answer = assistant.ask(f"Who is the {word}?")
    assert any("Nele Brandt" in citation.quote for citation in answer.citations)
