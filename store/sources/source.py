"""What is read: a file, a link or an upload, each with what is remembered to read it again."""

from __future__ import annotations

import hashlib
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import astuple, dataclass, replace
from functools import partial
from pathlib import Path
from typing import Protocol

from store.collection.records import SourceRecord
from store.errors import ReadError, StoreError
from store.facets.corrections import joined
from store.loading.link.link import Fetched, Validators
from store.loading.link.robots import Robots
from store.loading.load import NOTHING, bytes_of, documents_in, files_in, with_path
from store.loading.uploads import Upload, documents_of_upload, read_upload
from store.types import Document, Fields, IngestOutcome, IngestStatus, Progress, Unread

_LINK = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
NO_COLUMNS: Mapping[str, str] = {}
Pages = dict[str, Fetched]  # by link


class Fetch(Protocol):
    """Fetches what a link leads to, as `store.loading.link.fetch` does."""

    def __call__(
        self, url: str, *, validators: Validators | None = None, robots: Robots | None = None
    ) -> Fetched:
        """Fetch a link; raises ReadError."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The documents of a source, read as they are asked for, and what to remember of it; None of
    an upload.
    """

    documents: Iterable[Document | Unread]
    record: SourceRecord | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """One thing to read.

    Attributes:
        source: by which its documents know it.
        path: what people call it, `name` for short.
        read: reads it, given what is remembered of it; raises ReadError.
    """

    source: str
    path: str
    name: str
    read: Callable[[SourceRecord | None], Reading]


def is_link(words: str) -> bool:
    """Tell a link, of any scheme, from a path."""
    return _LINK.match(words.strip()) is not None


def file_source(
    path: Path, given: Fields = NOTHING, columns: Mapping[str, str] = NO_COLUMNS
) -> Source:
    """A file; what was stated of it before holds where nothing else is stated now."""
    source = str(path.resolve())

    def read(known: SourceRecord | None) -> Reading:
        content = bytes_of(path)
        record = remembered(source, known, content, given, columns)
        return Reading(
            with_path(path, documents_in(content, path.name, source, record.given, record.columns)),
            record,
        )

    return Source(source, str(path), path.name, read)


def link_source(
    url: str,
    fetch: Callable[[], Fetched],
    given: Fields = NOTHING,
    columns: Mapping[str, str] = NO_COLUMNS,
) -> Source:
    """A link, fetched when it is read."""

    def read(known: SourceRecord | None) -> Reading:
        page = fetch()
        record = remembered(url, known, page.content, given, columns)
        record = replace(record, validators=astuple(page.validators))
        documents = documents_in(
            page.content, page.name, url, record.given, record.columns, page.charset
        )
        return Reading(_linked(url, page.name, documents), record)

    return Source(url, url, url, read)


@contextmanager
def fetched_ahead(
    links: Sequence[str],
    fetch: Fetch,
    tell: Callable[[Progress], None],
    at_hand: Pages | None = None,
) -> Iterator[dict[str, Callable[[], Fetched]]]:
    """Fetch links, each once, so that nobody waits for a site while the collection is written to.

    Gives for each what returns the page, or raises the ReadError that fetching it ended with. Pages
    lie on disk. A page that is `at_hand` is not fetched; those that are fetched are added there.
    """
    robots = Robots()
    with tempfile.TemporaryDirectory(prefix="rolecall-") as folder:
        pages: dict[str, Callable[[], Fetched]] = {}
        for number, url in enumerate(dict.fromkeys(links)):
            if at_hand and url in at_hand:
                pages[url] = partial(at_hand.__getitem__, url)
                continue
            tell(Progress(f"Fetching {url}", number, len(links)))
            try:
                page = fetch(url, robots=robots)
            except ReadError as error:
                pages[url] = partial(_refuse, error)
                continue
            pages[url] = put_by(page, Path(folder, str(number)))
            if at_hand is not None:
                at_hand[url] = page
        yield pages


def put_by(page: Fetched, file: Path) -> Callable[[], Fetched]:
    """Write the content of a page to a file, and return what reads it back."""
    file.write_bytes(page.content)
    bare = replace(page, content=b"")
    return lambda: replace(bare, content=file.read_bytes())


def _refuse(error: ReadError) -> Fetched:
    raise error


def upload_source(
    upload: Upload, folder: Path | None, largest: int, given: Fields = NOTHING
) -> Source:
    """What someone handed in, kept in the folder once it is read; without a folder it is not
    kept.
    """

    def read(known: SourceRecord | None) -> Reading:
        if folder is None:
            return Reading(documents_of_upload(upload, largest, given))
        return Reading(read_upload(folder, upload, largest, given))

    return Source(upload.source, upload.name, upload.name, read)


def sources_of(
    paths: Sequence[Path | str],
    pages: Mapping[str, Callable[[], Fetched]],
    given: Fields,
    columns: Mapping[str, str],
) -> tuple[list[IngestOutcome], list[Source], list[str]]:
    """What to read of paths and links, each once; outcomes for what is not to be read; the
    folders among them.
    """
    outcomes: list[IngestOutcome] = []
    sources: dict[str, Source] = {}
    folders: list[str] = []
    for words in map(str, paths):
        if is_link(words):
            sources[words] = link_source(words, pages[words], given, columns)
            continue
        try:
            files, left_out = files_in(Path(words))
        except StoreError as error:
            outcomes.append(IngestOutcome(words, IngestStatus.FAILED, reason=str(error)))
            continue
        outcomes += [
            IngestOutcome(file.part, IngestStatus.LEFT_OUT, reason=file.reason) for file in left_out
        ]
        for source in (file_source(file, given, columns) for file in files):
            sources[source.source] = source
        if Path(words).is_dir():
            folders.append(str(Path(words).resolve()))
    return outcomes, list(sources.values()), list(dict.fromkeys(folders))


def remembered(
    source: str,
    known: SourceRecord | None,
    content: bytes,
    given: Fields,
    columns: Mapping[str, str],
) -> SourceRecord:
    """What is to be remembered of a source: what a person states of it now over what one did
    before.
    """
    before = known or SourceRecord(source)
    return SourceRecord(
        source,
        hashlib.sha256(content).hexdigest(),
        given=joined(before.given, given),
        columns={**before.columns, **columns},
    )


def _linked(
    url: str, name: str, documents: Iterator[Document | Unread]
) -> Iterator[Document | Unread]:
    """The documents of a link, which is their address where they state none."""
    try:
        for document in documents:
            if isinstance(document, Document):
                postings = tuple(
                    replace(posting, url=posting.url or url) for posting in document.postings
                )
                yield replace(document, url=document.url or url, postings=postings)
            else:
                yield document
    except ReadError as error:
        raise ReadError(f"{url}{str(error).removeprefix(name)}") from error
