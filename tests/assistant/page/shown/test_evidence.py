"""What the evidence panel shows of an answer, and what it links to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from assistant.page.shown.evidence import AROUND, SHORT, document_path, evidence_section
from assistant.page.shown.exchange import Exchange
from assistant.types import Answer, Citation, Evidence, Query
from fake_assistant import citation, document, passage
from store.types import DocumentKind, Place, Posting, SectionKind, SectionSpan, Span

BAKERY = document(
    "Working at the bakery",
    "Bakers start at four. They check the ovens first.\n\n"
    "- **Care:** nobody leaves a tray alone.\n- Speed comes later.",
    author="Ada Rye",
    publisher="Crumbs",
    url="https://crumbs.example/work",
    sections=(SectionSpan(SectionKind.BODY, (), Span(0, 110)),),
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
ANSWER = Answer(QUESTION, "They check the **ovens** first [1].", False, (OVENS, TRAYS), QUOTES)


def panel(answer: Answer, turn: int = 1) -> str:
    return evidence_section(Exchange(answer.query.question, answer), turn)


def resting_on(evidence: Evidence, citations: Sequence[Citation] = ()) -> str:
    return panel(Answer(QUESTION, "So it is [1].", False, (evidence,), tuple(citations)))


def test_quotes_are_marked_in_the_passage_they_stand_in() -> None:
    said = panel(ANSWER, turn=2)
    assert '<article id="evidence-2-1" class="evidence cited">' in said
    assert '<mark class="quote-0">They check the ovens first&#46;</mark>' in said
    assert (
        '<strong>Care&#58;</strong> <mark class="quote-1">nobody leaves a tray alone&#46;</mark>'
        in said
    )


def test_evidence_says_where_it_stands_and_whose_words_it_is() -> None:
    said = panel(ANSWER)
    assert "Working at the bakery" in said
    assert '<small class="path">Mornings</small>' in said
    assert "Ada Rye · Crumbs · [crumbs&#46;example](<https://crumbs.example/work>)" in said


def test_evidence_of_a_role_says_where_it_is_posted() -> None:
    postings = (
        Posting(Place("FR", city="Lyon")),
        Posting(Place("FR", city="Lyon")),
        Posting(Place("IE")),
    )
    role = document(
        "Baker", "Bake bread.", kind=DocumentKind.ROLE, company="Crumbs", postings=postings
    )
    assert "Crumbs · Lyon&#44; France &#40;2 postings&#41;&#59; Ireland" in resting_on(
        Evidence(1, passage(role))
    )


def test_an_uncited_passage_is_told_apart() -> None:
    assert 'id="evidence-1-2" class="evidence uncited"' in panel(
        replace(ANSWER, citations=QUOTES[:1])
    )


def test_while_an_answer_arrives_no_passage_is_called_uncited() -> None:
    assert "uncited" not in panel(replace(ANSWER, citations=(), final=False))


def test_an_answer_without_a_passage_says_so_in_place_of_what_an_earlier_one_rests_on() -> None:
    nothing = panel(Answer(QUESTION, "The sources do not say.", True))
    assert (
        "No passage for" in nothing
        and "doesn't quote a source" in nothing
        and 'id="evidence-1"' in nothing
    )
    assert panel(Answer(QUESTION, "The sources", True, final=False)) == ""


def test_what_comes_nearest_is_not_called_evidence() -> None:
    abstained = Answer(QUESTION, "The sources do not say.", True, (OVENS,))
    assert "What comes nearest to" in panel(abstained) and "Evidence for" not in panel(abstained)
    assert evidence_section(Exchange("What first?"), 1) == ""


def test_each_passage_opens_its_document_where_the_quotes_stand() -> None:
    said = panel(ANSWER)
    for quote in QUOTES:
        assert f"(/documents/{BAKERY.document_id}?mark={quote.span.start}-{quote.span.end})" in said
    uncited = OVENS.passage.span
    assert f"?mark={uncited.start}-{uncited.end})" in resting_on(OVENS)


def test_what_is_left_of_a_document_that_is_gone_marks_no_place_in_another() -> None:
    gone = Evidence(1, passage(replace(BAKERY, sections=())))
    assert f"[Open the whole document](/documents/{BAKERY.document_id})" in resting_on(
        gone, [citation(gone, "ovens")]
    )


@pytest.mark.parametrize("hostile", ["../config", "a/b?c#d", 'x" onclick="go()', "a) [b](c"])
def test_no_identifier_leads_out_of_the_documents(hostile: str) -> None:
    path = document_path(hostile, [Span(1, 2), Span(4, 6)])
    assert path.startswith("/documents/") and path.endswith("?mark=1-2,4-6")
    assert not set(path.removeprefix("/documents/").removesuffix("?mark=1-2,4-6")) & set(
        '/?#"() []'
    )


FOLD = "<summary>Read it in its place</summary>"


def test_a_short_passage_is_shown_whole_and_the_text_around_it_is_folded() -> None:
    text = f"{'Early. ' * 200}Here it is. {'Late. ' * 200}"
    shown, folded = resting_on(Evidence(1, passage(document("Long", text), "Here it is."))).split(
        FOLD
    )
    assert "Here it is&#46;" in shown and "Early" not in shown
    before, after = folded.split("Here it is")
    assert (
        before.count("Early") in (AROUND // 7, AROUND // 7 + 1)
        and '<div class="around">\n\n… ' in before
    )
    assert after.count("Late") in (AROUND // 6, AROUND // 6 + 1) and " …\n\n</div>" in after
    assert FOLD not in resting_on(Evidence(1, passage(document("Short", "All of it."))))
    middle = resting_on(Evidence(1, passage(document("Short", "One. Two. Three."), "Two.")))
    assert "One&#46;" in middle and "Three&#46;" in middle and "…" not in middle


def test_of_a_long_passage_the_words_that_answer_come_first_and_the_passage_is_folded() -> None:
    long = document(
        "Long",
        f"{'Nothing of note. ' * 50}They bake at four. {'Nothing more. ' * 50}They sell at six.",
    )
    evidence = Evidence(1, passage(long))
    quotes = [citation(evidence, "They sell at six."), citation(evidence, "They bake at four.")]
    shown, folded = resting_on(evidence, quotes).split(FOLD)
    assert shown.index('<mark class="quote-1">They bake') < shown.index(
        '<mark class="quote-0">They sell'
    )
    assert "Nothing of note" not in shown and folded.count("Nothing of note") == 50
    assert '<mark class="quote-1">They bake at four&#46;</mark>' in folded
    unquoted = resting_on(evidence).split(FOLD)[0]
    twice = resting_on(evidence, [quotes[0], quotes[0]]).split(FOLD)[0]
    assert twice.count("<mark") == 1 and '<mark class="quote-0 quote-1">They sell' in twice
    most = citation(evidence, long.text[: len(long.text) * 2 // 3])
    assert FOLD not in resting_on(evidence, [most])
    assert 0 < unquoted.count("Nothing of note") <= SHORT // 17 and "Nothing …" in unquoted
