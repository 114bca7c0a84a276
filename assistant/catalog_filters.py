"""Filters of postings, each given in words, as conditions on the catalog."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.errors import QuestionError
from assistant.facet_mentions import conditions_of, find_mentions
from assistant.facet_words import is_level
from assistant.known import Known
from assistant.spelling import corrected
from store.areas import REMOTE, Area
from store.catalog import Condition, Facet
from store.places import NOWHERE, place_in_words

FILTERS = ("title", "team", "company", "level", "place", "text")


def conditions_from(filters: Mapping[str, str | None], known: Known) -> tuple[Condition, ...]:
    """The conditions that filters in words come to; one that is None or empty filters nothing.

    Raises QuestionError for a filter of another name and for a place that names none.
    """
    unknown = [name for name in filters if name not in FILTERS]
    if unknown:
        raise QuestionError(f"There is no filter {unknown[0]!r}. There are: {', '.join(FILTERS)}.")
    given = {name: words.strip() for name, words in filters.items() if words and words.strip()}
    return tuple(one for name, words in given.items() for one in _filter_conditions(name, words, known))


def _filter_conditions(name: str, words: str, known: Known) -> tuple[Condition, ...]:
    spelled = corrected(words, known.words.spellings)
    if name == "place":
        return _filter_places(spelled, known)
    if name == "level":
        return (Condition(Facet.LEVEL, (is_level(spelled, known.words) or spelled,)),)
    return (Condition(Facet(name), (spelled,)),)


def _filter_places(words: str, known: Known) -> tuple[Condition, ...]:
    """ "outside the US", "Boston or Seattle": as a question would say it."""
    if remote := _remote(words, known):
        return (Condition(Facet.PLACE, remote),)
    question = words if words.split()[0].casefold() in ("in", "not", "outside", "except") else f"in {words}"
    mentions = [one for one in find_mentions(question, known) if one.facet is Facet.PLACE]
    if not mentions:
        there = sorted({str(place) for place in known.catalog.places})[:8]
        raise QuestionError(f"No place is known as {words!r}. There are postings in: {'; '.join(there) or 'none'}.")
    return conditions_of(question, mentions, known.catalog)


def _remote(words: str, known: Known) -> tuple[Area, ...]:
    """ "Remote, US", as a posting's place is shown; a question would say "remote jobs in the US"."""
    nowhere = [place for place in known.catalog.places if place.country and NOWHERE.fullmatch(place.city)]
    named = [one for one in nowhere if words.casefold() == place_in_words(one).casefold()]
    return tuple(Area(words, frozenset({one.country}), city=REMOTE.city) for one in named)
