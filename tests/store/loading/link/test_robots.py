"""What a site's robots.txt asks for is done."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.loading.link.robots import Robots, SiteUnwell

ORIGIN = "https://jobs.example"


def says(content: str, status: int = 200) -> Callable[[str], tuple[int, bytes]]:
    return lambda url: (status, content.encode())


def allowed(path: str, content: str, status: int = 200) -> bool:
    return Robots().allow(ORIGIN, ORIGIN + path, says(content, status))


def test_a_group_of_our_own_goes_before_the_one_for_all() -> None:
    content = "User-agent: *\nDisallow: /\n\nUser-agent: rolecall\nDisallow: /private\n"
    assert allowed("/jobs/1", content)
    assert not allowed("/private/1", content)


def test_a_byte_order_mark_hides_no_rule() -> None:
    assert not allowed("/jobs", "\ufeffUser-agent: *\nDisallow: /jobs\n")


def test_the_longest_rule_decides_and_wildcards_count() -> None:
    content = "User-agent: *\nDisallow: /jobs\nAllow: /jobs/public\nDisallow: /*.pdf$\n"
    assert not allowed("/jobs/7", content)
    assert allowed("/jobs/public/7", content)
    assert not allowed("/leaflets/7.pdf", content)


@pytest.mark.parametrize("status", [401, 403, 404, 410, 429])
def test_a_site_without_rules_allows_everything(status: int) -> None:
    assert allowed("/jobs/1", "User-agent: *\nDisallow: /\n", status)


@pytest.mark.parametrize("status", [500, 503])
def test_a_site_that_is_unwell_allows_nothing_for_now(status: int) -> None:
    with pytest.raises(SiteUnwell, match=str(status)):
        allowed("/jobs/1", "", status)


def test_each_origin_is_asked_once() -> None:
    asked: list[str] = []

    def get(url: str) -> tuple[int, bytes]:
        asked.append(url)
        return 200, b""

    robots = Robots()
    for origin in (ORIGIN, ORIGIN, f"{ORIGIN}:8443"):
        assert robots.allow(origin, f"{origin}/jobs", get)
    assert asked == [f"{ORIGIN}/robots.txt", f"{ORIGIN}:8443/robots.txt"]


@settings(max_examples=300, deadline=1000)
@given(st.binary(max_size=400), st.text(max_size=60))
def test_no_robots_txt_brings_us_down(content: bytes, path: str) -> None:
    rules = b"User-agent: *\nDisallow: " + content + b"\nAllow: " + content[::-1]
    assert Robots().allow(ORIGIN, f"{ORIGIN}/{path}", lambda url: (200, rules)) in (True, False)
