"""Words and names that are data: they lie in YAML beside the code that reads them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any


@cache
def listed(module: str, name: str) -> Any:
    """Return what the YAML file `name` beside a module holds, read once: `listed(__file__,
    "furniture")`.
    """
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the one in C is not built everywhere
    return yaml.load((Path(module).parent / f"{name}.yaml").read_text("utf-8"), loader)


def any_of(words: Iterable[object]) -> str:
    """Return a pattern that any of the words meets, the longest first.

    A space also stands for a hyphen or a line break, and either form of an apostrophe for both.
    """
    longest_first = sorted(map(str, words), key=len, reverse=True)
    return "|".join(
        re.escape(word).replace(r"\ ", r"[\s-]+").replace("'", "['’]") for word in longest_first
    )


def compiled(pattern: str) -> re.Pattern[str]:
    """Compile a pattern that takes no account of capitals."""
    return re.compile(pattern, re.IGNORECASE)
