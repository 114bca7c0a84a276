"""Turn files, uploads and pasted text into documents."""

from lazy_loader import attach

__getattr__, __dir__, __all__ = attach(
    __name__,
    submod_attrs={
        "html_markdown": ["html_to_line", "node_to_markdown"],
        "load": ["SUFFIXES", "read_file", "readable_files"],
        "uploads": [
            "FOLDER",
            "Upload",
            "kept_uploads",
            "name_of_source",
            "put_back_uploads",
            "read_upload",
            "sweep_uploads",
        ],
    },
)
