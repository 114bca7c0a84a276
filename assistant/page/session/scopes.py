"""The scope of a question as the page's picker shows it: documents, roles and places by name."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.question.known import Known
from assistant.question.role_names import label_of
from assistant.question.scope import Scope
from store.facets.names.place_names import place_in_words

_DOCUMENT, _PLACE = "document:", "place:"


def scope_choices(known: Known) -> list[tuple[str, str]]:
    """Return (label, value) for everything that can narrow a question: articles first, then roles,
    then places.
    """
    roles = {role.document_id: role for role in known.catalog.roles}
    articles = [document for document in known.documents if document.document_id not in roles]
    places = {
        str(posting.posting.place): place_in_words(posting.posting.place)
        for posting in known.catalog.postings
    }
    return [
        *(
            (f"Article: {document.title}", _DOCUMENT + document.document_id)
            for document in articles
        ),
        *(
            (f"Role: {label_of(role, known)}", _DOCUMENT + role.document_id)
            for role in roles.values()
        ),
        *((f"Place: {words}", _PLACE + place) for place, words in sorted(places.items()) if place),
    ]


def choices_with(values: Sequence[str], known: Known) -> list[tuple[str, str]]:
    """Return the choices, and each value that is no longer a choice: a picker refuses values it
    does not offer.
    """
    choices = scope_choices(known)
    offered = {value for _, value in choices}
    gone = [value for value in values if value not in offered]
    return [*choices, *((f"No longer stored: {value.partition(':')[2]}", value) for value in gone)]


def scope_of(values: Sequence[str] | None) -> Scope:
    """Return the scope that the chosen values stand for."""
    values = values or ()
    return Scope(
        tuple(value.removeprefix(_DOCUMENT) for value in values if value.startswith(_DOCUMENT)),
        tuple(value.removeprefix(_PLACE) for value in values if value.startswith(_PLACE)),
    )


def values_of(scope: Scope) -> list[str]:
    """Return the values of a scope, the inverse of `scope_of`."""
    return [_DOCUMENT + document_id for document_id in scope.document_ids] + [
        _PLACE + place for place in scope.places
    ]


def role_value(document_id: str) -> str:
    """Return the value that stands for one document."""
    return _DOCUMENT + document_id
