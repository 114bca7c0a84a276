"""Asks 200 questions about the made-up postings and answers them by counting over the table.

Wording frozen before the parser was tuned; run to write it anew, from the folder tests:

    python -m evals.posting_questions

The questions are worded as candidates type them, some with one letter wrong, and a template's
questions are spread over both halves: `tune` may be looked at while a parser is worked on, `held`
may not. The answers come from the table's columns alone and so check whatever answers the same
questions from what it has read. In posting_questions.yaml,

- `postings` is how many postings fit and `roles` how many texts have at least one of them;
- `asks` tells which of the two the wording asks for: "postings" and "listings" are postings,
  "roles" are roles, and "jobs", "openings", "positions", "vacancies" or no noun at all may be
  either;
- `meant` is the question with the wrong letter put right, where there is one.

What is meant by a word: a title covers all its levels; "scientists" or "engineers" covers every
title with that noun; a level covers every title with that level; a city that stands in two
countries or states counts in both unless the question says which; Europe includes the UK, North
America includes Mexico, and the US includes its remote postings. Several facets of one kind are
joined, facets of different kinds narrow each other.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from string import Formatter
from typing import Any

import yaml

from posting_table import REMOTE, SEED, Row, rows

FROZEN = Path(__file__).with_name("posting_questions.yaml")

_HEADER = (
    "# Written by posting_questions.py, which says what the fields mean. Wording frozen "
    "before the parser was tuned.\n"
)

_SPLIT = 3  # gives both halves about as many misspelt questions and questions whose answer is none

Fits = Callable[[Row], bool]


@dataclass(frozen=True, slots=True)
class Template:
    """A wording with slots, and what to fill them with: one text for each question, its slots'
    words parted by |.

    A slot is named for its facet; not_ before it means that what fits is left out. A word with a
    letter wrong is followed by = and the right word.
    """

    group: str
    kind: str
    asks: str
    wording: str
    cases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A question, what was meant by it and a test that a posting fits."""

    template: Template
    text: str
    meant: str
    fits: Fits


def _at(**facets: str) -> Fits:
    """A test on a row's columns; alternatives are parted by |."""
    wanted = {name: value.split("|") for name, value in facets.items()}
    return lambda row: all(getattr(row, name) in values for name, values in wanted.items())


_EUROPE = "GB|DE|FR|NL|IE|ES|PL"
_PLACES: dict[str, Fits] = {
    **{
        name.casefold(): _at(city=name)
        for name in (
            "Amsterdam,Austin,Bellevue,Berlin,Boston,Cambridge,Chicago,Dallas,Edinburgh,Hyderabad,London,Madrid,"
            "Mexico City,Munich,Nashville,New York,Paris,Portland,San Diego,San Francisco,São "
            "Paulo,Seattle,Singapore,"
            "Sunnyvale,Sydney,Tokyo,Toronto,Vancouver"
        ).split(",")
    },
    "nyc": _at(city="New York"),
    "bangalore": _at(city="Bengaluru"),
    "cambridge, ma": _at(city="Cambridge", country="US", region="MA"),
    "cambridge, uk": _at(city="Cambridge", country="GB"),
    "portland, maine": _at(city="Portland", country="US", region="ME"),
    "vancouver, bc": _at(city="Vancouver", country="CA", region="BC"),
    "remote": _at(city=REMOTE),
    "california": _at(country="US", region="CA"),
    "florida": _at(country="US", region="FL"),
    "illinois": _at(country="US", region="IL"),
    "massachusetts": _at(country="US", region="MA"),
    "oregon": _at(country="US", region="OR"),
    "texas": _at(country="US", region="TX"),
    "washington state": _at(country="US", region="WA"),
    "ny": _at(country="US", region="NY"),
    "tx": _at(country="US", region="TX"),
    "wa": _at(country="US", region="WA"),
    "british columbia": _at(country="CA", region="BC"),
    "ontario": _at(country="CA", region="ON"),
    "us": _at(country="US"),
    "the us": _at(country="US"),
    "the states": _at(country="US"),
    "uk": _at(country="GB"),
    "the uk": _at(country="GB"),
    "britain": _at(country="GB"),
    "british": _at(country="GB"),
    "australia": _at(country="AU"),
    "brazil": _at(country="BR"),
    "canada": _at(country="CA"),
    "canadian": _at(country="CA"),
    "france": _at(country="FR"),
    "germany": _at(country="DE"),
    "holland": _at(country="NL"),
    "india": _at(country="IN"),
    "indian": _at(country="IN"),
    "ireland": _at(country="IE"),
    "italy": _at(country="IT"),
    "japan": _at(country="JP"),
    "mexico": _at(country="MX"),
    "poland": _at(country="PL"),
    "spain": _at(country="ES"),
    "switzerland": _at(country="CH"),
    "the netherlands": _at(country="NL"),
    "africa": _at(country="ZA|EG|NG|KE|MA"),
    "asia": _at(country="IN|JP|SG"),
    "europe": _at(country=_EUROPE),
    "european": _at(country=_EUROPE),
    "latin america": _at(country="MX|BR"),
    "north america": _at(country="US|CA|MX"),
    "south america": _at(country="BR"),
}
_SOFTWARE = _at(family="Software Development Engineer")
_TITLES: dict[str, Fits] = {
    **{
        name.casefold(): _at(family=name)
        for name in (
            "Applied Scientist,Research Scientist,Data Scientist,Economist,Data Engineer,Machine "
            "Learning Engineer,"
            "Product Manager,Technical Program Manager,UX Designer,Solutions "
            "Architect,Recruiter,Business Analyst,"
            "Hardware Engineer"
        ).split(",")
    },
    "software": _SOFTWARE,
    "software engineer": _SOFTWARE,
    "sde": _SOFTWARE,
    "program manager": _at(family="Technical Program Manager"),
    "designer": _at(family="UX Designer"),
    "architect": _at(family="Solutions Architect"),
    "analyst": _at(family="Business Analyst"),
    "scientist": _at(family="Applied Scientist|Research Scientist|Data Scientist"),
    "engineer": _at(
        family="Software Development Engineer|Data Engineer|Machine Learning Engineer|Hardware "
        "Engineer"
    ),
}
_LEVELS: dict[str, Fits] = {
    "senior": _at(level="senior"),
    "principal": _at(level="principal"),
    "staff-level": _at(level="staff"),
    "junior": _at(level="junior"),
    "junior one": _at(level="junior"),
    "intern": _at(level="intern"),
    "internship": _at(level="intern"),
}
_TEAMS: dict[str, Fits] = {
    "ama": _at(team="Advertising Measurement and Attribution (AMA)"),
    "cloud storage platform": _at(team="Cloud Storage Platform (CSP)"),
    "lmr": _at(team="Last Mile Routing (LMR)"),
    "marketplace pricing": _at(team="Marketplace Pricing"),
    "observability": _at(team="Observability"),
    "payments integrity": _at(team="Payments Integrity"),
    "personalization": _at(team="Personalization"),
    "scf": _at(team="Supply Chain Forecasting (SCF)"),
    "search relevance": _at(team="Search Relevance"),
    "sensor fusion": _at(team="Sensor Fusion"),
    "slu": _at(team="Spoken Language Understanding (SLU)"),
    "spoken language understanding": _at(team="Spoken Language Understanding (SLU)"),
    "tso": _at(team="Trust and Safety Operations (TSO)"),
    "video streaming": _at(team="Video Streaming"),
    "warehouse robotics": _at(team="Warehouse Robotics"),
}
_COMPANIES: dict[str, Fits] = {
    name.casefold(): _at(company=name)
    for name in (
        "Quillmark",
        "Brightferry",
        "Ember Finch",
        "Nordlane",
        "Orrery Systems",
        "Kestrivo",
    )
}
_FACETS = {
    "place": _PLACES,
    "title": _TITLES,
    "level": _LEVELS,
    "team": _TEAMS,
    "company": _COMPANIES,
}


def _count(group: str, asks: str, wording: str, *cases: str) -> Template:
    return Template(group, "count", asks, wording, cases)


def _list(group: str, asks: str, wording: str, *cases: str) -> Template:
    return Template(group, "list", asks, wording, cases)


TEMPLATES = (
    _count(
        "city",
        "postings",
        "How many postings are in {place}?",
        "Boston",
        "Cambridge",
        "Mexico City",
        "Bellevue",
    ),
    _count("city", "both", "how many jobs in {place}", "vancouver", "tokyo", "nyc", "austn=austin"),
    _list(
        "city", "both", "list all openings in {place}", "Portland", "Munich", "Hyderbad=Hyderabad"
    ),
    _list("city", "both", "What's available in {place} at the moment?", "Chicago", "São Paulo"),
    _list("city", "both", "{place} jobs", "london", "san francisco", "bangalore"),
    _list(
        "city",
        "both",
        "Is anything open in {place} right now?",
        "Nashville",
        "Sydney",
        "Edinbrugh=Edinburgh",
    ),
    _count(
        "city",
        "postings",
        "number of listings in {place}",
        "Cambridge, MA",
        "Portland, Maine",
        "Vancouver, BC",
        "Cambridge, UK",
    ),
    _list(
        "city",
        "both",
        "i live in {place}, what vacancies do you have here?",
        "amsterdam",
        "madrid",
        "dallas",
    ),
    _list(
        "city",
        "roles",
        "Which roles could I take in {place} or {place2}?",
        "Seattle|Bellevue",
        "Berlin|Munich",
    ),
    _count(
        "city",
        "both",
        "how many positions do you have in {place} and {place2}?",
        "London|Edinburgh",
        "Sunnyvale|San Diego",
    ),
    _count(
        "country",
        "roles",
        "how many roles are there in {place}?",
        "Germany",
        "the UK",
        "Holland",
        "Irelnad=Ireland",
    ),
    _list("country", "both", "show me the vacancies in {place}", "France", "Britain", "the States"),
    _count(
        "country",
        "postings",
        "Total number of postings in {place}?",
        "Canada",
        "the Netherlands",
        "Italy",
    ),
    _list(
        "country",
        "both",
        "what's open in {place} or {place2}?",
        "Canada|Mexico",
        "Spain|Ireland",
        "Japan|Singapoore=Singapore",
    ),
    _count(
        "country",
        "postings",
        "How many {place} postings do you have?",
        "Canadian",
        "Indian",
        "British",
    ),
    _list("country", "both", "anything in {place}?", "poland", "germeny=germany", "switzerland"),
    _count(
        "country",
        "both",
        "We're moving to {place} next year. How many jobs do you have there?",
        "Australia",
        "Brazil",
    ),
    _list(
        "region", "roles", "Which roles are based in {place}?", "Massachusetts", "Texas", "Ontario"
    ),
    _count("region", "both", "how many vacancies in {place}?", "WA", "TX", "NY"),
    _count(
        "region",
        "postings",
        "Count the postings in {place}.",
        "California",
        "Florida",
        "Washington state",
        "Massachusets=Massachusetts",
    ),
    _list(
        "region",
        "both",
        "openings in {place} please",
        "Illinois",
        "British Columbia",
        "Oregan=Oregon",
    ),
    _count(
        "area",
        "postings",
        "How many of your postings are in {place}?",
        "Europe",
        "Asia",
        "North America",
    ),
    _list("area", "roles", "any roles in {place}?", "Africa", "Latin America", "Eurpoe=Europe"),
    _count(
        "area", "both", "how many jobs do you have in all of {place}", "europe", "south america"
    ),
    _count(
        "title",
        "postings",
        "How many {title} postings do you have?",
        "data scientist",
        "business analyst",
        "recruitter=recruiter",
    ),
    _list(
        "title",
        "roles",
        "list every {title} role",
        "technical program manager",
        "solutions architect",
        "UX designer",
    ),
    _list(
        "title",
        "both",
        "I'm a {title}. What jobs do you have for me?",
        "product manager",
        "machine learning engineer",
        "research sciantist=research scientist",
    ),
    _count(
        "title",
        "both",
        "how many vacancies are there for {title}?",
        "engineers",
        "scientists",
        "econmists=economists",
    ),
    _list("title", "both", "{title} jobs", "sde", "hardware engineer"),
    _count(
        "title",
        "both",
        "How many openings are there for {title} or {title2}?",
        "data scientists|economists",
        "product managers|program managers",
    ),
    _count(
        "level",
        "roles",
        "how many {level} roles do you have?",
        "principal",
        "junior",
        "staff-level",
    ),
    _list("level", "both", "Do you offer any {level} positions?", "intern", "prinicpal=principal"),
    _list("level", "both", "show all {level}", "internships", "interships=internships"),
    _count("level", "both", "How many jobs are there for {level} people?", "senior", "junior"),
    _count("level", "postings", "number of {level} postings", "internship", "senoir=senior"),
    _count(
        "team",
        "postings",
        "How many postings does the {team} team have?",
        "Spoken Language Understanding",
        "Warehouse Robotics",
        "Personallization=Personalization",
    ),
    _list("team", "roles", "what roles are open in {team}", "AMA", "LMR", "sensor fusion"),
    _count(
        "team",
        "both",
        "How many vacancies are there in {team}?",
        "SCF",
        "Payments Integrity",
        "Observibility=Observability",
    ),
    _count("company", "both", "how many jobs does {company} have?", "Orrery Systems", "Kestrivo"),
    _list("company", "both", "what is {company} hiring for?", "ember finch", "nordlnae=nordlane"),
    _count(
        "company",
        "postings",
        "How many postings are from {company} or {company2}?",
        "Quillmark|Kestrivo",
        "Nordlane|Brightferry",
    ),
    _list(
        "combination",
        "both",
        "list the {title} jobs in {place}",
        "economist|California",
        "applied scientist|Washington state",
        "data scientist|Amsterdam",
        "hardware enginer=hardware engineer|Boston",
    ),
    _count(
        "combination",
        "postings",
        "number of {title} listings in {place}",
        "data engineer|the UK",
        "software engineer|India",
        "research scientist|Ireland",
    ),
    _list(
        "combination",
        "both",
        "are there any {title} positions in {place}?",
        "recruiter|Texas",
        "solutions architect|Edinburgh",
        "machine learning engineer|NYC",
    ),
    _list(
        "combination",
        "both",
        "what jobs are there for {title} in {place}",
        "designers|Asia",
        "architects|Europe",
        "analysts|Germany",
    ),
    _list(
        "combination",
        "both",
        "{place} {title} jobs",
        "seattle|software",
        "paris|economist",
        "toronto|applied scientist",
        "lodnon=london|software",
    ),
    _list(
        "combination",
        "both",
        "Do you have {level} in {place}?",
        "internships|Europe",
        "internships|Asia",
        "internships|Dallas",
    ),
    _list(
        "combination",
        "both",
        "{level} jobs {place}",
        "junior|new york",
        "senior|canada",
        "principal|hyderabad",
    ),
    _count(
        "combination",
        "postings",
        "how many {level} {title} postings are in {place}?",
        "senior|data scientist|Seattle",
        "principal|economist|Germany",
        "junior|software engineer|California",
    ),
    _list(
        "combination",
        "roles",
        "Which {level} {title} roles are open at {company}?",
        "senior|data engineer|Nordlane",
        "principal|recruiter|Quillmark",
        "junior|analyst|Brightferrey=Brightferry",
    ),
    _list(
        "combination",
        "both",
        "anything for {level} people in the {team} team?",
        "senior|Search Relevance",
        "junior|SCF",
        "senior|Warehouse Robottics=Warehouse Robotics",
    ),
    _list(
        "combination",
        "both",
        "is {team} hiring in {place}?",
        "Cloud Storage Platform|Germany",
        "SLU|Spain",
        "TSO|the US",
    ),
    _list(
        "combination",
        "both",
        "does the {team} team need any {title}?",
        "Marketplace Pricing|scientists",
        "Video Streaming|economists",
        "Sensor Fusion|recruiters",
    ),
    _count(
        "combination",
        "roles",
        "How many roles does {company} have in {place}?",
        "Quillmark|India",
        "Kestrivo|Germany",
    ),
    _list(
        "combination",
        "both",
        "is {company} hiring {title}?",
        "Quillmark|economists",
        "Ember Finch|desingers=designers",
    ),
    _list(
        "combination",
        "both",
        "{company} vacancies in {place}",
        "orrery systems|the uk",
        "brightferry|paris",
    ),
    _list(
        "combination",
        "both",
        "any {place} jobs for {title}?",
        "remote|product managers",
        "remote|data engineers",
    ),
    _count(
        "combination",
        "both",
        "My partner got a job in {place}. How many {title} openings do you have there?",
        "Sydney|software engineer",
        "Munich|applied scientist",
    ),
    _list(
        "combination",
        "both",
        "Hi, I'd like to see all the {level} openings at {company}, thanks",
        "juniar=junior|Nordlane",
        "staff-level|Quillmarck=Quillmark",
    ),
    _list(
        "combination",
        "roles",
        "{title} or {title2} roles in {place}",
        "data scientist|economist|seattle",
        "ux designer|product manager|cananda=canada",
    ),
    _count("negation", "postings", "How many postings are not in {not_place}?", "the US", "Europe"),
    _list(
        "negation",
        "roles",
        "show me {title} roles that aren't in {not_place}",
        "product manager|London",
        "applied scientist|Seattle",
        "data engeneer=data engineer|Sunnyvale",
    ),
    _list(
        "negation",
        "both",
        "which openings does {company} have outside {not_place}?",
        "Quillmark|the US",
        "Nordlane|Europe",
        "Kestrivo|North America",
    ),
    _count(
        "negation",
        "roles",
        "how many {level} roles are not at {not_company}?",
        "principal|Quillmark",
        "junior|Ember Finch",
    ),
    _list(
        "negation",
        "both",
        "all {title} jobs excluding {not_place}",
        "economist|the States",
        "research scientist|Califronia=California",
    ),
    _count("negation", "postings", "How many non-{not_place} postings are there?", "US", "UK"),
    _list(
        "negation",
        "both",
        "{title} positions in {place} other than {not_place}",
        "engineer|California|San Francisco",
        "scientist|Massachusetts|Boston",
    ),
    _list(
        "negation",
        "both",
        "what's open in {place} except {not_place}?",
        "Europe|Germany",
        "Canada|Torento=Toronto",
        "the US|Texas",
    ),
    _count(
        "negation",
        "both",
        "how many {title} jobs are there besides the ones at {not_company}?",
        "business analyst|Nordlane",
        "recruiter|Ember Finch",
    ),
    _list(
        "negation",
        "both",
        "I want a {title} job, but not in {not_place} or {not_place2}",
        "data scientist|New York|San Francisco",
        "product manager|London|Paris",
    ),
    _list(
        "negation",
        "both",
        "{title} jobs in {place}, no {not_level} please",
        "scientist|Boston|internships",
        "engineer|Seattle|junior ones",
    ),
    _list(
        "negation",
        "both",
        "Show me everything at {company} except the {not_title} jobs",
        "Kestrivo|engineer",
        "Orrery Systems|software",
    ),
    _count(
        "negation",
        "postings",
        "how many of the postings in {place} are not in {not_place}?",
        "the UK|London",
        "Washington state|Seatle=Seattle",
    ),
    _count(
        "negation",
        "postings",
        "Count the {place} postings that are not {not_place}.",
        "US|remote",
        "European|British",
    ),
    _list(
        "negation",
        "both",
        "does {company} have anything in {place} that isn't in {not_place}?",
        "Kestrivo|Europe|the UK",
        "Quillmark|Spain|Madrid",
        "Nordlane|Germany|Berlin",
    ),
)


def questions() -> tuple[Question, ...]:
    """The questions, template by template."""
    return tuple(_question(template, case) for template in TEMPLATES for case in template.cases)


def records(seed: int = SEED) -> list[dict[str, Any]]:
    """The questions with their answers, as they stand in the YAML."""
    table = rows(seed)
    asked = questions()
    return [
        _record(f"q{number:03}", split, question, [row for row in table if question.fits(row)])
        for number, (question, split) in enumerate(zip(asked, _splits(seed), strict=True), start=1)
    ]


def _question(template: Template, case: str) -> Question:
    slots = [name for _, name, _, _ in Formatter().parse(template.wording) if name]
    words = [word.partition("=") for word in case.split("|")]
    typed = {slot: wrong for slot, (wrong, _, _) in zip(slots, words, strict=True)}
    right = {slot: meant or wrong for slot, (wrong, _, meant) in zip(slots, words, strict=True)}
    wording = template.wording
    return Question(template, wording.format(**typed), wording.format(**right), _all_of(right))


def _all_of(words: dict[str, str]) -> Fits:
    """Facets of one kind are joined, those of different kinds narrow each other, those of a not_
    slot are left out.
    """
    wanted: dict[str, list[Fits]] = {}
    unwanted: list[Fits] = []
    for slot, word in words.items():
        facet = slot.removeprefix("not_").rstrip("2")
        (unwanted if slot.startswith("not_") else wanted.setdefault(facet, [])).append(
            _meaning(facet, word)
        )

    def fits(row: Row) -> bool:
        joined = all(any(one(row) for one in tests) for tests in wanted.values())
        return joined and not any(one(row) for one in unwanted)

    return fits


def _meaning(facet: str, word: str) -> Fits:
    known = _FACETS[facet]
    word = word.casefold()
    return known[word] if word in known else known[word.removesuffix("s")]


def _splits(seed: int) -> Iterator[str]:
    """Half of each template's questions for either half; an odd one goes where there are fewer."""
    rng = random.Random(f"{seed}-{_SPLIT}")
    given = {"tune": 0, "held": 0}
    for template in TEMPLATES:
        halves = sorted(rng.sample(list(given), 2), key=given.__getitem__)
        splits = [halves[index % 2] for index in range(len(template.cases))]
        rng.shuffle(splits)
        for split in splits:
            given[split] += 1
        yield from splits


def _record(name: str, split: str, question: Question, fitting: Sequence[Row]) -> dict[str, Any]:
    template = question.template
    record: dict[str, Any] = {
        "id": name,
        "split": split,
        "group": template.group,
        "template": template.wording,
    }
    record |= {"kind": template.kind, "asks": template.asks, "question": question.text}
    record |= {"meant": question.meant} if question.meant != question.text else {}
    return record | {"postings": len(fitting), "roles": len({row.role for row in fitting})}


def main() -> None:
    """Write the questions anew."""
    text = yaml.safe_dump(records(), sort_keys=False, allow_unicode=True, width=120)
    FROZEN.write_text(_HEADER + text, encoding="utf-8")


if __name__ == "__main__":
    main()
