"""Run a language model in this process."""

from lazy_loader import attach

__getattr__, __dir__, __all__ = attach(
    __name__,
    submod_attrs={
        "gguf": ["load_gguf_model"],
        "hub": ["model_folder"],
        "hugging_face": ["load_transformers_model"],
    },
)
