"""Find chunks by their words: BM25 over an SQLite FTS5 table, derived from the collection."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Sequence

from store.collection.derived_file import DerivedFile
from store.types import Chunk, SectionKind

# A word of a title says more about a chunk than a word of its body; weights of bm25() in column
# order.
TITLE_WEIGHT, HEADING_WEIGHT, TEXT_WEIGHT = 1.5, 1.5, 1.0

STOP_WORDS = frozenset(
    "a about all also an and any are as at be been but by can could did do does for from get give "
    "had has have her "
    "his how i if in is it its me my of on or our out she he should so some tell than that the "
    "their them there "
    "these they this those to us was we were what when where which who whom whose why will with "
    "would you your".split()
)
SCHEMA = """
CREATE TABLE places (chunk_id TEXT PRIMARY KEY, document_id TEXT, section_kind TEXT);
CREATE INDEX by_document ON places (document_id);
CREATE VIRTUAL TABLE words USING fts5 (title, headings, text, tokenize = 'porter unicode61')
"""
_WORD = re.compile(r"\w+(?:['’]\w+)?")


class LexicalIndex:
    """BM25 over title, headings and text of chunks, with English stemming.

    Safe to share between threads.
    """

    def __init__(self, file: DerivedFile | None = None) -> None:
        self._file = file or DerivedFile(None, SCHEMA)

    def add(self, chunks: Iterable[Chunk]) -> None:
        """Add the words of chunks."""
        with self._file.writing() as table:
            add_words(table, chunks)

    def drop(self, document_id: str) -> None:
        """Drop the words of a document."""
        with self._file.writing() as table:
            drop_words(table, document_id)

    def search(
        self,
        question: str,
        top_k: int,
        document_ids: Sequence[str] | None = None,
        section_kinds: Sequence[SectionKind] = (SectionKind.BODY,),
    ) -> list[tuple[str, float]]:
        """Return at most `top_k` pairs (chunk_id, BM25 score), best first; higher is better."""
        words = search_words(question)
        if not words:
            return []
        conditions, values = ["words MATCH ?"], [" OR ".join(f'"{word}"' for word in words)]
        for column, allowed in (("document_id", document_ids), ("section_kind", section_kinds)):
            if allowed is not None:
                conditions.append(f"places.{column} IN ({','.join('?' * len(allowed))})")
                values.extend(allowed)
        with self._file.reading() as table:
            rows = table.execute(
                f"SELECT places.chunk_id, -bm25(words, {TITLE_WEIGHT}, {HEADING_WEIGHT}, "
                f"{TEXT_WEIGHT}) AS score "
                "FROM words JOIN places ON places.rowid = words.rowid "
                f"WHERE {' AND '.join(conditions)} ORDER BY score DESC, places.chunk_id LIMIT ?",
                (*values, top_k),
            ).fetchall()
        return [(chunk_id, score) for chunk_id, score in rows]


def add_words(table: sqlite3.Connection, chunks: Iterable[Chunk]) -> None:
    """Add chunks to the index of words, within a transaction."""
    for chunk in chunks:
        document, section = chunk.document, chunk.section
        row = table.execute(
            "INSERT OR REPLACE INTO places VALUES (?, ?, ?)",
            (chunk.chunk_id, document.document_id, section.kind),
        ).lastrowid
        title = f"{document.title} {document.team} {document.author}"
        table.execute(
            "INSERT OR REPLACE INTO words (rowid, title, headings, text) VALUES (?, ?, ?, ?)",
            (row, title, " ".join(section.heading_path), chunk.text),
        )


def drop_words(table: sqlite3.Connection, document_id: str) -> None:
    """Remove the chunks of a document from the index of words, within a transaction."""
    rows = table.execute(
        "SELECT rowid FROM places WHERE document_id = ?", (document_id,)
    ).fetchall()
    table.executemany("DELETE FROM words WHERE rowid = ?", rows)
    table.execute("DELETE FROM places WHERE document_id = ?", (document_id,))


def search_words(question: str) -> list[str]:
    """Return the words of a question that are worth searching for, in order, each once; all of them
    if none is left.
    """
    words = list(dict.fromkeys(word.lower() for word in _WORD.findall(question)))
    return [word for word in words if word not in STOP_WORDS] or words
