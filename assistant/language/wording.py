"""Lists and numbers as they appear in a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from assistant.language.spelling import is_word
from assistant.language.statements import third_person
from store.types import Progress

_FAKE_MARKER = re.compile(
    r"\[(\s*\^?\d[\d,;\s–-]*)\]|［(\s*\^?\d[\d,;\s–-]*)］|【(\s*\^?\d[^】]*)】"
)
# A bar would end a cell; a backtick would begin code, in which markers don't count; two stars would
# begin bold.
_IN_CELL = str.maketrans({"|": "¦", "`": "'"})


def plain(text: str) -> str:
    """Return source text on one line, with nothing in it that looks like a marker."""
    return _FAKE_MARKER.sub(
        lambda match: f"({match[1] or match[2] or match[3]})", " ".join(text.split())
    )


def plain_cell(text: str) -> str:
    """Return the same, safe in a table's cell and in a line that has several quotes."""
    return plain(text).translate(_IN_CELL).replace("**", "*")


def listed(parts: Sequence[str], joint: str = "and") -> str:
    """Return parts as a list: "a, b and c"; if a part has a comma, "a, b; c; and d"."""
    if len(parts) == 1:
        return parts[0]
    if any(", " in part for part in parts):
        return f"{'; '.join(parts[:-1])}; {joint} {parts[-1]}"
    return in_one_sentence(parts, joint)


def in_one_sentence(parts: Sequence[str], joint: str = "and") -> str:
    """Return parts of one sentence, joined with commas whatever they contain: "is in Leeds, UK,
    pays less and closes".
    """
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} {joint} {parts[-1]}"


def each_once(values: Iterable[str]) -> str:
    """Return the distinct values that are not empty: "hybrid; on site"."""
    return "; ".join(filter(None, dict.fromkeys(values)))


def counted(number: int, singular: str, many: str = "") -> str:
    """Return "1 posting", "7 postings" or "no postings"; `many` is a plural without "s"."""
    plural = many or (singular if singular.endswith("s") else f"{singular}s")
    return (
        f"{number:,} {singular}" if number == 1 else f"{f'{number:,}' if number else 'no'} {plural}"
    )


def progress_line(progress: Progress) -> str:
    """Return "Embedding 120 of 600, 40 a second, about 12 seconds left", as far as known."""
    done = (
        f"{progress.stage} {progress.done:,} of {progress.total:,}"
        if progress.total
        else progress.stage
    )
    return ", ".join(filter(None, (done, pace_in_words(progress))))


def pace_in_words(progress: Progress) -> str:
    """Return "40 a second, about 12 seconds left"; "" if it is not known."""
    left = progress.seconds_left
    if left is None:
        return ""
    rate = (
        f"{progress.rate:,.0f} a second"
        if progress.rate >= 1
        else f"{progress.rate * 60:,.0f} a minute"
    )
    return f"{rate}, about {_duration(left)} left"


def _duration(seconds: float) -> str:
    """Return "12 seconds", "3 minutes"."""
    return (
        counted(max(1, round(seconds)), "second")
        if seconds < 90
        else counted(round(seconds / 60), "minute")
    )


_ON_ONE = re.compile(r"The (?:role|employer) (?P<verb>[\w'’-]+)(?: (?P<rest>.*))?$", re.IGNORECASE)
_ON_YOU = re.compile(r"In the role (?P<rest>you\b.*)$", re.IGNORECASE)
_PREFERRED = re.compile(r"^(.*) is preferred, not required$")
_FRAME = re.compile(r"^(?:one (?!of\b)|a job (?=of this kind))")
_BE = {"is": "are", "has": "have", "does": "do"}


def of_several(claims: Sequence[str], of: str, number: int, *, denied: bool = False) -> str:
    """Put claims about one role into words for several: "The role sponsors visas." as "**2** of the
    6 roles sponsor visas".

    `of` comes first, "of the 6 roles"; `claims` are alternatives of one form.
    """
    claim = _alternatives([claim.rstrip(".") for claim in claims])
    who = f"**{_number(number)}** {of}"
    if on_you := _ON_YOU.match(claim):
        return (
            f"In {who[:2]}{who[2:].lower()} {_denied(on_you['rest']) if denied else on_you['rest']}"
        )
    claim = _PREFERRED.sub(r"The role prefers \1 without requiring it", claim)
    on_one = _ON_ONE.match(claim)
    verb, rest = (
        (on_one["verb"], on_one["rest"] or "")
        if on_one
        else ("says", f"that {claim[:1].lower()}{claim[1:]}")
    )
    rest = _FRAME.sub("", rest)
    if verb == "is" and rest.startswith("with "):
        verb = "comes"
    several = number > 1
    if verb == "is":
        return f"{who} {'are' if several else 'is'} {'not ' if denied else ''}{rest}".rstrip()
    if denied:
        return f"{who} {'do' if several else 'does'} not {plural_verb(verb)} {rest}".rstrip()
    return f"{who} {plural_verb(verb) if several else verb} {rest}".rstrip()


def plural_verb(verb: str) -> str:
    """Return "sponsor" for "sponsors" and "carry" for "carries"; a verb in another form is
    unchanged.
    """
    if verb in _BE:
        return _BE[verb]
    shorter = (f"{verb[:-3]}y", verb[:-2], verb[:-1])
    unknown = verb[:-1] if third_person(verb[:-1]) == verb else verb
    return next(
        (
            each
            for each in shorter
            if len(each) > 1 and third_person(each) == verb and is_word(each)
        ),
        unknown,
    )


def _number(number: int) -> str:
    return {0: "None", 1: "One"}.get(number, f"{number:,}")


def _denied(clause: str) -> str:
    """Return "you do not drive" for "you drive"."""
    return clause.replace("you ", "you do not ", 1)


def _alternatives(claims: Sequence[str]) -> str:
    """Return claims as one: "The role involves cranes or cargo"."""
    words = [claim.split() for claim in claims]
    same = 0
    while same < min(map(len, words)) and len({tuple(each[: same + 1]) for each in words}) == 1:
        same += 1
    return " ".join(
        [*words[0][:same], listed([" ".join(each[same:]) for each in words], "or")]
    ).strip()
