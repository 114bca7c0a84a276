"""Tables: a row is a posting, found by the usual names of columns; the separator, header and
encoding are found too.
"""

from __future__ import annotations

import tracemalloc
from collections.abc import Mapping

import pytest

from store.errors import ReadError
from store.loading.structured.table import TableLoader
from store.types import DocumentKind, Loaded, Unread

JOBS = """Job Title,Company,City,State,Country,Salary Min,Salary Max,Currency,Date Posted,Responsibilities,\
Minimum Qualifications,Preferred Qualifications,Hours per week,Remote,Job URL
Baker,Crumb & Co,Leeds,,GB,28000,"31,000",GBP,2026-01-05,"- Knead
- Bake","• Level 2 baking
• Patience",<p>Rye <b>bread</b></p>,38,Yes,https://crumb.example/1
"""


def read(
    source: str | bytes, name: str = "jobs.csv", columns: Mapping[str, str] | None = None
) -> list[Loaded | Unread]:
    content = source if isinstance(source, bytes) else source.encode()
    return list(TableLoader(columns or {}).load(content, name))


def loaded(source: str | bytes, columns: Mapping[str, str] | None = None) -> list[Loaded]:
    return [piece for piece in read(source, columns=columns) if isinstance(piece, Loaded)]


def test_a_row_becomes_fields_and_headed_sections() -> None:
    (baker,) = loaded(JOBS)
    fields = baker.fields
    assert (fields.kind, fields.title, fields.company) == (DocumentKind.ROLE, "Baker", "Crumb & Co")
    assert (fields.places, fields.workplace) == (("Leeds, GB",), "remote")
    assert (fields.pay, fields.posted) == ("GBP 28,000 - 31,000", "2026-01-05")
    assert (fields.url, baker.part) == ("https://crumb.example/1", "row 2")
    assert baker.markdown == (
        "- Hours per week: 38\n\n## Responsibilities\n\n- Knead\n- Bake\n\n"
        "## Minimum Qualifications\n\n- Level 2 baking\n- Patience\n\n## Preferred "
        "Qualifications\n\nRye **bread**"
    )


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_the_separator_is_found_among_others_in_the_text(separator: str, line_end: str) -> None:
    rows = [
        ["Title", "Location", "Description"],
        ["Baker", '"Leeds, GB"', '"Flour; salt | yeast, water"'],
    ]
    source = line_end.join(separator.join(row) for row in rows)
    (baker,) = loaded(source)
    assert baker.fields.title == "Baker" and baker.fields.places == ("Leeds, GB",)
    assert "Flour; salt | yeast, water" in baker.markdown


def test_a_first_line_may_name_the_separator() -> None:
    assert loaded("sep=;\nTitle;City\nBaker, night;Leeds\n")[0].fields.title == "Baker, night"


@pytest.mark.parametrize(
    ("header", "encoding"),
    [
        ("Stellenbezeichnung;Arbeitsort;Gehalt (EUR/Jahr);Bewerbungsfrist;Aufgaben", "cp1252"),
        ("Intitulé du poste;Lieu de travail;Salaire (EUR/an);Date limite;Missions", "utf-8"),
        ("Puesto;Ubicación;Salario anual (EUR);Fecha límite;Funciones", "mac_roman"),
        ("Functie;Standplaats;Jaarsalaris (EUR);Sluitingsdatum;Werkzaamheden", "utf-16"),
        ("JOB_TITLE;WORK_LOCATION;ANNUAL_SALARY_EUR;CLOSING_DATE;KEY_DUTIES", "utf-8-sig"),
    ],
)
def test_languages_styles_and_encodings_of_a_header(header: str, encoding: str) -> None:
    row = (
        "Bäckerin für Süßes;Köln;45000;31.03.2026;Täglich Brötchen, Kuchen und Crème brûlée – "
        "früh am Morgen."
    )
    (baker,) = loaded(f"{header}\n{row}\n".encode(encoding))
    assert (baker.fields.title, baker.fields.places) == ("Bäckerin für Süßes", ("Köln",))
    assert (baker.fields.pay, baker.fields.closes) == ("EUR 45,000 per year", "31.03.2026")
    assert baker.markdown.endswith("Täglich Brötchen, Kuchen und Crème brûlée – früh am Morgen.")


def test_one_wrong_byte_does_not_spoil_the_other_letters() -> None:
    rows = "Title,City\n" + "Bäcker,Köln\n" * 20
    assert {row.fields.title for row in loaded(rows.encode() + b"Caf\xe9 chef,Lyon\n")} == {
        "Bäcker",
        "Café chef",
    }


def test_the_header_is_found_below_a_title_row() -> None:
    (baker,) = loaded("Open roles at Crumb,,\n,,\nPosition,Location,Level\nBaker,Leeds,Senior\n")
    assert (baker.fields.title, baker.fields.level, baker.part) == ("Baker", "Senior", "row 4")
    assert baker.fields.provenance == "Open roles at Crumb"


def test_labels_beside_their_values_are_one_posting() -> None:
    (farmer,) = loaded(
        "Job title,Kelp Farmer\nLocation,Oban\nEmployer,Seaholm\nDescription,Grow kelp in the "
        "cold.\n"
    )
    assert (farmer.fields.title, farmer.fields.company, farmer.fields.places) == (
        "Kelp Farmer",
        "Seaholm",
        ("Oban",),
    )
    assert "Grow kelp in the cold." in farmer.markdown


def test_a_broken_row_is_reported_and_the_others_land() -> None:
    pieces = read(
        "Title,City,Salary,Description\n"
        "Baker,Leeds,28000,Bread, cakes, rolls\n"
        ",,,\n"
        "Cook,York,27000,Soup\n"
        ",,25000,\n"
        "KITCHEN,,,\n"
        'Waiter,Hull,"26000,no end\n'
        "Porter,Bath,25000,Pots\n"
        "Chef,Bath,45000,Menu\n"
    )
    unread = {piece.part: piece.reason for piece in pieces if isinstance(piece, Unread)}
    titles = [piece.fields.title for piece in pieces if isinstance(piece, Loaded)]
    assert titles == ["Cook", "Porter", "Chef"]
    assert unread.keys() == {"row 2", "row 5", "row 6", "row 7"}
    assert "6 cells under 4 columns" in unread["row 2"]
    assert unread["row 7"] == "a quote in it is never closed"


def test_rows_with_empty_words_are_kept() -> None:
    rows = loaded("Title,Company,City,Description\nCook,N/A,-,null\nN/A,Crumb,York,Bake bread\n")
    assert [(row.fields.title, row.fields.company, row.fields.places) for row in rows] == [
        ("Cook", "", ()),
        ("", "Crumb", ("York",)),
    ]


@pytest.mark.parametrize(
    ("cell", "places"),
    [
        ('"San Diego, CA; Boulder, CO"', ("San Diego, CA", "Boulder, CO")),
        ('"San Diego, CA | Boulder, CO"', ("San Diego, CA", "Boulder, CO")),
        ('"San Diego, CA\nBoulder, CO"', ("San Diego, CA", "Boulder, CO")),
        ('"[""Oban"", ""Leith""]"', ("Oban", "Leith")),
        ('"Oban<br>Leith"', ("Oban", "Leith")),
        ('"Oban, Leith or Ayr"', ("Oban, Leith or Ayr",)),
        ("Ireland - Dublin / Cork", ("Ireland - Dublin / Cork",)),
    ],
)
def test_places_are_parted_only_where_the_separator_is_certain(
    cell: str, places: tuple[str, ...]
) -> None:
    assert loaded(f"Title,Location\nFarmer,{cell}\n")[0].fields.places == places


@pytest.mark.parametrize(
    ("header", "row", "places"),
    [
        ("City,Region,Country", "Boulder,CO,US", ("Boulder, CO, US",)),
        ("City,Country", "Berlin; Ulm,Germany", ("Berlin, Germany", "Ulm, Germany")),
        ("City,Country", "Berlin; Wien,Germany; Austria", ("Berlin, Germany", "Wien, Austria")),
        ("Location,Country", "Leeds,GB", ("Leeds, GB",)),
        ("Location,City,Country", "Leeds HQ,Leeds,GB", ("Leeds HQ, GB",)),
        ("Location,Country", "USA.VA.Reston,United States", ("USA.VA.Reston",)),
        ("Location,Location 2", "Leeds,York", ("Leeds", "York")),
        ("Country", "Norway", ("Norway",)),
    ],
)
def test_columns_of_place_join(header: str, row: str, places: tuple[str, ...]) -> None:
    assert loaded(f"Job title,{header}\nFarmer,{row}\n")[0].fields.places == places


@pytest.mark.parametrize(
    ("header", "row", "pay"),
    [
        ("Salary", '"£28,000"', "GBP 28,000"),
        ("Salary (GBP/year)", "28000", "GBP 28,000 per year"),
        ("Hourly rate (£)", "14.5", "GBP 14.50 per hour"),
        ("Salary", '"£28,000 rising to £31,000"', "£28,000 rising to £31,000"),
        ("Salary,Currency,Pay period", "45.000,EUR,Monat", "EUR 45.000 per month"),
        ("Min salary,Max salary", '"$90,000","$120,000"', "$90,000 - 120,000"),
        ("Salary from (USD),Salary to (USD)", "90000,", "from USD 90,000"),
        ("Salary min,Salary max,Currency", "45k,60k,USD", "USD 45k - 60k"),
        ("Salary min,Salary max", "0,0", ""),
        ("Salary", "Competitive", "Competitive"),
    ],
)
def test_pay_is_one_line(header: str, row: str, pay: str) -> None:
    assert loaded(f"Job title,{header}\nFarmer,{row}\n")[0].fields.pay == pay


@pytest.mark.parametrize(
    ("header", "row", "line"),
    [
        ("experience_min", "4", "- Experience: 4 years"),
        ("experience_min,experience_max", "4,6", "- Experience: 4 to 6 years"),
        ("Years of experience", "0", "- Experience: 0 years"),
        ("Experience (max)", "3", "- Experience: up to 3 years"),
        ("Years of experience", "2-5", "- Years of experience: 2-5"),
        ("Experience", "Some baking", "## Experience\n\nSome baking"),
        ("experience_min", "1999", ""),
    ],
)
def test_years_of_experience_are_one_line_that_says_so(header: str, row: str, line: str) -> None:
    assert loaded(f"Job title,Location,{header}\nFarmer,York,{row}\n")[0].markdown == line


@pytest.mark.parametrize(
    ("value", "date"),
    [
        ("1767225600", "2026-01-01"),
        ("1767225600000", "2026-01-01"),
        ("04/02/2025", "04/02/2025"),
        ("46023", "46023"),
    ],
)
def test_dates_are_as_the_source_gives_them_and_counts_of_seconds_are_dates(
    value: str, date: str
) -> None:
    assert loaded(f"Title,City,Posted\nFarmer,Oban,{value}\n")[0].fields.posted == date


def test_chosen_columns_go_before_the_usual_names() -> None:
    source = "Title,Job Name,Where,Blurb\nDr,Surgeon,Oslo,Cut well\n"
    (surgeon,) = loaded(source, {"title": "Job Name", "place": "where", "description": "BLURB"})
    assert (surgeon.fields.title, surgeon.fields.places) == ("Surgeon", ("Oslo",))
    assert surgeon.markdown == "- Title: Dr\n\n## Blurb\n\nCut well"


def test_a_chosen_column_that_is_missing_is_named_with_those_there() -> None:
    with pytest.raises(ReadError, match="no column is called 'job name'; row 1 holds Title, City"):
        read("Title,City\nBaker,Leeds\n", columns={"title": "Job Name"})


def test_formulas_are_text() -> None:
    (row,) = loaded(
        'Title,City,Link,Notes\nBaker,Leeds,"=HYPERLINK(""http://x.example"",""y"")",=cmd|\' /C '
        "calc'!A0\n"
    )
    assert row.fields.url == ""
    assert "=HYPERLINK" in row.markdown and "=cmd" in row.markdown


@pytest.mark.parametrize(
    "source",
    [
        b"",
        b"\n\n",
        b"a,b,c\n1,2,3\n",
        b"\x00\x01\x02" * 500,
        b"Title,City\n",
        b'"' * 5000,
        b"\xff" * 300,
    ],
)
def test_what_holds_no_posting_is_refused_in_one_line(source: bytes) -> None:
    with pytest.raises(ReadError) as caught:
        read(source)
    assert str(caught.value).startswith("jobs.csv: ") and "\n" not in str(caught.value)


def test_a_cell_of_ten_megabytes_and_a_nul_are_read() -> None:
    text = "kelp " * 2_000_000
    (row,) = loaded(f"Title,City,Description\nFar\0mer,Oban,{text}\n")
    assert row.fields.title == "Farmer" and len(row.markdown) > 9_000_000


def test_memory_does_not_grow_with_the_rows() -> None:
    row = "Farmer,Oban," + "kelp " * 1_000 + "\n"
    few, many = (("Title,City,Description\n" + row * count).encode() for count in (10, 600))

    def peak(content: bytes) -> int:
        tracemalloc.start()
        for _ in TableLoader().load(content, "jobs.csv"):
            pass
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    peak(few)
    assert peak(many) - peak(few) < 2_000_000 < len(many)


def test_what_is_recognised() -> None:
    loader = TableLoader()
    assert loader.recognises(b"anything", "x.csv")
    assert loader.recognises(b"Job title\tCompany\tLocation\nBaker\tCrumb\tLeeds", "pasted")
    assert not loader.recognises(b"Baker, cook and waiter wanted; apply now", "x.txt")
    assert not loader.recognises(b"| Title | City | Salary |\n| --- | --- | --- |", "x.md")
    assert not loader.recognises(b'{"title": 1, "city": 2, "salary": 3}', "x")


def test_hours_say_how_one_is_employed_only_in_words() -> None:
    rows = loaded("Title,Hours,Contract type\nNurse,Full-time,Permanent\nCook,37.5,Permanent\n")
    assert [row.fields.employment for row in rows] == ["Full-time, Permanent", "Permanent"]
    assert [row.markdown for row in rows] == ["", "- Hours: 37.5"]


def test_numbers_of_rows_are_no_text() -> None:
    rows = loaded("#,Unnamed: 0,Title,City,\n1,0,Nurse,Leeds,\n2,1,Cook,York,night shift\n")
    assert [row.markdown for row in rows] == ["", "- Column 5: night shift"]


def test_a_header_repeated_further_down_is_no_row() -> None:
    assert [row.fields.title for row in loaded("Title|City\nA|B\n\nTitle|City\nC|D\n")] == [
        "A",
        "C",
    ]


def test_a_table_of_articles_is_of_unknown_kind() -> None:
    (article,) = loaded("Title,Author,Text\nOn kelp,Jo Reed,Kelp grows in cold water.\n")
    assert (article.fields.kind, article.fields.author) == (None, "Jo Reed")


def test_a_place_broken_over_two_lines_is_one() -> None:
    assert loaded('Title,Location\nFarmer,"San Diego,\nCA"\n')[0].fields.places == (
        "San Diego, CA",
    )
