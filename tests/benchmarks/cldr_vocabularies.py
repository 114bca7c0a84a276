"""Writes the facets' vocabularies that come from Unicode's CLDR: languages, countries, months,
orders of dates, currencies.

Usage, from the root of the project: pip install babel, then python
tests/benchmarks/cldr_vocabularies.py
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from unicodedata import category

import yaml
from babel import Locale, UnknownLocaleError, __version__
from babel.core import get_global
from babel.languages import get_official_languages
from babel.numbers import get_currency_symbol, get_territory_currencies

FOLDER = Path(__file__).parents[2] / "store" / "facets"
SOURCE = (
    f"# From Unicode's CLDR by way of Babel {__version__}. Made by "
    "tests/benchmarks/cldr_vocabularies.py.\n"
)
# Languages that postings are written in, whose names for months and languages are read.
WRITTEN = "cs da de en es fi fr it nb nl pl pt ro sv".split()
# Languages that postings ask for: ISO 639-1, those with more than about two million speakers or
# official somewhere.
ASKED_FOR = (
    "af am ar az be bg bn bs ca cs cy da de el en es et eu fa fi fr ga gl gu he hi hr hu hy id is "
    "it ja ka kk km kn ko"
    " lb lo lt lv mk ml mn mr ms mt my ne nl no pa pl ps pt ro ru si sk sl so sq sr sv sw ta te th "
    "tl tr uk ur uz vi"
    " xh yo zh zu ha ig mi rw mg ht ku"
).split()


def main() -> None:
    _write("cldr_languages.yaml", {code: _names(code) for code in sorted(ASKED_FOR)})
    _write("cldr_dates.yaml", {"months": _months(), "orders": _orders()})
    _write("cldr_countries.yaml", _countries())
    _write("cldr_currencies.yaml", {"countries": _currencies(), "signs": _signs()})


def _write(name: str, value: object) -> None:
    (FOLDER / name).write_text(
        SOURCE + yaml.safe_dump(value, allow_unicode=True, default_flow_style=None, width=110)
    )


def _names(code: str) -> list[str]:
    """What a language is called in English first, then in itself and in the languages postings
    are written in.
    """
    locales = ["en", code, *WRITTEN]
    names = [Locale.parse(locale).languages.get(code, "") for locale in locales if _known(locale)]
    return [
        name
        for name in dict.fromkeys(names)
        if len(name) > 2 and "(" not in name and not _has_marks(name)
    ]


def _has_marks(name: str) -> bool:
    """Whether a name has vowel signs of their own, at which words are cut."""
    return any(category(letter).startswith("M") for letter in name)


def _known(locale: str) -> bool:
    try:
        Locale.parse(locale)
    except (UnknownLocaleError, ValueError):
        return False
    return True


def _countries() -> dict[str, list[str]]:
    """What countries are called in the languages postings are written in and in their own;
    English is left out.
    """
    english = {name.casefold() for name in Locale.parse("en").territories.values()}
    found: dict[str, list[str]] = {}
    for country in sorted(get_global("territory_languages")):
        languages = [
            code
            for code in (*WRITTEN, *get_official_languages(country, de_facto=True))
            if _known(code)
        ]
        names = dict.fromkeys(Locale.parse(code).territories.get(country, "") for code in languages)
        kept = [
            name
            for name in names
            if len(name) > 2 and name.casefold() not in english and "(" not in name
        ]
        if len(country) == 2 and country not in ("EU", "ZZ") and kept:
            found[country] = kept
    return found


def _months() -> dict[int, list[str]]:
    found: defaultdict[str, set[int]] = defaultdict(set)
    for code in WRITTEN:
        for form in Locale.parse(code).months.values():
            for width in ("wide", "abbreviated"):
                for number, name in form[width].items():
                    found[name.casefold().rstrip(".")].add(number)
    months: dict[int, list[str]] = {number: [] for number in range(1, 13)}
    for name, numbers in sorted(found.items()):
        if len(numbers) == 1 and len(name) > 2 and name.replace(" ", "").isalpha():
            months[numbers.pop()].append(name)
    return months


def _orders() -> dict[str, list[str]]:
    """Countries by the order in which all their official languages write day and month."""
    orders: defaultdict[str, list[str]] = defaultdict(list)
    for country in sorted(get_global("territory_languages")):
        written = {
            _order(language, country) for language in get_official_languages(country, de_facto=True)
        } - {""}
        if len(country) == 2 and len(written) == 1 and (order := written.pop()) in ("dMy", "Mdy"):
            orders["day first" if order == "dMy" else "month first"].append(country)
    return dict(orders)


def _order(language: str, country: str) -> str:
    """The order of the short date; of the long one where the short begins with the year."""
    name = f"{language}_{country}" if _known(f"{language}_{country}") else language
    if not _known(name):
        return ""
    formats = Locale.parse(name).date_formats
    patterns = (
        "".join(dict.fromkeys(c for c in formats[width].pattern if c in "dMy"))
        for width in ("short", "long")
    )
    return next((pattern for pattern in patterns if not pattern.startswith("y")), "yMd")


def _currencies() -> dict[str, str]:
    countries = (
        country for country in sorted(get_global("territory_currencies")) if len(country) == 2
    )
    return {
        country: codes[0] for country in countries if (codes := get_territory_currencies(country))
    }


def _signs() -> dict[str, list[str]]:
    """Signs and the currencies they stand for: the one that English means first."""
    signs: defaultdict[str, list[str]] = defaultdict(list)
    for country, code in _currencies().items():
        for language in ("en", *get_official_languages(country, de_facto=True)):
            name = f"{language}_{country}" if _known(f"{language}_{country}") else language
            if _known(name):
                sign = get_currency_symbol(code, Locale.parse(name)).strip("\u200e\u200f ")
                if sign != code and code not in signs[sign]:
                    signs[sign].append(code)
    english = Locale.parse("en").currency_symbols
    for sign, codes in signs.items():
        codes.sort(
            key=lambda code: (english[code] != sign, code not in ("EUR", "GBP", "JPY", "USD"), code)
        )
    return {
        sign: codes
        for sign, codes in signs.items()
        if any(category(letter) == "Sc" for letter in sign)
    }


if __name__ == "__main__":
    main()
