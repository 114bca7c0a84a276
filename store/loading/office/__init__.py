"""Load office files: Word, OpenDocument, RTF and PDF."""

from lazy_loader import attach

__getattr__, __dir__, __all__ = attach(
    __name__,
    submod_attrs={
        "docx": ["DocxLoader"],
        "odt": ["OdtLoader"],
        "pdf": ["PdfLoader"],
        "rtf": ["RtfLoader"],
    },
)
