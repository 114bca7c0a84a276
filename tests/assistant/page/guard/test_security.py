"""What the page's server lets in, from whom, and the policy it sends."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from assistant.page.app import create_app
from assistant.page.guard.accounts import make_account, put_account
from assistant.page.guard.security import PageSecurity, content_security_policy, is_loopback
from assistant.settings import Settings

PAGE = (
    "<html><script>start()</script><script type=module src=a.js></script><p>scripts &amp; "
    "more</p></html>"
)


async def page(request: Request) -> Response:
    return HTMLResponse(PAGE)


async def answer(request: Request) -> Response:
    return JSONResponse({"ok": True})


def client(
    host: str = "127.0.0.1", base_url: str = "http://127.0.0.1:7860", **more: Any
) -> TestClient:
    routes = [Route("/", page), Route("/{path:path}", answer, methods=["GET", "POST"])]
    app = Starlette(routes=routes)
    app.add_middleware(PageSecurity, host=host, **more)
    return TestClient(app, base_url=base_url)


def test_each_page_has_its_own_nonce_on_every_script() -> None:
    first, second = client().get("/"), client().get("/")
    nonces = re.findall(r'<script nonce="([^"]+)"', first.text)
    assert len(nonces) == 2 and len(set(nonces)) == 1
    assert f"'nonce-{nonces[0]}'" in first.headers["content-security-policy"]
    assert nonces[0] not in second.text
    assert first.headers["content-length"] == str(len(first.content))


@pytest.mark.parametrize("path", ["/", "/anything", "/gradio_api/upload"])
def test_every_response_carries_the_headers(path: str) -> None:
    headers = client().get(path).headers
    assert "default-src 'self'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


def test_the_policy_runs_no_strings_and_reaches_nowhere_else() -> None:
    directives = dict(part.split(" ", 1) for part in content_security_policy("abc").split("; "))
    assert directives["script-src"] == "'self' 'nonce-abc'"
    for name in ("default-src", "img-src", "connect-src", "form-action", "base-uri", "font-src"):
        assert directives[name] == "'self'"
    for name in ("object-src", "frame-src", "frame-ancestors", "media-src"):
        assert directives[name] == "'none'"


@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:7860", "127.0.0.1.evil.example", "localhost@evil.example", "[x"],
)
def test_a_foreign_name_for_this_machine_is_refused(host: str) -> None:
    response = client().get("/", headers={"host": host})
    assert response.status_code == 403
    assert "127.0.0.1" in response.text


@pytest.mark.parametrize("host", ["127.0.0.1:7860", "localhost:7860", "[::1]:7860", "localhost"])
def test_this_machines_own_names_are_answered(host: str) -> None:
    assert client().get("/", headers={"host": host}).status_code == 200


def test_behind_a_proxy_its_name_is_answered_and_no_other() -> None:
    proxied = client(public_url="https://rolecall.example/", base_url="http://rolecall.example")
    assert proxied.get("/").status_code == 200
    assert "https://rolecall.example" in proxied.get("/", headers={"host": "evil.example"}).text
    for origin, status in (("https://rolecall.example", 200), ("https://evil.example", 403)):
        assert (
            proxied.post("/gradio_api/queue/join", headers={"origin": origin}).status_code == status
        )


def test_a_page_served_to_others_answers_to_its_machines_names_and_addresses_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A site could have its own name resolve to this machine, but not this machine's, nor an
    address in digits.
    """
    monkeypatch.setattr("socket.gethostname", lambda: "Bakery")
    monkeypatch.setattr("socket.getfqdn", lambda: "bakery.example")
    served = client(host="0.0.0.0")
    for name in (
        "192.168.0.4:7860",
        "[fe80::1]:7860",
        "bakery",
        "bakery.local:7860",
        "bakery.example",
        "localhost",
    ):
        assert served.get("/", headers={"host": name}).status_code == 200
    refused = served.get("/", headers={"host": "evil.example:7860"})
    assert refused.status_code == 403 and "ROLECALL_PUBLIC_URL" in refused.text
    assert (
        client(host="shop.example").get("/", headers={"host": "shop.example:7860"}).status_code
        == 200
    )


@pytest.mark.parametrize("method", ["GET", "POST", "OPTIONS"])
def test_another_site_is_told_nothing_where_others_are_served(method: str) -> None:
    here = {"host": "192.168.0.4:7860", "access-control-request-method": "POST"}
    served = client(host="0.0.0.0")
    refused = served.request(
        method, "/gradio_api/info", headers={**here, "origin": "http://evil.example"}
    )
    assert refused.status_code == 403 and "access-control-allow-origin" not in refused.headers
    assert (
        served.get(
            "/gradio_api/info", headers={**here, "origin": "http://192.168.0.4:7860"}
        ).status_code
        == 200
    )


@pytest.mark.parametrize(
    "headers",
    [{"origin": "https://evil.example"}, {"origin": "null"}, {"sec-fetch-site": "cross-site"}],
)
def test_another_site_can_not_ask(headers: dict[str, str]) -> None:
    assert client().post("/gradio_api/queue/join", headers=headers).status_code == 403
    assert (
        client()
        .post("/gradio_api/queue/join", headers={"origin": "http://127.0.0.1:7860"})
        .status_code
        == 200
    )


def test_no_other_site_signs_anybody_in_or_out() -> None:
    with_login = client(login=True)
    for path in ("/login", "/logout"):
        assert with_login.get(path).status_code == 200
        assert with_login.get(path, headers={"sec-fetch-site": "cross-site"}).status_code == 403
        assert client().get(path).status_code == 403


FRAME = {
    "GET /",
    "HEAD /",
    "GET /assets/{path:path}",
    "GET /static/{path:path}",
    "GET /theme.css",
    "GET /favicon.ico",
    "GET /healthz",
    "GET /readyz",
}
READING = FRAME | {
    "GET /page/{path}",
    "GET /config",
    "GET /config/",
    "GET /robots.txt",
    "GET /manifest.json",
    "GET /documents/{document_id}",
    "GET /conversations/{name}",
    "GET /gradio_api/app_id",
    "GET /gradio_api/app_id/",
    "GET /gradio_api/startup-events",
    "GET /gradio_api/heartbeat/{session_hash}",
    "GET /gradio_api/queue/data",
    "GET /gradio_api/upload_progress",
    "GET /gradio_api/theme.css",
    "GET /gradio_api/info",
    "GET /gradio_api/info/",
    "GET /gradio_api/openapi.json",
    "GET /gradio_api/call/{api_name}/{event_id}",
    "GET /gradio_api/call/v2/{api_name}/{event_id}",
    "GET /gradio_api/mcp/schema",
    "GET /gradio_api/mcp/sse",
    "GET /gradio_api/mcp/messages/{path}",
    "GET /gradio_api/mcp/{path}",
    "HEAD /gradio_api/mcp/schema",
    "HEAD /gradio_api/mcp/sse",
}
ASKING = READING | {
    "POST /gradio_api/queue/join",
    "POST /gradio_api/cancel",
    "POST /gradio_api/reset",
    "POST /gradio_api/reset/",
    *(
        f"POST /gradio_api/{call}/{{api_name}}{end}"
        for call in ("run", "call", "call/v2")
        for end in ("", "/")
    ),
    "POST /page/{path}",  # files, which take none
    "POST /gradio_api/mcp/messages/{path}",
    "POST /gradio_api/mcp/{path}",
}
UPLOADING = {"POST /gradio_api/upload"}
SIGNING = {"POST /login", "POST /login/", "GET /logout"}


def routes_of(app: Any, prefix: str = "") -> Iterator[str]:
    """ "METHOD /path" of every route of an app and of what is mounted in it."""
    for route in app.routes:
        within = getattr(route, "original_router", None)
        if within is not None:
            yield from routes_of(within, prefix)
        elif getattr(route, "routes", None):
            yield from routes_of(route, prefix + route.path)
        elif getattr(route, "methods", None):
            yield from (f"{method} {prefix}{route.path}" for method in route.methods)
        else:  # something of its own
            yield from (f"{method} {prefix}{route.path}/{{path}}" for method in ("GET", "POST"))


def reached(app: FastAPI, address: str = "127.0.0.1", **headers: str) -> set[str]:
    """The routes of `app` that a request from `address` gets to; behind its guards stands one
    that answers it all.
    """

    async def answer_all(scope: Any, receive: Any, send: Any) -> None:
        await Response("reached")(scope, receive, send)

    guarded: Any = answer_all
    for guard in reversed(app.user_middleware):
        guarded = guard.cls(guarded, *guard.args, **guard.kwargs)
    sending = TestClient(guarded, base_url="http://127.0.0.1:7860", client=(address, 5000))
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    found = set()
    for route in routes_of(app):
        method, path = route.split(" ")
        path = re.sub(r"{[^}]*}", "x", path.replace("{api_name}", "ask"))
        answer = sending.request(method, path, headers=named)
        assert answer.status_code in (200, 401, 403)
        if answer.status_code == 200:
            found.add(route)
    return found


@pytest.fixture(scope="module")
def open_to_all() -> FastAPI:
    return create_app(Settings(host="0.0.0.0", no_login=True), lambda **_: None)


def test_each_visitor_reaches_these_routes_and_no_other(open_to_all: FastAPI) -> None:
    there = set(routes_of(open_to_all))
    assert len(there) > 80 and there > UPLOADING
    assert reached(open_to_all) == (ASKING | UPLOADING) & there
    assert reached(open_to_all, "192.0.2.7") == ASKING & there
    assert reached(open_to_all, x_forwarded_for="192.0.2.7") == ASKING & there
    assert reached(open_to_all, sec_fetch_site="cross-site") == READING & there


def test_on_this_machine_another_name_or_origin_reaches_nothing_it_should_not() -> None:
    app = create_app(Settings(), lambda **_: None)
    there = set(routes_of(app))
    assert reached(app) == (ASKING | UPLOADING) & there
    assert reached(app, origin="https://evil.example") == set()
    assert reached(app, host="evil.example") == set()


def test_with_a_login_nobody_gets_past_the_form_without_it(tmp_path: Any) -> None:
    put_account(tmp_path / "logins", make_account("ada", "sourdough starter"))
    app = create_app(Settings(login_file=tmp_path / "logins"), lambda **_: None)
    assert reached(app) == (FRAME | SIGNING) & set(routes_of(app))


def test_of_the_pages_listeners_programs_reach_the_four_endpoints_and_no_other(
    open_to_all: FastAPI,
) -> None:
    window = TestClient(open_to_all, base_url="http://127.0.0.1:7860", client=("127.0.0.1", 5000))
    events = window.get("/config").json()["dependencies"]
    private = {one["api_name"] for one in events if one["api_visibility"] != "public"}
    assert {one["api_name"] for one in events} - private == {
        "ask",
        "compare",
        "postings",
        "documents",
    }
    assert len(private) > 30
    for name in private:
        for call in ("run", "call", "call/v2"):
            for end in ("", "/", "/x"):
                assert (
                    window.post(f"/gradio_api/{call}/{name}{end}", json={"data": []}).status_code
                    == 403
                )
    listed = window.get("/gradio_api/info").json()["named_endpoints"]
    assert set(listed) == {"/ask", "/compare", "/postings", "/documents"}


def test_a_path_that_is_written_otherwise_opens_nothing() -> None:
    for path in (
        "//gradio_api/upload",
        "/gradio_api/upload/",
        "/gradio_api/./token",
        "/page/x%0a",
        "/gradio_api/run",
    ):
        assert client().get(f"http://127.0.0.1:7860{path}").status_code == 403


def test_loopback_is_told_from_other_addresses() -> None:
    assert all(is_loopback(host) for host in ("127.0.0.1", "127.8.8.8", "::1", "localhost"))
    assert not any(is_loopback(host) for host in ("0.0.0.0", "192.168.0.4", "example.org", ""))
