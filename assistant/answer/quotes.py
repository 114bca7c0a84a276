"""The built-in speaker: answers in the sources' own sentences and needs no language model."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from itertools import groupby

from assistant.answer.polarity import polarity
from assistant.answer.speakers import Utterance
from assistant.comparison.facts import fact_rows, is_of
from assistant.evidence.choose import asks_why, essence, is_long, tells
from assistant.evidence.features import Candidate
from assistant.evidence.finder import Finding, Found
from assistant.language.wording import each_once, plain
from assistant.tuning import tuning
from assistant.types import Citation, Claim, Evidence, Side, Support, Turn
from store.collection.listed import LISTED
from store.facets.names.place_names import place_in_words
from store.types import Document, DocumentKind, Role, Section, Span

NOT_TOLD = "The sources don't say."
NOT_PLAINLY = "The sources don't say so plainly."
NO_REASON = "The sources don't say why."


class QuotesSpeaker:
    """Quotes the sentences that answer, each cited, grouped by source and in the source's order."""

    name = "quotes"

    def speak(self, found: Found, turns: Sequence[Turn]) -> Generator[Utterance, None, None]:
        """One utterance: there is nothing to wait for."""
        yield self.answer(found)

    def nearest(self, found: Found, instead: str = "") -> Utterance:
        """That the sources don't say, or what is to be said `instead`, with what comes nearest.

        Where something is to be said instead, the sources do answer: then all that answers comes
        nearest.
        """
        draft = _Draft(found.evidence)
        if instead:
            draft.say(instead)
            draft.say("What they say:")
            draft.quote(
                [one for finding in found.findings if finding.answered for one in finding.chosen]
            )
        else:
            draft.abstain(found.findings)
        return draft.utterance(abstained=True)

    def answer(self, found: Found) -> Utterance:
        """The sentences that answer, or what comes nearest where none does."""
        draft = _Draft(found.evidence)
        answered = [finding for finding in found.findings if finding.answered]
        if answered:
            is_short = found.query.brief
            chosen = [one for finding in answered for one in _chosen(finding, is_short)]
            brief = is_short or not any(finding.is_broad for finding in answered)
            is_much = sum(len(one.text.split()) for one in chosen) > tuning().evidence.narrow_words
            draft.shortens = is_much and not any(is_long(finding.ask) for finding in answered)
            only = found.findings[0] if len(found.findings) == 1 else None
            if only and only.facts and not is_short:
                draft.outline(only)
            else:
                draft.quote(chosen, brief, polarity(only) if only else "")
            if not is_short:
                draft.more([section for finding in answered for section in finding.more])
            for finding in found.findings:
                if not finding.answered:
                    said = plain(finding.ask.said or finding.ask.text)
                    draft.say(f"On “{said}” the sources don't say.")
        else:
            draft.abstain(found.findings)
        return draft.utterance(abstained=not answered)


class _Draft:
    """An answer being put together: its paragraphs, and the citation and claim behind each
    quoted sentence.
    """

    def __init__(self, evidence: Sequence[Evidence]) -> None:
        self._evidence_of = {
            chunk.chunk_id: one for one in evidence for chunk in one.passage.chunks
        }
        self._paragraphs: list[str] = []
        self._citations: list[Citation] = []
        self._claims: list[Claim] = []
        self._brief = False
        self.shortens = False  # list items to their first sentences

    def utterance(self, abstained: bool) -> Utterance:
        return Utterance(
            "\n\n".join(self._paragraphs), tuple(self._citations), tuple(self._claims), abstained
        )

    def say(self, text: str) -> None:
        self._paragraphs.append(text)

    def abstain(self, findings: Sequence[Finding]) -> None:
        telling = [one for finding in findings for one in finding.candidates if tells(one)]
        nearest = sorted(telling, key=lambda one: -one.probability)[: tuning().answer.nearest_shown]
        is_near = bool(nearest) and nearest[0].probability >= tuning().answer.nearly
        if any(asks_why(one.ask) for one in findings):
            self.say(NO_REASON)
        else:
            self.say(NOT_PLAINLY if is_near else NOT_TOLD)
        if nearest:
            self.say("What comes nearest:")
            self.quote(nearest)

    def more(self, sections: Sequence[Section]) -> None:
        """Name the sections that say more, each with the evidence that opens it."""
        distinct = {
            (one.document.document_id, one.heading_path): one
            for one in sections
            if one.heading_path
        }
        named = [
            f"*{plain(one.heading_path[-1])}*{self._opening(one)}" for one in distinct.values()
        ]
        if named:
            self.say(f"More on this: {', '.join(named[: tuning().answer.more_sections])}")

    def _opening(self, section: Section) -> str:
        """The marker of the evidence that holds a part of a section, cited by its first
        sentence; "" for none.
        """
        for evidence in self._evidence_of.values():
            for chunk in evidence.passage.chunks:
                if chunk.section == section:
                    self._citations.append(Citation(evidence, chunk.sentences[0].span))
                    return f" [{evidence.number}]"
        return ""

    def outline(self, finding: Finding) -> None:
        """Say what a role comes to, a fact a line, and quote the rest."""
        stating = dict(finding.facts)
        document = finding.facts[0][1].chunk.document
        side = Side(Role(document), document.postings, document.title)
        self.say(_lead(document))
        lines = [
            f"- {row.name}: {plain(row.cells[0])}{self._stating(one)}"
            for asked, one in stating.items()
            for row in fact_rows([side])
            if is_of(row, asked)
        ]
        self.say("\n".join(lines))
        self._quote_document([one for one in finding.chosen if one not in stating.values()], False)

    def _stating(self, one: Candidate) -> str:
        """The marker of the evidence for a fact, cited by the sentence that states it."""
        evidence = self._evidence_of.get(one.chunk.chunk_id)
        if evidence is None:
            return ""
        self._claims.append(Claim(plain(one.text), Support.SUPPORTED, (len(self._citations),)))
        self._citations.append(Citation(evidence, one.sentence.span))
        return f" [{evidence.number}]"

    def quote(self, sentences: Sequence[Candidate], brief: bool = False, opening: str = "") -> None:
        """Quote sentences, grouped by document and section, each once.

        In brief: without headings, beginning in the line that names the source with what answers
        best, the answering words in bold. `opening` is said before all else.
        """
        self._brief = brief
        shown = [one for one in sentences if one.chunk.chunk_id in self._evidence_of]
        distinct = {(one.chunk.chunk_id, one.position): one for one in shown}.values()
        documents = list(dict.fromkeys(one.chunk.document.document_id for one in distinct))
        ranked = sorted(
            distinct,
            key=lambda one: (
                documents.index(one.chunk.document.document_id),
                one.sentence.span.start,
            ),
        )
        for document, of_document in groupby(ranked, key=lambda one: one.chunk.document):
            self.say(
                f"{opening}: {_lead(document)[:1].lower()}{_lead(document)[1:]}"
                if opening
                else _lead(document)
            )
            opened, opening = len(self._paragraphs), ""
            self._quote_document(list(of_document), brief)
            if brief and not self._paragraphs[opened].startswith("- "):
                self._paragraphs[opened - 1 : opened + 1] = [
                    " ".join(self._paragraphs[opened - 1 : opened + 1])
                ]

    def _quote_document(self, sentences: Sequence[Candidate], brief: bool) -> None:
        shown = [one for one in sentences if one.chunk.chunk_id in self._evidence_of]
        for path, of_section in groupby(
            _best_first(shown) if brief else shown,
            key=lambda one: one.chunk.section.heading_path,
        ):
            heading = "" if brief or path[-1:] == (LISTED,) else plain(" ".join(path[-1:]))
            self._paragraphs += [f"**{heading}**"] if heading else []
            self._quote_section(list(of_section), heading)

    def _quote_section(self, sentences: Sequence[Candidate], heading: str) -> None:
        for _, paragraph in groupby(sentences, key=lambda one: one.sentence.paragraph):
            prose: list[str] = []
            items: list[str] = []
            quoted = set[Span]()
            for one in paragraph:
                lead = one.sentence.lead
                if lead is None:
                    quoted.add(one.sentence.span)
                    prose.append(self._cited(one))
                    continue
                introduces = _introducing(plain(lead.of(one.chunk.document.text)))
                if (
                    not items
                    and lead not in quoted
                    and introduces.strip(" *:") != heading.strip(" *:")
                ):
                    prose.append(introduces)
                items.append(f"- {self._cited(one)}")
            if prose:
                self.say(" ".join(prose))
            if items:
                self.say("\n".join(items))

    def _cited(self, one: Candidate) -> str:
        evidence = self._evidence_of[one.chunk.chunk_id]
        span = essence(one) if self.shortens else one.sentence.span
        text = span.of(one.chunk.document.text)
        self._claims.append(Claim(plain(text), Support.SUPPORTED, (len(self._citations),)))
        self._citations.append(Citation(evidence, span))
        is_sure = one.probability >= tuning().answer.sure_of_words
        told = _marked(text, one.answer) if self._brief and is_sure else plain(text)
        return f"{told} [{evidence.number}]"


def _chosen(finding: Finding, is_short: bool) -> Sequence[Candidate]:
    """What is quoted of a finding; the best sentence alone where it is to be short."""
    best = sorted(finding.chosen, key=lambda one: -one.probability)
    return best[:1] if is_short else finding.chosen


def _introducing(lead: str) -> str:
    """The line over a list as the words that lead to it; none for the heading of what only
    fields state.
    """
    if lead == LISTED:
        return ""
    return lead if lead[-1:] in ":.!?" else f"{lead}:"


def _marked(text: str, answer: Span) -> str:
    """A sentence with the words that answer in bold, whole words, unless they are nearly all of
    it.
    """
    start, end = answer.start, answer.start + len(answer.of(text).rstrip(" .,;:!?"))
    while start < end and start > 0 and text[start - 1] not in ' (“"':
        start -= 1
    while start < end < len(text) and text[end] not in ' )”".,;:!?':
        end += 1
    answer = Span(start, end)
    words = answer.of(text)
    if not words.strip() or "*" in text or len(words) > tuning().answer.most_bold * len(text):
        return plain(text)
    return plain(f"{text[: answer.start]}**{words}**{text[answer.end :]}")


def _best_first(sentences: Sequence[Candidate]) -> list[Candidate]:
    """The paragraph of the likeliest sentence, then the others in their order."""
    best = max(sentences, key=lambda one: one.probability)
    place = best.chunk.section, best.sentence.paragraph
    return sorted(sentences, key=lambda one: (one.chunk.section, one.sentence.paragraph) != place)


def _lead(document: Document) -> str:
    if document.kind is DocumentKind.ROLE:
        places = each_once(place_in_words(posting.place) for posting in document.postings)
        about = ", ".join(part for part in (document.team, places) if part)
        company = f" at {plain(document.company)}" if document.company else ""
        return (
            "The posting "
            f"*{plain(document.title)}*{company}{f' ({plain(about)})' if about else ''} says:"
        )
    by = f" by {plain(document.author)}" if document.author else ""
    return f"From *{plain(document.title)}*{by}:"
