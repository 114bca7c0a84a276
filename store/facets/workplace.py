"""Whether the work is remote, hybrid or on site."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from store.facets.learned.lines import SURE, likeliest, said_of
from store.facets.reading import (
    Mention,
    Reading,
    Sentence,
    field_reading,
    lexicon,
    vocabulary,
    words_of,
)
from store.types import Origin, Span, Stated, Workplace

_NEGATED = re.compile(
    r"\b(?:not|no|isn['’]t|cannot|can['’]t|kein\w*|nicht|pas|sin|without|never)\b", re.IGNORECASE
)
_DAYS_IN = re.compile(
    r"\b(?:[1-4]|one|two|three|four)\+?(?:\s?(?:-|–|to|or)\s?(?:[1-5]|two|three|four))? days?(?: "
    r"(?:a|per|each) week)?"
    r"(?: (?:a week |per week )?(?:in|at|from|on)[- ](?:the |our )?(?:office|home|site|campus"
    r"|studio)"
    r"| remote(?:ly)?)\b",
    re.IGNORECASE,
)
_YES = frozenset("true yes ja oui sí si".split())
_NO = frozenset("false no nein non".split())


def read_workplace(field: str, places: Sequence[str], reading: Reading) -> Stated[Workplace] | None:
    """Return where the work is done: from its field, the place fields, labels, terms or else
    sentences.
    """
    for raw in (field, *places):
        if raw.strip() and (workplace := _named(raw)):
            return Stated(workplace, Origin.FIELD, raw.strip())
    for label in ("workplace", "places"):
        for line in reading.labelled(label):
            value = line.value_span.of(reading.text)
            if (
                workplace := _of_label(line.label_text, value)
                if label == "workplace"
                else _named(value)
            ):
                return reading.stated(workplace, line, line.value_span)
    for line in reading.terms():
        term = line.value_span.of(reading.text)
        if _is_workplace(term) and (workplace := _named(term)):
            return reading.stated(workplace, line, line.value_span)
    in_text = (each for sentence in reading.sentences for each in _of_sentence(reading, sentence))
    return max(in_text, key=lambda likely: likely[0], default=(0.0, None))[1]


def _named(raw: str) -> Workplace | None:
    """What a field names: hybrid before remote before on site, where it names several."""
    source = field_reading(raw.replace("_", " "))
    meanings = {
        mention.meaning
        for sentence in source.sentences
        for mention in lexicon("workplace", "phrases").within(source.text, sentence)
    }
    if _NEGATED.search(source.text) and meanings == {"remote"}:
        return Workplace.ON_SITE
    if _DAYS_IN.search(source.text) or {"remote", "on site"} <= meanings:
        return Workplace.HYBRID
    return next(
        (
            kind
            for kind in (Workplace.HYBRID, Workplace.REMOTE, Workplace.ON_SITE)
            if kind in meanings
        ),
        None,
    )


def _is_workplace(term: str) -> bool:
    """Whether a term of a run opens or ends with words on where work is done: "Hybrid, two days
    in Leeds".
    """
    words = words_of(term)
    mentions = lexicon("workplace", "phrases").find(term, words)
    others = {*vocabulary("workplace")["not_behind"], *vocabulary("workplace")["not_hybrid"]}
    return any(
        (mention.start == words[0].start or mention.end == words[-1].end)
        and not any(word.key in others for word in words if word.start >= mention.end)
        for mention in mentions
    )


def _of_label(label: str, raw: str) -> Workplace | None:
    """Read the value of a label: "Work arrangement: hybrid", "Remote: yes"."""
    word = raw.strip(" .!").casefold()
    if "remote" in label.casefold() and (word in _YES or word in _NO):
        return Workplace.REMOTE if word in _YES else Workplace.ON_SITE
    return _named(raw)


def _of_sentence(reading: Reading, sentence: Sentence) -> Iterator[tuple[float, Stated[Workplace]]]:
    """What a sentence that names a place to work says of this work, and how likely that is."""
    mentions = lexicon("workplace", "phrases").within(reading.text, sentence)
    mention = next((each for each in mentions if not _is_other(sentence, each)), None)
    places = vocabulary("workplace")["places"]
    at = mention or next((word for word in sentence.words if word.key in places), None)
    at = at if mention or not mentions else None  # "remote sensing"
    shares = said_of(reading.text, sentence.words, sentence.line) if at else {}
    label = likeliest(shares, *_LABELS) if shares else ""
    if at and label and shares["where"] < shares[label] + _DOUBT:
        span, told = Span(at.start, at.end), reading.text[sentence.start : sentence.end]
        in_part = label == "remote" and _DAYS_IN.search(told)  # "one day a week at home"
        value = Workplace.HYBRID if in_part else _LABELS[label]
        yield shares[label], reading.stated(value, sentence.line, span)
    elif (
        mention
        and shares["where"] < SURE
        and _is_on_this_work(sentence)
        and (workplace := _named(reading.text[sentence.start : sentence.end]))
    ):
        yield 0.0, reading.mentioned(workplace, sentence, mention)


def _is_on_this_work(sentence: Sentence) -> bool:
    """Whether a sentence speaks of the work: "the post is fully remote"."""
    return not sentence.keys.isdisjoint(vocabulary("employment")["of_work"])


_DOUBT = 0.2  # how much likelier it may be that a line only names a place to work
_LABELS = {
    "hybrid": Workplace.HYBRID,
    "remote": Workplace.REMOTE,
    "on-site": Workplace.ON_SITE,
}


def _is_other(sentence: Sentence, mention: Mention) -> bool:
    """Whether the word behind makes it something else: "remote sensing", "hybrid cars"."""
    key = "not_hybrid" if mention.meaning == "hybrid" else "not_behind"
    return any(word in vocabulary("workplace")[key] for word in sentence.behind(mention.end)[:1])
