"""What a scope leaves to answer from: the library's reading side, and what questions are
understood against.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.evidence.finder import Finder, Found, Reranker
from assistant.evidence.material import Material
from assistant.question.known import Known
from assistant.question.scope import EVERYTHING, Scope
from assistant.tuning import tuning
from assistant.types import SMALL_TALK, Query, Turn
from store.embedding.embedder import Vectors
from store.facets.places import places_of_line
from store.library import DEFAULT_TOP_K, Library
from store.search.catalog import Catalog
from store.search.index import Vocabulary
from store.search.retrieval import runs_of
from store.types import Chunk, Document, Filters, Passage, SectionKind

MOST_SCOPES = 8  # kept at one revision


class ScopedLibrary:
    """The documents of a library that a scope leaves, read as the library is.

    Safe to share between threads.

    A role, and what is cut from it, carries the postings in scope alone; lines that name other
    places are left out.
    """

    def __init__(self, library: Library, scope: Scope, documents: Sequence[Document]) -> None:
        self._library = library
        self._scope = scope
        self._documents = tuple(documents)
        self._ids = frozenset(one.document_id for one in documents)

    @property
    def revision(self) -> int:
        """The library's."""
        return self._library.revision

    def documents(self) -> tuple[Document, ...]:
        """The documents in scope, in the library's order."""
        return self._documents

    def document_chunks(self, document_id: str) -> tuple[Chunk, ...]:
        """The chunks of a document in order; none where it is out of scope."""
        return tuple(self._left(self._library.document_chunks(document_id)))

    def vocabulary(self) -> Vocabulary:
        """The library's: a word is as rare in a part of it, and one that stands elsewhere is not
        misspelt.
        """
        return self._library.vocabulary()

    def retrieve(
        self, question: str, *, top_k: int = DEFAULT_TOP_K, filters: Filters | None = None
    ) -> tuple[Passage, ...]:
        """Passages in scope, as the library retrieves them."""
        wanted = filters or Filters()
        ids = self._ids if wanted.document_ids is None else self._ids & wanted.document_ids
        found = self._library.retrieve(
            question, top_k=top_k, filters=replace(wanted, document_ids=ids)
        )
        return tuple(run for passage in found for run in self._runs(passage))

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors of shape (len(texts), dimension)."""
        return self._library.embed(texts)

    def kept_vectors(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors of shape (len(texts), dimension), kept once they are made."""
        return self._library.kept_vectors(texts)

    def chunk_vectors(self, chunks: Sequence[Chunk]) -> Mapping[str, Vectors]:
        """Unit vectors of the chunks by their identifiers."""
        return self._library.chunk_vectors(chunks)

    def sentence_vectors(self, chunks: Iterable[Chunk]) -> Mapping[tuple[str, int], Vectors]:
        """Unit vectors of the chunks' sentences by (chunk_id, position in the chunk)."""
        return self._library.sentence_vectors(chunks)

    def _left(self, chunks: Iterable[Chunk]) -> Iterator[Chunk]:
        for chunk in chunks:
            if chunk.document.document_id in self._ids and self._speaks_of_scope(chunk):
                document = self._scope.narrowed(chunk.document)
                own = document is chunk.document
                yield (
                    chunk
                    if own
                    else replace(chunk, section=replace(chunk.section, document=document))
                )

    def _speaks_of_scope(self, chunk: Chunk) -> bool:
        """Whether a chunk is no place line, or one that names a place in scope."""
        if not self._scope.places or chunk.section.kind is not SectionKind.PLACE:
            return True
        return any(map(self._scope.admits_place, places_of_line(chunk.text)))

    def _runs(self, passage: Passage) -> Iterator[Passage]:
        """What is left of a passage: without a chunk in its middle it is two."""
        yield from (
            replace(passage, chunks=tuple(run)) for run in runs_of(self._left(passage.chunks))
        )


@dataclass(frozen=True, slots=True)
class View:
    """What questions of one scope are understood against, and what finds their evidence."""

    known: Known
    finder: Finder

    def material(
        self,
        found: Found,
        computed: tuple[Passage, ...],
        stored: Passage,
        roles: Sequence[Document],
        before: Turn | None,
    ) -> Material:
        """Return what a language model can be given for a query beside what code worked out.

        These are the documents that the query names; where it names none, the `roles` of a computed
        answer, else what the turn before was about, and then everything else. What was found to
        answer stands first.
        """
        named = _named(found.query)
        spoken_of = frozenset((*before.roles, *before.documents)) if before else frozenset[str]()
        about_ids = named or frozenset(role.document_id for role in roles) or spoken_of
        found_first = [evidence.passage.document for evidence in found.evidence]
        likeliest = {
            document.document_id: document for document in (*found_first, *self.known.documents)
        }
        is_talk = found.query.kind in SMALL_TALK
        limits = tuning().evidence
        return Material(
            words=found.query.standalone_question,
            computed=computed,
            stored=stored,
            about=tuple(likeliest[name] for name in likeliest if name in about_ids),
            others=()
            if named or is_talk
            else tuple(likeliest[name] for name in likeliest if name not in about_ids),
            found=tuple(evidence.passage for evidence in found.evidence),
            chunks_of=self.finder.chunks,
            retrieve=self.finder.passages,
            from_elsewhere=0
            if is_talk
            else limits.from_elsewhere
            if named
            else limits.ranked_for_model,
        )


def _named(query: Query) -> frozenset[str]:
    """The documents that a query names; none where it may be about any."""
    named = query.filters.document_ids
    if named is None and query.compare is not None:
        named = frozenset(
            side.role.document_id for of in query.compare.references for side in of.sides
        )
    return named or frozenset()


class Views:
    """The view of everything and those of the last few scopes, made anew when the collection has
    changed.

    Safe to share between threads.
    """

    def __init__(self, library: Library, reranker: Reranker) -> None:
        self._library = library
        self._finder = Finder(library, reranker)
        self._views: dict[Scope, View] = {}
        self._lock = threading.Lock()

    def of(self, scope: Scope) -> View:
        """The view of a scope at the newest revision."""
        with self._lock:
            whole = self._everything()
            if not scope.narrows:
                return whole
            view = self._views.pop(scope, None) or self._scoped(scope, whole.known)
            while len(self._views) > MOST_SCOPES:
                del self._views[next(one for one in self._views if one.narrows)]
            self._views[scope] = view  # last, so that the one unused longest goes first
            return view

    def _everything(self) -> View:
        revision = self._library.revision
        whole = self._views.get(EVERYTHING)
        if whole is None or whole.known.catalog.revision != revision:
            documents = self._library.documents()
            whole = View(
                Known.of(documents, Catalog(documents, revision), self._library), self._finder
            )
            self._views = {EVERYTHING: whole}
        return whole

    def _scoped(self, scope: Scope, everything: Known) -> View:
        documents = scope.of(everything.documents)
        catalog = Catalog(documents, everything.catalog.revision)
        known = Known.of(documents, catalog, self._library)
        return View(known, self._finder.within(ScopedLibrary(self._library, scope, documents)))
