"""The whole path over the seeds, with the real packaged embedder and real Chroma."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant import Assistant, Settings, Turn
from assistant.as_json import answer_json
from assistant.errors import QuestionError
from assistant.types import Answer, Support

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    with Assistant.open(tmp_path_factory.mktemp("seeds")) as opened:
        yield opened


def assert_exact(assistant: Assistant, answer: Answer) -> None:
    stored = {document.document_id: document.text for document in assistant.library.documents()}
    for citation in answer_json(answer)["citations"]:
        assert (
            stored[citation["document_id"]][citation["start"] : citation["end"]]
            == citation["quote"]
        )


def quoted(answer: Answer) -> str:
    return " ".join(citation.quote for citation in answer.citations)


def test_a_broad_question_gets_a_point_of_each_part(assistant: Assistant) -> None:
    answer = assistant.ask("What do Bar Raisers look for?")
    for part in ("two areas", "depth in science", "Dive Deep", "writing exercise"):
        assert part in quoted(answer)
    assert len(answer.claims) <= 10  # a short list in full is a point
    assert "What it means to raise the bar" in answer.text.partition("More on this:")[2]
    assert not answer.abstained
    assert_exact(assistant, answer)


def test_all_there_is_comes_where_all_is_asked_for(assistant: Assistant) -> None:
    short, long = (
        assistant.ask(f"{words} what Bar Raisers look for")
        for words in ("Tell me", "Tell me more about")
    )
    assert len(long.claims) > 1.5 * len(short.claims)
    assert_exact(assistant, long)


def test_a_narrow_question_gets_a_short_answer(assistant: Assistant) -> None:
    answer = assistant.ask("How many days does the Amazon Machine Learning Conference last?")
    assert "four days" in quoted(answer)
    assert len(answer.claims) <= 5
    assert_exact(assistant, answer)


@pytest.mark.parametrize(
    "question",
    [
        "What is the salary of the economist intern in London?",
        "What visa does the Bellevue job sponsor?",
        "How long is the London internship?",
        "When does the London internship start?",
        "Who won the football world cup?",
    ],
)
def test_what_the_sources_do_not_tell_is_said_not_to_be_told(
    assistant: Assistant, question: str
) -> None:
    answer = assistant.ask(question)
    assert answer.abstained
    assert answer.text.startswith("The sources don't say.")
    assert_exact(assistant, answer)


def test_where_a_role_is_comes_from_its_own_text(assistant: Assistant) -> None:
    answer = assistant.ask("Where is the economist internship?")
    assert "London" in quoted(answer)
    assert {citation.document.title for citation in answer.citations} == {"STRUC Economist Intern"}


def test_each_part_of_a_question_is_answered_or_said_to_be_missing(assistant: Assistant) -> None:
    answer = assistant.ask("Where is the economist internship, and what salary does it pay?")
    assert not answer.abstained
    assert "London" in quoted(answer)
    assert "the sources don't say" in answer.text


def test_a_role_listed_in_eight_places_is_shown_once(assistant: Assistant) -> None:
    answer = assistant.ask("What would I audit in the AGI role?")
    assert len({evidence.passage.document.document_id for evidence in answer.evidence}) == 1
    assert (
        len(next(one for one in assistant.library.documents() if "AGI" in one.team).postings) == 8
    )


def test_every_marker_names_evidence_that_is_shown(assistant: Assistant) -> None:
    answer = assistant.ask("How does Amazon support its scientists?")
    numbers = {evidence.number for evidence in answer.evidence}
    assert {citation.evidence.number for citation in answer.citations} <= numbers
    assert len(answer.evidence) <= 6
    assert all(
        f"[{number}]" in answer.text for number in {one.evidence.number for one in answer.citations}
    )
    assert {claim.support for claim in answer.claims} == {Support.SUPPORTED}


def test_a_conversation_carries_the_role_along(assistant: Assistant) -> None:
    first = assistant.ask("What does the economist intern in London do?")
    turns = [Turn(first.query.question, first.text, first.query.standalone_question)]
    answer = assistant.ask("Where is it based?", turns)
    assert {citation.document.title for citation in answer.citations} == {"STRUC Economist Intern"}
    assert assistant.ask("Why is the moon round?", turns).abstained


def test_brackets_in_a_source_make_no_marker(tmp_path: Path, data_dir: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "# Ferry rules\n\nFerries leave the harbour [7] at noon sharp. Dogs ride free.\n", "utf-8"
    )
    with Assistant.open(data_dir, settings=Settings(seeds=False)) as opened:
        opened.library.ingest([page])
        answer = opened.ask("When do ferries leave the harbour?")
        assert "(7)" in answer.text and "[7]" not in answer.text
        assert "[7]" in answer.citations[0].quote


def test_an_empty_or_endless_question_is_refused_in_words(assistant: Assistant) -> None:
    with pytest.raises(QuestionError, match="empty"):
        assistant.ask("  ")
    with pytest.raises(QuestionError, match=r"4,000"):
        assistant.ask("a" * 4001)


def test_nothing_stored_is_an_abstention(data_dir: Path) -> None:
    with Assistant.open(data_dir, settings=Settings(seeds=False)) as opened:
        answer = opened.ask("What do Bar Raisers look for?")
        assert answer.abstained
        assert answer.evidence == ()
