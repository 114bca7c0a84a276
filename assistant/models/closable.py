"""Turn iterators into generators, so that closing them closes what they iterate."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import TypeVar

_Item = TypeVar("_Item")


def closable(items: Iterator[_Item]) -> Generator[_Item, None, None]:
    """Return `items` as a generator."""
    yield from items
