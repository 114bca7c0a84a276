"""What an answer says of its scope: what was asked of, why that leaves nothing to answer from,
and between which roles it leaves a choice.
"""

from __future__ import annotations

from assistant.answer.draft import Computed
from assistant.evidence.articles import speaks_of
from assistant.evidence.finder import Finder
from assistant.language.wording import listed, plain
from assistant.question.known import Known
from assistant.question.mentions import find_mentions
from assistant.question.role_names import label_of, resolve
from assistant.question.scope import Scope
from assistant.tuning import tuning
from assistant.types import NameKind, Query
from store.facets.names.place_names import place_in_words
from store.facets.read import read_facets
from store.search.catalog import Facet
from store.types import Fields, Filters, Role

_NAMES = {Facet.TITLE, Facet.TEAM, Facet.ROLE}


def no_such_role(query: Query, known: Known, finder: Finder) -> Computed | None:
    """Say that nothing has all the names a question gives, and what comes nearest; None where
    something has. Raises EmbedderError.
    """
    missing = next((ask.nowhere for ask in query.asks if ask.nowhere), None)
    if missing is None or query.is_of_catalog or query.compare:
        return None
    if len(missing.names) == 1:
        return _no_such_title(missing.names[0].text, known, finder)
    places = [name.text for name in missing.names if name.kind is NameKind.PLACE]
    companies = [name.text for name in missing.names if name.kind is NameKind.COMPANY]
    titles = [
        name.text for name in missing.names if name.kind not in (NameKind.PLACE, NameKind.COMPANY)
    ]
    what = " ".join(titles) or "role"
    at = f" at {listed(companies)}" if companies else ""
    where = f" in {listed(places, 'or')}" if places else ""
    nearest = [role for role in known.catalog.roles if role.document_id in missing.nearest]
    most = tuning().answer.roles_nearest
    told = "; ".join(_with_places(role, known) for role in nearest[:most])
    more = f"; and {len(nearest) - most} more" if len(nearest) > most else ""
    text = f"There is no {what}{at}{where}." + (
        f" What comes nearest: {told}{more}." if nearest else ""
    )
    return Computed(text, abstained=True, roles=tuple(role.document for role in nearest))


def _no_such_title(title: str, known: Known, finder: Finder) -> Computed | None:
    """Say that no role is of a kind, and which come nearest; None where a text speaks of it."""
    most = tuning().answer.roles_nearest
    found = finder.passages(title, Filters(), most)
    documents = {one.document_id: one for passage in found for one in [passage.chunks[0].document]}
    if not known.catalog.roles or any(speaks_of(one, [title]) for one in documents.values()):
        return None
    near = [role for one in documents if (role := known.catalog.role(one))]
    roles = known.catalog.roles if len(known.catalog.roles) <= most else near
    told = "; ".join(_with_places(role, known) for role in roles)
    text = f"No role is called “{plain(title)}”, and no text speaks of one."
    return Computed(
        f"{text} What comes nearest: {told}." if told else text,
        abstained=True,
        roles=tuple(role.document for role in roles),
    )


def which_is_meant(query: Query, known: Known) -> Computed:
    """Ask which of the roles shown a message means, and offer the question of each."""
    ids = query.refers_to.document_ids
    roles = [role.document for one in ids if (role := known.catalog.role(one))]
    lines = "\n".join(f"{at}. {plain(one)}" for at, one in enumerate(query.options, start=1))
    text = f"Which of the {len(roles)} roles do you mean?\n\n{lines}"
    more = "\n\nOr another: name the role." if len(roles) > len(query.options) else ""
    return Computed(f"{text}{more}", roles=tuple(roles), options=query.options)


def _with_places(role: Role, known: Known) -> str:
    places = list(dict.fromkeys(place_in_words(one.posting.place) for one in role.postings))
    label = label_of(role, known)
    there = [place for place in places if place and place not in label]
    company = role.document.company
    at = f" at {company}" if company and company not in label else ""
    return f"{label}{at}" + (f" in {listed(there)}" if there else "")


def scope_notice(scope: Scope, everything: Known) -> str:
    """What an answer within a scope that narrows says beside its text."""
    return f"Asked only of: {'; '.join([*_documents(scope, everything), *_places(scope)])}."


def nothing_in_scope(query: Query, scope: Scope, left: Known, everything: Known) -> Computed | None:
    """What to say where a scope leaves nothing to answer the query from; None where it leaves
    something.

    `left` is what is known of the scope, `everything` what is stored.
    """
    named = _named_outside(query, left, everything)
    if not left.documents:
        what = _why_empty(scope, everything)
    elif not left.catalog.roles and (query.is_of_catalog or query.compare):
        what = "No role is among what was chosen to ask of"
    elif named and not query.is_of_catalog and not query.compare:
        what = (
            f"{listed(named)} {'is' if len(named) == 1 else 'are'} not among what was chosen to "
            "ask of"
        )
    else:
        return None
    return Computed(
        f"The sources don't say. {what}. Choose other documents, roles or places.", abstained=True
    )


def _why_empty(scope: Scope, everything: Known) -> str:
    stored = {one.document_id for one in everything.documents}
    documents = _documents(scope, everything)
    if scope.places and documents and stored.issuperset(scope.document_ids):
        have = "has" if len(documents) == 1 else "have"
        return f"{listed(documents)} {have} no posting in {listed(_places(scope), 'or')}"
    return "Nothing that was chosen to ask of is stored"


def _named_outside(query: Query, left: Known, everything: Known) -> list[str]:
    """The roles a question names by title, team or identifier, where the scope has roles and
    none of those.
    """
    question = query.standalone_question
    if not left.catalog.roles or not any(
        one.facet in _NAMES for one in find_mentions(question, everything)
    ):
        return []
    found = resolve(question, everything)
    roles = found.roles if found else ()
    ids = {role.document_id for role in left.catalog.roles}
    return (
        []
        if any(role.document_id in ids for role in roles)
        else [label_of(role, everything) for role in roles]
    )


def _documents(scope: Scope, everything: Known) -> list[str]:
    """What the chosen documents are called, in the order they were chosen; a gone one by its
    identifier.
    """
    labels = {one.document_id: one.title for one in everything.documents}
    labels |= {role.document_id: label_of(role, everything) for role in everything.catalog.roles}
    return [labels.get(one, f"{one} (no longer stored)") for one in scope.document_ids]


def _places(scope: Scope) -> list[str]:
    read = ((name, read_facets(Fields(places=(name,)), "", ()).places) for name in scope.places)
    return [place_in_words(places[0].value) if places else name for name, places in read]
