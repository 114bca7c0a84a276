"""Turn files, uploads and pasted text into documents."""

from lazy_loader import attach

__getattr__, __dir__, __all__ = attach(
    __name__,
    submod_attrs={
        "identity": ["document_id"],
        "load": ["NOTHING", "bytes_of", "documents_in", "files_in", "suffixes", "with_path"],
        "uploads": [
            "FOLDER",
            "Upload",
            "documents_of_upload",
            "kept_uploads",
            "name_of_source",
            "put_back_uploads",
            "read_upload",
            "sweep_uploads",
        ],
    },
)
