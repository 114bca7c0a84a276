"""Files, links and uploads go one way in: read before anything is loaded, remembered, put right."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from fake_embedder import FakeEmbedder
from shelf import texts, write
from store.collection.undo import Undo
from store.errors import EmbedderError, ReadError, UnknownDocument
from store.library import Library
from store.loading.link.link import Fetched, Validators
from store.loading.link.robots import Robots
from store.loading.load import documents_in
from store.loading.uploads import Upload
from store.settings import StoreSettings
from store.types import Document, DocumentKind, Fields, Origin

PAGE = b"""<html><head><title>Lamplighter | Quay &amp; Co</title></head><body><main><h1>Lamplighter</h1>
<p>Location: Hull, UK</p><h2>Duties</h2><p>Light the lamps of the quay at dusk, and put them out at dawn.</p>
</main></body></html>"""
TABLE = """Title,Location,Requisition ID,Description
Kelp Farmer,"Hull, UK",R1,"You tend ropes of kelp in the fjord."
Net Mender,"Leeds, UK",R2,"You mend nets on the quay."
Port Clerk,"York, UK",R3,"You write down what comes and goes."
"""


class Web:
    """Pages by link; `asked` keeps which were fetched."""

    def __init__(self) -> None:
        self.pages: dict[str, bytes] = {}
        self.asked: list[str] = []

    def __call__(
        self, url: str, *, validators: Validators | None = None, robots: Robots | None = None
    ) -> Fetched:
        self.asked.append(url)
        if url not in self.pages:
            raise ReadError(f"{url}: the site is busy or unwell (status 503); try again later.")
        return Fetched(url, self.pages[url], name="page.html", content_type="text/html")


@pytest.fixture
def web() -> Web:
    return Web()


@pytest.fixture
def library(data_dir: Path, web: Web) -> Iterator[Library]:
    opened = Library.open(StoreSettings(data_dir=data_dir), FakeEmbedder, fetch_link=web)
    yield opened
    opened.close()


@pytest.fixture
def without_embedder(data_dir: Path, web: Web) -> Iterator[Library]:
    def refuse() -> FakeEmbedder:
        raise EmbedderError("not needed")

    opened = Library.open(StoreSettings(data_dir=data_dir), refuse, fetch_link=web)
    yield opened
    opened.close()


# Before anything is loaded ------------------------------------------------------------------------


def test_what_is_refused_or_previewed_or_unchanged_loads_no_embedder(
    library: Library, without_embedder: Library, tmp_path: Path
) -> None:
    torn = tmp_path / "torn.pdf"
    torn.write_bytes(b"%PDF-1.7 torn")
    table = write(tmp_path, "jobs.csv", TABLE)
    assert [one.status for one in without_embedder.ingest([torn, tmp_path / "missing.md"])] == [
        "failed",
        "failed",
    ]
    assert not without_embedder.begun
    assert [one.status for one in without_embedder.preview_paths([torn, table])] == [
        "failed",
        *["added"] * 3,
    ]
    assert without_embedder.documents() == ()
    library.ingest([table])
    assert [one.status for one in without_embedder.ingest([table])] == ["unchanged"] * 3
    with pytest.raises(EmbedderError):
        without_embedder.ingest([write(tmp_path, "new.csv", TABLE.replace("kelp", "dulse"))])


def test_a_preview_of_an_upload_keeps_nothing_and_says_why_one_cannot_be_read(
    without_embedder: Library, data_dir: Path
) -> None:
    given = Fields(company="Quay & Co")
    uploads = [Upload.file("jobs.csv", TABLE.encode()), Upload.file("torn.pdf", b"%PDF-1.7 torn")]
    *read, failed = without_embedder.preview(uploads, given)
    assert [one.document.title for one in read if one.document] == [
        "Kelp Farmer",
        "Net Mender",
        "Port Clerk",
    ]
    assert {one.document.company for one in read if one.document} == {"Quay & Co"}
    assert (failed.status, failed.path) == ("failed", "torn.pdf") and failed.reason
    assert not (data_dir / "uploads").exists()


# Links --------------------------------------------------------------------------------------------


RUSSIAN = """<html><head><title>Фонарщик | Набережная</title></head><body><main><h1>Фонарщик</h1>
<h2>Обязанности</h2><p>Зажигать фонари на набережной вечером и гасить их на рассвете.</p></main></body></html>"""


@pytest.mark.parametrize(
    ("name", "content_type", "text"),
    [
        ("page.html", "text/html", RUSSIAN),
        ("page.txt", "text/plain", "Фонарщик\n\nЗажигать фонари на набережной вечером.\n"),
        (
            "jobs.csv",
            "text/csv",
            "Title,Description\nФонарщик,Зажигать фонари на набережной вечером.\n",
        ),
    ],
)
def test_a_page_is_read_as_its_server_says_that_it_is_written(
    data_dir: Path, name: str, content_type: str, text: str
) -> None:
    def fetch(
        url: str, *, validators: Validators | None = None, robots: Robots | None = None
    ) -> Fetched:
        return Fetched(url, text.encode("cp1251"), name, content_type, "windows-1251")

    library = Library.open(StoreSettings(data_dir=data_dir), FakeEmbedder, fetch_link=fetch)
    library.ingest(["https://quay.example/lamp"])
    (document,) = library.documents()
    assert document.title == "Фонарщик" and "Зажигать фонари на набережной" in document.text
    library.close()


def test_what_its_bytes_say_comes_before_what_a_server_says() -> None:
    (read,) = documents_in(RUSSIAN.encode(), "page.html", charset="iso-8859-1")
    assert isinstance(read, Document) and read.title == "Фонарщик"
    with pytest.raises(ReadError, match="damaged"):
        list(documents_in(b"%PDF-1.7 torn \xe4", "page.html", charset="windows-1251"))


def test_a_link_is_stored_with_its_address(library: Library, web: Web) -> None:
    web.pages["https://quay.example/lamp"] = PAGE
    (outcome,) = library.ingest(["https://quay.example/lamp"])
    document = outcome.document
    assert outcome.status == "added" and document is not None
    assert (document.title, document.url) == ("Lamplighter", "https://quay.example/lamp")
    assert document.sources == ("https://quay.example/lamp",)
    assert "lamps of the quay" in texts(library, "Who lights the lamps?")


def test_a_link_that_cannot_be_had_fails_alone_and_is_asked_once(
    library: Library, web: Web, tmp_path: Path
) -> None:
    web.pages["https://quay.example/lamp"] = PAGE
    links = ["https://quay.example/gone", "https://quay.example/lamp", "https://quay.example/lamp"]
    failed, added = library.ingest(links)
    assert (failed.status, added.status) == ("failed", "added")
    assert failed.path in failed.reason and failed.reason.count("\n") == 0
    assert web.asked == links[:2]


# Put right ----------------------------------------------------------------------------------------


def test_a_row_that_was_put_right_is_found_again_among_rows_that_all_changed(
    library: Library, tmp_path: Path
) -> None:
    path = write(tmp_path, "jobs.csv", TABLE)
    library.ingest([path])
    mender = next(one for one in library.documents() if one.title == "Net Mender")
    library.edit(mender.document_id, Fields(title="Mender of Nets", places=("Oslo, Norway",)))
    write(tmp_path, "jobs.csv", TABLE.replace("You ", "Daily you "))
    assert {str(one.status) for one in library.ingest([path])} == {"updated"}
    after = library.document(mender.document_id)
    assert after.title == "Mender of Nets" and "Daily you mend nets" in after.text
    assert [posting.place.city for posting in after.postings] == ["Oslo"]
    assert len(library.documents()) == 3


def test_an_edit_is_found_by_its_new_title_and_undone(library: Library, tmp_path: Path) -> None:
    library.ingest([write(tmp_path, "jobs.csv", TABLE)])
    mender = next(one for one in library.documents() if one.title == "Net Mender")
    undo = Undo()
    edited = library.edit(mender.document_id, Fields(title="Sailmaker"), undo)
    assert dict(edited.origins)["title"] is Origin.CORRECTED
    assert library.retrieve("sailmaker")[0].document == edited
    library.undo(undo)
    assert library.document(mender.document_id) == mender
    with pytest.raises(UnknownDocument):
        library.edit("nobody", Fields(title="Sailmaker"))


def test_a_posting_of_many_places_keeps_them_when_its_day_is_put_right(
    library: Library, tmp_path: Path
) -> None:
    rows = TABLE.splitlines()
    both = "\n".join([rows[0], rows[1], rows[1].replace("Hull", "York"), ""])
    library.ingest([write(tmp_path, "jobs.csv", both)])
    (document,) = library.documents()
    after = library.edit(document.document_id, Fields(posted="2026-03-01"))
    assert [(posting.place.city, posting.date) for posting in after.postings] == [
        ("Hull", "2026-03-01"),
        ("York", "2026-03-01"),
    ]


def test_what_is_stated_of_an_upload_comes_before_what_it_says(library: Library) -> None:
    (outcome,) = library.ingest_uploads(
        [Upload.text("# Bread\n\nFlour and water.\n")],
        given=Fields(kind=DocumentKind.ROLE, title="Baker"),
    )
    assert outcome.document is not None
    assert (outcome.document.kind, outcome.document.title) == (DocumentKind.ROLE, "Baker")


# What is lost and what is not ---------------------------------------------------------------------


def test_a_row_that_breaks_does_not_lose_what_was_stored_of_it(
    library: Library, tmp_path: Path
) -> None:
    path = write(tmp_path, "jobs.csv", TABLE)
    library.ingest([path])
    write(tmp_path, "jobs.csv", TABLE.replace('R2,"You mend', 'R2,more,cells,"You mend'))
    assert "failed" in [str(one.status) for one in library.ingest([path])]
    assert len(library.documents()) == 3


def test_removing_the_last_document_of_a_file_forgets_the_file(
    library: Library, tmp_path: Path
) -> None:
    path = write(tmp_path, "jobs.csv", TABLE)
    library.ingest([path])
    assert list(library._store.sources()) == [str(path.resolve())]
    for document in library.documents():
        library.remove(document.document_id)
    assert library._store.sources() == {}


def test_without_leave_to_make_one_a_library_is_empty_and_makes_nothing(
    data_dir: Path, tmp_path: Path
) -> None:
    absent = Library.open(StoreSettings(data_dir=data_dir), FakeEmbedder, create=False)
    assert absent.documents() == () and absent.retrieve("nets") == () and not absent.begun
    assert absent.variants() == () and absent.seeds() == {}
    absent.close()
    assert not data_dir.exists()
