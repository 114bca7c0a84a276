"""Two roles side by side as the page shows them: two sentences, what differs, aspects with quotes, what both say.

All of it is HTML of ours around escaped text, in blocks without an empty line, which Markdown passes on as they are.
Each quote is a link into the whole document, where it is marked.
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
FIRST_SHOWN = 4  # quotes of a cell that are read without opening the rest
MOST_NAMES = 12  # of the skills a role names


def comparison_markdown(comparison: Comparison, first: str, second: str) -> str:
    """All of a comparison; `first` and `second` are how the two were chosen, for the link back to it."""
    names = labels(comparison)
    link = "/?" + urlencode({"compare": pair_in_address(first, second)})
    permalink = f'<p class="pair"><a class="permalink" href="{escape(link)}">Link to this comparison</a></p>'
    if comparison.same_text:
        said = "Both are listings of one role: the text is the same, word for word."
        return "\n\n".join((permalink, f"<p>{said}</p>", _table(names, _facets(comparison.facets, names))))
    rows = _facets([row for row in comparison.facets if row.differs], names)
    rows += [_row(str(row.aspect), (_quotes(row.first), _quotes(row.second)), names) for row in comparison.aspects]
    bold = [f"<b>{escape(name)}</b>" for name in names]
    parts = [
        f'<p class="opening">{opening(comparison, Mode.ALL, bold, escape)}</p>',
        _alike(comparison.facets),
        _table(names, rows),
        _both(comparison.in_both, names),
    ]
    parts += [_only(names[0], comparison.only_first), _only(names[1], comparison.only_second), permalink]
    return "\n\n".join(part for part in parts if part)


def pair_in_address(first: str, second: str) -> str:
    """The two as `?compare=` names them; a comma within one, as in a place, is written %2C."""
    return ",".join(quote(words, safe=" ") for words in (first, second))


def pair_from_address(pair: str) -> tuple[str, str]:
    """The inverse of `pair_in_address`, which also takes two that somebody typed; "" for what is missing."""
    first, _, second = pair.partition(",")
    return unquote(first).strip(), unquote(second).strip()


def _alike(facets: Sequence[FacetRow]) -> str:
    """What is the same for both, in one line."""
    same = [f"{escape(row.name)} <b>{escape(row.cells[0])}</b>" for row in facets if row.is_stated and not row.differs]
    return f'<p class="alike">The same for both: {", ".join(same)}.</p>' if same else ""


def _table(names: Sequence[str], rows: Sequence[str]) -> str:
    heads = "".join(f'<th scope="col">{escape(name)}</th>' for name in names)
    head = f'<thead><tr><th scope="col"><span class="sr">Aspect</span></th>{heads}</tr></thead>'
    return f'<table class="side-by-side">{head}<tbody>{"".join(rows)}</tbody></table>'


def _facets(facets: Sequence[FacetRow], names: Sequence[str]) -> list[str]:
    return [_row(row.name, [_facet(row.name, cell) for cell in row.shown], names) for row in facets if row.is_stated]


def _facet(name: str, text: str) -> str:
    names = text.split(", ")
    if name.startswith("skills") and len(names) > MOST_NAMES:
        text = f"{', '.join(names[:MOST_NAMES])} and {len(names) - MOST_NAMES} more"
    return escape(text) or NOT_STATED


def _row(name: str, sides: Sequence[str], names: Sequence[str]) -> str:
    """One row; each cell says whose it is, for where the table is drawn as a list."""
    cells = (f"<td>{_of(whose)}{side}</td>" for whose, side in zip(names, sides, strict=True))
    return f'<tr><th scope="row">{escape(name)}</th>{"".join(cells)}</tr>'


def _of(name: str) -> str:
    """Whose cell it is, shown where the table is drawn as a list."""
    return f'<span class="side">{escape(name)}</span>'


def _quotes(citations: Sequence[Citation]) -> str:
    if not citations:
        return NOT_STATED
    shown, rest = _items(citations[:FIRST_SHOWN]), citations[FIRST_SHOWN:]
    more = f"<details><summary>{len(rest)} more</summary>{_items(rest)}</details>" if rest else ""
    return shown + more


def _items(citations: Sequence[Citation]) -> str:
    return f"<ul>{''.join(f'<li>{_quote(one)}</li>' for one in citations)}</ul>"


def _quote(citation: Citation) -> str:
    """A quote with the line that introduces it, where it would not be understood without."""
    lead = lead_of(citation)
    path = escape(document_path(citation.document.document_id, [citation.span]))
    text = escape(citation.quote)
    return (f'<span class="lead">{escape(lead)}</span> ' if lead else "") + f'<a class="quote" href="{path}">{text}</a>'


def _both(pairs: Sequence[AlignedPair], names: Sequence[str]) -> str:
    sure, near = [pair for pair in pairs if pair.sure], [pair for pair in pairs if not pair.sure]
    parts = _pairs("In both", sure, names, True), _pairs("Near in topic, not the same", near, names, False)
    return "\n\n".join(part for part in parts if part)


def _pairs(title: str, pairs: Sequence[AlignedPair], names: Sequence[str], opened: bool) -> str:
    if not pairs:
        return ""
    first, second = map(escape, names)
    rows = [
        f"<tr><td>{_of(names[0])}{_quote(pair.first)}</td><td>{_of(names[1])}{_quote(pair.second)}</td></tr>"
        for pair in pairs
    ]
    heads = f'<thead><tr><th scope="col">{first}</th><th scope="col">{second}</th></tr></thead>'
    table = f'<table class="pairs">{heads}<tbody>{"".join(rows)}</tbody></table>'
    return _section(title, len(pairs), table, opened)


def _only(label: str, citations: Sequence[Citation]) -> str:
    return _section(f"Only in {label}", len(citations), _items(citations), False) if citations else ""


def _section(title: str, number: int, body: str, opened: bool) -> str:
    attribute = " open" if opened else ""
    summary = f"<summary>{escape(title)} <span>{counted(number, 'sentence')}</span></summary>"
    return f'<details class="part"{attribute}>{summary}{body}</details>'
