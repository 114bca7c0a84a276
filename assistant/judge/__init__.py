"""Find where a question is answered, and tell whether a text supports a claim."""

from lazy_loader import attach

__getattr__, __dir__, __all__ = attach(
    __name__,
    submod_attrs={
        "amounts": ["Amount", "amounts_of", "unexplained"],
        "facts": ["compared", "unknown_names"],
        "judge": [
            "Entailment",
            "Judge",
            "NOWHERE",
            "Reading",
            "shipped_judge",
            "sigmoid",
            "softmax",
        ],
    },
)
