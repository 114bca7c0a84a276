"""What is learned of the lines of postings."""

from lazy_loader import attach

__getattr__, __dir__, __all__ = attach(
    __name__,
    submod_attrs={
        "lines": ["SURE", "likeliest", "said_of", "says", "settled", "shares_of"],
    },
)
