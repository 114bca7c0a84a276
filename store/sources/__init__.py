"""Read files, folders, links and uploads, and look at them again."""

from lazy_loader import attach

__getattr__, __dir__, __all__ = attach(
    __name__,
    submod_attrs={
        "arrival": ["Arrival", "standing"],
        "refresh": ["SeenSource"],
        "second_look": ["second_look"],
        "source": [
            "Fetch",
            "NO_COLUMNS",
            "Pages",
            "Reading",
            "Source",
            "fetched_ahead",
            "file_source",
            "is_link",
            "sources_of",
            "upload_source",
        ],
    },
)
