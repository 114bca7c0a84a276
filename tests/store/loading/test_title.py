"""Titles and authors by the words around them: each entry of title_cues.yaml does what it is
there for.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from store.loading import title
from store.loading.title import author_named, job_in_text, title_in_text

CUES: dict[str, Any] = yaml.safe_load(
    Path(title.__file__).with_name("title_cues.yaml").read_text("utf-8")
)


def examples(kind: str) -> list[tuple[str, str]]:
    return [(cue, example) for cues in CUES[kind].values() for cue, example in cues.items()]


@pytest.mark.parametrize(
    ("cue", "example"), [*examples("seeking"), *examples("address"), *examples("you")]
)
def test_a_sentence_names_the_job(cue: str, example: str) -> None:
    assert cue in example.casefold() and title_in_text(example)


@pytest.mark.parametrize(("cue", "example"), examples("relations"))
def test_a_title_ends_before_what_goes_on_from_it(cue: str, example: str) -> None:
    sentence = f"Oatfield is looking for {example}."
    named = title_in_text(sentence) or job_in_text(sentence)
    assert named.casefold().endswith(("miller", "müller", "meunier", "molinera", "molenaar")), cue


@pytest.mark.parametrize(("cue", "example"), examples("determiners"))
def test_an_article_is_no_part_of_a_title(cue: str, example: str) -> None:
    sentence = f"{example.replace('as our', 'seeks our').replace('our next', 'seeks our next')}."
    named = title_in_text(sentence)
    assert named and named[0].isupper() and cue not in named.split()


@pytest.mark.parametrize(("cue", "example"), examples("by"))
def test_an_author_stands_behind_a_word(cue: str, example: str) -> None:
    assert example.casefold() == f"{cue} {author_named(example).casefold()}"


def test_what_names_no_job_and_nobody() -> None:
    assert (
        title_in_text("As a Lock Keeper once said, gates open.")
        == author_named("By the harbour")
        == ""
    )
