"""What programs call over HTTP, with Gradio's own client: four endpoints, their JSON, and errors
in words.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import gradio as gr
import httpx
import pytest
from gradio_client import Client
from gradio_client.exceptions import AppError

from assistant.as_json import answer_json, comparison_json, document_json, listed_posting_json
from assistant.assistant import Assistant
from assistant.errors import AssistantError, ModelError
from assistant.page.app import create_app
from assistant.page.endpoints import LONGEST_TURNS
from assistant.settings import Settings
from assistant.types import Turn
from fake_assistant import FakeAssistant, document, passage
from harbour import harbour_assistant
from served_endpoints import served, served_endpoints
from store.errors import StoreError

FOUR = {"/ask", "/compare", "/postings", "/documents"}
LAMPS = document("Lamps", "Lamps are lit at dusk. Nobody says by whom.")


@pytest.fixture(scope="module")
def harbour(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    with harbour_assistant(tmp_path_factory.mktemp("harbour")) as assistant:
        yield assistant


@pytest.fixture(scope="module")
def client(harbour: Assistant) -> Iterator[Client]:
    with served_endpoints(lambda **_: harbour) as address:
        yield connect(address)


def connect(address: str) -> Client:
    return Client(address, verbose=False, analytics_enabled=False)


def refusal(client: Client, api_name: str, **given: Any) -> str:
    with pytest.raises(AppError) as refused:
        client.predict(**given, api_name=api_name)
    return str(refused.value)


def timeless(answer: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in answer.items() if name != "timings_ms"}


def test_an_answer_is_the_json_of_an_answer(client: Client, harbour: Assistant) -> None:
    told = client.predict("What do harbour pilots read before every passage?", api_name="/ask")
    assert "tide tables" in told["text"] and told["citations"]
    assert timeless(told) == timeless(
        answer_json(harbour.ask("What do harbour pilots read before every passage?"))
    )


def test_a_question_goes_on_from_the_turns_before_it(client: Client, harbour: Assistant) -> None:
    first = client.predict(question="How many pilots are there?", api_name="/ask")
    turn = {
        "question": first["question"],
        "answer": first["text"],
        "standalone_question": first["standalone_question"],
        "roles": [role["document_id"] for role in first["roles"]],
        "options": first["options"],
    }
    whole = client.predict(question="And in Boston?", turns=[turn], api_name="/ask")
    alone = client.predict(
        question="And in Boston?", turns=["How many pilots are there?"], api_name="/ask"
    )
    assert (
        whole["standalone_question"]
        == alone["standalone_question"]
        == "How many pilots are there in Boston?"
    )
    assert whole["count"]["postings"] == 1


def test_a_question_may_be_put_to_some_documents_and_places(
    client: Client, harbour: Assistant
) -> None:
    ice = next(one for one in harbour.library.documents() if one.team == "Ice Watch")
    told = client.predict(
        "What do pilots publish or read?", only=[ice.document_id], api_name="/ask"
    )
    assert {one["document_id"] for one in told["evidence"]} == {ice.document_id}
    counted = client.predict(
        "How many postings are there?", places=["outside Europe"], api_name="/ask"
    )
    assert {one["country"] for one in counted["postings"]} == {"US", "CA"}


def test_a_comparison_is_the_json_of_a_comparison(client: Client, harbour: Assistant) -> None:
    told = client.predict(first="Ice Watch", second="TAC", api_name="/compare")
    assert told == comparison_json(harbour.compare("Ice Watch", "TAC"))


def test_postings_are_listed_by_filters(client: Client, harbour: Assistant) -> None:
    every = client.predict(api_name="/postings")
    assert every == [listed_posting_json(one) for one in harbour.postings()]
    found = client.predict(title="pilot", place="Boston", api_name="/postings")
    assert [(one["title"], one["place"], one["url"]) for one in found] == [
        ("Harbour Pilot", "US, MA, Boston", "https://jobs.example/pilot")
    ]


def test_postings_are_listed_by_what_they_state(client: Client) -> None:
    interns = client.predict(employment="internship", api_name="/postings")
    assert [one["title"] for one in interns] == ["Customs Clerk Intern"] and interns[0]["facets"]
    assert len(client.predict(workplace="remote", api_name="/postings")) == 2
    assert client.predict(pay="50,000", closes="within 7 days", api_name="/postings") == []
    assert "is not an amount" in refusal(client, "/postings", pay="plenty")


def test_documents_are_listed_without_their_text(client: Client, harbour: Assistant) -> None:
    told = client.predict(api_name="/documents")
    assert told == [document_json(one) for one in harbour.library.documents()]
    assert all("text" not in one for one in told)


def test_nothing_else_is_told_of(client: Client) -> None:
    info = client.view_api(print_info=False, return_format="dict")
    assert set(info["named_endpoints"]) == FOUR and info["unnamed_endpoints"] == {}
    given = {
        one["parameter_name"]: one["python_type"]["type"]
        for one in info["named_endpoints"]["/ask"]["parameters"]
    }
    assert given["question"] == "str" and given["turns"].startswith("list[")
    assert "word for word" in info["named_endpoints"]["/ask"]["description"]


def test_nothing_else_of_the_whole_page_is_told_of() -> None:
    with served(create_app(Settings(), lambda **_: FakeAssistant([passage(LAMPS)]))) as address:
        info = httpx.get(f"{address}/gradio_api/info").json()
        assert set(info["named_endpoints"]) == FOUR and info["unnamed_endpoints"] == {}
        assert (
            connect(address).predict("When are lamps lit?", api_name="/ask")["text"].count("dusk")
            == 1
        )


def test_one_request_is_enough(client: Client) -> None:
    sent = {
        "data": [
            "What do pilots read before every passage?",
            [],
            "",
            *[[]] * (arguments(client) - 3),
        ]
    }
    told = httpx.post(f"{client.src}gradio_api/run/ask", json=sent).json()
    assert "tide tables" in told["data"][0]["text"]


def arguments(client: Client) -> int:
    info = client.view_api(print_info=False, return_format="dict")
    return len(info["named_endpoints"]["/ask"]["parameters"])


@pytest.mark.parametrize(
    ("api_name", "given", "said"),
    [
        ("/ask", {"question": " "}, "The question is empty. Write what you would like to know."),
        (
            "/ask",
            {"question": "x" * 4001},
            "The question has 4,001 characters and the longest taken is 4,000. Shorten it.",
        ),
        (
            "/ask",
            {"question": 5},
            "The argument question cannot be used, given 5: Input should be a valid string.",
        ),
        (
            "/ask",
            {"question": "Why?", "model": ["a"]},
            "The argument model cannot be used, given ['a']",
        ),
        (
            "/ask",
            {"question": "Why?", "turns": "Who?"},
            "The argument turns cannot be used, given 'Who?'",
        ),
        (
            "/ask",
            {"question": "Why?", "turns": ["Who?", {"answer": "He."}]},
            "The argument turns[1].question",
        ),
        (
            "/ask",
            {"question": "Why?", "turns": [{"question": "Who?", "asked": 1}]},
            "The argument turns[0].asked",
        ),
        ("/ask", {"question": "Why?", "turns": ["x" * LONGEST_TURNS]}, "Send the last ones only."),
        (
            "/ask",
            {"question": "Why?", "only": "all"},
            "The argument only cannot be used, given 'all'",
        ),
        ("/ask", {"question": "Why?", "only": ["pilot-99"]}, "No document 'pilot-99' is stored."),
        ("/ask", {"question": "Why?", "places": ["Atlantis"]}, "No posting is in 'Atlantis'."),
        ("/compare", {"first": "Ice Watch", "second": "the night shift"}, "night shift"),
        (
            "/compare",
            {"first": "Ice Watch", "second": None},
            "The argument second cannot be used, given None",
        ),
        ("/postings", {"place": 7}, "The argument place cannot be used, given 7"),
    ],
)
def test_what_cannot_be_used_is_named(
    client: Client, api_name: str, given: dict[str, Any], said: str
) -> None:
    told = refusal(client, api_name, **given)
    assert said in told
    assert "Traceback" not in told and "pydantic" not in told


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (
            ModelError("The model is asleep. Wake it: rolecall models"),
            "The model is asleep. Wake it: rolecall models",
        ),
        (StoreError("The folder is gone."), "The folder is gone."),
        (
            RuntimeError("boom"),
            "Something went wrong: boom. To see what is wrong: `rolecall doctor`",
        ),
    ],
)
def test_what_goes_wrong_is_told_in_words(
    error: Exception, said: str, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    assistant = FakeAssistant([passage(LAMPS)], error=error)
    with served_endpoints(lambda **_: assistant) as address:
        assert refusal(connect(address), "/ask", question="When are lamps lit?") == said
        assert "dusk" in connect(address).predict("When are lamps lit?", api_name="/ask")["text"]
    assert "Traceback" not in "".join(capfd.readouterr())
    assert bool(caplog.records and caplog.records[-1].exc_info) == isinstance(error, RuntimeError)


def test_an_answer_that_takes_too_long_is_given_up() -> None:
    assistant = FakeAssistant([passage(LAMPS)])
    assistant.hold.clear()
    with (
        served_endpoints(lambda **_: assistant, longest_answer=1) as address,
        ThreadPoolExecutor() as pool,
    ):
        asked = pool.submit(refusal, connect(address), "/ask", question="When are lamps lit?")
        assert assistant.held.wait(10)
        threading.Timer(1.1, assistant.hold.set).start()
        assert "took longer than 1 seconds" in asked.result(10)
        assert assistant.stopped.wait(5)


def test_a_call_waits_until_the_assistant_is_open() -> None:
    let_open = threading.Event()

    def open_assistant(**_: Any) -> Any:
        assert let_open.wait(10)
        return FakeAssistant([passage(LAMPS)])

    with served_endpoints(open_assistant) as address, ThreadPoolExecutor() as pool:
        asked = pool.submit(connect(address).predict, "When are lamps lit?", api_name="/ask")
        with pytest.raises(TimeoutError):
            asked.result(0.5)
        let_open.set()
        assert "dusk" in asked.result(10)["text"]


def test_why_the_assistant_cannot_open_is_told() -> None:
    def open_assistant(**_: Any) -> Any:
        raise StoreError(
            "The collection was made by another embedder. Mend it: rolecall documents reindex"
        )

    with served_endpoints(open_assistant) as address:
        assert refusal(connect(address), "/documents").endswith(
            "Mend it: rolecall documents reindex"
        )


def test_who_may_call_is_asked_first() -> None:
    assistant, seen = FakeAssistant([passage(LAMPS)]), []

    def admit(request: gr.Request, model: str) -> None:
        seen.append((request.client.host, request.headers["x-name"], model))
        if model == "ollama:big":
            raise AssistantError("Only those who signed in may ask ollama:big.")

    with served_endpoints(lambda **_: assistant, admit) as address:
        client = Client(address, verbose=False, analytics_enabled=False, headers={"x-name": "Mo"})
        said = refusal(client, "/ask", question="When are lamps lit?", model="ollama:big")
        assert said == "Only those who signed in may ask ollama:big."
        assert assistant.asked == []
        client.predict("When are lamps lit?", turns=["Who lights them?"], api_name="/ask")
    assert assistant.asked == [("When are lamps lit?", (Turn("Who lights them?"),))]
    assert seen == [("127.0.0.1", "Mo", "ollama:big"), ("127.0.0.1", "Mo", "")]


def test_half_a_character_is_no_error(client: Client) -> None:
    address = client.src.rstrip("/")
    body = '{"data": ["What do pilots read\\ud800?", [], "", [], []]}'
    told = httpx.post(
        f"{address}/gradio_api/run/ask", content=body, headers={"content-type": "application/json"}
    )
    assert told.status_code == 200 and "tide tables" in told.json()["data"][0]["text"]
