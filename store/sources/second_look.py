"""Look again at the files, folders and links that documents came from: what is there, what is
new, what is gone.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import astuple, dataclass, field, replace
from pathlib import Path

from store.collection.records import SourceRecord
from store.errors import LinkGone, ReadError, StoreError
from store.loading.link.link import Fetched, Validators
from store.loading.link.robots import Robots
from store.loading.load import bytes_of, files_in
from store.sources.refresh import RefreshPlan, SeenSource, Sight, plan
from store.sources.source import Fetch, Source, file_source, is_link, link_source, put_by
from store.types import IngestOutcome, IngestStatus, Progress


@dataclass
class Looks:
    """What a second look saw. Pages that were fetched lie on disk as long as the look is open.

    Attributes:
        outcomes: what could not be looked at and what a folder leaves out, with the reasons.
        folders: those that were listed whole.
    """

    seen: dict[str, SeenSource] = field(default_factory=dict)
    outcomes: list[IngestOutcome] = field(default_factory=list)
    folders: list[SourceRecord] = field(default_factory=list)
    pages: dict[str, Callable[[], Fetched]] = field(default_factory=dict)

    def plan(self, kept: Mapping[str, SourceRecord]) -> RefreshPlan:
        """What becomes of each source that was looked at."""
        files_and_links = (record for record in kept.values() if not record.folder)
        return plan(files_and_links, self.seen.values(), [record.source for record in self.folders])

    def source(self, name: str) -> Source:
        """What reads a source that was seen."""
        return (
            link_source(name, self.pages[name]) if name in self.pages else file_source(Path(name))
        )

    def vouched(
        self, unchanged: Iterable[SeenSource], kept: Mapping[str, SourceRecord]
    ) -> list[SourceRecord]:
        """What is to be remembered of sources that have not changed: their servers may name the
        version anew.
        """
        return [
            replace(kept[seen.source], validators=astuple(seen.validators))
            for seen in unchanged
            if seen.validators.url
        ]


@contextmanager
def second_look(
    places: Sequence[Path | str],
    kept: Mapping[str, SourceRecord],
    fetch: Fetch,
    tell: Callable[[Progress], None],
) -> Iterator[Looks]:
    """Look at the files, folders and links named, or at all that are kept where none is named."""
    looks = Looks()
    links: list[str] = []
    for words in map(str, places or _roots(kept)):
        if is_link(words):
            links.append(words)
        elif Path(words).is_dir():
            _look_at_folder(Path(words), looks)
        elif kept.get(words, SourceRecord(words)).folder:
            looks.outcomes.append(
                _failed(words, f"{words}: no such folder; its documents stay as they are")
            )
        else:
            _look_at_file(Path(words), kept, looks)
    robots = Robots()
    with tempfile.TemporaryDirectory(prefix="rolecall-") as folder:
        for number, url in enumerate(dict.fromkeys(links)):
            tell(Progress(f"Fetching {url}", number, len(links)))
            _look_at_link(url, Path(folder, str(number)), kept, fetch, robots, looks)
        looks.outcomes += [
            _failed(look.source, look.reason) for look in looks.seen.values() if look.reason
        ]
        yield looks


def _roots(kept: Mapping[str, SourceRecord]) -> list[str]:
    """All that is kept, without the files that a kept folder is listed with."""
    folders = [Path(record.source) for record in kept.values() if record.folder]
    return [
        name
        for name, record in kept.items()
        if record.folder
        or is_link(name)
        or not any(folder in Path(name).parents for folder in folders)
    ]


def _look_at_folder(folder: Path, looks: Looks) -> None:
    try:
        files, left_out = files_in(folder)
    except StoreError as error:
        looks.outcomes.append(_failed(str(folder), str(error)))
        return
    looks.outcomes += [
        IngestOutcome(file.part, IngestStatus.LEFT_OUT, reason=file.reason) for file in left_out
    ]
    looks.folders.append(SourceRecord(str(folder.resolve()), folder=True))
    for file in files:
        _read_file(file, looks)


def _look_at_file(file: Path, kept: Mapping[str, SourceRecord], looks: Looks) -> None:
    name = str(file.resolve())
    if file.exists() or name not in kept:
        _read_file(file, looks)
    elif file.parent.is_dir():
        looks.seen[name] = SeenSource(name, Sight.GONE)
    else:
        reason = f"{file}: its folder is not there; its documents stay as they are"
        looks.seen[name] = SeenSource(name, Sight.FAILED, reason=reason)


def _read_file(file: Path, looks: Looks) -> None:
    name = str(file.resolve())
    try:
        digest = hashlib.sha256(bytes_of(file)).hexdigest()
    except ReadError as error:
        looks.seen[name] = SeenSource(name, Sight.FAILED, reason=str(error))
    else:
        looks.seen[name] = SeenSource(name, content_hash=digest)


def _look_at_link(
    url: str,
    file: Path,
    kept: Mapping[str, SourceRecord],
    fetch: Fetch,
    robots: Robots,
    looks: Looks,
) -> None:
    known = kept.get(url)
    validators = Validators(*known.validators) if known else None
    try:
        page = fetch(url, validators=validators, robots=robots)
    except ReadError as error:
        gone = isinstance(error, LinkGone) and known is not None
        looks.seen[url] = (
            SeenSource(url, Sight.GONE)
            if gone
            else SeenSource(url, Sight.FAILED, reason=str(error))
        )
    else:
        sight = Sight.NOT_MODIFIED if page.not_modified else Sight.READ
        digest = "" if page.not_modified else hashlib.sha256(page.content).hexdigest()
        looks.seen[url] = SeenSource(url, sight, digest, page.validators)
        looks.pages[url] = put_by(page, file)


def _failed(name: str, reason: str) -> IngestOutcome:
    return IngestOutcome(name, IngestStatus.FAILED, reason=reason)
