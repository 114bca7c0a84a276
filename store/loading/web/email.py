"""EML: a mail with its body, as HTML or plain text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from email.message import Message
from email.utils import parseaddr, parsedate_to_datetime
from functools import cache

from store.errors import ReadError
from store.loading.markup.html_markdown import html_to_line, node_to_markdown
from store.loading.prose.plain_text import plain_to_markdown
from store.loading.web.html import Page, refuse_endless
from store.loading.web.message import file_name, header, is_message, parts_of, read_message, text_of
from store.loading.web.mhtml import is_saved_page
from store.loading.web.page_names import title_and_company
from store.text.listed import listed
from store.types import Fields, Loaded, Unread

_HIDDEN = '[style*="display:none" i], [style*="display: none" i], [hidden]'
_QUOTE = re.compile(r"^(?:>[ \t]?)+", re.MULTILINE)
_SIGNATURE = re.compile(r"^(?:--|—)[ \t]*$", re.MULTILINE)  # the line above one


class EmailLoader:
    """Reads a mail; its attachments are named and left out."""

    name = "EML"
    suffixes: tuple[str, ...] = (".eml",)

    def recognises(self, content: bytes, name: str) -> bool:
        """Tell whether the bytes begin with the headers of a mail."""
        return is_message(content) and not is_saved_page(content)

    def load(self, content: bytes, name: str) -> Iterator[Loaded | Unread]:
        """Yield the postings of a mail, or its text, then each attachment as unread; raise
        ReadError without text.
        """
        message = read_message(content, name)
        parts = list(parts_of(message))
        attached = [part for part in parts if _is_attached(part)]
        bodies = [part for part in parts if part not in attached]
        documents = _documents(message, bodies, name)
        if not documents:
            names = ", ".join(filter(None, map(file_name, attached)))
            raise ReadError(
                f"{name}: the mail has no text; "
                + (f"save its attachments ({names}) by themselves" if names else "save another")
            )
        provenance = _provenance(message)
        for loaded in documents:
            if isinstance(loaded, Loaded):
                loaded = replace(loaded, fields=replace(loaded.fields, provenance=provenance))
            yield loaded
        yield from map(_left_out, attached)


def _is_attached(part: Message) -> bool:
    placed, kind = part.get_content_disposition(), part.get_content_maintype()
    if placed != "attachment" and kind == "text":
        is_file = bool(file_name(part)) and placed != "inline"
        return is_file or part.get_content_subtype() == "calendar"
    is_of_body = kind == "image" and bool(header(part, "content-id"))
    return placed == "attachment" or not is_of_body


def _left_out(part: Message) -> Unread:
    kind = part.get_content_type()
    return Unread(
        file_name(part) or kind,
        f"an attachment ({kind}); save it from the mail and read it by itself",
    )


def _documents(message: Message, bodies: list[Message], name: str) -> list[Loaded | Unread]:
    """Return the documents of the first body with text, HTML before plain text."""
    subject = _subject(header(message, "subject"))
    for body in [part for part in bodies if part.get_content_type() == "text/html"]:
        source = text_of(body)
        refuse_endless(source, name)
        if documents := _from_html(source, subject):
            return documents
    texts = [_from_text(body) for body in bodies if body.get_content_type() == "text/plain"]
    if not (markdown := "\n\n".join(filter(None, texts))):
        return []
    title, company = title_and_company(subject, markdown)
    return [Loaded(markdown, Fields(title=title, company=company))]


def _from_html(source: str, subject: str) -> list[Loaded | Unread]:
    page = Page(source)
    if page.postings:
        return list(page.loaded_postings())
    body = page.tree.body
    hidden = frozenset(node.mem_id for node in page.tree.css(_HIDDEN))
    markdown = node_to_markdown(body, left_out=hidden) if body is not None else ""
    title, company = title_and_company(subject, markdown)
    return [Loaded(markdown, Fields(title=title, company=company))] if markdown else []


def _from_text(body: Message) -> str:
    text = _SIGNATURE.sub("", _QUOTE.sub("", text_of(body).replace("\r\n", "\n")))
    if (
        header(body, "content-type", "format").lower() == "flowed"
    ):  # RFC 3676: a line that ends in a space goes on
        text = re.sub(r" \n(?=[^\n])", " ", text)
    return plain_to_markdown(text.strip("\n")) if text.strip() else ""


def _provenance(message: Message) -> str:
    """Return who sent the mail and when, as one line."""
    name, address = parseaddr(header(message, "from"))
    sender = f"{name} <{address}>" if name and address else name or address
    try:
        date = parsedate_to_datetime(header(message, "date")).date().isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        date = header(message, "date")
    return f"Mail{sender and f' from {sender}'}{date and f' of {date}'}"


@cache
def _answer_marks() -> re.Pattern[str]:
    marks = listed(__file__, "subject_marks")
    return re.compile(rf"^(?:(?:{'|'.join(map(re.escape, marks))})(?:\[\d+\])?\s*[:：]\s*)+", re.I)


def _subject(subject: str) -> str:
    """Return a subject without the marks that mail programs put before an answer."""
    return _answer_marks().sub("", html_to_line(subject.replace("<", "&lt;")))
