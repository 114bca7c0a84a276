"""Read fields and Markdown of a schema.org JobPosting.

https://schema.org/JobPosting says what its properties mean. Pages carry it as JSON-LD, microdata or
RDFa, feeds and exports as JSON.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from typing import Any

from store.loading.markup.characters import letters_of
from store.loading.markup.html_markdown import html_to_line, html_to_markdown
from store.loading.structured.columns import Column, currency_in
from store.loading.structured.posting import Cell, posting
from store.loading.web.structured import Item, values
from store.types import Fields, Loaded

REMOTE = "remote"
_EMPTY = frozenset({"", "null", "none", "undefined", "n/a"})  # what programs write for no value
_LONGEST_LABEL_VALUE = 100

# Properties that hold text of the posting beside its description, and the heading each is given.
_SECTIONS = {
    "employeroverview": "About the employer",
    "responsibilities": "Responsibilities",
    "qualifications": "Qualifications",
    "experiencerequirements": "Experience requirements",
    "educationrequirements": "Education requirements",
    "skills": "Skills",
    "physicalrequirement": "Physical requirements",
    "sensoryrequirement": "Sensory requirements",
    "securityclearancerequirement": "Security clearance",
    "eligibilitytoworkrequirement": "Eligibility to work",
    "jobbenefits": "Benefits",
    "benefits": "Benefits",
    "incentivecompensation": "Incentive compensation",
    "incentives": "Incentives",
    "specialcommitments": "Special commitments",
}
_LABELS = {
    "industry": "Industry",
    "occupationalcategory": "Occupational category",
    "workhours": "Working hours",
    "jobstartdate": "Start date",
    "totaljobopenings": "Openings",
}


# The properties that give a field, the surest first, by what columns.yaml calls it.
_FIELDS = {
    "title": ("title", "name"),
    "company": ("hiringorganization", "employer"),
    "department": ("department", "employmentunit"),
    "employment": ("employmenttype",),
    "posted": ("dateposted", "datepublished"),
    "closes": ("validthrough",),
}
_NAMES = ("name", "legalname", "value", "credentialcategory", "description")


def load_posting(
    item: Item, part: str = "", *, text: str = "", url: str = "", publisher: str = ""
) -> Loaded:
    """Return a JobPosting as a document.

    Args:
        item: its properties, texts as HTML, escaped HTML or plain text.
        part: the piece of the file it was.
        text: Markdown to take where the posting has no description.
        url: the page's address, for a posting that states none.
        publisher: the site that shows the posting.
    """
    description = "\n\n".join(filter(None, map(_markdown, values(item, "description"))))
    return Loaded(
        _with_sections(item, description or text),
        posting_fields(item, url=url, publisher=publisher),
        part,
    )


def posting_fields(item: Item, *, url: str = "", publisher: str = "") -> Fields:
    """Return what a JobPosting states beside its text."""
    named = {kind: _texts(values(item, *names)) for kind, names in _FIELDS.items()}
    if not named["department"]:
        organizations = values(item, "hiringorganization")
        named["department"] = _texts(
            list(chain.from_iterable(values(of, "department") for of in organizations))
        )
    workplaces = _texts(values(item, "joblocationtype"))
    is_remote = any("telecommute" in workplace.lower() for workplace in workplaces)
    named["workplace"] = [REMOTE] if is_remote else workplaces
    numbers = _texts(values(item, "identifier"), "value", "propertyid")
    named["requisition"] = [number for number in numbers if "://" not in number]
    addresses = _texts(values(item, "url", "@id", "mainentityofpage", "sameas"), "@id", "url")
    named["url"] = [link for link in addresses if re.match(r"https?://", link)] or [url]
    cells = [Cell(Column("", kind), text) for kind, texts in named.items() for text in texts]
    fields = posting([*cells, *_pay(item)], role=True).fields
    return replace(
        fields,
        places=_places(item, is_remote),
        publisher=publisher if publisher != fields.company else "",
    )


def _texts(stated: list[Any], *names: str) -> list[str]:
    """Values as lines, each once; of a nested item its name or the first of `names`."""
    return list(dict.fromkeys(filter(None, (_text(value, *names) for value in stated))))


def _text(value: Any, *names: str) -> str:
    if isinstance(value, dict):
        return next(map(_text, values(value, *(names or _NAMES))[:1]), "")
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = html_to_line(str(value)) if isinstance(value, str | int | float) else ""
    return "" if text.lower() in _EMPTY else text


def _places(item: Item, is_remote: bool) -> tuple[str, ...]:
    places = dict.fromkeys(filter(None, map(_place, values(item, "joblocation"))))
    for area in filter(None, map(_place, values(item, "applicantlocationrequirements"))):
        if is_remote:
            places.setdefault(f"Remote, {area}")
        elif not values(item, "joblocation"):
            places.setdefault(area)
    return tuple(places)


def _place(value: Any) -> str:
    """A Place, an address or a name as "Oban, Scotland, GB"."""
    if not isinstance(value, dict):
        return _text(value)
    for address in values(value, "address"):
        if place := _place(address):
            return place
    names = ("addresslocality", "addressregion", "addresscountry")
    parts = dict.fromkeys(part for name in names for part in _texts(values(value, name))[:1])
    return ", ".join(parts) or _text(value)


def _pay(item: Item) -> Iterator[Cell]:
    """The amounts, currency and period of the first salary, as the cells of a table have them."""
    salary = next(iter(values(item, "basesalary", "estimatedsalary")), None)
    amount = next(iter(values(salary, "value")), salary)
    amounts = {
        "pay least": values(amount, "minvalue"),
        "pay most": values(amount, "maxvalue"),
        "pay": values(amount, "value", "median") if isinstance(amount, dict) else [amount],
        "pay currency": values(salary, "currency")
        or values(amount, "currency")
        or values(item, "salarycurrency"),
        "pay period": values(amount, "unittext", "unitcode")
        or values(salary, "unittext", "duration"),
    }
    for kind, stated in amounts.items():
        number = next((value for value in stated if isinstance(value, int | float)), None)
        text = next(iter(_texts(stated)), "")
        if kind == "pay currency":  # "€" alone holds no word
            text = currency_in(text) or text
        yield Cell(Column("", kind), text if number is None else number)


def _markdown(value: Any) -> str:
    if isinstance(value, str):
        return "" if value.strip().lower() in _EMPTY else html_to_markdown(value)
    return "; ".join(_statements(value)) if isinstance(value, dict) else _text(value)


def _with_sections(item: Item, markdown: str) -> str:
    """Add what other properties say and the text does not: short values as labels, longer ones
    under headings.
    """
    known = letters_of(markdown)
    labels, sections = [], []
    for name, label in _LABELS.items():
        value = ", ".join(_texts(values(item, name)))
        if value and len(value) <= _LONGEST_LABEL_VALUE and letters_of(value) not in known:
            labels.append(f"{label}: {value}")
    for name, heading in _SECTIONS.items():
        stated = filter(None, map(_markdown, values(item, name)))
        texts = [text for text in stated if not _is_known(text, known)]
        if texts:
            sign, between = ("- ", "\n") if _are_lines(texts) else ("", "\n\n")
            joined = between.join(f"{sign}{text}" for text in texts)
            sections.append(f"## {heading}\n\n{joined}")
            known += letters_of(joined)
    return "\n\n".join(filter(None, [markdown, "  \n".join(labels), *sections]))


def _are_lines(texts: list[str]) -> bool:
    return len(texts) > 1 and all("\n" not in text and not text.startswith("- ") for text in texts)


def _is_known(text: str, known: str) -> bool:
    lines = [letters for line in text.split("\n") if (letters := letters_of(line))]
    return all(letters in known for letters in lines)


def _statements(value: Item) -> Iterator[str]:
    """What an item says of a requirement, such as months of experience or a degree."""
    if months := _text(next(iter(values(value, "monthsofexperience")), "")):
        yield f"{months} months of experience"
    names = ("credentialcategory", "name", "description", "value", "text")
    yield from dict.fromkeys(text for name in names for text in _texts(values(value, name)))
