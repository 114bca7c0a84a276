"""The chat, the evidence beside it and the scope of questions, as Gradio components and events."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any, cast

import gradio as gr

from assistant.errors import AssistantError
from assistant.page.guard.visitors import visitor_of
from assistant.page.session.events import EVENT, inform, mine, warn
from assistant.page.session.scopes import scope_of
from assistant.page.session.site import Site
from assistant.page.session.talk import Asking
from assistant.page.shown.chat import WAITING, Shown, show
from assistant.page.shown.exchange import OpenConversation
from assistant.question.understand import storable
from store.errors import StoreError

NO_EVIDENCE = '<div class="no-evidence">\n\nThe passages behind an answer appear here.\n\n</div>'
GOOD, BAD = "Like", "Dislike"  # Gradio draws thumbs for these
_FEEDBACK = {"up": GOOD, "down": BAD}
_RATINGS = {GOOD: "up", BAD: "down", "True": "up", "False": "down"}


@dataclass(frozen=True, slots=True)
class ChatView:
    """The components of the chat.

    Attributes:
        rated: the position of the answer that was just rated, None if there is none.
        answering: the events that answer; opening another conversation cancels them.
    """

    conversation: gr.State
    chat: gr.Chatbot
    rated: gr.State
    why: gr.Textbox
    scope: gr.Dropdown
    box: gr.Textbox
    panel: gr.Markdown
    links: gr.Markdown
    tabs: gr.Tabs
    answering: list[Any] = field(default_factory=list)

    @property
    def opened(self) -> list[Any]:
        """The components that change when a conversation opens."""
        return [*self.shown, self.scope, self.why, self.tabs]

    @property
    def shown(self) -> list[Any]:
        """The components that change whenever an answer grows."""
        return [self.chat, self.panel, self.conversation, self.box, self.links]


def chat_view(where: gr.Markdown, links: gr.Markdown, tabs: gr.Tabs) -> ChatView:
    """Lay out the chat with the evidence beside it.

    `where`, beneath the question box, says where text goes; `links`, laid out elsewhere, say how to
    keep the conversation.
    """
    conversation, rated = gr.State(OpenConversation()), gr.State(None)
    with gr.Row(elem_id="room"):
        with gr.Column(elem_id="talk", scale=3):
            chat = gr.Chatbot(
                elem_id="chat",
                label="Conversation",
                show_label=False,
                container=False,
                height="100%",
                layout="bubble",
                buttons=["copy"],
                latex_delimiters=[],
                allow_tags=False,
                editable="user",
                feedback_options=(GOOD, BAD),
                placeholder=WAITING,
                # an answer is read from its beginning: page.js scrolls a new question to the top
                autoscroll=False,
            )
            why = gr.Textbox(
                elem_id="why", label="Why", visible=False, max_length=1000, submit_btn="Send"
            )
            scope = gr.Dropdown(
                [], value=[], multiselect=True, elem_id="scope", label="Ask only of"
            )
            box = gr.Textbox(
                elem_id="question",
                label="Your question",
                show_label=False,
                placeholder="Ask about a role or how hiring works",
                max_lines=6,
                submit_btn=True,
            )
            where.render()  # type: ignore[no-untyped-call]
        with gr.Column(elem_id="side", scale=2):
            gr.Button("Close", elem_id="close", size="sm")
            panel = gr.Markdown(
                NO_EVIDENCE, elem_id="evidence", latex_delimiters=[], line_breaks=True
            )
    return ChatView(conversation, chat, rated, why, scope, box, panel, links, tabs)


def wire_chat(site: Site, view: ChatView, model: gr.Dropdown, passages: gr.Slider) -> None:
    """Make the chat answer."""
    asked = [view.conversation, model, view.scope, passages]

    def ask(
        question: str, open_: OpenConversation, request: gr.Request, *how: Any
    ) -> Iterator[list[Any]]:
        yield from answered(site, question, open_, how, request)

    def asking_of(question_of: QuestionOf) -> Callable[..., Iterator[list[Any]]]:
        """Return a listener that asks the question an event of the chat gives."""

        def ask_of_event(
            open_: OpenConversation, event: gr.EventData, request: gr.Request, *how: Any
        ) -> Iterator[list[Any]]:
            open_ = mine(open_, request)
            question, at = question_of(event, open_)
            yield from answered(site, question, open_, how, request, at)

        return ask_of_event

    def again(event: gr.EventData, open_: OpenConversation) -> tuple[str, int | None]:
        at = _position(event.index, open_)
        return "" if at is None else open_.exchanges[at].question, at

    def edited(event: gr.EventData, open_: OpenConversation) -> tuple[str, int | None]:
        at = _position(event.index, open_)
        return "" if at is None else _text(event.value), at

    def stop(open_: OpenConversation, request: gr.Request) -> Any:
        open_ = mine(open_, request)
        try:
            shown = site.talk.stop(open_, visitor_of(request)) if open_.exchanges else None
        except (AssistantError, StoreError) as error:
            warn(error)
            return gr.skip()
        if shown and shown.notice:
            inform(shown.notice)
        return update(shown) if shown else gr.skip()

    example = asking_of(lambda event, _: (event.value["text"], None))
    view.answering[:] = [
        view.box.submit(ask, [view.box, *asked], view.shown, **EVENT),
        view.chat.example_select(example, asked, view.shown, api_name="ask_example", **EVENT),
        view.chat.retry(asking_of(again), asked, view.shown, api_name="ask_again", **EVENT),
        view.chat.edit(asking_of(edited), asked, view.shown, api_name="ask_edited", **EVENT),
    ]
    view.box.stop(stop, view.conversation, view.shown, cancels=view.answering, **EVENT)
    _wire_feedback(site, view)


How = tuple[Any, ...]  # model, scope and number of passages
# Returns the question, and which exchange it replaces.
QuestionOf = Callable[[gr.EventData, OpenConversation], tuple[str, int | None]]


def answered(
    site: Site,
    question: str,
    conversation: OpenConversation,
    how: How,
    request: gr.Request,
    at: int | None = None,
) -> Iterator[list[Any]]:
    """Yield the page as the answer arrives; if the question may not be asked, warn and put it back
    in its box.
    """
    visitor, (model, scope, most) = visitor_of(request), how
    conversation, question = mine(conversation, request), storable(question).strip()
    if not question:
        yield _unasked("", conversation, at)
        return
    try:
        site.admit(visitor, model or "", question)
    except AssistantError as error:
        warn(error)
        yield _unasked(question, conversation, at)
        return
    asking = Asking(question, model or "", scope_of(scope), int(most))
    for moment in site.talk.ask(asking, conversation, visitor, at):
        if moment.notice:
            warn(moment.notice)
        yield update(moment)


def _unasked(question: str, conversation: OpenConversation, at: int | None) -> list[Any]:
    """Return the page as it was, with the question in its box; the browser has already drawn an
    edited question.
    """
    if at is None:
        box = gr.Textbox(value=question) if question else gr.skip()
        return [gr.skip(), gr.skip(), gr.skip(), box, gr.skip()]
    again = question == conversation.exchanges[at].question
    return update(replace(show(conversation), unasked="" if again else question))


def _wire_feedback(site: Site, view: ChatView) -> None:
    def rate(open_: OpenConversation, liked: gr.LikeData, request: gr.Request) -> Any:
        open_, feedback = mine(open_, request), _RATINGS.get(str(liked.liked), "")
        at = _position(liked.index, open_)
        if at is None:
            return gr.skip()
        try:
            rated = site.talk.rate(open_, at, feedback, visitor_of(request))
        except AssistantError as error:
            warn(error)
            return [gr.skip(), None, gr.Textbox(visible=False)]
        said = "What was good about it?" if feedback == "up" else "What was wrong with it?"
        return [rated, at, gr.Textbox(visible=bool(feedback), label=f"{said} (optional)", value="")]

    def explain(open_: OpenConversation, at: int | None, word: str, request: gr.Request) -> Any:
        open_ = mine(open_, request)
        if at is not None and at < len(open_.exchanges) and word.strip():
            try:
                feedback = open_.exchanges[at].feedback
                site.talk.rate(open_, at, feedback, visitor_of(request), word)
                inform("Thank you. It is kept with this conversation, on this machine.")
            except AssistantError as error:
                warn(error)
        return gr.Textbox(visible=False)

    view.chat.like(rate, view.conversation, [view.conversation, view.rated, view.why], **EVENT)
    view.why.submit(explain, [view.conversation, view.rated, view.why], view.why, **EVENT)


def update(shown: Shown, *, clears: bool = False) -> list[Any]:
    """Return new values of chat, evidence, conversation, question box and links, in the order of
    `ChatView.shown`.

    Every update has all values: Gradio's client applies the difference of an update to the one
    before in place, and loses what a difference leaves out if the browser has not drawn it yet. So
    page.js empties the question box.
    """
    buttons: dict[str, Any] = {"submit_btn": not shown.busy, "stop_btn": shown.busy}
    words: dict[str, Any] = {"value": shown.unasked} if clears or shown.unasked else {}
    box = gr.update(**words, **buttons)
    feedback = [_FEEDBACK.get(exchange.feedback) for exchange in shown.conversation.exchanges]
    chat = gr.Chatbot(value=cast(Any, shown.messages), feedback_value=feedback)
    return [chat, shown.evidence or NO_EVIDENCE, shown.conversation, box, _links(shown)]


def nothing_open() -> list[Any]:
    """Return the page before the first question of a conversation."""
    return update(show(OpenConversation()), clears=True)


def _links(shown: Shown) -> str:
    """Return links to the open conversation as a file; page.js reads its address from them."""
    path = f"/conversations/{shown.conversation.conversation_id}"
    if not shown.conversation.conversation_id:
        return ""
    return f"Save as [Markdown]({path}.md) · [JSON]({path}.json) · [Print]({path})"


def _position(index: Any, conversation: OpenConversation) -> int | None:
    """Return which exchange, from 0, a message's index among questions and answers belongs to; None
    if it belongs to none.
    """
    first = index[0] if isinstance(index, (list, tuple)) and index else index
    at = first // 2 if isinstance(first, int) else -1
    return at if 0 <= at < len(conversation.exchanges) else None


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return "\n".join(_text(part) for part in value)
    return str(value.get("text", "")) if isinstance(value, dict) else ""
