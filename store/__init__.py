"""Read documents, keep them, find passages in them."""

from typing import TYPE_CHECKING

from lazy_loader import attach

if TYPE_CHECKING:
    from store.collection.undo import Undo
    from store.errors import StoreError, UnknownDocument
    from store.library import Library
    from store.loading.uploads import Upload, name_of_source
    from store.search.catalog import skills_of
    from store.settings import StoreSettings
    from store.types import (
        Document,
        DocumentKind,
        Fields,
        Filters,
        IngestOutcome,
        Passage,
        Progress,
    )

__getattr__, __dir__, __all__ = attach(
    __name__,
    submod_attrs={
        "collection.undo": ["Undo"],
        "errors": ["StoreError", "UnknownDocument"],
        "library": ["Library"],
        "loading.uploads": ["Upload", "name_of_source"],
        "search.catalog": ["skills_of"],
        "settings": ["StoreSettings"],
        "types": [
            "Document",
            "DocumentKind",
            "Fields",
            "Filters",
            "IngestOutcome",
            "Passage",
            "Progress",
        ],
    },
)
