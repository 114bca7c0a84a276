"""Text nobody vouches for stays text, and our own overlays land where they should."""

from __future__ import annotations

import html
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from assistant.language.safe_markdown import Swap, Wrap, escape, escape_lines, render, safe_link

OURS = {"p", "br", "ul", "ol", "li", "h5", "strong", "em", "code", "blockquote"}
OURS |= {"table", "thead", "tbody", "tr", "th", "td"}
HOSTILE = [
    "<script>alert(1)</script>",
    '<img src=x onerror="alert(1)">',
    "<svg/onload=alert(1)>",
    "![pixel](https://evil.example/p.png)",
    "![pixel][ref]\n\n[ref]: https://evil.example/p.png",
    "[click](javascript:alert(1))",
    "<https://evil.example>",
    "https://evil.example and www.evil.example and me@evil.example",
    '<meta http-equiv="refresh" content="0;url=https://evil.example">',
    '<form action="https://evil.example"><input></form>',
    "```mermaid\ngraph TD; A-->B\n```",
    "$$\\href{javascript:alert(1)}{x}$$",
    "    <b>indented</b>",
    "&lt;script&gt; &#60;script&#62;",
    "title\n===\n\nother\n---",
    "`<b>` **<i>**",
    "| a | <img src=x> |\n|---|---|\n| [x](y) | <b> |",
]
PIECES = [
    "<",
    ">",
    "&",
    "`",
    "```",
    "**",
    "*",
    "_",
    "[",
    "](",
    ")",
    "!",
    "|",
    "---",
    "\n",
    "\n\n",
    "    ",
    "- ",
    "1. ",
]
PIECES += [
    "# ",
    "> ",
    "~~~",
    "<b>",
    "</p>",
    "http://x.y",
    "www.x.y",
    "\\",
    "$$",
    '"',
    "a b",
    "9",
    "\u202e",
    "\x00",
]


class Tags(HTMLParser):
    """What a browser would find in a page: its elements, attributes and text."""

    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.addresses: list[str | None] = []
        self.text = ""
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.addresses += [value for name, value in attrs if name == "href"]

    def handle_data(self, data: str) -> None:
        self.text += data


def shown(markdown: str) -> Tags:
    return Tags(
        MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(markdown)
    )


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_becomes_no_element(text: str) -> None:
    page = shown(render(text))
    assert page.tags <= OURS
    assert not page.attributes


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
@settings(max_examples=300, deadline=None)
def test_no_text_becomes_an_element(text: str) -> None:
    page = shown(render(text))
    assert page.tags <= OURS
    assert page.attributes <= {"start"}


@given(st.text(st.characters(min_codepoint=32, max_codepoint=0x2000)))
def test_escaped_text_reads_as_it_was(text: str) -> None:
    kept = "".join(character for character in text if not 127 <= ord(character) < 160)
    assert html.unescape(escape(kept)) == kept


def test_images_are_dropped_and_addresses_stay_words() -> None:
    page = shown(
        render("before ![alt](https://evil.example/p.png) after, see [this](http://a.example)")
    )
    assert page.text.strip() == "before  after, see [this](http://a.example)"


def test_lists_bold_and_code_keep_their_shape() -> None:
    page = shown(render("- **Care:** run `make` *now*\n  - deeper\n\n1. first"))
    assert {"ul", "ol", "li", "strong", "em", "code"} <= page.tags
    assert "*" not in page.text and "`" not in page.text


def test_one_lone_bold_mark_is_shown() -> None:
    assert shown(render("2 ** 3")).text.strip() == "2 ** 3"


def test_a_wrap_is_cut_at_line_ends_and_around_bold() -> None:
    text = "- **One:** said here.\n- Two follows."
    start, end = text.index("One"), text.index(" follows")
    assert render(text, [Wrap(start, end, "<mark>", "</mark>")]) == (
        "- <strong><mark>One&#58;</mark></strong><mark> said here&#46;</mark>\n- <mark>Two</mark> "
        "follows&#46;"
    )


def test_overlapping_wraps_of_one_kind_are_one() -> None:
    wraps = [Wrap(0, 5, "<mark>", "</mark>"), Wrap(2, 7, "<mark>", "</mark>")]
    assert render("abcdefgh", wraps) == "<mark>ab</mark><mark>cde</mark><mark>fg</mark>h"


def test_a_swap_takes_the_place_of_its_text() -> None:
    assert render("yes [1].", swaps=[Swap(4, 7, "[1](#there)")]) == "yes [1](#there)&#46;"


def test_a_question_keeps_its_lines() -> None:
    assert escape_lines("    # one\n<two>") == "&#35; one\n&#60;two&#62;"


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "//a.example",
        "ftp://a.example",
        "http://",
        "",
        "http://u:p@a.example",
    ],
)
def test_only_plain_web_addresses_become_links(url: str) -> None:
    assert safe_link(url) == ""


def test_a_link_shows_its_host_and_cannot_end_early() -> None:
    page = shown(safe_link('https://jobs.example/a)b?c=1&d=<x>"'))
    assert page.tags == {"p", "a"}
    assert page.text.strip() == "jobs.example"


def test_a_link_keeps_all_of_its_query() -> None:
    address = "https://jobs.example/search?a=1&b=2&copy=3&lt;=4"
    assert shown(safe_link(address)).addresses == [address]


@pytest.mark.parametrize("step", ["  ", "   ", "    ", "\t"])
def test_items_of_one_indent_are_of_one_depth(step: str) -> None:
    lines = render(f"- a\n{step}- b\n{step}- c\n{step}{step}- d\n- e").split("\n")
    assert lines == ["- a", "   - b", "   - c", "      - d", "- e"]
