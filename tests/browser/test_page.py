"""The page in a real Chromium: asking, reading, opening evidence, and hostile documents that do nothing."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from assistant.types import Answer, Evidence, Query
from fake_assistant import FakeAssistant, citation, document, passage
from harbour import harbour_assistant
from store.errors import BusyError
from store.types import Progress

pytestmark = pytest.mark.browser

HARBOUR = document(
    "Keeping the harbour light",
    "Keepers climb the tower at dusk. They trim the lamp by hand.\n\n- **Care:** the lens is wiped with linen.\n",
    author="Mara Quay",
    publisher="Coastal Notes",
    url="https://coast.example/keepers",
)
FERRY = document("Ferry pilot", "Pilots study the tides for years. " * 40 + "Pilots steer by the lamp at night.")
LAMP = "Do keepers trim the lamp by hand?"
TIDES = "What do pilots study?"
PAY = "Which salary is offered?"


@pytest.fixture
def assistant() -> FakeAssistant:
    return FakeAssistant([passage(HARBOUR, heading_path=(HARBOUR.title, "Evenings")), passage(FERRY, rank=2)])


Visit = Callable[..., Page]


def send(page: Page, question: str) -> None:
    page.locator("#question textarea").fill(question)
    page.keyboard.press("Enter")


def ask(page: Page, question: str) -> Locator:
    """The answer, once it is whole."""
    asked = page.locator('#chat [data-testid="bot"]').count()
    send(page, question)
    answer = page.locator('#chat [data-testid="bot"]').nth(asked)
    expect(answer.locator("small.rests")).to_be_visible()
    return answer


def test_a_marker_opens_the_quote_it_stands_for(visit: Visit, assistant: FakeAssistant) -> None:
    page = visit(assistant)
    answer = ask(page, LAMP)
    expect(answer).to_contain_text("They trim the lamp by hand.")
    answer.get_by_role("link", name="1", exact=True).click()
    quote = page.locator("#evidence-1-1 mark")
    expect(quote).to_have_text("They trim the lamp by hand.")
    expect(quote).to_have_class(re.compile("flash"))
    expect(page.locator("#evidence-1-1")).to_be_focused()
    expect(page.locator("#evidence-1-1")).to_contain_text("Evenings")


def test_a_quote_far_down_its_passage_is_scrolled_to(visit: Visit, assistant: FakeAssistant) -> None:
    page = visit(assistant, viewport={"width": 1280, "height": 500})
    ask(page, "Do pilots steer at night?").get_by_role("link", name="1", exact=True).click()
    expect(page.locator("#evidence-1-1 mark")).to_be_in_viewport()


def test_an_older_answers_marker_brings_its_evidence_back(visit: Visit, assistant: FakeAssistant) -> None:
    page = visit(assistant)
    first = ask(page, LAMP)
    ask(page, TIDES)
    expect(page.locator("#evidence-2")).to_be_visible()
    expect(page.locator("#evidence-1")).to_be_hidden()
    first.get_by_role("link", name="1", exact=True).click()
    expect(page.locator("#evidence-1-1 mark")).to_be_visible()
    expect(page.locator("#evidence-2")).to_be_hidden()


def test_the_conversation_goes_along_with_a_question(visit: Visit, assistant: FakeAssistant) -> None:
    page = visit(assistant)
    ask(page, LAMP)
    ask(page, TIDES)
    assert [turn.question for turn in assistant.asked[1][1]] == [LAMP]
    assert "trim the lamp" in assistant.asked[1][1][0].answer


def test_an_example_is_asked_with_a_click(visit: Visit, assistant: FakeAssistant) -> None:
    page = visit(assistant)
    page.get_by_role("button", name="What do Bar Raisers look for?").click()
    expect(page.locator("#chat small.rests")).to_be_visible()
    assert assistant.asked[0][0] == "What do Bar Raisers look for?"


def test_stopping_keeps_what_was_said_and_ends_the_answer(visit: Visit, assistant: FakeAssistant) -> None:
    page = visit(assistant)
    assistant.hold.clear()
    send(page, LAMP)
    expect(page.locator('#chat [data-testid="bot"]')).to_contain_text("From")
    page.get_by_role("button", name="Stop").click()
    expect(page.locator("#chat .note")).to_have_text("Stopped.")
    assistant.hold.set()
    assert assistant.stopped.wait(10)
    expect(page.locator('#chat [data-testid="bot"]')).not_to_contain_text("by hand")
    ask(page, TIDES)
    assert assistant.asked[1][1] == ()


def test_retrying_asks_again_in_place(visit: Visit, assistant: FakeAssistant) -> None:
    page = visit(assistant)
    ask(page, LAMP)
    assistant.hold.clear()
    page.get_by_role("button", name="Retry").click()
    expect(page.locator("#chat small.rests")).to_have_count(0)
    assistant.hold.set()
    expect(page.locator("#chat small.rests")).to_be_visible()
    expect(page.locator('#chat [data-testid="user"]')).to_have_count(1)
    assert [question for question, _ in assistant.asked] == [LAMP, LAMP]
    assert assistant.asked[1][1] == ()


def test_clearing_forgets_the_conversation_and_its_evidence(visit: Visit, assistant: FakeAssistant) -> None:
    page = visit(assistant)
    ask(page, LAMP)
    page.get_by_role("button", name="Clear").click()
    expect(page.locator("#evidence .no-evidence")).to_be_visible()
    ask(page, TIDES)
    assert assistant.asked[1][1] == ()
    expect(page.locator("#evidence-1-1")).to_be_visible()


def test_what_the_sources_do_not_say_is_shown_apart(visit: Visit, assistant: FakeAssistant) -> None:
    page = visit(assistant)
    answer = ask(page, PAY)
    expect(answer.locator(".abstained")).to_contain_text("The sources do not say.")
    expect(page.locator("#evidence-1 h3")).to_contain_text("What comes nearest")
    expect(page.locator("#evidence mark")).to_have_count(0)


def test_a_question_asked_while_getting_ready_waits(visit: Visit, assistant: FakeAssistant) -> None:
    ready = threading.Event()

    def open_slowly(*, progress: Callable[[Progress], None], **_: Any) -> FakeAssistant:
        progress(Progress("Embedding seeds", 3, 12))
        ready.wait(20)
        return assistant

    page = visit(open_slowly)
    expect(page.locator("#status")).to_have_text("Getting ready: embedding seeds 3/12…")
    expect(page.get_by_role("heading", name="What would you like to know")).to_be_in_viewport()
    expect(page.locator("#question")).to_be_in_viewport(ratio=1)
    send(page, LAMP)
    expect(page.locator("#chat .waiting")).to_have_text("Getting ready: embedding seeds 3/12…")
    ready.set()
    expect(page.locator("#chat small.rests")).to_be_visible()
    expect(page.locator("#status")).to_have_text("")


def test_what_keeps_it_from_opening_is_said_and_asking_tries_again(visit: Visit, assistant: FakeAssistant) -> None:
    tries: list[int] = []

    def open_at_second_try(**_: Any) -> FakeAssistant:
        tries.append(1)
        if len(tries) == 1:
            raise BusyError("The data folder is in use; run `rolecall doctor`")
        return assistant

    page = visit(open_at_second_try)
    expect(page.locator("#status")).to_have_text("The data folder is in use; run rolecall doctor")
    ask(page, LAMP)


@pytest.mark.parametrize("error", [BusyError("Another process writes; wait for it"), RuntimeError("spilled tea")])
def test_an_error_is_said_in_words(visit: Visit, assistant: FakeAssistant, error: Exception) -> None:
    page = visit(assistant)
    assistant.error = error
    send(page, LAMP)
    expect(page.locator("#chat .note:not(.waiting)")).to_contain_text(str(error))
    assert "Traceback" not in page.locator("body").inner_text()
    ask(page, TIDES)


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
ELEMENTS = "script, img, form, input, button, video, iframe, meta, svg, style, a:not([href^='#evidence-']), pre, mark"


def test_a_hostile_document_answer_and_question_do_nothing(visit: Visit) -> None:
    text, title = ATTACK + "Keepers mind the lamp.", ATTACK.splitlines()[1]
    bad = document(title, text, author=ATTACK, url="javascript:alert('url')")
    evidence = Evidence(1, passage(bad, heading_path=(ATTACK, "x")))
    query = Query(ATTACK.strip(), "again " + ATTACK)
    quotes = (citation(evidence, "Keepers mind the lamp."),)
    answer = Answer(query, f"{ATTACK} Keepers mind the lamp. [1]", False, (evidence,), quotes, notice=ATTACK)
    page = visit(FakeAssistant([], {ATTACK.strip(): answer}))
    said = ask(page, ATTACK.strip())
    expect(said).to_contain_text("<script>alert('script')</script>")
    said.locator('a[href^="#evidence-1-1"]').click()
    expect(page.locator("#evidence mark")).to_have_text("Keepers mind the lamp.")
    expect(page.locator("#evidence")).to_contain_text("press here")
    expect(page.locator(f"#chat .md :is({ELEMENTS})")).to_have_count(0)
    expect(page.locator(f"#evidence .md :is({ELEMENTS})")).to_have_count(1)
    expect(page.locator("#evidence article")).to_have_count(1)
    assert page.url.endswith("/")


REFUSED = {
    "img-src": "<img src='https://evil.example/x.png'>",
    "script-src-attr": "<img src='/page/none.png' onerror='window.ran = true'>",
    "script-src-elem": "<script>window.ran = true</script>",
    "frame-src": "<iframe src='https://evil.example'></iframe>",
    "media-src": "<video src='https://evil.example/film.mp4'></video>",
    "form-action": "<form action='https://evil.example'></form>",
}


@pytest.mark.parametrize("directive", REFUSED)
def test_the_policy_holds_where_markup_got_in(visit: Visit, assistant: FakeAssistant, directive: str) -> None:
    page = visit(assistant, watched=False)
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


def contrast(page: Page, selector: str) -> float:
    """The lowest contrast between the text of `selector` and what lies behind it, by WCAG's formula."""
    measured: float = page.evaluate(
        """selector => {
          const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
          const rgb = (...colours) => {
            canvas.clearRect(0, 0, 1, 1);
            for (const colour of colours) { canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1); }
            return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
          };
          const ground = element => getComputedStyle(element).backgroundColor;
          const behind = element => element ? [...behind(element.parentElement), ground(element)] : [];
          const light = channels => {
            const linear = c => c <= .03928 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4;
            const [r, g, b] = channels.map(c => linear(c / 255));
            return .2126 * r + .7152 * g + .0722 * b;
          };
          const ratios = [...document.querySelectorAll(selector)].map(element => {
            const back = ["white", ...behind(element)];
            const [a, b] = [light(rgb(...back)), light(rgb(...back, getComputedStyle(element).color))];
            return (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
          });
          return Math.min(...ratios);
        }""",
        selector,
    )
    return measured


TEXTS = ["#chat .bot p", "#chat .user p", '#chat a[href^="#evidence-"]', ".rests a", "#question textarea"]
TEXTS += [f"#evidence {part}" for part in ("h3", "h4", ".number", ".path", ".source", "mark")]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_text_can_be_read_and_nothing_overflows(
    visit: Visit, assistant: FakeAssistant, scheme: str, width: int
) -> None:
    page = visit(assistant, viewport={"width": width, "height": 844}, color_scheme=scheme)
    ask(page, LAMP)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")
    expect(page.locator("#question")).to_be_in_viewport(ratio=1)
    assert {selector: ratio for selector in TEXTS if (ratio := contrast(page, selector)) < 4.5} == {}
    assert (page.locator("body.dark").count() == 1) == (scheme == "dark")


def test_the_address_can_choose_the_dark_theme(visit: Visit, assistant: FakeAssistant) -> None:
    expect(visit(assistant, "/?__theme=dark", color_scheme="light").locator("body.dark")).to_have_count(1)


def test_on_a_phone_a_marker_opens_a_sheet_and_escape_goes_back(visit: Visit, assistant: FakeAssistant) -> None:
    page = visit(assistant, viewport={"width": 390, "height": 844}, has_touch=True)
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


@pytest.mark.model
def test_the_whole_path_on_the_seeds(visit: Visit, data_dir: Path) -> None:
    from assistant.assistant import Assistant

    page = visit(lambda **arguments: Assistant.open(data_dir, **arguments))
    page.set_default_timeout(120_000)
    page.get_by_role("button", name="What do Bar Raisers look for?").click()
    page.locator("#chat small.rests").wait_for()
    page.locator('#chat a[href^="#evidence-1-"]').first.click()
    expect(page.locator("#evidence mark.flash").first).to_be_in_viewport()


def test_a_comparison_is_a_table_that_scrolls_inside_itself(visit: Visit, tmp_path: Path) -> None:
    with harbour_assistant(tmp_path) as port:
        page = visit(port, viewport={"width": 390, "height": 844}, has_touch=True)
        answer = ask(page, "Compare the Ice Watch role with the crane engineer")
        table = answer.locator("table")
        expect(table).to_contain_text("frozen channels")
        assert table.evaluate("table => table.scrollWidth > table.clientWidth")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        table.locator('a[href^="#evidence-1-"]').first.click()
        expect(page.locator("#evidence mark.flash").first).to_be_in_viewport()


def test_a_follow_up_shows_what_it_was_understood_as(visit: Visit, tmp_path: Path) -> None:
    with harbour_assistant(tmp_path) as port:
        page = visit(port)
        expect(ask(page, "How many postings are in Hull?")).to_contain_text("3 postings")
        answer = ask(page, "And in Germany?")
        expect(answer.locator("small.asked")).to_have_text("Understood as: How many postings are in Germany?")
        expect(answer).to_contain_text("2 postings")


def test_choosing_a_model_says_where_questions_go_and_asks_that_one(
    visit: Visit, assistant: FakeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-mine")
    page = visit(assistant)
    expect(page.locator("#where")).to_contain_text("Nothing leaves this machine")
    picker = page.get_by_label("Who answers")
    picker.fill("anthropic:rye")
    picker.press("Enter")
    expect(page.locator("#where .away")).to_contain_text("https://api.anthropic.com, another machine")
    ask(page, LAMP)
    assert assistant.models == ["anthropic:rye"]


def test_what_a_model_says_is_marked_unchecked_until_it_is(visit: Visit, assistant: FakeAssistant) -> None:
    whole = assistant._answer(LAMP)
    assistant.scripted[LAMP] = replace(whole, reply=whole.text, model="openai:rye")
    assistant.hold.clear()
    page = visit(assistant)
    send(page, LAMP)
    expect(page.locator("#chat .notice")).to_contain_text("Not checked yet")
    assistant.hold.set()
    expect(page.locator("#chat small.rests")).to_contain_text("openai:rye")
    expect(page.locator("#chat .notice")).to_have_count(0)
