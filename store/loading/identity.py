"""What makes two files one document: their title, company and text, not their names."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping

from store.types import DocumentKind

LONGEST_SLUG = 48
_DASHES = re.compile("[‐-―−]")
_QUOTES = re.compile("[‘’‚‛′']|[“”„‟″\"]")


def content_hash(
    kind: DocumentKind, title: str, company: str, text: Mapping[tuple[str, ...], str]
) -> str:
    """Return the SHA-256, in hex, of title, company and the text by heading path; spaces, dashes
    and quotes aside.
    """
    digest = hashlib.sha256(f"{kind}\n{_plain(title)}\n{_plain(company)}\n".encode())
    for path, words in text.items():
        digest.update(f"# {_plain(' > '.join(path))}\n{_plain(words)}\n".encode())
    return digest.hexdigest()


def document_id(kind: DocumentKind, title: str, content_hash: str) -> str:
    """Return a readable identifier: the title as a slug (the kind where it has no letters) and
    eight hex digits.
    """
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    if len(slug) > LONGEST_SLUG:
        slug = slug[: LONGEST_SLUG + 1].rpartition("-")[0] or slug[:LONGEST_SLUG]
    return f"{slug or kind.value}-{content_hash[:8]}"


def _plain(text: str) -> str:
    return " ".join(_QUOTES.sub("'", _DASHES.sub("-", text)).split()).casefold()
