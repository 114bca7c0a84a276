"""Lists, comparisons and what fits, asked in passing, over made-up postings of several trades."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.settings import Settings
from shelf import write

pytestmark = pytest.mark.model

POSTINGS = {
    "kiln.md": """# Kiln Operator

**Ashdown Pottery** – Stoke, UK

| | |
|---|---|
| **Salary** | £25,200 a year |
| **Closing date** | 9 June 2027 |

We fire plates for hotels. You load and unload two kilns.

## Essential

- Three years' experience of firing ceramics
- A full driving licence

We cannot sponsor visas.
""",
    "signals.md": """# Signal Engineer

**Vale Railway** – Derby, UK

| | |
|---|---|
| **Salary** | £38,000 to £44,000 a year |
| **Closing date** | 2 June 2027 |

You test points and signals on a narrow-gauge line.

## Essential

- Five years' experience of railway signalling
- A degree in electrical engineering

Reports are written at home on two days a week. We can sponsor a Skilled Worker visa.
""",
    "archive.md": """# Archive Assistant (part-time)

**Tarn Record Office** – Kendal, UK

| | |
|---|---|
| **Salary** | £27,000 full-time equivalent, £16,200 actual for 22 hours |
| **Closing date** | 16 June 2027 |

You fetch boxes for readers and mend torn pages.

## Essential

- At least two years in an archive; this is no post for new graduates

Whether you have a diploma makes no difference to us.
""",
    "diver.md": """# Shellfish Diver

**Skerry Shellfish** – Oban, UK

| | |
|---|---|
| **Salary** | £29,000 a year |
| **Closing date** | 20 June 2027 |

You gather scallops by hand from a small boat. The work is on site.

## Essential

- A diving certificate
- No experience is needed
""",
}


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = Path(tmp_path_factory.mktemp("ordinary"))
    settings = Settings(data_dir=folder / "collection", seeds=False)
    with Assistant.open(settings=settings) as opened:
        opened.library.ingest([write(folder, name, text) for name, text in POSTINGS.items()])
        yield opened


def listed(assistant: Assistant, question: str) -> set[str]:
    """The titles of the postings that an answer selects."""
    selection = assistant.ask(question).selection
    assert selection is not None
    return {role.document.title for role in selection.roles}


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("which shuts sooner, the pottery or the railway?", "Signal Engineer** closes earlier"),
        ("who wants more years, the pottery or the narrow-gauge lot?", "asks for more experience"),
        ("which of the pottery, the railway and the scallop one closes last", "Shellfish Diver**"),
        ("does the record office or the pottery pay better", "In hand **Kiln Operator** pays more"),
        ("the boat job or the kiln one, which pays more?", "Shellfish Diver** pays more"),
    ],
)
def test_sides_are_what_their_descriptions_fit_best(
    assistant: Assistant, question: str, said: str
) -> None:
    text = assistant.ask(question).text
    assert said in text
    assert text.count("\n| ") == 2, "the head and the one row that is asked for"


def test_what_a_part_time_post_would_pay_for_a_full_week_is_said_to_be_that(
    assistant: Assistant,
) -> None:
    text = assistant.ask("which pays better, the archive assistant or the kiln operator?").text
    assert "as a full-time equivalent, 16,200 for its own hours" in text


@pytest.mark.parametrize(
    ("question", "titles"),
    [
        ("which of them let me work from home now and then?", {"Signal Engineer"}),
        ("I'd need a visa, who'd sponsor me?", {"Signal Engineer"}),
    ],
)
def test_what_a_posting_says_in_other_words_picks_it(
    assistant: Assistant, question: str, titles: set[str]
) -> None:
    assert listed(assistant, question) == titles


def test_a_list_of_sponsors_says_who_refuses_and_who_is_silent(assistant: Assistant) -> None:
    text = assistant.ask("which employers would sponsor me?").text
    assert "We cannot sponsor visas" in text.partition("Said not to be so:")[2]
    assert "2 roles don't say" in text


@pytest.mark.parametrize(
    "question",
    ["list the jobs and what each pays", "show me all the jobs with their salaries"],
)
def test_a_list_shows_what_it_is_asked_to_show(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert listed(assistant, question) == {
        "Kiln Operator",
        "Signal Engineer",
        "Archive Assistant (part-time)",
        "Shellfish Diver",
    }
    for pay in ("£25,200", "£38,000 to £44,000", "£16,200 actual", "£29,000"):
        assert pay in answer.text


@pytest.mark.parametrize(
    "question", ["whats the yearly money on that job in stoke", "the annual pay in stoke?"]
)
def test_what_one_posting_pays_is_no_list(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert "£25,200" in answer.text and answer.selection is None


def test_who_fits_is_weighed_by_the_askers_field_first(assistant: Assistant) -> None:
    told = assistant.ask("six years testing railway signals, degree in electrics. what fits me?")
    others = told.text.partition("In other lines of work")[2]
    assert "Shellfish Diver" in others and "Signal Engineer" not in others


def test_who_has_only_just_qualified_does_not_have_the_years(assistant: Assistant) -> None:
    text = assistant.ask(
        "just finished my archive diploma, can I apply to Tarn Record Office?"
    ).text
    assert "**not met**: “At least two years in an archive" in text


def test_whether_one_lack_counts_is_answered_by_the_sentence_on_it(assistant: Assistant) -> None:
    text = assistant.ask("I've no diploma. Would that count against me at Tarn Record Office?").text
    assert "makes no difference to us" in text and "you don't say" not in text
