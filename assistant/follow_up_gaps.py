"""Rules for what is left out: "why?", "tell me more", "And in London?", "And the pay?".

Each gives back what it was given where it does not apply.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.catalog_question import left_over, parse
from assistant.compare_question import CLOSER, COMPARES, parse_comparison
from assistant.conversation_focus import MOST_NAMED, Focus, in_names
from assistant.conversation_words import (
    GAP,
    IT,
    LED,
    LED_BEFORE,
    MORE,
    NOUN,
    ORDINAL,
    OTHER_ONE,
    SHORT,
    THEM,
    THIS_ROLE,
    WHY,
)
from assistant.facet_mentions import Mention, find_mentions, without_mentions
from assistant.follow_up_references import followed
from assistant.known import Known
from assistant.role_references import own_words, role_words
from assistant.types import Kind
from store.catalog import Facet


def why_asked(question: str, focus: Focus, known: Known) -> str:
    if not WHY.match(question):
        return question
    asked = focus.last.rstrip("?!. ")
    verb = re.match(r"(is|are|do|does|did|can|could|should|was|were|will|would|has|have|must)\b", asked, re.IGNORECASE)
    if verb:
        return f"Why {asked[0].lower()}{asked[1:]}?"
    auxiliary = re.match(
        r"(?:what|who|where|when|how) (?=(?:is|are|do|does|did|can|could|was|were|will|would|should)\b)",
        asked,
        re.I,
    )
    return f"Why {asked[auxiliary.end() :]}?" if auxiliary else question


def more_asked(question: str, focus: Focus, known: Known) -> str:
    if not MORE.match(question):
        return question
    if focus.roles and not focus.subject:
        return f"Tell me more about {in_names(focus.roles[:MOST_NAMED], known, focus.last)}"
    asked = re.sub(
        r"^(?:tell me more about|tell me more:|tell me about)\s+", "", focus.last.rstrip("?!. "), flags=re.IGNORECASE
    )
    wanted = re.sub(
        r"^((?:what|who|how|why|when|where|which)\b(?: \w+)??) (?:do|does|did) ", r"\1 ", asked, flags=re.IGNORECASE
    )
    if re.match(r"(?:what|who|how|why|when|where|which)\b", wanted, re.IGNORECASE):
        return f"Tell me more about {wanted[0].lower()}{wanted[1:]}"
    return f"Tell me more about {_whether(asked, focus, known)}"


def _whether(asked: str, focus: Focus, known: Known) -> str:
    """What a yes-or-no question was about: "does the Ovens role involve rye" about rye in that role."""
    own = own_words(asked, focus.roles[0], known) if len(focus.roles) == 1 else ""
    behind = (
        re.search(rf"{re.escape(own.removeprefix('the '))}\W+\w+\s+(?P<rest>\w.*)", asked, re.IGNORECASE)
        if own
        else None
    )
    if behind:
        return f"{behind['rest']} in {own}"
    return re.sub(r"^(?:is|are|do|does|did|can|could|should|will|would|has|have)\s+", "", asked, flags=re.IGNORECASE)


def which_ones(question: str, focus: Focus, known: Known) -> str:
    """ "Which ones?", "How many?" or "Where?" after a list or a count: the same question, asked the other way."""
    match = SHORT.fullmatch(question)
    if not match or (parse(focus.last, known).ask is None and not focus.roles):
        return question
    if match["where"]:
        roles = focus.roles or focus.shown
        if not roles or len(roles) > MOST_NAMED:
            return question
        return f"Where {'is' if len(roles) == 1 else 'are'} {in_names(roles, known, focus.last)} posted?"
    wanted, other = ("how many", r"\b(?:which|what)\b") if match["many"] else ("which", r"\bhow many\b")
    filled = re.sub(other, wanted, focus.last, count=1, flags=re.IGNORECASE)
    if filled != focus.last or not match["many"]:
        return filled[0].upper() + filled[1:]
    return f"How many are there: {focus.last}"


def gap_filled(question: str, focus: Focus, known: Known) -> str:
    """ "And in London?", "What about Bellevue?": the last question with the new value in the old one's place."""
    match = GAP.match(question)
    if not match or not match["rest"]:
        return question
    rest = match["rest"]
    started = match.start("rest") > 0 or len(rest.split()) <= 4
    mentions = find_mentions(rest, known)
    if not started or re.search(
        r"\b(?:is|are|do|does|did|can|how|what|which|who|where|when|why|will|would|should|tell|show|list|compare)\b",
        rest,
        re.I,
    ):
        return question
    if not mentions:
        return (
            _new_subject(question, rest, focus, known)
            if match.start("rest") > 0 and len(rest.split()) <= 5
            else question
        )
    if _asks_more(rest, mentions) or (match.start("rest") == 0 and parse(question, known).ask is not None):
        return question
    return _substituted(rest, mentions, focus, known)


def _new_subject(question: str, rest: str, focus: Focus, known: Known) -> str:
    """ "What about mentoring?": the last question's frame around a new subject."""
    if THEM.search(rest) or IT.search(rest) or THIS_ROLE.search(rest) or ORDINAL.search(rest):
        return question
    rest = re.sub(r"^(?:with|about|of|on|for)\s+", "", rest, flags=re.IGNORECASE)
    parsed = parse(focus.last, known)
    if parsed.ask is not None and parsed.ask.subjects:
        words = [term.text for one in parsed.ask.subjects for term in one.ask.terms]
        span = re.search(r"\b" + r"\W+(?:\w+\W+){0,2}?".join(map(re.escape, words)) + r"\b", focus.last, re.IGNORECASE)
        return f"{focus.last[: span.start()]}{rest}{focus.last[span.end() :]}" if span else question
    if focus.roles and len(focus.roles) <= MOST_NAMED and (parsed.mentions or parsed.kind is not Kind.ANSWER):
        return f"What about {rest} in {in_names(focus.roles, known, focus.last)}?"
    return question


def _substituted(rest: str, mentions: Sequence[Mention], focus: Focus, known: Known) -> str:
    last = focus.last
    parsed = parse(last, known)
    old = list(parsed.mentions)
    facets = {one.facet for one in mentions}
    same = [one for one in old if one.facet in facets]
    if parsed.ask is None and old and not same:  # another role is meant: all that named the old one goes
        same = old
    if same:
        before = LED_BEFORE.search(last[: same[0].start])
        if LED.fullmatch(rest[: mentions[0].start]) and (before or mentions[0].negated):
            start = before.start() if before else same[0].start
            return f"{last[:start]}{rest[: mentions[-1].end]}{last[same[-1].end :]}"
        return f"{last[: same[0].start]}{_bare_value(rest, mentions, last, same)}{last[same[-1].end :]}"
    return followed(last, _with_preposition(rest, mentions))


def _bare_value(rest: str, mentions: Sequence[Mention], last: str, same: Sequence[Mention]) -> str:
    """The new value without the words around it that the last question has already."""
    value = rest[mentions[0].start : mentions[-1].end]
    after = last[same[-1].end :]
    noun = re.match(rf"\W+(?:{NOUN}|one|roles?|jobs?|postings?|team|scientist)", after, re.IGNORECASE)
    named = {one.facet for one in mentions} & {Facet.TEAM, Facet.PLACE, Facet.COMPANY, Facet.ROLE}
    led_by_the = re.search(r"\bthe\W+$", last[: same[0].start], re.IGNORECASE)
    return f"{value} role" if named and led_by_the and not noun else value


def _with_preposition(rest: str, mentions: Sequence[Mention]) -> str:
    if mentions[0].start > 0 and re.match(
        r"\W*(?:in|at|for|from|on|with|outside|not|except|near)\b", rest, re.IGNORECASE
    ):
        return rest
    lead = {Facet.PLACE: "in ", Facet.COMPANY: "at ", Facet.TEAM: "in "}.get(mentions[0].facet, "for ")
    return f"{lead}{rest}"


def _asks_more(text: str, mentions: Sequence[Mention]) -> bool:
    """Whether a text holds more than its mentions and words for a role."""
    return bool(left_over(re.sub(rf"\b(?:{NOUN}|one)s?\b", " ", without_mentions(text, mentions))))


def comparison_continued(question: str, focus: Focus, known: Known) -> str:
    """ "And with the intern?", "How do the requirements differ?" after a comparison: goes on about it."""
    pair = parse_comparison(focus.last, known)
    two = [one.sides[0].role for one in (pair.first, pair.second) if len(one.sides) == 1] if pair else list(focus.shown)
    if len(two) != 2:
        return question
    mentions = find_mentions(question, known)
    if not mentions and not THEM.search(question) and (COMPARES.search(question) or CLOSER.search(question)):
        joint = f", {role_words(two[0], known)} or {role_words(two[1], known)}?" if CLOSER.search(question) else ""
        return f"{question.rstrip('?!. ')}{joint or f' between {in_names(two, known)}?'}"
    gap = GAP.match(question)
    if pair is None or gap is None or (gap.start("rest") == 0 and not gap["about"]):
        return question
    rest = re.sub(r"^(?:compared )?(?:with|to|against|versus|vs)\W+", "", gap["rest"], flags=re.IGNORECASE)
    if mentions and not _asks_more(rest, find_mentions(rest, known)):
        return f"Compare {role_words(two[0], known)} with {rest}"
    if not mentions and len(rest.split()) <= 4 and not _leans_anyhow(rest):
        return f"Compare {role_words(two[0], known)} with {role_words(two[1], known)} when it comes to {rest}"
    return question


def _leans_anyhow(rest: str) -> bool:
    return any(sign.search(rest) for sign in (THEM, IT, THIS_ROLE, ORDINAL, OTHER_ONE))
