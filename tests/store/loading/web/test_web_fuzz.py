"""Whatever bytes say, the loaders of pages and mail give documents or one line of error, and
lose no word.
"""

from __future__ import annotations

import html
import re

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from store.errors import ReadError
from store.loading.markup.html_markdown import html_to_line, html_to_markdown
from store.loading.web.email import EmailLoader
from store.loading.web.html import HtmlLoader
from store.loading.web.job_posting import load_posting
from store.loading.web.mhtml import MhtmlLoader
from store.types import Loaded, Unread

LOADERS = (HtmlLoader(), MhtmlLoader(), EmailLoader())
TAGS = "p div b ul ol li table tr td th h1 h2 br span u dl dt dd pre section details summary a font header nav".split()
ATTRIBUTES = [
    "",
    ' class="nav"',
    ' itemscope itemtype="JobPosting"',
    ' itemprop="title"',
    ' style="mso-list:l0 level2"',
]
SIGNS = ["", "*", "_", "#", "`", "|", "[", "](", "<", "&", "~~", "**", "\\", "="]
STARTS = [
    b"",
    b"<html>",
    b"From: a\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=a\n\n--a\n",
]

few = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
starts = st.builds("<{}{}>".format, st.sampled_from(TAGS), st.sampled_from(ATTRIBUTES))
ends = st.builds("</{}>".format, st.sampled_from(TAGS))
values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["name", "value", "address", "@value", "minValue", "unitText"]),
            inner,
            max_size=3,
        )
    ),
    max_leaves=10,
)
properties = st.sampled_from(
    "title description hiringOrganization jobLocation baseSalary identifier url skills "
    "employmentType industry".split()
)


def check(content: bytes) -> None:
    for loader in LOADERS:
        loader.recognises(content, "page")
        try:
            pieces = list(loader.load(content, "page"))
        except ReadError as error:
            assert str(error).startswith("page: ") and "\n" not in str(error)
        else:
            assert any(isinstance(piece, Loaded) for piece in pieces)
            assert all(isinstance(piece, Loaded | Unread) for piece in pieces)


@few
@given(st.sampled_from(STARTS), st.binary(max_size=200))
def test_any_bytes_are_a_document_or_an_error(start: bytes, content: bytes) -> None:
    check(start + content)


@few
@given(st.lists(st.one_of(starts, ends, st.text(max_size=6)), max_size=40))
def test_any_markup_is_a_document_or_an_error(pieces: list[str]) -> None:
    source = "".join(pieces)
    check(source.encode("utf-8", "surrogatepass"))
    assert "\n" not in html_to_line(source)


@few
@given(st.dictionaries(properties, values))
def test_any_values_of_a_posting_are_borne(item: dict[str, object]) -> None:
    fields = load_posting(item).fields
    assert not any(
        "\n" in text for text in (fields.title, fields.company, fields.pay, *fields.places)
    )


@few
@given(
    st.lists(
        st.one_of(starts, ends, st.tuples(st.sampled_from(SIGNS), st.sampled_from(SIGNS))),
        max_size=25,
    )
)
def test_every_word_and_sign_comes_back_from_the_markdown(
    pieces: list[str | tuple[str, str]],
) -> None:
    words: list[str] = []
    source = "<p></p>"
    for piece in pieces:
        if isinstance(piece, tuple):
            words.append(f"{piece[0]}w{len(words)}z{piece[1]}")
        source += piece if isinstance(piece, str) else html.escape(words[-1], quote=False) + " "
    tokens = MarkdownIt("commonmark").enable("table").parse(html_to_markdown(source))
    read = "".join(
        child.content for token in tokens for child in token.children or [] if child.content
    )
    assert [word for word in words if word not in re.sub(r"\s", "", read)] == []
