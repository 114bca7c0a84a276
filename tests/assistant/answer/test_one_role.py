"""What is said of one role as a whole, of what is stored, and of things compared by name, as users
see it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.settings import Settings

pytestmark = pytest.mark.model

FILES = {
    "signal.md": """---
kind: role
title: Signal Engineer
company: Brannock Rail
postings:
  - {place: 'GB, Derby'}
---

Salary: £41,000 - £46,000 a year
Closing date: 9 March 2027
Contract: permanent, full time

## What you would do

- Test interlockings on the branch lines before each timetable change.
- Keep the maintenance log of every signal box in your area.
- Train the apprentices in fault finding.

## What we ask for

- Three years of work on lineside equipment.
- A driving licence.

## What you get

You will receive 28 days of annual leave, a pension contribution of 7%, and a rail pass.
""",
    "keeper.md": """---
kind: role
title: Aviary Keeper
company: Tollen Gardens
postings:
  - {place: 'GB, Perth'}
---

Salary: £24,000 a year
Closing date: 2 April 2027

## The work

You feed and weigh the hornbills each morning. You clean the flight cages.

## Benefits

- 33 days of annual leave
- We pay 5% of your salary into a pension
""",
    "baker.md": """---
kind: role
title: Night Baker
company: Quern Street
postings:
  - {place: 'GB, Leith'}
---

## The work

You shape sourdough loaves and load the deck ovens.

## How to apply

Ring Oonagh on 0131 496 0000 before noon.
""",
    "talks.md": """---
kind: article
title: Straight talk on hiring
author: Petra Voss
---

*By Petra Voss. First printed in Trade Weekly, May 2026. Four minutes to read.*

## How long should a letter be?

One page is plenty. Nobody reads the second page of a letter.

## I had a break of a year. Must I say why?

A single line will do. We have never turned anyone down over a break by itself.
""",
}


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = Path(tmp_path_factory.mktemp("trades"))
    (folder / "files").mkdir()
    for name, text in FILES.items():
        (folder / "files" / name).write_text(text, "utf-8")
    with Assistant.open(settings=Settings(data_dir=folder / "data", seeds=False)) as opened:
        opened.library.ingest([folder / "files"])
        yield opened


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (
            "Compare the pension at Brannock Rail and at Tollen Gardens please",
            "**Signal Engineer** states more on “pension”: 7% against 5%.",
        ),
        (
            "Which gives more annual leave, Brannock Rail or Tollen Gardens?",
            "**Aviary Keeper** states more on “annual leave”: 33 days against 28 days.",
        ),
    ],
)
def test_what_is_compared_is_that_one_thing(assistant: Assistant, question: str, said: str) -> None:
    answer = assistant.ask(question)
    assert answer.text.startswith(said)
    assert len(answer.text[answer.text.index("| |") :].splitlines()) == 3


def test_the_last_to_close_of_those_listed_is_told_by_their_dates(assistant: Assistant) -> None:
    first = assistant.ask("Compare the signal engineer and the aviary keeper")
    answer = assistant.ask("which of those two is open the latest to apply for", [first.turn])
    assert [role.title for role in answer.roles][:1] == ["Aviary Keeper"]
    assert "2 April 2027" in answer.text and "hornbills" not in answer.text


def test_who_asks_what_is_here_gets_the_documents(assistant: Assistant) -> None:
    text = assistant.ask("so what have I loaded here? give me an overview").text
    assert "- Article: Straight talk on hiring, by Petra Voss" in text
    assert "- Role: Night Baker, Quern Street" in text


def test_a_role_as_a_whole_is_its_facts_and_a_sentence_of_each_part(assistant: Assistant) -> None:
    text = assistant.ask("tell me about the Brannock Rail job").text
    facts = [line for line in text.splitlines() if line.startswith("- ")][:3]
    assert facts[0].startswith("- pay: GBP 41,000") and "[" in facts[0]
    assert "9 March 2027" in text and "Derby" in text
    assert "interlockings" in text and "lineside" in text and "rail pass" in text
    assert len(text.split()) <= 150


def test_the_line_that_says_who_wrote_an_article_is_not_quoted(assistant: Assistant) -> None:
    text = assistant.ask("what does the article say about a break on a cv?").text
    assert "over a break by itself" in text and "Trade Weekly" not in text


def test_a_follow_up_keeps_to_the_job_that_was_described(assistant: Assistant) -> None:
    first = assistant.ask("For the weigh hornbills job, is there a uniform?")
    assert {one.passage.document.title for one in first.evidence} <= {"Aviary Keeper"}
    answer = assistant.ask("when do applications shut for that one?", [first.turn])
    assert "2 April 2027" in answer.text and "9 March 2027" not in answer.text
