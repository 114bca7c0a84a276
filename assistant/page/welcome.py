"""What the page says before the first question: what Rolecall knows, in numbers."""

from __future__ import annotations

from assistant.known import Known
from assistant.phrases import counted, listed

ASK = "## What would you like to know about a role?"
PROMISE = "Every number in an answer opens the sentence it rests on."
WAITING = f"{ASK}\n\n{PROMISE}"


def welcome(known: Known) -> str:
    """Markdown that names what is stored: articles, roles, postings and their places."""
    catalog = known.catalog
    articles = len(known.documents) - len(catalog.roles)
    places = len({str(one.posting.place) for one in catalog.postings})
    parts = [counted(articles, "article"), counted(len(catalog.roles), "role")] if known.documents else []
    if catalog.postings:
        parts.append(f"{counted(len(catalog.postings), 'posting')} in {counted(places, 'place')}")
    stored = f"Rolecall has read {listed(parts)}." if parts else "Nothing has been read yet: `rolecall ingest PATH`."
    return f"{ASK}\n\n{stored} {PROMISE}"
