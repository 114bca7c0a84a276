"""The visitor's kept conversations beside the page, as Gradio components and events."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import gradio as gr

from assistant.errors import AssistantError
from assistant.page.chat_view import ChatView, nothing_open, update
from assistant.page.events import EVENT, mine, warn
from assistant.page.exchange import OpenConversation
from assistant.page.scopes import choices_with, values_of
from assistant.page.site import Site
from assistant.page.visitors import Visitor, visitor_of
from assistant.scope import scope_from_json
from store.errors import StoreError

MOST_LISTED = 200


@dataclass(frozen=True, slots=True)
class ConversationsView:
    new: gr.Button
    search: gr.Textbox
    listed: gr.Radio
    about: gr.Column
    name: gr.Textbox
    delete: gr.Button
    sure: gr.Row
    really: gr.Button
    keep: gr.Button


def conversations_view(links: gr.Markdown) -> ConversationsView:
    """Lay out the list, its search and what can be done with the open one; `links` say where it is to be had."""
    new = gr.Button("New conversation", elem_id="new", variant="primary", size="md")
    search = gr.Textbox(
        placeholder="Search conversations",
        show_label=False,
        label="Search conversations",
        elem_id="search",
        container=False,
    )
    listed = gr.Radio([], label="Conversations", show_label=False, elem_id="listed", container=False)
    with gr.Column(visible=False, elem_id="about-conversation") as about:
        name = gr.Textbox(label="Name of this conversation", elem_id="rename", submit_btn="Rename", lines=1)
        links.render()  # type: ignore[no-untyped-call]
        delete = gr.Button("Delete this conversation", elem_id="delete", size="sm")
        with gr.Row(visible=False, elem_id="sure") as sure:
            really = gr.Button("Delete for good", variant="stop", size="sm", min_width=60)
            keep = gr.Button("Keep", size="sm", min_width=60)
    return ConversationsView(new, search, listed, about, name, delete, sure, really, keep)


def wire_conversations(
    site: Site, view: ConversationsView, chat: ChatView, tabs: gr.Tabs, answering: list[Any]
) -> None:
    """Open, search, rename and delete; the list is renewed after every answer."""
    renewed = [view.listed, view.about, view.name]
    opened = [*chat.shown, chat.scope, chat.why, tabs]

    def renew(open_: OpenConversation, search: str, request: gr.Request) -> list[Any]:
        return listing(site, visitor_of(request), mine(open_, request).conversation_id, search)

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
        hidden = gr.Row(visible=False)
        return [*nothing_open(), [], gr.Textbox(visible=False), gr.skip(), *listing(site, visitor, "", search), hidden]

    begin = {"cancels": answering, **EVENT}
    view.new.click(fresh, None, opened, **begin).then(renew, [chat.conversation, view.search], renewed, **EVENT)
    view.listed.input(open_one, view.listed, opened, **begin).then(
        renew, [chat.conversation, view.search], renewed, **EVENT
    )
    view.search.change(renew, [chat.conversation, view.search], renewed, **EVENT)
    view.name.submit(rename, [chat.conversation, view.name, view.search], renewed, **EVENT)
    view.delete.click(lambda: gr.Row(visible=True), None, view.sure, **EVENT)
    view.keep.click(lambda: gr.Row(visible=False), None, view.sure, **EVENT)
    view.really.click(delete, [chat.conversation, view.search], [*opened, *renewed, view.sure], **begin)
    for event in answering:
        event.then(renew, [chat.conversation, view.search], renewed, **EVENT)


def fresh(scope: list[str] | None = None) -> list[Any]:
    """A conversation that is yet to begin, asked of `scope`; the chat comes to the front."""
    return [*nothing_open(), scope or [], gr.Textbox(visible=False), gr.Tabs(selected="chat")]


def open_conversation(site: Site, visitor: Visitor, conversation_id: str) -> list[Any]:
    """A kept conversation with its scope in place of the present one; a warning where there is none."""
    if not conversation_id:
        return fresh()
    try:
        kept = site.conversations.get(visitor.key, conversation_id)
        shown = site.talk.reopen(conversation_id, visitor)
        scope = _scope_picker(site, values_of(scope_from_json(kept.scope)))
    except (AssistantError, StoreError) as error:
        warn(error)
        return fresh()
    return [*update(shown, starting=True), scope, gr.Textbox(visible=False), gr.Tabs(selected="chat")]


def _scope_picker(site: Site, values: list[str]) -> gr.Dropdown:
    """The picker with these values chosen, those too that are stored no longer or not yet known to be."""
    assistant = site.opening.assistant
    if assistant is None:
        return gr.Dropdown([(value.partition(":")[2], value) for value in values], value=values)
    return gr.Dropdown(choices_with(values, assistant.known()), value=values)


def listing(site: Site, visitor: Visitor, conversation_id: str, search: str = "") -> list[Any]:
    """The visitor's conversations, newest first, and the name of the open one."""
    try:
        found = site.conversations.list(visitor.key, search) if visitor.lasting else ()
    except AssistantError as error:
        warn(error)
        found = ()
    choices = [(one.name, one.conversation_id) for one in found[:MOST_LISTED]]
    name = next((one.name for one in found if one.conversation_id == conversation_id), "")
    chosen = conversation_id if name else None
    return [gr.Radio(choices, value=chosen), gr.Column(visible=bool(name)), name]
