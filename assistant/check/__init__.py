"""Check a model's sentences against their sources."""

from lazy_loader import attach

__getattr__, __dir__, __all__ = attach(
    __name__,
    submod_attrs={
        "check": ["Checked", "Checker", "check_reply"],
        "cross_encoder": ["CrossEncoderChecker"],
        "judged": ["JudgeChecker"],
        "sources": ["Source", "Stated", "labels", "sources_of", "title_words"],
        "statements": ["NOT_IN_SOURCES", "Statement", "statements_of", "tells_of_absence"],
        "verdict": ["Finding", "Verdict"],
    },
)
