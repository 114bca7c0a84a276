"""Made-up roles, read and cut as the store does it, and what a comparison needs of a library
that holds them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from assistant.comparison.compare import compare
from assistant.types import Comparison, Side
from fake_embedder import FakeEmbedder
from read_files import read_file
from store.embedding.embedder import Embedder, Vectors
from store.search.catalog import role_of
from store.text.chunking import chunks as cut
from store.types import Chunk, Document, Posting

BAKER = """---
kind: role
title: "Night Baker"
company: "Dunmore Hearth"
team: "Ovens"
level: "senior"
postings:
  - {place: "NO, Bergen", count: 2}
  - {place: "NO, Oslo", count: 1}
---

## Where the role is based

The Night Baker role is posted three times, in Bergen and in Oslo.

## About the bakery

Our mission is to bake bread that still tastes of grain after four days.

## Key job responsibilities

- Shape the loaves and bake them in the stone oven.
- Write down how every sourdough behaves during the night.

The work with the starters includes:

- feeding them
- keeping them warm

### Mentoring

- Mentor the apprentices and sign their books.

## Basic qualifications

- A driving licence for the van.
- A degree in food science.
"""

GARDENER = """---
kind: role
title: "Kitchen Gardener"
company: "Rosehill"
postings:
  - {place: "GB, Kew", count: 1}
---

## What you will do

- Grow herbs and salad for the kitchen.
- Write down how every bed behaves during the winter.

## Who you will work with

You work with two cooks and the head gardener.

## Your profile

- A driving licence for the tractor.
- A degree in botany.
"""


class Posted:
    """Roles on a shelf of their own, with the vectors of an embedder that needs no model unless
    another is given.
    """

    def __init__(self, folder: Path, embedder: Embedder | None = None) -> None:
        self._folder = folder
        self.embedder = embedder or FakeEmbedder()
        self._chunks: dict[str, tuple[Chunk, ...]] = {}

    def add(self, text: str, name: str = "role.md") -> Document:
        """Read a role, which is not stored anywhere else."""
        path = self._folder / name
        path.write_text(text, "utf-8")
        (document,) = read_file(path)
        self._chunks[document.document_id] = cut(
            document, self.embedder.count_tokens, self.embedder.token_limit
        )
        return document

    def side(
        self, document: Document, postings: tuple[Posting, ...] | None = None, label: str = ""
    ) -> Side:
        """One side of a comparison, by default with all of the role's postings."""
        listed = document.postings if postings is None else postings
        return Side(role_of(document), listed, label or document.title)

    def compare(self, first: Side, second: Side) -> Comparison:
        return compare(first, second, self.chunks, self.vectors, self.embedder.embed)

    def chunks(self, document_id: str) -> Sequence[Chunk]:
        return self._chunks[document_id]

    def vectors(self, chunks: Iterable[Chunk]) -> Mapping[tuple[str, int], Vectors]:
        texts = {
            (chunk.chunk_id, at): chunk.with_lead(at)
            for chunk in chunks
            for at in range(len(chunk.sentences))
        }
        return dict(zip(texts, self.embedder.embed(list(texts.values())), strict=True))
