"""A second look closes what is gone, and never what could not be looked at."""

from __future__ import annotations

from store.collection.records import SourceRecord
from store.loading.link.link import Validators
from store.sources.refresh import RefreshPlan, SeenSource, Sight, plan

LINK = "https://jobs.example/1"
FOLDER = "/home/ada/jobs"
FILE = f"{FOLDER}/lamplighter.md"
KEPT = SourceRecord(FILE, "a1")


def test_a_source_is_new_changed_or_unchanged_by_its_bytes() -> None:
    kept = [SourceRecord(f"{FOLDER}/{name}.md", name) for name in ("baker", "cooper")]
    seen = [SeenSource(f"{FOLDER}/{name}.md", content_hash=found) for name, found in
            [("diver", "d"), ("cooper", "c2"), ("baker", "baker")]]  # fmt: skip
    planned = plan(kept, seen, [FOLDER])
    assert planned == RefreshPlan(new=(seen[0],), changed=(seen[1],), unchanged=(seen[2],))
    assert planned.to_read == (seen[0], seen[1])


def test_a_link_that_its_server_vouches_for_is_unchanged_and_keeps_the_newer_validators() -> None:
    look = SeenSource(LINK, Sight.NOT_MODIFIED, validators=Validators(LINK, '"v8"'))
    assert plan([SourceRecord(LINK, "a1", (LINK, '"v7"', ""))], [look]) == RefreshPlan(
        unchanged=(look,)
    )


def test_what_its_server_or_its_folder_has_no_more_is_gone() -> None:
    link = SourceRecord(LINK, "b2")
    assert plan([KEPT, link], [SeenSource(LINK, Sight.GONE)], [FOLDER]).gone == (KEPT, link)


def test_a_file_anywhere_under_a_listed_folder_counts() -> None:
    assert plan([KEPT], [], ["/home/ada"]).gone == (KEPT,)
    assert plan([KEPT], [], ["/home/ada/job"]).gone == ()


def test_a_folder_that_could_not_be_listed_closes_nothing() -> None:
    look = SeenSource(FOLDER, Sight.FAILED, reason="permission denied")
    assert plan([KEPT, SourceRecord(LINK, "b2")], [look]) == RefreshPlan(failed=(look,))


def test_a_source_that_could_not_be_read_is_not_gone() -> None:
    look = SeenSource(FILE, Sight.FAILED, reason="permission denied")
    assert plan([KEPT], [look], [FOLDER]) == RefreshPlan(failed=(look,))


def test_a_file_with_a_new_name_is_moved_and_not_closed() -> None:
    look = SeenSource(f"{FOLDER}/keeper.md", content_hash="a1")
    planned = plan([KEPT], [look], [FOLDER])
    assert [(move.before, move.after) for move in planned.moved] == [(KEPT, look)]
    assert (planned.new, planned.gone) == ((), ())


def test_of_two_files_alike_one_is_moved_and_one_is_gone() -> None:
    copy = SourceRecord(f"{FOLDER}/copy.md", "a1")
    look = SeenSource(f"{FOLDER}/keeper.md", content_hash="a1")
    planned = plan([KEPT, copy], [look], [FOLDER])
    assert [move.before for move in planned.moved] == [copy]
    assert planned.gone == (KEPT,)


def test_a_copy_of_a_file_that_stays_is_new() -> None:
    looks = [
        SeenSource(FILE, content_hash="a1"),
        SeenSource(f"{FOLDER}/copy.md", content_hash="a1"),
    ]
    planned = plan([KEPT], looks, [FOLDER])
    assert (planned.new, planned.unchanged, planned.moved) == ((looks[1],), (looks[0],), ())


def test_what_is_closed_is_closed_once_and_opens_again_when_it_returns() -> None:
    closed = SourceRecord(FILE, "a1", closed=True)
    assert plan([closed], [], [FOLDER]) == RefreshPlan()
    same, changed = SeenSource(FILE, content_hash="a1"), SeenSource(FILE, content_hash="a2")
    assert plan([closed], [same], [FOLDER]) == RefreshPlan(returned=(same,))
    assert plan([closed], [changed], [FOLDER]) == RefreshPlan(changed=(changed,))


def test_the_order_of_what_is_seen_does_not_matter() -> None:
    seen = [SeenSource(f"{FOLDER}/{name}.md", content_hash=name) for name in "dacb"]
    assert plan([], seen) == plan([], reversed(seen))
    assert [look.content_hash for look in plan([], seen).new] == list("abcd")
