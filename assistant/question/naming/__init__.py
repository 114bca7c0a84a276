"""Tell which documents a question means by what it calls them."""

from lazy_loader import attach

__getattr__, __dir__, __all__ = attach(
    __name__,
    submod_attrs={
        "likeness": ["Likely", "Likeness", "Meanings"],
        "names": ["Names", "level_words", "meant", "without_names"],
    },
)
