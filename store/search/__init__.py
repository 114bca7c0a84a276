"""Find passages by meaning and by words; list and count with the catalog."""

from lazy_loader import attach

__getattr__, __dir__, __all__ = attach(
    __name__,
    submod_attrs={
        "catalog": [
            "CLOSED",
            "Catalog",
            "Condition",
            "Facet",
            "Measure",
            "Operator",
            "Rank",
            "Selection",
            "Value",
            "closes_on",
            "in_period",
            "is_ranked",
            "ordered",
            "pay_of",
            "singulars",
            "skills_of",
            "stands_in",
            "years_of",
        ],
        "current": ["CurrentIndex"],
        "index": ["Vocabulary"],
        "lexical": ["STOP_WORDS"],
        "near_copies": ["differences", "variants"],
        "retrieval": ["LONGEST_RUN", "runs_of", "stand_together"],
    },
)
