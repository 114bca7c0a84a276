"""What was understood of files, texts and links before they are kept: a table that marks every
guess.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from assistant.language.safe_markdown import escape
from assistant.language.stated import day_in_words, pay_in_words
from assistant.language.wording import counted
from assistant.page.shown.facets import GUESSES, origin_in_words, places_of, unplaced_in_words
from assistant.page.shown.library import outcomes_markdown
from store.types import Day, Document, DocumentKind, Fields, IngestOutcome, Origin, Stated

MOST_ROWS = 50
MOST_SECTIONS = 6
MOST_PLACES = 5
_KINDS = {DocumentKind.ROLE: "read as a role", DocumentKind.ARTICLE: "read as an article"}
_MISSING = '<span class="missing">not found</span>'


def understood_markdown(
    documents: Sequence[Document], unread: Sequence[IngestOutcome], stored: Iterable[str]
) -> str:
    """Return what will be kept, and what cannot be read and why; `stored` has the content hashes
    that are already kept.
    """
    parts = [
        _line(documents),
        _table(documents, frozenset(stored)),
        outcomes_markdown(unread, "not read"),
    ]
    return "\n\n".join(part for part in parts if part)


def choices_of(documents: Sequence[Document]) -> list[tuple[str, str]]:
    """Return (label, position) for each document that was read, for a picker."""
    named = [
        " · ".join(filter(None, (document.title, document.company or document.team)))
        for document in documents
    ]
    return [(name, str(position)) for position, name in enumerate(named)]


def _line(documents: Sequence[Document]) -> str:
    if not documents:
        return ""
    roles = sum(document.kind is DocumentKind.ROLE for document in documents)
    kinds = [counted(roles, "role")] if roles else []
    kinds += [counted(len(documents) - roles, "article")] if len(documents) > roles else []
    return f"<p>{' and '.join(kinds)} read. Nothing is kept yet.</p>"


def _table(documents: Sequence[Document], stored: frozenset[str]) -> str:
    if not documents:
        return ""
    names = ("Title", "Company", "Places", "Pay", "Dates", "Sections")
    heads = "".join(f'<th scope="col">{name}</th>' for name in names)
    rows = "".join(
        _row(document, document.content_hash in stored) for document in documents[:MOST_ROWS]
    )
    table = (
        f'<table class="understood"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>'
    )
    more = len(documents) - MOST_ROWS
    return table + (f"\n\n<p>And {counted(more, 'more document')}.</p>" if more > 0 else "")


def _row(document: Document, is_stored: bool) -> str:
    origins, facets = dict(document.origins), document.facets
    of_place = {stated.value: stated.origin for stated in facets.places}
    where = next(
        (of_place[posting.place] for posting in document.postings if posting.place in of_place),
        None,
    )
    places = places_of(document)
    more = [f"{len(places) - MOST_PLACES} more"] if len(places) > MOST_PLACES else []
    listed = "; ".join([*places[:MOST_PLACES], *more])
    kind = f"{_KINDS[document.kind]}{', already stored' if is_stored else ''}"
    kind = " · ".join(filter(None, (kind, _where(origins.get("kind")))))
    title = f"{_marked(document.title, origins.get('title'))}<small>{kind}</small>"
    cells = [("Sections", _sections(document))]
    if document.kind is DocumentKind.ROLE:
        dates = [
            _dated("posted", facets.posted),
            _dated("closes", facets.closes),
        ]
        unplaced = unplaced_in_words(facets)
        cells = [
            ("Company", _marked(document.company, origins.get("company"))),
            (
                "Places",
                _marked(listed, where) + (f"<small>{escape(unplaced)}</small>" if unplaced else ""),
            ),
            ("Pay", _marked(pay_in_words(facets.pay), facets.pay.origin if facets.pay else None)),
            ("Dates", "".join(filter(None, dates)) or _MISSING),
            *cells,
        ]
    else:
        cells = [(name, "") for name in ("Company", "Places", "Pay", "Dates")] + cells
    told = "".join(
        f'<td><span class="side">{name}</span>{cell}</td>' if cell else "<td></td>"
        for name, cell in cells
    )
    return f'<tr><th scope="row">{title}</th>{told}</tr>'


def _marked(words: str, origin: Origin | None) -> str:
    """Return a value with where it was read beneath it; a guess stands out."""
    return _cell(escape(words), origin) if words else _MISSING


def _cell(markup: str, origin: Origin | None) -> str:
    kind, where = "origin guess" if origin in GUESSES else "origin", _where(origin)
    return f"<span>{markup}</span>" + (f'<small class="{kind}">{where}</small>' if where else "")


def _where(origin: Origin | None) -> str:
    """Return where a value was read, and say so if it is a guess."""
    return f"guess {origin_in_words(origin)}" if origin in GUESSES else origin_in_words(origin)


def _dated(name: str, day: Stated[Day] | None) -> str:
    return (
        _cell(f'{name} <span class="day">{escape(day_in_words(day))}</span>', day.origin)
        if day
        else ""
    )


def _sections(document: Document) -> str:
    headings = list(
        dict.fromkeys(
            section.heading_path[-1] for section in document.sections if section.heading_path
        )
    )
    count = counted(len(headings), "section") if headings else "no headings"
    listed = ", ".join(headings[:MOST_SECTIONS]) + (" …" if len(headings) > MOST_SECTIONS else "")
    return f"<span>{count}</span>" + (f"<small>{escape(listed)}</small>" if listed else "")


# Corrections --------------------------------------------------------------------------------------


def form_boxes(document: Document) -> dict[str, tuple[str, str]]:
    """Return the content of each box of the form, by its field, and where that was read."""
    facets, origins = document.facets, dict(document.origins)
    read: dict[str, tuple[str, Origin | None]] = {"kind": (str(document.kind), None)}
    for name in ("title", "company", "team"):
        value = getattr(document, name)
        read[name] = value, origins.get(name) if value else None
    places = "\n".join((*places_of(document), *facets.unplaced))
    read["places"] = places, facets.places[0].origin if facets.places else None
    for name, words, stated in (
        ("pay", pay_in_words(facets.pay), facets.pay),
        ("closes", day_in_words(facets.closes), facets.closes),
    ):
        read[name] = words.strip("“”"), stated.origin if stated else None
    return {name: (value, _where(origin)) for name, (value, origin) in read.items()}


def stated_fields(document: Document, boxes: Sequence[str | None]) -> Fields:
    """Return what was changed in the boxes; an emptied box says that there is no value, except for
    the title.
    """
    changed = {
        name: (new or "").strip()
        for (name, (old, _)), new in zip(form_boxes(document).items(), boxes, strict=True)
        if (new or "").split() != old.split()
    }
    texts: dict[str, Any] = {
        name: changed.get(name, "") for name in ("title", "company", "team", "pay", "closes")
    }
    return Fields(
        kind=DocumentKind(changed["kind"]) if changed.get("kind") in set(DocumentKind) else None,
        places=tuple(
            filter(None, (line.strip() for line in changed.get("places", "").splitlines()))
        ),
        **texts,
        absent=tuple(
            name for name, new in changed.items() if not new and name not in ("kind", "title")
        ),
    )


def misunderstood(given: Fields, document: Document) -> str:
    """Return a message about places that were entered and are not known; "" if all are known."""
    unplaced = unplaced_in_words(document.facets) if given.places else ""
    return f"{unplaced}; write the city and the country." if unplaced else ""
