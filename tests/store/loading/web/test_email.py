"""A mail gives its body, who sent it and when; its attachments are named."""

from __future__ import annotations

import json
from email.message import EmailMessage

import pytest

from store.errors import ReadError
from store.loading.web.email import EmailLoader
from store.types import DocumentKind, Loaded, Unread

PLAIN = """Dear all,

Saltmarsh Ferries is looking for a deckhand who will work the evening
crossings between the two slips, and will learn the engine room over
the winter.

Location: Tarbert
Salary: £26,000

What we ask for:
- a medical certificate that is valid for at least the next twelve
  months
- good humour

-- 
Isla Munro
"""


def mail(subject: str = "Fwd: RE: Deckhand at Saltmarsh Ferries") -> EmailMessage:
    message = EmailMessage()
    message["From"] = "Isla Munro <isla@saltmarsh.example>"
    message["To"] = "crew@list.example"
    message["Subject"] = subject
    message["Date"] = "Mon, 02 Mar 2026 09:14:00 +0000"
    message["Message-ID"] = "<1@saltmarsh.example>"
    return message


def load(message: EmailMessage | bytes) -> list[Loaded | Unread]:
    content = message if isinstance(message, bytes) else message.as_bytes()
    assert EmailLoader().recognises(content, "mail")
    return list(EmailLoader().load(content, "mail.eml"))


def only(message: EmailMessage | bytes) -> Loaded:
    (document,) = load(message)
    assert isinstance(document, Loaded)
    return document


def test_plain_text_is_unwrapped_and_its_short_lines_stay() -> None:
    message = mail()
    message.set_content(PLAIN)
    document = only(message)
    assert document.fields.title == "Deckhand"
    assert document.fields.company == "Saltmarsh Ferries"
    assert (
        document.fields.provenance == "Mail from Isla Munro <isla@saltmarsh.example> of 2026-03-02"
    )
    assert document.markdown == (
        "Dear all,\n\nSaltmarsh Ferries is looking for a deckhand who will work the evening "
        "crossings between the two "
        "slips, and will learn the engine room over the winter.\n\nLocation: Tarbert  \nSalary: "
        "£26,000\n\n"
        "## What we ask for\n\n- a medical certificate that is valid for at least the next twelve "
        "months\n- good humour"
        "\n\nIsla Munro"
    )


def test_quoted_and_flowed_text_is_read_as_text() -> None:
    content = (
        b"From: a@b.example\r\nMIME-Version: 1.0\r\nSubject: =?utf-8?q?B=C3=A4cker?=\r\n"
        b'Content-Type: text/plain; charset="iso-8859-1"; format=flowed\r\n\r\n> We bake \r\n> '
        b"bread in K\xf6ln.\r\n"
    )
    document = only(content)
    assert (document.fields.title, document.markdown) == ("Bäcker", "We bake bread in Köln.")


def test_a_subject_is_read_though_its_bytes_are_bare() -> None:
    for encoding in ("utf-8", "cp1252"):
        content = "From: Zoë <z@b.example>\nMIME-Version: 1.0\nSubject: Bäcker\n\nWe bake.".encode(
            encoding
        )
        document = only(content)
        assert (document.fields.title, document.fields.provenance) == (
            "Bäcker",
            "Mail from Zoë <z@b.example>",
        )


def test_html_is_preferred_and_hidden_text_left_out() -> None:
    message = mail("WG: Stelle")
    message.set_content("See the HTML.")
    message.add_alternative(
        "<html><body><div style='display:none'>Preview</div><table><tr><td><h1>Decksmann</h1><p>Du "
        "fährst Fähre.</p>"
        "<ul><li>Seetauglich</li></ul></td></tr></table></body></html>",
        subtype="html",
    )
    document = only(message)
    assert document.markdown == "# Decksmann\n\nDu fährst Fähre.\n\n- Seetauglich"
    assert document.fields.title == "Stelle"


def test_the_subject_gives_way_to_what_states_a_posting() -> None:
    posting = {
        "@type": "JobPosting",
        "title": "Deckhand (Nights)",
        "description": "<p>You work nights.</p>",
    }
    message = mail("New jobs for you")
    message.set_content(
        "<html><script "
        f'type="application/ld+json">{json.dumps(posting)}</script><p>Hello</p></html>',
        subtype="html",
    )
    document = only(message)
    assert (document.fields.kind, document.fields.title) == (DocumentKind.ROLE, "Deckhand (Nights)")
    assert document.fields.provenance.startswith("Mail from Isla Munro")


def test_the_line_of_the_text_that_the_subject_repeats_is_the_title() -> None:
    message = mail("Vacancy: Deckhand, Tarbert (apply by Friday)")
    message.set_content("Deckhand\n\nSaltmarsh Ferries seeks a deckhand.")
    assert only(message).fields.title == "Deckhand"


def test_attachments_are_named_and_pictures_of_the_body_are_not() -> None:
    message = mail()
    message.set_content(PLAIN)
    message.add_attachment(
        b"%PDF-1.7", maintype="application", subtype="pdf", filename="job pack.pdf"
    )
    message.add_attachment("BEGIN:VCALENDAR", subtype="calendar")
    document, *unread = load(message)
    assert isinstance(document, Loaded)
    assert [piece.part for piece in unread] == ["job pack.pdf", "text/calendar"]
    assert all(isinstance(piece, Unread) and "attachment" in piece.reason for piece in unread)


def test_a_mail_without_text_names_what_it_holds() -> None:
    message = mail()
    message.set_content("\n")
    message.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="job.pdf")
    with pytest.raises(
        ReadError, match=r"^mail.eml: the mail has no text; save its attachments \(job.pdf\)"
    ):
        load(message)


def test_text_with_labels_is_no_mail() -> None:
    for content in (
        b"Title: Deckhand\nDate: 2026\nSubject: Sea\n\nText",
        b"From: now on we sail.\n",
        b"{}",
        b"",
    ):
        assert not EmailLoader().recognises(content, "posting.eml.txt")


@pytest.mark.parametrize(
    "content",
    [
        b"From: a@b\nMIME-Version: 1.0\nContent-Type: text/plain; charset=no-such\n\nWe sail.",
        b'From: a@b\nMIME-Version: 1.0\nContent-Type: text/html; charset*0="\n\n<p>We sail.',
        b"From: \xff\xfe\nMIME-Version: 1.0\nDate: never\nSubject: =?x?q?=FF?=\n\nWe sail.",
        b"From: a@b\nMIME-Version: 1.0\nContent-Type: multipart/mixed\n\nWe sail.",
        b"From: a@b\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=a\n\n--a\n\nWe "
        b"sail.",
        b"From: a@b\nMIME-Version: 1.0\nContent-Transfer-Encoding: base64\n\n!!!! V2Ugc2FpbC4=",
        b"From: a@b\nMIME-Version: 1.0\nContent-Disposition: inline; filename*=%%%\n\nWe sail.",
        b"From: a@b\nMIME-Version: 1.0\n"
        + b"".join(
            b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(2000)
        ),
        b"From: a@b\nMIME-Version: 1.0\n" + b"Content-Type: message/rfc822\n\n" * 3000,
        b"From: a@b\nMIME-Version: 1.0\nSubject: " + b"=?utf-8?q?a?= " * 20_000 + b"\n\nWe sail.",
    ],
)
def test_broken_mail_is_text_or_an_error_of_one_line(content: bytes) -> None:
    try:
        documents = load(content)
    except ReadError as error:
        assert "\n" not in str(error)
    else:
        assert isinstance(documents[0], Loaded)
        assert "sail" in documents[0].markdown
