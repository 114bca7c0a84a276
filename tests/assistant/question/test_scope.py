from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.errors import QuestionError
from assistant.question.scope import EVERYTHING, Scope, scope_from_json, scope_json
from assistant.settings import Settings
from assistant.types import Answer, Kind
from fake_assistant import document
from fake_embedder import FakeEmbedder
from harbour import CLERK, CRANE, FILES, ICE, TIDES, harbour_assistant
from store.errors import UnknownDocument
from store.types import DocumentKind, Place, Posting

QUESTIONS = (
    "What do pilots publish every day?",
    "What does the Harbour Pilot role ask for?",
    "Tell me about the Ice Watch role.",
    "Is a rope test required?",
    "How long has Nele Brandt been a Dock Warden?",
    "Which roles use Python?",
    "How many roles mention tugs?",
    "How many postings are there?",
    "List the postings in Germany.",
    "Which companies are hiring?",
    "Where is the Harbour Pilot?",
    "Compare the Ice Watch role with the Heavy Lift role",
    "Does any role offer a pension?",
    "Hello",
)
CAREERS_PAGE = """GB, Leeds
FR, Lyon
Bell Engineer
Description
Bell engineers pour bronze into clay moulds every spring. They tune each bell by ear.
Basic Qualifications
A year at a furnace is required.
"""
BELLS = "Where is the Bell Engineer posted?"


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    with harbour_assistant(tmp_path_factory.mktemp("port")) as opened:
        bells = tmp_path_factory.mktemp("bells") / "bells.txt"
        bells.write_text(CAREERS_PAGE, "utf-8")
        opened.library.ingest([bells])
        yield opened


def ids(assistant: Assistant) -> dict[str, str]:
    """Identifiers by team, the clerk's under "", and those of the bell founder and the article
    by their titles.
    """
    named = {
        one.title: one.document_id
        for one in assistant.library.documents()
        if one.title in ("Bell Engineer", ARTICLE)
    }
    others = [one for one in assistant.library.documents() if one.document_id not in named.values()]
    return named | {one.team: one.document_id for one in others}


ARTICLE = "How the port hires"


def shown(answer: Answer) -> set[str]:
    """Titles and teams of all that an answer shows or drew on."""
    documents = [one.passage.document for one in answer.evidence] + [
        one.document for one in answer.citations
    ]
    documents += [one.document for one in answer.retrieved] + list(answer.roles)
    documents += (
        [one.role.document for one in answer.selection.postings] if answer.selection else []
    )
    return {one.document_id for one in documents}


# What is in scope ---------------------------------------------------------------------------------


ROLE_A = document(
    "Baker",
    "Bake.",
    kind=DocumentKind.ROLE,
    document_id="a",
    postings=(Posting(Place("GB", "", "Hull")),),
)
ROLE_B = document(
    "Cook",
    "Cook.",
    kind=DocumentKind.ROLE,
    document_id="b",
    postings=(Posting(Place("GB", "", "Hull")), Posting(Place("US", "MA", "Boston"))),
)
UNLISTED = document("Waiter", "Wait.", kind=DocumentKind.ROLE, document_id="u")
NOTES, ESSAY = (
    document("Notes", "Note.", document_id="n"),
    document("Essay", "Say.", document_id="e"),
)
STORED = (NOTES, ESSAY, ROLE_A, ROLE_B, UNLISTED)


@pytest.mark.parametrize(
    ("chosen", "places", "left"),
    [
        ((), (), "neabu"),
        (("a",), (), "a"),
        (("n",), (), "n"),
        (("n", "b"), (), "nb"),
        ((), ("GB, Hull",), "ab"),
        ((), ("US, MA",), "b"),
        ((), ("US",), "b"),
        ((), ("FR",), ""),
        ((), ("G",), ""),
        ((), ("",), ""),
        (("n",), ("US",), "nb"),
        (("a", "b"), ("US",), "b"),
        (("a",), ("US",), ""),
        (("gone",), (), ""),
        (("gone", "n"), ("US",), "n"),
    ],
)
def test_what_is_chosen_is_all_that_is_left(
    chosen: tuple[str, ...], places: tuple[str, ...], left: str
) -> None:
    assert "".join(one.document_id for one in Scope(chosen, places).of(STORED)) == left


def test_a_role_keeps_the_postings_in_the_chosen_places_alone() -> None:
    (cook,) = Scope(("b",), ("US, MA, Boston",)).of(STORED)
    assert [str(one.place) for one in cook.postings] == ["US, MA, Boston"]


def test_a_scope_is_the_same_after_it_was_plain_values() -> None:
    scope = Scope(("a", "b"), ("GB, Hull",))
    assert scope_from_json(scope_json(scope)) == scope
    assert scope_from_json(None) == scope_from_json({}) == EVERYTHING


@pytest.mark.parametrize(
    "value", ["a", 3, [], {"document_ids": "a"}, {"places": [1]}, {"places": {"GB": 1}}]
)
def test_what_is_no_scope_is_refused_in_words(value: object) -> None:
    with pytest.raises(QuestionError, match=r"is not one\. Give"):
        scope_from_json(value)


def test_places_may_be_said_as_in_a_question(assistant: Assistant) -> None:
    assert assistant.scope(places=["Boston"]).places == ("US, MA, Boston",)
    assert assistant.scope(places=["US, MA"]).places == ("US, MA",)
    assert set(assistant.scope(places=["Germany"]).places) == {"DE, Hamburg", "DE, Munich"}
    for nowhere in ("Atlantis", "Norway", ""):
        with pytest.raises(QuestionError, match="There are postings in: CA, BC, Vancouver"):
            assistant.scope(places=[nowhere])
    with pytest.raises(UnknownDocument, match=r"'nothing' is stored\. List"):
        assistant.scope(["nothing"])


# Answers ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("chosen", [(ICE,), (TIDES, CRANE), (ARTICLE,), (CLERK, ARTICLE)])
def test_nothing_out_of_scope_is_shown(
    assistant: Assistant, chosen: tuple[str, ...], question: str
) -> None:
    scope = Scope(tuple(ids(assistant)[name] for name in chosen))
    answer = assistant.ask(question, scope=scope)
    assert shown(answer) <= set(scope.document_ids)


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_scope_answers_as_a_library_of_its_documents_would(
    assistant: Assistant, tmp_path: Path, question: str
) -> None:
    alone = tmp_path / "alone"
    alone.mkdir()
    for name in ("pilot-ice.md", "crane-engineer.md", "how-we-hire.md"):
        (alone / name).write_text(FILES[name], "utf-8")
    own = ids(assistant)
    scope = Scope((own[ICE], own[CRANE], own[ARTICLE]))
    settings = Settings(data_dir=tmp_path / "collection", seeds=False)
    with Assistant.open(settings=settings, load_embedder=FakeEmbedder) as other:
        other.library.ingest([alone])
        expected, answer = other.ask(question), assistant.ask(question, scope=scope)
    assert (answer.text, answer.abstained, answer.query.kind) == (
        expected.text,
        expected.abstained,
        expected.query.kind,
    )
    assert [one.quote for one in answer.citations] == [one.quote for one in expected.citations]


def test_counts_lists_and_places_are_those_in_scope(assistant: Assistant) -> None:
    hull = Scope(places=("GB, Hull",))
    counted = assistant.ask("How many postings are there?", scope=hull)
    assert (
        counted.query.kind is Kind.COUNT
        and "**3 postings**" in counted.text
        and "Boston" not in counted.text
    )
    assert [str(one.posting.place) for one in counted.selection.postings] == ["GB, Hull"] * 3  # type: ignore[union-attr]
    listed = assistant.ask("List all roles", scope=Scope((ids(assistant)[CRANE],)))
    assert "Senior Crane Engineer" in listed.text and "Pilot" not in listed.text
    assert len(assistant.postings()) == 10


@pytest.mark.parametrize(
    "question",
    [BELLS, "How many Bell Engineer postings are there?", "Tell me about Bell Engineer."],
)
def test_a_line_that_names_another_place_is_no_evidence(
    assistant: Assistant, question: str
) -> None:
    everywhere = assistant.ask(question)
    assert "Lyon" in everywhere.text
    answer = assistant.ask(question, scope=Scope(places=("GB, Leeds",)))
    assert not answer.abstained and "Leeds" in answer.text
    said = [
        answer.text,
        *(one.passage.text for one in answer.evidence),
        *(one.text for one in answer.retrieved),
    ]
    assert not any("Lyon" in one for one in said)
    for one in answer.citations:
        assert [str(posting.place) for posting in one.document.postings] == ["GB, Leeds"]


def test_a_question_that_names_what_is_out_of_scope_gets_none_of_it(assistant: Assistant) -> None:
    scope = Scope((ids(assistant)[CRANE],))
    for question in (
        "What does the Ice Watch role publish?",
        "How long has Nele Brandt been a Dock Warden?",
    ):
        answer = assistant.ask(question, scope=scope)
        assert answer.abstained
        assert "bulletin" not in answer.text and "nine years" not in answer.text


def test_a_conversation_goes_on_in_another_scope_without_the_role_it_was_about(
    assistant: Assistant,
) -> None:
    first = assistant.ask("What does the Ice Watch role publish?")
    answer = assistant.ask("Where is it?", [first.turn], scope=Scope((ids(assistant)[CRANE],)))
    assert "Vancouver" not in answer.text
    assert shown(answer) <= {ids(assistant)[CRANE]}


def test_a_scope_of_which_nothing_is_left_abstains_and_says_why(assistant: Assistant) -> None:
    gone = Scope(("removed-1234",))
    for question in QUESTIONS:
        answer = assistant.ask(question, scope=gone)
        assert answer.abstained and answer.evidence == () and answer.final
        assert "Nothing that was chosen" in answer.text
    article = Scope((ids(assistant)[ARTICLE],))
    answer = assistant.ask("How many postings are there?", scope=article)
    assert answer.abstained and "No role is among what was chosen" in answer.text


def test_a_scope_follows_what_is_stored(tmp_path: Path) -> None:
    with harbour_assistant(tmp_path) as opened:
        scope = Scope((ids(opened)[ICE],))
        assert "bulletin" in opened.ask("What do ice pilots publish?", scope=scope).text
        page = tmp_path / "harbour" / "pilot-ice.md"
        page.write_text(FILES["pilot-ice.md"].replace("bulletin", "map"), "utf-8")
        opened.library.ingest([page])
        answer = opened.ask("What do ice pilots publish?", scope=scope)
        assert "map" in answer.text and "bulletin" not in answer.text
        opened.library.remove(scope.document_ids[0])
        assert opened.ask("What do ice pilots publish?", scope=scope).abstained


def test_the_scope_of_one_question_does_not_outlast_it(assistant: Assistant) -> None:
    before = assistant.ask("Which companies are hiring?").text
    for place in (
        "GB",
        "US",
        "DE",
        "CA",
        "GB, Hull",
        "US, MA",
        "DE, Munich",
        "DE, Hamburg",
        "CA, BC",
        "US, Remote",
    ):
        assistant.ask("Which companies are hiring?", scope=Scope(places=(place,)))
    assert assistant.ask("Which companies are hiring?").text == before


def test_how_many_passages_are_shown_may_be_asked_for(assistant: Assistant) -> None:
    question = "What do pilots and engineers do for ships?"
    assert len(assistant.ask(question, max_evidence=1).evidence) == 1
    assert len(assistant.ask(question).evidence) > 1
    for wrong in (0, 21):
        with pytest.raises(QuestionError, match="Ask for 1 to 20"):
            assistant.ask(question, max_evidence=wrong)


def test_an_answer_says_what_it_was_asked_of(assistant: Assistant) -> None:
    scope = Scope((ids(assistant)[CRANE],), ("DE, Munich",))
    for question in ("How many postings are there?", "What do crane engineers design?"):
        assert (
            assistant.ask(question, scope=scope).notice
            == "Asked only of: Senior Crane Engineer; Munich, Germany."
        )
        assert assistant.ask(question).notice == ""


def test_a_role_that_is_named_and_not_asked_of_is_said_to_be_left_out(assistant: Assistant) -> None:
    scope = Scope(places=("DE, Munich",))
    answer = assistant.ask("What does the Ice Watch role publish?", scope=scope)
    assert (
        answer.abstained and "Harbour Pilot, Ice Watch is not among what was chosen" in answer.text
    )
    assert "gantry" in assistant.ask("What do crane engineers design?", scope=scope).text


def test_a_role_without_a_posting_in_the_chosen_place_is_named(assistant: Assistant) -> None:
    answer = assistant.ask(
        "What is it about?", scope=Scope((ids(assistant)[CRANE],), ("GB, Hull",))
    )
    assert answer.abstained and "Senior Crane Engineer has no posting in Hull, UK" in answer.text
