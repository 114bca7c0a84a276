"""Load Markdown and plain text."""

from lazy_loader import attach

__getattr__, __dir__, __all__ = attach(
    __name__,
    submod_attrs={
        "text_file": ["TextLoader", "postings_of"],
    },
)
