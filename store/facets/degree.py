"""The degrees and school leaving certificates that a posting asks for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from store.facets.learned.lines import says
from store.facets.reading import (
    Mention,
    Reading,
    Sentence,
    cues_in,
    is_the_companys,
    lexicon,
    vocabulary,
    words_of,
)
from store.types import Degree, Span, Stated, Strength

_EQUIVALENT_WITHIN = 90  # characters behind a degree
_LONGEST_FIELD = 6  # words
_MOST_FIELDS = 8
_JOINED = re.compile(
    r"(?:['’]s|\s|[,/&]|\b(?:or|and|oder|und|ou|o|et|degree|preferably|level)\b)*", re.IGNORECASE
)
_LEAD = re.compile(
    r"\.?['’]?\s*(?:degrees?\s+|diploma\s+|level\s+|qualification\s+)?(?:\([^)]{1,20}\)\s*)?"
    r"(?:in|der|des|en|im Fach|im Bereich|w zakresie)\s+(?:the\s+|der\s+)?",
    re.IGNORECASE,
)
_FIELD_END = re.compile(
    r"[.;:()\[\]!?](?!\w)|[()]|\s[-–—]\s"
    r"|\s(?:with|and \d|plus|from|is|are|ist|preferred|required|mit|avec|grades?)\b"
    r"|,?\s(?:(?:or|and)\s)?(?:although|at|because|but|if|that|though|unless|when|which|who)\b"
    r"|\s(?:awarded|completed|earned|finished|obtained|or (?:above|better|higher|over))\b"
    r"|\s(?:at least|as well as|and (?:at least|a minimum|experience|strong|an?|the|you)"
    r"|or (?:an? )?(?:equivalent|foreign|relevant|comparable|years|\d|work|higher))\b",
    re.IGNORECASE,
)
_FIELD_SPLIT = re.compile(
    r"\s*,\s*(?:(?:and|or|und|oder|et|ou|y|o)\s+)?|\s+(?:or|oder|ou)\s+|\s*/\s*|\s+(?:and|und)\s+"
)
_LABELS = ("degree", "degree-plus", "degree-or", "no-degree", "study")


def read_degrees(reading: Reading) -> tuple[Stated[Degree], ...]:
    """Return every degree that a text asks for or waives, in order."""
    return tuple(
        stated for sentence in reading.sentences for stated in _of_sentence(reading, sentence)
    )


def _of_sentence(reading: Reading, sentence: Sentence) -> Iterator[Stated[Degree]]:
    text = reading.text
    named = lexicon("degree", "levels").within(text, sentence)
    if sentence.line.label == "degree":
        named = [mention for mention in named if mention.start >= sentence.line.value_start]
    label = says(reading, sentence, *_LABELS) if named or sentence.line.label == "degree" else ""
    if not named and label == "no-degree":
        yield reading.stated(Degree(needed=False), sentence.line, sentence.line.value_span)
    if not named or label == "study":
        return
    named = sorted(named, key=lambda mention: mention.start)
    mentions = [mention for mention in named if _is_meant(text, sentence, mention, named)]
    has_level = any(mention.meaning != "any" for mention in mentions)
    fields: tuple[str, ...] = ()
    stated: list[Stated[Degree]] = []
    for at, mention in reversed([*enumerate(mentions)]):
        following = mentions[at + 1].start if at + 1 < len(mentions) else sentence.end
        of_mention, end = _fields(text, mention.end, following)
        shared = at + 1 < len(mentions) and bool(_JOINED.fullmatch(text, mention.end, following))
        fields = fields if shared and not of_mention else of_mention
        if has_level and mention.meaning == "any":  # "Diploma or degree in weaving"
            continue
        stated.append(
            _stated(
                reading,
                sentence,
                mention,
                mentions,
                fields,
                end if end <= following else mention.end,
                label,
            )
        )
    kept: dict[tuple[Degree, Strength], Stated[Degree]] = {}
    for degree in reversed(stated):  # "BS/BA in agronomy" asks for one degree
        kept.setdefault((degree.value, degree.strength), degree)
    yield from kept.values()


def _stated(
    reading: Reading,
    sentence: Sentence,
    mention: Mention,
    all_of: Sequence[Mention],
    fields: tuple[str, ...],
    end: int,
    label: str,
) -> Stated[Degree]:
    spans = [Span(beside.start, beside.end) for beside in all_of if beside is not mention]
    demand = reading.demand(sentence, Span(mention.start, mention.end), spans)
    level = "" if mention.meaning == "any" else mention.meaning
    span = Span(
        mention.start, max(mention.end, end) if fields and end > mention.end else mention.end
    )
    waived = demand.waived or (label == "no-degree" and level != "high school")
    equivalent = label == "degree-or" or _has_equivalent(sentence, mention)
    degree = Degree(level, fields, equivalent, needed=not waived)
    strength = Strength.UNSTATED if waived else demand.strength
    if label == "degree-plus" and not waived and strength is Strength.UNSTATED:
        strength = Strength.PREFERRED
    return reading.stated(degree, sentence.line, span, strength)


def _is_meant(text: str, sentence: Sentence, mention: Mention, named: Sequence[Mention]) -> bool:
    """Whether a word for a degree means one, and is asked of the reader."""
    words = vocabulary("degree")
    before, behind = sentence.before(mention.start), sentence.behind(mention.end)
    if any(key in words["not_behind"] for key in behind[:1]):
        return False
    if any(key in words["not_before"] for key in before[-4:]) or is_the_companys(before):
        return False
    written = text[mention.start : mention.end]
    if (
        mention.meaning == "any"
        and "degree" in written.lower()
        and _is_measure(text, mention, before, behind)
    ):
        return False
    if written.lower().strip(".") not in words["weak"]:
        return not (len(written) <= 4 and written.islower())
    if len(written) < 4 and (
        written.islower() or written.istitle() or _is_part_of_acronym(text, mention)
    ):
        return False
    return _has_company(text, sentence, mention, named)


def _is_part_of_acronym(text: str, mention: Mention) -> bool:
    """Whether letters are joined to others that name no degree: "LC-MS", but not "BA/MS"."""
    joined = re.search(r"[A-Z]{2,6}(?:[-/][A-Z]{2,6})*[-/]$", text[: mention.start])
    parts = re.split(r"[-/]", joined[0])[:-1] if joined else []
    return any(not lexicon("degree", "levels").find(part, words_of(part)) for part in parts)


def _is_measure(text: str, mention: Mention, before: Sequence[str], behind: Sequence[str]) -> bool:
    """Tell "a high degree of care", "45 degrees" and "360-degree feedback" from a degree of a
    school.
    """
    key_before, key_behind = next(reversed(before), ""), next(iter(behind), "")
    measured = (
        key_before in vocabulary("degree")["measures"]
        or key_before.isdigit()
        or "°" in text[mention.end :][:2]
    )
    return measured or key_behind == "of" or (text[mention.end - 1] == "s" and key_behind != "in")


def _has_company(text: str, sentence: Sentence, mention: Mention, named: Sequence[Mention]) -> bool:
    """Whether what can be another word stands as a degree does: with its field, another degree
    or in a list.
    """
    written = text[mention.start : mention.end].lower()
    if (
        written == "degree"
        or _fields(text, mention.end, sentence.end)[0]
        or sentence.line.label == "degree"
    ):
        return True
    for beside in named:
        if beside is not mention:
            gap = text[min(beside.end, mention.end) : max(beside.start, mention.start)]
            if _JOINED.fullmatch(gap):
                return True
    in_list = sentence.line.is_item or sentence.line.strength is not Strength.UNSTATED
    cues = cues_in(text, sentence.words)
    cued = any(0 <= cue.start - mention.end <= 2 for cue in cues)  # "Master souhaité"
    return (
        (in_list or bool(cues))
        and len(sentence.words) <= 5
        and (cued or not written.startswith("master"))
    )


def _fields(text: str, start: int, end: int) -> tuple[tuple[str, ...], int]:
    """What a degree is in, and where that ends."""
    lead = _LEAD.match(text, start, end)
    if lead is None or (lead[0].startswith(".") and "." not in text[start - 3 : start]):
        return (), start
    stop = _FIELD_END.search(text, lead.end(), end)
    last = stop.start() if stop else end
    last = min([last, *(cue.start for cue in cues_in(text, words_of(text, start, last)))])
    vague, equivalents = (frozenset(vocabulary("degree")[key]) for key in ("vague", "equivalents"))
    parts = [
        part.strip(" '’*_.") for part in _FIELD_SPLIT.split(text[lead.end() : last])[:_MOST_FIELDS]
    ]
    kept: list[str] = []
    for part in parts:
        keys = [word.key for word in words_of(part)]
        if not keys or len(keys) > _LONGEST_FIELD:
            break
        is_vague = set(keys) <= vague or (keys[-1] in vague and not vague.isdisjoint(keys[:2]))
        if not is_vague and not equivalents.intersection(keys):
            kept.append(part)
    return tuple(kept), last


def _has_equivalent(sentence: Sentence, mention: Mention) -> bool:
    equivalents = vocabulary("degree")["equivalents"]
    within = (
        word
        for word in sentence.words
        if mention.end <= word.start <= mention.end + _EQUIVALENT_WITHIN
    )
    return any(word.key in equivalents for word in within)
