"""Text of any kind to fields and Markdown, in the words of employers that do not exist."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.errors import ReadError
from store.loading.prose.text_file import TextLoader
from store.types import DocumentKind, Loaded

PAGE = Path(__file__).with_name("careers_page.txt")


def documents(text: str | bytes, name: str = "note.txt") -> list[Loaded]:
    content = text.encode() if isinstance(text, str) else text
    return [one for one in TextLoader().load(content, name) if isinstance(one, Loaded)]


def document(text: str | bytes, name: str = "note.txt") -> Loaded:
    [loaded] = documents(text, name)
    return loaded


def refusal(text: str | bytes, name: str = "note.md") -> str:
    with pytest.raises(ReadError) as caught:
        documents(text, name)
    message = str(caught.value)
    assert message.startswith(f"{name}: ") and "\n" not in message
    return message


# --- bytes ---


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "cp1252"]
)
def test_any_usual_encoding_gives_the_same_text(encoding: str) -> None:
    text = "Café manager wanted\r\n\r\nWe’re in Zürich – and you’ll speak to Zoë.\r\n"
    assert document(text.encode(encoding)).markdown == (
        "# Café manager wanted\n\nWe’re in Zürich – and you’ll speak to Zoë."
    )


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize(
    "text", ["Пекарь нужен ночью. Мы печём хлеб – и учим.", "A night baker: “Rye, and more rye.”"]
)
def test_wide_letters_without_a_mark_are_read(text: str, encoding: str) -> None:
    assert document(text.encode(encoding)).markdown == text


def test_stray_zero_bytes_of_a_text_are_dropped() -> None:
    assert document(b"We bake\0 bread.\0\0").markdown == "We bake bread."
    assert document("Café\0 manager. We bake bread at night.".encode()).markdown.startswith(
        "Café manager."
    )


def test_hidden_characters_go_and_letters_are_composed() -> None:
    text = "We bake bre\u00adad for the E\u0301cole\u200b.\u202e Come\u00a0in."
    assert document(text).markdown == "We bake bread for the École. Come in."


@pytest.mark.parametrize(
    ("content", "cause"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf \n", "empty"),
        (b"%PDF-1.7", "PDF"),
        (bytes(range(32)) * 20, "binary"),
        (b"MZ\x90\0\3\0\0\0" + b"\0\1\2\xff" * 40, "binary"),
        ("鍵を焼く。".encode("utf-16-le") * 20 + b"\0", "binary"),
        (b"\xff\xfea", "binary"),
        (b"\x01\x02\x03\x04" * 20, "control characters"),
        (b"x" * 1_000_001, "a line of 1,000,001 characters"),
    ],
)
def test_bytes_that_are_no_text_are_refused(content: bytes, cause: str) -> None:
    assert cause in refusal(content, "note.txt")


# --- front matter ---

VALUES = [
    "---\ntitle: Night Baker\nhiringOrganization: {name: Crumb}\nlocation: {city: Leeds, country: "
    "UK}\n---\nBake.",
    '+++\ntitle = "Night Baker"\ncompany = "Crumb"\n[location]\ncity = "Leeds"\ncountry = '
    '"UK"\n+++\nBake.',
    '{\n"title": "Night Baker",\n"employer": "Crumb",\n"locations": ["Leeds, UK"]\n}\n\nBake.',
    "---\nStellenbezeichnung: Night Baker\nArbeitgeber: Crumb\nArbeitsort: Leeds, UK\n---\nBake.",
    "---\nJob Title: Night Baker\nCOMPANY_NAME: Crumb\nJob-Location: Leeds, UK\n...\nBake.",
]


@pytest.mark.parametrize("text", VALUES)
def test_front_matter_of_any_shape_gives_fields(text: str) -> None:
    loaded = document(text, "baker.md")
    assert (loaded.fields.title, loaded.fields.company, loaded.fields.places) == (
        "Night Baker",
        "Crumb",
        ("Leeds, UK",),
    )
    assert (loaded.markdown, loaded.fields.kind) == ("Bake.", None)


def test_mdx_gives_its_exported_values_and_what_its_tags_hold() -> None:
    text = (
        "import { Card } from '../card'\n\nexport const meta = {\n  title: 'Tide Modeller', // "
        "now\n"
        "  locations: [\"San Diego, CA\", 'Boulder, CO'],\n}\n\n<Card onClick={() => go('x > "
        "y')}>\n"
        "    Model <b>tides</b>{' '}with care.\n</Card>\n\n{/* hidden */}\nUse `<Tag>`.\n"
    )
    loaded = document(text, "tide.mdx")
    assert (loaded.fields.title, loaded.fields.places) == (
        "Tide Modeller",
        ("San Diego, CA", "Boulder, CO"),
    )
    assert loaded.markdown.split("\n\n") == ["Model tides with care.", "Use `<Tag>`."]


def test_a_block_of_labels_at_the_top_gives_fields_and_stays_in_the_text() -> None:
    text = (
        "# Relay Engineer\n\nCompany: Larkmoor\n**Location:** Leeds, UK; Hull, UK\n\nYou wind "
        "coils.\n"
    )
    loaded = document(text, "relay.md")
    assert (loaded.fields.company, loaded.fields.places) == ("Larkmoor", ("Leeds, UK", "Hull, UK"))
    assert loaded.markdown == text.strip()


def test_postings_of_one_role_keep_place_date_and_link() -> None:
    loaded = document(
        "---\nkind: role\ntitle: Welder\nprovenance: retold\npostings:\n"
        '  - {place: "GB, London", count: 2, date: 2024-05-04}\n'
        '  - {place: "Atlantis", url: "https://jobs.example/1"}\n---\n# Welder\n\nWeld.\n',
        "welder.md",
    )
    assert (loaded.fields.kind, loaded.fields.provenance) == (DocumentKind.ROLE, "retold")
    assert [
        (posting.place.city, posting.date, posting.url) for posting in loaded.fields.postings
    ] == [
        ("GB, London", "2024-05-04", ""),
        ("GB, London", "2024-05-04", ""),
        ("Atlantis", "", "https://jobs.example/1"),
    ]


def test_text_in_the_front_matter_is_not_lost_and_switches_are_no_text() -> None:
    text = (
        "---\ntitle: Baker\nlayout: job\ndraft: false\nrequirements:\n  - Two years\n  - A "
        "licence\n---\nBake.\n"
    )
    assert (
        document(text, "baker.md").markdown
        == "## Requirements\n\n- Two years\n- A licence\n\nBake."
    )


@pytest.mark.parametrize(
    ("front", "cause"),
    [
        ("title: [", "does not parse in line"),
        ("title: a: b", "does not parse in line 2"),
        ("- a\n- b", "not a mapping"),
        ("kind: poem", "unknown kind 'poem'"),
        ("a: &a [x]\nb: [*a, *a]", "line 3: an alias"),
        ("postings: GB", "not a list"),
        ("postings: [{place: ''}]", "posting 1 names no place"),
        ("postings: [{place: 'GB, London', count: 0}]", "count 0"),
        ("postings: [{place: 'GB, London', count: 1000000000}]", "count 1000000000"),
        ("postings: [{place: 'GB, London', colour: red}]", "unknown field 'colour'"),
        ("[" * 5000, "nested too deep"),
    ],
)
def test_front_matter_that_cannot_be_read_is_refused(front: str, cause: str) -> None:
    assert cause in refusal(f"---\n{front}\n---\nText.")


def test_front_matter_that_is_not_closed_or_has_nothing_below_is_refused() -> None:
    assert "never closed" in refusal("---\ntitle: x\n\nText.")
    assert "no text" in refusal("---\ntitle: x\n---\n")


def test_files_joined_into_one_are_a_posting_each() -> None:
    text = "---\ntitle: A\ncity: Leeds\n---\nBake.\n---\ntitle: B\ncity: Hull\n---\nSell.\n"
    assert [(one.fields.title, one.markdown, one.part) for one in documents(text, "all.md")] == [
        ("A", "Bake.", "posting 1 of 2"),
        ("B", "Sell.", "posting 2 of 2"),
    ]


def test_markdown_is_passed_on_as_it_is() -> None:
    text = "# Pilot\n\n**What you do**\n\n* bring C\\+\\+ ships\n\n| a | b |\n|---|---|\n| 1 | 2 |"
    assert document(text, "pilot.md").markdown == text
    assert document(text, "pilot.txt").markdown == text


# --- pages of many postings ---


def test_the_careers_page_gives_its_article_and_each_listing_with_its_place() -> None:
    article, *listings = documents(PAGE.read_bytes(), "page.txt")
    assert article.fields.kind is DocumentKind.ARTICLE
    assert "## What does a panel ask?" in article.markdown and article.markdown.endswith("rivets.")
    assert "## Related content" not in article.markdown
    assert [(one.fields.places, one.part) for one in listings] == [
        (("PL, Gdansk",), "posting 1 of 5"),
        (("PL, Gdansk",), "posting 2 of 5"),
        (("CA, NS, Halifax",), "posting 3 of 5"),
        (("JP, 13, Tokyo",), "posting 4 of 5"),
        (("US, Virtual",), "posting 5 of 5"),
    ]
    assert listings[3].markdown.startswith("JP, 13, Tokyo\n\nAs a PORT Logistics Intern")


def test_titles_over_the_same_labels_begin_postings() -> None:
    listing = (
        "{}\nLocation: {}\nSalary: £28,000\n\nYou work at night.\n\nRequirements\n- Two years\n\n"
    )
    opening = (
        "Open roles at Crumb\n\nWe bake in four towns, and each of our bakeries trains its "
        "own people.\n\n"
    )
    article, *postings = documents(
        opening + listing.format("Night Baker", "Leeds, UK") + listing.format("Clerk", "York, UK")
    )
    assert article.fields.kind is DocumentKind.ARTICLE
    assert [(one.markdown.split("\n")[0], one.fields.places) for one in postings] == [
        ("# Night Baker", ("Leeds, UK",)),
        ("# Clerk", ("York, UK",)),
    ]
    assert all("## Requirements\n\n- Two years" in one.markdown for one in postings)


def test_headings_over_the_same_labels_begin_postings_listed_by_team() -> None:
    listing = "### {}\n\n**Location:** {}\n**Type:** Full-time\n\nYou work.\n\n"
    text = (
        "# Careers at Tidewright\n\nWe build ferries.\n\n## Yard\n\n"
        + listing.format("Welder", "Gdansk")
        + listing.format("Rigger", "Halifax")
        + "## Office\n\n"
        + listing.format("Clerk", "Gdansk")
        + "## How to apply\n\nSend a letter.\n"
    )
    article, *postings = documents(text, "jobs.md")
    assert article.markdown.endswith("Send a letter.") and "Welder" not in article.markdown
    assert [
        (one.markdown.split("\n")[0], one.fields.team, one.fields.places) for one in postings
    ] == [
        ("### Welder", "Yard", ("Gdansk",)),
        ("### Rigger", "Yard", ("Halifax",)),
        ("### Clerk", "Office", ("Gdansk",)),
    ]


def test_rules_between_postings_part_them_and_a_page_title_is_kept() -> None:
    text = (
        "Jobs at Portly\n\n-----\nRole: Ferry Agent\nCity: Dublin\n-----\nRole: Clerk\nCity: "
        "Reston\n-----\n"
    )
    assert [
        (one.fields.title, one.fields.places, one.fields.provenance) for one in documents(text)
    ] == [
        ("Ferry Agent", ("Dublin",), "Jobs at Portly"),
        ("Clerk", ("Reston",), "Jobs at Portly"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "# Analyst\n\n## Skills\n\n### Required\n\nSQL\n\n### Preferred\n\nR\n\n## "
        "Experience\n\n### Required\n\n"
        "2 years\n\n### Preferred\n\n5 years\n",
        "Talk\n\nAnna: When did you start?\n\nPiotr: At six.\n\nAnna: And what do you look "
        "for?\n\nPiotr: Calm.\n",
        "A day at sea\n\nBoston, MA\n\nThe wind was fair and nobody talked of work.\n",
        "Welder\n\nGB, London\n\nYou weld.\n",
    ],
)
def test_in_doubt_a_text_is_one_document(text: str) -> None:
    assert document(text, "a.md").part == ""


# --- any text ---

LINES = [
    "", "Night Baker", "ABOUT US", "=== DETAILS ===", "=====", "-----", "Location: Leeds", "Salary: £5", "GB, Leeds",
    "Boston, MA", "- bake bread", "• warm • cold • dry", "1. shape", "a) sell", "🚀 go far", "Grade\tPay",
    "G1   Mate   30", "a | b", "**Bold line**", "## Heading", "We bake bread in the night for all "
                                                              "who come and",
    "the day. Then we rest.",
    "    deep text", "•", "Related content", "What you do:",
]  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(LINES), min_size=1, max_size=30).filter(any))
def test_no_word_is_lost_and_nothing_but_an_error_is_raised(lines: list[str]) -> None:
    text = "\n".join(lines)
    try:
        loaded = documents(text)
    except ReadError:
        return
    output = "\n".join(f"{one.markdown} {one.fields.provenance}" for one in loaded)
    written = Counter(re.findall(r"[^\W_]{3,}", output))
    assert all(written[word] for word in re.findall(r"[^\W_]{3,}", text))


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300), st.sampled_from(["a.md", "a.mdx", "a.txt", "a"]))
def test_any_bytes_are_read_or_refused(content: bytes, name: str) -> None:
    try:
        assert documents(content, name)
    except ReadError as error:
        assert "\n" not in str(error)


@pytest.mark.parametrize(
    "unit", ["<!-- ", "{/* ", "<a ", "a: [b](", "**", "[x](", "• a ", "=== ", "|-", "- \n", "---\n"]
)
def test_text_that_repeats_without_end_takes_no_time(unit: str) -> None:
    try:
        assert documents(unit * 20_000, "long.mdx")
    except ReadError as error:
        assert "no text" in str(error)
