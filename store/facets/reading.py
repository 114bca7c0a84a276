"""A posting's text as the facets read it: lines with label and headings, sentences, words; and
vocabularies.

Words are compared in lower case and without their apostrophe's form; hyphens and white space
between them are alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import pairwise
from typing import Any, TypeVar

from store.text.listed import listed
from store.text.terms import RUN_WITHIN, terms_of
from store.types import Origin, SectionKind, SectionSpan, Span, Stated, Strength

T = TypeVar("T")

READ_WITHIN = (
    50_000  # characters; more than any posting has, and little enough to be read in a moment
)
LONGEST_SENTENCE = 600  # characters; facets compare each word of a sentence with the others
LONGEST_FIELD = 2_000
LONGEST_LABEL = 6  # words
_LEADING = frozenset(
    {"closes", "pay", "posted", "requisition"}
)  # facets whose label is no term by itself
LONGEST_RUN_IN_HEADING = 8  # words

_WORD = re.compile(r"[^\W_]+(?:['’](?:s|t|d|m|re|ve|ll)(?!\w))?")
_LINE = re.compile(r"[^\n\r\v\f\x85\u2028\u2029]+")
_MARKS = re.compile(r"[\s>|#*_•·▪◦‣●○■–—+\\-]*")
_TRAILING_MARKS = " \t*_|#\\"
_LABEL = re.compile(
    r"(?P<label>[^\W\d_][^:：|\t\n.!?]{0,60}?)[*_ ]*(?:[:：|]|\t)[*_ ]*(?P<value>\S.*)?$"
)
_DASHED_LABEL = re.compile(r"(?P<label>[^\W\d_][^:–—\n.!?-]{0,40}?)\s+[–—-]\s+(?P<value>\S.*)$")
_SENTENCE_END = re.compile(
    r"(?<=[\w)%+'’\"”][.!?])(?<!\.\w[.])(?<!\.\w\w[.])(?<!\.\w\w\w[.])(?<!\bSt\.)\s+(?=[A-ZÀ-ÖØ-Þ¿¡\"“(*])|(?<=[!?])\s+|;\s*"
)
_CLAUSE_END = re.compile(
    r",(?!\d)|\s[-–—]\s|\b(?:but|however|although|aber|mais|pero|ma|maar)\b", re.IGNORECASE
)
_LINKS_ONLY = re.compile(
    r"[\s,–—-]*(?:(?:which|that|this|is|are|would|be|strongly|highly|also|all|both|an?)\b\s*)*",
    re.IGNORECASE,
)
_ENUMERATES = re.compile(r"\b(?:or|and|oder|und|ou|et|o|y|e)\b", re.IGNORECASE)
_MORE_CLOSELY = re.compile(r"\s*(?:in|with|as|at|from|within|im|mit|en|dans|con)\b", re.IGNORECASE)
_BRACKETS = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]")
_BETWEEN_WORDS = re.compile(r"[\s  ‑–'‘’*_+-]{0,3}|[./] ?")


def vocabulary(name: str) -> Any:
    """Return a vocabulary of this folder, by its file's name without the ending."""
    return listed(__file__, name)


def words_of(text: str, start: int = 0, end: int | None = None) -> tuple[Word, ...]:
    """Return the words of a text with their offsets."""
    matches = _WORD.finditer(text, start, len(text) if end is None else end)
    return tuple(
        Word(match[0].lower().replace("’", "'"), match.start(), match.end()) for match in matches
    )


@dataclass(frozen=True, slots=True)
class Word:
    """A word in lower case and where it stands."""

    key: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Mention:
    """A phrase of a vocabulary found in a text, and what it means."""

    meaning: str
    start: int
    end: int


class Lexicon:
    """Phrases by meaning, found in words; the longest wins where they overlap."""

    def __init__(self, meanings: Mapping[str, Iterable[object]]) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for meaning, phrases in meanings.items():
            for phrase in phrases:
                keys = tuple(word.key for word in words_of(str(phrase)))
                self._by_first.setdefault(keys[0], []).append((keys, str(meaning)))
        for entries in self._by_first.values():
            entries.sort(key=lambda entry: -len(entry[0]))
        self._firsts = frozenset(self._by_first)

    def within(self, text: str, sentence: Sentence) -> list[Mention]:
        """Return the phrases that a sentence of `text` holds, in order."""
        return [] if self._firsts.isdisjoint(sentence.keys) else self.find(text, sentence.words)

    def find(self, text: str, words: Sequence[Word]) -> list[Mention]:
        """Return the phrases that `words`, which stand in `text`, hold, in order."""
        mentions: list[Mention] = []
        at, by_first = 0, self._by_first
        while at < len(words):
            entries = by_first.get(words[at].key)
            length, meaning = _longest(text, words, at, entries) if entries else (0, "")
            if length:
                mentions.append(Mention(meaning, words[at].start, words[at + length - 1].end))
            at += length or 1
        return mentions

    def whole(self, text: str) -> str:
        """Return what a text means that is a phrase from end to end, "" where it is none."""
        words = words_of(text)
        mentions = self.find(text, words)
        fits = len(mentions) == 1 and (mentions[0].start, mentions[0].end) == (
            words[0].start,
            words[-1].end,
        )
        return mentions[0].meaning if fits else ""


def _longest(
    text: str, words: Sequence[Word], at: int, entries: Sequence[tuple[tuple[str, ...], str]]
) -> tuple[int, str]:
    for keys, meaning in entries:
        run = words[at : at + len(keys)]
        same = len(run) == len(keys) and all(
            word.key == key for word, key in zip(run, keys, strict=True)
        )
        if same and all(
            _BETWEEN_WORDS.fullmatch(text, left.end, right.start) for left, right in pairwise(run)
        ):
            return len(keys), meaning
    return 0, ""


@lru_cache(maxsize=64)
def lexicon(name: str, *keys: str) -> Lexicon:
    """Return the lexicon of a vocabulary, or of what lies in it under some keys.

    Phrases are by meaning; a list of phrases, or phrases with an example each, mean their key.
    """
    phrases = _under(name, keys)
    is_flat = isinstance(phrases, list) or all(
        isinstance(example, str) for example in phrases.values()
    )
    return Lexicon({keys[-1]: phrases} if is_flat else phrases)


@lru_cache(maxsize=32)
def meanings(name: str, *keys: str) -> dict[str, Any]:
    """Return the meaning of each word that a vocabulary lists by meaning."""
    return {word: meaning for meaning, words in _under(name, keys).items() for word in words}


def _under(name: str, keys: Sequence[str]) -> Any:
    node = vocabulary(name)
    for key in keys:
        node = node[key]
    return node


@dataclass(frozen=True, slots=True)
class Line:
    """A line without its bullet and markup.

    Attributes:
        label: the facet that its label, the label line above or its heading names ("closes"); ""
            where none does.
        label_text: that label's own words.
        value_start: where the value behind the label begins; `start` where the line has no label.
        strength: what the headings above it say of what it asks for.
        is_term: whether it is one term of a run near the top: "Leeds · Hybrid · Full time".
    """

    start: int
    end: int
    kind: SectionKind
    headings: tuple[str, ...]
    label: str
    label_text: str
    value_start: int
    strength: Strength
    is_item: bool
    is_term: bool = False

    @property
    def value_span(self) -> Span:
        """Where the value behind the label stands."""
        return Span(self.value_start, self.end)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, or the part of one before a semicolon."""

    line: Line
    start: int
    end: int
    words: tuple[Word, ...]
    keys: frozenset[str]

    def before(self, at: int) -> list[str]:
        """Return the words up to an offset, as they are compared."""
        return [word.key for word in self.words if word.end <= at]

    def behind(self, at: int) -> list[str]:
        """Return the words from an offset on, as they are compared."""
        return [word.key for word in self.words if word.start >= at]


@dataclass(frozen=True, slots=True)
class Demand:
    """How a sentence puts what it asks for; `waived` where it says that it is not needed."""

    strength: Strength
    waived: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """A text cut up once for all facets."""

    text: str
    lines: tuple[Line, ...]
    sentences: tuple[Sentence, ...] = field(repr=False, default=())

    def labelled(self, label: str) -> Iterator[Line]:
        """Return the lines whose label names a facet and that have a value."""
        return (line for line in self.lines if line.label == label and line.value_start < line.end)

    def terms(self) -> Iterator[Line]:
        """Return the terms of the runs near the top that have no label."""
        return (line for line in self.lines if line.is_term and not line.label)

    def stated(
        self, value: T, line: Line, span: Span, strength: Strength = Strength.UNSTATED
    ) -> Stated[T]:
        """Return a value with the words that state it, which stand in `line`."""
        origin = Origin.LABEL if line.label or line.is_term else Origin.TEXT
        return Stated(value, origin, span.of(self.text), span, strength)

    def mentioned(self, value: T, sentence: Sentence, mention: Mention) -> Stated[T]:
        """Return a value that a phrase of a sentence states."""
        return self.stated(value, sentence.line, Span(mention.start, mention.end))

    def demand(self, sentence: Sentence, span: Span, others: Sequence[Span] = ()) -> Demand:
        """Return how a sentence insists on what it names at `span`; `others` are further things it
        names.

        Its own words come first ("a plus", "is required"), the headings above it second.
        """
        cue = _cue_of(self.text, sentence, span, others)
        if cue == "waived" or (cue != "preferred" and _is_negated(sentence, span)):
            return Demand(Strength.UNSTATED, waived=True)
        return Demand(Strength(cue) if cue else sentence.line.strength)

    def demand_within(self, span: Span) -> Demand:
        """Return how the sentences in a span insist on what they name, by the first that does."""
        inside = [
            each for each in self.sentences if each.start < span.end and span.start < each.end
        ]
        demands = [self.demand(each, Span(each.start, each.end)) for each in inside]
        strengths = (
            demand.strength for demand in demands if demand.strength is not Strength.UNSTATED
        )
        return Demand(
            next(strengths, Strength.UNSTATED),
            bool(demands) and all(demand.waived for demand in demands),
        )


def read_text(text: str, sections: Sequence[SectionSpan]) -> Reading:
    """Cut a text into lines and sentences; links to elsewhere are left out."""
    text = text[:READ_WITHIN]
    lines = tuple(line for line in _lines(text, sections) if line.kind is not SectionKind.TEASER)
    return Reading(
        text, lines, tuple(sentence for line in lines for sentence in _sentences(text, line))
    )


def field_reading(value: str) -> Reading:
    """Return a field's value, at most `LONGEST_FIELD` characters of it, as a text of one line."""
    value = value[:LONGEST_FIELD]
    line = Line(0, len(value), SectionKind.BODY, (), "", "", 0, Strength.UNSTATED, is_item=False)
    pieces = (
        _sentence(line, start, end, words_of(value, start, end))
        for start, end in _pieces(value, 0, len(value))
    )
    return Reading(value, (line,), tuple(piece for piece in pieces if piece.words))


def _sentence(line: Line, start: int, end: int, words: tuple[Word, ...]) -> Sentence:
    return Sentence(line, start, end, words, frozenset(word.key for word in words))


def is_the_companys(before: Sequence[str], behind: Sequence[str] = ()) -> bool:
    """Tell whether a posting speaks of itself: a word such as "our" before what it names, none
    that asks between.
    """
    words = vocabulary("strength")
    owners = [at for at, key in enumerate(before) if key in words["company"]]
    if any(key in ("combined", "collective", "we", "our") for key in behind[:3]):
        return True
    return bool(owners) and not any(key in words["asks"] for key in before[owners[-1] :])


def _lines(text: str, sections: Sequence[SectionSpan]) -> Iterator[Line]:
    ordered = sorted(sections, key=lambda section: section.span.start)
    at, current = 0, None
    pending, run_in, after_item, filled = "", None, False, 0
    for match in _LINE.finditer(text):
        while at < len(ordered) and ordered[at].span.end <= match.start():
            at += 1
        inside = at < len(ordered) and ordered[at].span.start < match.end()
        section = ordered[at] if inside else None
        if section is not current:
            current, run_in = section, None
            pending = section.heading_path[-1] if section and section.heading_path else ""
        start, end = _trimmed(text, match)
        if start >= end:
            continue
        filled += 1
        if filled <= RUN_WITHIN and (run := _run(text, match.start(), end)):
            for term in run:
                line, _ = _line(text, term.start, term.start, term.end, section, "", run_in)
                yield replace(
                    line, is_term=True, **_led_by_label(text, term) if not line.label else {}
                )
            pending, after_item = "", False
            continue
        line, introduced = _line(text, match.start(), start, end, section, pending, run_in)
        if after_item and not line.is_item:
            run_in = None
            line, introduced = _line(text, match.start(), start, end, section, pending, run_in)
        after_item = line.is_item
        if introduced is not None:
            pending, run_in = introduced, strength_named(introduced)
        elif not line.label_text or line.value_start < line.end:
            pending = ""
        yield line


def _run(text: str, start: int, end: int) -> tuple[Span, ...]:
    """The terms of a line that is a run of them; a label before its value is none: "Salary |
    £30,000".
    """
    terms = terms_of(text, start, end)
    return () if len(terms) == 2 and _label_named(terms[0].of(text)) else terms


def _led_by_label(text: str, term: Span) -> dict[str, Any]:
    """The label of a term that begins with one and has no colon: "Closes 15 May", "Salary
    £30,000".
    """
    led = next(iter(lexicon("labels").find(text, words_of(text, term.start, term.end))), None)
    if led is None or led.start > term.start or led.meaning not in _LEADING:
        return {}
    value = led.end + len(text[led.end : term.end]) - len(text[led.end : term.end].lstrip())
    return {"label": led.meaning, "label_text": text[led.start : led.end], "value_start": value}


def _line(
    text: str,
    raw: int,
    start: int,
    end: int,
    section: SectionSpan | None,
    above: str,
    run_in: Strength | None,
) -> tuple[Line, str | None]:
    """A line, and its own words where it introduces the lines below it."""
    words = text[start:end]
    label, value_start = _own_label(words)
    bare = bool(label) and value_start == len(words)
    introduces = (
        bare
        or _is_run_in(text, raw, start, words)
        or (not label and _is_bare_heading(text, raw, start, words))
    )
    headings = section.heading_path if section else ()
    strength = (
        run_in
        or strength_named(label)
        or next(filter(None, map(strength_named, reversed(headings))), None)
    )
    named = _label_named(label) or (_label_named(above) if not label else "")
    return Line(
        start,
        end,
        section.kind if section else SectionKind.BODY,
        headings,
        "" if introduces else named,
        label or (above if named else ""),
        start + value_start,
        strength or Strength.UNSTATED,
        text[raw:start].strip() != "",
    ), (label or words if introduces else None)


def _own_label(words: str) -> tuple[str, int]:
    """A line's label and where its value begins."""
    match = _LABEL.match(words)
    if match is None and (dashed := _DASHED_LABEL.match(words)) and _label_named(dashed["label"]):
        match = dashed
    if match is None or len(match["label"].split()) > LONGEST_LABEL:
        return "", 0
    value = match["value"] or ""
    return match["label"].strip("*_ "), len(words) - len(value)


def _is_run_in(text: str, raw: int, start: int, words: str) -> bool:
    """Whether a line in bold, or one that ends with a colon, stands as a heading."""
    marked = "**" in text[raw:start] or "__" in text[raw:start] or "#" in text[raw:start]
    short = len(words.split()) <= LONGEST_RUN_IN_HEADING
    return short and ((marked and "**" not in words and ":" not in words) or words.endswith(":"))


def _is_bare_heading(text: str, raw: int, start: int, words: str) -> bool:
    """Whether a line is a label without its colon ("Salary"), or a few words such as "Nice to
    have".
    """
    if _label_named(words) and "(" not in words:
        return True
    if text[raw:start].strip() or words[-1] in ".!?,;":
        return False
    length = len(words.split())
    if length <= LONGEST_RUN_IN_HEADING and _wish().match(words):
        return True
    mentions = lexicon("strength", "headings").find(words, words_of(words))
    return length <= LONGEST_RUN_IN_HEADING // 2 and bool(mentions) and mentions[0].start == 0


def _trimmed(text: str, match: re.Match[str]) -> tuple[int, int]:
    marks = _MARKS.match(text, match.start(), match.end())
    start, end = marks.end() if marks else match.start(), match.end()
    while end > start and text[end - 1] in _TRAILING_MARKS:
        end -= 1
    return start, end


@lru_cache(maxsize=4096)
def _label_named(words: str) -> str:
    """The facet that a label names; what stands in brackets and a number behind it are left
    aside.
    """
    bare = re.sub(r"\([^()]*\)|\d+$", " ", words).strip(" *_:")
    return lexicon("labels").whole(bare) if 0 < len(bare.split()) <= LONGEST_LABEL else ""


@lru_cache(maxsize=4096)
def strength_named(heading: str) -> Strength | None:
    """Return what a heading says of what stands below it: "Helpful but not essential"; None
    where it says nothing.
    """
    words = words_of(heading[:200])
    named = [
        _denied(words, mention) for mention in lexicon("strength", "headings").find(heading, words)
    ]
    meanings = {mention.meaning for mention in named} - {"waived"}
    if not named and _wish().search(heading[:200]):
        return Strength.PREFERRED
    return Strength(meanings.pop()) if len(meanings) == 1 else None


@lru_cache(maxsize=1)
def _wish() -> re.Pattern[str]:
    """The form of a heading that wishes: "It would be lovely if you had", "An asset if you have".

    What the reader would be is none: "You would be a good fit if you have".
    """
    wishes = "|".join(vocabulary("strength")["wishes"])
    between = r"(?:(?:be|an?|also|all|even|especially|particularly|really|so|very)\s+){0,4}"
    would = r"(?:(?:it|that|these|this|what|which|we)\s+(?:would|could)|(?:it|that|we)['’]d)"
    is_good = r"(?:(?:it|that|these|this)(?:['’]s|\s+(?:is|are))\s+)?"
    return re.compile(
        rf"\b(?:(?:what\s+)?{would}\s+{between}(?:{wishes})\b(?!\s+(?:fit|for|match)\b)"
        rf"|{is_good}{between}(?:{wishes})\s+(?:if|to\s+have|when)\b)",
        re.IGNORECASE,
    )


def is_strength(heading: str) -> bool:
    """Tell a heading that says nothing but how much is insisted on: "Requirements", "What you
    need".
    """
    return bool(lexicon("strength", "headings").whole(heading))


def _sentences(text: str, line: Line) -> Iterator[Sentence]:
    start = line.start
    for end in [*(match for match in _SENTENCE_END.finditer(text, line.start, line.end)), None]:
        stop = end.start() if end else line.end
        if end and text.count("(", start, stop) > text.count(")", start, stop):  # "(mind. B2)"
            continue
        if end and _is_day(text, stop, end.end()):
            continue
        for first, last in _pieces(text, start, stop):
            if words := words_of(text, first, last):
                yield _sentence(line, first, last, words)
        start = end.end() if end else stop


def _is_day(text: str, stop: int, following: int) -> bool:
    """Whether a full stop stands between a day and its month: "bis 2. Juni"."""
    word = next(iter(words_of(text, following, min(len(text), following + 20))), None)
    months = meanings("cldr_dates", "months")
    return text[stop - 2 : stop - 1].isdigit() and word is not None and word.key in months


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A sentence, or the pieces of one that goes on and on, cut at white space where there is
    any.
    """
    while end - start > LONGEST_SENTENCE:
        space = text.rfind(" ", start + LONGEST_SENTENCE // 2, start + LONGEST_SENTENCE)
        cut = space if space > 0 else start + LONGEST_SENTENCE
        yield start, cut
        start = cut
    yield start, end


def cues_in(text: str, words: Sequence[Word]) -> list[Mention]:
    """Return the cues among the words of a text; a demand that is denied waives: "isn't needed",
    "never required".
    """
    return [_denied(words, cue) for cue in lexicon("strength", "words").find(text, words)]


def _denied(words: Sequence[Word], cue: Mention) -> Mention:
    led = [word for word in words if word.end <= cue.start][-2:]
    fillers = vocabulary("strength")["between"]
    denial = led[-1:] if not led or led[-1].key not in fillers else led[:-1]
    if cue.meaning != "required" or not denial or not is_negation(denial[0].key):
        return cue
    return Mention("waived", denial[0].start, cue.end)


def bound_before(text: str, at: int, first: int = 0) -> Mention | None:
    """Return the words that make a bound of the number at an offset: "from", "up to"."""
    mentions = lexicon("pay", "bounds").find(text, words_of(text, max(first, at - 24), at))
    return mentions[-1] if mentions and not text[mentions[-1].end : at].strip(" .:~(") else None


def is_negation(key: str) -> bool:
    """Whether a word says no: "not", "don't", "ohne"."""
    return key in vocabulary("strength")["negations"] or key.endswith("n't")


def _cue_of(text: str, sentence: Sentence, span: Span, others: Sequence[Span]) -> str:
    """The nearest cue in the clause, else the nearest of the sentence that is not another
    thing's.
    """
    cues = cues_in(text, sentence.words)
    if not cues:
        return ""
    cues = [cue for cue in cues if not (cue.start > span.start and _refines(text, cue))]
    zones = _zones(text, sentence, cues)
    zone = _zone_at(zones, span.start)
    cues = [cue for cue in cues if _zone_at(zones, cue.start) in (zone, None)]
    ends = [match.start() for match in _CLAUSE_END.finditer(text, sentence.start, sentence.end)]
    near = [cue for cue in cues if not any(_between(end, cue, span) for end in ends)]
    far = [cue for cue in cues if not _is_anothers(text, sentence, cue, span, others, ends)]
    chosen = near or far
    return (
        min(chosen, key=lambda cue: max(cue.start - span.end, span.start - cue.end)).meaning
        if chosen
        else ""
    )


def _zones(text: str, sentence: Sentence, cues: Sequence[Mention]) -> list[tuple[int, int]]:
    """The brackets of a sentence that hold more than a cue, by start and end."""
    brackets = [match.span() for match in _BRACKETS.finditer(text, sentence.start, sentence.end)]
    return [
        (start, end)
        for start, end in brackets
        if not any(
            start < cue.start
            and cue.end < end
            and _LINKS_ONLY.fullmatch(text[start + 1 : cue.start])
            for cue in cues
        )
    ]


def _zone_at(zones: Sequence[tuple[int, int]], at: int) -> tuple[int, int] | None:
    return next(((start, end) for start, end in zones if start <= at < end), None)


def _between(at: int, cue: Mention, span: Span) -> bool:
    return min(cue.end, span.end) <= at < max(cue.start, span.start)


def _refines(text: str, cue: Mention) -> bool:
    """Tell a cue that belongs to what follows it, "preferably in retail", from "would help with
    it".
    """
    is_one_word = cue.meaning == "preferred" and " " not in text[cue.start : cue.end]
    return is_one_word and _MORE_CLOSELY.match(text, cue.end) is not None


def _is_anothers(
    text: str,
    sentence: Sentence,
    cue: Mention,
    span: Span,
    others: Sequence[Span],
    ends: Sequence[int],
) -> bool:
    """Whether a cue in another clause belongs to another thing than what stands at `span`."""
    if cue.start < span.start:
        return any(thing.end <= cue.start for thing in others)
    clause = max((end for end in ends if end <= cue.start), default=sentence.start)
    behind = text[cue.end : min((end for end in ends if end > cue.start), default=sentence.end)]
    between = text[clause : cue.start]
    joined = _LINKS_ONLY.fullmatch(between) and len(behind.split()) < 2
    if not joined and not _ENUMERATES.search(between):
        return True
    return any(span.end <= thing.start < cue.start and thing.start < clause for thing in others)


def _is_negated(sentence: Sentence, span: Span) -> bool:
    """Whether a word such as "no" stands right before what is named, or as the value of its
    label.
    """
    negations = vocabulary("strength")["negations"]
    before = [word.key for word in sentence.words if span.start - 40 <= word.start < span.start][
        -3:
    ]
    within = next((word.key for word in sentence.words if word.start == span.start), "")
    value = [
        word.key
        for word in sentence.words
        if word.start >= max(span.end, sentence.line.value_start)
    ]
    is_answered_no = span.end <= sentence.line.value_start and len(value) == 1  # "Experience: none"
    return any(key in negations for key in [*before, within, *(value if is_answered_no else ())])
