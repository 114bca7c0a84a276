"""Rules for words that refer: places in a list, "the other one", "of them", pronouns.

Each gives back what it was given where it does not apply.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.catalog_question import parse
from assistant.compare_question import COMPARES, parse_comparison
from assistant.conditions_text import in_words
from assistant.conversation_focus import MOST_NAMED, Focus, in_names, names_something
from assistant.conversation_words import (
    ATTRIBUTE,
    BOTH,
    IT,
    NOUN,
    ORDINAL,
    ORDINAL_NOT,
    ORDINALS,
    OTHER_ONE,
    PERSON,
    PLEONASTIC,
    THEM,
    THERE,
    THIS_ROLE,
)
from assistant.facet_mentions import find_mentions
from assistant.known import Known
from assistant.role_references import role_words
from assistant.subjects import subject_of
from store.catalog import Facet
from store.types import Role


def place_in_list(question: str) -> int | None:
    match = ORDINAL.search(question)
    if not match or ORDINAL_NOT.match(question[match.end() :]):
        return None
    return place_of(match)


def place_of(match: re.Match[str]) -> int:
    """Which place of a list an ordinal names, from 0; -1 for the last."""
    word = (match["word"] or match["number"]).lower()
    return int(word) - 1 if word.isdigit() else ORDINALS[word]


def ordinal_named(question: str, focus: Focus, known: Known) -> str:
    """ "the second one": the second of the roles that were shown."""
    wanted = max((place_of(match) for match in ORDINAL.finditer(question)), default=0)
    shown = next((some for some in focus.lists if len(some) > wanted), ())
    if len(shown) < 2:
        return question

    def name(match: re.Match[str]) -> str:
        if ORDINAL_NOT.match(question[match.end() :]) or _names_a_thing(question, match):
            return match[0]
        at = place_of(match)
        return role_words(shown[at], known) if -len(shown) <= at < len(shown) else match[0]

    filled = ORDINAL.sub(name, question)
    return _as_question(filled, question, focus, known)


def _names_a_thing(question: str, match: re.Match[str]) -> bool:
    """ "the first interview", "my second year": an ordinal of something else."""
    if re.search(rf"(?:one|two|{NOUN}|them|those|these)$", match[0], re.IGNORECASE) or match["number"]:
        return False
    return (
        re.match(
            r"\s+(?!and\b|or\b|with\b|to\b|in\b|versus\b|vs\b|have\b|has\b|is\b|are\b|ask|need|mention|involve|require|pay|do\b|does\b)\w+",
            question[match.end() :],
        )
        is not None
    )


def _as_question(filled: str, question: str, focus: Focus, known: Known) -> str:
    """A bare name ("the second one?") takes the place of what the last question asked about."""
    if filled == question:
        return question
    pair = re.fullmatch(r"\W*(?:and\W+)?(the [^?]+? (?:with|and|to|versus|vs) the [^?]+?)\W*", filled)
    if pair and parse_comparison(focus.last, known):
        return f"Compare {pair[1]}"
    if re.fullmatch(r"\W*(?:(?:and|what about|how about|ok|so)\W+)*the [^?]*\W*", filled) and len(filled.split()) <= 10:
        bare = re.sub(r"^\W*(?:(?:and|what about|how about|ok|so)\W+)*", "", filled).rstrip("?. ")
        return f"Tell me about {bare}"
    return filled


def first_two(question: str, focus: Focus, known: Known) -> str:
    """ "Compare the first two"."""
    match = re.search(r"\bthe (first|last) (two|three)\b", question, re.IGNORECASE)
    number = ORDINALS[match[2].lower()] + 1 if match else 0
    shown = next((some for some in focus.lists if len(some) >= number), ())
    if not match or not shown:
        return question
    named = shown[:number] if match[1].lower() == "first" else shown[-number:]
    return f"{question[: match.start()]}{in_names(named, known)}{question[match.end() :]}"


def other_one(question: str, focus: Focus, known: Known) -> str:
    """ "the other one": of two that were shown, the one that was not spoken of last."""
    shown = next((some for some in focus.lists if len(some) == 2), ())
    if not OTHER_ONE.search(question) or not shown:
        return question
    spoken = {role.document_id for role in focus.roles}
    left = [role for role in shown if role.document_id not in spoken]
    if len(left) != 1:
        return question
    return _as_question(OTHER_ONE.sub(role_words(left[0], known), question), question, focus, known)


def which_of_them(question: str, focus: Focus, known: Known) -> str:
    """ "Which of them mentions mentoring?": of the roles that were shown."""
    match = re.search(
        r"\bof (?:them|these|those|the two|both)\b"
        r"|^\W*(?:and )?which(?: one|(?= (?:need|involve|require|mention|use|ask|is|pay|has|offer|includ)))",
        question,
        re.I,
    )
    facets = {one.facet for one in find_mentions(question, known)}
    if not match or not focus.shown or facets & {Facet.TITLE, Facet.TEAM, Facet.ROLE}:
        return question
    of = f"of {in_names(focus.shown, known)}" if len(focus.shown) <= MOST_NAMED else _listed_words(focus, known)
    if match[0].lower().startswith("of"):
        return f"{question[: match.start()]}{of}{question[match.end() :]}"
    return f"{match[0]} {of}{question[match.end() :]}"


def _listed_words(focus: Focus, known: Known) -> str:
    ask = parse(focus.last, known).ask
    where = in_words(ask.conditions, known.catalog) if ask else ""
    return f"of the roles {where}".rstrip()


def pronouns_filled(question: str, focus: Focus, known: Known) -> str:
    if _has_its_own(question, known):
        return question
    roles = focus.roles or (focus.shown if THEM.search(question) else ())
    if len(roles) == 1 and focus.recent and BOTH.search(question):
        roles = focus.recent
    elif len(roles) > 1 and COMPARES.search(question) and not THEM.search(question):
        return _as_one(question, roles, focus, known)
    if PERSON.search(question) and not roles:
        return _with_person(question, known, focus)
    if not roles:
        return _with_subject(question, focus)
    if len(roles) > MOST_NAMED:
        return THEM.sub(_listed_words(focus, known).removeprefix("of "), question, count=1)
    name = in_names(roles, known, focus.last)
    if len(roles) > 1:
        of = THEM.sub(lambda match: f"of {name}" if match[0].lower().startswith("of ") else name, question, count=1)
        return of if of != question else _noted(question, name)
    filled = THIS_ROLE.sub(name, question)
    if filled == question and not PLEONASTIC.search(question):
        filled = IT.sub(lambda match: f"{name}'s" if match[0].lower() == "its" else name, question, count=1)
    if filled == question and THERE.search(question):
        filled = THERE.sub(f"in {name}", question, count=1)
    if filled == question and THEM.search(question):
        filled = _noted(question, name)
    return filled


def _has_its_own(question: str, known: Known) -> bool:
    """Whether a question itself names what its pronouns stand for: not where something is compared with a name."""
    mentions = find_mentions(question, known)
    if COMPARES.search(question):
        return not (IT.search(question) or THEM.search(question) or THIS_ROLE.search(question))
    if any(one.facet not in (Facet.PLACE, Facet.COMPANY) for one in mentions):
        return True
    pronoun = IT.search(question) or THIS_ROLE.search(question)
    if mentions and pronoun and pronoun.start() < mentions[0].start:
        return False
    return bool(mentions or known.names.find(question))


def _as_one(question: str, roles: Sequence[Role], focus: Focus, known: Known) -> str:
    """ "How does it compare with ...?" after several roles: the words that named them all; it is asked which."""
    mentions = find_mentions(focus.last, known)
    if not mentions:
        return question
    name = f"the {focus.last[mentions[0].start : mentions[-1].end]} role"
    filled = THIS_ROLE.sub(name, question, count=1)
    return filled if filled != question else IT.sub(name, question, count=1)


def _noted(question: str, name: str) -> str:
    """Names behind the question, where no single word of it stands for them."""
    leaning = IT.search(question) and not PLEONASTIC.search(question)
    return f"{question} ({name})" if leaning or THEM.search(question) or THIS_ROLE.search(question) else question


def _with_person(question: str, known: Known, focus: Focus) -> str:
    """ "Where did she study?": the author that the last question named, or whose article alone answered it."""
    authors = [one.author for one in known.documents if one.author]
    quoted = "" if "The posting *" in focus.answer else focus.answer  # of an article alone
    named = [one for one in authors if any(part in focus.last for part in one.split()) or one in quoted]
    return f"{question} ({named[0]})" if named else question


def _with_subject(question: str, focus: Focus) -> str:
    """What the last question was about in place of a pronoun, where the question has no name of its own."""
    if not focus.subject or PLEONASTIC.search(question) or subject_of(question):
        return question
    for pronoun in (IT, re.compile(r"\b(?:they|them)\b", re.IGNORECASE)):
        if pronoun.search(question):
            return pronoun.sub(
                lambda match: f"{focus.subject}'s" if match[0].lower() == "its" else focus.subject, question, count=1
            )
    return question


def attribute_of_role(question: str, focus: Focus, known: Known) -> str:
    """ "What are the responsibilities?": of the role that is spoken of."""
    if len(focus.roles) != 1 or not ATTRIBUTE.search(question) or names_something(question, known):
        return question
    return followed(question, f"of {in_names(focus.roles, known, focus.last)}")


def going_on(question: str, focus: Focus, known: Known) -> str:
    """ "And who would I work with?": an "and" goes on about the role that is spoken of."""
    begins = re.match(
        r"\W*(?:and|but|also)\W+(?:what|who|how|when|where|why|which|do|does|is|are|can|would|will|should|could)\b",
        question,
        re.I,
    )
    if not begins or len(focus.roles) != 1 or names_something(question, known) or subject_of(question):
        return question
    return followed(question, f"in {in_names(focus.roles, known, focus.last)}")


def followed(question: str, words: str) -> str:
    """A question with words at its end, before its mark."""
    return f"{question.rstrip('?!. ')} {words}{'?' if question.rstrip().endswith('?') else ''}"
