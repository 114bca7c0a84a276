"""What a list or a count asks of each role's own text, put as claims that may be held against it.

"Which employers refuse to sponsor a visa?" asks of each role whether "the employer refuses to
sponsor a visa".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml

from assistant.language.spelling import common_word
from assistant.language.statements import Stance, Statement, statements_in, third_person
from assistant.language.words import any_of, one_of
from assistant.tuning import tuning
from assistant.types import Insistence, Subject, Wanted
from store.facets.reading import Lexicon, cues_in, words_of
from store.facets.reading import Mention as Cue

Content = Callable[[str], str]  # what of some words neither names a facet nor frames a list

NAME = r"Φ\w+?Φ"  # stands for a name, as one word
_NOUN_NAME = r"Φ(?:TITLE|LEVEL|EMPLOYMENT|WORKPLACE|STATUS)Φ"
_UNITS = any_of("companies", "teams", "places", "countries")
_JOBS = any_of("postings", "roles", "jobs")
_THINGS = (
    rf"\b(?:(?:(?:job|career)\s)?(?:{_JOBS}|options?|posts)|{_UNITS}|ones?|anything|something"
    r"|everything|somewhere"
    rf"|anywhere|anyone|somebody|anybody|{_NOUN_NAME}(?:\W+(?:{_JOBS}|posts?))?)\b"
)
_NAMES_AFTER = (
    rf"(?:\W+(?:(?:in|at|from|for|of|near|within|outside|on|by|or|and|the|an?|not)\W+)*{NAME})*"
)
_HEAD = re.compile(
    r"(?:^|[,;:–-]|\band|\bbut)\W*(?P<who>who(?:ever|ever else| else)?)\b(?!\W+(?:is"
    r"|are)\W+(?:hiring|recruiting))"
    r"|(?:^|,|;|\band|\bbut)\W*they\b(?=\W+\w)"
    r"|\bwhere(?:['’]?s\b|\b(?=\W+(?:is|are)\b))"
    r"|\b(?:which|what|how many|where|number "
    rf"of)\b\W*(?P<between>(?:[^\s.,;:!?]+\s+){{0,5}}?)(?P<thing>{_THINGS})"
    rf"{_NAMES_AFTER}"
    r"|\b(?:which|how many)\b(?:\W+(?:ones?|of\W+(?:them|these|those|em|the\W+\w+)))?"
    r"|(?P<before>(?:(?!(?:which|what|who|how|where"
    rf"|number)\b)[^\s.,;:!?]+\s+){{0,3}}?)(?P<bare>{_THINGS}){_NAMES_AFTER}",
    re.IGNORECASE,
)
_EMPLOYERS = re.compile(r"compan|employer|firm|who|somebody|any(?:one|body)", re.IGNORECASE)
_AUXILIARY = one_of("auxiliaries")
_OF_ASSISTANT = re.compile(
    rf"^\W*{_AUXILIARY}\W+(?:you|we have|there|it|they)\b|^\W*(?:there|you)\b", re.IGNORECASE
)
_OF_ASKER = re.compile(rf"^\W*(?:(?P<aux>{_AUXILIARY})\W+)?(?:i|we)\b\W*", re.IGNORECASE)
_DENIES = re.compile(
    r"^(?P<aux>\W*(?:(?:do|does|did|are|is|was|were|have|has|will|would|can|could|should)\W*)?)"
    r"(?:not|n['’]?t|never)\b\W*|^\W*(?:don|doesn|isn|aren|won|wouldn|can|couldn|haven"
    r"|hasn)['’]?t\b\W*",
    re.IGNORECASE,
)
_WITHOUT = re.compile(
    r"^\W*(?:without|with no|with neither|excluding|minus|no)\b\W*", re.IGNORECASE
)
_COMPARED = re.compile(
    r"^\W*(?:over|above|below|under|between|more|less|fewer|than|later|not later)\b", re.IGNORECASE
)
_ORDERS = re.compile(
    r"^\W*(?:give|show|tell|let|list|count|say|sort|order|put|find|stop|please|pls)\b",
    re.IGNORECASE,
)
_ADVERB = re.compile(
    r"^\W*(?:(?:still|also|only|first|again|now|here|there"
    r"|(?!(?:(?:ap|sup|re|com|tri)p?l|merel)y\b)\w{3,}ly)\b\W*)+",
    re.IGNORECASE,
)
_YES_OR_NO = re.compile(r"^\W*(?:do|does|did|can|could|will|would)\b", re.IGNORECASE)
_ASKS = re.compile(rf"\b(?:{one_of('question_words', 'auxiliaries')}|whether)\b", re.IGNORECASE)
_RELATIVE = re.compile(r"^\W*(?:that|which|who|whom)\b\W*", re.IGNORECASE)
_PREPOSITION = re.compile(
    r"^(?:with|about|for|on|where|in|at|of|from|near|by|to|like|under|using|as|during|within"
    r"|around|towards?|[a-z]{2,}ing|[a-z]{3,}ed)\b",
    re.IGNORECASE,
)
_JOINT = re.compile(
    r"\b(but not|and not|but no|or not|without|neither|both|but|nor|and)\b|,", re.IGNORECASE
)
# "And in which of those is it paid?" asks of the thing that the first part selects by.
_AMONG = re.compile(
    r"[\s,;]*\b(?:and|but)\s+(?:(?:in|for|at|of|with|on|from)\s+)?(?:which|what|how many)\s+of\s+"
    r"(?:those|these|them)\b",
    re.IGNORECASE,
)
_IT = re.compile(r"\b(?:it|that|this)\b", re.IGNORECASE)
_ASKS_OF_IT = re.compile(
    rf"(?P<verb>{_AUXILIARY})\s+(?P<it>there|it|that|this|they)\s+(?P<rest>.+)", re.IGNORECASE
)
_I_MEAN = re.compile(r"\b(?:i|we) (?:mean|meant)\b", re.IGNORECASE)
_SENTENCE_END = re.compile(r"(?<=[.?!])\s")
_OR = re.compile(r"(?P<first>\b[\w'’-]+) or (?=[\w'’-]+)", re.IGNORECASE)
_OR_MORE = re.compile(r"^[\w'’-]+(?: [\w'’-]+)?$")
_NO = re.compile(r"\W*(?:no|not|without|never)\b", re.IGNORECASE)
_A_THING = re.compile(r"(?:an?|the)\b", re.IGNORECASE)
_OWNER = re.compile(r"\b(?:the|all|these|those|your)\b", re.IGNORECASE)
_ARTICLE = re.compile(r"^\W*(?:(?:an?|the|any|no)\b\W*)*", re.IGNORECASE)
_OF = re.compile(r"^\W*(?:for|as|at|in|by|on|to|with|from|during|of)\b", re.IGNORECASE)
_NOT = re.compile(
    r"(?:\bnot|n['’]t|\brather than|\binstead of)(?: (?:just|only|merely))*\W*$", re.IGNORECASE
)
_MEANS = re.compile(r"\b(?:it|that|this|those|them|one|any|such)\b\W*$", re.IGNORECASE)
_MENTION_VERBS = re.compile(
    r"^\W*(?:mentions?|says?|speaks?|talks?|names?|states?|contains?)(?: (?:of|about))?\b",
    re.IGNORECASE,
)
_FIRST_PERSON = re.compile(r"\b(?:i|we|my|our|im)\b", re.IGNORECASE)
_ASIDE = re.compile(
    r"\W*(?:(?:and|but|so|as|because|since|then|for)\W+)*(?:i|im|we|my)\b", re.IGNORECASE
)
_OWN = {
    "i": "you",
    "me": "you",
    "my": "your",
    "mine": "yours",
    "myself": "yourself",
    "am": "are",
    "we": "you",
}
_OWN |= {"us": "you", "our": "your"}
_OWN_WORD = re.compile(rf"\b(?:{'|'.join(_OWN)})\b", re.IGNORECASE)
_MODAL = re.compile(
    r"^(?:(?:will|would|can|could|may|might|should|shall|actually|really|also|just)\s+)+",
    re.IGNORECASE,
)


def mark(facet: str) -> str:
    """What stands for a name of a facet: one word that is none."""
    return f"Φ{facet}Φ"


def subjects_of(asking: str, before: str, content: Content) -> tuple[Subject, ...]:
    """The claims by which the part of a question that asks, or what stands before it, says which
    roles are meant.

    Names stand in both as `mark` writes them. `content` returns what of some words carries meaning
    of its own.
    """
    heads = list(_HEAD.finditer(asking))
    head = next((one for one in heads if not one["bare"]), heads[0] if heads else None)
    predicate = _SENTENCE_END.split(asking[head.end() :])[0] if head else ""
    leans = _leans(predicate, asking[head.start() :] if head else "")
    same = asking[: head.start()] if head else asking
    asker = (
        _of_asker(before, same, content, by_itself=leans)
        if leans or _says_nothing(predicate, content)
        else ()
    )
    if head is None:
        return asker
    actor = (
        "The employer"
        if _EMPLOYERS.match(head["who"] or head["thing"] or head["bare"] or "")
        else "The role"
    )
    predicate = _MEANS.sub(lambda _: asker[0].words, predicate) if asker else predicate
    predicate = _for_asker().sub(
        lambda one: f"{one[1]} {_things()[one['verb'].lower()]}", predicate
    )
    if head["bare"] and not (_RELATIVE.match(predicate) or _YES_OR_NO.match(asking)):
        predicate = _of_a_thing(_ADVERB.sub("", _bare(predicate)))
    predicate, *of_those = _AMONG.split(predicate, maxsplit=1)
    found = tuple(_of_predicate(predicate, actor, content))
    found += tuple(one for asked in of_those for one in _of_those(asked, found, actor, content))
    if adjective := _adjective(head["between"] or head["before"] or "", content):
        found = (Subject((f"The role is a job of this kind: {adjective}.",), adjective), *found)
    return found or asker


def _of_a_thing(predicate: str) -> str:
    """What stands after "roles" where no "which" goes before: "with a pension"; "" for a verb."""
    is_thing = (
        _PREPOSITION.match(predicate) or _WITHOUT.match(predicate) or _DENIES.match(predicate)
    )
    return predicate if is_thing else ""


def _leans(predicate: str, asking: str) -> bool:
    """Whether what is asked leaves open what of: "which roles?", "who has that?", "what could I
    do?".
    """
    return not _bare(predicate).strip(" .?!") or bool(
        _MEANS.search(predicate) or _FIRST_PERSON.search(asking)
    )


def _says_nothing(predicate: str, content: Content) -> bool:
    """Whether a predicate names nothing: "which ones would?"."""
    return not content(predicate) and re.search(NAME, predicate) is None


def _adjective(before_noun: str, content: Content) -> str:
    """The words of their own right before "roles": "machine learning"."""
    words = _bare(
        _OWNER.split(before_noun)[-1]
    ).split()  # "break the remote postings down": not "break postings"
    at = next((at for at in range(len(words), 0, -1) if not content(words[at - 1])), 0)
    return " ".join(words[at:])


def _of_predicate(predicate: str, actor: str, content: Content) -> Iterator[Subject]:
    """What stands after "which roles", cut where it goes on to something else."""
    predicate = _ADVERB.sub("", _RELATIVE.sub("", _bare(predicate)))
    if not content(predicate) or (predicate.startswith(",") and _ASIDE.match(predicate)):
        return
    if _OF_ASSISTANT.match(predicate):  # "which do you hold?"
        return
    if len({cue.meaning for cue in _cues(predicate)}) > 1 and (
        insisting := _insisting(predicate, content)
    ):
        yield insisting
        return
    if (asker := _OF_ASKER.match(predicate)) and not _DENIES.match(predicate):
        predicate, actor = predicate[asker.end() :], "In the role you"
    led, denied = "", False
    for joint, piece in _pieces(predicate):
        negated = joint in (
            "but not",
            "and not",
            "but no",
            "or not",
            "without",
            "neither",
            "nor",
        ) or (denied and joint in ("and", ",", ""))
        if not negated and (
            insisting := _insisting(f"{led} {piece}" if led not in piece else piece, content)
        ):
            led = led or _led(piece, content)
            yield insisting
            continue
        stripped = _DENIES.sub("", _WITHOUT.sub("with ", piece))
        negated = negated or stripped != piece
        denied = negated
        refused = _refuses().match(stripped)
        if refused:
            stripped = f"{'' if refused['doing'] else 'offer '}{stripped[refused.end() :]}"
        subject = _said(stripped, actor, led, content)
        led = led or _led(stripped, content)
        if subject:
            wanted = Wanted.REFUSED if refused else Wanted.SAID
            if negated:
                wanted = (
                    Wanted.UNSAID
                    if _MENTION_VERBS.match(_led(stripped, content) or led)
                    else Wanted.DENIED
                )
            yield replace(subject, wanted=wanted)


def _of_those(
    asked: str, first: Sequence[Subject], actor: str, content: Content
) -> Iterator[Subject]:
    """What is asked of those that the first subjects select: "and in which of those is it paid"."""
    thing = first[-1].words if first else "it"
    asks = _ASKS_OF_IT.match(asked.strip(" ,;:.?!"))
    if asks is None:
        yield from _of_predicate(_IT.sub(thing, asked), actor, content)
    elif content(asks["rest"]):
        head = "there" if asks["it"].casefold() == "there" else thing
        rest = _IT.sub(thing, asks["rest"])
        yield Subject((f"{head[:1].upper()}{head[1:]} {asks['verb']} {rest}.",), asks["rest"])


# How much a role insists --------------------------------------------------------------------------

_CLAIMS = {
    Insistence.REQUIRED: "The role requires {}.",
    Insistence.PREFERRED: "{} is preferred, not required.",
    Insistence.WAIVED: "You do not need {}.",
    Insistence.EITHER: "The role asks for {}.",
}


def _insisting(predicate: str, content: Content) -> Subject | None:
    """What a role must insist on, or must not: "require Norwegian", "where Norwegian is a plus"."""
    every = _cues(predicate)
    cues = [cue for cue in every if not _NOT.search(predicate[: cue.start])]  # "not just preferred"
    if not cues:
        return None
    meanings = {cue.meaning for cue in cues}
    behind = predicate[
        cues[-1].end : next((cue.start for cue in every if cue.start > cues[-1].end), None)
    ]
    ahead = " ".join(
        (predicate[: cues[0].start], *(predicate[a.end : b.start] for a, b in pairwise(cues)))
    )
    follows = content(behind) and not _OF.match(behind)
    thing = _ARTICLE.sub("", behind).strip(" \t,;:.?!") if follows else _trimmed(ahead, content)
    no = _NO.match(behind) if follows else _NO.search(ahead)
    if not thing or _COMPARED.match(thing):
        return None
    insistence = Insistence.PREFERRED if "preferred" in meanings else Insistence.REQUIRED
    if meanings == {"preferred", "required"}:
        insistence = Insistence.EITHER
    elif meanings == {"waived"} or (meanings == {"required"} and no):
        insistence = Insistence.WAIVED
    claims = tuple(_CLAIMS[insistence].format(_told_of_you(each)) for each in _either(thing))
    if (
        insistence is Insistence.WAIVED and cues[0].start == 0
    ):  # "don't need Norwegian", not "say they don't need it"
        return replace(
            _insisting(f"need {thing}", content) or Subject((), thing), wanted=Wanted.DENIED
        )
    return Subject(
        tuple(claim[:1].upper() + claim[1:] for claim in claims), thing, insistence=insistence
    )


def _trimmed(words: str, content: Content) -> str:
    """From the first to the last of some words that says something of its own."""
    parts = words.split()
    said = [at for at, word in enumerate(parts) if content(word)]
    return " ".join(parts[said[0] : said[-1] + 1]).strip(" \t,;:.?!") if said else ""


def _cues(predicate: str) -> list[Cue]:
    """The words that say how much a role insists, in their order."""
    words = words_of(predicate)
    own = _insistence().find(predicate, words)
    others = [
        cue
        for cue in cues_in(predicate, words)
        if all(cue.end <= one.start or one.end <= cue.start for one in own)
    ]
    return sorted([*own, *others], key=lambda cue: cue.start)


@lru_cache(maxsize=1)
def tables() -> Mapping[str, Any]:
    """The words of subject.yaml."""
    tables: Mapping[str, Any] = yaml.safe_load(
        Path(__file__).with_name("subject.yaml").read_text("utf-8")
    )
    return tables


@lru_cache(maxsize=1)
def _insistence() -> Lexicon:
    """Each phrase as of several and of one: "insist on", "insists on"."""
    told: Mapping[str, Mapping[str, str]] = tables()["insistence"]
    return Lexicon({meaning: dict(each) | _of_one(each) for meaning, each in told.items()})


def _of_one(phrases: Mapping[str, str]) -> dict[str, str]:
    parts = ((phrase.partition(" "), example) for phrase, example in phrases.items())
    return {"".join([third_person(verb), *rest]): example for (verb, *rest), example in parts}


def _things() -> Mapping[str, str]:
    """What an employer gives with a verb of which the asker is all that is named."""
    things: Mapping[str, str] = tables()["for_asker"]
    return things


@lru_cache(maxsize=1)
def _for_asker() -> re.Pattern[str]:
    verbs = "|".join(_things())
    return re.compile(rf"\b((?P<verb>{verbs})(?:s|ing|ed)?) (?:me|us)\b(?!\W+(?:for|to)\b)", re.I)


@lru_cache(maxsize=1)
def _refuses() -> re.Pattern[str]:
    doing, thing = (
        "|".join(phrase.replace(" ", " +") for phrase in sorted(phrases, key=len, reverse=True))
        for phrases in (tables()["refuses"]["doing"], tables()["refuses"]["thing"])
    )
    return re.compile(rf"\W*(?:(?P<doing>{doing})|{thing})\b\W*", re.IGNORECASE)


# What the claims say ------------------------------------------------------------------------------


def _said(piece: str, actor: str, led: str, content: Content) -> Subject | None:
    """The claim of one piece; `led` is the verb of the one before, which it may go on from."""
    piece = piece.strip(" \t,;:.?!-–")
    words = piece.split()
    if _COMPARED.match(piece) or _ORDERS.match(piece):
        return None
    own = _led(piece, content)
    if not content(piece) or (own and not content(piece[len(own) :])):
        return None
    asks_what = (
        actor.endswith("you") or len(words) < 2 or bool(_PREPOSITION.match(piece) or own or led)
    )
    if not asks_what and not content(" ".join(words[1:])):
        return None  # a verb of its own, "dominates the postings", says nothing of what
    if not own and led:
        piece = f"{led} {piece}"
    piece = _MENTION_VERBS.sub(
        "involve", piece
    )  # the judge knows what a role involves, not what its text says
    shown = piece[len(_led(piece, content)) :].strip() or piece
    return Subject(tuple(f"{_sentence(actor, one)}." for one in _either(piece)), shown)


def _either(piece: str) -> tuple[str, ...]:
    """Return "cranes or cargo" as either by itself."""
    match = _OR.search(piece)
    if match is None:
        return (piece,)
    before, after = piece[: match.start()], piece[match.end() :]
    return f"{before}{match['first']}{_OR_MORE.sub('', after)}", f"{before}{after}"


def _sentence(actor: str, piece: str) -> str:
    piece = _told_of_you(piece)
    if actor.endswith("you"):
        return f"{actor} {piece}"
    piece = _MODAL.sub("", piece)
    first, _, rest = piece.partition(" ")
    first = common_word(first) or first  # "sponser"
    if _PREPOSITION.match(piece):
        return f"{actor} is one {piece}"
    if _A_THING.match(piece):
        return f"{actor} is {piece}"
    return f"{actor} {third_person(first)} {rest}".rstrip()


def _told_of_you(text: str) -> str:
    """Return "my licence" as "your licence"."""
    return _OWN_WORD.sub(lambda word: _OWN[word[0].lower()], text)


def _pieces(predicate: str) -> Iterator[tuple[str, str]]:
    """The pieces of a predicate, each with the word that joins it to the one before."""
    joint, start = "", 0
    for match in [*_JOINT.finditer(predicate), None]:
        piece = predicate[start : match.start() if match else len(predicate)]
        if piece.strip() and not (start and _ASIDE.match(piece)):
            yield joint, piece.strip()
            joint = ""
        if match:
            joint, start = (
                (match[0].lower() if not joint or match[0].lower() != "both" else joint),
                match.end(),
            )


def _led(piece: str, content: Content) -> str:
    """The words at the beginning that only lead to what is asked: "ask for", "involve"."""
    words = piece.split()
    at = next((at for at in range(len(words)) if content(words[at])), len(words))
    return " ".join(words[:at])


def _of_asker(before: str, same: str, content: Content, *, by_itself: bool) -> tuple[Subject, ...]:
    """What the asker lacks or wants, told before the question, or else a thing `by_itself` in
    the same sentence.
    """
    told = f"{before} {same}"
    statements = [one for one in statements_in(told) if content(one.what)]
    for stance in (Stance.LACKS, Stance.NEEDS, Stance.LIKES):
        if (
            statement := next((one for one in statements if one.stance is stance), None)
        ) is not None:
            return tuple(_of_statement(statement, content))
    alone = re.split(r"[.!?]\s", told.strip())[-1]
    long = len(alone.split()) > tuning().question.longest_thing
    return (
        ()
        if long
        or not by_itself
        or _FIRST_PERSON.search(alone)
        or _ASKS.search(alone)
        or _ORDERS.match(alone)
        else tuple(_plain(alone, content))
    )


def _of_statement(statement: Statement, content: Content) -> Iterator[Subject]:
    """The claim by which roles fit what the asker says: they offer what is needed, don't require
    what is lacking.
    """
    if statement.stance is Stance.LACKS:
        thing = f"you to {statement.what}" if statement.is_done else statement.what
        claim = _told_of_you(f"The role requires {thing}.")
        yield Subject((claim,), statement.what, Wanted.DENIED, Insistence.REQUIRED)
    elif not re.search(NAME, statement.what):
        yield from _plain(
            statement.what, content, "involves" if statement.stance is Stance.LIKES else "offers"
        )


def _plain(words: str, content: Content, verb: str = "has") -> Iterator[Subject]:
    """Read "Free parking for staff, who has that?", a thing by itself."""
    words = _bare(words).strip(" \t,;:.?!-–—")
    if content(words):
        yield Subject((f"The role {verb} {words}.",), words)


def _bare(text: str) -> str:
    """A text without the names in it, and what leads to them."""
    text = re.sub(rf"({NAME})\W*\([^()]*\)", r"\1", _I_MEAN.sub(" ", text))
    text = re.sub(
        rf"(?:\b(?:in|at|from|for|of|near|within|outside|on|by|the|an?)\W+)*{NAME}",
        " ",
        text,
        flags=re.I,
    )
    return " ".join(text.split())
