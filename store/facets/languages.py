"""The human languages that a posting asks for, how well and how much it insists."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from store.facets.reading import (
    Lexicon,
    Mention,
    Reading,
    Sentence,
    cues_in,
    is_the_companys,
    lexicon,
    vocabulary,
)
from store.types import Language, Span, Stated


@dataclass(frozen=True, slots=True)
class _Named:
    code: str
    start: int
    end: int
    is_compound: bool  # "Englischkenntnisse", which asks by itself


_NEAR_BEFORE = 6  # words before a language in which it is asked for
_NEAR_BEHIND = 5
_JOINED = re.compile(
    r"(?:\s|[,/&+-]|\([^()]{1,30}\)|\b(?:and|or|und|oder|et|ou|y|o|e|en|och|og|i|either|both|of|as "
    r"well as|sowie)\b)*"
)
_JOINERS = frozenset("and or und oder et ou y o e en och og i".split())
_FRAMEWORK_WITHIN = 16  # characters: "Deutschkenntnisse (mind. B2)"
_FRAMEWORK = re.compile(r"\b([ABC][12])\b")


def read_languages(reading: Reading) -> tuple[Stated[Language], ...]:
    """Return the languages a text asks for, each once, in order."""
    by_code: dict[str, Stated[Language]] = {}
    for sentence in reading.sentences:
        for stated in _of_sentence(reading, sentence):
            known = by_code.get(stated.value.code)
            if known is None or (stated.value.level and not known.value.level):
                by_code[stated.value.code] = stated
    return tuple(by_code.values())


def _of_sentence(reading: Reading, sentence: Sentence) -> Iterator[Stated[Language]]:
    text = reading.text
    named = sorted(_names_in(text, sentence), key=lambda name: name.start)
    named = [name for name in named if _may_be_asked(text, sentence, name)]
    if not named:
        return
    asked = [_is_asked(text, sentence, name) for name in named]
    for _ in named:  # a name beside one that is asked for is asked for
        for at in range(len(named) - 1):
            if asked[at] != asked[at + 1] and _JOINED.fullmatch(
                text, named[at].end, named[at + 1].start
            ):
                asked[at] = asked[at + 1] = True
    kept = [name for name, is_asked in zip(named, asked, strict=True) if is_asked]
    spans = [Span(name.start, name.end) for name in kept]
    for name, span, level in zip(kept, spans, _levels(text, sentence, kept), strict=True):
        demand = reading.demand(sentence, span, [beside for beside in spans if beside is not span])
        if not demand.waived:
            yield reading.stated(
                Language(name.code, _english(name.code), level),
                sentence.line,
                span,
                demand.strength,
            )


def _names_in(text: str, sentence: Sentence) -> Iterator[_Named]:
    """The names of languages, and German compounds with one.

    Names are written as CLDR writes them, so that Finnish "italia" is not the country; English ones
    in any case.
    """
    for mention in _lexicon().within(text, sentence):
        code, forms = _names()[mention.meaning]
        written = text[mention.start : mention.end]
        opening = mention.start == sentence.words[0].start and written[0].isupper()
        is_english = forms[0] == _english(code)
        if written in forms or written.isupper() or opening or is_english:
            yield _Named(code, mention.start, mention.end, is_compound=False)
    for word in sentence.words:
        for ending in vocabulary("languages")["endings"]:
            if entry := word.key.endswith(ending) and _names().get(word.key.removesuffix(ending)):
                yield _Named(entry[0], word.start, word.end, is_compound=True)


def _may_be_asked(text: str, sentence: Sentence, named: _Named) -> bool:
    """Whether no thing follows that the name would tell of: "German market", "English
    breakfast".
    """
    if is_the_companys(sentence.before(named.start)):
        return False
    following = [word for word in sentence.words if word.start >= named.end][:4]
    behind = next(iter(following), None)
    if behind is None or named.is_compound or text[named.end : behind.start].strip(" -"):
        return True
    if behind.key in vocabulary("languages")["behind"] or behind.key in _names():
        return True
    cues = [*cues_in(text, following), *lexicon("languages", "levels").find(text, following)]
    return any(cue.start == behind.start for cue in cues)


def _is_asked(text: str, sentence: Sentence, named: _Named) -> bool:
    """Whether a language stands beside a word that asks for one, a level or a cue such as "is a
    plus".
    """
    if named.is_compound or sentence.line.label == "languages":
        return True
    before = [word for word in sentence.words if word.end <= named.start][-_NEAR_BEFORE:]
    behind = [word for word in sentence.words if word.start >= named.end][:_NEAR_BEHIND]
    asks = vocabulary("languages")["asks"]
    if any(word.key in asks for word in (*before, *behind)):
        return True
    if _FRAMEWORK.search(text, named.end, min(named.end + 12, sentence.end)):
        return True
    levels = [
        mention
        for near in (before, behind[:3])
        for mention in lexicon("languages", "levels").find(text, near)
    ]
    cued = [*cues_in(text, before[-3:]), *cues_in(text, behind)]
    return bool(levels or cued) or (sentence.line.is_item and _says_nothing_else(sentence))


def _says_nothing_else(sentence: Sentence) -> bool:
    """Tell a sentence of names alone: "- Polish or Romanian"."""
    return all(word.key in _names() or word.key in _JOINERS for word in sentence.words)


def _levels(text: str, sentence: Sentence, named: Sequence[_Named]) -> list[str]:
    """The level of each language; those joined share one that stands before the first or behind
    the last.
    """
    mentions = _level_mentions(text, sentence)
    levels: list[str] = []
    claimed: list[Mention] = []
    for at, name in enumerate(named):
        previous = named[at - 1].end if at else sentence.start
        following = named[at + 1].start if at + 1 < len(named) else sentence.end
        behind = [
            m
            for m in mentions
            if name.end <= m.start < following and text[m.end : following].strip()
        ]
        behind += [
            m
            for m in mentions
            if name.end <= m.start < following and m.end >= following == sentence.end
        ]
        before = [
            m for m in mentions if previous <= m.start and m.end <= name.start and m not in claimed
        ]
        direct = next((m for m in behind if not text[name.end : m.start].strip(" ():,–-=")), None)
        direct = next(
            (
                m
                for m in behind
                if m.start - name.end < _FRAMEWORK_WITHIN and m.meaning[1:].isdigit()
            ),
            direct,
        )
        joined = at > 0 and bool(_JOINED.fullmatch(text, previous, name.start))
        choice = (
            direct
            or (before[-1] if before else None)
            or (behind[0] if behind and not joined else None)
        )
        shared = levels[-1] if joined and not before and not direct and not claimed else ""
        claimed += [direct] if direct else []
        levels.append(choice.meaning if choice and not shared else shared)
    return levels


def _level_mentions(text: str, sentence: Sentence) -> list[Mention]:
    of_framework = (
        Mention(match[1], match.start(), match.end())
        for match in _FRAMEWORK.finditer(text, sentence.start, sentence.end)
    )
    in_words = lexicon("languages", "levels").within(text, sentence)
    return sorted([*of_framework, *in_words], key=lambda mention: mention.start)


def _english(code: str) -> str:
    names: dict[str, list[str]] = vocabulary("cldr_languages")
    return names[code][0] if code in names else vocabulary("languages")["also"][code][-1]


@lru_cache(maxsize=1)
def _names() -> dict[str, tuple[str, tuple[str, ...]]]:
    """Code and written forms by a language's name in lower case, the English form first."""
    forms: dict[str, tuple[str, tuple[str, ...]]] = {}
    also = vocabulary("languages")["also"]
    for is_english in (True, False):
        for code, names in vocabulary("cldr_languages").items():
            for name in names[:1] if is_english else names[1:]:
                known = forms.get(name.lower(), (code, ()))
                forms[name.lower()] = (known[0], (*known[1], name))
        if is_english:
            further = ((name, code) for code, names in also.items() for name in names)
            forms |= {
                name.lower(): (code, (name, name.lower(), name.title())) for name, code in further
            }
    return forms


@lru_cache(maxsize=1)
def _lexicon() -> Lexicon:
    return Lexicon({name: [name] for name in _names()})
