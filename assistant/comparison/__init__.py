"""Set two roles side by side, aligned sentence by sentence."""

from lazy_loader import attach

__getattr__, __dir__, __all__ = attach(
    __name__,
    submod_attrs={
        "alignment": ["lead_of"],
        "aspects": ["Embed", "aspects_of", "heading_aspect"],
        "compare": ["compare"],
        "text": ["comparison_text", "labels"],
    },
)
