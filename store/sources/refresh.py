"""What a second look at links and files changes: planned here, carried out elsewhere."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import PurePath

from store.collection.records import SourceRecord
from store.loading.link.link import Validators


class Sight(StrEnum):
    """How a source was found at the second look."""

    READ = "read"
    NOT_MODIFIED = "not modified"  # the server vouches for the version at hand
    GONE = "gone"  # the server, or the folder, says that it is not there
    FAILED = "failed"  # nobody knows


@dataclass(frozen=True, slots=True)
class SeenSource:
    """What a look at a source gave; `content_hash` where it was read, `reason` where that
    failed.
    """

    source: str
    sight: Sight = Sight.READ
    content_hash: str = ""
    validators: Validators = field(default_factory=Validators)
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Move:
    """A file that has another name now, its content the same."""

    before: SourceRecord
    after: SeenSource


@dataclass(frozen=True, slots=True)
class RefreshPlan:
    """What becomes of each source, in the order of their names.

    Attributes:
        new: to be read for the first time.
        changed: to be read again.
        unchanged: nothing to do but to keep the validators.
        returned: unchanged, but its postings were marked closed and are open again.
        moved: to be kept under the new name, and open again where it was closed.
        gone: its postings are marked closed unless another source has them; nothing is removed.
        failed: left as it is, and told.
    """

    new: tuple[SeenSource, ...] = ()
    changed: tuple[SeenSource, ...] = ()
    unchanged: tuple[SeenSource, ...] = ()
    returned: tuple[SeenSource, ...] = ()
    moved: tuple[Move, ...] = ()
    gone: tuple[SourceRecord, ...] = ()
    failed: tuple[SeenSource, ...] = ()

    @property
    def to_read(self) -> tuple[SeenSource, ...]:
        """The sources to be read: those that are new and those that have changed."""
        return self.new + self.changed


def plan(
    kept: Iterable[SourceRecord], seen: Iterable[SeenSource], listed: Collection[str] = ()
) -> RefreshPlan:
    """Compare what is stored with what a second look gave.

    Args:
        kept: every stored source that the look was to cover, and others; each source once.
        seen: what was looked at; each source once.
        listed: absolute paths of the folders that were listed whole. A kept file in one of them
            that was not seen is gone. A file of a folder that could not be listed is left alone.
    """
    stored = {source.source: source for source in kept}
    looks = {look.source: look for look in sorted(seen, key=lambda look: look.source)}
    gone = _gone(stored, looks, listed)
    read = [look for look in looks.values() if look.sight is Sight.READ]
    arrived = {look.source: look for look in read if look.source not in stored}
    moved = _moves(gone, arrived)
    moving = {name for move in moved for name in (move.before.source, move.after.source)}
    same = {name for name, look in looks.items() if name in stored and _same(stored[name], look)}
    again = [(stored[name].closed, look) for name, look in looks.items() if name in same]
    return RefreshPlan(
        new=tuple(look for name, look in arrived.items() if name not in moving),
        changed=tuple(look for look in read if look.source in stored.keys() - same),
        unchanged=tuple(look for closed, look in again if not closed),
        returned=tuple(look for closed, look in again if closed),
        moved=moved,
        gone=tuple(source for source in gone if source.source not in moving and not source.closed),
        failed=tuple(look for look in looks.values() if look.sight is Sight.FAILED),
    )


def _same(source: SourceRecord, look: SeenSource) -> bool:
    return look.sight is Sight.NOT_MODIFIED or (
        look.sight is Sight.READ and look.content_hash == source.content_hash
    )


def _gone(
    stored: Mapping[str, SourceRecord], looks: Mapping[str, SeenSource], listed: Collection[str]
) -> list[SourceRecord]:
    folders = {PurePath(folder) for folder in listed}
    return [
        source
        for name, source in sorted(stored.items())
        if (
            looks[name].sight is Sight.GONE
            if name in looks
            else not folders.isdisjoint(PurePath(name).parents)
        )
    ]


def _moves(gone: Iterable[SourceRecord], arrived: Mapping[str, SeenSource]) -> tuple[Move, ...]:
    """Pair what is gone with what has come by their content, each once."""
    waiting: dict[str, list[SourceRecord]] = {}
    for source in gone:
        waiting.setdefault(source.content_hash, []).append(source)
    return tuple(
        Move(waiting[look.content_hash].pop(0), look)
        for look in arrived.values()
        if waiting.get(look.content_hash)
    )
