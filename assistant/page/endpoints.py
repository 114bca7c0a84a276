"""Endpoints for programs, in Gradio's API; its MCP server offers them as tools.

Their conversations are not kept.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, TypeVar, cast, get_type_hints

import gradio as gr
from gradio.events import api
from starlette.concurrency import run_in_threadpool

from assistant.as_json import answer_json, comparison_json, document_json, listed_posting_json
from assistant.errors import AssistantError
from assistant.models.providers import QUOTES
from assistant.page.session.opening import Opening
from assistant.page.session.talk import in_time
from assistant.page.shown.exchange import error_in_words
from assistant.page.shown.selection import Wanted
from assistant.question.scope import scope_in_words
from assistant.startup import install_line

if TYPE_CHECKING:
    from assistant.assistant import Assistant
import reprlib
from typing import Annotated

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    TypeAdapter,
    ValidationError,
    model_validator,
)

from assistant.errors import QuestionError
from assistant.question.understand import storable
from assistant.types import Turn

Words = Annotated[
    str, BeforeValidator(lambda given: storable(given) if isinstance(given, str) else given)
]
LONGEST_TURNS = 200_000  # characters of all earlier turns together


class GivenTurn(BaseModel):
    """A turn as a program sends it: a question alone, or the fields of assistant.types.Turn."""

    model_config = ConfigDict(extra="forbid")
    question: Words
    answer: Words = ""
    standalone_question: Words = ""
    roles: tuple[str, ...] = ()
    options: tuple[str, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _question_alone(cls, given: Any) -> Any:
        return {"question": given} if isinstance(given, str) else given


class Asked(BaseModel):
    """The arguments of `ask`."""

    question: Words
    turns: tuple[GivenTurn, ...] = ()
    model: str = ""
    only: tuple[str, ...] = ()
    places: tuple[str, ...] = ()

    @classmethod
    def of(cls, **given: Any) -> Asked:
        """Return the arguments, checked. Raises QuestionError."""
        with _named():
            asked = cls(**given)
        size = len(json.dumps([turn.model_dump() for turn in asked.turns], ensure_ascii=False))
        if size > LONGEST_TURNS:
            raise QuestionError(
                f"The earlier turns have {size:,} characters and the most taken are "
                f"{LONGEST_TURNS:,}. "
                "Send the last ones only."
            )
        return asked

    def earlier(self) -> tuple[Turn, ...]:
        """Return the turns before the question."""
        return tuple(Turn(**turn.model_dump()) for turn in self.turns)


def words_of(**given: Any) -> dict[str, str]:
    """Return arguments that are text. Raises QuestionError for any other type."""
    with _named():
        return TypeAdapter(dict[str, Words]).validate_python(given)


@contextmanager
def _named() -> Iterator[None]:
    """Name the argument that has the wrong type."""
    try:
        yield
    except ValidationError as error:
        wrong = error.errors()[0]
        place = "".join(
            f"[{part}]" if isinstance(part, int) else f".{part}" for part in wrong["loc"]
        ).lstrip(".")
        raise QuestionError(
            f"The argument {place} cannot be used, given {reprlib.repr(wrong['input'])}: "
            f"{wrong['msg']}. "
            "What each argument takes: docs/api.md, or /gradio_api/info of this page."
        ) from error


T = TypeVar("T")
Json = dict[str, Any]
Admit = Callable[[gr.Request, str], None]
AT_ONCE = 16  # calls handled at the same time; the others wait without holding a thread
_NONE: list[Any] = []  # a default that Gradio shows as an empty list


def add_endpoints(opening: Opening, admit: Admit) -> None:
    """Give the Blocks being built the endpoints `ask`, `compare`, `postings` and `documents`, and
    no other.

    Call it before the page's own listeners are added, since the first to use a name keeps it.
    `admit(request, model)` is called before each call is handled, with `quotes` if no model answers
    and "" for the model of the settings; it raises AssistantError to refuse. Programs get only the
    text of errors.
    """
    calls = _Calls(opening, admit)

    async def ask(
        request: gr.Request,
        question: str,
        turns: list[Json | str] = _NONE,
        model: str = "",
        only: list[str] = _NONE,
        places: list[str] = _NONE,
    ) -> Json:
        """Answer a question about the stored roles and articles; every claim carries a quote from
        them, word for word.

        Lists, counts and comparisons are computed. `abstained` tells that the documents do not say.

        Args:
            question: What is asked, in plain words.
            turns: Earlier questions, oldest first, or {question, answer, standalone_question,
                roles, options} of each.
            model: Who answers: `quotes` for the documents' own sentences, or provider:model; empty
                for the usual one.
            only: Identifiers of the documents to answer from; empty for all.
            places: Where the roles asked about are posted, such as Boston or outside the US; empty
                for anywhere.
        """

        def work(assistant: Assistant) -> Json:
            asked = Asked.of(question=question, turns=turns, model=model, only=only, places=places)
            scope = scope_in_words(asked.only, asked.places, assistant.known())
            stream = assistant.stream(asked.question, asked.earlier(), asked.model, scope=scope)
            longest = opening.settings.longest_answer
            late = (
                f"The answer took longer than {longest:g} seconds, the longest it may take here. "
                "Ask for less, or set ROLECALL_LONGEST_ANSWER higher."
            )
            *_, answer = in_time(stream, longest, late)
            return answer_json(answer)

        return await calls.run(request, model, work)

    async def compare(request: gr.Request, first: str, second: str) -> Json:
        """Compare two roles or postings, aspect by aspect, with the quotes it rests on.

        Args:
            first: One of them, by its identifier, title, team or place.
            second: The other, likewise.
        """

        def work(assistant: Assistant) -> Json:
            names = words_of(first=first, second=second)
            return comparison_json(assistant.compare(names["first"], names["second"]))

        return await calls.run(request, QUOTES, work)

    async def postings(
        request: gr.Request,
        title: str = "",
        team: str = "",
        place: str = "",
        company: str = "",
        level: str = "",
        text: str = "",
        workplace: str = "",
        employment: str = "",
        pay: str = "",
        closes: str = "",
    ) -> list[Json]:
        """List the postings that meet all of the filters; all postings where none is given.

        Args:
            title: Words of the title.
            team: A team, by its name or a part of it.
            place: A place, such as Boston, Europe or outside the US.
            company: An employer.
            level: A level, such as senior or intern.
            text: Words that the role's own text must hold.
            workplace: remote, hybrid or on site; or not stated.
            employment: A kind such as full-time, permanent, contract or internship; or not stated.
            pay: The least it may come to, such as 50,000 or £50k a year or EUR 25 an hour; others
                are left out.
            closes: not closed, within 7 days, within 30 days, or not stated.
        """

        def work(assistant: Assistant) -> list[Json]:
            given = words_of(
                title=title, team=team, place=place, company=company, level=level, text=text
            )
            stated = words_of(workplace=workplace, employment=employment, pay=pay, closes=closes)
            listed = assistant.postings(**{name: words or None for name, words in given.items()})
            return [
                listed_posting_json(posting)
                for posting in Wanted(**stated).of(listed, date.today())
            ]

        return await calls.run(request, QUOTES, work)

    async def documents(request: gr.Request) -> list[Json]:
        """List every stored document, articles and roles, without its text."""
        return await calls.run(
            request,
            QUOTES,
            lambda assistant: [
                document_json(document) for document in assistant.library.documents()
            ],
        )

    for function in (ask, compare, postings, documents):
        function.__annotations__ = get_type_hints(
            function
        )  # Gradio does not evaluate a return type in quotes
        # Not queued: Gradio's MCP server then calls the function itself, with the caller's own
        # request. It would send a queued call to whatever address the Host header names, and every
        # caller would come from this machine.
        api(function, api_name=function.__name__, queue=False, concurrency_limit=AT_ONCE)


def check_mcp(blocks: gr.Blocks) -> None:
    """Raise AssistantError if Blocks were mounted with MCP but have no MCP server: Gradio itself
    says nothing.
    """
    if blocks.mcp_error:
        cause = blocks.mcp_error if find_spec("mcp") else "the package mcp is not installed"
        raise AssistantError(
            f"The page cannot offer MCP tools: {cause}. Install what they need: "
            f"{install_line('mcp')}"
        )


class _Calls:
    """Handle calls, a few at once, after the assistant has opened; failures are described in
    words.
    """

    def __init__(self, opening: Opening, admit: Admit) -> None:
        self._opening = opening
        self._admit = admit
        self._room = asyncio.Semaphore(AT_ONCE)

    async def run(self, request: Any, model: str, work: Callable[[Assistant], T]) -> T:
        """Return what `work` makes of the open assistant; raises gr.Error."""
        over_mcp = not isinstance(
            request, gr.Request
        )  # Gradio's MCP server passes the web framework's own request
        with _told():
            asking = gr.Request(request) if over_mcp else request
            await run_in_threadpool(self._admit, asking, words_of(model=model)["model"])
            self._opening.start()
            while not self._opening.wait(0):
                await asyncio.sleep(0.1)
            assistant = self._opening.ready()
            async with self._room:
                made = await run_in_threadpool(work, assistant)
        # That server sends str() of the result, which would be Python and not JSON for a dict.
        return cast(T, json.dumps(made, ensure_ascii=False)) if over_mcp else made


class _Told(gr.Error):
    """An error whose text is the message itself, without the quotation marks that Gradio adds."""

    def __str__(self) -> str:
        return str(self.message)


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except Exception as error:  # an edge: every failure is described in words
        raise _Told(error_in_words(error), print_exception=False) from None
