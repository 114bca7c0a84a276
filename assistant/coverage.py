"""How well each sentence covers what an ask asks for: by its words, by their meaning, and as a whole."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from assistant.expectation import meets
from assistant.types import Ask, Expected
from assistant.words import content_terms, stem, stems
from store.embedder import Vectors
from store.types import Chunk, Passage, Sentence

Embed = Callable[[Sequence[str]], Vectors]

# A word's meaning begins to count at the first cosine similarity and counts fully at the second.
MEANING_FROM, MEANING_FULL = 0.45, 0.80
# What a term is worth by where it stands: the sentence itself, its paragraph, its headings, its document's name.
IN_SENTENCE, IN_PARAGRAPH, IN_HEADING, IN_TITLE = 1.0, 0.85, 0.8, 0.5


@dataclass(frozen=True, slots=True)
class Scored:
    """A sentence of a passage with how well it fits an ask; every feature is 0 to 1 (similarities may be below 0).

    Attributes:
        similarity: cosine of the sentence and the ask.
        residual: cosine of the sentence and the ask without the names that scope it.
        words: share of the ask's terms, rare ones weighing most, that stand in the sentence or around it.
        meaning: the same where a near synonym counts for its nearness.
        weakest: how well the worst covered of the ask's two rarest terms is covered.
        expected: 1 where the sort of thing asked for stands in the sentence, 0 where not, 0.5 if any will do.
    """

    chunk: Chunk
    position: int
    similarity: float
    residual: float
    words: float
    meaning: float
    weakest: float
    expected: float

    @property
    def sentence(self) -> Sentence:
        return self.chunk.sentences[self.position]

    @property
    def text(self) -> str:
        return self.sentence.span.of(self.chunk.document.text)

    @property
    def score(self) -> float:
        """Ranks the sentences of one ask."""
        sense = max(self.similarity, self.residual)
        return 0.5 * sense + 0.5 * self.meaning + 0.15 * (self.expected - 0.5)


class TermWeights:
    """Inverse document frequency of stems over the library's chunks: rare words weigh most."""

    def __init__(self, chunks: Iterable[Chunk]) -> None:
        self._count: Counter[str] = Counter()
        self._total = 0
        for chunk in chunks:
            self._total += 1
            self._count.update(set(stems(chunk.embedded_text)))

    def __call__(self, stemmed: str) -> float:
        return math.log(1 + (self._total - self._count[stemmed] + 0.5) / (self._count[stemmed] + 0.5))


class WordVectors:
    """Vectors of single words, each embedded once."""

    def __init__(self, embed: Embed) -> None:
        self._embed = embed
        self._known: dict[str, Vectors] = {}

    def __call__(self, words: Sequence[str]) -> Vectors:
        """Unit vectors, shape (len(words), dimension)."""
        new = sorted({word for word in words if word not in self._known})
        if new:
            self._known.update(zip(new, self._embed([*new, ""])[:-1], strict=True))
        return np.stack([self._known[word] for word in words])


def score_sentences(
    ask: Ask,
    passages: Sequence[Passage],
    sentence_vectors: Mapping[tuple[str, int], Vectors],
    embed: Embed,
    word_vectors: WordVectors,
    weight: TermWeights,
) -> list[Scored]:
    """Every sentence of the passages, in their order, scored for the ask."""
    places = [(chunk, at) for passage in passages for chunk in passage.chunks for at in range(len(chunk.sentences))]
    if not places:
        return []
    matrix = np.stack([sentence_vectors[(chunk.chunk_id, at)] for chunk, at in places])
    residual_text = " ".join(term.text for term in ask.terms) or ask.text
    similarity = matrix @ embed([ask.text])[0]
    residual = matrix @ embed([residual_text])[0]
    covers = _Covers(ask, places, word_vectors)
    weights = np.array([weight(term.stem) for term in ask.terms]) if ask.terms else np.zeros(0)
    rarest = np.argsort(-weights)[:2]
    scored = []
    for row, (chunk, at) in enumerate(places):
        words, meaning = covers.of(chunk, at)
        total = float(weights.sum()) or 1.0
        scored.append(
            Scored(
                chunk,
                at,
                float(similarity[row]),
                float(residual[row]),
                float(words @ weights) / total if len(weights) else 0.0,
                float(meaning @ weights) / total if len(weights) else 0.0,
                float(meaning[rarest].min()) if len(rarest) else 0.0,
                _expected(ask, chunk.sentences[at].span.of(chunk.document.text)),
            )
        )
    return scored


def _expected(ask: Ask, text: str) -> float:
    if ask.expected is Expected.ANYTHING:
        return 0.5
    return float(meets(ask.expected, ask.text, text))


class _Covers:
    """For each term of an ask, how well a sentence and what stands around it cover it."""

    def __init__(self, ask: Ask, places: Sequence[tuple[Chunk, int]], word_vectors: WordVectors) -> None:
        self._terms = ask.terms
        texts = {self._text(chunk, at) for chunk, at in places}
        texts |= {" ".join(chunk.section.heading_path) for chunk, _ in places}
        words = sorted({term.text.lower() for text in texts for term in content_terms(text)})
        self._column = {stem(word): at for at, word in enumerate(words)}
        if words and self._terms:
            asked = word_vectors([term.text.lower() for term in self._terms])
            cosine = asked @ word_vectors(words).T
            self._near = np.clip((cosine - MEANING_FROM) / (MEANING_FULL - MEANING_FROM), 0.0, 0.95)
        else:
            self._near = np.zeros((len(self._terms), len(words)), dtype=np.float32)
        self._paragraphs: dict[tuple[str, tuple[str, ...], int, int], list[str]] = {}
        for chunk, at in places:
            self._paragraphs.setdefault(self._paragraph(chunk, at), []).append(self._text(chunk, at))

    def of(self, chunk: Chunk, at: int) -> tuple[Vectors, Vectors]:
        """Coverage of each term by words alone and by words or meaning, shape (terms,)."""
        document = chunk.document
        settings = (
            (self._text(chunk, at), IN_SENTENCE),
            (" ".join(self._paragraphs[self._paragraph(chunk, at)]), IN_PARAGRAPH),
            (" ".join(chunk.section.heading_path), IN_HEADING),
            (f"{document.title} {document.team} {document.author} {document.company}", IN_TITLE),
        )
        words = np.zeros(len(self._terms), dtype=np.float32)
        meaning = np.zeros(len(self._terms), dtype=np.float32)
        for text, worth in settings:
            here = set(stems(text))
            columns = [self._column[one] for one in here if one in self._column]
            literal = np.array([one.stem in here for one in self._terms], dtype=np.float32)
            near = self._near[:, columns].max(axis=1) if columns else np.zeros(len(self._terms), np.float32)
            words = np.maximum(words, worth * literal)
            meaning = np.maximum(meaning, worth * np.maximum(literal, near))
        return words, meaning

    @staticmethod
    def _text(chunk: Chunk, at: int) -> str:
        sentence, text = chunk.sentences[at], chunk.document.text
        lead = f"{sentence.lead.of(text)} " if sentence.lead else ""
        return lead + sentence.span.of(text)

    @staticmethod
    def _paragraph(chunk: Chunk, at: int) -> tuple[str, tuple[str, ...], int, int]:
        return (
            chunk.document.document_id,
            chunk.section.heading_path,
            chunk.section.span.start,
            chunk.sentences[at].paragraph,
        )
