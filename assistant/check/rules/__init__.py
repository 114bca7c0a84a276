"""Judge claims by rules over words, numbers, names and denials."""

from lazy_loader import attach

__getattr__, __dir__, __all__ = attach(
    __name__,
    submod_attrs={
        "checker": ["Embed", "RulesChecker"],
        "order": ["Deed", "deeds_of", "someone_in", "told_in_order"],
        "polarity": ["Clause", "clauses_of", "words_of_opposites"],
        "quantities": ["Quantities", "quantities_of"],
    },
)
