"""Which sentences answer an ask: few for a narrow one, a whole section for a broad one, a document for an overview."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from assistant.evidence.features import Candidate
from assistant.types import Ask, Expected
from store.types import Chunk, SectionKind

_TRAILING = re.compile(r"\s+(?:in|of|at|from|with|on) [^?]*")  # "... in a scientist": less than a heading would say
LONGEST_DEFINITION = 6  # words of a definition that go into the ask
_CLAUSE_END = re.compile(r"[,;:.()—–]|\b(?:that|who|which)\b")


def topics(ask: Ask, found: Sequence[Candidate]) -> list[str]:
    """The ask as it is, without the names that scope it, and with its subject in the sources' words.

    "What do Bar Raisers look for?" stands under a heading about hiring teams, which only somebody who has read what
    a Bar Raiser is can know: so a definition found among the candidates takes the name's place.
    """
    defined = _definition(ask, found)
    wider = [_TRAILING.sub("", defined)] if defined else []
    return list(dict.fromkeys(text for text in (ask.text, ask.unscoped, defined, *wider) if text))


def _definition(ask: Ask, found: Sequence[Candidate]) -> str:
    """The ask with what a name in it is in the name's place, where a candidate defines it; else empty."""
    for name in re.findall(r"\b[A-Z][\w-]*(?: [A-Z][\w-]*)*", ask.text[1:]):
        singular = re.escape(name.removesuffix("s"))
        pattern = re.compile(rf"\b{singular}s?\b (?:is|are|means|stands for) (?:an? |the )?([^.]+)")
        for one in sorted(found, key=lambda one: -one.probability)[:8]:
            match = pattern.search(one.text)
            if match:
                predicate = " ".join(_CLAUSE_END.split(match.group(1))[0].split()[:LONGEST_DEFINITION])
                return ask.text.replace(name, predicate, 1)
    return ""


NEAR_BEST = 0.4  # a sentence with this share of the best one's odds answers too
MOST_NARROW = 5
MOST_BROAD = 48
MOST_ITEMS = 10
LIST_SHARE = 0.34  # of a list's items, chosen by themselves, the whole list is shown
ABOUT_THE_HEADING = 0.45  # cosine at which a broad ask is about what stands under a heading
_BROAD = re.compile(
    r"^\W*(?:(?:and|so|ok|well|hi|hey|please|can you|could you)\W+)*"
    r"(?:what(?!(?:['’]s| is| was)\b)|how|which|tell|describe|explain|list|give|summari[sz]e)\b",
    re.IGNORECASE,
)
_LEANS_BACK = re.compile(
    r"^\W*(?:it|its|they|their|these|those|this|that|he|she|his|her|such|both|"
    r"the (?:former|latter|reason|contrast|two))\b",
    re.IGNORECASE,
)

Key = tuple[str, int]


def is_overview(ask: Ask) -> bool:
    """Whether an ask names a document and asks nothing in particular of it."""
    return bool(ask.scope) and not ask.terms and ask.expected is Expected.ANYTHING


def is_broad(ask: Ask) -> bool:
    """Whether an ask is put so that a whole section may answer it."""
    return ask.expected is Expected.ANYTHING and _BROAD.match(ask.text) is not None


def narrow(found: Sequence[Candidate]) -> list[Candidate]:
    """The best sentences, with those that lean on them and those they lean on, in the order given."""
    best = max((_odds(one) for one in found), default=0.0)
    near = [one for one in found if _odds(one) >= NEAR_BEST * best]
    near = sorted(near, key=lambda one: -one.probability)[:MOST_NARROW]
    keys = {_key(one) for one in near} | _lists(found, near)
    leaning = [(before, one) for before, one in pairwise(found) if _leans(before, one)]
    keys |= {_key(before) for before, one in leaning if _key(one) in keys}
    keys |= {_key(one) for before, one in leaning if before in near}
    return [one for one in found if _key(one) in keys]


def _odds(one: Candidate) -> float:
    return one.probability / (1 - one.probability)


def _key(one: Candidate) -> Key:
    return one.chunk.chunk_id, one.position


def _leans(before: Candidate, one: Candidate) -> bool:
    """Whether `one` begins with a word that points back to `before`, its neighbour in the paragraph."""
    together = before.chunk.section == one.chunk.section and before.sentence.paragraph == one.sentence.paragraph
    return together and one.sentence.lead is None and _LEANS_BACK.match(one.text) is not None


def _lists(found: Sequence[Candidate], near: Sequence[Candidate]) -> set[Key]:
    """The items of the lists that a chosen sentence introduces, or of which enough was chosen."""
    keys: set[Key] = set()
    for one in near:
        items = [other for other in found if _introduced_by(other, one)]
        if items:
            keys |= {_key(item) for item in items[:MOST_ITEMS]}
        siblings = [other for other in found if one.sentence.lead and _same_list(other, one)]
        if siblings and sum(_same_list(other, one) for other in near) >= LIST_SHARE * len(siblings):
            keys |= {_key(item) for item in siblings[:MOST_ITEMS]}
    return keys


def _introduced_by(item: Candidate, lead: Candidate) -> bool:
    return item.chunk.document == lead.chunk.document and item.sentence.lead == lead.sentence.span


def _same_list(one: Candidate, other: Candidate) -> bool:
    same = one.chunk.document == other.chunk.document and one.chunk.section == other.chunk.section
    return same and one.sentence.lead == other.sentence.lead


def under(heading: tuple[str, ...], chunks: Sequence[Chunk]) -> list[Chunk]:
    """The chunks of a document that stand under a heading, those of its sub-headings among them."""
    return [
        chunk
        for chunk in chunks
        if chunk.section.kind is SectionKind.BODY and chunk.section.heading_path[: len(heading)] == heading
    ]
