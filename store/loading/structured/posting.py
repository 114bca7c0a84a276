"""Named values to a posting: the cells of a row, the members of an object, the elements of an
entry.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from store.loading.markup.html_markdown import html_to_line, html_to_markdown
from store.loading.structured import columns
from store.loading.structured.columns import TITLES, Column, is_empty
from store.types import DocumentKind, Fields, Loaded

_URL = ("url", "apply url")
_WHERE = frozenset({"place", "city", "region", "country"})
_TEXT = frozenset({"body", "section"})
_EVIDENCE = frozenset(
    {"body", "section", "experience", "company", "team", "department"}
)  # beside a title that articles have too
_SILENT = frozenset(
    {"identifier", "created", "updated", "postcode", "url", "apply url"}
)  # never lines of the text

_LONGEST_DETAIL = 120  # characters: what is longer is a section of its own
_PLACES = re.compile(r"[;\n|]")
_NOT_LETTER = re.compile(r"[\W_]+")
_WRAPPED = re.compile(r",\s*\n\s*")  # a place that is broken over two lines
_BREAK = re.compile(r"<br\s*/?>|</(?:p|li|div)>", re.I)
_BARE_ITEMS = re.compile(r"\s*<li[\s>]", re.I)  # Lever's lists come without the list around them
_CODED = re.compile(
    r"[A-Z]{2,3}\s*[-._]|.*\w\.\w"
)  # "US-CA-San Jose", "USA.VA.Reston": the place names its country
_ADDRESS = re.compile(r"(?:https?://)?[\w-]+(?:\.[\w-]+)+(?:[:/?#]\S*)?", re.I)
_NUMBER = re.compile(r"\d{1,3}(?:[ ,'’\u00a0\u202f]\d{3})+(?:\.\d{1,2})?|\d+(?:\.\d{1,2})?")
_EPOCH = re.compile(r"\d{10}(?:\d{3})?")
_EPOCH_FROM, _EPOCH_MILLISECONDS_FROM = (
    10**8,
    10**11,
)  # from 1973 on, in seconds and in milliseconds
_SHEET_DAYS = range(20_000, 80_000)  # days of a sheet's calendar: 1954 to 2119
_COUNTRY_CODE = 2  # letters
_SHEET_EPOCH = date(1899, 12, 30)


@dataclass(frozen=True, slots=True)
class Cell:
    """A named value: text, a number, a yes or no, a date, or a list of texts."""

    column: Column
    value: object


def is_posting(cells: Iterable[Cell]) -> bool:
    """Tell whether named values make a posting: a title of a job, or a title beside what only
    postings have.
    """
    kinds = {cell.column.kind for cell in cells if not is_empty(cell.value)}
    telling = bool(kinds & columns.vocabulary().telling)
    return (
        "title" in kinds
        or ("title plain" in kinds and (telling or bool(kinds & _EVIDENCE)))
        or ("title perhaps" in kinds and telling)
        or (
            "name" in kinds
            and telling
            and bool(kinds & (columns.vocabulary().telling | _TEXT) - _WHERE)
        )
    )


def posting(cells: Sequence[Cell], *, part: str = "", role: bool = False) -> Loaded:
    """Return the posting that the cells make; `role` says that the source holds nothing but
    postings.
    """
    cells = _with_years([cell for cell in cells if not is_empty(cell.value)])
    named = _Named(cells)
    of_roles = named.by_kind.keys() & columns.vocabulary().of_roles
    fields = Fields(
        kind=DocumentKind.ROLE if role or of_roles else None,
        title=named.line(*TITLES),
        company=named.line("company"),
        team=named.line("team", "department", "category"),
        level=named.line("level"),
        places=named.places(),
        workplace=named.workplace(),
        employment=named.joined("schedule", "hours", "employment"),
        pay=named.pay(),
        posted=named.date("posted", "created"),
        closes=named.date("closes"),
        requisition=named.line("requisition", "identifier"),
        url=named.url(),
        author=named.line("author"),
        publisher=named.line("publisher"),
    )
    unused = [cell for cell in cells if id(cell) not in named.used]
    return Loaded(_markdown(unused, fields), fields, part)


def places_of(cells: Iterable[Cell]) -> list[str]:
    """Return the places that the cells of one object name: its city, region and country, else
    its name.
    """
    named = _Named(cells)
    if "city" in named.by_kind:
        named.by_kind.pop("place", None)
    return list(named.places())


# --- the text ---


def _markdown(cells: Sequence[Cell], fields: Fields) -> str:
    details: list[tuple[int, Cell, str]] = []
    sections: list[tuple[int, Cell, str]] = []
    seen = {_letters(fields.title)}
    for cell in sorted(cells, key=lambda cell: -_richness(cell)):
        text = _text(cell)
        letters = _letters(text)
        if letters and letters not in seen:
            seen.add(letters)
            (sections if _is_section(cell) else details).append((cells.index(cell), cell, text))
    lines = [_detail(cell, text) for _, cell, text in sorted(details, key=lambda entry: entry[0])]
    parts = ["\n".join(line for line in lines if line)]
    parts += [_headed(cell, text) for _, cell, text in sorted(sections, key=lambda entry: entry[0])]
    return "\n\n".join(part for part in parts if part)


def _richness(cell: Cell) -> int:
    """Of two cells with one text the marked-up one is kept, and of these the one that is known
    to be text.
    """
    marked = isinstance(cell.value, str) and "<" in cell.value
    return 2 * marked + (cell.column.kind in _TEXT)


def _is_section(cell: Cell) -> bool:
    if cell.column.kind in _TEXT:
        return True
    if isinstance(cell.value, list):
        texts = [str(item) for item in cell.value]
        return sum(map(len, texts)) > _LONGEST_DETAIL or any("\n" in text for text in texts)
    text = str(cell.value).strip()
    return len(text) > _LONGEST_DETAIL or "\n" in text


def _text(cell: Cell) -> str:
    value = cell.value
    if isinstance(value, list):
        items = [
            " ".join(html_to_markdown(str(item)).split()) for item in value if not is_empty(item)
        ]
        return "\n".join(f"- {item}" for item in items) if _is_section(cell) else ", ".join(items)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (date, datetime)):
        return _iso(value)
    if isinstance(value, (int, float)):
        return f"{value:g}" if abs(value) < 1e6 else f"{value:.0f}"
    text = _as_text(value)
    return html_to_markdown(f"<ul>{text}</ul>" if _BARE_ITEMS.match(text) else text)


def _headed(cell: Cell, text: str) -> str:
    """A section under its column's name; a text that begins with a heading of its own needs
    none.
    """
    label = cell.column.label
    return (
        text
        if not label or (cell.column.kind == "body" and text.startswith("#"))
        else f"## {label}\n\n{text}"
    )


def _detail(cell: Cell, text: str) -> str:
    silent = cell.column.kind in _SILENT and not (
        cell.column.kind in _URL and not _ADDRESS.fullmatch(str(cell.value).strip())
    )
    if silent or not cell.column.label:
        return ""
    return f"- {cell.column.label}: {' '.join(text.split())}"


def _letters(text: str) -> str:
    return _NOT_LETTER.sub("", text.casefold())


# --- the fields ---


class _Named:
    """Cells by the kinds of their columns; `used` are those that a field was read from."""

    def __init__(self, cells: Iterable[Cell]) -> None:
        self.by_kind: dict[str, list[Cell]] = {}
        self.used: set[int] = set()
        for cell in cells:
            self.by_kind.setdefault(cell.column.kind, []).append(cell)

    def of(self, *kinds: str) -> Iterator[Cell]:
        return (cell for kind in kinds for cell in self.by_kind.get(kind, ()))

    def take(self, *kinds: str) -> Iterator[Cell]:
        for cell in self.of(*kinds):
            self.used.add(id(cell))
            yield cell

    def line(self, *kinds: str) -> str:
        """The first value of the surest kind as one line."""
        return next((line for cell in self.take(*kinds) if (line := _one_line(cell.value))), "")

    def joined(self, *kinds: str) -> str:
        lines: dict[str, None] = {}
        for cell in self.of(*kinds):
            line = _one_line(cell.value)
            if cell.column.kind != "hours" or not any(map(str.isdigit, line)):
                self.used.add(id(cell))
                lines[line] = None
        return ", ".join(filter(None, lines))

    def places(self) -> tuple[str, ...]:
        """Each place once: a named one, or city, region and country together."""
        kinds = ("place", "city", "region", "country")
        named, cities, regions, countries = map(self._several, kinds)
        only = [_only(cities), _only(regions), _only(countries)]
        if len(named) == 1:
            return (_extended(named[0], only),)
        if named:
            return tuple(dict.fromkeys(named))
        if len(cities) > 1 and len(cities) in {len(regions), len(countries)}:
            numbered = enumerate(cities)
            aligned = [[city, _nth(regions, n), _nth(countries, n)] for n, city in numbered]
        elif not cities and len(countries) > 1:
            aligned = [[only[1], country] for country in countries]
        else:
            aligned = [[city, *only[1:]] for city in cities or [""]]
        places = (", ".join(dict.fromkeys(filter(None, parts))) for parts in aligned)
        return tuple(dict.fromkeys(filter(None, places))) or tuple(regions)

    def _several(self, kind: str) -> list[str]:
        lines: dict[str, None] = {}
        for cell in self.take(kind):
            own: list[object] = cell.value if isinstance(cell.value, list) else []
            for value in own or [*_json_list(cell.value)] or [cell.value]:
                broken = _BREAK.sub("\n", str(value))  # "Oban<br>Leith" is two lines
                for entry in _PLACES.split(_WRAPPED.sub(", ", broken)):
                    line = html_to_line(entry).strip(" ,")
                    is_code = kind == "country" and len(line) == _COUNTRY_CODE
                    lines[line.upper() if is_code else line] = None
        return [line for line in lines if not is_empty(line)]

    def workplace(self) -> str:
        words, flags = columns.vocabulary(), []
        stated = self.joined("workplace")
        for cell in self.take("hybrid", "remote", "on site"):
            line = _one_line(cell.value)
            if line.lower() not in words.no:
                flags.append(cell.column.kind if line.lower() in words.yes else line)
        if stated.lower() in words.yes:
            return "remote"
        # a number is that of an entry in a board's own list
        if stated.isdigit() or (stated.lower() in words.no and flags):
            stated = ""
        return stated or next(iter(flags), "")

    def date(self, *kinds: str) -> str:
        return next((day for cell in self.take(*kinds) if (day := _as_date(cell.value))), "")

    def url(self) -> str:
        for cell in self.of(*_URL):
            line = _one_line(cell.value)
            if _ADDRESS.fullmatch(line):
                self.used.add(id(cell))
                return line
        return ""

    def pay(self) -> str:
        """One line: "USD 90,000 - 120,000 per year"; text of pay as it stands, with what its
        column's name adds.
        """
        least, most = self._bound("pay least", min), self._bound("pay most", max)
        currency, period = self._currency(), self._period()
        self.used.update(map(id, self.of("pay least", "pay most")))
        if least or most:
            return _range(least, most, currency, period)
        lines = (_stated_pay(cell, currency, period) for cell in self.take("pay"))
        return "; ".join(dict.fromkeys(filter(None, lines)))

    def _bound(self, kind: str, outermost: Callable[[list[float]], float]) -> str:
        """The outermost amount of the cells of a kind; where none is a number, what they say."""
        cells = (cell.value for cell in self.of(kind))
        values = [value for own in cells for value in (own if isinstance(own, list) else [own])]
        amounts = [amount for value in values if (amount := _amount(value)) is not None]
        if not amounts:
            return next((line for value in values if (line := _one_line(value))), "")
        return _money(outermost(amounts)) if any(amounts) else ""

    def _currency(self) -> str:
        if stated := self.line("pay currency"):
            return columns.vocabulary().signs.get(stated) or stated.split(",")[0].upper()
        cells = list(self.of("pay least", "pay most", "pay"))
        by_name = next((cell.column.currency for cell in cells if cell.column.currency), "")
        return by_name or next((sign for cell in cells[:2] if (sign := _sign(cell.value))), "")

    def _period(self) -> str:
        if stated := self.line("pay period"):
            return columns.period_in(stated) or stated.lower()
        cells = self.of("pay least", "pay most", "pay")
        return next((cell.column.period for cell in cells if cell.column.period), "")


def _one_line(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(line for item in value if (line := _one_line(item)))
    if isinstance(value, float) and value.is_integer():
        return f"{value:.0f}"
    if isinstance(value, (date, datetime)):
        return _iso(value)
    return html_to_line(str(value))


def _as_text(value: object) -> str:
    """A cell as text, and a list that was written as JSON as its lines."""
    items = _json_list(value)
    return "\n".join(f"- {item}" for item in items) if items else str(value)


def _json_list(value: object) -> list[str]:
    if isinstance(value, str) and value.strip()[:1] == "[" and value.strip()[-1:] == "]":
        try:
            items = json.loads(value)
        except (ValueError, RecursionError):
            return []
        if isinstance(items, list) and all(isinstance(item, str) for item in items):
            return items
    return []


def _extended(place: str, parts: Sequence[str]) -> str:
    """A named place with the city, region and country that it does not name itself."""
    commas = place.count(",")
    if _CODED.match(place) or commas > 1:
        return place
    parts = parts[-1:] if commas else parts
    words = f" {columns.normalised(place)} "
    new = [part for part in parts if part and f" {columns.normalised(part)} " not in words]
    return ", ".join([place, *new])


def _only(values: Sequence[str]) -> str:
    return values[0] if len(values) == 1 else ""


def _nth(values: Sequence[str], number: int) -> str:
    return values[number] if number < len(values) else _only(values)


def _as_date(value: object) -> str:
    if isinstance(value, (date, datetime)):
        return _iso(value)
    if isinstance(value, str) and _EPOCH.fullmatch(value.strip()):
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return _one_line(value)
    if value >= _EPOCH_FROM:
        seconds = value / 1000 if value >= _EPOCH_MILLISECONDS_FROM else value
        return (
            datetime.fromtimestamp(seconds, UTC).date().isoformat()
            if seconds < 2**33
            else str(value)
        )
    return (
        (_SHEET_EPOCH + timedelta(days=int(value))).isoformat()
        if int(value) in _SHEET_DAYS
        else _one_line(value)
    )


def _iso(value: date | datetime) -> str:
    if isinstance(value, datetime):
        return (
            value.date().isoformat()
            if value.time() == time()
            else value.isoformat(timespec="minutes")
        )
    return value.isoformat()


# --- experience ---

_MOST_YEARS = 50  # what is more is no number of years
_YEARS = Column("Experience")


def _with_years(cells: Sequence[Cell]) -> list[Cell]:
    """The cells with those of years of experience as one that says "4 to 6 years"; words on it
    are a section.
    """
    ends = {kind: [cell for cell in cells if cell.column.kind == kind] for kind in _YEARS_IN}
    years = {kind: [_amount(cell.value) for cell in own] for kind, own in ends.items()}
    amounts = {
        kind: [one for one in own if one is not None and one <= _MOST_YEARS]
        for kind, own in years.items()
    }
    least = min(amounts["experience least"] or amounts["experience"], default=None)
    most = max(amounts["experience most"], default=None)
    found: list[Cell] = []
    for cell in cells:
        if cell.column.kind not in _YEARS_IN:
            found.append(cell)
        elif _amount(cell.value) is None:
            kind = "section" if any(map(str.isalpha, str(cell.value))) else ""
            found.append(replace(cell, column=replace(cell.column, kind=kind)))
        elif (least is not None or most is not None) and not any(
            one.column is _YEARS for one in found
        ):
            found.append(Cell(_YEARS, _years_between(least, most)))
    return found


_YEARS_IN = ("experience", "experience least", "experience most")


def _years_between(least: float | None, most: float | None) -> str:
    if least is not None and most is not None and least < most:
        return f"{least:g} to {most:g} years"
    return f"up to {most:g} years" if least is None else f"{least:g} years"


# --- pay ---


def _stated_pay(cell: Cell, currency: str, period: str) -> str:
    line = _one_line(cell.value)
    amount = _amount(cell.value)
    if amount is not None:
        return _range(_money(amount), _money(amount), currency, period) if amount else ""
    if not any(map(str.isdigit, line)):
        return line
    named = columns.currency_in(line) or any(sign in line for sign in columns.vocabulary().signs)
    line = line if named or not currency else f"{currency} {line}"
    return line if not period or columns.period_in(line) else f"{line} per {period}"


def _range(least: str, most: str, currency: str, period: str) -> str:
    amount = f"{least} - {most}" if least and most and least != most else least or most
    before = "" if least and most else "from " if least else "up to "
    space = " " if currency.isalpha() else ""
    return f"{before}{currency}{space}{amount}" + (f" per {period}" if period else "")


def _money(amount: float) -> str:
    return f"{amount:,.0f}" if amount.is_integer() else f"{amount:,.2f}"


def _amount(value: object) -> float | None:
    """A number, alone or with the sign or code of a currency; None for everything else."""
    if isinstance(value, bool):
        return None
    if isinstance(value, (int, float)):
        return float(value)
    text = str(value).strip()
    for sign in [*columns.vocabulary().signs, columns.currency_in(text) or " "]:
        text = text.removeprefix(sign).removesuffix(sign).strip()
    return float(re.sub(r"[ ,'’\u00a0\u202f]", "", text)) if _NUMBER.fullmatch(text) else None


def _sign(value: object) -> str:
    """The currency of an amount that is written with it: "£28,000"."""
    return (
        columns.currency_in(value) if isinstance(value, str) and _amount(value) is not None else ""
    )
