"""OpenDocument text becomes the Markdown that its author meant."""

from __future__ import annotations

import pytest

from office_files import archive, odt, only
from store.errors import ReadError
from store.loading.office.docx import DocxLoader
from store.loading.office.odt import OdtLoader

STYLES = """
<style:style style:name="Title" style:family="paragraph"/>
<style:style style:name="P1" style:family="paragraph" style:parent-style-name="Title"/>
<style:style style:name="Big" style:family="paragraph"><style:text-properties fo:font-size="18pt"/></style:style>
<style:style style:name="P2" style:family="paragraph" style:parent-style-name="P2"/>
<style:style style:name="B" style:family="text"><style:text-properties fo:font-weight="bold"/></style:style>
<style:style style:name="Gone" style:family="text"><style:text-properties text:display="none"/></style:style>
<style:default-style style:family="paragraph"><style:text-properties fo:font-size="11pt"/></style:default-style>
<text:list-style style:name="N"><text:list-level-style-number text:level="1" style:num-format="1"/></text:list-style>
"""


def p(text: str, style: str = "Plain") -> str:
    return f'<text:p text:style-name="{style}">{text}</text:p>'


def markdown(body: str) -> str:
    return only(OdtLoader().load(odt(body, STYLES), "weaver.odt")).markdown


def test_headings_come_by_level_by_title_style_and_by_look() -> None:
    body = (
        p("Weaver", "P1")
        + '<text:h text:outline-level="2">Duties</text:h>'
        + p("Weave the cloth that the islands wear, by hand.")
        + p('<text:span text:style-name="B">What you bring</text:span>')
        + p("Patience.")
    )
    assert markdown(body) == (
        "# Weaver\n\n## Duties\n\nWeave the cloth that the islands wear, by hand.\n\n### What you "
        "bring\n\nPatience.\n"
    )


def test_larger_lines_are_headings() -> None:
    assert markdown(p("Weaver", "Big") + p("Weave the cloth that the islands wear.")).startswith(
        "# Weaver\n"
    )


def test_lists_keep_their_depth_and_their_numbers() -> None:
    inner = f"<text:list><text:list-item>{p('inner')}</text:list-item></text:list>"
    body = (
        f"<text:list><text:list-item>{p('One')}{inner}</text:list-item><text:list-item>{p('Two')}</text:list-item>"
        f"</text:list>{p('Then:')}<text:list "
        f'text:style-name="N"><text:list-item>{p("First")}</text:list-item>'
        f"<text:list-item>{p('Second')}</text:list-item></text:list>"
    )
    assert markdown(body) == "- One\n    - inner\n- Two\n\nThen:\n\n1. First\n2. Second\n"


def test_a_table_is_a_pipe_table_with_merged_cells_left_empty() -> None:
    body = (
        "<table:table><table:table-header-rows><table:table-row>"
        f"<table:table-cell>{p('Grade')}</table:table-cell><table:table-cell>{p('Pay')}</table:table-cell>"
        "</table:table-row></table:table-header-rows><table:table-row>"
        f"<table:table-cell>{p('3')}</table:table-cell><table:covered-table-cell/></table:table-row><table:table-row>"
        f"<table:table-cell>{p('4')}</table:table-cell><table:table-cell>{p('EUR 9')}</table:table-cell>"
        "</table:table-row></table:table>"
    )
    assert markdown(body) == "| Grade | Pay |\n| --- | --- |\n| 3 |  |\n| 4 | EUR 9 |\n"


def test_spaces_links_boxes_notes_and_changes() -> None:
    body = (
        p(
            "Pay<text:s "
            'text:c="2"/>is<text:note><text:note-citation>1</text:note-citation><text:note-body>'
            + p("Before tax.")
            + '</text:note-body></text:note> <text:a xlink:href="https://loom.example/">good '
            "pay</text:a>"
            '<text:span text:style-name="Gone">hidden</text:span>, so<text:line-break/>Come'
            "<draw:frame><draw:text-box>" + p("Boxed") + "</draw:text-box></draw:frame>."
        )
        + "<text:tracked-changes>"
        + p("old")
        + "</text:tracked-changes>"
    )
    assert markdown(body) == "Pay is good pay, so\n\nCome.\n\nBoxed\n\nBefore tax.\n"


def test_properties_give_provenance_and_a_title_of_a_template_does_not_count() -> None:
    fields = only(OdtLoader().load(odt(p("Weaver")), "a.odt")).fields
    assert (fields.title, fields.provenance) == (
        "",
        "OpenDocument text by Ann Lee, created 2026-03-02",
    )


LOCKED = '<m:manifest xmlns:m="urn:x"><m:encryption-data/></m:manifest>'


@pytest.mark.parametrize(
    ("content", "cause"),
    [
        (odt(p("")), "holds no text"),
        (odt(p("Come."), parts={"META-INF/manifest.xml": LOCKED}), "is encrypted"),
        (
            odt(p("Come."), parts={"content.xml": "<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>"}),
            "DTD or entities",
        ),
        (odt(p("Come."), parts={"content.xml": "<x/>"}), "no text document"),
        (odt(p("Come."))[:-30], "is damaged"),
        (odt("<text:section>" * 400 + "</text:section>" * 400), "nested deeper"),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_line(content: bytes, cause: str) -> None:
    loader = OdtLoader()
    assert loader.recognises(content, "weaver.odt")
    with pytest.raises(ReadError, match=cause) as refusal:
        list(loader.load(content, "weaver.odt"))
    assert str(refusal.value).startswith("weaver.odt: ")
    assert "\n" not in str(refusal.value)


def test_a_flat_file_is_read_as_a_zipped_one() -> None:
    flat = (
        '<?xml version="1.0"?><office:document '
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
        'office:mimetype="application/vnd.oasis.opendocument.text"><office:body><office:text><text:p>Come.</text:p>'
        "</office:text></office:body></office:document>"
    )
    loader = OdtLoader()
    assert loader.recognises(flat.encode(), "a.fodt")
    assert only(loader.load(flat.encode(), "a.fodt")).markdown == "Come.\n"


def test_word_and_opendocument_know_their_own() -> None:
    assert not DocxLoader().recognises(odt(p("Come.")), "a.odt")
    assert not OdtLoader().recognises(
        archive({"word/document.xml": "", "[Content_Types].xml": ""}), "a.docx"
    )
