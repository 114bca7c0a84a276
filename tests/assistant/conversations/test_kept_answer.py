"""A kept answer is shown again as it was, also where its documents have changed or gone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assistant.as_json import answer_json
from assistant.assistant import Assistant
from assistant.conversations.archive import OWNER, Conversations
from assistant.conversations.kept_answer import keep, restore, without_kept
from assistant.errors import KeptAnswerError
from assistant.types import Answer, Claim, Support, Turn
from fake_assistant import FakeAssistant, document, passage
from harbour import harbour_assistant
from store.types import Document, DocumentKind, Place, Posting

QUESTIONS = (
    "How many postings are there?",
    "Which roles are in Germany?",
    "List the jobs in the US",
    "Compare Ice Watch and TAC",
    "Compare the harbour pilot and the crane engineer",
    "What do crane engineers do?",
    "Who is Nele Brandt?",
    "Is a master's certificate required?",
    "What is the salary of a pilot?",
    "Hello",
)


@pytest.fixture(scope="module")
def harbour(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    with harbour_assistant(tmp_path_factory.mktemp("harbour")) as assistant:
        yield assistant


def stored(assistant: Assistant) -> dict[str, Document]:
    return {one.document_id: one for one in assistant.library.documents()}


def through_json(answer: Answer) -> dict[str, Any]:
    kept: dict[str, Any] = json.loads(json.dumps(keep(answer)))
    return kept


def quoted(answer: Answer) -> list[tuple[Any, ...]]:
    """What a reader sees of each citation."""
    seen = []
    for one in answer.citations:
        of = one.evidence.passage
        facts = (
            of.document.title,
            of.document.kind,
            of.document.author,
            of.document.company,
            of.document.team,
        )
        places = [str(posting.place) for posting in of.document.postings]
        before = one.span.start - of.span.start
        seen.append(
            (
                one.evidence.number,
                one.quote,
                one.heading_path,
                of.text,
                of.heading_path,
                facts,
                places,
                before,
            )
        )
    return seen


def test_the_harbours_answers_are_of_every_kind(harbour: Assistant) -> None:
    answers = [harbour.ask(question) for question in QUESTIONS]
    assert {str(one.query.kind) for one in answers} == {
        "answer",
        "list",
        "count",
        "compare",
        "greeting",
    }
    assert (
        {bool(one.options) for one in answers}
        == {one.abstained for one in answers}
        == {True, False}
    )
    assert any(one.comparison for one in answers)


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("there", [True, False], ids=["documents there", "documents gone"])
def test_an_answer_comes_back_as_it_was(harbour: Assistant, question: str, there: bool) -> None:
    answer = harbour.ask(question)
    again = restore(through_json(answer), stored(harbour) if there else {})
    for name in ("text", "abstained", "claims", "model", "notice", "final", "options"):
        assert getattr(again, name) == getattr(answer, name), name
    assert replace(again.turn, query=None) == replace(answer.turn, query=None)
    assert (
        again.query.entities == answer.query.entities
        and again.query.conditions == answer.query.conditions
    )
    assert again.query == answer.query or not there
    asked, told = again.query, answer.query
    assert (asked.question, asked.standalone_question, asked.kind) == (
        told.question, told.standalone_question, told.kind,
    )  # fmt: skip
    assert quoted(again) == quoted(answer)
    assert [(one.number, one.passage.text) for one in again.evidence] == [
        (one.number, one.passage.text) for one in answer.evidence
    ]
    assert [(one.title, len(one.postings)) for one in again.roles] == [
        (one.title, len(one.postings)) for one in answer.roles
    ]


def test_a_conversation_goes_on_from_a_restored_turn(harbour: Assistant) -> None:
    first = harbour.ask("Which roles are in Germany?")
    again = restore(through_json(first), {})
    asked = [harbour.ask("Tell me about the second one", [one.turn]) for one in (first, again)]
    assert (
        asked[0].query.standalone_question
        == asked[1].query.standalone_question
        != asked[0].query.question
    )


def test_links_lead_into_the_stored_document_where_it_still_says_the_same(
    harbour: Assistant,
) -> None:
    answer, documents = harbour.ask("Who is Nele Brandt?"), stored(harbour)
    again = restore(through_json(answer), documents)
    assert [one.document for one in again.citations] == [
        documents[one.document.document_id] for one in answer.citations
    ]
    assert [one.span for one in again.citations] == [one.span for one in answer.citations]


def test_where_the_document_has_changed_the_kept_words_are_shown(harbour: Assistant) -> None:
    answer = harbour.ask("Who is Nele Brandt?")
    of = answer.citations[0].document
    changed = replace(of, text=of.text.replace("nine years", "ten years!"))
    again = restore(through_json(answer), {of.document_id: changed})
    assert [one.quote for one in again.citations] == [one.quote for one in answer.citations]
    document = again.citations[0].document
    assert document.text.strip() == answer.citations[0].evidence.passage.text
    assert document.sections == ()


def test_facts_notice_claims_and_who_replied_come_back() -> None:
    posting = Posting(Place("GB", "", "Leeds"), "2025-03-01", "https://jobs.example/1")
    role = document("Baker", "Bakers shape loaves. They sing.", kind=DocumentKind.ROLE, company="Crumb", team="Ovens",
                    level="senior", url="https://jobs.example", author="N. B.", publisher="Gazette",
                    provenance="made up", postings=(posting,))  # fmt: skip
    said = FakeAssistant([passage(role)]).ask("Who shapes loaves?")
    claims = (*said.claims, Claim("They fly", Support.UNSUPPORTED))
    answer = replace(
        said, claims=claims, reply="{...}", model="ollama:tiny", notice="It took long.", final=False
    )
    again = restore(through_json(answer), {})
    assert again.evidence[0].passage.document == replace(role, sections=())
    assert (again.claims, again.notice, again.model, bool(again.reply), again.final) == (
        claims, "It took long.", "ollama:tiny", True, False,
    )  # fmt: skip


def test_what_is_kept_holds_the_answers_json(harbour: Assistant) -> None:
    answer = harbour.ask("How many postings are there?")
    assert without_kept(keep(answer)) == answer_json(answer)


def broken(kept: dict[str, Any], how: str) -> Any:
    """`kept` with one thing wrong."""
    evidence, citation, claim = kept["evidence"][0], kept["citations"][0], kept["claims"][0]
    if how == "older":
        kept = without_kept(kept)
    elif how == "newer":
        kept["kept"]["version"] = 99
    elif how == "no text":
        del kept["text"]
    elif how == "text of another type":
        kept["text"] = ["a", "b"]
    elif how == "unknown kind":
        kept["kind"] = "poem"
    elif how == "quote moved":
        citation["start"] += 1
    elif how == "quote outside":
        citation["end"] += 5000
    elif how == "citation of nothing":
        citation["evidence"] = 99
    elif how == "claim of nothing":
        claim["citations"] = [-1]
    elif how == "passage moved":
        evidence["start"] += 1
    elif how == "fewer passages":
        kept["kept"]["answer"]["evidence"] = []
    elif how == "no chunks":
        kept["kept"]["answer"]["evidence"][0]["passage"]["chunks"] = []
    elif how == "document unknown":
        evidence["document_id"] = "gone"
    else:
        return [kept]
    return kept


@pytest.mark.parametrize(
    "how",
    "older,newer,no text,text of another type,unknown kind,quote moved,quote outside,citation of "
    "nothing,"
    "claim of nothing,passage moved,fewer passages,no chunks,document unknown,a list".split(","),
)
def test_a_broken_answer_is_told_and_never_shown(harbour: Assistant, how: str) -> None:
    kept = broken(through_json(harbour.ask("Who is Nele Brandt?")), how)
    with pytest.raises(KeptAnswerError, match="ask its question again"):
        restore(kept, {})


@pytest.mark.parametrize("value", [None, {}, "text", 7])
def test_what_is_no_answer_at_all_is_told(value: Any) -> None:
    with pytest.raises(KeptAnswerError):
        restore(value, {})


def test_an_answer_of_the_version_before_is_shown_and_what_it_asked_is_read_again(
    harbour: Assistant,
) -> None:
    kept = through_json(harbour.ask("Which roles are in Germany?"))
    kept["kept"]["version"] = 2
    kept["kept"]["answer"]["query"] |= {"entities": None, "catalog": {"unit": "roles"}}
    again = restore(kept, {})
    assert "Germany" in again.query.question and again.turn.query is None
    assert "Canada" in harbour.ask("and in Canada?", [again.turn]).query.standalone_question


def test_conversations_that_the_version_before_stored_are_opened(
    harbour: Assistant, tmp_path: Path
) -> None:
    file = tmp_path / "conversations.sqlite"
    file.write_bytes(Path(__file__).with_name("version_1.sqlite").read_bytes())
    conversations = Conversations.open(file)
    (kept,) = conversations.everyone()
    turns = conversations.turns(OWNER, kept.conversation_id)
    conversations.close()
    told: list[Turn] = []
    for turn in turns:
        assert turn.answer is not None
        again, now = restore(turn.answer, {}), harbour.ask(turn.question, told)
        assert again.query.standalone_question == now.query.standalone_question
        assert again.text.startswith(("From", "The posting", "**", "The")) and all(
            one.quote for one in again.citations
        )
        told.append(now.turn)
    assert [(turn.feedback, turn.word) for turn in turns][1] == ("up", "clear")
