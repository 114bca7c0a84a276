"""Which of two lines that open a posting is its title, and whose team is no employer."""

from __future__ import annotations

import pytest

from store.facets.names.employers import company_named, without_legal_form
from store.facets.reading import vocabulary
from store.loading.load import documents_in
from store.types import Document

BODY = """Location: Hull, UK
Hours: Full time

Requirements
- Two winters of outdoor work
- A driving licence
"""


def read(name: str, text: str) -> Document:
    (document,) = documents_in(text.encode(), name)
    assert isinstance(document, Document)
    return document


# The title, the employer, a sentence of the text, and what the file is called.
OPENINGS = [
    ("Bell Founder", "Hanbury & Daughters", "Hanbury casts bells for towers.", "a.txt"),
    ("Night Baker", "Ofenwerk Lindau GmbH", "You bake from two to ten.", "a.txt"),
    ("Deck Officer (Ferries)", "Skerry Line", "Skerry Line sails to nine islands.", "a.txt"),
    ("Orchard Hand", "BRAMLEY FARM & PRESS", "Bramley is looking for an orchard hand to prune.",
     "a.txt"),
    ("Tram Conductor", "Quayside Tramway", "Write to depot@quayside.example.", "a.txt"),
    ("Glass Cutter", "ROSEWINDOW STUDIO", "You cut glass by hand.", "a.txt"),
    ("Loom Tuner", "Kirkgate Textile Mills", "You tune forty looms.", "loom-tuner-2027.txt"),
    ("Müller (m/w/d)", "Haferkahn", "Haferkahn mahlt seit 1880.", "a.txt"),
]  # fmt: skip
AS_THE_TEXT_WRITES = {"BRAMLEY FARM & PRESS": "Bramley Farm & Press"}  # it has "Bramley" below


@pytest.mark.parametrize("marks", ["", "# "])
@pytest.mark.parametrize("employer_first", [True, False])
@pytest.mark.parametrize(("title", "employer", "sentence", "name"), OPENINGS)
def test_two_lines_in_either_order(
    title: str, employer: str, sentence: str, name: str, employer_first: bool, marks: str
) -> None:
    first, second = (employer, title) if employer_first else (title, employer)
    text = f"{marks}{first}\n\n{marks and '## '}{second}\n\n{BODY}\n{sentence}\n"
    document = read(name.replace(".txt", ".md") if marks else name, text)
    assert (document.title, document.company) == (title, AS_THE_TEXT_WRITES.get(employer, employer))


def test_a_reference_behind_a_label_is_no_title() -> None:
    text = f"Net Mender (Trawls)\n\nSkerry Line\n\nVacancy: SK/HUL/0419\n{BODY}"
    assert read("a.txt", text).title == "Net Mender (Trawls)"


@pytest.mark.parametrize(("form", "example"), vocabulary("names/legal_forms").items())
def test_a_legal_form_is_left_out(form: str, example: str) -> None:
    bare = without_legal_form(example)
    assert bare != example and form not in bare


PAGE = """<html><head><title>{head}</title></head><body><main><h1>Dome Mechanic</h1>
<p>Hilo, HI, USA · Full time</p>
<h2>About the team</h2><p>Mirror Coating keeps nine telescopes bright. We are six.</p>
<h2>Requirements</h2><ul><li>Three years with cranes</li></ul>
<p>Starcrest does not sponsor visas. Write to jobs@starcrest.example.</p></main>
<footer>{foot}</footer></body></html>"""


@pytest.mark.parametrize(
    ("head", "foot"),
    [
        ("Dome Mechanic - Careers at Starcrest", ""),
        ("Dome Mechanic", "© 2027 Starcrest Ltd. All rights reserved"),
        ("Dome Mechanic", ""),
    ],
)
def test_a_team_is_not_the_employer(head: str, foot: str) -> None:
    assert read("a.html", PAGE.format(head=head, foot=foot)).company == "Starcrest"


def test_the_name_of_a_mail_address_is_the_employers() -> None:
    text = (
        "Mirror Coating keeps telescopes bright.\n\nStarcrest pays on Fridays: a@starcrest.example"
    )
    assert company_named(text) == "Starcrest"
