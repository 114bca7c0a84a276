"""Read what a posting states: pay, places, dates, experience and more, each with where it
stands.
"""

from lazy_loader import attach

__getattr__, __dir__, __all__ = attach(
    __name__,
    submod_attrs={
        "corrections": [
            "check_understood",
            "corrected",
            "joined",
            "postings_of",
            "put_right",
            "taken_back",
            "with_corrections",
        ],
        "dates": ["Calendar", "find_days", "parse_day"],
        "employment": ["levels_in", "read_employments", "read_level"],
        "pay": ["currencies", "pay_by_place"],
        "places": ["places_of_line", "places_of_term"],
        "read": ["read_facets", "with_origin"],
        "reading": [
            "Demand",
            "Lexicon",
            "Line",
            "Mention",
            "Reading",
            "Sentence",
            "Word",
            "cues_in",
            "is_negation",
            "is_strength",
            "lexicon",
            "meanings",
            "read_text",
            "strength_named",
            "vocabulary",
            "words_of",
        ],
    },
)
