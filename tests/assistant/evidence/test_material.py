"""A model is given whole documents where they fit, else ranked passages spread over all that are
asked about.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from assistant.evidence.material import Material, computed_passage
from assistant.types import Evidence
from store.types import (
    Chunk,
    Document,
    DocumentKind,
    Filters,
    Passage,
    Section,
    SectionKind,
    Sentence,
    Span,
)


def document(name: str, *sections: tuple[str, str]) -> Document:
    """A document of headed sections, a sentence a chunk."""
    return Document(
        name, DocumentKind.ARTICLE, name.title(), "\n\n".join(text for _, text in sections), name
    )


SECTIONS = {
    "oven": (
        ("Heat", "Ovens are hot. They are lit at four."),
        ("Care", "Sweep them. Mind the door."),
    ),
    "dough": (
        ("Rise", "Dough rises for a night. It is turned twice."),
        ("Salt", "Salt goes in last."),
    ),
    "shop": (("Hours", "The shop opens at six."), ("Related", "Read our other posts.")),
}
DOCUMENTS = {name: document(name, *sections) for name, sections in SECTIONS.items()}


def chunks_of(of: Document) -> list[Chunk]:
    chunks: list[Chunk] = []
    start = 0
    for heading, text in SECTIONS[of.document_id]:
        kind = SectionKind.TEASER if heading == "Related" else SectionKind.BODY
        section = Section(of, kind, (heading,), Span(start, start + len(text)))
        at = start
        for sentence in text.split(". "):
            end = min(at + len(sentence) + 1, start + len(text))
            span = Span(at, end)
            chunks.append(
                Chunk(
                    f"{of.document_id}-{len(chunks)}",
                    section,
                    len(chunks),
                    span,
                    (Sentence(span, 0),),
                    "",
                )
            )
            at = end + 1
        start += len(text) + 2
    return chunks


def retrieve(words: str, filters: Filters, most: int) -> Sequence[Passage]:
    """Passages of one chunk, those of later documents first."""
    found = [
        chunk
        for name in reversed(DOCUMENTS)
        for chunk in chunks_of(DOCUMENTS[name])
        if chunk.section.kind is SectionKind.BODY
    ]
    admitted = [chunk for chunk in found if filters.admits(chunk.document)][:most]
    return [Passage((chunk,), 1.0, rank, ("dense",)) for rank, chunk in enumerate(admitted, 1)]


STORED = computed_passage("What is stored", "Stored are 3 articles.")


def material(*about: str, computed: tuple[Passage, ...] = (), named: bool = True) -> Material:
    """What is given for a question that names documents, or (not `named`) one that may be about
    any.
    """
    documents = tuple(DOCUMENTS[name] for name in about)
    others = (
        ()
        if named
        else tuple(document for name, document in DOCUMENTS.items() if name not in about)
    )
    return Material(
        "When?", computed, STORED, documents, others, (), chunks_of, retrieve, from_elsewhere=8
    )


def words(text: str) -> int:
    return len(text.split())


def of(evidence: Sequence[Evidence]) -> list[tuple[str, str]]:
    return [(piece.passage.document.document_id, piece.passage.text) for piece in evidence]


def test_documents_that_fit_go_in_whole_in_their_own_order_numbered_by_section() -> None:
    chosen = material("dough", named=False).chosen(1_000, words)
    assert of(chosen) == [
        ("dough", "Dough rises for a night. It is turned twice."),
        ("dough", "Salt goes in last."),
        ("oven", "Ovens are hot. They are lit at four."),
        ("oven", "Sweep them. Mind the door."),
        ("shop", "The shop opens at six."),
        ("computed: What is stored", "Stored are 3 articles."),
    ]
    assert [piece.number for piece in chosen] == [1, 2, 3, 4, 5, 6]


def test_beside_the_documents_asked_about_the_best_of_the_others_is_read() -> None:
    names = [name for name, _ in of(material("oven").chosen(1_000, words))]
    assert names[0] == "oven" and {"shop", "dough"} <= set(names)


@pytest.mark.parametrize("room", range(29, 45))
def test_where_they_do_not_fit_each_document_asked_about_has_a_passage(room: int) -> None:
    chosen = material("oven", "dough").chosen(room, words)
    assert {"oven", "dough"} <= {name for name, _ in of(chosen)}
    assert sum(words(text) for _, text in of(chosen)) <= room


def test_what_code_worked_out_comes_first_and_is_shortened_by_whole_lines() -> None:
    table = computed_passage(
        "Worked out", "\n".join(f"- Role {n} is in **Bergen**." for n in range(90))
    )
    chosen = material("oven", computed=(table,)).chosen(100, words)
    assert chosen[0].is_computed and not chosen[1].is_computed
    lines = chosen[0].passage.text.splitlines()
    assert lines[0] == "- Role 0 is in Bergen." and 5 < len(lines) < 15
    assert all(line.endswith("Bergen.") for line in lines)
    assert next(sentence.span.of(table.document.text) for sentence in table.sentences).endswith(
        "Role 0 is in Bergen."
    )


def test_small_talk_reads_no_document() -> None:
    talk = replace(material(), from_elsewhere=0)
    assert of(talk.chosen(500, words)) == [("computed: What is stored", "Stored are 3 articles.")]
