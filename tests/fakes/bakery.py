"""Evidence about an invented bakery, for tests of what speaks from evidence."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import numpy as np

from assistant.evidence.finder import Found
from assistant.language.facts import facts_of
from assistant.types import Evidence, Query
from store.types import Chunk, Document, DocumentKind, Passage, Section, SectionKind, Sentence, Span

WARDENS = (
    "Every bakery loop includes a Crust Warden from another shop. Crust Wardens are experienced "
    "tasters.",
    "They are trained for three months and sit in about 40 loops a year.",
    "Crust Wardens look for:\n- curiosity about how doughs behave\n- bakers who own a failed "
    "batch\n- clear recipes",
    "A degree is not required. Candidates write a two-page recipe essay before the loop.",
)
NIGHT = ("The night baker works in Bergen. The team has nine people and trains two apprentices.",)


def evidence_from(
    paragraphs: Sequence[str], number: int = 1, title: str = "How bakers are hired"
) -> Evidence:
    """Paragraphs as one passage; a line that starts with "- " is an item under the line before
    the list.
    """
    text = "\n\n".join(paragraphs)
    document = Document(
        f"d{number}", DocumentKind.ARTICLE, title, text, f"hash{number}", author="Ines Falk"
    )
    section = Section(document, SectionKind.BODY, ("Hiring", "Crust Wardens"), Span(0, len(text)))
    sentences = tuple(_sentences(text))
    chunk = Chunk(f"d{number}-0", section, 0, section.span, sentences, text)
    return Evidence(number, Passage((chunk,), score=1.0, rank=number, found_by=("dense",)))


def evidence() -> tuple[Evidence, Evidence]:
    return evidence_from(WARDENS, 1), evidence_from(NIGHT, 2, "Night baker")


def query(question: str = "What do Crust Wardens look for?", standalone: str = "") -> Query:
    return Query(question, standalone or question)


def found(question: str = "What do Crust Wardens look for?", standalone: str = "") -> Found:
    return Found(query(question, standalone), evidence(), findings=())


def embed(texts: Sequence[str]) -> np.ndarray:
    """Rows whose cosine is the share of content words that two texts have in common."""
    rows = np.zeros((len(texts), 512))
    for row, text in zip(rows, texts, strict=True):
        for word in facts_of(text).words:
            row[zlib.crc32(word.encode()) % 512] = 1.0
    return rows


def _sentences(text: str) -> list[Sentence]:
    sentences: list[Sentence] = []
    position, lead = 0, None
    for line in text.splitlines(keepends=True):
        start, end = position, position + len(line.rstrip())
        position += len(line)
        if line.startswith("- "):
            sentences.append(Sentence(Span(start + 2, end), 0, lead))
            continue
        while start < end:
            stop = text.find(". ", start, end)
            lead = Span(start, stop + 1 if stop >= 0 else end)
            sentences.append(Sentence(lead, 0))
            start = lead.end + 1
    return sentences
