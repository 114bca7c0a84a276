"""Pages next to the chat: a whole document with its quotes marked, a conversation to print or to
keep.

They are plain HTML without a script. All text passes through safe_markdown; the only Markdown left
is ours, and a CommonMark renderer turns it into HTML.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from fastapi import APIRouter, Request
from markdown_it import MarkdownIt
from starlette.responses import HTMLResponse, PlainTextResponse, Response

from assistant.conversations.archive import Conversation, KeptTurn
from assistant.conversations.export import as_json, as_markdown, file_name
from assistant.errors import AssistantError, UnknownConversation
from assistant.language.safe_markdown import Wrap, escape, render
from assistant.page.guard.visitors import visitor_of
from assistant.page.session.site import Site
from assistant.page.shown.chat import Shown, answer_text
from assistant.page.shown.evidence import evidence_section, source_line
from assistant.page.shown.exchange import Exchange
from store.errors import StoreError, UnknownDocument
from store.types import Document, Span

_MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable("table")
_SPAN = re.compile(r"(\d{1,9})-(\d{1,9})")
_TO_QUOTE = re.compile(
    r'(href="#evidence-\d+-\d+)-\d+(?=")'
)  # the quote can be found only by the page's script
MOST_MARKS = 200


def reader_routes(site: Site) -> APIRouter:
    """Return the routes GET /documents/ID and /conversations/ID (to print), ID.md and ID.json."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/documents/{document_id}")
    def document(document_id: str, mark: str = "") -> Response:
        assistant = site.opening.assistant
        if assistant is None:
            return _page("Not ready yet", f"<p>{escape(site.opening.line)}</p>", 503)
        try:
            whole = assistant.library.document(document_id)
        except UnknownDocument:
            gone = (
                "<p>This document is no longer stored. What was quoted from it stands in the "
                "conversation.</p>"
            )
            return _page("No longer stored", gone, 404)
        except StoreError as error:
            return _page("Can't be read now", f"<p>{escape(str(error))}</p>", 503)
        return _page(whole.title, document_html(whole, spans_of(mark, len(whole.text))))

    @routes.get("/conversations/{name}")
    def conversation(name: str, request: Request) -> Response:
        conversation_id, _, suffix = name.partition(".")
        visitor = visitor_of(request)
        try:
            kept = site.conversations.get(visitor.key, conversation_id)
            if suffix in ("md", "json"):
                return _taken_along(
                    kept, site.conversations.turns(visitor.key, conversation_id), suffix
                )
            return _printed(kept, site.talk.reopen(conversation_id, visitor))
        except UnknownConversation as error:
            return _page("No such conversation", f"<p>{escape(str(error))}</p>", 404)
        except (AssistantError, StoreError) as error:
            return _page("Can't be read now", f"<p>{escape(str(error))}</p>", 503)

    return routes


def _taken_along(kept: Conversation, turns: Sequence[KeptTurn], suffix: str) -> Response:
    if suffix == "md":
        return _file(as_markdown(kept, turns), "text/markdown", file_name(kept, "md"))
    told = json.dumps(as_json(kept, turns), ensure_ascii=False, indent=2)
    return _file(told, "application/json", file_name(kept, "json"))


def _printed(kept: Conversation, shown: Shown) -> Response:
    exchanges = enumerate(shown.conversation.exchanges, start=1)
    return _page(
        kept.name, "\n".join(_exchange_html(exchange, turn) for turn, exchange in exchanges)
    )


def spans_of(mark: str, length: int) -> list[Span]:
    """Return the spans to mark that an address gives as "start-end" joined by commas, without those
    that do not fit.
    """
    spans = [Span(int(start), int(end)) for start, end in _SPAN.findall(mark)[:MOST_MARKS]]
    return [span for span in spans if span.start < span.end <= length]


def document_html(document: Document, marked: Sequence[Span] = ()) -> str:
    """Return the whole text as HTML with these spans marked; the first mark has the id "quote"."""
    wraps = [Wrap(span.start, span.end, "<mark>", "</mark>") for span in marked]
    source = source_line(document)
    text = f'<p class="source">{_MARKDOWN.renderInline(source)}</p>\n\n' if source else ""
    html = text + _MARKDOWN.render(render(document.text, wraps))
    return str(html).replace("<mark>", '<mark id="quote">', 1)


def _exchange_html(exchange: Exchange, turn: int) -> str:
    said = answer_text(exchange.answer, turn) if exchange.answer else ""
    parts = (
        f"## {escape(exchange.question)}",
        said,
        render(exchange.note),
        evidence_section(exchange, turn),
    )
    html = str(_MARKDOWN.render("\n\n".join(part for part in parts if part)))
    return _TO_QUOTE.sub(r"\1", html)


def _page(title: str, body: str, status: int = 200) -> HTMLResponse:
    said = escape(title)
    head = (
        '<meta charset="utf-8"><meta name="viewport" '
        f'content="width=device-width"><title>{said} · Rolecall</title>'
    )
    link = '<link rel="stylesheet" href="/page/page.css"><link rel="icon" href="/page/icon.png">'
    main = f'<main class="reader"><h1>{said}</h1>\n{body}\n</main>'
    return HTMLResponse(
        f'<!doctype html><html lang="en"><head>{head}{link}</head><body '
        f'class="reader-page">{main}</body></html>',
        status,
    )


def _file(text: str, kind: str, name: str) -> PlainTextResponse:
    return PlainTextResponse(
        text, media_type=kind, headers={"content-disposition": f'attachment; filename="{name}"'}
    )
