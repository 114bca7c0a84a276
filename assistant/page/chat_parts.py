"""The components of the chat one by one, as Gradio is to draw them."""

from __future__ import annotations

import gradio as gr

from assistant.page.welcome import WAITING

EXAMPLES = (
    "What do Bar Raisers look for?",
    "What would I do day to day in the AGI role?",
    "What methods does the economist internship in London use?",
    "How does Amazon support its scientists?",
)
NO_EVIDENCE = '<div class="no-evidence">\n\nThe passages an answer rests on appear here.\n\n</div>'
GOOD, BAD = "Like", "Dislike"  # for these Gradio draws thumbs


def chatbot() -> gr.Chatbot:
    return gr.Chatbot(
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
        autoscroll=False,  # an answer is read from its beginning: page.js brings a new question to the top
        examples=[{"text": example} for example in EXAMPLES],
    )


def why_box() -> gr.Textbox:
    return gr.Textbox(elem_id="why", label="Why", visible=False, max_length=1000, submit_btn="Send", lines=1)


def scope_picker() -> gr.Dropdown:
    return gr.Dropdown(
        [],
        value=[],
        multiselect=True,
        elem_id="scope",
        label="Ask only of",
        filterable=True,
    )


def question_box() -> gr.Textbox:
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


def evidence_panel() -> gr.Markdown:
    return gr.Markdown(NO_EVIDENCE, elem_id="evidence", latex_delimiters=[], line_breaks=True)
