"""Cuts a document into chunks: whole sentences of one section that fit the embedder."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import accumulate

from store.text.lines import trimmed
from store.text.paragraphs import section_sentences
from store.types import Chunk, Document, Section, Sentence, Span

CountTokens = Callable[[str], int]

LEAST_FILL = 1 / 3  # a border is worth a cut only when the chunk it ends is at least this full


def chunks(document: Document, count_tokens: CountTokens, limit: int) -> tuple[Chunk, ...]:
    """Return a document's chunks in order; `count_tokens(chunk.embedded_text) <= limit` for each.

    Each sentence is counted once. A sentence that is longer than the limit is cut between words.
    """
    made: list[Chunk] = []
    floor = 0
    for part in document.sections:
        section = Section(document, part.kind, part.heading_path, part.span)
        sentences = section_sentences(document.text, part.span, floor)
        floor = part.span.end
        cutter = _Cutter(section, count_tokens, limit)
        for group, heading in cutter.groups(sentences):
            span = Span(group[0].span.start, group[-1].span.end)
            chunk_id = f"{document.document_id}:{document.content_hash[:12]}:{len(made)}"
            embedded = "\n".join((*heading, span.of(document.text)))
            made.append(Chunk(chunk_id, section, len(made), span, group, embedded))
    return tuple(made)


class _Cutter:
    """Cuts the sentences of one section into groups that fit, each with the heading lines put
    before it.
    """

    def __init__(self, section: Section, count_tokens: CountTokens, limit: int) -> None:
        self._section = section
        self._text = section.document.text
        self._count_tokens = count_tokens
        self._fixed = count_tokens("")  # what the tokenizer adds to every text
        self._limit = limit
        self._heading = self._fitting_heading()
        self._room = max(1, limit - self._fixed - sum(map(self._cost, self._heading)))

    def groups(
        self, sentences: Sequence[Sentence]
    ) -> Iterator[tuple[tuple[Sentence, ...], tuple[str, ...]]]:
        sentences, total = self._measured(sentences)
        borders = _borders(sentences)
        first = 0
        while first < len(sentences):
            lead, lead_cost = self._lead(sentences[first], total[first + 1] - total[first])
            room = total[first] + self._room - lead_cost
            stop = max(first + 1, bisect_right(total, room) - 1)
            if stop < len(sentences):  # the strongest border, of equals the last
                least = total[first] + LEAST_FILL * (total[stop] - total[first])
                cuts = (cut for cut in range(first + 1, stop + 1) if total[cut] >= least)
                stop = max(cuts, key=lambda cut: (borders[cut], cut))
            yield tuple(sentences[first:stop]), self._heading + lead
            first = stop

    def _cost(self, text: str) -> int:
        return max(0, self._count_tokens(text) - self._fixed)

    def _fitting_heading(self) -> tuple[str, ...]:
        """Title and heading path, or as much of them as leaves half the limit to the text."""
        title, path = self._section.document.title, self._section.heading_path
        joined = " > ".join(path)
        for lines in ((title, joined), (title, *path[-1:]), path[-1:], (title,)):
            heading = tuple(line for line in lines if line)
            if sum(map(self._cost, heading)) <= (self._limit - self._fixed) // 2:
                return heading
        return ()

    def _measured(self, sentences: Sequence[Sentence]) -> tuple[list[Sentence], list[int]]:
        """The sentences, long ones in pieces, and the tokens up to the end of each from 0 on."""
        kept: list[Sentence] = []
        tokens = [0]
        end = self._section.span.start
        for sentence in sentences:
            cost = self._cost(self._text[end : sentence.span.end])
            fits = cost <= self._room
            pieces = [(sentence.span, cost)] if fits else list(self._pieces(sentence.span))
            kept += [replace(sentence, span=span) for span, _ in pieces]
            tokens += [piece_cost for _, piece_cost in pieces]
            if len(pieces) > 1:
                tokens[-len(pieces)] += self._cost(self._text[end : sentence.span.start])
            end = sentence.span.end
        return kept, list(accumulate(tokens))

    def _pieces(self, span: Span) -> Iterator[tuple[Span, int]]:
        """Halve a sentence between words until each piece fits."""
        cost = self._cost(span.of(self._text))
        if cost <= self._room or span.end - span.start < 2:
            yield span, cost
            return
        middle = (span.start + span.end) // 2
        space = self._text.rfind(" ", span.start, middle)
        middle = space if space > span.start else middle
        for start, end in ((span.start, middle), (middle, span.end)):
            half = trimmed(self._text, start, end)
            if half.start < half.end:
                yield from self._pieces(half)

    def _lead(self, sentence: Sentence, cost: int) -> tuple[tuple[str, ...], int]:
        """The line that introduces the list a chunk begins within, where it fits and is no
        heading.
        """
        if sentence.lead is None or sentence.lead.start < self._section.span.start:
            return (), 0
        line = sentence.lead.of(self._text)
        lead_cost = self._cost(line)
        fits = lead_cost <= min(self._room // 2, self._room - cost)
        return ((line,), lead_cost) if fits else ((), 0)


def _borders(sentences: Sequence[Sentence]) -> list[int]:
    """How good a cut before each sentence is: 3 a paragraph, 2 a list with its lead, 1 a
    sentence, 0 after a lead.
    """
    borders = [3] * len(sentences)
    for i in range(1, len(sentences)):
        before, here = sentences[i - 1], sentences[i]
        if here.paragraph == before.paragraph:
            leads = i + 1 < len(sentences) and sentences[i + 1].lead == here.span
            borders[i] = 0 if here.lead == before.span else 2 if leads else 1
    return borders
