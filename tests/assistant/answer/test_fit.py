"""Whether the asker fits a role, from postings of a bindery and a hospital."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.settings import Settings
from assistant.types import Answer
from fake_embedder import FakeEmbedder
from shelf import write

BOOKBINDER = """---
kind: role
title: Senior Bookbinder
company: Quire
postings: [{place: "GB, Leeds"}]
---
## The work
You round and case books for libraries. Our bindery has stood for 40 years.

## Nice to have
- Gold tooling by hand
- A driving licence

## Requirements
- Three years of binding experience
- You can sew a text block by hand
- A master's degree in book conservation
- Fluent Italian
"""
GARDENER = """---
kind: role
title: Head Gardener
company: Thornby Estate
postings: [{place: "GB, York"}]
---
The head gardener looks after 12 acres. We have 30 years of experience in roses. A full driving licence is essential.
Applicants must have at least six years' experience in horticulture. A certificate in spraying is desirable.
"""
NURSE = """---
kind: role
title: Ward Nurse
company: Saltmarsh Hospital
postings: [{place: "GB, Hull"}]
---
## The ward
You care for people after surgery and work nights every third week.

## What you bring
You are a registered nurse. You need at least two years of ward nursing experience. A bachelor's degree in nursing or
equivalent is required. Welsh is a plus. No driving licence is needed.
"""
COOK = """---
kind: role
title: Harbour Cook
company: Sound Lines
postings: [{place: "GB, Oban"}]
---
## Requirements
- Two years of galley experience, a seaman's book and a yellow fever vaccination
- A degree in catering or three years of galley experience
"""
DISPENSER = """---
kind: role
title: Village Dispenser
company: Saltmarsh Pharmacy
postings: [{place: "GB, Cardiff"}]
---
## Must have
- Qualified Dispenser Status
- Conversational Welsh, since half the village speaks it
- You know Excel, and you have labelled bottles
- A Cardiff or Newport permit

We meet for lunch on Fridays, when the shop closes early.
"""
DYER = """---
kind: role
title: Wool Dyer
company: Fleece and Vat
postings: [{place: "GB, Selkirk"}]
---
## Requirements
- A doctorate in textile chemistry, or a master's degree plus four years of dyeing experience
- A degree in chemistry or a related subject
- Secure knowledge of SQL
- Steady hands
"""
PILOT = """---
kind: role
title: Launch Pilot
company: Tidewater
postings: [{place: "GB, Hull"}]
---
The launch leaves the quay at six every morning.

Required

- A boatmaster's licence
- Two years of pilotage experience
"""
STEWARD = """---
kind: role
title: Ferry Steward
company: Sound Lines
postings: [{place: "GB, Oban"}]
---
## Requirements
""" + "".join(
    f"- You can {skill}\n"
    for skill in (
        "carry four plates", "tie a bowline", "lower a lifeboat", "count a till", "fold a napkin", "mop a deck",
        "pour a pint", "read a tide table", "calm a crowd", "launder linen", "stack crates", "grill kippers",
        "peel shrimp", "polish brass",
    )
)  # fmt: skip


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = Path(tmp_path_factory.mktemp("fit"))
    texts = {
        "bookbinder.md": BOOKBINDER,
        "gardener.md": GARDENER,
        "nurse.md": NURSE,
        "cook.md": COOK,
        "steward.md": STEWARD,
        "pilot.md": PILOT,
        "dispenser.md": DISPENSER,
        "dyer.md": DYER,
    }
    settings = Settings(data_dir=folder / "collection", seeds=False)
    with Assistant.open(settings=settings, load_embedder=FakeEmbedder) as opened:
        opened.library.ingest([write(folder, name, text) for name, text in texts.items()])
        yield opened


def fits(answer: Answer) -> dict[str, tuple[str, str]]:
    """How the asker stands to each requirement listed, and the words that decide, by the
    posting's sentence.
    """
    lines = re.findall(r"^- \*\*(.+?)\*\*: (“.+?)(?: You say (.+)\.)?$", answer.text, re.MULTILINE)
    return {
        quote: (fit, words)
        for fit, quotes, words in lines
        for quote in re.findall(r"“(.+?)” \[\d+\]", quotes)
    }


def is_of_fit(answer: Answer) -> bool:
    return bool(fits(answer))


def test_a_line_that_only_leads_to_requirements_is_none(assistant: Assistant) -> None:
    answer = assistant.ask(
        "Am I qualified for the Launch Pilot? I have one year of pilotage experience."
    )
    assert fits(answer)["Two years of pilotage experience"][0] == "not met"
    assert "Required" not in fits(answer) and "A boatmaster's licence" in fits(answer)


def test_years_are_met_by_as_many_in_the_same_work(assistant: Assistant) -> None:
    answer = assistant.ask(
        "Am I qualified for the Senior Bookbinder? I have four years of binding experience."
    )
    assert fits(answer)["Three years of binding experience"] == (
        "met",
        "“I have four years of binding experience”",
    )


@pytest.mark.parametrize(
    ("said", "fit"),
    [
        ("I have two years of binding experience.", "not met"),
        ("I have 18 months of binding experience.", "not met"),
        (
            "I have one year of binding experience and I have three years of binding experience.",
            "met",
        ),
        ("I did nine years as a dentist.", "you don't say"),
        ("I am 34 years old.", "you don't say"),
        ("I have no binding experience.", "not met"),
    ],
)
def test_years_are_compared_as_numbers(assistant: Assistant, said: str, fit: str) -> None:
    answer = assistant.ask(f"Am I qualified for the Senior Bookbinder? {said}")
    assert fits(answer)["Three years of binding experience"][0] == fit


@pytest.mark.parametrize(
    ("said", "fit"),
    [
        ("I have a master's degree in book conservation.", "met"),
        ("I have a bachelor's degree in book conservation.", "not met"),
        ("I have a master's degree in law.", "you don't say"),
        ("I don't have a degree.", "not met"),
        ("I want to do a master's degree in book conservation.", "you don't say"),
    ],
)
def test_a_degree_is_met_by_its_level_and_field(assistant: Assistant, said: str, fit: str) -> None:
    answer = assistant.ask(f"Would I qualify for the Senior Bookbinder? {said}")
    assert fits(answer)["A master's degree in book conservation"][0] == fit


def test_no_degree_does_not_rule_out_what_counts_as_one(assistant: Assistant) -> None:
    answer = assistant.ask("Could I apply for the Ward Nurse without a degree?")
    assert (
        fits(answer)["A bachelor's degree in nursing or equivalent is required."][0]
        == "you don't say"
    )


@pytest.mark.parametrize(
    ("said", "fit"),
    [
        ("I speak fluent Italian.", "met"),
        ("I speak some Italian.", "not met"),
        ("I speak Italian.", "in part"),
        ("I speak fluent Spanish.", "you don't say"),
        ("I don't speak Italian.", "not met"),
    ],
)
def test_a_language_is_told_by_its_name_and_how_well_it_is_spoken(
    assistant: Assistant, said: str, fit: str
) -> None:
    answer = assistant.ask(f"Do I meet the requirements of the Senior Bookbinder? {said}")
    assert fits(answer)["Fluent Italian"][0] == fit


def test_what_is_no_number_is_decided_by_meaning(assistant: Assistant) -> None:
    answer = assistant.ask(
        "Am I suited to the Senior Bookbinder? I sew text blocks by hand every day. I don't drive."
    )
    assert fits(answer)["You can sew a text block by hand"] == (
        "met",
        "“I sew text blocks by hand every day”",
    )
    assert fits(answer)["A driving licence"] == ("not met", "“I don't drive”")
    assert fits(answer)["Gold tooling by hand"] == ("you don't say", "")


def test_each_part_of_a_statement_stands_for_itself(assistant: Assistant) -> None:
    answer = assistant.ask(
        "Could I apply for the Senior Bookbinder with two years of binding experience and no "
        "degree?"
    )
    found = fits(answer)
    assert found["Three years of binding experience"] == (
        "not met",
        "“with two years of binding experience”",
    )
    assert found["A master's degree in book conservation"] == ("not met", "“no degree”")


def test_what_stands_before_the_question_counts_too(assistant: Assistant) -> None:
    answer = assistant.ask(
        "I have three years of ward nursing experience - would I be eligible for the Ward Nurse "
        "job?"
    )
    assert fits(answer)["You need at least two years of ward nursing experience."][0] == "met"


def test_the_required_comes_before_the_preferred(assistant: Assistant) -> None:
    text = assistant.ask("Is the Senior Bookbinder for me?").text
    assert text.index("**Required**") < text.index("Fluent Italian") < text.index("**Preferred**")
    assert text.index("**Preferred**") < text.index("A driving licence")


def test_what_a_posting_waives_and_what_it_tells_of_itself_is_no_requirement(
    assistant: Assistant,
) -> None:
    assert not any(
        "licence" in quote
        for quote in fits(assistant.ask("Am I qualified for the Ward Nurse job?"))
    )
    assert not any(
        "40 years" in quote
        for quote in fits(assistant.ask("Am I qualified for the Senior Bookbinder?"))
    )


def test_what_is_asked_for_without_a_word_of_how_much_stands_between(assistant: Assistant) -> None:
    text = assistant.ask("Am I qualified for the Ward Nurse job?").text
    asked = text.index("**Asked for**")
    assert (
        text.index("**Required**")
        < asked
        < text.index("registered nurse")
        < text.index("**Preferred**")
    )


def test_requirements_are_found_in_prose_without_headings(assistant: Assistant) -> None:
    answer = assistant.ask(
        "Would I qualify for the Head Gardener job? I have ten years of experience in horticulture."
    )
    assert {quote: fit for quote, (fit, _) in fits(answer).items()} == {
        "A full driving licence is essential.": "you don't say",
        "Applicants must have at least six years' experience in horticulture.": "met",
        "A certificate in spraying is desirable.": "you don't say",
    }


def test_what_a_requirement_asks_beside_its_years_must_be_met_too(assistant: Assistant) -> None:
    answer = assistant.ask(
        "Am I qualified for the Harbour Cook? I have four years of galley experience."
    )
    assert fits(answer)[
        "Two years of galley experience, a seaman's book and a yellow fever vaccination"
    ][0] == ("you don't say")
    assert fits(answer)["A degree in catering or three years of galley experience"][0] == "met"


def test_each_requirement_is_quoted_exactly(assistant: Assistant) -> None:
    answer = assistant.ask("Am I qualified for the Senior Bookbinder?")
    assert [one.quote for one in answer.citations] == list(fits(answer))
    assert all(
        one.document.text[one.span.start : one.span.end] == one.quote for one in answer.citations
    )
    assert not answer.abstained and [role.title for role in answer.roles] == ["Senior Bookbinder"]


def test_who_says_nothing_of_themselves_is_asked_to(assistant: Assistant) -> None:
    answer = assistant.ask("Am I qualified for the Senior Bookbinder?")
    assert {fit for fit, _ in fits(answer).values()} == {"you don't say"}
    assert "You say nothing of yourself yet." in answer.text


def test_of_many_requirements_those_near_to_what_is_said_are_listed(
    assistant: Assistant,
) -> None:
    answer = assistant.ask(
        "Am I qualified for the Ferry Steward? I can peel shrimp and I can polish brass."
    )
    assert len(fits(answer)) == 12
    assert (
        fits(answer)["You can peel shrimp"][0] == fits(answer)["You can polish brass"][0] == "met"
    )
    assert "Not listed here: 2 more (2 required)." in answer.text


@pytest.mark.parametrize(
    "question",
    [
        "How do I apply for the Senior Bookbinder?",
        "Can I apply for the Senior Bookbinder online?",
        "Do I need a degree for the Senior Bookbinder?",
        "Would I work nights as a Ward Nurse?",
        "Do I qualify for sick pay as a Ward Nurse?",
        "Am I qualified for the Ward Nurse job, and how long is the night shift?",
    ],
)
def test_other_questions_are_answered_as_ever(assistant: Assistant, question: str) -> None:
    assert not is_of_fit(assistant.ask(question))


def test_what_was_said_in_earlier_turns_counts_too(assistant: Assistant) -> None:
    first = assistant.ask("I have four years of binding experience. Which jobs are in Leeds?")
    answer = assistant.ask(
        "Am I qualified for the Senior Bookbinder? I speak fluent Italian.", [first.turn]
    )
    found = fits(answer)
    assert found["Three years of binding experience"] == (
        "met",
        "“I have four years of binding experience”",
    )
    assert found["Fluent Italian"][0] == "met"


@pytest.mark.parametrize(
    ("said", "quote", "fit"),
    [
        ("I have a car, a boatmaster's licence and a dog.", "A boatmaster's licence", "met"),
        (
            "I hold the BML and have three years of pilotage experience.",
            "A boatmaster's licence",
            "you don't say",
        ),
        (
            "I hold the BML and have three years of pilotage experience.",
            "Two years of pilotage experience",
            "met",
        ),
        ("I don't have a boatmaster's licence.", "A boatmaster's licence", "not met"),
    ],
)
def test_each_of_several_things_is_held_against_each_requirement(
    assistant: Assistant, said: str, quote: str, fit: str
) -> None:
    assert fits(assistant.ask(f"Am I qualified for the Launch Pilot? {said}"))[quote][0] == fit


@pytest.mark.parametrize(
    ("said", "quote", "fit"),
    [
        ("I have QDS.", "Qualified Dispenser Status", "met"),
        ("I have an NVQ.", "Qualified Dispenser Status", "you don't say"),
        (
            "I speak Welsh with my neighbours.",
            "Conversational Welsh, since half the village speaks it",
            "met",
        ),
        (
            "I know Excel and I label bottles.",
            "You know Excel, and you have labelled bottles",
            "met",
        ),
        ("I know Excel.", "You know Excel, and you have labelled bottles", "in part"),
        ("I have a Cardiff permit.", "A Cardiff or Newport permit", "met"),
    ],
)
def test_a_requirement_is_met_by_its_acronym_its_clauses_or_one_of_its_choices(
    assistant: Assistant, said: str, quote: str, fit: str
) -> None:
    assert fits(assistant.ask(f"Am I qualified for the Village Dispenser? {said}"))[quote][0] == fit


def test_what_stands_behind_the_list_of_a_heading_is_no_requirement(assistant: Assistant) -> None:
    answer = assistant.ask("Am I qualified for the Village Dispenser?")
    assert not any("shop closes" in quote for quote in fits(answer))


@pytest.mark.parametrize(
    ("said", "fit"),
    [
        ("I have a master's degree and two years of dyeing experience.", "not met"),
        ("I have a master's degree and six years of dyeing experience.", "met"),
        ("I have a doctorate in textile chemistry.", "met"),
        ("I have a bachelor's degree.", "not met"),
        ("I have six years of dyeing experience.", "you don't say"),
    ],
)
def test_of_two_ways_in_one_must_be_met_in_full(assistant: Assistant, said: str, fit: str) -> None:
    quote = "A doctorate in textile chemistry, or a master's degree plus four years of dyeing experience"
    assert fits(assistant.ask(f"Am I qualified for the Wool Dyer? {said}"))[quote][0] == fit


def test_what_is_decided_comes_first_and_what_is_named_counts_in_part(
    assistant: Assistant,
) -> None:
    answer = assistant.ask(
        "I have a chemistry degree and a bit of sql. Would the Wool Dyer job take me?"
    )
    found = fits(answer)
    assert found["A degree in chemistry or a related subject"][0] == "met"
    assert found["Secure knowledge of SQL"] == ("in part", "“a bit of sql”")
    assert answer.text.index("in part") < answer.text.index("you don't say")
    assert answer.text.count("you don't say") == 1
