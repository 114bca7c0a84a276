"""Load records: JSON, XML, tables and workbooks."""

from lazy_loader import attach

__getattr__, __dir__, __all__ = attach(
    __name__,
    submod_attrs={
        "columns": [
            "TITLES",
            "Column",
            "column",
            "currency_in",
            "is_empty",
            "normalised",
            "vocabulary",
        ],
        "json_file": ["JsonLoader"],
        "objects": ["cells_of"],
        "posting": ["Cell", "posting"],
        "table": ["TableLoader"],
        "workbook": ["WorkbookLoader"],
        "xml_file": ["XmlLoader"],
    },
)
