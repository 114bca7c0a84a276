"""With a model set, code computes and the model speaks, for every kind of question."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from assistant.answer.voices import Voices
from assistant.assistant import Assistant
from assistant.settings import Settings
from assistant.types import Answer, Kind, Turn
from scripted_model import ScriptedChatModel, opened
from store.library import Library

pytestmark = pytest.mark.model
SEEDS = Path(__file__).parents[2] / "seeds"


class Played:
    """An assistant over the seeds whose model replies as it is told to."""

    def __init__(self, assistant: Assistant, model: ScriptedChatModel) -> None:
        self.assistant = assistant
        self.model = model

    def ask(self, question: str, reply: str | Exception, turns: Sequence[Turn] = ()) -> Answer:
        """The answer to a question, whatever the model is asked on the way to it."""
        said = [reply] if isinstance(reply, Exception) else reply
        self.model.replies[:] = [said] * (1 + bool(turns))
        return self.assistant.ask(question, turns)


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    settings = Settings(
        data_dir=tmp_path_factory.mktemp("told"),
        model="openai:rye",
        base_url="http://127.0.0.1:9/v1",
    )
    model = opened(window=32_768)
    assert isinstance(model.chat, ScriptedChatModel)
    library = Library.open(settings)
    with Assistant(
        library, Voices(settings, library.embed, lambda choice, progress: model), settings
    ) as assistant:
        library.ingest_seeds(SEEDS)
        yield Played(assistant, model.chat)


def sent(answer: Answer) -> str:
    return dict(answer.prompt)["user"]


def numbered(answer: Answer, words: str) -> int:
    """The number of the evidence that holds some words."""
    return next(evidence.number for evidence in answer.evidence if words in evidence.passage.text)


def test_a_count_is_worked_out_by_code_and_said_by_the_model(played: Played) -> None:
    answer = played.ask("How many postings are in Boston?", "Seven postings are in Boston [1].")
    assert answer.query.kind is Kind.COUNT
    assert answer.text.startswith("Seven postings are in Boston [1].")
    assert answer.evidence[0].is_computed and "7" in answer.evidence[0].passage.text
    assert answer.selection is not None and len(answer.selection.postings) == 7
    assert "7" in answer.table and "[1]" not in answer.table


def test_a_comparison_can_be_two_sentences(played: Played) -> None:
    reply = (
        "Both roles are at Amazon [1]. The internship is in London and the AGI role is in "
        "Boston [1]."
    )
    answer = played.ask("Compare the AGI role with the London internship in two sentences", reply)
    assert answer.text.startswith("Both roles are at Amazon")
    assert len(answer.text) < 300 < len(answer.table)
    assert answer.comparison is not None


@pytest.mark.parametrize(
    "question", ["Summarise the article.", "Tell me everything about the article by Zeng"]
)
def test_whole_documents_are_read_for_a_summary(played: Played, question: str) -> None:
    answer = played.ask(question, "It is about careers [1].")
    article = next(document for document in played.assistant.library.documents() if document.author)
    read = [
        evidence.passage for evidence in answer.evidence if evidence.passage.document == article
    ]
    assert sum(len(passage.text) for passage in read) > 0.9 * len(article.text)


def test_a_document_that_is_named_is_read_whole_under_a_head_that_tells_what_it_is(
    played: Played,
) -> None:
    answer = played.ask(
        "Tell me everything about the London internship", "It is an internship [1]."
    )
    (role,) = (one for one in played.assistant.library.documents() if "Intern" in one.title)
    read = "\n\n".join(one.passage.text for one in answer.evidence if one.passage.document == role)
    assert len(read) > 0.9 * len(role.text)
    assert "Kind: role\nTitle: STRUC Economist Intern" in sent(answer) and "Places: London" in sent(
        answer
    )


def test_what_is_stored_and_the_day_are_told(played: Played) -> None:
    answer = played.ask("Hi! What can you do?", "Hello! I can answer questions about roles.")
    assert answer.text.startswith("Hello! I can answer")
    assert "STRUC Economist Intern, Amazon, London" in sent(answer)
    assert "Kind: article" not in sent(answer), "small talk needs no documents"
    assert "Today is" in dict(answer.prompt)["system"]


def test_what_the_last_answer_was_about_is_read_again_for_words_about_it(played: Played) -> None:
    first = played.ask(
        "How long is the Amazon Machine Learning Conference?", "It lasts four days [1]."
    )
    number = numbered(first, "four days")
    first = played.ask(
        "How long is the Amazon Machine Learning Conference?", f"It lasts four days [{number}]."
    )
    assert first.citations
    again = played.ask(
        "Can you rephrase that for a beginner?", "It goes on for four days.", [first.turn]
    )
    assert "four days" in "".join(evidence.passage.text for evidence in again.evidence)


def test_where_the_model_fails_what_code_worked_out_stands_and_why_is_said(played: Played) -> None:
    answer = played.ask("How many postings are in Boston?", RuntimeError("gone"))
    assert "7" in answer.text and answer.model == "quotes"
    assert "openai:rye" in answer.notice
    assert not answer.table


def test_a_question_with_two_readings_is_asked_back_without_the_model(played: Played) -> None:
    played.model.asked.clear()
    answer = played.assistant.ask("Compare the applied scientist with the internship")
    assert answer.options and not played.model.asked
