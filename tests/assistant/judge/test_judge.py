"""The judge as it is shipped: what it reads, what it checks, and that it says the same whenever
it is asked.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pytest

from assistant.judge.facts import compared, unknown_names
from assistant.judge.judge import Judge, Memory, best_span
from assistant.judge.premise import nearest
from assistant.judge.training.premises import Premises
from fake_embedder import FakeEmbedder

LIGHTHOUSE = (
    "Lighthouse Keeper › Farø Harbour Trust › Terms",
    [
        "The keeper lives on the island from October to April.",
        "We pay 2,900 euros a month, with food and lodging on top.",
        "A dog is welcome.",
    ],
)


@pytest.fixture(scope="module")
def judge() -> Judge:
    return Judge()


def test_the_sentence_that_answers_is_the_likeliest(judge: Judge) -> None:
    (readings,) = judge.read("How much does the lighthouse job pay?", [LIGHTHOUSE])
    assert int(np.argmax([reading.probability for reading in readings])) == 1
    assert "2,900" in readings[1].answer.of(LIGHTHOUSE[1][1])


def test_a_question_that_nothing_answers_is_less_likely(judge: Judge) -> None:
    def best(question: str) -> float:
        (readings,) = judge.read(question, [LIGHTHOUSE])
        return max(reading.probability for reading in readings)

    assert best("Which university degree must a keeper have?") < best(
        "How much does the lighthouse job pay?"
    )


def test_every_sentence_of_a_long_passage_is_read(judge: Judge) -> None:
    filler = [
        f"Bay {number} is swept and checked before the evening boat arrives."
        for number in range(40)
    ]
    (readings,) = judge.read("What does the job pay?", [("Keeper", [*filler, LIGHTHOUSE[1][1]])])
    assert len(readings) == 41
    assert int(np.argmax([reading.probability for reading in readings])) == 40


def test_what_stands_beside_a_passage_changes_nothing(judge: Judge) -> None:
    fresh = Judge()
    alone = fresh.read("May I bring my dog?", [LIGHTHOUSE])[0]
    beside = judge.read(
        "May I bring my dog?", [("Baker", ["Bread is baked at night. " * 30]), LIGHTHOUSE]
    )[1]
    assert alone == beside


def test_a_claim_is_supported_or_not(judge: Judge) -> None:
    premise = f"{LIGHTHOUSE[0]}: " + "\n".join(LIGHTHOUSE[1])
    true, false = judge.entail(
        [
            (premise, "The job pays 2,900 euros a month."),
            (premise, "The job pays 3,900 euros a month."),
        ]
    )
    assert true.supported > 0.5 > false.supported
    assert true.supported + true.contradicted + true.unstated == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize("text", ["", " ", "\u202e\u0000", "😀" * 500, "word " * 2000])
def test_any_text_can_be_read(judge: Judge, text: str) -> None:
    assert len(judge.read(text, [(text, [text, "A dog is welcome."])])[0]) == 2
    assert len(judge.entail([(text, text)])) == 1


def test_nothing_to_read_gives_nothing(judge: Judge) -> None:
    assert judge.read("Why?", []) == []
    assert judge.read("Why?", [("Keeper", [])]) == [[]]
    assert judge.entail([]) == []


def test_a_span_ends_where_it_starts_or_later() -> None:
    start, end = np.array([0.0, 5.0, 1.0], np.float32), np.array([9.0, 1.0, 2.0], np.float32)
    assert best_span(start, end) == (9.0, (0, 0))
    assert best_span(start[1:], end[1:]) == (7.0, (0, 1))


def test_what_was_read_is_not_read_again() -> None:
    asked: list[object] = []

    def run(first: Sequence[int], second: Sequence[int]) -> dict[str, np.ndarray]:
        asked.append((first, second))
        return {}

    memory = Memory(2)
    one, two, three = ((number,) for number in (1, 2, 3))
    memory.of([(one, one), (one, one), (two, two)], run)
    memory.of([(one, one), (three, three)], run)
    assert asked == [(one, one), (two, two), (three, three)]
    memory.of([(two, two)], run)  # the one unused longest had to go
    assert len(asked) == 4


@pytest.mark.parametrize(
    ("claim", "lacks"),
    [
        ("Keepers earn 3,900 euros.", "numbers"),
        ("The trust is in Aarhus.", "names"),
        ("Keepers do not get food.", "denied"),
    ],
)
def test_facts_that_differ_are_told(claim: str, lacks: str) -> None:
    premise = "Farø Harbour Trust pays keepers 2,900 euros. Keepers get food."
    assert getattr(compared(claim, premise), lacks) > 0
    assert getattr(compared("Keepers get food.", premise), lacks) == 0


def test_a_premise_is_the_nearest_sentences_in_their_order() -> None:
    assert nearest(np.array([0.1, 0.9, 0.8], np.float32), [5, 5, 5], longest=10) == [1, 2]


def test_the_nearest_sentence_is_in_the_premise_however_long() -> None:
    assert 1 in nearest(np.array([0.1, 0.9], np.float32), [5, 500], longest=10)


def test_premises_are_made_of_plain_texts() -> None:
    embed: Callable[[Sequence[str]], np.ndarray] = FakeEmbedder().embed
    premises = Premises(embed)
    text = "The keeper paints the rail. " * 30 + "A dog is welcome on the island."
    premises.prepare([text], ["A dog is welcome."])
    assert premises.of(text, "A dog is welcome.").endswith("A dog is welcome on the island.")


def test_initials_of_words_that_stand_there_are_no_unknown_name() -> None:
    assert unknown_names("Hired is an SRE", "They hire a Site Reliability Engineer.") == frozenset()
    assert unknown_names("Hired is an SRE", "They hire a Sales Engineer.") == {"sre"}
