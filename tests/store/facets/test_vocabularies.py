"""Each entry of each vocabulary does what it is there for, and stands in its place."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

import store.facets
from store.facets.conditions import read_travel, read_visas
from store.facets.dates import Calendar, parse_day, read_closes, read_posted
from store.facets.degree import read_degrees
from store.facets.employment import read_employments, read_level
from store.facets.experience import read_experience
from store.facets.languages import read_languages
from store.facets.names.gazetteer import cities_named
from store.facets.names.periods import find_periods
from store.facets.names.place_names import country_code
from store.facets.pay import read_pay
from store.facets.places import country_of, read_places
from store.facets.reading import (
    Lexicon,
    field_reading,
    lexicon,
    read_text,
    strength_named,
    vocabulary,
    words_of,
)
from store.facets.workplace import read_workplace
from store.types import Span

FOLDER = Path(store.facets.__file__).parent
NAMES = sorted(
    path.relative_to(FOLDER).with_suffix("").as_posix() for path in FOLDER.rglob("*.yaml")
)


def entries(name: str, *keys: str) -> list[tuple[str, str, str]]:
    """Meaning, phrase and example of every entry of a vocabulary."""
    phrases: Any = vocabulary(name)
    for key in keys:
        phrases = phrases[key]
    return [
        (meaning, phrase, example)
        for meaning, found in phrases.items()
        for phrase, example in found.items()
    ]


def keys_of(node: Any) -> Iterator[list[Any]]:
    """The keys or entries of every mapping and list in a vocabulary."""
    if isinstance(node, dict):
        yield [*node]
        for value in node.values():
            yield from keys_of(value)
    elif isinstance(node, list):
        yield node


@pytest.mark.parametrize("name", [name for name in NAMES if not name.startswith("cldr_")])
def test_entries_are_sorted_and_stand_once(name: str) -> None:
    text = (FOLDER / f"{name}.yaml").read_text(encoding="utf-8")
    assert text.startswith("# ")
    ordered = {"rank"}  # by weight
    for keys in keys_of(
        {key: value for key, value in yaml.safe_load(text).items() if key not in ordered}
    ):
        assert keys == sorted(keys), (
            f"{name}: {[key for key, right in zip(keys, sorted(keys), strict=True) if key != right][:3]}"
        )
        assert len(keys) == len(set(keys))
        assert all(isinstance(key, (str, int)) and not isinstance(key, bool) for key in keys), keys


@pytest.mark.parametrize(("facet", "phrase", "example"), entries("labels"))
def test_labels(facet: str, phrase: str, example: str) -> None:
    (line,) = read_text(example, ()).lines
    if phrase != "job no":  # its example ends the label with a stop
        assert line.label == facet and line.value_span.of(example)
    assert lexicon("labels").whole(phrase) == facet


@pytest.mark.parametrize(("strength", "phrase", "example"), entries("strength", "words"))
def test_words_of_strength(strength: str, phrase: str, example: str) -> None:
    (sentence,) = read_text(example, ()).sentences
    mentions = lexicon("strength", "words").within(example, sentence)
    assert [mention.meaning for mention in mentions] == [strength]
    assert phrase in " ".join(word.key for word in sentence.words) or phrase in example.lower()


@pytest.mark.parametrize(("strength", "phrase", "example"), entries("strength", "headings"))
def test_headings_of_strength(strength: str, phrase: str, example: str) -> None:
    text = f"{example}\n- an oven"
    lines = read_text(f"## {text}", ()).lines
    assert lines[-1].strength == strength


@pytest.mark.parametrize(("word", "example"), vocabulary("strength")["wishes"].items())
def test_headings_that_wish(word: str, example: str) -> None:
    assert word in example.casefold()
    for form in (f"## {example}\n- an oven", f"You bake at night.\n\n{example}\n- an oven"):
        assert read_text(form, ()).lines[-1].strength == "preferred", form


@pytest.mark.parametrize(
    "heading",
    ["You would be a good fit if you have", "What good looks like", "A great team",
     "What we would like to tell you", "Why we are great"],
)  # fmt: skip
def test_headings_that_wish_for_nothing(heading: str) -> None:
    assert strength_named(heading) is None


@pytest.mark.parametrize(("bound", "phrase", "example"), entries("pay", "bounds"))
def test_bounds(bound: str, phrase: str, example: str) -> None:
    stated = read_pay("", read_text(example, ()))
    assert stated is not None and (stated.value.most is None) == (bound == "least")
    assert (stated.value.least is None) == (bound == "most")


@pytest.mark.parametrize(("phrase", "example"), vocabulary("pay")["pay"].items())
def test_words_of_pay(phrase: str, example: str) -> None:
    stated = read_pay("", read_text(example, ()))
    assert stated is not None and stated.value.understood


@pytest.mark.parametrize(("phrase", "example"), vocabulary("pay")["other"].items())
def test_words_of_other_money(phrase: str, example: str) -> None:
    assert read_pay("", read_text(example, ())) is None


@pytest.mark.parametrize(
    ("code", "word"),
    [(code, word) for code, words in vocabulary("pay")["currencies"].items() for word in words],
)
def test_words_for_currencies(code: str, word: str) -> None:
    stated = read_pay(f"50,000 {word}", read_text("", ()))
    assert stated is not None and stated.value.currency == code


@pytest.mark.parametrize(("sign", "codes"), vocabulary("cldr_currencies")["signs"].items())
def test_signs_of_currencies(sign: str, codes: list[str]) -> None:
    stated = read_pay(f"{sign}50,000", read_text("", ()))
    codes = vocabulary("pay")["shared_currencies"].get(sign, codes)
    assert stated is not None and stated.value.currency == codes[0]


@pytest.mark.parametrize(
    ("period", "word", "form"),
    [
        *(
            (period, word, f"€50 {word}")
            for period, words in vocabulary("pay")["periods"]["alone"].items()
            for word in words
        ),
        *(
            (period, word, f"€50/{word}")
            for period, words in vocabulary("pay")["periods"]["units"].items()
            for word in words
        ),
    ],
)
def test_periods(period: str, word: str, form: str) -> None:
    stated = read_pay(form, read_text("", ()))
    assert stated is not None and stated.value.period == period


@pytest.mark.parametrize("word", vocabulary("pay")["periods"]["behind"])
def test_words_before_a_period(word: str) -> None:
    stated = read_pay(f"€50 {word} mes", read_text("", ()))
    assert stated is not None and stated.value.period == "month"


@pytest.mark.parametrize(
    ("scale", "word"),
    [(scale, word) for scale, words in vocabulary("pay")["scales"].items() for word in words],
)
def test_scales(scale: int, word: str) -> None:
    stated = read_pay(f"₹5 {word}", read_text("", ()))
    assert stated is not None and stated.value.least == 5 * scale


@pytest.mark.parametrize(
    "word", [*vocabulary("pay")["to"]["plain"], *vocabulary("pay")["to"]["between"]]
)
def test_words_of_ranges(word: str) -> None:
    stated = read_pay(f"between €50 {word} €60", read_text("", ()))
    assert stated is not None and (stated.value.least, stated.value.most) == (50, 60)


@pytest.mark.parametrize(("phrase", "example"), vocabulary("experience")["experience"].items())
def test_words_of_experience(phrase: str, example: str) -> None:
    found = read_experience(read_text(f"You bring {example}", ()))
    assert [stated.value.least for stated in found] in ([2], [3])


@pytest.mark.parametrize(
    ("number", "word"),
    [
        (number, word)
        for number, words in vocabulary("experience")["numbers"].items()
        for word in words
    ],
)
def test_numbers(number: int, word: str) -> None:
    (stated,) = read_experience(read_text(f"You bring {word} years of experience", ()))
    assert stated.value.least == number


@pytest.mark.parametrize(
    ("unit", "word"),
    [(unit, word) for unit, words in vocabulary("experience")["units"].items() for word in words],
)
def test_units(unit: str, word: str) -> None:
    (stated,) = read_experience(read_text(f"You bring 6 {word} experience", ()))
    assert stated.value.least == (6 if unit == "year" else 0.5)


@pytest.mark.parametrize(("level", "phrase", "example"), entries("degree", "levels"))
def test_levels_of_degrees(level: str, phrase: str, example: str) -> None:
    found = read_degrees(read_text(example, ()))
    assert [stated.value.level for stated in found] == ["" if level == "any" else level]


@pytest.mark.parametrize("phrase", vocabulary("degree")["equivalents"])
def test_equivalents(phrase: str) -> None:
    (stated,) = read_degrees(read_text(f"A PhD or {phrase}", ()))
    assert stated.value.or_equivalent


def test_names_of_languages() -> None:
    languages = vocabulary("cldr_languages")
    for name in (name for names in languages.values() for name in names):
        found = [
            stated.value.code for stated in read_languages(read_text(f"Languages: {name}", ()))
        ]
        assert found[:1] in [
            [code] for code, names in languages.items() if name.lower() in map(str.lower, names)
        ], name


@pytest.mark.parametrize(
    ("code", "name"),
    [(code, name) for code, names in vocabulary("languages")["also"].items() for name in names],
)
def test_further_names_of_languages(code: str, name: str) -> None:
    assert [stated.value.code for stated in read_languages(read_text(f"You speak {name}", ()))] == [
        code
    ]


@pytest.mark.parametrize(
    ("level", "word"),
    [(level, word) for level, words in vocabulary("languages")["levels"].items() for word in words],
)
def test_levels_of_languages(level: str, word: str) -> None:
    (stated,) = read_languages(read_text(f"Languages: {word} English", ()))
    assert stated.value.level == level


@pytest.mark.parametrize("word", vocabulary("languages")["asks"])
def test_words_that_ask_for_a_language(word: str) -> None:
    assert [
        stated.value.code for stated in read_languages(read_text(f"With {word} English", ()))
    ] == ["en"]


@pytest.mark.parametrize("ending", vocabulary("languages")["endings"])
def test_german_compounds(ending: str) -> None:
    assert [stated.value.code for stated in read_languages(read_text(f"Englisch{ending}", ()))] == [
        "en"
    ]


@pytest.mark.parametrize(("phrase", "example"), vocabulary("dates")["closes"].items())
def test_words_of_closing(phrase: str, example: str) -> None:
    stated = read_closes("", read_text(f"Baker. {example}", ()), Calendar())
    assert stated is not None and str(stated.value.day) == "2025-05-15"


@pytest.mark.parametrize(("day", "phrase", "example"), entries("dates", "holidays"))
def test_holidays(day: str, phrase: str, example: str) -> None:
    (mention,) = find_periods(example, date(2025, 6, 1))
    assert phrase in example.casefold() and example.endswith(mention.period.name[7:])
    assert (mention.period.last + timedelta(1)).strftime("%m-%d") == day


@pytest.mark.parametrize(("phrase", "example"), vocabulary("dates")["posted"].items())
def test_words_of_posting(phrase: str, example: str) -> None:
    stated = read_posted("", read_text(f"Baker. {example}", ()), Calendar())
    assert stated is not None and str(stated.value.day) == "2025-03-01"


@pytest.mark.parametrize(("phrase", "example"), vocabulary("dates")["rolling"].items())
def test_words_of_no_closing_date(phrase: str, example: str) -> None:
    stated = read_closes("", read_text(example, ()), Calendar())
    assert (
        stated is not None and stated.value.readings == () and phrase.lower() in stated.raw.lower()
    )


def test_months() -> None:
    for month, names in vocabulary("cldr_dates")["months"].items():
        for name in names:
            assert parse_day(f"3 {name} 2025", Calendar()).day == date(2025, month, 3), name


def test_names_of_countries() -> None:
    countries = vocabulary("cldr_countries")
    for name in (name for names in countries.values() for name in names):
        known = country_of(name) or country_code(name)
        assert known or any(city.inhabitants >= 100_000 for city in cities_named(name)), name


@pytest.mark.parametrize(("workplace", "phrase", "example"), entries("workplace", "phrases"))
def test_words_of_workplaces(workplace: str, phrase: str, example: str) -> None:
    stated = read_workplace("", (), read_text(example, ()))
    assert stated is not None and stated.value == workplace


@pytest.mark.parametrize("word", vocabulary("workplace")["not_behind"])
def test_other_things_that_are_remote(word: str) -> None:
    assert read_workplace("", (), read_text(f"In this role you know remote {word}", ())) is None


@pytest.mark.parametrize(("kind", "phrase", "example"), entries("employment", "phrases"))
def test_words_of_employment(kind: str, phrase: str, example: str) -> None:
    assert kind in [stated.value for stated in read_employments("", "", read_text(example, ()))]


@pytest.mark.parametrize("word", vocabulary("employment")["not_behind"])
def test_other_things_that_are_permanent(word: str) -> None:
    assert read_employments("", "", read_text(f"This role helps permanent {word}", ())) == ()


@pytest.mark.parametrize(("level", "phrase", "example"), entries("level", "phrases"))
def test_words_of_levels(level: str, phrase: str, example: str) -> None:
    stated = read_level("", "", read_text(example, ()))
    assert (stated is not None and stated.value == level) or phrase in ("principal", "staff")
    assert level in vocabulary("level")["rank"]


@pytest.mark.parametrize("phrase", vocabulary("visa")["phrases"]["papers"])
def test_words_of_visas(phrase: str) -> None:
    assert read_visas(read_text(f"Applicants need to settle their {phrase}", ()))


@pytest.mark.parametrize(("meaning", "phrase", "example"), entries("travel", "phrases"))
def test_words_of_travel(meaning: str, phrase: str, example: str) -> None:
    (stated,) = read_travel(read_text(example, ()))
    assert stated.value.most == 20


@pytest.mark.parametrize("word", vocabulary("travel")["not_behind"])
def test_other_travel(word: str) -> None:
    assert read_travel(read_text(f"You must know travel {word}", ())) == ()


def words_under(name: str, *keys: str) -> list[str]:
    node: Any = vocabulary(name)
    for key in keys:
        node = node[key]
    return [str(word) for word in node]


def unlike(read: Any, form: str, words: list[str], expected: Any) -> list[str]:
    """The words with which a form of words is not read as expected."""
    return [word for word in words if read(form.format(word)) != expected]


def test_words_around_experience() -> None:
    def of(text: str) -> list[str]:
        return [stated.value.of for stated in read_experience(read_text(text, ()))]

    assert (
        unlike(of, "You bring 3 years of {} experience", words_under("experience", "fillers"), [""])
        == []
    )
    assert (
        unlike(
            of,
            "You bring 3 years of experience {} rye",
            words_under("experience", "leads"),
            ["rye"],
        )
        == []
    )
    assert (
        unlike(
            of,
            "It lasts 3 years {} and gives experience",
            words_under("experience", "not_behind"),
            [],
        )
        == []
    )
    assert (
        unlike(
            of,
            "It lasts {} 3 years and gives experience",
            words_under("experience", "not_before"),
            [],
        )
        == []
    )


def test_words_of_readers_and_companies() -> None:
    def least(text: str) -> list[float | None]:
        return [stated.value.least for stated in read_experience(read_text(text, ()))]

    assert unlike(least, "We {} 3 years of experience", words_under("strength", "asks"), [3]) == []
    assert (
        unlike(least, "By {} 3 years of experience", words_under("strength", "company"), []) == []
    )

    def needed(text: str) -> list[bool]:
        return [stated.value.needed for stated in read_degrees(read_text(text, ()))]

    assert (
        unlike(
            needed, "{} university degree is needed", words_under("strength", "negations"), [False]
        )
        == []
    )


def test_words_around_degrees() -> None:
    def levels(text: str) -> list[str]:
        return [stated.value.level for stated in read_degrees(read_text(text, ()))]

    def fields(text: str) -> list[tuple[str, ...]]:
        return [stated.value.fields for stated in read_degrees(read_text(text, ()))]

    assert unlike(levels, "The PhD {} are here", words_under("degree", "not_behind"), []) == []
    assert (
        unlike(levels, "Those {} the PhD are here", words_under("degree", "not_before"), []) == []
    )
    assert unlike(levels, "It goes {} degree", words_under("degree", "measures"), []) == []
    assert unlike(levels, "They said {} today and went", words_under("degree", "weak"), []) in (
        [],
        ["degree"],
    )
    assert (
        unlike(fields, "A PhD in law or {} field", words_under("degree", "vague"), [("law",)]) == []
    )


def test_words_around_languages() -> None:
    def codes(text: str) -> list[str]:
        return [stated.value.code for stated in read_languages(read_text(text, ()))]

    assert (
        unlike(codes, "Fluent German {} needed", words_under("languages", "behind"), ["de"]) == []
    )


def test_words_around_levels() -> None:
    def level(title: str) -> str:
        stated = read_level("", title, read_text("", ()))
        return stated.value if stated else ""

    for rank, words in vocabulary("level")["not_behind"].items():
        assert rank not in {level(f"{rank} {word}") for word in words}
    for rank, words in vocabulary("level")["not_before"].items():
        assert rank not in {level(f"{word} {rank}") for word in words}


def test_words_around_workplaces() -> None:
    def workplace(text: str) -> str:
        stated = read_workplace("", (), read_text(text, ()))
        return stated.value if stated else ""

    assert (
        unlike(
            workplace, "In this role you know hybrid {}", words_under("workplace", "not_hybrid"), ""
        )
        == []
    )


def test_words_around_visas_and_travel() -> None:
    def polarity(text: str) -> list[str]:
        return [stated.value for stated in read_visas(read_text(text, ()))]

    def asked(text: str) -> list[bool]:
        return [stated.value.asked for stated in read_travel(read_text(text, ()))]

    assert unlike(polarity, "Know the visa {} well", words_under("visa", "not_behind"), []) == []
    assert (
        unlike(polarity, "Know the {} work permit well", words_under("visa", "not_before"), [])
        == []
    )
    assert unlike(asked, "You must know {} travel", words_under("travel", "not_before"), []) == []
    assert unlike(asked, "Know of {} travel", words_under("travel", "negated"), [False]) == []
    assert unlike(asked, "{} travel", words_under("travel", "occasional"), [True]) == []


def test_words_around_dates() -> None:
    def closes(text: str) -> str:
        stated = read_closes("", read_text(text, ()), Calendar())
        return str(stated.value.day) if stated else ""

    form = "Note that {} are taken until filled"
    assert [
        word
        for word in words_under("dates", "applications")
        if not read_closes("", read_text(form.format(word), ()), Calendar())
    ] == []
    reference = Calendar(reference=date(2025, 3, 20))
    relative = vocabulary("dates")["relative"]
    for day, words in ((20, relative["today"]), (19, relative["yesterday"])):
        assert [
            word for word in words if parse_day(word, reference).day != date(2025, 3, day)
        ] == []
    forms = [f"3 days {word}" for word in relative["ago"]] + [
        f"{word} 3 tagen" for word in relative["behind"]
    ]
    forms += [f"3 {word} ago" for word in relative["day"]]
    assert [form for form in forms if parse_day(form, reference).day != date(2025, 3, 17)] == []


def test_words_around_pay() -> None:
    def least(text: str) -> Any:
        stated = read_pay("", read_text(text, ()))
        return stated.value.least if stated else None

    for word, codes in vocabulary("pay")["shared_currencies"].items():
        stated = read_pay(f"{word} 50,000", read_text("", ()), ["NO", "IN", "ZA", "SE"][:0])
        assert stated is not None and stated.value.currency in ("", *codes), word


def test_words_around_places() -> None:
    def cities(raw: str) -> list[str]:
        return [stated.value.city for stated in read_places([raw], read_text("", ())).places]

    assert unlike(cities, "{}", words_under("places", "anywhere"), ["Remote"]) == []
    assert (
        unlike(cities, "Leeds {} Oslo", words_under("places", "between"), ["Leeds", "Oslo"]) == []
    )
    assert unlike(cities, "3 {}", words_under("places", "counts"), []) == []
    assert unlike(cities, "Leeds {}", words_under("places", "beside"), ["Leeds"]) == []
    assert unlike(cities, "Hybrid {} Leeds", words_under("places", "leads"), ["Leeds"]) == []


def test_the_longest_phrase_wins() -> None:
    found = Lexicon({"short": ["not required"], "long": ["not required but welcome"]})
    text = "Not required, not required but welcome"
    assert [mention.meaning for mention in found.find(text, words_of(text))] == ["short", "long"]


def test_a_phrase_does_not_cross_a_sentence() -> None:
    found = Lexicon({"plus": ["a plus"]})
    text = "Grade A. Plus"
    assert (
        found.find(text, words_of(text)) == []
        or text[found.find(text, words_of(text))[0].start] == "A"
    )
    assert field_reading("").sentences == () and Span(0, 1)
