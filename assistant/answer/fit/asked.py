"""Which roles a question asks whether they would take its asker."""

from __future__ import annotations

from assistant.language.statements import told_at
from assistant.question.intents.fits import asks_fit
from assistant.question.known import Known
from assistant.question.mentions import conditions_of, reading_of
from assistant.types import Kind, Query
from store.search.catalog import Facet
from store.types import Role

_OF_ASKER = (Facet.EXPERIENCE, Facet.DEGREE)  # who names their years and degree demands neither


def roles_asked_of(query: Query, known: Known) -> tuple[tuple[Role, ...], bool]:
    """The roles a question asks to be taken for, all that are stored where it names none, and
    whether they are those of the asker's own trade; none where it asks something else, or more.
    """
    is_more = query.kind is Kind.COUNT or query.order or query.by or len(query.asks) > 1
    if is_more or not asks_fit(query):
        return (), False
    asked = reading_of(query)
    named = [one for one in asked.mentions if one.facet not in _OF_ASKER]
    spans = list(told_at(asked.text))
    own = [one for one in named if any(start <= one.start < end for start, end in spans)]
    conditions = conditions_of(asked.text, [one for one in named if one not in own], known.catalog)
    catalog = known.catalog.asked_of(conditions)
    roles = catalog.select(conditions).roles
    # Of an asker's own trade, "a nurse, four years in intensive care", any word will do.
    trades = [catalog.select(conditions_of(asked.text, [one], known.catalog)) for one in own]
    alike = [role for role in roles if any(role in trade.roles for trade in trades)]
    return tuple(alike) or roles, bool(alike)
