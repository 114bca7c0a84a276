"""What sentences that name visas answer: each word of the table by its example, and forms nobody
listed.
"""

from __future__ import annotations

import pytest

from assistant.evidence.visas import kind_asked, polarity, tables
from assistant.types import Subject
from store.types import VisaPolarity


@pytest.mark.parametrize("example", [*tables()["gives"].values(), *tables()["kinds"].values()])
def test_what_an_employer_does_about_visas_is_an_offer(example: str) -> None:
    assert polarity(example) is VisaPolarity.OFFERED


@pytest.mark.parametrize("example", tables()["asks"].values())
def test_what_is_put_on_who_applies_is_no_offer(example: str) -> None:
    assert polarity(example) is not VisaPolarity.OFFERED


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "Quayside files O-1 petitions and arranges Danish work permits for this position.",
            VisaPolarity.OFFERED,
        ),
        (
            "An employer's work visa is arranged by us for the person we choose.",
            VisaPolarity.OFFERED,
        ),
        (
            "We do not pay for flats, but the residence permit is arranged by us.",
            VisaPolarity.OFFERED,
        ),
        ("We are unable to support visa applications.", VisaPolarity.REFUSED),
        ("H-1B transfers are not considered.", VisaPolarity.REFUSED),
        ("All offers are subject to proof of the right to work.", VisaPolarity.UNCLEAR),
        (
            "Applicants must already be authorized to work in the United States.",
            VisaPolarity.UNCLEAR,
        ),
    ],
)
def test_an_offer_is_told_from_a_refusal_and_from_a_demand(
    sentence: str, expected: VisaPolarity
) -> None:
    assert polarity(sentence) is expected


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("sponsor visas", False),
        ("help with a work permit", False),
        ("sponsor H-1B", True),
        ("sponsor a TN visa", True),
    ],
)
def test_a_question_may_name_one_kind_of_visa(words: str, kind: bool) -> None:
    assert bool(kind_asked(Subject((f"The role {words}.",), words))) is kind
