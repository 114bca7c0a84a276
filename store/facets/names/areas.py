"""Areas as people name them: "the States", "Washington state", "Europe", "München", "remote"."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from store.facets.names.gazetteer import (
    EVERYDAY,
    GROUPS_ALSO,
    LANGUAGES,
    PEOPLES,
    City,
    cities_named,
    city_in,
    country_groups,
    folded,
    same_city,
)
from store.facets.names.place_names import (
    NOWHERE,
    country_code,
    country_name,
    known_names,
    region_name,
    regions_named,
    state_named,
    subdivisions_named,
)
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
        return not self.city or (
            bool(place.city) and same_city(self.city, place.city, place.country)
        )

    @property
    def grain(self) -> int:
        """How narrow it is: 3 a city or remote, 2 a region, 1 a country, 0 several."""
        return 3 if self.city else 2 if self.region else 1 if len(self.countries) == 1 else 0


REMOTE = Area("remote", city="Remote")


@lru_cache(maxsize=10_000)
def _regions_of(place: Place) -> frozenset[str]:
    """Codes of a place's region; where it gives none that is known, or one within a UK nation,
    its city's too.
    """
    known = {code for country, code in subdivisions_named(place.region) if country == place.country}
    if (not known or place.country == "GB") and (city := city_in(place.city, place.country)):
        known.add(city.region)
    return frozenset(known - {""})


@dataclass(frozen=True, slots=True)
class AreaMention:
    """Words that name an area, or one of several: "Georgia" is a state and a country."""

    start: int
    end: int
    areas: tuple[Area, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """How a name stands in its sentence, which tells "jobs in Reading" from "Reading papers".

    Attributes:
        led: behind a word such as "in", or joined to an area before it ("Boston or Reading",
            "Boston MA").
        follows: behind an area and a comma or bracket ("San Juan, PR").
        capital: begins with a capital, in a text that is not all in capitals.
        opening: begins its sentence.
        last: the word before it, in lower case.
        rest: the text behind it.
    """

    led: bool = True
    follows: bool = False
    capital: bool = True
    opening: bool = False
    last: str = ""
    rest: str = ""

    @property
    def before_job(self) -> bool:
        """Whether a word such as "jobs" comes next."""
        return _JOB_NEXT.match(self.rest) is not None

    @property
    def sure(self) -> bool:
        """Whether it stands as names do and other words hardly ever do."""
        return self.capital and (self.led or self.before_job or not self.opening)


LONGEST = 5  # words of a name
BIG_ENOUGH = 200_000  # inhabitants of a city without postings that is taken for one in lower case
EVERYDAY_FROM = 120_000  # and of one whose name is an everyday word ("Reading", not "March")
OTHER_NAMES_FROM = 500_000  # and of one that goes by another name than its usual one
_WORD = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W_]+(?:['’][^\W_]+)*")
_LEADS = frozenset(
    """in near around from outside across within inside throughout into towards beyond besides
    except excepting excluding non not than""".split()
)
_AFTER_LEADS = frozenset("the all of greater downtown central state city region area".split())
_MOVING = re.compile(r"(?:relocat|mov|commut|transfer)\w*")
_JOINED = re.compile(r"\s*(?:[,/&(]|,?\s*\b(?:or|and|nor)\b)\s*(?:(?:the|in)\s+)*", re.IGNORECASE)
_NAME_NEXT = re.compile(r",?\s*([^\W\d_]+\.?(?:[ .][^\W\d_]+\.?){0,2})")
_BEHIND = re.compile(r",\s*|\s*\(")
_OPENING = re.compile(r"(?:^|[.!?:;\n])\W*$")
_JOB = (
    r"[\s-]+(?:based[\s-]+)?(?:jobs?|roles?|positions?|postings?|openings?|vacanc(?:y|ies)"
    r"|listings?|internships?"
    r"|opportunit(?:y|ies)|ads?|offices?|sites?|branch|ones?)\b"
)
_JOB_NEXT = re.compile(_JOB, re.IGNORECASE)
_STATE_NEXT = re.compile(r"\s+state\b", re.IGNORECASE)
_SCHOOL_NEXT = re.compile(r"\s+(?:State\s+)?(?:University|College|Institute|Tech|School)\b")
_SCHOOL_BEFORE = re.compile(r"(?:University|College|School|Institute) of (?:the )?$")
_SECOND_NAME = re.compile(r" [A-Z][a-z]")  # "Jordan Smith"
# A people is an area before a job: "German or Dutch data roles"; not in "German is needed",
# "French-speaking roles".
_PEOPLE_NEXT = re.compile(
    rf"(?:[^\w'’]{{1,4}}(?!speak|language|skill|citizen|nation)[\w'’]+){{0,3}}?{_JOB}",
    re.IGNORECASE,
)
_ALONE = re.compile(r"\s*(?:$|[.?!,;]|(?:or|and|but)\b)")
_NOT_REMOTE = re.compile(
    r"[\s-]+(?:access|area|care|control|desktop|device|environment|event|island|learning|location"
    r"|machine|meeting|monitor"
    r"|patient|procedure|realit|sens|server|site|team|village)",
    re.IGNORECASE,
)

# In capitals these are words, degrees and fields of work before they are states and countries: they
# need a word such as "in", and the fields need a place before them ("San Juan, PR").
_WORDS_IN_CAPITALS = frozenset(
    "AM AS AT BE BY DO ID IN IS LA MA MD ME NO OH OK ON OR PA SO TO".split()
)
_FIELDS = frozenset(
    "AI AR ARM BA BI BS CD CI CS CV EE GEO HR IOT IT ML MS PE PM PR QA SDN TV UI UX VAT VR".split()
)
_NAMES_OF_MORE = frozenset(
    "chad china georgia guinea jersey jordan turkey virginia".split()
)  # people, birds, shirts
_NOT_BEHIND = {"california": "baja", "england": "new"}  # "New England" is another place
UK_NATIONS = {"england": "ENG", "scotland": "SCT", "wales": "WLS", "northern ireland": "NIR"}
_REMOTE = frozenset(
    (
        "remote",
        "fully remote",
        "remotely",
        "work from home",
        "from home",
        "home office",
        "home based",
        "wfh",
        "virtual",
    )
)


def find_areas(text: str, places: Collection[Place]) -> tuple[AreaMention, ...]:
    """The areas a text names, in order, the longest where they overlap; `places` are those postings
    are in.

    Countries, states and cities with postings are known wherever they stand; a city without any
    needs a word such as "in" before it or its region behind it. Names that are everyday words too
    ("Reading", "Mobile") and codes in capitals that are words ("OK") need more.
    """
    words = list(_WORD.finditer(text))
    known = frozenset(places)
    mentions: list[AreaMention] = []
    at = 0
    while at < len(words):
        mention = _longest(text, words, at, known, mentions[-1].end if mentions else None)
        if mention is None:
            at += 1
            continue
        mentions.append(mention)
        at += sum(word.start() < mention.end for word in words[at:])
    return tuple(mentions)


def _longest(
    text: str, words: Sequence[re.Match[str]], at: int, places: frozenset[Place], before: int | None
) -> AreaMention | None:
    """The longest name of an area that begins with a word; `before` is where the last area ends."""
    start = words[at].start()
    for length in range(min(LONGEST, len(words) - at), 0, -1):
        end = words[at + length - 1].end()
        standing = _standing(text, words, at, end, before)
        areas = areas_named(text[start:end], places, standing)
        if not areas or _SCHOOL_NEXT.match(text, end) or _SCHOOL_BEFORE.search(text[:start]):
            continue
        regions = tuple(area for area in areas if area.region and not area.city)
        if regions and (state := _STATE_NEXT.match(text, end)):
            return AreaMention(start, state.end(), regions)
        return AreaMention(start, end, areas)
    return None


def _standing(
    text: str, words: Sequence[re.Match[str]], at: int, end: int, before: int | None
) -> Standing:
    start = words[at].start()
    gap = "" if before is None else text[before:start]
    joined = _JOINED.fullmatch(gap) is not None or (gap.isspace() and text[start:end].isupper())
    return Standing(
        led=joined or _led(words, at),
        follows=_BEHIND.fullmatch(gap) is not None,
        capital=text[start].isupper() and not text.isupper(),
        opening=_OPENING.search(text[:start]) is not None,
        last=words[at - 1][0].casefold() if at else "",
        rest=text[end:],
    )


def _led(words: Sequence[re.Match[str]], at: int) -> bool:
    """Whether a word such as "in" leads to a name, "the" and the like between them."""
    before = [word[0].casefold() for word in words[max(0, at - 5) : at]]
    while before and before[-1] in _AFTER_LEADS:
        before.pop()
    return bool(before) and (
        before[-1] in _LEADS or (before[-1] == "to" and _MOVING.match(before[-2:][0]) is not None)
    )


def areas_named(name: str, places: Collection[Place], standing: Standing) -> tuple[Area, ...]:
    """The areas a name can mean where it stands; none where it is none, or more likely another
    word.
    """
    key = folded(name)
    if key in _NOT_BEHIND and standing.last == _NOT_BEHIND[key]:
        return ()
    if (group := _groups().get(key) or _people(key, standing)) is not None:
        return (group,)
    if key in ("us", "states"):
        return (_country("US"),) if _is_the_us(name, standing) else ()
    if key in _REMOTE:
        return (REMOTE,) if _is_remote(key, standing) else ()
    areas = [*_cities_of_postings(name, key, frozenset(places), standing)]
    regions = () if areas else _regions(name, key, standing, {place.country for place in places})
    areas += [
        *_codes(name, places, standing),
        *_countries_and_states(name, key, standing),
        *regions,
    ]
    if not areas and (city := _other_city(name, key, standing)):
        areas = [city]
    if not areas and standing.led and standing.capital:
        areas = [*_regions(name, key, standing, None)]
    return tuple(dict.fromkeys(areas))


def _is_the_us(name: str, standing: Standing) -> bool:
    """Tell "the States", "in the us" and "US" from "which states" and "join us"."""
    if name.isupper() and len(name) == 2:
        return True
    led_by_the = standing.last == "the" and (
        standing.led or standing.capital or standing.before_job
    )
    return led_by_the or (
        name == "us"
        and (standing.before_job or standing.last in ("in", "non", "outside", "within"))
    )


def _is_remote(key: str, standing: Standing) -> bool:
    """Tell "Remote roles" and "virtual positions" from "remote sensing" and "a virtual machine"."""
    if key == "virtual":
        return standing.before_job or _ALONE.match(standing.rest) is not None
    return _NOT_REMOTE.match(standing.rest) is None


def _people(key: str, standing: Standing) -> Area | None:
    """The area a people stands for: "Canadian postings"."""
    area = _peoples().get(key)
    if area is None or _PEOPLE_NEXT.match(standing.rest):
        return area
    return area if key not in LANGUAGES and _ALONE.match(standing.rest) else None


def _cities_of_postings(
    name: str, key: str, places: frozenset[Place], standing: Standing
) -> Iterator[Area]:
    named, known = _index(places)
    cities = {name_ for city in cities_named(name) for name_ in known.get(city, ())} | named.get(
        key, set()
    )
    if len(key) < 4:
        sure = standing.sure or standing.led or standing.before_job or name.isupper()
    else:
        sure = key not in EVERYDAY or standing.sure
    if sure:
        yield from (Area(city, city=city) for city in sorted(cities))


@lru_cache(maxsize=4)
def _index(places: frozenset[Place]) -> tuple[dict[str, set[str]], dict[City, set[str]]]:
    """The cities of postings, as these write them, by their folded name and by what the
    gazetteer takes them for.
    """
    named: defaultdict[str, set[str]] = defaultdict(set)
    known: defaultdict[City, set[str]] = defaultdict(set)
    for place in places:
        if place.city and not NOWHERE.fullmatch(place.city):
            named[folded(place.city)].add(place.city)
            if city := city_in(place.city, place.country):
                known[city].add(place.city)
    return dict(named), dict(known)


def _codes(name: str, places: Collection[Place], standing: Standing) -> Iterator[Area]:
    """What a code such as "MA", "UK" or "DE" means: a state before a country, unless only the
    country has postings.
    """
    areas = _coded(name)
    if (
        not areas or standing.last.isdigit() or (name in _FIELDS and not standing.follows)
    ):  # "16 GB"
        return
    held = [area for area in areas if any(area.holds(place) for place in places)]
    plain = standing.capital and name not in _WORDS_IN_CAPITALS and (held or areas[0].region)
    if standing.led or plain or (standing.before_job and held):
        yield (held or areas)[0]


def _coded(name: str) -> list[Area]:
    """The state and the country that a code in capitals can be."""
    if not name.isupper():
        return []
    state = state_named(name)
    country = (
        country_code(name) if name != "CA" else ""
    )  # which is said for California, hardly ever for Canada
    return [*([_state(state)] if state else []), *([_country(country)] if country else [])]


def _countries_and_states(name: str, key: str, standing: Standing) -> Iterator[Area]:
    """Countries and the states and provinces of the US and Canada, by their names."""
    behind = standing.led or standing.before_job or _STATE_NEXT.match(standing.rest)
    if (
        key in _NAMES_OF_MORE
        and not behind
        and (not standing.sure or _SECOND_NAME.match(standing.rest))
    ):
        return
    lower = name.casefold()  # by which no code is meant
    if nation := UK_NATIONS.get(key):
        yield Area(_shown(name), frozenset({"GB"}), nation)
    elif code := country_code(lower):
        yield _country(code)
    if state := state_named(lower):
        yield _state(state)


def _regions(
    name: str, key: str, standing: Standing, countries: Collection[str] | None
) -> Iterator[Area]:
    """Regions of other countries by their names; of any country where `countries` is None."""
    if key in EVERYDAY or not (standing.led or standing.sure):
        return
    for country, code in regions_named(name):
        if country not in ("US", "CA") and (countries is None or country in countries):
            yield Area(_shown(name), frozenset({country}), code)


def _other_city(name: str, key: str, standing: Standing) -> Area | None:
    """A city without a posting: of every country that has one of the name."""
    usual = len(key) > 3 or not name.isupper()  # "PA" is no short name of a town
    cities = [
        city
        for city in cities_named(name)
        if (usual and folded(city.name) == key) or city.inhabitants >= OTHER_NAMES_FROM
    ]
    if not cities or key in _LEADS:
        return None
    inhabitants = cities[0].inhabitants
    if key in EVERYDAY:
        meant = standing.led and standing.capital and inhabitants >= EVERYDAY_FROM
        in_region = standing.rest.startswith(",") and _region_next(standing.rest, cities)
    else:
        known = standing.capital or (
            inhabitants >= BIG_ENOUGH and (len(key) > 3 or standing.before_job)
        )
        meant = known and (standing.led or standing.before_job)
        in_region = _region_next(standing.rest, cities)
    shown = name if name[:1].isupper() else cities[0].name
    return Area(shown, city=shown) if meant or in_region else None


def _region_next(text: str, cities: Sequence[City]) -> bool:
    """Whether the region or country of one of the cities is named right behind: "Mobile,
    Alabama".
    """
    behind = _NAME_NEXT.match(text)
    words = behind[1].split() if behind else []
    names = [" ".join(words[:length]) for length in range(len(words), 0, -1)]
    areas = [
        area
        for name in names
        for area in (*_coded(name), *_countries_and_states(name, folded(name), Standing()))
    ]
    return any(
        area.holds(Place(city.country, city.region, city.name)) for area in areas for city in cities
    )


def _state(state: tuple[str, str]) -> Area:
    return Area(region_name(*state), frozenset({state[0]}), state[1])


def _country(code: str) -> Area:
    return Area(country_name(code), frozenset({code}))


def _shown(name: str) -> str:
    """A name as it was given, with capitals where it has none."""
    return (
        name
        if name[:1].isupper()
        else " ".join(word[:1].upper() + word[1:] for word in name.split())
    )


@lru_cache(maxsize=1)
def _groups() -> dict[str, Area]:
    """Groups of countries by their names, as compared."""
    groups = country_groups()
    named = {
        folded(name).removeprefix("the "): Area(name, countries)
        for name, countries in groups.items()
    }
    named |= {also: named[folded(name).removeprefix("the ")] for also, name in GROUPS_ALSO.items()}
    return named | dict.fromkeys(("america", "united states"), _country("US"))


@lru_cache(maxsize=1)
def _peoples() -> dict[str, Area]:
    groups = country_groups()
    peoples = {**PEOPLES, **LANGUAGES}.items()
    return {
        people: Area(home, groups[home]) if home in groups else _country(home)
        for people, home in peoples
    }


def names_of_areas(places: Collection[Place]) -> Iterator[str]:
    """Single words, lower case, that a misspelt place may be meant for: cities of postings,
    countries, states.
    """
    names = {place.city for place in places} | {*_groups(), *_peoples(), *_REMOTE} | known_names()
    yield from {
        word for name in names for word in folded(name).split() if len(word) > 4 and word.isalpha()
    }
