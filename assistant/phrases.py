"""Lists and numbers as they stand in a sentence."""

from __future__ import annotations

from collections.abc import Sequence


def listed(parts: Sequence[str], joint: str = "and") -> str:
    """One or more words as a list: "a, b and c"."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} {joint} {parts[-1]}"


def counted(number: int, one: str, many: str = "") -> str:
    """ "1 posting", "7 postings", "no postings"; `many` where the plural is not the word with an "s"."""
    plural = many or (one if one.endswith("s") else f"{one}s")
    return f"{number:,} {one}" if number == 1 else f"{f'{number:,}' if number else 'no'} {plural}"
