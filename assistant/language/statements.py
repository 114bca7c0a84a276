"""Find what people who ask say about themselves: what they have, lack, need or like.

The words are in statements.yaml.

"I have three years and no degree, and I need a visa" says that they have three years, lack a degree
and need a visa.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from typing import Any

from assistant.language.words import one_of
from store.text.listed import any_of, compiled, listed
from store.text.sentences import sentence_spans

_THIRD_PERSON = {"have": "has", "are": "is", "were": "was", "do": "does", "'re": "is"}
_FIXED = frozenset("is was has does must".split())
_CLAUSE = re.compile(r"[^.;!?]+")
_PIECE = compiled(
    r"(?:(?!\s(?:and|but|so|because)\b|\s[-–—]\s)[^.,;:!?\n])+|[^.,;:!?\n](?=\s[-–—]\s)"
)
_ASKING = one_of("question_words")
_ASKS = compiled(
    rf"^\W*(?:(?:and|but|so|or)\W+)*(?:{_ASKING}|{one_of('telling')}|any|please"
    rf"|(?!(?:am|have|had|has|was|were)\b){one_of('auxiliaries')})\b"
)
_JOINT = compiled(r"^\W*(?:(?:and|but|or|so)\b\W*)*")
_ASKS_AFTER = compiled(rf"\s(?={_ASKING}\s+(?:\w+\s+)?{one_of('auxiliaries')}\b)")


class Stance(StrEnum):
    """How people who ask relate to a thing."""

    HAS = "has"
    LACKS = "lacks"
    NEEDS = "needs"
    LIKES = "likes"


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing that people who ask say about themselves.

    Attributes:
        words: the clause as written.
        what: the thing, "a degree", or the activity, "drive a car".
        is_done: whether `what` is an activity.
    """

    words: str
    stance: Stance
    what: str
    is_done: bool = False


@dataclass(frozen=True, slots=True)
class _Patterns:
    turn: re.Pattern[str]
    person: re.Pattern[str]
    stances: tuple[tuple[Stance, re.Pattern[str]], ...]
    without: re.Pattern[str]
    holds: re.Pattern[str]
    purpose: re.Pattern[str]
    article: re.Pattern[str]
    between: re.Pattern[str]
    goes_on: re.Pattern[str]
    leads: re.Pattern[str]
    owner: re.Pattern[str]
    opens: re.Pattern[str]
    asks_self: re.Pattern[str]
    behind: re.Pattern[str]
    turns_on: re.Pattern[str]
    tells: re.Pattern[str]
    aims: re.Pattern[str]


@lru_cache(maxsize=1)
def words() -> Any:
    """Return the tables of statements.yaml."""
    return listed(__file__, "statements")


@lru_cache(maxsize=1)
def _patterns() -> _Patterns:
    table = words()
    persons, between = any_of(table["persons"]), any_of(table["between"])
    led = rf"(?:(?:{between})\b[\s']*)*"
    opens = any_of(
        [*table["persons"], *table["owners"], *table["lacks"], *table["needs"], *table["goes_on"]]
    )
    telling = ((Stance.LACKS, "lacks"), (Stance.NEEDS, "needs"), (Stance.LIKES, "likes"))
    holds = any_of(table["holds"])
    return _Patterns(
        turn=compiled(
            rf"\s*(?:[,;]|[-–—](?=\s)|\b(?:and|but)\b)(?:\s(?:and|but))?\s*(?=(?:{opens})\b)"
            r"|,?\sbut\s"
        ),
        person=compiled(rf"\b(?:{persons})(?!\w)\s*"),
        stances=tuple(
            (stance, compiled(rf"^{led}(?:(?:{holds})\b\s*)?(?P<word>{any_of(table[key])})\b\s*"))
            for stance, key in telling
        ),
        without=compiled(r"^(?:with\s+no|without|no)\b\s*"),
        holds=compiled(rf"^(?:(?:{between}|{holds})\b[\s']*)*(?<!\w)(?:{holds})\b\s*"),
        purpose=compiled(rf"^(?:{any_of(table['purposes'])})\b\s*"),
        article=compiled(rf"^(?:{any_of(table['articles'])})\b\s*"),
        between=compiled(rf"\b(?:{between})\b"),
        goes_on=compiled(rf"^(?:{any_of(table['goes_on'])})\b\s*"),
        leads=compiled(
            rf"^(?:(?:{any_of(table['leads'])})\b\W*(?=\b(?:{persons}"
            rf"|{any_of(table['leads'])})\b))*"
        ),
        owner=compiled(rf"\b(?:{any_of(table['owners'])})\b"),
        opens=compiled(
            rf"(?:^|(?<![\w'’]))(?:{persons}|{between}|{holds}|{any_of(table['goes_on'])}"
            rf"|{any_of(table['leads'])})?\s*$"
        ),
        asks_self=compiled(
            rf"^\W*(?:(?:and|but|so|or)\W+)*(?:{one_of('auxiliaries')}\s+(?:{persons})|{_ASKING}s)\b"
        ),
        behind=compiled(
            rf"\b(?:{any_of([*table['goes_on'], 'although', 'given', 'if', 'since', 'without'])})\b"
            r"(?!\s(?:the|this|that)\b)"  # "should I bother with the Hull one?"
        ),
        turns_on=compiled(rf"\s(?=(?:with\s+no|without|no|{any_of(table['needs'])})\b)"),
        tells=compiled(
            rf"^\W*(?:(?:{any_of([*table['leads'], *table['greets']])})\b\W*)*"
            rf"(?:(?:{persons}|(?:{any_of(table['owners'])})\s+\w+)(?![\w'’])"
            rf"|(?:{any_of(table['lately'])})\s\w+ed\s(?:an?|as|from|my|the|with)\b)"
        ),
        aims=compiled(rf"\b(?:{any_of([*table['aims'], *table['needs'], *table['likes']])})\b"),
    )


def statements_in(text: str) -> Iterator[Statement]:
    """Yield what a text says about the person who asks, in order; the question itself must be left
    out.
    """
    for span in sentence_spans(text, 0, len(text)):
        for clause in _CLAUSE.findall(span.of(text)):
            said = False
            for piece in _patterns().turn.split(clause):
                if (statement := statement_of(piece, follows=said)) is not None:
                    said = True
                    yield statement


def statement_of(piece: str, *, follows: bool = False) -> Statement | None:
    """Return the statement of one clause, None if it makes none; a clause that `follows` another
    needs no person: "no degree".
    """
    patterns = _patterns()
    piece = piece.strip(" \t\n,:–—-")
    piece = piece[patterns.leads.match(piece).end() :]  # type: ignore[union-attr]
    person = patterns.person.search(piece)
    told = piece[person.end() :] if person else piece
    if not person and (without := patterns.without.match(piece)):
        return _statement(piece, Stance.LACKS, piece[without.end() :])
    for stance, pattern in patterns.stances:
        match = pattern.match(told)
        if match and (person or stance is not Stance.LIKES):
            return _statement(
                piece, stance, told[match.end() :], is_done=_is_done(stance, match, told)
            )
    if person is None and (goes_on := patterns.goes_on.match(piece)):
        return _statement(piece, Stance.HAS, piece[goes_on.end() :])
    if person is None and not (follows or patterns.owner.search(piece)):
        return None
    held = patterns.holds.match(told)
    return _statement(
        piece,
        Stance.HAS,
        told[held.end() :] if held else told,
        is_done=held is None and bool(person),
    )


def told_at(text: str) -> Iterator[tuple[int, int]]:
    """Yield where a text says how the person who asks lives and works, as (start, end): "I live in
    Hull", not "I want to live in Hull" or "can I live in Hull".
    """
    patterns = _patterns()
    end, tells = 0, False
    for piece in _PIECE.finditer(text):
        if re.search(r"[.;!?:\n]", text[end : piece.start()]):
            tells = False
        end = piece.end()
        asks = _ASKS_AFTER.search(piece[0])
        aims = patterns.aims.search(piece[0])
        clause = piece[0][
            : min(match.start() for match in (asks, aims) if match) if asks or aims else None
        ]
        tells = not _ASKS.match(piece[0]) and (tells or patterns.tells.match(clause) is not None)
        if tells:
            yield piece.start(), piece.start() + len(clause)
        tells = tells and clause == piece[0]


def beside_asking(text: str) -> Iterator[tuple[int, int]]:
    """Yield the parts, as (start, end), in which a text that asks whether something suits somebody
    doesn't ask.
    """
    for piece in _PIECE.finditer(text):
        after = _ASKS_AFTER.search(piece[0])
        told = piece[0][: after.start()] if after else piece[0]
        if not (_ASKS.match(told) or _patterns().asks_self.match(told)):
            yield piece.start(), piece.start() + len(told)
        elif behind := _patterns().behind.search(told):
            yield piece.start() + behind.start(), piece.start() + len(told)


def told_in(text: str) -> Iterator[Statement]:
    """Yield, clause by clause, what people say about themselves when they ask whether something
    suits them.

    In a clause that asks, what follows "with", "as" or "if" is a statement.
    """
    stance = Stance.HAS
    for start, end in beside_asking(text):
        for part in map(_bare, _run_on(text[start:end])):
            if (statement := statement_of(part, follows=True)) is None:
                continue
            names_more = stance is Stance.NEEDS and not _patterns().person.search(part)
            if names_more and statement.stance is Stance.HAS and not re.search(r"\d", part):
                statement = replace(statement, stance=Stance.NEEDS)  # "a visa, a car and a flat"
            stance = statement.stance
            yield statement


def _bare(part: str) -> str:
    return _JOINT.sub("", part)


def _run_on(piece: str) -> Iterator[str]:
    """Yield the parts of "four years at sea need a visa no degree", which has no commas."""
    patterns, start = _patterns(), 0
    for match in patterns.turns_on.finditer(piece):
        if patterns.opens.search(piece[start : match.start()]) is None:
            yield piece[start : match.start()]
            start = match.end()
    yield piece[start:]


def _is_done(stance: Stance, match: re.Match[str], told: str) -> bool:
    """Return whether a stance is about an activity, as in "I can't drive", not about a thing: "I
    have no degree".
    """
    if stance is not Stance.LACKS or match["word"].casefold() in ("no", "without", "lack"):
        return False
    return _patterns().holds.match(told[match.end() :]) is None


def _statement(piece: str, stance: Stance, what: str, *, is_done: bool = False) -> Statement | None:
    patterns = _patterns()
    if stance is Stance.LACKS and not is_done and (held := patterns.holds.match(what)):
        what = what[held.end() :]
    if stance is not Stance.HAS:
        what = patterns.purpose.sub("", what)
    if not is_done and stance is Stance.LACKS:
        what = patterns.article.sub("", what)
    what = what.strip(" \t\n,;:–—-")
    says_something = patterns.between.sub("", what).strip()
    return Statement(piece, stance, what, is_done) if says_something else None


def third_person(verb: str) -> str:
    """Return "refuses" for "refuse"; a word that has that form already, or isn't a verb, is
    unchanged.
    """
    plain = verb.lower()
    if plain in _THIRD_PERSON:
        return _THIRD_PERSON[plain]
    if plain in _FIXED or (plain.endswith("s") and not plain.endswith("ss")):
        return verb
    if re.search(r"(?:s|x|z|ch|sh|o)$", plain):
        return f"{verb}es"
    return f"{verb[:-1]}ies" if re.search(r"[^aeiou]y$", plain) else f"{verb}s"
