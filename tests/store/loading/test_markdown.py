"""Markdown with and without front matter."""

from __future__ import annotations

import pytest

from store.errors import ReadError
from store.loading.markdown import MarkdownReader
from store.types import Document, DocumentKind, SectionKind


def read(text: str) -> Document:
    [document] = MarkdownReader().read("/texts/a-note.md", text)
    return document


ROLE = """---
kind: role
title: Welder
company: Acme
postings:
  - {place: "GB, London", count: 2, date: 2024-05-04}
  - {place: "Atlantis"}
---

# Welder, Acme

Weld.

## Key job responsibilities

- Weld hulls

### At night

Weld quietly.
"""


def test_fields_and_postings_come_from_the_front_matter() -> None:
    role = read(ROLE)
    assert (role.kind, role.title, role.company) == (DocumentKind.ROLE, "Welder", "Acme")
    assert [(str(p.place), p.date) for p in role.postings] == [("GB, London", "2024-05-04")] * 2 + [("Atlantis", "")]
    assert role.text == ROLE[ROLE.index("\n# Welder") :]


def test_headings_give_the_path_and_are_in_no_section() -> None:
    role = read(ROLE)
    assert [(part.heading_path, part.span.of(role.text)) for part in role.sections] == [
        ((), "Weld."),
        (("Key job responsibilities",), "- Weld hulls"),
        (("Key job responsibilities", "At night"), "Weld quietly."),
    ]


def test_facets_a_role_does_not_state_are_read_from_its_text() -> None:
    role = read("---\nkind: role\n---\nJoin the Hull Care team at Acme. We are hiring a Senior Welder.")
    assert (role.title, role.team, role.level) == ("Senior Welder", "Hull Care", "senior")


def test_without_front_matter_it_is_an_article_or_plainly_a_role() -> None:
    assert (read("# On rope\n\nRope is good.").kind, read("# On rope\n\nRope is good.").title) == (
        DocumentKind.ARTICLE,
        "On rope",
    )
    assert read("Rope is good.").title == "A note"
    role = read("# Welder\n\nGB, London\n\nWeld.")
    assert (role.kind, str(role.postings[0].place), role.title) == (DocumentKind.ROLE, "GB, London", "Welder")


def test_code_is_text_and_pictures_are_captions() -> None:
    document = read("# T\n\nText.\n\n```\n# no heading\n```\n\n![a ship](https://example.org/s.png)\n\nMore.")
    kinds = [(part.kind, part.heading_path) for part in document.sections]
    assert kinds == [(SectionKind.BODY, ()), (SectionKind.CAPTION, ()), (SectionKind.BODY, ())]


def test_a_related_section_is_a_teaser() -> None:
    document = read("# T\n\nText.\n\n## Related content\n\nElsewhere.")
    assert document.sections[-1].kind is SectionKind.TEASER


@pytest.mark.parametrize(
    ("front", "cause"),
    [
        ("title: [", "does not parse"),
        ("- a\n- b", "not a mapping"),
        ("kind: poem", "unknown kind 'poem'"),
        ("date: 2024-99-99\ntitle: x", "does not parse"),
        ("postings: GB", "not a list"),
        ("postings: [{place: ''}]", "posting 1 names no place"),
        ("postings: [{place: 'GB, London', count: 0}]", "count 0"),
        ("postings: [{place: 'GB, London', count: 1000000000}]", "count 1000000000"),
        ("postings: [{city: London}]", "unknown field 'city'"),
        ("title: {a: b}", "title is a dict"),
    ],
)
def test_bad_front_matter_is_one_clear_line(front: str, cause: str) -> None:
    with pytest.raises(ReadError) as caught:
        read(f"---\n{front}\n---\nText.")
    message = str(caught.value)
    assert message.startswith("/texts/a-note.md: ") and cause in message and "\n" not in message


def test_front_matter_that_is_not_closed_or_has_nothing_below_is_refused() -> None:
    with pytest.raises(ReadError, match="never closed"):
        read("---\ntitle: x\n\nText.")
    with pytest.raises(ReadError, match="no text"):
        read("---\ntitle: x\n---\n")
    with pytest.raises(ReadError, match="no text"):
        read("# Only\n\n## Headings\n")
