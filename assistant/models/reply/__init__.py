"""Read what a model sends back: thoughts, markers, links and formats."""

from lazy_loader import attach

__getattr__, __dir__, __all__ = attach(
    __name__,
    submod_attrs={
        "formats": ["other_format", "unfenced", "without_links"],
        "loops": ["is_looping", "without_loop"],
        "markers": ["Marker", "find_markers", "keep_shown"],
        "marks": ["NOTES", "PARAPHRASED", "without_marks"],
        "reply": ["shown_reply", "without_reasoning"],
        "sentences": ["Sentences"],
    },
)
