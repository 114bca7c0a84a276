"""Evidence in a real Chromium: a marker opens its quote, the whole document opens, hostile
documents do nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from assistant.types import Answer, Evidence, Query
from fake_assistant import FakeAssistant, citation, document, passage
from keepers import FERRY, LAMP, NIGHT, TIDES
from on_the_page import ask, rest

pytestmark = pytest.mark.browser

Visit = Callable[..., Page]
Serve = Callable[..., str]


def test_a_marker_opens_the_quote_it_stands_for(visit: Visit, lighthouse: str) -> None:
    page = visit(lighthouse)
    ask(page, LAMP).get_by_role("link", name="1", exact=True).click()
    quote = page.locator("#evidence-1-1 mark")
    expect(quote).to_have_text("They trim the lamp by hand.")
    expect(quote).to_have_class(re.compile("flash"))
    expect(page.locator("#evidence-1-1")).to_be_focused()
    expect(page.locator("#evidence-1-1")).to_contain_text("Evenings")
    expect(page.locator("#evidence-1-1 .source")).to_contain_text("Mara Quay · Coastal Notes")


def test_of_a_long_passage_the_quote_is_read_first_and_the_passage_on_demand(
    visit: Visit, lighthouse: str
) -> None:
    page = visit(lighthouse, viewport={"width": 1280, "height": 500})
    ask(page, NIGHT).locator('a[href^="#evidence-1-"]').last.click()
    article = page.locator("#evidence-1 article").filter(has_text=FERRY.title)
    expect(article.locator("mark").first).to_be_in_viewport()
    expect(article.locator("mark").first).to_have_text("Pilots steer by the lamp at night.")
    expect(article.locator("mark").last).to_be_hidden()
    article.get_by_text("Read it in its place").click()
    expect(article.locator("mark").last).to_be_visible()


def test_an_older_answers_marker_brings_its_evidence_back(visit: Visit, lighthouse: str) -> None:
    page = visit(lighthouse)
    first = ask(page, LAMP)
    ask(page, TIDES)
    expect(page.locator("#evidence-2")).to_be_visible()
    expect(page.locator("#evidence-1")).to_be_hidden()
    first.get_by_role("link", name="1", exact=True).click()
    expect(page.locator("#evidence-1-1 mark")).to_be_visible()
    expect(page.locator("#evidence-2")).to_be_hidden()


def test_clearing_forgets_the_conversation_and_its_evidence(
    visit: Visit, lighthouse: str, assistant: FakeAssistant
) -> None:
    page = visit(lighthouse)
    ask(page, LAMP)
    page.get_by_role("button", name="New conversation").click()
    expect(page.locator("#evidence .no-evidence")).to_be_visible()
    expect(page.locator('#chat [data-testid="bot"]')).to_have_count(0)
    ask(page, TIDES)
    assert assistant.asked[1][1] == ()
    expect(page.locator("#evidence-1-1")).to_be_visible()


def test_the_text_around_a_passage_can_be_read(visit: Visit, serve: Serve) -> None:
    page = visit(serve(FakeAssistant([passage(FERRY, "Pilots steer by the lamp at night.")])))
    ask(page, NIGHT).get_by_role("link", name="1", exact=True).click()
    around = page.locator("#evidence-1-1 .around")
    expect(around).to_be_hidden()
    page.get_by_text("Read it in its place").click()
    expect(around).to_contain_text("Pilots study the tides for years.")


def test_the_whole_document_opens_over_the_page_with_the_quote_in_sight(
    visit: Visit, lighthouse: str
) -> None:
    page = visit(lighthouse, viewport={"width": 1280, "height": 500})
    ask(page, NIGHT)
    link = (
        page.locator("#evidence-1 article")
        .filter(has_text=FERRY.title)
        .get_by_role("link", name="Open the whole")
    )
    link.click()
    over = page.get_by_role("dialog", name=FERRY.title)
    expect(over.locator("mark#quote")).to_have_text("Pilots steer by the lamp at night.")
    expect(over.locator("mark#quote")).to_be_in_viewport()
    expect(over).to_contain_text("Pilots study the tides for years.")
    page.keyboard.press("Escape")
    expect(over).to_have_count(0)
    expect(link).to_be_focused()
    expect(page.locator("#chat small.rests")).to_be_visible()


def test_a_document_has_a_page_of_its_own_and_one_that_is_gone_says_so(
    visit: Visit, lighthouse: str
) -> None:
    page = visit(lighthouse)
    rest(page)
    page.goto(f"{lighthouse}/documents/{FERRY.document_id}?mark=0-33")
    expect(page.locator("main.reader h1")).to_have_text("Ferry pilot")
    expect(page.locator("mark#quote")).to_have_text("Pilots study the tides for years.")
    gone = page.request.get(f"{lighthouse}/documents/never")
    assert gone.status == 404
    assert "no longer stored" in gone.text()


def test_on_a_phone_a_marker_opens_a_sheet_and_escape_goes_back(
    visit: Visit, lighthouse: str
) -> None:
    page = visit(lighthouse, viewport={"width": 390, "height": 844}, has_touch=True)
    marker = ask(page, LAMP).get_by_role("link", name="1", exact=True)
    expect(page.locator("#side")).to_be_hidden()
    marker.tap()
    expect(page.locator("#evidence-1-1 mark")).to_be_in_viewport()
    page.keyboard.press("Escape")
    expect(page.locator("#side")).to_be_hidden()
    expect(marker).to_be_focused()
    marker.tap()
    page.get_by_role("button", name="Close").tap()
    expect(page.locator("#side")).to_be_hidden()


ATTACK = """<script>alert('script')</script>
<img src="x" onerror="alert('image')"> <img src="https://evil.example/pixel.png">
<a href="javascript:alert('link')">press here</a> [press](javascript:alert('markdown'))
<form action="https://evil.example/"><input name="q"><button>send</button></form>
<video src="https://evil.example/film.mp4" autoplay></video><iframe src="https://evil.example"></iframe>
<meta http-equiv="refresh" content="0;url=https://evil.example/away"> <svg onload="alert('svg')"></svg>
<style>@import url("https://evil.example/style.css"); body { background: url("https://evil.example/b.png") }</style>
![pixel](https://evil.example/markdown.png) <https://evil.example/auto> https://evil.example/bare
```mermaid
graph TD; A[<img src=x onerror=alert(1)>] --> B
```
$$\\href{javascript:alert('math')}{x}$$ <article id="evidence-1-1">not evidence</article> <mark>not a quote</mark>
"""
OURS = "[href^='#evidence-'], [href^='/documents/']"
ELEMENTS = f"script, img, form, input, button, video, iframe, meta, svg, style, pre, a:not({OURS})"
QUOTE = "Keepers mind the lamp."


@pytest.fixture
def hostile() -> FakeAssistant:
    """It knows a document, and gives an answer to a question, that all try to be more than text."""
    text, title = ATTACK + QUOTE, ATTACK.splitlines()[1]
    bad = document(title, text, author=ATTACK, url="javascript:alert('url')")
    found = passage(bad, heading_path=(ATTACK, "x"))
    evidence = Evidence(1, found)
    query = Query(ATTACK.strip(), "again " + ATTACK)
    quotes = (citation(evidence, QUOTE),)
    answer = Answer(query, f"{ATTACK} {QUOTE} [1]", False, (evidence,), quotes, notice=ATTACK)
    return FakeAssistant([found], {ATTACK.strip(): answer})


def test_a_hostile_document_answer_and_question_do_nothing(
    visit: Visit, serve: Serve, hostile: FakeAssistant
) -> None:
    page = visit(serve(hostile))
    said = ask(page, ATTACK.strip())
    expect(said).to_contain_text("<script>alert('script')</script>")
    said.locator('a[href^="#evidence-1-1"]').click()
    expect(page.locator("#evidence mark").first).to_have_text(QUOTE)
    expect(page.locator("#evidence")).to_contain_text("press here")
    expect(page.locator(f"#chat .md :is({ELEMENTS})")).to_have_count(0)
    expect(page.locator(f"#evidence .md :is({ELEMENTS})")).to_have_count(0)
    expect(page.locator("#evidence article")).to_have_count(1)
    assert page.url.startswith(page.evaluate("location.origin") + "/?conversation=")


def test_a_hostile_document_does_nothing_where_it_is_read_whole(
    visit: Visit, serve: Serve, hostile: FakeAssistant
) -> None:
    address = serve(hostile)
    page = visit(address)
    ask(page, ATTACK.strip())
    page.get_by_role("link", name="Open the whole document").click()
    over = page.get_by_role("dialog")
    expect(over.locator("mark")).to_have_text(QUOTE)
    expect(over.locator(f"main :is({ELEMENTS})")).to_have_count(0)
    rest(page)
    page.goto(f"{address}/documents/{hostile.documents()[0].document_id}")
    expect(page.locator("main.reader")).to_contain_text("<script>alert('script')</script>")
    expect(page.locator(f"main :is({ELEMENTS}), main mark")).to_have_count(0)


def test_a_hostile_conversation_does_nothing_where_it_is_printed(
    visit: Visit, serve: Serve, hostile: FakeAssistant
) -> None:
    address = serve(hostile)
    page = visit(address)
    ask(page, ATTACK.strip())
    printed = page.get_by_role("link", name="Print").get_attribute("href")
    rest(page)
    page.goto(address + str(printed))
    expect(page.locator("main.reader mark").first).to_have_text(QUOTE)
    expect(page.locator("main.reader")).to_contain_text("press here")
    expect(page.locator(f"main :is({ELEMENTS})")).to_have_count(0)


REFUSED = {
    "img-src": "<img src='https://evil.example/x.png'>",
    "script-src-attr": "<img src='/page/none.png' onerror='window.ran = true'>",
    "script-src-elem": "<script>window.ran = true</script>",
    "frame-src": "<iframe src='https://evil.example'></iframe>",
    "media-src": "<video src='https://evil.example/film.mp4'></video>",
    "form-action": "<form action='https://evil.example'></form>",
}


@pytest.mark.parametrize("directive", REFUSED)
def test_the_policy_holds_where_markup_got_in(
    visit: Visit, lighthouse: str, directive: str
) -> None:
    page = visit(lighthouse, watched=False)
    refused = page.evaluate(
        """markup => new Promise(resolve => {
          document.addEventListener("securitypolicyviolation", event => resolve(event.effectiveDirective));
          setTimeout(() => resolve("nothing"), 5000);
          document.body.append(document.createRange().createContextualFragment(markup));
          document.querySelector("form[action]")?.submit();
        })""",
        REFUSED[directive],
    )
    assert refused == directive
    assert not page.evaluate("window.ran")
