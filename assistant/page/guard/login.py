"""Sign in: whom the login file lets in, and the middleware that keeps everyone else out.

Gradio shows the form and remembers who signed in; it calls `Login.admits`. Gradio's own check does
not cover every path, so SignedInOnly covers all of them.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from anyio import CapacityLimiter, to_thread
from starlette.requests import HTTPConnection
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.errors import AssistantError
from assistant.page.guard.accounts import NOBODY, Account, read_accounts
from assistant.page.guard.limits import Limits
from assistant.page.guard.security import is_loopback
from assistant.page.guard.visitors import address_of
from assistant.settings import Settings

_AT_ONCE = 4  # passwords checked at the same time; each takes 32 MiB
# The form and its assets, and the paths that tell a monitor that the page is up.
_OPEN = re.compile(
    r"/(?:|login/?|logout/?|theme\.css|favicon\.ico|(?:assets|static)/.*|healthz|readyz)"
)
_LOGIN = re.compile(r"/login/?")
_log = logging.getLogger(__name__)


class Login:
    """Who may sign in according to the login file, which is read again whenever it changes; safe to
    use from any thread.

    Raises AssistantError if the file cannot be used or has no account.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._stamp = _stamp(path)
        self._accounts = read_accounts(path)
        self._tokens: dict[str, str] = {}
        self._cookies: tuple[str, ...] = ()
        self._room = CapacityLimiter(_AT_ONCE)
        if not self._accounts:
            raise AssistantError(
                f"{path} lets nobody in. Add somebody: rolecall login add {path} NAME --owner"
            )

    def arguments(self, attempts: int) -> dict[str, Any]:
        """Return the arguments that Gradio is mounted with.

        Its form can say only that a password is wrong, so it says beforehand how many `attempts` a
        minute are allowed.
        """
        return {
            "auth": self.admits,
            "auth_message": f"After {attempts} attempts, wait a minute before the next.",
        }

    def attach(self, gradio_app: Any) -> None:
        """Share Gradio's record of who signed in: names by token, and the cookies that hold a
        token.
        """
        self._tokens = gradio_app.tokens
        prefixes = (
            "access-token",
            "access-token-unsecure",
        )  # browsers keep the first only over https
        self._cookies = tuple(f"{prefix}-{gradio_app.cookie_id}" for prefix in prefixes)

    async def admits(self, name: str, password: str) -> bool:
        """Return whether they may sign in; takes as long for an unknown name as for a wrong
        password.

        This is Gradio's `auth`.
        """
        self._refresh()
        account = self._accounts.get(name, NOBODY)
        return await to_thread.run_sync(account.opens_with, password, limiter=self._room)

    def name_of(self, cookies: Mapping[str, str]) -> str:
        """Return who is signed in with these cookies, "" for nobody."""
        self._refresh()
        token = next((cookies[name] for name in self._cookies if cookies.get(name)), "")
        name = self._tokens.get(token, "")
        return (
            name if name in self._accounts else ""
        )  # they may have been removed while their password was checked

    def is_owner(self, name: str) -> bool:
        """Return whether the file marks `name` as an owner."""
        return self._accounts.get(name, NOBODY).owner

    def _refresh(self) -> None:
        """Read a changed file, and sign out the people it changed; a broken file changes nothing
        and is logged.
        """
        stamp = _stamp(self._path)
        if stamp == self._stamp:
            return
        self._stamp = stamp
        try:
            accounts = read_accounts(self._path)
        except AssistantError as error:
            _log.warning("The logins stay as they were: %s", error)
            return
        changed = {
            name
            for name, account in self._accounts.items()
            if not _same(account, accounts.get(name))
        }
        self._accounts = accounts
        for token in [token for token, name in list(self._tokens.items()) if name in changed]:
            self._tokens.pop(token, None)


def login_of(settings: Settings) -> Login | None:
    """Return the login that the settings ask for, None if they ask for none.

    Raises AssistantError if other machines could reach the page without a login and the settings
    don't allow that.
    """
    if settings.login_file is not None:
        if settings.no_login:
            raise AssistantError(
                f"A login file ({settings.login_file}) and --no-login (ROLECALL_NO_LOGIN) exclude "
                "each other. "
                "Leave one of them out."
            )
        return Login(settings.login_file)
    if settings.no_login or (is_loopback(settings.host) and not settings.public_url):
        return None
    where = settings.public_url or f"{settings.host}, where other machines reach it"
    raise AssistantError(
        f"The page would be open to anybody at {where}. Say who may sign in: `rolecall login add "
        "FILE NAME --owner`, "
        "then `rolecall chat --login FILE`; or open it to all of them with --no-login."
    )


class SignedInOnly:
    """ASGI middleware: answers only people who are signed in, except for the form itself; counts
    attempts to sign in by address.
    """

    def __init__(self, app: ASGIApp, login: Login, limits: Limits, behind_proxy: bool) -> None:
        self._app = app
        self._login = login
        self._limits = limits
        self._behind_proxy = behind_proxy

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on if its visitor is signed in or doesn't need to be."""
        refusal = self._refusal(scope) if scope["type"] in ("http", "websocket") else None
        await (refusal or self._app)(scope, receive, send)

    def _refusal(self, scope: Scope) -> JSONResponse | None:
        path = scope["path"]
        if scope["type"] == "http" and scope["method"] == "POST" and _LOGIN.fullmatch(path):
            wait = self._limits.login_wait(address_of(scope, self._behind_proxy))
            if wait:
                said = f"Too many attempts to sign in. Try again in {wait} seconds."
                return JSONResponse({"detail": said}, 429, {"retry-after": str(wait)})
        if _OPEN.fullmatch(path) or self._login.name_of(HTTPConnection(scope).cookies):
            return None
        return JSONResponse({"detail": "Sign in first: open the page and say who you are."}, 401)


def _stamp(path: Path) -> tuple[int, int]:
    try:
        seen = path.stat()
    except OSError:  # the file is gone, which is reported when it is read
        return (0, 0)
    return (seen.st_mtime_ns, seen.st_ino)


def _same(before: Account, now: Account | None) -> bool:
    """Return whether a session goes on; gaining or losing ownership does not end it."""
    return now is not None and now.hash == before.hash
