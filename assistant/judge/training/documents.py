"""Our own whole documents: read from their files, cut into sections, and turned into examples."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

from assistant.judge.training.changes import changed
from assistant.judge.training.examples import Encoder, Example
from assistant.judge.training.made import (
    KEYWORDS,
    MadeText,
    Part,
    Question,
    keywords,
    part_of,
    repeats,
)
from assistant.judge.training.network import ENTAILMENT
from assistant.judge.training.premises import Premises
from store.text.markdown import parse_markdown

DOCUMENTS = Path(__file__).parent / "documents"
BESIDE = 3
"""Sections beside the answering ones that a question is read against: those that come nearest."""


class MadeDocument(MadeText):
    """A made posting or article in Markdown."""

    @property
    def part(self) -> Part:
        """By hash of the document's name."""
        return part_of(self.id)

    @cached_property
    def sections(self) -> tuple[tuple[str, str], ...]:
        """What each section is read under, and its text."""
        parsed = parse_markdown(self.text)
        found = []
        for section in parsed.sections:
            text = section.span.of(parsed.text).strip()
            if text:
                found.append(
                    (
                        " › ".join(filter(None, (self.title, self.company, *section.heading_path))),
                        text,
                    )
                )
        return tuple(found)


def made_documents(folder: Path = DOCUMENTS) -> tuple[MadeDocument, ...]:
    """Every document; raises pydantic's error for a row that breaks the schema."""
    files = sorted(folder.glob("*.jsonl"))
    return tuple(
        MadeDocument.model_validate(json.loads(line))
        for file in files
        for line in file.read_text("utf-8").splitlines()
    )


def prepare(documents: tuple[MadeDocument, ...], premises: Premises) -> None:
    """Embed what the examples of the documents are chosen by."""
    texts = [text for document in documents for _, text in document.sections]
    wholes = ["\n".join(text for _, text in document.sections) for document in documents]
    said = [question.question for document in documents for question in document.questions]
    said += [claim.claim for document in documents for claim in document.claims]
    premises.prepare([*texts, *wholes], said)


def document_examples(
    documents: tuple[MadeDocument, ...], encoder: Encoder, premises: Premises, chance: random.Random
) -> Iterator[Example]:
    """Questions beside the sections that answer and the nearest that don't; claims, some of them
    changed.
    """
    for document in documents:
        for question in document.questions:
            yield from _questions(document, question, encoder, premises, chance)
        whole = "\n".join(text for _, text in document.sections)
        for claim in document.claims:
            premise = f"{document.title} › {document.company}: {premises.of(whole, claim.claim)}"
            draws = [(claim.claim, claim.label)]
            if claim.label == "supported" and (false := changed(claim.claim, chance)):
                draws.append((false, "contradicted"))
            for said, label in draws:
                if example := encoder.claim(premise, said, ENTAILMENT.index(label)):
                    yield example
        other = chance.choice([each for each in documents if each is not document] or [document])
        stranger = ("\n".join(text for _, text in other.sections), other.title)
        for _ in range(3):
            yield from repeats(
                whole, f"{document.title} › {document.company}", stranger, encoder, premises, chance
            )


def _questions(
    document: MadeDocument,
    question: Question,
    encoder: Encoder,
    premises: Premises,
    chance: random.Random,
) -> Iterator[Example]:
    if not all(any(answer in text for _, text in document.sections) for answer in question.answers):
        return  # answered by a line that is read as a field: no section can be told from the others
    asked = keywords(question.question) if chance.random() < KEYWORDS else question.question
    beside: list[tuple[float, str, str]] = []
    for under, text in document.sections:
        spans = [(text.index(answer), len(answer)) for answer in question.answers if answer in text]
        if spans:
            prefix = f"{under}: "
            shifted = [(len(prefix) + at, len(prefix) + at + size) for at, size in spans]
            yield encoder.question(asked, prefix + text, shifted, chance, prefix=len(prefix))
        else:
            beside.append((premises.nearness(text, question.question), under, text))
    for _, under, text in sorted(beside, reverse=True)[:BESIDE]:
        prefix = f"{under}: "
        yield encoder.question(asked, prefix + text, [], chance, prefix=len(prefix))
