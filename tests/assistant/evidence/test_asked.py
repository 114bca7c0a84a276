"""What a question asks for, and which sentences of a posting state it."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.evidence.asked import Stating
from assistant.question.intents.facets import Asked
from read_files import read_file
from store.text.chunking import chunks
from store.types import Chunk

POSTING = """---
kind: role
title: Bell founder
company: Oram & Daughters
---
## The work

You pour bronze into moulds of clay. Fill in the form by 14 June 2027 to apply.

## Terms

The pay is £31,000 a year. There is a canteen.
"""

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def sentences(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Chunk, int]]:
    path: Path = tmp_path_factory.mktemp("bells") / "bells.md"
    path.write_text(POSTING, "utf-8")
    (document,) = read_file(path)
    cut = chunks(document, lambda text: len(text.split()), 254)
    return [(chunk, at) for chunk in cut for at in range(len(chunk.sentences))]


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("what would I earn there", "£31,000"),
        ("deadline for the bell job", "14 June"),
        ("salary bell founder", "£31,000"),
    ],
)
def test_the_sentence_that_states_what_is_asked_for(
    sentences: list[tuple[Chunk, int]], question: str, words: str
) -> None:
    stating = Stating(question)
    shares = {
        chunk.sentences[at].span.of(chunk.document.text): stating(chunk, chunk.sentences[at].span)[
            0
        ]
        for chunk, at in sentences
    }
    best = max(shares, key=lambda text: shares[text])
    assert words in best and shares[best] > 0.4


def test_what_a_posting_states_nowhere_is_known_to_be_missing(
    sentences: list[tuple[Chunk, int]],
) -> None:
    chunk, at = sentences[0]
    span = chunk.sentences[at].span
    assert Stating("Do they sponsor work visas?")(chunk, span)[1] > 0.5
    assert Stating("Do they have a canteen?")(chunk, span)[1] < 0.5


def test_every_facet_asked_for_is_one_that_a_posting_states(
    sentences: list[tuple[Chunk, int]],
) -> None:
    facets = sentences[0][0].document.facets
    assert all(
        hasattr(facets, asked) for asked in Asked if asked not in (Asked.NONE, Asked.REQUIREMENTS)
    )
