"""Load pages and mail."""

from lazy_loader import attach

__getattr__, __dir__, __all__ = attach(
    __name__,
    submod_attrs={
        "email": ["EmailLoader"],
        "html": ["HtmlLoader"],
        "mhtml": ["MhtmlLoader"],
        "page_names": ["goes_by", "is_subject", "key", "site_sections"],
    },
)
