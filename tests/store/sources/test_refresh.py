"""A second look closes what is gone, and never what could not be looked at."""

from __future__ import annotations

from store.loading.link.link import Validators
from store.sources.refresh import KeptSource, RefreshPlan, SeenSource, Sight, Standing, plan, standing

LINK = "https://jobs.example/1"
FOLDER = "/home/ada/jobs"
FILE = f"{FOLDER}/lamplighter.md"
KEPT = KeptSource(FILE, "a1")


def test_a_source_is_new_changed_or_unchanged_by_its_bytes() -> None:
    kept = [KeptSource(f"{FOLDER}/{name}.md", name) for name in ("baker", "cooper")]
    seen = [SeenSource(f"{FOLDER}/{name}.md", content_hash=found) for name, found in
            [("diver", "d"), ("cooper", "c2"), ("baker", "baker")]]  # fmt: skip
    found = plan(kept, seen, [FOLDER])
    assert found == RefreshPlan(new=(seen[0],), changed=(seen[1],), unchanged=(seen[2],))
    assert found.to_read == (seen[0], seen[1])


def test_a_link_that_its_server_vouches_for_is_unchanged_and_keeps_the_newer_validators() -> None:
    look = SeenSource(LINK, Sight.NOT_MODIFIED, validators=Validators(LINK, '"v8"'))
    assert plan([KeptSource(LINK, "a1", Validators(LINK, '"v7"'))], [look]) == RefreshPlan(unchanged=(look,))


def test_what_its_server_or_its_folder_has_no_more_is_gone() -> None:
    link = KeptSource(LINK, "b2")
    assert plan([KEPT, link], [SeenSource(LINK, Sight.GONE)], [FOLDER]).gone == (KEPT, link)


def test_a_file_anywhere_under_a_listed_folder_counts() -> None:
    assert plan([KEPT], [], ["/home/ada"]).gone == (KEPT,)
    assert plan([KEPT], [], ["/home/ada/job"]).gone == ()


def test_a_folder_that_could_not_be_listed_closes_nothing() -> None:
    look = SeenSource(FOLDER, Sight.FAILED, reason="permission denied")
    assert plan([KEPT, KeptSource(LINK, "b2")], [look]) == RefreshPlan(failed=(look,))


def test_a_source_that_could_not_be_read_is_not_gone() -> None:
    look = SeenSource(FILE, Sight.FAILED, reason="permission denied")
    assert plan([KEPT], [look], [FOLDER]) == RefreshPlan(failed=(look,))


def test_a_file_with_a_new_name_is_moved_and_not_closed() -> None:
    look = SeenSource(f"{FOLDER}/keeper.md", content_hash="a1")
    found = plan([KEPT], [look], [FOLDER])
    assert [(move.before, move.after) for move in found.moved] == [(KEPT, look)]
    assert (found.new, found.gone) == ((), ())


def test_of_two_files_alike_one_is_moved_and_one_is_gone() -> None:
    copy = KeptSource(f"{FOLDER}/copy.md", "a1")
    look = SeenSource(f"{FOLDER}/keeper.md", content_hash="a1")
    found = plan([KEPT, copy], [look], [FOLDER])
    assert [move.before for move in found.moved] == [copy]
    assert found.gone == (KEPT,)


def test_a_copy_of_a_file_that_stays_is_new() -> None:
    looks = [SeenSource(FILE, content_hash="a1"), SeenSource(f"{FOLDER}/copy.md", content_hash="a1")]
    found = plan([KEPT], looks, [FOLDER])
    assert (found.new, found.unchanged, found.moved) == ((looks[1],), (looks[0],), ())


def test_what_is_closed_is_closed_once_and_opens_again_when_it_returns() -> None:
    closed = KeptSource(FILE, "a1", closed=True)
    assert plan([closed], [], [FOLDER]) == RefreshPlan()
    same, changed = SeenSource(FILE, content_hash="a1"), SeenSource(FILE, content_hash="a2")
    assert plan([closed], [same], [FOLDER]) == RefreshPlan(returned=(same,))
    assert plan([closed], [changed], [FOLDER]) == RefreshPlan(changed=(changed,))


def test_the_order_of_what_is_seen_does_not_matter() -> None:
    seen = [SeenSource(f"{FOLDER}/{name}.md", content_hash=name) for name in "dacb"]
    assert plan([], seen) == plan([], reversed(seen))
    assert [look.content_hash for look in plan([], seen).new] == list("abcd")


class TestStanding:
    def test_a_posting_that_left_its_board_is_closed_the_others_stay(self) -> None:
        before = {"jobs.json": ["baker", "cooper"], FILE: ["lamplighter"]}
        assert standing(before, {"jobs.json": ["cooper", "diver"]}) == Standing(closed=frozenset({"baker"}))

    def test_a_posting_that_another_source_lists_stays_open(self) -> None:
        assert standing({"a.json": ["baker"], "b.json": ["baker"]}, {"a.json": []}) == Standing()
        assert standing({"a.json": ["baker"]}, {"a.json": [], "b.json": ["baker"]}) == Standing()

    def test_a_source_that_was_not_looked_at_closes_nothing(self) -> None:
        assert standing({FILE: ["lamplighter"]}, {}) == Standing()

    def test_a_closed_posting_opens_where_it_is_listed_again_alone(self) -> None:
        before = {"a.json": ["baker"], "b.json": ["cooper"]}
        found = standing(before, {"a.json": ["baker"]}, closed=["baker", "cooper"])
        assert found == Standing(reopened=frozenset({"baker"}))
