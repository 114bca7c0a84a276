"""Each word in the lists about pages does what it is there for."""

from __future__ import annotations

import re
from importlib.resources import files
from typing import Any

import pytest
import yaml

from store.loading.web.email import EmailLoader
from store.loading.web.html import HtmlLoader
from store.types import Loaded

TEXT = (
    "<p>The yard of Quay Timber builds three hulls a year, and needs one more pair of hands on "
    "each of them.</p>" * 2
)


def entries(name: str) -> Any:
    return yaml.safe_load((files("store.loading.web") / name).read_text("utf-8"))


FURNITURE = entries("furniture.yaml")
NAMES = entries("page_names.yaml")
MARKS = entries("marked_values.yaml")
SUBJECTS = entries("subject_marks.yaml")


def load(source: str) -> Loaded:
    (document,) = HtmlLoader().load(source.encode(), "page.html")
    assert isinstance(document, Loaded)
    return document


@pytest.mark.parametrize("example", FURNITURE["always"].values())
def test_furniture_is_left_out(example: str) -> None:
    attribute = example.split(" (")[0]
    assert (
        "Aside"
        not in load(
            f"<body><h1>Shipwright</h1><div {attribute}><p>Aside.</p></div>{TEXT}</body>"
        ).markdown
    )


@pytest.mark.parametrize("example", FURNITURE["with_links"].values())
def test_furniture_is_left_out_where_it_leads_elsewhere(example: str) -> None:
    attribute = example.split(" (")[0]
    page = "<body><h1>Shipwright</h1><div {}><p>Aside: {}.</p></div>{}</body>"
    assert "Aside" not in load(page.format(attribute, "<a href='/x'>elsewhere</a>", TEXT)).markdown
    assert "Aside" in load(page.format(attribute, "the author's own words", TEXT)).markdown


@pytest.mark.parametrize(("word", "example"), NAMES["sections"].items())
def test_a_section_is_no_title(word: str, example: str) -> None:
    assert word in example.lower()
    document = load(
        f"<title>Shipwright | {word.title()} | Quay "
        f"Timber</title><h1>{word.title()}</h1><h2>Shipwright</h2>{TEXT}"
    )
    assert document.fields.title == "Shipwright"


@pytest.mark.parametrize(("word", "example"), [*NAMES["at"].items(), *NAMES["hiring"].items()])
def test_the_employer_stands_beside_the_title(word: str, example: str) -> None:
    example = re.sub(r"( in .*| \(.*|, as .*)$", "", example)
    left, right = example.split(f" {word} ")
    title, company = (left, right) if word in NAMES["at"] else (right, left)
    fields = load(f"<title>{example}</title><h1>{title}</h1>{TEXT}").fields
    assert (fields.title, fields.company) == (title, company)


@pytest.mark.parametrize(
    ("field", "attribute"),
    [(field, attribute) for field, words in MARKS.items() for attribute in words.values()],
)
def test_a_marked_value_is_a_field(field: str, attribute: str) -> None:
    document = load(
        f"<body><h1>Shipwright</h1><div><div {attribute}>Some value</div></div>{TEXT}</body>"
    )
    assert getattr(document.fields, field) == (
        ("Some value",) if field == "places" else "Some value"
    )


def test_a_mark_of_many_values_or_of_a_long_text_is_no_field() -> None:
    many = "".join(f"<p class='location'>Yard {number}</p>" for number in range(9))
    assert load(f"<h1>Shipwright</h1>{TEXT}{many}").fields.places == ()
    assert load(f"<h1>Shipwright</h1><div class='company'>{TEXT}</div>").fields.company == ""
    assert load(f"<h1>Shipwright</h1><b class='location'>Location</b>{TEXT}").fields.places == ()


@pytest.mark.parametrize("mark", SUBJECTS)
def test_a_subject_loses_the_mark_of_an_answer(mark: str) -> None:
    content = f"From: a@b.example\nMIME-Version: 1.0\nSubject: {mark.title()}: Shipwright\n\nWe build.".encode()
    (document,) = EmailLoader().load(content, "mail.eml")
    assert isinstance(document, Loaded)
    assert document.fields.title == "Shipwright"
