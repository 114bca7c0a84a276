"""Places as career pages write them: "US, MA, Boston", "London, United Kingdom", "Remote"."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from typing import Any

from store.gazetteer import cities_named, folded
from store.types import Place

LONGEST_PLACE = 100

_ALIASES = {
    "uk": "GB", "great britain": "GB", "england": "GB", "scotland": "GB", "wales": "GB", "usa": "US",
    "u.s.": "US", "u.s.a.": "US", "united states of america": "US", "south korea": "KR", "korea": "KR",
    "taiwan": "TW", "czech republic": "CZ", "russia": "RU", "turkey": "TR", "uae": "AE", "vietnam": "VN",
    "bolivia": "BO", "venezuela": "VE", "iran": "IR", "tanzania": "TZ", "moldova": "MD", "the netherlands": "NL",
}  # fmt: skip
NOWHERE = re.compile(r"(?:fully )?(remote|virtual|work from home|anywhere)", re.IGNORECASE)
_SEPARATOR = re.compile(r"\s*,\s*|\s+[-–]\s+(?=(?:remote|virtual)\b)|(?<=remote)\s+[-–]\s+", re.IGNORECASE)
_BRACKETED = re.compile(r"(.+?)\s*\(\s*([^()]+?)\s*\)")
# Regions that are better known by a name in English than by their own.
_IN_ENGLISH = {
    "bavaria": ("DE", "BY"), "hesse": ("DE", "HE"), "saxony": ("DE", "SN"), "lower saxony": ("DE", "NI"),
    "north rhine westphalia": ("DE", "NW"), "thuringia": ("DE", "TH"), "catalonia": ("ES", "CT"),
    "andalusia": ("ES", "AN"), "lombardy": ("IT", "25"), "tuscany": ("IT", "52"), "brittany": ("FR", "BRE"),
    "normandy": ("FR", "NOR"), "quebec": ("CA", "QC"), "sao paulo state": ("BR", "SP"),
}  # fmt: skip
_CALLED = {"US": "US", "GB": "UK", "KR": "South Korea", "RU": "Russia", "VN": "Vietnam", "CZ": "Czechia", "AE": "UAE"}
_CITY = re.compile(r"[^\W\d_][\w .'’/()&-]*")
_REGION = re.compile(r"[A-Z0-9]{1,3}|[^\W\d_][\w .'’-]*")
_SENTENCE_END = (".", "!", "?", ":", ";")


def parse_place(text: str) -> Place | None:
    """Return the place a text names, None where it names none that can be told from other words."""
    text = " ".join(text.split())
    if bracketed := _BRACKETED.fullmatch(text):
        return _bracketed(bracketed[1], bracketed[2])
    parts = _parts(text)
    if not parts or len(parts) > 4:
        return None
    if len(parts) == 1:
        return _single(parts[0])
    return _country_first(parts) or _country_last(parts) or _state_last(parts)


def is_place_line(line: str) -> bool:
    """Tell whether a line holds nothing but one place, or several divided by ";" or "|"."""
    return bool(places_of_line(line))


def places_of_line(line: str) -> tuple[Place, ...]:
    """Return the places a line consists of; none where it holds anything else or only a country's name."""
    line = line.strip()
    if not line or len(line) > LONGEST_PLACE or not (line[0].isupper()):
        return ()
    places = [_line_place(part) for part in re.split(r"\s*[;|]\s*|\s+/\s+", line)]
    return tuple(place for place in places if place) if all(places) else ()


def _line_place(part: str) -> Place | None:
    if "," not in part and not NOWHERE.search(part):
        return None
    return parse_place(part)


def _parts(text: str) -> list[str]:
    if len(text) > LONGEST_PLACE or (text.endswith(_SENTENCE_END) and not text.endswith(("D.C.", "U.S.", "U.S.A."))):
        return []
    parts = _SEPARATOR.split(text)
    return parts if all(parts) else []


def _bracketed(before: str, within: str) -> Place | None:
    """ "Seattle, WA (Remote)" is its city; "US (Remote)" and "Remote (US)" have none but the word itself."""
    if NOWHERE.fullmatch(before):
        return parse_place(f"{within}, {before}")
    place = parse_place(before) or parse_place(f"{before}, {within}")
    return replace(place, city=place.city or within) if place else None


def _single(part: str) -> Place | None:
    if NOWHERE.fullmatch(part):
        return Place(city=part)
    country = country_code(part)
    return Place(country) if country and len(part) > 3 else None


def _country_first(parts: list[str]) -> Place | None:
    """ "US, MA, Boston", "GB, London", "India, Karnataka, Bengaluru", "Remote, US" turned round."""
    if NOWHERE.fullmatch(parts[0]) and len(parts) > 1:
        parts = [*parts[1:], parts[0]]
    country = country_code(parts[0])
    if not country:
        return None
    if len(parts) == 2 and (state := _states()[0].get(parts[1])) and state[0] == country:
        return Place(*state)
    city, region = parts[-1], ", ".join(parts[1:-1])
    if not _CITY.fullmatch(city) or (region and not all(map(_REGION.fullmatch, parts[1:-1]))):
        return None
    return Place(country, _region_code(country, region), city)


def _country_last(parts: list[str]) -> Place | None:
    """ "London, United Kingdom", "Boston, MA, US"; two letters after a lone city are a state before a country."""
    country = country_code(parts[-1])
    lone_state = len(parts) == 2 and state_named(parts[1]) and not _is_foreign(parts[0], country)
    if not country or lone_state or not _named(parts[:-1]):
        return None
    return Place(country, _region_code(country, ", ".join(parts[1:-1])), parts[0])


def _state_last(parts: list[str]) -> Place | None:
    """ "Boston, MA", "Austin, Texas", "Toronto, ON"."""
    state = state_named(parts[-1])
    if not state or len(parts) != 2 or not _named(parts[:1]):
        return None
    return Place(state[0], state[1], parts[0])


def _is_foreign(city: str, country: str) -> bool:
    """ "Berlin, DE" is no town in Delaware: the largest city of the name lies in the country of that code."""
    return any(one.country == country for one in cities_named(city)[:1])


def _named(parts: list[str]) -> bool:
    return bool(_CITY.fullmatch(parts[0])) and parts[0][0].isupper() and all(map(_REGION.fullmatch, parts[1:]))


def country_code(part: str) -> str:
    """ISO alpha-2 code of a country's code (upper case) or name, "" where it is neither."""
    codes, names = _countries()
    return codes.get(part) or names.get(part.casefold(), "")


def country_name(code: str) -> str:
    """What people call a country, by its ISO alpha-2 code; the code where it is none."""
    import pycountry

    if code in _CALLED:
        return _CALLED[code]
    found = pycountry.countries.get(alpha_2=code)
    return str(getattr(found, "common_name", found.name)) if found else code


def state_named(part: str) -> tuple[str, str] | None:
    """Country and code of a US state or Canadian province, by its code (upper case) or name."""
    codes, names = _states()
    return codes.get(part) or names.get(part.casefold())


def subdivisions_named(name: str) -> tuple[tuple[str, str], ...]:
    """Country and code of every state, province and the like that bears a name or code."""
    return _subdivisions().get(folded(name), ())


def place_in_words(place: Place) -> str:
    """A place as it is said: "Boston, MA, US", "London, UK"; "" where nothing is known of it."""
    country = country_name(place.country) if place.country else ""
    return ", ".join(part for part in (place.city, place.region, country) if part)


def _region_code(country: str, region: str) -> str:
    state = state_named(region)
    return state[1] if state and state[0] == country else region


@lru_cache(maxsize=1)
def _countries() -> tuple[dict[str, str], dict[str, str]]:
    import pycountry

    codes, names = {"UK": "GB"}, dict(_ALIASES)
    for country in pycountry.countries:
        codes |= {country.alpha_2: country.alpha_2, country.alpha_3: country.alpha_2}
        names |= {
            name.casefold(): country.alpha_2
            for field in ("name", "common_name", "official_name")
            if (name := getattr(country, field, None))
        }
    return codes, names


@lru_cache(maxsize=1)
def _states() -> tuple[dict[str, tuple[str, str]], dict[str, tuple[str, str]]]:
    """Codes and names of Canada's provinces and, since the names of neither clash, the United States' states."""
    import pycountry

    codes, names = {"D.C.": ("US", "DC")}, {}
    for country in ("CA", "US"):
        divisions: Any = pycountry.subdivisions
        for division in divisions.get(country_code=country):
            found = (country, division.code.partition("-")[2])
            codes[found[1]] = names[division.name.casefold()] = found
    return codes, names


@lru_cache(maxsize=1)
def _subdivisions() -> dict[str, tuple[tuple[str, str], ...]]:
    import pycountry

    found: dict[str, list[tuple[str, str]]] = {name: [code] for name, code in _IN_ENGLISH.items()}
    for division in pycountry.subdivisions:
        key = (division.country_code, division.code.partition("-")[2])
        for name in {folded(division.name), folded(key[1])}:
            found.setdefault(name, []).append(key)
    return {name: tuple(dict.fromkeys(codes)) for name, codes in found.items()}


@lru_cache(maxsize=1)
def known_names() -> frozenset[str]:
    """Names of the world's countries and of US states and Canadian provinces, in lower case."""
    return frozenset(name for name in (*_countries()[1], *_states()[1]) if "," not in name and len(name.split()) <= 2)
