"""The evidence of an answer as the panel beside the chat shows it, in Markdown.

All text of documents passes through safe_markdown. The article of evidence n of turn t has the id evidence-t-n; the
quote of citation c in it carries the class quote-c. Links into a whole document name the characters to mark there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import quote

from assistant.language.safe_markdown import Wrap, escape, render, safe_link
from assistant.language.wording import counted
from assistant.page.shown.exchange import Exchange
from assistant.types import Answer, Evidence
from store.types import Document, DocumentKind, Passage, Posting, Span

NO_PASSAGE = '<div class="no-evidence">\n\nThis answer rests on no passage.\n\n</div>'
AROUND = 600  # characters shown before and after a passage where its neighbours are asked for


def evidence_section(exchange: Exchange, turn: int) -> str:
    """The evidence of one exchange, `turn` counting from 1; empty until there is an answer."""
    answer = exchange.answer
    return _section(answer, turn) if answer is not None and (answer.evidence or answer.final) else ""


def document_path(document_id: str, spans: Sequence[Span] = ()) -> str:
    """Where the whole document is to be read, with these characters marked."""
    marked = ",".join(f"{span.start}-{span.end}" for span in spans)
    return f"/documents/{quote(document_id, safe='')}" + (f"?mark={marked}" if marked else "")


def source_line(document: Document) -> str:
    """Whose words these are, where the role is listed, and the address if it is one to follow."""
    facts = [document.author, document.publisher]
    if document.kind is DocumentKind.ROLE:
        facts = [document.company, document.team, document.level, _places(document.postings)]
    return " · ".join([escape(fact) for fact in facts if fact] + [link for link in [safe_link(document.url)] if link])


def _section(answer: Answer, turn: int) -> str:
    heading = "What comes nearest to" if answer.abstained else "Evidence for"
    heading = heading if answer.evidence else "No passage for"
    question = escape(" ".join(answer.query.question.split()))
    articles = [_article(answer, evidence, turn) for evidence in answer.relied_on] or [NO_PASSAGE]
    opening = f'<section id="evidence-{turn}" class="evidence-turn">\n\n### {heading} <span>{question}</span>'
    return "\n\n".join((opening, *articles, _also_read(answer), "</section>"))


def _also_read(answer: Answer) -> str:
    """What else a model was given, by document; "" where that is nothing."""
    others = [evidence for evidence in answer.evidence if evidence not in answer.relied_on]
    if not others or not answer.final:
        return ""
    titles = dict.fromkeys(escape(evidence.passage.document.title) for evidence in others)
    items = "\n".join(f"- {title}" for title in titles)
    return f"<details>\n<summary>{counted(len(others), 'more passage')} read</summary>\n\n{items}\n\n</details>"


def _article(answer: Answer, evidence: Evidence, turn: int) -> str:
    passage, number = evidence.passage, evidence.number
    quotes = list(_quotes(answer, evidence))
    cited = "cited" if quotes or not answer.final else "uncited"
    path = " › ".join(part for part in passage.heading_path if part != passage.document.title)
    about = [passage.document.team, path, "" if cited == "cited" else "found, not used"]
    source = "" if evidence.is_computed else source_line(passage.document)
    parts = [
        f'<article id="evidence-{turn}-{number}" class="evidence {cited}">',
        f'#### <span class="number">{number}</span> {escape(passage.document.title)}',
        f'<small class="path">{escape(" · ".join(filter(None, about)))}</small>' if any(about) else "",
        render(passage.text, quotes),
        "" if evidence.is_computed else _around(passage),
        f'<small class="source">{source}</small>' if source else "",
        "" if evidence.is_computed else _whole(answer, evidence),
        "</article>",
    ]
    return "\n\n".join(part for part in parts if part)


def _quotes(answer: Answer, evidence: Evidence) -> Iterator[Wrap]:
    offset = evidence.passage.span.start
    for index, citation in enumerate(answer.citations):
        if citation.evidence.number == evidence.number:
            start, end = citation.span.start - offset, citation.span.end - offset
            yield Wrap(start, end, f'<mark class="quote-{index}">', "</mark>")


def _around(passage: Passage) -> str:
    """The text before and after the passage, to be opened; empty where the passage is the whole document."""
    text, span = passage.document.text, passage.span
    before = text[max(0, span.start - AROUND) : span.start].strip()
    after = text[span.end : span.end + AROUND].strip()
    if not before and not after:
        return ""
    cut_before = "… " if span.start > AROUND else ""
    cut_after = " …" if span.end + AROUND < len(text) else ""
    parts = ["<details>\n<summary>Text around it</summary>"]
    parts += [f'<div class="around">\n\n{cut_before}{render(before)}\n\n</div>'] if before else []
    parts += ['<div class="here">the passage above</div>']
    parts += [f'<div class="around">\n\n{render(after)}{cut_after}\n\n</div>'] if after else []
    return "\n\n".join((*parts, "</details>"))


def _whole(answer: Answer, evidence: Evidence) -> str:
    passage, document = evidence.passage, evidence.passage.document
    spans = [one.span for one in answer.citations if one.evidence.number == evidence.number] or [passage.span]
    fragment = not document.sections  # all that is left of a document that has changed or gone since
    path = document_path(document.document_id, () if fragment else spans)
    return f'<small class="whole">[Open the whole document]({path})</small>'


def _places(postings: Sequence[Posting]) -> str:
    counts: dict[str, int] = {}
    for posting in postings:
        counts[str(posting.place)] = counts.get(str(posting.place), 0) + 1
    return "; ".join(f"{place} ({count} postings)" if count > 1 else place for place, count in counts.items())
