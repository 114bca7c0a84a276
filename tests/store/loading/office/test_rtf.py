"""Rich text becomes the Markdown that its author meant, from whichever program wrote it."""

from __future__ import annotations

import pytest

from office_files import only
from store.errors import ReadError
from store.loading.office.rtf import RtfLoader


def markdown(body: str, head: str = r"\ansi\ansicpg1252") -> str:
    return only(
        RtfLoader().load(f"{{\\rtf1{head} {body}}}".encode("latin-1"), "mason.rtf")
    ).markdown


def test_headings_come_by_style_by_outline_and_by_look() -> None:
    body = (
        r"{\stylesheet{\s0 Normal;}{\s7\b heading 2;}}"
        r"\pard\s7 Duties\par\pard Carve and mend.\par\pard\outlinelevel1 Pay\par\pard Good pay, "
        r"paid on time.\par"
        r"\pard{\b Benefits}\par\pard Fish.\par"
    )
    assert markdown(body) == (
        "# Duties\n\nCarve and mend.\n\n## Pay\n\nGood pay, paid on time.\n\n## Benefits\n\nFish."
    )


@pytest.mark.parametrize(
    "items",
    [
        # WordPad
        r"\pard{\pntext\f1\'B7\tab}{\*\pn\pnlvlblt}Carve\par{\pntext\f1\'B7\tab}Mend\par",
        # TextEdit
        r"\pard\ls1\ilvl0 {\listtext\uc0\u8226 \tab}Carve\par{\listtext\uc0\u8226 \tab}Mend\par",
        # Word's second bullet
        r"\pard\ls1 {\listtext o\tab}Carve\par\pard\ls1 {\listtext o\tab}Mend\par",
        r"\pard\'95\tab Carve\par\'95\tab Mend\par",  # typed
    ],
)
def test_bullets_of_every_program_are_list_items(items: str) -> None:
    assert markdown(r"{\fonttbl{\f1\fcharset2 Symbol;}}" + items) == "- Carve\n- Mend"


def test_numbered_items_are_list_items() -> None:
    body = r"\pard\ls1{\listtext 1.\tab}One\par\pard\ls1{\listtext 2.\tab}Two\par"
    assert markdown(body) == "- One\n- Two"


def test_a_table_is_a_pipe_table() -> None:
    row = r"\trowd\cellx1000\cellx2000\pard\intbl {}\cell {}\cell\row"
    assert markdown(
        row.format("Grade", "Pay") + row.format("3", "GBP 30,000") + r"\pard After\par"
    ) == ("| Grade | Pay |\n| --- | --- |\n| 3 | GBP 30,000 |\n\nAfter")


def test_letters_come_right_in_every_encoding() -> None:
    cyrillic = "".join(f"\\'{byte:02x}" for byte in "Каменщик".encode("cp1251"))
    latin = r"\f0  caf\'e9 \u8364?40 \u-10179?\u-8704? \ldblquote x\rdblquote\par"
    assert (
        markdown(rf"{{\fonttbl{{\f1\fcharset204 Arial;}}}}\f1 {cyrillic}{latin}")
        == "Каменщик café €40 😀 “x”"
    )


def test_a_link_keeps_its_words() -> None:
    body = (
        r'{\field{\*\fldinst{HYPERLINK "https://stone.example/job"}}{\fldrslt{\ul apply}}} soon\par'
    )
    assert markdown(body) == "apply soon"


def test_headers_pictures_objects_and_hidden_text_are_left_out_and_footnotes_come_last() -> None:
    body = (
        r"{\header running\par}{\footer foot\par}{\pict\pngblip 89504e47}{\*\unknown "
        r"x}{\object{\*\objdata 01}}"
        r"Pay{\footnote Before tax.} is good.{\v hidden}{\deleted gone}{\bin4 }}}}\par More.\par"
    )
    assert markdown(body).split() == "Pay is good. More. Before tax.".split()


def test_a_text_box_is_read_once_after_its_paragraph() -> None:
    body = (
        r"Beside{\shp{\*\shpinst{\sp{\sn a}{\sv 1}}{\shptxt \pard Boxed\par}}{\shprslt Boxed}} "
        r"it\par"
    )
    assert markdown(body).split() == "# Beside it Boxed".split()


def test_properties_give_provenance_and_a_title_only_where_the_text_has_it() -> None:
    info = r"{\info{\title Stonemason}{\author Ann Lee}{\creatim\yr2026\mo3\dy2\hr9}{\revtim\yr0}}"
    content = rf"{{\rtf1{info}\b Stonemason\b0\par Come.\par}}"
    fields = only(RtfLoader().load(content.encode(), "a.rtf")).fields
    assert (fields.title, fields.provenance) == (
        "Stonemason",
        "RTF document by Ann Lee, created 2026-03-02",
    )


def test_a_file_cut_short_gives_what_it_has() -> None:
    content = rb"{\rtf1\ansi Carve \b well\par\trowd a\cell b{\*\x "
    assert "Carve well" in only(RtfLoader().load(content, "a.rtf")).markdown


@pytest.mark.parametrize(
    ("content", "cause"),
    [
        (rb"{\rtf1 }", "holds no text"),
        (b"plain", "is not RTF"),
        (rb"{\rtf1 " + b"{" * 10_000, "holds no text"),
        (rb"{\rtf1 " + rb"\b\b0" * 900_000, "more text than one document may"),
        (rb"{\rtf1 {\fonttbl" + rb"\f1 " * 20_000, "more text than one document may"),
        (rb"{\rtf1 \u99999999999 }", "is damaged"),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_line(content: bytes, cause: str) -> None:
    with pytest.raises(ReadError, match=cause) as refusal:
        list(RtfLoader().load(content, "mason.rtf"))
    assert str(refusal.value).startswith("mason.rtf: ")
    assert "\n" not in str(refusal.value)
