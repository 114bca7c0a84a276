"""What counts as the same document."""

from __future__ import annotations

from store.loading.identity import content_hash, document_id
from store.types import DocumentKind

ROLE = DocumentKind.ROLE


def test_spaces_dashes_and_quotes_do_not_make_another_document() -> None:
    plain = content_hash(ROLE, "Ship-wright", "Keel & Sons", {(): "We build 'ferries'."})
    assert plain == content_hash(ROLE, "Ship–wright", "Keel  & Sons", {(): "We  build\n“ferries”."})


def test_another_title_company_word_or_heading_makes_another_document() -> None:
    hashes = {
        content_hash(ROLE, "Shipwright", "Keel", {(): "N/A"}),
        content_hash(ROLE, "Rigger", "Keel", {(): "N/A"}),
        content_hash(ROLE, "Shipwright", "Hull", {(): "N/A"}),
        content_hash(ROLE, "Shipwright", "Keel", {(): "We build boats."}),
        content_hash(ROLE, "Shipwright", "Keel", {("Yard",): "N/A"}),
        content_hash(DocumentKind.ARTICLE, "Shipwright", "Keel", {(): "N/A"}),
    }
    assert len(hashes) == 6


def test_identifiers_are_readable_and_bounded() -> None:
    assert (
        document_id(ROLE, "Señior Naval Architect (II)", "1f3a9c2eff")
        == "senior-naval-architect-ii-1f3a9c2e"
    )
    assert document_id(ROLE, "船", "1f3a9c2eff") == "role-1f3a9c2e"
    assert len(document_id(DocumentKind.ARTICLE, "word " * 100, "1f3a9c2eff")) < 60
