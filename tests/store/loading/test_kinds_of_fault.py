"""Faults that reading once had, each by its kind, with the right value; the files are of trades
of their own.
"""

from __future__ import annotations

import unicodedata

import pytest

from store.loading.load import documents_in
from store.text.sentences import sentence_spans
from store.types import Document, DocumentKind, Unread


def read(text: str, name: str = "posting.md") -> Document:
    (document,) = (one for one in documents_in(text.encode(), name) if not isinstance(one, Unread))
    return document


def posting(body: str = "You mind the mill.", **fields: str) -> Document:
    lines = "\n".join(
        f"{name}: {value}" for name, value in {"kind": "role", "title": "Miller", **fields}.items()
    )
    return read(f"---\n{lines}\n---\n## Duties\n\n{body}\n")


def places(document: Document) -> list[str]:
    return [str(one.place) for one in document.postings]


def test_a_line_in_bold_is_a_heading() -> None:
    document = read(
        "# Lamp Trimmer\n\n**Your day**\n\n- trim lamps\n\n**What you bring**\n\n- steady hands\n"
    )
    assert [section.heading_path[-1] for section in document.sections] == [
        "Your day",
        "What you bring",
    ]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Salem, OR; Bend, OR", ["US, OR, Salem", "US, OR, Bend"]),
        ("Tacoma, WA | Bangor, ME", ["US, WA, Tacoma", "US, ME, Bangor"]),
        ("USA.GA.Atlanta", ["US, GA, Atlanta"]),
        ("Portugal - Porto", ["PT, Porto"]),
        ("Remote (CA)", None),
    ],
)
def test_places_in_the_forms_of_boards(written: str, meant: list[str] | None) -> None:
    found = places(posting(postings=f'[{{place: "{written}"}}]'))
    assert found == meant if meant else all("Remote" in one or one == "" for one in found)


def test_a_number_of_places_is_no_place_and_what_it_said_is_kept() -> None:
    document = posting(postings='[{place: "3 Locations"}]')
    assert places(document) == [""] and document.facets.unplaced == ("3 Locations",)


def test_letters_in_two_parts_are_one_letter() -> None:
    document = posting(unicodedata.normalize("NFD", "A diploma of the Müllerschule is asked for."))
    assert "Müllerschule" in document.text and unicodedata.is_normalized("NFC", document.text)


def test_entities_and_escapes_are_what_they_stand_for() -> None:
    document = posting(
        "You grind flour &amp; meal.&nbsp;Budgets of \\$3M, R\\&D, file\\_names, 4\\+ years."
    )
    assert "flour & meal. Budgets of $3M, R&D, file_names, 4+ years." in document.text
    assert posting(company='"Oats &amp; Barley"').company == "Oats & Barley"


def test_names_with_signs_stay_in_their_sentences() -> None:
    document = posting("You know the .NET runtime. You write C# and Node.js, e.g. for mills.")
    span = document.sections[-1].span
    spans = sentence_spans(document.text, span.start, span.end)
    said = [one.of(document.text) for one in spans]
    assert said == ["You know the .NET runtime.", "You write C# and Node.js, e.g. for mills."]


def test_a_row_of_a_table_says_what_each_cell_is() -> None:
    rows = (
        "| Grade | Title | Pay |\n|---|---|---|\n| M1 | Hand | 31,200 |\n| M2 | Miller | 33,900 |\n"
    )
    document = read(f"# Pay\n\n{rows}")
    (row,) = (line for line in document.text.splitlines() if "M2" in line)
    assert "Grade: M2" in row and "Pay: 33,900" in row


@pytest.mark.parametrize(
    ("rows", "line"),
    [
        (["Grade | Pay", "M1 | 31,200", "M2 | 33,900"], "Grade: M2; Pay: 33,900"),
        (
            ["Shift | Starts", "Early | 4 o'clock", "Late | 13 o'clock"],
            "Shift: Late; Starts: 13 o'clock",
        ),
        (["Pay | 31,200 GBP", "Location | Oban"], "Location: Oban"),
        (["Contract | Permanent", "Hours | 40", "Salary | 31,200"], "Contract: Permanent"),
        (["Boat | Harbour", "Gannet | Oban"], "Gannet: Oban"),
        ([" | ", "Contract | Permanent", "Hours | 40"], "Hours: 40"),
    ],
)
def test_a_row_of_two_columns_keeps_what_its_head_says(rows: list[str], line: str) -> None:
    head, *body = (f"| {row} |" for row in rows)
    document = read("\n".join(["# Miller", "", head, "|---|---|", *body, "", "You mill oats."]))
    assert line in document.text.splitlines()


@pytest.mark.parametrize(
    ("name", "title"), [("Sluice Keeper.md", "Sluice Keeper"), ("night_miller.txt", "Night miller")]
)
def test_a_role_without_a_title_is_called_as_its_file(name: str, title: str) -> None:
    body = "## About the company\n\nWe mill oats.\n\n## Requirements\n\n- two years at a mill\n\n"
    body += "## Benefits\n\n- porridge\n"
    document = read(body, name)
    assert (document.kind, document.title) == (DocumentKind.ROLE, title)


def test_a_role_without_a_title_is_called_by_the_sentence_that_seeks_one() -> None:
    text = (
        "GB, Hull\nThe Mill team at Oatfield is looking for a patient and tidy Night Miller. "
        "You mind stones."
    )
    assert read(text, "careers.txt").title == "Night Miller"


def test_two_titles_with_one_text_are_two_roles() -> None:
    first, second = posting(title="Miller"), posting(title="Baker")
    assert first.content_hash != second.content_hash and first.document_id != second.document_id


def test_a_date_that_can_be_read_two_ways_is_not_guessed() -> None:
    clear = posting(posted="2025-03-01").facets.posted
    either = posting(posted="04/02/2025").facets.posted
    assert clear and len(clear.value.readings) == 1
    assert either and len(either.value.readings) == 2 and either.raw == "04/02/2025"


def test_the_title_that_a_page_states_is_not_the_employer_between_it_and_the_place() -> None:
    page = read(
        "<html><head><title>Night Baker | Crumb &amp; Daughters Careers</title></head><body><main>"
        "<h1>Night Baker</h1><p>Leeds, UK</p><h2>About the role</h2>"
        "<p>Crumb &amp; Daughters is looking for a baker. You will shape loaves before dawn.</p>"
        "<h2>Requirements</h2><ul><li>Two years in a bakery</li></ul></main></body></html>",
        "baker.html",
    )
    assert (page.title, page.company) == ("Night Baker", "Crumb & Daughters")
    assert (
        posting("Tidewater Ferries seeks a deckhand. You mind the ropes.").company
        == "Tidewater Ferries"
    )


def test_a_trail_of_pages_above_the_title_names_the_employer() -> None:
    document = read(
        "OATFIELD MILLS   >  Vacancies  >  Night shift  >  Senior Miller\n\nSenior Miller\n\n"
        "Location: Hull, UK\nHours: 38 per week\n\nWho is Oatfield?\n\n"
        "Oatfield grinds what other mills send back: rye, spelt and heritage wheat.\n\n"
        "Must have\n\n- Three years of milling experience\n- A steady hand\n",
        "mill.txt",
    )
    assert (document.title, document.company.casefold()) == ("Senior Miller", "oatfield mills")


def test_a_heading_that_says_more_than_the_title_of_its_page_is_no_employer() -> None:
    document = read(
        "<html><head><title>Track Welder - Sorrel Rail</title></head><body>"
        "<h1>Track Welder (Night Gangs)</h1><table><tr><th>Location</th><td>York, UK</td></tr>"
        "<tr><th>Salary</th><td>£31,000 a year</td></tr></table><h2>About Sorrel</h2>"
        "<p>Sorrel has laid rails since 1871.</p><h2>What you need</h2>"
        "<ul><li>Two years of welding experience</li></ul></body></html>",
        "welder.html",
    )
    assert (document.title, document.company) == ("Track Welder (Night Gangs)", "Sorrel Rail")


def test_what_a_line_breaks_off_is_read_whole() -> None:
    document = read(
        "Harbour Line\n\nStore Clerk, Ropes and\nTackle\n\nLocation: Whitby, North Yorkshire,\n"
        "England\nContract: fixed term, 14 months (to cover\nparental leave)\n"
        "Salary: £24,500 to\n£27,000 a year\n\nDuties\n\n- Splice ropes\n- Count blocks\n",
        "clerk.txt",
    )
    assert document.title == "Store Clerk, Ropes and Tackle"
    assert places(document) == ["GB, North Yorkshire, Whitby"]
    pay = document.facets.pay
    assert pay and (pay.value.least, pay.value.most) == (24_500, 27_000)
    assert [one.value for one in document.facets.employments] == ["temporary"]
    assert "14 months (to cover parental leave)" in document.text


def test_what_stands_far_behind_an_author_is_no_name() -> None:
    document = read(
        "HOW WE LEARNT TO FORGE\n\nby Nele Brandt      Updated 3 May 2026      Comments (4)\n\n"
        "I was a clerk until I was forty. Then I learnt to forge gates, and I never went back.\n",
        "forge.txt",
    )
    assert document.author == "Nele Brandt"


def test_an_article_below_the_name_of_its_site_is_called_by_the_heading_over_its_author() -> None:
    document = read(
        "The Anvil\nAdvice | Tools | Subscribe\n\nHOW WE LEARNT TO FORGE\n\nby Nele Brandt\n\n"
        "I was a clerk until I was forty. Then I learnt to forge gates, and I never went back.\n",
        "forge.txt",
    )
    assert document.title.casefold() == "how we learnt to forge"


def test_a_town_is_in_the_nation_behind_it_though_another_country_has_one_of_its_name() -> None:
    assert places(posting(postings='[{place: "Bala, Wales"}]')) == ["GB, Wales, Bala"]


def test_signs_far_before_their_items_are_no_words_of_them() -> None:
    document = read(
        "Lamp Trimmer\nHull, UK\n\nRequirements\n\n•   Steady hands on a ladder in a storm\n"
        "•   Two years at sea\n•   Good night vision\n•   A knot or two\n",
        "lamps.txt",
    )
    assert ":" not in document.text and "- Good night vision" in document.text


def test_a_column_of_towns_and_countries_is_one_of_places() -> None:
    table = (
        "Job title,Employer,Town and country,How to apply\n"
        'Glazier,Vidriera Sol,"Valencia, Spain",Write to Amparo before 30 April\n'
    )
    assert places(read(table, "board.csv")) == ["ES, Valencia"]
