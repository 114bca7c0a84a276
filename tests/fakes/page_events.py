"""The page's own events without a browser: each is run as the browser runs it, over Gradio's
queue.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

import httpx


@dataclass
class PageEvents:
    """One window of a page that `client` reaches; `address` are the parameters of its address."""

    client: httpx.Client
    address: dict[str, str] = field(default_factory=dict)
    session: str = "window"
    warnings: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        config = self.client.get("/config").json()
        self.components = {one["id"]: one for one in config["components"]}
        self.events = {one["api_name"]: one for one in config["dependencies"]}

    def run(self, name: str, *given: Any, happened: dict[str, Any] | None = None) -> list[Any]:
        """What the event `name` last gives; the values `given` are for its inputs but those that
        Gradio keeps.

        `happened` is what the browser tells of the event itself, such as which message was retried.
        Raises RuntimeError where it failed.
        """
        event, values = self.events[name], iter(given)
        data = [
            None if self.components[one]["type"] == "state" else next(values)
            for one in event["inputs"]
        ]
        sent = {
            "data": data,
            "fn_index": event["id"],
            "session_hash": self.session,
            "event_data": happened,
        }
        self.client.post(
            "/gradio_api/queue/join", json=sent, params=self.address
        ).raise_for_status()
        self.warnings = []
        with self.client.stream(
            "GET", "/gradio_api/queue/data", params={"session_hash": self.session}
        ) as told:
            for line in told.iter_lines():
                message = json.loads(line.removeprefix("data: ")) if line else {"msg": ""}
                self.warnings += [message["log"]] if message["msg"] == "log" else []
                if message["msg"] == "process_completed":
                    return self._output(message)
        raise RuntimeError(f"{name} gave nothing")

    def ask(self, question: str, *given: Any) -> list[Any]:
        """What asking a question last gives, as `run` does."""
        return self.run("ask_1", question, *given)

    def _output(self, done: dict[str, Any]) -> list[Any]:
        if not done["success"]:
            raise RuntimeError(done["output"])
        output: list[Any] = done["output"]["data"]
        return output
