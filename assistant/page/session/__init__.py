"""State behind the page: the open assistant, conversations, models, scopes."""

from lazy_loader import attach

__getattr__, __dir__, __all__ = attach(
    __name__,
    submod_attrs={
        "events": ["EVENT", "EVENT_THAT_WAITS", "inform", "mine", "warn"],
        "incoming": ["Incoming", "MOST_LINKS", "keep", "links_in", "name_of", "read_thing"],
        "models": ["EnabledModels", "first_choices"],
        "opening": ["OpenAssistant", "Opening", "get_ready"],
        "scopes": ["choices_with", "role_value", "scope_of", "values_of"],
        "site": ["Site"],
        "talk": ["Asking", "in_time"],
    },
)
