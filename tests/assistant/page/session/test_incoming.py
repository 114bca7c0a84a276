"""What waits to be kept: links told from texts, corrections, and what is stored of it in the end."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.page.session.incoming import Incoming, joined, keep, links_in, read_thing
from fake_assistant import FakeAssistant
from harbour import harbour_assistant
from store.collection.undo import Undo
from store.loading.uploads import Upload
from store.types import DocumentKind, Fields, IngestStatus, Progress

ROWS = Upload.file(
    "jobs.csv", b"title,company,location,description\nDiver,Quayside,Hull,Divers weld.\nRigger,Quayside,Hull,Rig.\n"
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
def test_only_addresses_of_the_web_and_nothing_else_are_links(pasted: str, links: tuple[str, ...]) -> None:
    assert links_in(pasted) == links


def test_nothing_is_stored_before_it_is_kept_and_all_of_it_can_be_taken_back(port: Assistant) -> None:
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
    library = FakeAssistant([], pages={LINK: b"<h1>Diver</h1><p>Divers weld hulls under water every day.</p>"})
    waits = Incoming().and_more([read_thing(library, one) for one in (ROWS, LINK)])  # type: ignore[arg-type]
    assert [thing.name for thing in waits.only({LINK}).things] == [LINK]
    keep(library, waits.only({LINK}), silent, Undo())  # type: ignore[arg-type]
    assert [one.title for one in library.documents()] == ["Diver"]


def test_a_later_statement_takes_the_place_of_an_earlier_one() -> None:
    first = Fields(title="Baker", company="Rye", kind=DocumentKind.ROLE)
    assert joined(first, Fields(title="Miller")) == Fields(title="Miller", company="Rye", kind=DocumentKind.ROLE)
