"""Remote, hybrid or on site."""

from __future__ import annotations

import pytest

from store.facets.reading import read_text
from store.facets.workplace import read_workplace
from store.types import Origin, Workplace

REMOTE, HYBRID, ON_SITE = Workplace.REMOTE, Workplace.HYBRID, Workplace.ON_SITE


@pytest.mark.parametrize(
    ("field", "workplace"),
    [
        ("remote", REMOTE),
        ("TELECOMMUTE", REMOTE),
        ("fully_remote", REMOTE),
        ("Hybrid", HYBRID),
        ("hybrid_remote", HYBRID),
        ("On-site", ON_SITE),
        ("onsite", ON_SITE),
        ("In office", ON_SITE),
        ("Vor Ort", ON_SITE),
        ("Híbrido", HYBRID),
        ("Télétravail", REMOTE),
    ],
)
def test_fields(field: str, workplace: Workplace) -> None:
    stated = read_workplace(field, (), read_text("", ()))
    assert stated is not None and stated.value is workplace and stated.origin is Origin.FIELD


@pytest.mark.parametrize(
    ("place", "workplace"),
    [
        ("Remote (US)", REMOTE),
        ("Hybrid - London", HYBRID),
        ("London (2 days a week in the office)", HYBRID),
        ("Leeds", None),
    ],
)
def test_place_fields(place: str, workplace: Workplace | None) -> None:
    stated = read_workplace("", (place,), read_text("", ()))
    assert (stated.value if stated else None) is workplace


@pytest.mark.parametrize(
    ("text", "workplace"),
    [
        ("This role is fully remote.", REMOTE),
        ("This is a remote position open across Kenya.", REMOTE),
        ("- Remote", REMOTE),
        ("Work arrangement: hybrid", HYBRID),
        ("Remote: yes", REMOTE),
        ("Hybrid: Tuesday to Thursday at our mill in Cork.", HYBRID),
        ("Remote working: no", ON_SITE),
        ("A hybrid role with two days in Hull", HYBRID),
        ("You come in 3 days a week in the office.", HYBRID),
        ("At our mill in Hull, with one day a week at home once you are settled", HYBRID),
        ("This is an on-site role at our kiln.", ON_SITE),
        ("This is not a remote role.", ON_SITE),
        ("The position is home-based.", REMOTE),
        ("Location: Oslo (hybrid)", HYBRID),
        ("Arbeitsmodell: Homeoffice", REMOTE),
        ("Modalidad: presencial", ON_SITE),
        ("This job can be done remotely.", REMOTE),
        ("This role is remote, with 2 days a month in person.", REMOTE),
    ],
)
def test_texts(text: str, workplace: Workplace) -> None:
    stated = read_workplace("", (), read_text(text, ()))
    assert stated is not None and stated.value is workplace
    assert stated.span is not None and stated.span.of(text) == stated.raw


@pytest.mark.parametrize(
    "text",
    [
        "You use remote sensing to map peat.",
        "You serve remote communities by boat.",
        "The role supports remote islands.",
        "You mend hybrid cars.",
        "Our work on hybrid seeds",
        "You manage a remote team of twelve.",
        "You fix the remote control.",
        "A virtual machine runs the loom.",
        "Our office in Hull has a garden.",
        "Hybrid cloud architecture",
    ],
)
def test_other_words(text: str) -> None:
    assert read_workplace("", (), read_text(text, ())) is None
