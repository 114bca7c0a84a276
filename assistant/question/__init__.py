"""Turn words, turns and the catalog into a query."""

from lazy_loader import attach

__getattr__, __dir__, __all__ = attach(
    __name__,
    submod_attrs={
        "comparison_intent": ["NAMING", "parse_comparison", "superlative_topic"],
        "condense": ["Condenser"],
        "known": ["Known"],
        "mentions": [
            "ONE",
            "conditions_from",
            "conditions_of",
            "find_mentions",
            "read",
            "reading_of",
        ],
        "role_names": ["described", "label_of", "one_side", "resolve", "role_words"],
        "scope": ["EVERYTHING", "Scope", "scope_from_json", "scope_in_words", "scope_json"],
        "understand": [
            "RulesUnderstander",
            "Understander",
            "check_question",
            "put_plainly",
            "storable",
        ],
    },
)
