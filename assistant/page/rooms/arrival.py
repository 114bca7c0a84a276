"""Fill the page when it opens: what is stored, as soon as the assistant is ready, and what the
address asks for.

`?q=` asks, `?conversation=` opens a kept conversation, `?compare=a,b` compares, `?role=` opens a
role, `?room=` a room.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import gradio as gr

from assistant.language.safe_markdown import render
from assistant.models.choice import destination_of
from assistant.page.guard.visitors import visitor_of
from assistant.page.rooms.chat import ChatView, answered
from assistant.page.rooms.compare import CompareView, compare_choices, compared_or_why, picked
from assistant.page.rooms.conversations import RenewAfter, open_conversation
from assistant.page.rooms.library import LibraryView, stored
from assistant.page.rooms.roles import RolesView, filtered, opened_role
from assistant.page.rooms.settings import SettingsView, remembered_passages, told_models
from assistant.page.session.events import EVENT, EVENT_THAT_WAITS
from assistant.page.session.scopes import choices_with
from assistant.page.session.site import Site
from assistant.page.shown.chat import example_questions, welcome
from assistant.page.shown.compare import from_address
from assistant.page.shown.roles import ROLES, facet_choices

FIRST_ASKED = (ROLES,)
ROOMS = ("compare", "roles", "library", "settings")


@dataclass(frozen=True, slots=True)
class Page:
    """Everything on the page that is filled when it opens, or that an address can lead to."""

    status: gr.Markdown
    model: gr.Dropdown
    chat: ChatView
    compare: CompareView
    roles: RolesView
    library: LibraryView
    settings: SettingsView

    @property
    def known(self) -> list[Any]:
        """The components filled from what is stored, in the order of `_known`."""
        pickers = [self.chat.scope, *self.compare.pickers, *self.roles.facets]
        return [self.chat.chat, *pickers, *self.roles.results]

    @property
    def linked(self) -> list[Any]:
        """The components that an address can lead to, in the order of `_linked`."""
        return [*self.chat.opened, *self.compare.filled, *self.roles.role]


def wire_arrival(site: Site, blocks: gr.Blocks, page: Page, renew_after: RenewAfter) -> None:
    """Fill the page when it is opened."""
    page.settings.remembered.render()  # type: ignore[no-untyped-call]

    def fill(request: gr.Request) -> Any:
        if site.assistant is None:
            return gr.skip()
        return [*_known(site), *stored(site, visitor_of(request))]

    def refill(scope: list[str], *asked: str | None) -> list[Any]:
        return _known(site, scope, asked)

    def lead(request: gr.Request) -> list[Any]:
        return _linked(site, request)

    def models(request: gr.Request) -> list[Any]:
        return told_models(site, visitor_of(request))

    def ask(open_: Any, request: gr.Request, *how: Any) -> Iterator[Any]:
        question = request.query_params.get("q", "").strip()
        if not question:
            yield gr.skip()  # ending without a value would empty the outputs
        elif destination_of(how[0] or "", site.settings).is_here:
            yield from answered(site, question, open_, how, request)
        else:  # a link from elsewhere must not send anything to another machine by itself
            yield [gr.skip(), gr.skip(), gr.skip(), gr.Textbox(value=question), gr.skip()]

    chat = page.chat
    asked = [chat.conversation, page.model, chat.scope, page.settings.passages]
    blocks.load(models, None, [page.model, page.settings.usable, page.settings.hosted], **EVENT)
    blocks.load(
        lambda kept: remembered_passages(site, kept),
        page.settings.remembered,
        page.settings.passages,
        **EVENT,
    )
    ready = blocks.load(_waited(site), None, page.status, **EVENT_THAT_WAITS)
    for change in page.library.changes:
        change.then(refill, [page.chat.scope, *page.roles.asked], page.known, **EVENT)
    filled = ready.then(fill, None, [*page.known, *page.library.stored], **EVENT)
    led = renew_after(filled.then(lead, None, page.linked, **EVENT).then)
    renew_after(led.then(ask, asked, chat.shown, **EVENT).then)


def _waited(site: Site) -> Any:
    async def waited() -> AsyncIterator[str]:
        """Yield how far opening has come; a waiting page holds no thread."""
        while not site.opening.wait(0):
            yield render(site.opening.line)
            await asyncio.sleep(0.3)
        yield "" if site.assistant else render(site.opening.line)

    return waited


def _known(
    site: Site, scope: Sequence[str] = (), asked: Sequence[str | None] = FIRST_ASKED
) -> list[Any]:
    """Return what the rooms show of what is stored, for this scope and for this kind and these
    filters of roles.
    """
    known = site.opening.ready().known()
    roles, facets = compare_choices(known), facet_choices(known)
    filters = [
        gr.Dropdown([("Any", ""), *((value, value) for value in facets[name])]) for name in facets
    ]
    return [
        gr.Chatbot(
            placeholder=welcome(known),
            examples=[{"text": question} for question in example_questions(known)],
        ),
        gr.Dropdown(choices_with(scope, known)),
        *[gr.Dropdown(roles) for _ in range(3)],
        *filters,
        *filtered(site, *asked),
    ]


def _linked(site: Site, request: gr.Request) -> list[Any]:
    """Return what the address leads to; the page unchanged if it leads nowhere."""
    wanted, nowhere = request.query_params, [gr.skip()]
    chat, compare, role = nowhere * 8, nowhere * 5, nowhere * 5
    if conversation := wanted.get("conversation", ""):
        chat = open_conversation(site, visitor_of(request), conversation)
    if address := wanted.get("compare", ""):
        chosen = from_address(address)
        chat = [*chat[:-1], gr.Tabs(selected="compare")]
        first, second, *others = [picked(site, words) for words in chosen]
        compare = [first, second, others, *compared_or_why(site, visitor_of(request), chosen)]
    if (room := wanted.get("room", "")) in ROOMS:
        chat = [*chat[:-1], gr.Tabs(selected=room)]
    if document_id := wanted.get("role", ""):
        chat = [*chat[:-1], gr.Tabs(selected="roles")]
        role = opened_role(site, document_id)
    return [*chat, *compare, *role]
