from __future__ import annotations

import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.search.lexical import LexicalIndex, search_words
from store.types import Chunk, Document, DocumentKind, Section, SectionKind, Sentence, Span


def chunk(
    text: str,
    document_id: str = "one",
    index: int = 0,
    title: str = "",
    heading: str = "",
    kind: SectionKind = SectionKind.BODY,
) -> Chunk:
    span = Span(0, len(text))
    document = Document(document_id, DocumentKind.ROLE, title, text, "")
    section = Section(document, kind, (heading,) if heading else (), span)
    return Chunk(f"{document_id}:{index}", section, index, span, (Sentence(span, 0),), text)


@pytest.fixture
def index() -> LexicalIndex:
    made = LexicalIndex()
    made.add(
        [chunk("Bakers shape sourdough loaves and log each batch.", "baker", title="Night Baker")]
    )
    made.add(
        [chunk("Pilots bring ships through the estuary.", "pilot", heading="Tides and currents")]
    )
    made.add([chunk("Photograph: a harbour at dawn", "pilot", 1, kind=SectionKind.CAPTION)])
    return made


def found(index: LexicalIndex, question: str, **filters: object) -> list[str]:
    return [chunk_id for chunk_id, _ in index.search(question, 10, **filters)]  # type: ignore[arg-type]


def test_words_are_found_in_other_forms_in_titles_and_in_headings(index: LexicalIndex) -> None:
    assert found(index, "Who is shaping a loaf batched?") == ["baker:0"]
    assert found(index, "the night shift") == ["baker:0"]
    assert found(index, "what of the tide") == ["pilot:0"]


def test_a_better_match_scores_higher(index: LexicalIndex) -> None:
    index.add([chunk("Loaves, and once a pilot.", "mixed")])
    (first, best), (second, next_best) = index.search("sourdough loaves of the baker", 10)
    assert (first, second) == ("baker:0", "mixed:0")
    assert best > next_best > 0


def test_filters_hold(index: LexicalIndex) -> None:
    assert found(index, "harbour") == []
    assert found(index, "harbour", section_kinds=[SectionKind.CAPTION]) == ["pilot:1"]
    assert found(index, "ships loaves", document_ids=["pilot"]) == ["pilot:0"]
    assert found(index, "ships", document_ids=[]) == []


def test_what_is_dropped_or_put_anew_is_found_no_more(index: LexicalIndex) -> None:
    index.drop("baker")
    assert found(index, "sourdough") == []
    index.drop("pilot")
    index.add([chunk("Pilots steer ferries now.", "pilot")])
    assert found(index, "estuary") == [] and found(index, "ferries") == ["pilot:0"]


def test_a_question_of_stop_words_alone_is_still_searched() -> None:
    assert search_words("Who are they?") == ["who", "are", "they"]
    assert search_words("Who are the bakers?") == ["bakers"]


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=60))
def test_no_question_is_too_strange(question: str) -> None:
    index = LexicalIndex()
    index.add([chunk("Bakers shape loaves."), chunk(question, "odd")])
    assert len(index.search(question, 10)) <= 2


@pytest.mark.parametrize(
    "question", ['"', "loaves AND (NOT", "title:loaves*", "NEAR(a b)", "-- ; DROP TABLE words", "²"]
)
def test_the_search_languages_own_signs_are_words_like_others(
    index: LexicalIndex, question: str
) -> None:
    assert set(found(index, question)) <= {"baker:0", "pilot:0"}


def test_a_very_long_question_is_searched(index: LexicalIndex) -> None:
    assert found(index, " ".join(f"word{number}" for number in range(3000)) + " sourdough") == [
        "baker:0"
    ]


def test_threads_may_search_while_another_adds(index: LexicalIndex) -> None:
    failures: list[BaseException] = []

    def search() -> None:
        try:
            for _ in range(100):
                assert "baker:0" in found(index, "sourdough")
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=search) for _ in range(4)]
    for thread in threads:
        thread.start()
    for number in range(100):
        index.add([chunk(f"Gardeners grow rose {number}.", f"rose-{number}")])
        index.drop(f"rose-{number}")
    for thread in threads:
        thread.join()
    assert failures == []
