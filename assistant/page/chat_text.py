"""What the page shows of a conversation, as Markdown: the messages of the chat and the evidence beside it.

All text of documents, models and users passes through safe_markdown. A marker [n] of turn t becomes the link
#evidence-t-n, or #evidence-t-n-c where the claim before it has citation c: the article with the id evidence-t-n
in the panel holds the passage, and the quote of citation c carries the class quote-c.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.markers import find_markers
from assistant.phrases import counted
from assistant.safe_markdown import Swap, Wrap, escape, escape_lines, render, safe_link
from assistant.statements import NOT_IN_SOURCES
from assistant.types import Answer, Claim, Evidence, Support, Turn
from store.types import Document, DocumentKind, Posting, Span

_BADGES = {Support.WEAK: "weakly supported", Support.UNSUPPORTED: "not in the sources"}
UNCHECKED = "Not checked yet: each sentence is set against the sources once the reply is whole."
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Exchange:
    """One question on the page and what has come of it so far.

    `note` says in plain words why there is no answer, or no whole one: stopped, failed, or (`waiting`) to come.
    """

    question: str
    answer: Answer | None = None
    note: str = ""
    waiting: bool = False

    @property
    def turn(self) -> Turn | None:
        """What the conversation remembers of it; None unless it was answered to the end."""
        if self.answer is None or not self.answer.final or self.note:
            return None
        return self.answer.turn


def chat_messages(exchange: Exchange, turn: int) -> list[dict[str, str]]:
    """One exchange as Gradio's chat messages; `turn` counts from 1."""
    return [
        {"role": "user", "content": escape_lines(exchange.question)},
        {"role": "assistant", "content": _reply(exchange, turn)},
    ]


def evidence_section(exchange: Exchange, turn: int) -> str:
    """The evidence of one exchange; empty where there is none."""
    answer = exchange.answer
    return _section(answer, turn) if answer is not None and answer.evidence else ""


def _reply(exchange: Exchange, turn: int) -> str:
    answer, parts = exchange.answer, []
    if answer is not None and not answer.text and not answer.final:
        return _note(f"{answer.model} has not said anything yet…", waiting=True)
    if answer is not None:
        parts.append(answer_text(answer, turn))
    if answer is not None and answer.reply and not answer.final and not answer.claims:
        parts.append(_small("notice", "Not checked." if exchange.note else UNCHECKED))
    if exchange.note:
        parts.append(_note(exchange.note, exchange.waiting))
    return "\n\n".join(parts)


def _note(text: str, waiting: bool) -> str:
    kind = "note waiting" if waiting else "note"
    return f'<div class="{kind}">\n\n{render(text)}\n\n</div>'


def answer_text(answer: Answer, turn: int) -> str:
    """An answer as the chat shows it: markers are links, doubtful claims are marked, what it rests on is at its end."""
    query, parts = answer.query, []
    if query.standalone_question.strip() not in ("", query.question.strip()):
        parts.append(_small("asked", f"Understood as: {query.standalone_question}"))
    claims = list(_placed(answer))
    badges = _badges(answer.text, claims)
    body = render(answer.text, list(_doubts(claims)), [*_markers(answer, claims, turn), *badges])
    parts.append(f'<div class="abstained">\n\n{body}\n\n</div>' if answer.abstained else body)
    if answer.notice:
        parts.append(_small("notice", answer.notice))
    if answer.final and answer.evidence:
        by = f" <span>{escape(answer.model)}</span>" if answer.reply else ""
        parts.append(f'<small class="rests">[{_rests_on(answer)}](#evidence-{turn}){by}</small>')
    return "\n\n".join(parts)


def _rests_on(answer: Answer) -> str:
    if answer.abstained:
        return "See what comes nearest"
    rests = [one.evidence for one in answer.citations] or answer.evidence
    passages, documents = {one.number for one in rests}, {one.passage.document.document_id for one in rests}
    if len(passages) == 1:
        return "Rests on 1 passage"
    return f"Rests on {len(passages)} passages from {counted(len(documents), 'document')}"


def _small(kind: str, text: str) -> str:
    return f'<small class="{kind}">{escape(text)}</small>'


def _placed(answer: Answer) -> Iterator[tuple[Span, Claim]]:
    """The claims whose words stand in the answer's text, in order, with their place.

    Found word by word, since a claim may leave out the markers and the Markdown between its words.
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


def _doubts(claims: Sequence[tuple[Span, Claim]]) -> Iterator[Wrap]:
    for span, claim in claims:
        if claim.support in _BADGES:
            yield Wrap(span.start, span.end, f'<span class="doubt {claim.support}">', "</span>")


def _badges(text: str, claims: Sequence[tuple[Span, Claim]]) -> Iterator[Swap]:
    """A badge behind each doubtful claim, in place of the words that say the same in plain text."""
    ends = [span.start for span, _ in claims[1:]] + [len(text)]
    for (span, claim), end in zip(claims, ends, strict=False):
        if claim.support in _BADGES:
            badge = f' <small class="badge {claim.support}">{_BADGES[claim.support]}</small>'
            said = text.find(NOT_IN_SOURCES, span.end, end)
            yield Swap(said, said + len(NOT_IN_SOURCES), badge) if said >= 0 else Swap(span.end, span.end, badge)


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
    """Which citation a marker after `claim` stands for, as the end of a link; empty where that is not known."""
    known = [index for index in claim.citations if answer.citations[index].evidence.number == number]
    return f"-{known[0]}" if known else ""


def _section(answer: Answer, turn: int) -> str:
    heading = "What comes nearest to" if answer.abstained else "Evidence for"
    question = escape(" ".join(answer.query.question.split()))
    articles = [_article(answer, evidence, turn) for evidence in answer.evidence]
    opening = f'<section id="evidence-{turn}" class="evidence-turn">\n\n### {heading} <span>{question}</span>'
    return "\n\n".join((opening, *articles, "</section>"))


def _article(answer: Answer, evidence: Evidence, turn: int) -> str:
    passage, number = evidence.passage, evidence.number
    quotes = list(_quotes(answer, evidence))
    cited = "cited" if quotes or not answer.final else "uncited"
    path = [part for part in passage.heading_path if part != passage.document.title]
    parts = [
        f'<article id="evidence-{turn}-{number}" class="evidence {cited}">',
        f'#### <span class="number">{number}</span> {escape(passage.document.title)}',
        _small("path", " › ".join(path)) if path else "",
        render(passage.text, quotes),
        _source(passage.document),
        "</article>",
    ]
    return "\n\n".join(part for part in parts if part)


def _quotes(answer: Answer, evidence: Evidence) -> Iterator[Wrap]:
    offset = evidence.passage.span.start
    for index, citation in enumerate(answer.citations):
        if citation.evidence.number == evidence.number:
            start, end = citation.span.start - offset, citation.span.end - offset
            yield Wrap(start, end, f'<mark class="quote-{index}">', "</mark>")


def _source(document: Document) -> str:
    """Whose words these are, where the role is listed, and the address if it is one to follow."""
    facts = [document.author, document.publisher]
    if document.kind is DocumentKind.ROLE:
        facts = [document.company, document.team, document.level, _places(document.postings)]
    said = [escape(fact) for fact in facts if fact] + [link for link in [safe_link(document.url)] if link]
    return f'<small class="source">{" · ".join(said)}</small>' if said else ""


def _places(postings: Sequence[Posting]) -> str:
    counts: dict[str, int] = {}
    for posting in postings:
        counts[str(posting.place)] = counts.get(str(posting.place), 0) + 1
    return "; ".join(f"{place} ({count} postings)" if count > 1 else place for place, count in counts.items())
