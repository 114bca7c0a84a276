"""What the chat says of an answer."""

from __future__ import annotations

from dataclasses import replace

from assistant.page.shown.chat import chat_messages
from assistant.page.shown.evidence import evidence_section
from assistant.page.shown.exchange import Exchange
from assistant.types import Answer, Claim, Evidence, Query, Support
from fake_assistant import citation, document, passage

BAKERY = document(
    "Working at the bakery",
    "Bakers start at four. They check the ovens first.\n\n"
    "- **Care:** nobody leaves a tray alone.\n- Speed comes later.",
    author="Ada Rye",
    publisher="Crumbs",
    url="https://crumbs.example/work",
)
OVENS = Evidence(1, passage(BAKERY, "They check the ovens first.", (BAKERY.title, "Mornings")))
TRAYS = Evidence(
    2, passage(BAKERY, "- **Care:** nobody leaves a tray alone.\n- Speed comes later.")
)
QUOTES = (
    citation(OVENS, "They check the ovens first."),
    citation(TRAYS, "nobody leaves a tray alone."),
)
QUESTION = Query("What do bakers do first?", "What do bakers do first?")
ANSWER = Answer(
    QUESTION,
    "They check the **ovens** first [1]. Nobody leaves a tray alone [2].",
    False,
    (OVENS, TRAYS),
    QUOTES,
    (
        Claim("They check the ovens first.", Support.SUPPORTED, (0,)),
        Claim("Nobody leaves a tray alone [2].", Support.SUPPORTED, (1,)),
    ),
)


def reply(answer: Answer, turn: int = 1) -> str:
    return chat_messages(Exchange(answer.query.question, answer), turn)[1]["content"]


def panel(answer: Answer, turn: int = 1) -> str:
    return evidence_section(Exchange(answer.query.question, answer), turn)


def test_markers_lead_to_the_evidence_and_quote_of_their_turn() -> None:
    said = reply(ANSWER, turn=3)
    assert "[1](#evidence-3-1-0 " in said
    assert "[2](#evidence-3-2-1 " in said
    assert '[2 sources](#evidence-3 "Working at the bakery")' in said


def test_a_marker_without_a_known_claim_leads_to_its_passage() -> None:
    assert "[1](#evidence-1-1 " in reply(replace(ANSWER, claims=(), final=False))


def test_a_marker_that_names_no_evidence_stays_text() -> None:
    said = reply(replace(ANSWER, text="So they say [9]."))
    assert "#evidence-1-9" not in said
    assert "&#91;9&#93;" in said


def test_doubtful_claims_are_marked_in_words() -> None:
    claims = (
        Claim("They check the ovens first.", Support.WEAK, (0,)),
        Claim("Nobody leaves a tray alone.", Support.UNSUPPORTED),
    )
    said = reply(replace(ANSWER, claims=claims))
    assert '<span class="doubt weak">They check the </span>' in said
    assert said.index("weakly supported") < said.index("[1](") < said.index("not in the sources")


def test_a_contradicted_claim_says_so_and_leads_to_the_sentence_that_says_otherwise() -> None:
    claims = (Claim("Nobody leaves a tray alone.", Support.CONTRADICTED, (1,)),)
    said = reply(
        replace(
            ANSWER,
            text="Nobody leaves a tray alone. [2] (the sources say otherwise)",
            claims=claims,
        )
    )
    assert '<span class="doubt contradicted">' in said and "[2](#evidence-1-2-1 " in said
    assert '<small class="badge contradicted">the sources say otherwise</small>' in said
    assert said.count("say otherwise") == 1


def test_a_folded_question_and_a_notice_are_shown() -> None:
    said = reply(
        replace(
            ANSWER, query=replace(QUESTION, question="And first?"), notice="The model was slow."
        )
    )
    assert "Understood as: What do bakers do first&#63;" in said.replace("&#58;", ":")
    assert '<small class="notice">The model was slow&#46;</small>' in said
    assert "Understood as" not in reply(ANSWER).replace("&#58;", ":")


def test_an_abstained_answer_is_set_apart_with_what_comes_nearest() -> None:
    answer = Answer(QUESTION, "The sources do not say.", True, (OVENS,))
    assert reply(answer).startswith('<div class="abstained">')
    assert "See what comes nearest" in reply(answer)


def test_documents_questions_and_answers_stay_text() -> None:
    attack = '<img src=x onerror="go()"> [x](javascript:go()) <mark>'
    bad = document(attack, attack, author=attack, url="javascript:go()", company=attack)
    evidence = Evidence(1, passage(bad, attack, (attack, "more " + attack)))
    answer = Answer(Query(attack, attack + "!"), attack, False, (evidence,), notice=attack)
    asked, answered = chat_messages(Exchange(attack, answer, note=attack), 1)
    for shown in (asked["content"], answered["content"], panel(answer)):
        assert "<img" not in shown
        assert "](javascript" not in shown
        assert "<mark>" not in shown


def test_only_a_whole_answer_is_remembered() -> None:
    turn = Exchange("What first?", ANSWER).turn
    assert turn is not None and turn.answer == ANSWER.text
    assert Exchange("What first?").turn is None
    assert Exchange("What first?", replace(ANSWER, final=False)).turn is None
    assert Exchange("What first?", ANSWER, note="Stopped.").turn is None
