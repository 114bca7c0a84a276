"""How quoted sentences are laid out: what answers comes first, and nothing is printed twice."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.answer.quotes import NOT_PLAINLY, QuotesSpeaker
from assistant.evidence.features import Candidate
from assistant.evidence.finder import Finding, Found, admit
from assistant.types import Ask, Query
from read_files import read_file
from store.text.chunking import chunks
from store.types import Passage

POSTING = """---
kind: role
title: Bell founder
company: Oram & Daughters
place: Leeds, UK
---
## What we ask

What we ask:

- You have cast bronze before.
- You can lift a mould of 40 kilos.

## Desirable

- A certificate in welding

## Terms

Casting begins at six on Mondays. The pay is £31,000 a year. The foundry closes for August.
"""

Say = Callable[..., str]


@pytest.fixture(scope="module")
def sentences(tmp_path_factory: pytest.TempPathFactory) -> list[Candidate]:
    path: Path = tmp_path_factory.mktemp("bells") / "bells.md"
    path.write_text(POSTING, "utf-8")
    (document,) = read_file(path)
    cut = chunks(document, lambda text: len(text.split()), 254)
    return [Candidate(chunk, at) for chunk in cut for at in range(len(chunk.sentences))]


@pytest.fixture()
def say(sentences: list[Candidate]) -> Say:
    """The text of an answer that quotes the sentences with these words, the first the likeliest."""

    def answer(
        *words: str, confidence: float = 0.9, is_broad: bool = False, ask: str = "What is the pay?"
    ) -> str:
        chosen = [
            Candidate(one.chunk, one.position, probability=0.9 - rank / 10)
            for one in sentences
            for rank, part in enumerate(words)
            if part in one.text
        ]
        passages = (
            Passage(
                tuple({one.chunk.chunk_id: one.chunk for one in sentences}.values()),
                1.0,
                1,
                ("dense",),
            ),
        )
        finding = Finding(Ask(ask), passages, tuple(chosen), tuple(chosen), confidence, is_broad)
        return QuotesSpeaker().answer(Found(Query(ask, ask), admit([finding], 8), (finding,))).text

    return answer


def test_what_answers_stands_in_the_first_line_after_whose_words_they_are(say: Say) -> None:
    first = say("£31,000", "cast bronze").split("\n")[0]
    assert first.startswith("The posting *Bell founder* at Oram & Daughters (Leeds, UK) says:")
    assert "£31,000" in first


def test_a_narrow_answer_has_no_headings(say: Say) -> None:
    assert "**" not in say("£31,000", "cast bronze")


def test_a_line_above_a_list_that_repeats_its_heading_is_not_said_again(say: Say) -> None:
    answer = say("cast bronze", "40 kilos", "£31,000", is_broad=True)
    assert answer.count("What we ask") == 1
    assert answer.index("**What we ask**") < answer.index("cast bronze") < answer.index("**Terms**")


def test_a_line_above_a_list_is_said_where_no_heading_is(say: Say) -> None:
    assert say("cast bronze").count("What we ask") == 1


def test_where_nothing_answers_the_nearest_are_named_as_such(say: Say) -> None:
    answer = say("closes for August", confidence=0.01)
    assert answer.startswith(NOT_PLAINLY)
    assert answer.index("What comes nearest:") < answer.index("closes for August")


@pytest.mark.model
@pytest.mark.parametrize(
    ("ask", "words", "opening"),
    [
        ("Does the foundry close in August?", "closes for August", "Yes: "),
        ("What is the pay?", "£31,000", "The posting"),
        ("Is the pay £31,000 or more?", "£31,000", "The posting"),
    ],
)
def test_an_answer_opens_with_yes_only_where_that_is_asked(
    say: Say, ask: str, words: str, opening: str
) -> None:
    assert say(words, ask=ask).startswith(opening)


@pytest.mark.parametrize(
    ("ask", "words", "opening"),
    [
        ("Is a welding certificate required?", "certificate in welding", "No: "),
        ("Do I have to have a certificate in welding?", "certificate in welding", "No: "),
        ("Is a certificate in welding a plus?", "certificate in welding", "Yes: "),
    ],
)
def test_what_is_only_desirable_is_not_said_to_be_required(
    say: Say, ask: str, words: str, opening: str
) -> None:
    answer = say(words, ask=ask)
    assert answer.startswith(opening)
    assert "Desirable" in answer
