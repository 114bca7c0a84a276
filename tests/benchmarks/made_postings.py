"""A made-up table of postings of realistic length, the same for the same seed: many are copies in
another place.

Nothing in it is of a real posting. Three postings in ten have a text of their own; the others list
one of those again in another place, on another day and, one time in ten, with other pay.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path

SEED = 20261
DISTINCT = 0.3  # share of postings with a text of their own
OTHER_PAY = 0.1  # share of copies that pay otherwise
COLUMNS = (
    "id",
    "title",
    "company",
    "department",
    "location",
    "posted",
    "salary",
    "employment",
    "url",
    "description",
)
TRADES = (
    ("Data Engineer", "pipelines", "schemas", "event streams", "SQL", "Spark"),
    ("Software Engineer", "services", "interfaces", "release trains", "Python", "Kubernetes"),
    (
        "Applied Scientist",
        "ranking models",
        "experiments",
        "feature stores",
        "PyTorch",
        "statistics",
    ),
    ("Nurse", "care plans", "handovers", "medication rounds", "wound care", "triage"),
    (
        "Warehouse Supervisor",
        "loading bays",
        "stock counts",
        "shift rosters",
        "forklift licences",
        "lean methods",
    ),
    (
        "Product Manager",
        "roadmaps",
        "interviews with customers",
        "launch plans",
        "analytics",
        "facilitation",
    ),
    (
        "Civil Engineer",
        "bridge inspections",
        "drainage drawings",
        "site visits",
        "AutoCAD",
        "geotechnics",
    ),
    ("Pastry Chef", "laminated doughs", "menus", "ordering", "food hygiene", "sugar work"),
    (
        "Teacher",
        "lesson plans",
        "assessments",
        "parents' evenings",
        "phonics",
        "classroom technology",
    ),
    ("Economist", "demand forecasts", "causal studies", "pricing reviews", "econometrics", "R"),
    ("Electrician", "switchboards", "test certificates", "rewiring", "inverters", "fault finding"),
    ("Recruiter", "shortlists", "interview panels", "offers", "sourcing", "labour law"),
)
LEVELS = ("", "", "", "Senior ", "Senior ", "Principal ", "Junior ", "Lead ")
COMPANIES = tuple(f"{first} {last}" for first in ("Alder", "Birchwick", "Corran", "Dunlin", "Eskdale", "Fennimore")
                  for last in ("Works", "Holdings", "Partners", "Instruments", "Foods"))  # fmt: skip
TEAMS = tuple(f"{of} {what}" for of in ("Harbour", "Night", "Northern", "Public", "Customer", "Rail", "Home")
              for what in ("Operations", "Platforms", "Programmes", "Quality", "Research"))  # fmt: skip
PLACES = (
    "Leeds, GB", "Bristol, GB", "Glasgow, GB", "Lyon, FR", "Nantes, FR", "Ghent, BE", "Porto, PT", "Turku, FI",
    "Malmö, SE", "Bremen, DE", "Graz, AT", "Cork, IE", "Boulder, CO, US", "Austin, TX, US", "Portland, ME, US",
    "Madison, WI, US", "Halifax, NS, CA", "Hamilton, ON, CA", "Hobart, AU", "Pune, IN",
)  # fmt: skip
VERBS = (
    "plan",
    "review",
    "improve",
    "document",
    "lead",
    "rebuild",
    "measure",
    "simplify",
    "prepare",
    "oversee",
)
AIMS = (
    "so that colleagues on the night shift can rely on them", "before the busy season begins",
    "together with the finance team", "with less waste than the year before", "for customers in "
                                                                              "three regions",
    "and report what you learn every month", "while the old process is still in use", "to the standard we publish",
    "and teach newcomers how it is done", "as the first point of contact for suppliers",
)  # fmt: skip
WANTS = (
    "At least {years} years of experience with {thing}", "Working knowledge of {skill}",
    "You can explain {thing} to people outside the trade", "A degree in a related field, or equal "
                                                           "experience",
    "Good written English; a second language helps", "Patience with {thing} that were begun by "
                                                     "others",
    "A record of finishing what was started, such as {thing}", "Confidence with {skill} under "
                                                               "time pressure",
)  # fmt: skip
OFFERS = (
    "{days} days of paid leave and the public holidays", "A pension to which we add {days} "
                                                         "percent of your pay",
    "A budget of {pay} a year for courses and books", "Two days a week from home after the first "
                                                      "three months",
    "A bicycle scheme and a free ticket for the bus", "Parental leave of {days} weeks at full pay",
    "An afternoon a month for work of your own choice", "A canteen that cooks from fresh produce",
)  # fmt: skip
HABITS = (
    "We write decisions down and look at them again after half a year.",
    "Questions are welcome at any hour of the shift, and so are doubts.",
    "Nobody is on call for more than one week in six.", "Every change is read by a second person "
                                                        "before it counts.",
    "We would rather do one thing well than four in a hurry.", "Meetings end ten minutes before "
                                                               "the hour.",
    "The group has grown from four people to {count} in {years} years.", "We share what failed in "
                                                                         "a letter each month.",
)  # fmt: skip


def postings(number: int, seed: int = SEED) -> Iterator[tuple[str, ...]]:
    """Yield rows of COLUMNS, copies among those they copy as on a board that is sorted by
    nothing.
    """
    dice = random.Random(seed)
    distinct: list[tuple[str, ...]] = []
    for at in range(number):
        is_new = len(distinct) < DISTINCT * (at + 1)
        title, company, team, text, pay = _role(dice, at) if is_new else dice.choice(distinct)
        if is_new:
            distinct.append((title, company, team, text, pay))
        elif dice.random() < OTHER_PAY:
            pay = _pay(dice)
        posted = date(2026, 1, 1) + timedelta(days=dice.randrange(200))
        hours = "full-time" if at % 7 else "part-time"
        link = f"https://jobs.example/{at}"
        yield (
            f"R-{at}",
            title,
            company,
            team,
            dice.choice(PLACES),
            posted.isoformat(),
            pay,
            hours,
            link,
            text,
        )


def write_table(path: Path, number: int, seed: int = SEED) -> None:
    """Write a table of `number` postings."""
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(COLUMNS)
        table.writerows(postings(number, seed))


def _role(dice: random.Random, number: int) -> tuple[str, ...]:
    name, *words = dice.choice(TRADES)
    things, skills = words[:3], words[3:]
    title, company, team = (
        f"{dice.choice(LEVELS)}{name}",
        dice.choice(COMPANIES),
        dice.choice(TEAMS),
    )

    def duty() -> str:
        return f"{dice.choice(VERBS)} {dice.choice(things)} {dice.choice(AIMS)}"

    def lines(patterns: Sequence[str], count: int) -> str:
        return "\n".join(f"- {filled(pattern)}" for pattern in dice.sample(patterns, count))

    def filled(pattern: str) -> str:
        return pattern.format(
            years=dice.randrange(2, 9), thing=dice.choice(things), skill=dice.choice(skills),
            days=dice.randrange(5, 36), pay=f"{dice.randrange(3, 20) * 100} euros", count=dice.randrange(7, 60),
        )  # fmt: skip

    habits = [filled(habit) for habit in dice.sample(HABITS, 4)]
    text = (
        f"## About the team\n\nThe {team} team of {company} looks after {things[0]} and "
        f"{things[1]} for site {number}. "
        f"{habits[0]} {habits[1]} As a {title} you will {duty()}.\n\n"
        f"## About {company}\n\n{company} began in {dice.randrange(1890, 2015)} with one hall and "
        f"{dice.randrange(3, 30)} people and works in {dice.randrange(3, 14)} countries today. "
        "What we sell is made by "
        "hand where that is better and by machine where it is not. We own no shares of our "
        "customers and owe nothing "
        f"to a bank, which lets us say no. The {team} team is one of {dice.randrange(5, 40)} and "
        "has its own budget "
        f"for {things[2]}.\n\n"
        f"## What you will do\n\n"
        + "\n".join(
            f"- {line[0].upper()}{line[1:]}"
            for line in (duty() for _ in range(dice.randrange(8, 13)))
        )
        + f"\n\nIn the first year you will also {duty()}, {duty()}, and {duty()}. {habits[2]}\n\n"
        f"## What you bring\n\n{lines(WANTS, dice.randrange(5, 9))}\n\n"
        f"## What we offer\n\n{lines(OFFERS, dice.randrange(4, 8))}\n\n"
        f"## How we choose\n\nWe read every application within {dice.randrange(5, 20)} days. There "
        "are two "
        f"conversations: one with the people you would work with, about {things[2]}, and one about "
        f"{skills[0]}. "
        f"{habits[3]} We answer everybody, and say why where the answer is no. Tell us what you "
        "need for a fair conversation: another hour, a quiet room, an interpreter, large print. We "
        "decide on what you "
        "can do, and not on age, origin, faith, sex, or whom you live with; a gap in your working "
        "life needs no "
        "excuse.\n"
    )
    return title, company, team, text, _pay(dice)


def _pay(dice: random.Random) -> str:
    least = dice.randrange(26, 90) * 1000
    return f"EUR {least} - {least + dice.randrange(3, 20) * 1000} per year"
