"""A run of terms on one line."""

from __future__ import annotations

import pytest

from store.text.terms import terms_of


@pytest.mark.parametrize(
    ("line", "terms"),
    [
        ("Seaholm · Oban, GB · Full time", ["Seaholm", "Oban, GB", "Full time"]),
        ("**Seaholm** | Oban, GB", ["Seaholm", "Oban, GB"]),
        ("Seaholm\tOban, GB\tPermanent", ["Seaholm", "Oban, GB", "Permanent"]),
        ("Seaholm – Oban, GB – Full-time", ["Seaholm", "Oban, GB", "Full-time"]),
        ("Ref: A-12 – posted 3 June 2026 – Oban", ["Ref: A-12", "posted 3 June 2026", "Oban"]),
        ("Oban · £30k - £35k", ["Oban", "£30k - £35k"]),
        ("R14 000 - R17 500 a month - Full-time", []),
        ("£30,000 – £35,000", []),
        ("Kelp Farmer – Oban", []),
        ("| Grade | Pay | Place |", []),
        ("We farm kelp. It grows fast. · It is cold.", []),
    ],
)
def test_terms(line: str, terms: list[str]) -> None:
    assert [span.of(line) for span in terms_of(line)] == terms
