"""What a request could have Gradio do before any listener is asked: read files, fetch addresses,
print tracebacks.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from page_events import PageEvents
from page_site import browser, harbour_page


@pytest.fixture
def page(tmp_path: Path) -> Iterator[str]:
    with harbour_page(tmp_path) as address:
        yield address


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    path = tmp_path / "secret.md"
    path.write_text("# Rye\n\nThe recipe of the bakery is kept in a tin.")
    return path


def named(path: str) -> dict[str, Any]:
    return {"path": path, "orig_name": "rye.md", "meta": {"_type": "gradio.FileData"}}


def refused(page: str, question: Any) -> bool:
    """Whether an endpoint that anyone may call takes no notice; that it answers at all matters
    for /dev/zero.
    """
    answer = httpx.post(
        f"{page}/gradio_api/run/ask", json={"data": [question, [], "", [], []]}, timeout=20
    )
    return answer.status_code >= 400 and "tin" not in answer.text


def test_nobody_has_the_server_read_a_file_by_naming_it(page: str, secret: Path) -> None:
    for path in (str(secret), "/etc/passwd", "/dev/zero"):
        assert refused(page, named(path))
    with pytest.raises(RuntimeError):
        PageEvents(browser(page)).run("dropped", [named(str(secret))])
    assert httpx.get(f"{page}/healthz").text == "ok"


def test_nobody_has_the_server_fetch_an_address(page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    looked_up: list[Any] = []
    look_up = socket.getaddrinfo

    def noted(host: Any, *asked: Any, **more: Any) -> Any:
        looked_up.append(host)
        return look_up(host, *asked, **more)

    monkeypatch.setattr("socket.getaddrinfo", noted)
    window = PageEvents(browser(page))
    with pytest.raises(RuntimeError):
        window.run("dropped", [named("http://rye.example/recipe.md")])
    assert looked_up and "rye.example" not in looked_up


def test_what_is_wrong_with_a_request_is_logged_and_not_printed(
    page: str, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    window = PageEvents(browser(page))
    with pytest.raises(RuntimeError) as told:
        window.run("ask_1", "What do pilots do?", None, [], None)  # a slider is never nothing
    assert "TypeError" not in str(told.value) and "Traceback" not in capfd.readouterr().err
    assert "could not be answered" in caplog.text


def test_what_is_the_pages_own_is_not_called_past_its_queue(page: str) -> None:
    client = browser(page)
    config = client.get("/config").json()
    for event in config["dependencies"]:
        if event["api_visibility"] == "private":
            sent = {"data": [], "fn_index": event["id"], "session_hash": "past"}
            assert client.post("/gradio_api/run/ask", json=sent).status_code >= 400
