"""HTML inside values and pages becomes Markdown that says the same."""

from __future__ import annotations

import time

import pytest
from markdown_it import MarkdownIt

from store.loading.markup.html_markdown import html_to_line, html_to_markdown


def read_back(markdown: str) -> str:
    """Return the text a Markdown parser finds, its marks resolved."""
    tokens = MarkdownIt("commonmark").enable("table").parse(markdown)
    return " ".join(
        child.content
        for token in tokens
        for child in (token.children or [])
        if child.type in {"text", "text_special", "code_inline"}
    )


def test_nested_lists_keep_their_depth_even_unclosed_or_misplaced() -> None:
    assert html_to_markdown("<ul><li>Sails<ul><li>Cut<li>Sew</ul><li>Rigging</ul>") == (
        "- Sails\n  - Cut\n  - Sew\n- Rigging"
    )
    assert html_to_markdown("<ul><li>Sails</li><ul><li>Cut</li></ul></ul>") == "- Sails\n  - Cut"
    assert (
        html_to_markdown("<ol start='3'><li>Cut<li><p>Sew</p><p>twice</p></ol>")
        == "3. Cut\n4. Sew\n\n   twice"
    )


def test_a_bold_line_stays_bold_however_the_page_makes_it_so() -> None:
    bold = "**What you'll do**"
    for source in (
        "<p><strong>What you'll do</strong></p>",
        "<div><b>What you'll do<br></b></div>",
        "<p><b>What you</b><strong>'ll&nbsp;do </strong></p>",
        "<p><span style='font-weight: 700'>What you&#39;ll do</span></p>",
        "<p><u>What you'll do</u></p>",
    ):
        assert html_to_markdown(source) == bold
    assert html_to_markdown("<b>What you'll do</b><br>Bake.") == f"{bold}  \nBake."


def test_bold_marks_are_such_that_markdown_reads_them() -> None:
    for source in (
        "<p><b>Note:</b>bring boots</p>",
        "<p>Wage<b> (weekly) </b>paid</p>",
        "<p><b>a</b><b>b</b>c</p>",
    ):
        assert "*" not in read_back(html_to_markdown(source))


@pytest.mark.parametrize(
    "text",
    [
        "C* and C++",
        "# 1 bakery",
        "1. of May",
        "- or +",
        "a_b_ and _c",
        "[x](y)",
        "> 3 years",
        "<script>",
        "~~~",
    ],
)
def test_signs_of_the_author_survive(text: str) -> None:
    source = f"<p>{text.replace('<', '&lt;')}</p>"
    assert read_back(html_to_markdown(source)).split() == text.split()


def test_links_are_their_text_and_pictures_and_scripts_are_gone() -> None:
    source = (
        "<p>See <a href='https://kiln.example'>our kiln</a><img src='x.png' "
        "alt='pot'></p><script>var a</script>"
        "<style>p{}</style><p>Write to <a href='mailto:wheel@kiln.example?subject=a'>Ada</a>.</p>"
        "<p>Or <a href='mailto:b@kiln.example'>b@kiln.example</a>, <kiln@kiln.example></p>"
    )
    assert html_to_markdown(source) == (
        "See our kiln\n\nWrite to Ada (wheel@kiln.example).\n\nOr b@kiln.example, "
        "\\<kiln@kiln.example>"
    )


def test_a_table_of_values_is_a_pipe_table_and_a_layout_table_is_not() -> None:
    assert html_to_markdown(
        "<table><tr><th>Grade</th><th>Pay</th></tr><tr><td>A | "
        "B</td><td><p>31,000</p></td></tr></table>"
    ) == ("| Grade | Pay |\n| --- | --- |\n| A \\| B | 31,000 |")
    assert (
        html_to_markdown("<table><tr><td><h2>Glazier</h2><p>Mend.</p></td></tr></table>")
        == "## Glazier\n\nMend."
    )


def test_labels_and_values_are_lines() -> None:
    lines = "Place: Oban  \nHours: 37"
    assert (
        html_to_markdown("<dl><dt>Place:</dt><dd>Oban</dd><dt>Hours</dt><dd>37</dd></dl>") == lines
    )
    assert html_to_markdown(
        "<table><tr><th>Place</th><td>Oban</td></tr><tr><th>Hours</th><td>37</td></tr></table>"
    ) == (lines)
    assert (
        html_to_markdown("<dl><dt>Duties</dt><dd><p>Dig.</p><p>Sow.</p></dd></dl>")
        == "**Duties**\n\nDig.\n\nSow."
    )


def test_an_element_called_a_label_labels_the_next() -> None:
    pairs = "<div><span class='field-label'>Place</span> <span>Oban</span></div>"
    blocks = "<div class='jobLabel'>Hours:</div><div>37</div>"
    assert html_to_markdown(pairs + blocks) == "Place: Oban  \nHours: 37"
    badges = "<span class='label'>Full-time</span> <span class='label'>Oban</span>"
    assert html_to_markdown(badges) == "Full-time Oban"
    assert (
        html_to_markdown("<p>An <b class='label'>old</b> <b>new</b> yard</p>")
        == "An **old new** yard"
    )


def test_a_heading_and_a_value_alone_in_a_list_item_are_a_label_and_its_value() -> None:
    source = (
        "<ul><li><h3>Contract</h3><span>Full-time</span></li><li><h3>Level</h3> "
        "<p>Senior</p></li></ul>"
    )
    assert html_to_markdown(source) == "Contract: Full-time  \nLevel: Senior"


def test_words_parted_only_by_style_are_not_glued() -> None:
    assert (
        html_to_markdown("<p><span class='a'>Oban</span><span class='b'>Full-time</span></p>")
        == "Oban Full-time"
    )
    assert (
        html_to_markdown("<p><span class='c1'>Bee</span><span class='c1'>Keeper</span></p>")
        == "BeeKeeper"
    )
    assert html_to_markdown("<p><span class='a'>k</span><span class='b'>elp</span></p>") == "kelp"


def test_typed_bullets_are_lists() -> None:
    expected = "**Duties**\n\n- Dig\n- Sow"
    assert html_to_markdown("<b>Duties</b><br>• Dig<br>• Sow") == expected
    assert html_to_markdown("<p><b>Duties</b></p><p>- Dig</p><p>- Sow</p>") == expected
    assert (
        html_to_markdown("<p><b>Duties</b></p><p>·&nbsp;&nbsp; Dig</p><p>·&nbsp; Sow</p>")
        == expected
    )
    assert html_to_markdown("<p>– a dash alone is no list</p>") == "– a dash alone is no list"


def test_lists_of_word_are_lists() -> None:
    source = (
        "<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span "
        "style='mso-list:Ignore'>o<span>&nbsp;</span>"
        "</span>Dig</p><p style='mso-list:l0 level2 lfo1'><span "
        "style='mso-list:Ignore'>-</span>Deep</p>"
    )
    assert html_to_markdown(source) == "- Dig\n  - Deep"


def test_escaped_markup_and_entities_are_resolved() -> None:
    assert html_to_markdown("&lt;p&gt;Bread &amp;amp; butter&lt;/p&gt;") == "Bread & butter"
    assert html_to_markdown("&amp;lt;p&amp;gt;Bread&amp;lt;/p&amp;gt;") == "Bread"
    assert (
        html_to_markdown("<p>Bread&amp;nbsp;&amp;amp;&nbsp;butter &eacute;</p>")
        == "Bread & butter é"
    )


def test_hidden_characters_are_gone_and_letters_composed() -> None:
    assert (
        html_to_markdown("<p>\u200bBack\u00adstube\u00a0Cafe\u0301 \u200fx\u0007</p>")
        == "Backstube Café x"
    )
    assert html_to_markdown("<p>می\u200cخواهیم</p>") == "می\u200cخواهیم"


def test_text_without_tags_keeps_its_lines() -> None:
    assert html_to_markdown("We bake.\r\n\r\nYou:\n* knead\n* shape\n\nC# &amp; C++") == (
        "We bake.\n\n## You\n\n- knead\n- shape\n\nC# & C++"
    )
    assert html_to_markdown("We <b>bake</b>.\nYou knead.") == "We **bake**.  \nYou knead."
    assert html_to_markdown("Pay <50k, ask <Name of manager>") == "Pay <50k, ask <Name of manager>"


def test_headings_lose_their_styles_and_end_where_a_paragraph_begins() -> None:
    assert html_to_markdown("<h2><b>About\n us</b><br></h2><h3></h3>") == "## About us"
    assert (
        html_to_markdown("<h3>Duties<p>Dig.</p><ul><li>Sow</ul></h3>")
        == "### Duties\n\nDig.\n\n- Sow"
    )
    assert html_to_markdown("<h2><div>Your</div><br>duties</h2>") == "Your\n\nduties"
    assert html_to_markdown("<h2><div><span>Your</span><br>duties</div></h2>") == "## Your duties"
    assert html_to_markdown("<h1><div>Glazier</div><div>Leith</div></h1>") == "# Glazier Leith"
    assert html_to_markdown("<h2><button>Duties</button></h2><button>Apply</button>") == "## Duties"


def test_a_line_of_a_title_is_plain() -> None:
    assert html_to_line(" <b>Baker</b> &amp; C* Cook<br>\n") == "Baker & C* Cook"
    assert html_to_line("Brot &lt;Laib&gt; & Co") == "Brot <Laib> & Co"


@pytest.mark.parametrize(
    "source",
    [
        "<div>" * 100_000 + "deep",
        "<ul><li>" * 50_000 + "deep",
        "<b><p>" * 5_000 + "deep",
        "<table><tr><td>" * 20_000 + "deep",
        "<" * 500_000 + "deep",
        "&lt;" * 100_000 + "deep",
        "<dl>" + "<dt>a<dd>deep" * 20_000,
        "<dl><dt>a" + "<dd>deep" * 20_000,
        "<p " * 200_000 + "deep",
        "<!--" * 100_000 + "-->deep",
        "<a href='" * 50_000 + "'>deep",
    ],
)
def test_hostile_nesting_ends_soon(source: str) -> None:
    start = time.perf_counter()
    html_to_markdown(source)
    assert time.perf_counter() - start < 60


def test_text_under_too_many_elements_is_kept() -> None:
    assert html_to_markdown(
        "<p>first</p>" + "<div>" * 5_000 + "deep" + "</div>" * 5_000 + "<p>last</p>"
    ).split() == [
        "first",
        "deep",
        "last",
    ]
