"""What a language model can be given for a query: what code worked out, and as much of the
documents as fits.

The documents asked about go in whole where they fit, in their own order. Where they don't, ranked
passages with their neighbours do, at least one of each document.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, groupby

from assistant.models.heads import head_lines
from assistant.tuning import tuning
from assistant.types import COMPUTED, Evidence
from store.search.retrieval import runs_of
from store.text.sentences import sentence_spans
from store.types import (
    Chunk,
    Document,
    DocumentKind,
    Filters,
    Passage,
    Section,
    SectionKind,
    Sentence,
    Span,
)

READ = Filters().section_kinds

Count = Callable[[str], int]
Retrieve = Callable[[str, Filters, int], Sequence[Passage]]


@dataclass(frozen=True, slots=True)
class Material:
    """What there is to give to a model for one query.

    Attributes:
        words: the question, standing alone, by which passages are ranked.
        computed: what code worked out for the question, to be read first.
        stored: what is stored, as a passage, to be read last.
        about: the documents asked about or spoken of before, the likeliest first.
        others: all others, where the question names none.
        found: passages that were found to answer, best first.
        chunks_of: a document's chunks in order.
        retrieve: passages of at most so many chunks for some words, best first.
        from_elsewhere: chunks of documents not asked about that are read where not all others fit.
    """

    words: str
    computed: tuple[Passage, ...]
    stored: Passage
    about: tuple[Document, ...]
    others: tuple[Document, ...]
    found: tuple[Passage, ...]
    chunks_of: Callable[[Document], Sequence[Chunk]]
    retrieve: Retrieve
    from_elsewhere: int

    def chosen(self, tokens: int, count: Count) -> tuple[Evidence, ...]:
        """Return the evidence that fills at most about `tokens`, numbered from 1 in the order it
        is to be read.
        """
        taken = _Taken(tokens, count)
        computed, stored = (
            self._shortened(self.computed, taken),
            self._shortened((self.stored,), taken),
        )
        if not self._took_whole(self.about, taken):
            self._take_ranked(Filters(_ids(self.about)), tuning().evidence.ranked_for_model, taken)
        if not self.others or not self._took_whole(self.others, taken):
            self._take_ranked(Filters(), self.from_elsewhere, taken)
        return tuple(
            Evidence(number, passage)
            for number, passage in enumerate((*computed, *taken.passages(), *stored), 1)
        )

    def _took_whole(self, documents: Sequence[Document], taken: _Taken) -> bool:
        """Take the documents if all of them fit."""
        needed = 0
        for document in documents:
            needed += taken.count(document.text) + taken.head_cost(document)
            if needed > taken.left:
                return False
        for document in documents:
            taken.add(self._body(document))
        return True

    def _take_ranked(self, filters: Filters, most: int, taken: _Taken) -> None:
        """Take the best passage of each document, then the ranked passages with their
        neighbours.
        """
        if not most:
            return
        found = [passage for passage in self.found if filters.admits(passage.document)]
        ranked = [*found, *self.retrieve(self.words, filters, most)]
        best: dict[str, Passage] = {}
        for passage in ranked:
            best.setdefault(passage.document.document_id, passage)
        missing = (filters.document_ids or frozenset()) - best.keys()
        for name in sorted(missing) if len(missing) <= tuning().evidence.most_with_passage else ():
            best.update(
                (name, passage)
                for passage in self.retrieve(self.words, Filters(frozenset({name})), 1)
            )
        for passage in best.values():
            taken.add(passage.chunks)
        for passage in ranked:
            taken.add(self._with_neighbours(passage))

    def _shortened(self, passages: Sequence[Passage], taken: _Taken) -> list[Passage]:
        """What code wrote, shortened by whole lines to its share of the room."""
        share = int(taken.left * tuning().evidence.computed_share)
        fitting = []
        for passage in passages:
            chunk = passage.chunks[0]
            cost = 0
            kept: list[Sentence] = []
            for sentence in chunk.sentences:
                cost += taken.count(sentence.span.of(chunk.document.text)) + 1
                if cost > share:
                    break
                kept.append(sentence)
            if kept:
                share -= cost
                taken.left -= cost
                fitting.append(_of_sentences(passage, kept))
        return fitting

    def _body(self, document: Document) -> list[Chunk]:
        return [chunk for chunk in self.chunks_of(document) if chunk.section.kind in READ]

    def _with_neighbours(self, passage: Passage) -> list[Chunk]:
        """The chunks of a passage with the one before and the one after, of the same section."""
        body = self._body(passage.document)
        first, last = passage.chunks[0].index, passage.chunks[-1].index
        near = [chunk for chunk in body if first - 1 <= chunk.index <= last + 1]
        sections = {chunk.section.span for chunk in passage.chunks}
        return [chunk for chunk in near if chunk.section.span in sections] or list(passage.chunks)


def _ids(documents: Iterable[Document]) -> frozenset[str]:
    return frozenset(document.document_id for document in documents)


@dataclass(slots=True)
class _Taken:
    """The chunks taken so far, by document in the order in which each was first taken; `left` in
    tokens.
    """

    left: int
    count: Count
    chunks: dict[str, dict[int, Chunk]] = field(default_factory=dict)

    def head_cost(self, document: Document) -> int:
        """Tokens of a document's head, which stands once over all that is taken of it."""
        return self.count(" ".join(chain.from_iterable(head_lines(document))))

    def add(self, chunks: Sequence[Chunk]) -> None:
        """Take chunks of one document, as far as there is room for them."""
        if not chunks:
            return
        document = chunks[0].document
        own = self.chunks.get(document.document_id, {})
        new = [chunk for chunk in chunks if chunk.index not in own]
        cost = sum(self.count(chunk.text) for chunk in new) + (
            0 if own else self.head_cost(document)
        )
        if new and cost <= self.left:
            self.left -= cost
            self.chunks.setdefault(document.document_id, {}).update(
                {chunk.index: chunk for chunk in new}
            )

    def passages(self) -> Iterator[Passage]:
        """The chunks as passages, one a section or a run of one, each document's in its own
        order.
        """
        for own in self.chunks.values():
            for _, section in groupby(
                (own[index] for index in sorted(own)), key=lambda chunk: chunk.section.span
            ):
                yield from (Passage(tuple(run), 0.0, 0, ("read",)) for run in runs_of(section))


def computed_passage(title: str, text: str) -> Passage:
    """Return what code worked out as a passage that can be quoted; each line of `text` is quoted
    by itself.
    """
    text = text.replace("**", "")
    document = Document(
        f"{COMPUTED}: {title}", DocumentKind.ARTICLE, title, text, "", publisher="Rolecall"
    )
    section = Section(document, SectionKind.BODY, (), Span(0, len(text)))
    sentences = tuple(Sentence(span, number) for number, span in enumerate(_lines(text)))
    return Passage(
        (Chunk(document.document_id, section, 0, section.span, sentences, text),),
        1.0,
        0,
        (COMPUTED,),
    )


def _lines(text: str) -> Iterator[Span]:
    start = 0
    for line in text.splitlines(keepends=True):
        yield from sentence_spans(text, start, start + len(line))
        start += len(line)


def _of_sentences(passage: Passage, kept: Sequence[Sentence]) -> Passage:
    """A passage of one chunk that ends with the last of its sentences that are kept."""
    chunk = passage.chunks[0]
    if len(kept) == len(chunk.sentences):
        return passage
    shorter = Chunk(
        chunk.chunk_id,
        chunk.section,
        0,
        Span(chunk.span.start, kept[-1].span.end),
        tuple(kept),
        chunk.embedded_text,
    )
    return Passage((shorter,), passage.score, passage.rank, passage.found_by)
