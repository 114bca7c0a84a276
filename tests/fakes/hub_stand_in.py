"""A stand-in that speaks the HTTP interface of the Hugging Face hub, on loopback, for one folder as
one model.

What huggingface_hub 2.4 was found to ask for: GET /api/models/NAME/revision/main for the commit,
GET /api/models/NAME/tree/COMMIT for the files with their hashes, then of each file that is wanted
HEAD and GET /NAME/resolve/COMMIT/FILE. Nothing of the hub's is behind it.
"""

from __future__ import annotations

import hashlib
import json
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from types import TracebackType
from typing import Any, Self

COMMIT = "5" * 40


class HubStandIn:
    """Serves `folder` as the model `name` inside a `with` block, and keeps (method, path) of what
    it was asked.

    Weights go out in two halves, `pause` seconds apart. `refuses` maps a model's name to the status
    and the error code that it is refused with.
    """

    def __init__(
        self, name: str, folder: Path, refuses: dict[str, tuple[int, str]] | None = None
    ) -> None:
        self.name = name
        self.folder = folder
        self.refuses = refuses or {}
        self.asked: list[tuple[str, str]] = []
        self.pause = 0.0

    def __enter__(self) -> Self:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._thread = Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def fetched(self) -> set[str]:
        """The files whose content was asked for."""
        start = f"/{self.name}/resolve/{COMMIT}/"
        return {
            path.removeprefix(start)
            for method, path in self.asked
            if method == "GET" and path.startswith(start)
        }

    def tree(self) -> list[dict[str, Any]]:
        """Every file as the hub lists it; weights are kept apart from git, as large files are."""
        return [_listed(path.name, path.read_bytes()) for path in sorted(self.folder.iterdir())]


def _listed(name: str, content: bytes) -> dict[str, Any]:
    entry = {"type": "file", "oid": _git_hash(content), "size": len(content), "path": name}
    if _is_large(name):
        entry["lfs"] = {
            "oid": hashlib.sha256(content).hexdigest(),
            "size": len(content),
            "pointerSize": 134,
        }
    return entry


def _git_hash(content: bytes) -> str:
    return hashlib.sha1(b"blob %d\0%s" % (len(content), content)).hexdigest()


def _is_large(name: str) -> bool:
    return name.endswith((".safetensors", ".bin"))


def _handler(hub: HubStandIn) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 5.0

        def do_GET(self) -> None:
            self._answer()

        def do_HEAD(self) -> None:
            self._answer()

        def _answer(self) -> None:
            path = self.path.partition("?")[0]
            hub.asked.append((self.command, path))
            api, files = f"/api/models/{hub.name}", f"/{hub.name}/resolve/{COMMIT}/"
            refused = next(
                (refusal for name, refusal in hub.refuses.items() if f"/{name}/" in path), None
            )
            if refused:
                self._refuse(*refused)
            elif path == f"{api}/revision/main":
                siblings = [{"rfilename": entry["path"]} for entry in hub.tree()]
                self._send_json(
                    {"id": hub.name, "modelId": hub.name, "sha": COMMIT, "siblings": siblings}
                )
            elif path == f"{api}/tree/{COMMIT}":
                self._send_json(hub.tree())
            elif (
                path.startswith(files) and (file := hub.folder / path.removeprefix(files)).is_file()
            ):
                self._send_file(file.name, file.read_bytes())
            else:
                self._refuse(404, "RepoNotFound")

        def _send_file(self, name: str, content: bytes) -> None:
            tag = hashlib.sha256(content).hexdigest() if _is_large(name) else _git_hash(content)
            self._begin(
                200,
                "application/octet-stream",
                len(content),
                {"ETag": f'"{tag}"', "X-Repo-Commit": COMMIT},
            )
            if self.command == "GET":
                half = len(content) // 2 if _is_large(name) else 0
                self.wfile.write(content[:half])
                time.sleep(hub.pause if half else 0)
                self.wfile.write(content[half:])

        def _send_json(self, value: Any) -> None:
            content = json.dumps(value).encode()
            self._begin(200, "application/json", len(content), {})
            self.wfile.write(content)

        def _refuse(self, status: int, code: str) -> None:
            self._begin(status, "text/plain", 0, {"X-Error-Code": code})

        def _begin(self, status: int, kind: str, length: int, headers: dict[str, str]) -> None:
            self.send_response(status)
            for name, value in {
                "Content-Type": kind,
                "Content-Length": str(length),
                **headers,
            }.items():
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, *arguments: Any) -> None:
            pass

    return Handler
