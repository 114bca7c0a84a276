"""The kinds of employment that a posting offers, and its level."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache

from store.facets.learned.lines import SURE, said_of, settled
from store.facets.reading import (
    Mention,
    Reading,
    Sentence,
    Word,
    field_reading,
    lexicon,
    vocabulary,
    words_of,
)
from store.types import Employment, Origin, Span, Stated

_LONGEST_STEP = 3  # characters of a step: "5", "B", "13a"


def read_employments(field: str, title: str, reading: Reading) -> tuple[Stated[Employment], ...]:
    """Return the kinds of employment, each once: of the field, else of labels, else of terms, else
    of title and text.

    A label may say more of a field's contract: of "CONTRACTOR", which boards write for both, that
    it is fixed-term.
    """
    of_field = {
        Employment(mention.meaning): Stated(
            Employment(mention.meaning), Origin.FIELD, field.strip()
        )
        for mention in reversed(_in(field))
    }
    if not of_field and (keys := [word.key for word in words_of(field)]) and keys[-1] in _LASTING:
        temporary = Stated(Employment.TEMPORARY, Origin.FIELD, field.strip())
        of_field = {Employment.TEMPORARY: temporary}  # "two years"
    kinds = [*reversed(of_field.values())]
    for line in reading.labelled("employment"):
        for mention in _in(line.value_span.of(reading.text)):
            if of_field and not (
                mention.meaning == Employment.TEMPORARY and Employment.CONTRACT in of_field
            ):
                continue
            span = Span(line.value_start + mention.start, line.value_start + mention.end)
            kinds.append(reading.stated(Employment(mention.meaning), line, span))
    kinds = kinds or [*_in_terms(reading)]
    if not kinds:
        in_text = (
            stated for sentence in reading.sentences for stated in _in_sentence(reading, sentence)
        )
        kinds = [*_in_title(title), *in_text]
    return tuple({stated.value: stated for stated in reversed(kinds)}.values())[::-1]


def read_level(field: str, title: str, reading: Reading) -> Stated[str] | None:
    """Return the level of a posting, one of the ranks of level.yaml, from its field, its title or
    its text.

    A field that names no known level is returned in its own words, lower case.
    """
    if field.strip():
        return Stated(_highest(field) or field.strip().lower(), Origin.FIELD, field.strip())
    for line in reading.labelled("level"):
        raw = line.value_span.of(reading.text)
        if level := _highest(raw):
            return reading.stated(level, line, line.value_span)
    if level := _highest(title):
        return Stated(level, Origin.FIELD, title.strip())
    for line in reading.terms():
        term = line.value_span.of(reading.text)
        if level := _highest(term) if lexicon("level", "phrases").whole(term) else _grade(term):
            return reading.stated(level, line, line.value_span)
    for sentence in reading.sentences:
        for mention in lexicon("level", "phrases").within(reading.text, sentence):
            behind = sentence.behind(mention.end)[:2]
            last = words_of(reading.text, mention.start, mention.end)[-1].key
            named = "level" in (last, *behind[:1])
            if named and any(key in vocabulary("employment")["of_work"] for key in behind):
                return reading.mentioned(mention.meaning, sentence, mention)
    return None


def _in_terms(reading: Reading) -> Iterator[Stated[Employment]]:
    """The kinds among the terms near the top: "Fixed term, 12 months", "Full time until 2029",
    "0.8 FTE".
    """
    for line in reading.terms():
        term = line.value_span.of(reading.text)
        if share := _SHARE.fullmatch(term):
            whole = float(share["share"].replace(",", ".")) >= 1
            value = Employment.FULL_TIME if whole else Employment.PART_TIME
            yield reading.stated(value, line, line.value_span)
            continue
        words, mentions = words_of(term), _in(term)
        opens = (
            bool(mentions)
            and mentions[0].start == words[0].start
            and any(word.key.isdigit() for word in words)
        )
        if mentions and (opens or _rest_is_small(mentions, words, _LASTING)):
            for mention in mentions:
                lasting = mention.meaning == "contract" and any(
                    word.key in _LASTING for word in words
                )
                value = Employment.TEMPORARY if lasting else Employment(mention.meaning)
                span = Span(line.value_start + mention.start, line.value_start + mention.end)
                yield reading.stated(value, line, span)


_SHARE = re.compile(r"(?P<share>[01](?:[.,]\d+)?)\s?(?:FTE|WTE)\b.*")  # of a full-time equivalent


def _in(raw: str) -> list[Mention]:
    """The kinds that a short text names, schema.org's constants among them."""
    source = field_reading(raw.replace("_", " "))
    return [mention for sentence in source.sentences for mention in _kinds(source.text, sentence)]


def _kinds(text: str, sentence: Sentence) -> list[Mention]:
    """The kinds that a sentence names; the second of "permanent contract" is a noun and none, and
    so is the label of "Contract: permanent".
    """
    of_work = vocabulary("employment")["of_work"]
    kept: list[Mention] = []
    for mention in lexicon("employment", "phrases").within(text, sentence):
        is_noun = text[mention.start : mention.end].lower() in of_work
        is_label = is_noun and text[mention.end : mention.end + 1] == ":"
        second = is_noun and kept and not text[kept[-1].end : mention.start].strip(" -")
        if not (is_label or second):
            kept.append(mention)
    return kept


def _in_title(title: str) -> Iterator[Stated[Employment]]:
    source = field_reading(title)
    for sentence in source.sentences:
        for mention in _kinds(source.text, sentence):
            if not _is_other(sentence, mention):
                yield Stated(Employment(mention.meaning), Origin.FIELD, title.strip())


def _in_sentence(reading: Reading, sentence: Sentence) -> Iterator[Stated[Employment]]:
    """Kinds of the posting's own work: "this is a full-time role", "a 6-month contract"."""
    mentions = _kinds(reading.text, sentence)
    for mention in mentions:
        if _is_other(sentence, mention):
            continue
        if _rest_is_small(mentions, sentence.words):
            yield reading.mentioned(Employment(mention.meaning), sentence, mention)
            continue
        if mention.meaning not in _LABELS:  # a kind that no line was labelled with
            continue
        shares = said_of(reading.text, sentence.words, sentence.line)
        for value, label in _LABELS[mention.meaning]:
            is_sure = settled(shares[label], shares["kind"])
            is_possible = len(mentions) == 1 and not (  # "Part-time is possible"
                _is_on_the_post(sentence, mention) if is_sure is None else is_sure
            )
            if shares[label] >= SURE and not is_possible:
                yield reading.mentioned(value, sentence, mention)


def _is_on_the_post(sentence: Sentence, mention: Mention) -> bool:
    """Whether a word such as "role" stands right behind a kind: "a part-time role"."""
    of_work = vocabulary("employment")["of_work"]
    return any(key in of_work for key in sentence.behind(mention.end)[:1])


# What a line says that states a kind; a contract is of a freelance or for a time.
_LABELS = {
    kind: ((Employment(kind), kind),)
    for kind in (
        "full-time",
        "part-time",
        "permanent",
        "temporary",
        "internship",
        "casual",
        "apprenticeship",
    )
} | {"contract": ((Employment.TEMPORARY, "temporary"), (Employment.CONTRACT, "freelance"))}
_LASTING = frozenset("day days week weeks month months year years".split())
_SMALL = frozenset(
    "a an and or basis role position job post contract only possible "
    "und oder et ou y o m f d w".split()
)


def _rest_is_small(
    mentions: Sequence[Mention], words: Sequence[Word], also: Collection[str] = ()
) -> bool:
    """Whether a line says nothing beside its kinds of employment."""
    beside = [
        word
        for word in words
        if not any(mention.start <= word.start < mention.end for mention in mentions)
    ]
    return all(word.key in _SMALL or word.key in also or word.key.isdigit() for word in beside)


def _is_other(sentence: Sentence, mention: Mention) -> bool:
    """Whether the words behind a kind make it something else: "contract manager", "temporary
    work permit".
    """
    kinds = vocabulary("employment")
    behind, *further = sentence.behind(mention.end)[:2] or [""]
    return behind in kinds["not_behind"] or (
        behind == "work" and any(key in kinds["not_behind_work"] for key in further)
    )


def _grade(term: str) -> str:
    """A step of a pay scale in its own words, lower case: "Band 5", "Grade B"; "" where a term
    is none.
    """
    words = words_of(term)
    is_grade = (
        len(words) == 2
        and words[0].key in vocabulary("level")["grades"]
        and len(words[1].key) <= _LONGEST_STEP
    )
    return " ".join(term.split()).lower() if is_grade else ""


@lru_cache(maxsize=20_000)
def levels_in(raw: str) -> frozenset[str]:
    """Return every level that a title or field names: "Senior Manager" has two."""
    source = field_reading(raw)
    return frozenset(
        mention.meaning
        for sentence in source.sentences
        for mention in lexicon("level", "phrases").within(source.text, sentence)
        if _is_level(sentence, mention)
    )


def _highest(raw: str) -> str:
    """The level that counts most of those a title or field names, "" where it names none."""
    return next((rank for rank in vocabulary("level")["rank"] if rank in levels_in(raw)), "")


def _is_level(sentence: Sentence, mention: Mention) -> bool:
    not_behind, not_before = vocabulary("level")["not_behind"], vocabulary("level")["not_before"]
    before = next(reversed(sentence.before(mention.start)), "")
    behind = next(iter(sentence.behind(mention.end)), "")
    if mention.meaning == "principal" and not behind:  # who heads a school
        return bool(before)
    return behind not in not_behind.get(mention.meaning, ()) and before not in not_before.get(
        mention.meaning, ()
    )
