"""Roles side by side: their facets, and of two what each says on every aspect and which
sentences say the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from assistant.comparison.alignment import align, framed, with_introduction
from assistant.comparison.aspects import SentenceKey, aspects_of
from assistant.comparison.contradiction import at_odds
from assistant.comparison.facts import fact_lines, fact_rows, listing_rows
from assistant.language.facts import stems
from assistant.tuning import tuning
from assistant.types import (
    AlignedPair,
    Aspect,
    AspectRow,
    Citation,
    Comparison,
    Evidence,
    Side,
)
from store.embedding.embedder import Embed, Vectors
from store.search.retrieval import LONGEST_RUN, runs_of
from store.types import Chunk, Document, Passage, Span

DocumentChunks = Callable[[str], Sequence[Chunk]]
SentenceVectors = Callable[[Iterable[Chunk]], Mapping[SentenceKey, Vectors]]

FOUND_BY = "compared"
_BETWEEN_FACTS = re.compile(r"\s[|·•]\s")
# A candidate wants to know that these are not stated, too.
ALWAYS_SHOWN = frozenset({Aspect.QUALIFICATIONS, Aspect.PAY})


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence of one side, what it speaks of, and its stored unit vector of shape
    (dimension,).
    """

    chunk: Chunk
    position: int
    aspect: Aspect
    vector: Vectors

    @property
    def span(self) -> Span:
        return self.chunk.sentences[self.position].span

    @property
    def text(self) -> str:
        return self.span.of(self.chunk.document.text)


def compare(
    first: Side,
    second: Side,
    chunks: DocumentChunks,
    sentence_vectors: SentenceVectors,
    embed: Embed,
    threshold: float | None = None,
) -> Comparison:
    """Compare two sides; where both list one role, only the facets of their postings.

    `chunks` gives a document's chunks by its identifier, `sentence_vectors` their sentences' unit
    vectors by (chunk_id, position), `embed` unit vectors of texts; sentences at least `threshold`
    near are similar.
    """
    if first.role.document_id == second.role.document_id:
        return beside((first, second))
    sentences = [_sentences(side, chunks, sentence_vectors, embed) for side in (first, second)]
    evidence = _evidence(sentences[0], 1)
    evidence += _evidence(sentences[1], len(evidence) + 1)
    evidence_of = {
        chunk.chunk_id: passage for passage in evidence for chunk in passage.passage.chunks
    }
    cited = [
        [Citation(evidence_of[sentence.chunk.chunk_id], sentence.span) for sentence in side]
        for side in sentences
    ]
    pairs = _aligned(sentences[0], sentences[1], embed, threshold)
    paired = [{pair[at] for pair in pairs} for at in (0, 1)]
    return Comparison(
        (first, second),
        same_text=False,
        facets=fact_rows((first, second)),
        evidence=evidence,
        aspects=_aspects(sentences, cited),
        in_both=tuple(
            AlignedPair(
                cited[0][i],
                cited[1][j],
                similarity,
                similarity >= tuning().comparison.aligned_surely,
            )
            for i, j, similarity in pairs
        ),
        only_first=tuple(citation for i, citation in enumerate(cited[0]) if i not in paired[0]),
        only_second=tuple(citation for j, citation in enumerate(cited[1]) if j not in paired[1]),
    )


def beside(sides: Sequence[Side]) -> Comparison:
    """Return the facets of any number of sides, without their sentences."""
    same_text = len({side.role.document_id for side in sides}) == 1
    return Comparison(
        tuple(sides), same_text, listing_rows(sides) if same_text else fact_rows(sides)
    )


# Sentences ----------------------------------------------------------------------------------------


def _sentences(
    side: Side, chunks: DocumentChunks, sentence_vectors: SentenceVectors, embed: Embed
) -> list[_Sentence]:
    """Return what a side says, in the order of its text.

    Left out are the lines that only introduce a list, which its items say, and those that only
    state a fact.
    """
    own = chunks(side.role.document_id)
    vectors = sentence_vectors(own)
    aspects = aspects_of(own, vectors, embed)
    leads = {
        sentence.lead for chunk in own for sentence in chunk.sentences if sentence.lead is not None
    }
    facts = fact_lines(side.role.document)
    return [
        _Sentence(chunk, at, aspects[key], vectors[key])
        for chunk in own
        for at, sentence in enumerate(chunk.sentences)
        if (key := (chunk.chunk_id, at)) in aspects and sentence.span not in leads
        if not any(
            line.start <= sentence.span.start and sentence.span.end <= line.end for line in facts
        )
        if not _strings_facts(sentence.span.of(chunk.document.text))
    ]


def _strings_facts(text: str) -> bool:
    """Whether a line only strings facts together: "Dunmore Hearth | Oslo, Norway · Permanent"."""
    return len(_BETWEEN_FACTS.findall(text)) > 1 or (
        bool(_BETWEEN_FACTS.search(text)) and text[-1:] not in ".!?"
    )


def _aligned(
    first: Sequence[_Sentence], second: Sequence[_Sentence], embed: Embed, threshold: float | None
) -> list[tuple[int, int, float]]:
    """Return which sentences say the same, by their places in the two, best first."""
    if not first or not second:
        return []
    names = _names(first[0].chunk.document) | _names(second[0].chunk.document)
    vectors = [_meanings(sentences, embed) for sentences in (first, second)]
    same_aspect = np.array([[mine.aspect is theirs.aspect for theirs in second] for mine in first])
    pairs = align(vectors[0], vectors[1], threshold, same_aspect)
    return [
        (i, j, similarity)
        for i, j, similarity in pairs
        if float(first[i].vector @ second[j].vector) >= tuning().comparison.least_cosine
        and not at_odds(first[i].text, second[j].text, names)
    ]


def _meanings(sentences: Sequence[_Sentence], embed: Embed) -> Vectors:
    """Return unit vectors of sentences about a job, shape (sentences, dimension).

    Each is halfway between the sentence that names the job's holder and the one that says "you".
    """
    texts = [
        (with_introduction(sentence.chunk, sentence.position), sentence.chunk.document.title)
        for sentence in sentences
    ]
    both = embed([framed(text) for text, _ in texts]) + embed(
        [framed(text, title) for text, title in texts]
    )
    return np.asarray(both / np.linalg.norm(both, axis=1, keepdims=True), dtype=np.float32)


def _names(document: Document) -> frozenset[str]:
    """Stems of the words that name a role and its employer."""
    return stems(f"{document.title} {document.team} {document.company}")


def _evidence(sentences: Sequence[_Sentence], number: int) -> tuple[Evidence, ...]:
    """Return the chunks that hold what is said, as passages that read on, numbered from
    `number`.
    """
    chunks = {sentence.chunk.chunk_id: sentence.chunk for sentence in sentences}.values()
    return tuple(
        Evidence(at, Passage(tuple(run), score=1.0, rank=at, found_by=(FOUND_BY,)))
        for at, run in enumerate(runs_of(chunks, LONGEST_RUN), start=number)
    )


def _aspects(
    sentences: Sequence[Sequence[_Sentence]], cited: Sequence[Sequence[Citation]]
) -> tuple[AspectRow, ...]:
    """Return both sides on each aspect; without those of which neither speaks, the ones always
    shown aside.
    """
    rows = [
        AspectRow(
            aspect,
            *(
                _on(aspect, side, citations)
                for side, citations in zip(sentences, cited, strict=True)
            ),
        )
        for aspect in Aspect
    ]
    return tuple(row for row in rows if row.first or row.second or row.aspect in ALWAYS_SHOWN)


def _on(
    aspect: Aspect, sentences: Sequence[_Sentence], cited: Sequence[Citation]
) -> tuple[Citation, ...]:
    return tuple(
        citation
        for sentence, citation in zip(sentences, cited, strict=True)
        if sentence.aspect is aspect
    )
