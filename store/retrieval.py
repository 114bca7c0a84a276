"""From a question to ranked passages: dense and lexical retrieval, fused, deduplicated, joined."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from store.chroma import ChromaStore, Maker
from store.embedder import Embedder
from store.fusion import Fused, fuse
from store.index import Index
from store.types import Chunk, Document, Filters, Passage

CANDIDATES = 40  # asked of each retriever before fusing


def retrieve(
    question: str,
    *,
    top_k: int,
    filters: Filters,
    store: ChromaStore,
    maker: Maker,
    embedder: Embedder,
    index: Index,
) -> tuple[Passage, ...]:
    """At most `top_k` passages, best first; chunks of one section that stand together are one passage."""
    documents = [record.document for record in index.records.values()]
    admitted = _admitted_ids(documents, filters)
    if not question.strip() or admitted == []:
        return ()
    kinds = sorted(filters.section_kinds)
    vector = embedder.embed([question])[0]
    dense = store.nearest(maker, vector, CANDIDATES, admitted, kinds)
    lexical = index.lexical.search(question, CANDIDATES, admitted, kinds)
    rankings = {
        "dense": [chunk_id for chunk_id, _ in dense if chunk_id in index.chunks],
        "lexical": [chunk_id for chunk_id, _ in lexical if chunk_id in index.chunks],
    }
    distinct = _distinct(fuse(rankings), index)
    return join(distinct, index, top_k)


def _admitted_ids(documents: Iterable[Document], filters: Filters) -> list[str] | None:
    """Identifiers of the documents that may be returned; None where all may."""
    if filters.document_ids is None and filters.kinds is None:
        return None
    return [document.document_id for document in documents if filters.admits(document)]


def _distinct(fused: Sequence[Fused], index: Index) -> list[Fused]:
    """The list without chunks whose text stood before: the same text twice must not crowd out another."""
    seen: set[str] = set()
    kept: list[Fused] = []
    for item in fused:
        text = " ".join(index.chunks[item.item].text.lower().split())
        if text not in seen:
            seen.add(text)
            kept.append(item)
    return kept


def join(fused: Sequence[Fused], index: Index, top_k: int) -> tuple[Passage, ...]:
    """The best `top_k` chunks as passages: neighbours in a section run together."""
    best = {item.item: item for item in fused[:top_k]}
    passages = []
    for run in _runs([index.chunks[chunk_id] for chunk_id in best]):
        items = [best[chunk.chunk_id] for chunk in run]
        found_by = tuple(dict.fromkeys(name for item in items for name in item.found_by))
        passages.append(Passage(tuple(run), max(item.score for item in items), 0, found_by))
    passages.sort(key=lambda passage: -passage.score)
    return tuple(
        Passage(passage.chunks, passage.score, rank, passage.found_by) for rank, passage in enumerate(passages, start=1)
    )


def _runs(chunks: Iterable[Chunk]) -> list[list[Chunk]]:
    """Chunks grouped into runs of neighbours of one section, each in text order."""
    ordered = sorted(chunks, key=lambda chunk: (chunk.document.document_id, chunk.index))
    runs: list[list[Chunk]] = []
    for chunk in ordered:
        last = runs[-1][-1] if runs else None
        if last and last.index + 1 == chunk.index and last.section == chunk.section:
            runs[-1].append(chunk)
        else:
            runs.append([chunk])
    return runs
