"""Keep documents and chunks in Chroma: commits, revisions, lock, undo."""

from lazy_loader import attach

__getattr__, __dir__, __all__ = attach(
    __name__,
    submod_attrs={
        "changes": ["Change", "Plan", "edited", "without"],
        "chroma": ["ChromaStore", "Maker", "close_chroma", "open_chroma"],
        "ingest": ["MOST_AT_ONCE", "ProgressListener", "Writer", "embed_sentences"],
        "listed": ["LISTED", "details", "is_of_others", "standing_alone"],
        "records": ["DocumentRecord", "SourceRecord", "chunk_record"],
        "stored": ["Stored"],
        "undo": ["Undo"],
    },
)
