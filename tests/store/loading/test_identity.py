"""What counts as the same document."""

from __future__ import annotations

from store.loading.documents import content_hash, document_id
from store.types import DocumentKind, SectionKind, SectionSpan, Span


def section(text: str, part: str, kind: SectionKind = SectionKind.BODY, path: tuple[str, ...] = ()) -> SectionSpan:
    start = text.index(part)
    return SectionSpan(kind, path, Span(start, start + len(part)))


def test_whitespace_and_teasers_do_not_make_another_document() -> None:
    plain = "We build ferries.\nWe test them."
    page = "We build  ferries.\r\n\r\nRelated content\nBuy a mug.\n\nWe test them."
    teaser = section(page, "Buy a mug.", SectionKind.TEASER, ("Related content",))
    parts = (section(page, "We build  ferries."), teaser, section(page, "We test them."))
    assert content_hash(plain, (section(plain, plain),)) == content_hash(page, parts)


def test_another_word_or_heading_makes_another_document() -> None:
    text, other = "We build ferries.", "We build boats."
    hashes = {
        content_hash(text, (section(text, text),)),
        content_hash(other, (section(other, other),)),
        content_hash(text, (section(text, text, path=("Yard",)),)),
    }
    assert len(hashes) == 3


def test_identifiers_are_readable_and_bounded() -> None:
    assert (
        document_id(DocumentKind.ROLE, "Señior Naval Architect (II)", "1f3a9c2eff")
        == "senior-naval-architect-ii-1f3a9c2e"
    )
    assert document_id(DocumentKind.ROLE, "船", "1f3a9c2eff") == "role-1f3a9c2e"
    assert len(document_id(DocumentKind.ARTICLE, "word " * 100, "1f3a9c2eff")) < 60
