"""Keep documents and chunks in Chroma: commits, revisions, lock, undo."""

from lazy_loader import attach

__getattr__, __dir__, __all__ = attach(
    __name__,
    submod_attrs={
        "changes": ["Change", "edited", "plan", "without"],
        "chroma": ["ChromaStore", "Maker", "close_chroma", "open_chroma"],
        "ingest": ["ProgressListener", "Writer", "embed_sentences"],
        "records": ["DocumentRecord", "SourceRecord", "chunk_record"],
        "undo": ["Undo"],
    },
)
