"""Says whether an answer is right: what the writer of a question marked, against what the answer
shows.

Each key of a question that can be judged is a check of its own:

- `intent`: it was read as marked. A list and a count are one, since both give the number and the
  rows. A name that fits several is right where the answer asks which is meant, and where it answers
  for each of them.
- `about`: something is quoted or listed, and only of these documents; of what is not answered,
  nothing else is.
- `vital`: at least 60% of the facts are quoted.
- `count`: what was computed has this many roles or postings; where nothing was, the first line
  gives the number.
- `roles`: exactly these are listed, those that are arguable aside, and in this order where it is
  marked.
- `tally`: the number beside each name; of a long one, as many rows as an answer shows.
- `says`, `never`: phrases the text has or lacks. What has the most of something must be named at
  the top.
- `abstains`: it says that the sources don't tell, or that there is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Any

from assistant.types import Answer, Kind
from librarian import same
from store.types import Document

VITAL = 0.6  # share of the vital facts that must be quoted
ROWS_SHOWN = 30  # of a tally, the most that an answer has to show
OPENING_LINES = 4  # where the one with the most must be named
NUMBERS = (
    "no one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen "
    "eighteen nineteen twenty"
).split()
# What country names are where an answer shortens them.
SHORTENED = {"united kingdom": "uk", "united states": "us"}
# How kinds are grouped in the table: the first pattern that a kind matches.
GROUPS = {
    "article": r"art(icle)?\b",
    "small talk": r"small-talk|greeting|thanks|what-can-you-do",
    "off topic": r"off-topic",
    "no such posting": r"not-there|no-such",
    "not said": r"unsaid|not-said|fact-missing|fact-not-stated",
    "name fits several": r"name-fits|ambiguous",
    "counts by group": r"tally|count-(grouped|per|compare)",
    "count": r"count",
    "superlative": r"superlative",
    "about the asker": r"asker|about-asker",
    "several questions": r"several",
    "comparison": r"compare",
    "required or preferred": r"required|preferred|nice-to-have|skill|list-(required|preferred"
    r"|skill)",
    "list by subject": r"list-(by-)?subject|narrow-list",
    "one posting: fact": r"fact|narrow$",
    "one posting: yes or no": r"yes-no",
    "one posting: broad": r"broad",
}
BY_INTENT = {
    "answer": "one posting: fact",
    "clarify": "name fits several",
    "compare": "comparison",
    "count": "count",
    "list": "list by condition",
    "small talk": "small talk",
}

Listing = tuple[
    str, int
]  # a document's identifier and the number of its posting, 0 where it has none
Listings = Mapping[
    str, frozenset[Listing]
]  # what each name that a question may use for documents stands for


class Verdict(StrEnum):
    """How an item was answered."""

    RIGHT = "right"
    PARTLY = "partly"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Item:
    """A question, or a turn of a conversation; `expected` is its row as the writer marked it."""

    name: str
    group: str
    question: str
    expected: Mapping[str, Any]

    @classmethod
    def of(cls, name: str, row: Mapping[str, Any], turn: int = 0) -> Item:
        """The item of a row; `turn` counts those of a conversation from 0."""
        return cls(name, _group_of(row, turn), str(row["question"]), row)

    @property
    def half(self) -> str:
        """ "tune" or "held": one for all turns of a conversation."""
        return "tune" if sha256(self.name.partition("/")[0].encode()).digest()[0] % 2 else "held"

    @property
    def abstains(self) -> bool:
        return bool(self.expected.get("abstains"))

    @property
    def names_the_most(self) -> bool:
        """Whether a place or an employer with the most is asked for, not a role."""
        return self.group == "superlative" and not self.expected.get("roles")

    def named(self, key: str) -> list[str]:
        """The documents that a key names."""
        return [str(name) for name in self.expected.get(key) or ()]


@dataclass(frozen=True, slots=True)
class Shown:
    """What a reader sees of an answer.

    Attributes:
        intent: how the question was read: a Kind, "clarify" or "small talk".
        text: without markers and Markdown.
        quotes: what is quoted; nothing where it abstains.
        quoted: the documents that are quoted.
        roles: the documents listed, in order; those quoted where nothing is listed.
        postings: the postings selected; None where nothing was computed from the catalog.
    """

    intent: str
    text: str
    abstained: bool = False
    quotes: tuple[str, ...] = ()
    quoted: frozenset[str] = frozenset()
    roles: tuple[str, ...] = ()
    postings: frozenset[Listing] | None = None

    @classmethod
    def of(cls, answer: Answer) -> Shown:
        """What an answer shows."""
        used = sorted({index for claim in answer.claims for index in claim.citations})
        citations = [answer.citations[index] for index in used]
        quoted = dict.fromkeys(citation.document.document_id for citation in citations)
        roles: Iterable[str] = [role.document_id for role in answer.roles] or quoted
        postings = None
        if answer.selection is not None:
            roles = [role.document_id for role in answer.selection.roles]
            postings = frozenset(
                (one.role.document_id, one.number) for one in answer.selection.postings
            )
        elif answer.abstained:
            roles = ()
        return cls(
            _intent_of(answer),
            plain_text(answer.text),
            answer.abstained,
            () if answer.abstained else tuple(citation.quote for citation in citations),
            frozenset(quoted),
            tuple(dict.fromkeys(roles)),
            postings,
        )

    @property
    def first_line(self) -> str:
        return self.text.partition("\n")[0]

    @property
    def opening(self) -> str:
        """The first lines."""
        return "\n".join([line for line in self.text.split("\n") if line.strip()][:OPENING_LINES])


def names_of(documents: Iterable[Document]) -> Listings:
    """Return what each name stands for: a file's name without its ending, alone or as `file#title,
    city[, company]`.

    Names are in lower case.
    """
    found: dict[str, set[Listing]] = {}
    for document in documents:
        files = {
            source.replace("\\", "/").rpartition("/")[2].rpartition(".")[0]
            for source in document.sources
        }
        numbered = [
            (number, one.place.city) for number, one in enumerate(document.postings, start=1)
        ] or [(0, "")]
        for file in files:
            for number, city in numbered:
                label = f"{file}#{document.title}, {city}"
                for name in (file, label, f"{label}, {document.company}"):
                    found.setdefault(name.casefold(), set()).add((document.document_id, number))
    return {name: frozenset(listings) for name, listings in found.items()}


def checks(item: Item, shown: Shown, listings: Listings) -> dict[str, bool]:
    """Return whether each key of an item holds.

    Raises KeyError for a name that stands for no document.
    """
    expected, found = item.expected, {"intent": _intent_holds(item, shown, listings)}
    if "about" in expected:
        found["about"] = _about_holds(item, shown, listings)
    if expected.get("vital"):
        found["vital"] = _vital_share(expected["vital"], shown.quotes) >= VITAL
    if "count" in expected:
        found["count"] = _count_holds(item, shown)
    if "roles" in expected and item.expected["intent"] != "clarify":
        found["roles"] = _roles_hold(item, shown, listings)
    if tally := expected.get("groups") or expected.get("tally"):
        found["tally"] = tally_holds(tally, shown.text)
    if "says" in expected or "says_any" in expected:
        phrases = [[phrase] for phrase in expected.get("says") or ()] + list(
            expected.get("says_any") or ()
        )
        text = shown.opening if item.names_the_most else shown.text
        found["says"] = all(any(says(text, phrase) for phrase in either) for either in phrases)
    if "never" in expected:
        found["never"] = not any(says(shown.text, phrase) for phrase in expected["never"])
    if item.abstains:
        nearest_named = item.group == "no such posting" and found.get("says", False)
        found["abstains"] = shown.abstained or shown.postings == frozenset() or nearest_named
    return found


def verdict(found: Mapping[str, bool]) -> Verdict:
    """Return how an item was answered: partly right where a key holds that an empty answer would
    not meet.
    """
    if all(found.values()):
        return Verdict.RIGHT
    telling = [held for key, held in found.items() if key not in ("intent", "never")]
    return Verdict.PARTLY if any(telling) else Verdict.WRONG


def plain_text(text: str) -> str:
    """A text without citation markers and Markdown's stars."""
    return (
        re.sub(r"(?: ?\[\d+\])+", "", text)
        .replace("*", "")
        .replace("\u00a0", " ")
        .replace("\u202f", " ")
    )


def _folded(text: str) -> str:
    """A text as it is compared: case and the commas in numbers aside."""
    return re.sub(r"(?<=\d),(?=\d{3}\b)", "", plain_text(text)).casefold()


def says(text: str, phrase: str) -> bool:
    """Whether a text has a phrase, case aside; a number at its ends is not part of a longer one."""
    wanted = _folded(str(phrase))
    before = r"(?<!\d)(?<!\d[.,])" if wanted[:1].isdigit() else ""
    after = r"(?!\d)(?![.,]\d)" if wanted[-1:].isdigit() else ""
    return re.search(f"{before}{re.escape(wanted)}{after}", _folded(text)) is not None


def gives_number(text: str, number: int) -> bool:
    """Whether a text has a number in digits or in words."""
    words = [NUMBERS[number]] if number < len(NUMBERS) else []
    words += ["none", "nothing"] if number == 0 else []
    return says(text, str(number)) or any(
        re.search(rf"\b{word}\b", text, re.IGNORECASE) for word in words
    )


def tally_holds(tally: Mapping[str, int], text: str) -> bool:
    """Whether a text gives the right number after each name that it has, and has enough of the
    names.
    """
    given = {name: _number_after(name, text) for name in tally}
    told = {name: number for name, number in given.items() if number is not None}
    return len(told) >= min(len(tally), ROWS_SHOWN) and all(
        tally[name] == number for name, number in told.items()
    )


def _number_after(name: str, text: str) -> int | None:
    """The first number after a name in one line; None where there is no such line."""
    spellings = "|".join(
        re.escape(one) for one in (name.casefold(), SHORTENED.get(name.casefold(), "")) if one
    )
    match = re.search(rf"\b(?:{spellings})(?!\w)[^\d\n]*(\d+)", _folded(text))
    return int(match[1]) if match else None


def _intent_of(answer: Answer) -> str:
    if answer.options and not answer.claims:
        return "clarify"
    asked_nothing = answer.selection is None and answer.comparison is None and not answer.evidence
    return (
        "small talk"
        if asked_nothing and not answer.abstained and not answer.options
        else answer.query.kind
    )


def _intent_holds(item: Item, shown: Shown, listings: Listings) -> bool:
    marked = item.expected["intent"]
    if marked == shown.intent or item.abstains:
        return True
    if marked == "clarify":
        readings = _documents(item.named("about") or item.named("roles"), listings)
        return bool(readings) and readings <= shown.quoted | set(shown.roles)
    return {marked, shown.intent} == {Kind.LIST.value, Kind.COUNT.value}


def _about_holds(item: Item, shown: Shown, listings: Listings) -> bool:
    about = _documents(item.named("about"), listings)
    if item.abstains:
        return shown.quoted <= about
    seen = shown.quoted or set(shown.roles)
    return not shown.abstained and bool(seen) and seen <= about


def _vital_share(vital: Sequence[Sequence[str]], quotes: Sequence[str]) -> float:
    """The share of the facts of which one of the sentences is quoted."""
    told = [any(same(quote, sentence) for quote in quotes for sentence in fact) for fact in vital]
    return sum(told) / len(told)


def _count_holds(item: Item, shown: Shown) -> bool:
    number = int(item.expected["count"])
    if shown.postings is None or item.names_the_most:
        return gives_number(shown.opening if item.names_the_most else shown.first_line, number)
    counted = shown.postings if item.expected.get("count_of") == "postings" else shown.roles
    return len(counted) == number


def _roles_hold(item: Item, shown: Shown, listings: Listings) -> bool:
    """Whether the postings are exactly those named, where postings were asked for and selected;
    else the roles.
    """
    wanted, arguable = item.named("roles"), item.named("roles_arguable")
    if item.expected.get("count_of") == "postings" and shown.postings is not None:
        left_out = _listings(arguable, listings)
        return shown.postings - left_out == _listings(wanted, listings) - left_out
    left_out_roles = _documents(arguable, listings)
    roles = [role for role in shown.roles if role not in left_out_roles]
    if item.expected.get("ordered"):
        return roles == list(
            dict.fromkeys(document for name in wanted for document in _documents([name], listings))
        )
    return set(roles) == _documents(wanted, listings) - left_out_roles


def _listings(names: Iterable[str], listings: Listings) -> frozenset[Listing]:
    return frozenset(listing for name in names for listing in listings[name.casefold()])


def _documents(names: Iterable[str], listings: Listings) -> frozenset[str]:
    return frozenset(document for document, _ in _listings(names, listings))


def _group_of(row: Mapping[str, Any], turn: int) -> str:
    intent = str(row["intent"])
    if turn and intent != "small talk":
        return f"follow-up: {'list or count' if intent in ('list', 'count') else intent}"
    kind = str(row.get("kind", ""))
    group = next(
        (name for name, pattern in GROUPS.items() if re.match(pattern, kind)), BY_INTENT[intent]
    )
    return "not said" if row.get("abstains") and group == "one posting: fact" else group
