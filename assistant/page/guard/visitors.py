"""Identify visitors: by their browser's cookie, the name they signed in with, and whether they own
the page.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.errors import AssistantError
from assistant.page.guard.security import host_name, is_loopback

if TYPE_CHECKING:
    from assistant.page.guard.login import Login

VISITOR_COOKIE = "rolecall_visitor"
LONGEST_SECONDS = 400 * 24 * 3600  # as long as browsers keep a cookie
_COOKIE_BYTES = 32
_COOKIE = re.compile(r"[A-Za-z0-9_-]{43}")
_SCOPE_KEY = "rolecall.visitor"
# Headers that a proxy adds. A proxy that adds none is recognised by the name in the request, or by
# HTTP/1.0.
_FORWARDED = (
    "forwarded",
    "via",
    "x-real-ip",
    "x-forwarded-for",
    "x-forwarded-host",
    "x-forwarded-proto",
)


@dataclass(frozen=True, slots=True)
class Visitor:
    """The sender of a request.

    Attributes:
        key: what is kept for them is kept under this; it reveals neither the cookie nor the name.
        owner: whether they may change documents and models.
        name: the name they signed in with, "" without a login.
        address: where they connect from; counted against the limits, and never kept.
        lasting: whether they will come back under this key; nothing may be kept for a visitor who
            will not.
    """

    key: str
    owner: bool = False
    name: str = ""
    address: str = ""
    lasting: bool = True


def visitor_of(request: Any) -> Visitor:
    """Return the visitor who sent a Starlette or Gradio request; a new visitor if the request
    didn't pass `Visitors`.
    """
    inner = getattr(request, "request", None) or request
    visitor = getattr(inner, "scope", {}).get(_SCOPE_KEY)
    return (
        visitor if isinstance(visitor, Visitor) else Visitor(secrets.token_hex(32), lasting=False)
    )


def require_owner(visitor: Visitor) -> None:
    """Raise AssistantError unless they own the page."""
    if not visitor.owner:
        who = f"{visitor.name!r} is not" if visitor.name else "You are not"
        raise AssistantError(
            f"{who} an owner of this page, and only an owner changes documents and models. Open "
            "the page on the "
            "machine it runs on, or sign in as an owner: `rolecall login add FILE NAME --owner`"
        )


def visitor_key(cookie: str, name: str) -> str:
    """Return 64 hexadecimal digits: the database learns no cookie, and two people at one browser
    stay apart.
    """
    return hashlib.sha256(f"{cookie}\n{name}".encode()).hexdigest()


def address_of(scope: Scope, behind_proxy: bool) -> str:
    """Return the address of a request; behind a proxy on this machine, the address that the proxy
    saw.
    """
    client = scope.get("client")
    address = str(client[0]) if client else ""
    if behind_proxy and is_loopback(address):
        seen = Headers(scope=scope).getlist("x-forwarded-for")
        return seen[-1].rpartition(",")[2].strip() or address if seen else address
    return address


class Visitors:
    """ASGI middleware: sets the visitor that `visitor_of` returns, and gives browsers their cookie
    with a page.

    Without a login, the owner is whoever connects from this machine without a proxy. With a login,
    only the login decides: a proxy that doesn't identify itself would make everyone an owner.
    """

    def __init__(self, app: ASGIApp, public_url: str = "", login: Login | None = None) -> None:
        self._app = app
        self._public_url = public_url
        self._login = login

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on with its visitor, who gets a cookie if they have none."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        cookies = HTTPConnection(scope).cookies
        cookie = cookies.get(VISITOR_COOKIE, "")
        known = _COOKIE.fullmatch(cookie) is not None
        scope[_SCOPE_KEY] = self._visitor(scope, cookies, cookie if known else "")
        await self._app(scope, receive, send if known else self._giving(scope, send))

    def _visitor(self, scope: Scope, cookies: Mapping[str, str], cookie: str) -> Visitor:
        if self._login is not None:
            name = self._login.name_of(cookies)
            owner = self._login.is_owner(name)
        else:
            name, owner = "", not self._public_url and _is_at_this_machine(scope)
        key = visitor_key(cookie or secrets.token_urlsafe(_COOKIE_BYTES), name)
        return Visitor(key, owner, name, address_of(scope, bool(self._public_url)), bool(cookie))

    def _giving(self, scope: Scope, send: Send) -> Send:
        """Return a `send` that adds a new cookie to a page."""

        async def give(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == 200:
                headers = MutableHeaders(scope=message)
                if headers.get("content-type", "").startswith("text/html"):
                    headers.append("set-cookie", self._cookie(scope))
            await send(message)

        return give

    def _cookie(self, scope: Scope) -> str:
        proto = Headers(scope=scope).get("x-forwarded-proto", scope["scheme"])
        secure = proto == "https" or self._public_url.startswith("https:")
        value = (
            f"{VISITOR_COOKIE}={secrets.token_urlsafe(_COOKIE_BYTES)}; Path=/; "
            f"Max-Age={LONGEST_SECONDS}"
        )
        # Lax, so that links from other sites work
        return f"{value}; HttpOnly; SameSite=Lax{'; Secure' if secure else ''}"


def _is_at_this_machine(scope: Scope) -> bool:
    """Return whether a browser on this machine sent the request, to this machine's own name."""
    headers = Headers(scope=scope)
    if not is_loopback(address_of(scope, behind_proxy=False)) or scope.get("http_version") == "1.0":
        return False
    own = is_loopback(host_name(f"//{headers.get('host', '')}"))
    return own and not any(name in headers for name in _FORWARDED)
