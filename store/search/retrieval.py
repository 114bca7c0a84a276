"""Retrieve ranked passages for a question: dense and lexical retrieval, fused, deduplicated,
joined.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import inf

from store.collection.chroma import ChromaStore, Maker
from store.embedding.embedder import Vectors
from store.search.index import Index
from store.types import Chunk, Filters, Passage

# From Cormack, Clarke and Büttcher, "Reciprocal Rank Fusion outperforms Condorcet and individual
# Rank Learning Methods", SIGIR 2009: k = 60 was near-optimal on every collection they tried.
RANK_CONSTANT = 60


@dataclass(frozen=True, slots=True)
class Fused:
    """One item of the fused list: its score and the lists that had it."""

    item: str
    score: float
    found_by: tuple[str, ...]


def fuse(rankings: Mapping[str, Sequence[str]]) -> list[Fused]:
    """Fuse lists of distinct items by reciprocal rank, best first; ties keep the order of first
    appearance.
    """
    scores: dict[str, float] = {}
    found: dict[str, list[str]] = {}
    for name, ranking in rankings.items():
        for rank, item in enumerate(ranking, start=1):
            scores[item] = scores.get(item, 0.0) + 1.0 / (RANK_CONSTANT + rank)
            found.setdefault(item, []).append(name)
    ordered = sorted(scores, key=lambda item: -scores[item])
    return [Fused(item, scores[item], tuple(found[item])) for item in ordered]


LONGEST_RUN = 5  # chunks; a longer passage is no longer a place to look at
CANDIDATES = 40  # results of each retriever before fusing


def retrieve(
    question: str,
    vector: Vectors,
    *,
    top_k: int,
    filters: Filters,
    store: ChromaStore,
    maker: Maker,
    index: Index,
) -> tuple[Passage, ...]:
    """Return passages made from the `top_k` best chunks for a question and its vector of shape
    (dimension,), best first.
    """
    admitted = [record for record in index.records.values() if filters.admits(record.document)]
    kinds = sorted(filters.section_kinds)
    if not admitted or not kinds:
        return ()
    ids = (
        None
        if len(admitted) == len(index.records)
        else [record.document.document_id for record in admitted]
    )
    if store.searches:
        dense = store.nearest(
            maker, vector, CANDIDATES, [record.version for record in admitted], kinds
        )
    else:
        dense = index.nearest(vector, CANDIDATES, ids, kinds)
    found = {"dense": dense, "lexical": index.lexical.search(question, CANDIDATES, ids, kinds)}
    chunks = {
        chunk_id: index.chunk(chunk_id) for ranking in found.values() for chunk_id, _ in ranking
    }
    there = {chunk_id: chunk for chunk_id, chunk in chunks.items() if chunk is not None}
    rankings = {
        name: [chunk_id for chunk_id, _ in ranking if chunk_id in there]
        for name, ranking in found.items()
    }
    return join(_distinct(fuse(rankings), there), there, top_k)


def _distinct(fused: Sequence[Fused], chunks: Mapping[str, Chunk]) -> list[Fused]:
    """Return the list without chunks whose text came before: repeated text must not crowd out other
    chunks.
    """
    seen: set[str] = set()
    kept: list[Fused] = []
    for item in fused:
        text = " ".join(chunks[item.item].text.lower().split())
        if text not in seen:
            seen.add(text)
            kept.append(item)
    return kept


def join(fused: Sequence[Fused], chunks: Mapping[str, Chunk], top_k: int) -> tuple[Passage, ...]:
    """Return the best `top_k` chunks as passages: neighbours under one main heading are joined."""
    best = {item.item: item for item in fused[:top_k]}
    passages = []
    ordered = sorted(
        (chunks[chunk_id] for chunk_id in best),
        key=lambda chunk: (chunk.document.document_id, chunk.index),
    )
    for run in runs_of(ordered, LONGEST_RUN):
        items = [best[chunk.chunk_id] for chunk in run]
        found_by = tuple(dict.fromkeys(name for item in items for name in item.found_by))
        passages.append(Passage(tuple(run), max(item.score for item in items), 0, found_by))
    passages.sort(key=lambda passage: -passage.score)
    return tuple(
        Passage(passage.chunks, passage.score, rank, passage.found_by)
        for rank, passage in enumerate(passages, start=1)
    )


def runs_of(chunks: Iterable[Chunk], longest: float = inf) -> list[list[Chunk]]:
    """Return chunks, in their order, grouped into runs of neighbours, each at most `longest`
    chunks long.
    """
    runs: list[list[Chunk]] = []
    for chunk in chunks:
        if runs and len(runs[-1]) < longest and stand_together(runs[-1][-1], chunk):
            runs[-1].append(chunk)
        else:
            runs.append([chunk])
    return runs


def stand_together(before: Chunk, after: Chunk) -> bool:
    """Return whether two chunks are neighbours under one main heading, so that one continues the
    other.
    """
    main = [chunk.section.heading_path[:1] for chunk in (before, after)]
    kinds = [chunk.section.kind for chunk in (before, after)]
    next_to = before.document == after.document and after.index - before.index <= 1
    return next_to and main[0] == main[1] and kinds[0] == kinds[1]
