"""Tell what a message wants: an answer, a list, a count, a comparison, or only to be polite."""

from lazy_loader import attach

__getattr__, __dir__, __all__ = attach(
    __name__,
    submod_attrs={
        "continuations": ["Continuation", "continuation_of"],
        "facets": ["RANKED", "Asked", "facet_asked", "facets_asked"],
        "fits": ["asks_fit"],
        "intents": ["Probabilities", "intents_of"],
    },
)
