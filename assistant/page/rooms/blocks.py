"""The whole page in Gradio: its layout, and how its parts lead to one another."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import gradio as gr
from fastapi import FastAPI

from assistant.language.safe_markdown import render
from assistant.page.endpoints import add_endpoints, check_mcp
from assistant.page.guard.gradio_guards import guard
from assistant.page.rooms.arrival import Page, wire_arrival
from assistant.page.rooms.chat import chat_view, wire_chat
from assistant.page.rooms.compare import ANOTHER, compare_view, compared_roles
from assistant.page.rooms.conversations import (
    RenewAfter,
    conversations_view,
    fresh,
    wire_conversations,
)
from assistant.page.rooms.library import library_view
from assistant.page.rooms.roles import roles_view
from assistant.page.rooms.settings import model_picker, settings_view
from assistant.page.session.events import EVENT
from assistant.page.session.scopes import role_value
from assistant.page.session.site import Site

_FONT = "system-ui, -apple-system, Segoe UI, Roboto, Helvetica Neue, Arial, sans-serif".split(", ")
_MONO = ("ui-monospace", "SFMono-Regular", "Menlo", "Consolas", "monospace")


def page_theme() -> gr.themes.Base:
    """Return the theme; its contrasts are measured in the browser tests."""
    theme = gr.themes.Base(
        primary_hue=gr.themes.colors.teal,
        secondary_hue=gr.themes.colors.amber,
        neutral_hue=gr.themes.colors.stone,
        radius_size=gr.themes.sizes.radius_lg,
        font=_FONT,
        font_mono=_MONO,
    )
    return theme.set(
        body_background_fill="*neutral_50",
        body_background_fill_dark="*neutral_950",
        background_fill_primary_dark="*neutral_900",
        border_color_primary_dark="*neutral_800",
        body_text_color_subdued="*neutral_600",
        link_text_color="*primary_700",
        link_text_color_dark="*primary_300",
        button_secondary_background_fill="*background_fill_primary",
        button_secondary_background_fill_dark="*background_fill_primary",
        button_secondary_background_fill_hover="*neutral_100",
        button_secondary_background_fill_hover_dark="*neutral_800",
        button_secondary_border_color="*border_color_primary",
        button_secondary_border_color_dark="*border_color_primary",
        button_large_text_weight="550",
        button_border_width="1px",
        button_border_width_dark="1px",
        checkbox_label_background_fill="*background_fill_primary",
        checkbox_label_background_fill_dark="*background_fill_primary",
        checkbox_label_border_width="1px",
        checkbox_background_color_selected="*primary_700",
        input_background_fill="*background_fill_primary",
        input_background_fill_dark="*background_fill_primary",
        block_background_fill_dark="*background_fill_primary",
        input_border_width="1px",
        button_primary_background_fill="*primary_700",
        button_primary_background_fill_hover="*primary_800",
        button_primary_background_fill_dark="*primary_700",
    )


STATIC = Path(__file__).parents[1] / "static"
# Linked, not passed to Gradio, which would lose the rules for a container's width.
_HEAD = '<link rel="stylesheet" href="/page/page.css"><script src="/page/page.js" defer></script>'


def mount_page(app: FastAPI, site: Site, **login: Any) -> None:
    """Put the page at the root of `app`; `login` has Gradio's arguments for a login, if there is
    one.
    """
    blocks = page_blocks(site)
    gr.mount_gradio_app(
        app,
        blocks,
        path="/",
        theme=page_theme(),
        head=_HEAD,
        favicon_path=str(STATIC / "icon.png"),
        footer_links=[],
        run_history=False,
        ssr_mode=False,
        enable_monitoring=False,
        # hides Gradio's own error messages; those meant for readers are shown anyway
        show_error=False,
        mcp_server=site.settings.mcp,
        max_file_size=site.settings.largest_upload,
        **login,
    )
    guard(blocks)
    check_mcp(blocks)


def page_blocks(site: Site) -> gr.Blocks:
    """Return the page's components with their events."""
    # Uploads that were never added are deleted after an hour.
    blocks = gr.Blocks(
        title="Rolecall",
        analytics_enabled=False,
        fill_height=True,
        fill_width=True,
        delete_cache=(600, 3600),
    )
    line = site.enabled.where_line(site.settings.model)
    where = gr.Markdown(line, elem_id="where", render=False)
    links = gr.Markdown("", elem_id="links", latex_delimiters=[], render=False)
    with blocks:
        add_endpoints(site.opening, site.admit_program)
        with gr.Sidebar(elem_id="conversations", width=272, label="Conversations", open=False):
            conversations = conversations_view(links)
        with gr.Row(elem_id="top"):
            gr.Markdown("# Rolecall", elem_id="name")
            model = model_picker(site)
        status = gr.Markdown(render(site.opening.line), elem_id="status")
        with gr.Tabs(elem_id="rooms", selected="chat") as tabs:
            with gr.Tab("Chat", id="chat", elem_id="chat-room"):
                chat = chat_view(where, links, tabs)
            with gr.Tab("Compare", id="compare", elem_id="compare-room"):
                compare = compare_view(site)
            with gr.Tab("Roles", id="roles", elem_id="roles-room"):
                roles = roles_view(site)
            with gr.Tab("Library", id="library", elem_id="library-room"):
                library = library_view(site)
            with gr.Tab("Settings", id="settings", elem_id="settings-room"):
                settings = settings_view(site, model, where)
        wire_chat(site, chat, model, settings.passages)
        renew_after = wire_conversations(site, conversations, chat)
        page = Page(status, model, chat, compare, roles, library, settings)
        _wire_between(site, page, renew_after)
        wire_arrival(site, blocks, page, renew_after)
    # Not open, so that queued events cannot be called around the queue.
    blocks.queue(max_size=site.settings.queue_length, api_open=False)
    return blocks


def _wire_between(site: Site, page: Page, renew_after: RenewAfter) -> None:
    """Wire the ways from a role or a pair to a conversation about it, and from a role to the
    comparison.
    """
    chat, compare, roles = page.chat, page.compare, page.roles

    def about_compared(
        first: str | None, second: str | None, others: list[str] | None
    ) -> list[Any]:
        chosen = compared_roles(site, (first, second, *(others or ())))
        return fresh([role_value(document_id) for document_id in chosen])

    def compared_with_another(role: str) -> list[Any]:
        return [role, None, [], ANOTHER, gr.Button(visible=False), gr.Tabs(selected="compare")]

    begin = {"cancels": chat.answering, **EVENT}
    about_role = roles.ask.click(
        lambda role: fresh([role_value(role)]), roles.opened, chat.opened, **begin
    )
    about_roles = compare.go_on.click(about_compared, list(compare.pickers), chat.opened, **begin)
    renew_after(about_role.then)
    renew_after(about_roles.then)
    onto = [*compare.filled, chat.tabs]
    roles.compare.click(compared_with_another, roles.opened, onto, **EVENT)
