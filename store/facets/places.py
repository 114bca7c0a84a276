"""The places of a posting, from the forms that boards and authors write them in.

A field can hold several places, a country before its cities, codes, street addresses, and words
that tell of remote work or of offices. What cannot be placed is returned as written: it is unknown
where that is, not nowhere.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from store.facets.names.areas import UK_NATIONS
from store.facets.names.gazetteer import (
    EVERYDAY,
    GROUPS_ALSO,
    City,
    cities_named,
    country_groups,
    folded,
    small_towns,
)
from store.facets.names.mentioned import (
    countries_told,
    country_of_postcode,
    country_told,
    named_in_all,
    places_said,
)
from store.facets.names.place_names import (
    LONGEST_PLACE,
    country_code,
    regions_named,
    state_named,
    subdivisions_named,
)
from store.facets.reading import Reading, lexicon, vocabulary, words_of
from store.types import Origin, Place, SectionKind, Span, Stated

REMOTE = "Remote"  # stands in the city's place, as elsewhere in the store


@dataclass(frozen=True, slots=True)
class PlacesRead:
    """The places of a posting; `unplaced` are words for places that are not known, or not which
    of several is meant.
    """

    places: tuple[Stated[Place], ...] = ()
    unplaced: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Understood:
    """What one piece of a field gave."""

    places: tuple[Place, ...] = ()
    unplaced: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Choice:
    """What some parts in a row can mean together; the less it costs, the surer it is."""

    cost: float
    place: Place | None
    unplaced: str = ""


_MOST_RAWS = 500
_LONGEST_FIELD = 2_000
# times as many inhabitants as the next city of the name, for it to be meant without its country
_DOMINANT = 3
_EVERYDAY_FROM = (
    100_000  # inhabitants of a city whose name is an everyday word ("Reading", not "March")
)
_LARGE_FROM = (
    500_000  # and of one that is meant before a state, or before a district's name ("Berlin Mitte")
)
_SIGN = 8  # times as many, that a sign of its country in the text is worth
_MOST_PARTS = 24
_JUNK = 5.0  # what a part that is not understood costs

_STRONG = re.compile(r"\s*(?:[;|•·\n\t]|\s/\s)\s*")
_SLASH = re.compile(r"\s*/\s*")
_DASH = re.compile(r"\s+[-–—:]\s+|\s*:\s+|\s+[-–—]|\s*[–—]\s*")
_BRACKETS = re.compile(r"\s*[(\[]([^()\[\]]*)[)\]]\s*")
_CODED = re.compile(r"(?P<first>[A-Z]{2,3})(?P<mark>[.\-_])(?P<rest>[^\W_][^,;]*)")
_POSTCODES = re.compile(
    r"\b(?:[A-Z]{1,2}\d[A-Z\d]?\s+\d[A-Z]{2}|[A-Z]\d[A-Z]\s?\d[A-Z]\d|[A-Z]\d[\dW]\s?[A-Z\d]{4}"
    r"|\d{4}\s?[A-Z]{2})\b"
)
_POSTCODES_OF_LINE = re.compile(
    rf"{_POSTCODES.pattern}|\b\d{{4,6}}\s+(?=[^\W\d_])|\s\d{{5}}(?:-\d{{4}})?$"
)
# "Ballinasloe, Co. Galway": the county bears a larger town's name and isn't that town
_COUNTY = re.compile(r"(?:(?<=,\s)|(?<=,)|^)Co\b\.?\s+(?=[A-Z])")
_WITH_DIGIT = re.compile(r"\S*\d\S*")
_NUMBERED_REGION = re.compile(r"\d{1,2}")
_NUMBERED_PART = re.compile(r",\s*\d{1,2}(?=,)")  # "JP, 13, Tokyo"
# signs of a date, an amount, a label or a sentence; "D.C." is none
_IN_NO_PLACE = re.compile(r"[\d:!?]|(?<!\.[A-Z])\.$")
_LONGEST_TOWN = 3  # words of a town's name
_LONGEST_LINE = 4  # parts of one place, of which the gazetteer need not know the first
_MORE = re.compile(r"[,\s]*(?:\+|\band\b|\bund\b|&)\s*\d+\s*(?:\w+\s*){0,2}$", re.IGNORECASE)


def read_places(raws: Sequence[str], reading: Reading) -> PlacesRead:
    """Return the places of a posting, from its fields or else its text's place lines, labels and
    sentences.
    """
    texts: list[tuple[str, Origin, Span | None]] = [
        (raw.strip(), Origin.FIELD, None) for raw in raws[:_MOST_RAWS] if raw.strip()
    ]
    texts = texts or [*_in_text(reading)]
    texts = [text for text in texts if not _is_workplace(text[0])] or texts
    first = [_understood(raw, frozenset()) for raw, _, _ in texts]
    countries = Counter(country for understood in first for country in _countries(understood))
    places: dict[Place, Stated[Place]] = {}
    unplaced: dict[str, None] = {}
    for (raw, origin, span), understood in zip(texts, first, strict=True):
        others = frozenset(countries - Counter(_countries(understood)))
        hints = _told_by(reading, raw, origin, others) or (
            others if understood.unplaced else frozenset()
        )
        understood = _understood(raw, hints) if hints else understood
        if understood.unplaced and not understood.places and origin is not Origin.TEXT:
            understood = _in_country_told(raw, reading.text, understood)
        for place in understood.places:
            places.setdefault(place, Stated(place, origin, raw, span))
        if origin is not Origin.TEXT:
            unplaced |= dict.fromkeys(understood.unplaced)
    kept = tuple(
        stated
        for stated in places.values()
        if not _is_way(stated, places) and not _is_around(stated, places)
    )
    return PlacesRead(kept, tuple(unplaced))


def _in_country_told(raw: str, text: str, understood: _Understood) -> _Understood:
    """A place with a town that the gazetteer lacks, in the country that its postcode or the
    text's money tells.
    """
    country, town = country_of_postcode(raw) or country_told(text), _town_of(raw)
    if not country or not town:
        return understood
    return _Understood((Place(country, "", shown(town)),))


def _town_of(address: str) -> str:
    """The town of an address: the last name in it, its postcode and what follows that aside."""
    names: list[str] = []
    for part in re.split(r"\s*,\s*", address):
        bare, has_digits = _without_codes(part)
        is_coded = bool(_POSTCODES.search(part)) or part[-1:].isdigit()
        words = bare.split() if is_coded or not has_digits else []  # "4 Mill Lane"
        is_short = 0 < len(words) <= _LONGEST_TOWN
        if is_short and _looks_like_name(bare) and all(word[0].isupper() for word in words):
            names.append(bare)
        if is_coded and names:
            break
    return names[-1] if names else ""


def _is_around(stated: Stated[Place], places: Collection[Place]) -> bool:
    """Whether a region or country of a sentence lies around another of its places."""
    place = stated.value
    return (
        stated.origin is Origin.TEXT
        and not place.city
        and any(beside.city and beside.country == place.country for beside in places)
    )


def _countries(understood: _Understood) -> set[str]:
    return {place.country for place in understood.places if place.country}


def _told_by(
    reading: Reading, name: str, origin: Origin, others: Collection[str]
) -> frozenset[str]:
    """The country that the text and the other places tell of the cities of a name, where there is
    more than one: that of Harlingen in the Netherlands, of which Texas has a larger one.
    """
    cities = (*cities_named(name), *(small_towns(name) if origin is Origin.TEXT else ()))
    if len({city.country for city in cities}) < 2:
        return frozenset()
    named = {span.of(reading.text) for span in named_in_all(reading, _is_name)} - {name}
    beside = {country for word in named for country in _countries(_understood(word, frozenset()))}
    told = countries_told(reading.text) + Counter({*beside, *others})
    likely = max(cities, key=lambda city: city.inhabitants * _SIGN ** told[city.country])
    return frozenset([likely.country] if told[likely.country] else ())


def _is_way(stated: Stated[Place], places: Collection[Place]) -> bool:
    """Whether remote work in a country is how work in a city there is done: "Leeds; Remote in the
    UK".

    "Leeds or remote (UK)" is a choice, and names two places.
    """
    place, cities = stated.value, {beside for beside in places if beside.city not in ("", REMOTE)}
    if place.city != REMOTE or all(beside.country != place.country for beside in cities):
        return False
    pieces = (_understood(piece, frozenset()).places for piece in _STRONG.split(stated.raw))
    return not any(place in piece and not cities.isdisjoint(piece) for piece in pieces)


def places_of_line(line: str) -> tuple[Place, ...]:
    """Return the places a line consists of; none where it holds anything else or only a
    country's name.
    """
    line = _POSTCODES_OF_LINE.sub("", line.strip()) if len(line) <= LONGEST_PLACE else ""
    parts, places = _placed_parts(line)
    is_remote = bool(places) and all(place.city == REMOTE for place in places)
    if is_remote and all(map(_is_known, parts)):
        return places
    of_country = 2 <= len(parts) <= _LONGEST_LINE and any(map(country_of, (parts[0], parts[-1])))
    is_placed = "," in line and all(place.country for place in places)
    return places if is_placed and (of_country or all(map(_is_known, parts))) else ()


def places_of_term(term: str) -> tuple[Place, ...]:
    """Return the places that a term of a run is: "Oban, UK", "Boulder, CO or Calgary, AB"."""
    parts, places = _placed_parts(term)
    is_in_region = bool(places) and all(place.city and place.region for place in places)
    in_country = "," in term and bool(parts) and (is_in_region or _is_country_or_region(parts[-1]))
    is_large = parts == [term] and any(
        city.inhabitants >= _EVERYDAY_FROM for city in cities_named(term)
    )
    is_placed = all(place.country for place in places)
    return places if is_placed and (in_country or is_large) else places_of_line(term)


def _placed_parts(text: str) -> tuple[list[str], tuple[Place, ...]]:
    """The parts of a text that may be places and nothing else, and the places they are; none of
    either where it holds another thing.
    """
    if not text[:1].isupper() or _IN_NO_PLACE.search(_NUMBERED_PART.sub("", text)):
        return [], ()
    read = _understood(text, frozenset())
    parts = [part for piece in _STRONG.split(text) for part, _ in _parts(piece)[0]]
    return ([], ()) if read.unplaced else (parts, read.places)


def _in_text(reading: Reading) -> Iterator[tuple[str, Origin, Span | None]]:
    """Place lines, labels or terms; where there are none, sentences that say where the work is."""
    lines = [line for line in reading.lines if line.kind is SectionKind.PLACE]
    spans = [(Span(line.start, line.end), Origin.LABEL) for line in lines]
    spans = spans or [(line.value_span, Origin.LABEL) for line in reading.labelled("places")]
    spans = spans or [(span, Origin.LABEL) for span in _in_terms(reading)]
    spans = spans or [(span, Origin.TEXT) for span in _in_sentences(reading)]
    for span, origin in spans:
        if span.end - span.start <= 4 * LONGEST_PLACE:
            yield span.of(reading.text), origin, span


def _in_terms(reading: Reading) -> list[Span]:
    """The terms near the top that are places; those with their country, if any are."""
    spans = [line.value_span for line in reading.terms()]
    spans = [span for span in spans if places_of_term(span.of(reading.text))]
    return [span for span in spans if "," in span.of(reading.text)] or spans


def _in_sentences(reading: Reading) -> list[Span]:
    """The names of the place of the job, or else of the employer, with words before them that tell
    of remote work: "anywhere in Germany".
    """
    spans = places_said(reading, _is_name)
    if not any(cities_named(part) for span in spans for part in span.of(reading.text).split(",")):
        spans = places_said(reading, _is_name_of_town)
    return [_with_remote(reading.text, span) for span in spans]


def _is_name(text: str, *, follows: bool) -> bool:
    """Tell a name that stands for a place wherever it has a capital; a code is one behind
    another: "Asheville, NC".
    """
    if folded(text) in EVERYDAY or (len(text) <= 3 and not follows):
        return text in _SPOKEN_CODES
    return _is_known(text)


def _is_name_of_town(text: str, *, follows: bool) -> bool:
    is_town = len(text) > 3 and folded(text) not in EVERYDAY and bool(small_towns(text))
    return is_town or _is_name(text, follows=follows)


_SPOKEN_CODES = frozenset(("UAE", "UK", "US", "USA"))


def _with_remote(text: str, span: Span) -> Span:
    line = text.rfind("\n", 0, span.start) + 1
    before = words_of(text, max(line, span.start - LONGEST_PLACE), span.start)[-_REMOTE_WITHIN:]
    starts = [word.start for word in before if _without_workplace(text[word.start : span.end])[1]]
    return Span(starts[-1] if starts else span.start, span.end)


_REMOTE_WITHIN = 4  # words


@lru_cache(maxsize=4096)
def _understood(raw: str, hints: frozenset[str]) -> _Understood:
    """Read a field: its pieces at signs that always divide, each of them at words that may."""
    places: list[Place] = []
    unplaced: list[str] = []
    for piece in filter(None, (piece.strip(" ,") for piece in _STRONG.split(raw[:_LONGEST_FIELD]))):
        understood = _piece(piece, hints)
        places += understood.places
        unplaced += understood.unplaced
    return _Understood(tuple(dict.fromkeys(places)), tuple(dict.fromkeys(unplaced)))


def _piece(piece: str, hints: frozenset[str]) -> _Understood:
    whole = _one(piece, hints)
    if not whole.unplaced and not _or_remote(piece):
        return whole
    for split in (_by_slash, _by_words):
        parts = split(piece)
        if len(parts) > 1:
            pieces = [_one(part, hints) for part in _with_shared_tail(parts)]
            if any(understood.places for understood in pieces):
                places = [place for understood in pieces for place in understood.places]
                unplaced = [raw for understood in pieces for raw in understood.unplaced]
                return _Understood(tuple(places), tuple(unplaced))
    return whole


def _or_remote(piece: str) -> bool:
    """Tell whether one choice of several is nothing but remote work: "Boston, MA or Remote"."""
    for split in (_by_words, _by_slash):
        pieces = split(piece)
        if any(part.count("(") != part.count(")") for part in pieces):  # "Remote (US or Canada)"
            continue
        parts = [_without_workplace(part) for part in pieces]
        rests, ways = [bool(rest) for rest, _ in parts], [is_remote for _, is_remote in parts]
        if len(parts) > 1 and ((any(rests) and not all(rests)) or (any(ways) and not all(ways))):
            return True
    return False


def _by_slash(piece: str) -> list[str]:
    return [part for part in _SLASH.split(piece) if part]


def _by_words(piece: str) -> list[str]:
    """A piece cut at words such as "or"."""
    between = "|".join(re.escape(word) for word in vocabulary("places")["between"])
    parts = re.split(rf"\s+(?:{between})\s+", piece, flags=re.IGNORECASE)
    return [stripped for part in parts if (stripped := part.strip(" ,"))]


def _with_shared_tail(parts: Sequence[str]) -> list[str]:
    """Give all the country behind the last, unless they name another: "Berlin or Munich,
    Germany".
    """
    head, comma, tail = parts[-1].partition(",")
    if not comma or not country_code(tail.strip()) or any("," in part for part in parts[:-1]):
        return [*parts]
    country = country_code(tail.strip())
    shared = [
        part if _lone(part, frozenset({country})).country != country else f"{part},{tail}"
        for part in parts[:-1]
    ]
    return [*shared, f"{head},{tail}"]


def _one(text: str, hints: frozenset[str]) -> _Understood:
    """Read words that name a place, or several divided by commas alone."""
    named = _MORE.sub("", text)
    counted = (text[len(named) :].strip(" ,"),) if named != text and named else ()
    if counted:
        understood = _one(named, hints)
        return _Understood(understood.places, (*understood.unplaced, *counted))
    if _is_count(text):
        return _Understood(unplaced=(text,))
    parts, is_remote = _parts(text)
    understood = _segmented(parts, hints)
    if not is_remote:
        return (
            understood
            if understood.places or understood.unplaced
            else _Understood(unplaced=(text,))
        )
    places = tuple(
        place if place.city else replace(place, city=REMOTE) for place in understood.places
    )
    return _Understood(places or (Place(city=REMOTE),), understood.unplaced)


def _is_count(text: str) -> bool:
    """Tell words that count or describe places and name none: "2 Locations", "Head office"."""
    places = vocabulary("places")
    words = words_of(text)
    return bool(words) and all(
        word.key in places["counts"] or word.key in places["beside"] or word.key.isdigit()
        for word in words
    )


def _parts(text: str) -> tuple[list[tuple[str, bool]], bool]:
    """The parts between commas and dashes, each with whether it is part of an address; and
    whether work is remote.
    """
    remote: list[bool] = []
    bracketed: list[str] = []

    def drop(match: re.Match[str]) -> str:
        bracketed.append(match[1])
        return " "

    outside = _BRACKETS.sub(drop, _with_codes(_COUNTY.sub("County ", text)))
    pieces = [piece for part in _decoded(outside) for piece in re.split(r"\s*,\s*", part)]
    kept: list[tuple[str, bool]] = []
    for piece in pieces:
        bare, is_remote = _without_workplace(piece)
        remote.append(is_remote)
        bare, had_digit = _without_codes(bare)
        kept += [(part, had_digit) for part in _unglued(_without_beside(bare))]
    for words in bracketed:
        bare, is_remote = _without_workplace(words)
        remote.append(is_remote)
        named = [part.strip() for part in bare.split(",") if part.strip()]
        if named and all(_is_known(part) or _is_group(part) for part in named):
            kept += [(part, False) for part in named]
    kept = [part for part in kept if part[0]]
    return list(dict.fromkeys(kept))[:_MOST_PARTS], any(remote)


def _with_codes(text: str) -> str:
    """A text without capitals, with those of its codes: "new york, ny"."""
    return (
        re.sub(r",\s*[a-z]{2}(?=\s*(?:,|$))", lambda match: match[0].upper(), text)
        if text.islower()
        else text
    )


def _decoded(text: str) -> list[str]:
    """The parts of "USA.VA.Reston", "US-CA-San Francisco", "Germany-Munich", "Ireland - Dublin"."""
    match = _CODED.fullmatch(text.strip())
    if match and _is_country_or_region(match["first"]):
        code, mark, further = match["rest"].partition(match["mark"])
        coded = bool(mark) and (code.isupper() or _is_known(code))
        parts = [match["first"], code, further] if coded else [match["first"], match["rest"]]
        return [part.replace("_", " ") for part in parts if part]
    parts = [part for part in _DASH.split(text) if part.strip()]
    if len(parts) == 1 and "-" in text and " " not in text and not cities_named(text):
        pieces = [piece for piece in text.split("-") if piece]
        if len(pieces) > 1 and (country_code(pieces[0]) or country_code(pieces[-1])):
            return pieces
    return parts


def _is_workplace(text: str) -> bool:
    """Tell words on how the work is done and not where: "Hybrid", "On-site"."""
    place, is_remote = _without_workplace(text)
    return not place and not is_remote


def _without_workplace(text: str) -> tuple[str, bool]:
    """A part without words such as "Remote" and "Hybrid", and whether it has such as tell of
    remote work.
    """
    words = words_of(text)
    mentions = [
        mention
        for keys in (("workplace", "phrases"), ("places", "anywhere"))
        for mention in lexicon(*keys).find(text, words)
    ]
    is_remote = any(mention.meaning in ("remote", "anywhere") for mention in mentions)
    for mention in sorted(mentions, key=lambda mention: -mention.start):
        text = f"{text[: mention.start]} {text[mention.end :]}"
    text = text.strip(" -–—:,/&")
    leads = sorted(vocabulary("places")["leads"], key=len, reverse=True)
    lead = re.match(rf"(?:(?:{'|'.join(leads)})\s+)+", text, re.IGNORECASE)
    return " ".join(text[lead.end() if lead else 0 :].split()), is_remote


def _without_codes(text: str) -> tuple[str, bool]:
    """A part without postcodes and house numbers, and whether it had any."""
    if not any(letter.isdigit() for letter in text) or _NUMBERED_REGION.fullmatch(text):
        return text, False
    bare = _WITH_DIGIT.sub(" ", _POSTCODES.sub(" ", text))
    return " ".join(bare.split()).strip(" -–,"), True


def _without_beside(text: str) -> str:
    """A part without words such as "HQ" and "Greater", unless it is known with them."""
    if not text or _is_known(text):
        return text
    words = words_of(text)
    for mention in reversed(lexicon("places", "beside").find(text, words)):
        if "-" in (text[mention.start - 1 : mention.start], text[mention.end : mention.end + 1]):
            continue  # "Wells-next-the-Sea"
        without = " ".join(f"{text[: mention.start]} {text[mention.end :]}".split()).strip(" -–.")
        if _is_known(without):
            return without
        text = without or text
    return text


def _unglued(text: str) -> list[str]:
    """A part that names two places without a comma: "Boston MA", "Leeds UK", "Germany Berlin"."""
    words = text.split()
    if state := _state_behind(words):
        return [" ".join(words[:-1]), state]
    if len(words) < 2 or len(words) > 6 or _is_known(text):
        return [text] if text else []
    for at in range(len(words) - 1, 0, -1):
        head, tail = " ".join(words[:at]), " ".join(words[at:])
        regions = (
            [country for country, _ in subdivisions_named(tail)]
            if tail.isupper() and len(tail) <= 3
            else []
        )
        in_region = any(
            country in _CODED_COUNTRIES and _city_in(head, country) for country in regions
        )
        in_one = len(tail) == 3 and len(regions) == 1  # "Eastern Creek NSW"
        if in_region or in_one or (cities_named(head) and _is_country_or_region(tail)):
            return [head, tail]
        if country_code(head) and cities_named(tail):
            return [head, tail]
    return [text]


def _state_behind(words: Sequence[str]) -> str:
    """The code of a state or province behind a city in it: "Washington DC", "Kansas City MO"."""
    state = state_named(words[-1]) if len(words) > 1 and words[-1].isupper() else None
    return words[-1] if state and _city_in(" ".join(words[:-1]), *state) else ""


def _is_country_or_region(text: str) -> bool:
    return bool(country_of(text) or state_named(text) or regions_named(text))


def _is_known(text: str) -> bool:
    return bool(text) and (_is_country_or_region(text) or bool(cities_named(text)))


def _is_group(text: str) -> bool:
    return folded(text).removeprefix("the ") in _groups()


def country_of(text: str) -> str:
    """ISO code of a country by its code, its English name or its name in a language postings are
    written in.
    """
    if code := country_code(text):
        return code
    key = folded(text)
    code = _local_countries().get(key, "")
    return (
        ""
        if code and any(city.inhabitants >= _EVERYDAY_FROM for city in cities_named(text))
        else code
    )


def _segmented(parts: Sequence[tuple[str, bool]], hints: frozenset[str]) -> _Understood:
    """The cheapest way to read parts in a row as places of one to four parts."""
    best: list[tuple[float, tuple[_Choice, ...]]] = [(0.0, ())]
    for end in range(1, len(parts) + 1):
        options: list[tuple[float, tuple[_Choice, ...]]] = []
        for start in range(max(0, end - 4), end):
            for choice in _choices([text for text, _ in parts[start:end]], parts[start][1], hints):
                options.append((best[start][0] + choice.cost, (*best[start][1], choice)))
        best.append(min(options, key=lambda option: option[0]))
    choices = best[-1][1]
    places = tuple(choice.place for choice in choices if choice.place is not None)
    unplaced = tuple(choice.unplaced for choice in choices if choice.unplaced)
    return _Understood(_one_country(places), unplaced)


def _one_country(places: tuple[Place, ...]) -> tuple[Place, ...]:
    """Leave out a country that stands alone behind cities in it: "Berlin, Munich, Germany"."""
    kept = [
        place
        for place in places
        if place.city
        or place.region
        or not any(beside.city and beside.country == place.country for beside in places)
    ]
    return tuple(dict.fromkeys(kept))


def _choices(parts: list[str], is_address: bool, hints: frozenset[str]) -> Iterator[_Choice]:
    """Read one to four parts as one place, its country or region last or first."""
    if len(parts) == 1:
        yield from _alone_choices(parts[0], is_address, hints)
        return
    yield from _with_country(parts)
    yield from _with_state(parts)
    for choice in (*_with_country(parts[::-1]), *_with_state(parts[::-1], turned=True)):
        yield replace(choice, cost=choice.cost + 0.1)
    if len(parts) == 2:
        yield from _with_district(parts[0], parts[1], is_address, hints)


def _with_country(parts: Sequence[str]) -> Iterator[_Choice]:
    """Read "Hull, UK", "Austin, Texas, USA", and "Reston, Fairfax County, VA, USA" without the
    county, or without "Town Hall" before the city.
    """
    first, *between, last = parts
    if not (code := country_of(last)):
        return
    if not between:
        if region := _region_in(first, code):
            yield _Choice(1.2 if cities_named(first) else 1.0, Place(code, region))
        known = _city_in(first, code)
        if known or (_looks_like_name(first) and not country_of(first)):
            cost = (1.0 if known else 2.2) + (0.05 if len(last) == 2 else 0.0)
            yield _Choice(cost, Place(code, _region_of(known), shown(first, known)))
        return
    is_city = len(between) == 1 or _city_in(first, code) or _region_in(between[0], code)
    for choice in _with_region(first if is_city else between[0], between[-1], code):
        yield replace(choice, cost=choice.cost + 0.4 * (len(between) - 1))
    if (middle := _city_in(between[-1], code)) and not _city_in(first, code):
        yield _Choice(1.5, Place(code, _region_of(middle), shown(between[-1], middle)))


def _with_state(parts: Sequence[str], turned: bool = False) -> Iterator[_Choice]:
    """Read "Austin, Texas", and "Reston, Fairfax County, VA" without the county."""
    first, *between, last = parts
    regions = _region_candidates(last)
    is_clear = len({country for country, _, _ in regions}) == 1 or state_named(last) is not None
    by_form = is_clear and not between and not turned and _looks_like_name(first)
    for country, region, written in regions:
        is_american = country in ("CA", "US")
        is_sure = is_american or written in _NATIONS.values()
        known = _city_in(first, country, region)
        middle = _city_in(between[-1], country, region) if between and not known else None
        if known and (is_american or not between):
            cost = 1.0 + 0.4 * len(between)
        elif middle and not turned and not _is_known(first):  # a street before it
            yield _Choice(1.5, Place(country, written, shown(between[-1], middle)))
            continue
        elif by_form and not country_of(first):
            cost = 1.9 if is_sure else 2.2
        else:
            continue
        cost += 1.2 if not is_sure and _city_in(last, country) else 0.0
        yield _Choice(cost, Place(country, written, shown(first, known)))


def _with_district(
    first: str, second: str, is_address: bool, hints: frozenset[str]
) -> Iterator[_Choice]:
    """Read a city beside a name that the gazetteer lacks: its region behind it, or a part of it
    before it.
    """
    city, around = _lone(first, hints), _lone(second, hints)
    is_named = not _is_known(second) and not _is_list(second) and not small_towns(second)
    if city.city and city.country and is_named and _looks_like_name(second):
        yield _Choice(2.6, Place(city.country, city.region or shown(second), city.city))
    if around.city and around.country and not _is_known(first) and not is_address:
        yield _Choice(2.1, around)


def _alone_choices(text: str, is_address: bool, hints: frozenset[str]) -> Iterator[_Choice]:
    if is_address and not _is_known(text) and not small_towns(text):
        yield _Choice(0.5, None)
    place = _lone(text, hints)
    if place != Place():
        yield _Choice(1.0, place, "" if place.country else text)
    yield _Choice(_JUNK, None, text)


def _lone(text: str, hints: frozenset[str]) -> Place:
    """The place that a name means by itself: a country, a region or a city that dwarfs the
    others of its name.
    """
    if nation := _NATIONS.get(folded(text)):
        return Place("GB", nation)
    country = country_of(text)
    state = state_named(text)
    regions = regions_named(text)
    cities = _likely(text, _cities(text, hints))
    if country and state and country != state[0]:  # "Georgia"
        both = {country, state[0]} & hints
        return Place() if len(both) != 1 else Place(country) if country in both else Place(*state)
    if country:
        return Place(country)
    if state and all(city.inhabitants < _LARGE_FROM for city in cities):  # "New York" is the city
        return Place(*state)
    if cities:
        return _city_place(text, cities, hints)
    if len({region[0] for region in regions}) == 1 and len(text) > 3:
        return Place(regions[0][0], shown(text))
    return Place()


def _cities(text: str, hints: frozenset[str]) -> Sequence[City]:
    cities = cities_named(text)
    if cities and (not hints or any(city.country in hints for city in cities)):
        return cities
    return [town for town in small_towns(text) if town.country in hints] or (
        cities or small_towns(text)
    )


def _likely(text: str, cities: Sequence[City]) -> list[City]:
    """The cities of a name, none where it is an everyday word first and they are small."""
    if folded(text) in EVERYDAY:
        return [city for city in cities if city.inhabitants >= _EVERYDAY_FROM]
    written_as_name = len(text) > 3 or (text[:1].isupper() and not text.isupper())
    return [*cities] if written_as_name or folded(text) in _SHORT else []


_SHORT = frozenset({"nyc", "la", "sf", "kl"})
_NATION_CODES = {name.title(): code for name, code in UK_NATIONS.items()}
_NATIONS = {name: name.title() for name in UK_NATIONS}


def _city_place(text: str, cities: Sequence[City], hints: frozenset[str]) -> Place:
    """The city of a name in one of the hinted countries, else the one that dwarfs the others;
    else its name alone.
    """
    pool = [city for city in cities if city.country in hints] or [*cities]
    most = max(city.inhabitants for city in pool)
    meant = [city for city in pool if city.inhabitants * _DOMINANT >= most]
    name = (
        meant[0].name
        if folded(text) in _SHORT
        else _without_district(text, meant[0]) or shown(text, meant[0])
    )
    if len({city.country for city in meant}) > 1:
        return Place(city=name)
    regions = {city.region for city in meant}
    region = regions.pop() if len(regions) == 1 and meant[0].country in ("CA", "US") else ""
    return Place(meant[0].country, region, name)


def _without_district(text: str, city: City) -> str:
    """The large city whose name begins that of its district: "Berlin" of "Berlin Mitte"."""
    words = text.split()
    heads = (" ".join(words[:at]) for at in range(1, len(words)))
    for head in heads:
        large = next((town for town in cities_named(head) if town.country == city.country), None)
        least = max(_LARGE_FROM, _DOMINANT * city.inhabitants)
        if large and large.region == city.region and large.inhabitants >= least:
            return shown(head, large)
    return ""


def _with_region(city: str, region: str, code: str) -> Iterator[_Choice]:
    """A city with its region in a country; a region that is not known is kept in its own words."""
    named = _region_in(region, code)
    coded = [subdivision for country, subdivision in subdivisions_named(region) if country == code]
    known = _city_in(city, code)
    if not _looks_like_name(city):
        return
    if named:
        larger = _city_in(region, code) if code not in ("CA", "US") else None
        if larger and (known is None or larger.inhabitants > known.inhabitants * _DOMINANT):
            yield _Choice(0.9, Place(code, "", shown(region, larger)))
        in_region = known is not None and (
            not known.region or known.region in coded or code not in ("CA", "US")
        )
        yield _Choice(1.0 if in_region else 2.0, Place(code, named, shown(city, known)))
    elif known and _city_in(region, code) == known:  # "Tel Aviv-Yafo, Tel Aviv District"
        yield _Choice(1.2, Place(code, "", shown(city, known)))
    elif known and not _city_in(region, code) and not _is_list(region):
        yield _Choice(1.3, Place(code, region, shown(city, known)))
    elif _looks_like_name(region) and not _city_in(region, code):
        yield _Choice(3.0, Place(code, region, shown(city, known)))


def _region_candidates(text: str) -> list[tuple[str, str, str]]:
    """Country, code and the form to keep of every region a name or a code in capitals means."""
    if nation := _NATIONS.get(folded(text)):
        return [("GB", _NATION_CODES[nation], nation)]
    state = state_named(text)
    candidates = [(*state, state[1])] if state else []
    names = regions_named(text) if len(text) > 3 else ()
    candidates += [
        (country, code, shown(text))
        for country, code in names
        if not state or (country, code) != state
    ]
    if text.isupper() and len(text) <= 3:
        coded = (
            division for division in subdivisions_named(text) if division[0] in _CODED_COUNTRIES
        )
        candidates += [(country, code, text) for country, code in coded]
    return candidates


_CODED_COUNTRIES = frozenset(
    {"AU", "BR", "IT", "MX"}
)  # where addresses give the region by its code


def _region_in(text: str, country: str) -> str:
    """A region of a country as it is kept: by its code in the US and Canada, else as written; ""
    where it is none.
    """
    if _NUMBERED_REGION.fullmatch(text):
        return text
    state = state_named(text)
    if state and state[0] == country:
        return state[1]
    if folded(text) in _NATIONS and country == "GB":
        return _NATIONS[folded(text)]
    return (
        shown(text)
        if any(of_country == country for of_country, _ in subdivisions_named(text))
        else ""
    )


def _city_in(text: str, country: str, region: str = "") -> City | None:
    cities = [city for city in cities_named(text) if city.country == country]
    cities = cities or [city for city in small_towns(text) if city.country == country]
    if region and country in ("AU", "CA", "DE", "GB", "IN", "US"):
        exact = [city for city in cities if city.region == region]
        in_county = country == "GB" and region not in _NATION_CODES.values()
        return exact[0] if exact else cities[0] if cities and in_county else None
    return cities[0] if cities else None


def _region_of(city: City | None) -> str:
    """The region of a city whose country alone is given: where none else of its name is nearly
    as large.
    """
    if city is None or city.country not in ("CA", "US"):
        return ""
    same = [town for town in cities_named(city.name) if town.country == city.country]
    large = {town.region for town in same if town.inhabitants * _DOMINANT >= city.inhabitants}
    return city.region if len(large) <= 1 else ""


def _is_list(text: str) -> bool:
    """Tell a list of places, "Munich and Hamburg", from the name of a region."""
    parts = _by_words(text)
    return len(parts) > 1 and any(_is_known(part) for part in parts)


def _looks_like_name(text: str) -> bool:
    letters = (
        text.replace(" ", "").replace("-", "").replace("'", "").replace("’", "").replace(".", "")
    )
    named = (
        bool(letters)
        and letters.isalpha()
        and len(text.split()) <= 5
        and (text[0].isupper() or text.islower())
    )
    return named and not _is_list(text)


def shown(text: str, city: City | None = None) -> str:
    """A name as written; in capitals or without any, with the capitals of the gazetteer or of a
    name.
    """
    if not (text.islower() or (text.isupper() and len(text) > 3)):
        return text
    if city and folded(city.name) == folded(text):
        return city.name
    small = frozenset("de del di du la le les of and upon am an der den sur y".split())
    words = text.lower().split()
    return " ".join(
        word if at and word in small else _capitalised(word) for at, word in enumerate(words)
    )


def _capitalised(word: str) -> str:
    return "-".join(part[:1].upper() + part[1:] for part in word.split("-"))


@lru_cache(maxsize=1)
def _local_countries() -> dict[str, str]:
    countries: dict[str, list[str]] = vocabulary("cldr_countries")
    return {folded(name): code for code, names in countries.items() for name in names}


@lru_cache(maxsize=1)
def _groups() -> frozenset[str]:
    return frozenset(
        {folded(name).removeprefix("the ") for name in country_groups()} | set(GROUPS_ALSO)
    )
