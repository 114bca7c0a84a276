"""A link -> its bytes, fetched safely.

What a link leads to is not ours: it may point into the user's own network, never end, or change
while it is read. So the address is checked and pinned (`_pinned.py`), every hop is checked anew,
and size and time are bounded.
"""

from __future__ import annotations

import re
import ssl
import zlib
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass, field, replace
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from store.errors import LinkGone, ReadError
from store.loading.link.address import (
    AddressRefused,
    AddressRule,
    Resolver,
    public_only,
    system_resolver,
)
from store.loading.link.content_type import stated_content
from store.loading.link.robots import LONGEST, Robots, SiteUnwell

if TYPE_CHECKING:
    import httpcore
    import httpx

    from store.loading.link._pinned import Deadline

SAVE_IT = "save the page in a browser and read the file: rolecall ingest FILE"
TRY_LATER = "try again later"
CHECK_IT = "check the link"

# The ports of the web, and those that any user may open, where test sites and small boards live.
# The rest belong to other protocols (mail, ssh), which a link must not be able to speak to.
WEB_PORTS = frozenset({80, 443})
FIRST_FREE_PORT = 1024
LAST_PORT = 65535

LONGEST_SHOWN = 200  # characters of a link in a message
LONGEST_VALIDATOR = 1024
_HEADERS = {"Accept": "*/*", "Accept-Encoding": "gzip", "Connection": "close"}
REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True)
class LinkLimits:
    """What one link may cost.

    Attributes:
        size: bytes of the content, as sent and as unpacked.
        seconds: for all of it, robots.txt and redirects included.
        silence: seconds without a byte, and for a connection to be made.
    """

    size: int = 25 * 1024 * 1024
    seconds: float = 30.0
    silence: float = 10.0
    redirects: int = 5


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server calls the version it sent, to ask later whether it has another; sent to
    `url` alone.
    """

    url: str = ""
    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a link gave.

    Attributes:
        url: the last of the redirects.
        name: a file name whose suffix tells the format: "page.html", "jobs.json".
        charset: as the server states it, "" where it does not.
        not_modified: the version of the validators that were given is still the latest; `content`
            is empty.
    """

    url: str
    content: bytes = field(default=b"", repr=False)
    name: str = ""
    content_type: str = ""
    charset: str = ""
    validators: Validators = Validators()
    not_modified: bool = False


def fetch(
    url: str,
    *,
    limits: LinkLimits = LinkLimits(),
    validators: Validators | None = None,
    allow: AddressRule = public_only,
    resolve: Resolver = system_resolver,
    robots: Robots | None = None,
) -> Fetched:
    """Fetch what an http or https link leads to.

    Proxies of the environment are not used, since the address could not be checked through one;
    certificates named by SSL_CERT_FILE are trusted. No cookies are kept or sent.

    Args:
        url: the link, http or https.
        limits: how long and how large it may be.
        validators: of the version at hand; where it is still the latest, `not_modified` is set.
        allow: which addresses may be connected to; asked for every address of every host on the
            way.
        resolve: gives the addresses of a host.
        robots: what sites let programs read; give one to all fetches of a run.

    Raises:
        LinkGone: the site answers 404 or 410.
        ReadError: the link is refused, or what it leads to cannot be had.
    """
    try:
        link = _parsed(url)
        visit = _Visit(limits, allow, resolve, Robots() if robots is None else robots)
        return visit.page(link, Validators() if validators is None else validators)
    except _Failure as failure:
        error = LinkGone if failure.gone else ReadError
        raise error(f"{_shown(url)}: {failure.cause}; {failure.advice}.") from failure


class _Failure(Exception):  # noqa: N818 - becomes a ReadError once the link that was asked for is known
    def __init__(self, cause: str, advice: str, *, gone: bool = False) -> None:
        super().__init__(cause)
        self.cause = cause
        self.advice = advice
        self.gone = gone


@dataclass(frozen=True, slots=True)
class _Reply:
    url: httpx.URL
    status: int
    headers: Mapping[str, str]
    content: bytes


class _Visit:
    """One fetch: its deadline, its rules and the redirects it follows."""

    def __init__(
        self, limits: LinkLimits, allow: AddressRule, resolve: Resolver, robots: Robots
    ) -> None:
        import httpx

        from store.loading.link._pinned import Deadline

        self._limits = limits
        self._allow = allow
        self._resolve = resolve
        self._robots = robots
        self._deadline: Deadline = Deadline(limits.seconds)
        try:
            self._ssl = httpx.create_ssl_context()
        except OSError as error:
            cause = (
                "the certificates that SSL_CERT_FILE or SSL_CERT_DIR name cannot be read "
                f"({_line(error)})"
            )
            raise _Failure(cause, "correct or unset the variable") from error

    def page(self, link: httpx.URL, known: Validators) -> Fetched:
        """Follow the redirects of a link, each hop allowed by its site's robots.txt, to what it
        leads to.
        """
        url = link
        for _ in range(self._limits.redirects + 1):
            with _named_from(link, url):
                self._ask_robots(url)
                reply = self._get(url, _conditions(url, known))
                if reply.status not in REDIRECTS:
                    return _fetched(reply, known)
                url = _next(reply)
        raise _Failure(f"redirects more than {self._limits.redirects} times", CHECK_IT)

    def _ask_robots(self, url: httpx.URL) -> None:
        origin = f"{url.scheme}://{url.netloc.decode('ascii')}"
        try:
            allowed = self._robots.allow(
                origin, f"{origin}{url.raw_path.decode('ascii')}", self._rules_of_site
            )
        except SiteUnwell as error:
            cause = f"the site cannot say whether programs may read it (robots.txt: {error})"
            raise _Failure(cause, TRY_LATER) from error
        if not allowed:
            raise _Failure("the site's robots.txt asks programs not to read it", SAVE_IT)

    def _rules_of_site(self, address: str) -> tuple[int, bytes]:
        url = _parsed(address)
        for _ in range(self._limits.redirects + 1):
            reply = self._get(url, {}, cut_at=LONGEST)
            if reply.status not in REDIRECTS:
                return reply.status, reply.content
            url = _next(reply)
        raise _Failure(
            f"its robots.txt redirects more than {self._limits.redirects} times", SAVE_IT
        )

    def _get(
        self, url: httpx.URL, conditions: Mapping[str, str], cut_at: int | None = None
    ) -> _Reply:
        """Ask for one link, without its redirects.

        With `cut_at`, what is longer than that is cut there.
        """
        import httpcore

        from store.loading.link._pinned import PinnedBackend

        headers = {
            **_HEADERS,
            "Host": url.netloc.decode("ascii"),
            "User-Agent": user_agent(),
            **conditions,
        }
        request = httpcore.Request(
            "GET",
            httpcore.URL(
                scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
            ),
            headers=[(name, value.encode("latin-1", "replace")) for name, value in headers.items()],
            extensions={
                "timeout": dict.fromkeys(("connect", "read", "write", "pool"), self._limits.silence)
            },
        )
        backend = PinnedBackend(self._resolve, self._allow, self._deadline)
        with (
            self._failures_named(url.raw_host.decode("ascii")),
            httpcore.ConnectionPool(self._ssl, network_backend=backend) as pool,
            closing(pool.handle_request(request)) as response,
        ):
            headers_sent = _headers(response)
            is_sent, size = response.status == 200, self._limits.size
            content = _content(response, headers_sent, size, cut_at) if is_sent else b""
            return _Reply(url, response.status, headers_sent, content)

    @contextmanager
    def _failures_named(self, host: str) -> Iterator[None]:
        """Turn what goes wrong on the way into a failure with a next step."""
        import httpcore

        from store.loading.link._pinned import Overdue

        try:
            yield
        except AddressRefused as error:
            raise _Failure(
                f"{error}, and links are read from the public Internet only", SAVE_IT
            ) from error
        except (Overdue, httpcore.TimeoutException) as error:
            overdue = f"{host} did not send it within {self._limits.seconds:g} seconds"
            silent = f"{host} sent nothing for {self._limits.silence:g} seconds"
            raise _Failure(overdue if self._deadline.passed else silent, TRY_LATER) from error
        except httpcore.ConnectError as error:
            raise _unconnected(host, error) from error
        except (httpcore.NetworkError, httpcore.ProtocolError) as error:
            raise _Failure(
                f"the answer of {host} broke off or is no HTTP ({_line(error)})", TRY_LATER
            ) from error
        except (OSError, UnicodeError) as error:  # of the look-up: all others come wrapped
            raise _Failure(
                f"no site is known by the name {host} ({_line(error)})", CHECK_IT
            ) from error


def user_agent() -> str:
    """Return how Rolecall names itself to a site: "Rolecall/0.1.0"."""
    try:
        return f"Rolecall/{version('rolecall')}"
    except PackageNotFoundError:  # run from a checkout that is not installed
        return "Rolecall/0"


def _parsed(address: str) -> httpx.URL:
    """Return the link without its fragment, once its form is allowed."""
    import httpx

    try:
        url = httpx.URL(address.strip()).copy_with(fragment=None)
    except (httpx.InvalidURL, UnicodeError, ValueError) as error:
        raise _Failure(f"not a link that can be read ({_line(error)})", CHECK_IT) from error
    if url.scheme not in ("http", "https"):
        raise _Failure("only links that begin with https:// or http:// are read", CHECK_IT)
    if not url.raw_host:
        raise _Failure("names no site", CHECK_IT)
    if url.userinfo:
        raise _Failure("holds a user name or password, which Rolecall sends to nobody", SAVE_IT)
    if (
        url.port is not None
        and url.port not in WEB_PORTS
        and not FIRST_FREE_PORT <= url.port <= LAST_PORT
    ):
        raise _Failure(f"port {url.port} is not one that web sites use", CHECK_IT)
    return url


def _next(reply: _Reply) -> httpx.URL:
    """Return where a redirect leads, once that is allowed."""
    import httpx

    location = reply.headers.get("location", "")
    if not location:
        raise _Failure(f"redirects to nowhere (status {reply.status})", CHECK_IT)
    try:
        target = str(reply.url.join(location))
    except (httpx.InvalidURL, UnicodeError, ValueError) as error:
        raise _Failure(f"redirects to what is no link ({_line(error)})", CHECK_IT) from error
    url = _parsed(target)
    if reply.url.scheme == "https" and url.scheme == "http":
        raise _Failure(
            f"redirects from https to http ({_shown(target)}), where anyone may change it", SAVE_IT
        )
    return url


@contextmanager
def _named_from(link: httpx.URL, hop: httpx.URL) -> Iterator[None]:
    """Name the hop in a failure, where it is not the link itself."""
    try:
        yield
    except _Failure as failure:
        if hop == link:
            raise
        raise _Failure(
            f"leads to {_shown(str(hop))}: {failure.cause}", failure.advice, gone=failure.gone
        ) from failure


def _unconnected(host: str, error: httpcore.ConnectError) -> _Failure:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return _Failure(
                f"the certificate of {host} does not verify ({cause.verify_message})", SAVE_IT
            )
        cause = cause.__cause__ or cause.__context__
    return _Failure(f"no connection to {host} ({_line(error)})", TRY_LATER)


def _headers(response: httpcore.Response) -> dict[str, str]:
    """Return the headers by their names in lower case; of a name that comes twice, the first."""
    by_name: dict[str, str] = {}
    for name, value in response.headers:
        by_name.setdefault(name.decode("latin-1").lower(), value.decode("latin-1").strip(" \t"))
    return by_name


def _content(
    response: httpcore.Response, headers: Mapping[str, str], size: int, cut_at: int | None
) -> bytes:
    """Read and unpack the content; nothing larger than `size` is ever held."""
    limit = size if cut_at is None else cut_at
    unpack = _unpacker(headers.get("content-encoding", ""))
    content = bytearray()
    received = 0
    for piece in response.iter_stream():
        received += len(piece)
        if unpack is None:
            content += piece
        elif not unpack.eof:
            content += _unpacked(unpack, piece, limit + 1 - len(content))
        if received > limit or len(content) > limit:
            if cut_at is not None:
                return bytes(content[:limit])
            raise _Failure(
                f"larger than {size / 1024 / 1024:.3g} MB",
                "save the part you need and ingest the file",
            )
    if unpack is not None and received and not unpack.eof:
        raise _Failure("broke off before its packed content ended", TRY_LATER)
    return bytes(content)


def _unpacker(encoding: str) -> zlib._Decompress | None:
    if encoding.lower() in ("", "identity"):
        return None
    if encoding.lower() in ("gzip", "x-gzip"):
        return zlib.decompressobj(16 + zlib.MAX_WBITS)
    raise _Failure(f"packed as {encoding[:40]!r}, which was not asked for", SAVE_IT)


def _unpacked(unpack: zlib._Decompress, piece: bytes, most: int) -> bytes:
    try:
        return unpack.decompress(piece, most)
    except zlib.error as error:
        raise _Failure("its packed content is damaged", TRY_LATER) from error


def _conditions(url: httpx.URL, known: Validators) -> dict[str, str]:
    if known.url != str(url):
        return {}
    asked = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
    return {name: value for name, value in asked.items() if value}


def _fetched(reply: _Reply, known: Validators) -> Fetched:
    url = str(reply.url)
    if reply.status == 304 and known.url == url:
        given = {name: value for name, value in asdict(_validators(reply)).items() if value}
        return Fetched(url, validators=replace(known, **given), not_modified=True)
    if reply.status != 200:
        raise _unanswered(reply)
    stated = stated_content(reply.url.raw_path.decode("ascii"), reply.headers)
    if not stated.name:
        raise _Failure(
            f"is {stated.content_type[:80] or 'of no stated type'}, which no loader reads", SAVE_IT
        )
    return Fetched(
        url,
        content=reply.content,
        name=stated.name,
        content_type=stated.content_type,
        charset=stated.charset,
        validators=_validators(reply),
    )


def _unanswered(reply: _Reply) -> _Failure:
    status = reply.status
    if status in (404, 410):
        return _Failure(f"the site says it is gone (status {status})", CHECK_IT, gone=True)
    if status in (401, 402, 403, 407, 451):
        return _Failure(f"the site does not show it to programs (status {status})", SAVE_IT)
    if status in (408, 425, 429) or status >= 500:
        return _Failure(f"the site is busy or unwell (status {status})", TRY_LATER)
    return _Failure(f"the site answers with status {status} and no page", SAVE_IT)


def _validators(reply: _Reply) -> Validators:
    etag, last_modified = (reply.headers.get(name, "") for name in ("etag", "last-modified"))
    usable = (
        value if len(value) <= LONGEST_VALIDATOR and value.isprintable() else ""
        for value in (etag, last_modified)
    )
    return Validators(str(reply.url), *usable)


def _shown(url: str) -> str:
    """Return a link for a message: in one line, without a password, not endless."""
    plain = re.sub(r"//[^/?#]*@", "//", _line(url))
    return plain if len(plain) <= LONGEST_SHOWN else plain[: LONGEST_SHOWN - 1] + "…"


def _line(words: object) -> str:
    text = "".join(character if character.isprintable() else " " for character in str(words))
    return " ".join(text.split())[: 4 * LONGEST_SHOWN]
