"""How much experience a posting asks for, in what, and how much it insists."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache

from store.facets.learned.lines import SURE, says, settled, shares_of
from store.facets.reading import (
    Reading,
    Sentence,
    Word,
    bound_before,
    cues_in,
    is_negation,
    is_the_companys,
    lexicon,
    meanings,
    vocabulary,
    words_of,
)
from store.types import Experience, Span, Stated, Strength

_BEHIND = 70  # characters behind a number of years in which the word "experience" stands
_LIKELY = 0.3
_NOTHING_ELSE = 4  # words of a sentence that names an amount of experience alone
_BEFORE = 45  # characters before it in which the word stands
_LONGEST_OF = 8  # words
_OF_END = re.compile(
    r"[,;:.()\[\]!?](?!\w)|[()]|\s[-–—]\s|\s(?:and|or|und|oder|et|ou|y|o)\s+(?:at least |\d|an? "
    r"|the |equivalent)"
    r"|\s(?:is|are|ist|sind|est|preferably|ideally|where|who|that|which|plus|or equivalent|and you"
    r"|at a)\b",
    re.IGNORECASE,
)
_LISTED = re.compile(  # "Spark, Kafka, or Flink"
    r"(?:[^\s,;.()]+ ?){1,3}(?:, (?:[^\s,;.()]+ ?){1,3}){1,4},? ?(?:or|and|und|oder) (?!an? |the "
    r"|\d)"
    r"[^\s,;.()]+(?=[\s,;.()]*$|[,;.()])"
)
_OPENS = re.compile(
    r",(?!\d)|[:(]|\s[-–—]\s|\b(?:and|or|und|oder|et|ou|y|o)\b", re.IGNORECASE
)  # another thing named
_BESIDES = re.compile(
    r"[\s,–—-]*(?:\b(?:is|are|would|be|a|an|it|and|but|though|although|however)\b[\s,–—-]*)*",
    re.IGNORECASE,
)
_ARTICLES = frozenset(
    "a an the een ein eine ett et der die das den dem "
    "einem einer un une una uno el la le les il".split()
)
_TRAILING = frozenset("for of with in and or experience".split())


def read_experience(reading: Reading) -> tuple[Stated[Experience], ...]:
    """Return every amount of experience that a text asks for, in order; none at all counts as
    one.
    """
    asked = tuple(
        stated for sentence in reading.sentences for stated in _of_sentence(reading, sentence)
    )
    return asked or _only_waived(reading)


def _only_waived(reading: Reading) -> tuple[Stated[Experience], ...]:
    """Read "No laboratory experience is needed" in a text that asks for no other."""
    text, waived = reading.text, list[Stated[Experience]]()
    for sentence in reading.sentences:
        for span in _experience_words(text, sentence):
            if reading.demand(sentence, span).strength is Strength.PREFERRED:
                continue
            if not _is_waived(reading, sentence, span):
                return ()
            kinds, led = _kinds(text, sentence, span), _led(text, span.end, sentence.end)
            of = led[0] if led else _in_what(text[kinds[0].start : span.start]) if kinds else ""
            waived.append(_none(reading, sentence, of))
    return tuple(waived)


def _of_sentence(reading: Reading, sentence: Sentence) -> Iterator[Stated[Experience]]:
    text = reading.text
    starts = sentence.line.value_start in range(sentence.start, sentence.end)
    if (
        sentence.line.label == "experience"
        and starts
        and _cues().isdisjoint(sentence.keys)
        and says(reading, sentence, "years", "no-years") == "no-years"
    ):
        yield _none(reading, sentence, "")
        return
    if _cues().isdisjoint(sentence.keys):
        return
    named = _experience_words(text, sentence)
    matches = [
        match
        for match in _amounts().finditer(text, sentence.start, sentence.end)
        if _is_asked_for(reading, sentence, match, named)
    ]
    spans = [Span(match.start("number"), match.end()) for match in matches]
    for match, span in zip(matches, spans, strict=True):
        demand = reading.demand(sentence, span, [beside for beside in spans if beside != span])
        least, most = _years(text, match)
        of, end = _of(text, sentence, match, named)
        if not demand.waived:
            whole = Span(span.start, max(span.end, end))
            yield reading.stated(Experience(least, most, of), sentence.line, whole, demand.strength)
    if (
        not matches
        and named
        and _is_waived(reading, sentence, named[0])
        and _is_general(text, sentence, named[0])
    ):
        yield _none(reading, sentence, "")


def _none(reading: Reading, sentence: Sentence, of: str) -> Stated[Experience]:
    return reading.stated(
        Experience(least=0.0, of=of), sentence.line, Span(sentence.start, sentence.end)
    )


def _is_waived(reading: Reading, sentence: Sentence, span: Span) -> bool:
    """Tell whether experience is not needed: "No experience needed".

    The company's experience does not count.
    """
    if is_the_companys([word.key for word in _clause_before(reading.text, sentence, span)]):
        return False
    return reading.demand(sentence, span).waived or _is_waived_besides(reading.text, sentence, span)


def _is_waived_besides(text: str, sentence: Sentence, span: Span) -> bool:
    """Tell "Experience is welcome but not needed": nothing but the first cue stands before the
    second.
    """
    cues = [cue for cue in cues_in(text, sentence.words) if cue.start >= span.end]
    waived = next((cue for cue in cues if cue.meaning == "waived"), None)
    if waived is None:
        return False
    between, at = "", span.end
    for cue in cues[: cues.index(waived) + 1]:
        between, at = between + text[at : cue.start], cue.end
    return _BESIDES.fullmatch(between) is not None


def _is_general(text: str, sentence: Sentence, span: Span) -> bool:
    """Whether experience is spoken of without what it is in."""
    behind = next(iter(sentence.behind(span.end)), "")
    return not _kinds(text, sentence, span) and behind not in vocabulary("experience")["leads"]


def _kinds(text: str, sentence: Sentence, span: Span) -> list[Word]:
    """The words right before experience that say what it is in: "laboratory"."""
    before = _clause_before(text, sentence, span)
    ends = [cue.end for cue in cues_in(text, before)] + [
        word.end for word in before if is_negation(word.key)
    ]
    fillers = vocabulary("experience")["fillers"]
    return [
        word for word in before if word.start >= max(ends, default=0) and word.key not in fillers
    ]


def _clause_before(text: str, sentence: Sentence, span: Span) -> list[Word]:
    opens = max(
        (match.end() for match in _OPENS.finditer(text, sentence.start, span.start)),
        default=sentence.start,
    )
    return [word for word in sentence.words if opens <= word.start and word.end <= span.start]


def _experience_words(text: str, sentence: Sentence) -> list[Span]:
    mentions = lexicon("experience", "experience").within(text, sentence)
    return [Span(mention.start, mention.end) for mention in mentions]


def _is_asked_for(
    reading: Reading, sentence: Sentence, match: re.Match[str], named: Sequence[Span]
) -> bool:
    """Whether an amount of time is one of experience that a reader is to have."""
    if sentence.line.label == "experience":
        return True
    words, text = vocabulary("experience"), reading.text
    before, behind = sentence.before(match.start()), sentence.behind(match.end())
    start = next((word.start for word in sentence.words if word.start >= match.end()), match.end())
    if (
        behind[:1]
        and behind[0] in words["not_behind"]
        and not text[match.end() : start].strip("-– ")
    ):
        return False
    if any(key in words["not_before"] for key in before[-2:]) or is_the_companys(before, behind):
        return False
    line = sentence.line
    above = next(reversed(line.headings), "")
    is_headed = bool(lexicon("experience", "experience").find(above, words_of(above)))
    is_near = is_headed or any(
        -_BEFORE <= span.start - match.start() <= _BEHIND + len(match[0]) for span in named
    )
    is_sought = (
        line.is_item
        or line.strength is not Strength.UNSTATED
        or not sentence.keys.isdisjoint(vocabulary("strength")["asks"])
    )
    if not (is_near or match["more"] or is_sought):
        return False
    if is_near and len(sentence.words) <= _NOTHING_ELSE:  # "Min. experience: 4 years"
        return True
    bound = bound_before(text, match.start(), sentence.start)
    asked = is_near or (
        line.strength is not Strength.UNSTATED and behind[:1] and behind[0] in words["leads"]
    )
    opens = bound.start if bound else match.start()
    if is_near and line.label_text and opens == line.value_start:  # "Least experience: 4 years"
        return True
    spans = [Span(*each.span()) for each in _amounts().finditer(text, sentence.start, sentence.end)]
    at = Span(*match.span())
    shares = shares_of(reading, sentence, at, [each for each in spans if each != at])
    share = max(shares["years"], shares["years-plus"])
    is_sure = settled(share, shares["ages"])
    if asked and line.is_item and opens == sentence.start:
        return is_near or is_sure is not False  # "- Over 18 years of age"
    is_bound = is_near and bound is not None and opens == sentence.start  # "At least two years"
    likely = (is_near or bool(match["more"]) or share > max(shares["ages"], _LIKELY)) and (
        is_sought or is_bound or share >= SURE
    )
    return likely if is_bound or is_sure is None else is_sure


def _years(text: str, match: re.Match[str]) -> tuple[float | None, float | None]:
    scale = 1 / 12 if meanings("experience", "units")[match["unit"].lower()] == "month" else 1.0
    first = _number(match["number"]) * scale
    if match["number2"]:
        second = _number(match["number2"]) * scale
        return round(min(first, second), 2), round(max(first, second), 2)
    if _bound(text, match) == "most" and not match["more"]:
        return None, round(first, 2)
    return round(first, 2), None


def _bound(text: str, match: re.Match[str]) -> str:
    mention = bound_before(text, match.start())
    return mention.meaning if mention else ""


def _number(word: str) -> float:
    numbers = meanings("experience", "numbers")
    return float(numbers[word.lower()]) if word[0].isalpha() else float(word.replace(",", "."))


def _of(
    text: str, sentence: Sentence, match: re.Match[str], named: Sequence[Span]
) -> tuple[str, int]:
    """What the experience is in, and where the words about it end."""
    near = [span for span in named if match.end() <= span.start <= match.end() + _BEHIND]
    if near:
        span = near[0]
        if behind := _led(text, span.end, sentence.end):
            return behind
        return _in_what(text[match.end() : span.start].lstrip("'’ ")), span.end
    if behind := _led(text, match.end(), sentence.end):
        return behind
    earlier = [span for span in named if span.end <= match.start()]
    if earlier:
        bound = bound_before(text, match.start(), earlier[-1].end)
        if led := _led(text, earlier[-1].end, bound.start if bound else match.start()):
            return led[0], match.end()
    head = text[sentence.start : match.start()].rstrip()
    is_first = _amounts().search(text, sentence.start, match.start()) is None
    if head.endswith(("(", ":", "–", "-")) or (earlier and head and is_first):
        spoken = head[: earlier[-1].start - sentence.start] if earlier else head
        return _in_what(spoken.rstrip(" (:–-")), match.end()
    tail = text[match.end() : sentence.end]
    return (
        (_in_what(_cut(tail)), match.end() + len(_cut(tail)))
        if match["more"]
        else ("", match.end())
    )


def _led(text: str, start: int, end: int) -> tuple[str, int] | None:
    """The words behind one such as "in", and where they end."""
    behind = text[start:end]
    words = words_of(behind)
    at = 0
    leads = vocabulary("experience")["leads"]
    while at < len(words) and at < 3 and words[at].key in leads:
        at += 1
    gap = behind[: words[0].start].strip("'’ -") if words else "?"
    doing = at == 0 and bool(words) and words[0].key.endswith("ing")  # "experience building boats"
    if not (at or doing) or at >= len(words) or gap:
        return None
    aside = [word.key for word in words[at : at + 3] if word.key not in _ARTICLES][:1]
    if any(
        key in vocabulary("experience")["not_before"] for key in aside
    ):  # "within the last 3 years"
        return None
    phrase = _cut(behind[words[at].start :])
    cleaned = _cleaned(phrase)
    return (cleaned, start + words[at].start + len(phrase)) if cleaned else None


def _cut(phrase: str) -> str:
    """A phrase up to where another thought begins."""
    if listed := _LISTED.match(phrase):
        return listed[0].rstrip()
    end = _OF_END.search(phrase)
    phrase = phrase[: end.start()] if end else phrase
    words = words_of(phrase)
    cues = cues_in(phrase, words)
    stop = min([len(phrase), *(cue.start for cue in cues)])
    if len(words) > _LONGEST_OF:
        stop = min(stop, words[_LONGEST_OF - 1].end)
    return phrase[:stop].rstrip()


def _cleaned(phrase: str, fillers: Collection[str] = ()) -> str:
    """A phrase without articles and the like at its ends, and without words such as
    "professional" that say nothing of what it is in.
    """
    words = phrase.strip(" .,;:'’*_-–").split()
    empty = _ARTICLES.union(fillers)
    while words and all(word.key in empty for word in words_of(words[0])):
        words = words[1:]
    while words and words[-1].lower() in empty | _TRAILING:
        words = words[:-1]
    return " ".join(words)


def _in_what(phrase: str) -> str:
    return _cleaned(phrase, vocabulary("experience")["fillers"])


@lru_cache(maxsize=1)
def _cues() -> frozenset[str]:
    """Words without which a sentence is not of experience."""
    first = (words_of(phrase)[0].key for phrase in vocabulary("experience")["experience"])
    return frozenset({*meanings("experience", "units"), *first})


@lru_cache(maxsize=1)
def _amounts() -> re.Pattern[str]:
    """A number or a range of years or months."""
    words, units = (
        "|".join(sorted(meanings("experience", key), key=len, reverse=True))
        for key in ("numbers", "units")
    )
    number = rf"(?:\d{{1,2}}(?:[.,]\d)?|\b(?:{words})\b)"
    return re.compile(
        rf"(?<![\w.,$€£])(?P<number>{number})\s?(?P<more>\+|\bplus\b)?(?:\s?\((?:\d{{1,2}}"
        rf"|[^\W\d_]{{2,12}})\+?\))?"
        r"(?:\s?(?:[-–—]|\bto\b|\bor\b|\bbis\b|\boder\b|\bà\b|\ba\b|\by\b|\bou\b"
        rf"|\btot\b)\s?(?P<number2>{number})\+?)?"
        rf"\s?(?:\+\s?)?-?(?:or more |oder mehr |o más |ou plus |full |volle |ganze )?"
        rf"(?P<unit>{units})\b['’]?(?:\s?\+)?(?:\s(?:or more|oder mehr|o más|ou plus|minimum)\b)?",
        re.IGNORECASE,
    )
