"""Load Markdown and plain text."""

from lazy_loader import attach

__getattr__, __dir__, __all__ = attach(
    __name__,
    submod_attrs={
        "plain_text": ["has_markdown_blocks", "has_markdown_words", "plain_to_markdown"],
        "text_file": ["TextLoader", "postings_of"],
    },
)
