"""Which aspect a sentence speaks of: by its heading, by what it says, by what it is near to."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from assistant.comparison.aspects import aspects_of, heading_aspect, stated_aspect
from assistant.types import Aspect
from posted import BAKER, Posted

FRONT = """---
kind: role
title: "{title}"
company: "Dunmore Hearth"
postings:
  - {{place: "NO, Bergen", count: 1}}
---
"""


def told(
    folder: Path, text: str, embed_to: Aspect | None = None, title: str = "Night Baker"
) -> dict[str, Aspect]:
    """The aspect of each sentence of a role by its words; unknown ones are near the description
    of `embed_to`.
    """
    posted = Posted(folder)
    document = posted.add(text if text.startswith("---") else FRONT.format(title=title) + text)
    chunks = posted.chunks(document.document_id)
    vectors = posted.vectors(chunks)
    if embed_to is not None:
        vectors = dict.fromkeys(
            vectors, np.eye(len(Aspect), dtype=np.float32)[list(Aspect).index(embed_to)]
        )

    def embed(texts: list[str]) -> np.ndarray:
        return (
            np.eye(len(Aspect), dtype=np.float32)
            if embed_to is not None
            else posted.embedder.embed(texts)
        )

    found = aspects_of(chunks, vectors, embed)
    return {
        chunk.sentences[at].span.of(document.text): found[(chunk.chunk_id, at)]
        for chunk in chunks
        for at in range(len(chunk.sentences))
        if (chunk.chunk_id, at) in found
    }


@pytest.mark.parametrize(
    ("heading", "aspect"),
    [
        ("Key job responsibilities", Aspect.RESPONSIBILITIES),
        ("What you'll do", Aspect.RESPONSIBILITIES),
        ("What the job involves", Aspect.RESPONSIBILITIES),
        ("Your tasks", Aspect.RESPONSIBILITIES),
        ("About the role", Aspect.RESPONSIBILITIES),
        ("About the team", Aspect.PURPOSE),
        ("About Dunmore bakery", Aspect.PURPOSE),
        ("Our mission", Aspect.PURPOSE),
        ("What the team does", Aspect.PURPOSE),
        ("Basic qualifications", Aspect.QUALIFICATIONS),
        ("Preferred qualifications", Aspect.QUALIFICATIONS),
        ("Who we are looking for", Aspect.QUALIFICATIONS),
        ("Whom we look for", Aspect.QUALIFICATIONS),
        ("Who can apply", Aspect.QUALIFICATIONS),
        ("Requirements", Aspect.QUALIFICATIONS),
        ("Your profile", Aspect.QUALIFICATIONS),
        ("What you bring", Aspect.QUALIFICATIONS),
        ("Nice to have", Aspect.QUALIFICATIONS),
        ("A day in the life", Aspect.DAY),
        ("Your typical week", Aspect.DAY),
        ("Benefits", Aspect.PAY),
        ("What we offer", Aspect.PAY),
        ("Terms and hours", Aspect.PAY),
        ("Who you will work with", Aspect.COLLEAGUES),
        ("Working with others", Aspect.COLLEAGUES),
        ("Tools", Aspect.METHODS),
        ("Our tech stack", Aspect.METHODS),
        ("Models and methods", Aspect.METHODS),
        ("Mentoring", Aspect.SENIORITY),
        ("Reporting lines", Aspect.SENIORITY),
        ("How to apply", Aspect.OTHER),
    ],
)
def test_headings_are_understood_in_many_wordings(heading: str, aspect: Aspect) -> None:
    assert heading_aspect((heading,)) is aspect


def test_the_deepest_heading_that_tells_decides() -> None:
    assert heading_aspect(("Key job responsibilities", "Mentoring")) is Aspect.SENIORITY
    assert heading_aspect(("Key job responsibilities", "Dough")) is Aspect.RESPONSIBILITIES
    assert heading_aspect(("Bread",)) is None


@pytest.mark.parametrize(
    ("sentence", "aspect"),
    [
        ("You earn 41,000 euros a year.", Aspect.PAY),
        ("There are 28 days of leave and a pension.", Aspect.PAY),
        ("Coach the two newest bakers.", Aspect.SENIORITY),
        ("You report to the head of the ovens.", Aspect.SENIORITY),
        ("Train apprentices at the bench.", Aspect.SENIORITY),
        ("Work closely with the millers and two cooks.", Aspect.COLLEAGUES),
        ("The crew consists of nine people.", Aspect.COLLEAGUES),
        ("You need a degree in food science.", Aspect.QUALIFICATIONS),
        ("At least three years of experience in a kitchen.", Aspect.QUALIFICATIONS),
        ("Plan the doughs with Excel, Python and SQL.", Aspect.METHODS),
        ("Applying structural methods to the crust.", Aspect.METHODS),
        ("We are an equal opportunity employer.", Aspect.OTHER),
    ],
)
def test_a_sentence_that_plainly_states_something_is_taken_at_its_word(
    sentence: str, aspect: Aspect
) -> None:
    assert stated_aspect(sentence) is aspect


@pytest.mark.parametrize(
    "sentence",
    [
        "Make the experience of customers better.",
        "The oven keeps the ability to hold its heat.",
        "Manage a yearly budget, not counting salaries.",
        "Shape the loaves and bake them.",
    ],
)
def test_ordinary_work_states_nothing_else(sentence: str) -> None:
    assert stated_aspect(sentence) is None


def test_responsibilities_give_way_to_what_is_more_telling(tmp_path: Path) -> None:
    found = told(
        tmp_path,
        "## Your tasks\n\n- Shape the loaves.\n- Mentor the apprentices.\n- Work closely with the "
        "millers.\n",
    )
    assert found == {
        "Shape the loaves.": Aspect.RESPONSIBILITIES,
        "Mentor the apprentices.": Aspect.SENIORITY,
        "Work closely with the millers.": Aspect.COLLEAGUES,
    }


def test_qualifications_stay_so_whatever_they_name(tmp_path: Path) -> None:
    found = told(
        tmp_path,
        "## What you bring\n\n- Python, SQL and Excel.\n- You have mentored apprentices.\n",
    )
    assert set(found.values()) == {Aspect.QUALIFICATIONS}


def test_sentences_that_only_say_where_a_role_is_posted_are_left_out(tmp_path: Path) -> None:
    found = told(tmp_path, BAKER)
    assert not [sentence for sentence in found if "posted" in sentence]
    found = told(
        tmp_path,
        "## Location\n\nBergen, Norway.\n\nYou may work from home on Fridays.\n\n## "
        "Duties\n\nBake.\n",
    )
    assert found == {
        "You may work from home on Fridays.": Aspect.PAY,
        "Bake.": Aspect.RESPONSIBILITIES,
    }


def test_a_list_item_is_understood_by_the_line_above_it(tmp_path: Path) -> None:
    found = told(
        tmp_path,
        "## About the role\n\nWe want experience in:\n\n- dough\n- ovens\n\nYou will bake.\n",
    )
    assert found["dough"] is found["ovens"] is Aspect.QUALIFICATIONS
    assert found["You will bake."] is Aspect.RESPONSIBILITIES


def test_a_title_in_a_heading_promises_nothing(tmp_path: Path) -> None:
    found = told(
        tmp_path,
        "# Tools Engineer\n\n## Tools Engineer\n\nYou will sharpen knives.\n",
        title="Tools Engineer",
    )
    assert found == {"You will sharpen knives.": Aspect.RESPONSIBILITIES}


@pytest.mark.parametrize("aspect", [Aspect.DAY, Aspect.COLLEAGUES])
def test_where_no_word_tells_meaning_does(tmp_path: Path, aspect: Aspect) -> None:
    assert told(tmp_path, "## Bread\n\nCrust before crumb.\n", embed_to=aspect) == {
        "Crust before crumb.": aspect
    }


def test_what_is_near_nothing_is_other(tmp_path: Path) -> None:
    posted = Posted(tmp_path)
    document = posted.add(FRONT.format(title="Night Baker") + "## Bread\n\nCrust before crumb.\n")
    chunks = posted.chunks(document.document_id)
    far = {key: np.zeros_like(vector) for key, vector in posted.vectors(chunks).items()}
    assert list(aspects_of(chunks, far, posted.embedder.embed).values()) == [Aspect.OTHER]
