"""A quotation in a reply has a source's words, or says that it hasn't."""

from __future__ import annotations

import pytest

from assistant.check.quotations import with_exact_quotations
from assistant.models.reply.marks import PARAPHRASED
from bakery import evidence


@pytest.mark.parametrize(
    "reply",
    [
        "Falk says: “A degree is not required” [1].",
        'It says "every bakery loop includes a crust warden".',
        "They want “bakers who own a failed batch … clear recipes” [1].",
        "They are “experienced tasters”, so to speak.",
        "“The sources don't say anything of that.”",
        'A loaf of 12" and one of 14" are baked.',
    ],
)
def test_a_quotation_that_stands_there_and_what_is_none_stay(reply: str) -> None:
    assert with_exact_quotations(reply, evidence()) == reply


@pytest.mark.parametrize(
    ("reply", "mended"),
    [
        ("Falk: “A degree isn't required” [1].", "Falk: “A degree is not required” [1]."),
        (
            'It says "they are trained for six months and sit in about 40 loops per year."',
            'It says "They are trained for three months and sit in about 40 loops a year."',
        ),
        (
            "«The night baker works at Bergen», it says.",
            "«The night baker works in Bergen», it says.",
        ),
    ],
)
def test_a_quotation_that_is_nearly_right_is_put_right(reply: str, mended: str) -> None:
    assert with_exact_quotations(reply, evidence()) == mended


def test_any_other_quotation_says_that_it_is_none() -> None:
    reply = "Falk says “we only hire people who were born to bake” [1]."
    assert with_exact_quotations(reply, evidence()) == reply.replace(
        "bake”", f"bake” {PARAPHRASED}"
    )
