"""Which files are read, and what a person is told of those that cannot be."""

from __future__ import annotations

from pathlib import Path

import pytest

from read_files import read_file
from store.errors import ReadError
from store.loading import load
from store.loading.load import bytes_of, documents_in, files_in, suffixes
from store.types import Document, DocumentKind, Fields, Origin, SectionKind, Unread

POSTING = b"""\
# Lock Keeper

Company: Swale Navigation
Location: Oban, GB

## Requirements

- You hold a boat licence.
"""


def refused(path: Path) -> str:
    with pytest.raises(ReadError) as caught:
        list(read_file(path))
    message = str(caught.value)
    assert str(path) in message and "\n" not in message
    return message


def only(content: bytes, name: str, given: Fields = Fields()) -> Document:  # noqa: B008 - frozen
    (document,) = documents_in(content, name, given=given)
    assert isinstance(document, Document)
    return document


@pytest.mark.parametrize(
    ("name", "content", "cause"),
    [
        ("note.txt", b"", "empty"),
        ("note.md", b" \n\t\n", "empty"),
        ("note.pdf", b"%PDF-1.7 ...", "damaged"),
        ("note.docx", b"PK\x03\x04 broken", "note.docx"),
        ("note.json", b"{", "note.json"),
        ("picture.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\0\0", "picture.txt"),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_line(
    name: str, content: bytes, cause: str, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert cause in refused(path)


def test_a_huge_file_is_refused_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "note.txt"
    path.write_bytes(b"a sentence of some words")
    monkeypatch.setattr(load, "LARGEST_FILE", 10)
    monkeypatch.setattr(Path, "read_bytes", lambda _: pytest.fail("was read"))
    assert "24 bytes is above the limit of 10" in refused(path)


def test_missing_files_folders_and_permissions(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "no such file" in refused(tmp_path / "gone.txt")
    assert "a folder" in refused(tmp_path)
    (tmp_path / "a.txt").write_text("text")

    def denied(_: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", denied)
    with pytest.raises(ReadError, match="Permission denied"):
        bytes_of(tmp_path / "a.txt")


def test_a_folder_tells_what_it_leaves_out_and_why(tmp_path: Path) -> None:
    for name in (
        "b.md",
        "a/z.TXT",
        "a/c.pdf",
        ".hidden/x.md",
        ".x.txt",
        "README.md",
        "a/readme.md",
        "p.png",
        "tool.exe",
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("text")
    wanted, left_out = files_in(tmp_path)
    assert [str(path.relative_to(tmp_path)) for path in wanted] == ["a/c.pdf", "a/z.TXT", "b.md"]
    assert [(Path(one.part).name, one.reason.split(":")[0]) for one in left_out] == [
        ("p.png", ".png"), ("tool.exe", ".exe"),
    ]  # fmt: skip
    assert files_in(tmp_path / "README.md") == ([tmp_path / "README.md"], [])


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="no files in this folder"):
        files_in(tmp_path)


@pytest.mark.parametrize(
    ("name", "content", "loader"),
    [
        ("a.txt", b"Text.", "text"),
        ("a.md", b"[a link](x) and more", "text"),
        ("a.txt", b"{\\rtf1 Text}", "RTF"),
        ("a.doc", b"<html><body>Text</body></html>", "HTML"),
        ("a.txt", b"%PDF-1.7", "PDF"),
        ("jobs", b'[{"title": "Glazier"}]', "JSON"),
    ],
)
def test_content_decides_which_loader_loads(name: str, content: bytes, loader: str) -> None:
    assert load._loader_of(content, name, {}).name == loader


def test_every_format_has_an_ending() -> None:
    assert {
        ".md",
        ".txt",
        ".html",
        ".pdf",
        ".docx",
        ".odt",
        ".rtf",
        ".eml",
        ".json",
        ".csv",
        ".xlsx",
        ".xml",
    } <= suffixes()


def test_a_posting_is_read_with_where_each_thing_stood() -> None:
    document = only(POSTING, "lock.md")
    assert (document.kind, document.title, document.company) == (
        DocumentKind.ROLE,
        "Lock Keeper",
        "Swale Navigation",
    )
    assert dict(document.origins)["title"] is Origin.HEADING
    assert dict(document.origins)["company"] is Origin.LABEL
    assert [stated.origin for stated in document.facets.places] == [Origin.LABEL]
    assert dict(document.origins)["kind"] is Origin.TEXT
    assert [str(posting.place) for posting in document.postings] == ["GB, Oban"]
    for section in document.sections:
        if section.heading_path == ("Requirements",):
            assert section.kind is SectionKind.BODY
            assert section.span.of(document.text) == "- You hold a boat licence."


def test_what_a_person_states_comes_first() -> None:
    document = only(POSTING, "lock.md", Fields(title="Sluice Keeper", company="Swale"))
    assert (document.title, document.company) == ("Sluice Keeper", "Swale")
    assert dict(document.origins)["title"] is Origin.CORRECTED
    by_hand = only(POSTING, "lock.md", Fields(kind=DocumentKind.ROLE))
    assert (
        dict(by_hand.origins)["kind"] is Origin.CORRECTED
        and dict(by_hand.origins)["company"] is Origin.LABEL
    )
    assert dict(only(b"---\nkind: role\n---\nYou bake.", "bake.md").origins)["kind"] is Origin.FIELD


def test_two_titles_over_one_text_are_two_documents_and_one_text_in_two_places_is_one() -> None:
    other = only(POSTING.replace(b"Lock Keeper", b"Bridge Keeper"), "bridge.md")
    elsewhere = only(POSTING.replace(b"Oban, GB", b"Hull, GB"), "lock-hull.md")
    document = only(POSTING, "lock.md")
    assert document.content_hash != other.content_hash
    assert document.content_hash == elsewhere.content_hash


def test_a_row_without_text_is_kept_by_its_title() -> None:
    table = b"title,company,description\nGlazier,Harbour Line,N/A\nPlumber,Harbour Line,N/A\n"
    read = list(documents_in(table, "jobs.csv"))
    assert [one.title for one in read if isinstance(one, Document)] == ["Glazier", "Plumber"]
    assert len({one.content_hash for one in read if isinstance(one, Document)}) == 2


def test_a_broken_row_is_named_and_the_others_land() -> None:
    good = b'{"title": "Glazier", "description": "You set panes."}'
    lines = good + b"\n{broken\n" + good.replace(b"Glazier", b"Baker") + b"\n"
    read = list(documents_in(lines, "jobs.jsonl"))
    assert [one.title for one in read if isinstance(one, Document)] == ["Glazier", "Baker"]
    assert [one.part for one in read if isinstance(one, Unread)] == ["line 2"]
