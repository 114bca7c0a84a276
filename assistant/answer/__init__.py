"""Say an answer: one file a speaker, and the answers that code alone computes."""

from lazy_loader import attach

__getattr__, __dir__, __all__ = attach(
    __name__,
    submod_attrs={
        "catalog": ["answer_from_catalog", "stated_quotes"],
        "comparison": ["answer_comparison", "answer_most", "compare_sides"],
        "draft": ["Computed", "Draft", "bare", "shortened"],
        "out_of_scope": [
            "no_such_role",
            "nothing_in_scope",
            "scope_notice",
            "which_is_meant",
        ],
        "small_talk": ["small_talk"],
        "speakers": ["Utterance"],
        "stored": ["stored_counts", "stored_in_words"],
        "voices": ["Voice", "Voices"],
    },
)
