"""Keep documents and chunks in Chroma: commits, revisions, lock, undo."""

from lazy_loader import attach

__getattr__, __dir__, __all__ = attach(
    __name__,
    submod_attrs={
        "changes": ["Change", "Plan", "edited", "without"],
        "chroma": ["ChromaStore", "DOCUMENTS", "Maker", "close_chroma", "open_chroma"],
        "client": ["ChromaClient", "client_of"],
        "connection": ["DATABASE"],
        "derived_file": ["DerivedFile", "Lost"],
        "ingest": ["MOST_AT_ONCE", "Writer"],
        "kept_vectors": ["KeptVectors"],
        "listed": ["DETAILS", "LISTED", "details", "is_of_others", "standing_alone"],
        "records": [
            "DocumentRecord",
            "SourceRecord",
            "chunk_record",
            "document_metadata",
            "document_record",
            "source_record",
        ],
        "stored": ["Stored"],
        "undo": ["Undo"],
        "write_lock": ["WriteLock"],
    },
)
