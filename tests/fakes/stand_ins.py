"""Stand-ins for model servers: real HTTP on loopback, replies and failures as the test scripts
them.

They speak OpenAI's chat completions and Ollama's own interface as these are documented. No model is
behind them, and a word counts as a token. A stand-in serves inside a `with` block, plays one
outcome a chat request, the last one for every further request, and keeps what it was asked:

    with OpenAIStandIn(rate_limited(), says("They are trained ", "for three months [1].")) as server:
        ask(server.url)
    assert server.asked[0].body["stream"]
"""

from __future__ import annotations

import json
import select
import socket
import time
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread
from types import TracebackType
from typing import Any, Self

_LOOK_S = 0.02  # how often a pause looks whether it is over or the client has gone
_IDLE_S = 5.0  # how long a connection may stay silent before its request


@dataclass(frozen=True)
class Thought:
    """A piece that a model thinks and does not say."""

    text: str


Pause = float | Event
Part = str | Thought | Pause


class Ending(Enum):
    """How a reply ends."""

    WHOLE = "with the mark that ends a stream"
    UNMARKED = "in good order, but without that mark"
    HALF_LINE = "in good order, amid a line"
    DROPPED = "with the connection lost"
    ERROR = "with an error told in the stream"


@dataclass(frozen=True)
class Reply:
    """A reply that begins; the parts come one by one, and a pause lasts its seconds or until its
    event is set.

    The status and headers go out with the first piece, so that `says(pause, "They")` keeps a client
    waiting for them and `says("", pause, "They")` sends them ahead.
    """

    parts: tuple[Part, ...] = ()
    ending: Ending = Ending.WHOLE
    finish: str = "stop"

    def text(self) -> str:
        return "".join(part for part in self.parts if isinstance(part, str))

    def thought(self) -> str:
        return "".join(part.text for part in self.parts if isinstance(part, Thought))


@dataclass(frozen=True)
class Refusal:
    """A status with an error in the server's own form; "{key}" and "{model}" in it become those
    of the request.
    """

    status: int
    message: str
    kind: str = "invalid_request_error"
    code: str | None = None
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Page:
    """What no model server sends, such as a router's log-in page with status 200."""

    body: str
    content_type: str = "text/html"
    status: int = 200


Outcome = Reply | Refusal | Page


def says(*parts: Part, ending: Ending = Ending.WHOLE, finish: str = "stop") -> Reply:
    """A reply in these parts; none at all is an empty one, and Thoughts alone are one with
    nothing to read.
    """
    return Reply(parts, ending, finish)


def rate_limited(retry_after: str | None = None) -> Refusal:
    """Too many requests; `retry_after` is the header of that name, in seconds."""
    headers = (("Retry-After", retry_after),) if retry_after is not None else ()
    return Refusal(
        429, "Rate limit reached for {model}.", "requests", "rate_limit_exceeded", headers
    )


REFUSED_KEY = Refusal(401, "Incorrect API key provided: {key}.", code="invalid_api_key")
FORBIDDEN = Refusal(403, "You are not allowed to sample from {model}.")
UNKNOWN_MODEL = Refusal(
    404,
    "The model `{model}` does not exist or you do not have access to it.",
    code="model_not_found",
)
QUOTA_SPENT = Refusal(
    429,
    "You exceeded your current quota, please check your plan and billing details.",
    "insufficient_quota",
    "insufficient_quota",
)
CONTEXT_OVERFLOW = Refusal(
    400,
    "This model's maximum context length is 4096 tokens. However, your messages resulted in 5120 "
    "tokens. "
    "Please reduce the length of the messages.",
    code="context_length_exceeded",
)
SERVER_FAILS = Refusal(
    500, "The server had an error while processing your request.", "server_error"
)
LOG_IN_PAGE = Page("<!doctype html><title>Log in</title><p>Log in to use this network.</p>")


@dataclass
class Asked:
    """One request: header names in small letters, the body {} where there is none."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: dict[str, Any]
    client_left: bool = False
    """Whether the client went away before the reply's end."""

    @property
    def key(self) -> str:
        return self.headers.get("authorization", "").removeprefix("Bearer ")

    @property
    def model(self) -> str:
        return str(self.body.get("model", ""))


class ClientLeftError(Exception):
    """The client closed the connection before the reply's end."""


@dataclass
class _Exchange:
    """One request and the reply to it, as it is written."""

    handler: BaseHTTPRequestHandler
    asked: Asked
    closing: Event
    begun: bool = False

    def send(
        self,
        status: int,
        content_type: str,
        body: str,
        headers: Mapping[str, str],
        cut: bool = False,
    ) -> None:
        """A whole reply, or with `cut` half of what its Content-Length promises."""
        content = body.encode()
        self._begin(
            status, {"Content-Type": content_type, "Content-Length": str(len(content)), **headers}
        )
        with suppress(ClientLeftError):  # the status may be all that the client wanted
            self._write(content[: len(content) // 2] if cut else content)

    def stream(self, content_type: str, line: str, more: bool = True) -> None:
        """The next line of a reply in chunks; without `more`, the last."""
        if not self.begun:
            self._begin(200, {"Content-Type": content_type, "Transfer-Encoding": "chunked"})
        content = line.encode()
        chunk = b"%x\r\n%s\r\n" % (len(content), content) if content else b""
        self._write(chunk if more else chunk + b"0\r\n\r\n")

    def pause(self, pause: Pause) -> None:
        """Wait as told, at most until the stand-in closes.

        Raises ClientLeftError once the client has gone.
        """
        until = time.monotonic() + (pause if isinstance(pause, float | int) else float("inf"))
        while time.monotonic() < until and not self.closing.is_set():
            if isinstance(pause, Event) and pause.is_set():
                return
            self._look()
            time.sleep(_LOOK_S)

    def _begin(self, status: int, headers: Mapping[str, str]) -> None:
        self.begun = True
        self.handler.send_response(status)
        for name, value in headers.items():
            self.handler.send_header(name, value)
        self.handler.send_header("Connection", "close")
        self.handler.end_headers()

    def _write(self, content: bytes) -> None:
        self._look()
        try:
            self.handler.wfile.write(content)
        except ConnectionError as error:
            raise ClientLeftError from error

    def _look(self) -> None:
        """Raise ClientLeftError where the client has closed its end; it has nothing more to send
        before that.
        """
        connection = self.handler.connection
        try:
            if select.select([connection], [], [], 0)[0] and not connection.recv(
                1, socket.MSG_PEEK
            ):
                raise ClientLeftError
        except ConnectionError as error:
            raise ClientLeftError from error


class _Server(ThreadingHTTPServer):
    daemon_threads = False  # so that closing it waits for the replies, and the record is whole


class _StandIn:
    """What both have in common: the server, the script, and the record of what was asked."""

    chat_path: str
    content_type: str

    def __init__(self, *outcomes: Outcome) -> None:
        self.asked: list[Asked] = []
        self.client_left = Event()
        """Set once a client has gone away before its reply's end."""
        self._script = deque(outcomes or [says("Yes.")])
        self._lock = Lock()
        self._closing = Event()

    def __enter__(self) -> Self:
        self._server = _Server(("127.0.0.1", 0), _handler(self))
        self._thread = Thread(target=self._server.serve_forever, args=(_LOOK_S,), daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def play(self, *outcomes: Outcome) -> None:
        """These from the next chat request on, in place of what was left to play."""
        with self._lock:
            self._script = deque(outcomes)

    def chats(self) -> list[Asked]:
        """The chat requests among what was asked."""
        return [asked for asked in self.asked if asked.path == self.chat_path]

    def answer(self, exchange: _Exchange) -> None:
        """Write the reply to one request."""
        self.asked.append(exchange.asked)
        try:
            self._route(exchange)
        except ClientLeftError:
            exchange.asked.client_left = True
            self.client_left.set()

    def _route(self, exchange: _Exchange) -> None:
        raise NotImplementedError

    def _next(self) -> Outcome:
        with self._lock:
            return self._script.popleft() if len(self._script) > 1 else self._script[0]

    def _play(self, outcome: Outcome, exchange: _Exchange) -> None:
        if isinstance(outcome, Page):
            exchange.send(outcome.status, outcome.content_type, outcome.body, {})
        elif isinstance(outcome, Refusal):
            error = json.dumps(self._error(outcome, exchange.asked))
            exchange.send(outcome.status, "application/json", error, dict(outcome.headers))
        elif self._streams(exchange.asked):
            self._stream(outcome, exchange)
        else:
            self._send_whole(outcome, exchange)

    def _stream(self, reply: Reply, exchange: _Exchange) -> None:
        for part in reply.parts:
            if isinstance(part, str | Thought):
                exchange.stream(self.content_type, self._line(part, exchange.asked))
            else:
                exchange.pause(part)
        last = "".join(self._last_lines(reply, exchange.asked))
        if reply.ending is Ending.HALF_LINE:
            last = last[: last.index("\n") // 2]
        elif reply.ending is Ending.ERROR:
            last = self._error_line(SERVER_FAILS, exchange.asked)
        elif reply.ending is not Ending.WHOLE:
            last = ""
        exchange.stream(self.content_type, last, more=reply.ending is Ending.DROPPED)

    def _send_whole(self, reply: Reply, exchange: _Exchange) -> None:
        """A reply not streamed: all at once, an error in its place, or half of it."""
        for part in reply.parts:
            if not isinstance(part, str | Thought):
                exchange.pause(part)
        if reply.ending is Ending.ERROR:
            self._play(SERVER_FAILS, exchange)
            return
        body = json.dumps(self._whole(reply, exchange.asked))
        exchange.send(200, "application/json", body, {}, cut=reply.ending is not Ending.WHOLE)

    def _streams(self, asked: Asked) -> bool:
        raise NotImplementedError

    def _line(self, piece: str | Thought, asked: Asked) -> str:
        raise NotImplementedError

    def _last_lines(self, reply: Reply, asked: Asked) -> Iterator[str]:
        raise NotImplementedError

    def _error_line(self, refusal: Refusal, asked: Asked) -> str:
        raise NotImplementedError

    def _whole(self, reply: Reply, asked: Asked) -> dict[str, Any]:
        raise NotImplementedError

    def _error(self, refusal: Refusal, asked: Asked) -> dict[str, Any]:
        raise NotImplementedError


class OpenAIStandIn(_StandIn):
    """A stand-in for a server of OpenAI's kind: POST /v1/chat/completions, streamed or not, and
    GET /v1/models.
    """

    chat_path = "/v1/chat/completions"
    content_type = "text/event-stream"

    def __init__(
        self, *outcomes: Outcome, models: tuple[str, ...] | Refusal | Page = ("rye",)
    ) -> None:
        super().__init__(*outcomes)
        self.models = models

    @property
    def url(self) -> str:
        """The base URL that a client is given."""
        return f"{self.origin}/v1"

    def _route(self, exchange: _Exchange) -> None:
        asked = exchange.asked
        if (asked.method, asked.path) == ("POST", self.chat_path):
            self._play(self._next(), exchange)
        elif (asked.method, asked.path) != ("GET", "/v1/models"):
            self._play(
                Refusal(
                    404, f"Unknown request URL: {asked.method} {asked.path}.", code="unknown_url"
                ),
                exchange,
            )
        elif isinstance(self.models, Refusal | Page):
            self._play(self.models, exchange)
        else:
            listed = [
                {"id": name, "object": "model", "created": 1, "owned_by": "bakery"}
                for name in self.models
            ]
            exchange.send(
                200, "application/json", json.dumps({"object": "list", "data": listed}), {}
            )

    def _streams(self, asked: Asked) -> bool:
        return bool(asked.body.get("stream"))

    def _line(self, piece: str | Thought, asked: Asked) -> str:
        said = (
            {"reasoning_content": piece.text} if isinstance(piece, Thought) else {"content": piece}
        )
        return self._chunk(
            asked, [{"index": 0, "delta": {"role": "assistant", **said}, "finish_reason": None}]
        )

    def _last_lines(self, reply: Reply, asked: Asked) -> Iterator[str]:
        yield self._chunk(asked, [{"index": 0, "delta": {}, "finish_reason": reply.finish}])
        if (asked.body.get("stream_options") or {}).get("include_usage"):
            yield self._chunk(asked, [], usage=self._usage(reply, asked))
        yield "data: [DONE]\n\n"

    def _error_line(self, refusal: Refusal, asked: Asked) -> str:
        return f"data: {json.dumps(self._error(refusal, asked))}\n\n"

    def _chunk(self, asked: Asked, choices: list[dict[str, Any]], **more: Any) -> str:
        head = {
            "id": "chatcmpl-1",
            "object": "chat.completion.chunk",
            "created": 1,
            "model": asked.model,
        }
        return f"data: {json.dumps({**head, 'choices': choices, **more})}\n\n"

    def _whole(self, reply: Reply, asked: Asked) -> dict[str, Any]:
        message: dict[str, Any] = {"role": "assistant", "content": reply.text()}
        if reply.thought():
            message["reasoning_content"] = reply.thought()
        head = {"id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": asked.model}
        choice = {"index": 0, "message": message, "finish_reason": reply.finish}
        return {**head, "choices": [choice], "usage": self._usage(reply, asked)}

    def _usage(self, reply: Reply, asked: Asked) -> dict[str, int]:
        read, written = _words_asked(asked), len((reply.thought() + " " + reply.text()).split())
        return {"prompt_tokens": read, "completion_tokens": written, "total_tokens": read + written}

    def _error(self, refusal: Refusal, asked: Asked) -> dict[str, Any]:
        message = _filled(refusal.message, asked)
        return {
            "error": {"message": message, "type": refusal.kind, "param": None, "code": refusal.code}
        }


@dataclass(frozen=True)
class OllamaModel:
    """A model that was pulled: the context it was made for, what it can do, and parameters of
    its Modelfile.
    """

    context_length: int = 8192
    capabilities: tuple[str, ...] = ("completion",)
    parameters: str = ""
    family: str = "llama"


class OllamaStandIn(_StandIn):
    """A stand-in that speaks Ollama's documented HTTP interface: /api/chat, /api/show, /api/tags
    and /api/version.

    A name without a tag is of the tag "latest". As Ollama does, it drops without a word what of a
    prompt is beyond options.num_ctx, which only prompt_eval_count shows.
    """

    chat_path = "/api/chat"
    content_type = "application/x-ndjson"

    def __init__(self, *outcomes: Outcome, models: Mapping[str, OllamaModel] | None = None) -> None:
        super().__init__(*outcomes)
        self.models = {
            _tagged(name): model for name, model in (models or {"rye": OllamaModel()}).items()
        }

    @property
    def url(self) -> str:
        """The base URL that a client is given."""
        return self.origin

    def _route(self, exchange: _Exchange) -> None:
        asked = exchange.asked
        told = {"/api/tags": self._tags(), "/api/version": {"version": "0.12.0"}}
        if asked.method == "GET" and asked.path in told:
            exchange.send(200, "application/json", json.dumps(told[asked.path]), {})
        elif asked.method != "POST" or asked.path not in (self.chat_path, "/api/show"):
            exchange.send(404, "text/plain", "404 page not found", {})
        elif _tagged(asked.model) not in self.models:
            self._play(Refusal(404, "model '{model}' not found"), exchange)
        elif asked.path == "/api/show":
            exchange.send(
                200,
                "application/json",
                json.dumps(self._show(self.models[_tagged(asked.model)])),
                {},
            )
        elif (
            asked.body.get("think")
            and "thinking" not in self.models[_tagged(asked.model)].capabilities
        ):
            self._play(Refusal(400, '"{model}" does not support thinking'), exchange)
        else:
            self._play(self._next(), exchange)

    def _tags(self) -> dict[str, Any]:
        return {"models": [self._tag(name, model) for name, model in self.models.items()]}

    def _tag(self, name: str, model: OllamaModel) -> dict[str, Any]:
        pulled = {
            "modified_at": _NOW,
            "size": 500_000_000,
            "digest": "1" * 64,
            "details": _details(model),
        }
        return {"name": name, "model": name, **pulled}

    def _show(self, model: OllamaModel) -> dict[str, Any]:
        made = {
            "general.architecture": model.family,
            f"{model.family}.context_length": model.context_length,
        }
        return {
            "modelfile": "# Modelfile",
            "parameters": model.parameters,
            "template": "{{ .Prompt }}",
            "details": _details(model),
            "model_info": made,
            "capabilities": list(model.capabilities),
            "modified_at": _NOW,
        }

    def _streams(self, asked: Asked) -> bool:
        return asked.body.get("stream", True) is not False

    def _line(self, piece: str | Thought, asked: Asked) -> str:
        said = (
            {"content": "", "thinking": piece.text}
            if isinstance(piece, Thought)
            else {"content": piece}
        )
        return json.dumps(self._said(asked, said, done=False)) + "\n"

    def _last_lines(self, reply: Reply, asked: Asked) -> Iterator[str]:
        yield (
            json.dumps(
                {**self._said(asked, {"content": ""}, done=True), **self._counts(reply, asked)}
            )
            + "\n"
        )

    def _error_line(self, refusal: Refusal, asked: Asked) -> str:
        return json.dumps(self._error(refusal, asked)) + "\n"

    def _whole(self, reply: Reply, asked: Asked) -> dict[str, Any]:
        thinking = {"thinking": reply.thought()} if reply.thought() else {}
        said = {"content": reply.text(), **thinking}
        return {**self._said(asked, said, done=True), **self._counts(reply, asked)}

    def _said(self, asked: Asked, message: dict[str, str], done: bool) -> dict[str, Any]:
        return {
            "model": asked.model,
            "created_at": _NOW,
            "message": {"role": "assistant", **message},
            "done": done,
        }

    def _counts(self, reply: Reply, asked: Asked) -> dict[str, Any]:
        window = (asked.body.get("options") or {}).get("num_ctx") or 4096
        return {
            "done_reason": reply.finish,
            "total_duration": 3_000_000,
            "load_duration": 1_000_000,
            "prompt_eval_count": min(_words_asked(asked), window),
            "prompt_eval_duration": 1_000_000,
            "eval_count": len((reply.thought() + " " + reply.text()).split()),
            "eval_duration": 1_000_000,
        }

    def _error(self, refusal: Refusal, asked: Asked) -> dict[str, Any]:
        return {"error": _filled(refusal.message, asked)}


_NOW = "2026-01-05T04:30:00.000000Z"


def _details(model: OllamaModel) -> dict[str, Any]:
    family = {"format": "gguf", "family": model.family, "families": [model.family]}
    return {"parent_model": "", **family, "parameter_size": "1B", "quantization_level": "Q4_K_M"}


def _tagged(name: str) -> str:
    return name if ":" in name else f"{name}:latest"


def _filled(message: str, asked: Asked) -> str:
    return message.replace("{key}", asked.key).replace("{model}", asked.model)


def _words_asked(asked: Asked) -> int:
    return sum(
        len(str(message.get("content")).split()) for message in asked.body.get("messages", [])
    )


def _handler(stand_in: _StandIn) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = _IDLE_S

        def do_GET(self) -> None:
            self._answer({})

        def do_POST(self) -> None:
            self._answer(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

        def _answer(self, body: dict[str, Any]) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            asked = Asked(self.command, self.path, headers, body)
            stand_in.answer(_Exchange(self, asked, stand_in._closing))

        def log_message(self, *arguments: Any) -> None:
            pass

    return Handler
