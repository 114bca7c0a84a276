"""Who a visitor is: known again by a cookie, an owner only where nothing stands between."""

from __future__ import annotations

import json
from collections.abc import Callable
from http.cookies import SimpleCookie
from types import SimpleNamespace
from typing import Any

import gradio as gr
import pytest
from fastapi import FastAPI
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from assistant.errors import AssistantError
from assistant.page.guard.visitors import (
    VISITOR_COOKIE,
    Visitor,
    Visitors,
    require_owner,
    visitor_of,
)

COOKIE = "c" * 43
HERE = "http://127.0.0.1:7860"


async def page(request: Request) -> Response:
    return HTMLResponse("<p>page</p>")


async def who(request: Request) -> Response:
    visitor = visitor_of(request)
    told = {
        "key": visitor.key,
        "owner": visitor.owner,
        "name": visitor.name,
        "lasting": visitor.lasting,
    }
    return JSONResponse(told | {"address": visitor.address, "signed_in": visitor.name or None})


def signed_in(name: str, is_owner: Callable[[str], bool]) -> Any:
    """A login by which everyone is `name`."""
    return SimpleNamespace(name_of=lambda _: name, is_owner=is_owner)


def client(address: str = "127.0.0.1", base_url: str = HERE, **visitors: Any) -> TestClient:
    app = Starlette(routes=[Route("/", page), Route("/who", who)])
    app.add_middleware(Visitors, **visitors)
    return TestClient(app, base_url=base_url, client=(address, 5000))


def told(client: TestClient, cookie: str = COOKIE, **headers: str) -> dict[str, Any]:
    sent = {"cookie": f"{VISITOR_COOKIE}={cookie}"} if cookie else {}
    answer: dict[str, Any] = client.get(
        "/who", headers=sent | {n.replace("_", "-"): v for n, v in headers.items()}
    ).json()
    return answer


def test_a_browser_gets_a_cookie_with_its_first_page_and_keeps_it() -> None:
    browser = client()
    first = browser.get("/")
    morsel = SimpleCookie(first.headers["set-cookie"])[VISITOR_COOKIE]
    assert len(morsel.value) == 43
    assert (
        morsel["httponly"]
        and morsel["samesite"] == "Lax"
        and morsel["path"] == "/"
        and not morsel["secure"]
    )
    assert int(morsel["max-age"]) > 300 * 24 * 3600
    assert "set-cookie" not in browser.get("/").headers
    assert client().get("/").headers["set-cookie"] != first.headers["set-cookie"]


@pytest.mark.parametrize("cookie", ["", "short", "c" * 44, "c" * 42 + "/"])
def test_a_cookie_that_is_none_of_ours_is_replaced_and_keeps_nothing(cookie: str) -> None:
    assert (
        "set-cookie" in client().get("/", headers={"cookie": f"{VISITOR_COOKIE}={cookie}"}).headers
    )
    first, second = told(client(), cookie), told(client(), cookie)
    assert first["key"] != second["key"] and not first["lasting"]


def test_a_program_is_given_no_cookie() -> None:
    assert "set-cookie" not in client().get("/who").headers


@pytest.mark.parametrize(
    ("base_url", "public_url", "headers"),
    [
        ("https://127.0.0.1", "", {}),
        (HERE, "", {"x-forwarded-proto": "https"}),
        (HERE, "https://rolecall.example", {}),
    ],
)
def test_over_https_the_cookie_stays_there(
    base_url: str, public_url: str, headers: dict[str, str]
) -> None:
    page = client(base_url=base_url, public_url=public_url).get("/", headers=headers)
    assert page.headers["set-cookie"].endswith("; Secure")


def test_the_key_tells_neither_cookie_nor_name_and_both_make_it() -> None:
    alone = told(client())
    names = [told(client(login=signed_in(name, bool))) for name in ("ada", "bo")]
    keys = {alone["key"], *(one["key"] for one in names), told(client(), "d" * 43)["key"]}
    assert len(keys) == 4
    assert all(COOKIE not in key and "ada" not in key for key in keys)
    assert told(client())["key"] == alone["key"] and alone["lasting"]
    assert [one["signed_in"] for one in (alone, *names)] == [None, "ada", "bo"]


def test_whoever_sits_at_this_machine_is_the_owner() -> None:
    for address, name in (
        ("127.0.0.1", HERE),
        ("::1", "http://[::1]:7860"),
        ("127.0.0.1", "http://localhost:7860"),
    ):
        assert told(client(address, name))["owner"]
    assert not told(client("192.0.2.7", "http://192.0.2.1:7860"))["owner"]


@pytest.mark.parametrize(
    "header",
    ["x-forwarded-for", "forwarded", "x-real-ip", "via", "x-forwarded-proto", "x-forwarded-host"],
)
def test_a_proxy_on_this_machine_makes_nobody_an_owner(header: str) -> None:
    assert not client().get("/who", headers={header: "127.0.0.1"}).json()["owner"]


def test_nor_does_a_proxy_that_keeps_the_name_it_was_asked_under_or_that_was_announced() -> None:
    assert not told(client(), host="rolecall.example")["owner"]
    assert not told(client(public_url="https://rolecall.example"))["owner"]


def test_with_a_login_only_the_login_tells_who_owns_the_page() -> None:
    for name, owner in (("ada", True), ("bo", False), ("", False)):
        asked = client(login=signed_in(name, lambda name: name == "ada"))
        assert told(asked)["owner"] is owner


def test_the_address_is_what_the_announced_proxy_saw_and_not_what_the_visitor_says() -> None:
    proxied = client(public_url="https://rolecall.example")
    assert told(proxied, x_forwarded_for="203.0.113.9, 192.0.2.7")["address"] == "192.0.2.7"
    assert told(proxied)["address"] == "127.0.0.1"
    assert told(client(), x_forwarded_for="203.0.113.9")["address"] == "127.0.0.1"
    direct = client("192.0.2.8", public_url="https://rolecall.example")
    assert told(direct, x_forwarded_for="203.0.113.9")["address"] == "192.0.2.8"


def test_an_event_of_the_page_knows_who_asks() -> None:
    def asked(request: gr.Request) -> str:
        visitor = visitor_of(request)
        return json.dumps([visitor.key, visitor.owner])

    with gr.Blocks(analytics_enabled=False) as blocks:
        gr.Button().click(asked, None, gr.Textbox(), api_name="asked")
    app = FastAPI()
    app.add_api_route("/who", who)
    app.add_middleware(Visitors)
    gr.mount_gradio_app(app, blocks, path="/")
    with TestClient(
        app, base_url=HERE, client=("127.0.0.1", 5000), cookies={VISITOR_COOKIE: COOKIE}
    ) as browser:
        browser.post(
            "/gradio_api/queue/join", json={"data": [], "fn_index": 0, "session_hash": "one"}
        )
        events = browser.get("/gradio_api/queue/data", params={"session_hash": "one"}).text
    done = next(
        event
        for event in map(json.loads, events.replace("data: ", "").split("\n\n"))
        if "output" in event
    )
    assert json.loads(done["output"]["data"][0]) == [told(client())["key"], True]


def test_a_request_that_nobody_looked_at_is_a_stranger() -> None:
    stranger = visitor_of(Request({"type": "http", "headers": []}))
    assert not stranger.owner and not stranger.lasting and visitor_of(None).name == ""


def test_who_does_not_own_the_page_is_told_what_an_owner_is() -> None:
    require_owner(Visitor("key", owner=True))
    with pytest.raises(
        AssistantError, match=r"You are not an owner .+`rolecall login add FILE NAME --owner"
    ):
        require_owner(Visitor("key"))
    with pytest.raises(AssistantError, match="'bo' is not an owner"):
        require_owner(Visitor("key", name="bo"))
