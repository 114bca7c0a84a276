"""Which files are read, and what a person is told of those that cannot be."""

from __future__ import annotations

from pathlib import Path

import pytest

from store.errors import ReadError
from store.loading.decoding import LARGEST_FILE, LONGEST_LINE
from store.loading.load import READERS, read_file, readable_files
from store.types import SectionKind


def refused(path: Path) -> str:
    with pytest.raises(ReadError) as caught:
        read_file(path)
    message = str(caught.value)
    assert str(path) in message and "\n" not in message
    return message


@pytest.mark.parametrize(
    ("content", "cause"),
    [
        (b"", "empty"),
        (b" \n\t\n", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"text\0more", "NUL byte at offset 4"),
        (b"caf\xe9 au lait", "byte 0xe9 at offset 3"),
        (b"\xff\xfea", "not UTF-16"),
        (b"x" * (LONGEST_LINE + 1), "a line of 1,000,001 characters"),
    ],
)
def test_content_that_is_no_text_is_refused(content: bytes, cause: str, tmp_path: Path) -> None:
    path = tmp_path / "note.txt"
    path.write_bytes(content)
    assert cause in refused(path)


def test_the_message_for_another_encoding_names_the_command(tmp_path: Path) -> None:
    path = tmp_path / "note.txt"
    path.write_bytes(b"caf\xe9")
    assert "iconv -f latin1 -t utf-8" in refused(path)


def test_a_huge_file_is_refused_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "note.txt"
    with path.open("wb") as file:
        file.truncate(LARGEST_FILE + 1)
    monkeypatch.setattr(Path, "open", lambda *_: pytest.fail("was opened"))
    assert "above the limit" in refused(path)


def test_missing_folders_suffixes_and_permissions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "no such file" in refused(tmp_path / "gone.txt")
    assert "a folder" in refused(tmp_path)
    (tmp_path / "a.docx").write_bytes(b"PK")
    assert ".docx files are not read" in refused(tmp_path / "a.docx")
    (tmp_path / "a.txt").write_text("text")

    def denied(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", denied)
    assert "permission denied" in refused(tmp_path / "a.txt")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_unicode_is_read_with_its_mark_and_any_line_ends(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "note.txt"
    path.write_bytes("Café\r\n\r\nWe drink.\rThen rest.\n".encode(encoding))
    assert read_file(path)[0].text == "Café\n\nWe drink.\nThen rest.\n"


def test_a_folder_gives_its_text_files_in_order(tmp_path: Path) -> None:
    for name in ("b.md", "a/z.TXT", "a/c.markdown", ".hidden/x.md", ".x.txt", "README.md", "a/readme.md", "p.pdf"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("text")
    assert [str(path.relative_to(tmp_path)) for path in readable_files(tmp_path)] == ["a/c.markdown", "a/z.TXT", "b.md"]
    assert readable_files(tmp_path / "README.md") == [tmp_path / "README.md"]


def test_a_folder_without_text_files_is_refused(tmp_path: Path) -> None:
    (tmp_path / "p.pdf").write_text("text")
    with pytest.raises(ReadError, match="no readable files"):
        readable_files(tmp_path)


def test_content_decides_which_reader_reads() -> None:
    def reader(name: str, text: str) -> str:
        return next(reader.name for reader in READERS if reader.reads(Path(name), text))

    assert reader("a.txt", "---\ntitle: x\n---\nText.") == "Markdown"
    assert reader("a.md", "GB, London\nText.") == "careers page"
    assert reader("a.md", "# T\n\nText.") == "Markdown"
    assert reader("a.txt", "Text.") == "plain text"


def test_every_reader_keeps_exact_offsets_and_its_source(tmp_path: Path) -> None:
    for name, text in {
        "a.md": "# T\n\nA 🚢 sails.\n",
        "b.txt": "T\n\nA 🚢 sails.\n",
        "c.txt": "GB, London\nA 🚢 sails.\n",
    }.items():
        (tmp_path / name).write_text(text)
        [document] = read_file(tmp_path / name)
        assert document.sources == (str(tmp_path / name),)
        body = [part.span for part in document.sections if part.kind is SectionKind.BODY]
        assert [span.of(document.text) for span in body] == ["A 🚢 sails."]
