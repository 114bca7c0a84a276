"""Words that mean a role or some of its postings: looked up in the catalog, and found for a role
again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log
from pathlib import PurePath

from assistant.errors import RoleNameError
from assistant.language.spelling import corrected
from assistant.language.wording import listed
from assistant.language.words import content_terms, one_of
from assistant.question.known import Known
from assistant.question.mentions import (
    ONE,
    Reading,
    conditions_of,
    exactly_titled,
    joined,
    read,
    reading_of,
)
from assistant.question.naming.likeness import Likely
from assistant.question.naming.names import meant
from assistant.tuning import tuning
from assistant.types import Entity, NameKind, Nowhere, Query, Side
from store.facets.names.place_names import place_in_words
from store.search.catalog import Facet, Selection, stands_in
from store.search.lexical import STOP_WORDS
from store.text.stemming import stems
from store.types import Role

_NOUN = rf"\b{ONE}\b"
_BEFORE = re.compile(
    rf"(?:\b(?:the|an?|this|that)\s+)?(?:(?:{_NOUN})\s+(?:in|at|for|with|on)\s+(?:the\s+)?)?$",
    re.IGNORECASE,
)
_AFTER = re.compile(rf"\s+{_NOUN}", re.IGNORECASE)
_ARTICLE = re.compile(r"(?:the|an?|this|that)\s+", re.IGNORECASE)
_JOB = re.compile(
    rf"\b(?:the|that|your)\s+(?P<words>(?:[\w'’-]+\s+){{1,4}}?)"
    rf"{one_of('postings', 'roles', 'jobs')}\b",
    re.IGNORECASE,
)
_NAMING = (Facet.ROLE, Facet.TITLE, Facet.TEAM, Facet.COMPANY, Facet.LEVEL, Facet.PLACE)
_WHERE = (NameKind.PLACE, NameKind.COMPANY)
_MANY = re.compile(r"\b(?:two|both|all|roles|jobs|positions|postings)\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_ACRONYM = re.compile(r"\b[A-Z][A-Z0-9]{1,7}\b")


def resolve(words: str | Reading, known: Known) -> Selection | None:
    """The roles and postings that words mean ("the Seattle one", "AGI", "the two economists", an
    identifier).

    None where they name nothing of the catalog.
    """
    asked = read(words, known) if isinstance(words, str) else words
    if role := known.catalog.role(asked.text.strip()):
        return Selection((role,), role.postings)
    if not asked.mentions:
        return None
    found = known.catalog.select(conditions_of(asked.text, asked.mentions, known.catalog))
    return found if _MANY.search(asked.text) else exactly_titled(found, asked.mentions)


def likeliest(words: str, known: Known) -> Selection:
    """The role that words clearly describe and don't name; of no role where there is none."""
    likely = known.likeness(words)
    is_described = likely and likely.is_clear and likely.told
    role = known.catalog.role(likely.document_id) if likely and is_described else None
    return Selection((role,), role.postings) if role else Selection((), ())


def named(roles: Sequence[Role], known: Known, last: Query | None = None) -> Reading:
    """Words for roles, which mean them whatever else the words may; a single one's are those of
    the last question.
    """
    if own := own_words(last, roles[0], known) if last and len(roles) == 1 else None:
        return own
    limits = tuning().question
    said = roles if len(roles) <= limits.most_roles_named else roles[: limits.named_of_more]
    words = [role_words(role, known) for role in said]
    words += [f"{len(roles) - len(said)} more"] if len(said) < len(roles) else []
    name = listed(words).removeprefix("the ")
    noun = " role" if len(roles) == 1 and name.endswith(" role") else ""
    name, ids = name.removesuffix(noun), tuple(role.document_id for role in roles)
    means = Entity(
        name, 0, len(name), Facet.ROLE, ids, kind=NameKind.TITLE, document_ids=frozenset(ids)
    )
    return joined("the ", Reading(name, (means,)), noun)


def role_words(role: Role, known: Known) -> str:
    """A way to name a role that means it and no other ("the Ovens role"); its identifier where
    there is none.
    """
    return next(
        (name for name in _candidates(role) if _means_only(name, role, known)), role.document_id
    )


def own_words(asked: Query, role: Role, known: Known) -> Reading | None:
    """The words by which a question named a role, with article and noun; None where they do not
    mean it alone.
    """
    last = reading_of(asked)
    naming = [
        mention for mention in last.mentions if mention.facet in _NAMING and not mention.negated
    ]
    if not naming:
        return None
    start, end = naming[0].start, naming[-1].end
    before, after = _BEFORE.search(last.text[:start]), _AFTER.match(last.text[end:])
    words = last.part(before.start() if before else start, end + (after.end() if after else 0))
    article = _ARTICLE.match(words.text)
    words = words.part(article.end() if article else 0)
    words = joined("the ", words, "" if re.search(_NOUN, words.text, re.IGNORECASE) else " role")
    found = resolve(words, known)
    is_only = found is not None and [one.document_id for one in found.roles] == [role.document_id]
    alone = is_only and meant(words.names, words.text) == frozenset({role.document_id})
    return (
        words if alone and len(words.text.split()) <= tuning().question.longest_role_words else None
    )


def _means_only(name: str, role: Role, known: Known) -> bool:
    found = resolve(name, known)
    return found is not None and [one.document_id for one in found.roles] == [role.document_id]


def _candidates(role: Role) -> list[str]:
    document = role.document
    acronyms = _ACRONYM.findall(document.team)
    cities = list(
        dict.fromkeys(one.posting.place.city for one in role.postings if one.posting.place.city)
    )
    level = " internship" if document.level == "intern" else " role"
    first = re.search(r"^[^,]*\(([A-Z][A-Z0-9]{1,7})\)", document.team)
    parts = [part.strip() for part in re.split(r"[,()]", document.team) if part.strip()]
    names = [f"the {document.title}{'' if level.strip() in document.title.lower() else ' role'}"]
    names += [f"the {first[1]} role"] if first else []
    names += [f"the {acronym} role" for acronym in acronyms]
    names += [f"the {document.title} role at {document.company}"] if document.company else []
    names += [f"the {document.title} role in {city}" for city in cities]
    names += [f"the {part} role" for part in parts if part not in acronyms]
    names += [f"the {city}{level}" for city in cities]
    names += [f"the {document.title} role in {part}" for part in (*acronyms, *parts)]
    return names


@dataclass(frozen=True, slots=True)
class Described:
    """The roles that a description fits best, and where in it the words end that fit them.

    `by_name` where a word of it is one of their title, employer, team or place.
    """

    roles: tuple[Role, ...]
    end: int
    by_name: bool


def described(words: str, known: Known) -> Described:
    """The roles that words describe best, "the pantry charity": by their names first, then by the
    words of their texts, the rarer the surer.
    """
    roles = known.catalog.roles
    terms = [
        (match.end(), match[0].casefold(), stemmed)
        for match in _WORD.finditer(words)
        for stemmed in stems(match[0])
        if match[0].casefold() not in STOP_WORDS
    ]
    best: list[tuple[float, Role, int, bool]] = []
    rarity = {
        stemmed: log((len(roles) + 1) / count)
        for _, _, stemmed in terms
        if (count := sum(stemmed in _stems_of(role.document.text) for role in roles))
    }
    for role in roles:
        words_of, stems_of = _name_of(role)
        named = [
            end
            for end, word, stemmed in terms
            if stemmed in stems_of
            or (len(word) >= _LEAST_BEGUN and any(own.startswith(word) for own in words_of))
        ]
        told = [end for end, _, stemmed in terms if stemmed in _stems_of(role.document.text)]
        score = sum(
            rarity.get(stemmed, log(len(roles) + 1)) * (_IN_NAME if end in named else 1)
            for end, _, stemmed in terms
            if end in named or end in told
        )
        ends = named or told[:1]
        best += [(score, role, max(ends), bool(named))] if ends else []
    most = max((score for score, *_ in best), default=0.0)
    found = [one for one in best if one[0] >= most * tuning().question.described_clearly]
    return Described(
        tuple(role for _, role, *_ in found),
        max((end for _, _, end, _ in found), default=0),
        any(by_name for *_, by_name in found),
    )


def job_described(question: str, known: Known) -> Likely | None:
    """What "the flood forecasting position" in a question means: the one role whose text has all of
    its words; None where there is none, or are others.
    """
    roles = known.catalog.roles
    for match in _JOB.finditer(question) if len(roles) <= tuning().question.roles_read else ():
        words = frozenset(stems(" ".join(term.text for term in content_terms(match["words"]))))
        fitting = [role for role in roles if words <= _stems_of(role.document.text)]
        if words and len(fitting) == 1:
            sure = tuning().question.surely_meant
            shares = ((fitting[0].document_id, sure), ("", 1 - sure))
            return Likely(shares, words, words)
    return None


_IN_NAME = 2.0  # a word of a name tells as much as two of a text
_LEAST_BEGUN = 4  # letters of a word that begins a name: "physio"


def _name_of(role: Role) -> tuple[list[str], frozenset[str]]:
    """The words of a role's title, team, employer and places, and their stems."""
    document = role.document
    places = " ".join(
        f"{place_in_words(one.posting.place)} {one.posting.place.region}" for one in role.postings
    )
    name = f"{document.title} {document.team} {document.company} {places}".casefold()
    return _WORD.findall(name), frozenset(stems(name))


@lru_cache(maxsize=5_000)
def _stems_of(text: str) -> frozenset[str]:
    return frozenset(stems(text))


def one_side(words: str, known: Known) -> Side:
    """The one role that words mean, with the postings they mean.

    Raises RoleNameError for none and for several.
    """
    spelled = (
        words if known.catalog.role(words.strip()) else corrected(words, known.words.spellings)
    )
    found = resolve(spelled, known)
    if found is None or not found.roles:
        raise RoleNameError(
            f"No stored role fits {words!r}. List what there is with: rolecall postings"
        )
    if len(found.roles) > 1:
        names = "; ".join(
            f"{label_of(role, known)} ({role.document_id})" for role in found.roles[:6]
        )
        raise RoleNameError(
            f"{words!r} fits {len(found.roles)} roles. Name one, by its identifier too: {names}"
        )
    return side_of(found.roles[0], found, known)


def side_of(role: Role, selection: Selection, known: Known) -> Side:
    """A side of a comparison: the role with those of its postings that were meant."""
    postings = selection.of(role) or role.postings
    return Side(role, tuple(one.posting for one in postings), label_of(role, known))


def not_ruled_out(nowhere: Nowhere, known: Known) -> frozenset[str]:
    """The roles that names may mean though no role has them all: those whose title has the words
    and whose facets or own text name the rest, else those of which the rest wasn't read.

    Empty where the catalog is sure that there is none.
    """
    titles = [one for one in nowhere.names if one.kind not in _WHERE]
    where = [one for one in nowhere.names if one.kind in _WHERE]
    titled = [
        role
        for role in known.catalog.roles
        if any(
            role.document_id in one.document_ids or stands_in(one.text, role.document.title)
            for one in titles
        )
    ]
    for fits in (_is_of, _says, _leaves_open):
        if ids := {one.document_id for one in titled if all(fits(one, name) for name in where)}:
            return frozenset(ids)
    return frozenset()


def _is_of(role: Role, name: Entity) -> bool:
    return role.document_id in name.document_ids


def _says(role: Role, name: Entity) -> bool:
    """Whether a role's address, file, headings or opening has an employer or a place."""
    document = role.document
    files = (PurePath(source).stem for source in document.sources)
    headings = (one.heading_path[-1] for one in document.sections if one.heading_path)
    opening = document.text[: tuning().question.opening_letters]
    return _is_of(role, name) or any(
        _bare(name.text) in _bare(text) for text in (document.url, *files, *headings, opening)
    )


def _bare(text: str) -> str:
    return f" {' '.join(stems(' '.join(_WORD.findall(text))))} "


def _leaves_open(role: Role, name: Entity) -> bool:
    """Whether nothing was read of a role's employer, or of its place."""
    placed = any(str(one.posting.place) for one in role.postings)
    is_unread = not (role.document.company if name.kind is NameKind.COMPANY else placed)
    return is_unread or _says(role, name)


def like_titled(roles: Iterable[Role], others: Iterable[Role]) -> list[Role]:
    """Of some roles those whose title stands in the title of one of the others, or the other
    way.
    """
    titles = [set(stems(other.document.title)) for other in others]
    return [
        role
        for role in roles
        if any(
            (own := set(stems(role.document.title))) <= title or title <= own for title in titles
        )
    ]


def label_of(role: Role, known: Known) -> str:
    """What a role is called where it stands beside others: title, and as much as tells it from
    those.
    """
    document = role.document
    titled = [one.document for one in known.catalog.titled(document.title)]
    if len(titled) < 2:
        return document.title
    if document.team and sum(one.team == document.team for one in titled) == 1:
        short = document.team.split(",")[0].strip() if len(document.team) > 45 else document.team
        return f"{document.title}, {short}"
    if document.company and sum(one.company == document.company for one in titled) == 1:
        return f"{document.title}, {document.company}"
    places = list(dict.fromkeys(place_in_words(one.posting.place) for one in role.postings))
    return f"{document.title}, {places[0]}" if places else f"{document.title} ({role.document_id})"
