"""Turn HTML into Markdown."""

from lazy_loader import attach

__getattr__, __dir__, __all__ = attach(
    __name__,
    submod_attrs={
        "characters": ["legible"],
        "html_markdown": ["html_to_line", "html_to_markdown", "node_to_markdown"],
        "inline": ["escaped", "escaped_line"],
        "tree": ["LEFT_OUT", "children", "parsed", "visible_text"],
    },
)
