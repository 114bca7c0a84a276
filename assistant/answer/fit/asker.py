"""What askers say of themselves: what they have done, know, hold, lack and need, and where they may
work.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.evidence.visas import is_of_visas
from assistant.language.facts import denies
from assistant.language.statements import Stance, beside_asking, told_in, words
from assistant.language.statements import Statement as Said
from assistant.language.words import content_terms
from assistant.question.known import Known
from assistant.tuning import tuning
from assistant.types import Entity, Query, Subject, Turn
from store.facets.names.areas import find_areas
from store.facets.names.gazetteer import country_groups
from store.facets.read import read_facets
from store.text.listed import any_of
from store.types import Facets, Fields, Role

_EU = "the EU"
_TAIL = re.compile(rf"\s(?:{any_of(words()['prepositions'])})\s.*", re.IGNORECASE)


_BEING = re.compile(r"^\w+ed\b|ed$", re.IGNORECASE)  # "qualified nurse", "GDC registered"


@dataclass(frozen=True, slots=True)
class Statement:
    """What the asker says of themselves in one piece.

    Attributes:
        words: the piece as asked.
        text: the same as a sentence of its own.
        facets: the years, degrees and languages in it.
        of_trade: whether the asker speaks of the trade of the role that is looked at.
    """

    words: str
    text: str
    denied: bool
    facets: Facets
    of_trade: bool = False

    @property
    def of_origin(self) -> bool:
        """Whether it says no more than where the asker comes from or may work."""
        is_short = len(content_terms(self.words)) <= tuning().answer.longest_origin
        return is_short and any(_countries(self.words)) and not self.facets.degrees


@dataclass(frozen=True, slots=True)
class Asker:
    """What an asker says.

    Attributes:
        needs: what they say they need, a permit left out.
        origins, barred: ISO codes of the countries they come from, and in which they may not work.
        needs_permit: whether they need a visa or a permit wherever they go.
    """

    statements: tuple[Statement, ...]
    needs: tuple[str, ...]
    origins: frozenset[str]
    barred: frozenset[str]
    needs_permit: bool

    def in_trade(self, *, is_own: bool) -> Asker:
        """The asker beside a role of their own trade, or of another one."""
        told = tuple(replace(one, of_trade=is_own) for one in self.statements)
        return replace(self, statements=told)

    @property
    def tells_trade_alone(self) -> bool:
        """Whether they say one thing, and it has no years, degree or language, and need nothing."""
        if len(self.statements) != 1 or self.needs or self.needs_permit:
            return False
        facets = self.statements[0].facets
        told = facets.experience or facets.degrees or facets.languages
        return not (told or self.origins or self.barred)

    def is_foreign_to(self, role: Role) -> bool:
        """Whether they say that they may not work, without a permit, where a role is."""
        countries = {place for one in role.postings if (place := one.posting.place.country)}
        free = set(self.origins)
        free |= country_groups()[_EU] if not free.isdisjoint(country_groups()[_EU]) else set()
        is_abroad = bool(self.origins and countries) and countries.isdisjoint(free)
        return self.needs_permit or is_abroad or not countries.isdisjoint(self.barred)


def asker_of(query: Query, turns: Sequence[Turn], known: Known) -> Asker:
    """What the question and those before it say of the asker."""
    asked = [*(turn.query for turn in turns if turn.query), query]
    told = (told_in(_masked(each.standalone_question, each.names)) for each in asked)
    said = list(dict.fromkeys(statement for each in told for statement in each))
    needs = [one.what for one in said if one.stance is Stance.NEEDS and content_terms(one.what)]
    barred = [one for one in said if one.stance is Stance.LACKS]
    return Asker(
        tuple(_statement(one, known) for one in said if one.stance in (Stance.HAS, Stance.LACKS)),
        tuple(need for need in needs if not _is_permit(need) and not _is_work(need)),
        frozenset(
            code for one in said if one.stance is Stance.HAS for code in _countries(one.words)
        ),
        frozenset(
            code
            for stated in [
                *(_countries(one.what) for one in barred),
                *(_countries(one.words, denied=True) for one in said),
            ]
            for code in stated
        ),
        any(map(_is_permit, needs))
        or any(_is_permit(one.what) and not [*_countries(one.what)] for one in barred),
    )


def _masked(text: str, names: Iterable[Entity]) -> str:
    """A text of the same length in which no word of a role that is asked for, "Engineer I", is
    taken for what the asker says.
    """
    spans = list(beside_asking(text))
    for name in names:
        if not any(start <= name.start < end for start, end in spans):
            text = f"{text[: name.start]}{'_' * len(name.text)}{text[name.end :]}"
    return text


def _is_permit(what: str) -> bool:
    return is_of_visas(Subject((f"The employer offers {what}.",), what))


def _is_work(what: str) -> bool:
    """Whether nothing but work is needed, which everybody does who looks for it."""
    return all(term.text.casefold() in words()["work"] for term in content_terms(what))


def _countries(text: str, *, denied: bool = False) -> Iterator[str]:
    """The countries named as where one comes from: "from Brazil", "Brazilian", not "in Brazil"; of
    `denied` those where one doesn't: "non-EU".
    """
    for found in find_areas(text, ()):
        before = re.findall(r"\w+", text[: found.start].casefold())[-1:]
        if not {*before}.intersection(words()["stays"]) and denied is (before == ["non"]):
            yield from (code for area in found.areas if area.grain < 2 for code in area.countries)


def _statement(said: Said, known: Known) -> Statement:
    is_whole = said.words.casefold().startswith(tuple(f"{one} " for one in words()["persons"]))
    is_being = said.stance is Stance.HAS and _BEING.search(said.what)
    lead = "I have no" if said.stance is Stance.LACKS else "I am" if is_being else "I have"
    text = f"{lead} {said.what}"
    if is_whole or said.is_done:  # "I never taught", "never taught"
        text = said.words if is_whole else f"I {said.words}"
    text = " ".join(known.words.acronym(word) or word for word in text.split())
    # Under such labels a line of a posting needs no further word to be read as one of years, or of
    # languages.
    experience = read_facets(Fields(), f"Experience: {text}", ()).experience
    facets = read_facets(Fields(), f"Languages: {text}", ())
    if not facets.languages:  # "I speak Welsh with my neighbours"
        facets = replace(
            facets,
            languages=read_facets(Fields(), f"Languages: {_TAIL.sub('', text)}", ()).languages,
        )
    is_denied = said.stance is Stance.LACKS or denies(text)
    return Statement(said.words, f"{text}.", is_denied, replace(facets, experience=experience))
