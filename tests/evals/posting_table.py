"""A made-up table of 1,000 postings of 260 roles, the same for the same seed.

Companies, teams, texts and addresses are invented. Evaluations ingest `role_files()` and compare
what comes of them with `rows()`, which knows each posting's facets from the start and so needs no
reader. The questions in posting_questions.yaml are answered from the table of the default seed.
"""

from __future__ import annotations

import datetime
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

SEED = 20260
POSTINGS = 1000
ROLES = 260
REMOTE = "Remote"  # the city of a posting that has none

_FIRST_DAY = datetime.date(2025, 1, 6)
_DAYS = 170


@dataclass(frozen=True, slots=True)
class Row:
    """One posting: its role's file name, what the role is and where this posting is."""

    role: str
    title: str
    level: str
    family: str
    team: str
    company: str
    country: str
    region: str
    city: str
    date: str
    url: str


@dataclass(frozen=True, slots=True)
class _Place:
    country: str
    region: str
    city: str
    weight: float


@dataclass(frozen=True, slots=True)
class _Craft:
    """A family of titles: how common it is, which levels it has and what its texts say."""

    weight: float
    levels: str
    tasks: tuple[str, ...]
    methods: tuple[str, ...]
    wants: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Team:
    mission: str
    things: tuple[str, ...]
    families: tuple[str, ...] = ()  # those that are common here


@dataclass(frozen=True, slots=True)
class _Company:
    weight: float
    teams: tuple[str, ...]
    homes: tuple[str, ...]  # cities or countries where it hires most
    absent: tuple[str, ...] = ()  # countries where it never hires


@dataclass(frozen=True, slots=True)
class _Role:
    name: str
    title: str
    level: str
    family: str
    team: str
    company: str


_PLACES = (
    _Place("US", "WA", "Seattle", 14),
    _Place("US", "WA", "Bellevue", 5),
    _Place("US", "WA", "Vancouver", 0.8),
    _Place("US", "CA", "San Francisco", 9),
    _Place("US", "CA", "Sunnyvale", 6),
    _Place("US", "CA", "San Diego", 2.5),
    _Place("US", "NY", "New York", 8),
    _Place("US", "MA", "Boston", 6),
    _Place("US", "MA", "Cambridge", 2.5),
    _Place("US", "TX", "Austin", 6),
    _Place("US", "TX", "Dallas", 2.5),
    _Place("US", "OR", "Portland", 2),
    _Place("US", "ME", "Portland", 0.8),
    _Place("US", "IL", "Chicago", 2.5),
    _Place("US", "", REMOTE, 3),
    _Place("CA", "BC", "Vancouver", 3.5),
    _Place("CA", "ON", "Toronto", 4.5),
    _Place("CA", "QC", "Montreal", 1.5),
    _Place("GB", "", "London", 8),
    _Place("GB", "", "Cambridge", 2),
    _Place("GB", "", "Edinburgh", 1.5),
    _Place("DE", "", "Berlin", 5),
    _Place("DE", "", "Munich", 3),
    _Place("FR", "", "Paris", 3),
    _Place("NL", "", "Amsterdam", 2.5),
    _Place("IE", "", "Dublin", 3),
    _Place("ES", "", "Madrid", 1.5),
    _Place("PL", "", "Warsaw", 1.8),
    _Place("IN", "KA", "Bengaluru", 6),
    _Place("IN", "TS", "Hyderabad", 4),
    _Place("JP", "", "Tokyo", 3),
    _Place("SG", "", "Singapore", 2.2),
    _Place("AU", "NSW", "Sydney", 1.8),
    _Place("MX", "", "Mexico City", 2),
    _Place("BR", "SP", "São Paulo", 1.2),
)

_COMPANIES = {
    "Quillmark": _Company(
        30,
        (
            "Search Relevance",
            "Spoken Language Understanding (SLU)",
            "Supply Chain Forecasting (SCF)",
            "Advertising Measurement and Attribution (AMA)",
            "Cloud Storage Platform (CSP)",
            "Personalization",
            "Warehouse Robotics",
        ),
        ("Seattle", "Bellevue", "Boston", "Hyderabad"),
    ),
    "Brightferry": _Company(
        22,
        (
            "Last Mile Routing (LMR)",
            "Supply Chain Forecasting (SCF)",
            "Warehouse Robotics",
            "Marketplace Pricing",
            "Payments Integrity",
        ),
        ("Chicago", "Austin", "Dallas", "MX", "Toronto"),
        ("JP", "FR"),
    ),
    "Ember Finch": _Company(
        16,
        (
            "Video Streaming",
            "Personalization",
            "Advertising Measurement and Attribution (AMA)",
            "Trust and Safety Operations (TSO)",
        ),
        ("New York", "San Francisco", "Paris", "London"),
        ("PL", "MX"),
    ),
    "Nordlane": _Company(
        14,
        ("Payments Integrity", "Marketplace Pricing", "Observability", "Last Mile Routing (LMR)"),
        ("DE", "NL", "PL", "IE", "London"),
        ("MX", "BR", "SG", "JP"),
    ),
    "Orrery Systems": _Company(
        10,
        (
            "Sensor Fusion",
            "Cloud Storage Platform (CSP)",
            "Observability",
            "Spoken Language Understanding (SLU)",
        ),
        ("Sunnyvale", "San Diego", "GB", "JP", "Bengaluru"),
        ("ES", "BR", "AU"),
    ),
    "Kestrivo": _Company(
        8,
        (
            "Trust and Safety Operations (TSO)",
            "Search Relevance",
            "Sensor Fusion",
            "Video Streaming",
        ),
        ("CA", "Portland", "Singapore", REMOTE),
        ("DE", "FR", "NL", "IE", "ES", "PL"),
    ),
}

_TEAMS = {
    "Search Relevance": _Team(
        "decides which results a shopper sees first",
        ("ranking features", "query rewrites", "result pages", "spelling suggestions"),
    ),
    "Spoken Language Understanding (SLU)": _Team(
        "turns what people say to a device into what the device does",
        ("intent models", "wake words", "dialogue flows", "transcripts"),
        ("Applied Scientist", "Research Scientist", "Machine Learning Engineer"),
    ),
    "Supply Chain Forecasting (SCF)": _Team(
        "says how much of each item every depot will need next week",
        ("demand forecasts", "stock plans", "reorder rules", "seasonal curves"),
        ("Data Scientist", "Economist"),
    ),
    "Advertising Measurement and Attribution (AMA)": _Team(
        "finds out which advertisement brought a sale about",
        ("attribution models", "lift studies", "campaign reports", "bid signals"),
        ("Data Scientist", "Economist", "Business Analyst"),
    ),
    "Cloud Storage Platform (CSP)": _Team(
        "keeps customers' files safe on thousands of machines",
        ("replication protocols", "storage nodes", "backup jobs", "erasure codes"),
        ("Software Development Engineer", "Solutions Architect", "Hardware Engineer"),
    ),
    "Personalization": _Team(
        "chooses what each visitor is shown on the first page",
        ("recommendation models", "carousels", "taste profiles", "click logs"),
        ("Applied Scientist", "Data Scientist", "Machine Learning Engineer"),
    ),
    "Warehouse Robotics": _Team(
        "builds the arms and carts that move parcels between shelves",
        ("gripper controls", "cart fleets", "safety interlocks", "picking stations"),
        ("Hardware Engineer", "Research Scientist", "Software Development Engineer"),
    ),
    "Last Mile Routing (LMR)": _Team(
        "plans in which order a van calls at its doors",
        ("route plans", "delivery windows", "stop sequences", "traffic estimates"),
        ("Applied Scientist", "Software Development Engineer", "Technical Program Manager"),
    ),
    "Marketplace Pricing": _Team(
        "advises sellers what to ask for their goods",
        ("price curves", "fee schedules", "discount rules", "seller tips"),
        ("Economist", "Product Manager"),
    ),
    "Payments Integrity": _Team(
        "stops fraud before money changes hands",
        ("fraud scores", "chargeback flows", "ledger checks", "account alerts"),
        ("Data Scientist", "Business Analyst"),
    ),
    "Video Streaming": _Team(
        "brings films to screens without a stutter",
        ("bitrate ladders", "player screens", "subtitle tracks", "edge caches"),
        ("Software Development Engineer", "UX Designer"),
    ),
    "Trust and Safety Operations (TSO)": _Team(
        "keeps abuse and scams off the service",
        ("review queues", "abuse classifiers", "appeal flows", "policy labels"),
        ("Product Manager", "Technical Program Manager"),
    ),
    "Observability": _Team(
        "shows what every service is doing and warns when one falters",
        ("trace collectors", "alert rules", "metric stores", "incident timelines"),
        ("Software Development Engineer", "Data Engineer", "Solutions Architect"),
    ),
    "Sensor Fusion": _Team(
        "merges what cameras, radar and lidar see into one picture",
        ("radar boards", "calibration rigs", "depth maps", "tracking filters"),
        ("Hardware Engineer", "Research Scientist"),
    ),
}

_CRAFTS = {
    "Applied Scientist": _Craft(
        13,
        "senior principal intern",
        (
            "bring new learning methods for {thing} into production",
            "train and evaluate models behind {thing}",
            "find out offline, and then with customers, whether {thing} improve",
            "write papers about what you learn from {thing}",
        ),
        (
            "contrastive learning",
            "large language models",
            "graph neural networks",
            "online tests",
            "distillation",
        ),
        (
            "A doctorate in computer science, or as much practice, is asked for",
            "You write Python that others can run",
            "Published work on machine learning helps",
        ),
    ),
    "Research Scientist": _Craft(
        7,
        "senior principal intern",
        (
            "open lines of inquiry that change how {thing} work",
            "prove where today's {thing} break down",
            "build prototypes of {thing} that nobody has tried",
            "publish what you find about {thing}",
        ),
        (
            "Bayesian inference",
            "convex optimization",
            "control theory",
            "simulation",
            "reinforcement learning",
        ),
        (
            "A doctorate in a quantitative field is asked for",
            "You have presented at peer-reviewed venues",
            "Fluency in C++ or Python is needed",
        ),
    ),
    "Data Scientist": _Craft(
        12,
        "senior principal junior intern",
        (
            "measure what {thing} are worth to customers",
            "explain in plain words why {thing} moved",
            "find segments for which {thing} do poorly",
            "set up metrics that tell whether {thing} are healthy",
        ),
        ("regression", "A/B tests", "survival analysis", "SQL and notebooks", "time series models"),
        (
            "A degree in statistics or mathematics is asked for",
            "You query large tables without help",
            "You can tell a finding from noise",
        ),
    ),
    "Economist": _Craft(
        6,
        "senior principal intern",
        (
            "estimate what {thing} cause and what merely goes with them",
            "model how buyers and sellers respond to {thing}",
            "advise on incentives that surround {thing}",
            "test theories of demand on {thing}",
        ),
        (
            "instrumental variables",
            "structural models",
            "difference in differences",
            "auction theory",
            "panel data",
        ),
        (
            "A doctorate in economics is asked for",
            "You code in R, Stata or Python",
            "A sound grasp of econometrics is needed",
        ),
    ),
    "Software Development Engineer": _Craft(
        18,
        "senior principal staff junior intern",
        (
            "write and run the services behind {thing}",
            "cut the time that {thing} take to load",
            "pay back old debts in the code of {thing}",
            "carry the pager for {thing}",
        ),
        ("Java", "Rust", "distributed queues", "property tests", "feature flags"),
        (
            "You have shipped code that many people rely on",
            "A degree in computing, or the like from practice, is asked for",
            "You know data structures and when to use them",
        ),
    ),
    "Data Engineer": _Craft(
        7,
        "senior staff junior",
        (
            "build pipelines that feed {thing}",
            "keep tables about {thing} fresh and documented",
            "find out where records about {thing} go missing",
            "halve what it costs to store {thing}",
        ),
        ("Spark", "columnar formats", "stream processing", "dbt", "data contracts"),
        (
            "You write SQL as readily as prose",
            "Three years with warehouses or lakes are asked for",
            "You have mended a pipeline at night",
        ),
    ),
    "Machine Learning Engineer": _Craft(
        7,
        "senior staff intern",
        (
            "serve the models behind {thing} within milliseconds",
            "automate how {thing} are retrained and rolled back",
            "find drift in {thing} before customers do",
            "build the feature store for {thing}",
        ),
        ("PyTorch", "quantization", "canary releases", "GPU profiling", "vector indexes"),
        (
            "You have put models into production",
            "You know both gradients and garbage collectors",
            "Practice with container clusters is asked for",
        ),
    ),
    "Product Manager": _Craft(
        7,
        "senior principal",
        (
            "decide what {thing} should do next and what they should not",
            "write the narrative that funds {thing}",
            "talk every week with customers who depend on {thing}",
            "set goals for {thing} and own up when they are missed",
        ),
        (
            "roadmaps",
            "written narratives",
            "customer interviews",
            "funnel metrics",
            "pricing tests",
        ),
        (
            "You have launched something and lived with it",
            "You argue from evidence and in writing",
            "Four years with digital products are asked for",
        ),
    ),
    "Technical Program Manager": _Craft(
        4,
        "senior principal",
        (
            "bring a dozen groups to one date for {thing}",
            "find the risks in {thing} and say so early",
            "run launches of {thing} from plan to review",
            "track what {thing} wait for",
        ),
        (
            "dependency maps",
            "launch checklists",
            "risk registers",
            "post-mortems",
            "weekly reviews",
        ),
        (
            "You can read a design and ask the awkward question",
            "Five years of programs across groups are asked for",
            "You write status reports that people finish",
        ),
    ),
    "UX Designer": _Craft(
        6,
        "senior junior",
        (
            "sketch, prototype and test screens for {thing}",
            "watch people struggle with {thing} and mend the cause",
            "keep {thing} usable with a screen reader",
            "write the words that stand on {thing}",
        ),
        (
            "usability tests",
            "design tokens",
            "journey maps",
            "paper prototypes",
            "accessibility audits",
        ),
        (
            "A portfolio is asked for",
            "You can defend a choice and drop it the next day",
            "You know the accessibility guidelines",
        ),
    ),
    "Solutions Architect": _Craft(
        4,
        "senior principal",
        (
            "help customers move onto {thing}",
            "draw up reference designs for {thing}",
            "answer the hard questions that buyers ask about {thing}",
            "carry what customers say about {thing} back to the builders",
        ),
        ("workshops", "cost models", "proofs of concept", "threat models", "migration plans"),
        (
            "You have designed systems for customers",
            "You explain a network to a banker",
            "A certificate from a cloud provider helps",
        ),
    ),
    "Recruiter": _Craft(
        3,
        "senior",
        (
            "find and win over people who know about {thing}",
            "plan interviews for those who build {thing}",
            "make offers that people who work on {thing} accept",
            "shorten the wait between application and answer for {thing}",
        ),
        (
            "sourcing tools",
            "structured interviews",
            "intake meetings",
            "hiring funnels",
            "referral drives",
        ),
        (
            "You have filled technical vacancies",
            "You keep promises to candidates",
            "Two years of full-cycle hiring are asked for",
        ),
    ),
    "Business Analyst": _Craft(
        4,
        "senior junior intern",
        (
            "report each week how {thing} are doing",
            "build dashboards about {thing} that people trust",
            "find out what {thing} cost",
            "turn loose questions about {thing} into figures",
        ),
        ("spreadsheets", "SQL", "dashboards", "variance analysis", "process maps"),
        (
            "A degree in business or a numerate field is asked for",
            "You spot the wrong cell in a sheet",
            "You present to people in a hurry",
        ),
    ),
    "Hardware Engineer": _Craft(
        4,
        "senior staff intern",
        (
            "design circuits and boards for {thing}",
            "bring up first samples of {thing} in the lab",
            "find out why {thing} fail in heat and dust",
            "write test plans for {thing}",
        ),
        (
            "oscilloscopes",
            "thermal chambers",
            "SystemVerilog",
            "finite elements",
            "failure analysis",
        ),
        (
            "A degree in electrical engineering is asked for",
            "You solder without fear",
            "You have taken a board from drawing to factory",
        ),
    ),
}

_LEVELS = {"": 50, "senior": 26, "principal": 7, "staff": 9, "junior": 8, "intern": 11}
_OF_LEVEL = {
    "": (
        "You plan your own week.",
        "You report to whoever runs the group.",
        "You join a group of nine.",
    ),
    "senior": (
        "You guide two or three colleagues.",
        "Others come to you when a design is in doubt.",
    ),
    "principal": (
        "You settle questions that span several groups.",
        "You choose the problems as well as the answers.",
    ),
    "staff": (
        "You hold a whole area together by your judgement.",
        "You unblock several groups at once.",
    ),
    "junior": (
        "A colleague reviews everything with you in the first year.",
        "You need no earlier job in the field.",
    ),
    "intern": (
        "You spend twelve weeks with us and end with a talk.",
        "You are still enrolled at a university.",
    ),
}
_HABITS = (
    "We write before we meet.",
    "Meetings stop at four.",
    "We read each other's work on Tuesdays.",
    "Every change has two readers.",
    "We keep a log of what we got wrong.",
    "New people ship something in their first month.",
)


def rows(seed: int = SEED) -> tuple[Row, ...]:
    """The postings, role by role; those of one role and place that have one date share their
    address.
    """
    rng = random.Random(seed)
    roles = _roles(rng)
    return tuple(
        row
        for role, count in zip(roles, _counts(rng), strict=True)
        for row in _postings(rng, role, count)
    )


def role_files(seed: int = SEED) -> dict[str, str]:
    """The roles as Markdown with front matter, by file name."""
    rng = random.Random(f"{seed}-texts")
    grouped = groupby(rows(seed), key=lambda row: row.role)
    return {name: _markdown(rng, tuple(group)) for name, group in grouped}


def place_of(row: Row) -> str:
    """The place as a posting writes it: "US, MA, Boston"."""
    if row.city == REMOTE:
        return f"{REMOTE}, {row.country}"
    return ", ".join(part for part in (row.country, row.region, row.city) if part)


def _roles(rng: random.Random) -> list[_Role]:
    """Roles of which no two have company, team and title in common."""
    found: dict[tuple[str, str, str], _Role] = {}
    while len(found) < ROLES:
        company = _pick(rng, {name: one.weight for name, one in _COMPANIES.items()})
        team = rng.choice(_COMPANIES[company].teams)
        favoured = _TEAMS[team].families
        family = _pick(
            rng,
            {name: one.weight * (3 if name in favoured else 1) for name, one in _CRAFTS.items()},
        )
        level = _pick(rng, {name: _LEVELS[name] for name in ("", *_CRAFTS[family].levels.split())})
        title = _title(family, level)
        name = f"{len(found) + 1:03}-{company}-{title}.md".lower().replace(" ", "-")
        found.setdefault((company, team, title), _Role(name, title, level, family, team, company))
    return list(found.values())


def _pick(rng: random.Random, weights: dict[str, float]) -> str:
    return rng.choices(list(weights), list(weights.values()))[0]


def _title(family: str, level: str) -> str:
    return f"{family} Intern" if level == "intern" else f"{level.capitalize()} {family}".strip()


def _counts(rng: random.Random) -> list[int]:
    """How many postings each role has: at least one, most of them few, 1,000 together."""
    counts = [1] * ROLES
    weights = [rng.expovariate(1) for _ in counts]
    for index in rng.choices(range(ROLES), weights, k=POSTINGS - ROLES):
        counts[index] += 1
    return counts


def _postings(rng: random.Random, role: _Role, count: int) -> Iterator[Row]:
    """A role's postings: in up to five places, listed there at once or in batches."""
    places = _some_places(rng, _COMPANIES[role.company], min(count, rng.randint(1, 5)))
    shares = sorted([*range(len(places)), *rng.choices(range(len(places)), k=count - len(places))])
    for index, group in groupby(shares):
        place, left = places[index], len(list(group))
        while left:
            batch = rng.randint(1, left)
            date = (_FIRST_DAY + datetime.timedelta(days=rng.randrange(_DAYS))).isoformat()
            host = role.company.lower().replace(" ", "-")
            url = f"https://jobs.example/{host}/{rng.randrange(100_000, 1_000_000)}"
            row = _row(role, place, date, url)
            yield from [row] * batch
            left -= batch


def _row(role: _Role, place: _Place, date: str, url: str) -> Row:
    return Row(
        role=role.name,
        title=role.title,
        level=role.level,
        family=role.family,
        team=role.team,
        company=role.company,
        country=place.country,
        region=place.region,
        city=place.city,
        date=date,
        url=url,
    )


def _some_places(rng: random.Random, company: _Company, count: int) -> list[_Place]:
    """Different places, a company's homes the likelier."""
    left = [place for place in _PLACES if place.country not in company.absent]
    found: list[_Place] = []
    while len(found) < count:
        weights = [
            place.weight * (3 if {place.city, place.country} & {*company.homes} else 1)
            for place in left
        ]
        found.append(left.pop(rng.choices(range(len(left)), weights)[0]))
    return found


def _markdown(rng: random.Random, group: Sequence[Row]) -> str:
    """A role's front matter, then two or three headed sections."""
    row = group[0]
    head = [
        "---",
        "kind: role",
        f'title: "{row.title}"',
        f'company: "{row.company}"',
        f'team: "{row.team}"',
    ]
    head += [f"level: {row.level}"] if row.level else []
    listed = [
        f'  - {{place: "{place_of(one)}", count: {len(list(same))}, date: {one.date}, url: '
        f'"{one.url}"}}'
        for one, same in groupby(group)
    ]
    return "\n".join([*head, "postings:", *listed, "---", "", *_sections(rng, row)])


def _sections(rng: random.Random, row: Row) -> Iterator[str]:
    craft, team = _CRAFTS[row.family], _TEAMS[row.team]
    about, wanted = rng.choice(((True, True), (True, False), (False, True)))
    ranks = rng.sample(_OF_LEVEL[row.level], 2)
    if about:
        habit = rng.choice(_HABITS)
        yield f"## About the team\n\nThe {row.team} team at {row.company} {team.mission}. {habit} {ranks[0]}\n"
    tasks = [
        task.format(thing=thing)
        for task, thing in zip(rng.sample(craft.tasks, 3), rng.sample(team.things, 3), strict=True)
    ]
    methods = rng.sample(craft.methods, 2)
    yield (
        f"## Key job responsibilities\n\nAs {_article(row.title)} {row.title} in the {row.team} "
        f"team at {row.company}, "
        f"you will {tasks[0]}. You will also {tasks[1]}. In time you will {tasks[2]}. "
        f"Much of the work rests on {methods[0]} and {methods[1]}.\n"
    )
    if wanted:
        wants = rng.sample(craft.wants, 2)
        yield f"## Basic qualifications\n\n{wants[0]}. {wants[1]}. {ranks[1]}\n"


def _article(title: str) -> str:
    return "an" if title[0] in "AEI" else "a"
