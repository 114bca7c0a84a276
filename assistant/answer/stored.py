"""What is stored, in words: every article and role by name, or a digest where they are many."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.language.conditions import places_in_words, tally
from assistant.language.wording import counted, listed
from assistant.question.known import Known
from assistant.tuning import tuning
from assistant.types import Unit
from store.types import Document, DocumentKind, Role, RolePosting


def stored_in_words(known: Known) -> str:
    """Return how many articles, roles and postings are stored and which, a line each."""
    counts = listed(stored_counts(known) or ["nothing"])
    return "\n".join((f"Stored: {counts}.", *stored_lines(known, tuning().answer.roles_told)))


def stored_counts(known: Known) -> list[str]:
    """Return "1 article", "3 roles" and "5 postings", without those of which there is none."""
    roles, postings = known.catalog.roles, known.catalog.postings
    numbers = {
        "article": len(known.documents) - len(roles),
        "role": len(roles),
        "posting": len(postings),
    }
    return [counted(number, name) for name, number in numbers.items() if number]


def stored_lines(known: Known, most: int) -> Iterator[str]:
    """Yield a line for each of at most `most` articles, and for each role or, where there are
    more, the largest employers and places.
    """
    roles, postings = known.catalog.roles, known.catalog.postings
    articles = [document for document in known.documents if document.kind is DocumentKind.ARTICLE]
    for article in articles[:most]:
        yield f"- Article: {_of_article(article)}"
    if len(roles) <= most:
        for role in roles:
            yield f"- Role: {_of_role(role)}"
    else:
        yield from _digest(postings)


def _of_article(article: Document) -> str:
    return ", ".join(
        filter(None, (article.title, article.author and f"by {article.author}", article.publisher))
    )


def _of_role(role: Role) -> str:
    document = role.document
    places = places_in_words(role.postings) if role.postings else ""
    return ", ".join(filter(None, (document.title, document.company, document.team, places)))


def _digest(postings: Sequence[RolePosting]) -> Iterator[str]:
    for unit in (Unit.COMPANIES, Unit.PLACES):
        counts = tally(postings, unit)
        most = tuning().answer.groups_told
        shown = "; ".join(f"{name} ({number})" for name, number in counts[:most])
        more = f"; and {len(counts) - most} more" if len(counts) > most else ""
        yield f"- Postings by {unit}: {shown}{more}"
