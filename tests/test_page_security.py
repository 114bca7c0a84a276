"""What the page's server refuses, and the policy it sends."""

from __future__ import annotations

import re

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from assistant.page.security import PageSecurity, content_security_policy, is_loopback

PAGE = "<html><script>start()</script><script type=module src=a.js></script><p>scripts &amp; more</p></html>"


async def page(request: Request) -> Response:
    return HTMLResponse(PAGE)


async def answer(request: Request) -> Response:
    return JSONResponse({"ok": True})


def client(host: str = "127.0.0.1", base_url: str = "http://127.0.0.1:7860") -> TestClient:
    routes = [Route("/", page), Route("/{path:path}", answer, methods=["GET", "POST"])]
    app = Starlette(routes=routes)
    app.add_middleware(PageSecurity, host=host)
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
    "host", ["evil.example", "evil.example:7860", "127.0.0.1.evil.example", "localhost@evil.example", "[x"]
)
def test_a_foreign_name_for_this_machine_is_refused(host: str) -> None:
    response = client().get("/", headers={"host": host})
    assert response.status_code == 403
    assert "127.0.0.1" in response.text


@pytest.mark.parametrize("host", ["127.0.0.1:7860", "localhost:7860", "[::1]:7860", "localhost"])
def test_this_machines_own_names_are_answered(host: str) -> None:
    assert client().get("/", headers={"host": host}).status_code == 200


def test_a_page_served_to_others_answers_to_any_name() -> None:
    assert client(host="0.0.0.0").get("/", headers={"host": "rolecall.example"}).status_code == 200


@pytest.mark.parametrize(
    "headers", [{"origin": "https://evil.example"}, {"origin": "null"}, {"sec-fetch-site": "cross-site"}]
)
def test_another_site_can_not_ask(headers: dict[str, str]) -> None:
    assert client().post("/gradio_api/queue/join", headers=headers).status_code == 403
    assert client().post("/gradio_api/queue/join", headers={"origin": "http://127.0.0.1:7860"}).status_code == 200


@pytest.mark.parametrize(
    "path", ["/gradio_api/upload", "/gradio_api/file=/etc/passwd", "/gradio_api/proxy=http://a.example"]
)
def test_what_the_page_does_not_use_is_closed(path: str) -> None:
    assert client().get(path).status_code == 403


def test_loopback_is_told_from_other_addresses() -> None:
    assert all(is_loopback(host) for host in ("127.0.0.1", "127.8.8.8", "::1", "localhost"))
    assert not any(is_loopback(host) for host in ("0.0.0.0", "192.168.0.4", "example.org", ""))
