"""Cut text into lines, lists, sentences and chunks."""

from lazy_loader import attach

__getattr__, __dir__, __all__ = attach(
    __name__,
    submod_attrs={
        "capitals": ["CAP", "NAME", "PERSON", "UNIT", "UPPER"],
        "chunking": ["chunks"],
        "lines": ["Line", "lines_of"],
        "listed": ["any_of", "compiled", "listed"],
        "markdown": ["Heading", "Parsed", "cleaned", "parse_markdown"],
        "sentences": ["sentence_spans"],
        "signs": ["EMOJI", "Sign", "is_sign_alone", "sign_of", "signs_in"],
        "stemming": ["singular", "stem", "stems"],
        "terms": ["RUN_WITHIN", "labelled_pairs", "terms_of"],
        "wraps": ["NARROWEST", "ends_sentence", "is_wrapped", "wrap_width"],
    },
)
