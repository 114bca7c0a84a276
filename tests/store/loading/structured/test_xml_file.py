"""XML feeds: Personio, Indeed, RSS and Atom; DTDs, entities and depth are refused."""

from __future__ import annotations

import pytest

from store.errors import ReadError
from store.loading.structured.xml_file import XmlLoader
from store.types import DocumentKind, Loaded

POSITION = """
<position>
  <id>7</id><subcompany>Groen GmbH</subcompany><office>Graz</office>
  <additionalOffices><office>Wien</office></additionalOffices>
  <department>Garten</department><recruitingCategory>Lehre</recruitingCategory><name>Gärtner (m/w/d)</name>
  <jobDescriptions>
    <jobDescription><name>Deine Aufgaben</name><value><![CDATA[<ul><li>Pflanzen</li></ul>]]></value></jobDescription>
    <jobDescription><name>Dein Profil</name><value><![CDATA[<p>Mut &amp; Spaten</p>]]></value></jobDescription>
  </jobDescriptions>
  <employmentType>permanent</employmentType><seniority>experienced</seniority><schedule>full-time</schedule>
  <yearsOfExperience>2-5</yearsOfExperience><createdAt>2026-01-05T10:00:00+00:00</createdAt>
</position>"""
JOB = """
<job>
  <title><![CDATA[Auto Mechanic]]></title><date>Wed, 27 Aug 2025 01:49:49 GMT</date>
  <referencenumber>A-1</referencenumber><url><![CDATA[https://wheels.example/1?a=b&c=d]]></url>
  <company>Wheels &amp; Co</company><city>Guelph</city><state>ON</state><country>CA</country>
  <postalcode>N1G</postalcode><description><![CDATA[<p>Mend <b>vans</b>.</p>]]></description>
  <salary>$50K per year</salary><jobtype>fulltime</jobtype><experience>5+ years</experience>
</job>"""


def read(source: str | bytes) -> list[Loaded]:
    content = source if isinstance(source, bytes) else source.encode()
    return [piece for piece in XmlLoader().load(content, "feed.xml") if isinstance(piece, Loaded)]


@pytest.mark.parametrize("positions", [1, 2])
def test_personio(positions: int) -> None:
    loaded = read(
        f'<?xml version="1.0" encoding="UTF-8"?><workzag-jobs>{POSITION * positions}</workzag-jobs>'
    )
    assert len(loaded) == positions
    fields = loaded[0].fields
    assert (fields.title, fields.company, fields.team) == (
        "Gärtner (m/w/d)",
        "Groen GmbH",
        "Garten",
    )
    assert (fields.places, fields.level) == (("Graz", "Wien"), "experienced")
    assert (fields.employment, fields.requisition) == ("full-time, permanent", "7")
    assert fields.kind is DocumentKind.ROLE
    assert loaded[0].markdown == (
        "- Category: Lehre\n- Years of experience: 2-5\n\n"
        "## Deine Aufgaben\n\n- Pflanzen\n\n## Dein Profil\n\nMut & Spaten"
    )


@pytest.mark.parametrize("jobs", [1, 2])
def test_indeed(jobs: int) -> None:
    loaded = read(f"<source><publisher>ATS</publisher>{JOB * jobs}</source>")
    assert len(loaded) == jobs
    fields = loaded[0].fields
    assert (fields.title, fields.company, fields.places) == (
        "Auto Mechanic",
        "Wheels & Co",
        ("Guelph, ON, CA",),
    )
    assert (fields.pay, fields.employment, fields.requisition) == (
        "$50K per year",
        "fulltime",
        "A-1",
    )
    assert fields.url == "https://wheels.example/1?a=b&c=d"
    assert loaded[0].markdown == "Mend **vans**.\n\n## Experience\n\n5+ years"


@pytest.mark.parametrize("items", [1, 2])
def test_rss_of_jobs(items: int) -> None:
    item = """<item><title>Actor</title><description>&lt;p&gt;Play three parts.&lt;/p&gt;</description>
      <pubDate>Mon, 05 Jan 2026 10:00:00 +0100</pubDate><link>https://stage.example/jobs/5</link>
      <remoteStatus>hybrid</remoteStatus><guid isPermaLink="false">5-x</guid>
      <tt:locations><tt:location><tt:name>Main</tt:name><tt:city>Malmö</tt:city><tt:country>Sweden</tt:country>
      </tt:location></tt:locations><tt:department>Ensemble</tt:department></item>"""
    loaded = read(
        '<rss version="2.0" xmlns:tt="https://teamtailor.com/locations"><channel><title>Jobs at '
        "Stage</title>"
        "<link>https://stage.example</link><description>All "
        f"jobs</description>{item * items}</channel></rss>"
    )
    assert len(loaded) == items
    fields = loaded[0].fields
    assert (fields.title, fields.team, fields.places) == ("Actor", "Ensemble", ("Malmö, Sweden",))
    assert (fields.workplace, fields.url) == ("hybrid", "https://stage.example/jobs/5")
    assert loaded[0].markdown == "Play three parts."


def test_atom_entries_without_terms_of_work_are_of_unknown_kind() -> None:
    (entry,) = read(
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>Notes</title><link rel="self" '
        'href="https://a.example/f"/>'
        '<entry><title>On kelp</title><link rel="alternate" href="https://a.example/1"/>'
        '<link rel="edit" href="https://a.example/edit"/><author><name>Jo</name></author>'
        '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Kelp '
        "<b>grows</b>.</p></div></content>"
        "</entry></feed>"
    )
    assert (entry.fields.kind, entry.fields.title, entry.fields.author) == (None, "On kelp", "Jo")
    assert entry.fields.url == "https://a.example/1"
    assert entry.markdown == "Kelp **grows**."


def test_mistakes_that_feeds_make_are_mended() -> None:
    source = JOB.replace("&amp; Co", "& Sons&nbsp;Ltd").replace("Auto", "Auto\x02")
    (loaded,) = read(f"<jobs>{source}</jobs>")
    assert loaded.fields.company == "Wheels & Sons Ltd"
    assert loaded.fields.title == "Auto Mechanic"


def test_a_declared_encoding_is_followed() -> None:
    source = "<jobs><job><title>Bäcker</title><location>Köln; Bonn</location></job></jobs>"
    (loaded,) = read(b'<?xml version="1.0" encoding="iso-8859-1"?>' + source.encode("latin-1"))
    assert (loaded.fields.title, loaded.fields.places) == ("Bäcker", ("Köln", "Bonn"))
    assert read(source.encode("utf-16"))[0].fields.title == "Bäcker"


@pytest.mark.parametrize(
    ("source", "cause"),
    [
        (
            '<!DOCTYPE j [<!ENTITY a "aa"><!ENTITY b '
            '"&a;&a;">]><jobs><job><title>&b;</title></job></jobs>',
            "DTD",
        ),
        (
            "<!DOCTYPE j [<!ENTITY x SYSTEM "
            '"file:///etc/hostname">]><jobs><job><title>&x;</title></job></jobs>',
            "DTD",
        ),
        ('<!DOCTYPE j SYSTEM "http://elsewhere.example/j.dtd"><jobs/>', "DTD"),
        ("<a>" * 100_000 + "</a>" * 100_000, "deeper"),
        ("<jobs><job><title>Broken", "line 1"),
        ("<config><name>x</name><size>3</size></config>", "config, name, size"),
    ],
)
def test_what_is_refused(source: str, cause: str) -> None:
    with pytest.raises(ReadError, match=cause) as caught:
        read(source)
    assert "\n" not in str(caught.value)


def test_what_is_recognised() -> None:
    loader = XmlLoader()
    assert loader.recognises(b'<?xml version="1.0"?>\n<anything/>', "x")
    assert loader.recognises(b"<!-- made daily -->\n<rss version='2.0'>", "x")
    assert not loader.recognises(b'<?xml version="1.0"?><!DOCTYPE html><html xmlns="x">', "x.xhtml")
    assert not loader.recognises(b"<p>Text</p>", "x.html")
    assert not loader.recognises(b"<!--a-->" * 2400, "x")
