"""What a posting says of visas, of travel, and its requisition number."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from store.facets.learned.lines import SURE, likeliest, said_of
from store.facets.reading import Mention, Reading, Sentence, lexicon, vocabulary
from store.types import Origin, Span, Stated, Travel, VisaPolarity

_PER_CENT = re.compile(
    r"(?P<bound>up to |bis zu |jusqu['’]à |hasta |fino al? |less than |max\.? |maximum |under "
    r"|<\s?)?"
    r"(?P<least>\d{1,3})\s?%?(?:\s?(?:-|–|to|bis)\s?(?P<most>\d{1,3}))?\s?(?:%|percent|per cent"
    r"|prozent)",
    re.IGNORECASE,
)
_ID = re.compile(r"#?\s*(?P<id>[^\W_][\w./#-]{0,39}(?:(?<=[A-Z])\s\d+)?)")
_ID_IN_TEXT = re.compile(
    r"(?:\b(?:req(?:uisition)?|job|vacancy|reference|ref|kennziffer|referenznummer"
    r"|réf(?:érence)?)\.?\s?"
    r"(?:id|no\.?|number|code|nr\.?|num(?:ber)?|ref(?:erence)?)?\s?[:#]+\s?"
    r"|\b(?:job|vacancy|post|position|quot(?:e|ing)(?: the)?(?: job)?|unter(?: der)?|under)? ?"
    r"(?:reference|ref|kennziffer|referenznummer|requisition|req)\.? ?(?:number|no\.?|code|id"
    r"|nr\.?)?:? )"
    r"(?P<id>(?=[\w./-]*\d)[A-Z0-9][\w./-]{1,39})",
    re.IGNORECASE,
)
_OPENING_WORDS = 3
# What asks the reader to travel: "you will travel", "willing to travel".
_ASKING = frozenset(
    "you you'll your must willing willingness able ability required requires require involve "
    "involves includes"
    " expected need needs may will occasional regular frequent extensive international domestic "
    "overnight"
    " bereit bereitschaft erforderlich disponible disposto requis fréquents some".split()
)


def read_visas(reading: Reading) -> tuple[Stated[VisaPolarity], ...]:
    """Return every sentence that speaks of visas or work permits, with what it answers."""
    polarities: list[Stated[VisaPolarity]] = []
    for sentence in reading.sentences:
        mentions = lexicon("visa", "phrases").within(reading.text, sentence)
        free = [mention for mention in mentions if _stands_free(sentence, mention, "visa")]
        named = {mention.meaning for mention in free}
        if len(free) < len(mentions) and "papers" not in named:
            continue  # a travel visa
        sure = sentence.line.label == "visa" or "papers" in named
        if named or sure:
            shares = said_of(reading.text, sentence.words, sentence.line)
            label = likeliest(shares, *_POLARITIES, least=_LIKELY if sure else SURE)
            if sure or label in ("visa", "no-visa"):
                value = _POLARITIES.get(label, VisaPolarity.UNCLEAR)
                span = Span(sentence.start, sentence.end)
                stated = reading.stated(value, sentence.line, span)
                whole = _opposed(reading, sentence, polarities[-1:], stated)
                polarities = [*polarities[:-1], whole] if whole else [*polarities, stated]
    return tuple(polarities)


def _opposed(
    reading: Reading,
    sentence: Sentence,
    last: Sequence[Stated[VisaPolarity]],
    stated: Stated[VisaPolarity],
) -> Stated[VisaPolarity] | None:
    """Take as one what a line offers to some and refuses others: "We sponsor nurses; we can't
    sponsor porters".
    """
    both = {VisaPolarity.OFFERED, VisaPolarity.REFUSED}
    span, before = stated.span, last[0].span if last else None
    if span is None or before is None or {last[0].value, stated.value} != both:
        return None
    between = reading.text[before.end : span.start]
    whole = Span(before.start, span.end)
    is_joined = before.start >= sentence.line.start and not between.strip(" ;")
    return reading.stated(VisaPolarity.UNCLEAR, sentence.line, whole) if is_joined else None


_LIKELY = 0.2  # where a line surely is of visas
_POLARITIES = {
    "visa": VisaPolarity.OFFERED,
    "no-visa": VisaPolarity.REFUSED,
    "permit": VisaPolarity.UNCLEAR,
}


def _stands_free(sentence: Sentence, mention: Mention, name: str) -> bool:
    """Whether no word beside a mention makes it another thing: a visa card, a travel agency."""
    words = vocabulary(name)
    before, behind = sentence.before(mention.start)[-1:], sentence.behind(mention.end)[:1]
    return not any(key in words["not_behind"] for key in behind) and not any(
        key in words["not_before"] for key in before
    )


def read_travel(reading: Reading) -> tuple[Stated[Travel], ...]:
    """Return every sentence in which travel is a part of the work, or is said not to be."""
    return tuple(
        stated for sentence in reading.sentences for stated in _travel_of(reading, sentence)
    )


def _travel_of(reading: Reading, sentence: Sentence) -> Iterator[Stated[Travel]]:
    text, words = reading.text, vocabulary("travel")
    labelled = sentence.line.label == "travel"
    mentions = [
        mention
        for mention in lexicon("travel", "phrases").within(text, sentence)
        if _stands_free(sentence, mention, "travel")
    ]
    if not mentions and not labelled:
        return
    keys = [word.key for word in sentence.words]
    share = _share(text, sentence)
    before = sentence.before(mentions[0].start)[-4:] if mentions else []
    negated = any(key in words["negated"] for key in before) or _says_none(
        keys, words["negated"], labelled
    )
    asked = share or labelled or negated or _asks(keys)
    if asked:
        span = Span(sentence.line.value_start if labelled else sentence.start, sentence.end)
        value = Travel(asked=False) if negated and not share else share or Travel()
        yield reading.stated(value, sentence.line, span, reading.demand(sentence, span).strength)


def _says_none(keys: Sequence[str], negated: Sequence[str], labelled: bool) -> bool:
    """Tell whether travel is denied: "Travel: none", "Travel is not required"."""
    at = next((at for at, key in enumerate(keys) if key in negated), -1)
    return at >= 0 and (labelled or (len(keys) <= 8 and at + 1 < len(keys) and keys[at] == "not"))


def _share(text: str, sentence: Sentence) -> Travel | None:
    match = _PER_CENT.search(text, sentence.start, sentence.end)
    if match is None or int(match["most"] or match["least"]) > 100:
        return None
    least = float(match["least"])
    if least == 0 and not match["most"]:
        return Travel(asked=False)
    if match["most"]:
        return Travel(least=least, most=float(match["most"]))
    return Travel(most=least) if match["bound"] else Travel(least=least, most=least)


def _asks(keys: Sequence[str]) -> bool:
    """Whether the reader is asked to travel: "you will travel", "- Occasional travel"."""
    occasional = vocabulary("travel")["occasional"]
    return any(key in occasional for key in keys[:_OPENING_WORDS]) or not _ASKING.isdisjoint(keys)


def read_requisition(field: str, reading: Reading) -> Stated[str] | None:
    """Return the board's or employer's own number of a posting, from its field, a label or the
    text.
    """
    if field.strip():
        return Stated(field.strip(), Origin.FIELD, field.strip())
    labelled = (
        (line, _ID.match(reading.text, line.value_start, line.end))
        for line in reading.labelled("requisition")
    )
    in_text = (
        (line, _ID_IN_TEXT.search(reading.text, line.start, line.end)) for line in reading.lines
    )
    for origin, matches in ((Origin.LABEL, labelled), (Origin.TEXT, in_text)):
        for _, match in matches:
            if match and any(map(str.isdigit, match["id"])):
                span = Span(match.start("id"), match.start("id") + len(match["id"].rstrip(".-/")))
                return Stated(span.of(reading.text), origin, span.of(reading.text), span)
    return None
