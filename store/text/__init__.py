"""Cut text into lines, lists, sentences and chunks."""

from lazy_loader import attach

__getattr__, __dir__, __all__ = attach(
    __name__,
    submod_attrs={
        "capitals": ["NAME", "PERSON", "UNIT", "UPPER"],
        "chunking": ["chunks"],
        "lines": ["Line", "Piece", "joined_sections", "lines_of", "trimmed"],
        "lists": ["LINE_BULLET"],
        "sentences": ["sentence_spans"],
        "stemming": ["singular", "stem", "stems"],
    },
)
