"""Whether a message asks if roles would take its asker: told by a classifier
(judge/training/fits.py).
"""

from __future__ import annotations

from pathlib import Path

from assistant.question.intents.intents import masked
from assistant.tuning import tuning
from assistant.types import Query
from store.embedding.classifier import shipped_classifier

WEIGHTS = Path(__file__).parent / "fits.npz"


def asks_fit(query: Query) -> bool:
    """Whether a question asks if the asker fits roles; raises EmbedderError."""
    names = [
        (one.start, one.end, str(said)) for one in query.entities if (said := one.kind or one.facet)
    ]
    message = masked(query.standalone_question, names)
    return shipped_classifier(WEIGHTS)(message)[1] >= tuning().question.asks_fit
