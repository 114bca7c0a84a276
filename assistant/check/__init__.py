"""Check a model's sentences against their sources."""

from lazy_loader import attach

__getattr__, __dir__, __all__ = attach(
    __name__,
    submod_attrs={
        "check": ["Checked", "Checker", "check_reply"],
        "cross_encoder": ["CrossEncoderChecker"],
        "judged": ["JudgeChecker"],
        "sources": ["sources_of"],
        "statements": ["statements_of"],
    },
)
