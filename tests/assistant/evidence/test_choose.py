"""Which sentences of those that answer are quoted: few, short together, and each saying
something new.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np
import pytest

from assistant.evidence.choose import Choice, broad, narrow, tells
from assistant.evidence.features import Candidate
from assistant.tuning import tuning
from read_files import read_file
from store.embedding.embedder import Vectors
from store.text.chunking import chunks

GUIDE = """---
kind: article
title: Keeping bees
---
## The year

Hives are opened in March. They stay open until the lime trees have flowered.
The year ends with feeding.

## Tools

A keeper carries:

- a smoker
- a hive tool
- a veil

## Harvest

Honey is taken in July. Honey gets taken in July, mostly. Combs are spun cold.
"""

Odds = Mapping[str, float]


@pytest.fixture(scope="module")
def sentences(tmp_path_factory: pytest.TempPathFactory) -> list[Candidate]:
    path = tmp_path_factory.mktemp("bees") / "bees.md"
    path.write_text(GUIDE, "utf-8")
    (document,) = read_file(path)
    cut = chunks(document, lambda text: len(text.split()), 254)
    return [Candidate(chunk, at) for chunk in cut for at in range(len(chunk.sentences))]


@pytest.fixture()
def likely(sentences: list[Candidate]) -> Callable[[Odds], list[Candidate]]:
    """The sentences with probabilities: by words they hold, 0.01 for the others."""

    def give(odds: Odds) -> list[Candidate]:
        def of(sentence: Candidate) -> float:
            return next((value for words, value in odds.items() if words in sentence.text), 0.01)

        return [replace(sentence, probability=of(sentence)) for sentence in sentences]

    return give


def texts(choice: Choice) -> list[str]:
    return [sentence.text for sentence in choice.sentences]


def unlike(sentences: Sequence[str]) -> Vectors:
    """Vectors of which no two are near."""
    made = np.stack(
        [np.random.default_rng(list(text.encode())).normal(size=1000) for text in sentences]
    )
    return np.asarray(made / np.linalg.norm(made, axis=1, keepdims=True), dtype=np.float32)


def test_a_narrow_ask_gets_the_sentence_that_answers(
    likely: Callable[[Odds], list[Candidate]],
) -> None:
    assert texts(narrow(likely({"opened in March": 0.9}))) == ["Hives are opened in March."]


def test_sentences_that_answer_as_well_come_with_it(
    likely: Callable[[Odds], list[Candidate]],
) -> None:
    chosen = narrow(likely({"opened in March": 0.9, "taken in July.": 0.85, "feeding": 0.3}))
    assert texts(chosen) == ["Hives are opened in March.", "Honey is taken in July."]


def test_a_sentence_that_points_back_comes_with_the_one_before(
    likely: Callable[[Odds], list[Candidate]],
) -> None:
    assert texts(narrow(likely({"They stay open": 0.9})))[0] == "Hives are opened in March."


def test_a_line_above_a_list_comes_with_its_items(
    likely: Callable[[Odds], list[Candidate]],
) -> None:
    assert texts(narrow(likely({"carries": 0.9}))) == [
        "A keeper carries:",
        "a smoker",
        "a hive tool",
        "a veil",
    ]


def test_a_narrow_answer_is_short(likely: Callable[[Odds], list[Candidate]]) -> None:
    long = [replace(one, probability=0.9) for one in likely({})] * 3
    assert sum(len(text.split()) for text in texts(narrow(long))) <= tuning().evidence.narrow_words


def test_nothing_found_chooses_nothing() -> None:
    assert narrow([]) == Choice(())
    assert broad([], unlike) == Choice((), True)


def test_a_broad_ask_gets_points_and_no_line_that_only_introduces_them(
    likely: Callable[[Odds], list[Candidate]],
) -> None:
    chosen = broad(
        likely({"opened in March": 0.9, "taken in July.": 0.8, "carries": 0.8, "smoker": 0.7}),
        unlike,
    )
    assert {"Hives are opened in March.", "Honey is taken in July.", "a smoker"} <= set(
        texts(chosen)
    )
    assert "A keeper carries:" not in texts(chosen)
    assert chosen.is_broad


def test_a_sentence_of_the_part_that_answers_comes_before_one_as_likely_elsewhere(
    likely: Callable[[Odds], list[Candidate]],
) -> None:
    chosen = texts(broad(likely({"opened in March": 0.9, "They stay": 0.1, "mostly": 0.1}), unlike))
    assert chosen.index("They stay open until the lime trees have flowered.") < chosen.index(
        "Honey gets taken in July, mostly."
    )


def test_the_long_form_has_the_whole_part_that_answers(
    likely: Callable[[Odds], list[Candidate]],
) -> None:
    found = likely({"Honey is taken": 0.9, "mostly": 0.8, "spun": 0.8})
    short, long = (texts(broad(found, unlike, is_long)) for is_long in (False, True))
    assert {"Honey is taken in July.", "Combs are spun cold."} <= set(long)
    assert len(long) >= len(short)


def test_a_line_that_only_names_the_document_is_no_point(sentences: list[Candidate]) -> None:
    of_title = next(one for one in sentences if "opened" in one.text)
    named = replace(of_title.chunk.document, title="Hives are opened in March", author="")
    renamed = replace(
        of_title,
        chunk=replace(of_title.chunk, section=replace(of_title.chunk.section, document=named)),
    )
    assert tells(of_title) and not tells(renamed)


def test_what_says_the_same_is_said_once(likely: Callable[[Odds], list[Candidate]]) -> None:
    def near(sentences: Sequence[str]) -> Vectors:
        return unlike(["July" if "July" in text else text for text in sentences])

    found = likely({"opened in March": 0.9, "taken in July.": 0.8, "mostly": 0.7, "spun": 0.6})
    assert [text for text in texts(broad(found, near)) if "July" in text] == [
        "Honey is taken in July."
    ]


def test_a_broad_answer_is_short_and_names_where_there_is_more(
    likely: Callable[[Odds], list[Candidate]],
) -> None:
    found = [replace(one, probability=0.9) for one in likely({})]
    chosen = broad(found, unlike)
    assert len(chosen.sentences) <= tuning().evidence.most_broad
    assert sum(len(text.split()) for text in texts(chosen)) <= tuning().evidence.broad_words
    assert [section.heading_path[-1] for section in chosen.more]
