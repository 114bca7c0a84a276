"""What a question may lean on: the last question, the roles it was about, and the lists that were shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.catalog_question import Parsed, parse
from assistant.compare_question import parse_comparison
from assistant.facet_mentions import find_mentions
from assistant.known import Known
from assistant.phrases import listed
from assistant.role_references import own_words, role_words
from assistant.subjects import subject_of
from assistant.types import Turn
from store.types import Role

LOOK_BACK = 4  # turns; what was spoken of before that is no longer meant


MOST_NAMED = 4  # roles that are named one by one; of more the words of the question that listed them are taken


@dataclass(frozen=True, slots=True)
class Focus:
    """What a question may lean on.

    Attributes:
        last: the last question, standing alone, and `answer` what was answered to it.
        roles: the roles the last turn was about.
        shown: the roles of the last list or comparison, in the order shown.
        recent: the last two roles that the turns were about one after the other.
        subject: what the last question was about where it was no role: a name, or the words for a thing.
        lists: all lists of roles that were shown, the newest first.
    """

    last: str
    answer: str
    roles: tuple[Role, ...]
    shown: tuple[Role, ...]
    recent: tuple[Role, ...]
    subject: str
    lists: tuple[tuple[Role, ...], ...] = ()


def focus_of(turns: Sequence[Turn], known: Known) -> Focus:
    recent = list(reversed(turns[-LOOK_BACK:]))
    last = _standalone(recent[0])
    parsed = [parse(_standalone(turn), known) for turn in recent]
    roles = [_roles_of(turn, one, known) for turn, one in zip(recent, parsed, strict=True)]
    lists = tuple(some for some in roles if len(some) > 1)
    computed = [some for turn, one, some in zip(recent, parsed, roles, strict=True) if _is_computed(turn, one, known)]
    shown = computed[0] if computed else ()  # an empty list is one too: nothing older is meant by "them"
    single = {some[0].document_id: some[0] for some in roles if len(some) == 1}
    two = tuple(reversed(list(single.values())[:2])) if len(single) > 1 else ()
    return Focus(
        last,
        recent[0].answer,
        roles[0],
        shown or (lists[0] if lists and not computed else ()),
        two,
        subject_of(last),
        lists,
    )


def _standalone(turn: Turn) -> str:
    return turn.standalone_question or turn.question


def _is_computed(turn: Turn, parsed: Parsed, known: Known) -> bool:
    """Whether a turn was a list, a count or a comparison."""
    return parsed.ask is not None or parse_comparison(_standalone(turn), known) is not None


def _roles_of(turn: Turn, parsed: Parsed, known: Known) -> tuple[Role, ...]:
    """The roles a turn was about: as it says, else those its question names."""
    told = tuple(role for one in turn.roles if (role := known.catalog.role(one)))
    if told or turn.roles:
        return told
    if parsed.ask is not None:
        return known.catalog.select(parsed.ask.conditions).roles
    ids = [one for name in known.names.find(_standalone(turn)) for one in sorted(name.document_ids)]
    return tuple(role for one in dict.fromkeys(ids) if (role := known.catalog.role(one)))


def in_names(roles: Sequence[Role], known: Known, last: str = "") -> str:
    """The roles in words that mean them; a single one in those the last question used."""
    own = own_words(last, roles[0], known) if len(roles) == 1 and last else ""
    names = [own] if own else [role_words(role, known) for role in roles]
    return listed(names)


def names_something(question: str, known: Known) -> bool:
    return bool(find_mentions(question, known) or known.names.find(question))
