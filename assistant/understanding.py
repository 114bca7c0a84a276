"""A question becomes a query: its parts, of which roles, places and people, and what an answer must cover."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.expectation import expected_of, without_asking_words
from assistant.names import Named, find_names, meant
from assistant.types import Ask, Query, Turn
from assistant.words import content_terms
from store.sentences import sentence_spans
from store.stemming import stems
from store.types import Document, Filters

_ASKING = (
    r"(?:what|which|who|whom|whose|when|where|why|how|is|are|was|were|do|does|did|can|could|will|would|should|has|have)"
)
_JOINED = re.compile(
    rf"(?:[,;]|\s[-–—])?\s+(?:and|but|also|plus)\s+(?={_ASKING}\b)|[,;]\s+(?={_ASKING}\b)", re.IGNORECASE
)
_STARTS_ASKING = re.compile(
    rf"\W*(?:(?:and|but|so|also|plus|hey|hi|ok|then|please|for \w+|by|in|at|to|on)\W+)?{_ASKING}\b", re.IGNORECASE
)
_PRONOUN = re.compile(
    r"\b(?:it|its|they|them|their|she|her|he|his|him|this|that|these|those|there|both|each)\b", re.IGNORECASE
)
_BACKWARD = re.compile(r"\b(?:it|that|this|then|those|these|there|such)\b", re.IGNORECASE)
_PREAMBLE = re.compile(r"^\W*(?:\w+[^\w:]+){0,5}\w+:\s+")
_GAP = re.compile(r"^\W*(?:and|what about|how about|why|tell me more|more)\b", re.IGNORECASE)


def understand(question: str, turns: Sequence[Turn], documents: Sequence[Document]) -> Query:
    """What `question` asks after `turns`, its names looked up in the stored documents."""
    standalone = stand_alone(question, turns, documents)
    return Query(question, standalone, asks=_asks(standalone, documents))


def stand_alone(question: str, turns: Sequence[Turn], documents: Sequence[Document]) -> str:
    """The question with the names of the last turn folded in where it leans on them."""
    question = " ".join(question.split())
    leaning = _GAP.search(question) or _PRONOUN.search(question)
    if not turns or not leaning or find_names(question, documents):
        return question
    last = turns[-1].standalone_question or turns[-1].question
    names = ", ".join(dict.fromkeys(name.text for name in find_names(last, documents)))
    return f"{question} ({names})" if names else question


def _asks(question: str, documents: Sequence[Document]) -> tuple[Ask, ...]:
    everywhere = find_names(question, documents)
    asks: list[Ask] = []
    for part in _parts(question):
        own = find_names(part, documents)
        leaning = bool(_PRONOUN.search(part)) and not own
        before = find_names(asks[-1].text, documents) if asks else ()
        ask = _ask(part, own or (everywhere if leaning else before), documents)
        if asks and not own and len(ask.terms) <= 1 and (leaning or not ask.terms):
            ask = _leaning_on(asks[-1], ask)
        asks.append(ask)
    return tuple(asks)


def _leaning_on(before: Ask, ask: Ask) -> Ask:
    """An ask such as "how long was it" asks for its own sort of thing, of what the one before named."""
    terms = tuple(dict.fromkeys((*before.terms, *ask.terms)))
    return replace(ask, text=f"{before.text} {ask.text}", filters=before.filters, scope=before.scope, terms=terms)


def _parts(question: str) -> list[str]:
    """The things asked: questions among the sentences (else all of it), cut where another one is joined on."""
    sentences = [span.of(question) for span in sentence_spans(question, 0, len(question))]
    asking = _asking(sentences) or [question]
    parts: list[str] = []
    for piece in (piece for sentence in asking for piece in _JOINED.split(_PREAMBLE.sub("", sentence))):
        # What comes before the first asking word ("In the Boston job, would I ...") belongs to what follows.
        if parts and not _STARTS_ASKING.match(parts[-1]):
            parts[-1] = f"{parts[-1]}, {piece}"
        else:
            parts.append(piece)
    return parts


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


def _ask(part: str, names: Sequence[Named], documents: Sequence[Document]) -> Ask:
    ids = meant(names)
    rest = part
    for name in names:
        rest = rest.replace(name.text, " ")
    # Whoever asks of "the catalog scientist" has said which role is meant by its title too.
    titles = {stemmed for one in documents if one.document_id in ids and one.postings for stemmed in stems(one.title)}
    return Ask(
        text=part,
        filters=Filters(ids) if ids else Filters(),
        scope=tuple(dict.fromkeys(name.text for name in names)),
        terms=tuple(term for term in content_terms(without_asking_words(rest)) if term.stem not in titles),
        expected=expected_of(part),
    )
