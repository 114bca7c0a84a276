"""The page's endpoints as MCP tools, with the official client over HTTP."""

from __future__ import annotations

import asyncio
import json
import re
import sys
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import gradio as gr
import httpx
import pytest
from mcp import ClientSession
from mcp.client.streamable_http import streamable_http_client
from mcp.types import CallToolResult

from assistant.as_json import answer_json
from assistant.assistant import Assistant
from assistant.cli.edge import run_command
from assistant.cli.main import app
from assistant.errors import AssistantError
from assistant.page.app import create_app
from assistant.settings import Settings
from fake_assistant import FakeAssistant, document, passage
from fake_embedder import FakeEmbedder
from harbour import harbour_assistant
from served_endpoints import served, served_endpoints

DOCS = Path(__file__).parents[3] / "docs"
T = TypeVar("T")
FOUR = ["ask", "compare", "postings", "documents"]
QUESTION = "What do harbour pilots read before every passage?"
LAMPS = document("Lamps", "Lamps are lit at dusk. Nobody says by whom.")


@pytest.fixture(scope="module")
def harbour(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    with harbour_assistant(tmp_path_factory.mktemp("harbour")) as assistant:
        yield assistant


@pytest.fixture(scope="module")
def address(harbour: Assistant) -> Iterator[str]:
    with served_endpoints(lambda **_: harbour, mcp=True) as address:
        yield address


def talk(address: str, say: Callable[[ClientSession], Awaitable[T]]) -> T:
    async def session() -> T:
        url = f"{address}/gradio_api/mcp/"
        async with (
            streamable_http_client(url) as (read, write, _),
            ClientSession(read, write) as client,
        ):
            await client.initialize()
            return await say(client)

    return asyncio.run(session())


def call(address: str, tool: str, **given: Any) -> CallToolResult:
    return talk(address, lambda client: client.call_tool(tool, given))


def made(address: str, tool: str, **given: Any) -> Any:
    result = call(address, tool, **given)
    assert not result.isError, result
    return json.loads(result.content[0].text)  # type: ignore[union-attr]


def refusal(address: str, tool: str, **given: Any) -> str:
    result = call(address, tool, **given)
    assert result.isError
    return str(result.content[0].text)  # type: ignore[union-attr]


def tools(address: str) -> dict[str, Any]:
    listed = talk(address, lambda client: client.list_tools()).tools
    return {one.name: one for one in listed}


def test_the_four_are_tools_and_nothing_else_is_offered(address: str) -> None:
    found = tools(address)
    assert list(found) == FOUR
    assert "word for word" in found["ask"].description
    assert found["ask"].inputSchema["required"] == ["question"]
    assert all(
        one["description"]
        for tool in found.values()
        for one in tool.inputSchema["properties"].values()
    )
    assert talk(address, lambda client: client.list_resources()).resources == []
    assert talk(address, lambda client: client.list_resource_templates()).resourceTemplates == []
    assert talk(address, lambda client: client.list_prompts()).prompts == []


def test_an_answer_is_the_json_of_an_answer(address: str, harbour: Assistant) -> None:
    told, answer = made(address, "ask", question=QUESTION), answer_json(harbour.ask(QUESTION))
    assert list(told) == list(answer)
    assert told["citations"] == answer["citations"] != []


def test_a_question_goes_on_from_the_turns_before_it(address: str) -> None:
    told = made(
        address,
        "ask",
        question="And in Boston?",
        turns=[{"question": "How many pilots are there?"}],
    )
    assert told["count"]["postings"] == 1


def test_each_other_tool_answers(address: str) -> None:
    assert made(address, "compare", first="Ice Watch", second="TAC")["first"]["places"] == [
        "CA, BC, Vancouver"
    ]
    assert [one["place"] for one in made(address, "postings", title="pilot", place="Boston")] == [
        "US, MA, Boston"
    ]
    assert "How the port hires" in [one["title"] for one in made(address, "documents")]


def test_what_goes_wrong_is_told_in_words(address: str) -> None:
    assert (
        refusal(address, "ask", question="")
        == "The question is empty. Write what you would like to know."
    )
    assert refusal(address, "ask", question="Why?", turns=[{"answer": "So."}]).startswith(
        "The argument turns[0]."
    )
    assert "night shift" in refusal(address, "compare", first="Ice Watch", second="the night shift")
    assert "ask_1" in refusal(address, "ask_1", question="Why?")


def test_a_call_comes_from_its_caller_and_may_be_refused() -> None:
    assistant, seen = FakeAssistant([passage(LAMPS)]), []

    def admit(request: gr.Request, model: str) -> None:
        seen.append((request.client.host, request.headers["user-agent"].partition("/")[0], model))
        raise AssistantError("Too many questions; wait a minute.")

    with served_endpoints(lambda **_: assistant, admit, mcp=True) as address:
        assert (
            refusal(address, "ask", question="When are lamps lit?")
            == "Too many questions; wait a minute."
        )
    assert seen == [("127.0.0.1", "python-httpx", "")]
    assert assistant.asked == []


def test_the_whole_page_offers_the_four_where_it_is_told_to() -> None:
    with served(
        create_app(Settings(mcp=True), lambda **_: FakeAssistant([passage(LAMPS)]))
    ) as address:
        assert list(tools(address)) == FOUR
        assert "dusk" in made(address, "ask", question="When are lamps lit?")["text"]


def test_the_whole_page_offers_none_unless_it_is_told_to() -> None:
    with served(create_app(Settings(), lambda **_: FakeAssistant([passage(LAMPS)]))) as address:
        assert httpx.post(f"{address}/gradio_api/mcp/", json={}).status_code in (403, 404, 405)


def test_the_programs_of_the_api_page_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    baker = tmp_path / "night-baker.md"
    baker.write_text(fenced(DOCS / "reading.md", "markdown")[0], "utf-8")
    programs = fenced(DOCS / "api.md", "py")
    with Assistant.open(settings=Settings(seeds=False), load_embedder=FakeEmbedder) as assistant:
        assistant.library.ingest([baker])
        with served_endpoints(lambda **_: assistant, mcp=True) as address:
            for program in programs:
                assert "http://127.0.0.1:7860" in program
                exec(
                    compile(
                        program.replace("http://127.0.0.1:7860", address), "docs/api.md", "exec"
                    ),
                    {},
                )
    said = capsys.readouterr().out
    assert len(programs) == 2
    assert "How many bakers are there in Hull?" in said
    assert said.count("Night Baker GB, ") == 3
    assert "shape sourdough" in said


def fenced(page: Path, language: str) -> list[str]:
    """The blocks of code of a page in this language."""
    return re.findall(
        rf"^```{language}\n(.*?)^```", page.read_text("utf-8"), re.MULTILINE | re.DOTALL
    )


def test_without_the_package_it_is_said_how_to_install_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "mcp", None)
    assert run_command(app, ["chat", "--mcp", "--port", "0", "--no-browser"]) == 1
    said = capsys.readouterr().err
    assert "the package mcp is not installed" in said and "[mcp]'" in said
    assert "Traceback" not in said
