"""SQLite FTS5 beside bm25s, in one run, on the public passages of SQuAD 2.0.

    python tests/benchmarks/lexical.py PASSAGES.jsonl QUESTIONS.jsonl

The files hold {"id", "title", "text"} and {"question", "passage_id", "answerable"} a line; they can
be made from dev-v2.0.json of the SQuAD 2.0 release (chrischute/squad on GitHub). Needs: pip install
bm25s==0.3.16 Prints recall and MRR of both and the ratios of their times; a catch-up is one
document changed.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import bm25s
import Stemmer

from store.search.lexical import STOP_WORDS, LexicalIndex
from store.types import Chunk, Document, DocumentKind, Section, SectionKind, Sentence, Span

TOP_K = 10
COPIES = 60  # the passages this many times over, for the times of a larger library


def chunk_of(row: dict[str, str], copy: int = 0) -> Chunk:
    span = Span(0, len(row["text"]))
    document = Document(f"{row['id']}/{copy}", DocumentKind.ARTICLE, row["title"], row["text"], "")
    section = Section(document, SectionKind.BODY, (), span)
    return Chunk(document.document_id, section, 0, span, (Sentence(span, 0),), row["text"])


class Bm25s:
    """bm25s as its documentation has it, with the same stemming and stop words."""

    def __init__(self, chunks: Sequence[Chunk]) -> None:
        self.ids = [chunk.chunk_id for chunk in chunks]
        self.stemmer = Stemmer.Stemmer("english")
        texts = [f"{chunk.document.title} {chunk.text}" for chunk in chunks]
        self.index = bm25s.BM25()
        self.index.index(self._tokens(texts), show_progress=False)

    def _tokens(self, texts: Sequence[str]) -> object:
        return bm25s.tokenize(
            list(texts), stopwords=list(STOP_WORDS), stemmer=self.stemmer, show_progress=False
        )

    def search(self, question: str, top_k: int) -> list[str]:
        rows, _ = self.index.retrieve(self._tokens([question]), k=top_k, show_progress=False)
        return [self.ids[row] for row in rows[0]]


def fts5(chunks: Sequence[Chunk]) -> LexicalIndex:
    index = LexicalIndex()
    index.add(chunks)
    return index


def quality(
    search: Callable[[str], list[str]], questions: Sequence[dict[str, str]]
) -> tuple[float, float]:
    """Recall@5 and mean reciprocal rank of the passage each question was asked of."""
    hits = reciprocal = 0.0
    for row in questions:
        found = search(row["question"])
        rank = found.index(f"{row['passage_id']}/0") + 1 if f"{row['passage_id']}/0" in found else 0
        hits += 0 < rank <= 5
        reciprocal += 1 / rank if rank else 0
    return hits / len(questions), reciprocal / len(questions)


def timed(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def main(passages: str, questions: str) -> None:
    rows = [json.loads(line) for line in Path(passages).read_text("utf-8").splitlines()]
    asked = [json.loads(line) for line in Path(questions).read_text("utf-8").splitlines()]
    asked = [row for row in asked if row["answerable"]]
    small = [chunk_of(row) for row in rows]
    table, array = fts5(small), Bm25s(small)
    for name, search in (
        ("FTS5", lambda question: [one for one, _ in table.search(question, TOP_K)]),
        ("bm25s", lambda question: array.search(question, TOP_K)),
    ):
        recall, reciprocal = quality(search, asked)
        print(
            f"{name}: recall@5 {recall:.3f}, MRR {reciprocal:.3f} over {len(asked)} questions, "
            f"{len(rows)} passages"
        )
    large = [chunk_of(row, copy) for copy in range(COPIES) for row in rows]
    sample = [row["question"] for row in asked[:200]]
    build = timed(lambda: fts5(large)), timed(lambda: Bm25s(large))
    table, array = fts5(large), Bm25s(large)
    query = (
        timed(lambda: [table.search(question, TOP_K) for question in sample]),
        timed(lambda: [array.search(question, TOP_K) for question in sample]),
    )

    def change_one() -> None:
        table.drop(large[0].document.document_id)
        table.add(large[:1])

    catch_up = timed(change_one), timed(lambda: Bm25s(large))
    for what, (ours, theirs) in {
        "build": build,
        "200 questions": query,
        "catch-up": catch_up,
    }.items():
        print(
            f"{what}, {len(large)} chunks: FTS5 {ours:.3f} s, bm25s {theirs:.3f} s, FTS5/bm25s "
            f"{ours / theirs:.3f}"
        )


if __name__ == "__main__":
    main(*sys.argv[1:])
