from __future__ import annotations

from store.collection.records import DocumentRecord, document_metadata, document_record, merge_postings
from store.types import Document, DocumentKind, Place, Posting, SectionKind, SectionSpan, Span

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
