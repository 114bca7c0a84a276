"""A link is fetched whole and in time, or refused in one line that says why and what to do."""

from __future__ import annotations

import gzip
import ssl
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from misbehaving_site import MisbehavingSite, drip, raw, redirect, reply, reset_after
from store.errors import LinkGone, ReadError
from store.loading.link.address import Address
from store.loading.link.link import Fetched, LinkLimits, Validators, fetch, user_agent
from store.loading.link.robots import Robots

POSTING = b"<h1>Lamplighter</h1><p>Light the lamps of the quay.</p>"
SMALL = LinkLimits(size=20_000, seconds=3.0, silence=0.4)
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


@pytest.fixture
def site() -> Iterator[MisbehavingSite]:
    with MisbehavingSite() as site:
        yield site


def here(host: str, port: int) -> list[str]:
    return ["127.0.0.1"]


def only_here(address: Address) -> bool:
    return address == ip_address("127.0.0.1")


def get(url: str, **named: Any) -> Fetched:
    return fetch(url, **{"limits": SMALL, "allow": only_here, "resolve": here} | named)


def refusal(url: str, **named: Any) -> str:
    """The message of a link that is refused, once it is found to be one for a person."""
    with pytest.raises(ReadError) as caught:
        get(url, **named)
    message = str(caught.value)
    assert "\n" not in message and "Traceback" not in message
    assert message.endswith(".") and "; " in message
    return message


class TestWhatComes:
    def test_a_page_comes_with_what_a_loader_and_a_refresh_need(
        self, site: MisbehavingSite
    ) -> None:
        stamp = "Wed, 04 Nov 2026 10:00:00 GMT"
        site.pages["/jobs/lamplighter"] = reply(
            POSTING, content_type="text/html; charset=ISO-8859-1", etag='"v7"', last_modified=stamp
        )
        url = site.url("/jobs/lamplighter")
        fetched = get(f"{url}#apply")
        assert (fetched.content, fetched.url, fetched.name) == (POSTING, url, "lamplighter.html")
        assert (fetched.content_type, fetched.charset) == ("text/html", "iso-8859-1")
        assert fetched.validators == Validators(url, '"v7"', stamp)
        assert not fetched.not_modified

    def test_the_site_is_told_who_asks_and_no_more(
        self, site: MisbehavingSite, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
        monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
        site.pages["/"] = reply(POSTING, set_cookie="visitor=1")
        robots = Robots()
        for _ in range(2):
            get(site.url("/"), robots=robots)
        lines = site.asked[-1].lower().splitlines()
        assert f"user-agent: {user_agent().lower()}" in lines
        assert f"host: jobs.example:{site.port}" in lines
        assert not [
            line for line in lines if line.startswith(("cookie", "authorization", "referer"))
        ]
        assert user_agent().startswith("Rolecall/")

    def test_packed_content_is_unpacked(self, site: MisbehavingSite) -> None:
        site.pages["/"] = reply(gzip.compress(POSTING), content_encoding="gzip")
        assert get(site.url("/")).content == POSTING

    def test_a_body_without_a_length_ends_with_its_connection(self, site: MisbehavingSite) -> None:
        site.pages["/"] = raw(HEAD.replace(b"1.1", b"1.0") + b"\r\n" + POSTING)
        assert get(site.url("/")).content == POSTING

    def test_redirects_are_followed_and_the_last_link_is_told(self, site: MisbehavingSite) -> None:
        site.pages |= {"/old": redirect("/older", 301), "/older": redirect("jobs/1?lang=en", 308)}
        site.pages["/jobs/1?lang=en"] = reply(POSTING)
        fetched = get(site.url("/old"))
        assert (fetched.url, fetched.name) == (site.url("/jobs/1?lang=en"), "1.html")


class TestWhatLoadersRead:
    @pytest.mark.parametrize(
        "content_type", ["image/png", "video/mp4", "application/octet-stream", ""]
    )
    def test_other_content_is_refused(self, site: MisbehavingSite, content_type: str) -> None:
        site.pages["/lamp"] = reply(b"\x89PNG", content_type=content_type)
        assert "which no loader reads; save the page" in refusal(site.url("/lamp"))


class TestConditions:
    def test_a_version_that_is_still_the_latest_is_not_sent_again(
        self, site: MisbehavingSite
    ) -> None:
        site.pages["/"] = reply(b"", status=304, content_type="", etag='W/"v7"')
        known = Validators(site.url("/"), '"v7"', "Wed, 04 Nov 2026 10:00:00 GMT")
        fetched = get(site.url("/"), validators=known)
        assert fetched.not_modified and fetched.content == b""
        assert fetched.validators == Validators(known.url, 'W/"v7"', known.last_modified)
        assert 'If-None-Match: "v7"\r\nIf-Modified-Since: Wed, 04 Nov 2026' in site.asked[-1]

    def test_validators_go_to_the_link_that_gave_them_alone(self, site: MisbehavingSite) -> None:
        site.pages |= {"/a": redirect("/b"), "/b": reply(POSTING)}
        fetched = get(site.url("/a"), validators=Validators(site.url("/a/old"), '"v7"'))
        assert not fetched.not_modified
        assert not [head for head in site.asked if "If-None-Match" in head]

    def test_not_modified_without_a_question_is_no_answer(self, site: MisbehavingSite) -> None:
        site.pages["/"] = reply(b"", status=304)
        assert "status 304 and no page" in refusal(site.url("/"))

    def test_validators_that_could_not_be_sent_back_are_dropped(
        self, site: MisbehavingSite
    ) -> None:
        site.pages["/"] = reply(POSTING, etag='"' + "x" * 5000 + '"', last_modified="\x85")
        assert get(site.url("/")).validators == Validators(site.url("/"))


class TestWhatIsNotThere:
    @pytest.mark.parametrize("status", [404, 410])
    def test_a_page_that_is_gone_is_said_to_be_gone(
        self, site: MisbehavingSite, status: int
    ) -> None:
        site.pages["/jobs/1"] = reply(b"", status=status)
        with pytest.raises(LinkGone, match=f"{site.url('/jobs/1')}: the site says it is gone"):
            get(site.url("/jobs/1"))

    @pytest.mark.parametrize(
        ("status", "advice"),
        [(401, "save the page"), (403, "save the page"), (429, "try again"), (503, "try again")],
    )
    def test_a_page_that_is_withheld_is_not_gone(
        self, site: MisbehavingSite, status: int, advice: str
    ) -> None:
        site.pages["/"] = reply(b"", status=status)
        with pytest.raises(ReadError, match=f"status {status}.*{advice}") as caught:
            get(site.url("/"))
        assert not isinstance(caught.value, LinkGone)

    def test_a_name_that_nobody_has(self) -> None:
        def nowhere(host: str, port: int) -> list[str]:
            raise OSError(-2, "Name or service not known")

        assert "no site is known by the name jobs.example" in refusal(
            "https://jobs.example/", resolve=nowhere
        )

    def test_a_port_where_nobody_listens(self, site: MisbehavingSite) -> None:
        site._listener.close()
        assert "no connection to jobs.example" in refusal(site.url("/"))

    def test_the_next_address_is_tried_where_one_does_not_answer(
        self, site: MisbehavingSite
    ) -> None:
        site.pages["/"] = reply(POSTING)
        found = get(
            site.url("/"),
            resolve=lambda host, port: ["127.0.0.9", "127.0.0.1"],
            allow=lambda address: True,
        )
        assert found.content == POSTING


class TestLinksThatAreRefused:
    @pytest.mark.parametrize(
        ("url", "cause"),
        [
            ("ftp://jobs.example/1", "only links that begin with"),
            ("file:///etc/passwd", "only links that begin with"),
            ("javascript:alert(1)", "only links that begin with"),
            ("jobs.example/1", "only links that begin with"),
            ("https://", "names no site"),
            ("https:///jobs", "names no site"),
            ("https://jobs.example:25/", "port 25"),
            ("https://jobs.example:99999/", "port 99999"),
            ("https://[::1/", "not a link"),
            ("https://jobs.example/\r\nHost: other", "not a link"),
            ("https://jobs\x00.example/", "not a link"),
        ],
    )
    def test_by_their_form(self, url: str, cause: str) -> None:
        def never(host: str, port: int) -> list[str]:
            raise AssertionError("looked up")

        assert cause in refusal(url, resolve=never)

    def test_passwords_are_not_sent_and_not_repeated(self) -> None:
        message = refusal("https://keeper:s3cret@jobs.example/")
        assert "user name or password" in message
        assert "s3cret" not in message

    @pytest.mark.parametrize(
        "address", ["10.0.0.7", "127.0.0.1", "169.254.169.254", "fd00::1", "::ffff:127.0.0.1"]
    )
    def test_by_the_address_their_name_has(self, address: str) -> None:
        with pytest.raises(
            ReadError, match=f"inside.example is at {address.replace('::ffff:127.0.0.1', '::ffff')}"
        ):
            fetch("https://inside.example/", resolve=lambda host, port: ["8.8.8.8", address])

    @pytest.mark.parametrize(
        "host",
        ["localhost", "127.0.0.1", "127.1", "2130706433", "0x7f.1", "0177.0.0.1", "[::1]", "0"],
    )
    def test_this_machine_is_known_under_every_spelling(
        self, host: str, site: MisbehavingSite
    ) -> None:
        """The system's own resolver reads such numbers; the tests' guard lets names of loopback
        through alone.
        """
        import socket

        def numeric(host: str, port: int) -> list[str]:
            return [
                str(entry[4][0])
                for entry in _unguarded(socket.getaddrinfo)(host, port, type=socket.SOCK_STREAM)
            ]

        with pytest.raises(ReadError, match=r"this machine|an unspecified address|not a link"):
            fetch(site.url("/", host=host), resolve=numeric)
        assert site.asked == []

    @settings(max_examples=100, deadline=None)
    @given(
        st.sampled_from(["", "https://", "http://", "https://jobs.example/", "https://xn--"]),
        st.text(max_size=30),
    )
    def test_whatever_is_no_link_is_refused_in_one_line(self, start: str, rest: str) -> None:
        def nowhere(host: str, port: int) -> list[str]:
            raise OSError("no such name")

        assert refusal(start + rest, resolve=nowhere).isprintable()

    def test_a_message_stays_short_whatever_the_link(self) -> None:
        assert len(refusal("ftp://jobs.example/" + "x" * 100_000)) < 500


class TestCertificates:
    @pytest.fixture
    def certified(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
        """A certificate for jobs.example, signed by itself; trusted where SSL_CERT_FILE names
        cert.pem.
        """
        certificate, key = self_signed("jobs.example")
        (tmp_path / "cert.pem").write_bytes(certificate)
        (tmp_path / "key.pem").write_bytes(key)
        monkeypatch.delenv("SSL_CERT_FILE", raising=False)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(tmp_path / "cert.pem", tmp_path / "key.pem")
        return context

    def test_one_that_nobody_vouches_for_is_refused(self, certified: ssl.SSLContext) -> None:
        with MisbehavingSite(tls=certified) as site:
            site.pages["/"] = reply(POSTING)
            message = refusal(site.url("/"))
            assert (
                "the certificate of jobs.example does not verify (self-signed certificate)"
                in message
            )
            assert site.asked == []

    def test_the_name_is_verified_though_the_address_is_connected_to(
        self, certified: ssl.SSLContext, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "cert.pem"))
        with MisbehavingSite(tls=certified) as site:
            site.pages["/"] = reply(POSTING)
            assert get(site.url("/")).content == POSTING
            assert "other.example" in refusal(site.url("/", host="other.example"))

    def test_a_variable_that_names_no_certificates_is_told(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for content in (None, "no certificate"):
            monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "none.pem"))
            if content:
                (tmp_path / "none.pem").write_text(content)
            assert "SSL_CERT_FILE" in refusal("https://jobs.example/")

    def test_no_redirect_leads_from_https_to_http(
        self, certified: ssl.SSLContext, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "cert.pem"))
        with MisbehavingSite(tls=certified) as site, MisbehavingSite() as plain:
            site.pages["/"] = redirect(plain.url("/"))
            assert "redirects from https to http" in refusal(site.url("/"))
            assert plain.asked == []


def self_signed(host: str) -> tuple[bytes, bytes]:
    """Return a certificate of `host` and its key, in PEM."""
    x509 = pytest.importorskip("cryptography.x509")
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, host)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    return (
        certificate.public_bytes(serialization.Encoding.PEM),
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ),
    )


def _unguarded(function: Callable[..., Any]) -> Callable[..., Any]:
    """What the tests' network guard wraps."""
    closure = function.__closure__ or ()
    return next((cell.cell_contents for cell in closure if callable(cell.cell_contents)), function)


class TestRedirects:
    def test_a_loop_ends(self, site: MisbehavingSite) -> None:
        site.pages["/a"] = redirect("/b")
        site.pages["/b"] = redirect("/a")
        assert "redirects more than 5 times" in refusal(site.url("/a"))
        assert len(site.asked) == 7  # robots.txt, the link, and five redirects

    @pytest.mark.parametrize(
        ("location", "cause"),
        [
            ("http://10.0.0.7/admin", "10.0.0.7 is a private address"),
            ("http://169.254.169.254/latest/meta-data", "a cloud's metadata service"),
            ("http://[::ffff:10.0.0.7]/", "an address that holds an IPv4 address"),
            ("file:///etc/passwd", "only links that begin with"),
            ("http://keeper:lamp@jobs.example/", "user name or password"),
            ("http://jobs.example:22/", "port 22"),
            ("http://[::lamp]/", "no link"),
            ("", "redirects to nowhere"),
        ],
    )
    def test_each_hop_is_checked_anew(
        self, site: MisbehavingSite, location: str, cause: str
    ) -> None:
        site.pages["/"] = redirect(location)

        def by_name(host: str, port: int) -> list[str]:
            return ["127.0.0.1"] if host == "jobs.example" else [host.strip("[]")]

        assert cause in refusal(site.url("/"), resolve=by_name)

    def test_a_hop_is_named_where_it_fails(self, site: MisbehavingSite) -> None:
        site.pages["/old"] = redirect("/new")
        with pytest.raises(
            LinkGone, match=rf"^{site.url('/old')}: leads to {site.url('/new')}: .*gone"
        ):
            get(site.url("/old"))

    def test_a_name_that_changes_its_address_is_checked_again(self, site: MisbehavingSite) -> None:
        """The answer that was checked is the one that is used: one look-up a connection, nothing
        after it.
        """
        answers = ["127.0.0.1", "127.0.0.2"]
        with MisbehavingSite("127.0.0.2") as inside:
            site.pages["/"] = inside.pages["/"] = reply(POSTING)
            message = refusal(site.url("/"), resolve=lambda host, port: [answers.pop(0)])
            assert "jobs.example is at 127.0.0.2" in message
            assert site.paths() == ["/robots.txt"] and inside.asked == [] and answers == []


class TestContentThatMisbehaves:
    def test_an_endless_body_ends_at_the_limit(self, site: MisbehavingSite) -> None:
        site.pages["/"] = drip(HEAD + b"\r\n", b"x" * 4096, 0.001)
        assert "larger than 0.0191 MB" in refusal(site.url("/"))

    def test_a_small_gzip_that_unpacks_to_a_large_page_ends_at_the_limit(
        self, site: MisbehavingSite
    ) -> None:
        bomb = gzip.compress(bytes(50_000_000), 9)[: SMALL.size]
        site.pages["/"] = reply(bomb, content_encoding="gzip")
        started = time.monotonic()
        assert "larger than" in refusal(site.url("/"))
        assert time.monotonic() - started < 20

    @pytest.mark.parametrize("encoding", ["br", "gzip, gzip", "zstd", "deflate"])
    def test_a_packing_that_was_not_asked_for_is_refused(
        self, site: MisbehavingSite, encoding: str
    ) -> None:
        site.pages["/"] = reply(POSTING, content_encoding=encoding)
        assert f"packed as '{encoding}'" in refusal(site.url("/"))

    @pytest.mark.parametrize(
        "content", [POSTING, gzip.compress(POSTING)[:-9]], ids=["plain", "cut"]
    )
    def test_damaged_packing_is_no_page(self, site: MisbehavingSite, content: bytes) -> None:
        site.pages["/"] = reply(content, content_encoding="gzip")
        assert "packed content" in refusal(site.url("/"))

    def test_a_body_shorter_than_its_length_is_no_page(self, site: MisbehavingSite) -> None:
        site.pages["/"] = reply(POSTING, content_length="5000")
        assert "broke off" in refusal(site.url("/"))

    def test_no_more_is_read_than_the_length_says(self, site: MisbehavingSite) -> None:
        site.pages["/"] = reply(POSTING, content_length="20")
        assert get(site.url("/")).content == POSTING[:20]

    def test_two_lengths_are_no_answer(self, site: MisbehavingSite) -> None:
        site.pages["/"] = raw(HEAD + b"Content-Length: 5\r\nContent-Length: 50\r\n\r\n" + POSTING)
        assert "is no HTTP" in refusal(site.url("/"))

    @pytest.mark.parametrize("sent", [b"", HEAD, HEAD + b"Content-Length: 5000\r\n\r\n" + POSTING])
    def test_a_connection_that_is_reset_is_told(self, site: MisbehavingSite, sent: bytes) -> None:
        site.pages["/"] = reset_after(sent)
        assert "broke off" in refusal(site.url("/"))

    @pytest.mark.parametrize(
        "sent", [b"", b"SSH-2.0-OpenSSH_9.2\r\n", b"\x00" * 300, b"HTTP/9.9 abc\r\n\r\n"]
    )
    def test_what_is_no_http_is_told(self, site: MisbehavingSite, sent: bytes) -> None:
        site.pages["/"] = raw(sent)
        assert "is no HTTP" in refusal(site.url("/"))

    def test_huge_headers_are_no_answer(self, site: MisbehavingSite) -> None:
        site.pages["/"] = drip(HEAD, b"X-Lamp: " + b"x" * 8000 + b"\r\n", 0.001)
        assert "is no HTTP" in refusal(site.url("/"))

    def test_a_silent_site_is_left(self, site: MisbehavingSite) -> None:
        site.pages["/"] = drip(HEAD + b"\r\n" + POSTING, b"", 60)
        assert "sent nothing for 0.4 seconds" in refusal(site.url("/"))

    @pytest.mark.parametrize("head", [b"HTTP/1.1 200 OK\r\nX-Lamp: ", HEAD + b"\r\n"])
    def test_a_byte_at_a_time_ends_in_time(self, site: MisbehavingSite, head: bytes) -> None:
        site.pages["/"] = drip(head, b"x", 0.05)
        started = time.monotonic()
        assert "did not send it within 1 seconds" in refusal(
            site.url("/"), limits=LinkLimits(seconds=1.0, silence=0.4)
        )
        assert time.monotonic() - started < 20

    def test_endless_early_hints_end_in_time(self, site: MisbehavingSite) -> None:
        site.pages["/"] = drip(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n", 0.02)
        assert "did not send it within 1 seconds" in refusal(
            site.url("/"), limits=LinkLimits(seconds=1.0, silence=0.4)
        )


class TestRobots:
    def test_a_page_that_programs_may_not_read_is_not_asked_for(
        self, site: MisbehavingSite
    ) -> None:
        site.pages |= {
            "/robots.txt": reply(b"User-agent: *\nDisallow: /jobs\n", content_type="text/plain")
        }
        site.pages |= {"/jobs/1": reply(POSTING), "/": reply(POSTING)}
        assert "robots.txt asks programs not to read it; save the page" in refusal(
            site.url("/jobs/1")
        )
        assert site.paths() == ["/robots.txt"]
        assert get(site.url("/")).content == POSTING

    def test_a_redirect_to_such_a_page_is_not_followed(self, site: MisbehavingSite) -> None:
        site.pages |= {
            "/robots.txt": reply(b"User-agent: Rolecall\nDisallow: /jobs\n"),
            "/": redirect("/jobs/1"),
        }
        assert "asks programs not to read it" in refusal(site.url("/"))
        assert "/jobs/1" not in site.paths()

    def test_a_site_that_cannot_say_is_left_for_now(self, site: MisbehavingSite) -> None:
        site.pages |= {"/robots.txt": reply(b"", status=503), "/": reply(POSTING)}
        assert (
            "cannot say whether programs may read it (robots.txt: status 503); try again"
            in refusal(site.url("/"))
        )

    def test_a_run_asks_a_site_once(self, site: MisbehavingSite) -> None:
        site.pages["/"] = reply(POSTING)
        robots = Robots()
        for _ in range(3):
            get(site.url("/"), robots=robots)
        assert site.paths().count("/robots.txt") == 1

    def test_an_endless_robots_txt_counts_as_far_as_it_is_read(self, site: MisbehavingSite) -> None:
        head = HEAD + b"\r\nUser-agent: *\nDisallow: /jobs\n"
        site.pages |= {
            "/robots.txt": drip(head, b"# lamp\n" * 20_000, 0.001),
            "/jobs": reply(POSTING),
        }
        assert "asks programs not to read it" in refusal(site.url("/jobs"))

    def test_a_robots_txt_elsewhere_is_fetched_under_the_same_rules(
        self, site: MisbehavingSite
    ) -> None:
        site.pages |= {"/robots.txt": redirect("http://10.0.0.7/robots.txt"), "/": reply(POSTING)}

        def by_name(host: str, port: int) -> list[str]:
            return ["127.0.0.1"] if host == "jobs.example" else [host]

        assert "10.0.0.7 is a private address" in refusal(site.url("/"), resolve=by_name)
        assert site.paths() == ["/robots.txt"]
