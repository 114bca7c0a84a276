"""What a site lets programs read: its robots.txt (RFC 9309)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from protego import Protego

TOKEN = "Rolecall"  # the name that a robots.txt calls us by
LONGEST = 500 * 1024  # bytes of a robots.txt that are read; RFC 9309 asks for no more

Get = Callable[[str], tuple[int, bytes]]


class SiteUnwell(Exception):  # noqa: N818 - named for what it is
    """A site answers for its robots.txt that it has failed, which RFC 9309 counts as a refusal."""


class Robots:
    """The rules of each site, asked for once: give one of these to all fetches of a run."""

    def __init__(self) -> None:
        self._rules: dict[str, Protego] = {}

    def allow(self, origin: str, url: str, get: Get) -> bool:
        """Say whether `url` may be read.

        Args:
            origin: scheme, host and port of `url`: "https://jobs.example:8443".
            url: the link.
            get: returns status and content of a link; asked once for each origin.

        Raises:
            SiteUnwell: the site cannot say, for now.
        """
        if origin not in self._rules:
            self._rules[origin] = _parsed(*get(f"{origin}/robots.txt"))
        return self._rules[origin].can_fetch(url, TOKEN)


def _parsed(status: int, content: bytes) -> Protego:
    from protego import Protego

    if status >= 500:
        raise SiteUnwell(f"status {status}")
    return Protego.parse(content.decode("utf-8-sig", "replace") if status < 300 else "")
