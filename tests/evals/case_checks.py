"""What an evaluation case expects of an answer beyond facts, each told in words where it is not
met.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pydantic import BaseModel, ConfigDict, field_validator

from assistant.types import AlignedPair, Answer, Citation, Comparison
from store.types import Document


class Expect(BaseModel):
    """Fields that are None or empty expect nothing.

    `of` names roles by a word of title or team; `in_both` holds "A ~ B", a pattern for each side of
    an aligned pair. All patterns are case-insensitive regular expressions.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: str | None = None
    postings: int | None = None
    roles: int | None = None
    of: tuple[str, ...] | None = None
    says: tuple[str, ...] = ()
    says_not: tuple[str, ...] = ()
    quotes: tuple[str, ...] = ()
    standalone: tuple[str, ...] = ()
    standalone_not: tuple[str, ...] = ()
    asks_back: bool = False
    in_both: tuple[str, ...] = ()
    only_in: dict[str, tuple[str, ...]] = {}

    @field_validator("says", "says_not", "quotes", "standalone", "standalone_not")
    @classmethod
    def _compiles(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for pattern in value:
            re.compile(pattern)
        return value

    def unmet(self, answer: Answer, answerable: bool) -> tuple[str, ...]:
        """What the answer fails to do, in words; empty where it does all that is expected."""
        checks = (
            self._kind(answer, answerable),
            self._counts(answer),
            self._texts(answer),
            self._compared(answer),
        )
        return tuple(one for some in checks for one in some)

    def _kind(self, answer: Answer, answerable: bool) -> Iterator[str]:
        if answer.abstained == answerable:
            yield "abstained" if answer.abstained else "did not abstain"
        if self.kind and str(answer.query.kind) != self.kind:
            yield f"answered as {answer.query.kind}, not {self.kind}"
        if bool(answer.options) != self.asks_back:
            yield "asked back" if answer.options else "did not ask back"

    def _counts(self, answer: Answer) -> Iterator[str]:
        found = answer.selection
        for name, wanted in (("postings", self.postings), ("roles", self.roles)):
            given = len(getattr(found, name)) if found else None
            if wanted is not None and given != wanted:
                yield f"{given} {name}, not {wanted}"
        if self.of is not None and not _are(answer.roles, self.of):
            yield f"about {', '.join(_name(role) for role in answer.roles) or 'no role'}, not {', '.join(self.of)}"

    def _texts(self, answer: Answer) -> Iterator[str]:
        standalone = answer.query.standalone_question
        for what, patterns, text in (
            ("text", self.says, answer.text),
            ("question", self.standalone, standalone),
        ):
            yield from (f"the {what} lacks {one!r}" for one in patterns if not _holds(one, text))
        for what, patterns, text in (
            ("text", self.says_not, answer.text),
            ("question", self.standalone_not, standalone),
        ):
            yield from (f"the {what} has {one!r}" for one in patterns if _holds(one, text))
        quotes = [citation.quote for citation in answer.citations]
        yield from (
            f"no quote holds {one!r}"
            for one in self.quotes
            if not any(_holds(one, quote) for quote in quotes)
        )

    def _compared(self, answer: Answer) -> Iterator[str]:
        comparison = answer.comparison
        for pair in self.in_both:
            first, second = (one.strip() for one in pair.split("~"))
            if comparison is None or not any(
                _aligned(one, first, second) for one in comparison.in_both
            ):
                yield f"no aligned pair holds {pair!r}"
        for name, patterns in self.only_in.items():
            only = _only(comparison, name) if comparison else ()
            yield from (
                f"only in {name}: nothing holds {one!r}"
                for one in patterns
                if not any(_holds(one, said.quote) for said in only)
            )


def _holds(pattern: str, text: str) -> bool:
    return re.search(pattern, text, re.IGNORECASE) is not None


def _name(role: Document) -> str:
    return f"{role.title} {role.team}".casefold()


def _are(roles: tuple[Document, ...], names: tuple[str, ...]) -> bool:
    """Whether each name stands for one of the roles, and no role is left."""
    return len(roles) == len(names) and all(
        any(name in _name(role) for role in roles) for name in names
    )


def _aligned(pair: AlignedPair, first: str, second: str) -> bool:
    one, other = pair.first.quote, pair.second.quote
    return (_holds(first, one) and _holds(second, other)) or (
        _holds(first, other) and _holds(second, one)
    )


def _only(comparison: Comparison, name: str) -> tuple[Citation, ...]:
    if name in _name(comparison.first.role.document):
        return comparison.only_first
    return comparison.only_second if name in _name(comparison.second.role.document) else ()
