"""Find the amounts that a text states: numbers with what they measure or count."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import combinations, product
from typing import Any

from assistant.language.facts import stems
from assistant.tuning import tuning
from store.text.listed import listed
from store.text.stemming import singular

_TOKEN = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?|[^\W\d_]+|[£€$%]|[.;:]")
_RATES = frozenset(("a", "an", "each", "every", "per"))


@dataclass(frozen=True, slots=True)
class Amount:
    """A number as written, and its value in the base unit of its kind.

    `kind` is the kind of unit ("time", "euros"), empty where a number counts things; `counted` are
    then the stems of the next words. `said` are its words, from the number to the unit.
    """

    written: float
    value: float
    kind: str = ""
    counted: frozenset[str] = frozenset()
    said: str = field(default="", compare=False)

    def stands_in(self, amounts: Sequence[Amount]) -> bool:
        """Return whether one of the amounts has this number, converted or as written."""
        return any(self._is_near(amount) for amount in amounts)

    def is_told_otherwise(self, amounts: Sequence[Amount]) -> bool:
        """Return whether the amounts use this number only for other things, and give another number
        for what this one counts.
        """
        alike = [amount for amount in amounts if self._is_near(amount)]
        if self.kind:
            return bool(alike) and not any(amount.kind in (self.kind, "") for amount in alike)
        rivals = any(amount.counted & self.counted for amount in amounts if amount not in alike)
        return rivals and bool(alike) and not any(amount.counted & self.counted for amount in alike)

    def _is_near(self, other: Amount) -> bool:
        if self.kind and self.kind == other.kind:
            return abs(self.value - other.value) <= tuning().judge.amounts_close * max(
                self.value, other.value
            )
        return self.written == other.written


_A_YEAR = (Amount(12, 12, "times"), Amount(52, 52, "times"))  # the months and weeks of a year


def amounts_of(text: str) -> tuple[Amount, ...]:
    """Return the amounts of a text in order; "one" and "a" alone are not amounts."""
    return tuple(amount for amount in _all_amounts(text) if amount.written != 1 or amount.kind)


def unexplained(claim: str, told: Sequence[str], lines: Sequence[str]) -> list[Amount]:
    """Return the amounts of a claim that are neither in `told` nor can be calculated from two that
    are.

    Either one of the two is in the claim itself, which thereby shows what it adds, subtracts or
    multiplies, or both are in the same one of the `lines`. An amount a month or a week may be given
    a year.
    """
    stated = [amount for text in told for amount in _all_amounts(text)]
    known = [
        amount for amount in _all_amounts(claim) if amount.written == 1 or amount.stands_in(stated)
    ]
    open_ones = [amount for amount in _all_amounts(claim) if amount not in known]
    of_lines = [
        [amount for amount in _all_amounts(line) if not _is_a_unit(amount)] for line in lines
    ]
    beside = [*(amount for line in of_lines for amount in line), *_A_YEAR]
    pairs = [
        pair for line in of_lines for pair in (*combinations(line, 2), *product(line, _A_YEAR))
    ]
    while open_ones:
        operands = [amount for amount in known if not _is_a_unit(amount)]
        tried = [*pairs, *combinations(operands, 2), *product(operands, beside)]
        found = [amount for amount in open_ones if any(_makes(pair, amount) for pair in tried)]
        if not found:
            break
        known += found
        open_ones = [amount for amount in open_ones if amount not in found]
    return open_ones


def _is_a_unit(amount: Amount) -> bool:
    """Return whether an amount is the "a" of "a week"."""
    return amount.written == 1 and bool(amount.kind)


def _makes(pair: tuple[Amount, Amount], amount: Amount) -> bool:
    """Return whether two amounts make a third: amounts of one kind by addition or subtraction,
    others by multiplication.
    """
    first, second = (operand.written for operand in pair)
    kinds = {operand.kind for operand in pair}
    results: list[float] = []
    if "times" not in kinds and len(kinds - {""}) < 2 and amount.kind in ("", *kinds):
        results += [first + second, abs(first - second)]
    if len(kinds) > 1 and amount.kind in ("", *kinds):
        results.append(first * second)
    rounded = tuning().judge.amounts_rounded
    return any(result and abs(result - amount.written) <= rounded * result for result in results)


@lru_cache(maxsize=4096)
def _all_amounts(text: str) -> tuple[Amount, ...]:
    """Return every amount of a text, including each "one"."""
    spans = [match.span() for match in _TOKEN.finditer(text)]
    written = [text[start:end].lower() for start, end in spans]
    tokens = [singular(token) if token[0].isalpha() else token for token in written]
    found: list[Amount] = []
    at = 0
    while at < len(tokens):
        number, end = _number(tokens, at)
        if number is not None:
            amount, first, last = _measured(number, tokens, at, end)
            found.append(replace(amount, said=text[spans[first][0] : spans[last - 1][1]]))
        at = max(end, at + 1)
    return tuple(found)


def in_digits(word: str) -> str:
    """Return a number word in digits; any other word unchanged."""
    number = _words()["numbers"].get(word)
    return word if number is None else str(number)


def _number(tokens: Sequence[str], at: int) -> tuple[float | None, int]:
    """Return the number that begins at a token, and the position after it."""
    words = _words()
    token, end = tokens[at], at + 1
    numbers: Mapping[str, float] = words["numbers"]
    if token[0].isdecimal():
        number = float(token.replace(",", ""))
    elif token in numbers:
        number = numbers[token]
        if number >= 20 and numbers.get(_at(tokens, end), 0) in range(1, 10):
            number, end = number + numbers[tokens[end]], end + 1
    elif (
        token in ("a", "an")
        and _at(tokens, end) in words["fractions"]
        and _at(tokens, at + 2) == "of"
        and (not at or tokens[at - 1] != "and")  # "a year and a half of it"
    ):
        number = 1.0
    else:
        return _number_in_words(tokens, at)
    if _at(tokens, end) in words["scales"]:
        number, end = number * words["scales"][tokens[end]], end + 1
    if tokens[end : end + 3] == ["and", "a", "half"]:
        number, end = number + 0.5, end + 3
    return number, end


def _number_in_words(tokens: Sequence[str], at: int) -> tuple[float | None, int]:
    """Read "a dozen", "half a year", "a year and a half" or "a year", as `_number` does."""
    token, words, units = tokens[at], _words(), _units()
    is_article = token in ("a", "an")
    if token in words["multiples"]:
        return words["multiples"][token], at + 1
    if token in words["scales"] and len(token) > 2:
        return words["scales"][token], at + 1
    if token == "half" and _at(tokens, at + 1) in ("a", "an") and _at(tokens, at + 2) in units:
        return 0.5, at + 2
    if (
        is_article
        and _at(tokens, at + 1) in units
        and tokens[at + 2 : at + 5] == ["and", "a", "half"]
    ):
        return 1.5, at + 1
    if (is_article or token == "fortnight") and units.get(_at(tokens, at + is_article), [""])[
        0
    ] == "time":
        return 1.0, at + is_article
    return None, at + 1


def _measured(number: float, tokens: Sequence[str], at: int, end: int) -> tuple[Amount, int, int]:
    """A number with the unit before or behind it, else with what it counts, and the tokens from
    which and up to which it is said.
    """
    units = _units()
    fraction = _words()["fractions"].get(_at(tokens, end))
    if fraction:
        return Amount(number * fraction, number * fraction, "percent"), at, end + 1
    before = units.get(tokens[at - 1] if at else "")
    if before and not tokens[at - 1].isalpha():
        return Amount(number, number, before[0]), at - 1, end
    for last, token in enumerate(tokens[end : end + tuning().judge.unit_within], start=end + 1):
        if token in units:
            kind, factor = units[token]
            return Amount(number, number * factor, kind), at, last
        if not token.isalpha() or token in _RATES:
            break
    return Amount(number, number, counted=stems(" ".join(tokens[end : end + 2]))), at, end


def _at(tokens: Sequence[str], index: int) -> str:
    return tokens[index] if index < len(tokens) else ""


@lru_cache(maxsize=1)
def _words() -> Mapping[str, Any]:
    words: Mapping[str, Any] = listed(__file__, "amounts")
    return words


@lru_cache(maxsize=1)
def _units() -> dict[str, tuple[str, float]]:
    """Return the kind and size of each unit."""
    return {
        unit: (kind, size)
        for kind, sizes in _words()["units"].items()
        for unit, size in sizes.items()
    }
