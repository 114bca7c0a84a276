"""Tell which roles would take the asker: by what they say of themselves, against each posting."""

from lazy_loader import attach

__getattr__, __dir__, __all__ = attach(__name__, submod_attrs={"answer": ["answer_fit"]})
