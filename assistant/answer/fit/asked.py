"""Which roles a question asks whether they would take its asker."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.language.statements import beside_asking
from assistant.question.intents.fits import asks_fit
from assistant.question.known import Known
from assistant.question.mentions import ONE, conditions_of, read, reading_of
from assistant.question.role_names import described
from assistant.types import Kind, Query
from store.search.catalog import Condition, Facet
from store.types import Role

_OF_ASKER = (Facet.EXPERIENCE, Facet.DEGREE)  # who names their years and degree demands neither


def roles_asked_of(query: Query, known: Known) -> tuple[tuple[Role, ...], frozenset[str]]:
    """The roles a question asks to be taken for, all that are stored where it names none, and
    which of them are of the asker's own trade; none where it asks something else, or more.
    """
    is_more = query.kind is Kind.COUNT or query.order or query.by or len(query.asks) > 1
    if is_more or not asks_fit(query):
        return (), frozenset()
    asked = reading_of(query)
    spans = list(beside_asking(asked.text))
    told = [one for one in asked.entities if any(a <= one.start < b for a, b in spans)]
    named = [one for one in asked.mentions if one not in told and one.facet not in _OF_ASKER]
    conditions = conditions_of(asked.text, named, known.catalog)
    catalog = known.catalog.asked_of(conditions)
    roles = catalog.select(conditions).roles
    if not conditions and (role := _described(asked.text, spans, known)):
        return (role,), frozenset()
    # Of the asker's own trade, "a nurse, four years in intensive care", any word will do.
    own = [one for entity in told for one in read(entity.text, known).mentions]
    own = [replace(one, negated=False) for one in own if one.facet is Facet.TITLE]
    trades = [catalog.select([Condition(Facet.TITLE, one.values)]) for one in own]
    return roles, frozenset(role.document_id for trade in trades for role in trade.roles)


_ONE_ROLE = re.compile(
    rf"\b(?:the|that|this)\s+(?P<words>(?:[\w'’&-]+\s+){{1,4}}?){ONE}\b", re.IGNORECASE
)


def _described(text: str, told: Sequence[tuple[int, int]], known: Known) -> Role | None:
    """The one role that is asked for by words of its text: "the museum job"."""
    for match in _ONE_ROLE.finditer(text):
        found = described(match["words"], known).roles
        if len(found) == 1 and not any(a <= match.start() < b for a, b in told):
            return found[0]
    return None
