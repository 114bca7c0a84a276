"""What makes two files one document: their content, not their names."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Sequence

from store.types import DocumentKind, SectionKind, SectionSpan

LONGEST_SLUG = 48


def content_hash(text: str, sections: Sequence[SectionSpan]) -> str:
    """Return the SHA-256, in hex, of what the author says: headings and body text, whitespace collapsed.

    Captions and teasers do not count, nor does it matter where a teaser interrupts a section.
    """
    digest = hashlib.sha256()
    path: tuple[str, ...] = ()
    for section in sections:
        if section.kind is not SectionKind.BODY:
            continue
        if section.heading_path != path:
            path = section.heading_path
            digest.update(("\n# " + " > ".join(path) + "\n").encode())
        digest.update((" ".join(section.span.of(text).split()) + " ").encode())
    return digest.hexdigest()


def document_id(kind: DocumentKind, title: str, content_hash: str) -> str:
    """Return a readable identifier: the title as a slug (the kind where it has no letters) and eight hex digits."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    if len(slug) > LONGEST_SLUG:
        slug = slug[: LONGEST_SLUG + 1].rpartition("-")[0] or slug[:LONGEST_SLUG]
    return f"{slug or kind.value}-{content_hash[:8]}"
