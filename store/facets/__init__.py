"""Read what a posting states: pay, places, dates, experience and more, each with where it stands."""

from lazy_loader import attach

__getattr__, __dir__, __all__ = attach(
    __name__,
    submod_attrs={},
)
