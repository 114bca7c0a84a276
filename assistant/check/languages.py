"""Check replies that the judge can't read, because they or their sources are not in English."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.check.premises import head_of
from assistant.check.quotations import quotations_in
from assistant.check.sources import Source, sources_of
from assistant.check.statements import Statement
from assistant.check.verdict import Finding, Verdict
from assistant.judge.amounts import amounts_of
from assistant.language.facts import facts_of, stems
from assistant.language.spelling import is_word
from assistant.tuning import tuning
from assistant.types import Evidence

BY_FACTS = (
    "Neither a sentence's sense nor its denials were checked, since {what} in another "
    "language than English: only numbers, names and quotations were."
)
_WORD = re.compile(r"[^\W\d_]{2,}")
_POINT_FOR_COMMA = str.maketrans(".,", ",.")
_BLANK_FOR_COMMA = re.compile(r"(?<=\d)[ \u00a0\u202f](?=\d{3}(?!\d))")


def is_english(text: str, known: frozenset[str] = frozenset()) -> bool:
    """Return whether a text is in English, judging by its words; names and the `known` words (lower
    case) don't count.
    """
    letters = [letter for letter in text if letter.isalpha()]
    if sum(letter.isascii() for letter in letters) < len(letters) / 2:
        return False
    words = [word.lower() for word in _WORD.findall(text) if word[0].islower()]
    words = [word for word in words if word not in known]
    is_short = len(words) < tuning().check.language_words
    return is_short or 2 * sum(map(is_word, words)) >= len(words)


def words_of(evidence: Sequence[Evidence]) -> frozenset[str]:
    """Return the words of the evidence in lower case."""
    return frozenset(
        word.lower() for shown in evidence for word in _WORD.findall(shown.passage.text)
    )


def judge_by_facts(claims: Sequence[Statement], evidence: Sequence[Evidence]) -> list[Verdict]:
    """Return a verdict for each claim by its numbers, names and quotations alone: weak support
    where one source sentence has most of them.
    """
    sources = sources_of(evidence)
    return [
        _by_facts(claim, [source for source in sources if source.number in claim.cited] or sources)
        for claim in claims
    ]


def lacks_an_amount(text: str, evidence: Sequence[Evidence]) -> bool:
    """Return whether a number of a text is missing from the evidence, whichever thousands
    separators it uses.
    """
    heads = [head_of(shown, text) for shown in evidence]
    stated = amounts_of("\n".join([*heads, *(source.text for source in sources_of(evidence))]))
    for written in _as_english(text):
        # Leaves out the 1 of "hours a week".
        amounts = (amount for amount in amounts_of(written) if amount.written != 1)
        if all(amount.stands_in(stated) for amount in amounts):
            return False
    return True


def _as_english(text: str) -> Iterator[str]:
    """Yield a text as it is, and with its numbers written as in English: 130.000,5 as 130,000.5 and
    130 000 as 130,000.
    """
    yield text
    yield text.translate(_POINT_FOR_COMMA)
    yield _BLANK_FOR_COMMA.sub(",", text)


def _by_facts(claim: Statement, sources: Sequence[Source]) -> Verdict:
    names = {name for word in facts_of(claim.text).names for name in stems(word)}
    quoted = [" ".join(span.of(claim.text).lower().split()) for span in quotations_in(claim.text)]
    written = [amounts_of(text) for text in _as_english(claim.text)]

    def held(source: Source) -> int:
        text, stated = source.text.lower(), amounts_of(source.text)
        stand = max(sum(amount.stands_in(stated) for amount in amounts) for amounts in written)
        return stand + len(names & stems(source.text)) + 2 * sum(quote in text for quote in quoted)

    best = max(sources, key=held, default=None)
    if best is None or not held(best):
        return Verdict(Finding.NOT_FOUND, 0.0)
    return Verdict(Finding.SUPPORTED, 0.5, (best,), is_weak=True)
