from __future__ import annotations

import json
from dataclasses import replace

from store.collection.records import (
    DocumentRecord,
    SourceRecord,
    document_metadata,
    document_record,
    merge_postings,
    source_metadata,
    source_record,
)
from store.facets.read import read_facets
from store.types import (
    Document,
    DocumentKind,
    Fields,
    Origin,
    Place,
    Posting,
    SectionKind,
    SectionSpan,
    Span,
)

BOSTON = Posting(Place("US", "MA", "Boston"))
LEEDS = Posting(Place("GB", "", "Leeds"), "2026-03-01", "https://example.org/1")


def test_a_page_saved_twice_lists_nothing_twice() -> None:
    assert merge_postings([[BOSTON, BOSTON], [BOSTON, LEEDS]]) == (BOSTON, BOSTON, LEEDS)


def test_a_record_comes_back_as_it_was_kept() -> None:
    document = Document(
        "tester-1",
        DocumentKind.ROLE,
        "Tester",
        "Tests “things” – é",
        "hash",
        (SectionSpan(SectionKind.BODY, ("Work", "Daily"), Span(0, 18)),),
        company="Acme",
        team="Q",
    )
    record = DocumentRecord.of(document, {"/a.md": (BOSTON, BOSTON), "/b.md": (LEEDS,)}, revision=7)
    assert document_record("tester-1", document.text, document_metadata(record)) == record
    assert record.document.postings == (BOSTON, BOSTON, LEEDS)
    assert record.document.sources == ("/a.md", "/b.md")


def test_a_record_comes_back_with_what_is_closed_and_what_was_put_right() -> None:
    closed = Posting(
        Place("GB", "", "Leeds"), "2025-03-01", "https://jobs.example/1", closed="2026-11-28"
    )
    document = Document(
        "baker", DocumentKind.ROLE, "Baker", "Bake.", "hash", origins=(("title", Origin.CORRECTED),)
    )
    read = DocumentRecord.of(
        replace(document, title="Bakerr", origins=()), {"/a.md": (closed,)}
    ).bare
    record = DocumentRecord.of(document, {"/a.md": (closed,)}, 7, read)
    assert document_record("baker", "Bake.", document_metadata(record)) == record


def test_a_record_of_which_only_the_names_were_kept_as_read_comes_back() -> None:
    document = Document(
        "baker", DocumentKind.ROLE, "Baker", "Bake.", "hash", origins=(("title", Origin.CORRECTED),)
    )
    metadata = document_metadata(DocumentRecord.of(document, {"/a.md": (LEEDS,)}, 7))
    content = json.loads(str(metadata["record"])) | {
        "as_read": {"title": "Bakerr", "kind": "article"}
    }
    read = document_record("baker", "Bake.", metadata | {"record": json.dumps(content)}).as_read
    assert read and (read.document.title, read.document.kind) == ("Bakerr", DocumentKind.ARTICLE)


def test_a_record_comes_back_with_what_each_posting_states_of_its_own() -> None:
    stated = read_facets(Fields(pay="£30,000", level="Senior", workplace="Hybrid"), "", ())
    document = Document("baker", DocumentKind.ROLE, "Baker", "Bake.", "hash", facets=stated)
    own = replace(stated, pay=None, closes=read_facets(Fields(closes="2027-05-07"), "", ()).closes)
    listed = {"/a.md": (LEEDS,), "/b.md": (replace(BOSTON, facets=own),)}
    record = DocumentRecord.of(document, listed, 7)
    again = document_record("baker", record.document.text, document_metadata(record))
    assert again == record
    assert [again.document.facets_of(posting).pay for posting in again.document.postings] == [
        stated.pay,
        None,
    ]
    kept = json.loads(str(document_metadata(record)["record"]))["listed"]["/b.md"][0]
    assert kept[4].keys() == {"pay", "closes"}, "what the role states for both is kept once"


def test_a_posting_that_was_kept_without_facets_states_what_its_role_does() -> None:
    document = Document("baker", DocumentKind.ROLE, "Baker", "Bake.", "hash")
    metadata = dict(document_metadata(DocumentRecord.of(document, {"/a.md": (LEEDS, BOSTON)}, 7)))
    content = json.loads(str(metadata["record"]))
    assert content["listed"]["/a.md"][1] == [["US", "MA", "Boston"], "", ""]
    postings = document_record("baker", "Bake.", metadata).document.postings
    assert [posting.facets for posting in postings] == [None, None]


def test_a_source_comes_back_with_what_was_stated_of_it() -> None:
    given = Fields(kind=DocumentKind.ROLE, company="Crumb", places=("Leeds",))
    record = SourceRecord(
        "/a.csv",
        "hash",
        ("https://a", '"e"', ""),
        closed=True,
        given=given,
        columns={"title": "Job"},
    )
    assert source_record(source_metadata(record)) == record


def test_what_is_open_in_one_source_is_open() -> None:
    leeds, york = Posting(Place("GB", "", "Leeds")), Posting(Place("GB", "", "York"))
    gone = replace(leeds, closed="2026-11-28")
    assert merge_postings([(gone, york), (leeds, leeds)]) == (leeds, leeds, york)
    assert merge_postings([(gone,), (replace(gone, closed="2026-12-01"),)]) == (
        replace(gone, closed="2026-12-01"),
    )
    assert merge_postings([(leeds, gone)]) == (leeds, gone)
