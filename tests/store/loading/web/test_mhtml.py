"""A page that a browser saved as one file is read as the page."""

from __future__ import annotations

import base64
import quopri

import pytest

from store.errors import ReadError
from store.loading.web.email import EmailLoader
from store.loading.web.html import HtmlLoader
from store.loading.web.mhtml import MhtmlLoader
from store.types import Loaded

PAGE = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>Bell Ringer – Tour Saint-Rémi</title></head>
<body><nav><a href="/">Accueil</a></nav><main><h1>Bell Ringer</h1>
<p>You ring nine bells = a full peal, each Sunday.</p>
<h2>Pay</h2><p>€18 an hour, and a room in the tower for the season from Easter to All Saints.</p></main></html>"""


def saved(*parts: tuple[str, str, bytes], address: str = "https://tour.example/jobs/1") -> bytes:
    """Return an MHTML file in the form of Chromium."""
    lines = [
        "From: <Saved by Blink>",
        f"Snapshot-Content-Location: {address}",
        "Subject: Bell Ringer",
        "Date: Mon, 2 Mar 2026 09:00:00 -0000",
        "MIME-Version: 1.0",
        "Content-Type: "
        'multipart/related;\r\n\ttype="text/html";\r\n\tboundary="----MultipartBoundary--x----"',
        "",
        "",
    ]
    content = "\r\n".join(lines).encode()
    for kind, encoding, payload in parts:
        content += (
            f"------MultipartBoundary--x----\r\nContent-Type: {kind}\r\nContent-Transfer-Encoding: "
            f"{encoding}\r\n"
            f"Content-Location: {address}\r\n\r\n"
        ).encode() + payload
    return content + b"\r\n------MultipartBoundary--x------\r\n"


def quoted(page: str) -> tuple[str, str, bytes]:
    return (
        "text/html",
        "quoted-printable",
        quopri.encodestring(page.encode()).replace(b"\n", b"\r\n"),
    )


def load(content: bytes) -> Loaded:
    (document,) = MhtmlLoader().load(content, "page.mhtml")
    assert isinstance(document, Loaded)
    return document


def test_the_page_comes_out_of_either_encoding_with_its_address() -> None:
    for part in (quoted(PAGE), ("text/html", "base64", base64.encodebytes(PAGE.encode()))):
        document = load(saved(part, ("image/png", "base64", b"iVBORw0KGgo=")))
        assert (document.fields.title, document.fields.url) == (
            "Bell Ringer",
            "https://tour.example/jobs/1",
        )
        assert document.markdown.startswith(
            "# Bell Ringer\n\nYou ring nine bells = a full peal, each Sunday."
        )
        assert "€18 an hour" in document.markdown
        assert "Accueil" not in document.markdown


def test_the_posting_in_a_frame_of_the_page_is_read() -> None:
    outer = "<html><body><h1>Careers</h1><iframe src='cid:1'></iframe></body></html>"
    posting = """<html><head><script type="application/ld+json">{"@type": "JobPosting", "title": "Bell Ringer",
    "description": "<p>You ring nine bells.</p>"}</script></head><body></body></html>"""
    assert load(saved(quoted(outer), quoted(posting))).markdown == "You ring nine bells."


def test_a_saved_page_is_no_mail_and_no_html() -> None:
    content = saved(quoted(PAGE))
    assert MhtmlLoader().recognises(content, "page")
    assert not EmailLoader().recognises(content, "page.eml")
    assert not HtmlLoader().recognises(content, "page")
    assert not MhtmlLoader().recognises(b"Title: Bell Ringer\nPlace: Reims\n", "page.txt")


@pytest.mark.parametrize(
    "content", [saved(), saved(("image/png", "base64", b"AAAA")), b"MIME-Version: 1.0\r\n\r\n", b""]
)
def test_a_file_without_a_page_is_an_error_of_one_line(content: bytes) -> None:
    with pytest.raises(ReadError, match=r"^page\.mhtml: no part of it is a page; save") as error:
        load(content)
    assert "\n" not in str(error.value)
