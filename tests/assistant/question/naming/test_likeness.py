import numpy as np
import pytest

from assistant.question.known import Known
from assistant.question.naming.likeness import Likeness
from assistant.question.role_names import likeliest
from assistant.question.understand import understand
from store.types import Document, DocumentKind, SectionKind, SectionSpan, Span


def _document(name: str, title: str, text: str, kind: DocumentKind = DocumentKind.ROLE) -> Document:
    whole = SectionSpan(SectionKind.BODY, (title, "Sharpening"), Span(0, len(text)))
    return Document(name, kind, title, text, name, sections=(whole,), company="Wold & Fell")


DOCUMENTS = [
    _document("knives", "Cutler", "We forge knives for fishmongers in a shed by the quay."),
    _document("kites", "Workshop Hand", "Stunt kites, sewn in a chapel by eleven of us."),
    _document("bees", "Apiary Assistant", "Ninety hives of bees on the moor, and a café."),
    _document("letter", "Sewing again", "What a kite maker learnt.", DocumentKind.ARTICLE),
]


@pytest.mark.parametrize(
    ("question", "document"),
    [
        ("what do the kite people pay", "kites"),
        ("how many hives are there", "bees"),
        ("is there a test for the fishmonger knife job", "knives"),
        ("when does the cafe with the bees open", "bees"),
        ("what does the article on kites say", "letter"),
        ("which kite job is it", "kites"),
    ],
)
def test_rare_words_of_names_and_openings_tell_what_is_meant(question: str, document: str) -> None:
    likely = Likeness(DOCUMENTS)(question)
    assert likely is not None
    assert likely.document_id == document


def test_what_says_nothing_of_any_document_means_none() -> None:
    likely = Likeness(DOCUMENTS)("how much holiday is there")
    assert likely is None or not (likely.is_clear or likely.is_sure)


def test_a_word_of_a_heading_is_asked_for_and_names_nothing() -> None:
    likely = Likeness(DOCUMENTS)("does the apiary do sharpening")
    assert likely is not None
    assert likely.stems == {"apiari"}


class _Near:
    """Vectors that put every question beside the last document."""

    def embed(self, texts: list[str]) -> np.ndarray:
        return np.tile(np.eye(len(DOCUMENTS), dtype=np.float32)[-1], (len(texts), 1))

    def document_vectors(self, documents: list[Document]) -> np.ndarray:
        return np.eye(len(documents), dtype=np.float32)


def test_meaning_tells_where_no_word_does() -> None:
    likely = Likeness(DOCUMENTS, _Near())("how much holiday is there")
    assert likely is not None
    assert (likely.document_id, likely.is_sure) == ("letter", True)


def test_a_loose_name_is_looked_through_first_and_denies_nothing() -> None:
    (ask,) = understand("do the fishmongers pay for knives", (), Known.of(DOCUMENTS)).asks
    assert ask.nearby == {"knives"}
    assert ask.nowhere is None
    assert ask.filters.document_ids is None


def test_a_role_is_found_by_what_its_posting_begins_with() -> None:
    assert [role.document_id for role in likeliest("the hives", Known.of(DOCUMENTS)).roles] == [
        "bees"
    ]
