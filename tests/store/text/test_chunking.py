"""Chunks: whole sentences, inside the limit, with exact spans."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.text.chunking import chunks
from store.types import Chunk, Document, DocumentKind, SectionKind, SectionSpan, Span


def tokens(text: str) -> int:
    return len(text.split()) + 2  # a tokenizer adds two of its own


def document(
    text: str, path: tuple[str, ...] = ("Sea",), kind: SectionKind = SectionKind.BODY
) -> Document:
    return ships(text, (SectionSpan(kind, path, Span(0, len(text))),))


def ships(text: str, sections: tuple[SectionSpan, ...]) -> Document:
    digest = hashlib.sha256(text.encode()).hexdigest()
    return Document(f"ships-{digest[:8]}", DocumentKind.ARTICLE, "Ships", text, digest, sections)


def texts(made: tuple[Chunk, ...]) -> list[str]:
    return [chunk.text for chunk in made]


def test_what_is_embedded_carries_title_path_and_the_lead_of_a_cut_list() -> None:
    items = "\n".join(f"- item {i} of the list" for i in range(8))
    made = chunks(document(f"We ask for these:\n{items}", ("Sea", "Crew")), tokens, 32)
    assert made[0].embedded_text.startswith("Ships\nSea > Crew\nWe ask for these:\n- item 0")
    assert made[1].embedded_text.startswith("Ships\nSea > Crew\nWe ask for these:\nitem")
    assert made[1].sentences[0].lead == made[0].sentences[0].span


def test_a_list_is_cut_off_from_prose_and_not_from_its_lead() -> None:
    prose = "One two three four. Five six seven eight. Nine ten eleven twelve."
    text = f"{prose} Bring these:\n- rope and tar\n- sails and oars"
    assert texts(chunks(document(text), tokens, 20)) == [prose, text[text.index("Bring") :]]


def test_paragraphs_are_better_borders_than_sentences() -> None:
    text = "A b c d. E f g h.\n\nI j k l. M n o p. Q r s t."
    assert texts(chunks(document(text), tokens, 18)) == [
        "A b c d. E f g h.",
        "I j k l. M n o p. Q r s t.",
    ]


def test_no_chunk_crosses_sections_and_ids_count_through() -> None:
    text = "Body here.\nA caption."
    parts = (
        SectionSpan(SectionKind.BODY, (), Span(0, 10)),
        SectionSpan(SectionKind.CAPTION, (), Span(11, 21)),
    )
    whole = ships(text, parts)
    made = chunks(whole, tokens, 100)
    assert [(c.section.kind, c.text) for c in made] == [
        (SectionKind.BODY, "Body here."),
        (SectionKind.CAPTION, "A caption."),
    ]
    assert [c.chunk_id for c in made] == [
        f"{whole.document_id}:{whole.content_hash[:12]}:{i}" for i in range(2)
    ]


def test_a_sentence_above_the_limit_is_cut_between_words() -> None:
    made = chunks(document("word " * 100 + "end."), tokens, 30)
    assert all(set(chunk.text.split()) <= {"word", "end."} for chunk in made)
    assert sum(len(chunk.text.split()) for chunk in made) == 101


def test_a_heading_longer_than_the_limit_leaves_room_for_text() -> None:
    made = chunks(document("Short text here.", ("word " * 50,)), tokens, 20)
    assert [chunk.embedded_text for chunk in made] == ["Ships\nShort text here."]


def test_each_sentence_of_a_long_text_is_counted_once() -> None:
    calls = 0

    def counting(text: str) -> int:
        nonlocal calls
        calls += 1
        return tokens(text)

    made = chunks(document("The tank is long. It is deep.\n\n" * 5_000), counting, 160)
    assert calls <= 10_000 + 20
    assert len(made) < 750


WORDS = st.sampled_from(
    [
        "Ship",
        "sails",
        "far.",
        "Crew:",
        "Build",
        "Testing",
        "rope",
        "(tar)",
        "it?",
        "“Aye”",
        "Mr.",
        "3+",
        "years",
        "wet",
    ]
)
BREAKS = st.sampled_from(
    [" ", " ", " ", " ", "\n", "\n\n", "\n- ", "\n  • ", " * ", " • ", "\n1. ", "  "]
)
TEXTS = st.lists(st.tuples(WORDS, BREAKS), min_size=1, max_size=60).map(
    lambda pairs: "".join(w + b for w, b in pairs).strip()
)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(text=TEXTS, limit=st.integers(min_value=10, max_value=60))
def test_spans_are_ordered_disjoint_and_miss_nothing_but_list_signs(text: str, limit: int) -> None:
    made = chunks(document(text), tokens, limit)
    sentences = [sentence for chunk in made for sentence in chunk.sentences]
    end, missed = 0, ""
    for sentence in sentences:
        quote = sentence.span.of(text)
        assert end <= sentence.span.start < sentence.span.end <= len(text)
        assert quote == quote.strip()
        assert sentence.lead is None or sentence.lead.end <= sentence.span.start
        missed += text[end : sentence.span.start]
        end = sentence.span.end
    missed += text[end:]
    assert set(missed.replace("1.", "")) <= set(" \n-•*")
    assert [sentence.paragraph for sentence in sentences] == sorted(
        sentence.paragraph for sentence in sentences
    )


@settings(max_examples=150, deadline=None, derandomize=True)
@given(text=TEXTS, limit=st.integers(min_value=10, max_value=60))
def test_every_chunk_fits_and_holds_its_sentences(text: str, limit: int) -> None:
    for chunk in chunks(document(text), tokens, limit):
        assert tokens(chunk.embedded_text) <= limit
        assert chunk.span == Span(chunk.sentences[0].span.start, chunk.sentences[-1].span.end)
        assert chunk.text in chunk.embedded_text


@pytest.mark.parametrize("kind", list(SectionKind))
def test_furniture_is_chunked_too(kind: SectionKind) -> None:
    assert [chunk.section.kind for chunk in chunks(document("A ship.", kind=kind), tokens, 50)] == [
        kind
    ]
