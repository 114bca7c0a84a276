from __future__ import annotations

import hashlib
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.settings import Settings
from fake_embedder import FakeEmbedder
from shelf import BAKER, PILOT, ScriptedEmbedder, texts
from store.collection.undo import Undo
from store.errors import CollectionError, ReadError
from store.library import Library
from store.loading.uploads import (
    LONGEST_NAME,
    Upload,
    keep_upload,
    name_of_source,
    read_upload,
    shown_name,
)
from store.settings import StoreSettings
from store.types import Document, IngestOutcome, IngestStatus, Progress

LETTER = (
    "Dear pilots,\n\nthe estuary is closed on Monday. Ships wait at the outer buoy until noon.\n"
)


@pytest.fixture
def library(data_dir: Path) -> Iterator[Library]:
    opened = Library.open(StoreSettings(data_dir=data_dir), ScriptedEmbedder)
    yield opened
    opened.close()


def kept(data_dir: Path) -> list[str]:
    folder = data_dir / "uploads"
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def only(outcomes: tuple[IngestOutcome, ...]) -> Document:
    (outcome,) = outcomes
    assert outcome.document is not None, outcome.reason
    return outcome.document


# Keeping ------------------------------------------------------------------------------------------


def test_an_upload_is_kept_by_its_content_for_its_owner_alone(tmp_path: Path) -> None:
    folder, data = tmp_path / "uploads", LETTER.encode()
    path = keep_upload(folder, data, ".txt")
    assert path == folder / f"{hashlib.sha256(data).hexdigest()}.txt" and path.read_bytes() == data
    assert (
        stat.S_IMODE(path.stat().st_mode) == 0o600 and stat.S_IMODE(folder.stat().st_mode) == 0o700
    )
    assert keep_upload(folder, data, ".txt") == path
    assert list(folder.iterdir()) == [path]


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (b"%PDF-1.7", "plan.txt", "plan.txt: is damaged"),
        (b"ab\0cd\0\1\2\3", "plan.md", "plan.md: "),
        (b" \n", "plan.md", "plan.md: the file is empty"),
        (
            b"x" * 101,
            "plan.md",
            "plan.md: 101 bytes is above the limit of 100 for uploads; split it, or raise",
        ),
    ],
)
def test_what_cannot_be_read_is_refused_by_its_given_name_and_not_kept(
    tmp_path: Path, data: bytes, name: str, said: str
) -> None:
    with pytest.raises(ReadError) as refused:
        list(read_upload(tmp_path / "uploads", Upload.file(name, data), largest=100))
    assert str(refused.value).startswith(said)
    assert not (tmp_path / "uploads").exists() or list((tmp_path / "uploads").iterdir()) == []


def test_no_ending_leads_out_of_the_folder(tmp_path: Path) -> None:
    path = keep_upload(tmp_path / "uploads", b"text", "/../../x.md")
    assert path.parent == tmp_path / "uploads"


def test_a_folder_that_cannot_be_written_to_is_told(tmp_path: Path) -> None:
    (tmp_path / "uploads").write_text("in the way", "utf-8")
    with pytest.raises(CollectionError, match=r"Cannot keep uploads in .* --data-dir"):
        keep_upload(tmp_path / "uploads", b"text", ".md")


# Names --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "name", "suffix"),
    [
        ("baker.md", "baker.md", ".md"),
        ("../../etc/baker.MD", "baker.MD", ".md"),
        ("C:\\Users\\me\\baker.txt", "baker.txt", ".txt"),
        ("/srv/notes", "notes", ".txt"),
        ("night\x1b[2J\u202e\nshift.md", "night [2J shift.md", ".md"),
        ("", "Upload", ".txt"),
        ("/", "Upload", ".txt"),
    ],
)
def test_a_given_name_is_shown_without_folders_and_control_characters(
    given: str, name: str, suffix: str
) -> None:
    upload = Upload.file(given, b"text")
    assert (upload.name, upload.suffix) == (name, suffix)
    assert name_of_source(upload.source) == name


def test_a_name_is_not_endless() -> None:
    assert len(shown_name("long " * 1000)) <= LONGEST_NAME
    assert name_of_source("/home/me/a#b.md") == "/home/me/a#b.md"


# Storing ------------------------------------------------------------------------------------------


def test_an_upload_is_stored_and_called_by_its_given_name(library: Library, data_dir: Path) -> None:
    told: list[Progress] = []
    outcomes = library.ingest_uploads(
        [Upload.file("roles/baker.md", BAKER.encode()), Upload.file("pilot.md", PILOT.encode())],
        told.append,
    )
    assert [(one.path, one.status) for one in outcomes] == [
        ("baker.md", IngestStatus.ADDED),
        ("pilot.md", IngestStatus.ADDED),
    ]
    assert [Progress("Reading baker.md", 0, 2), Progress("Reading pilot.md", 1, 2)] == [
        one for one in told if one.stage.startswith("Reading")
    ]
    assert "sourdough" in texts(library, "sourdough loaves")
    baker = next(one for one in library.documents() if one.title == "Night Baker")
    assert [name_of_source(source) for source in baker.sources] == ["baker.md"]
    assert len(kept(data_dir)) == 2


def test_one_that_fails_keeps_no_other_from_landing_and_leaves_nothing(
    library: Library, data_dir: Path
) -> None:
    uploads = [
        Upload.file("scan.md", b"%PDF-1.7"),
        Upload.file("broken.json", b'{"title": '),
        Upload.file("late.md", BAKER.replace("starter", "BOOM").encode()),
        Upload.file("pilot.md", PILOT.encode()),
    ]
    outcomes = library.ingest_uploads(uploads)
    assert [str(one.status) for one in outcomes] == ["failed", "failed", "failed", "added"]
    assert [one.reason.partition(":")[0] for one in outcomes[:2]] == ["scan.md", "broken.json"]
    assert [one.title for one in library.documents()] == ["Harbour Pilot"]
    assert len(kept(data_dir)) == 1


def test_two_uploads_of_one_name_do_not_replace_each_other(library: Library) -> None:
    library.ingest_uploads([Upload.file("role.md", BAKER.encode())])
    library.ingest_uploads([Upload.file("role.md", PILOT.encode())])
    assert {one.title for one in library.documents()} == {"Night Baker", "Harbour Pilot"}
    (again,) = library.ingest_uploads([Upload.file("role.md", PILOT.encode())])
    assert again.status is IngestStatus.UNCHANGED


def test_one_content_under_two_names_is_one_document_with_both(
    library: Library, data_dir: Path
) -> None:
    library.ingest_uploads(
        [Upload.file("role.md", BAKER.encode()), Upload.file("copy.md", BAKER.encode())]
    )
    (document,) = library.documents()
    assert [name_of_source(source) for source in document.sources] == ["role.md", "copy.md"]
    assert len(kept(data_dir)) == 1 and len(document.postings) == 1


def test_a_pasted_text_is_called_by_its_title_else_by_its_own_words(library: Library) -> None:
    titled = only(library.ingest_uploads([Upload.text(LETTER, "Estuary, v2.1 / June")]))
    assert titled.title == "Estuary, v2.1 / June" and titled.document_id.startswith(
        "estuary-v2-1-june-"
    )
    assert name_of_source(titled.sources[0]) == "Estuary, v2.1 / June"
    own = only(
        library.ingest_uploads(
            [Upload.text("# Tide tables\n\nHigh water comes twice a day in spring.\n")]
        )
    )
    assert own.title == "Tide tables"
    long = "Ships wait at the outer buoy until the estuary opens again at noon. " * 4
    assert only(library.ingest_uploads([Upload.text(long)])).title == "Pasted text"


def test_a_file_without_a_title_is_called_by_its_given_name_and_never_by_a_path(
    library: Library,
) -> None:
    long = "Ships wait at the outer buoy until the estuary opens again at noon. " * 4
    document = only(
        library.ingest_uploads([Upload.file("C:/harbour/outer-buoy_notes.txt", long.encode())])
    )
    assert document.title == "Outer buoy notes"


def test_the_bytes_go_with_their_document_and_come_back_with_it(
    library: Library, data_dir: Path
) -> None:
    document = only(library.ingest_uploads([Upload.file("baker.md", BAKER.encode())]))
    before = kept(data_dir)
    undo = Undo()
    library.remove(document.document_id, undo)
    assert kept(data_dir) == []
    library.undo(undo)
    assert kept(data_dir) == before and library.documents() == (document,)


def test_what_an_interrupted_upload_left_is_swept_by_the_next_change(
    library: Library, data_dir: Path
) -> None:
    keep_upload(data_dir / "uploads", LETTER.encode(), ".txt")
    (data_dir / "uploads" / ".half.md").write_text("half", "utf-8")
    library.ingest_uploads([Upload.file("baker.md", BAKER.encode())])
    assert len(kept(data_dir)) == 1


def test_the_assistant_takes_uploads_up_to_the_limit_of_its_settings(data_dir: Path) -> None:
    settings = Settings(data_dir=data_dir, seeds=False, largest_upload=len(LETTER))
    with Assistant.open(settings=settings, load_embedder=FakeEmbedder) as assistant:
        large, fits = assistant.library.ingest_uploads(
            [Upload.text(LETTER + "more", "Large"), Upload.text(LETTER, "Fits")]
        )
        assert "ROLECALL_LARGEST_UPLOAD" in large.reason and fits.status is IngestStatus.ADDED
        assert "noon" in assistant.ask("Until when do ships wait at the outer buoy?").text
