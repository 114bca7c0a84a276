"""A comparison as an answer tells it: two sentences, a table side by side, what both say and
what only one does.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from assistant.comparison.alignment import lead_of
from assistant.comparison.opening import opening
from assistant.language.wording import in_one_sentence, plain_cell
from assistant.tuning import tuning
from assistant.types import (
    AlignedPair,
    Aspect,
    Citation,
    Claim,
    Comparison,
    FacetRow,
    Mode,
    Support,
)

ONE_SIDED = frozenset({Mode.ONLY_FIRST, Mode.ONLY_SECOND})


def labels(comparison: Comparison) -> tuple[str, ...]:
    """Return what the sides are called; with their places, or numbers, where they would else be
    called the same.
    """
    told = [plain_cell(side.label) for side in comparison.sides]
    if len(set(told)) == len(told):
        return tuple(told)
    row = next(
        (
            row
            for row in comparison.facets
            if row.name == "places" and len(set(row.cells)) == len(told)
        ),
        None,
    )
    if row is None:
        return tuple(f"{label} ({number})" for number, label in enumerate(told, start=1))
    return tuple(
        f"{label} ({plain_cell(place) or 'place not stated'})"
        for label, place in zip(told, row.cells, strict=True)
    )


NOT_STATED, SHARED_ONLY = "not stated", "only what both say"
BETWEEN = " · "  # quotes; it stands in the renderer's tables, a line break would not
# Facets that belong to an aspect that is asked for by itself, by the first word of their names.
_FACETS_OF = {
    Aspect.METHODS: ("skills",),
    Aspect.SENIORITY: ("level",),
    Aspect.PAY: ("pay", "employment"),
    Aspect.QUALIFICATIONS: ("experience", "degree", "languages"),
}

# What two roles are chosen between by; the head of the table and the opening name the rest.
_FACTS = (
    *("pay", "places", "workplace", "employment", "experience", "degree"),
    *("languages", "visa", "closing date", "team"),
)
_WEIGHTY = frozenset({Aspect.PURPOSE, Aspect.RESPONSIBILITIES, Aspect.QUALIFICATIONS})

Told = tuple[str, tuple[Citation, ...], tuple[Claim, ...]]
Key = tuple[int, int, int]


def comparison_text(
    comparison: Comparison, mode: Mode = Mode.ALL, aspects: frozenset[Aspect] = frozenset()
) -> Told:
    """Return the text in Markdown, its citations and claims, each in the order the text quotes
    them.

    `mode` and `aspects` narrow it to what was asked for; no aspects means all of them. Of more than
    two sides it is the table of their facts.
    """
    if comparison.same_text:
        return _same_text(comparison), (), ()
    if len(comparison.sides) > 2:
        return _several(comparison), (), ()
    return _Teller(comparison, mode, aspects).told()


def _same_text(comparison: Comparison) -> str:
    said = (
        f"{in_one_sentence(_bold(comparison))} are listings of one role: the text is the same, "
        "word for word."
    )
    rows = [_facet_cells(row) for row in comparison.facets if row.differs]
    if not rows:
        return f"{said} Nothing else that is known of them differs either."
    return f"{said} What differs:\n\n{table(comparison, rows)}"


def _several(comparison: Comparison) -> str:
    rows = [_facet_cells(row) for row in _by_weight(comparison.facets) if row.is_stated]
    told = opening(comparison, Mode.ALL, _bold(comparison), plain_cell)
    return f"{told}\n\n{table(comparison, rows)}"


def _bold(comparison: Comparison) -> list[str]:
    return [f"**{label}**" for label in labels(comparison)]


def table(comparison: Comparison, rows: Iterable[Sequence[str]]) -> str:
    """Return rows, each with its name and a cell a side, under what the sides are called."""
    names = _bold(comparison)
    lines = [f"| | {' | '.join(names)} |", f"|---{'|---' * len(names)}|"]
    return "\n".join((*lines, *(f"| {' | '.join(cells)} |" for cells in rows)))


def _facet_cells(row: FacetRow) -> tuple[str, ...]:
    return row.name, *(_shortened(row.name, text) for text in row.shown)


def _shortened(name: str, text: str) -> str:
    names = text.split(", ")
    most = tuning().comparison.most_skills
    if name.startswith("skills") and len(names) > most:
        text = f"{', '.join(names[:most])} and {len(names) - most} more"
    return plain_cell(text) or NOT_STATED


def _by_weight(rows: Iterable[FacetRow]) -> list[FacetRow]:
    """The facts that roles are chosen by, in that order."""
    by_name = {row.name.removesuffix(" required"): row for row in rows}
    return [by_name[name] for name in _FACTS if name in by_name]


def _key(citation: Citation) -> Key:
    return citation.evidence.number, citation.span.start, citation.span.end


class _Teller:
    """Tells one comparison; collects what is quoted as it is written down."""

    def __init__(self, comparison: Comparison, mode: Mode, aspects: frozenset[Aspect]) -> None:
        self._of, self._mode = comparison, mode
        self._asked = aspects
        self._rows = [row for row in comparison.aspects if not aspects or row.aspect in aspects]
        self._aspect = {
            _key(citation): row.aspect
            for row in self._rows
            for citation in (*row.first, *row.second)
        }
        near = [
            citation
            for pair in comparison.in_both
            if not pair.sure
            for citation in (pair.first, pair.second)
        ]
        self._alone = {
            _key(citation) for citation in (*comparison.only_first, *comparison.only_second, *near)
        }
        self._pairs = [
            pair
            for pair in comparison.in_both
            if _key(pair.first) in self._aspect or _key(pair.second) in self._aspect
        ]
        self._only = [
            [citation for citation in citations if _key(citation) in self._aspect]
            for citations in (comparison.only_first, comparison.only_second)
        ]
        self._is_short = (
            mode in (Mode.ALL, Mode.CLOSER) and not aspects
        )  # the table has said enough
        self._citations: dict[Key, int] = {}
        self._cited: list[Citation] = []
        self._claims: list[Claim] = []

    def told(self) -> Told:
        parts = [self._opening()]
        if self._mode not in ONE_SIDED:
            parts.append(self._side_by_side())
        if self._mode in (Mode.ALL, Mode.CLOSER, Mode.SHARED):
            parts.append(self._paired("In both", [pair for pair in self._pairs if pair.sure]))
        if self._mode is Mode.SHARED:
            parts.append(
                self._paired("Near in topic", [pair for pair in self._pairs if not pair.sure])
            )
        if self._is_short:
            return (
                "\n\n".join(part for part in parts if part),
                tuple(self._cited),
                tuple(self._claims),
            )
        if self._mode not in (Mode.SHARED, Mode.ONLY_SECOND):
            parts.append(self._only_in(labels(self._of)[0], self._only[0]))
        if self._mode not in (Mode.SHARED, Mode.ONLY_FIRST):
            parts.append(self._only_in(labels(self._of)[1], self._only[1]))
        return "\n\n".join(part for part in parts if part), tuple(self._cited), tuple(self._claims)

    def _opening(self) -> str:
        names = _bold(self._of)
        on = (
            f" on {in_one_sentence([str(aspect) for aspect in Aspect if aspect in self._asked])}"
            if self._asked
            else ""
        )
        if self._mode in ONE_SIDED:
            at = 0 if self._mode is Mode.ONLY_FIRST else 1
            said = f"What only {names[at]} says{on}, and not {names[1 - at]}:"
            return (
                said
                if self._only[at]
                else f"{names[at]} says nothing{on} that {names[1 - at]} doesn't."
            )
        if not self._asked:
            return opening(self._of, self._mode, names, plain_cell)
        silent = [name for at, name in enumerate(names) if not self._says(at)]
        said = f"{names[0]} beside {names[1]}{on}{':' if not silent else '.'}"
        verb = "don't" if len(silent) > 1 else "doesn't"
        return f"{said} {in_one_sentence(silent)} {verb} say." if silent else said

    def _says(self, at: int) -> bool:
        """Return whether a side says anything of what is asked."""
        stated = any(row.cells[at] for row in self._of.facets if self._shows(row))
        return stated or any((row.first, row.second)[at] for row in self._rows)

    def _side_by_side(self) -> str:
        shown = [row for row in self._of.facets if self._shows(row)]
        aspects = [] if self._mode is Mode.SHARED else self._rows
        if not self._asked:  # what a candidate chooses by comes first
            facts, most = _by_weight(shown), tuning().comparison.most_rows
            aspects = [row for row in aspects if row.aspect in _WEIGHTY]
            shown = facts[: most - min(len(aspects), len(_WEIGHTY))]
            aspects = aspects[: most - len(shown)]
        rows: list[Sequence[str]] = [_facet_cells(row) for row in shown]
        told = (self._aspect_cells(row.aspect, row.first, row.second) for row in aspects)
        rows += filter(None, told)
        return table(self._of, rows) if rows else ""

    def _shows(self, row: FacetRow) -> bool:
        """Return whether a facet is stated and belongs to what was asked for."""
        of_asked = [name for aspect in self._asked for name in _FACETS_OF.get(aspect, ())]
        fits = {Mode.SHARED: not row.differs, Mode.DIFFERENT: row.differs}.get(self._mode, True)
        return (not self._asked or row.name.split()[0] in of_asked) and fits and row.is_stated

    def _aspect_cells(
        self, aspect: Aspect, first: Sequence[Citation], second: Sequence[Citation]
    ) -> tuple[str, str, str] | None:
        sides = first, second
        shown = (
            [self._differing(side) for side in sides]
            if self._mode is Mode.DIFFERENT and not self._asked
            else sides
        )
        if self._mode is Mode.DIFFERENT and not self._asked and not any(shown):
            return None
        limits = tuning().comparison
        most = limits.quotes_asked if self._asked else limits.quotes_in_cell
        cells = [
            self._quotes(quoted, most) if quoted else SHARED_ONLY if side else NOT_STATED
            for quoted, side in zip(shown, sides, strict=True)
        ]
        return f"**{aspect}**", cells[0], cells[1]

    def _differing(self, citations: Sequence[Citation]) -> list[Citation]:
        return [citation for citation in citations if _key(citation) in self._alone]

    def _paired(self, title: str, pairs: Sequence[AlignedPair]) -> str:
        if not pairs:
            return ""
        most = tuning().comparison.most_pairs
        lines = [
            f"- {self._quotes([pair.first], 1)} ↔ {self._quotes([pair.second], 1)}"
            for pair in pairs[:most]
        ]
        return "\n".join((f"**{title}**{self._how_many(pairs, most)}", "", *lines))

    def _only_in(self, label: str, citations: Sequence[Citation]) -> str:
        """Return what one side alone says by aspect, without what the table has quoted."""
        left = [citation for citation in citations if _key(citation) not in self._citations]
        if not left:
            return ""
        limits = tuning().comparison
        most = limits.quotes_asked if self._mode in ONE_SIDED else limits.quotes_on_aspect
        where = ", beyond the table" if len(left) < len(citations) else ""
        order = list(Aspect)
        ranked = sorted(left, key=lambda citation: order.index(self._aspect_of(citation)))
        lines = [
            f"- *{aspect}*: {self._quotes(list(group), most)}"
            for aspect, group in groupby(ranked, self._aspect_of)
        ]
        return "\n".join((f"**Only in {label}**{where}", "", *lines))

    def _aspect_of(self, citation: Citation) -> Aspect:
        return self._aspect[_key(citation)]

    @staticmethod
    def _how_many(pairs: Sequence[object], shown: int) -> str:
        return f" ({shown} of {len(pairs)})" if len(pairs) > shown else ""

    def _quotes(self, citations: Sequence[Citation], most: int) -> str:
        """Quotes on one line, each with its marker; the line that introduces a list before its
        first item.
        """
        parts: list[str] = []
        before = ""
        for citation in citations[:most]:
            lead = plain_cell(lead_of(citation))
            parts.append(
                f"{lead} {self._quote(citation)}"
                if lead and lead != before
                else self._quote(citation)
            )
            before = lead
        if len(citations) > most:
            parts.append(f"and {len(citations) - most:,} more")
        return BETWEEN.join(parts)

    def _quote(self, citation: Citation) -> str:
        index = self._citations.setdefault(_key(citation), len(self._cited))
        if index == len(self._cited):
            self._cited.append(citation)
        text = plain_cell(citation.quote)
        self._claims.append(Claim(text, Support.SUPPORTED, (index,)))
        return f"“{text}” [{citation.evidence.number}]"
