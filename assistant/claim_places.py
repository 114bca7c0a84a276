"""The cities and countries a sentence names."""

from __future__ import annotations

import re
from functools import lru_cache

from assistant.facts import stems
from store.gazetteer import EVERYDAY, cities_named, country_names
from store.names import UPPER

_NAME = re.compile(rf"(?<=[^.!?:] )[{UPPER}][^\W\d_]+(?:[ -][{UPPER}][^\W\d_]+)*")


@lru_cache(maxsize=4096)
def places_in(text: str) -> frozenset[str]:
    """Stems of the names of places after "in" and the like; none of a person called London."""
    found = (match[0] for match in _NAME.finditer(text) if _SITUATES.search(text[: match.start()]))
    return frozenset[str]().union(*(stems(name) for name in found if _is_place(name)))


_SITUATES = re.compile(r"\b(?:in|at|near|from|to|outside|around) (?:the )?$", re.IGNORECASE)


def _is_place(name: str) -> bool:
    return name.lower() not in EVERYDAY and (bool(cities_named(name)) or name in country_names().values())
