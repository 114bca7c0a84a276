"""Pictures of the page as a user meets it: the real assistant, the seeds, a question, its evidence
opened, the rooms.

    make screenshots

Writes docs/images/; README shows chat.png, compare.png and chat-narrow-dark.png.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, Page, sync_playwright

from assistant.cli.doctor import HOW_TO_GET_CHROMIUM, find_chromium

QUESTION = "What do Bar Raisers look for?"
COMPARISON = "/?compare=AGI,Seattle"
ROLES = "/?room=roles"
IMAGES = Path(__file__).parents[2] / "docs" / "images"
PATIENCE_MS = 120_000  # the seeds are ingested behind the page


@dataclass(frozen=True)
class Picture:
    """One picture; on a narrow page the evidence lies over the answer, so that it shows one or
    the other.
    """

    name: str
    width: int
    height: int
    scheme: str
    evidence: bool = True
    path: str = "/"  # a room of its own where it is not the chat


PICTURES = (
    Picture("chat", 1280, 800, "light"),
    Picture("chat-dark", 1280, 800, "dark"),
    Picture("chat-narrow", 390, 844, "light", evidence=False),
    Picture("chat-narrow-dark", 390, 844, "dark"),
    Picture("compare", 1280, 800, "light", path=COMPARISON),
    Picture("compare-narrow-dark", 390, 844, "dark", path=COMPARISON),
    Picture("roles", 1280, 800, "light", path=ROLES),
)


@contextmanager
def served() -> Iterator[str]:
    """The address of a page with default settings and a collection of its own."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith("ROLECALL_")}
    rolecall = Path(sys.executable).with_name("rolecall")
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        command = [rolecall, "--data-dir", folder, "chat", "--no-browser", "--port", "0"]
        page = subprocess.Popen(command, env=plain, stdout=subprocess.PIPE, text=True)
        try:
            assert page.stdout is not None
            yield next(word for word in page.stdout.readline().split() if word.startswith("http"))
        finally:
            page.terminate()
            page.wait()


def take(picture: Picture, browser: Browser, address: str) -> Path:
    """Ask or enter the room, and keep what the window shows."""
    size = {"width": picture.width, "height": picture.height}
    page = browser.new_context(viewport=size, color_scheme=picture.scheme).new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.goto(address + picture.path)
    if picture.path == "/":
        _ask(page, picture.evidence)
    elif picture.path == COMPARISON:
        page.locator("#comparison table.side-by-side").wait_for()
    else:
        page.locator('#roles-table [role=gridcell][data-col="0"]').nth(1).click()
        page.locator("#role-text h3").wait_for()
    page.wait_for_timeout(1000)  # what glides has come to rest
    path = IMAGES / f"{picture.name}.png"
    page.screenshot(path=path, animations="disabled")
    page.context.close()
    return path


def _ask(page: Page, evidence: bool) -> None:
    """Ask the question, and open its first passage where that is wanted."""
    page.locator("#chat .placeholder").get_by_text("10 postings").wait_for()
    page.locator("#question textarea").fill(QUESTION)
    page.keyboard.press("Enter")
    page.locator("#chat small.rests").wait_for()
    if evidence:
        page.locator('#chat a[href^="#evidence-1-"]').first.click()
        page.locator("#evidence mark").first.wait_for()


def main() -> int:
    chromium = find_chromium()
    if chromium is None:
        print(f"No Chromium to take pictures with; {HOW_TO_GET_CHROMIUM}", file=sys.stderr)
        return 1
    IMAGES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright, served() as address:
        browser = playwright.chromium.launch(
            executable_path=str(chromium), args=["--no-sandbox", "--disable-gpu"]
        )
        for picture in PICTURES:
            print(take(picture, browser, address))
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
