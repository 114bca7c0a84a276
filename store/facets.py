"""What a posting says of itself where no field gives it: title, company, team, level."""

from __future__ import annotations

from dataclasses import dataclass

from store.employers import company_named, team_named
from store.job_titles import job_title, level_of

READ_WITHIN = 20_000  # characters; a posting says what it is near its top


@dataclass(frozen=True, slots=True)
class Facets:
    """What a role's text names; "" where it does not."""

    title: str = ""
    company: str = ""
    team: str = ""
    level: str = ""


def read_facets(text: str, page_company: str = "") -> Facets:
    """Read a role's facets; `page_company` is the employer of the page it stands on, for a text that names none."""
    text = text[:READ_WITHIN]
    company = company_named(text, page_company) or page_company
    title = job_title(text)
    return Facets(title, company, team_named(text, company), level_of(title, text))
