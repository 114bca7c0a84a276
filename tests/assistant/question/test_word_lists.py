"""Every word of language/words.yaml does what its list is for, in the list's own question."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.check.forms import Form, fact_in
from assistant.evidence.articles import names_article
from assistant.evidence.choose import gives_reason
from assistant.language.words import word_lists
from assistant.question.comparison_intent import parse_comparison
from assistant.question.focus import query_of, read_alone
from assistant.question.follow_up import follow_up
from assistant.question.known import Known
from assistant.question.mentions import find_mentions, read
from assistant.types import Aspect, Kind, Mode, Turn, Unit
from harbour import known_harbour
from store.search.catalog import Facet, Rank
from store.types import Workplace

UNITS = {
    "postings": Unit.POSTINGS,
    "roles": Unit.ROLES,
    "jobs": Unit.EITHER,
    "places": Unit.PLACES,
    "countries": Unit.COUNTRIES,
    "companies": Unit.COMPANIES,
    "teams": Unit.TEAMS,
    "titles": Unit.TITLES,
    "kinds": Unit.TITLES,
}
ASK = ("auxiliaries", "question_words", "telling")
DAYS = {"newest": Rank(Facet.DATE, highest=True), "oldest": Rank(Facet.DATE, highest=False)}
MODES = {
    "shares": {Mode.SHARED},
    "differs": {Mode.DIFFERENT, Mode.ONLY_FIRST},
    "compares": {Mode.ALL},
}
ENDS = {"higher": True, "lower": False}
ASPECTS = {
    "duties": Aspect.RESPONSIBILITIES,
    "demands": Aspect.QUALIFICATIONS,
    "purposes": Aspect.PURPOSE,
    "methods": Aspect.METHODS,
    "colleagues": Aspect.COLLEAGUES,
    "seniority": Aspect.SENIORITY,
    "days": Aspect.DAY,
    "rewards": Aspect.PAY,
}


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Known:
    return known_harbour(Path(tmp_path_factory.mktemp("port")))


def said(*names: str) -> list[tuple[str, str]]:
    """Each word of some lists with its question."""
    lists = word_lists()
    return [
        (name, lists[name]["said"].format(word)) for name in names for word in lists[name]["words"]
    ]


def test_every_list_is_tried() -> None:
    assert set(word_lists()) == {
        *UNITS, *MODES, *ASPECTS, *ASK, *DAYS, *ENDS, "learning", "regards", "stand_ins", "units", "beside_noun", "superlatives",
        "conjunctions", "reasons", "authorship", "texts", "gives_reason", "forms", "home", "partly", "wholly",
        "of_full_time",
    }  # fmt: skip


@pytest.mark.parametrize(("name", "question"), said("home", "partly", "wholly"))
def test_work_at_home_is_some_days_of_a_week_unless_all_of_it_must_be(
    known: Known, name: str, question: str
) -> None:
    (condition,) = read_alone(question, known).conditions
    assert (Workplace.HYBRID in condition.values) is (name != "wholly")
    assert not read_alone(question, known).subjects


@pytest.mark.parametrize(("name", "question"), said(*UNITS))
def test_what_is_listed_or_counted(known: Known, name: str, question: str) -> None:
    query = read_alone(question, known)
    assert (query.kind in (Kind.LIST, Kind.COUNT), query.unit) == (True, UNITS[name])


@pytest.mark.parametrize(("name", "question"), said("learning"))
def test_a_post_for_learning_a_trade_names_who_learns(
    known: Known, name: str, question: str
) -> None:
    named = {entity.facet or entity.kind for entity in read(question, known).entities}
    assert named & {Facet.LEVEL, Facet.ROLE}


@pytest.mark.parametrize(("name", "question"), said("stand_ins"))
def test_what_stands_where_a_job_could_makes_the_word_before_it_a_level(
    known: Known, name: str, question: str
) -> None:
    assert Facet.LEVEL in {mention.facet for mention in find_mentions(question, known)}


@pytest.mark.parametrize(("name", "question"), said("units"))
def test_a_part_of_an_employer_makes_the_word_before_it_its_name(
    known: Known, name: str, question: str
) -> None:
    assert Facet.TEAM in {mention.facet for mention in find_mentions(question, known)}


@pytest.mark.parametrize(("name", "question"), said("beside_noun"))
def test_a_doubtful_word_by_itself_names_nothing(known: Known, name: str, question: str) -> None:
    named = {mention.facet for mention in find_mentions(question, known)}
    assert not named & {Facet.LEVEL, Facet.EMPLOYMENT, Facet.TITLE}


@pytest.mark.parametrize(("name", "question"), said(*MODES, *ASPECTS))
def test_what_is_compared_and_how(known: Known, name: str, question: str) -> None:
    asked = parse_comparison(read(question, known), known, 0.5)
    assert asked is not None
    if name in MODES:
        assert asked.mode in MODES[name]
    else:
        assert ASPECTS[name] in asked.aspects


@pytest.mark.parametrize(("name", "question"), said(*ASK))
def test_what_asks_by_itself_is_no_part_of_the_last_question(
    known: Known, name: str, question: str
) -> None:
    turns = [Turn("Which roles are in Hull?", "", "Which roles are in Hull?")]
    assert follow_up(read(question, known), turns, known).reading.text == question


@pytest.mark.parametrize(("name", "question"), said(*DAYS))
def test_the_newest_and_the_oldest_are_by_day(known: Known, name: str, question: str) -> None:
    assert query_of(read(question, known), known, Kind.LIST).order == DAYS[name]


@pytest.mark.parametrize(("name", "question"), said(*ENDS))
def test_an_end_of_an_order_is_told(known: Known, name: str, question: str) -> None:
    compare = parse_comparison(read(question, known), known, 1.0)
    assert compare is not None and [topic.highest for topic in compare.topics] == [ENDS[name]]


@pytest.mark.parametrize(("name", "question"), said("regards"))
def test_a_respect_is_no_topic(known: Known, name: str, question: str) -> None:
    compare = read_alone(question, known).compare
    assert compare is not None and not compare.topics


@pytest.mark.parametrize(("name", "question"), said("superlatives"))
def test_a_superlative_that_no_facet_orders_is_told(known: Known, name: str, question: str) -> None:
    query = query_of(read(question, known), known, Kind.LIST)
    assert f"the {query.superlative} job" in question


@pytest.mark.parametrize(("name", "question"), said("forms"))
def test_how_an_answer_is_to_look_is_no_topic(known: Known, name: str, question: str) -> None:
    compared = read_alone(question, known).compare
    assert compared is not None and compared.topics == ()


@pytest.mark.parametrize(("name", "question"), said("conjunctions", "reasons"))
def test_what_goes_on_or_gives_a_reason_parts_a_fact_from_the_rest(
    name: str, question: str
) -> None:
    form = Form.ABSENCE if name == "conjunctions" else Form.OPINION
    assert fact_in(question, form) == "the role closes on 5 May."


@pytest.mark.parametrize(("name", "sentence"), said("gives_reason"))
def test_a_word_that_gives_a_reason_answers_why(name: str, sentence: str) -> None:
    assert gives_reason(sentence)


@pytest.mark.parametrize(("name", "question"), said("texts"))
def test_what_is_read_and_is_no_posting_means_an_article(name: str, question: str) -> None:
    assert names_article(question)
