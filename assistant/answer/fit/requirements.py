"""What a posting asks of candidates, and what it says that it doesn't ask."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any, TypeGuard

from assistant.comparison.aspects import aspects_of, heading_aspect
from assistant.evidence.asked import demand_of, reading_of
from assistant.evidence.finder import Finder
from assistant.language.facts import stems
from assistant.language.wording import plain
from assistant.tuning import tuning
from assistant.types import Aspect
from store.facets.read import read_facets
from store.facets.reading import Line, Reading, cues_in, is_negation, vocabulary, words_of
from store.types import (
    Chunk,
    Degree,
    Experience,
    Fields,
    Language,
    Role,
    SectionKind,
    Span,
    Stated,
    Strength,
)

_CLAUSES = re.compile(r";\s+|,\s+and\s+(?=you\b|(?:the|an?)\s+candidate)", re.IGNORECASE)
_OR = re.compile(r"[\s,]*\bor\b\s*(?P<article>(?:an?|the|your)\b\s*)?", re.IGNORECASE)
STRENGTHS = (Strength.REQUIRED, Strength.UNSTATED, Strength.PREFERRED)


@dataclass(frozen=True, slots=True)
class Requirement:
    """A sentence of a posting that asks something of candidates, and the facets that stand in it.

    Attributes:
        waived: whether it says that what it names isn't needed: "No degree required".
    """

    chunk: Chunk
    span: Span
    strength: Strength = Strength.UNSTATED
    experience: tuple[Stated[Experience], ...] = ()
    degrees: tuple[Stated[Degree], ...] = ()
    languages: tuple[Stated[Language], ...] = ()
    waived: bool = False

    @property
    def text(self) -> str:
        """The requirement as its source puts it, without Markdown."""
        return plain(self.span.of(self.chunk.document.text))

    @property
    def clauses(self) -> list[str]:
        """The things it asks for, each by itself."""
        return _CLAUSES.split(self.text)

    @property
    def stated(self) -> tuple[Stated[Any], ...]:
        """The years, degrees and languages in it."""
        return (*self.experience, *self.degrees, *self.languages)

    @property
    def alternatives(self) -> list[Requirement]:
        """The things of which one will do, "a PhD" and "a master's degree plus four years"; itself
        where it leaves no choice.
        """
        text, start = self.chunk.document.text, self.span.start
        spans = [each.span for each in self.stated if _stands_in(each.span, self.span)]
        cuts = [
            match
            for match in _OR.finditer(text, self.span.start, self.span.end)
            if any(match.end() == span.start for span in spans)
            or any(_is_behind(match, span) for span in spans if match.start() >= span.end)
            or (not spans and match[0].startswith(","))
        ]
        pieces = list[Span]()
        for cut in cuts:
            pieces.append(Span(start, cut.start()))
            start = cut.end()
        pieces.append(Span(start, self.span.end))
        return [self._piece(each, is_first=at == 0) for at, each in enumerate(pieces)]

    def _piece(self, span: Span, *, is_first: bool) -> Requirement:
        """A part of it with what is stated there; what a label states stands in the first."""

        def own(stated: tuple[Stated[Any], ...]) -> tuple[Stated[Any], ...]:
            return tuple(
                each
                for each in stated
                if _stands_in(each.span, span)
                or (is_first and not _stands_in(each.span, self.span))
            )

        return replace(
            self,
            span=span,
            experience=own(self.experience),
            degrees=own(self.degrees),
            languages=own(self.languages),
        )


def _is_behind(cut: re.Match[str], stated: Span) -> bool:
    """Whether an "or" follows what is stated at once, or leads to another thing: "or a licence"."""
    return cut.start() == stated.end or bool(cut["article"])


def requirements_of(role: Role, finder: Finder) -> list[Requirement]:
    """The sentences that ask something of candidates, or waive it, required before preferred, each
    group in the text's order.

    These state years, a degree or a language, stand under a heading that says how much it insists,
    or speak of qualifications.
    """
    document = role.document
    chunks = [chunk for chunk in finder.chunks(document) if chunk.section.kind is SectionKind.BODY]
    aspects = aspects_of(chunks, finder.sentence_vectors(chunks), finder.embed)
    found = {
        sentence.span: requirement
        for chunk in chunks
        for at, sentence in enumerate(chunk.sentences)
        if (requirement := _requirement(chunk, sentence.span, aspects.get((chunk.chunk_id, at))))
    }
    return sorted(
        found.values(), key=lambda each: (STRENGTHS.index(each.strength), each.span.start)
    )


def _is_title(span: Span, text: str) -> bool:
    """Whether a line only says what the next ones are: it ends in a colon, or is a word or two
    outside a list.
    """
    line = text[text.rfind("\n", 0, span.start) + 1 : span.start].strip()
    said = span.of(text).rstrip("*_ ")
    is_short = len(said.split()) <= tuning().answer.longest_list_title
    return said.endswith(":") or (not line and is_short and said[-1:] not in ".!?")


def _requirement(chunk: Chunk, span: Span, aspect: Aspect | None) -> Requirement | None:
    facets, reading = chunk.document.facets, reading_of(chunk.document)
    experience = [each for each in facets.experience if _stands_in(each.span, span)]
    degrees = [each for each in facets.degrees if _stands_in(each.span, span)]
    languages = [each for each in facets.languages if _stands_in(each.span, span)]
    said = span.of(chunk.document.text)
    of_experience = stems(" ".join(vocabulary("experience")["experience"]))
    if not experience and of_experience & stems(" ".join(chunk.section.heading_path[-1:])):
        experience = [*read_facets(Fields(), f"Experience: {said}", ()).experience]
    strengths = {each.strength for stated in (experience, degrees, languages) for each in stated}
    demand = demand_of(chunk.document, span)
    if not strengths and _is_title(span, chunk.document.text):
        return None
    is_labelled = any(
        heading_aspect([line.label_text]) is Aspect.QUALIFICATIONS
        for line in _lines_of(reading, span)
    )
    asks = demand.strength is not Strength.UNSTATED or _is_headed(chunk) or bool(strengths)
    speaks = is_labelled or (aspect is Aspect.QUALIFICATIONS and asks)
    own = words_of(said.partition(": ")[2] if is_labelled else said)
    if (
        any(not each.value.needed for each in degrees)
        or any(each.value.least == 0 for each in experience)
        or (speaks and bool(own) and is_negation(own[0].key))
    ):
        return Requirement(
            chunk, span, experience=tuple(experience), degrees=tuple(degrees), waived=True
        )
    trails = _trails(reading, span)
    led = (
        speaks and bool(cues_in(said, words_of(said))) if trails else speaks or _led(reading, span)
    )
    if strengths <= {Strength.UNSTATED} and (demand.waived or not led):
        return None
    strength = next(
        (each for each in (Strength.REQUIRED, Strength.PREFERRED) if each in strengths),
        demand.strength,
    )
    asked = (strength, Strength.UNSTATED)
    return Requirement(
        chunk,
        span,
        strength,
        tuple(each for each in experience if each.value.least and each.strength in asked),
        tuple(each for each in degrees if each.strength in asked),
        tuple(each for each in languages if each.strength in asked),
    )


def _stands_in(inner: Span | None, outer: Span) -> TypeGuard[Span]:
    return inner is not None and outer.start <= inner.start < outer.end


def _is_headed(chunk: Chunk) -> bool:
    """Whether a heading above a chunk promises qualifications; the role's title may hold any
    word.
    """
    title = chunk.document.title.casefold()
    headings = [each for each in chunk.section.heading_path if each.casefold() not in title]
    return heading_aspect(headings) is Aspect.QUALIFICATIONS


def _led(reading: Reading, span: Span) -> bool:
    """Whether a sentence stands under a heading or a line that says how much it insists."""
    return any(line.strength is not Strength.UNSTATED for line in _lines_of(reading, span))


def _trails(reading: Reading, span: Span) -> bool:
    """Whether a sentence stands behind the list of its heading, which then says nothing of it."""
    lists = {line.headings: line.start for line in reading.lines if line.is_item}
    own = _lines_of(reading, span)
    return all(not line.is_item and lists.get(line.headings, span.end) < span.start for line in own)


def _lines_of(reading: Reading, span: Span) -> list[Line]:
    return [line for line in reading.lines if line.start < span.end and span.start < line.end]
