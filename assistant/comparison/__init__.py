"""Set roles side by side: their facts, and two of them aligned sentence by sentence."""

from lazy_loader import attach

__getattr__, __dir__, __all__ = attach(
    __name__,
    submod_attrs={
        "alignment": ["lead_of"],
        "aspects": ["aspects_of", "heading_aspect"],
        "compare": ["beside", "compare"],
        "facts": ["fact_rows", "is_of", "stating"],
        "opening": ["opening", "ranked_in_words"],
        "text": ["BETWEEN", "comparison_text", "labels", "table"],
    },
)
