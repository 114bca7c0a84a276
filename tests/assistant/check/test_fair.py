"""What models say of the seeds: what is honest is never marked as a lie, and what is false never
as supported.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant.models.reply.marks import NOTES
from assistant.types import Answer, Support
from replies import Played, played

pytestmark = pytest.mark.model

CARRIED = (Support.SUPPORTED, Support.WEAK)
RAISERS = "What do Bar Raisers look for?"
SUPPORTS = "How does Amazon support new scientists?"
AGI = "What background does the AGI team ask for?"

HONEST = [
    (
        RAISERS,
        "The purpose of the role is to help lift the standard to which the company recruits.",
    ),
    (SUPPORTS, "Zeng names three kinds: learning, community connection and growth."),
    pytest.param(
        "Do candidates for senior roles have to write something?",
        "The reason is that people at Amazon use written documents to share their ideas and to "
        "influence others.",
        marks=pytest.mark.xfail(
            strict=True, reason="told contradicted since the judge was trained on more documents"
        ),
    ),
    (
        SUPPORTS,
        "Zeng has helped people on her team to change from one kind of science role to another.",
    ),
    (
        "Explain the requirements of the AGI applied scientist role in plain language.",
        "You need a strong background in machine learning and statistics.",
    ),
    (
        "What would I do day to day in the AGI role?",
        "You would also collaborate with the core scientists who develop Amazon Nova.",
    ),
    (
        "What does it mean to raise the bar?",
        "An entry-level hire should manage a task with some supervision.",
    ),
    (
        "Who is Belinda Zeng?",
        "Zeng leads M5 and heads applied science and engineering at Amazon Search Science and AI.",
    ),
    (
        "Who would the economist intern work with?",
        "The intern works together with economists, scientists and business leaders.",
    ),
]
FALSE = [
    (
        "What does it mean to raise the bar?",
        "For an experienced hire, raising the bar means carrying out a task with supervision.",
    ),
    (
        "Do candidates for senior roles have to write something?",
        "Every candidate, whatever the level, has to complete a writing exercise.",
    ),
    (
        RAISERS,
        "Applied scientists are viewed as generalists and are tested mainly on business acumen.",
    ),
    ("What does the AGI role work on?", "LLM-as-a-Judge systems are a minor part of the role."),
    (
        "Why does the catalog role distill large models?",
        "The catalog holds millions of products from billions of sellers.",
    ),
    (
        "Why does the catalog role distill large models?",
        "Small models are distilled into large ones.",
    ),
    ("What would I do day to day in the AGI role?", "You never work with engineers."),
    (
        "How does Amazon help its scientists to learn?",
        "Scientists have to pay for the courses themselves.",
    ),
]
UNMARKED = [
    (RAISERS, "Hi!"),
    (AGI, "What you need to bring:"),
    (AGI, "How does the team measure progress under those conditions?"),
    (AGI, "| Requirement | Why it matters |\n|---|---|"),
    (AGI, "I would mention your thesis on evaluation in the letter."),
    ("What is the salary of the AGI role?", "The posting does not mention pay."),
    ("Does the AGI role sponsor visas?", "It says nothing about visas."),
    (RAISERS, "Can you rephrase that for a beginner?"),
]


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    with played(tmp_path_factory.mktemp("fair")) as over:
        yield over


def verdicts(answer: Answer, sentence: str) -> set[Support]:
    return {claim.support for claim in answer.claims if claim.text == sentence}


@pytest.mark.parametrize(("question", "sentence"), HONEST)
def test_an_honest_sentence_is_carried(seeds: Played, question: str, sentence: str) -> None:
    answer = seeds.ask(question, sentence)
    assert verdicts(answer, sentence) <= set(CARRIED) and verdicts(answer, sentence)
    assert answer.citations and not answer.abstained


@pytest.mark.parametrize(("question", "sentence"), FALSE)
def test_a_false_sentence_is_not_told_supported(
    seeds: Played, question: str, sentence: str
) -> None:
    assert Support.SUPPORTED not in verdicts(seeds.ask(question, sentence), sentence)


@pytest.mark.parametrize(("question", "reply"), UNMARKED)
def test_what_states_nothing_that_a_source_could_hold_is_shown_without_a_mark(
    seeds: Played, question: str, reply: str
) -> None:
    answer = seeds.ask(question, reply)
    assert answer.text.startswith(reply)
    assert not any(note in answer.text for note in NOTES.values())


def test_of_a_judgement_the_reason_is_checked(seeds: Played) -> None:
    question = "Am I a fit for the AGI role if I have a PhD in NLP and 3 years of Python?"
    honest = (
        "The AGI role fits you well, because it asks for a strong background in machine learning."
    )
    assert verdicts(seeds.ask(question, honest), honest) <= set(CARRIED)
    false = "The AGI role fits you well, because it pays 300,000 dollars a year."
    assert not verdicts(seeds.ask(question, false), false) & set(CARRIED)


def test_a_false_absence_is_contradicted_by_what_the_posting_states(seeds: Played) -> None:
    reply = "The posting does not mention a background in statistics."
    answer = seeds.ask(AGI, reply)
    assert verdicts(answer, reply) == {Support.CONTRADICTED}
    assert any("statistics" in citation.quote for citation in answer.citations)
