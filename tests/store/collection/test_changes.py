from __future__ import annotations

from dataclasses import replace

from store.collection.changes import Change, plan
from store.collection.records import DocumentRecord
from store.types import Document, DocumentKind, Place, Posting

PAGE = "/page.txt"
LEEDS, YORK = Posting(Place("GB", "", "Leeds")), Posting(Place("GB", "", "York"))


def role(title: str, text: str, posting: Posting = LEEDS) -> Document:
    slug = f"{title.lower().replace(' ', '-')}-{text[:8]}"
    return Document(slug, DocumentKind.ROLE, title, text, f"hash of {text}", postings=(posting,))


def stored(*documents: Document, source: str = PAGE) -> dict[str, DocumentRecord]:
    return {one.document_id: DocumentRecord.of(one, {source: one.postings}, revision=1) for one in documents}


def told(changes: list[Change]) -> list[tuple[str, str, str]]:
    return [(str(one.status), one.record.document.document_id, one.record.document.text) for one in changes]


def test_of_several_on_a_page_each_replaces_the_one_of_its_title() -> None:
    old = stored(role("Baker", "one"), role("Pilot", "two"))
    changes = plan(PAGE, [role("Pilot", "two more"), role("Baker", "one more")], old)
    assert told(changes) == [("updated", "pilot-two", "two more"), ("updated", "baker-one", "one more")]


def test_a_new_one_before_an_update_does_not_take_its_place() -> None:
    changes = plan(PAGE, [role("Gardener", "three"), role("Pilot", "two more")], stored(role("Pilot", "two")))
    assert told(changes) == [("added", "gardener-three", "three"), ("updated", "pilot-two", "two more")]


def test_a_page_of_one_whose_title_and_text_changed_is_an_update() -> None:
    assert told(plan(PAGE, [role("Dawn Baker", "two")], stored(role("Baker", "one")))) == [
        ("updated", "baker-one", "two")
    ]


def test_two_of_one_title_are_not_guessed_apart() -> None:
    old = stored(role("Baker", "one"), role("Baker", "two"))
    changes = plan(PAGE, [role("Baker", "three")], old)
    assert [status for status, _, _ in told(changes)] == ["added", "removed", "removed"]


def test_what_another_source_lists_too_is_not_replaced_and_only_loses_a_listing() -> None:
    shared = role("Baker", "one")
    record = DocumentRecord.of(shared, {PAGE: (LEEDS,), "/copy.md": (YORK,)}, revision=1)
    changes = plan(PAGE, [role("Baker", "two")], {shared.document_id: record})
    assert told(changes) == [("added", "baker-two", "two"), ("updated", "baker-one", "one")]
    assert changes[1].record.document.postings == (YORK,)


def test_a_taken_identifier_is_not_given_twice() -> None:
    other = replace(role("Baker", "one"), content_hash="another")
    changes = plan(PAGE, [role("Baker", "one")], stored(other, source="/elsewhere.md"))
    assert told(changes) == [("added", "baker-one-2", "one")]


def test_the_first_source_says_what_the_title_is() -> None:
    (record,) = stored(role("Baker", "one")).values()
    known = {record.document.document_id: record}
    renamed = replace(role("Dawn Baker", "one"), document_id="dawn-baker-one")
    (from_first,) = plan(PAGE, [renamed], known)
    (from_second,) = plan("/copy.md", [renamed], known)
    assert (from_first.record.document.title, from_second.record.document.title) == ("Dawn Baker", "Baker")
    assert from_first.record.version != record.version == from_second.record.version
