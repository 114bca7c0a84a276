"""What every loader keeps to: it knows its own format, gives fields and Markdown or one line of
error, and no more.
"""

from __future__ import annotations

from dataclasses import fields
from functools import cache
from random import Random

import pytest

from reading import Fixture, load_fixtures
from store.errors import ReadError
from store.loading.load import Loader, documents_in, loaders
from store.types import Document, Fields, Loaded, Unread

EACH = 5  # files of the tune half for each loader
LOADERS = {loader.name: loader for loader in loaders()}
ELSEWHERE = "application/octet-stream"  # a name that tells nothing


@cache
def tune_half() -> list[Fixture]:
    return load_fixtures("tune")


def of(loader: Loader) -> list[Fixture]:
    """Files that are read, with the loader's endings: the smallest first, so that each is
    quickly tried.
    """
    fixtures = [
        one
        for one in tune_half()
        if not (one.error or one.or_refused or "hostile" in str(one.path))
    ]
    own = [one for one in fixtures if one.path.suffix.lower() in loader.suffixes]
    return sorted(own, key=lambda one: one.path.stat().st_size)[:EACH]


@pytest.fixture(params=LOADERS)
def loader(request: pytest.FixtureRequest) -> Loader:
    return LOADERS[request.param]


@pytest.fixture
def files(loader: Loader) -> list[tuple[bytes, str]]:
    return [(one.path.read_bytes(), one.path.name) for one in of(loader)]


def loaded(loader: Loader, content: bytes, name: str) -> list[Loaded | Unread]:
    """What a loader gives; nothing for an error, which must name the file in one line."""
    try:
        return list(loader.load(content, name))
    except ReadError as error:
        assert str(error).startswith(f"{name}: ") and "\n" not in str(error)
        return []


def test_there_are_files_of_every_format(loader: Loader) -> None:
    assert len(of(loader)) >= 2


def test_it_knows_its_own_files_and_no_other_takes_them(
    loader: Loader, files: list[tuple[bytes, str]]
) -> None:
    for content, name in files:
        assert next(one for one in LOADERS.values() if one.recognises(content, name)) is loader, (
            name
        )


def test_its_endings_are_its_own(loader: Loader) -> None:
    assert loader.suffixes and all(ending == ending.lower() for ending in loader.suffixes)
    others = [ending for one in LOADERS.values() if one is not loader for ending in one.suffixes]
    assert not set(loader.suffixes) & set(others)


def test_each_document_has_text_or_a_title_and_fields_as_written(
    loader: Loader, files: list[tuple[bytes, str]]
) -> None:
    for content, name in files:
        pieces = loaded(loader, content, name)
        documents = [piece for piece in pieces if isinstance(piece, Loaded)]
        assert documents, name
        for document in documents:
            assert document.markdown.strip() or document.fields.title
            assert not {*document.markdown} & {"\0", "\r", "\ufeff"}
            document.markdown.encode("utf-8")
            values = [getattr(document.fields, field.name) for field in fields(Fields)]
            assert all(
                value == value.strip() and "\0" not in value
                for value in values
                if isinstance(value, str)
            )
        parts = [piece.part for piece in pieces]
        assert len(pieces) == 1 or all(parts[1:])


def test_it_gives_the_same_again(loader: Loader, files: list[tuple[bytes, str]]) -> None:
    content, name = files[0]
    assert loaded(loader, content, name) == loaded(loader, content, name)


def test_what_is_broken_is_an_error_of_one_line(
    loader: Loader, files: list[tuple[bytes, str]]
) -> None:
    random = Random(7)
    for content, name in files[:3]:
        cut = content[: len(content) // 2]
        blotted = bytearray(content)
        for place in random.sample(range(len(blotted)), min(40, len(blotted))):
            blotted[place] = random.randrange(256)
        for broken in (
            cut,
            bytes(blotted),
            random.randbytes(500),
            content[:9],
            b"\0" * 9,
            b"<" * 3_000,
            b"[" * 3_000,
        ):
            loader.recognises(broken, ELSEWHERE)
            assert all(isinstance(piece, Loaded | Unread) for piece in loaded(loader, broken, name))


def test_a_file_without_an_ending_is_known_by_its_bytes(
    loader: Loader, files: list[tuple[bytes, str]]
) -> None:
    if loader.name == "table":
        return  # its own lines before the header make it a text, where no name tells otherwise
    for content, name in files[:3]:
        counts = [
            sum(isinstance(one, Document) for one in documents_in(content, name))
            for name in (name, "upload")
        ]
        assert counts[0] == counts[1] > 0, name
