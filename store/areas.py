"""Areas as people name them: "the States", "Washington state", "Europe", "München", "remote"."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from store.gazetteer import cities_named, countries_by_continent, folded, same_city
from store.places import NOWHERE, country_code, country_name, known_names, state_named, subdivisions_named
from store.types import Place


@dataclass(frozen=True, slots=True)
class Area:
    """Somewhere a posting may be; what is empty does not narrow.

    Attributes:
        name: as it is shown.
        countries: ISO codes, any of which will do.
        region: ISO code of a state or province without its country, or a UK nation's.
        city: its name; "Remote" for no city at all.
    """

    name: str
    countries: frozenset[str] = frozenset()
    region: str = ""
    city: str = ""

    def holds(self, place: Place) -> bool:
        """Whether a posting there lies in the area."""
        if self.countries and place.country not in self.countries:
            return False
        if self.city == REMOTE.city:
            return NOWHERE.fullmatch(place.city) is not None
        if self.region and self.region not in _regions_of(place):
            return False
        return not self.city or (bool(place.city) and same_city(self.city, place.city, place.country))

    @property
    def grain(self) -> int:
        """How narrow it is: 3 a city or remote, 2 a region, 1 a country, 0 several."""
        return 3 if self.city else 2 if self.region else 1 if len(self.countries) == 1 else 0


REMOTE = Area("remote", city="Remote")


def _regions_of(place: Place) -> set[str]:
    """A place's region by its code and, where only the city is given, the region the gazetteer has it in."""
    if place.region:
        known = {code for country, code in subdivisions_named(place.region) if country == place.country}
        return {place.region, *known}
    return {city.region for city in cities_named(place.city)[:1] if city.country == place.country}


@dataclass(frozen=True, slots=True)
class AreaMention:
    """Words that name an area, or one of several: "Georgia" is a state and a country."""

    start: int
    end: int
    areas: tuple[Area, ...]


_WORD = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W_]+(?:['’][^\W_]+)*")
LONGEST = 5  # words of a name
_LEADS = frozenset(
    """in at near around from to outside across within for of beyond excluding except not or and besides the non
    than nor between versus vs inside throughout anywhere into towards but greater downtown with""".split()
)
_CODES_THAT_ARE_WORDS = frozenset("IN OR ME OK HI OH PA ID AI IT ML MS PM PR QA TV UX UI CO DE LA AM AS AT BE BY DO IS NO SO TO".split())
_WORDS_TOO = frozenset("turkey jordan guinea jersey".split())  # countries that are common words in lower case
BIG_ENOUGH = 200_000  # inhabitants of a city that is taken for one in lower case
METROPOLIS = 1_000_000  # inhabitants from which a city's other names count; GeoNames has Topeka as "Google" too


def find_areas(text: str, places: Collection[Place]) -> tuple[AreaMention, ...]:
    """The areas a text names, in order, the longest where they overlap; `places` are those postings are in.

    A city with postings is known wherever it stands; any other needs a word such as "in" before it, since "Reading"
    and "Mobile" are cities too. Countries and states need that or a capital letter.
    """
    words = list(_WORD.finditer(text))
    known = frozenset(places)
    mentions: list[AreaMention] = []
    at = 0
    while at < len(words):
        length = _longest(text, words, at, known, bool(mentions) and mentions[-1].end >= words[at].start() - 2)
        if length is None:
            at += 1
            continue
        mentions.append(length)
        at += sum(word.start() < length.end for word in words[at:])
    return tuple(mentions)


def _longest(
    text: str, words: Sequence[re.Match[str]], at: int, places: frozenset[Place], follows: bool
) -> AreaMention | None:
    led = at > 0 and (words[at - 1][0].casefold() in _LEADS or (follows and words[at][0][:1].isupper()))
    for length in range(min(LONGEST, len(words) - at), 0, -1):
        start, end = words[at].start(), words[at + length - 1].end()
        name = text[start:end]
        if areas := areas_named(name, places, led=led, shouting=text.isupper()):
            after = text[end : end + 7].casefold()
            regions = tuple(area for area in areas if area.region and not area.city)
            if regions and re.match(r" states?\b", after):
                return AreaMention(start, end + len(" state"), regions)
            return AreaMention(start, end, areas)
    return None


def areas_named(
    name: str, places: Collection[Place], *, led: bool = True, shouting: bool = False
) -> tuple[Area, ...]:
    """The areas a name can mean; none where it is none, or more likely another word.

    `led`: a word such as "in" stands before it. `shouting`: all of the text is in capitals.
    """
    key = folded(name)
    if (group := _groups().get(key)) is not None:
        return (group,) if key != "us" or led or name.isupper() else ()
    found = [*_cities_of_postings(name, places), *_codes(name, places, led, shouting)]
    told = led or name[:1].isupper() or (key in known_names() and len(key) > 4 and key not in _WORDS_TOO)
    countries = list(_countries(name)) if told else []
    regions = list(_regions(name, places)) if told else []
    others = _other_cities(name) if led and not found and not countries else ()
    return tuple(dict.fromkeys((*found, *countries, *regions, *others)))


def _cities_of_postings(name: str, places: Collection[Place]) -> Iterator[Area]:
    cities = {(place.city, place.country) for place in places if place.city and not NOWHERE.fullmatch(place.city)}
    for city, country in sorted(cities):
        if same_city(name, city, country):
            yield Area(city, city=city)


def _codes(name: str, places: Collection[Place], led: bool, shouting: bool) -> Iterator[Area]:
    """ "MA", "UK", "USA": in capital letters alone. Without a word such as "in", "CV" and "OK" are no places."""
    if not name.isupper() or (not led and (shouting or name in _CODES_THAT_ARE_WORDS)):
        return
    if state := state_named(name):
        yield Area(country_state(state), frozenset({state[0]}), state[1])
    elif (code := country_code(name)) and (led or any(place.country == code for place in places)):
        yield Area(country_name(code), frozenset({code}))


def country_state(state: tuple[str, str]) -> str:
    """A state's name by its country's and its own code."""
    import pycountry

    divisions: Any = pycountry.subdivisions
    found = divisions.get(code="-".join(state))
    return str(found.name) if found else state[1]


def _countries(name: str) -> Iterator[Area]:
    if len(name) > 3 and folded(name) not in _UK_NATIONS and (code := country_code(name)):
        yield Area(country_name(code), frozenset({code}))


def _regions(name: str, places: Collection[Place]) -> Iterator[Area]:
    """States and provinces: the United States' and Canada's, and those of countries that have postings."""
    countries = {place.country for place in places} | {"US", "CA"}
    if nation := _UK_NATIONS.get(folded(name)):
        yield Area(name.title(), frozenset({"GB"}), nation)
    for country, code in subdivisions_named(name):
        if country in countries and len(name) > 3:
            yield Area(country_state((country, code)), frozenset({country}), code)


def _other_cities(name: str) -> Iterator[Area]:
    """A city without a posting: of every country that has one of the name."""
    cities = [one for one in cities_named(name) if folded(one.name) == folded(name) or one.inhabitants >= METROPOLIS]
    if cities and len(name) > 3 and folded(name) not in _LEADS and (name[:1].isupper() or cities[0].inhabitants >= BIG_ENOUGH):
        yield Area(name if name[:1].isupper() else name.title(), city=name)


_UK_NATIONS = {"england": "ENG", "scotland": "SCT", "wales": "WLS", "northern ireland": "NIR"}
_GROUPS = {
    "eu": "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK",
    "scandinavia": "DK NO SE",
    "the nordics": "DK NO SE FI IS",
    "dach": "DE AT CH",
    "benelux": "BE NL LU",
    "the baltics": "EE LV LT",
    "middle east": "AE BH EG IL IQ IR JO KW LB OM PS QA SA SY TR YE",
    "latin america": "AR BO BR CL CO CR CU DO EC GT HN MX NI PA PE PR PY SV UY VE",
    "central america": "BZ CR GT HN NI PA SV",
    "south east asia": "BN ID KH LA MM MY PH SG TH TL VN",
    "ireland": "IE",
}
_CONTINENTS = {
    "europe": "EU", "asia": "AS", "africa": "AF", "north america": "NA", "south america": "SA", "oceania": "OC",
}  # fmt: skip
_ALSO = {
    "european union": "eu", "nordics": "the nordics", "nordic": "the nordics", "nordic countries": "the nordics",
    "baltics": "the baltics", "latam": "latin america", "southeast asia": "south east asia",
    "scandinavian": "scandinavia", "european": "europe", "asian": "asia", "african": "africa",
    "the middle east": "middle east", "continental europe": "europe",
}  # fmt: skip
_PEOPLE = {
    "us": "US", "u s": "US", "u s a": "US", "usa": "US", "america": "US", "american": "US", "states": "US",
    "united states": "US", "united states of america": "US", "stateside": "US", "uk": "GB", "british": "GB",
    "britain": "GB", "great britain": "GB", "u k": "GB", "holland": "NL", "dutch": "NL", "german": "DE",
    "french": "FR", "spanish": "ES", "italian": "IT", "polish": "PL", "swiss": "CH", "austrian": "AT", "irish": "IE",
    "canadian": "CA", "mexican": "MX", "brazilian": "BR", "indian": "IN", "japanese": "JP", "chinese": "CN",
    "australian": "AU", "swedish": "SE", "danish": "DK", "norwegian": "NO", "finnish": "FI", "belgian": "BE",
    "portuguese": "PT", "korean": "KR", "singaporean": "SG", "israeli": "IL", "taiwanese": "TW", "turkish": "TR",
    "czech": "CZ", "hungarian": "HU", "romanian": "RO", "greek": "GR", "luxembourgish": "LU",
}  # fmt: skip


@lru_cache(maxsize=1)
def _groups() -> dict[str, Area]:
    """Names that are known in lower case too: continents, groups of countries, peoples, remote work."""
    continents = countries_by_continent()
    named = {name: Area(name.title(), continents[code]) for name, code in _CONTINENTS.items()}
    named |= {name: Area(_shown(name), frozenset(codes.split())) for name, codes in _GROUPS.items()}
    apac = continents["AS"] | continents["OC"]
    emea = continents["EU"] | continents["AF"] | named["middle east"].countries
    named |= {"apac": Area("Asia-Pacific", apac), "asia pacific": Area("Asia-Pacific", apac), "emea": Area("EMEA", emea)}
    named |= {"americas": Area("the Americas", continents["NA"] | continents["SA"])}
    named |= {other: named[name] for other, name in _ALSO.items()}
    named |= {people: Area(country_name(code), frozenset({code})) for people, code in _PEOPLE.items()}
    remote = ("remote", "remotely", "virtual", "work from home", "from home", "home office")
    return named | dict.fromkeys(remote, REMOTE)


def _shown(name: str) -> str:
    return "the EU" if name == "eu" else name.upper() if name == "dach" else name.title()


def names_of_areas(places: Collection[Place]) -> Iterator[str]:
    """Single words, lower case, that a misspelt place may be meant for: cities of postings, countries, states."""
    names = {place.city for place in places} | set(_groups()) | set(known_names())
    yield from {word for name in names for word in folded(name).split() if len(word) > 4 and word.isalpha()}
