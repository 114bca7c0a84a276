"""Iterators of any kind as generators, so that closing them reaches what they iterate."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import TypeVar

_Item = TypeVar("_Item")


def closable(items: Iterator[_Item]) -> Generator[_Item, None, None]:
    """`items` as a generator."""
    yield from items
