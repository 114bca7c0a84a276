"""A careers page saved as text, in the words of a shipyard that does not exist."""

from __future__ import annotations

from pathlib import Path

import pytest

from store.loading.load import read_file
from store.text.chunking import chunks
from store.types import Document, DocumentKind, SectionKind

PAGE = Path(__file__).with_name("careers_page.txt")


@pytest.fixture(scope="module")
def documents() -> tuple[Document, ...]:
    return read_file(PAGE)


def parts(document: Document, kind: SectionKind = SectionKind.BODY) -> list[tuple[tuple[str, ...], str]]:
    return [(part.heading_path, part.span.of(document.text)) for part in document.sections if part.kind is kind]


def quoted(document: Document) -> list[tuple[str, str]]:
    """Every sentence with the line that leads it."""
    made = chunks(document, lambda text: len(text.split()), 200)
    sentences = [sentence for chunk in made for sentence in chunk.sentences]
    return [(s.span.of(document.text), s.lead.of(document.text) if s.lead else "") for s in sentences]


def test_identical_postings_are_one_role(documents: tuple[Document, ...]) -> None:
    assert [document.kind for document in documents] == [DocumentKind.ARTICLE] + [DocumentKind.ROLE] * 3
    assert [[str(posting.place) for posting in document.postings] for document in documents] == [
        [],
        ["PL, Gdansk", "PL, Gdansk", "CA, NS, Halifax"],
        ["JP, 13, Tokyo"],
        ["US, Virtual"],
    ]


def test_facets_are_read_from_the_texts(documents: tuple[Document, ...]) -> None:
    assert [(d.title, d.company, d.team, d.level) for d in documents[1:]] == [
        ("Senior Naval Architect", "Tidewright", "Hydrodynamics and Wave Research (HWR)", "senior"),
        ("PORT Logistics Intern", "Tidewright", "", "intern"),
        ("Data Analyst", "Tidewright", "Noise and Vibration, Tidewright Sea Trials (TST)", ""),
    ]


def test_the_article_has_title_author_and_headed_sections(documents: tuple[Document, ...]) -> None:
    article = documents[0]
    assert (article.title, article.author) == ("What it takes to design ships at Tidewright", "Tomasz Wrona")
    asked, after = "What does a panel ask?", "What happens after you join?"
    assert [path for path, _ in parts(article)] == [
        (), (asked,), (asked,), (after,), (after, "Coaching"), (after, "Rotation"),
    ]  # fmt: skip
    texts = [text for _, text in parts(article)]
    assert texts[0].startswith("Tomasz Wrona, head") and "Editor’s note" in texts[0]
    assert texts[2].startswith("Naval architects bring")
    assert texts[4].startswith("A senior colleague") and texts[4].endswith("can read.")


def test_captions_and_teasers_are_not_the_authors_words(documents: tuple[Document, ...]) -> None:
    article = documents[0]
    [(_, caption)] = parts(article, SectionKind.CAPTION)
    assert caption.startswith("Tomasz Wrona, head of hull research at Tidewright, is seen")
    assert caption.endswith("Courtesy of Tomasz Wrona")
    teasers = [text for _, text in parts(article, SectionKind.TEASER)]
    assert [text.split()[0] for text in teasers] == ["Meet", "Why", "•"]
    assert teasers[-1].endswith("rivets.")


def test_run_on_headings_become_sections_without_their_words(documents: tuple[Document, ...]) -> None:
    assert [path for path, _ in parts(documents[1])] == [(), ("Key job responsibilities",), ("A day in the life",)]
    assert [path for path, _ in parts(documents[3])] == [
        (), ("Key job responsibilities",),
        ("Basic qualifications",), ("Preferred qualifications",), ("About the team",),
    ]  # fmt: skip
    assert not any("responsibilities" in text for _, text in parts(documents[1]))


def test_a_role_can_be_quoted_on_each_place_it_is_posted_in(documents: tuple[Document, ...]) -> None:
    for role in documents[1:]:
        lines = [part.span.of(role.text) for part in role.sections if part.kind is SectionKind.PLACE]
        assert len(lines) == len({posting.place for posting in role.postings})
        assert role.text.startswith("\n".join(lines) + "\n")


def test_run_on_lists_become_items_led_by_their_line(documents: tuple[Document, ...]) -> None:
    lead = "Your responsibilities include:"
    assert quoted(documents[2])[2:] == [
        ("Analyze supplier prices across three yards", lead),
        ("Building simple forecasts of plate demand", lead),
        ("Presenting results to buyers (and welders)", lead),
        ("Keep the price book tidy", lead),
    ]
    assert quoted(documents[3])[3:-2] == [
        ("Record engines at sea—day and night", "Key job responsibilities include:"),
        ("Sort recordings by fault", "Key job responsibilities include:"),
        ("Degree in acoustics", "Basic qualifications"),
        ("3+ years of field work", "Basic qualifications"),
        ("Experience with Python", "Preferred qualifications"),
        ("Knowledge of diesel engines", "Preferred qualifications"),
    ]


def test_the_same_page_with_other_line_ends_is_the_same_documents(
    documents: tuple[Document, ...], tmp_path: Path
) -> None:
    copy = tmp_path / "other-name.text"
    copy.write_bytes(b"\xef\xbb\xbf" + PAGE.read_bytes().replace(b"\n", b"\r\n"))
    assert [d.document_id for d in read_file(copy)] == [d.document_id for d in documents]


def test_postings_alone_need_no_article(tmp_path: Path) -> None:
    page = tmp_path / "jobs.txt"
    page.write_text("Boston, MA\nLondon, United Kingdom\n\nAcme is looking for a welder. You will weld.\n")
    [role] = read_file(page)
    assert (role.title, [str(posting.place) for posting in role.postings]) == (
        "Welder",
        ["US, MA, Boston", "GB, London"],
    )


def test_a_dateline_in_an_article_is_no_posting(tmp_path: Path) -> None:
    page = tmp_path / "story.txt"
    page.write_text("A day at sea\n\nBoston, MA\n\nThe wind was fair and nobody talked of work.\n")
    assert [document.kind for document in read_file(page)] == [DocumentKind.ARTICLE]


def test_a_page_without_blank_lines_is_told_apart_line_by_line(tmp_path: Path) -> None:
    lines = [
        "How Kelda finds its divers",
        "Jonas Weber, head of diving at Kelda, talks about what he reads first in an application.",
        "Photo: Kelda",
        "I read the letter last. " * 8,
        "What do I look for?",
        "I look for calm people. " * 8,
        "Related content",
        "How Kelda counts fish.",
        "I also look for plain words. " * 8,
        "DE, Berlin",
        "Kelda is hiring a Diving Instructor. You will dive.",
    ]
    page = tmp_path / "page.txt"
    page.write_text("\n".join(lines) + "\n")
    article, role = read_file(page)
    assert (article.title, article.author, role.title) == (lines[0], "Jonas Weber", "Diving Instructor")
    assert [(part.kind, part.heading_path) for part in article.sections] == [
        (SectionKind.BODY, ()),
        (SectionKind.CAPTION, ()),
        (SectionKind.BODY, ()),
        (SectionKind.BODY, ("What do I look for?",)),
        (SectionKind.TEASER, ("Related content",)),
        (SectionKind.BODY, ("What do I look for?",)),
    ]


def test_a_rubric_above_the_title_heads_nothing_and_a_teaser_keeps_its_blurb(tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text(
        "Careers\n\nWhere we are headed\n\nWe build.\n\n"
        "Related content\n\nMap of the year\n\nIt is blue.\n\nGB, London\nWe need a welder.\n"
    )
    article, _ = read_file(page)
    assert article.title == "Where we are headed"
    assert [(part.kind, part.span.of(article.text)) for part in article.sections][-2:] == [
        (SectionKind.BODY, "We build."),
        (SectionKind.TEASER, "Map of the year\n\nIt is blue."),
    ]
