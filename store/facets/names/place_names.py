"""Names of countries, of their regions, and of remote work in a place's stead."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from store.facets.names.gazetteer import country_names, folded
from store.facets.reading import vocabulary
from store.types import Place

LONGEST_PLACE = 100

_WORDS = vocabulary("names/place_names")
NOWHERE = re.compile(r"(?:fully )?(remote|virtual|work from home|anywhere)", re.IGNORECASE)


def country_code(part: str) -> str:
    """ISO alpha-2 code of a country's code (upper case) or name, "" where it is neither."""
    codes, names = _countries()
    return codes.get(part) or names.get(folded(part), "")


def country_name(code: str) -> str:
    """What people call a country, by its ISO alpha-2 code; the code where it is none."""
    return str(_WORDS["called"].get(code) or country_names().get(code, code))


def state_named(part: str) -> tuple[str, str] | None:
    """Country and code of a US state or Canadian province, by its code (upper case) or name."""
    codes, names = _states()
    return codes.get(part) or names.get(folded(part))


def subdivisions_named(name: str) -> tuple[tuple[str, str], ...]:
    """Country and code of every state, province and the like that bears a name or code."""
    names, codes = _subdivisions()
    return names.get(folded(name)) or codes.get(name, ())


def regions_named(name: str) -> tuple[tuple[str, str], ...]:
    """Country and code of every state, province and the like that bears a name; codes are none."""
    return _subdivisions()[0].get(folded(name), ())


def region_name(country: str, code: str) -> str:
    """What a state, province or the like is called, by its country's and its own code; the code
    where it is none.
    """
    import pycountry

    divisions: Any = pycountry.subdivisions
    division = divisions.get(code=f"{country}-{code}")
    return _names_of(division.name)[0] if division else code


def place_in_words(place: Place) -> str:
    """A place as it is said: "Boston, MA, US", "London, UK"; "" where nothing is known of it.

    A region that has but a number, as in "JP, 13, Tokyo", goes unsaid, and so does a city's own
    name as its country's.
    """
    country = country_name(place.country) if place.country else ""
    region = "" if place.region.isdigit() else place.region
    return ", ".join(dict.fromkeys(part for part in (place.city, region, country) if part))


@lru_cache(maxsize=1)
def _countries() -> tuple[dict[str, str], dict[str, str]]:
    """Countries by code and by name."""
    import pycountry

    codes = {"UK": "GB"}
    names = {folded(name): code for code, name in country_names().items()} | _WORDS["aliases"]
    for country in pycountry.countries:
        codes |= {country.alpha_2: country.alpha_2, country.alpha_3: country.alpha_2}
        given = (
            getattr(country, field, None) for field in ("name", "common_name", "official_name")
        )
        names |= {folded(name): country.alpha_2 for name in given if name}
    return codes, names


@lru_cache(maxsize=1)
def _states() -> tuple[dict[str, tuple[str, str]], dict[str, tuple[str, str]]]:
    """Canada's provinces and, since the names of neither clash, the United States' states, by
    code and by name.
    """
    import pycountry

    codes, names = {"D.C.": ("US", "DC")}, {}
    for country in ("CA", "US"):
        divisions: Any = pycountry.subdivisions
        for division in divisions.get(country_code=country):
            state = (country, division.code.partition("-")[2])
            codes[state[1]] = names[folded(division.name)] = state
    return codes, names


_Subdivisions = dict[str, tuple[tuple[str, str], ...]]


@lru_cache(maxsize=1)
def _subdivisions() -> tuple[_Subdivisions, _Subdivisions]:
    """Country and code of all subdivisions by name and by code."""
    import pycountry

    names: dict[str, list[tuple[str, str]]] = {}
    for name, key in _WORDS["in_english"].items():
        country, _, region = key.partition("-")
        names[name] = [(country, region)]
    codes: dict[str, list[tuple[str, str]]] = {}
    for division in pycountry.subdivisions:
        key = (division.country_code, division.code.partition("-")[2])
        codes.setdefault(key[1], []).append(key)
        for name in _names_of(division.name):
            names.setdefault(folded(name), []).append(key)
            if division.type == "County":  # "County Mayo"
                names.setdefault(f"county {folded(name)}", []).append(key)
    names = {name: [*dict.fromkeys(keys)] for name, keys in names.items()}
    return {name: tuple(keys) for name, keys in names.items()}, {
        code: tuple(keys) for code, keys in codes.items()
    }


def _names_of(division: str) -> tuple[str, ...]:
    """The names in one of ISO 3166-2's: "Catalunya [Cataluña]", "Murcia, Región de"."""
    return tuple(
        name.strip() for part in division.split("[") if (name := part.strip("] ").partition(",")[0])
    )


@lru_cache(maxsize=1)
def known_names() -> frozenset[str]:
    """Names of the world's countries and of US states and Canadian provinces, folded, of one or
    two words.
    """
    return frozenset(
        name
        for name in (*_countries()[1], *_states()[1])
        if "," not in name and len(name.split()) <= 2
    )
