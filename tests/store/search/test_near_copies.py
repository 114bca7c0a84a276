"""Postings of one role are found to be its variants, whatever their company writes under every
role.
"""

from __future__ import annotations

import time
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from near_copies import BEYOND, EDITS, frame, judged, judged_alone, listings, role, roles
from store.search.near_copies import FEWEST_WORDS, differences, variants

KEEPER = """
## Lamplighter, Port Ellis
Requisition 4471. Posted 2026-03-02.

- Light the lamps of the quay before dusk, and put them out at dawn.
- Trim the wicks, polish the glass, and keep a record of the oil that each lamp burns.
- Row out to the harbour light twice a week, whatever the weather.

You bring a head for heights, a steady hand with a ladder, and a year on the water.
"""
MOVED = (
    KEEPER.replace("Port Ellis", "Saint Orla")
    .replace("4471", "9120")
    .replace("2026-03-02", "2026-05-11")
)
BAKER = """
## Baker, Port Ellis
Requisition 4478. Posted 2026-03-02.

- Feed the sourdough each evening, and shape the loaves before the town wakes.
- Order flour and salt, and keep the oven at a heat that suits the day's bread.
- Teach one apprentice a year everything that you know about rye.

You bring patience, strong arms, and no fear of early mornings or of hungry customers.
"""


class TestVariants:
    def test_a_role_in_another_place_is_a_variant(self) -> None:
        assert variants({"a": KEEPER, "b": MOVED, "c": BAKER}) == (("a", "b"),)

    def test_groups_do_not_depend_on_the_order_of_the_texts(self) -> None:
        texts = {"d": BAKER, "c": MOVED, "b": BAKER.replace("rye", "spelt"), "a": KEEPER}
        assert (
            variants(texts) == variants(dict(reversed(texts.items()))) == (("a", "c"), ("b", "d"))
        )

    def test_texts_of_two_companies_are_kept_apart_where_that_is_asked(self) -> None:
        texts = {"a": KEEPER, "b": MOVED, "c": MOVED}
        assert variants(texts, must_agree={"a": "Quay", "b": "Quay", "c": "Mole"}) == (("a", "b"),)

    @pytest.mark.parametrize(
        "text", ["", "N/A", "See the company's site.", "x " * (FEWEST_WORDS - 1)]
    )
    def test_texts_that_tell_too_little_are_no_variants(self, text: str) -> None:
        assert variants({"a": text, "b": text}) == ()

    def test_capitals_punctuation_and_forms_of_unicode_do_not_count(self) -> None:
        assert variants({"a": KEEPER + "é", "b": KEEPER.upper().replace("-", "•") + "é"}) == (
            ("a", "b"),
        )

    def test_writing_without_spaces_is_compared(self) -> None:
        text = "夕暮れ前に埠頭のランプをすべて灯し、夜明けに消してください。芯を整え、ガラスを磨きます。"
        other = "毎晩サワードウに餌をやり、町が目覚める前にパンを成形します。小麦粉と塩を注文してください。"
        assert variants({"a": text, "b": text.replace("埠頭", "港町"), "c": other}) == (("a", "b"),)

    @settings(max_examples=60, deadline=None)
    @given(
        st.dictionaries(
            st.text(max_size=3),
            st.text(max_size=200) | st.sampled_from([KEEPER, MOVED]),
            max_size=6,
        )
    )
    def test_any_texts_are_grouped_once_each(self, texts: dict[str, str]) -> None:
        grouped = [name for group in variants(texts) for name in group]
        assert len(grouped) == len(set(grouped)) and set(grouped) <= set(texts)


class TestOnMadePostings:
    """Few seeds of what tests/evals/near_copies.py measures on many."""

    def test_precision_and_recall_among_others(self) -> None:
        rng = Random(11)
        score, there, missed = judged(listings(rng, roles(rng, 200), EDITS))
        assert score.precision >= 0.95 and score.recall >= 0.95
        assert {
            kind: missed[kind] / there[kind] for kind in there if missed[kind] > 0.05 * there[kind]
        } == {}

    def test_precision_and_recall_two_by_two(self) -> None:
        rng = Random(12)
        score, _, _ = judged_alone(listings(rng, roles(rng, 80), EDITS))
        assert score.precision >= 0.95 and score.recall >= 0.95

    def test_edits_beyond_what_is_promised_cost_no_precision(self) -> None:
        rng = Random(13)
        score, _, _ = judged(listings(rng, roles(rng, 150), {**EDITS, **BEYOND}))
        assert score.precision >= 0.95

    @pytest.mark.parametrize("share", [0.3, 0.5])
    def test_roles_that_share_their_company_s_words_are_apart(self, share: float) -> None:
        rng = Random(14)
        made = roles(rng, 60, (share,))
        assert (
            variants(
                {
                    str(number): "\n".join((*each.body, *each.frame))
                    for number, each in enumerate(made)
                }
            )
            == ()
        )

    def test_junior_and_senior_with_other_duties_are_apart(self) -> None:
        for seed in range(20):
            rng = Random(seed)
            own = frame(rng, "Alder Works", 130)
            pair = [
                role(rng, "Alder Works", "harbour", f"{level} Pilot", own, 10)
                for level in ("Junior", "Senior")
            ]
            assert (
                variants({each.title: "\n".join((*each.body, *each.frame)) for each in pair}) == ()
            )

    def test_a_role_that_is_listed_two_hundred_times_is_one(self) -> None:
        rng = Random(15)
        pilot, *others = list(roles(rng, 40))
        texts = {f"pilot {number}": EDITS["3% of words"](rng, pilot) for number in range(200)}
        texts |= {
            f"other {number}": EDITS["place, number, date"](rng, each)
            for number, each in enumerate(others)
        }
        assert [len(group) for group in variants(texts)] == [200]

    def test_cost_does_not_grow_with_the_square(self) -> None:
        def seconds(count: int) -> float:
            rng = Random(16)
            made = {
                str(at): each.text
                for at, each in enumerate(listings(rng, roles(rng, count), EDITS))
            }
            started = time.process_time()
            variants(made)
            return time.process_time() - started

        seconds(20)
        assert seconds(800) < 9 * seconds(200)


class TestDifferences:
    def test_what_differs_is_told_in_the_words_of_the_texts(self) -> None:
        removed, added = differences(KEEPER, MOVED)
        assert removed == ("Port Ellis", "4471.", "2026-03-02.")
        assert added == ("Saint Orla", "9120.", "2026-05-11.")

    def test_a_line_more_is_told_whole(self) -> None:
        line = "We double what you save for a boat."
        assert differences(KEEPER, f"{KEEPER}\n{line}\n") == ((), (line,))
        assert differences(f"{line}\n{KEEPER}", KEEPER) == ((line,), ())

    def test_order_capitals_and_bullets_are_no_difference(self) -> None:
        lines = KEEPER.splitlines()
        assert differences(KEEPER, "\n".join(reversed(lines)).upper().replace("- ", "* ")) == (
            (),
            (),
        )

    def test_phrases_end_with_their_lines(self) -> None:
        assert differences("Lamps\nWicks\nOars", "Loaves\nSalt\nOars") == (
            ("Lamps", "Wicks"),
            ("Loaves", "Salt"),
        )

    def test_long_changes_are_told_by_their_lines_and_soon(self) -> None:
        rng = Random(17)
        before, after = (
            "\n".join(
                " ".join(rng.choice("lamp wick oar".split()) for _ in range(50)) for _ in range(200)
            )
            for _ in range(2)
        )
        started = time.monotonic()
        removed, added = differences(before, after)
        assert removed == tuple(before.splitlines()) and added == tuple(after.splitlines())
        assert time.monotonic() - started < 60

    def test_repetitive_changes_take_no_time_either(self) -> None:
        started = time.monotonic()
        assert differences("a b " * 250, "a c " * 250) != ((), ())
        assert time.monotonic() - started < 60
