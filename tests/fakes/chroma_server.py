"""A real Chroma server that can be stopped, started again and held up, and a door before it that
asks for a token.
"""

from __future__ import annotations

import http.client
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from store.collection.client import served
from store.errors import CollectionError
from store.settings import StoreSettings

PATIENCE = 60.0  # seconds for the server to start


class ChromaServer:
    """`chroma run` over a folder, on a port of this machine that stays the same."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        chroma = Path(sys.executable).with_name("chroma")
        command = [
            str(chroma),
            "run",
            "--path",
            str(self._folder),
            "--host",
            "127.0.0.1",
            "--port",
            str(self.port),
        ]
        self._process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    def wait(self) -> None:
        """Return once it answers."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end and self._process is not None and self._process.poll() is None:
            try:
                client = served(StoreSettings(chroma_url=self.url))
                client.open()
                client.close()
                return
            except CollectionError:
                time.sleep(0.1)
        raise AssertionError(f"the Chroma server did not answer; it is {self._process}")

    def stop(self) -> None:
        """Kill it, as a power cut would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(timeout=20)
            self._process = None

    @contextmanager
    def held_up(self) -> Iterator[None]:
        """Let it take requests and answer none."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self._process.send_signal(signal.SIGCONT)

    def empty(self) -> None:
        """Delete Rolecall's collections."""
        client = served(StoreSettings(chroma_url=self.url))
        for name in client.names():
            client.drop(name)
        client.close()


@contextmanager
def chroma_server(folder: Path) -> Iterator[ChromaServer]:
    server = ChromaServer(folder)
    server.start()
    try:
        server.wait()
        yield server
    finally:
        server.stop()


@contextmanager
def guarded(server: ChromaServer, folder: Path, token: str) -> Iterator[tuple[str, Path]]:
    """Yield the https address of a door before the server that asks for a token, and its
    certificate's file.
    """
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1",
         "-addext", "subjectAltName=IP:127.0.0.1", "-out", certificate, "-keyout", key],
        check=True, capture_output=True,
    )  # fmt: skip

    class Door(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            if self.headers.get("Authorization") != f"Bearer {token}":
                self.pass_on(401, b'{"error": "Unauthorized"}')
                return
            behind = http.client.HTTPConnection("127.0.0.1", server.port)
            wanted = {
                name: value
                for name, value in self.headers.items()
                if name.lower() not in ("host", "connection")
            }
            behind.request(self.command, self.path, body, wanted)
            reply = behind.getresponse()
            self.pass_on(reply.status, reply.read())

        do_GET = do_POST = do_PUT = do_DELETE = answer  # noqa: N815 - as the library calls them

        def pass_on(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments: Any) -> None:
            """Keep the test's output clean."""

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    door = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    door.socket = context.wrap_socket(door.socket, server_side=True)
    threading.Thread(target=door.serve_forever, daemon=True).start()
    try:
        yield f"https://127.0.0.1:{door.server_port}", certificate
    finally:
        door.shutdown()
        door.server_close()
