"""Words, numbers, spelling and wording that several rooms share."""

from lazy_loader import attach

__getattr__, __dir__, __all__ = attach(
    __name__,
    submod_attrs={
        "conditions": [
            "NOT_SAID",
            "counted_units",
            "in_words",
            "is_stated",
            "places_in_words",
            "role_name",
            "tally",
            "unit_of",
            "unknown_in_words",
        ],
        "facts": ["Facts", "denies", "facts_of", "stems"],
        "quantities": ["QUANTITIES", "find_quantities"],
        "remembered": ["Embed", "RememberedVectors"],
        "safe_markdown": ["Swap", "Wrap", "escape", "escape_lines", "render", "safe_link"],
        "spelling": ["corrected", "is_word", "occurrences"],
        "stated": ["date_in_words", "day_in_words", "pay_in_words", "quoted"],
        "wording": ["counted", "each_once", "listed", "plain", "plain_cell"],
        "words": ["FRAME_WORDS", "content_terms"],
    },
)
