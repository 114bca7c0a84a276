"""Turn a name into a chat model that streams."""

from lazy_loader import attach

__getattr__, __dir__, __all__ = attach(
    __name__,
    submod_attrs={
        "chat": ["open_model"],
        "choice": ["Destination", "MODELS_FILE", "ModelChoice", "choose", "destination_of"],
        "closable": ["closable"],
        "failures": ["is_refused"],
        "heads": ["head_lines"],
        "opened": ["OpenModel", "context_window", "longest_reply"],
        "prompt": ["Messages", "Prompt", "load_prompt"],
        "providers": ["AT", "PACKAGED", "QUOTES"],
        "room": ["Filled", "answer_prompt", "condense_prompt"],
        "stream": ["Ending", "reply_pieces"],
        "structured": ["gives_structure", "in_sentences", "structured_reply"],
        "usable": [
            "PATIENCE",
            "UsableModel",
            "ask_names",
            "is_listed",
            "listed",
            "may_choose",
            "missing_package",
            "usable_models",
        ],
    },
)
