"""Human languages that texts ask for."""

from __future__ import annotations

import pytest

from store.facets.languages import read_languages
from store.facets.reading import read_text
from store.types import Strength


def read(text: str) -> list[tuple[str, str]]:
    return [
        (stated.value.code, stated.value.level) for stated in read_languages(read_text(text, ()))
    ]


@pytest.mark.parametrize(
    ("text", "languages"),
    [
        (
            "Fluent English and conversational German required",
            [("en", "fluent"), ("de", "conversational")],
        ),
        ("German is a plus", [("de", "")]),
        ("You speak English and Dutch", [("en", ""), ("nl", "")]),
        ("Languages: English (C1), German (B2)", [("en", "C1"), ("de", "B2")]),
        (
            "Sehr gute Deutsch- und Englischkenntnisse",
            [("de", "professional"), ("en", "professional")],
        ),
        ("Anglais courant exigé", [("en", "fluent")]),
        ("Inglés avanzado, francés deseable", [("en", "professional"), ("fr", "")]),
        ("Bilingual English/Spanish preferred", [("en", "native"), ("es", "native")]),
        ("Gute Deutschkenntnisse (mind. B2)", [("de", "B2")]),
        ("Je spreekt Nederlands of Engels", [("nl", ""), ("en", "")]),
        ("Inglés básico; se valorará alemán", [("en", "basic"), ("de", "")]),
        (
            "Perfekte Deutsch- und gute Englischkenntnisse",
            [("de", "professional"), ("en", "conversational")],
        ),
        ("Fluency in Welsh is essential", [("cy", "fluent")]),
        ("Good command of written and spoken Swedish", [("sv", "conversational")]),
        ("Native Japanese speaker", [("ja", "native")]),
        ("Fluency in either Polish or Czech", [("pl", "fluent"), ("cs", "fluent")]),
        ("- English", [("en", "")]),
        ("- Polish or Romanian", [("pl", ""), ("ro", "")]),
        (
            "Deutsch fließend in Wort und Schrift, Englisch von Vorteil",
            [("de", "fluent"), ("en", "")],
        ),
        ("British Sign Language desirable", [("bfi", "")]),
        ("Business-level Mandarin", [("zh", "professional")]),
        ("Buon livello di inglese e tedesco", [("en", "conversational"), ("de", "conversational")]),
        ("Język angielski na poziomie B2", [("en", "B2")]),
        ("Excellent English, both written and verbal", [("en", "professional")]),
        ("Spanish-speaking candidates are welcome", [("es", "")]),
        ("Idiomas: inglés, portugués", [("en", ""), ("pt", "")]),
        (
            "Goede kennis van Nederlands en Frans",
            [("nl", "conversational"), ("fr", "conversational")],
        ),
        ("You must be able to read Arabic", [("ar", "")]),
        ("Basic knowledge of Hindi", [("hi", "basic")]),
        ("Svenska i tal och skrift krävs", [("sv", "")]),
    ],
)
def test_languages(text: str, languages: list[tuple[str, str]]) -> None:
    assert read(text) == languages


@pytest.mark.parametrize(
    "text",
    [
        "English breakfast cooking",
        "You serve the French market",
        "You polish the brass",
        "Knowledge of the German market",
        "Experience with Python, Java and Go",
        "No German required",
        "German is not required",
        "Teach English to adults",
        "Swedish massage therapist",
        "You'll talk to Italian growers",
        "Body language reading",
        "Our team speaks Portuguese",
        "Knowledge of Romania",
        "Danish pastries must be fresh",
        "Dutch oven cleaning",
        "You fit French windows",
    ],
)
def test_other_words(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize(
    ("text", "strength"),
    [
        ("German is a plus", Strength.PREFERRED),
        ("German is required", Strength.REQUIRED),
        ("Native German plus a van", Strength.UNSTATED),
        ("Requirements: fluent German", Strength.REQUIRED),
        ("Fluent German", Strength.UNSTATED),
        ("Französisch ist wünschenswert", Strength.PREFERRED),
        ("Nice to have\n- Fluent German", Strength.PREFERRED),
        ("Inglés imprescindible", Strength.REQUIRED),
        ("We require fluent German", Strength.REQUIRED),
    ],
)
def test_strength(text: str, strength: Strength) -> None:
    assert [stated.strength for stated in read_languages(read_text(text, ()))] == [strength]


def test_a_language_named_twice_counts_once_with_its_level() -> None:
    assert read("Languages: English\nFluent English required") == [("en", "fluent")]
