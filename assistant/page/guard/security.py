"""Control what the page's server lets in and out: a Content-Security-Policy, this machine's own
names, and only the routes in use.

The page shows documents and model output that may be hostile. safe_markdown keeps them from being
markup; the policy sent here is a second defence, in the browser: only our scripts run, and no
request goes anywhere else. Its exceptions:

- script-src 'nonce-…': Gradio writes the page's configuration into inline scripts. Each page has a
  nonce of its own, written into the scripts that the server itself sent; a script that came with a
  document or an answer has none.
- style-src 'unsafe-inline': Gradio and Svelte write <style> elements and style attributes as they
  run, which no nonce can reach. A style cannot run anything, and what it could load is held by the
  directives around it.

There are no other exceptions: no 'unsafe-eval', no data: or blob: address, no other host. The login
form needs none either.
"""

from __future__ import annotations

import ipaddress
import re
import secrets
import socket
from contextlib import suppress
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_SCRIPT = re.compile(rb"<script(?=[\s>])")
# Every path the page uses. Gradio's server has more: they read files, fetch addresses, play streams
# and edit code.
_OPEN = re.compile(
    r"/(?:"
    # this package: documents, conversations, static files, and whether the page is up and ready
    r"|(?:documents|conversations)(?:/.*)?|page/.*|healthz|readyz"
    # Gradio's page and its assets
    r"|config/?|(?:assets|static)/.*|theme\.css|favicon\.ico|robots\.txt|manifest\.json"
    # for programs: Gradio's API and its MCP server
    r"|gradio_api/(?:info/?|openapi\.json|(?:run|call(?:/v2)?)/(?:ask|compare|postings"
    r"|documents)(?:/.*)?|mcp/?)"
    # Gradio's events; only an owner may upload (limits.BodyLimits)
    r"|gradio_api/(?:queue/(?:join|data)|heartbeat/[^/]+|startup-events|cancel|reset/?|app_id/?"
    r"|theme\.css"
    r"|upload|upload_progress)"
    r")"
)
_LOGIN = re.compile(r"/log(?:in|out)/?")
_SAFE_METHODS = ("GET", "HEAD", "OPTIONS")


def content_security_policy(nonce: str = "") -> str:
    """Return the policy as a header; `nonce` allows the inline scripts of one page that have it."""
    allowed = f" 'nonce-{nonce}'" if nonce else ""
    directives = {
        "default-src": "'self'",
        "script-src": f"'self'{allowed}",
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self'",
        "font-src": "'self'",
        "connect-src": "'self'",
        "form-action": "'self'",
        "base-uri": "'self'",
        "media-src": "'none'",
        "object-src": "'none'",
        "frame-src": "'none'",
        "frame-ancestors": "'none'",
    }
    return "; ".join(f"{name} {sources}" for name, sources in directives.items())


class PageSecurity:
    """ASGI middleware: refuses foreign hosts and origins, closes unused routes, sends the security
    headers.

    `host` is the address listened on. Only this machine's own names are answered, so that a web
    page elsewhere cannot reach Rolecall under its own name that resolves to this machine. They are
    the loopback names and, if other machines are served, this machine's name and any numeric
    address, which nobody can make resolve to another. `public_url` is where a proxy serves the
    page; its name is answered too. `login` opens the routes to sign in and out.
    """

    def __init__(self, app: ASGIApp, host: str, public_url: str = "", login: bool = False) -> None:
        self._app = app
        self._public = public_url.rstrip("/")
        self._names = _names_of(host, self._public)
        self._login = login

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on if it is allowed, and set headers on the response."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        refusal = self._refusal(scope)
        guarded = _Guarded(send)
        if refusal:
            await PlainTextResponse(refusal, status_code=403)(scope, receive, guarded.send)
        else:
            await self._app(_uncompressed(scope), receive, guarded.send)

    def _refusal(self, scope: Scope) -> str:
        headers = Headers(scope=scope)
        host, path = headers.get("host", ""), scope["path"]
        if not self._is_ours(host_name(f"//{host}")):
            whom, address = "this machine", "http://127.0.0.1 with its port"
            if self._public:
                whom = address = self._public
            elif self._names:
                return (
                    f"Rolecall does not know the name {host!r}. Open the address of its machine "
                    "instead, "
                    "or start it with ROLECALL_PUBLIC_URL set to the name it is to answer."
                )
            return f"Rolecall answers {whom} only, not {host!r}. Open {address} instead."
        signs = self._login and _LOGIN.fullmatch(path) is not None
        if (
            scope["method"] not in _SAFE_METHODS or signs or "origin" in headers
        ) and self._is_foreign(headers):
            return (
                "Rolecall takes no requests from another site: "
                f"{headers.get('origin', 'unnamed')!r}."
            )
        return "" if signs or _OPEN.fullmatch(path) else f"Not part of this page: {path}"

    def _is_ours(self, name: str) -> bool:
        named = is_loopback(name) or (bool(self._public) and name == host_name(self._public))
        return named or (bool(self._names) and (name in self._names or _is_address(name)))

    def _is_foreign(self, headers: Headers) -> bool:
        """Return whether a page of another site sent this request."""
        origin, host = headers.get("origin", ""), headers.get("host", "")
        own = ("", f"http://{host}", f"https://{host}", self._public.lower())
        return headers.get("sec-fetch-site") == "cross-site" or origin not in own


def is_loopback(host: str) -> bool:
    """Return whether `host` is a name or address of this machine that no other machine can
    reach.
    """
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def _names_of(host: str, public_url: str) -> tuple[str, ...]:
    """Return this machine's names that are answered besides the loopback names; none if only this
    machine or a proxy connects.
    """
    if is_loopback(host) or public_url:
        return ()
    own = socket.gethostname().lower()
    return (
        host.lower(),
        own,
        own.split(".")[0],
        f"{own.split('.')[0]}.local",
        socket.getfqdn().lower(),
    )


def _is_address(name: str) -> bool:
    with suppress(ValueError):
        return bool(ipaddress.ip_address(name))
    return False


def host_name(url: str) -> str:
    """Return the host that an address names, "" if it names none."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _uncompressed(scope: Scope) -> Scope:
    """Return the request's scope set to ask for an uncompressed page, so that a nonce can be
    written into it.
    """
    if "text/html" not in Headers(scope=scope).get("accept", ""):
        return scope
    kept = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
    return {**scope, "headers": kept}


class _Guarded:
    """One response on its way out: adds the headers, and a new nonce to each inline script of a
    page.
    """

    def __init__(self, send: Send) -> None:
        self._send = send
        self._start: Message | None = None
        self._body = b""

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers.update(_HEADERS)
            if _is_page(headers):
                self._start = message
                return
        elif message["type"] == "http.response.body" and self._start is not None:
            self._body += message.get("body", b"")
            if message.get("more_body", False):
                return
            await self._send_page(self._start)
            return
        await self._send(message)

    async def _send_page(self, start: Message) -> None:
        nonce = secrets.token_urlsafe(18)
        body = _SCRIPT.sub(b'<script nonce="' + nonce.encode() + b'"', self._body)
        headers = MutableHeaders(scope=start)
        headers["content-security-policy"] = content_security_policy(nonce)
        headers["content-length"] = str(len(body))
        headers["cache-control"] = "no-store"
        await self._send(start)
        await self._send({"type": "http.response.body", "body": body})


_HEADERS = {
    "content-security-policy": content_security_policy(),
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}


def _is_page(headers: MutableHeaders) -> bool:
    return (
        headers.get("content-type", "").startswith("text/html")
        and "content-encoding" not in headers
    )
