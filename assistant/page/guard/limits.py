"""Limit what one visitor and one address may send: questions and sign-in attempts a minute, bytes
in a request.
"""

from __future__ import annotations

import math
import re
import time

from limits import RateLimitItem, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.errors import AssistantError
from assistant.page.guard.visitors import Visitor, visitor_of
from assistant.settings import Settings

LARGEST_BODY = (
    1_000_000  # bytes of a request that isn't an upload; a long conversation takes a tenth of that
)
_MULTIPART_ROOM = 10_000  # bytes around the file in an upload
_UPLOAD = re.compile(r"/gradio_api/upload/?")


class Limits:
    """Count over moving minutes, in memory; safe to use from any thread."""

    def __init__(self, settings: Settings) -> None:
        self._window = MovingWindowRateLimiter(MemoryStorage())
        self._questions = RateLimitItemPerMinute(
            settings.questions_per_minute, namespace="questions"
        )
        self._everyone = RateLimitItemPerMinute(
            settings.questions_per_minute_per_address, namespace="address"
        )
        self._logins = RateLimitItemPerMinute(settings.logins_per_minute, namespace="logins")

    def admit_question(self, visitor: Visitor) -> None:
        """Count a question.

        Raises AssistantError, which says when to ask again, if there were too many.
        """
        who = (
            visitor.key if visitor.lasting else f"at {visitor.address}"
        )  # without a cookie each request has a new key
        for item, name in ((self._questions, who), (self._everyone, visitor.address)):
            if wait := self._wait(item, name):
                raise AssistantError(
                    f"{item.amount} questions within a minute are as many as this page takes"
                    f"{' from one address' if item is self._everyone else ''}. Ask again in {wait} "
                    "seconds."
                )

    def login_wait(self, address: str) -> int:
        """Count an attempt to sign in; return the seconds until the next is allowed, 0 if this one
        is.
        """
        return self._wait(self._logins, address)

    def _wait(self, item: RateLimitItem, name: str) -> int:
        if self._window.hit(item, name):
            return 0
        return max(1, math.ceil(self._window.get_window_stats(item, name).reset_time - time.time()))


class BodyLimits:
    """ASGI middleware: refuses requests whose announced or actual size is too large, and uploads by
    anyone but an owner.
    """

    def __init__(self, app: ASGIApp, largest_upload: int) -> None:
        self._app = app
        self._largest_upload = largest_upload

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, unless its body is too large or an upload is not allowed."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        upload = _UPLOAD.fullmatch(scope["path"]) is not None
        if upload and not visitor_of(Request(scope)).owner:
            await PlainTextResponse("Only an owner of this page can upload files.", 403)(
                scope, receive, send
            )
            return
        largest = self._largest_upload + _MULTIPART_ROOM if upload else LARGEST_BODY
        said = Headers(scope=scope).get("content-length", "")
        if said.isascii() and said.isdigit() and int(said[:20]) > largest:
            await _too_large(largest)(scope, receive, send)
            return
        await self._count(largest, scope, receive, send)

    async def _count(self, largest: int, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on and count its body as it arrives, since a chunked body has no
        length.
        """
        came, answering = 0, False

        async def counted() -> Message:
            nonlocal came
            message = await receive()
            came += len(message.get("body", b""))
            if came > largest:
                raise _TooLargeError
            return message

        async def watched(message: Message) -> None:
            nonlocal answering
            if came > largest:  # whatever the app answered after the refusal is dropped
                raise _TooLargeError
            answering = True
            await send(message)

        try:
            await self._app(scope, counted, watched)
        except _TooLargeError:
            if not answering:
                await _too_large(largest)(scope, receive, send)


class _TooLargeError(Exception):
    """More arrived than was announced; caught in this file."""


def _too_large(largest: int) -> PlainTextResponse:
    said = (
        f"That is more than this page takes at once: {largest:,} bytes. Send less, or add it "
        "with `rolecall ingest`."
    )
    return PlainTextResponse(said, 413, {"connection": "close"})
