"""The words of quantities.yaml as patterns."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml


@lru_cache(maxsize=1)
def words() -> Mapping[str, Any]:
    """The tables of quantities.yaml."""
    path = Path(__file__).with_name("quantities.yaml")
    tables: Mapping[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    return tables


def compiled(pattern: str) -> re.Pattern[str]:
    """A pattern that takes no account of capitals."""
    return re.compile(pattern, re.IGNORECASE)


def any_of(names: Iterable[str]) -> str:
    """A pattern that any of the names meets, the longest first."""
    return "|".join(re.escape(name).replace(r"\ ", r"[\s-]+") for name in sorted(names, key=len, reverse=True))


def all_of(tables: Mapping[str, Mapping[str, str]]) -> str:
    """The same of every name of several tables."""
    return any_of(name for names in tables.values() for name in names)


def named(*keys: str) -> str:
    """The same of what quantities.yaml has under these keys."""
    table: Any = words()
    for key in keys:
        table = table[key]
    return any_of(table)


def value_of(tables: Mapping[str, Mapping[str, str]], word: str) -> str:
    """The key of the table that has a word, "" where none does."""
    folded = re.sub(r"[\s-]+", " ", word.casefold())
    return next((key for key, names in tables.items() if folded in names), "")
