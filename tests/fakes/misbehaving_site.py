"""A web site on loopback that does what a test says, byte for byte, right or wrong."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable
from contextlib import suppress
from threading import Event, Thread
from types import TracebackType
from typing import Self

Behaviour = Callable[[socket.socket, Event], None]


class MisbehavingSite:
    """Serves inside a `with` block.

    `pages` says what each path does; `asked` keeps every request's head.

    A path without a page answers 404. `closing` is set as the site ends, so that what never ends
    does.
    """

    def __init__(self, host: str = "127.0.0.1", tls: ssl.SSLContext | None = None) -> None:
        self.pages: dict[str, Behaviour] = {}
        self.asked: list[str] = []
        self.closing = Event()
        self._tls = tls
        self._listener = socket.create_server((host, 0))
        self.port: int = self._listener.getsockname()[1]

    def __enter__(self) -> Self:
        Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.closing.set()
        self._listener.close()

    def url(self, path: str, host: str = "jobs.example") -> str:
        return f"{'https' if self._tls else 'http'}://{host}:{self.port}{path}"

    def paths(self) -> list[str]:
        return [head.split()[1] for head in self.asked]

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with suppress(OSError):
            if self._tls:
                connection = self._tls.wrap_socket(connection, server_side=True)
            with connection:
                head = b""
                while not head.endswith(b"\r\n\r\n"):
                    piece = connection.recv(4096)
                    if not piece:
                        return
                    head += piece
                self.asked.append(head.decode("latin-1"))
                self.pages.get(head.split()[1].decode(), reply(b"", status=404))(
                    connection, self.closing
                )


def reply(
    content: bytes, *, status: int = 200, content_type: str = "text/html", **headers: str
) -> Behaviour:
    """Send a well-formed answer; a header's name is written with underscores:
    content_encoding="gzip".
    """
    told = {"Content-Type": content_type, "Content-Length": str(len(content))}
    told |= {name.replace("_", "-").title(): value for name, value in headers.items()}
    head = "".join(f"{name}: {value}\r\n" for name, value in told.items() if value)
    return raw(f"HTTP/1.1 {status} Whatever\r\n{head}\r\n".encode("latin-1") + content)


def raw(sent: bytes) -> Behaviour:
    def send(connection: socket.socket, closing: Event) -> None:
        connection.sendall(sent)

    return send


def redirect(location: str, status: int = 302) -> Behaviour:
    return reply(b"", status=status, location=location)


def drip(head: bytes, drop: bytes, pause: float) -> Behaviour:
    """Send `head`, then `drop` for ever, `pause` seconds apart."""

    def send(connection: socket.socket, closing: Event) -> None:
        connection.sendall(head)
        while not closing.wait(pause):
            connection.sendall(drop)

    return send


def reset_after(sent: bytes) -> Behaviour:
    """Send some bytes and reset the connection."""

    def send(connection: socket.socket, closing: Event) -> None:
        connection.sendall(sent)
        closing.wait(0.05)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")

    return send
