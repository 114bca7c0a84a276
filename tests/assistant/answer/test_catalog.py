"""Lists, counts and comparisons as they are told, from the port's documents."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.errors import QuestionError, RoleNameError
from assistant.settings import Settings
from assistant.types import Answer, Kind, Support
from fake_embedder import FakeEmbedder
from harbour import harbour_assistant


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    with harbour_assistant(Path(tmp_path_factory.mktemp("port"))) as opened:
        yield opened


def quotes(answer: Answer) -> str:
    assert all(
        one.document.text[one.span.start : one.span.end] == one.quote for one in answer.citations
    )
    return " ".join(one.quote for one in answer.citations)


def test_a_count_says_what_was_counted_lists_it_and_cites_it(assistant: Assistant) -> None:
    answer = assistant.ask("How many postings are in Hull?")
    assert answer.query.kind is Kind.COUNT and not answer.abstained
    assert "**3 postings** of **1 role** in Hull" in answer.text
    assert "Tides and Channels" in answer.text and "[1]" in answer.text
    assert answer.citations and all(claim.support is Support.SUPPORTED for claim in answer.claims)
    assert answer.selection is not None and len(answer.selection.postings) == 3


def test_none_is_an_answer_and_says_where_there_are_some(assistant: Assistant) -> None:
    answer = assistant.ask("any pilot openings in Norway?")
    assert not answer.abstained
    assert "no posting" in answer.text and "Norway" in answer.text
    assert "Hull" in answer.text and "Vancouver" in answer.text
    assert answer.selection is not None and answer.selection.postings == ()


def test_each_role_is_decided_by_its_own_text(assistant: Assistant) -> None:
    answer = assistant.ask("Which roles involve mentoring?")
    assert [role.team for role in answer.roles] == ["Heavy Lift"]
    assert "They mentor apprentices every week." in quotes(answer)


def test_a_name_and_its_acronym_are_one_subject(assistant: Assistant) -> None:
    by_acronym = assistant.ask("Which roles use OCR?")
    by_name = assistant.ask("Which roles use optical character recognition?")
    assert (
        [role.title for role in by_acronym.roles]
        == [role.title for role in by_name.roles]
        == ["Customs Clerk Intern"]
    )


def test_what_a_text_denies_does_not_count_as_said(assistant: Assistant) -> None:
    answer = assistant.ask("Which roles require a driving licence?")
    assert "Ice Watch" not in [role.team for role in answer.roles]


def test_roles_without_a_subject_are_the_others(assistant: Assistant) -> None:
    answer = assistant.ask("Which roles don't mention ships?")
    assert "Heavy Lift" in [role.team for role in answer.roles]
    assert not any(role.title == "Harbour Pilot" for role in answer.roles)


def test_what_no_text_speaks_of_is_said_to_be_missing(assistant: Assistant) -> None:
    answer = assistant.ask("Which roles involve beekeeping?")
    assert answer.abstained
    assert "beekeeping" in answer.text


def test_several_subjects_are_each_decided(assistant: Assistant) -> None:
    both = assistant.ask("Which roles involve ships but not ice?")
    assert [role.team for role in both.roles] == ["Tides and Channels (TAC)"]
    either = assistant.ask("Which roles involve cranes or cargo?")
    assert {role.title for role in either.roles} == {
        "Senior Crane Engineer",
        "Customs Clerk Intern",
    }


def test_what_a_text_says_is_not_so_is_told_apart_from_silence(assistant: Assistant) -> None:
    answer = assistant.ask("Which roles require a driving licence?")
    assert answer.roles == () and "Said not to be so" in answer.text
    assert "A driving licence is not required." in quotes(answer)


def test_what_no_source_ranks_is_said_to_be_unranked(assistant: Assistant) -> None:
    assert assistant.ask("Which role is the best?").text.startswith(
        "No source says which is “best”."
    )


def test_whether_all_are_is_answered(assistant: Assistant) -> None:
    assert assistant.ask("Are all pilot jobs in Hull?").text.startswith("**No**: 3 of 5 are.")
    assert assistant.ask("Are all internships in Germany?").text.startswith("**Yes**")


def test_those_without_are_the_others(assistant: Assistant) -> None:
    answer = assistant.ask("Which companies don't hire in Germany?")
    assert "**1 company** with no posting in Germany" in answer.text and "- Quayside" in answer.text


def test_the_most_comes_first(assistant: Assistant) -> None:
    answer = assistant.ask("Which role has the most postings?")
    assert answer.text.split("\n- ")[1].startswith(
        "**Harbour Pilot (Tides and Channels (TAC))**: 4 postings"
    )


def test_places_are_counted_and_listed(assistant: Assistant) -> None:
    answer = assistant.ask("In how many countries is Saltmarsh hiring?")
    assert "**2 countries**" in answer.text
    assert "Germany" in answer.text and "US" in answer.text


def test_dates_and_links_are_told_where_postings_have_them(assistant: Assistant) -> None:
    assert "2025-03-01" in assistant.ask("When was the Boston job posted?").text
    assert (
        "https://jobs.example/pilot"
        in assistant.ask("Do you have a link to the Boston posting?").text
    )
    newest = assistant.ask("what is the newest posting?")
    assert newest.selection is not None
    assert [one.posting.place.city for one in newest.selection.postings] == ["Boston"]
    assert len(assistant.ask("which postings are dated after 2025-03-01?").roles) == 0
    assert assistant.ask("what is the newest posting in Germany?").abstained
    in_order = assistant.ask("all roles, newest first")
    assert [role.team for role in in_order.roles][:1] == [newest.selection.roles[0].document.team]
    assert "The date of" in in_order.text and "Heavy Lift" in in_order.text.split("The date of")[1]


def test_a_comparison_of_two_postings_of_one_text_says_what_differs(assistant: Assistant) -> None:
    answer = assistant.ask("What is the difference between the Hull and the Boston posting?")
    assert answer.query.kind is Kind.COMPARE
    assert answer.comparison is not None and answer.comparison.same_text
    assert "same" in answer.text and "Hull" in answer.text and "2025-03-01" in answer.text


def test_two_readings_are_offered_and_the_chosen_one_is_answered(assistant: Assistant) -> None:
    first = assistant.ask("Compare the harbour pilot with the internship")
    assert len(first.options) == 2 and first.comparison is None and not first.abstained
    assert "Ice Watch" in first.text and "Tides and Channels" in first.text
    second = assistant.ask("the Ice Watch one", [first.turn])
    assert second.comparison is not None
    assert second.comparison.first.role.document.team == "Ice Watch"


def test_the_chosen_reading_keeps_what_was_asked(assistant: Assistant) -> None:
    first = assistant.ask("What do the harbour pilot and the crane engineer have in common?")
    second = assistant.ask("2", [first.turn])
    assert "in common" in second.query.standalone_question and second.comparison is not None


def test_a_comparison_goes_on(assistant: Assistant) -> None:
    first = assistant.ask("Compare the Ice Watch role with the crane engineer")
    third = assistant.ask("And with the internship?", [first.turn])
    assert third.comparison is not None
    assert third.comparison.second.role.document.title == "Customs Clerk Intern"
    more = assistant.ask("which has more postings?", [first.turn])
    assert more.selection is not None or more.comparison is not None


def test_greetings_say_what_can_be_asked(assistant: Assistant) -> None:
    for greeting in ("hi", "thanks!", "what can you do?"):
        answer = assistant.ask(greeting)
        assert not answer.abstained and "4 roles, 8 postings" in answer.text


def test_what_is_not_stored_cannot_be_compared(assistant: Assistant) -> None:
    answer = assistant.ask("Compare the Ice Watch role with the lighthouse keeper role in Oslo")
    assert answer.abstained and "Oslo" in answer.text


def test_neither_side_stating_something_is_an_abstention(assistant: Assistant) -> None:
    answer = assistant.ask("Compare the pay of the Ice Watch role and the Heavy Lift role")
    assert answer.abstained
    assert "Neither **Harbour Pilot, Ice Watch** nor **Senior Crane Engineer**" in answer.text


def test_postings_are_filtered_in_words(assistant: Assistant) -> None:
    assert len(assistant.postings()) == 8
    assert len(assistant.postings(place="outside the US", company="Quayside")) == 4
    assert len(assistant.postings(title="pilots", team="TAC")) == 4
    assert [one.role.document.title for one in assistant.postings(level="intern")] == [
        "Customs Clerk Intern"
    ]
    assert {one.role.document.team for one in assistant.postings(text="Python cranes")} == {
        "Heavy Lift"
    }
    with pytest.raises(QuestionError, match="Nowhereville"):
        assistant.postings(place="Nowhereville")


def test_two_roles_are_compared_by_name(assistant: Assistant) -> None:
    comparison = assistant.compare("Ice Watch", "Munich")
    assert [comparison.first.role.document.team, comparison.second.role.document.team] == [
        "Ice Watch",
        "Heavy Lift",
    ]
    with pytest.raises(RoleNameError, match="2 roles"):
        assistant.compare("harbour pilot", "Munich")
    assert (
        assistant.compare("TAC", "Heavy Lift").second.role.document.title == "Senior Crane Engineer"
    )
    with pytest.raises(RoleNameError, match="rolecall postings"):
        assistant.compare("lighthouse", "Munich")


def test_where_it_is_not_known_is_said_and_never_counted_as_elsewhere(tmp_path: Path) -> None:
    rows = (
        'title,location,description\nKelp Farmer,"Galway, Ireland",You tend kelp.\nNet '
        "Mender,Zzyxborough,You mend.\n"
    )
    (tmp_path / "rows.csv").write_text(rows)
    settings = Settings(data_dir=tmp_path / "data", seeds=False)
    with Assistant.open(settings=settings, load_embedder=FakeEmbedder) as opened:
        opened.library.ingest([tmp_path / "rows.csv"])
        for question in ("How many postings are in Boulder?", "Which roles are not in Ireland?"):
            told = opened.ask(question).text
            assert "none of the" not in told and "is known." in told
            assert "The place of 1 role isn't known: Net Mender (“Zzyxborough”)." in told
        assert "isn't known" not in opened.ask("How many kelp farmers are there?").text


def test_what_is_not_stated_is_unknown_and_what_is_gone_is_not_counted(tmp_path: Path) -> None:
    head = "title,location,employment type,workplace,description\n"
    farmer, baker = (
        "Kelp Farmer,Galway,Full-time,Hybrid,You tend kelp.\n",
        "Night Baker,Galway,,,You bake.\n",
    )
    rows = tmp_path / "rows.csv"
    rows.write_text(f"{head}{farmer}{baker}Reed Cutter,Galway,Part-time,On-site,You cut reed.\n")
    settings = Settings(data_dir=tmp_path / "data", seeds=False)
    with Assistant.open(settings=settings, load_embedder=FakeEmbedder) as opened:
        opened.library.ingest([rows])
        told = opened.ask("Are there any temporary jobs?").text
        assert (
            told.startswith("No posting said to be temporary is known.") and "none of" not in told
        )
        assert (
            "The kind of employment of 3 roles isn't known" in told
        )  # full-time work may be for a time
        told = opened.ask("Which roles are not part-time?").text
        assert "**1 role** not said to be part-time" in told
        assert "The kind of employment of 1 role isn't known: Night Baker." in told
        told = opened.ask("Which hybrid roles do you have?").text
        assert (
            "**1 role** said to be hybrid" in told
            and "The workplace of 1 role isn't known: Night Baker." in told
        )

        rows.write_text(head + farmer)
        opened.library.refresh()
        told = opened.ask("How many postings are in Galway?").text
        assert (
            "There is **1 posting** of **1 role** in Galway" in told
            and "2 more are closed." in told
        )
        assert "Reed Cutter" in opened.ask("Which postings in Galway are closed?").text
        assert (
            "**no open role**" in (told := opened.ask("Which roles are part-time?").text)
            and "1 is closed." in told
        )
