"""How the page looks in a real Chromium: it can be read, nothing overflows, the keyboard and axe
find nothing amiss.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from keepers import LAMP, NIGHT
from on_the_page import ask, enter, rest, width_in_use

pytestmark = pytest.mark.browser

Visit = Callable[..., Page]
ROOMS = ("Chat", "Compare", "Roles", "Library", "Settings")
SERIOUS = ("serious", "critical")


def contrast(page: Page, selector: str) -> float:
    """The lowest contrast between the text of `selector` and what lies behind it, by WCAG's
    formula.
    """
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


TEXTS = [
    "#chat .bot p",
    "#chat .user p",
    '#chat a[href^="#evidence-"]',
    ".rests a",
    "#question textarea",
    "#where p",
]
TEXTS += [
    f"#evidence {part}" for part in ("h3", "h4", ".number", ".path", ".source", "mark", ".whole a")
]
TEXTS += ["#rooms [role=tab]", "#new", "#listed label span", "#links a"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 768, 1280, 1920])
def test_text_can_be_read_and_nothing_overflows(
    visit: Visit, lighthouse: str, scheme: str, width: int
) -> None:
    page = visit(lighthouse, viewport={"width": width, "height": 844}, color_scheme=scheme)
    ask(page, LAMP)
    rest(page)
    assert width_in_use(page) <= width
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")
    expect(page.locator("#question")).to_be_in_viewport(ratio=1)
    assert {
        selector: ratio for selector in TEXTS if (ratio := contrast(page, selector)) < 4.5
    } == {}
    assert (page.locator("body.dark").count() == 1) == (scheme == "dark")


@pytest.mark.parametrize("width", [390, 768])
def test_no_room_overflows_sideways(visit: Visit, harbour: str, width: int) -> None:
    page = visit(
        harbour, "/?compare=Ice+Watch,Heavy+Lift", viewport={"width": width, "height": 844}
    )
    expect(page.locator("#comparison table.side-by-side")).to_be_visible()
    rest(page)
    used = {}
    for room in ROOMS:
        enter(page, room)
        used[room] = width_in_use(page)
    assert {room: wide for room, wide in used.items() if wide > width} == {}


def test_who_wants_no_motion_sees_none(visit: Visit, lighthouse: str) -> None:
    page = visit(lighthouse, viewport={"width": 1280, "height": 500}, reduced_motion="reduce")
    ask(page, NIGHT)
    rest(page)
    marker = page.locator('#chat a[href^="#evidence-1-"]').last
    number = str(marker.get_attribute("href")).split("-")[2]
    marker.evaluate("marker => marker.click()")
    # In the same moment: nothing glides there, and the quote does not flash.
    assert page.evaluate(
        """number => {
          const mark = document.querySelector(`#evidence-1-${number} mark`);
          const panel = document.querySelector("#evidence");
          const [inner, outer] = [mark.getBoundingClientRect(), panel.getBoundingClientRect()];
          return inner.top >= outer.top && inner.bottom <= outer.bottom
            && parseFloat(getComputedStyle(mark).animationDuration) < 0.01;
        }""",
        number,
    )


def test_the_keyboard_alone_leads_from_the_first_look_to_a_quote(
    visit: Visit, lighthouse: str
) -> None:
    page = visit(lighthouse)
    rest(page)
    page.keyboard.press("/")
    page.keyboard.type(LAMP)
    page.keyboard.press("Enter")
    expect(page.locator("#chat small.rests")).to_be_visible()
    rest(page)
    for _ in range(30):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.matches('#chat a[href^=\"#evidence-1-1-\"]')"):
            break
    page.keyboard.press("Enter")
    expect(page.locator("#evidence-1-1")).to_be_focused()
    expect(page.locator("#evidence-1-1 mark")).to_be_in_viewport()
    page.keyboard.press("Escape")
    expect(page.locator('#chat a[href^="#evidence-1-1-"]')).to_be_focused()


def found_by_axe(page: Page) -> dict[str, list[str]]:
    """What axe finds serious or critical: each rule with the elements that break it."""
    violations = Axe().run(page).response["violations"]
    return {
        one["id"]: [f"{node['target']} {node['html'][:160]}" for node in one["nodes"]]
        for one in violations
        if one["impact"] in SERIOUS
    }


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_in_any_room(visit: Visit, harbour: str, scheme: str) -> None:
    page = visit(
        harbour, "/?compare=Ice+Watch,Heavy+Lift", color_scheme=scheme, reduced_motion="reduce"
    )
    expect(page.locator("#comparison table.side-by-side")).to_be_visible()
    enter(page, "Chat")
    ask(page, "How many postings are in Hull?")
    rest(page)
    amiss = {}
    for room in ROOMS:
        enter(page, room)
        rest(page)
        if found := found_by_axe(page):
            amiss[room] = found
    assert amiss == {}


HANDED_IN = (
    "# Harbour Diver\n\nLocation: 2 Locations\nSalary: £20 an hour\n\n## "
    "Requirements\n\nDivers weld hulls."
)


@pytest.mark.parametrize(
    ("width", "scheme"), [(390, "light"), (390, "dark"), (1280, "light"), (1280, "dark")]
)
def test_what_was_read_can_be_seen_and_corrected_by_everyone(
    visit: Visit, harbour: str, width: int, scheme: str
) -> None:
    window = {
        "viewport": {"width": width, "height": 844},
        "color_scheme": scheme,
        "reduced_motion": "reduce",
    }
    page = visit(harbour, "/?room=library", **window)
    page.get_by_label("Or paste a text, or links").fill(HANDED_IN)
    rest(page)
    page.get_by_role("button", name="Read it").click()
    expect(page.locator("#understood")).to_contain_text("1 place not understood")
    page.get_by_role("button", name="Correct what was misread").click()
    expect(page.get_by_role("button", name="Save corrections").first).to_be_visible()
    rest(page)
    parts = [
        "#understood p",
        "#understood small",
        "#understood .guess",
        "#understood .missing",
        "#endings p",
    ]
    assert {part: ratio for part in parts if (ratio := contrast(page, part)) < 4.5} == {}
    assert width_in_use(page) <= width
    assert found_by_axe(page) == {}


def test_an_opened_role_can_be_read_by_everyone(visit: Visit, harbour: str) -> None:
    page = visit(
        harbour, "/?room=roles", viewport={"width": 390, "height": 844}, reduced_motion="reduce"
    )
    page.locator('#roles-table [role=gridcell][data-col="0"]').first.click()
    expect(page.locator("#role-text .origin").first).to_be_visible()
    rest(page)
    assert contrast(page, "#role-text .origin") >= 4.5
    assert width_in_use(page) <= 390
    assert found_by_axe(page) == {}


def test_axe_finds_nothing_serious_on_a_phone(visit: Visit, harbour: str) -> None:
    page = visit(harbour, viewport={"width": 390, "height": 844}, reduced_motion="reduce")
    ask(page, "How many postings are in Hull?").locator('a[href^="#evidence-1-"]').first.click()
    expect(page.locator("#evidence-1-1")).to_be_visible()
    rest(page)
    assert found_by_axe(page) == {}


def test_axe_finds_nothing_serious_in_a_whole_document(visit: Visit, lighthouse: str) -> None:
    page = visit(lighthouse, reduced_motion="reduce")
    ask(page, NIGHT)
    rest(page)
    page.get_by_role("link", name="Open the whole document").first.click()
    expect(page.get_by_role("dialog").locator("mark")).to_be_visible()
    assert found_by_axe(page) == {}
