"""The messages of the chat in Markdown, and the state of the page at one moment.

All text of documents, models and users passes through safe_markdown. A marker [n] of turn t becomes
the link #evidence-t-n, or #evidence-t-n-c if the claim before it has citation c; evidence.py makes
the targets of these links.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from assistant.answer.stored import stored_counts
from assistant.language.safe_markdown import Swap, Wrap, escape, escape_lines, render
from assistant.language.wording import counted, listed
from assistant.models.reply.markers import find_markers
from assistant.models.reply.marks import NOTES
from assistant.page.shown.compare import MOST_COMPARED, in_address
from assistant.page.shown.evidence import evidence_section
from assistant.page.shown.exchange import Exchange, OpenConversation, note
from assistant.question.known import Known
from assistant.question.role_names import role_words
from assistant.types import Answer, Claim, Support
from store.types import Span

ASK = "## What would you like to know about a role?"
PROMISE = "Every number in an answer opens the sentence behind it."
NOTHING_READ = (
    "Nothing has been read yet. Add documents in the Library, or: `rolecall ingest PATH`."
)
WAITING = f"{ASK}\n\n{PROMISE}"


def welcome(known: Known) -> str:
    """Return Markdown that names what is stored: articles, roles, postings and their places."""
    parts = stored_counts(known)
    places = {str(posting.posting.place) for posting in known.catalog.postings}
    where = f" in {counted(len(places), 'place')}" if places else ""
    stored = f"Rolecall has read {listed(parts)}{where}." if parts else NOTHING_READ
    return f"{ASK}\n\n{stored} {PROMISE}"


def example_questions(known: Known) -> list[str]:
    """Return up to four questions about what is stored, to begin with."""
    roles = known.catalog.roles
    named = [
        name for role in roles[:MOST_NAMED] if (name := role_words(role, known)) != role.document_id
    ][:2]
    stored = {role.document_id for role in roles}
    articles = [
        document.title for document in known.documents if document.document_id not in stored
    ]
    questions = [f"What would I do in {name}?" for name in named[:1]]
    questions += [f"Compare {named[0]} with {named[1]}."] if len(named) > 1 else []
    questions += ["Which role pays most?"] if roles else []
    questions += [f"What is “{title}” about?" for title in articles[:1]]
    questions += ["Which roles are remote?"] if roles else []
    return questions[:4]


_BADGES = {Support.WEAK: "weakly supported"} | {
    support: note.strip("()") for support, note in NOTES.items()
}
MOST_NAMED = 20  # roles searched for two with distinct names
UNCHECKED = (
    "Not checked yet. Each sentence is compared with the sources once the reply is complete."
)
_WORD = re.compile(r"\w+")


def chat_messages(exchange: Exchange, turn: int) -> list[dict[str, str]]:
    """Return one exchange as Gradio's chat messages; `turn` counts from 1."""
    return [
        {"role": "user", "content": escape_lines(exchange.question)},
        {"role": "assistant", "content": _reply(exchange, turn)},
    ]


def _reply(exchange: Exchange, turn: int) -> str:
    answer, parts = exchange.answer, []
    if answer is not None and not answer.text and not answer.final:
        return note(f"{answer.model} has not said anything yet…", waiting=True)
    if answer is not None:
        parts.append(answer_text(answer, turn))
    if answer is not None and answer.reply and not answer.final and not answer.claims:
        parts.append(_small("notice", "Not checked." if exchange.note else UNCHECKED))
    if exchange.note:
        parts.append(note(exchange.note, waiting=exchange.waiting))
    return "\n\n".join(parts)


def answer_text(answer: Answer, turn: int) -> str:
    """Return an answer as the chat shows it: markers as links, doubtful claims marked, its sources
    at the end.
    """
    query, parts = answer.query, []
    if query.standalone_question.strip() not in ("", query.question.strip()):
        parts.append(_small("asked", f"Understood as: {query.standalone_question}"))
    claims = list(_placed(answer))
    doubts, badges = _doubts(answer.text, claims)
    body = render(answer.text, doubts, [*_markers(answer, claims, turn), *badges])
    parts.append(f'<div class="abstained">\n\n{body}\n\n</div>' if answer.abstained else body)
    if answer.notice:
        parts.append(_small("notice", answer.notice))
    if answer.final and answer.evidence:
        rests = f'[{_rests_on(answer)}](#evidence-{turn} "{_titles(answer)}")'
        parts.append(f'<small class="rests">{rests}{_side_by_side(answer)}</small>')
    if answer.final and answer.table:
        summary = "<summary>Show the table</summary>"
        parts.append(f'<details class="table">\n{summary}\n\n{render(answer.table)}\n\n</details>')
    return "\n\n".join(parts)


def _side_by_side(answer: Answer) -> str:
    """Return a link to the comparison in its own room if whole roles were compared."""
    sides = answer.comparison.sides if answer.comparison else ()
    whole = all(side.postings == side.role.document.postings for side in sides)
    if not whole or not 2 <= len(sides) <= MOST_COMPARED:
        return ""
    return (
        " [Side by "
        f"side](/?{urlencode({'compare': in_address([side.role.document_id for side in sides])})})"
    )


def _rests_on(answer: Answer) -> str:
    if answer.abstained:
        return "See what comes nearest"
    sources = counted(len(_numbers_shown(answer)), "source")
    return f"Answered by {escape(answer.model)} from {sources}" if answer.reply else sources


def _numbers_shown(answer: Answer) -> set[int]:
    """Return the numbers of the cited evidence, or of all evidence the answer relied on if none is
    cited.
    """
    cited = {citation.evidence.number for citation in answer.citations}
    return cited or {evidence.number for evidence in answer.relied_on}


def _titles(answer: Answer) -> str:
    """Return the titles of the documents an answer relies on, as a tooltip in Markdown."""
    numbers = _numbers_shown(answer)
    documents = [
        evidence.passage.document for evidence in answer.evidence if evidence.number in numbers
    ]
    titles = dict.fromkeys(" ".join(document.title.split()) for document in documents)
    return escape("; ".join(titles)).replace('"', "”")


def _small(kind: str, text: str) -> str:
    return f'<small class="{kind}">{escape(text)}</small>'


def _placed(answer: Answer) -> Iterator[tuple[Span, Claim]]:
    """Yield the claims whose words are in the answer's text, in order, with their place.

    They are searched word by word, since a claim may lack the markers and the Markdown between its
    words.
    """
    markers = [marker.span for marker in find_markers(answer.text)]
    words = [
        match
        for match in _WORD.finditer(answer.text)
        if not any(span.start <= match.start() < span.end for span in markers)
    ]
    said, after = [word.group().casefold() for word in words], 0
    for claim in answer.claims:
        wanted = _claim_words(claim)
        starts = range(after, len(said) - len(wanted) + 1) if wanted else ()
        for first in starts:
            if said[first : first + len(wanted)] == wanted:
                after = first + len(wanted)
                yield Span(words[first].start(), words[after - 1].end()), claim
                break


def _claim_words(claim: Claim) -> list[str]:
    text = claim.text
    for marker in reversed(find_markers(text)):
        text = text[: marker.span.start] + " " + text[marker.span.end :]
    return [word.casefold() for word in _WORD.findall(text)]


def _doubts(text: str, claims: Sequence[tuple[Span, Claim]]) -> tuple[list[Wrap], list[Swap]]:
    """Return a mark around each doubtful claim and a badge after it, in place of the words that say
    the same in plain text.
    """
    doubts, badges = [], []
    ends = [span.start for span, _ in claims[1:]] + [len(text)]
    for (span, claim), end in zip(claims, ends, strict=False):
        kind = claim.support
        if kind in _BADGES:
            doubts.append(Wrap(span.start, span.end, f'<span class="doubt {kind}">', "</span>"))
            noted = NOTES.get(kind, "")
            said = text.find(noted, span.end, end) if noted else -1
            place = (span.end, span.end) if said < 0 else (said, said + len(noted))
            badges.append(Swap(*place, f' <small class="badge {kind}">{_BADGES[kind]}</small>'))
    return doubts, badges


def _markers(answer: Answer, claims: Sequence[tuple[Span, Claim]], turn: int) -> Iterator[Swap]:
    shown = {evidence.number for evidence in answer.evidence}
    for marker in find_markers(answer.text):
        before = [claim for span, claim in claims if span.start < marker.span.start]
        links = []
        for number in (number for number in marker.numbers if number in shown):
            quote = _quote(answer, before[-1], number) if before else ""
            links.append(f'[{number}](#evidence-{turn}-{number}{quote} "Show evidence {number}")')
        if links:
            yield Swap(marker.span.start, marker.span.end, "".join(links))


def _quote(answer: Answer, claim: Claim, number: int) -> str:
    """Return the end of a link to the citation that a marker after `claim` refers to, or ""."""
    known = [
        index for index in claim.citations if answer.citations[index].evidence.number == number
    ]
    return f"-{known[0]}" if known else ""


# The page at one moment ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Shown:
    """The page at one moment.

    Attributes:
        notice: a message beside the page that says why an answer was not replaced, or "".
        unasked: the question that should have been answered, if the page no longer shows it, or "".
    """

    messages: list[dict[str, str]]
    evidence: str
    conversation: OpenConversation
    busy: bool
    notice: str = ""
    unasked: str = ""


def show(conversation: OpenConversation) -> Shown:
    """Return the page with a conversation whose answers are finished."""
    if not conversation.exchanges:
        return Shown([], "", conversation, busy=False)
    *before, last = conversation.exchanges
    return Showing(replace(conversation, exchanges=tuple(before))).show(last, busy=False)


class Showing:
    """Render the earlier exchanges once, and the last exchange each time it grows."""

    def __init__(self, before: OpenConversation) -> None:
        self._before = before
        self._turn = len(before.exchanges) + 1
        numbered = list(enumerate(before.exchanges, start=1))
        self._messages = [
            message for turn, exchange in numbered for message in chat_messages(exchange, turn)
        ]
        self._sections = [evidence_section(exchange, turn) for turn, exchange in numbered]

    def show(self, exchange: Exchange, *, busy: bool) -> Shown:
        """Return the page with `exchange` at the end."""
        messages = [*self._messages, *chat_messages(exchange, self._turn)]
        sections: Sequence[str] = [*self._sections, evidence_section(exchange, self._turn)]
        evidence = "\n\n".join(section for section in sections if section)
        return Shown(
            messages,
            evidence,
            replace(self._before, exchanges=(*self._before.exchanges, exchange)),
            busy,
        )
