"""The library as the owner changes it: what is handed in is read, shown, put right, kept,
removed and put back.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant.language.safe_markdown import render
from assistant.page.rooms.incoming import NOTHING_GIVEN
from assistant.page.rooms.library import PARTS, REINDEXED
from page_events import PageEvents
from page_site import browser, harbour_page

TEXT = "# Lighthouse keeper\n\nThe keeper lights the lamp at dusk. The keeper polishes the lens."
BAKER = """# Night Baker

Location: Leeds, UK
Salary: £14.50 an hour

## Requirements

- Two years of baking are required.
"""
TABLE = (
    b"title,company,location,description\nDiver,Quayside,Hull,Divers weld.\nRigger,Quayside,2 "
    b"Locations,Riggers rig.\n"
)
SAID, SHOWN, UNDERSTOOD, NAMES, KEEP, FORM = (
    0,
    2,
    3,
    4,
    5,
    9,
)  # among what reading gives; its boxes come after FORM
OUTCOME, UNDO, STORED_LINE, DOCUMENTS, REMOVABLE, CORRECTABLE = (
    0,
    1,
    3,
    4,
    5,
    6,
)  # among what a change gives
CHANGE = -1  # among what fills the page


@pytest.fixture
def page(tmp_path: Path) -> Iterator[str]:
    with harbour_page(tmp_path) as address:
        yield address


def sent(window: PageEvents, name: str, content: bytes) -> dict[str, Any]:
    """A file as the browser hands it in."""
    (path,) = window.client.post("/gradio_api/upload", files={"files": (name, content)}).json()
    return {"path": path, "orig_name": name, "meta": {"_type": "gradio.FileData"}}


def dropped(window: PageEvents, *files: tuple[str, bytes]) -> list[Any]:
    return window.run("dropped", [sent(window, name, content) for name, content in files])


def kept(window: PageEvents, read: list[Any]) -> list[Any]:
    return window.run("keeping", read[NAMES]["value"])


def boxes(filled: list[Any]) -> list[str]:
    """The values of the form, of what fills it."""
    return [box["value"] if isinstance(box, dict) else box for box in filled[1:8]]


def identifier(window: PageEvents, title: str) -> str:
    choices = window.run("fill")[-PARTS:][REMOVABLE - STORED_LINE]["choices"]
    return next(value for label, value in choices if label.startswith(title))


def test_an_owner_sees_what_was_read_keeps_it_and_takes_it_back(page: str) -> None:
    window = PageEvents(browser(page))
    assert window.run("fill")[CHANGE]["visible"] is True
    read = window.run("pasted", BAKER)
    assert (
        read[SHOWN]["visible"] is True and "1 role read. Nothing is kept yet." in read[UNDERSTOOD]
    )
    assert "Leeds&#44; UK" in read[UNDERSTOOD] and "from a label" in read[UNDERSTOOD]
    assert "guess from a heading" in read[UNDERSTOOD] and read[-1] == ""  # the box is emptied
    assert window.run("fill")[-PARTS].startswith("1 article, 4 roles")  # nothing is kept
    told = kept(window, read)
    assert (
        "<b>added</b>" in told[OUTCOME]
        and "Night Baker" in told[OUTCOME]
        and told[UNDO]["visible"] is True
    )
    assert told[STORED_LINE].startswith("1 article, 5 roles") and "Night Baker" in told[DOCUMENTS]
    undone = window.run("undoing")
    assert "<b>removed</b>" in undone[OUTCOME] and undone[UNDO]["visible"] is False
    assert (
        undone[STORED_LINE].startswith("1 article, 4 roles")
        and "Night Baker" not in undone[DOCUMENTS]
    )


def test_what_is_not_wanted_is_let_go(page: str) -> None:
    window = PageEvents(browser(page))
    window.run("pasted", TEXT)
    gone = window.run("let_go")
    assert gone[SHOWN]["visible"] is False and gone[UNDERSTOOD] == ""
    assert window.run("keeping", [])[OUTCOME] == ""
    assert window.run("fill")[-PARTS].startswith("1 article, 4 roles")


def test_every_file_that_is_left_out_says_why_beside_those_that_are_read(
    page: str, data_dir: Path
) -> None:
    window = PageEvents(browser(page))
    noise = b"\x89PNG\r\n\x1a\n" + bytes(range(256))
    files = [
        sent(window, "keeper.md", TEXT.encode()),
        sent(window, "lamp.md", noise),
        sent(window, "empty.pdf", b""),
    ]
    read = window.run("dropped", files)
    assert "keeper&#46;md" not in read[UNDERSTOOD] and "Lighthouse keeper" in read[UNDERSTOOD]
    for name in ("lamp&#46;md", "empty&#46;pdf"):
        assert f"<b>not read</b></td><td>{name}" in read[UNDERSTOOD]
    assert "the file is empty" in read[UNDERSTOOD] and "Traceback" not in read[UNDERSTOOD]
    assert not any(
        Path(file["path"]).exists() for file in files
    )  # what was received is kept by its content alone
    assert "<b>added</b>" in kept(window, read)[OUTCOME]
    assert "already stored" in dropped(window, ("other.md", TEXT.encode()))[UNDERSTOOD]


def test_a_file_of_which_nothing_can_be_read_is_only_cleared(page: str) -> None:
    window = PageEvents(browser(page))
    read = dropped(window, ("empty.docx", b""))
    assert (
        "empty&#46;docx" in read[UNDERSTOOD]
        and read[KEEP]["visible"] is False
        and read[KEEP + 1]["value"] == "Clear"
    )


def test_one_of_several_files_can_be_kept(page: str) -> None:
    window = PageEvents(browser(page))
    read = dropped(window, ("keeper.md", TEXT.encode()), ("jobs.csv", TABLE))
    assert read[NAMES]["visible"] is True and read[NAMES]["value"] == ["keeper.md", "jobs.csv"]
    assert "2 roles and 1 article read" in read[UNDERSTOOD]
    told = window.run("keeping", ["jobs.csv"])
    assert "keeper" not in told[OUTCOME] and told[STORED_LINE].startswith("1 article, 6 roles")


def test_what_is_handed_in_adds_up_until_it_is_decided_on(page: str) -> None:
    window = PageEvents(browser(page))
    dropped(window, ("jobs.csv", TABLE))
    read = window.run("pasted", TEXT)
    assert "2 roles and 1 article read" in read[UNDERSTOOD]
    again = dropped(window, ("jobs.csv", TABLE))
    assert again[UNDERSTOOD].count("Rigger") == 1


def test_a_guess_is_put_right_before_it_is_kept(page: str) -> None:
    window = PageEvents(browser(page))
    read = window.run("pasted", BAKER)
    assert boxes(read[FORM:]) == [
        "role",
        "Night Baker",
        "",
        "",
        "Leeds, UK",
        "GBP 14.50 an hour",
        "",
    ]
    assert read[FORM + 2]["info"] == "guess from a heading"
    given = [
        "role",
        "Morning Baker",
        "Rye & Sons",
        "Ovens",
        "Cork, Ireland",
        "€15 an hour",
        "2027-01-15",
    ]
    right = window.run("saved", "0", *given)
    for words in (
        "Morning Baker",
        "Rye &#38; Sons",
        "Cork&#44; Ireland",
        "EUR 15 an hour",
        "2027&#45;01&#45;15",
    ):
        assert words in right[UNDERSTOOD]
    assert "set by hand" in right[UNDERSTOOD] and right[SAID] == ""
    told = kept(window, right)
    assert "Morning Baker" in told[OUTCOME] and "Morning Baker" in told[DOCUMENTS]
    window.run("undoing")
    assert window.run("fill")[-PARTS].startswith("1 article, 4 roles")


def test_a_text_is_said_to_be_of_another_kind(page: str) -> None:
    window = PageEvents(browser(page))
    window.run("pasted", TEXT)
    right = window.run("saved", "0", "role", "Lighthouse keeper", "", "", "", "", "")
    assert "1 role read" in right[UNDERSTOOD]
    assert kept(window, right)[STORED_LINE].startswith("1 article, 5 roles")


def test_a_value_that_is_not_understood_is_refused_and_a_place_that_is_not_known_is_told(
    page: str,
) -> None:
    window = PageEvents(browser(page))
    window.run("pasted", BAKER)
    refused = window.run(
        "saved", "0", "role", "Night Baker", "", "", "Nowhere-on-Sea", "a <b>lot</b>", "soon"
    )
    assert "is not understood as pay" in refused[SAID] and "<b>" not in refused[SAID]
    right = window.run("saved", "0", "role", "Night Baker", "", "", "Nowhere-on-Sea", "", "")
    assert "1 place not understood" in right[SAID]
    crane = identifier(window, "Senior Crane Engineer")
    filled = boxes(window.run("choosing", crane))
    told = window.run("correcting", crane, *filled[:6], "soon")
    assert "is not understood as a day" in told[OUTCOME]
    assert boxes(window.run("choosing", crane)) == filled


def test_a_stored_document_is_corrected_and_that_is_undone(page: str) -> None:
    window = PageEvents(browser(page))
    crane = identifier(window, "Senior Crane Engineer")
    form = window.run("choosing", crane)
    filled = boxes(form)
    assert filled[:4] == ["role", "Senior Crane Engineer", "Saltmarsh", "Heavy Lift"]
    told = window.run(
        "correcting", crane, *filled[:2], "Brinewater", *filled[3:5], "£60,000 a year", filled[6]
    )
    assert "<b>updated</b>" in told[OUTCOME] and told[UNDO]["visible"] is True
    assert boxes(window.run("choosing", crane))[2] == "Brinewater"
    window.run("undoing")
    assert boxes(window.run("choosing", crane))[2:6:3] == ["Saltmarsh", ""]


def test_a_correction_of_nothing_changes_nothing(page: str) -> None:
    window = PageEvents(browser(page))
    crane = identifier(window, "Senior Crane Engineer")
    told = window.run("correcting", crane, *boxes(window.run("choosing", crane)))
    assert "<b>already there</b>" in told[OUTCOME] and told[UNDO]["visible"] is False
    assert (
        "Choose a document to correct" in window.run("correcting", None, "role", *[""] * 6)[OUTCOME]
    )


def test_what_was_removed_can_be_had_back_and_what_was_gone_is_told(page: str) -> None:
    window = PageEvents(browser(page))
    crane = identifier(window, "Senior Crane Engineer")
    other = PageEvents(browser(page), session="other")
    other.run("fill")
    removed = window.run("removing", [crane])
    assert "Senior Crane Engineer" in removed[OUTCOME] and removed[STORED_LINE].startswith(
        "1 article, 3 roles"
    )
    assert "Senior Crane Engineer" in window.run("undoing")[DOCUMENTS]
    window.run("removing", [crane])
    late = other.run("removing", [crane])
    assert "<b>not done</b>" in late[OUTCOME] and "stored" in late[OUTCOME]


def test_all_vectors_can_be_made_anew(page: str) -> None:
    told = PageEvents(browser(page)).run("reindexing")
    assert told[STORED_LINE].startswith("1 article, 4 roles") and render(REINDEXED) in told[OUTCOME]


def test_a_pasted_text_that_is_refused_stays_in_its_box(page: str) -> None:
    told = PageEvents(browser(page)).run("pasted", "---\nkind: role\n---\n")
    assert "<b>not read</b>" in told[UNDERSTOOD] and told[-1].get("__type__") == "update"


def test_nothing_to_read_is_said(page: str) -> None:
    window = PageEvents(browser(page))
    for given in (None, "", "  \n "):
        assert render(NOTHING_GIVEN) in window.run("pasted", given)[SAID]


def test_a_link_is_read_by_the_library_which_refuses_addresses_of_its_own_network(
    page: str,
) -> None:
    window = PageEvents(browser(page))
    read = window.run("pasted", f"{page}/documents/x http://169.254.169.254/latest")
    assert read[UNDERSTOOD].count("<b>not read</b>") == 2 and read[KEEP]["visible"] is False


def test_a_path_of_this_machine_is_a_text_and_never_read(page: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret.md"
    secret.write_text("# Secret\n\nNobody is told this.")
    window = PageEvents(browser(page))
    for words in (str(secret), f"file://{secret}"):
        assert "Nobody is told" not in str(window.run("pasted", words))


@pytest.mark.parametrize("event", ["dropped", "pasted", "saved", "keeping", "correcting", "removing", "undoing",
                                   "reindexing"])  # fmt: skip
def test_anyone_else_is_refused_by_the_server(event: str, page: str) -> None:
    owner, stranger = (
        PageEvents(browser(page)),
        PageEvents(browser(page, owner=False), session="stranger"),
    )
    before = owner.run("fill")[-PARTS:]
    assert stranger.run("fill")[CHANGE]["visible"] is False
    article = identifier(owner, "How the port hires")
    given: dict[str, tuple[Any, ...]] = {
        "dropped": ([sent(owner, "keeper.md", TEXT.encode())],),
        "pasted": (TEXT,),
        "saved": (None, "role", *[""] * 6),
        "keeping": ([],),
        "correcting": (article, "role", *[""] * 6),
        "removing": ([article],),
    }
    told = stranger.run(event, *given.get(event, ()))
    assert "You are not an owner of this page" in told[OUTCOME]
    assert owner.run("fill")[-PARTS:] == before


def test_a_stranger_uploads_nothing_and_takes_nothing_that_was_uploaded(page: str) -> None:
    owner, stranger = (
        PageEvents(browser(page)),
        PageEvents(browser(page, owner=False), session="stranger"),
    )
    assert (
        stranger.client.post("/gradio_api/upload", files={"files": ("keeper.md", b"x")}).status_code
        == 403
    )
    file = sent(owner, "keeper.md", TEXT.encode())
    assert "You are not an owner" in stranger.run("dropped", [file])[SAID]
    assert Path(file["path"]).exists()


@pytest.mark.parametrize("method", ["preview", "ingest_uploads"])
def test_what_goes_wrong_is_told_in_words(
    page: str, method: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("the shelf <b>broke</b>")

    monkeypatch.setattr(f"store.library.Library.{method}", broken)
    window = PageEvents(browser(page))
    told = window.run("pasted", TEXT)
    if method == "ingest_uploads":
        told = kept(window, told)
        assert told[STORED_LINE].startswith("1 article, 4 roles")
    assert "the shelf &#60;b&#62;broke" in told[SAID] and "rolecall doctor" in told[SAID].replace(
        "<code>", ""
    )
