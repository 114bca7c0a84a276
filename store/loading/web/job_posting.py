"""A schema.org JobPosting to fields and Markdown: https://schema.org/JobPosting

Pages carry it as JSON-LD, microdata or RDFa, feeds and exports as JSON.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from store.loading.markup.html_markdown import html_to_line, html_to_markdown
from store.loading.web.structured import Item, values
from store.types import DocumentKind, Fields, Loaded

REMOTE = "remote"
_TELECOMMUTE = "telecommute"
_EMPTY = frozenset({"", "null", "none", "undefined", "n/a"})  # what programs write for no value
_LONGEST_LABEL_VALUE = 100
_UNITS = re.compile(r"(?:per[ _]|/)?(hour|day|week|fortnight|month|year|ann)\w*", re.I)

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


def load_posting(item: Item, part: str = "", *, text: str = "", url: str = "", publisher: str = "") -> Loaded:
    """Return a JobPosting as a document.

    Args:
        item: its properties, texts as HTML, escaped HTML or plain text.
        part: the piece of the file it was.
        text: Markdown to take where the posting has no description.
        url: the page's address, for a posting that states none.
        publisher: the site that shows the posting.
    """
    description = "\n\n".join(filter(None, map(_markdown, values(item, "description"))))
    return Loaded(_with_sections(item, description or text), posting_fields(item, url=url, publisher=publisher), part)


def posting_fields(item: Item, *, url: str = "", publisher: str = "") -> Fields:
    """Return what a JobPosting states beside its text."""
    remote, workplace = _workplace(item)
    company = _name(values(item, "hiringorganization", "employer"))
    return Fields(
        kind=DocumentKind.ROLE,
        title=_text(values(item, "title", "name")),
        company=company,
        team=_team(item),
        places=_places(item, remote),
        workplace=workplace,
        employment=", ".join(_texts(values(item, "employmenttype"))),
        pay=_pay(item),
        posted=_text(values(item, "dateposted", "datepublished")),
        closes=_text(values(item, "validthrough")),
        requisition=_identifier(item),
        url=_url(item) or url,
        publisher=publisher if publisher != company else "",
    )


def _text(found: list[Any]) -> str:
    return next(iter(_texts(found)), "")


def _texts(found: list[Any]) -> list[str]:
    """Return values as lines, each once; of a nested item its name or value."""
    texts: dict[str, None] = {}
    for value in found:
        text = _name([value]) if isinstance(value, dict) else _line(value)
        if text:
            texts.setdefault(text)
    return list(texts)


def _line(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = html_to_line(str(value)) if isinstance(value, str | int | float) else ""
    return "" if text.lower() in _EMPTY else text


def _name(found: list[Any]) -> str:
    for value in found:
        if not isinstance(value, dict):
            if text := _line(value):
                return text
            continue
        inner = values(value, "name", "legalname", "value", "credentialcategory", "description")
        if text := _line(next(iter(inner), "")):
            return text
    return ""


def _team(item: Item) -> str:
    organization = next((value for value in values(item, "hiringorganization") if isinstance(value, dict)), {})
    return _text(values(item, "department", "employmentunit")) or _text(values(organization, "department"))


def _workplace(item: Item) -> tuple[bool, str]:
    """Return whether the posting is remote, and its kind of workplace in the source's words."""
    kinds = _texts(values(item, "joblocationtype"))
    remote = any(_TELECOMMUTE in kind.lower() for kind in kinds)
    return remote, REMOTE if remote else ", ".join(kinds)


def _places(item: Item, remote: bool) -> tuple[str, ...]:
    places = dict.fromkeys(filter(None, map(_place, values(item, "joblocation"))))
    for area in filter(None, map(_place, values(item, "applicantlocationrequirements"))):
        if remote:
            places.setdefault(f"Remote, {area}")
        elif not values(item, "joblocation"):
            places.setdefault(area)
    return tuple(places)


def _place(value: Any) -> str:
    """Return a Place, an address or a name as "Oban, Scotland, GB"."""
    if not isinstance(value, dict):
        return _line(value)
    for address in values(value, "address"):
        if place := _place(address):
            return place
    parts = [_text(values(value, name)) for name in ("addresslocality", "addressregion", "addresscountry")]
    distinct = dict.fromkeys(filter(None, parts))
    return ", ".join(distinct) or _name([value])


def _pay(item: Item) -> str:
    """Return the pay as one line, "GBP 28,000 - 32,000 per year"; what is no number stays as it is written."""
    stated = _text(values(item, "salarycurrency"))
    for salary in values(item, "basesalary", "estimatedsalary"):
        if not isinstance(salary, dict):
            if line := _amount(salary):
                return f"{stated} {line}".strip() if _is_number(line.replace(",", "")) else line
            continue
        currency = _text(values(salary, "currency")) or stated
        for value in values(salary, "value") or [salary]:
            if line := _quantity(value, currency, _text(values(salary, "unittext", "duration"))):
                return line
    return ""


def _quantity(value: Any, currency: str, unit: str) -> str:
    if isinstance(value, dict):
        least, most = _amount_of(value, "minvalue"), _amount_of(value, "maxvalue")
        single = _amount_of(value, "value") or _amount_of(value, "median")
        unit = _text(values(value, "unittext", "unitcode")) or unit
        currency = currency or _text(values(value, "currency"))
    else:
        least, most, single = "", "", _amount(value)
    if least and most and least != most:
        amount, prefix = f"{least} - {most}", ""
    else:
        amount = single or least or most
        prefix = "" if single or least == most else "from " if least else "up to "
    if not amount:
        return ""
    line = f"{currency} {amount}" if currency and not re.search(r"[^\W\d_]|[^\w\s.,–-]", amount) else amount
    return f"{prefix}{line}{_period(unit, line)}"


def _amount_of(value: Item, name: str) -> str:
    return _amount(next(iter(values(value, name)), ""))


def _amount(value: Any) -> str:
    """Return an amount with its thousands parted; an empty string for zero, which pages write for no amount."""
    text = _line(value)
    if not isinstance(value, float) and not _is_number(text):
        return text
    number = float(text or 0)
    if not 0 < number < 1e12:
        return ""
    return f"{number:,.0f}" if number == int(number) else f"{number:,.2f}"


def _is_number(text: str) -> bool:
    """Tell whether a text is a number; three digits after a point are thousands in many languages, so not told here."""
    return bool(re.fullmatch(r"\d{1,13}(?:\.(?:\d{1,2}|\d{4,6}))?", text))


def _period(unit: str, line: str) -> str:
    if not unit or unit.lower() in line.lower():
        return ""
    period = _UNITS.fullmatch(unit.strip())
    if period is None:
        return f" {unit}" if unit.lower().startswith("per ") else f" per {unit.lower()}"
    return " per " + {"ann": "year"}.get(period[1].lower(), period[1].lower())


def _identifier(item: Item) -> str:
    for value in values(item, "identifier"):
        text = _text(values(value, "value", "propertyid")) if isinstance(value, dict) else _line(value)
        if text and "://" not in text:
            return text
    return ""


def _url(item: Item) -> str:
    for value in values(item, "url", "@id", "mainentityofpage", "sameas"):
        text = _line(value) if not isinstance(value, dict) else _text(values(value, "@id", "url"))
        if text.startswith(("http://", "https://")):
            return text
    return ""


def _markdown(value: Any) -> str:
    if isinstance(value, str):
        return "" if value.strip().lower() in _EMPTY else html_to_markdown(value)
    return _stated(value)


def _with_sections(item: Item, markdown: str) -> str:
    """Add what other properties say and the text does not: short values as labels, longer ones under headings."""
    known = _letters(markdown)
    labels, sections = [], []
    for name, label in _LABELS.items():
        value = ", ".join(_texts(values(item, name)))
        if value and len(value) <= _LONGEST_LABEL_VALUE and _letters(value) not in known:
            labels.append(f"{label}: {value}")
    for name, heading in _SECTIONS.items():
        texts = [text for text in map(_markdown, values(item, name)) if text and not _is_known(text, known)]
        if texts:
            joined = "\n".join(f"- {text}" for text in texts) if _are_lines(texts) else "\n\n".join(texts)
            sections.append(f"## {heading}\n\n{joined}")
            known += _letters(joined)
    return "\n\n".join(filter(None, [markdown, "  \n".join(labels), *sections]))


def _are_lines(texts: list[str]) -> bool:
    return len(texts) > 1 and all("\n" not in text and not text.startswith("- ") for text in texts)


def _is_known(text: str, known: str) -> bool:
    lines = [letters for line in text.split("\n") if (letters := _letters(line))]
    return all(letters in known for letters in lines)


def _letters(text: str) -> str:
    return "".join(re.findall(r"[^\W_]+", text.lower()))


def _stated(value: Any) -> str:
    """Return an item that states a requirement, such as months of experience or a degree, as text."""
    if not isinstance(value, dict):
        return _line(value)
    return "; ".join(_statements(value))


def _statements(value: Item) -> Iterator[str]:
    if months := _line(next(iter(values(value, "monthsofexperience")), "")):
        yield f"{months} months of experience"
    names = ("credentialcategory", "name", "description", "value", "text")
    yield from dict.fromkeys(text for name in names for text in _texts(values(value, name)))
