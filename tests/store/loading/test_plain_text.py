"""Plain text: an article with guessed headings, or one posting."""

from __future__ import annotations

from store.loading.plain_text import TextReader
from store.types import Document, DocumentKind


def read(text: str, source: str = "/texts/sea-notes.txt") -> Document:
    [document] = TextReader().read(source, text)
    return document


def paths(document: Document) -> list[tuple[str, ...]]:
    return [part.heading_path for part in document.sections]


def test_short_lines_standing_alone_are_headings() -> None:
    document = read(
        "How we sail\n\nBy Ana Cruz\n\nWe sail far.\n\nThe crew\n\nSix people. All kind.\n\nWho steers?\n\nAnyone.\n"
    )
    assert (document.title, document.author, paths(document)) == (
        "How we sail",
        "Ana Cruz",
        [(), ("The crew",), ("Who steers?",)],
    )


def test_a_heading_may_stand_right_above_its_paragraph() -> None:
    document = read("How we sail\n\nThe crew\nSix people sail the ship, and each of them can steer it at night.\n")
    assert paths(document) == [("The crew",)]


def test_lines_that_end_as_sentences_or_introduce_lists_are_no_headings() -> None:
    document = read("How we sail\n\nWe sail far.\n\nThese are the people we take on board:\n\nA cook.\n")
    assert paths(document) == [()]


def test_a_row_of_short_lines_is_text() -> None:
    document = read("How we sail\n\nWe need these.\n\nRope\n\nSails\n\nTar\n")
    assert document.sections[-1].span.of(document.text).endswith("Rope\n\nSails\n\nTar")


def test_wrapped_paragraphs_hold_together() -> None:
    wrapped = "The ship leaves the harbour on the morning tide and does not\nreturn before the lantern is lit again.\n"
    document = read("How we sail\n\n" + wrapped)
    assert paths(document) == [()]


def test_without_headings_the_file_is_one_section_named_after_it() -> None:
    document = read("The ship leaves the harbour on the morning tide, " * 4 + "and nobody knows why.\n")
    assert (document.title, len(document.sections)) == ("Sea notes", 1)
    assert read("Sail on.\nThen rest.").title == "Sail on"


def test_labels_of_a_conversation_are_not_sub_sections() -> None:
    talk = "Talk\n\nIt was late.\n\nThe questions\n\nAnna: I ask.\n\nPiotr: I answer.\n\nAnna: I see.\n"
    assert paths(read(talk)) == [(), ("The questions",)]


def test_a_posting_without_a_place_is_a_role() -> None:
    document = read(
        "We are hiring a Welder.\n\nBasic qualifications\n- Steady hands\n\nPreferred qualifications\n- Patience\n"
    )
    assert (document.kind, document.title) == (DocumentKind.ROLE, "Welder")
    assert paths(document) == [(), ("Basic qualifications",), ("Preferred qualifications",)]
