"""Turn HTML into Markdown."""

from lazy_loader import attach

__getattr__, __dir__, __all__ = attach(
    __name__,
    submod_attrs={
        "archive": ["Archive", "number", "parse_xml", "whole_number"],
        "blocks": ["Block", "BlockKind", "written"],
        "characters": ["legible", "letters_of"],
        "decoding": ["decoded", "readable", "stream"],
        "html_markdown": ["html_to_line", "html_to_markdown", "node_to_markdown"],
        "hyphens": ["mender"],
        "inline": ["escaped", "escaped_line"],
        "tables": ["pipe_rows"],
        "tree": ["LEFT_OUT", "children", "parents", "parsed", "visible_text"],
        "xml": ["xml_root"],
    },
)
