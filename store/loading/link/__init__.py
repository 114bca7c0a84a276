"""Fetch the page behind a link, once, carefully."""

from lazy_loader import attach

__getattr__, __dir__, __all__ = attach(
    __name__,
    submod_attrs={
        "link": ["Fetched", "Validators", "fetch"],
        "robots": ["Robots"],
    },
)
