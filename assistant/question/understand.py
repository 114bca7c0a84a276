"""A question becomes a query: its parts, of which roles, places and people, and what an answer
must cover.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from assistant.errors import QuestionError
from assistant.language.spelling import corrected
from assistant.language.words import content_terms, one_of
from assistant.question.catalog_intent import content
from assistant.question.condense import Condensed
from assistant.question.focus import documents_spoken_of, kinds_of, query_of
from assistant.question.follow_up import Following, follow_up, goes_on, leans
from assistant.question.known import Known
from assistant.question.mentions import Reading, read, reading_of, without_mentions
from assistant.question.naming.likeness import Likely
from assistant.question.naming.names import meant, without_names
from assistant.question.role_names import job_described, like_titled, not_ruled_out
from assistant.tuning import tuning
from assistant.types import SMALL_TALK, Ask, Entity, Kind, NameKind, Nowhere, Query, Turn
from store.search.catalog import Condition, Facet
from store.text.sentences import sentence_spans
from store.text.stemming import stem, stems
from store.types import Filters


def check_question(question: str, longest: int) -> None:
    """Raise QuestionError for a question that is empty or has more than `longest` characters."""
    if not question.strip():
        raise QuestionError("The question is empty. Write what you would like to know.")
    if len(question) > longest:
        raise QuestionError(
            f"The question has {len(question):,} characters and the longest taken is {longest:,}. "
            "Shorten it."
        )


def storable(text: str) -> str:
    """`text` without halves of characters, which no file takes and a browser or a program may
    send.
    """
    return text.encode("utf-8", "replace").decode("utf-8")


Condense = Callable[[str, Sequence[Turn], Sequence[str]], Condensed]
_ASKING = one_of("auxiliaries", "question_words")
_AUXILIARY = one_of("auxiliaries")
_JOINED = re.compile(
    rf"(?:[,;]|\s[-–—])?\s+(?:and|but|also|plus)\s+(?={_ASKING}\b)|[,;]\s+(?={_ASKING}\b)",
    re.IGNORECASE,
)
_STARTS_ASKING = re.compile(
    rf"\W*(?:(?:and|but|so|also|plus|hey|hi|ok|then|please|for \w+|by|in|at|to|on)\W+)?{_ASKING}\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]{2}")
# "Is there a uniform?" leans on nothing, "what is it like there?" does.
_PRONOUN = re.compile(
    r"\b(?:it|its|they|them|their|she|her|he|his|him|this|that|these|those|both|each"
    rf"|(?<!is )(?<!are )there(?!['’]s|\s+{_AUXILIARY}\b))\b",
    re.IGNORECASE,
)
# "Where is the baker based": the baker is the one thing asked about, which "it" then means.
_OF_NAME = rf"(?!(?:{_AUXILIARY}|the|an?)\b)[^\s?.,;:]+"
_ONE_THING = re.compile(
    rf"\W*(?:\w+\W+)?{one_of('question_words')}\b(?:\W+\w+)?\W+{_AUXILIARY}\W+"
    rf"(?P<thing>(?:(?:the|your|an?)\s|(?-i:(?=[A-Z])))(?:{_OF_NAME}\s)*?{_OF_NAME})"
    r"(?:\s[^\s?.,;:]+(?:\s(?:to|for|at|in|on|with|up))?)?\W*",
    re.IGNORECASE,
)
_LED = re.compile(r"\b(?:the|that|this|your)\s+(?=(?:\w+\s+){0,2}$)", re.IGNORECASE)
_ALL_TEXTS = re.compile(
    rf"\b(?:the|these|those|your)\s+(?:{one_of('texts')}|document|source)s\b", re.IGNORECASE
)
_SUBJECT = re.compile(rf"\b(?P<before>{_AUXILIARY}\s+)(?:it|they|she|he)\b", re.IGNORECASE)
_BACKWARD = re.compile(r"\b(?:it|that|this|then|those|these|there|such)\b", re.IGNORECASE)
_PREAMBLE = re.compile(r"^\W*(?:\w+[^\w:]+){0,5}\w+(?::|\s[-–—])\s+")


class Understander(Protocol):
    """Reads a question once."""

    def understand(self, question: str, turns: Sequence[Turn], known: Known) -> Query:
        """Return what `question` asks after `turns`, its names looked up in what is known."""
        ...


@dataclass(frozen=True, slots=True)
class RulesUnderstander:
    """Reads by rules; `condense`, where there is one, makes a question that leans on its turns
    stand alone.
    """

    condense: Condense | None = None

    def understand(self, question: str, turns: Sequence[Turn], known: Known) -> Query:
        """Return what `question` asks after `turns`."""
        return understand(question, turns, known, self.condense)


def understand(
    question: str, turns: Sequence[Turn], known: Known, condense: Condense | None = None
) -> Query:
    """What `question` asks after `turns`, its names looked up in what is known.

    `condense` makes a question that leans on its turns stand alone; where it is not given, or gives
    nothing that can be used, rules do.
    """
    asked = read(corrected(" ".join(question.split()), known.words.spellings), known)
    sure = tuning().question.small_talk_sure
    if documents_spoken_of(turns, known):  # "do you work Saturdays" is asked of the role then
        sure = tuning().question.small_talk_between
    if not goes_on(asked, turns) and (talk := _small_talk(asked, sure)) is not None:
        return Query(question, asked.text, kind=talk)
    turns = [turn for turn in turns if turn.query is None or turn.query.kind not in SMALL_TALK]
    following, prompt = _standing_alone(asked, turns, known, condense)
    query = following.query or query_of(following.reading, known)
    asks = _asks(reading_of(query), known) if query.kind is Kind.ANSWER else ()
    spoken_of = documents_spoken_of(turns, known)
    held = tuple(_held(ask, reading_of(query), spoken_of, known) for ask in asks)
    told = replace(
        query, question=question, asks=held, prompt=prompt, refers_to=following.refers_to
    )
    return replace(told, unused=_unused(told))


def _unused(query: Query) -> tuple[str, ...]:
    """The words of a list or a count that neither name, frame nor say anything of what is
    listed.
    """
    if not query.is_of_catalog:
        return ()
    said = " ".join(subject.words for subject in query.subjects)
    shown = " ".join(topic.said for topic in query.shown)
    used = {*stems(said), *stems(query.superlative), *stems(shown)}
    left = content(without_mentions(reading_of(query)))
    return tuple(word for word in dict.fromkeys(left.split()) if not set(stems(word)) <= used)


def put_plainly(query: Query, known: Known) -> Query:
    """A list or a count put as a question to the texts."""
    plain = Query(
        query.question,
        query.standalone_question,
        entities=query.entities,
        refers_to=query.refers_to,
    )
    return replace(plain, asks=_asks(reading_of(query), known), prompt=query.prompt)


def _small_talk(asked: Reading, sure: float) -> Kind | None:
    """The kind of small talk a message is; None where it names something or asks."""
    wanted = kinds_of(asked)
    is_talk = sum(wanted[kind] for kind in SMALL_TALK) >= sure
    if asked.entities or not _WORD.search(asked.text) or not is_talk:
        return None
    return max(SMALL_TALK, key=wanted.__getitem__)


def _held(ask: Ask, asked: Reading, spoken_of: frozenset[str], known: Known) -> Ask:
    """The ask held to what the conversation is about, as far as its own words leave that open.

    "The senior one", "the one in Leeds" is one of the roles spoken of, or of those with a like
    title.
    """
    ids = ask.filters.document_ids
    if ids is None:
        if ask.nowhere or ask.nearby or not spoken_of:
            return ask
        return replace(ask, nearby=spoken_of, likely=())
    named = [name for name in asked.names if name.text in ask.scope]
    if len(ids) < 2 or any(name.kind not in (NameKind.LEVEL, NameKind.PLACE) for name in named):
        return ask
    near = ids & spoken_of
    if not near:
        roles = known.catalog.roles
        alike = like_titled(roles, [role for role in roles if role.document_id in spoken_of])
        near = ids & {role.document_id for role in alike}
    return replace(ask, filters=Filters(near)) if near else ask


def _standing_alone(
    asked: Reading, turns: Sequence[Turn], known: Known, condense: Condense | None
) -> tuple[Following, tuple[tuple[str, str], ...]]:
    """What a message asks by itself, as a model words it where there is one, and what that model
    was sent.
    """
    following = follow_up(asked, turns, known)
    offered = turns[-1].options if turns else ()
    is_certain = following.query is not None or following.reading.text in offered
    if (
        condense is None
        or is_certain
        or not (leans(asked, turns, following) or _is_unsure(asked, condense))
    ):
        return following, ()
    names = (*known.words.titles, *known.words.companies)[: tuning().question.most_names_told]
    condensed = condense(asked.text, turns, names)
    if not condensed.question:
        return following, condensed.prompt
    reading = read(corrected(condensed.question, known.words.spellings), known)
    query = query_of(reading, known, condensed.kind) if condensed.kind else None
    return Following(reading, following.refers_to, query), condensed.prompt


def _is_unsure(asked: Reading, condense: Condense) -> bool:
    """Whether it is unclear what a message asks for, and the model can tell that."""
    return (
        getattr(condense, "tells_intent", False)
        and max(kinds_of(asked).values()) < tuning().question.intent_sure
    )


def _asks(asked: Reading, known: Known) -> tuple[Ask, ...]:
    asks: list[Ask] = []
    parts = list(dict.fromkeys(_spelled_out(_parts(asked.text))))[: tuning().question.most_asks]
    # What is named apart from all that is asked ("Weaver, Porto: what …") is what every part is
    # about.
    before = tuple(name for name in asked.names if not any(name.text in part for part in parts))
    for part in parts:
        own = tuple(name for name in asked.names if name.text in part)
        leaning = bool(_PRONOUN.search(part)) and not own
        ask = _ask(part, own or (asked.names if leaning else before), asked, known)
        if asks and not own and len(ask.terms) <= 1 and (leaning or not ask.terms):
            ask, own = _leaning_on(asks[-1], ask), before
        asks.append(ask)
        before = own or before
    return tuple(asks)


def _spelled_out(parts: Iterable[str]) -> Iterator[str]:
    """The parts, what the one before asks about in place of "it": "what does the baker earn"."""
    thing = ""
    for part in parts:
        if thing:
            subject = _SUBJECT.search(part)
            part = (
                f"{part[: subject.end('before')]}{thing}{part[subject.end() :]}"
                if subject
                else part
            )
        asked = _ONE_THING.fullmatch(part)
        thing = asked["thing"] if asked else thing
        yield part


def _leaning_on(before: Ask, ask: Ask) -> Ask:
    """An ask such as "how long was it" asks of what the one before named."""
    terms = tuple(dict.fromkeys((*before.terms, *ask.terms)))
    return replace(
        ask,
        text=f"{before.text} {ask.text}",
        said=ask.said,
        filters=before.filters,
        scope=before.scope,
        terms=terms,
        nowhere=before.nowhere,
    )


def _parts(question: str) -> list[str]:
    """The things asked: questions among the sentences (else all of it), cut where another one is
    joined on.
    """
    sentences = [span.of(question) for span in sentence_spans(question, 0, len(question))]
    asking = _asking(sentences) or _keywords(question) or [question]
    parts: list[str] = []
    for piece in (
        piece for sentence in asking for piece in _JOINED.split(_PREAMBLE.sub("", sentence))
    ):
        # What comes before the first asking word ("In the Boston job, would I ...") belongs to what
        # follows.
        if parts and not _STARTS_ASKING.match(parts[-1]):
            parts[-1] = f"{parts[-1]}, {piece}"
        else:
            parts.append(piece)
    return parts


def _keywords(question: str) -> list[str]:
    """Return the things that "pay and closing date" asks for, in a few words each."""
    pieces = re.split(r",\s+|\s+and\s+", question.strip(" .?!"))
    short = len(pieces) > 1 and all(0 < len(piece.split()) <= 3 for piece in pieces)
    return pieces if short and not _STARTS_ASKING.match(question) else []


def _asking(sentences: Sequence[str]) -> list[str]:
    """The sentences that ask; one that leans on what was said just before takes that along."""
    asking: list[str] = []
    for at, sentence in enumerate(sentences):
        if not sentence.endswith("?"):
            continue
        told = sentences[at - 1] if at and not sentences[at - 1].endswith("?") else ""
        leans = _BACKWARD.search(sentence) or len(content_terms(sentence)) < 2
        asking.append(f"{told} {sentence}" if told and leans else sentence)
    return asking


def _unknown_title(
    names: Sequence[Entity], asked: Reading, sure: Likely | None, known: Known
) -> Nowhere | None:
    """A kind of job that no role has, with the place or company that is named; None where there
    is none, or where it describes the role that is surely meant ("the hairdressers in Leeds").
    """
    where = tuple(name for name in names if name.kind in (NameKind.PLACE, NameKind.COMPANY))
    for mention in asked.mentions:
        if mention.facet is not Facet.TITLE or mention.negated or len(where) < len(names):
            continue
        if sure and _describes(mention, sure, known):
            continue
        if not known.catalog.select((Condition(Facet.TITLE, mention.values),)).roles:
            nearest = frozenset[str]().union(*(name.document_ids for name in where))
            return Nowhere((mention, *where), nearest)
    return None


def _describes(mention: Entity, sure: Likely, known: Known) -> bool:
    near = known.likeness(mention.text)
    is_same = near is not None and near.is_clear and near.document_id == sure.document_id
    return is_same or not sure.stems.isdisjoint(stems(mention.text))


def _ask(part: str, names: Sequence[Entity], asked: Reading, known: Known) -> Ask:
    """The ask of a part of what is asked: of what the names mean together, else of what it is most
    likely about.
    """
    found = meant(names, asked.text)
    ids = not_ruled_out(found, known) if isinstance(found, Nowhere) else found
    nowhere = found if isinstance(found, Nowhere) and not ids else None
    likely = None if nowhere else _likely(part, asked.text, known)
    sure = likely if likely and likely.is_sure else None
    nowhere = nowhere or _unknown_title(names, asked, sure, known)
    if sure and not ids:
        names = sorted([*names, *_called(part, sure, known)], key=lambda name: part.find(name.text))
    rest = part
    for name in names:
        rest = rest.replace(name.text, " ")
    # Whoever asks of "the catalog scientist" has said which role is meant by its title too.
    by_title = any(name.kind is NameKind.TITLE for name in names)
    titles = {
        stemmed
        for one in known.documents
        if by_title and one.document_id in ids and one.postings
        for stemmed in stems(one.title)
    }
    named = [name for name in names if name.text in part]
    return Ask(
        text=part,
        said=part,
        filters=Filters(ids) if ids else Filters(),
        scope=tuple(dict.fromkeys(name.text for name in names)),
        terms=tuple(term for term in content_terms(rest) if term.stem not in titles),
        nowhere=nowhere,
        nearby=frozenset({sure.document_id}) if sure and not ids else frozenset(),
        likely=likely.shares if likely and likely.is_clear and not ids else (),
        within=without_names(part, named) if ids or sure else "",
    )


def _called(part: str, likely: Likely, known: Known) -> Iterator[Entity]:
    """The words of a part of a question by which it calls the role that it is about, with what
    stands between them and their article: "fresh fish" of "the fresh fish people".
    """
    role, ids = known.catalog.role(likely.document_id), frozenset({likely.document_id})
    spans: list[tuple[int, int]] = []
    for word in re.finditer(r"\w+", part) if role else ():
        if stem(word[0]) in likely.stems:
            led = _LED.search(part, spans[-1][1] if spans else 0, word.start())
            start = led.end() if led else word.start()
            is_near = spans and not part[spans[-1][1] : start].strip()
            spans[-1:] = (
                [(spans[-1][0], word.end())] if is_near else [*spans[-1:], (start, word.end())]
            )
    title = set(stems(role.document.title)) if role else set()
    for start, end in spans:
        is_title = not title.isdisjoint(stems(part[start:end]))
        kind = NameKind.TITLE if is_title else NameKind.COMPANY
        yield Entity(part[start:end], start, end, kind=kind, document_ids=ids)


def _likely(part: str, asked: str, known: Known) -> Likely | None:
    """What a part of a question means; what all of it means, where that is clearer. None where it
    asks of all that is stored: "what do the documents say".
    """
    if _ALL_TEXTS.search(part):
        return None
    found = filter(None, map(known.likeness, dict.fromkeys((part, asked))))
    best = max(found, key=lambda likely: likely.shares[0][1], default=None)
    if best and best.is_sure:
        return best
    return next(filter(None, (job_described(one, known) for one in (part, asked))), best)
