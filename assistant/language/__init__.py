"""Words, numbers, spelling and wording that several packages share."""

from lazy_loader import attach

__getattr__, __dir__, __all__ = attach(
    __name__,
    submod_attrs={
        "conditions": [
            "NOT_SAID",
            "by_place",
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
        "orders": ["end_named", "find_direction"],
        "quantities": ["QUANTITIES", "find_quantities"],
        "remembered": ["RememberedVectors"],
        "safe_markdown": ["Swap", "Wrap", "escape", "escape_lines", "render", "safe_link"],
        "spelling": ["common_word", "corrected", "is_word", "occurrences"],
        "stated": [
            "PERIODS",
            "VISAS",
            "date_in_words",
            "day_in_words",
            "degree_in_words",
            "language_in_words",
            "pay_in_words",
            "quoted",
            "years_in_words",
        ],
        "statements": [
            "Stance",
            "Statement",
            "beside_asking",
            "statements_in",
            "third_person",
            "told_at",
            "told_in",
            "words",
        ],
        "wording": [
            "counted",
            "each_once",
            "in_one_sentence",
            "listed",
            "pace_in_words",
            "plain",
            "plain_cell",
            "progress_line",
        ],
        "words": ["FRAME_WORDS", "any_of", "content_terms", "one_of", "words_for"],
    },
)
