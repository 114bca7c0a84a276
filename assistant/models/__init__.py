"""Turn a name into a chat model that streams."""

from lazy_loader import attach

__getattr__, __dir__, __all__ = attach(
    __name__,
    submod_attrs={
        "chat": ["open_model"],
        "choice": ["Destination", "MODELS_FILE", "ModelChoice", "choose", "destination_of"],
        "closable": ["closable"],
        "hub": ["model_folder"],
        "opened": ["OpenModel", "ProgressListener"],
        "prompt": ["Messages", "Prompt", "load_prompt"],
        "providers": ["AT", "QUOTES"],
        "room": ["Filled", "answer_prompt", "condense_prompt"],
        "stream": ["Ending", "reply_pieces"],
        "usable": [
            "PATIENCE",
            "UsableModel",
            "ask_names",
            "may_choose",
            "missing_package",
            "usable_model_json",
            "usable_models",
        ],
    },
)
