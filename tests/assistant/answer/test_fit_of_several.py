"""Which of several roles would take the asker, over made-up postings of a harbour."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.settings import Settings
from shelf import write

pytestmark = pytest.mark.model

POSTINGS = {
    "diver.md": ("Harbour Diver", "NO, Bergen", "Three years of diving experience\n- No degree required"),
    "pilot.md": ("Sea Pilot", "NO, Bergen", "A master's degree in nautical science\n- Five years of experience at sea"),
    "clerk.md": ("Quay Clerk", "NO, Oslo", "Neat handwriting"),
    "cook.md": ("Galley Cook", "IE, Cork", "Newly qualified cooks are welcome\n- We sponsor work permits for cooks"),
    "head.md": ("Head Cook", "IE, Cork", "Four years of experience as a cook\n- EU nationals only, no visa sponsorship"),
}  # fmt: skip
POSTING = """---
kind: role
title: {}
company: Breakwater
postings: [{{place: "{}"}}]
---
## Requirements
- {}
"""


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = Path(tmp_path_factory.mktemp("several"))
    settings = Settings(data_dir=folder / "collection", seeds=False)
    with Assistant.open(settings=settings) as opened:
        opened.library.ingest(
            [write(folder, name, POSTING.format(*posting)) for name, posting in POSTINGS.items()]
        )
        yield opened


def groups(assistant: Assistant, question: str) -> dict[str, list[str]]:
    """The titles under each heading of an answer."""
    found: dict[str, list[str]] = {}
    titles: list[str] = []
    for line in assistant.ask(question).text.splitlines():
        if line.startswith("**"):
            titles = found.setdefault(line.strip("*").split(",")[0], [])
        elif line.startswith("- **"):
            titles.append(line.split("**")[1])
    return found


def test_years_and_a_missing_degree_both_count(assistant: Assistant) -> None:
    told = groups(assistant, "I have 4 yrs and no degree wat can i apply for")
    assert {"Harbour Diver"} <= {*told["Open to you"]}
    assert told["Not open to you"] == ["Sea Pilot"] and "Quay Clerk" in told["Can't tell"]
    assert sum(map(len, told.values())) == len(POSTINGS), "each role once"


def test_what_welcomes_the_asker_is_found_and_all_roles_are_weighed(assistant: Assistant) -> None:
    told = groups(assistant, "just qualified as a cook, no experience. will any of you take me")
    assert told["Open to you"] == ["Galley Cook"]
    assert {"Head Cook", "Sea Pilot"} <= {*told["Not open to you"]}


def test_who_comes_from_abroad_needs_a_permit(assistant: Assistant) -> None:
    told = groups(assistant, "cook from Kenya, 5 years, what jobs in Ireland are open to me?")
    assert told == {"Open to you": ["Galley Cook"], "Not open to you": ["Head Cook"]}
    told = groups(assistant, "I'm from Spain and a cook with 5 years. Which would take me?")
    assert "Head Cook" in told["Open to you"]


def test_what_fits_is_kept_for_the_next_question(assistant: Assistant) -> None:
    answer = assistant.ask("I have 4 years and no degree, what can I apply for?")
    assert "1 you don't say" not in answer.text and answer.citations
    assert all(
        one.document.text[one.span.start : one.span.end] == one.quote for one in answer.citations
    )


@pytest.mark.parametrize(
    "question",
    [
        "Which roles need no degree?",
        "I have 4 years of experience, what does the Sea Pilot job pay me?",
        "Do I qualify for sick pay as a Galley Cook?",
        "How do I apply for the Quay Clerk job?",
    ],
)
def test_what_only_sounds_like_it_is_answered_as_ever(assistant: Assistant, question: str) -> None:
    assert "Open to you" not in groups(assistant, question)


def test_one_role_or_another_is_weighed_by_what_the_asker_says(assistant: Assistant) -> None:
    asked = "Should I bother with the Sea Pilot job or the Harbour Diver job?"
    told = groups(assistant, f"I have been a diver for 6 years and I have no degree. {asked}")
    assert told == {"Open to you": ["Harbour Diver"], "Not open to you": ["Sea Pilot"]}
    assert "Open to you" not in groups(assistant, asked)


def test_who_comes_from_outside_a_union_is_not_from_it(assistant: Assistant) -> None:
    told = groups(
        assistant,
        "I'm a non-EU citizen, a cook for 9 years. Would the Head Cook or the Galley Cook job take me?",
    )
    assert told["Not open to you"] == ["Head Cook"]
