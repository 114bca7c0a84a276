"""Pages are read by what they state, else by their main text."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path
from typing import Any

import pytest
import yaml

from store.errors import ReadError
from store.loading.web.html import HtmlLoader
from store.types import DocumentKind, Loaded, Unread

PAGES = Path(__file__).parent / "saved_pages"
EXPECTED: dict[str, dict[str, Any]] = yaml.safe_load((PAGES / "expected.yaml").read_text("utf-8"))

POSTING = {
    "@context": "https://schema.org",
    "@type": "JobPosting",
    "title": "Brewer &amp; Cellar Hand",
    "description": "<p>We brew.</p><p><b>Duties</b></p><ul><li>Mash &amp; sparge</li></ul>",
    "hiringOrganization": {"@type": "Organization", "name": "Tarn Ales"},
}
MARKDOWN = "We brew.\n\n**Duties**\n\n- Mash & sparge"
JSON = json.dumps(POSTING)


def load(source: str | bytes) -> list[Loaded]:
    content = source.encode() if isinstance(source, str) else source
    documents = list(HtmlLoader().load(content, "page.html"))
    assert all(isinstance(document, Loaded) for document in documents)
    return [document for document in documents if isinstance(document, Loaded)]


def with_json(*blocks: str, body: str = "") -> str:
    scripts = "".join(f'<script type="application/ld+json">{block}</script>' for block in blocks)
    return (
        f"<!doctype html><html><head><title>Jobs</title>{scripts}</head><body>{body}</body></html>"
    )


def letters(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))


@pytest.mark.parametrize("name", EXPECTED)
def test_a_page_without_structure_gives_its_names_and_text(name: str) -> None:
    expected = EXPECTED[name]
    (document,) = load((PAGES / f"{name}.html").read_bytes())
    assert (document.fields.title, document.fields.company) == (
        expected["title"],
        expected["company"],
    )
    for field, value in expected.get("fields", {}).items():
        assert getattr(document.fields, field) == (
            tuple(value) if isinstance(value, list) else value
        )
    text = letters(document.markdown)
    assert [sentence for sentence in expected["contains"] if letters(sentence) not in text] == []
    assert [furniture for furniture in expected["absent"] if letters(furniture) in text] == []
    lines = {
        line.strip("#* ") for line in document.markdown.split("\n") if line.startswith(("#", "**"))
    }
    assert [heading for heading in expected["headings"] if heading not in lines] == []


@pytest.mark.parametrize(
    "block",
    [
        JSON,
        JSON[:-1] + ",}",
        JSON.replace("We brew.", "We\n brew.\x01"),
        f"<!--\n{JSON}\n-->",
        f"//<![CDATA[\n{JSON}\n//]]>",
        JSON + ";",
        json.dumps({"@graph": [{"@type": "WebSite", "name": "Jobs"}, POSTING]}),
        json.dumps([{"@type": "BreadcrumbList"}, POSTING]),
        json.dumps({"@type": "WebPage", "mainEntity": POSTING}),
        json.dumps(
            {"@type": "ItemList", "itemListElement": [{"@type": "ListItem", "item": POSTING}]}
        ),
        JSON.replace('"JobPosting"', '["JobPosting", "Thing"]'),
        JSON.replace('"JobPosting"', '"http://schema.org/JobPosting"'),
        JSON.replace("<p>We brew.", '<p class="lead">We brew.'),
        JSON.replace('Hand",', 'Hand"'),
        JSON.replace('"', "&quot;"),
        JSON.replace("<", "&lt;").replace(">", "&gt;"),
    ],
)
def test_json_ld_is_read_however_it_is_written(block: str) -> None:
    (document,) = load(with_json("{broken", block))
    assert document.fields.kind is DocumentKind.ROLE
    assert (document.fields.title, document.fields.company) == ("Brewer & Cellar Hand", "Tarn Ales")
    assert document.markdown == MARKDOWN


MICRODATA = """<div itemscope itemtype="https://schema.org/JobPosting">
<h1 itemprop="title">Brewer &amp; Cellar Hand</h1>
<meta itemprop="datePosted" content="2026-03-02"><a itemprop="url" href="https://tarn.example/brewer">Apply</a>
<div itemprop="hiringOrganization" itemscope itemtype="https://schema.org/Organization">
<span itemprop="name">Tarn Ales</span></div>
<div itemprop="jobLocation" itemscope itemtype="https://schema.org/Place"><div itemprop="address" itemscope
itemtype="https://schema.org/PostalAddress"><span itemprop="addressLocality">Kendal</span>,
<span itemprop="addressCountry">GB</span></div></div>
<div itemprop="description"><p>We brew.</p><p><b>Duties</b></p><ul><li>Mash &amp; sparge</li></ul></div></div>"""


def test_microdata_and_rdfa_are_read() -> None:
    rdfa = re.sub(r'itemscope\s+itemtype="https://schema.org/', 'typeof="', MICRODATA).replace(
        "itemprop", "property"
    )
    for body in (
        MICRODATA,
        rdfa,
        rdfa.replace('typeof="', 'typeof="schema:').replace('erty="', 'erty="schema:'),
    ):
        (document,) = load(f"<html><body>{body}</body></html>")
        fields = document.fields
        assert (fields.title, fields.company, fields.places) == (
            "Brewer & Cellar Hand",
            "Tarn Ales",
            ("Kendal, GB",),
        )
        assert (fields.posted, fields.url) == ("2026-03-02", "https://tarn.example/brewer")
        assert document.markdown == MARKDOWN


def test_several_postings_of_a_page_are_several_documents() -> None:
    second = JSON.replace("Brewer", "Maltster")
    documents = load(with_json(f"[{JSON}, {second}, {JSON}]"))
    assert [(document.fields.title, document.part) for document in documents] == [
        ("Brewer & Cellar Hand", "posting 1"),
        ("Maltster & Cellar Hand", "posting 2"),
    ]
    items = MICRODATA + MICRODATA.replace("Brewer", "Maltster")
    assert [document.fields.title for document in load(items)] == [
        "Brewer & Cellar Hand",
        "Maltster & Cellar Hand",
    ]


def test_postings_that_are_only_links_are_named_as_unread() -> None:
    link = {"@type": "JobPosting", "title": "Maltster", "url": "https://tarn.example/2"}
    document, unread = HtmlLoader().load(
        with_json(f"[{JSON}, {json.dumps(link)}]").encode(), "page.html"
    )
    assert isinstance(document, Loaded)
    assert document.markdown == MARKDOWN
    assert isinstance(unread, Unread)
    assert unread.part == "posting 2: Maltster"
    alone = load(with_json(f"[{json.dumps(link)}, {json.dumps({**link, 'title': 'Cooper'})}]"))
    assert [(document.fields.title, document.markdown) for document in alone] == [
        ("Maltster", "Maltster"),
        ("Cooper", "Cooper"),
    ]


def test_what_scripts_drew_is_read_from_a_saved_page() -> None:
    shadow = (
        '<job-view><template shadowrootmode="open"><h1>Brewer</h1><p>We '
        "brew.</p></template></job-view>"
    )
    source = f"<html><title>Brewer</title><body>{shadow}<template><p>{{{{name}}}}</p></template><p>End.</p></body></html>"
    (document,) = load(source)
    assert document.markdown == "# Brewer\n\nWe brew.\n\nEnd."


def test_a_posting_inside_another_is_no_document() -> None:
    related = {**POSTING, "relatedTo": {**POSTING, "title": "Maltster"}}
    assert [document.fields.title for document in load(with_json(json.dumps(related)))] == [
        "Brewer & Cellar Hand"
    ]


def test_the_page_completes_what_its_posting_leaves_out() -> None:
    bare = {"@type": "JobPosting", "title": "Brewer"}
    body = (
        "<main><h1>Brewer</h1><p>Tarn Ales brews at night.</p><h2>Pay</h2><p>£14 an "
        "hour.</p></main>"
    )
    source = with_json(json.dumps(bare), body=body).replace(
        "Jobs</title>", "Brewer at Tarn Ales</title>"
    )
    (document,) = load(
        source.replace("<head>", '<head><link rel="canonical" href="https://tarn.example/1">')
    )
    assert "£14 an hour." in document.markdown
    assert (document.fields.company, document.fields.url) == ("Tarn Ales", "https://tarn.example/1")


def test_a_description_cut_short_gives_way_to_the_page() -> None:
    cut = {**POSTING, "description": "We brew four ales in open squares of slate"}
    text = (
        "<p>We brew four ales in open squares of slate and rack them by hand.</p>"
        + "<p>You lift casks all day.</p>" * 3
    )
    (document,) = load(with_json(json.dumps(cut), body=f"<main><h1>Brewer</h1>{text}</main>"))
    assert "rack them by hand" in document.markdown


def test_labels_of_the_page_that_its_posting_does_not_give_are_kept() -> None:
    facts = (
        "<dl><dt>Company</dt><dd>Tarn "
        "Ales</dd><dt>Squad</dt><dd>Cellar</dd><dt>Ref</dt><dd>T-9</dd></dl>"
    )
    (document,) = load(with_json(JSON, body=f"<main><h1>Brewer</h1>{facts}<p>We brew.</p></main>"))
    assert document.markdown == f"Squad: Cellar  \nRef: T-9\n\n{MARKDOWN}"


def test_a_script_shell_is_an_error_that_says_what_to_do() -> None:
    shell = (
        '<html><title>Jobs</title><body><div id="root">Loading</div><script '
        'src="a.js"></script></body></html>'
    )
    with pytest.raises(
        ReadError,
        match=r"^page.html: the page has no text until its scripts have run; open it in a",
    ):
        load(shell)
    with pytest.raises(ReadError, match="no text"):
        load("<html><body><img src=a></body></html>")


def test_a_posting_in_a_frame_is_read() -> None:
    frame = with_json(JSON).replace('"', "&quot;")
    (document,) = load(
        f'<html><body><h1>Careers</h1><iframe srcdoc="{frame}"></iframe></body></html>'
    )
    assert document.fields.title == "Brewer & Cellar Hand"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "iso-8859-1"])
def test_characters_survive_their_encoding(encoding: str) -> None:
    declared = "" if encoding.startswith("utf-") else f'<meta charset="{encoding}">'
    source = (
        f"<html>{declared}<title>Café</title><body><h1>Bäcker für Málaga</h1><p>Año "
        "nuevo</p></body></html>"
    )
    (document,) = load(source.encode(encoding))
    assert document.fields.title == "Bäcker für Málaga"
    assert "Año nuevo" in document.markdown


def test_a_wrong_or_missing_declaration_does_not_spoil_the_text() -> None:
    text = (
        "<p>Wir suchen für unsere Bäckerei in Köln eine Verkäuferin. Größe und Stärke zählen "
        "nicht.</p>" * 5
    )
    assert "Köln" in load(f'<meta charset="iso-8859-1">{text}'.encode())[0].markdown
    assert "Köln" in load(f'<meta charset="utf-8">{text}'.encode("cp1252"))[0].markdown
    japanese = "<p>私たちは東京でパン職人を募集しています。経験者を歓迎します。</p>" * 5
    assert "東京" in load(f'<meta charset="Shift_JIS">{japanese}'.encode("cp932"))[0].markdown


def test_pages_are_recognised_by_how_they_begin() -> None:
    loader = HtmlLoader()
    for content in (
        b"\xef\xbb\xbf\n<!-- saved -->\n<!DOCTYPE html>",
        b'<?xml version="1.0"?><html>',
        b"<div>a</div>",
    ):
        assert loader.recognises(content, "posting")
    assert loader.recognises("<html>".encode("utf-16"), "posting")
    assert loader.recognises(b"Brewer", "posting.HTM")
    assert not loader.recognises(b"<div align=center>\n\n# Brewer", "posting.md")
    for content in (
        b'<?xml version="1.0"?><rss>',
        b"# Brewer\n<div>",
        b"%PDF-1.7",
        b"PK\x03\x04",
        b"{}",
    ):
        assert not loader.recognises(content, "posting.txt")


def test_the_address_a_page_was_saved_from_is_kept() -> None:
    saved = (
        "<!-- saved from url=(0026)https://tarn.example/brew/1 "
        "-->\n<html><h1>Brewer</h1><p>Brew.</p></html>"
    )
    assert load(saved)[0].fields.url == "https://tarn.example/brew/1"


@pytest.mark.parametrize(
    "source",
    [
        "<div class=nav>" * 50_000 + "deep text here",
        with_json("[" * 50_000),
        with_json('{"@type":"JobPosting","title":' * 5_000),
        with_json('{"@type":"JobPosting","title":"a","description":"' + '"x" ' * 20_000 + "}"),
        "<div itemscope itemtype='https://schema.org/JobPosting'>" * 500 + "<p itemprop=title>x",
        "<div itemprop=a itemscope itemtype='JobPosting'>" * 400 + "<p itemprop=title>x",
        "<p>" + "<a href=x>word</a> " * 20_000,
        "<h2>a</h2>" * 20_000,
        "<table>" + "<tr><td>a<td>b" * 10_000,
        "<!-- x -->" * 50_000 + "<p>text",
        "<p>text<b>more</b>" * 200_000,
        "<ul><li><a href=x>word</a>" * 400 + "text",
        "\0" * 100_000 + "<p>a",
        "<title>" * 50_000 + "a",
        "<p>" + "a - " * 50_000,
        f"<title>{'a at ' * 20_000}</title><h1>a</h1><p>text",
    ],
)
def test_hostile_pages_end_soon_and_without_a_traceback(source: str) -> None:
    start = time.perf_counter()
    try:
        list(HtmlLoader().load(source.encode(), "page.html"))
    except ReadError as error:
        assert str(error).startswith("page.html: ") and "\n" not in str(error)
    assert time.perf_counter() - start < 60
