"""Short documents of many trades, written apart from the code: what each is, and what it states."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from store.loading.load import documents_in
from store.types import Degree, Document, Facets, Language, Pay, Stated

FOLDER = Path(__file__).parent / "trades"
FILES: list[dict[str, Any]] = yaml.safe_load((FOLDER / "expected.yaml").read_text("utf-8"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file["file"])
def test_documents_of_many_trades(file: dict[str, Any]) -> None:
    path = FOLDER / file["file"]
    pieces = documents_in(path.read_bytes(), path.name)
    read = [stated(document) for document in pieces if isinstance(document, Document)]
    expected = file["documents"]
    assert len(read) == len(expected)
    for got, wanted in zip(read, expected, strict=True):
        assert {key: got[key] for key in wanted} == wanted


def stated(document: Document) -> dict[str, Any]:
    """What was read of a document, in words."""
    facets: Facets = document.facets
    return {
        "kind": str(document.kind),
        "title": document.title,
        "company": document.company,
        "team": document.team,
        "level": document.level,
        "places": [f"{posting.place}" for posting in document.postings],
        "pay": [_pay(document.facets_of(posting).pay) for posting in document.postings],
        "workplace": str(facets.workplace.value) if facets.workplace else "",
        "employments": ", ".join(str(kind.value) for kind in facets.employments),
        "posted": _day(facets.posted),
        "closes": _day(facets.closes),
        "requisition": facets.requisition.value if facets.requisition else "",
        "experience": [f"{each.value.least:g}, {each.strength}" for each in facets.experience],
        "degrees": [f"{_degree(each.value)}, {each.strength}" for each in facets.degrees],
        "languages": [f"{_language(each.value)}, {each.strength}" for each in facets.languages],
        "travel": [f"{each.value.least} to {each.value.most}" for each in facets.travel],
    }


def _degree(degree: Degree) -> str:
    return f"{degree.level} in {', '.join(degree.fields)}"


def _language(language: Language) -> str:
    return f"{language.name} {language.level}"


def _pay(pay: Stated[Pay] | None) -> str:
    if pay is None:
        return ""
    value = pay.value
    return f"{value.least:f} to {value.most:f} {value.currency} {value.period}"


def _day(day: Any) -> str:
    return str(day.value.day) if day else ""
