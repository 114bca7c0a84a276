"""Find evidence for a query: retrieve, rerank, choose."""

from lazy_loader import attach

__getattr__, __dir__, __all__ = attach(
    __name__,
    submod_attrs={
        "articles": ["mentions"],
        "asked": ["Asked", "demand_of", "facet_asked"],
        "choose": ["asks_why", "essence", "is_long", "tells"],
        "cross_encoder": ["CrossEncoderReranker"],
        "features": ["Candidate"],
        "finder": ["Finder", "Finding", "Found", "Reranker"],
        "material": ["computed_passage"],
        "reader": ["JudgeReranker"],
        "subject": ["Said", "Sentence", "Verdict", "decide", "mentions", "worded"],
        "topics": ["Told", "most_of", "ordered", "told_by_each"],
        "views": ["View", "Views"],
    },
)
