"""Roles side by side: two sentences, the facts that differ and quotes by aspect; folded, what both
say and what only one says.

All of it is trusted HTML around escaped text, in blocks without an empty line, which Markdown
leaves as they are. Each quote is a link into the whole document, where it is marked.
"""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote, unquote, urlencode

from assistant.comparison.alignment import lead_of
from assistant.comparison.opening import opening
from assistant.comparison.text import labels
from assistant.language.safe_markdown import escape
from assistant.language.wording import counted
from assistant.page.shown.evidence import document_path
from assistant.types import AlignedPair, Citation, Comparison, FacetRow, Mode

NOT_STATED = '<span class="missing">not stated</span>'
FIRST_SHOWN = 2  # quotes of a cell that are visible without unfolding the others
MOST_NAMES = 12  # of the skills a role names
MOST_COMPARED = 6  # roles at a time; a wider table would not be read


def comparison_markdown(comparison: Comparison, chosen: Sequence[str]) -> str:
    """Return all of a comparison; `chosen` has the words that chose its sides, for the link back to
    it.
    """
    names = labels(comparison)
    link = "/?" + urlencode({"compare": in_address(chosen)})
    permalink = (
        f'<p class="pair"><a class="permalink" href="{escape(link)}">Link to this '
        "comparison</a></p>"
    )
    if comparison.same_text:
        said = (
            f"{'Both' if len(names) == 2 else 'All'} are listings of one role: the text is the "
            "same, word for word."
        )
        return "\n\n".join(
            (f"<p>{said}</p>", _table(names, _facets(comparison.facets, names)), permalink)
        )
    rows = _facets([row for row in comparison.facets if row.differs], names)
    rows += [
        _row(str(row.aspect), (_quotes(row.first), _quotes(row.second)), names)
        for row in comparison.aspects
    ]
    bold = [f"<b>{escape(name)}</b>" for name in names]
    parts = [
        f'<p class="opening">{opening(comparison, Mode.ALL, bold, escape)}</p>',
        _alike(comparison.facets),
        _table(names, rows),
        _both(comparison.in_both, names),
    ]
    only = (comparison.only_first, comparison.only_second)
    parts += [_only(name, citations) for name, citations in zip(names, only, strict=False)]
    parts.append(permalink)
    return "\n\n".join(part for part in parts if part)


def in_address(chosen: Sequence[str]) -> str:
    """Return the chosen roles as `?compare=` names them; a comma inside a name, as in a place,
    becomes %2C.
    """
    return ",".join(quote(words, safe=" ") for words in chosen)


def from_address(address: str) -> list[str]:
    """Return the roles that `?compare=` names, as `in_address` wrote them or as somebody typed
    them.

    There are at least two; "" stands for a missing one.
    """
    chosen = [unquote(words).strip() for words in address.split(",")][:MOST_COMPARED]
    return [*chosen, ""] if len(chosen) == 1 else chosen


def _alike(facets: Sequence[FacetRow]) -> str:
    """Return the facts that all sides share, in one line."""
    same = [
        f"{escape(row.name)} <b>{escape(row.cells[0])}</b>"
        for row in facets
        if row.is_stated and not row.differs
    ]
    sides = "both" if facets and len(facets[0].cells) == 2 else "all"
    return f'<p class="alike">The same for {sides}: {", ".join(same)}.</p>' if same else ""


def _table(names: Sequence[str], rows: Sequence[str]) -> str:
    heads = "".join(f'<th scope="col">{escape(name)}</th>' for name in names)
    head = f'<thead><tr><th scope="col"><span class="sr">Aspect</span></th>{heads}</tr></thead>'
    return f'<table class="side-by-side">{head}<tbody>{"".join(rows)}</tbody></table>'


def _facets(facets: Sequence[FacetRow], names: Sequence[str]) -> list[str]:
    """Return a row for each fact that any side states; the head has the titles."""
    stated = [row for row in facets if row.is_stated and row.name != "title"]
    return [_row(row.name, [_facet(row.name, cell) for cell in row.shown], names) for row in stated]


def _facet(name: str, text: str) -> str:
    names = text.split(", ")
    if name.startswith("skills") and len(names) > MOST_NAMES:
        text = f"{', '.join(names[:MOST_NAMES])} and {len(names) - MOST_NAMES} more"
    return escape(text) or NOT_STATED


def _row(name: str, sides: Sequence[str], names: Sequence[str]) -> str:
    """Return one row; each cell names its side, for narrow screens that draw the table as a
    list.
    """
    cells = (f"<td>{_of(whose)}{side}</td>" for whose, side in zip(names, sides, strict=True))
    return f'<tr><th scope="row">{escape(name)}</th>{"".join(cells)}</tr>'


def _of(name: str) -> str:
    """Return the side that a cell belongs to, visible if the table is drawn as a list."""
    return f'<span class="side">{escape(name)}</span>'


def _quotes(citations: Sequence[Citation]) -> str:
    if not citations:
        return NOT_STATED
    shown, folded = _items(citations[:FIRST_SHOWN]), citations[FIRST_SHOWN:]
    return shown + (
        f"<details><summary>{len(folded)} more</summary>{_items(folded)}</details>"
        if folded
        else ""
    )


def _items(citations: Sequence[Citation]) -> str:
    return f"<ul>{''.join(f'<li>{_quote(citation)}</li>' for citation in citations)}</ul>"


def _quote(citation: Citation) -> str:
    """Return a quote, after the line that introduces it if it would not be understood without."""
    lead = lead_of(citation)
    path = escape(document_path(citation.document.document_id, [citation.span]))
    text = escape(citation.quote)
    return (
        f'<span class="lead">{escape(lead)}</span> ' if lead else ""
    ) + f'<a class="quote" href="{path}">{text}</a>'


def _both(pairs: Sequence[AlignedPair], names: Sequence[str]) -> str:
    sure, near = [pair for pair in pairs if pair.sure], [pair for pair in pairs if not pair.sure]
    parts = _pairs("What both say", sure, names), _pairs("Similar, not the same", near, names)
    return "\n\n".join(part for part in parts if part)


def _pairs(title: str, pairs: Sequence[AlignedPair], names: Sequence[str]) -> str:
    if not pairs:
        return ""
    first, second = map(escape, names)
    rows = [
        f"<tr><td>{_of(names[0])}{_quote(pair.first)}</td><td>{_of(names[1])}{_quote(pair.second)}</td></tr>"
        for pair in pairs
    ]
    heads = f'<thead><tr><th scope="col">{first}</th><th scope="col">{second}</th></tr></thead>'
    table = f'<table class="pairs">{heads}<tbody>{"".join(rows)}</tbody></table>'
    return _folded(title, len(pairs), table)


def _only(label: str, citations: Sequence[Citation]) -> str:
    return _folded(f"Only in {label}", len(citations), _items(citations)) if citations else ""


def _folded(title: str, number: int, body: str) -> str:
    summary = f"<summary>{escape(title)} <span>{counted(number, 'sentence')}</span></summary>"
    return f'<details class="part">{summary}{body}</details>'
