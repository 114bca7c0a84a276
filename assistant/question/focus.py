"""What a message may lean on: the last question, the roles it was about, the lists shown and
what was quoted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.question.catalog_intent import parse, with_columns
from assistant.question.comparison_intent import parse_comparison
from assistant.question.intents.intents import Probabilities, intents_of
from assistant.question.known import Known
from assistant.question.mentions import Reading, read, reading_of
from assistant.question.naming.names import meant, without_names
from assistant.tuning import tuning
from assistant.types import Kind, NameKind, Nowhere, Query, Turn
from store.search.catalog import Facet
from store.types import Document, DocumentKind, Role

Roles = tuple[Role, ...]


@dataclass(frozen=True, slots=True)
class Focus:
    """What a message may lean on.

    Attributes:
        query: how the last question was understood.
        roles: the roles the last turn was about.
        lists: all lists of two or more roles that were shown, the newest first.
        singles: the roles that were spoken of one by one, the latest first, each once.
        asked_of: the roles the last list or count was held to: "which of them is in Hull?".
        quotes: what the last answer quoted, each with its document's identifier.
        articles: those that the last answer quoted, where it quoted nothing else.
        quoted: the roles that it quoted.
        options: the questions it offered.
    """

    query: Query
    roles: Roles
    lists: tuple[Roles, ...] = ()
    singles: Roles = ()
    asked_of: Roles = ()
    quotes: tuple[tuple[str, str], ...] = ()
    articles: tuple[Document, ...] = ()
    quoted: Roles = ()
    options: tuple[str, ...] = ()

    @property
    def last(self) -> Reading:
        """The last question, standing alone, with what it names."""
        return reading_of(self.query)

    @property
    def names_roles(self) -> bool:
        """Whether the last question was of roles by itself, and not only answered from one."""
        return self.query.kind is not Kind.ANSWER or _is_of_role(self.query)

    def last_of(self, number: int) -> Roles:
        """As many roles as are meant by "those two": those the last turn was about, spoken of
        singly, or listed.
        """
        singly = tuple(reversed(self.singles[:number]))
        if len(self.roles) != number and len(self.roles) == 1 and len(singly) == number:
            return singly
        return next(
            (some for some in (self.roles, self.quoted, *self.lists) if len(some) == number), ()
        )


def focus_of(turns: Sequence[Turn], known: Known) -> Focus:
    """What a message after `turns` may lean on; a turn that has lost its query is read again."""
    recent = list(reversed(turns[-tuning().question.look_back :]))
    queries = [
        turn.query or read_alone(turn.standalone_question or turn.question, known)
        for turn in recent
    ]
    roles = [_roles_of(turn, query, known) for turn, query in zip(recent, queries, strict=True)]
    return Focus(
        query=queries[0],
        roles=roles[0],
        lists=tuple(some for some in roles if len(some) > 1),
        singles=tuple(dict.fromkeys(some[0] for some in roles if len(some) == 1)),
        asked_of=_asked_of(queries[0], known),
        quotes=recent[0].quotes,
        articles=_articles_quoted(recent[0], known),
        quoted=tuple(
            dict.fromkeys(role for _, one in recent[0].quotes if (role := known.catalog.role(one)))
        ),
        options=recent[0].options,
    )


def _roles_of(turn: Turn, query: Query, known: Known) -> Roles:
    """The roles a turn was about: as it says, else those its question names."""
    told = tuple(role for one in turn.roles if (role := known.catalog.role(one)))
    if told or turn.roles:
        return told
    if query.is_of_catalog:
        return known.catalog.asked_of(query.conditions).select(query.conditions).roles
    if _articles_quoted(turn, known) and not _is_of_role(query):
        return ()  # an employer was named, and no role of theirs
    found = meant(query.names, query.standalone_question)
    ids = found.nearest if isinstance(found, Nowhere) else found
    nearby = query.asks[0].nearby if query.asks else frozenset()
    if (
        not ids and len(nearby) == 1 and nearby >= set(turn.documents)
    ):  # it named nothing and was held to that
        ids = nearby
    return tuple(role for role in known.catalog.roles if role.document_id in ids)


def _asked_of(query: Query, known: Known) -> Roles:
    held = [one.values for one in query.conditions if one.facet is Facet.ROLE and not one.negated]
    ids = held[0] if len(held) == 1 else ()
    return tuple(role for one in ids if (role := known.catalog.role(str(one))))


def _is_of_role(query: Query) -> bool:
    """Whether a question names a role, and not only an employer, a place or an article."""
    within = without_names(query.standalone_question, query.names)
    return "the role" in within and "the role" not in query.standalone_question


def _articles_quoted(turn: Turn, known: Known) -> tuple[Document, ...]:
    """What the last answer quoted, where all of it is articles."""
    quoted = dict.fromkeys(document_id for _, document_id in turn.quotes)
    documents = tuple(one for one in known.documents if one.document_id in quoted)
    is_role = any(one.kind is DocumentKind.ROLE for one in documents)
    return () if is_role else documents


def documents_spoken_of(turns: Sequence[Turn], known: Known) -> frozenset[str]:
    """What the last turn that was about some of the documents was about: as it was understood,
    else what it quoted.
    """
    for turn in reversed(turns[-tuning().question.look_back :]):
        is_of_role = turn.query is not None and _is_of_role(turn.query)
        asked = turn.query.filters.document_ids if turn.query else None
        if not is_of_role and (articles := _articles_quoted(turn, known)):
            asked = frozenset(one.document_id for one in articles)
        quoted = frozenset(document_id for _, document_id in turn.quotes)
        named = asked or frozenset(turn.roles) or quoted
        if named and len(named) < len(known.documents):
            return frozenset(one.document_id for one in known.documents if one.document_id in named)
    return frozenset()


# Questions that stand alone -----------------------------------------------------------------------

_MASKED = {
    facet: str(facet)
    for facet in (Facet.TITLE, Facet.PLACE, Facet.COMPANY, Facet.TEAM, Facet.LEVEL)
}


def read_alone(text: str, known: Known) -> Query:
    """How a question that stands alone asks of the catalog."""
    return query_of(read(text, known), known)


def kinds_of(asked: Reading) -> Probabilities:
    """How likely a question is of each kind; raises EmbedderError."""
    names = [
        (one.start, one.end, _MASKED[one.facet]) for one in asked.mentions if one.facet in _MASKED
    ]
    # Several roles that "them" stood for are several names.
    several = str(Facet.TITLE), "title and the xtitle"
    roles = [
        (one, asked.text[one.start : one.end]) for one in asked.mentions if one.facet is Facet.ROLE
    ]
    names += [(one.start, one.end, several[" and " in words]) for one, words in roles]
    names += [
        (name.start, name.end, str(name.kind))
        for name in asked.names
        if name.kind is not NameKind.ARTICLE
    ]
    return intents_of(asked.text, names)


def query_of(asked: Reading, known: Known, kind: Kind | None = None) -> Query:
    """The query of a question that stands alone, but for what its answer must cover; of a
    `kind`, where it is known.
    """
    named = Query(asked.text, asked.text, entities=asked.entities)
    wanted = {one: float(one is kind) for one in Kind} if kind else kinds_of(asked)
    if compared := parse_comparison(asked, known, wanted[Kind.COMPARE]):
        return replace(named, kind=Kind.COMPARE, compare=compared)
    listed, shown = with_columns(asked)
    kinds = kinds_of(listed) if shown and kind is None else wanted
    found = parse(listed, named, known, kinds)
    if shown and not found.is_of_catalog:
        return parse(asked, named, known, wanted)
    return replace(found, shown=shown) if shown else found
