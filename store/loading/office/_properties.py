"""What the properties of an office document say of it: its title, its author and its dates."""

from __future__ import annotations

from store.loading.office._blocks import has_line
from store.types import Fields


def fields_of(
    what: str,
    markdown: str,
    *,
    title: str = "",
    author: str = "",
    created: str = "",
    changed: str = "",
) -> Fields:
    """Return fields with the provenance, "Word document by Ann Lee, created 2026-03-02", and at
    most the title.

    The title property is often that of the template, or of an earlier posting that the file was
    copied from, or its file name: so it counts only where the text has the same line. Dates are
    ISO; the day is kept.
    """
    title, author = " ".join(title.split()), " ".join(author.split())
    return Fields(
        title=title if has_line(markdown, title) else "",
        provenance=_provenance(what, author, created[:10], changed[:10]),
    )


def _provenance(what: str, author: str, created: str, changed: str) -> str:
    created, changed = ("" if date.startswith("0000") else date for date in (created, changed))
    parts = [f"{what} by {author}" if author else what]
    parts += [f"created {created}"] if created else []
    parts += [f"changed {changed}"] if changed and changed != created else []
    return ", ".join(parts) if author or created or changed else ""
