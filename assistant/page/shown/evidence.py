"""The evidence of an answer, in Markdown for the panel beside the chat.

All text of documents passes through safe_markdown. The article of evidence n of turn t has the id
evidence-t-n; the quote of its citation c has the class quote-c. Links into a whole document name
the characters to mark there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from urllib.parse import quote

from assistant.comparison.alignment import lead_of
from assistant.language.safe_markdown import Wrap, escape, render, safe_link
from assistant.language.wording import counted
from assistant.page.shown.exchange import Exchange
from assistant.types import Answer, Citation, Evidence
from store.facets.names.place_names import place_in_words
from store.types import Document, DocumentKind, Posting, Span

NO_PASSAGE = '<div class="no-evidence">\n\nThis answer doesn\'t quote a source.\n\n</div>'
# characters of a passage that is read at a glance; for a longer one the quotes come first
SHORT = 400
AROUND = 600  # characters shown before and after a passage when its context is opened


def evidence_section(exchange: Exchange, turn: int) -> str:
    """Return the evidence of one exchange, `turn` counting from 1; empty until there is an
    answer.
    """
    answer = exchange.answer
    return (
        _section(answer, turn) if answer is not None and (answer.evidence or answer.final) else ""
    )


def document_path(document_id: str, spans: Sequence[Span] = ()) -> str:
    """Return the address of the whole document with these spans marked."""
    marked = ",".join(f"{span.start}-{span.end}" for span in spans)
    return f"/documents/{quote(document_id, safe='')}" + (f"?mark={marked}" if marked else "")


def source_line(document: Document) -> str:
    """Return the document's publisher or company, where the role is listed, and its link if it has
    one.
    """
    facts = [document.author, document.publisher]
    if document.kind is DocumentKind.ROLE:
        facts = [document.company, document.team, document.level, _places(document.postings)]
    return " · ".join(
        [escape(fact) for fact in facts if fact]
        + [link for link in [safe_link(document.url)] if link]
    )


def _section(answer: Answer, turn: int) -> str:
    heading = "What comes nearest to" if answer.abstained else "Evidence for"
    heading = heading if answer.evidence else "No passage for"
    question = escape(" ".join(answer.query.question.split()))
    articles = [_article(answer, evidence, turn) for evidence in answer.relied_on] or [NO_PASSAGE]
    opening = (
        f'<section id="evidence-{turn}" class="evidence-turn">\n\n### {heading} '
        f"<span>{question}</span>"
    )
    return "\n\n".join((opening, *articles, _also_read(answer), "</section>"))


def _also_read(answer: Answer) -> str:
    """Return what a model was given but the answer doesn't rely on, by document; "" if there is
    nothing.
    """
    others = [evidence for evidence in answer.evidence if evidence not in answer.relied_on]
    if not others or not answer.final:
        return ""
    titles = dict.fromkeys(escape(evidence.passage.document.title) for evidence in others)
    items = "\n".join(f"- {title}" for title in titles)
    return (
        f"<details>\n<summary>{counted(len(others), 'more passage')} "
        f"read</summary>\n\n{items}\n\n</details>"
    )


def _article(answer: Answer, evidence: Evidence, turn: int) -> str:
    passage, number = evidence.passage, evidence.number
    quoted = any(citation.evidence.number == number for citation in answer.citations)
    cited = quoted or not answer.final
    path = " › ".join(
        heading for heading in passage.heading_path if heading != passage.document.title
    )
    about = [passage.document.team, path, "" if cited else "found, not quoted"]
    source = "" if evidence.is_computed else source_line(passage.document)
    parts = [
        f'<article id="evidence-{turn}-{number}" class="evidence '
        f'{"cited" if cited else "uncited"}">',
        f'#### <span class="number">{number}</span> {escape(passage.document.title)}',
        f'<small class="path">{escape(" · ".join(filter(None, about)))}</small>'
        if any(about)
        else "",
        _answering(answer, evidence),
        _in_its_place(answer, evidence),
        f'<small class="source">{source}</small>' if source else "",
        "" if evidence.is_computed else _whole(answer, evidence),
        "</article>",
    ]
    return "\n\n".join(part for part in parts if part)


def _answering(answer: Answer, evidence: Evidence) -> str:
    """Return the words of a passage that answer: all of a passage shown whole, otherwise its quotes
    or its beginning.
    """
    text = evidence.passage.text
    if _is_shown_whole(answer, evidence):
        return render(text, list(_marks(answer, evidence)))
    quotes: dict[Span, list[tuple[int, Citation]]] = {}
    for index, citation in _citations(answer, evidence):
        quotes.setdefault(citation.span, []).append((index, citation))
    parts, before = [], ""
    for span in sorted(quotes, key=lambda span: span.start):
        citation = quotes[span][0][1]
        lead = lead_of(citation)  # shown once, before the first item of its list
        if lead and lead != before:
            parts.append(f'<small class="lead">{escape(lead)}</small>')
        classes = " ".join(f"quote-{index}" for index, _ in quotes[span])
        parts.append(
            render(
                citation.quote,
                [Wrap(0, len(citation.quote), f'<mark class="{classes}">', "</mark>")],
            )
        )
        before = lead
    return "\n\n".join(parts) or render(text[:SHORT].rsplit(maxsplit=1)[0]) + " …"


def _is_shown_whole(answer: Answer, evidence: Evidence) -> bool:
    """Return whether a passage is short, or mostly quoted."""
    quoted = sum(
        citation.span.end - citation.span.start for _, citation in _citations(answer, evidence)
    )
    return max(SHORT, 2 * quoted) >= len(evidence.passage.text)


def _citations(answer: Answer, evidence: Evidence) -> Iterator[tuple[int, Citation]]:
    for index, citation in enumerate(answer.citations):
        if citation.evidence.number == evidence.number:
            yield index, citation


def _marks(answer: Answer, evidence: Evidence) -> Iterator[Wrap]:
    offset = evidence.passage.span.start
    for index, citation in _citations(answer, evidence):
        start, end = citation.span.start - offset, citation.span.end - offset
        yield Wrap(start, end, f'<mark class="quote-{index}">', "</mark>")


def _in_its_place(answer: Answer, evidence: Evidence) -> str:
    """Return the passage with its quotes marked and the text around it, folded; "" if all of it is
    already visible.
    """
    passage = evidence.passage
    text, span = passage.document.text, passage.span
    before = text[max(0, span.start - AROUND) : span.start].strip()
    after = text[span.end : span.end + AROUND].strip()
    if not before and not after and _is_shown_whole(answer, evidence):
        return ""
    cut_before = "… " if span.start > AROUND else ""
    cut_after = " …" if span.end + AROUND < len(text) else ""
    parts = ["<details>\n<summary>Read it in its place</summary>"]
    parts += [f'<div class="around">\n\n{cut_before}{render(before)}\n\n</div>'] if before else []
    parts += [render(passage.text, list(_marks(answer, evidence)))]
    parts += [f'<div class="around">\n\n{render(after)}{cut_after}\n\n</div>'] if after else []
    return "\n\n".join((*parts, "</details>"))


def _whole(answer: Answer, evidence: Evidence) -> str:
    passage, document = evidence.passage, evidence.passage.document
    spans = [citation.span for _, citation in _citations(answer, evidence)] or [passage.span]
    fragment = (
        not document.sections
    )  # all that is left of a document that has changed or gone since
    path = document_path(document.document_id, () if fragment else spans)
    return f'<small class="whole">[Open the whole document]({path})</small>'


def _places(postings: Sequence[Posting]) -> str:
    counts = Counter(filter(None, (place_in_words(posting.place) for posting in postings)))
    return "; ".join(
        f"{place} ({count} postings)" if count > 1 else place for place, count in counts.items()
    )
