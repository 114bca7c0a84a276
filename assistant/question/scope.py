"""Which documents and places a question is asked of: what a reader chose, and what that leaves
of the library.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.errors import QuestionError
from assistant.question.known import Known
from assistant.question.mentions import conditions_from
from assistant.tuning import tuning
from store.errors import UnknownDocument
from store.types import Document, DocumentKind, Place


@dataclass(frozen=True, slots=True)
class Scope:
    """What a question is asked of; nothing chosen means everything.

    Attributes:
        document_ids: the roles and articles that were chosen.
        places: where a role must be posted, each as `str(posting.place)`, or the beginning of it:
            "GB", "US, MA".
    """

    document_ids: tuple[str, ...] = ()
    places: tuple[str, ...] = ()

    @property
    def narrows(self) -> bool:
        """Whether anything was chosen."""
        return bool(self.document_ids or self.places)

    def admits_place(self, place: Place) -> bool:
        """Whether a place was chosen, or an area it lies in."""
        name = str(place)
        return any(
            name == wanted or (wanted and name.startswith(f"{wanted}, ")) for wanted in self.places
        )

    def narrowed(self, document: Document) -> Document:
        """A role with those of its postings that are in the chosen places; anything else as it
        is.
        """
        if not self.places or document.kind is not DocumentKind.ROLE:
            return document
        return replace(
            document,
            postings=tuple(one for one in document.postings if self.admits_place(one.place)),
        )

    def of(self, documents: Sequence[Document]) -> tuple[Document, ...]:
        """The documents that are left, in their order, each role with the postings that are.

        Roles: those that were chosen; where none was, all if places were, none if articles were. A
        role without a posting in the chosen places is left out. Articles: those that were chosen;
        where none was, all if no role and no place was. A document that is gone narrows as it did
        while it was there: it widens nothing.
        """
        if not self.narrows:
            return tuple(documents)
        ids = set(self.document_ids)
        chosen = [one for one in documents if one.document_id in ids]
        kinds = {one.kind for one in chosen}
        if DocumentKind.ROLE not in kinds and self.places and len(chosen) == len(ids):
            chosen = [
                one for one in documents if one.kind is DocumentKind.ROLE or one.document_id in ids
            ]
        return tuple(left for one in chosen if self._is_left(left := self.narrowed(one)))

    def _is_left(self, document: Document) -> bool:
        return not self.places or document.kind is not DocumentKind.ROLE or bool(document.postings)


EVERYTHING = Scope()


def scope_json(scope: Scope) -> dict[str, list[str]]:
    """The scope as plain values: {"document_ids": […], "places": […]}."""
    return {"document_ids": list(scope.document_ids), "places": list(scope.places)}


def scope_from_json(value: object) -> Scope:
    """The inverse of `scope_json`; None and what is left out mean everything.

    Raises QuestionError for other values.
    """
    if value is None:
        return EVERYTHING
    lists = (
        [value.get(name) or [] for name in ("document_ids", "places")]
        if isinstance(value, Mapping)
        else []
    )
    if not lists or not all(
        isinstance(one, list | tuple) and all(isinstance(s, str) for s in one) for one in lists
    ):
        raise QuestionError(
            f'The scope {str(value)[:80]!r} is not one. Give {{"document_ids": ["…"], "places": '
            f'["…"]}}, lists of text.'
        )
    return Scope(*(tuple(dict.fromkeys(one)) for one in lists))


def scope_in_words(document_ids: Iterable[str], places: Iterable[str], known: Known) -> Scope:
    """The scope that identifiers and places name; a place may be said as in a question: "Hull",
    "outside the US".

    Raises store.errors.UnknownDocument for an identifier that is not stored, QuestionError for a
    place where no posting is.
    """
    ids = tuple(dict.fromkeys(document_ids))
    stored = {one.document_id for one in known.documents}
    if missing := [one for one in ids if one not in stored]:
        raise UnknownDocument(
            f"No document {missing[0]!r} is stored. List what is with: rolecall documents"
        )
    return Scope(
        ids, tuple(dict.fromkeys(name for words in places for name in _places(words, known)))
    )


def _places(words: str, known: Known) -> tuple[str, ...]:
    """The places of the catalog that words name."""
    if any(Scope(places=(words,)).admits_place(place) for place in known.catalog.places):
        return (words,)
    met = known.catalog.select(conditions_from({"place": words}, known)).postings
    found = tuple(dict.fromkeys(str(one.posting.place) for one in met))
    if not found or not words.strip():
        places = sorted({str(place) for place in known.catalog.places} - {""})
        there = "; ".join(places[: tuning().question.most_places_named])
        raise QuestionError(
            f"No posting is in {words!r}. There are postings in: {there or 'none'}."
        )
    return found
