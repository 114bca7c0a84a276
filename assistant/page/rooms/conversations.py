"""The visitor's kept conversations next to the page, as Gradio components and events."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import gradio as gr

from assistant.errors import AssistantError
from assistant.page.guard.visitors import Visitor, visitor_of
from assistant.page.rooms.chat import ChatView, nothing_open, update
from assistant.page.session.events import EVENT, mine, warn
from assistant.page.session.scopes import choices_with, values_of
from assistant.page.session.site import Site
from assistant.page.shown.exchange import OpenConversation
from assistant.question.scope import scope_from_json
from store.errors import StoreError

MOST_LISTED = 200
NONE_YET = "Your conversations are kept here, on this machine."
NONE_FOUND = "No conversation contains these words."
RenewAfter = Callable[[Callable[..., Any]], Any]


@dataclass(frozen=True, slots=True)
class ConversationsView:
    """The components of the list of conversations."""

    new: gr.Button
    search: gr.Textbox
    listed: gr.Radio
    name: gr.Textbox
    delete: gr.Button
    sure: gr.Row
    really: gr.Button
    keep: gr.Button
    renewed: list[Any]  # what shows the conversations there are, in the order of `listing`


def conversations_view(links: gr.Markdown) -> ConversationsView:
    """Lay out the list, its search and the actions on the open conversation; `links` lead to its
    files.
    """
    new = gr.Button("New conversation", elem_id="new", variant="primary", size="md")
    search = gr.Textbox(
        placeholder="Search conversations",
        show_label=False,
        label="Search conversations",
        elem_id="search",
        container=False,
    )
    none = gr.Markdown("", elem_id="none-listed")
    listed = gr.Radio(
        [], label="Conversations", show_label=False, elem_id="listed", container=False
    )
    with gr.Column(visible=False, elem_id="about-conversation") as about:
        name = gr.Textbox(
            label="Name of this conversation", elem_id="rename", submit_btn="Rename", lines=1
        )
        links.render()  # type: ignore[no-untyped-call]
        delete = gr.Button("Delete this conversation", elem_id="delete", size="sm")
        with gr.Row(visible=False, elem_id="sure") as sure:
            really = gr.Button("Delete for good", variant="stop", size="sm", min_width=60)
            keep = gr.Button("Keep", size="sm", min_width=60)
    renewed = [listed, about, name, none]
    return ConversationsView(new, search, listed, name, delete, sure, really, keep, renewed)


def wire_conversations(site: Site, view: ConversationsView, chat: ChatView) -> RenewAfter:
    """Wire opening, searching, renaming and deleting; return a function that renews the list after
    an event. The list is renewed after every answer, too.
    """
    asked, held = [view.sure, view.delete], [chat.conversation, view.search]

    def renew(open_: OpenConversation, search: str, request: gr.Request) -> list[Any]:
        return listing(site, visitor_of(request), mine(open_, request).conversation_id, search)

    def renew_after(event: Callable[..., Any]) -> Any:
        return event(renew, held, view.renewed, **EVENT)

    def open_one(conversation_id: str | None, request: gr.Request) -> list[Any]:
        return open_conversation(site, visitor_of(request), conversation_id or "")

    def rename(open_: OpenConversation, name: str, search: str, request: gr.Request) -> list[Any]:
        open_, visitor = mine(open_, request), visitor_of(request)
        try:
            site.conversations.rename(visitor.key, open_.conversation_id, name)
        except AssistantError as error:
            warn(error)
        return listing(site, visitor, open_.conversation_id, search)

    def delete(open_: OpenConversation, search: str, request: gr.Request) -> list[Any]:
        open_, visitor = mine(open_, request), visitor_of(request)
        try:
            site.conversations.delete(visitor.key, open_.conversation_id)
        except AssistantError as error:
            warn(error)
        gone = [*nothing_open(), [], gr.Textbox(visible=False), gr.skip()]
        return [*gone, *listing(site, visitor, "", search), *_asking_to_delete(False)]

    begin = {"cancels": chat.answering, **EVENT}
    begun = [
        view.new.click(fresh, None, chat.opened, **begin),
        view.listed.input(open_one, view.listed, chat.opened, **begin),
        *chat.answering,
    ]
    for event in (view.search.change, *(done.then for done in begun)):
        renew_after(event)
    view.name.submit(rename, [chat.conversation, view.name, view.search], view.renewed, **EVENT)
    view.delete.click(lambda: _asking_to_delete(True), None, asked, **EVENT)
    view.keep.click(lambda: _asking_to_delete(False), None, asked, **EVENT)
    view.really.click(delete, held, [*chat.opened, *view.renewed, *asked], **begin)
    return renew_after


def _asking_to_delete(asking: bool) -> list[Any]:
    return [gr.Row(visible=asking), gr.Button(visible=not asking)]


def fresh(scope: list[str] | None = None) -> list[Any]:
    """Return an empty new conversation with `scope`; the chat comes to the front."""
    return [*nothing_open(), scope or [], gr.Textbox(visible=False), gr.Tabs(selected="chat")]


def open_conversation(site: Site, visitor: Visitor, conversation_id: str) -> list[Any]:
    """Return a kept conversation with its scope in place of the present one; warn if there is
    none.
    """
    if not conversation_id:
        return fresh()
    try:
        kept = site.conversations.get(visitor.key, conversation_id)
        shown = site.talk.reopen(conversation_id, visitor)
        scope = _scope_picker(site, values_of(scope_from_json(kept.scope)))
    except (AssistantError, StoreError) as error:
        warn(error)
        return fresh()
    return [*update(shown, clears=True), scope, gr.Textbox(visible=False), gr.Tabs(selected="chat")]


def _scope_picker(site: Site, values: list[str]) -> gr.Dropdown:
    """Return the picker with these values chosen, even those that are no longer stored or not yet
    known.
    """
    if site.assistant is None:
        return gr.Dropdown([(value.partition(":")[2], value) for value in values], value=values)
    return gr.Dropdown(choices_with(values, site.assistant.known()), value=values)


def listing(site: Site, visitor: Visitor, conversation_id: str, search: str = "") -> list[Any]:
    """Return the visitor's conversations, newest first, the name of the open one, and a message if
    there are none.
    """
    try:
        every = site.conversations.list(visitor.key) if visitor.lasting else ()
        matching = site.conversations.list(visitor.key, search) if search.strip() else every
    except AssistantError as error:
        warn(error)
        every = matching = ()
    names, shown = (
        {kept.conversation_id: kept.name for kept in group}
        for group in (every, matching[:MOST_LISTED])
    )
    name = names.get(conversation_id, "")
    listed = gr.Radio(
        [(label, value) for value, label in shown.items()],
        value=conversation_id if conversation_id in shown else None,
    )
    none = "" if matching else NONE_FOUND if every else NONE_YET
    return [listed, gr.Column(visible=bool(name)), name, none]
