from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.question.known import Known
from assistant.question.understand import understand
from assistant.types import Turn, Unit
from store.search.catalog import Facet
from store.types import Document, DocumentKind, Place, Posting


def role(name: str, title: str, team: str, city: str, company: str = "Acme") -> Document:
    return Document(
        name,
        DocumentKind.ROLE,
        title,
        "text",
        name,
        team=team,
        company=company,
        postings=(Posting(Place("GB", "", city)),),
    )


DOCUMENTS = (
    Document(
        "panels", DocumentKind.ARTICLE, "How panels decide", "text", "panels", author="Ada Brook"
    ),
    role("kiln", "Ceramic Engineer", "Kiln Control (KLN)", "Stoke"),
    role("glaze", "Ceramic Engineer", "Glaze Chemistry", "Leeds"),
    role("tour", "Museum Intern", "Tours", "York"),
)
KNOWN = Known.of(DOCUMENTS)


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        ("What does the job in Stoke pay?", {"kiln"}),
        ("what does the KLN team do", {"kiln"}),
        ("Does the glaze engineer travel?", {"glaze"}),
        ("What do ceramic engineers study?", {"kiln", "glaze"}),
        ("Does the ceramic engineer role in Leeds travel?", {"glaze"}),
        ("How long is the internship?", {"tour"}),
        ("Where did Brook study?", {"panels"}),
        ("How do panels decide?", None),
        ("Does the Museum Intern in York get paid?", {"tour"}),
        ("Does the ceramic engineer in Stoke and the one in Leeds travel?", {"kiln", "glaze"}),
        ("Can I work from home as a ceramic engineer in Stoke?", {"kiln"}),
    ],
)
def test_names_in_a_question_narrow_the_search(question: str, meant: set[str] | None) -> None:
    (ask,) = understand(question, (), KNOWN).asks
    found = ask.filters.document_ids
    assert (None if found is None else set(found)) == meant


def test_names_that_no_document_has_together_mean_none_and_tell_the_nearest() -> None:
    (ask,) = understand("Does the museum intern in Stoke get paid?", (), KNOWN).asks
    assert ask.nowhere is not None and ask.nowhere.nearest == {"tour"}
    assert [name.text for name in ask.nowhere.names] == ["museum intern", "Stoke"]


@pytest.mark.parametrize(
    ("text", "company", "source", "is_denied"),
    [
        ("Night Baker\n\nAbout Oatfield\n\nOatfield bakes.", "Night Baker (Rye)", "", False),
        ("We bake.", "Acme", "oatfield-night-baker.txt", False),
        ("We bake.", "", "", False),  # whose it is wasn't read
        ("We bake.", "Acme", "", True),
    ],
)
def test_a_role_is_denied_to_an_employer_only_where_its_own_is_sure(
    text: str, company: str, source: str, is_denied: bool
) -> None:
    baker = replace(role("baker", "Night Baker", "", "Hull", company), text=text, sources=(source,))
    miller = role("miller", "Miller", "", "York", "Oatfield Mills")
    known = Known.of((baker, miller, *DOCUMENTS))
    (ask,) = understand("What does the night baker at Oatfield earn?", (), known).asks
    assert (ask.nowhere is not None) is is_denied
    assert ask.filters.document_ids == (None if is_denied else {"baker"})


def test_an_employer_tells_apart_a_title_from_a_longer_one() -> None:
    plain = role("plain", "Night Baker", "", "Hull", "Harbour Line")
    rye = role("rye", "Night Baker, Rye and Spelt", "", "York", "Oatfield")
    known = Known.of((plain, rye, *DOCUMENTS))
    (ask,) = understand("What does the night baker at Oatfield earn?", (), known).asks
    assert ask.nowhere is None and ask.filters.document_ids == {"rye"}


@pytest.mark.parametrize(
    ("question", "put"),
    [
        ("What does the museum intern in York earn?", "What does the role earn?"),
        ("how much do ceramic engineers earn in Leeds", "how much do people in the role earn"),
        ("What does the Stoke job pay?", "What does the role pay?"),
        ("How do panels decide?", "How do panels decide?"),
    ],
)
def test_documents_that_all_are_what_is_named_are_asked_without_the_names(
    question: str, put: str
) -> None:
    (ask,) = understand(question, (), KNOWN).asks
    assert ask.put == put


def test_names_and_asking_words_are_set_aside() -> None:
    (ask,) = understand("How many kilns does the job in Stoke look after?", (), KNOWN).asks
    assert [term.text for term in ask.terms] == ["kilns", "look", "after"] or "Stoke" not in {
        t.text for t in ask.terms
    }
    assert "many" not in {term.text for term in ask.terms}


def test_two_things_asked_are_two_asks_and_the_second_may_lean_on_the_first() -> None:
    first, second = understand("What glazes are used in Leeds, and how long is it?", (), KNOWN).asks
    assert second.filters == first.filters


def test_what_comes_before_the_question_is_not_asked() -> None:
    (ask,) = understand("I love pots. In the Stoke job, would I fire them?", (), KNOWN).asks
    assert "pots" not in ask.text
    assert ask.scope == ("Stoke",)


def test_a_follow_up_takes_the_names_of_the_turn_before() -> None:
    turn = Turn("What does the job in Stoke pay?", "…", "What does the job in Stoke pay?")
    query = understand("And where is it?", (turn,), KNOWN)
    assert "Stoke" in query.standalone_question
    assert query.question == "And where is it?"
    assert query.unit is Unit.PLACES


def test_a_query_tells_what_it_names_what_it_leans_on_and_what_it_left_unread() -> None:
    first = understand("What does the ceramic engineer in Stoke pay?", (), KNOWN)
    told = [(entity.text, str(entity.facet), entity.document_ids) for entity in first.entities]
    assert ("Stoke", "place", frozenset({"kiln"})) in told and not first.refers_to.words
    turn = Turn("What does the ceramic engineer in Stoke pay?", "…", query=first)
    second = understand("And where is it?", (turn,), KNOWN)
    assert (second.refers_to.words, second.refers_to.document_ids) == (("it",), ("kiln",))
    assert understand("Zippy, which jobs are in Leeds?", (), KNOWN).unused == ("zippy",)


def test_a_new_subject_takes_nothing_along() -> None:
    turn = Turn("What does the job in Stoke pay?", "…", "What does the job in Stoke pay?")
    assert (
        understand("How do panels decide?", (turn,), KNOWN).standalone_question
        == "How do panels decide?"
    )


POTTERS = Known.of(
    (
        role("care", "Kiln Nurse", "Firing", "Leeds", "Leeds Kiln Works Ltd"),
        role("law", "Clay Law Adviser", "Deeds", "York", "Ada Moor Legal"),
        role("data", "Senior Glaze Scientist, Colour", "Colour", "Stoke", "Spode Vale Ceramics"),
    )
)


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        ("Does Leeds Kiln offer relocation assistance?", {"care"}),
        ("does leeds kiln works sponsor visas", {"care"}),
        ("Would Spode Vale help with a visa?", {"data"}),
        ("Is there a crèche at the job in Leeds?", {"care"}),
        ("What does the clay lawyer earn?", {"law"}),
        ("What does the glaze scientist earn?", {"data"}),
    ],
)
def test_a_company_or_a_kind_of_job_is_named_by_its_first_words(
    question: str, meant: set[str]
) -> None:
    query = understand(question, (), POTTERS)
    (ask,) = query.asks
    assert set(ask.filters.document_ids or ()) == meant and ask.nowhere is None
    assert [one.text for one in query.entities if one.facet is Facet.PLACE] == (
        ["Leeds"] if "in Leeds" in question else []
    )


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (
            "Where is the clay lawyer based, what does it pay and when does it close?",
            [
                "Where is the clay lawyer based",
                "what does the clay lawyer pay",
                "when does the clay lawyer close?",
            ],
        ),
        (
            "In which shift have the nurses in Leeds a say, and how much does it count?",
            ["In which shift have the nurses in Leeds a say", "how much does it count?"],
        ),
        (
            "Does Spode Vale have shifts? How are they paid? And is there a canteen?",
            ["Does Spode Vale have shifts?", "How are they paid?", "And is there a canteen?"],
        ),
    ],
)
def test_several_things_asked_of_one_thing_are_asks_of_their_own(
    question: str, said: list[str]
) -> None:
    asks = understand(question, (), POTTERS).asks
    assert [ask.said for ask in asks] == said
    assert len({ask.filters.document_ids for ask in asks}) == 1 and asks[0].filters.document_ids


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        ("I work as a ceramic engineer in Stoke. What does the museum intern earn?", {"tour"}),
        ("My sister lives in Leeds; what does the kiln team in Stoke do?", {"kiln"}),
        ("Does the glaze role in Stoke pay well?", {"kiln"}),
        ("What does the glaze chemistry engineer earn?", None),
        ("wat does the CE in Leeds earn", {"glaze"}),
    ],
)
def test_what_is_told_and_parts_of_names_give_way(question: str, meant: set[str] | None) -> None:
    (ask,) = understand(question, (), KNOWN).asks
    assert ask.nowhere is None
    assert meant is None or ask.filters.document_ids == meant


@pytest.mark.parametrize(
    ("question", "claims"),
    [
        (
            "Which roles come with a night shift and in which of those is it paid extra?",
            ["The role comes with a night shift.", "Night shift is paid extra."],
        ),
        (
            "I live in Stoke and need a visa, which jobs are open to me?",
            ["The role offers a visa."],
        ),
        ("Which jobs sponser a visa?", ["The role sponsors a visa."]),
    ],
)
def test_what_a_list_asks_is_said_in_english(question: str, claims: list[str]) -> None:
    query = understand(question, (), KNOWN)
    assert [claim for subject in query.subjects for claim in subject.claims] == claims
    assert not query.conditions
