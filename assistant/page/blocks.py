"""The page's components and events, in Gradio; the only file that imports it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import gradio as gr
from fastapi import FastAPI

from assistant.page.models import first_choices, model_choices, where_line
from assistant.page.opening import Opening
from assistant.page.talk import Exchanges, Shown, Talk
from assistant.page.welcome import WAITING, welcome
from assistant.safe_markdown import render
from assistant.settings import Settings

STATIC = Path(__file__).parent / "static"
_HEAD = '<script src="/page/page.js" defer></script>'
_EXAMPLES = (
    "What do Bar Raisers look for?",
    "What would I do day to day in the AGI role?",
    "What methods does the economist internship in London use?",
    "How does Amazon support its scientists?",
)
_NO_EVIDENCE = '<div class="no-evidence">\n\nThe passages an answer rests on appear here.\n\n</div>'
_FONT = ("system-ui", "-apple-system", "Segoe UI", "Roboto", "Helvetica Neue", "Arial", "sans-serif")
_MONO = ("ui-monospace", "SFMono-Regular", "Menlo", "Consolas", "monospace")
# Events of the page are its own business: they are no public API, and several conversations may run at once.
_EVENT: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private", "concurrency_limit": 16}


def mount_page(app: FastAPI, opening: Opening) -> None:
    """Put the page at the root of `app`."""
    gr.mount_gradio_app(
        app,
        _blocks(opening),
        path="/",
        theme=_theme(),
        css_paths=[STATIC / "page.css"],
        head=_HEAD,
        favicon_path=str(STATIC / "icon.png"),
        footer_links=[],
        run_history=False,
        ssr_mode=False,
        enable_monitoring=False,
        mcp_server=False,
    )


def _theme() -> gr.themes.Base:
    """Gradio's own theme in quiet colours, with the reader's own fonts: none is fetched."""
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
        body_text_color_subdued_dark="*neutral_400",
        link_text_color="*primary_700",
        link_text_color_dark="*primary_300",
    )


def _blocks(opening: Opening) -> gr.Blocks:
    blocks = gr.Blocks(title="Rolecall", analytics_enabled=False, fill_height=True, fill_width=True)
    with blocks:
        exchanges = gr.State(())
        with gr.Row(elem_id="top"):
            gr.Markdown("# Rolecall", elem_id="name")
            status = gr.Markdown(render(opening.line), elem_id="status")
            model = _model_picker(opening.settings)
        with gr.Row(elem_id="room"):
            with gr.Column(elem_id="talk", scale=3):
                chat, box = _chatbot(), _question_box()
                where = gr.Markdown(where_line(opening.settings.model, opening.settings), elem_id="where")
            with gr.Column(elem_id="side", scale=2):
                gr.Button("Close", elem_id="close", size="sm")
                panel = gr.Markdown(_NO_EVIDENCE, elem_id="evidence", latex_delimiters=[], line_breaks=True)
        _wire(Talk(opening), exchanges, chat, panel, box, model)
        _wire_models(blocks, opening.settings, model, where)
        blocks.load(_status(opening), outputs=[status, chat], **{**_EVENT, "concurrency_limit": None})
    return blocks


def _chatbot() -> gr.Chatbot:
    return gr.Chatbot(
        elem_id="chat",
        label="Conversation",
        show_label=False,
        container=False,
        height="100%",
        layout="bubble",
        buttons=[],
        latex_delimiters=[],
        allow_tags=False,
        feedback_options=None,
        placeholder=WAITING,
        examples=[{"text": example} for example in _EXAMPLES],
    )


def _question_box() -> gr.Textbox:
    return gr.Textbox(
        elem_id="question",
        label="Your question",
        show_label=False,
        placeholder="Ask about a role or how hiring works",
        lines=1,
        max_lines=6,
        submit_btn=True,
        stop_btn=False,
    )


def _model_picker(settings: Settings) -> gr.Dropdown:
    return gr.Dropdown(
        first_choices(settings),
        value=settings.model,
        elem_id="model",
        label="Who answers",
        show_label=False,
        container=False,
        allow_custom_value=True,  # a hosted model has to be named: no list of theirs is asked for
        filterable=True,
    )


def _wire_models(blocks: gr.Blocks, settings: Settings, model: gr.Dropdown, where: gr.Markdown) -> None:
    def choices() -> Any:
        return gr.Dropdown(choices=model_choices(settings))

    def told(name: str | None) -> str:
        return where_line(name or "", settings)

    model.change(told, model, where, **_EVENT)
    blocks.load(choices, outputs=model, **_EVENT)


def _wire(
    talk: Talk,
    exchanges: gr.State,
    chat: gr.Chatbot,
    panel: gr.Markdown,
    box: gr.Textbox,
    model: gr.Dropdown,
) -> None:
    shown = [chat, panel, exchanges, box]

    def ask(question: str, earlier: Exchanges, name: str | None) -> Iterator[list[Any]]:
        if question.strip():
            yield from _updates(talk.ask(question.strip(), earlier, name or ""))
        else:
            yield [gr.skip()] * len(shown)

    def ask_example(earlier: Exchanges, name: str | None, chosen: gr.SelectData) -> Iterator[list[Any]]:
        yield from _updates(talk.ask(chosen.value["text"], earlier, name or ""))

    def ask_again(earlier: Exchanges, name: str | None) -> Iterator[list[Any]]:
        yield from _updates(talk.ask_again(earlier, name or ""))

    def stop(stopped: Exchanges) -> list[Any]:
        return _update(talk.stop(stopped), starting=False) if stopped else [gr.skip()] * len(shown)

    answering: list[Any] = [
        box.submit(ask, [box, exchanges, model], shown, **_EVENT),
        chat.example_select(ask_example, [exchanges, model], shown, **_EVENT),
        chat.retry(ask_again, [exchanges, model], shown, **_EVENT),
    ]
    chat.clear(lambda: (_NO_EVIDENCE, ()), outputs=[panel, exchanges], **_EVENT)
    box.stop(stop, exchanges, shown, cancels=answering, **_EVENT)


def _updates(moments: Iterator[Shown]) -> Iterator[list[Any]]:
    starting = True
    for moment in moments:
        yield _update(moment, starting)
        starting = False


def _update(shown: Shown, starting: bool) -> list[Any]:
    """New values of chat, evidence, exchanges and question box, in this order."""
    panel = gr.skip() if shown.evidence is None else shown.evidence or _NO_EVIDENCE
    # Told at every moment: the browser may draw only the last of those that come at once.
    buttons: dict[str, Any] = {"submit_btn": not shown.busy, "stop_btn": shown.busy}
    box = gr.update(value="", **buttons) if starting else gr.update(**buttons)
    return [shown.messages, panel, shown.exchanges, box]


def _status(opening: Opening) -> Any:
    async def status() -> AsyncIterator[list[Any]]:
        """How far opening has come, and then what is known; a page that waits holds no thread."""
        while not opening.wait(0):
            yield [render(opening.line), gr.skip()]
            await asyncio.sleep(0.3)
        assistant = opening.assistant
        if assistant is None:
            yield [render(opening.line), gr.skip()]
        else:
            yield ["", gr.Chatbot(placeholder=welcome(assistant.known()))]

    return status
