"""What a question is understood against: the stored documents, their catalog, and the names in both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.facet_words import FacetWords
from assistant.names import Names
from store.catalog import Catalog
from store.types import Document


@dataclass(frozen=True, slots=True)
class Known:
    """Made once for each revision of the collection."""

    documents: tuple[Document, ...]
    catalog: Catalog
    names: Names
    words: FacetWords

    @classmethod
    def of(cls, documents: Sequence[Document], catalog: Catalog | None = None) -> Known:
        """All of it, derived from the documents."""
        catalog = catalog or Catalog(documents)
        return cls(tuple(documents), catalog, Names(documents), FacetWords(catalog))
