"""Whatever a model's context, what is sent fits it, evidence is cut between sentences, and the
question stays.
"""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.models.chat import _about_so_many_tokens
from assistant.models.prompt import Messages, load_prompt
from assistant.models.room import MARGIN, Filled, Room, answer_prompt, condense_prompt
from assistant.tuning import tuning
from assistant.types import Evidence, Turn
from bakery import NIGHT, WARDENS, evidence_from, query

PROMPT = load_prompt("answer")
NOT_TOLD = "Not told."
COUNTS = {
    "bytes": _about_so_many_tokens,
    "words": lambda text: len(text.split()),
    "characters": len,  # as in a tokenizer that knows none of our words
}
LONG = [f"Loaf {n} is weighed, scored and proved before it is baked." for n in range(60)]
EVIDENCE = (
    evidence_from(WARDENS, 1),
    evidence_from([" ".join(LONG)], 2, "How loaves are made, from the flour to the shelf"),
    evidence_from(NIGHT, 3, "Night baker"),
)
TURNS = tuple(
    Turn(f"Question {n}?", f"Answer {n} [1]. " + "More words follow. " * 9) for n in range(9)
)
QUESTION = (
    "First of all, what do Crust Wardens look for? "
    + "Please tell me all of it. " * 40
    + "And who trains them?"
)

rooms = st.builds(Room, st.integers(0, 30_000), st.sampled_from(list(COUNTS.values())))
questions = st.one_of(st.just(QUESTION), st.text(max_size=2_000), st.text("aé漢 ", max_size=2_000))


def filled(
    room: Room,
    question: str = QUESTION,
    turns: tuple[Turn, ...] = TURNS,
    evidence: tuple[Evidence, ...] = EVIDENCE,
) -> Filled:
    return answer_prompt(
        PROMPT, query(question), lambda tokens, count: evidence, turns, room, NOT_TOLD
    )


def length(messages: Messages, room: Room) -> int:
    return sum(room.count(text) for _, text in messages)


def by_words(tokens: int) -> Room:
    return Room(tokens, COUNTS["words"])


def user(messages: Messages) -> str:
    return dict(messages)["user"]


def within(messages: Messages, name: str) -> str:
    """What stands in the prompt between the fences of `name`."""
    return (
        user(messages)
        .partition(f": {name}\n")[2]
        .partition(f": end of {name}")[0]
        .rpartition("\n")[0]
    )


@settings(deadline=None, derandomize=True, max_examples=200)
@given(rooms, questions, st.integers(0, len(TURNS)))
def test_what_is_sent_with_evidence_fits_the_room(room: Room, question: str, turns: int) -> None:
    sent = filled(room, question, TURNS[:turns])
    assert not sent.shown or length(sent.messages, room) + MARGIN <= room.tokens


@settings(deadline=None, derandomize=True, max_examples=200)
@given(rooms)
def test_evidence_is_shown_by_rank_in_whole_sentences(room: Room) -> None:
    shown = filled(room).shown
    assert [one.number for one, _ in shown] == [1, 2, 3][: len(shown)]
    for at, (one, text) in enumerate(shown, 1):
        passage = one.passage
        whole = passage.document.text[passage.span.start : passage.span.end]
        ends = [sentence.span.end - passage.span.start for sentence in passage.sentences]
        assert whole.startswith(text) and len(text) in ends
        assert at == len(shown) or len(text) == ends[-1], "only the last may be shortened"


@settings(deadline=None, derandomize=True)
@given(rooms, st.integers(0, len(TURNS)))
def test_the_question_that_is_made_to_stand_alone_fits_too(room: Room, turns: int) -> None:
    bare = condense_prompt(load_prompt("condense"), "", (), room)
    sent = condense_prompt(load_prompt("condense"), QUESTION, TURNS[:turns], room)
    assert length(sent, room) <= max(room.tokens, length(bare, room))


@pytest.mark.parametrize("count", COUNTS)
def test_more_room_shows_more(count: str) -> None:
    shown = [
        sum(len(text) for _, text in filled(Room(n, COUNTS[count])).shown)
        for n in range(0, 30_000, 500)
    ]
    assert shown == sorted(shown)
    assert shown[0] == 0 and shown[-1] > 3_000


def test_all_of_it_is_sent_where_there_is_room() -> None:
    sent = filled(by_words(30_000), turns=TURNS[: tuning().models.most_turns])
    assert sent.notices == ()
    assert [text for _, text in sent.shown] == [one.passage.document.text for one in EVIDENCE]
    assert within(sent.messages, "question") == QUESTION
    told = user(sent.messages)
    for piece, text in sent.shown:
        assert told.index(f"[{piece.number}] Hiring > Crust Wardens\n{text}") > 0
    assert all(
        f"Question {n}?" in within(sent.messages, "conversation")
        for n in range(tuning().models.most_turns)
    )


def test_a_long_question_keeps_its_beginning_and_its_end() -> None:
    sent = filled(by_words(600))
    asked = within(sent.messages, "question")
    assert asked.startswith("First of all, what do Crust Wardens look for?")
    assert asked.endswith("And who trains them?")
    assert "[…]" in asked
    assert "The question was shortened to fit the model's context." in sent.notices


def test_a_question_without_spaces_keeps_its_beginning() -> None:
    sent = filled(Room(3_000, COUNTS["bytes"]), "x" * 20_000)
    asked = within(sent.messages, "question")
    assert set(asked) == {"x"} and 100 < len(asked) < 20_000
    assert sent.shown


def test_of_a_conversation_the_latest_turns_stay() -> None:
    for tokens in range(500, 3_000, 100):
        sent = filled(by_words(tokens), "And when?")
        talk = within(sent.messages, "conversation")
        kept = [n for n in range(len(TURNS)) if f"Question {n}?" in talk]
        assert kept == list(range(len(TURNS)))[len(TURNS) - len(kept) :]
        assert len(kept) <= tuning().models.most_turns
        assert talk.count("Candidate:") == max(1, len(kept)) or talk == "(none)"
        assert "Of the conversation the model was told the latest part alone." in sent.notices
        assert all(
            talk.index(f"Question {a}?") < talk.index(f"Question {b}?") for a, b in pairwise(kept)
        )


def test_a_turn_too_long_by_itself_is_told_in_part() -> None:
    sent = filled(by_words(700), "And when?", (Turn("Who trains?", "Falk does. " * 900),))
    talk = within(sent.messages, "conversation")
    assert talk.startswith("Candidate: Who trains?\nRolecall: Falk does.") and talk.endswith(" …")
    assert sent.shown


def test_turns_are_told_without_the_markers_of_other_evidence() -> None:
    sent = filled(by_words(9_000), "And when?", (Turn("Who trains?", "Falk [1] and Ines [2][3]."),))
    assert (
        within(sent.messages, "conversation") == "Candidate: Who trains?\nRolecall: Falk and Ines."
    )


def test_no_evidence_is_shown_where_not_one_sentence_fits() -> None:
    sent = filled(by_words(200))
    assert sent.shown == ()


def test_a_list_may_be_cut_between_its_items() -> None:
    shown = {filled(by_words(tokens), "Why?", (), EVIDENCE[:1]).shown for tokens in range(200, 700)}
    texts = {text for one in shown for _, text in one}
    assert any(text.endswith("- curiosity about how doughs behave") for text in texts)
    assert WARDENS[0] in texts
