"""A second look at links and folders: new, changed, unchanged, gone and back, against a real
server.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from ipaddress import ip_address
from pathlib import Path

import pytest

from fake_embedder import FakeEmbedder
from misbehaving_site import MisbehavingSite, reply
from shelf import write
from store.library import Library
from store.loading.link.address import Address
from store.loading.link.link import LinkLimits, fetch
from store.settings import StoreSettings

POSTING = """<html><head><title>Lamplighter</title></head><body><main><h1>Lamplighter</h1>
<p>Location: Hull, UK</p><p>Salary: GBP 30,000 per year</p>
<h2>Duties</h2><p>Light the lamps of the quay at {hour}, and put them out again at dawn.</p></main></body></html>"""
BAKER = (
    "# Night Baker\n\nLocation: Leeds, UK\nSalary: GBP 30,000\n\n## Duties\n\nShape {loaf} "
    "loaves before dawn.\n"
)


def only_here(address: Address) -> bool:
    return address == ip_address("127.0.0.1")


@pytest.fixture
def site() -> Iterator[MisbehavingSite]:
    with MisbehavingSite() as site:
        yield site


@pytest.fixture
def library(data_dir: Path) -> Iterator[Library]:
    limits = LinkLimits(size=20_000, seconds=3.0, silence=0.5)
    here = partial(fetch, limits=limits, allow=only_here, resolve=lambda host, port: ["127.0.0.1"])
    opened = Library.open(StoreSettings(data_dir=data_dir), FakeEmbedder, fetch_link=here)
    yield opened
    opened.close()


def page(hour: str, etag: str = "") -> bytes:
    return POSTING.format(hour=hour).encode()


def refreshed(library: Library, *places: Path | str) -> list[tuple[str, str]]:
    outcomes = library.refresh(places)
    return [
        (str(one.status), one.document.title if one.document else one.reason) for one in outcomes
    ]


# Links --------------------------------------------------------------------------------------------


def test_a_link_is_asked_whether_it_has_changed_and_read_again_where_it_has(
    library: Library, site: MisbehavingSite
) -> None:
    site.pages["/lamp"] = reply(page("dusk"), etag='"one"')
    library.ingest([site.url("/lamp")])
    site.pages["/lamp"] = reply(b"", status=304)
    assert refreshed(library) == [("unchanged", "Lamplighter")]
    assert 'If-None-Match: "one"' in site.asked[-1]
    site.pages["/lamp"] = reply(page("six"), etag='"two"')
    assert refreshed(library, site.url("/lamp")) == [("updated", "Lamplighter")]
    assert "at six" in library.documents()[0].text
    site.pages["/lamp"] = reply(page("six"))
    assert refreshed(library) == [("unchanged", "Lamplighter")]
    assert 'If-None-Match: "two"' in site.asked[-1]


def test_a_posting_whose_link_is_gone_is_closed_and_open_again_when_it_is_back(
    library: Library, site: MisbehavingSite
) -> None:
    site.pages["/lamp"] = reply(page("dusk"), etag='"one"')
    library.ingest([site.url("/lamp")])
    site.pages["/lamp"] = reply(b"", status=410)
    assert refreshed(library) == [("closed", "Lamplighter")]
    (document,) = library.documents()
    (posting,) = document.postings
    assert len(posting.closed) == len("2026-11-28")
    assert refreshed(library) == [], "what is closed is not closed again"
    site.pages["/lamp"] = reply(page("dusk"), etag='"one"')
    assert refreshed(library) == [("updated", "Lamplighter")]
    assert "If-None-Match" not in site.asked[-1], "the page is needed whole"
    (back,) = library.documents()
    assert (back.document_id, [one.closed for one in back.postings]) == (document.document_id, [""])


def test_a_site_that_is_unwell_changes_nothing_and_is_told(
    library: Library, site: MisbehavingSite
) -> None:
    site.pages["/lamp"] = reply(page("dusk"))
    library.ingest([site.url("/lamp")])
    before = library.documents()
    site.pages["/lamp"] = reply(b"", status=503)
    ((status, reason),) = refreshed(library)
    assert status == "failed" and "503" in reason and site.url("/lamp") in reason
    assert library.documents() == before


def test_a_posting_that_a_feed_no_longer_lists_is_closed(
    library: Library, site: MisbehavingSite
) -> None:
    rows = [
        "Title,Location,Description",
        "Baker,Leeds,Bake bread at night.",
        "Pilot,Hull,Steer ships at dawn.",
        "",
    ]
    site.pages["/jobs.csv"] = reply("\n".join(rows).encode(), content_type="text/csv")
    library.ingest([site.url("/jobs.csv")])
    site.pages["/jobs.csv"] = reply("\n".join([*rows[:2], ""]).encode(), content_type="text/csv")
    assert sorted(refreshed(library)) == [("closed", "Pilot"), ("unchanged", "Baker")]
    assert refreshed(library) == [("unchanged", "Baker"), ("unchanged", "Pilot")]
    site.pages["/jobs.csv"] = reply("\n".join(rows).encode(), content_type="text/csv")
    assert sorted(refreshed(library)) == [("unchanged", "Baker"), ("updated", "Pilot")]
    assert not any(posting.closed for one in library.documents() for posting in one.postings)


def test_a_new_link_is_read(library: Library, site: MisbehavingSite) -> None:
    site.pages["/lamp"] = reply(page("dusk"))
    assert refreshed(library, site.url("/lamp")) == [("added", "Lamplighter")]


# Folders ------------------------------------------------------------------------------------------


def test_a_folder_is_listed_again(library: Library, tmp_path: Path) -> None:
    folder = tmp_path / "jobs"
    for name, title in (("a", "Night Baker"), ("b", "Port Clerk"), ("c", "Harbour Pilot")):
        write(folder, f"{name}.md", BAKER.format(loaf=name).replace("Night Baker", title))
    library.ingest([folder])
    write(folder, "b.md", BAKER.format(loaf="rye").replace("Night Baker", "Port Clerk"))
    (folder / "c.md").unlink()
    write(folder, "d.md", BAKER.format(loaf="oat").replace("Night Baker", "Net Mender"))
    write(folder, "e.xyz", "?")
    told = {title: status for status, title in refreshed(library) if status != "left out"}
    assert told == {
        "Night Baker": "unchanged",
        "Port Clerk": "updated",
        "Harbour Pilot": "closed",
        "Net Mender": "added",
    }
    write(folder, "c.md", BAKER.format(loaf="c").replace("Night Baker", "Harbour Pilot"))
    assert ("updated", "Harbour Pilot") in refreshed(library, folder)
    assert not any(posting.closed for one in library.documents() for posting in one.postings)


def test_a_file_that_has_another_name_is_the_same_document(
    library: Library, tmp_path: Path
) -> None:
    path = write(tmp_path / "jobs", "a.md", BAKER.format(loaf="rye"))
    library.ingest([path.parent])
    (before,) = library.documents()
    path.rename(path.with_name("renamed.md"))
    library.refresh()
    (after,) = library.documents()
    assert after.document_id == before.document_id
    assert after.sources == (str(path.with_name("renamed.md").resolve()),)
    assert not after.postings[0].closed


def test_a_folder_that_is_not_there_loses_nothing(library: Library, tmp_path: Path) -> None:
    path = write(tmp_path / "jobs", "a.md", BAKER.format(loaf="rye"))
    library.ingest([path.parent])
    path.unlink(), path.parent.rmdir()
    ((status, reason),) = refreshed(library)
    assert status == "failed" and "no such folder" in reason
    assert not library.documents()[0].postings[0].closed


def test_a_file_by_itself_is_closed_where_its_folder_still_stands(
    library: Library, tmp_path: Path
) -> None:
    path = write(tmp_path / "jobs", "a.md", BAKER.format(loaf="rye"))
    library.ingest([path])
    path.unlink()
    assert refreshed(library, path) == [("closed", "Night Baker")]


def test_columns_and_what_was_stated_hold_at_a_refresh(library: Library, tmp_path: Path) -> None:
    from store.types import Fields

    path = write(tmp_path, "jobs.csv", "Job Name,About\nBaker,Bake bread at night.\n")
    library.ingest(
        [path], given=Fields(company="Crumb"), columns={"title": "Job Name", "description": "About"}
    )
    write(
        tmp_path,
        "jobs.csv",
        "Job Name,About\nBaker,Bake bread at night.\nPilot,Steer ships at dawn.\n",
    )
    assert sorted(refreshed(library)) == [("added", "Pilot"), ("unchanged", "Baker")]
    assert {one.company for one in library.documents()} == {"Crumb"}
