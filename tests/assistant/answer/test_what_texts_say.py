"""Lists, pay and fit where a posting says it in its own words alone: a byline, another currency,
what is offered.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.settings import Settings
from assistant.types import Answer
from fake_embedder import FakeEmbedder
from shelf import write

ROLES = {
    "Track Welder": """**Sorrel Rail** | Leeds, UK | Permanent

Salary: £31,000 a year

## You need
- Two years of welding experience
- A driving licence
- The use of a van

We are unable to help with work permits.
""",
    "Timetable Planner, Night Desk": """**Norrbahn** | Kiel, Germany · Hybrid

Salary: €52,000 a year

## Required
- A degree in transport
- Three years of planning experience

## What you get
- A company van

Norrbahn arranges Danish work permits and files H-1B petitions.
""",
    "Signaller": """**Prairie Line** | Regina

Salary: 61,000 a year

## Required
- A steady hand
""",
}


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = Path(tmp_path_factory.mktemp("rails"))
    settings = Settings(data_dir=folder / "collection", seeds=False)
    with Assistant.open(settings=settings, load_embedder=FakeEmbedder) as opened:
        texts = {
            title: f"---\nkind: role\n---\n# {title}\n\n{text}" for title, text in ROLES.items()
        }
        opened.library.ingest(
            [write(folder, f"{at}.md", text) for at, text in enumerate(texts.values())]
        )
        yield opened


def titles(answer: Answer) -> list[str]:
    assert answer.selection is not None
    return [role.document.title for role in answer.selection.roles]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Which roles sponsor a visa?", ["Timetable Planner, Night Desk"]),
        ("Which roles sponsor H-1B?", ["Timetable Planner, Night Desk"]),
        ("Which roles don't sponsor visas?", ["Track Welder"]),
        ("Which roles are permanent?", ["Track Welder"]),
        ("Which roles are hybrid?", ["Timetable Planner, Night Desk"]),
    ],
)
def test_roles_are_listed_by_what_their_texts_say(
    assistant: Assistant, question: str, expected: list[str]
) -> None:
    assert titles(assistant.ask(question)) == expected


def test_a_kind_of_role_that_nothing_speaks_of_is_said_to_be_missing(assistant: Assistant) -> None:
    answer = assistant.ask("What does the UX writer do all day?")
    assert answer.abstained and answer.text.startswith("No role is called “UX writer”")
    assert "Signaller" in answer.text


def test_what_no_employer_was_read_of_is_answered_and_not_denied(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "collection", seeds=False)
    texts = (
        "---\nkind: role\ntitle: Night Baker\n---\n## Pay\n\nThe salary is £31,000 a year.\n",
        "---\nkind: role\ntitle: Miller\ncompany: Oatfield Mills\n---\n## Duties\n\nYou mill.\n",
    )
    with Assistant.open(settings=settings, load_embedder=FakeEmbedder) as assistant:
        assistant.library.ingest(
            [write(tmp_path, f"{at}.md", text) for at, text in enumerate(texts)]
        )
        answer = assistant.ask("What does the night baker at Oatfield earn?")
    assert not answer.abstained and "£31,000 a year" in answer.text


def test_who_does_not_say_is_named_apart_from_who_refuses(assistant: Assistant) -> None:
    text = assistant.ask("Which roles don't sponsor visas?").text
    assert (
        text.startswith("**One** of the 3 roles says no to “sponsor visas”:")
        and "1 role doesn't say: Signaller." in text
    )


def test_no_word_that_a_text_has_is_said_to_be_missing(assistant: Assistant) -> None:
    answer = assistant.ask("Which roles come with a van?")
    assert (
        "No text" not in answer.text
        and "The use of a van" in answer.text
        and "A company van" in answer.text
    )


def test_the_highest_pay_is_told_in_one_paragraph_with_a_currency_that_is_not_known(
    assistant: Assistant,
) -> None:
    first, *rest = assistant.ask("Which job pays best?").text.split("\n\n")
    assert "**GBP 31,000 a year** (Track Welder)" in first
    assert "**EUR 52,000 a year** (Timetable Planner, Night Desk)" in first
    assert "The pay of 1 role can't be compared: Signaller (61,000 a year)." in rest


def test_which_roles_fit_is_told_a_line_each_in_its_group(assistant: Assistant) -> None:
    text = assistant.ask(
        "I have a driving licence and one year of welding experience. Which could I apply for?"
    ).text
    shut = text.split("**Not open to you**")[1].split("\n\n")[1]
    assert "- **Track Welder**: “Two years of welding experience”" in shut
    assert text.count("**Track Welder**") == 1


def test_what_the_asker_needs_is_set_beside_the_posting(assistant: Assistant) -> None:
    text = assistant.ask(
        "I have a degree in transport. I need a visa, hybrid work and a crane. Could I apply for "
        "the Timetable Planner?"
    ).text
    needs = text.split("**What you need**")[1]
    assert "**says so**: “Norrbahn arranges Danish work permits and files H-1B petitions.”" in needs
    assert "You need “hybrid work”" in needs and "**doesn't say**: You need “a crane”." in needs
