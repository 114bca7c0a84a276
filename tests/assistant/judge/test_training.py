"""The data the judge learns from, and how it is made into examples."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from pydantic import ValidationError

from assistant.judge.training.changes import changed
from assistant.judge.training.documents import (
    BESIDE,
    MadeDocument,
    document_examples,
    made_documents,
    prepare,
)
from assistant.judge.training.examples import LONGEST, Encoder
from assistant.judge.training.made import (
    MadePassage,
    Part,
    keywords,
    made_passages,
    part_of,
    repeats,
)
from assistant.judge.training.premises import Premises
from fake_embedder import FakeEmbedder
from store.embedding import packaged_tokenizer


@pytest.fixture(scope="module")
def passages() -> tuple[MadePassage, ...]:
    return made_passages()


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return Encoder(packaged_tokenizer().parent)


def test_there_are_enough_made_passages_of_many_trades(passages: tuple[MadePassage, ...]) -> None:
    assert len(passages) >= 300
    assert len({passage.trade for passage in passages}) >= 40
    assert sum(len(passage.questions) for passage in passages) >= 4000
    assert sum(len(passage.claims) for passage in passages) >= 4000
    assert len({passage.id for passage in passages}) == len(passages)


def test_a_fifth_of_the_trades_is_held(passages: tuple[MadePassage, ...]) -> None:
    parts = [passage.part for passage in passages]
    assert 0.15 < parts.count(Part.HELD) / len(parts) < 0.3
    assert part_of("pharmacy") is Part.HELD  # by its name alone, however many trades there are


def test_an_answer_that_is_not_in_the_text_is_refused(passages: tuple[MadePassage, ...]) -> None:
    row = passages[0].model_dump()
    row["questions"] = [{"question": "how much?", "answers": ["nowhere in it"]}]
    with pytest.raises(ValidationError, match="not in the text"):
        MadePassage.model_validate(row)


def test_a_long_passage_is_cut_to_a_window_round_its_answer(encoder: Encoder) -> None:
    passage = (
        "Filler words stand here. " * 60 + "The pay is 31,000 pounds. " + "More words follow. " * 60
    )
    start = passage.index("31,000 pounds")
    example = encoder.question("how much?", passage, [(start, start + 13)], random.Random(1))
    text = encoder.text(example.ids[example.start : example.end + 1])
    assert len(example.ids) <= LONGEST
    assert text == "31, 000 pounds"


def test_the_heading_stays_in_front_of_every_window(encoder: Encoder) -> None:
    under = "Baker › Crumb: "
    passage = under + "Filler words stand here. " * 60 + "Ends on Friday."
    start = passage.index("Friday")
    example = encoder.question(
        "when?", passage, [(start, start + 6)], random.Random(1), prefix=len(under)
    )
    assert encoder.text(example.ids[example.first :]).startswith("baker › crumb")
    assert encoder.text(example.ids[example.start : example.end + 1]) == "friday"


@pytest.mark.parametrize(
    "claim",
    [
        "The shift begins at 7.30 on Monday.",
        "Applicants must hold a licence.",
        "The firm does not sponsor visas.",
        "Staff are paid monthly.",
    ],
)
def test_a_changed_claim_says_something_else(claim: str) -> None:
    changes = {changed(claim, random.Random(seed)) for seed in range(20)}
    assert changes
    assert claim not in changes


def test_a_claim_with_nothing_to_change_is_left_alone() -> None:
    assert changed("Bread.", random.Random(0)) == ""


def test_the_public_sets_are_not_part_of_the_project() -> None:
    folder = Path(__file__).parents[3] / "assistant" / "judge" / "training"
    assert not list(folder.rglob("*.gz"))


def test_a_question_of_a_document_is_read_where_it_is_answered_and_in_the_nearest_sections(
    encoder: Encoder,
) -> None:
    sections = [
        "# Pay\n\nYou earn 31,000 pounds.",
        *(f"# Part {n}\n\nThe kiln is fired on day {n}." for n in range(6)),
    ]
    row = {
        "id": "potter",
        "kind": "role",
        "title": "Potter",
        "company": "Crumb",
        "text": "\n\n".join(sections),
        "questions": [{"question": "what does it pay", "answers": ["31,000 pounds"]}],
        "claims": [{"claim": "Potters are paid 31,000 pounds.", "label": "supported"}],
    }
    documents = (MadeDocument.model_validate(row),)
    premises = Premises(FakeEmbedder().embed)
    prepare(documents, premises)
    examples = list(document_examples(documents, encoder, premises, random.Random(1)))
    asked = [example for example in examples if example.reads]
    assert [example.answerable for example in asked] == [1] + [0] * BESIDE
    assert encoder.text(asked[0].ids[asked[0].start : asked[0].end + 1]) == "31, 000 pounds"
    assert next(example.label for example in examples if not example.reads) == 0


def test_a_sentence_repeated_as_it_stands_is_supported_and_one_changed_contradicted(
    encoder: Encoder,
) -> None:
    text = (
        "The pay is 31,000 pounds a year for everyone.\nYou will bake rye bread from Monday to "
        "Friday."
    )
    elsewhere = "We keep bees on the roof of a theatre in Hull.\nHoney is sold in the foyer."
    premises = Premises(FakeEmbedder().embed)
    premises.prepare([text, elsewhere], [])
    made = [
        example
        for seed in range(9)
        for example in repeats(
            text, "Baker", (elsewhere, "Beekeeper"), encoder, premises, random.Random(seed)
        )
    ]
    said = {
        label: {encoder.text(one.ids[: one.first]) for one in made if one.label == label}
        for label in range(3)
    }
    assert any("the pay is 31, 000 pounds a year for everyone." in claim for claim in said[0])
    assert any(
        "the candidate will bake rye bread from monday to friday." in claim for claim in said[0]
    )
    assert not said[0] & said[1] and said[2] <= said[0]


def test_made_documents_fit_their_schema_and_a_part_of_them_is_held() -> None:
    documents = made_documents()
    assert len(documents) >= 25 and any(document.part is Part.HELD for document in documents)
    assert all(len(document.sections) >= 4 for document in documents)


def test_a_question_is_put_as_for_a_search_box() -> None:
    assert keywords("What does the baker in Hull earn?") == "baker Hull earn"
