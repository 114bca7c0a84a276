from __future__ import annotations

import time
from dataclasses import replace

from store.collection.changes import Change, Plan, edited
from store.collection.records import DocumentRecord, document_metadata, document_record
from store.collection.stored import Stored
from store.facets.read import read_facets
from store.types import Document, DocumentKind, Facets, Fields, Origin, Place, Posting, Stated

PAGE = "/page.txt"
LEEDS, YORK = Posting(Place("GB", "", "Leeds")), Posting(Place("GB", "", "York"))


def role(title: str, text: str, posting: Posting = LEEDS) -> Document:
    slug = f"{title.lower().replace(' ', '-')}-{text[:8]}"
    return Document(slug, DocumentKind.ROLE, title, text, f"hash of {text}", postings=(posting,))


def stored(*documents: Document, source: str = PAGE) -> dict[str, DocumentRecord]:
    return {
        one.document_id: DocumentRecord.of(one, {source: one.postings}, revision=1)
        for one in documents
    }


def plan(
    source: str, read: list[Document], stored: dict[str, DocumentRecord], *, closing: str = ""
) -> list[Change]:
    changes = Plan(source, Stored(stored), read)
    return [*changes.changes(read), *changes.losses(closing)]


def told(changes: list[Change]) -> list[tuple[str, str, str]]:
    return [
        (str(one.status), one.record.document.document_id, one.record.document.text)
        for one in changes
    ]


def test_of_several_on_a_page_each_replaces_the_one_of_its_title() -> None:
    old = stored(role("Baker", "one"), role("Pilot", "two"))
    changes = plan(PAGE, [role("Pilot", "two more"), role("Baker", "one more")], old)
    assert told(changes) == [
        ("updated", "pilot-two", "two more"),
        ("updated", "baker-one", "one more"),
    ]


def test_a_new_one_before_an_update_does_not_take_its_place() -> None:
    changes = plan(
        PAGE, [role("Gardener", "three"), role("Pilot", "two more")], stored(role("Pilot", "two"))
    )
    assert told(changes) == [
        ("added", "gardener-three", "three"),
        ("updated", "pilot-two", "two more"),
    ]


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
    assert (from_first.record.document.title, from_second.record.document.title) == (
        "Dawn Baker",
        "Baker",
    )
    assert from_first.record.version != record.version == from_second.record.version


def numbered(document: Document, number: str) -> Document:
    return replace(document, facets=Facets(requisition=Stated(number, Origin.FIELD, number)))


def test_a_number_or_a_link_tells_apart_what_has_new_words() -> None:
    old = stored(
        numbered(role("Baker", "one"), "R1"),
        numbered(role("Baker", "two"), "R2"),
        replace(role("Pilot", "three"), url="https://jobs.example/3"),
        replace(role("Clerk", "four"), url="https://jobs.example/4"),
    )
    read = [
        replace(role("Port Clerk", "four more"), url="https://jobs.example/4"),
        numbered(role("Dawn Baker", "two more"), "R2"),
        numbered(role("Night Baker", "one more"), "R1"),
        replace(role("Harbour Pilot", "three more"), url="https://jobs.example/3"),
    ]
    assert [identifier for _, identifier, _ in told(plan(PAGE, read, old))] == [
        "clerk-four",
        "baker-two",
        "baker-one",
        "pilot-three",
    ]


def test_what_was_put_right_is_known_by_what_its_source_calls_it() -> None:
    (record,) = stored(role("Baker", "one")).values()
    right = edited(record, Fields(title="Night Baker")).record
    old = {right.document.document_id: right, **stored(role("Pilot", "two"))}
    changes = plan(PAGE, [role("Pilot", "two more"), role("Baker", "one more")], old)
    assert [
        (change.record.document.document_id, change.record.document.title) for change in changes
    ] == [
        ("pilot-two", "Pilot"),
        ("baker-one", "Night Baker"),
    ]
    assert (
        plan(PAGE, [role("Baker", "one")], {right.document.document_id: right})[0].status
        == "unchanged"
    )


def paid(posting: Posting, pay: str) -> Document:
    return replace(role("Baker", "one", posting), facets=read_facets(Fields(pay=pay), "", ()))


def pays(record: DocumentRecord) -> dict[str, str]:
    document = record.document
    stated = {posting.place.city: document.facets_of(posting).pay for posting in document.postings}
    return {city: pay.raw if pay else "" for city, pay in stated.items()}


def test_each_source_keeps_what_it_states_whichever_is_read_again_or_goes() -> None:
    known = stored(paid(LEEDS, "£30,000"))
    (both,) = plan("/copy.md", [paid(YORK, "£32,000")], known)
    assert both.status == "updated" and pays(both.record) == {"Leeds": "£30,000", "York": "£32,000"}
    assert "- Pay (York, UK): £32,000" in both.record.document.text
    known = {both.record.document.document_id: both.record}
    for source, read in ((PAGE, paid(LEEDS, "£30,000")), ("/copy.md", paid(YORK, "£32,000"))):
        assert plan(source, [read], known)[0].status == "unchanged"
    (raised,) = plan(PAGE, [paid(LEEDS, "£35,000")], known)
    assert pays(raised.record) == {"Leeds": "£35,000", "York": "£32,000"}
    (even,) = plan(PAGE, [paid(LEEDS, "£32,000")], known)
    assert pays(even.record) == {"Leeds": "£32,000", "York": "£32,000"}
    assert "York" not in even.record.document.text
    (left,) = plan(PAGE, [], known)
    assert left.status == "updated" and pays(left.record) == {"York": "£32,000"}
    assert "£30,000" not in left.record.document.text


def test_a_correction_holds_for_every_posting_and_outlives_the_next_reading() -> None:
    (both,) = plan("/copy.md", [paid(YORK, "£32,000")], stored(paid(LEEDS, "£30,000")))
    right = edited(both.record, Fields(pay="£40,000")).record
    assert set(pays(right).values()) == {"£40,000"} and right.listed[PAGE] == (LEEDS,)
    known = {right.document.document_id: right}
    for source, read in ((PAGE, paid(LEEDS, "£30,000")), ("/copy.md", paid(YORK, "£32,000"))):
        assert set(pays(plan(source, [read], known)[0].record).values()) == {"£40,000"}


def test_a_correction_that_is_taken_back_leaves_what_each_source_states_now() -> None:
    (both,) = plan("/copy.md", [paid(YORK, "£32,000")], stored(paid(LEEDS, "£30,000")))
    first = edited(
        both.record, Fields(pay="£40,000", places=("Hull, UK",), title="Night Baker")
    ).record
    assert pays(first) == {"Hull": "£40,000"}
    (read_again,) = plan("/copy.md", [paid(YORK, "£33,000")], {first.document.document_id: first})
    right = document_record(
        first.document.document_id,
        read_again.record.document.text,
        document_metadata(read_again.record),
    )
    assert right == read_again.record
    back = edited(right, Fields(), ["pay", "places"]).record
    assert (
        pays(back) == {"Leeds": "£30,000", "York": "£33,000"}
        and back.document.title == "Night Baker"
    )
    assert edited(back, Fields(), ["title"]).record.as_read is None
    assert edited(back, Fields(), ["title"]).record.document.title == "Baker"


def test_what_closed_meanwhile_is_closed_when_a_correction_is_taken_back() -> None:
    (record,) = stored(role("Baker", "one")).values()
    right = edited(record, Fields(places=("Hull, UK",))).record
    (closed,) = plan(PAGE, [], {right.document.document_id: right}, closing="2026-11-28")
    back = edited(closed.record, Fields(), ["places"]).record
    assert back.document.postings == (replace(LEEDS, closed="2026-11-28"),)


def test_what_is_gone_is_closed_on_that_day_once_and_open_again_when_it_is_back() -> None:
    old = stored(role("Baker", "one"))
    (closed,) = plan(PAGE, [], old, closing="2026-11-28")
    assert closed.status == "closed" and closed.record.document.postings == (
        replace(LEEDS, closed="2026-11-28"),
    )
    kept = {closed.record.document.document_id: closed.record}
    assert plan(PAGE, [], kept, closing="2026-12-01") == []
    assert plan(PAGE, [], kept) == [], "reading the source again does not remove what is closed"
    (back,) = plan(PAGE, [role("Baker", "one")], kept)
    assert back.status == "updated" and back.record.document.postings == (LEEDS,)
    (changed,) = plan(PAGE, [role("Baker", "one more")], kept)
    assert (changed.record.document.document_id, changed.record.document.postings) == (
        "baker-one",
        (LEEDS,),
    )


def test_what_another_source_still_lists_is_open() -> None:
    shared = role("Baker", "one")
    record = DocumentRecord.of(shared, {PAGE: (LEEDS, YORK), "/copy.md": (LEEDS,)}, revision=1)
    (change,) = plan(PAGE, [], {shared.document_id: record}, closing="2026-11-28")
    assert change.status == "updated"
    assert change.record.document.postings == (LEEDS, replace(YORK, closed="2026-11-28"))


def test_ten_thousand_rows_of_which_all_changed_are_told_apart_in_seconds() -> None:
    old = stored(*(role(f"Baker {number}", f"{number:08}") for number in range(10_000)))
    read = [role(f"Baker {number}", f"{number:08}", YORK) for number in range(10_000)]
    read = [replace(document, content_hash=f"new {document.content_hash}") for document in read]
    start = time.perf_counter()
    changes = plan(PAGE, read, old)
    assert {change.status for change in changes} == {"updated"} and len(changes) == 10_000
    assert time.perf_counter() - start < 20
