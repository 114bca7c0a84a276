"""Which roles speak of a subject, each decided by its own text, with the sentences that decide it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.coverage import Candidate
from assistant.evidence import Finder
from assistant.facts import facts_of
from assistant.types import Ask
from store.stemming import stems
from store.types import Filters, Role, SectionKind

NEAR_WORDS = 0.75  # share of the subject's words that a sentence covers by synonyms or near words
NEAR_MEANING = 0.5  # probability from which a sentence speaks of the subject without its words
MOST_QUOTES = 2  # of one role
_INTRODUCED = re.compile(r"((?:[\w-]+ ){1,5})\(([A-Z][A-Za-z]{1,7})\)")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one role's text says of a subject: `quotes` are the sentences that decide, best first.

    `literal` where they use the subject's own words, else they come near in other words.
    """

    role: Role
    quotes: tuple[Candidate, ...]
    literal: bool


def decide(asked: Ask, roles: Sequence[Role], finder: Finder) -> tuple[Verdict, ...]:
    """A verdict for each role whose text speaks of what is asked for, in the roles' order; none for the others.

    Every role's whole text is looked through for the subject's words; what comes near is looked for among the
    passages retrieved.
    """
    ask = finder.spelled(asked)
    groups = _alternatives(ask, finder.all_texts())
    literal = _by_role(_literal(finder, ask, roles, groups))
    others = frozenset(role.document_id for role in roles if role.document_id not in literal)
    near = _by_role(_near(finder, ask, groups, others)) if others else {}
    found = {**near, **literal}
    return tuple(
        Verdict(role, _best(found[role.document_id]), role.document_id in literal)
        for role in roles
        if role.document_id in found
    )


def _by_role(found: Iterable[Candidate]) -> dict[str, list[Candidate]]:
    grouped: dict[str, list[Candidate]] = {}
    for one in found:
        grouped.setdefault(one.chunk.document.document_id, []).append(one)
    return grouped


def _best(found: Iterable[Candidate]) -> tuple[Candidate, ...]:
    return tuple(sorted(found, key=lambda one: -one.probability)[:MOST_QUOTES])


def _literal(
    finder: Finder, ask: Ask, roles: Sequence[Role], groups: Sequence[tuple[str, ...]]
) -> Iterator[Candidate]:
    """Sentences that hold every word of the subject, under their list's lead and headings, and do not deny it."""
    if not groups:
        return
    holding = [
        chunk
        for role in roles
        for chunk in finder.chunks(role.document)
        if chunk.section.kind is SectionKind.BODY and all(_stands(one, set(stems(chunk.embedded_text))) for one in groups)
    ]
    yield from (one for one in finder.judged(ask, holding) if _says(one, groups))


def _near(finder: Finder, ask: Ask, groups: Sequence[tuple[str, ...]], document_ids: frozenset[str]) -> Iterator[Candidate]:
    passages = finder.retrieve(replace(ask, filters=Filters(document_ids, section_kinds=frozenset({SectionKind.BODY}))))
    found = finder.judged(ask, [chunk for passage in passages for chunk in passage.chunks])
    yield from (one for one in found if _comes_near(one) and not _denies(one, groups))


def _says(one: Candidate, groups: Sequence[tuple[str, ...]]) -> bool:
    sentence = set(stems(one.text))
    heading = " ".join(one.chunk.section.heading_path[-1:])
    around = sentence | set(stems(one.chunk.with_lead(one.position))) | set(stems(heading))
    if not all(_stands(group, around) for group in groups):
        return False
    if not any(_stands(group, sentence) for group in groups):
        return False
    return not _denies(one, groups)


def _denies(one: Candidate, groups: Sequence[tuple[str, ...]]) -> bool:
    """Whether a sentence names the subject in a clause that denies: "a licence is not required"."""
    around = facts_of(one.text).around
    return any(word in around for group in groups for alternative in group for word in alternative.split())


def _stands(group: tuple[str, ...], words: set[str]) -> bool:
    """Whether one of a group's alternatives stands among the words; one of several words must stand whole."""
    return any(set(alternative.split()) <= words for alternative in group)


def _comes_near(one: Candidate) -> bool:
    features = one.features
    return features.in_sentence >= NEAR_WORDS or (one.probability >= NEAR_MEANING and features.in_sentence > 0)


def _alternatives(ask: Ask, texts: Iterable[str]) -> list[tuple[str, ...]]:
    """For each thing the subject names, the stems it may be written with: a name that the texts introduce with its
    acronym, as in "Large Language Models (LLMs)", is one thing, written either way."""
    left = [term.stem for term in ask.terms]
    groups: list[tuple[str, ...]] = []
    for words, acronym in _acronyms(texts):
        if acronym in left or (set(words) <= set(left)):
            groups.append((acronym, " ".join(words)))
            left = [one for one in left if one != acronym and one not in words]
    return [*groups, *((one,) for one in left)]


def _acronyms(texts: Iterable[str]) -> set[tuple[tuple[str, ...], str]]:
    found: set[tuple[tuple[str, ...], str]] = set()
    for text in texts:
        for match in _INTRODUCED.finditer(text):
            letters = re.sub(r"s$", "", match[2])
            words = match[1].split()
            for length in range(2, len(words) + 1):
                name = words[-length:]
                if "".join(part[:1] for word in name for part in word.split("-")).casefold() == letters.casefold():
                    found.add((tuple(stems(" ".join(name))), stems(match[2])[0]))
    return found
