"""Find evidence for a query: retrieve, rerank, choose."""

from lazy_loader import attach

__getattr__, __dir__, __all__ = attach(
    __name__,
    submod_attrs={
        "articles": ["speaks_of"],
        "asked": ["demand_of", "reading_of"],
        "choose": ["asks_why", "essence", "is_long", "tells"],
        "cross_encoder": ["CrossEncoderReranker"],
        "features": ["Candidate"],
        "finder": ["Finder", "Finding", "Found", "Reranker"],
        "material": ["computed_passage"],
        "reader": ["JudgeReranker"],
        "subject": ["AT_HOME", "Said", "Sentence", "Verdict", "decide", "mentions", "worded"],
        "topics": ["Told", "amounts_in_words", "measured", "most_of", "ordered", "told_by_each"],
        "visas": ["is_of_visas", "tables", "visa_sentences"],
        "views": ["View", "Views"],
    },
)
