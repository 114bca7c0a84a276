"""What waits to be kept: links told from texts, corrections, and what is stored of it in the
end.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.page.session.incoming import Incoming, keep, links_in, read_thing
from fake_assistant import FakeAssistant
from fake_embedder import FakeEmbedder
from harbour import harbour_assistant
from store.collection.undo import Undo
from store.facets.corrections import joined
from store.library import Library
from store.loading.link.link import Fetched, Validators
from store.loading.link.robots import Robots
from store.loading.uploads import Upload
from store.settings import StoreSettings
from store.types import DocumentKind, Fields, IngestStatus, Progress

ROWS = Upload.file(
    "jobs.csv",
    b"title,company,location,description\nDiver,Quayside,Hull,Divers "
    b"weld.\nRigger,Quayside,Hull,Rig.\n",
)
NOTES = Upload.text("# Notes on buoys\n\nBuoys are painted every spring.")
LINK = "https://jobs.example/diver"


def silent(progress: Progress) -> None:
    """Tell nobody."""


@pytest.fixture
def port(tmp_path: Path) -> Iterator[Assistant]:
    with harbour_assistant(tmp_path) as assistant:
        yield assistant


@pytest.mark.parametrize(
    ("pasted", "links"),
    [
        ("https://jobs.example/1", ("https://jobs.example/1",)),
        (" http://a.example \nhttps://b.example/x?y=1\nhttp://a.example", ("http://a.example", "https://b.example/x?y=1")),
        ("Read https://jobs.example/1", ()),
        ("/etc/passwd", ()),
        ("file:///etc/passwd", ()),
        ("ftp://jobs.example", ()),
        ("https://", ()),
        ("http://[", ()),
        ("HTTPS://Jobs.example", ("HTTPS://Jobs.example",)),
        ("", ()),
    ],
)  # fmt: skip
def test_only_addresses_of_the_web_and_nothing_else_are_links(
    pasted: str, links: tuple[str, ...]
) -> None:
    assert links_in(pasted) == links


def test_nothing_is_stored_before_it_is_kept_and_all_of_it_can_be_taken_back(
    port: Assistant,
) -> None:
    before = port.library.documents()
    waits = Incoming().and_more([read_thing(port.library, one) for one in (ROWS, NOTES)])
    assert [one.title for one in waits.documents] == ["Diver", "Rigger", "Notes on buoys"]
    assert port.library.documents() == before
    undo = Undo()
    waits = waits.correct(1, Fields(title="Chief Rigger", pay="GBP 40,000 a year")).correct(
        1, Fields(company="Saltmarsh")
    )
    outcomes = keep(port.library, waits, silent, undo)
    assert [one.status for one in outcomes] == [IngestStatus.ADDED] * 3
    chief = next(one for one in port.library.documents() if one.title == "Chief Rigger")
    assert chief.company == "Saltmarsh" and chief.facets.pay
    assert "Chief Rigger" in [one.document.title for one in outcomes if one.document]
    port.library.undo(undo)
    assert port.library.documents() == before


def test_what_is_handed_in_twice_waits_once() -> None:
    library = FakeAssistant([])
    waits = Incoming().and_more([read_thing(library, NOTES)])  # type: ignore[arg-type]
    assert waits.and_more([read_thing(library, NOTES)]) == waits  # type: ignore[arg-type]


def test_things_are_chosen_by_their_names() -> None:
    library = FakeAssistant(
        [], pages={LINK: b"<h1>Diver</h1><p>Divers weld hulls under water every day.</p>"}
    )
    waits = Incoming().and_more([read_thing(library, one) for one in (ROWS, LINK)])  # type: ignore[arg-type]
    assert [thing.name for thing in waits.only({LINK}).things] == [LINK]
    keep(library, waits.only({LINK}), silent, Undo())  # type: ignore[arg-type]
    assert [one.title for one in library.documents()] == ["Diver"]


def test_a_link_is_fetched_once_and_what_was_shown_is_kept(tmp_path: Path) -> None:
    asked: list[str] = []

    def fetch(
        url: str, *, validators: Validators | None = None, robots: Robots | None = None
    ) -> Fetched:
        asked.append(url)
        return Fetched(
            url,
            f"<h1>Diver {len(asked)}</h1><p>Divers weld hulls under water.</p>".encode(),
            "page.html",
        )

    library = Library.open(
        StoreSettings(data_dir=tmp_path / "data"), FakeEmbedder, fetch_link=fetch
    )
    waits = Incoming().and_more([read_thing(library, LINK)])
    (kept,) = keep(library, waits, silent, Undo())
    assert asked == [LINK]
    assert (kept.status, [one.title for one in library.documents()]) == (
        IngestStatus.ADDED,
        ["Diver 1"],
    )
    library.refresh()
    assert asked == [LINK, LINK]
    library.close()


def test_what_was_taken_away_before_it_is_kept_stays_away(port: Assistant) -> None:
    rows = Upload.file(
        "pay.csv",
        b"title,company,location,pay,description\nDiver,Quay,Hull,GBP 9 an hour,Weld hulls.\n",
    )
    waits = Incoming().and_more([read_thing(port.library, rows)])
    waits = waits.correct(0, Fields(absent=("company", "pay", "places")))
    assert (waits.documents[0].company, waits.documents[0].facets.pay) == ("", None)
    keep(port.library, waits, silent, Undo())
    for _ in range(2):
        diver = next(one for one in port.library.documents() if one.title == "Diver")
        assert (diver.company, diver.facets.pay, diver.facets.places) == ("", None, ())
        assert [str(posting.place) for posting in diver.postings] == [""]
        (again,) = port.library.ingest_uploads([rows])
        assert again.status is IngestStatus.UNCHANGED


def test_a_later_statement_takes_the_place_of_an_earlier_one() -> None:
    first = Fields(title="Baker", company="Rye", kind=DocumentKind.ROLE)
    assert joined(first, Fields(title="Miller")) == Fields(
        title="Miller", company="Rye", kind=DocumentKind.ROLE
    )
    without = joined(first, Fields(absent=("company",)))
    assert without == Fields(title="Baker", kind=DocumentKind.ROLE, absent=("company",))
    assert joined(without, Fields(company="Oat")) == Fields(
        title="Baker", company="Oat", kind=DocumentKind.ROLE
    )
