"""What comes before what, and who does what to whom: words alone cannot tell "A phones B" from "B phones A"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from assistant.check.rules.polarity import says_the_opposite
from assistant.language.facts import stems
from store.facets.names.titles import HEADS
from store.text.stemming import singular, stem

Near = Callable[[frozenset[str], frozenset[str]], float]
Order = tuple[frozenset[str], frozenset[str]]

READER = "<you>"

_EARLIER = r"(?:shortly |right |long |just )?(?:before|prior to|until|ahead of|precedes?)"
_LATER = r"(?:only |shortly |right |just )?(?:after(?!noon)|following|follows|once)"
_THEN = r"(?:,|;| and| but)*(?: only)? (?:then|after that|afterwards|after which|followed by)\b"
_ORDER = re.compile(rf"\b(?:(?P<earlier>{_EARLIER})|(?P<later>{_LATER}))\b|(?P<then>{_THEN})", re.IGNORECASE)
_THAN = re.compile(r"\b(?:rather than|than)\b(?! \d)", re.IGNORECASE)
_INTO = re.compile(r"\binto\b", re.IGNORECASE)
_STOP = re.compile(r"[;:]|\.\s")


def orders_of(text: str) -> tuple[Order, ...]:
    """Every (what comes first, what comes later) that a sentence tells, as stems."""
    return tuple(dict.fromkeys(_orders(text)))


def preferences_of(text: str) -> tuple[Order, ...]:
    """Every (what is more, what is less) that a sentence tells: "A rather than B", "A is worth more than B"."""
    found = ((_STOP.split(text[: one.start()])[-1], _STOP.split(text[one.end() :])[0]) for one in _THAN.finditer(text))
    pairs = ((stems(more), stems(less.split(",")[0])) for more, less in found)
    return tuple(dict.fromkeys((more, less) for more, less in pairs if more and less))


def changes_of(text: str) -> tuple[Order, ...]:
    """Every (what it was, what it becomes) that a sentence tells: "large models are distilled into small ones"."""
    found = ((_STOP.split(text[: one.start()])[-1], _STOP.split(text[one.end() :])[0]) for one in _INTO.finditer(text))
    pairs = ((stems(was), stems(becomes)) for was, becomes in found)
    return tuple(dict.fromkeys((was, becomes) for was, becomes in pairs if was and becomes))


def _orders(text: str) -> Iterator[Order]:
    for match in _ORDER.finditer(text):
        before, after = _STOP.split(text[: match.start()])[-1], _STOP.split(text[match.end() :])[0]
        if not stems(before):  # "Before you bake, you write": its clause, then the main one
            after, _, before = after.partition(",")
        elif not match["then"]:
            after = after.split(",")[0]
        first, second = stems(before), stems(after)
        if first and second:
            yield (second, first) if match["later"] else (first, second)


def in_other_order(claim: Sequence[Order], source: Sequence[Order], near: Near) -> bool:
    """Whether a claim puts two things in an order that its source turns round."""
    return any(_turned(one, other, near) for one in claim for other in source)


def _turned(one: Order, other: Order, near: Near) -> bool:
    # What both sides share tells nothing of the order.
    (first, second), (former, latter) = ((pair[0] - pair[1], pair[1] - pair[0]) for pair in (one, other))
    straight = near(first, former) + near(second, latter)
    crossed = near(first, latter) + near(second, former)
    if says_the_opposite(one[0], other[0]) and says_the_opposite(one[1], other[1]):
        return True
    return crossed >= 0.7 and crossed > straight + 0.3


_NOT_HIM = re.compile(r",? (?:and )?not (?:the |an? )?\w+,?(?= )")  # "The vet, not the nurse, talks to owners"
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*(?:['’](?!\w))?|[,;:.!?()–—]")
_POSSESSIVE = re.compile(r".*['’]s?")
_BREAKS = frozenset(", ; : . ! ? ( ) – — and but when while who which that before after if because so as".split())
_PASSIVE = frozenset("is are was were be been being gets get got".split())
_GROUPS = frozenset(
    """team committee board group panel company studio yard firm bank lab people candidate applicant student colleague
    customer client child patient guest visitor member builder leader head boss director staff crew newcomer
    other supplier contractor agent reviewer author reader parent user doctor department office manager owner
    founder chair union agency council government regulator vendor partner neighbour driver worker employee
    employer captain bosun vet chef baker pilot sailor judge lawyer dean coach husband wife host caretaker guard
    pupil""".split()
)
_NO_DEED = re.compile(r".*(?:ly|tion|sion|ment|ness|ity)|already|always|often|still|also|half|level|better|worse")
_AFTER_TITLES = frozenset("job jobs role roles post position vacancy opening team".split())
_READER_WORDS = frozenset("you yourself".split())
_ANYONE = frozenset("candidate applicant newcomer".split())  # "you", of an article
_BEFORE_NOUNS = frozenset(
    "the a an of at in on for from with by about this that these those their her"
    " his your our its my no each every any".split()
)
_MALE_OR_FEMALE = frozenset("he she him i me".split())


@dataclass(frozen=True, slots=True)
class Deed:
    """A word of a sentence with who stands before it and whom it is done to, where either is told."""

    stem: str
    agents: frozenset[str]
    patients: frozenset[str]
    told_by: bool = False  # in the passive, with "by"


def is_someone(word: str) -> bool:
    """Whether a word, in lower case, means a person or a group by what they do."""
    one = singular(word)
    return one in HEADS or one in _GROUPS or (len(one) > 5 and one.endswith(("ist", "ician")))


def told_in_order(text: str, names: frozenset[str], reader: frozenset[str], spoken_of: str = "") -> tuple[str, ...]:
    """The content words of a sentence in order, as stems, whoever is named as `deeds_of` has them."""
    said = _words(text, names, reader, spoken_of)
    words = (
        one.someone or (one.stem if stems(one.word) or (one.is_name and one.word == "may") else "")
        for one in said
        if singular(one.word) not in reader
    )
    found: list[str] = []
    for word in words:
        if word and word != (found[-1] if found else ""):
            found.append(word)
    return tuple(found)


def someone_in(text: str, names: frozenset[str], reader: frozenset[str], spoken_of: str = "") -> frozenset[str]:
    """Everyone a sentence speaks of, as `deeds_of` names them."""
    return _named(_words(text, names, reader, spoken_of))


def deeds_of(text: str, names: frozenset[str], reader: frozenset[str], spoken_of: str = "") -> tuple[Deed, ...]:
    """Who does what in a sentence.

    `names` are stems of people's names, `reader` words of the title of the role that "you" are in, in lower case,
    `spoken_of` whom "he", "she" and "I" mean.
    """
    return tuple(dict.fromkeys(_deeds(_words(_NOT_HIM.sub(" ", text), names, reader, spoken_of))))


@dataclass(frozen=True, slots=True)
class _Said:
    word: str
    stem: str
    someone: str  # whom it names; empty for any other word
    is_name: bool
    clause: int


def _words(text: str, names: frozenset[str], reader: frozenset[str], spoken_of: str) -> list[_Said]:
    clause = 0
    said: list[_Said] = []
    written = _WORD.findall(text)
    tokens = [word.lower() for word in written]
    for at, word in enumerate(tokens):
        if word in _BREAKS:
            joins = word == "and" and bool(said) and bool(said[-1].someone) and _names_soon(tokens, at, names)
            clause += not joins
            continue
        is_name = singular(word) in reader or (at > 0 and written[at][0].isupper())
        said.append(_Said(word, stem(word), _someone(tokens, at, names, reader, spoken_of), is_name, clause))
    return said


def _names_soon(tokens: Sequence[str], at: int, names: frozenset[str]) -> bool:
    """Whether an "and" joins someone else: "you and the head brewer"."""
    return any(is_someone(word) or stem(word) in names or word in _READER_WORDS for word in tokens[at + 1 : at + 4])


def _someone(tokens: Sequence[str], at: int, names: frozenset[str], reader: frozenset[str], spoken_of: str) -> str:
    word = tokens[at]
    if word in _READER_WORDS:
        return READER
    if word in _MALE_OR_FEMALE:
        return spoken_of
    if stem(word) in names:
        return stem(word)
    if not is_someone(word):
        return ""
    before = tokens[at - 1] if at else ""
    follows = tokens[at + 1] if at + 1 < len(tokens) else ""
    if is_someone(follows) or follows in _AFTER_TITLES or _POSSESSIVE.fullmatch(word):
        return ""
    plain = singular(word)
    if plain in _ANYONE:
        return READER
    if plain in reader and (singular(before) in reader or before in ("the", "a", "an", "as", "")):
        return READER
    return stem(plain)


def _deeds(said: Sequence[_Said]) -> Iterator[Deed]:
    for at, one in enumerate(said):
        if one.someone or one.is_name or len(one.word) < 3 or not stems(one.word) or _NO_DEED.fullmatch(one.word):
            continue
        before = [other for other in said[max(0, at - _REACH) : at] if other.clause == one.clause]
        after = [other for other in said[at + 1 : at + 1 + _REACH] if other.clause == one.clause]
        if before[-1].word in _BEFORE_NOUNS if before else one.word.endswith("ing"):
            continue
        by = False
        agents, patients = _named(before) or (frozenset() if before else _subject(said, at)), _named(after)
        if any(other.word in _PASSIVE for other in before[-3:]) and one.word.endswith(("d", "t", "n")):
            words = [other.word for other in after]
            by = "by" in words
            agents, patients = (_doer(after[words.index("by") :]) if by else frozenset()), agents
        if agents or patients:
            yield Deed(one.stem, agents, patients, by)


def _named(some: Sequence[_Said]) -> frozenset[str]:
    return frozenset(one.someone for one in some if one.someone)


def _subject(said: Sequence[_Said], at: int) -> frozenset[str]:
    """Whom a clause that begins with what is done goes on about: whoever the one before names first."""
    clause = said[at - 1].clause if at else -1
    start = next((back + 1 for back in range(at - 1, -1, -1) if said[back].clause != clause), 0)
    own = said[start:at]
    first = next((one.someone for one in own if one.someone), "")
    # A name in full is one person's.
    named = {one.someone for one in own if one.is_name} if first and own[0].someone == first else set()
    return frozenset({*named, first} - {""})


def _doer(by: Sequence[_Said]) -> frozenset[str]:
    """Who or what stands behind "by"."""
    return _named(by) or frozenset([one.stem for one in by[1:4] if stems(one.word)][:1])


_REACH = 6  # words between a deed and whoever does it


def by_someone_else(claim: Sequence[Deed], source: Sequence[Deed], known: frozenset[str]) -> bool:
    """Whether something is done by, or to, someone else in a claim than in its source.

    Only where the source's sentence names the other too (`known`), so that it is no other word for the same.
    """
    for one in claim:
        same = [other for other in source if other.stem == one.stem]
        if same and all(_other_way(one, other, known) for other in same):
            return True
    return False


def _other_way(one: Deed, other: Deed, known: frozenset[str]) -> bool:
    if not one.agents or not other.agents or one.agents & other.agents:
        return False
    turned = one.agents & other.patients or one.patients & other.agents
    return bool(turned or one.agents & known or (one.told_by and other.told_by))
