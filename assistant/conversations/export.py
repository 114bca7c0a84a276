"""Export a kept conversation: Markdown to read, JSON for programs."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from assistant.conversations.archive import Conversation, KeptTurn
from assistant.conversations.kept_answer import restore, without_kept
from assistant.errors import KeptAnswerError
from assistant.language.safe_markdown import Swap, escape, escape_lines, render, safe_link
from assistant.models.reply.markers import find_markers
from assistant.types import Answer, Citation, Support

UNANSWERED = "Not answered."
ABSTAINED = "The sources don't say this. What is quoted comes nearest."
_DOUBTS = {
    Support.WEAK: "Only weakly supported",
    Support.CONTRADICTED: "The sources say otherwise",
    Support.UNSUPPORTED: "Not in the sources",
}
_NAME_LENGTH = 60

# safe_markdown writes all punctuation as entities. Where Markdown would ignore a sign, the sign
# itself is put back, so that the file reads well as plain text: within and after words, never where
# a line, a list or a link could begin.
_HARMLESS = re.compile(
    r"(?P<listed>(?<!\S)\d{1,9}&#4[16];)"  # "1." and "1)" could number a list
    r"|&#(?:34|37|39|41|44|59|63);"  # " % ' ) , ; ?
    # ! . : at the end of a word; "[1]:" would define
    r"|(?<=[\w>;\]])&#(?:33|46);(?![^\s*<”])|(?<=[\w>;])&#58;(?!\S)"
    r"|(?<=[\w;])&#(?:35|43);(?!\w)"  # C# and C++
    r"|(?<=\w)&#4[57];(?=\w)"  # - and / between letters
    r"|(?<=\s)&#40;"  # ( of a link would touch what is before it
    r"|&#38;(?!\w*&#(?:35|59);)"  # & that begins no entity
)
# Emphasis that Markdown is sure to read as such.
_STRESSED = re.compile(r"(?<!\S)<(strong|em)>(\w[^<>]*(?<=\w))</\1>(?!\w)")
_STARS = {"strong": "**", "em": "*"}


def as_markdown(conversation: Conversation, turns: Sequence[KeptTurn]) -> str:
    """Return the questions and answers with the quotes behind them and their sources; none of it
    can act as markup.
    """
    parts = [
        f"# {escape(conversation.name)}",
        f"Begun {conversation.created:%Y-%m-%d}; answered by Rolecall.",
    ]
    for turn in turns:
        parts += _turn(turn)
    return "\n\n".join(_readable(part) for part in parts if part) + "\n"


def conversation_json(conversation: Conversation) -> dict[str, Any]:
    """Return what `rolecall conversations --json` prints of a conversation: how many turns it
    has, not the turns.
    """
    moments = {"created": conversation.created, "changed": conversation.changed}
    return {
        "conversation_id": conversation.conversation_id,
        "name": conversation.name,
        **{name: moment.isoformat(timespec="seconds") for name, moment in moments.items()},
        "turns": conversation.turns,
    }


def as_json(conversation: Conversation, turns: Sequence[KeptTurn]) -> dict[str, Any]:
    """Return the conversation with its turns in plain JSON types, as docs/api.md describes it."""
    return {
        **conversation_json(conversation),
        "turns": [
            {
                "question": turn.question,
                "asked": turn.asked_at.isoformat(timespec="seconds"),
                "answer": None if turn.answer is None else without_kept(turn.answer),
                "note": turn.note,
                "feedback": turn.feedback,
                "word": turn.word,
            }
            for turn in turns
        ],
    }


def file_name(conversation: Conversation, suffix: str) -> str:
    """Return a name for the exported file in ASCII letters, digits and hyphens; `suffix` without
    its dot.
    """
    letters = unicodedata.normalize("NFKD", conversation.name).encode("ascii", "ignore").decode()
    words = "-".join(re.findall(r"[a-z0-9]+", letters.lower()))[:_NAME_LENGTH].strip("-")
    return f"rolecall-{words or 'conversation'}.{suffix}"


def _turn(turn: KeptTurn) -> Iterator[str]:
    yield f"## {escape(' '.join(turn.question.split()))}"
    if turn.answer is not None:
        try:
            yield from _answer(restore(turn.answer, {}))
        except KeptAnswerError as error:  # the others are still exported
            yield escape(str(error))
    if turn.note or turn.answer is None:
        yield f"*{escape(turn.note or UNANSWERED)}*"
    if turn.feedback:
        word = f": {escape(turn.word)}" if turn.word else ""
        yield f"Feedback: {turn.feedback}{word}"


def _answer(answer: Answer) -> Iterator[str]:
    query = answer.query
    if query.standalone_question.strip() not in ("", query.question.strip()):
        yield f"Understood as: {escape(query.standalone_question)}"
    yield _text(answer)
    if answer.abstained:
        yield f"*{ABSTAINED}*"
    if answer.notice:
        yield f"Note: {escape(answer.notice)}"
    doubted = [claim for claim in answer.claims if claim.support in _DOUBTS]
    yield "\n".join(f"- {_DOUBTS[claim.support]}: “{escape(claim.text)}”" for claim in doubted)
    ordered = sorted(answer.citations, key=lambda citation: citation.evidence.number)
    for _, citations in groupby(ordered, key=lambda citation: citation.evidence.number):
        yield from _source(list(citations))


def _text(answer: Answer) -> str:
    """Return the answer's own Markdown, its markers as numbers in brackets."""
    shown = {evidence.number for evidence in answer.evidence}
    markers = [marker for marker in find_markers(answer.text) if shown.issuperset(marker.numbers)]
    swaps = [
        Swap(marker.span.start, marker.span.end, "".join(f"[{n}]" for n in marker.numbers))
        for marker in markers
    ]
    return render(answer.text, swaps=swaps)


def _source(citations: Sequence[Citation]) -> Iterator[str]:
    """Yield the quotes from one passage, word for word, under the title and heading they stand
    under.
    """
    document = citations[0].document
    path = [part for part in citations[0].heading_path if part != document.title]
    title = escape(" › ".join((document.title, *path)))
    places = filter(None, (title, escape(document.author), safe_link(document.url)))
    yield f"**[{citations[0].evidence.number}]** " + " · ".join(places)
    for quote in dict.fromkeys(citation.quote for citation in citations):
        yield "\n".join(f"> {line}" for line in escape_lines(quote).splitlines())


def _readable(markdown: str) -> str:
    def sign(match: re.Match[str]) -> str:
        return match[0] if match["listed"] else chr(int(match[0][2:-1]))

    def starred(match: re.Match[str]) -> str:
        return match[2].join(2 * [_STARS[match[1]]])

    return _STRESSED.sub(starred, _HARMLESS.sub(sign, markdown))
