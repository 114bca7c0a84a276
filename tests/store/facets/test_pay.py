"""Pay, from fields and from texts."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from store.facets.pay import read_pay
from store.facets.reading import read_text
from store.types import Origin, Pay


def money(least: str, most: str, currency: str = "", period: str = "") -> Pay:
    return Pay(Decimal(least) if least else None, Decimal(most) if most else None, currency, period)


def of_field(field: str, *countries: str) -> Pay:
    stated = read_pay(field, read_text("", ()), countries)
    assert stated is not None and stated.origin is Origin.FIELD and stated.raw == field
    return stated.value


def of_text(text: str, *countries: str) -> Pay | None:
    stated = read_pay("", read_text(text, ()), countries)
    if stated is None:
        return None
    assert stated.span is not None and stated.span.of(text) == stated.raw
    return stated.value


@pytest.mark.parametrize(
    ("field", "pay"),
    [
        ("£28k-£32k", money("28000", "32000", "GBP", "year")),
        ("$45/hr", money("45", "45", "USD", "hour")),
        ("120.000 – 140.000 EUR brutto/Jahr", money("120000", "140000", "EUR", "year")),
        ("CHF 95'000", money("95000", "95000", "CHF", "year")),
        ("CHF 65'000.– bis 72'000.–", money("65000", "72000", "CHF", "year")),
        ("up to £30,000 per annum", money("", "30000", "GBP", "year")),
        ("from 28k", money("28000", "")),
        ("80–90k", money("80000", "90000")),
        ("USD 90,000 - 120,000 per year", money("90000", "120000", "USD", "year")),
        ("90000-120000 USD YEAR", money("90000", "120000", "USD", "year")),
        ("₹6-8 LPA", money("600000", "800000", "INR", "year")),
        ("₹ 12,50,000 per annum", money("1250000", "1250000", "INR", "year")),
        ("32 000 € brut annuel", money("32000", "32000", "EUR", "year")),
        ("€3.200 - €3.900 bruto per maand", money("3200", "3900", "EUR", "month")),
        ("2.300 € - 2.700 € brutto im Monat", money("2300", "2700", "EUR", "month")),
        ("12,60 € / Stunde", money("12.6", "12.6", "EUR", "hour")),
        ("ab 52.000 €", money("52000", "", "EUR", "year")),
        ("R$ 5.000,00 por mês", money("5000", "5000", "BRL", "month")),
        ("4 500 - 6 000 zł / mies.", money("4500", "6000", "PLN", "month")),
        ("$120K/yr - $140K/yr", money("120000", "140000", "USD", "year")),
        ("$17/hour - $21/hour", money("17", "21", "USD", "hour")),
        ("£350 per day (inside IR35)", money("350", "350", "GBP", "day")),
        ("A$85,000 + super", money("85000", "85000", "AUD", "year")),
        ("C$36 an hour", money("36", "36", "CAD", "hour")),
        ("$18.50+ per hour", money("18.5", "", "USD", "hour")),
        ("45000", money("45000", "45000")),
        ("0 - 0 USD", Pay()),
        ("Competitive", Pay()),
        ("Depending on experience", Pay()),
        ("TVL E 9b", Pay()),
        ("$5,000 sign-on bonus", Pay()),
    ],
)
def test_fields(field: str, pay: Pay) -> None:
    assert of_field(field) == pay


@pytest.mark.parametrize(
    ("text", "pay"),
    [
        (
            "Salary: £28,000 - £32,000 per annum, 37.5 hours per week",
            money("28000", "32000", "GBP", "year"),
        ),
        ("We pay $22.50 an hour plus a $5,000 bonus.", money("22.5", "22.5", "USD", "hour")),
        ("Gehalt: 45.000 € bis 52.000 € pro Jahr", money("45000", "52000", "EUR", "year")),
        (
            "The base salary range for this smith is $120,000-$150,000.",
            money("120000", "150000", "USD", "year"),
        ),
        ("Rémunération : entre 28 et 32 k€ brut/an", money("28000", "32000", "EUR", "year")),
        ("Salary: 35,392 to 42,618", money("35392", "42618")),
        ("Stundenlohn ab 14,50 €", money("14.5", "", "EUR", "hour")),
        (
            "The pay for this post is between 28,000 and 31,000 GBP.",
            money("28000", "31000", "GBP", "year"),
        ),
        ("- $21.50 an hour", money("21.5", "21.5", "USD", "hour")),
        ("You will earn £11.44 per hour.", money("11.44", "11.44", "GBP", "hour")),
        ("You run sales of £3m a year, and earn £30k.", money("30000", "30000", "GBP", "year")),
        ("Annual salary: $61,000", money("61000", "61000", "USD", "year")),
        ("| Salary | £24,000 |", money("24000", "24000", "GBP", "year")),
        ("**Pay:** €17 per hour", money("17", "17", "EUR", "hour")),
        ("Salary\n£24,000", money("24000", "24000", "GBP", "year")),
        (
            "Nous offrons : 42-48 K€ selon profil, prime de 2 000 €",
            money("42000", "48000", "EUR", "year"),
        ),
        (
            "Remuneration: R 845 000 – R 912 000 per annum (cost of employment)",
            money("845000", "912000", "ZAR", "year"),
        ),
        (
            "Earn $1,400-$1,800 per week! $7,500 sign on bonus!",
            money("1400", "1800", "USD", "week"),
        ),
        ("$50k–$65k USD depending on where you farm.", money("50000", "65000", "USD", "year")),
        (
            "We pay a standby supplement of EUR 140 a night. Pay is EUR 3,900 per month.",
            money("3900", "3900", "EUR", "month"),
        ),
        ("Salary: €9,000", money("9000", "9000", "EUR")),
        (
            "Rate is $1,800 a week flat, based on five ten-hour days.",
            money("1800", "1800", "USD", "week"),
        ),
        (
            "Salary: £31,000 full-time equivalent; £18,600 actual for 22 hours",
            money("18600", "18600", "GBP", "year"),
        ),
        (
            "Salary: £31,000 a year pro rata",
            replace(money("31000", "31000", "GBP", "year"), pro_rata=True),
        ),
        ("Pay: £12.80 an hour, FTE £24,000", money("12.8", "12.8", "GBP", "hour")),
        (
            "Salary: £31,000 a year, 25 days of leave pro rata",
            money("31000", "31000", "GBP", "year"),
        ),
        ("Salary: 38 000 CZK", money("38000", "38000", "CZK")),
        ("Salary: competitive", Pay()),
        ("Vergütung: nach Tarif", Pay()),
    ],
)
def test_texts(text: str, pay: Pay) -> None:
    assert of_text(text) == pay


@pytest.mark.parametrize(
    "text",
    [
        "You manage a budget of $2m per year.",
        "We won a prize of $10,000 for the best salary study.",
        "We raised $20M to fix pay.",
        "Our fund of €40m backs farms.",
        "$5,000 sign-on bonus",
        "401k match of 4%",
        "Pay review in 2025",
        "A catering allowance of $15 per day.",
        "EUR 140 standby supplement",
        "Salary will be agreed at interview.\nWe pay a standby supplement of EUR 140 a night.",
        "We pay a call-out supplement of EUR 140 for each night you are woken.",
        "Frost nights in the orchard are paid at an extra CAD 300 each.",
        "There is a depth allowance of EUR 90 for every dive.",
        "A learning budget of £500 per year",
        "Our turnover is £4m a year.",
        "Members save $30 a month with us and love it.",
        "You sell boats worth €90,000 each.",
        "Employee referral bonus: $750",
        "We feed 3,000 people per day.",
    ],
)
def test_money_that_is_not_pay(text: str) -> None:
    assert of_text(text) is None


@pytest.mark.parametrize(
    ("field", "country", "currency"),
    [
        ("$60,000", "CA", "CAD"),
        ("$60,000", "AU", "AUD"),
        ("$60,000", "DE", "USD"),
        ("C$60,000", "", "CAD"),
        ("C$60,000", "NI", "NIO"),
        ("kr 520 000", "NO", "NOK"),
        ("kr 520 000", "", ""),
        ("Rs. 25,000", "IN", "INR"),
        ("£60,000", "GB", "GBP"),
        ("¥6,000,000", "JP", "JPY"),
        ("¥200,000", "CN", "CNY"),
    ],
)
def test_the_country_tells_whose_dollar_it_is(field: str, country: str, currency: str) -> None:
    assert of_field(field, country).currency == currency


def test_what_is_not_understood_is_not_nothing() -> None:
    stated = read_pay("Negotiable", read_text("", ()))
    assert stated is not None and stated.raw == "Negotiable" and not stated.value.understood
    assert read_pay("", read_text("You bake bread.", ())) is None


def test_a_field_that_is_not_understood_gives_way_to_pay_in_the_text() -> None:
    stated = read_pay("Competitive salary", read_text("Salary £26k-£29k DOE.", ()))
    assert stated is not None and stated.value == money("26000", "29000", "GBP", "year")


def test_a_field_comes_before_the_text() -> None:
    stated = read_pay("£20k", read_text("Salary: £99,000", ()))
    assert stated is not None and stated.value.least == Decimal(20000)
