"""Whatever the bytes, a structured loader gives a posting or one line that says why not."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store.errors import ReadError
from store.loading.structured.json_file import JsonLoader
from store.loading.structured.table import TableLoader
from store.loading.structured.workbook import WorkbookLoader
from store.loading.structured.xml_file import XmlLoader
from store.types import Loaded

LOADERS = [JsonLoader(), TableLoader(), WorkbookLoader(), XmlLoader()]
KEYS = st.sampled_from(
    "title name text description location locations city country salary min max currency company "
    "url hostedUrl "
    "categories lists content metadata jobs data attributes type id absolute_url internal_job_id "
    "departments "
    "jobPostingInfo jobDescriptions careers_url secondaryLocations compensation @type posted _id "
    "$date".split()
)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.just("JobPosting"),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=6),
    max_leaves=25,
)
CELLS = st.sampled_from(
    [
        "Title",
        "City",
        "Salary",
        "Leeds",
        "N/A",
        "",
        '"',
        '"a\nb"',
        "<p>x</p>",
        "\0",
        "é",
        "=1+1",
        "[]",
    ]
)


def reads_or_refuses(loader: object, content: bytes, name: str) -> None:
    assert isinstance(loader, (JsonLoader, TableLoader, WorkbookLoader, XmlLoader))
    loader.recognises(content, name)
    try:
        pieces = list(loader.load(content, name))
    except ReadError as error:
        assert "\n" not in str(error)
    else:
        assert any(isinstance(piece, Loaded) for piece in pieces)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(VALUES)
def test_objects_of_any_form(value: object) -> None:
    reads_or_refuses(LOADERS[0], json.dumps(value).encode(), "a.json")


@settings(max_examples=100, deadline=None)
@given(st.lists(st.lists(CELLS, max_size=5), max_size=6), st.sampled_from(",;\t|"))
def test_tables_of_any_form(rows: list[list[str]], separator: str) -> None:
    content = "\n".join(separator.join(row) for row in rows).encode()
    reads_or_refuses(LOADERS[1], content, "a.csv")


@pytest.mark.parametrize("loader", LOADERS, ids=lambda loader: type(loader).__name__)
@settings(max_examples=60, deadline=None)
@given(
    content=st.binary(max_size=200)
    | st.sampled_from([b"PK\x03\x04", b"<jobs><job>", b"\xff\xfe", b"[{", b"<?xml "]).flatmap(
        lambda start: st.binary(max_size=100).map(lambda rest: start + rest)
    ),
    name=st.sampled_from(["a", "a.csv", "a.json", "a.jsonl", "a.xml", "a.xlsx", "a.ods"]),
)
def test_any_bytes(loader: object, content: bytes, name: str) -> None:
    reads_or_refuses(loader, content, name)


@pytest.mark.parametrize(
    ("loader", "content"),
    [
        (JsonLoader(), b"[" + b'{"a":1},' * 125_000 + b"{}]"),
        (JsonLoader(), b"{" + b",".join(b'"k%d":{}' % number for number in range(100_000)) + b"}"),
        (JsonLoader(), b"[" + b"[[{}]]," * 125_000 + b"1]"),
        (JsonLoader(), b'{"a":1}\n' * 125_000),
        (TableLoader(), b"," * 1_000_000),
        (TableLoader(), b'"' * 1_000_000),
        (XmlLoader(), b"<r>" + b"<a/>" * 250_000 + b"</r>"),
        (XmlLoader(), b"<r>" + b"& " * 500_000 + b"</r>"),
    ],
    ids=["objects", "keys", "lists", "lines", "separators", "quotes", "elements", "signs"],
)
def test_a_megabyte_without_a_posting_is_refused_in_time(loader: object, content: bytes) -> None:
    assert isinstance(loader, (JsonLoader, TableLoader, XmlLoader))
    before = time.process_time()
    with pytest.raises(ReadError):
        list(loader.load(content, "big"))
    assert time.process_time() - before < 60
