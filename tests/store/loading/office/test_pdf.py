"""PDFs become the Markdown that their author meant, and what cannot be read says why."""

from __future__ import annotations

import zlib

import pytest

from office_files import PdfPage, only, pdf, pdf_of
from store.errors import ReadError
from store.loading.office.pdf import PdfLoader
from store.types import Loaded, Unread

PROSE = (
    "Our bakery has stood at the corner of Quay Street for many",
    "years and still fires the first oven by hand at three in the",
    "morning, in all weathers and on every day of the year.",
)
MORE = (
    "You will join six people who know the trade, and learn the",
    "rye bread that our founders brought with them over the sea.",
)


def markdown(*pages: PdfPage) -> str:
    return only(PdfLoader().load(pdf(*pages), "baker.pdf")).markdown


def joined(lines: tuple[str, ...]) -> str:
    return " ".join(lines)


def test_wrapped_lines_are_paragraphs_and_larger_and_bold_lines_are_headings() -> None:
    page = PdfPage().text(60, 740, "Night Baker", 20, bold=True).lines(60, 710, *PROSE)
    page.text(60, 650, "What you bring", bold=True).lines(60, 634, *MORE).text(
        60, 600, "Good humour."
    )
    assert markdown(page) == (
        f"# Night Baker\n\n{joined(PROSE)}\n\n## What you bring\n\n{joined(MORE)}\n\nGood humour.\n"
    )


def test_paragraphs_without_space_between_part_where_a_word_would_have_fit() -> None:
    page = PdfPage().lines(60, 710, *PROSE, "A short one.", *MORE)
    assert markdown(page) == f"{joined(PROSE)}\n\nA short one.\n\n{joined(MORE)}\n"


def test_bullets_nest_by_indent_and_their_wrapped_lines_are_joined() -> None:
    page = PdfPage().lines(60, 740, *PROSE)
    page.text(70, 690, "•").lines(
        84, 690, "Shape four hundred loaves a night, each of them by hand and", "with care"
    )
    page.text(90, 662, "–").text(104, 662, "the white ones").text(90, 648, "–").text(
        104, 648, "the rye ones"
    )
    page.text(70, 634, "•").text(84, 634, "Clean the ovens").text(60, 606, "1. A steady hand").text(
        60, 592, "2. Patience"
    )
    assert markdown(page).split("\n\n", 1)[1] == (
        "- Shape four hundred loaves a night, each of them by hand and with care\n"
        "    - the white ones\n    - the rye ones\n- Clean the ovens\n1. A steady hand\n2. "
        "Patience\n"
    )


def test_bullets_that_a_browser_draws_are_bullets() -> None:
    page = PdfPage().lines(60, 740, *PROSE)
    for y, text in ((690, "Shape loaves"), (676, "Clean ovens")):
        page.draw(f"70 {y + 2} 4 4 re f").text(84, y, text)
    assert markdown(page).endswith("\n\n- Shape loaves\n- Clean ovens\n")


def test_columns_are_read_one_after_the_other_under_what_spans_them() -> None:
    page = PdfPage().text(
        60, 740, "Night Baker of the Corner Oven on Quay Street, Galway", 18, bold=True
    )
    page.lines(
        60,
        700,
        "The left column tells of the",
        "bakery and of its oven, which",
        "is old, and it goes on until",
    )
    page.lines(
        320,
        705,
        "it ends here in the second",
        "column, on other lines than",
        "those of the first one.",
    )
    page.lines(
        60, 640, "Write to the Corner Oven on Quay Street, in your own words and in ink, by Monday."
    )
    assert markdown(page) == (
        "# Night Baker of the Corner Oven on Quay Street, Galway\n\n"
        "The left column tells of the bakery and of its oven, which is old, and it goes on until "
        "it ends here in the second column, on other lines than those of the first one.\n\n"
        "Write to the Corner Oven on Quay Street, in your own words and in ink, by Monday.\n"
    )


def test_labels_and_values_side_by_side_are_a_table() -> None:
    page = PdfPage()
    facts = (
        ("Employer", "Corner Oven Ltd"),
        ("Location", "Galway, Ireland"),
        ("Salary", "EUR 34,000"),
        ("Hours", "37"),
    )
    for number, (label, value) in enumerate(facts):
        page.text(60, 740 - 16 * number, label).text(200, 740 - 16 * number, value)
    page.lines(60, 650, *PROSE)
    assert markdown(page) == (
        "| Employer | Corner Oven Ltd |\n| --- | --- |\n| Location | Galway, Ireland |\n| Salary | "
        "EUR 34,000 |\n"
        f"| Hours | 37 |\n\n{joined(PROSE)}\n"
    )


def test_tables_without_lines_keep_wrapped_cells_whole_and_headings_between_them_apart() -> None:
    page = PdfPage().lines(
        200, 740, "Mountain Hut Association, a charity", "of many members", leading=12
    )
    page.text(60, 728, "Employer").text(60, 708, "Place").text(200, 708, "Obertal, Austria")
    page.text(60, 670, "Posts", 13, bold=True)
    posts = (
        ("Post", "Duties", "Pay"),
        ("Cook", "Feed eighty", "EUR 2,400"),
        ("Porter", "Carry", "EUR 9"),
    )
    for y, (post, duties, pay) in zip((650, 630, 610), posts, strict=True):
        page.text(60, y, post).text(200, y, duties).text(400, y, pay)
    page.lines(60, 570, *PROSE)
    assert markdown(page) == (
        "| Employer | Mountain Hut Association, a charity of many members |\n| --- | --- |\n"
        "| Place | Obertal, Austria |\n\n# Posts\n\n| Post | Duties | Pay |\n| --- | --- | --- |\n"
        f"| Cook | Feed eighty | EUR 2,400 |\n| Porter | Carry | EUR 9 |\n\n{joined(PROSE)}\n"
    )


def test_a_ruled_table_keeps_its_cells_even_where_they_are_close_or_wrapped() -> None:
    page = PdfPage().lines(60, 740, *PROSE)
    for y in (700, 680, 646):
        page.rule(60, y, 200, y)
    for x in (60, 92, 200):
        page.rule(x, 646, x, 700)
    page.text(62, 686, "Shift").text(94, 686, "Rate").text(62, 668, "Night").lines(
        94, 668, "EUR 17.50 in the first", "year"
    )
    page.text(60, 610, "Come.")
    assert (
        "| Shift | Rate |\n| --- | --- |\n| Night | EUR 17.50 in the first year |\n\nCome."
        in markdown(page)
    )


def test_running_headers_footers_and_page_numbers_are_left_out() -> None:
    pages = []
    for number, lines in enumerate((PROSE, MORE, PROSE), start=1):
        page = PdfPage().text(60, 780, "Corner Oven careers", 8).lines(60, 700, *lines)
        pages.append(
            page.text(60, 20, "An equal employer", 8).text(500, 20, f"Page {number} of 3", 8)
        )
    assert markdown(*pages) == f"{joined(PROSE)}\n\n{joined(MORE)}\n\n{joined(PROSE)}\n"


def test_a_title_that_later_pages_repeat_in_their_head_is_kept() -> None:
    first = PdfPage().text(60, 750, "Night Baker", 20).lines(60, 700, *PROSE)
    second, third = (
        PdfPage().text(60, 780, "Night Baker", 8).lines(60, 700, *lines) for lines in (MORE, PROSE)
    )
    assert markdown(first, second, third).count("Night Baker") == 1


def test_a_paragraph_goes_on_over_the_end_of_a_page() -> None:
    assert (
        markdown(PdfPage().lines(60, 100, *PROSE[:2]), PdfPage().lines(60, 700, *PROSE[2:]))
        == f"{joined(PROSE)}\n"
    )


@pytest.mark.parametrize(
    ("lines", "whole"),
    [
        (
            ("a judge of long experi-", "ence and patience"),
            "a judge of long experience and patience",
        ),
        (("work that is full-", "time and well paid"), "work that is full-time and well paid"),
        (("long Berufs-", "erfahrung is needed"), "long Berufserfahrung is needed"),
        (("the zorb-", "flurm, our zorb-flurm"), "the zorb-flurm, our zorb-flurm"),
        (("mail from Anne-", "Marie Roux"), "mail from Anne-Marie Roux"),
    ],
)
def test_hyphens_at_line_ends_are_mended_where_they_broke_a_word(
    lines: tuple[str, str], whole: str
) -> None:
    assert markdown(PdfPage().lines(60, 700, *lines)) == f"{whole}\n"


def test_a_page_shown_turned_is_read_as_shown() -> None:
    page = PdfPage().draw("q 0 1 -1 0 600 0 cm").text(60, 500, "Night Baker", 20, bold=True)
    page.lines(60, 470, *PROSE).draw("Q")
    content = pdf(page, extra=b"/Rotate 90")
    assert (
        only(PdfLoader().load(content, "a.pdf")).markdown == f"# Night Baker\n\n{joined(PROSE)}\n"
    )


def test_words_askew_are_a_watermark() -> None:
    page = (
        PdfPage()
        .lines(60, 700, *PROSE)
        .draw("BT /R 60 Tf 0.7 0.7 -0.7 0.7 100 200 Tm (DRAFT) Tj ET")
    )
    assert markdown(page) == f"{joined(PROSE)}\n"


def tagged_page() -> bytes:
    """A heading, a list and a table, all in one size and the table on top: only the structure
    tree tells them.
    """
    texts = (
        ("TD", "Night"),
        ("TD", "EUR 17"),
        ("TD", "Day"),
        ("TD", "EUR 15"),
        ("H2", "Pay and hours"),
        ("LBody", "Bake"),
    )
    stream = "".join(
        f"/{kind} <</MCID {number}>> BDC BT /R 11 Tf 1 0 0 1 60 {700 - 30 * number} Tm ({text}) Tj "
        "ET EMC\n"
        for number, (kind, text) in enumerate(texts)
    )
    stream += "/Artifact BMC BT /R 8 Tf 1 0 0 1 60 20 Tm (page 9) Tj ET EMC"

    def element(kind: str, parent: int, kids: str) -> bytes:
        return f"<</Type/StructElem/S/{kind}/P {parent} 0 R/Pg 3 0 R/K[{kids}]>>".encode()

    return pdf_of(
        [
            b"<</Type/Catalog/Pages 2 0 R/MarkInfo<</Marked true>>/StructTreeRoot 6 0 R>>",
            b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/StructParents 0"
            b"/Resources<</Font<</R 5 0 R>>>>>>",
            b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream.encode()),
            b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
            b"<</Type/StructTreeRoot/K 7 0 R/ParentTree<</Nums[0[13 0 R 14 0 R 15 0 R 16 0 R 8 0 "
            b"R 18 0 R]]>>>>",
            element("Document", 6, "8 0 R 9 0 R 10 0 R"),
            element("H2", 7, "4"),
            element("L", 7, "17 0 R"),
            element("Table", 7, "11 0 R 12 0 R"),
            element("TR", 10, "13 0 R 14 0 R"),
            element("TR", 10, "15 0 R 16 0 R"),
            element("TD", 11, "0"), element("TD", 11, "1"), element("TD", 12, "2"), element("TD", 12, "3"),
            element("LI", 9, "18 0 R"),
            element("LBody", 17, "5"),
        ]
    )  # fmt: skip


def test_a_tagged_page_is_read_by_its_structure_tree() -> None:
    assert only(PdfLoader().load(tagged_page(), "a.pdf")).markdown == (
        "## Pay and hours\n\n- Bake\n\n| Night | EUR 17 |\n| --- | --- |\n| Day | EUR 15 |\n"
    )


@pytest.mark.parametrize(
    ("title", "kept"), [("Night  baker", "Night baker"), ("Microsoft Word - old.doc", "")]
)
def test_properties_give_provenance_and_a_title_only_where_the_text_has_it(
    title: str, kept: str
) -> None:
    page = PdfPage().text(60, 740, "Night Baker", 20).lines(60, 700, *PROSE)
    content = pdf(
        page, information=f"/Title({title})/Author(Ann Lee)/CreationDate(D:20260302091500+01'00')"
    )
    fields = only(PdfLoader().load(content, "a.pdf")).fields
    assert (fields.title, fields.provenance) == (kept, "PDF by Ann Lee, created 2026-03-02")


def test_a_page_that_is_a_picture_among_pages_of_text_is_named() -> None:
    loaded, unread = PdfLoader().load(
        pdf(PdfPage().lines(60, 700, *PROSE), PdfPage().draw("/I Do")), "a.pdf"
    )
    assert isinstance(loaded, Loaded)
    assert isinstance(unread, Unread)
    assert (unread.part, "OCR" in unread.reason) == ("page 2", True)


CATALOG = b"<</Type/Catalog/Pages 2 0 R>>"
LEAF = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"
LOOP = b"<</Type/Pages/Kids[2 0 R]/Count 5>>"
LOCK = (
    "/ID[<00><00>]/Encrypt<</Filter/Standard/V 1/R 2/P -4"
    f"/O<{'11' * 32}>/U<{'22' * 32}>>>"
)  # fmt: skip


def bomb() -> bytes:
    """5 kB that unpack to 700 MB of drawing."""
    stream = zlib.compress(zlib.compress(b"BT /R 9 Tf (a) Tj ET\n" * 30_000_000, 9), 9)
    page = (
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R/Resources<</Font<</R 5 0 "
        b"R>>>>>>"
    )
    packed = b"<</Filter[/FlateDecode/FlateDecode]/Length %d>>stream\n%s\nendstream" % (
        len(stream),
        stream,
    )
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
    return pdf_of([CATALOG, b"<</Type/Pages/Count 1/Kids[3 0 R]>>", page, packed, font])


@pytest.mark.parametrize(
    ("content", "cause"),
    [
        (pdf(PdfPage().draw("/I Do")), "is a scan without text; run OCR on it first"),
        (pdf(PdfPage()), "holds no text"),
        (pdf(PdfPage().text(60, 700, "secret"), trailer=LOCK), "is encrypted"),
        (pdf(PdfPage().lines(60, 700, *PROSE))[:200], "is damaged"),
        (b"%PDF-1.4\n" + bytes(range(256)) * 9, "is damaged"),
        (pdf_of([CATALOG, b"<</Type/Pages/Kids[2 0 R 3 0 R]/Count 2>>", LOOP]), "is damaged"),
        (pdf_of([CATALOG, b"<</Type/Pages/Kids[3 0 R]/Count 1000000>>", LEAF]), "declares "
                                                                                "1,000,000 pages"),
        (bomb(), "asks too much"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_in_one_line(content: bytes, cause: str) -> None:
    loader = PdfLoader()
    assert loader.recognises(content, "baker.pdf")
    with pytest.raises(ReadError, match=cause) as refusal:
        list(loader.load(content, "baker.pdf"))
    assert str(refusal.value).startswith("baker.pdf: ")
    assert "\n" not in str(refusal.value)


def test_a_form_that_draws_itself_ends() -> None:
    entries = (
        b"/Type/XObject/Subtype/Form/BBox[0 0 600 800]/Resources<</XObject<</X 4 0 R>>>>/Length 5"
    )
    form = b"<<%s>>stream\n/X Do\nendstream" % entries
    page = (
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 5 0 R"
        b"/Resources<</XObject<</X 4 0 R>>/Font<</R 6 0 R>>>>>>"
    )
    drawn = b"<</Length 50>>stream\n/X Do BT /R 11 Tf 1 0 0 1 60 700 Tm (Come) Tj ET   \nendstream"
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
    content = pdf_of([CATALOG, b"<</Type/Pages/Count 1/Kids[3 0 R]>>", page, form, drawn, font])
    assert only(PdfLoader().load(content, "a.pdf")).markdown == "Come\n"
