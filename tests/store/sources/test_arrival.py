"""The rows of a source are stored as they are read, and read again they are what they were."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import pytest

import market
from fake_embedder import FakeEmbedder
from shelf import statuses, texts, write
from store.collection.chroma import ChromaStore, Maker
from store.collection.records import DocumentRecord
from store.errors import ReadError
from store.library import Library
from store.loading.structured.table import TableLoader
from store.settings import StoreSettings
from store.types import Fields, IngestStatus, Loaded, Unread

AT_ONCE = 4
HEAD = "Title,Company,Location,Description\n"


@pytest.fixture
def library(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Library]:
    monkeypatch.setattr("store.sources.arrival.MOST_AT_ONCE", AT_ONCE)
    monkeypatch.setattr("store.collection.ingest.MOST_AT_ONCE", AT_ONCE)
    opened = Library.open(StoreSettings(data_dir=data_dir), FakeEmbedder)
    yield opened
    opened.close()


def row(number: int, town: str = "Hull", words: str = "tend ropes of kelp") -> str:
    return f'Kelp Farmer {number},Quay & Co,"{town}, UK",You {words} in bay {number}.\n'


def towns(library: Library) -> dict[str, list[str]]:
    return {
        one.title: [posting.place.city for posting in one.postings] for one in library.documents()
    }


class Tape(TableLoader):
    """Gives ten rows, and notes which were asked for and when documents were committed."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[str] = []
        self.breaks_at = 99

    def load(self, content: bytes, name: str) -> Iterator[Loaded | Unread]:
        for number in range(10):
            self.told.append(f"row {number}")
            if number == self.breaks_at:
                raise ReadError(f"{name}: the rest is damaged; export it again")
            yield Loaded(
                f"You tend ropes of kelp in bay {number}.",
                Fields(title=f"Kelp Farmer {number}"),
                f"row {number}",
            )


@pytest.fixture
def tape(monkeypatch: pytest.MonkeyPatch) -> Tape:
    tape, commit = Tape(), ChromaStore.commit

    def noted(store: ChromaStore, records: Sequence[DocumentRecord], maker: Maker) -> None:
        commit(store, records, maker)
        tape.told.append(f"{len(records)} stored")

    monkeypatch.setattr(ChromaStore, "commit", noted)
    monkeypatch.setattr("store.loading.load._loader_of", lambda *_: tape)
    return tape


def test_rows_are_read_while_those_before_are_embedded_and_no_further_ahead(
    library: Library, tape: Tape, tmp_path: Path
) -> None:
    outcomes = library.ingest_each([write(tmp_path, "jobs.csv", HEAD)])
    assert next(outcomes).status is IngestStatus.ADDED
    assert tape.told == [*(f"row {number}" for number in range(8)), "4 stored"]
    assert len(list(outcomes)) == 9
    assert tape.told[9:] == ["row 8", "row 9", "4 stored", "2 stored"]


def test_a_file_that_breaks_off_keeps_the_rows_before_and_is_taken_up_again(
    library: Library, tape: Tape, tmp_path: Path
) -> None:
    path = write(tmp_path, "jobs.csv", HEAD)
    tape.breaks_at = 6
    assert sorted(statuses(library, path)) == [*["added"] * 6, "failed"]
    tape.breaks_at = 99
    assert statuses(library, path) == [*["unchanged"] * 6, *["added"] * 4]


def test_copies_far_apart_in_a_table_are_one_role_with_all_its_postings(
    library: Library, tmp_path: Path
) -> None:
    rows = [row(number) for number in range(9)]
    path = write(
        tmp_path,
        "jobs.csv",
        HEAD + "".join([*rows, row(0, "York"), row(0, "Leeds"), row(8, "Ely")]),
    )
    assert statuses(library, path) == ["added"] * 9
    assert towns(library)["Kelp Farmer 0"] == ["Hull", "York", "Leeds"]
    assert towns(library)["Kelp Farmer 8"] == ["Hull", "Ely"]
    revision = library.revision
    assert statuses(library, path) == ["unchanged"] * 9
    assert library.revision == revision


def test_copies_keep_each_its_own_terms_when_they_are_read_again_and_opened_again(
    library: Library, data_dir: Path, tmp_path: Path
) -> None:
    between = "".join(
        f'Clerk {number},Crumb,"Hull, UK",,,,,,,,You file in room {number}.\n'
        for number in range(6)
    )
    path = write(
        tmp_path, "jobs.csv", market.HEAD + market.LEEDS + market.HULL + between + market.YORK
    )
    library.ingest([path])

    def terms(opened: Library) -> dict[str, tuple[str, str]]:
        (baker,) = (one for one in opened.documents() if one.title == "Baker")
        said = {}
        for posting in baker.postings:
            own = baker.facets_of(posting)
            said[posting.place.city] = (
                own.pay.raw if own.pay else "",
                own.workplace.raw if own.workplace else "",
            )
        return said

    expected = {
        "Leeds": ("GBP 30,000 - 35,000 per year", "Hybrid"),
        "Hull": ("", ""),
        "York": ("GBP 41,000 - 45,000 per year", "On-site"),
    }
    assert terms(library) == expected
    text = next(one.text for one in library.documents() if one.title == "Baker")
    assert "- Pay (York, UK): GBP 41,000 - 45,000 per year" in text
    assert "- Closing date (Leeds, UK; York, UK): 2027-05-07" in text
    assert texts(library, "pay of the baker in York").count("Pay (York, UK)") == 1
    revision = library.revision
    assert set(statuses(library, path)) == {"unchanged"} and library.revision == revision
    with closing(Library.open(StoreSettings(data_dir=data_dir), FakeEmbedder)) as again:
        assert terms(again) == expected and again.documents() == library.documents()


def test_a_table_read_again_gives_each_row_its_outcome(library: Library, tmp_path: Path) -> None:
    path = write(tmp_path, "jobs.csv", HEAD + "".join(map(row, range(9))))
    library.ingest([path])
    before = library.documents()
    changed = [
        row(0),
        row(1, "York"),
        row(2, words="mend nets"),
        *(row(number) for number in range(4, 9)),
        row(20),
        row(21),
    ]
    write(tmp_path, "jobs.csv", HEAD + "".join(changed))
    assert sorted(statuses(library, path)) == [
        "added",
        "added",
        "removed",
        *["unchanged"] * 6,
        *["updated"] * 2,
    ]
    now = {one.title: one for one in library.documents()}
    kept = {one.title: one.document_id for one in before}
    assert (
        now["Kelp Farmer 2"].document_id == kept["Kelp Farmer 2"]
        and "mend nets" in now["Kelp Farmer 2"].text
    )
    assert towns(library)["Kelp Farmer 1"] == ["York"]
    assert now.keys() - kept.keys() == {
        "Kelp Farmer 20",
        "Kelp Farmer 21",
    } and kept.keys() - now.keys() == {"Kelp Farmer 3"}


def test_what_two_tables_hold_is_listed_by_both(library: Library, tmp_path: Path) -> None:
    first = write(tmp_path, "a.csv", HEAD + "".join(map(row, range(6))))
    second = write(tmp_path, "b.csv", HEAD + "".join(row(number, "York") for number in range(3, 9)))
    assert statuses(library, first, second) == [*["added"] * 6, *["updated"] * 3, *["added"] * 3]
    assert towns(library)["Kelp Farmer 3"] == ["Hull", "York"]


def test_a_broken_row_among_many_costs_itself_alone(library: Library, tmp_path: Path) -> None:
    rows = [*map(row, range(6)), "Kelp Farmer,a,b,c,d,e,f\n", *map(row, range(6, 9))]
    outcomes = library.ingest([write(tmp_path, "jobs.csv", HEAD + "".join(rows))])
    (failed,) = [one for one in outcomes if one.status is IngestStatus.FAILED]
    assert failed.path.endswith("jobs.csv: row 8") and len(library.documents()) == 9


def test_a_preview_says_what_each_document_would_become(library: Library, tmp_path: Path) -> None:
    path = write(tmp_path, "jobs.csv", HEAD + "".join(map(row, range(3))))
    library.ingest([path])
    write(tmp_path, "jobs.csv", HEAD + row(0) + row(1, words="mend nets") + row(7) + row(8))
    copy = write(tmp_path, "more.csv", HEAD + row(7, "York"))
    revision = library.revision
    told = [
        (str(one.status), one.document.title)
        for one in library.preview_paths([path, copy])
        if one.document
    ]
    assert told == [
        ("unchanged", "Kelp Farmer 0"),
        ("updated", "Kelp Farmer 1"),
        ("added", "Kelp Farmer 7"),
        ("added", "Kelp Farmer 8"),
        ("removed", "Kelp Farmer 2"),
        ("updated", "Kelp Farmer 7"),
    ]
    assert library.revision == revision and len(library.documents()) == 3
