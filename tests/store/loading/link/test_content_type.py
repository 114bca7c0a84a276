"""The name of what a link gave tells its format, and is safe to show and to write."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.loading.link.content_type import StatedContent, _content_types, stated_content

HEADER = st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=80)


@pytest.mark.parametrize(
    ("path", "content_type", "name"),
    [
        ("/", "text/html; charset=utf-8", "page.html"),
        ("/jobs/", "text/html", "page.html"),
        ("/v1.2-keeper", "text/html", "v1.2-keeper.html"),
        ("/boards/quay/jobs?content=true", "application/json", "jobs.json"),
        ("/jobs.jsonl", "application/json", "jobs.jsonl"),
        ("/feed", "application/rss+xml", "feed.xml"),
        ("/keeper.pdf", "application/pdf", "keeper.pdf"),
        ("/view/keeper.pdf", "text/html", "keeper.html"),
        ("/raw/roles.csv", "text/plain", "roles.csv"),
        ("/raw/ROLES.MD", "TEXT/PLAIN; charset=utf-8", "ROLES.md"),
        ("/keeper.docx", "application/octet-stream", "keeper.docx"),
        ("/keeper.docx", "", "keeper.docx"),
        ("/m%C3%BCller%2F..%2Fx", "text/html", "müller_.._x.html"),
        ("/" + "x" * 500, "text/html", "x" * 80 + ".html"),
        ("/lamp", "image/png", ""),
        ("/lamp.svg", "image/svg+xml", ""),
        ("/lamp", "application/octet-stream", ""),
        ("/lamp", "", ""),
    ],
)
def test_the_name_tells_the_format(path: str, content_type: str, name: str) -> None:
    assert stated_content(path, {"content-type": content_type}).name == name


@pytest.mark.parametrize(
    "filename", ['"../../Keeper of Lamps.docx"', r'"C:\\jobs\\Keeper of Lamps.docx"']
)
def test_an_attachment_has_the_name_it_is_sent_with_and_no_folder(filename: str) -> None:
    headers = {
        "content-type": "application/octet-stream",
        "content-disposition": f"attachment; filename={filename}",
    }
    assert stated_content("/download?id=3", headers).name == "Keeper of Lamps.docx"


def test_type_and_character_set_are_told_in_lower_case() -> None:
    stated = stated_content("/", {"content-type": "Text/HTML; Charset=ISO-8859-1"})
    assert stated == StatedContent("text/html", "iso-8859-1", "page.html")


def test_each_content_type_names_a_file() -> None:
    assert list(_content_types()) == sorted(_content_types())
    for content_type, (default, allowed) in _content_types().items():
        assert default in {"", *allowed}
        assert stated_content("/jobs", {"content-type": content_type}).name == (
            f"jobs{default}" if default else ""
        )
        for suffix in allowed:
            assert (
                stated_content(f"/jobs{suffix}", {"content-type": content_type}).name
                == f"jobs{suffix}"
            )


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=40), HEADER, HEADER)
def test_whatever_a_server_says_the_name_is_a_plain_one(
    path: str, content_type: str, disposition: str
) -> None:
    headers = {"content-type": content_type, "content-disposition": f"attachment; {disposition}"}
    for said in (headers, headers | {"content-type": "text/html"}):
        name = stated_content(path, said).name
        assert not set(name) & set('/\\:*?"<>|\n\0') and not name.startswith(".")
