"""How much is taken from one visitor, one address and in one request, and what is said beyond
it.
"""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from assistant.errors import AssistantError
from assistant.page.guard.limits import LARGEST_BODY, BodyLimits, Limits
from assistant.page.guard.visitors import Visitor, Visitors
from assistant.settings import Settings

UPLOAD, ASK = "/gradio_api/upload", "/gradio_api/queue/join"
LARGEST_UPLOAD = 3_000_000


def test_a_visitor_who_asks_too_much_is_told_when_to_ask_again_and_others_go_on() -> None:
    limits = Limits(Settings(questions_per_minute=2))
    ada, bo = Visitor("ada", address="192.0.2.7"), Visitor("bo", address="192.0.2.7")
    limits.admit_question(ada)
    limits.admit_question(ada)
    with pytest.raises(
        AssistantError, match=r"^2 questions within a minute .+ Ask again in (?:60|59) seconds\.$"
    ):
        limits.admit_question(ada)
    limits.admit_question(bo)


def test_an_address_has_a_limit_whatever_cookies_it_sends() -> None:
    limits = Limits(Settings(questions_per_minute_per_address=2))
    for key in ("one", "two"):
        limits.admit_question(Visitor(key, address="192.0.2.7"))
    with pytest.raises(AssistantError, match="from one address"):
        limits.admit_question(Visitor("three", address="192.0.2.7"))
    limits.admit_question(Visitor("four", address="192.0.2.8"))


def test_without_a_cookie_the_address_stands_for_the_visitor() -> None:
    limits = Limits(Settings(questions_per_minute=1))
    limits.admit_question(Visitor("one", address="192.0.2.7", lasting=False))
    with pytest.raises(AssistantError, match="Ask again"):
        limits.admit_question(Visitor("two", address="192.0.2.7", lasting=False))


def test_the_minute_moves_on(monkeypatch: pytest.MonkeyPatch) -> None:
    limits, ada = Limits(Settings(questions_per_minute=1)), Visitor("ada")
    limits.admit_question(ada)
    later = time.time() + 61
    monkeypatch.setattr("time.time", lambda: later)
    limits.admit_question(ada)


async def length(request: Request) -> Response:
    return PlainTextResponse(str(len(await request.body())))


def client(address: str = "127.0.0.1") -> TestClient:
    app = Starlette(routes=[Route(path, length, methods=["POST"]) for path in (UPLOAD, ASK)])
    app.add_middleware(BodyLimits, largest_upload=LARGEST_UPLOAD)
    app.add_middleware(Visitors)
    return TestClient(app, base_url="http://127.0.0.1:7860", client=(address, 5000))


def chunks(size: int) -> Iterator[bytes]:
    """A body that does not say how long it is."""
    for _ in range(size // 100_000):
        yield b"x" * 100_000


@pytest.mark.parametrize(("path", "largest"), [(ASK, LARGEST_BODY), (UPLOAD, LARGEST_UPLOAD)])
@pytest.mark.parametrize("says", [True, False], ids=["told", "chunked"])
def test_a_request_that_is_too_large_is_refused(path: str, largest: int, says: bool) -> None:
    for size, status in ((largest, 200), (largest + 100_000, 413)):
        sent = client().post(path, content=b"x" * size if says else chunks(size))
        assert sent.status_code == status
    assert "bytes" in sent.text and "rolecall ingest" in sent.text


def test_only_an_owner_uploads() -> None:
    assert client("192.0.2.7").post(UPLOAD, content=b"x").status_code == 403
    assert client("192.0.2.7").post(ASK, content=b"x").text == "1"
