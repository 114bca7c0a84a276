"""What a sentence of a reply does is told apart, so that only facts are marked as in the sources
or not.
"""

from __future__ import annotations

import pytest

from assistant.check.forms import Form, fact_in, form_of
from assistant.check.languages import is_english

SENTENCES = {
    Form.FACT: [
        "The chandler needs a licence for gas.",
        "A licence isn't needed.",
        "You would mend nets and keep the shed tidy.",
        "The posting says that the season begins in March.",
        "Harpoons are kept under lock.",
        "Mentor two apprentices",
    ],
    Form.ABSENCE: [
        "The posting doesn't mention the wages.",
        "Wages aren't stated.",
        "It says nothing about lodging.",
        "I couldn't find a closing date.",
        "Lodging: not mentioned",
    ],
    Form.OPINION: [
        "I'd suggest that you mention your years on trawlers.",
        "The chandler's job suits you better.",
        "Consider asking about winter pay.",
        "You look like a strong candidate for the shed.",
    ],
    Form.TALK: [
        "Hello!",
        "Here is a summary.",
        "Let me know if you need more.",
        "Could you say that again?",
    ],
}


@pytest.mark.parametrize(
    ("form", "sentence"), [(form, one) for form, some in SENTENCES.items() for one in some]
)
def test_a_sentence_is_taken_for_what_it_does(form: Form, sentence: str) -> None:
    assert form_of(sentence) is form


@pytest.mark.parametrize(
    ("form", "sentence", "clause"),
    [
        (
            Form.OPINION,
            "The job suits you, because it asks for a gas licence.",
            "it asks for a gas licence.",
        ),
        (Form.OPINION, "The job suits you.", ""),
        (Form.ABSENCE, "The pay isn't given, but chandlers get a boat.", "chandlers get a boat."),
        (Form.ABSENCE, "The pay isn't given, and nor is the place.", ""),
        (Form.FACT, "The job is hard because the nets are heavy.", ""),
    ],
)
def test_the_clause_that_states_a_fact_is_found(form: Form, sentence: str, clause: str) -> None:
    assert fact_in(sentence, form) == clause


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("The chandler mends nets and keeps a logbook.", True),
        ("Nets, ropes, lamps, logbooks", True),
        ("El puesto exige un permiso de gas y no menciona el salario.", False),
        ("Die Stelle verlangt einen Führerschein, ein Gehalt wird nicht genannt.", False),
        ("この仕事には資格が必要です。", False),
        ("", True),
    ],
)
def test_english_is_told_from_other_languages(text: str, english: bool) -> None:
    assert is_english(text) is english
