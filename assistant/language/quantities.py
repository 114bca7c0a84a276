"""Find comparisons and superlatives in a question, on pay, years of experience, degrees and closing
dates.

Uses a small grammar of numbers, units and comparatives; its words are in quantities.yaml.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache

from assistant.language.orders import all_of, find_orders, named, value_of, words
from assistant.language.stated import date_in_words
from assistant.tuning import tuning
from assistant.types import Entity
from store.facets.dates import Calendar, find_days
from store.facets.names.periods import Period, find_periods, holiday_at, period_led
from store.facets.pay import currencies
from store.search.catalog import Facet, Measure, Operator, Rank
from store.text.listed import any_of, compiled

QUANTITIES = frozenset({Facet.PAY, Facet.EXPERIENCE, Facet.DEGREE, Facet.CLOSES})
_OWN = re.compile(
    r"\b(?:i|i['’]ve|we|we['’]ve)\b(?:\W+(?:have|got|only|just|about|around|with|already))*\W*$"
    r"|\bmy\W*$",
    re.IGNORECASE,
)
_RULES_OUT = re.compile(r"\b(?:no|not|non|without|except|excluding)\W+(?:the\W+)?$", re.IGNORECASE)
_SCALES = {"k": 1_000, "thousand": 1_000, "grand": 1_000}


@lru_cache(maxsize=1)
def _currency() -> str:
    """Return a pattern of a currency's sign, word, or code in capitals."""
    names = [name for name in currencies() if len(name) > 1 or not name.isalpha()]
    codes = [name for name in names if name.isupper() and name.isalpha()]
    signs = [name for name in names if not name.isalpha() and " " not in name and name not in codes]
    spoken = {name for name in names if name not in codes and name not in signs} | set(
        words()["currencies"]
    )
    spoken |= {name[:-1] for name in spoken if name.endswith("s") and len(name) > 4}
    return rf"(?:{any_of(signs)}|\b(?-i:{any_of(codes)})\b|\b(?:{any_of(spoken)})\b)"


def _codes(written: str) -> tuple[str, ...]:
    """Return the ISO codes that a written currency can mean."""
    folded = written.casefold()
    folded = words()["currencies"].get(folded, folded)
    table = currencies()
    return next((table[name] for name in (written, folded, f"{folded}s") if name in table), ())


@dataclass(frozen=True, slots=True)
class _Patterns:
    amount: re.Pattern[str]
    before: re.Pattern[str]
    between: re.Pattern[str]
    years: re.Pattern[str]
    asked: re.Pattern[str]
    paid: re.Pattern[str]
    noun: re.Pattern[str]
    of_period: re.Pattern[str]
    of_currency: re.Pattern[str]
    none_needed: re.Pattern[str]
    stated: tuple[tuple[Facet, re.Pattern[str]], ...]
    degree: re.Pattern[str]
    closes: re.Pattern[str]


@lru_cache(maxsize=1)
def _patterns() -> _Patterns:
    table = words()
    period, behind = all_of(table["periods"]), all_of(table["behind"])
    by = rf"(?:(?:per|an?|the|each|every|/)\s?(?:{period})\b|p\.a\.|\b(?:{any_of(_adverbs())})\b)"
    pay, pays = named("pay", "nouns"), named("pay", "verbs")
    date_, close = named("closes", "nouns"), named("closes", "verbs")
    asks, degree = any_of(table["asks"]), all_of(table["degrees"])
    deny = r"(?:don['’]?t|doesn['’]?t|do\s+not|does\s+not)"
    not_asked = rf"(?:no|without(?:\s+an?y?)?|{deny}\s+(?:{asks})(?:\s+for)?(?:\s+an?y?)?)"
    lack = (
        rf"(?:{any_of(table['lacks'])}|(?:(?:ha|give|state)(?:s|ve)?|having|with"
        rf"|there\s+is)\s+no|no|{deny}\s+\w+)"
    )
    give = (
        r"(?:with|states?|stating|gives?|giving|discloses?|says?|names?|has|have|having|shows?"
        r"|mentions?)"
    )
    return _Patterns(
        amount=compiled(
            rf"(?:(?P<pre>{_currency()})\s?)?(?<![\w.,])(?P<number>"
            r"\d{1,3}(?:[,. ]\d{3})+(?!\d)(?:[.,]\d{1,2}(?!\d))?|\d+(?:[.,]\d{1,2})?"
            rf"|(?:{any_of(table['numbers'])})\b)"
            rf"\s?(?:(?P<scale>k|thousand|grand)\b)?(?P<plus>\+)?(?:\s?(?P<post>{_currency()}))?"
            rf"(?:\s*(?P<behind>{behind})\b)?(?:\s*(?P<period>{by}))?(?:\s*(?P<behind2>{behind})\b)?"
        ),
        before=compiled(rf"(?<!\w)(?P<word>{all_of(table['before'])})(?:\s+(?:of|to|a|the|about"
                        r"|around))*\s*$"),
        between=compiled(r"\s*(?:to|and|-|–)\s*$"),
        years=compiled(
            r"['’]?\s*(?P<behind>or more|or less|or fewer|plus)?\s*(?P<unit>years?|yrs?"
            r"|months?)\b['’]?"
            r"(?!\W+(?:old|ago|contract|fixed|program|programme|apprenticeship|lease|warranty"
            r"|term)\b)"
            r"(?P<said>\W+(?:of\W+)?(?:(?!(?:and|or"
            rf"|but)\b)[\w-]+\W+){{0,3}}?experience\b)?(?:\s*(?P<behind2>{behind})\b)?"
        ),
        asked=compiled(rf"\b(?:{asks}|experience)(?:\W+(?:for|of|is|you|to|have))*\W*$"),
        paid=compiled(rf"\b(?:{pay}|{pays})(?:\s+(?:is|are|of|a|an|me|about|around))*\s*$"),
        noun=compiled(rf"\s+(?:{pay})\b"),
        of_period=compiled(
            rf"\b(?:paid|pays?|paying)\s+(?:by|per)\s+(?:the\s+)?(?P<period>{period})\b"
            rf"|\b(?:paid|pays?|paying)\s+(?P<period2>{any_of(_adverbs())})\b"
            rf"|\b(?P<period3>{any_of([*_adverbs(), 'annual'])})[\s-]+(?:{pay}|ones)\b"
        ),
        of_currency=compiled(rf"\bin\s+(?P<currency>{_currency()})(?:\s*(?P<period>{by}"
                             rf"|by\s+the\s+(?:{period})\b))?"),
        none_needed=compiled(
            rf"\b{not_asked}\s+(?:(?:prior|previous|work|relevant|any)\s+)*experience\b"
            r"(?:\s+(?:is\s+)?(?:needed|required|necessary|at all))?"
        ),
        stated=(
            (
                Facet.CLOSES,
                compiled(
                    rf"\b(?:(?P<no>{lack})|{give})\s+(?:(?:an?|any|the|their|its|stated"
                    rf"|set)\s+)*(?:{date_})\b"
                    r"(?:\s+(?:at all|stated|given|set))?"
                ),
            ),
            (
                Facet.PAY,
                compiled(
                    rf"\b(?:(?P<no>{lack})|{give})\s+(?:(?:an?|any|the|their|its"
                    r"|stated)\s+)*(?:salary|pay|wages?)\b"
                    r"(?:\s+(?:range|stated|given))*(?!\W+\w*\d|\W+\w+\W+\d)"
                ),
            ),
        ),
        degree=compiled(
            rf"\b(?:(?P<no>{not_asked}|{lack})"
            rf"|(?<!\bi\s)(?<!\bwe\s)(?<!\byou\s)(?:{asks}))(?:\s+for)?\s+(?:(?:an?|any|university|college|academic)\s+)*(?P<level>{degree})\b"
            rf"(?:\s+(?:degrees?))?(?:\s+(?:is\s+)?(?:needed|required|necessary|at all))?"
        ),
        closes=compiled(
            rf"\b(?:{close}|{date_}|(?:closed\s+(?:to|for)\s+(?:\w+\s+)?)?appl(?:y|ications?)(?:\s+(?:close|end|are\s+due))?|due)\b"
            r"(?:\s+(?:is|are|falls?|on\s+or|their|the|for\s+applications))*\s+"
            r"(?P<lead>no\s+later\s+than|later\s+than|earlier\s+than|before|until|till|by|after"
            r"|from|in|on|during|between|this|next|today|tomorrow)\b"
        ),
    )  # fmt: skip


def _adverbs() -> list[str]:
    return [name for names in words()["periods"].values() for name in names if name.endswith("ly")]


def find_quantities(text: str, today: date | None = None) -> tuple[Entity, ...]:
    """Return the comparisons and superlatives of a question in order; of two that overlap, the
    longer one.

    A mention has the measure or period that the question asks for, a `Rank` for a superlative, or
    both. A mention that only adds a unit to another has no value. Dates without a year are counted
    from `today`.
    """
    if not text:
        return ()
    found = [*_orders(text), *_none_needed(text), *_stated(text), *_degrees(text)]
    found += [*_closes(text, today or date.today()), *_units(text), *_amounts(text)]
    kept: list[Entity] = []
    for mention in sorted(found, key=lambda mention: (mention.start - mention.end, mention.start)):
        if not any(mention.start < longer.end and longer.start < mention.end for longer in kept):
            kept.append(mention)
    return tuple(_one_pay(sorted(kept, key=lambda mention: mention.start)))


# Numbers ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Amount:
    start: int
    end: int
    facet: Facet
    measure: Measure
    compared: bool


def _amounts(text: str) -> Iterator[Entity]:
    found: list[_Amount] = []
    for match in _patterns().amount.finditer(text):
        if amount := _amount(text, match, found):
            found.append(amount)
    skipped = False
    for at, amount in enumerate(found):
        after = found[at + 1] if at + 1 < len(found) else None
        if skipped:
            skipped = False
            continue
        if after and after.facet is amount.facet and (both := _between(text, amount, after)):
            skipped = True
            yield both
        elif amount.compared:
            yield Entity.of(text, amount.start, amount.end, amount.facet, (amount.measure,))


def _between(text: str, first: _Amount, last: _Amount) -> Entity | None:
    """Read "between 30k and 40k": the unit of the second amount applies to the first too."""
    if not _patterns().between.fullmatch(text[first.end : last.start]):
        return None
    lead = re.search(r"\b(?:between|from)\s+$", text[: first.start], re.IGNORECASE)
    if not lead and last.measure.operator is not Operator.EQUAL:
        return None
    measure = replace(
        last.measure,
        operator=Operator.BETWEEN,
        number=first.measure.number,
        upper=last.measure.number,
    )
    currency = first.measure if first.measure.currencies else last.measure
    measure = replace(measure, currencies=currency.currencies, currency=currency.currency)
    return Entity.of(text, lead.start() if lead else first.start, last.end, first.facet, (measure,))


def _amount(text: str, match: re.Match[str], others: Sequence[_Amount]) -> _Amount | None:
    number = _number(match["number"], match["scale"] or "")
    before = _patterns().before.search(text[: match.start()])
    start = before.start() if before else match.start()
    operator = Operator(value_of(words()["before"], before["word"])) if before else None
    written = match["pre"] or match["post"] or ""
    years = _patterns().years.match(
        text, match.end("plus") if match["plus"] else match.end("number")
    )
    if years and not (written or match["period"] or match["scale"]):
        return _years(text, match, number, operator, start, years)
    operator = operator or _behind(match["behind"] or match["behind2"], match["plus"])
    follows = re.match(r"\s*[\w%]", text[match.end() :])
    is_large = number > tuning().language.hourly_up_to
    of_pay = bool(written or match["period"] or match["scale"]) or (not follows and is_large)
    paid = _patterns().paid.search(text[:start])
    is_paid = paid is not None
    if not of_pay or not (written or match["scale"] or operator or is_paid):
        if operator and not follows and others and others[-1].facet is Facet.EXPERIENCE:
            return _Amount(
                start, match.end(), Facet.EXPERIENCE, Measure(operator, number), compared=True
            )
        return None
    period = _period(match["period"] or "")
    measure = Measure(operator or Operator.EQUAL, number, None, _codes(written), written, period)
    is_compared = (
        bool(operator and (written or match["period"] or match["scale"] or is_paid)) or is_paid
    )
    noun = _patterns().noun.match(text, match.end())
    return _Amount(
        paid.start() if paid else start,
        noun.end() if noun else match.end(),
        Facet.PAY,
        measure,
        is_compared,
    )


def _years(
    text: str,
    match: re.Match[str],
    number: Decimal,
    operator: Operator | None,
    start: int,
    years: re.Match[str],
) -> _Amount | None:
    """Return an amount of years of experience: the word follows the number, or something asks for
    years.
    """
    operator = operator or _behind(years["behind"] or years["behind2"], match["plus"])
    asked = _patterns().asked.search(text[:start])
    if not (years["said"] or asked):
        return None
    if years["unit"].casefold().startswith("m"):
        number = number / 12
    if _OWN.search(text[:start]):
        operator = Operator.AT_MOST  # "I have five years" asks for no more than that
    measure = Measure(operator or Operator.EQUAL, number)
    return _Amount(
        asked.start() if asked else start, years.end(), Facet.EXPERIENCE, measure, compared=True
    )


def _behind(word: str | None, plus: str | None) -> Operator | None:
    if plus:
        return Operator.AT_LEAST
    return Operator(value_of(words()["behind"], word)) if word else None


def _number(written: str, scale: str) -> Decimal:
    lower = written.casefold()
    if lower in words()["numbers"]:
        number = Decimal(words()["numbers"][lower])
    else:
        whole = re.sub(r"[,. ](?=\d{3}(?!\d))", "", lower)
        number = Decimal(whole.replace(",", "."))
    return number * _SCALES.get(scale.casefold(), 1)


def _period(written: str) -> str:
    if re.fullmatch(r"p\.a\.", written, re.IGNORECASE):
        return "year"
    last = re.split(r"[\s/]", written.casefold())[-1]
    return "year" if last == "annual" else value_of(words()["periods"], last)


def _units(text: str) -> Iterator[Entity]:
    """Yield "paid by the hour", "no hourly ones" and "in pounds"."""
    for match in _patterns().of_period.finditer(text):
        is_ruled_out = _RULES_OUT.search(text[: match.start()]) is not None
        yield Entity.of(
            text, match.start(), match.end(), Facet.PAY, (_of_period(match),), is_ruled_out
        )
    for match in _patterns().of_currency.finditer(text):
        written = match["currency"]
        measure = Measure(
            currencies=_codes(written), currency=written, period=_period(match["period"] or "")
        )
        yield Entity.of(text, match.start(), match.end(), Facet.PAY, (measure,))


def _of_period(match: re.Match[str]) -> Measure:
    return Measure(period=_period(match["period"] or match["period2"] or match["period3"]))


def _one_pay(found: Sequence[Entity]) -> Iterator[Entity]:
    """Give the units of pay that a question names to its amounts; mentions that name only a unit
    then lose their value.
    """
    of_pay = [mention for mention in found if mention.facet is Facet.PAY and not mention.negated]
    measures = [
        value for mention in of_pay for value in mention.values if isinstance(value, Measure)
    ]
    asked = [amount for amount in measures if amount.number is not None]
    units = [unit for unit in measures if unit.number is None and (unit.period or unit.currencies)]
    every = [*units, *asked]
    period = next((unit.period for unit in every if unit.period), "")
    money = next((unit for unit in every if unit.currencies), Measure())
    first = True
    for mention in found:
        of_units = mention in of_pay and any(value in units for value in mention.values)
        ranks = tuple(value for value in mention.values if isinstance(value, Rank))
        if of_units and asked:
            yield replace(mention, values=ranks)
        elif of_units:
            merged = Measure(currencies=money.currencies, currency=money.currency, period=period)
            yield replace(mention, values=(*ranks, merged) if first else ranks)
            first = False
        elif mention in of_pay and (
            measure := next((value for value in mention.values if value in asked), None)
        ):
            if not measure.currencies:
                measure = replace(measure, currencies=money.currencies, currency=money.currency)
            yield replace(
                mention,
                values=(replace(measure, period=measure.period or period or _usual(measure)),),
            )
        else:
            yield mention


def _usual(measure: Measure) -> str:
    assert measure.number is not None
    limits = tuning().language
    if measure.number >= limits.yearly_from:
        return "year"
    return "hour" if measure.number <= limits.hourly_up_to else "month"


# Superlatives, and facts that must only be stated -------------------------------------------------


def _orders(text: str) -> Iterator[Entity]:
    """Yield the mentions of an order, with the unit of pay that their words name: "the best hourly
    rate".
    """
    for mention in find_orders(text):
        unit = _patterns().of_period.search(text, mention.start, mention.end)
        if mention.facet is Facet.PAY and mention.values and unit:
            mention = replace(mention, values=(*mention.values, _of_period(unit)))
        yield mention


def _none_needed(text: str) -> Iterator[Entity]:
    for match in _patterns().none_needed.finditer(text):
        yield Entity.of(
            text,
            match.start(),
            match.end(),
            Facet.EXPERIENCE,
            (Measure(Operator.AT_MOST, Decimal(0)),),
        )


def _stated(text: str) -> Iterator[Entity]:
    for facet, pattern in _patterns().stated:
        for match in pattern.finditer(text):
            yield Entity.of(
                text, match.start(), match.end(), facet, (Measure(),), match["no"] is not None
            )


def _degrees(text: str) -> Iterator[Entity]:
    for match in _patterns().degree.finditer(text):
        level = value_of(words()["degrees"], match["level"])
        yield Entity.of(
            text, match.start(), match.end(), Facet.DEGREE, (level,), match["no"] is not None
        )


# Closing dates ------------------------------------------------------------------------------------


def _closes(text: str, today: date) -> Iterator[Entity]:
    for match in _patterns().closes.finditer(text):
        lead = re.sub(r"\s+", " ", match["lead"].casefold())
        if found := _period_behind(text, match.end("lead"), lead, today):
            period, end = found
            yield Entity.of(text, match.start(), end, Facet.CLOSES, (period,))


def _period_behind(text: str, end: int, lead: str, today: date) -> tuple[Period, int] | None:
    """Return the period named by a lead and the words after its `end`, and where they end."""
    if lead in ("this", "next", "today", "tomorrow"):
        return _from_today(text, end, lead, today)
    ahead = re.match(r"\s*(?:(?:the|of|end)\s+)*", text[end:])
    at = end + (ahead.end() if ahead else 0)
    if holiday := holiday_at(text, at, today):
        on, end = holiday
        return period_led(f"{lead} {date_in_words(on)}", lead, on, on), end
    if lead != "between":
        for day, span in find_days(text[at : at + 30], Calendar(reference=today)):
            if span[0] == 0 and day.readings:
                words_of_day = (
                    f"{day.readings[0]:%B %Y}" if day.month_only else date_in_words(day.readings[0])
                )
                last = _end_of_month(day.readings[0]) if day.month_only else day.readings[-1]
                return period_led(f"{lead} {words_of_day}", lead, day.readings[0], last), at + span[
                    1
                ]
    named = text[at : at + 40].lstrip()
    for dated in find_periods(f"{lead} {named}"):
        if dated.start > 0:
            break
        period = dated.period
        if period.month and lead not in ("in", "on", "during"):
            year = today.year + (period.month < today.month)
            begin = date(year, period.month, 1)
            period = period_led(f"{period.name} {year}", lead, begin, _end_of_month(begin))
        return period, text.index(named, at) + dated.end - len(lead) - 1
    return None


def _from_today(text: str, end: int, lead: str, today: date) -> tuple[Period, int] | None:
    if lead in ("today", "tomorrow"):
        day = today + timedelta(lead == "tomorrow")
        return Period(lead, day, day), end
    match = re.match(r"\s+(week|month|year)\b", text[end:], re.IGNORECASE)
    if not match:
        return None
    unit, later = match[1].casefold(), lead == "next"
    monday = today - timedelta(today.weekday()) + timedelta(7 * later)
    month = _end_of_month(today) + timedelta(1) if later else today.replace(day=1)
    spans = {
        "week": (monday, monday + timedelta(6)),
        "month": (month, _end_of_month(month)),
        "year": (date(today.year + later, 1, 1), date(today.year + later, 12, 31)),
    }
    return Period(f"{lead} {unit}", *spans[unit]), end + match.end()


def _end_of_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(32)).replace(day=1) - timedelta(1)
