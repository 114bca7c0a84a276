"""Word documents become the Markdown that their author meant."""

from __future__ import annotations

import pytest

from office_files import archive, docx, item, only, paragraph, styled, table
from store.errors import ReadError
from store.loading.office.docx import DocxLoader
from store.types import Unread

BOLD = "<w:b/>"
BOX = (
    "<w:p><w:r><w:t>Beside it</w:t></w:r><w:r><mc:AlternateContent><mc:Choice "
    'Requires="wps"><w:drawing>'
    "<w:txbxContent><w:p><w:r><w:t>Boxed "
    "words</w:t></w:r></w:p></w:txbxContent></w:drawing></mc:Choice><mc:Fallback>"
    "<w:pict><w:txbxContent><w:p><w:r><w:t>Boxed "
    "words</w:t></w:r></w:p></w:txbxContent></w:pict></mc:Fallback>"
    "</mc:AlternateContent></w:r></w:p>"
)
CORE = (
    "<c:coreProperties "
    'xmlns:c="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:t="http://purl.org/dc/terms/"><dc:title>{title}</dc:title>'
    "<dc:creator>Ann Lee</dc:creator><t:created>2026-03-02T09:00:00Z</t:created>"
    "<t:modified>2026-03-09T09:00:00Z</t:modified></c:coreProperties>"
)


def markdown(body: str) -> str:
    return only(DocxLoader().load(docx(body), "kelp.docx")).markdown


def test_headings_come_by_style_name_outline_and_inheritance_in_any_language() -> None:
    outlined = paragraph("Benefits", '<w:outlineLvl w:val="1"/>')
    body = (
        styled("Kelp Farmer", "berschrift1")
        + styled("Duties", "House")
        + outlined
        + paragraph("Fish.")
    )
    assert markdown(body) == "# Kelp Farmer\n\n## Duties\n\n## Benefits\n\nFish.\n"


def test_bold_larger_and_capital_lines_are_headings_where_no_style_says_so() -> None:
    body = (
        paragraph("Kelp Farmer", look='<w:b/><w:sz w:val="36"/>')
        + paragraph("Seaholm grows kelp in the cold sea off the western isles.")
        + paragraph("What you will do", look=BOLD)
        + paragraph("Seed the lines.")
        + paragraph("WHAT YOU BRING")
        + paragraph("Two winters at sea.")
    )
    assert markdown(body) == (
        "# Kelp Farmer\n\nSeaholm grows kelp in the cold sea off the western isles.\n\n"
        "## What you will do\n\nSeed the lines.\n\n## WHAT YOU BRING\n\nTwo winters at sea.\n"
    )


def test_a_bold_label_with_its_value_and_a_bold_sentence_are_no_headings() -> None:
    body = (
        paragraph("Location: Oban", look=BOLD)
        + paragraph("Apply before the tide turns.", look=BOLD)
        + paragraph("We grow kelp and mend ropes on the shore all year round.")
    )
    assert "#" not in markdown(body)


def test_lists_keep_their_depth_their_numbers_and_their_links() -> None:
    link = '<w:p><w:hyperlink r:id="r4"><w:r><w:t>Apply here</w:t></w:r></w:hyperlink></w:p>'
    body = (
        item("Seed")
        + item("in autumn", depth=1)
        + item("Mend")
        + paragraph("Then:")
        + item("One", 2)
        + item("Two", 2)
    )
    assert markdown(body + link) == (
        "- Seed\n    - in autumn\n- Mend\n\nThen:\n\n1. One\n2. Two\n\nApply here\n"
    )


def test_typed_bullets_and_numbers_are_lists() -> None:
    body = "".join(
        map(
            paragraph,
            ("•\tSeed", "o\tin autumn", "•\tMend", "Then:", "1. One", "2. Two", "2026. A year."),
        )
    )
    assert (
        markdown(body)
        == "- Seed\n    - in autumn\n- Mend\n\nThen:\n\n1. One\n2. Two\n\n2026\\. A year.\n"
    )


def test_a_table_of_values_is_a_pipe_table() -> None:
    assert markdown(table([("Grade", "Pay"), ("3", "GBP 28,000 | more")])) == (
        "| Grade | Pay |\n| --- | --- |\n| 3 | GBP 28,000 \\| more |\n"
    )


def test_a_table_that_only_arranges_the_page_gives_its_blocks_under_its_labels() -> None:
    body = table(
        [("Duties", item("Seed") + item("Mend")), ("Benefits", paragraph("Fish.") + item("Boats"))]
    )
    assert markdown(body) == "## Duties\n\n- Seed\n- Mend\n\n## Benefits\n\nFish.\n\n- Boats\n"


def test_a_table_of_facts_with_one_row_of_prose_stays_a_table_up_to_it() -> None:
    body = table(
        [("Employer", "Seaholm"), ("Hours", "37"), ("Duties", item("Seed") + item("Mend"))]
    )
    assert (
        markdown(body)
        == "| Employer | Seaholm |\n| --- | --- |\n| Hours | 37 |\n\n# Duties\n\n- Seed\n- Mend\n"
    )


def test_merged_cells_leave_their_places_empty() -> None:
    wide = (
        "<w:tr><w:tc><w:tcPr><w:gridSpan "
        'w:val="2"/></w:tcPr><w:p><w:r><w:t>Pay</w:t></w:r></w:p></w:tc></w:tr>'
    )
    body = table([("Grade", "Sum")]).replace("</w:tbl>", wide + "</w:tbl>")
    assert markdown(body).endswith("| Pay |  |\n")


def test_text_boxes_and_form_fields_are_read_once_and_prompts_not_at_all() -> None:
    field = "<w:sdt><w:sdtPr/><w:sdtContent>" + paragraph("Filled in") + "</w:sdtContent></w:sdt>"
    prompt = (
        "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>"
        + paragraph("Click here")
        + "</w:sdtContent></w:sdt>"
    )
    assert markdown(BOX + field + prompt) == "Beside it\n\nBoxed words\n\nFilled in\n"


def test_tracked_changes_read_as_accepted_and_hidden_text_is_left_out() -> None:
    body = (
        '<w:p><w:ins><w:r><w:t xml:space="preserve">New </w:t></w:r></w:ins>'
        "<w:del><w:r><w:delText>old</w:delText></w:r></w:del><w:r><w:t>kept</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r></w:p>"
    )
    assert markdown(body) == "New kept\n"


def test_footnotes_come_last_and_running_headers_not_at_all() -> None:
    main = docx(paragraph("Pay is good.") + paragraph("Come."))
    notes = (
        '<w:footnotes xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        '<w:footnote w:type="separator"><w:p/></w:footnote><w:footnote>'
        + paragraph("Before tax.")
        + "</w:footnote>"
        "</w:footnotes>"
    )
    header = "<w:hdr xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'>Seaholm</w:hdr>"
    main = docx(
        paragraph("Pay is good."), {"word/footnotes.xml": notes, "word/header1.xml": header}
    )
    assert only(DocxLoader().load(main, "a.docx")).markdown == "Pay is good.\n\nBefore tax.\n"


def test_lines_broken_by_hand_stand_alone_unless_a_sentence_goes_on() -> None:
    broken = (
        "<w:p><w:r><w:t>Location: Oban</w:t><w:br/><w:t>Hours: 37</w:t><w:br/>"
        "<w:t>We farm the sea off the isles and need someone patient who will</w:t><w:br/>"
        "<w:t>mend what the winter breaks.</w:t></w:r></w:p>"
    )
    assert markdown(broken) == (
        "Location: Oban\n\nHours: 37\n\n"
        "We farm the sea off the isles and need someone patient who will mend what the winter "
        "breaks.\n"
    )


def test_text_that_looks_like_markup_stays_text() -> None:
    assert markdown(paragraph("# 1 in C*+ &lt;b&gt; [x](y) a_b &amp;amp;")) == (
        "\\# 1 in C\\*+ \\<b> [x\\](y) a_b \\&amp;\n"
    )


@pytest.mark.parametrize(
    ("title", "kept"), [("kelp farmer", "kelp farmer"), ("Microsoft Word - template", "")]
)
def test_properties_give_provenance_and_a_title_only_where_the_text_has_it(
    title: str, kept: str
) -> None:
    body = styled("Kelp Farmer", "berschrift1") + paragraph("Come.")
    fields = only(
        DocxLoader().load(docx(body, {"docProps/core.xml": CORE.format(title=title)}), "a.docx")
    ).fields
    assert (fields.title, fields.provenance) == (
        kept,
        "Word document by Ann Lee, created 2026-03-02, changed 2026-03-09",
    )


def test_an_embedded_document_of_another_format_is_named_as_unread() -> None:
    _, unread = DocxLoader().load(docx(paragraph("Come.") + '<w:altChunk r:id="r9"/>'), "a.docx")
    assert isinstance(unread, Unread)
    assert unread.part == "embedded document 1"


@pytest.mark.parametrize(
    ("content", "cause"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), "save it as "
                                                                                   ".docx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "is encrypted"),
        (docx("<w:p/>"), "holds no text"),
        (docx(paragraph("Come."))[:-40], "is damaged"),
        (docx("", {"word/document.xml": "<w:document"}), "is not whole XML"),
        (archive({"[Content_Types].xml": "", "word/x": ""}), "has no Word text"),
        (docx(paragraph("&a;"), prologue='<!DOCTYPE x [<!ENTITY a "aaaa">]>'), "DTD or entities"),
        (docx("<w:sdt>" * 5000 + "</w:sdt>" * 5000), "nested deeper"),
        (docx(" " * 40_000_000), "too much for"),
        (docx("<w:p/>" * 410_000), "more text than one document"),
        (docx(paragraph("Come.") * 31_000), "more text than one document may"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_in_one_line(content: bytes, cause: str) -> None:
    loader = DocxLoader()
    assert loader.recognises(content, "kelp.docx")
    with pytest.raises(ReadError, match=cause) as refusal:
        list(loader.load(content, "kelp.docx"))
    assert str(refusal.value).startswith("kelp.docx: ")
    assert "\n" not in str(refusal.value)


def test_broken_numbers_styles_in_a_circle_and_missing_parts_do_no_harm() -> None:
    body = paragraph(
        "Come.",
        '<w:pStyle w:val="Round"/><w:numPr><w:ilvl w:val="²"/><w:numId w:val="77"/></w:numPr>',
    ) + paragraph("Soon.", '<w:outlineLvl w:val="99999999999999999999"/><w:ind w:left="x"/>')
    content = docx(body, {"word/numbering.xml": "", "word/styles.xml": ""})
    assert only(DocxLoader().load(content, "a.docx")).markdown == "- Come.\n\nSoon.\n"


def test_spreadsheets_and_plain_zips_are_not_taken_for_word() -> None:
    assert not DocxLoader().recognises(
        archive({"[Content_Types].xml": "", "xl/workbook.xml": ""}), "a.xlsx"
    )
    assert not DocxLoader().recognises(archive({"notes.txt": ""}), "a.zip")
