"""Measures how well variants of one role are told from different roles, on made-up postings with edits of known size.

    python tests/evals/near_copies.py [--seeds 5] [--roles 300] [--alone]

A role is drawn from a grammar: duties and requirements of its area, in a company's own frame of text. Its variants
differ as postings of one role do (`EDITS`); the near misses are what must not be taken for variants (`misses`).
Precision and recall count pairs of postings in one group. `--alone` gives each pair by itself, where no other posting
tells what is boilerplate.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from random import Random

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent), str(HERE.parent.parent)]

from store.near_copies import variants  # noqa: E402

AREAS = {
    "bakery": "sourdough starter|rye loaf|proving room|morning bake|oven rota|flour order|tasting panel|recipe card"
    "|pastry counter|allergen label|cooling rack|dough mixer|delivery crate|wholesale customer|apprentice baker|yeast stock",
    "harbour": "pilot boat|berth plan|tide table|mooring line|cargo manifest|harbour light|customs form|fuel barge"
    "|dredging survey|ferry timetable|crane permit|safety drill|night watch|channel buoy|tug crew|port fee",
    "software": "release pipeline|query planner|payment service|mobile client|feature flag|load test|access log"
    "|design review|data migration|search index|error budget|test suite|message queue|billing schema|build cache|on-call rota",
    "garden": "seed catalogue|glasshouse|irrigation plan|soil sample|rose border|pest survey|compost bay|visitor trail"
    "|plant label|orchard harvest|tree inventory|frost warning|tool shed|volunteer day|bulb order|meadow cut",
    "hospital": "ward round|care plan|drug chart|discharge letter|triage desk|infection audit|theatre list|night shift"
    "|patient record|blood sample|family meeting|clinic slot|rehabilitation goal|equipment check|student nurse|bed board",
    "law": "contract draft|due diligence file|court bundle|client interview|title deed|merger clause|witness statement"
    "|fee estimate|compliance register|licence request|settlement offer|case law note|board minute|data request|lease review|appeal brief",
    "finance": "month-end close|cash forecast|ledger entry|audit trail|vendor invoice|tax return|budget review|credit line"
    "|expense policy|revenue report|currency hedge|payroll run|fixed asset register|intercompany balance|bank covenant|variance note",
    "teaching": "lesson plan|reading group|term report|parent evening|science fair|library corner|exam board|school trip"
    "|homework club|marking scheme|phonics session|playground duty|support plan|choir practice|timetable|induction week",
    "energy": "turbine blade|grid connection|meter reading|substation visit|wind survey|battery bank|outage notice"
    "|cable route|safety permit|solar array|control room|inverter log|site lease|load forecast|spare part|tower climb",
    "kitchen": "tasting menu|prep list|cold store|supplier visit|service pass|stock pot|menu cost|dessert section"
    "|hygiene record|dinner service|knife rack|fish delivery|function booking|staff meal|wine pairing|kitchen porter",
}  # fmt: skip
VERBS = (
    "plan run own review improve maintain check write document prepare lead coordinate inspect build test record present "
    "schedule negotiate repair design monitor update audit organise support shape deliver simplify measure"
).split()
MANNERS = (
    "every week|from start to finish|with care|under time pressure|without supervision|together with two colleagues"
    "|across all sites|in plain language|by the agreed date|as the seasons change|within budget|to a high standard"
    "|in close contact with suppliers|on paper and on screen|during the busy months|for new starters"
).split("|")
ENDS = (
    "so that nobody has to ask twice|and report what you find to the head of the team|and keep the records complete"
    "|which the whole site relies on|to bring down the number of complaints|so that the next shift can begin on time"
    "|and explain the result to people outside the team|as our volumes double|to meet the rules of the trade"
    "|and train others to do the same|before problems reach our customers|and propose what to change next"
    "|so that costs stay where we planned them|in line with what the regulator expects|and share what you learn"
).split("|")
SKILLS = (
    "{n} or more years of experience with a {thing}|A good understanding of how a {thing} works"
    "|You have run a {thing} before, ideally more than one|Able to explain a {thing} to someone new"
    "|Sound judgement when a {thing} goes wrong|Used to working with a {thing} and a {other} side by side"
    "|A certificate that covers the {thing}, or the will to earn one|Comfortable with the {thing} from day one"
).split("|")
COMMON_SKILLS = (
    "Strong written and verbal communication skills|A bachelor's degree or equivalent practical experience"
    "|Able to work independently and as part of a team|Attention to detail and a sense of responsibility"
    "|Experience in a fast-paced environment|Willing to travel up to 10% of the time"
    "|Fluent in English; another language is welcome|Proficient with spreadsheets and common office software"
).split("|")
FRAME_PARTS = (
    "{company} was founded by {n} friends in a {place} and has grown to {m} people without losing its {virtue}"
    "|We believe that {virtue} and {second} belong together, and we look for colleagues who feel the same"
    "|Our benefits include {n} weeks of leave, a pension that we double, and a budget for {second}"
    "|{company} is an equal opportunity employer and welcomes applications whatever your {virtue}, age, origin or faith"
    "|If you need an adjustment during the interviews, write to the {second} desk at {company} and we will arrange it"
    "|We never ask applicants for money; report any message that does so to our {virtue} line"
    "|Every year {company} gives {n} days to {second} projects in the {place} where we live"
    "|Our offices have a {place}, a quiet room, and space for {m} bicycles"
    "|Interviews take {n} rounds: a call, a visit, and an afternoon of {second} with the team"
    "|By applying you agree that {company} keeps your letter for {n} months and deletes it after that"
    "|The people who do well here bring {virtue}, ask about {second}, and stay for more than {n} years"
    "|We pay for {second} courses, for the train to work, and for lunch in the {place} on {n} days a week"
).split("|")
VIRTUES = "curiosity patience honesty thrift courage humour calm craft warmth rigour kindness grit candour care".split()
SECONDS = "learning music sport research charity gardening repair cooking reading sailing chess painting".split()
ROOMS = "barn|boathouse|mill|chapel|workshop|garage|railway arch|market hall|lighthouse|school".split("|")
COMPANIES = "Alder Bracken Cinder Drift Ember Fallow Gorse Heron Islet Juniper Kelp Linnet Marram Nettle Osier".split()
PLACES = "Northhaven|Port Ellis|Millbrook|Saint Orla|Greywater|Upper Tarn|Oldcastle|Redfern|Lowmoor|Ashby Cross".split("|")


@dataclass(frozen=True, slots=True)
class Role:
    """A role before it is listed: its text in paragraphs, the company's frame apart."""

    title: str
    company: str
    body: tuple[str, ...]
    frame: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """One posting: the role it lists and how it was edited."""

    role: int
    edit: str
    text: str


@dataclass(frozen=True, slots=True)
class Score:
    """Pairs of one role, pairs that were put together, and those that were both."""

    true: int
    found: int
    right: int

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.true if self.true else 1.0


def sentences(rng: Random, area: str, count: int) -> list[str]:
    things = AREAS[area].split("|")
    made = []
    for _ in range(count):
        first, second = rng.sample(things, 2)
        form = rng.choice(
            ("{verb} the {first} {manner} {end}", "{verb} the {first} and the {second} {manner}",
             "{verb} our {first} {end}", "{manner}, {verb} each {first} for the {second} {end}")
        )  # fmt: skip
        words = form.format(
            verb=rng.choice(VERBS), first=first, second=second, manner=rng.choice(MANNERS), end=rng.choice(ENDS)
        )
        made.append(words[0].upper() + words[1:])
    return made


def requirements(rng: Random, area: str, count: int) -> list[str]:
    things = AREAS[area].split("|")
    own = [
        skill.format(n=rng.randint(1, 9), thing=rng.choice(things), other=rng.choice(things))
        for skill in rng.sample(SKILLS, count)
    ]
    return own + rng.sample(COMMON_SKILLS, 3)


def frame(rng: Random, company: str, words: int) -> tuple[str, ...]:
    """A company's own paragraphs, about `words` words of them."""
    made: list[str] = []
    parts = rng.sample(FRAME_PARTS, len(FRAME_PARTS))
    while sum(map(length, made)) < words:
        part = parts.pop() if parts else rng.choice(FRAME_PARTS)
        fill = {"virtue": rng.choice(VIRTUES), "second": rng.choice(SECONDS), "place": rng.choice(ROOMS)}
        made.append(part.format(company=company, n=rng.randint(2, 9), m=rng.randint(20, 900), **fill) + ".")
    return tuple(made)


def role(rng: Random, company: str, area: str, title: str, own_frame: tuple[str, ...], size: int) -> Role:
    duties = sentences(rng, area, size)
    asks = requirements(rng, area, min(6, 2 + size // 3))
    opening = f"As {title} at {company} you will work with the {rng.choice(AREAS[area].split('|'))} team."
    return Role(title, company, (opening, "What you will do", *duties, "What you bring", *asks), own_frame)


def length(text: str) -> int:
    return len(text.split())


def listed(rng: Random, role: Role) -> list[str]:
    """The paragraphs of a posting of the role, with the place, number and date that are its own."""
    place = rng.choice(PLACES)
    number, day = rng.randint(100_000, 999_999), f"2026-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"
    head = [f"{role.title}, {place}", f"Requisition {number}. Posted {day}. You will work from our {place} office."]
    return head + list(role.body) + list(role.frame)


def words_changed(share: float) -> Callable[[Random, Role], str]:
    """Replace, insert or drop `share` of all words, anywhere."""

    def edit(rng: Random, role: Role) -> str:
        lines = [line.split() for line in listed(rng, role)]
        every = [(row, column) for row, line in enumerate(lines) for column in range(len(line))]
        spare = [word for line in lines for word in line]
        for row, column in rng.sample(every, max(1, round(share * len(every)))):
            old = lines[row][column]
            lines[row][column] = rng.choice((rng.choice(spare), f"{old} {rng.choice(spare)}", ""))
        return "\n\n".join(" ".join(filter(None, line)) for line in lines)

    return edit


def frame_changed(share: float, how: str) -> Callable[[Random, Role], str]:
    """Drop, add or exchange words at the end of the frame, `share` of the posting's words or all the frame has."""

    def edit(rng: Random, role: Role) -> str:
        lines = listed(rng, role)
        count = round(share * sum(map(length, lines)))
        own = " ".join(role.frame).split()
        other = " ".join(frame(rng, role.company, count)).split()[: 0 if how == "dropped" else count]
        stays = own if how == "added" else own[: max(0, len(own) - count)]
        return "\n\n".join([*lines[: len(lines) - len(role.frame)], " ".join(stays), " ".join(other)])

    return edit


def laid_out_anew(rng: Random, role: Role) -> str:
    """The frame before the duties, bullets, capitals in headings, other dashes and quotes."""
    lines = listed(rng, role)
    body, own = lines[: len(lines) - len(role.frame)], lines[len(lines) - len(role.frame) :]
    marked = [line.upper() if line.startswith("What you") else f"- {line}" for line in body[2:]]
    return "\n".join([*body[:2], *own, *marked]).replace("'", "’").replace(". ", ".  ")


def several(rng: Random, role: Role) -> str:
    """2% of the words and a tenth of the text exchanged in the frame."""
    less = Role(role.title, role.company, role.body, role.frame[:-1] + frame(rng, role.company, 1)[:1])
    return words_changed(0.02)(rng, less)


EDITS: Mapping[str, Callable[[Random, Role], str]] = {
    "place, number, date": lambda rng, role: "\n\n".join(listed(rng, role)),
    "1% of words": words_changed(0.01),
    "3% of words": words_changed(0.03),
    "5% of words": words_changed(0.05),
    "10% dropped": frame_changed(0.10, "dropped"),
    "10% added": frame_changed(0.10, "added"),
    "10% exchanged": frame_changed(0.10, "exchanged"),
    "20% dropped": frame_changed(0.20, "dropped"),
    "20% exchanged": frame_changed(0.20, "exchanged"),
    "layout": laid_out_anew,
    "several": several,
}
BEYOND: Mapping[str, Callable[[Random, Role], str]] = {
    "8% of words": words_changed(0.08),
    "12% of words": words_changed(0.12),
    "30% dropped": frame_changed(0.30, "dropped"),
    "30% exchanged": frame_changed(0.30, "exchanged"),
}


def roles(rng: Random, count: int, shares: Sequence[float] = (0.2, 0.35, 0.5)) -> Iterator[Role]:
    """Roles of few companies: `shares` says how much of a posting is its company's frame.

    One in four roles has a sibling of another level: the same title beside it, frame and area, other duties.
    """
    frames: dict[tuple[str, float, int], tuple[str, ...]] = {}
    made = 0
    while made < count:
        name = rng.choice(COMPANIES[: max(2, count // 20)])
        area, size, share = rng.choice(list(AREAS)), rng.choice((6, 10, 16)), rng.choice(shares)
        noun = rng.choice(AREAS[area].split("|")).title()
        titles = [f"Junior {noun} Keeper", f"Senior {noun} Keeper"] if rng.random() < 0.25 else [f"{noun} Keeper"]
        for title in titles:
            made_role = role(rng, f"{name} Works", area, title, (), size)
            body = sum(map(length, made_role.body)) + 12
            wanted = round(body * share / (1 - share))
            own = frames.setdefault((name, share, size), frame(rng, made_role.company, wanted))
            yield Role(title, made_role.company, made_role.body, own)
            made += 1


def listings(rng: Random, made: Iterable[Role], edits: Mapping[str, Callable[[Random, Role], str]]) -> list[Listing]:
    """One to six postings of each role, the first as it was written."""
    out: list[Listing] = []
    for number, one in enumerate(made):
        kinds = ["place, number, date", *rng.choices(list(edits), k=rng.choice((0, 1, 1, 2, 3, 5)))]
        out += [Listing(number, kind, (EDITS | edits)[kind](rng, one)) for kind in kinds]
    rng.shuffle(out)
    return out


def judged(postings: Sequence[Listing]) -> tuple[Score, Counter[str], Counter[str]]:
    """Score the groups of all postings; by the edit of either, how many pairs there were and how many were missed."""
    names = [f"{number:06}" for number in range(len(postings))]
    groups = variants(dict(zip(names, (posting.text for posting in postings), strict=True)))
    group_of = {name: number for number, group in enumerate(groups) for name in group}
    found = Counter(group_of.values())
    by_role: dict[int, list[int]] = {}
    for at, posting in enumerate(postings):
        by_role.setdefault(posting.role, []).append(at)
    there, missed, right = Counter[str](), Counter[str](), 0
    for members in by_role.values():
        for first, second in combinations(members, 2):
            together = names[first] in group_of and group_of[names[first]] == group_of.get(names[second])
            right += together
            for kind in {postings[first].edit, postings[second].edit}:
                there[kind] += 1
                missed[kind] += not together
    pairs = sum(size * (size - 1) // 2 for size in found.values())
    true = sum(len(members) * (len(members) - 1) // 2 for members in by_role.values())
    return Score(true, pairs, right), there, missed


def judged_alone(postings: Sequence[Listing]) -> tuple[Score, Counter[str], Counter[str]]:
    """Score each pair given by itself: those of one role, and of every role with the next of its company."""
    by_role: dict[int, list[Listing]] = {}
    for posting in postings:
        by_role.setdefault(posting.role, []).append(posting)
    numbers = sorted(by_role)
    pairs = [pair for members in by_role.values() for pair in combinations(members, 2)]
    pairs += [(by_role[first][0], by_role[second][0]) for first, second in zip(numbers, numbers[1:], strict=False)]
    there, missed, found, right, true = Counter[str](), Counter[str](), 0, 0, 0
    for first, second in pairs:
        together = bool(variants({"first": first.text, "second": second.text}))
        same = first.role == second.role
        found, right, true = found + together, right + (together and same), true + same
        for kind in {first.edit, second.edit} if same else ():
            there[kind] += 1
            missed[kind] += not together
    return Score(true, found, right), there, missed


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--first", type=int, default=100)
    parser.add_argument("--roles", type=int, default=300)
    parser.add_argument("--alone", action="store_true")
    parser.add_argument("--beyond", action="store_true", help="with edits larger than what is promised")
    chosen = parser.parse_args()
    edits = {**EDITS, **BEYOND} if chosen.beyond else EDITS
    there, missed = Counter[str](), Counter[str]()
    for seed in range(chosen.first, chosen.first + chosen.seeds):
        rng = Random(seed)
        postings = listings(rng, roles(rng, chosen.roles), edits)
        started = time.perf_counter()
        score, seen, lost = (judged_alone if chosen.alone else judged)(postings)
        there, missed = there + seen, missed + lost
        print(
            f"seed {seed}: {len(postings)} postings of {chosen.roles} roles, {score.true} pairs:"
            f" precision {score.precision:.3f}, recall {score.recall:.3f}, {time.perf_counter() - started:.1f} s"
        )
    for kind in edits:
        print(f"  {kind:20} {there[kind]:6} pairs, recall {1 - missed[kind] / max(1, there[kind]):.3f}")


if __name__ == "__main__":
    main()
