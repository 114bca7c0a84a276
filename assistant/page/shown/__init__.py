"""What the page shows as text, without components."""

from lazy_loader import attach

__getattr__, __dir__, __all__ = attach(
    __name__,
    submod_attrs={
        "chat": [
            "Showing",
            "Shown",
            "WAITING",
            "answer_text",
            "example_questions",
            "show",
            "welcome",
        ],
        "compare": ["MOST_COMPARED", "comparison_markdown", "from_address"],
        "evidence": ["evidence_section", "source_line"],
        "exchange": ["Exchange", "OpenConversation", "error_in_words", "note"],
        "facets": ["Fact", "facts_of", "origin_in_words", "places_of"],
        "incoming": [
            "choices_of",
            "form_boxes",
            "misunderstood",
            "stated_fields",
            "understood_markdown",
        ],
        "library": [
            "document_choices",
            "documents_markdown",
            "outcomes_markdown",
            "progress_markdown",
            "stored_line",
        ],
        "roles": ["ROLES", "facet_choices"],
        "selection": [
            "BY_TITLE",
            "CLOSINGS",
            "EMPLOYMENTS",
            "ORDERS",
            "WORKPLACES",
            "Wanted",
            "ordered",
        ],
    },
)
