"""What the judge can't read is held to its numbers, names and quotations, as another language
writes them.
"""

from __future__ import annotations

import pytest

from assistant.check.languages import judge_by_facts, lacks_an_amount
from assistant.check.statements import statements_of
from assistant.types import Support
from bakery import evidence_from

TOLD = ["The pay is 33,000 to 139,800 pounds a year.", "You work 37.5 hours a week in Bergen."]


@pytest.mark.parametrize(
    ("sentence", "support"),
    [
        ("Das Gehalt liegt zwischen 33.000 und 139.800 Pfund.", Support.WEAK),
        ("Le salaire va de 33 000 à 139 800 livres.", Support.WEAK),
        ("Son 37,5 horas semanales.", Support.WEAK),
        ("週37.5時間です。", Support.WEAK),
        ("Die Stelle ist in Bergen.", Support.WEAK),
        ("Die Nächte sind lang.", Support.UNSUPPORTED),
    ],
)
def test_a_sentence_in_another_language_is_weak_where_its_facts_are_there(
    sentence: str, support: Support
) -> None:
    (verdict,) = judge_by_facts(statements_of(sentence), [evidence_from(TOLD)])
    assert verdict.support is support
    assert not lacks_an_amount(sentence, [evidence_from(TOLD)])


@pytest.mark.parametrize(
    "sentence", ["Das Gehalt ist 43.000 Pfund.", "Ce sont 40 heures.", "週40時間です。"]
)
def test_a_number_that_stands_nowhere_is_lacking(sentence: str) -> None:
    assert lacks_an_amount(sentence, [evidence_from(TOLD)])


def test_each_sentence_of_japanese_is_judged_by_itself() -> None:
    reply = "週37.5時間です [1]。ベルゲンです [2]。"
    assert [(said.text, sorted(said.cited)) for said in statements_of(reply)] == [
        ("週37.5時間です。", [1]),
        ("ベルゲンです。", [2]),
    ]
