"""What a posting pays: least and most, currency, period."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from store.facets.learned.lines import SURE, likeliest, said_of, shares_of
from store.facets.names.areas import Area, find_areas
from store.facets.reading import (
    Line,
    Mention,
    Reading,
    Sentence,
    Word,
    bound_before,
    field_reading,
    lexicon,
    meanings,
    vocabulary,
    words_of,
)
from store.types import Origin, Pay, Place, Span, Stated


@dataclass(frozen=True, slots=True)
class _Amount:
    """An amount or a range and where it stands; `currency` is as written."""

    least: Decimal | None
    most: Decimal | None
    currency: str
    start: int
    end: int


_SURELY_OTHER = 0.3  # less, and a field of pay names other money: "$5,000 sign-on bonus"
_SPACE = " \u00a0\u202f\u2009"
_AFTER = 45  # characters behind an amount in which its period stands
_BEFORE_NEXT = 3  # characters between a word and the figures of the amount that it leads
_SMALLEST_BARE = (
    1000  # a number without a currency or period that is less is a grade or a number of hours
)
_JOINED_BY = re.compile(r",(?!\d)|[+&;]|\b(?:plus|and|und|et|y|mit|with)\b", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d\d")
_PENSION_PLAN = re.compile(r"\b40[13]\s?\(?[kb]\b", re.IGNORECASE)


def read_pay(
    field: str, reading: Reading, countries: Collection[str] = (), places: Collection[Place] = ()
) -> Stated[Pay] | None:
    """Return the pay of a posting, from its field or else its text; None where neither speaks of
    it.

    A field that is not understood ("competitive") counts where the text states no pay.

    `countries` (ISO 3166-1 alpha-2) are where the posting is: they tell whose dollar or krone is
    meant, unless the sentence names one of its `places`.
    """
    paid = (stated for stated, _ in _paid(field, reading, countries, places))
    if first := next(paid, None):
        return first if not first.value.pro_rata else _in_hand(first, reading, paid)
    if field.strip():
        return Stated(Pay(), Origin.FIELD, field.strip())
    line = next((line for line in reading.labelled("pay")), None)
    return reading.stated(Pay(), line, line.value_span) if line else None


def _in_hand(
    full_time: Stated[Pay], reading: Reading, others: Iterable[Stated[Pay]]
) -> Stated[Pay]:
    """What is paid in hand, where a line says that beside an amount for full-time hours: "£29,000
    full-time equivalent; £17,400 actual".
    """
    line = next((line for line in reading.lines if _holds(line, full_time)), None)
    return next(
        (
            other
            for other in others
            if line and _holds(line, other) and _is_share(other.value, full_time.value)
        ),
        full_time,
    )


def _holds(line: Line, stated: Stated[Pay]) -> bool:
    return stated.span is not None and line.start <= stated.span.start < line.end


def _is_share(pay: Pay, whole: Pay) -> bool:
    least, most = pay.least or pay.most, whole.most or whole.least
    is_less = least is not None and most is not None and least < most
    return (
        is_less
        and not pay.pro_rata
        and (pay.currency, pay.period) == (whole.currency, whole.period)
    )


def pay_by_place(
    field: str, reading: Reading, places: Sequence[Place]
) -> dict[Place, Stated[Pay] | None]:
    """Return what is paid in each place of a posting, None where the pay is told for others; {}
    where it is for all.

    "The range for Chicago is $148,000 to $191,000" says nothing of Toronto.
    """
    paid = (
        list(_paid(field, reading, [place.country for place in places], places))
        if len(places) > 1
        else []
    )
    general = next((stated for stated, told_for in paid if not told_for), None)
    by_place = {
        place: next(
            (
                stated
                for stated, told_for in paid
                if place in told_for and _may_replace(stated.value, general)
            ),
            general,
        )
        for place in places
    }
    return by_place if any(stated is not general for stated in by_place.values()) else {}


def _may_replace(pay: Pay, general: Stated[Pay] | None) -> bool:
    """Whether an amount can be all that is paid in a place, not what it adds: "London: £4,000
    more".
    """
    least, usual = pay.least or pay.most, general and (general.value.least or general.value.most)
    return not usual or not least or least * 2 > usual


def _paid(
    field: str, reading: Reading, countries: Collection[str], places: Collection[Place]
) -> Iterator[tuple[Stated[Pay], frozenset[Place]]]:
    """What is paid, of the field or else of the text, with the places that it is told for; none
    where it is for all.
    """
    source, is_field = field_reading(field), True
    if next(_amounts(source, is_field=True), None) is None:
        source, is_field = reading, False
    for sentence, amount in _amounts(source, is_field=is_field):
        told_for = _told_for(source, sentence, amount, frozenset(places))
        pay = replace(
            _whose(
                _with_period(source, sentence, amount),
                {place.country for place in told_for} or countries,
            ),
            pro_rata=_is_pro_rata(source, sentence, amount),
        )
        if is_field:
            yield Stated(pay, Origin.FIELD, field.strip()), told_for
        else:
            yield source.stated(pay, sentence.line, _span(source, sentence, amount)), told_for


def _told_for(
    reading: Reading, sentence: Sentence, amount: _Amount, places: frozenset[Place]
) -> frozenset[Place]:
    """The places that stand beside an amount, or above it; none where all do."""
    if len(places) < 2:
        return frozenset()
    text = reading.text[sentence.start : sentence.end]
    mentions = [
        (sentence.start + area.start, _held(area.areas, places))
        for area in find_areas(text, places)
    ]
    mentions = [mention for mention in mentions if mention[1]]
    amounts = [found.start for found in _find(reading.text, sentence.start, sentence.end)]
    leads = bool(mentions) and bool(amounts) and mentions[0][0] < amounts[0]
    if leads:
        near = [held for start, held in mentions if start < amount.start][-1:]
    else:
        until = next((start for start in amounts if start > amount.start), sentence.end)
        near = [held for start, held in mentions if amount.end <= start < until]
    if not mentions:
        above = sentence.line.label_text or next(reversed(sentence.line.headings), "")
        near = [_held(area.areas, places) for area in find_areas(above, places)]
    named = frozenset[Place]().union(*near)
    return named if named < places else frozenset()


def _held(areas: Sequence[Area], places: frozenset[Place]) -> frozenset[Place]:
    return frozenset(place for place in places if any(area.holds(place) for area in areas))


def _amounts(reading: Reading, *, is_field: bool) -> Iterator[tuple[Sentence, _Amount]]:
    for sentence in reading.sentences:
        if not _HAS_DIGIT.search(reading.text, sentence.start, sentence.end):
            continue
        amounts = [
            amount
            for amount in _find(reading.text, sentence.start, sentence.end)
            if amount.most != 0
            and (
                amount.currency
                or (
                    (is_field or sentence.line.label == "pay")
                    and _is_bare_pay(reading.text, sentence, amount)
                )
            )
        ]
        spans = [Span(amount.start, amount.end) for amount in amounts]
        for amount, span in zip(amounts, spans, strict=True):
            is_of_pay = is_field or sentence.line.label == "pay"
            if (is_of_pay and _stands_alone(sentence, spans)) or _is_pay(
                reading, sentence, span, spans, is_of_pay=is_of_pay
            ):
                yield sentence, amount


def _stands_alone(sentence: Sentence, amounts: Sequence[Span]) -> bool:
    """Whether a value names nothing but amounts, their bounds and their periods."""
    value = (word for word in sentence.words if word.start >= sentence.line.value_start)
    beside = (word for word in value if not any(a.start <= word.start < a.end for a in amounts))
    return all(word.key in _of_amounts() for word in beside)


@lru_cache(maxsize=1)
def _of_amounts() -> frozenset[str]:
    """Words that say of an amount no more than how it is meant."""
    words = vocabulary("pay")
    phrases = [
        *words["pay"],
        *words["periods"]["behind"],
        *words["to"]["leads"],
        *meanings("pay", "bounds"),
        *meanings("pay", "periods", "alone"),
        *meanings("pay", "periods", "units"),
    ]
    return frozenset(word.key for phrase in phrases for word in words_of(phrase))


def _is_pay(
    reading: Reading, sentence: Sentence, amount: Span, amounts: Sequence[Span], *, is_of_pay: bool
) -> bool:
    """Whether an amount of a sentence is what the job pays, not a bonus or a budget."""
    shares = shares_of(reading, sentence, amount, [each for each in amounts if each != amount])
    if is_of_pay:
        return max(shares["salary"], 1 - shares["money"]) > _SURELY_OTHER
    joined = _JOINED_BY.search(reading.text, amount.end, sentence.end)
    if joined and min(shares["salary"], shares["money"]) >= SURE:  # "£18 an hour and an allowance"
        words = [word for word in sentence.words if word.end <= joined.start()]
        shares = said_of(reading.text, words, sentence.line)
    return likeliest(shares, "salary", "money") == "salary"


_HAS_DIGIT = re.compile(r"\d")


def _find(text: str, start: int, end: int) -> Iterator[_Amount]:
    """The amounts and ranges in a text, whatever they are of."""
    for match in _amount_pattern().finditer(text, start, end):
        if not _PENSION_PLAN.match(
            match["number"] + text[match.end("number") : match.end("number") + 3]
        ):
            yield _amount(text, match)


def _amount(text: str, match: re.Match[str]) -> _Amount:
    currency = match["pre"] or match["post"] or match["pre2"] or match["post2"] or ""
    scale = (match["scale2"] or match["scale"] or "").strip().casefold()
    currency = currency or vocabulary("pay")["scale_currencies"].get(scale, "")
    first = _number(match["number"], match["scale"] or "")
    if match["number2"] is None:
        before = bound_before(text, match.start())
        bound = "least" if match["more"] else before.meaning if before else ""
        least, most = (None if bound == "most" else first), (None if bound == "least" else first)
        return _Amount(least, most, currency, match.start(), match.end())
    second = _number(match["number2"], match["scale2"] or "")
    if match["scale2"] and not match["scale"] and first <= _number(match["number2"], ""):
        first = _number(match["number"], match["scale2"])
    return _Amount(min(first, second), max(first, second), currency, match.start(), match.end())


def _number(digits: str, scale: str) -> Decimal:
    """The value of digits in whatever national form: a mark before three digits divides
    thousands.
    """
    plain = re.sub(rf"[’'{_SPACE}]", "", digits)
    part = re.search(r"[.,](\d{1,2})$", plain)
    plain = re.sub(r"[.,]", "", plain[: part.start()] if part else plain)
    plain += f".{part[1]}" if part else ""
    factor: int = meanings("pay", "scales").get(scale.strip().casefold(), 1)
    return (Decimal(plain) * factor).normalize() + 0


def _is_bare_pay(text: str, sentence: Sentence, amount: _Amount) -> bool:
    """Whether a number without a currency can be pay: neither a year nor a grade."""
    if _period_behind(text, sentence, amount.end):
        return True
    figure = amount.least if amount.least is not None else amount.most
    return (
        figure is not None
        and figure >= _SMALLEST_BARE
        and not _YEAR.fullmatch(text[amount.start : amount.end].strip())
    )


def _with_period(reading: Reading, sentence: Sentence, amount: _Amount) -> tuple[_Amount, str]:
    text = reading.text
    if mention := _period_behind(text, sentence, amount.end):
        return amount, mention.meaning
    before = _periods(text, [word for word in sentence.words if word.end <= amount.start])
    if before and not _JOINED_BY.search(text, before[-1].end, amount.start):
        return amount, before[-1].meaning
    for words in (sentence.line.label_text, *reversed(sentence.line.headings[-1:])):
        if named := _periods(words, words_of(words)):
            return amount, named[-1].meaning
    scale = re.search(r"\blpa\b", text[amount.start : amount.end], re.IGNORECASE)
    return amount, "year" if scale else ""


def _is_pro_rata(reading: Reading, sentence: Sentence, amount: _Amount) -> bool:
    """Whether an amount or its label is said to be for full-time hours, no other number between;
    "£14 an hour, FTE £26,000" says it of the second.
    """
    text, label = reading.text, sentence.line.label_text
    digit = _HAS_DIGIT.search(text, amount.end, min(amount.end + _AFTER, sentence.end))
    stop = digit.start() if digit else amount.end + _AFTER
    words = [word for word in sentence.words if amount.end <= word.start < stop]
    said = lexicon("pay", "pro_rata")
    behind = said.find(text, words)
    leads_next = bool(behind) and digit is not None and stop - behind[-1].end <= _BEFORE_NEXT
    return (bool(behind) and not leads_next) or bool(said.find(label, words_of(label)))


def _period_behind(text: str, sentence: Sentence, at: int) -> Mention | None:
    """The period behind an amount, no other number between."""
    digit = _HAS_DIGIT.search(text, at, min(at + _AFTER, sentence.end))
    stop = digit.start() if digit else at + _AFTER
    words = [word for word in sentence.words if at <= word.start < stop]
    units = meanings("pay", "periods", "units")
    bare = [
        Mention(units[word.key], word.start, word.end) for word in words[:1] if word.key in units
    ]
    return next(
        iter([*_periods(text, words), *(mention for mention in bare if mention.start - at < 3)]),
        None,
    )


def _periods(text: str, words: Sequence[Word]) -> list[Mention]:
    """Periods named among words: "annually", and units behind a stroke or a word such as "per"."""
    behind, units = vocabulary("pay")["periods"]["behind"], meanings("pay", "periods", "units")
    mentions = lexicon("pay", "periods", "alone").find(text, words)
    for at, word in enumerate(words):
        led = text[: word.start].rstrip().endswith("/") or (at > 0 and words[at - 1].key in behind)
        if led and word.key in units:
            mentions.append(Mention(units[word.key], word.start, word.end))
    return sorted(mentions, key=lambda mention: mention.start)


def _whose(amount_and_period: tuple[_Amount, str], countries: Collection[str]) -> Pay:
    amount, period = amount_and_period
    currency = _currency(amount.currency, countries)
    figure = amount.least if amount.least is not None else amount.most
    yearly_from = vocabulary("pay")["yearly_from"].get(currency)
    if not period and figure and yearly_from and figure >= yearly_from:
        period = "year"
    return Pay(amount.least, amount.most, currency, period)


def _currency(written: str, countries: Collection[str]) -> str:
    """The ISO code of a sign, code or word; where several currencies share it, that of the
    posting's country.
    """
    bare = written.rstrip(".")
    codes = currencies().get(bare, ()) or currencies().get(bare.casefold(), ())
    if len(codes) < 2:
        return codes[0] if codes else ""
    home: dict[str, str] = vocabulary("cldr_currencies")["countries"]
    local = {home.get(country, "") for country in countries} & set(codes)
    if len(local) == 1:
        return local.pop()
    signs: dict[str, list[str]] = vocabulary("cldr_currencies")["signs"]
    return codes[0] if not local and (written in signs or written.casefold() == "dollars") else ""


def _span(reading: Reading, sentence: Sentence, amount: _Amount) -> Span:
    """The amount with the bound before it and the period behind it."""
    period = _period_behind(reading.text, sentence, amount.end)
    bound = bound_before(reading.text, amount.start, sentence.start)
    return Span(bound.start if bound else amount.start, period.end if period else amount.end)


@lru_cache(maxsize=1)
def currencies() -> dict[str, tuple[str, ...]]:
    """The ISO 4217 codes that a sign, code or word can mean; several where currencies share it."""
    import pycountry

    words = vocabulary("pay")
    by_word = {currency.alpha_3: (currency.alpha_3,) for currency in pycountry.currencies}
    by_word |= {word: (code,) for word, code in meanings("pay", "currencies").items()}
    by_word |= {
        sign: tuple(codes) for sign, codes in vocabulary("cldr_currencies")["signs"].items()
    }
    return by_word | {word: tuple(codes) for word, codes in words["shared_currencies"].items()}


def _digits(group: str) -> str:
    """A number whose thousands are divided by the mark or space that `group` names; India's
    form; a plain one.
    """
    return (
        rf"\d{{1,3}}(?P<{group}>[.,'’{_SPACE}])\d{{3}}(?:(?P={group})\d{{3}})*(?:[.,]\d{{1,2}})?(?!\d)"
        r"|\d{1,2}(?:,\d{2})+,\d{3}(?!\d)|\d{1,9}(?:[.,]\d{1,2})?(?!\d)"
    )


@lru_cache(maxsize=1)
def _amount_pattern() -> re.Pattern[str]:
    """An amount or a range, with the currency on either side of either end."""
    codes = sorted(currencies(), key=len, reverse=True)
    iso = "|".join(code for code in codes if code.isupper() and len(code) == 3)
    words = "|".join(re.escape(code) for code in codes if code[0].isalpha() and not code.isupper())
    signs = "|".join(
        re.escape(code) for code in codes if not code[0].isalpha() or not code.isalpha()
    )
    currency = rf"(?:{signs}|(?<![^\W\d_])(?:{iso}|(?i:{words})\.?)(?![^\W\d_]))"
    scales = "|".join(sorted(meanings("pay", "scales"), key=len, reverse=True))
    scale = rf"[{_SPACE}]?(?i:{scales})(?![^\W\d_])"
    joins = vocabulary("pay")["to"]
    to = "|".join(re.escape(word) for word in [*joins["plain"], *joins["between"]])
    return re.compile(
        rf"(?:(?P<pre>{currency})[{_SPACE}]{{0,2}}|(?<![\w.,]))(?P<number>{_digits('sep')})(?:(?P<scale>{scale}))?(?P<more>\+)?"
        rf"(?:[.,][-–—])?(?:[{_SPACE}]{{0,2}}(?P<post>{currency}))?"
        rf"(?:(?:\s?(?:/\s?|\bper\s)[^\W\d_]{{1,6}})?\s{{0,2}}(?:[-–—‑]|/|\b(?i:{to})\b)\s{{0,2}}"
        rf"(?:(?P<pre2>{currency})[{_SPACE}]{{0,2}})?(?P<number2>{_digits('sep2')})(?:(?P<scale2>{scale}))?"
        rf"(?:[.,][-–—])?(?:[{_SPACE}]{{0,2}}(?P<post2>{currency}))?)?"
    )
