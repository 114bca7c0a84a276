"""The library: the documents of one data folder, stored, kept up to date and searched."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from operator import attrgetter
from pathlib import Path

from store.collection.changes import Change, Plan, edited, without
from store.collection.chroma import ChromaStore, Maker, close_chroma, open_chroma
from store.collection.ingest import Writer
from store.collection.kept_vectors import KeptVectors
from store.collection.records import SourceRecord
from store.collection.stored import Stored
from store.collection.undo import Undo
from store.embedding.embedder import Embedder, Vectors, open_embedder
from store.errors import CollectionError
from store.facets.corrections import check_understood
from store.loading.link.link import fetch
from store.loading.load import NOTHING, files_in
from store.loading.uploads import FOLDER, Upload, kept_uploads, put_back_uploads, sweep_uploads
from store.search.current import CurrentIndex
from store.search.index import Vocabulary
from store.settings import StoreSettings
from store.sources.arrival import Arrival, standing
from store.sources.refresh import SeenSource
from store.sources.second_look import second_look
from store.sources.source import (
    NO_COLUMNS,
    Fetch,
    Pages,
    Reading,
    Source,
    fetched_ahead,
    file_source,
    is_link,
    sources_of,
    upload_source,
)
from store.types import (
    Chunk,
    Document,
    DocumentKind,
    Fields,
    Filters,
    IngestOutcome,
    IngestStatus,
    Passage,
    Progress,
    ProgressListener,
)

SEEDS = "seeds/"  # prefix of the sources of seeds
DEFAULT_TOP_K = 24


def _silent(progress: Progress) -> None:
    """Ignore progress."""


class Library:
    """Documents of one data folder (or Chroma server).

    Safe to share between threads; close it when done.
    """

    def __init__(
        self,
        store: ChromaStore,
        settings: StoreSettings,
        load_embedder: Callable[[], Embedder],
        fetch_link: Fetch = fetch,
    ) -> None:
        self._store = store
        self._settings = settings
        self._fetch = fetch_link
        self._current = CurrentIndex(store, settings, load_embedder)
        self._kept = KeptVectors(settings.data_dir.expanduser())
        self._closed = False

    @classmethod
    def open(
        cls,
        settings: StoreSettings | None = None,
        load_embedder: Callable[[], Embedder] | None = None,
        *,
        fetch_link: Fetch = fetch,
        create: bool = True,
    ) -> Library:
        """Open the data folder that the settings name. The embedder is loaded when first needed.

        Without `create`, a folder without a collection is left unchanged, and the library is empty.
        Raises CollectionError if the folder or server cannot be used.
        """
        settings = settings or StoreSettings()
        store = open_chroma(settings, create=create)
        load = load_embedder or (lambda: open_embedder(settings.embedder))
        return cls(store, settings, load, fetch_link)

    def close(self) -> None:
        """Close the data folder; a second call does nothing."""
        if not self._closed:
            self._closed = True
            self._current.close()
            self._kept.close()
            close_chroma(self._store)

    @property
    def embedder(self) -> Embedder:
        """The embedder, loaded when first used; raises EmbedderError."""
        return self._current.embedder

    @property
    def maker(self) -> Maker:
        """What makes vectors with this library's settings."""
        return self._current.maker

    @property
    def made_with(self) -> str:
        """What made the stored vectors, in words; "" if there are none yet."""
        maker = self._store.state().maker
        return "" if maker is None else str(maker)

    # Reading --------------------------------------------------------------------------------------

    def documents(self) -> tuple[Document, ...]:
        """Return all documents: articles first, then by title, team and identifier."""
        documents = (record.document for record in self._current.records().values())
        return tuple(sorted(documents, key=attrgetter("kind", "title", "team", "document_id")))

    def document(self, document_id: str) -> Document:
        """Return the stored document; raises UnknownDocument."""
        return self._current.record(document_id).document

    def retrieve(
        self, question: str, *, top_k: int = DEFAULT_TOP_K, filters: Filters | None = None
    ) -> tuple[Passage, ...]:
        """Return passages made from the `top_k` best chunks for the question, best passage
        first.
        """
        if not question.strip():
            return ()
        return self._current.retrieve(question, top_k, filters or Filters())

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors of shape (len(texts), dimension)."""
        return self.embedder.embed(texts)

    def document_chunks(self, document_id: str) -> tuple[Chunk, ...]:
        """Return the chunks of a document in order; none if it is not stored."""
        return self._current.document_chunks(document_id)

    def kept_vectors(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors of shape (len(texts), dimension) of texts from documents, made when
        first needed and kept.
        """
        return self._kept.embed(texts, self.embedder)

    def chunk_vectors(self, chunks: Sequence[Chunk]) -> Mapping[str, Vectors]:
        """Return unit vectors of the chunks by identifier, as stored; the vector of a chunk that is
        gone is made again.
        """
        found = dict(self._current.vectors([chunk.chunk_id for chunk in chunks]))
        gone = [chunk for chunk in chunks if chunk.chunk_id not in found]
        made = self.kept_vectors([chunk.embedded_text for chunk in gone])
        return found | {chunk.chunk_id: vector for chunk, vector in zip(gone, made, strict=True)}

    def document_vectors(self, documents: Sequence[Document]) -> Vectors:
        """Return unit vectors of the mean of each document's chunks, shape (documents, dimension);
        zeros for a document that is gone.
        """
        return self._current.document_vectors([document.document_id for document in documents])

    def sentence_vectors(self, chunks: Iterable[Chunk]) -> Mapping[tuple[str, int], Vectors]:
        """Return unit vectors of the chunks' sentences by (chunk_id, position in the chunk), made
        when first needed.
        """
        places = ((chunk, at) for chunk in chunks for at in range(len(chunk.sentences)))
        texts = {(chunk.chunk_id, at): chunk.with_lead(at) for chunk, at in places}
        return dict(zip(texts, self.kept_vectors(list(texts.values())), strict=True))

    def vocabulary(self) -> Vocabulary:
        """Return in how many chunks each stem appears."""
        return self._current.vocabulary()

    def chunks(self) -> tuple[Chunk, ...]:
        """Return every committed chunk."""
        return self._current.chunks()

    @property
    def revision(self) -> int:
        """The number that every commit raises, whichever process makes it."""
        return self._store.state().revision

    # Writing --------------------------------------------------------------------------------------

    def ingest(
        self,
        paths: Sequence[Path | str],
        progress: ProgressListener | None = None,
        undo: Undo | None = None,
        *,
        given: Fields = NOTHING,
        columns: Mapping[str, str] = NO_COLUMNS,
        pages: Pages | None = None,
    ) -> tuple[IngestOutcome, ...]:
        """Read files, folders and links and store their documents, each document all or nothing.

        A path that fails, a piece of a file that cannot be read and a file of a folder that is left
        out are outcomes with reasons; the others are stored. `given` are fields that a person
        states of every document, `columns` the names of a table's columns by field; both apply when
        the same file is read again, too. `undo` receives what was there before. A link among the
        `pages` of a preview is not fetched again.
        """
        return tuple(
            self.ingest_each(paths, progress, undo, given=given, columns=columns, pages=pages)
        )

    def ingest_each(
        self,
        paths: Sequence[Path | str],
        progress: ProgressListener | None = None,
        undo: Undo | None = None,
        *,
        given: Fields = NOTHING,
        columns: Mapping[str, str] = NO_COLUMNS,
        pages: Pages | None = None,
    ) -> Iterator[IngestOutcome]:
        """Do what `ingest` does, and yield each outcome as soon as it is known, so that they need
        not be held.

        The writer lock is held until the last outcome is taken.
        """
        tell, links = progress or _silent, [path for path in map(str, paths) if is_link(path)]
        with fetched_ahead(links, self._fetch, tell, pages) as fetched:
            outcomes, sources, folders = sources_of(paths, fetched, given, columns)
            yield from outcomes
            yield from self._ingest(sources, tell, undo)
            self._remember([SourceRecord(folder, folder=True) for folder in folders])

    def ingest_uploads(
        self,
        uploads: Sequence[Upload],
        progress: ProgressListener | None = None,
        undo: Undo | None = None,
        *,
        given: Fields = NOTHING,
    ) -> tuple[IngestOutcome, ...]:
        """Keep and store what people handed in, as `ingest` does; an outcome's path is the given
        name.

        An upload larger than the settings allow fails.
        """
        largest, tell = self._settings.largest_upload, progress or _silent
        sources = [upload_source(upload, self._uploads, largest, given) for upload in uploads]
        with self._store.writing(tell):
            outcomes = tuple(self._ingest(sources, tell, undo))
            self._sweep_uploads()
            return outcomes

    def preview(
        self, uploads: Sequence[Upload], given: Fields = NOTHING
    ) -> tuple[IngestOutcome, ...]:
        """Read what people handed in without storing it: return what `ingest_uploads` would do, and
        what would fail.
        """
        largest = self._settings.largest_upload
        sources = (upload_source(upload, None, largest, given) for upload in uploads)
        return tuple(self._preview(sources))

    def preview_paths(
        self,
        paths: Sequence[Path | str],
        progress: ProgressListener | None = None,
        *,
        given: Fields = NOTHING,
        columns: Mapping[str, str] = NO_COLUMNS,
        pages: Pages | None = None,
    ) -> tuple[IngestOutcome, ...]:
        """Read files, folders and links without storing them: return what `ingest` would do, fail
        on and leave out.

        `pages` receives what the links lead to, for `ingest`.
        """
        links = [path for path in map(str, paths) if is_link(path)]
        with fetched_ahead(links, self._fetch, progress or _silent, pages) as fetched:
            outcomes, sources, _ = sources_of(paths, fetched, given, columns)
            return (*outcomes, *self._preview(sources))

    def edit(
        self,
        document_id: str,
        given: Fields = NOTHING,
        undo: Undo | None = None,
        *,
        as_read: Collection[str] = (),
    ) -> Document:
        """Correct what was read of a document; reading its source again leaves the correction.

        Earlier corrections of the fields `as_read` are undone first. Raises NotUnderstood, without
        changing anything, for a value that isn't understood; UnknownDocument; EmbedderError if the
        title changes, which is embedded, and cannot be embedded.
        """
        check_understood(given)
        with self._store.writing(_silent):
            self._recover()
            return self._change(edited(self._current.record(document_id), given, as_read), undo)

    def refresh(
        self,
        places: Sequence[Path | str] = (),
        progress: ProgressListener | None = None,
        undo: Undo | None = None,
    ) -> tuple[IngestOutcome, ...]:
        """Read again the files, folders and links that documents came from: all of them, or the
        `places` given.

        New and changed documents are stored. Documents that are gone are kept with their postings
        marked closed; the postings are open again when they are back.
        """
        tell = progress or _silent
        kept = self._kept_sources()
        with second_look(places, kept, self._fetch, tell) as looks:
            todo = looks.plan(kept)
            outcomes = [*looks.outcomes, *self._as_before(todo.unchanged)]
            again = [looks.source(seen.source) for seen in (*todo.to_read, *todo.returned)]
            again += [looks.source(move.after.source) for move in todo.moved]
            with self._store.writing(tell):
                outcomes += self._ingest(again, tell, undo, closing_on=_today())
                moved = [move.before.source for move in todo.moved]
                outcomes += self._drop_sources(moved, tell, undo)
                outcomes += self._close_sources([source.source for source in todo.gone], tell, undo)
                self._remember([*looks.vouched(todo.unchanged, kept), *looks.folders])
        return tuple(outcomes)

    def variants(self) -> tuple[tuple[Document, ...], ...]:
        """Return the groups of roles that are near copies of each other, within one company and
        level.
        """
        from store.search.near_copies import variants

        documents = {document.document_id: document for document in self.documents()}
        roles = {name: of for name, of in documents.items() if of.kind is DocumentKind.ROLE}
        agree = {name: f"{role.company.casefold()}\n{role.level}" for name, role in roles.items()}
        groups = variants({name: role.text for name, role in roles.items()}, must_agree=agree)
        return tuple(tuple(map(roles.__getitem__, group)) for group in groups)

    # Seeds ----------------------------------------------------------------------------------------

    @property
    def begun(self) -> bool:
        """Whether anything was ever stored here."""
        return self._store.state().maker is not None

    def ingest_seeds(
        self, folder: Path, progress: ProgressListener | None = None, *, again: bool = False
    ) -> tuple[IngestOutcome, ...]:
        """Store the documents of `folder` in a new collection; in one that has them, store those
        that changed.

        A removed seed stays removed, and a collection that was started with other documents gets no
        seeds, unless `again` is set.
        """
        tell = progress or _silent
        if not again and not self._fresh_seeds(folder):
            return ()
        with self._store.writing(tell):
            fresh = _seed_hashes(folder) if again else self._fresh_seeds(folder)
            if not fresh:
                return ()
            # Noted before they are stored, so that the next start resumes an ingest that was
            # killed.
            self._mark_seeds(dict.fromkeys(fresh, ""))
            outcomes = tuple(self._ingest([_seed(folder / name) for name in fresh], tell))
            for outcome in outcomes:
                if outcome.status is IngestStatus.FAILED:
                    fresh.pop(Path(outcome.path).name, None)
            self._mark_seeds(fresh)
            return outcomes

    def remove_seeds(self) -> tuple[Document, ...]:
        """Remove the seeds, except those that a source of the user's own lists too.

        They do not come back by themselves.

        Returns what was removed.
        """
        with self._store.writing(_silent):
            if not self.begun:
                return ()
            sources = sorted(f"{SEEDS}{name}" for name in self.seeds())
            if not sources and not self._store.state().seeds:
                return ()
            self._recover()
            outcomes = self._drop_sources(sources, _silent, None)
            self._mark_seeds({}, anew=True)
        gone = (outcome.document for outcome in outcomes if outcome.status is IngestStatus.REMOVED)
        return tuple(document for document in gone if document is not None)

    def seeds(self) -> Mapping[str, Document]:
        """Return the stored seeds by file name."""
        return {
            source.removeprefix(SEEDS): record.document
            for record in self._current.records().values()
            for source in record.listed
            if source.startswith(SEEDS)
        }

    def _fresh_seeds(self, folder: Path) -> dict[str, str]:
        """Return the seeds to add, each with its hash."""
        taken = self._store.state().seeds
        if self.begun and not taken:
            return {}
        hashes = _seed_hashes(folder)
        if not taken:
            return hashes
        changed = {name for name in hashes.keys() & taken if taken[name] != hashes[name]}
        stored = self.seeds() if changed else {}
        return {name: hashes[name] for name in changed if not taken[name] or name in stored}

    def _mark_seeds(self, seeds: Mapping[str, str], *, anew: bool = False) -> None:
        kept = {} if anew else self._store.state().seeds
        # In one step: otherwise another process could see a collection that was started with other
        # documents.
        self._store.mark(self._store.state().maker or self.maker, {**kept, **seeds})

    # Removing, undoing, making anew ---------------------------------------------------------------

    def remove(self, document_id: str, undo: Undo | None = None) -> Document:
        """Remove a document and all its postings; raises UnknownDocument.

        `undo` receives what was there.
        """
        with self._store.writing(_silent):
            self._recover()
            record = self._current.record(document_id)
            if undo is not None:
                undo.uploads.update(kept_uploads(self._uploads, record.listed))
            self._change(Change(IngestStatus.REMOVED, record, record), undo)
            self._sweep_uploads()
            self._store.forget_sources(sorted(set(record.listed) - self._sources_listed()))
            return record.document

    def _change(self, change: Change, undo: Undo | None) -> Document:
        document = change.record.document
        with closing(self._writer(_silent, undo)) as writer:
            (outcome,) = writer.apply([change], document.document_id)
        if outcome.status is IngestStatus.FAILED:
            raise CollectionError(outcome.reason)
        return document

    def undo(
        self, undo: Undo, progress: ProgressListener | None = None
    ) -> tuple[IngestOutcome, ...]:
        """Restore what was stored before, each document all or nothing, the last change first.

        A document that has changed again since stays as it is; its outcome is a failure with that
        reason.
        """
        outcomes: list[IngestOutcome] = []
        tell = progress or _silent
        with self._store.writing(tell):
            self._recover()
            put_back_uploads(self._uploads, undo.uploads)
            with closing(self._writer(tell)) as writer:
                for done, step in enumerate(reversed(undo.steps)):
                    document = step.record.document
                    title = document.title
                    tell(Progress(f"Putting back {title}", done, len(undo.steps)))
                    if step.still_stands(self._current.records()):
                        outcomes.extend(writer.apply([step.back], title))
                        continue
                    reason = f"{title!r} was changed again since, so it stays as it is."
                    reason += " See: rolecall documents"
                    outcomes.append(IngestOutcome(title, IngestStatus.FAILED, document, reason))
            self._sweep_uploads()
        return tuple(outcomes)

    def reindex(self, progress: ProgressListener | None = None) -> None:
        """Make every chunk and vector again with the present settings, then delete the old ones.

        Until all are made, the old ones stay in use.
        """
        maker, tell = self.maker, progress or _silent
        with self._store.writing(tell):
            self._store.take_over()
            makes = (lambda: maker), (lambda: self.embedder)
            with closing(Writer(self._store, *makes, self._kept, tell, Stored({}))) as writer:
                writer.write(self._store.documents())
            self._current.made_anew()
            self._store.mark(maker)
            self._store.keep_only(maker)
            self._recover()

    # Carrying out ---------------------------------------------------------------------------------

    def _ingest(
        self,
        sources: Sequence[Source],
        tell: ProgressListener,
        undo: Undo | None = None,
        *,
        closing_on: str = "",
    ) -> Iterator[IngestOutcome]:
        """Read the sources and store their documents; with `closing_on`, a day, close documents
        that they no longer have.
        """
        if not sources:
            return
        with (
            self._store.writing(tell),
            closing(self._writer(tell, undo, stored := self._recovered())) as writer,
        ):
            known = self._store.sources()
            read: list[SourceRecord] = []
            writer.revision = self.revision

            def current() -> Stored:
                if self.revision != writer.revision:  # with a server, another process may write too
                    writer.settle()
                    stored.renew(self._current.records())
                    writer.revision = self.revision
                return stored

            try:
                for done, source in enumerate(sources):
                    tell(Progress(f"Reading {source.name}", done, len(sources)))
                    arrival = Arrival(source, known.get(source.source), current)
                    for batch in arrival.batches():
                        if isinstance(batch, IngestOutcome):
                            yield batch
                            continue
                        writer.add(batch.changes, source.path, source.source)
                        writer.add(batch.copies, source.path, source.source, is_quiet=True)
                        yield from writer.outcomes()
                    if losses := arrival.losses(closing_on):
                        writer.settle()
                        if source.source not in writer.failed:
                            writer.add(losses, source.path, source.source)
                        yield from writer.outcomes()
                    if arrival.record and not arrival.failed:
                        read.append(arrival.record)
                writer.settle()
                yield from writer.outcomes()
            finally:
                undone = writer.failed | writer.waiting
                whole = [record for record in read if record.source not in undone]
                self._remember([replace(r, standing=standing(stored, r.source)) for r in whole])
            self._current.records()  # the index has caught up before the next question

    def _preview(self, sources: Iterable[Source]) -> Iterator[IngestOutcome]:
        """Read the sources and yield what storing them would do."""
        known = self._store.sources()
        stored = Stored(self._current.records())
        for source in sources:
            arrival = Arrival(source, known.get(source.source), lambda: stored)
            for batch in arrival.batches():
                if isinstance(batch, IngestOutcome):
                    yield batch
                    continue
                for change in (*batch.changes, *batch.copies):
                    stored.put(change.record)
                for change in batch.changes:
                    yield IngestOutcome(source.path, change.status, change.record.document)
            for change in arrival.losses():
                yield IngestOutcome(source.path, change.status, change.record.document)

    def _stored(self) -> Stored:
        """Return what is stored now, to be updated while it is written to."""
        return Stored(self._current.records(), self._store.documents)

    def _recovered(self) -> Stored:
        self._recover()
        return self._stored()

    def _writer(
        self, tell: ProgressListener, undo: Undo | None = None, stored: Stored | None = None
    ) -> Writer:
        load = self._current.checked_embedder
        stored = stored if stored is not None else self._stored()
        return Writer(self._store, self._begin, load, self._kept, tell, stored, undo)

    def _begin(self) -> Maker:
        """Return what makes the vectors here; if nothing is stored yet, fix it to what the settings
        say.
        """
        maker = self._store.state().maker
        if maker is None:
            maker = self.maker
            self._store.mark(maker)
        return maker

    def _remember(self, sources: Sequence[SourceRecord]) -> None:
        if sources and self.begun:
            self._store.keep_sources(sources)

    def _kept_sources(self) -> dict[str, SourceRecord]:
        """Return what is remembered of every file, folder and link, and sources that only documents
        name.
        """
        apart, listed = (SEEDS, f"{FOLDER}/"), self._sources_listed()
        unremembered = {
            source: SourceRecord(source) for source in listed if not source.startswith(apart)
        }
        return unremembered | self._store.sources()

    def _sources_listed(self) -> set[str]:
        return {source for record in self._current.records().values() for source in record.listed}

    def _as_before(self, seen: Iterable[SeenSource]) -> list[IngestOutcome]:
        """Return an outcome for each document of sources that have not changed."""
        names = {each.source for each in seen}
        records = self._current.records().values() if names else ()
        listed = ((source, record.document) for record in records for source in record.listed)
        return [IngestOutcome(at, IngestStatus.UNCHANGED, of) for at, of in listed if at in names]

    def _drop_sources(
        self, sources: Sequence[str], tell: ProgressListener, undo: Undo | None
    ) -> tuple[IngestOutcome, ...]:
        """Remove sources from the documents they list, and documents with their last source."""
        outcomes = self._applied(
            sources,
            lambda source, stored: [without(source, record) for record in stored.listing(source)],
            tell,
            undo,
        )
        self._store.forget_sources(sources)
        return outcomes

    def _close_sources(
        self, sources: Sequence[str], tell: ProgressListener, undo: Undo | None
    ) -> tuple[IngestOutcome, ...]:
        """Mark the postings of sources that are gone as closed."""
        known = self._store.sources() if sources else {}
        outcomes = self._applied(
            sources, lambda source, stored: Plan(source, stored).losses(_today()), tell, undo
        )
        gone = [known.get(source, SourceRecord(source)) for source in sources]
        # Without validators, so that a page that comes back is sent completely.
        self._remember([replace(record, closed=True, validators=("", "", "")) for record in gone])
        return outcomes

    def _applied(
        self,
        sources: Sequence[str],
        changes: Callable[[str, Stored], Sequence[Change]],
        tell: ProgressListener,
        undo: Undo | None,
    ) -> tuple[IngestOutcome, ...]:
        """Carry out the changes of each source."""
        outcomes: list[IngestOutcome] = []
        stored = self._stored()
        with closing(self._writer(tell, undo, stored)) as writer:
            for source in sources:
                outcomes += writer.apply(changes(source, stored), source)
        return tuple(outcomes)

    @property
    def _uploads(self) -> Path:
        return self._settings.data_dir.expanduser() / FOLDER

    def _sweep_uploads(self) -> None:
        """Delete kept uploads that no stored document comes from."""
        sweep_uploads(self._uploads, self._sources_listed())

    def _recover(self) -> None:
        """Finish what an interrupted writer left: an unannounced commit, chunks that belong to no
        document.
        """
        self._store.take_over()
        records = self._current.recovered().values()
        state = self._store.state()
        if state.maker is None:
            return
        self._sweep_uploads()
        swept = self._store.sweep(state.maker, [record.version for record in records])
        if swept or any(record.revision > state.revision for record in records):
            self._store.mark(state.maker)


def _seed_hashes(folder: Path) -> dict[str, str]:
    files, _ = files_in(folder)
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def _seed(file: Path) -> Source:
    """Return a seed as a source: its name is the same wherever Rolecall is installed, and it is not
    read again by itself.
    """
    seed = file_source(file)
    return replace(
        seed, source=f"{SEEDS}{file.name}", read=lambda known: Reading(seed.read(None).documents)
    )


def _today() -> str:
    return datetime.now(UTC).date().isoformat()
