"""Articles: summed up, asked for advice, answered by the section whose heading asks the same."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.evidence.articles import Wanted, wanted_of
from assistant.settings import Settings

GUIDE = """---
kind: article
title: "How the ferry company chooses its deckhands"
author: "Maud Ilves"
---
*By Maud Ilves, who has hired for Saltmarsh Ferries since 2009*

Every spring the same letters arrive. This piece answers them.

## How a season begins

Hiring opens in January and closes when the ice breaks. We read every letter twice.

## What skippers look for

Skippers look for three things: balance, patience and a clear voice. They watch you on the ramp.
Nobody minds a small mistake.

## Who sits on the panel

Two skippers, a cook and an engineer. The cook has the last word.

## The three marks

Each of them gives three marks from 1 to 5.

1. **Ropes.** Can you tie what you are asked for? We time the second knot and not the first.
2. **Talk.** Does a passenger understand you? We let a child ask the way to the toilets.
3. **Weather.** What do you do when it turns? We want to hear about a day that went wrong.

## How to prepare

Practise two knots until you can tie them in the dark. Bring dry socks and a story about a bad day.
Do not tell the skippers that you love the sea.

## Why we ask about winter

Half of those who leave do so in February, because the decks ice over. So we ask early.
"""
POSTING = """---
kind: role
title: Deckhand
company: Saltmarsh Ferries
---
## The work

You load cars and look after passengers. Interviews are held in March.

## Pay

We pay 19 euros an hour. The canteen is closed on Mondays.
"""
OTHER = """---
kind: role
title: Lock Keeper
company: Ostrow Canals
---
You may live in the lock house. You prepare the lock for interviews with the press.
"""

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder: Path = tmp_path_factory.mktemp("ferry")
    with Assistant.open(settings=Settings(data_dir=folder / "data", seeds=False)) as opened:
        for name, text in {"guide": GUIDE, "deckhand": POSTING, "keeper": OTHER}.items():
            (folder / f"{name}.md").write_text(text, "utf-8")
        opened.library.ingest([folder])
        yield opened


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("Sum up the manual on lighthouse keeping.", Wanted.WHOLE),
        ("Any tips? I'm meeting the crew on Friday.", Wanted.ADVICE),
        ("How long is the second interview?", Wanted.PART),
        ("What does the deckhand earn?", Wanted.PART),
    ],
)
def test_what_of_an_article_is_asked_for(question: str, wanted: Wanted) -> None:
    assert wanted_of(question) is wanted


@pytest.mark.parametrize(
    "question", ["Summarise the guide.", "give me the whole article in a few lines"]
)
def test_a_summary_has_a_sentence_of_each_section_in_order(
    assistant: Assistant, question: str
) -> None:
    answer = assistant.ask(question)
    headings = [
        "How a season begins",
        "What skippers look for",
        "Who sits on the panel",
        "How to prepare",
        "Why we ask about winter",
    ]
    assert [answer.text.find(f"**{one}**") for one in headings] == sorted(
        answer.text.find(f"**{one}**") for one in headings
    )
    assert all(f"**{one}**" in answer.text for one in headings)
    assert "Skippers look for three things" in answer.text
    assert "Maud Ilves, who" not in answer.text and "Lock Keeper" not in answer.text
    assert sum(len(one.quote.split()) for one in answer.citations) <= 150


@pytest.mark.parametrize(
    "question",
    [
        "Any tips for me? My interview is on Tuesday.",
        "How do I best prepare for interviews at Saltmarsh Ferries?",
    ],
)
def test_advice_comes_from_the_article_and_naming_the_employer_does_not_hide_it(
    assistant: Assistant, question: str
) -> None:
    text = assistant.ask(question).text
    assert "two knots" in text and "posting" not in text


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("What do they look for in interviews?", "Skippers look for three things"),
        ("who sits on the hiring panel", "Two skippers, a cook and an engineer"),
    ],
)
def test_the_section_whose_heading_asks_the_same_answers_first(
    assistant: Assistant, question: str, first: str
) -> None:
    answer = assistant.ask(question)
    assert answer.citations[0].quote.startswith(first)


def test_a_line_that_announces_a_list_brings_its_items(assistant: Assistant) -> None:
    text = assistant.ask("What are the three marks?").text
    assert all(one in text for one in ("Can you tie", "Does a passenger", "What do you do"))


def test_why_is_answered_by_a_reason_alone(assistant: Assistant) -> None:
    assert "ice over" in assistant.ask("Why do they ask about winter?").text
    answer = assistant.ask("Why is the canteen of Saltmarsh Ferries closed on Mondays?")
    assert answer.abstained and answer.text.startswith("The sources don't say why.")


def test_the_second_of_two_asks_keeps_to_what_answered_the_first(assistant: Assistant) -> None:
    answer = assistant.ask("When are deckhand interviews, and what is the pay?")
    assert {one.evidence.passage.document.company for one in answer.citations} == {
        "Saltmarsh Ferries"
    }
