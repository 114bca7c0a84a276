"""Which roles speak of a subject, each decided by its own text, with the sentences that decide it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

from assistant.evidence.confidence import THRESHOLD
from assistant.evidence.features import Candidate
from assistant.evidence.finder import Finder
from assistant.language.facts import facts_of
from assistant.question.expects import asked, stated
from assistant.types import Ask
from store.text.stemming import stem
from store.types import DocumentKind, Filters, Role, SectionKind, Span

# A sentence that has none of the subject's own words speaks of it where it covers this share of them by
# near words, is as near to the question as this, and as likely to answer it.
NEAR_WORDS, NEAR_MEANING, NEAR_PROBABILITY = 0.75, 0.3, 0.8
PLAIN_ATTRIBUTES = ("pay",)  # whose wordings say nothing else; "college" may be said of other things than a degree
HALF = 0.5  # of a subject's words, which a sentence of an article must cover to be shown
MOST_QUOTES = 2  # of one role
_NOT_ASKED = re.compile(
    r"(?:\bnot|n['’]t|\bnever|\bno longer)\b(?:\W+\w+){0,3}?\W+(?:required|needed|necessary|expected|asked"
    r"|essential|mandatory|compulsory|matter|a (?:must|requirement|condition))\b",
    re.IGNORECASE,
)
LONGEST_ENDING = 3  # letters by which forms of one word may differ: "-ing"
_WORD = re.compile(r"\w+(?:-\w+)*")
_INTRODUCED = re.compile(r"((?:[\w-]+ ){1,5})\(([A-Z][A-Za-z]{1,7})\)")


Alternative = tuple[str, ...]  # the words of one wording
Group = tuple[Alternative, ...]  # the wordings of one thing


class Said(StrEnum):
    """How a text speaks of a subject: in its own words, near to it in others, or by denying it."""

    LITERAL = "literal"
    NEAR = "near"
    DENIED = "denied"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one role's text says of a subject: `quotes` are the sentences that decide, best first."""

    role: Role
    quotes: tuple[Candidate, ...]
    said: Said


def decide(given: Ask, roles: Sequence[Role], finder: Finder) -> tuple[Verdict, ...]:
    """A verdict for each role whose text speaks of what is asked for, in the roles' order; none for the others.

    Every role's whole text is looked through for the subject's words; what comes near is looked for among the
    passages retrieved.
    """
    ask = finder.spelled(given)
    groups = _alternatives(ask, finder.all_texts())
    holding = list(_holding(finder, ask, roles, groups))
    literal = _by_role(one for one in holding if not _denies(one, groups))
    denied = _by_role(one for one in holding if _denies(one, groups))
    silent = frozenset(role.document_id for role in roles) - set(literal) - set(denied)
    near = _by_role(_near(finder, ask, groups, silent)) if silent else {}
    kinds = ((literal, Said.LITERAL), (denied, Said.DENIED), (near, Said.NEAR))
    verdicts = []
    for role in roles:
        found = next(((some[role.document_id], said) for some, said in kinds if role.document_id in some), None)
        if found:
            verdicts.append(Verdict(role, _best(found[0]), found[1]))
    return tuple(verdicts)


def article_sentences(given: Ask, finder: Finder) -> tuple[Candidate, ...]:
    """The sentences of articles that may answer what no role's text does, best first; none where none is likely to."""
    ask = replace(finder.spelled(given), filters=Filters(kinds=frozenset({DocumentKind.ARTICLE})))
    found = finder.weighed(ask, [chunk for passage in finder.retrieve(ask) for chunk in passage.chunks])
    return _best(
        one
        for one in found
        if one.probability >= THRESHOLD and one.features.in_sentence >= HALF and not one.text.endswith(":")
    )


def _by_role(found: Iterable[Candidate]) -> dict[str, list[Candidate]]:
    grouped: dict[str, list[Candidate]] = {}
    for one in found:
        grouped.setdefault(one.chunk.document.document_id, []).append(one)
    return grouped


def _best(found: Iterable[Candidate]) -> tuple[Candidate, ...]:
    return tuple(sorted(found, key=lambda one: -one.probability)[:MOST_QUOTES])


def _holding(finder: Finder, ask: Ask, roles: Sequence[Role], groups: Sequence[Group]) -> Iterator[Candidate]:
    """Sentences that hold every word of the subject, under their list's lead and headings.

    Of what is commonly asked (pay, a degree) it is enough that a sentence states it; of a tool, that it is named.
    """
    attributes = tuple(one for one in asked(ask.text) if one.name in PLAIN_ATTRIBUTES)
    body = [one for role in roles for one in finder.chunks(role.document) if one.section.kind is SectionKind.BODY]
    if tool := _tool(ask, roles):
        spans = {(role.document_id, skill.span) for role in roles for skill in role.skills if skill.name == tool}
        yield from (one for one in finder.weighed(ask, body) if any(_within(one, *span) for span in spans))
    elif attributes and _only_attribute(ask):
        yield from (one for one in finder.weighed(ask, body) if stated(attributes, one.text) == 1)
    elif groups:
        chunks = [one for one in body if all(_stands(group, _by_stem(one.embedded_text)) for group in groups)]
        yield from (one for one in finder.weighed(ask, chunks) if _says(one, groups))


def _tool(ask: Ask, roles: Sequence[Role]) -> str:
    """The skill of the catalog that a subject is and that is no plain word: "C++", "R", "Go"; "" for any other."""
    names = {skill.name for role in roles for skill in role.skills}
    return next(
        (term.text for term in ask.terms if len(ask.terms) == 1 and term.text in names and len(term.text) < 5), ""
    )


def _within(one: Candidate, document_id: str, span: Span) -> bool:
    sentence = one.sentence.span
    return one.chunk.document.document_id == document_id and sentence.start <= span.start and span.end <= sentence.end


def _only_attribute(ask: Ask) -> bool:
    """Whether a subject is nothing but an attribute: "pay", and not "payment fraud"."""
    return not ask.terms or all(asked(term.text) for term in ask.terms)


def _near(finder: Finder, ask: Ask, groups: Sequence[Group], document_ids: frozenset[str]) -> Iterator[Candidate]:
    passages = finder.retrieve(replace(ask, filters=Filters(document_ids, section_kinds=frozenset({SectionKind.BODY}))))
    found = finder.weighed(ask, [chunk for passage in passages for chunk in passage.chunks])
    yield from (one for one in found if _comes_near(one) and not _denies(one, groups) and not _puns(one, groups))


def _says(one: Candidate, groups: Sequence[Group]) -> bool:
    heading = " ".join(one.chunk.section.heading_path[-1:])
    around = _by_stem(f"{one.chunk.with_lead(one.position)} {heading}")
    sentence = _by_stem(one.text)
    return all(_stands(group, around) for group in groups) and any(_stands(group, sentence) for group in groups)


def _denies(one: Candidate, groups: Sequence[Group]) -> bool:
    """Whether a sentence says that the subject is not so: "no degree", or "a licence is not required"."""
    facts = facts_of(one.text)
    denied = facts.denied | (facts.around if _NOT_ASKED.search(one.text) else frozenset())
    return any(stem(word) in denied for group in groups for alternative in group for word in alternative)


def _puns(one: Candidate, groups: Sequence[Group]) -> bool:
    """Whether all that brings a sentence near is a word that looks like one of the subject's."""
    words = _by_stem(one.text)
    alike = [other for group in groups for name in group for word in name for other in words.get(stem(word), ())]
    return bool(alike) and not any(_stands(group, words) for group in groups)


def _comes_near(one: Candidate) -> bool:
    features = one.features
    return (
        features.in_sentence >= NEAR_WORDS
        and features.similarity >= NEAR_MEANING
        and one.probability >= NEAR_PROBABILITY
    )


# What a subject may be written with ------------------------------------------------------------------------


@lru_cache(maxsize=20_000)
def _by_stem(text: str) -> dict[str, tuple[str, ...]]:
    """The words of a text, hyphenated ones by their parts too, by their stems."""
    found: dict[str, tuple[str, ...]] = {}
    for word in _WORD.findall(text.casefold()):
        for part in {word, *word.split("-")}:
            found[stem(part)] = (*found.get(stem(part), ()), part)
    return found


def _stands(group: Group, words: Mapping[str, Sequence[str]]) -> bool:
    """Whether one of the wordings stands among a text's words, all of it."""
    return any(
        all(any(_akin(word, other) for other in words.get(stem(word), ())) for word in alternative)
        for alternative in group
    )


def _akin(word: str, other: str) -> bool:
    """Whether two words of one stem are forms of one word: "mentoring" and "mentors", not "experiment" and
    "experience", which the stemmer makes one."""
    shared = next((at for at, (one, two) in enumerate(zip(word, other, strict=False)) if one != two), None)
    shortest = min(len(word), len(other))
    return (shortest if shared is None else shared) >= shortest - LONGEST_ENDING


def _alternatives(ask: Ask, texts: Iterable[str]) -> list[Group]:
    """For each thing the subject names, the wordings it may have: a name that the texts introduce with its acronym,
    as in "Large Language Models (LLMs)", is one thing, written either way."""
    left = [term.text.casefold() for term in ask.terms]
    groups: list[Group] = []
    for name, acronym in sorted(_acronyms(texts)):
        named, short = {stem(word) for word in name}, stem(acronym)
        stems_left = {stem(word) for word in left}
        if short in stems_left or named <= stems_left:
            groups.append(((acronym,), name))
            left = [word for word in left if stem(word) != short and stem(word) not in named]
    return [*groups, *(((word,),) for word in left)]


def _acronyms(texts: Iterable[str]) -> set[tuple[Alternative, str]]:
    """Names that texts introduce with their acronym, and it: (("large", "language", "models"), "llms")."""
    found: set[tuple[Alternative, str]] = set()
    for text in texts:
        for match in _INTRODUCED.finditer(text):
            letters = re.sub(r"s$", "", match[2]).casefold()
            words = match[1].casefold().split()
            for length in range(2, len(words) + 1):
                name = tuple(words[-length:])
                if "".join(part[:1] for word in name for part in word.split("-")) == letters:
                    found.add((name, match[2].casefold()))
    return found
