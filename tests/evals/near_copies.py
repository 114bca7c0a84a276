"""Measures how well variants of one role are told from different roles, on made-up postings with
edits of known size.

    python tests/evals/near_copies.py [--seeds 5] [--roles 300] [--each 20] [--share 0.2 0.35 0.5] [--beyond] [--alone]

A role is drawn from a grammar: duties and requirements of its area, in a company's own frame of
text. Its variants differ as postings of one role do (`EDITS`); the near misses are what must not be
taken for variants (`misses`). Precision and recall count pairs of postings in one group. `--alone`
gives each pair by itself, where no other posting tells what is boilerplate.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from pathlib import Path
from random import Random

import yaml

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent), str(HERE.parent.parent)]

from store.search.near_copies import variants  # noqa: E402

WORDS = yaml.safe_load((HERE / "near_copies.yaml").read_text("utf-8"))


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
    things = WORDS["areas"][area]
    made = []
    for _ in range(count):
        first, second = rng.sample(things, 2)
        form = rng.choice(WORDS["duties"])
        manner, end = rng.choice(WORDS["manners"]), rng.choice(WORDS["ends"])
        words = form.format(
            verb=rng.choice(WORDS["verbs"]), first=first, second=second, manner=manner, end=end
        )
        made.append(words[0].upper() + words[1:])
    return made


def requirements(rng: Random, area: str, count: int) -> list[str]:
    things = WORDS["areas"][area]
    own = [
        skill.format(n=rng.randint(1, 9), thing=rng.choice(things), other=rng.choice(things))
        for skill in rng.sample(WORDS["skills"], count)
    ]
    return own + rng.sample(WORDS["common_skills"], 3)


def frame(rng: Random, company: str, words: int) -> tuple[str, ...]:
    """A company's own paragraphs, about `words` words of them."""
    made: list[str] = []
    parts = rng.sample(WORDS["frame_parts"], len(WORDS["frame_parts"]))
    while sum(map(length, made)) < words:
        part = parts.pop() if parts else rng.choice(WORDS["frame_parts"])
        fill = {
            "virtue": rng.choice(WORDS["virtues"]),
            "second": rng.choice(WORDS["seconds"]),
            "place": rng.choice(WORDS["rooms"]),
        }
        made.append(
            part.format(company=company, n=rng.randint(2, 9), m=rng.randint(20, 900), **fill) + "."
        )
    return tuple(made)


def role(
    rng: Random, company: str, area: str, title: str, own_frame: tuple[str, ...], size: int
) -> Role:
    duties = sentences(rng, area, size)
    asks = requirements(rng, area, min(6, 2 + size // 3))
    opening = (
        f"As {title} at {company} you will work with the {rng.choice(WORDS['areas'][area])} team."
    )
    return Role(
        title, company, (opening, "What you will do", *duties, "What you bring", *asks), own_frame
    )


def length(text: str) -> int:
    return len(text.split())


def listed(rng: Random, role: Role) -> list[str]:
    """The paragraphs of a posting of the role, with the place, number and date that are its own."""
    place = rng.choice(WORDS["places"])
    number, day = (
        rng.randint(100_000, 999_999),
        f"2026-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}",
    )
    head = [
        f"{role.title}, {place}",
        f"Requisition {number}. Posted {day}. You will work from our {place} office.",
    ]
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
    """Drop, add or exchange words at the end of the frame, `share` of the posting's words or all
    the frame has.
    """

    def edit(rng: Random, role: Role) -> str:
        lines = listed(rng, role)
        count = round(share * sum(map(length, lines)))
        own = " ".join(role.frame).split()
        other = " ".join(frame(rng, role.company, count)).split()[
            : 0 if how == "dropped" else count
        ]
        stays = own if how == "added" else own[: max(0, len(own) - count)]
        return "\n\n".join(
            [*lines[: len(lines) - len(role.frame)], " ".join(stays), " ".join(other)]
        )

    return edit


def laid_out_anew(rng: Random, role: Role) -> str:
    """The frame before the duties, bullets, capitals in headings, other dashes and quotes."""
    lines = listed(rng, role)
    body, own = lines[: len(lines) - len(role.frame)], lines[len(lines) - len(role.frame) :]
    marked = [line.upper() if line.startswith("What you") else f"- {line}" for line in body[2:]]
    return "\n".join([*body[:2], *own, *marked]).replace("'", "’").replace(". ", ".  ")


def several(rng: Random, role: Role) -> str:
    """2% of the words and a tenth of the text exchanged in the frame."""
    less = Role(
        role.title, role.company, role.body, role.frame[:-1] + frame(rng, role.company, 1)[:1]
    )
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


def roles(
    rng: Random, count: int, shares: Sequence[float] = (0.2, 0.35, 0.5), each_company: int = 20
) -> Iterator[Role]:
    """Roles, `each_company` of them of one company: `shares` says how much of a posting is its
    company's frame.

    One in four roles has a sibling of another level: the same title beside it, frame and area,
    other duties.
    """
    frames: dict[tuple[str, float, int], tuple[str, ...]] = {}
    made = 0
    while made < count:
        number = rng.randrange(max(1, count // each_company))
        generation, at = divmod(number, len(WORDS["companies"]))
        name = f"{WORDS['companies'][at]} {generation + 1}"
        area, size, share = (
            rng.choice(list(WORDS["areas"])),
            rng.choice((6, 10, 16)),
            rng.choice(shares),
        )
        noun = rng.choice(WORDS["areas"][area]).title()
        titles = (
            [f"Junior {noun} Keeper", f"Senior {noun} Keeper"]
            if rng.random() < 0.25
            else [f"{noun} Keeper"]
        )
        for title in titles:
            made_role = role(rng, f"{name} Works", area, title, (), size)
            body = sum(map(length, made_role.body)) + 12
            wanted = round(body * share / (1 - share))
            own = frames.setdefault((name, share, size), frame(rng, made_role.company, wanted))
            yield Role(title, made_role.company, made_role.body, own)
            made += 1


def listings(
    rng: Random, made: Iterable[Role], edits: Mapping[str, Callable[[Random, Role], str]]
) -> list[Listing]:
    """One to six postings of each role, the first as it was written."""
    out: list[Listing] = []
    for number, one in enumerate(made):
        kinds = ["place, number, date", *rng.choices(list(edits), k=rng.choice((0, 1, 1, 2, 3, 5)))]
        out += [Listing(number, kind, (EDITS | edits)[kind](rng, one)) for kind in kinds]
    rng.shuffle(out)
    return out


def judged(postings: Sequence[Listing]) -> tuple[Score, Counter[str], Counter[str]]:
    """Score the groups of all postings; by the edit of either, how many pairs there were and how
    many were missed.
    """
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
            together = names[first] in group_of and group_of[names[first]] == group_of.get(
                names[second]
            )
            right += together
            for kind in {postings[first].edit, postings[second].edit}:
                there[kind] += 1
                missed[kind] += not together
    pairs = sum(size * (size - 1) // 2 for size in found.values())
    true = sum(len(members) * (len(members) - 1) // 2 for members in by_role.values())
    return Score(true, pairs, right), there, missed


def judged_alone(postings: Sequence[Listing]) -> tuple[Score, Counter[str], Counter[str]]:
    """Score each pair given by itself: those of one role, and of every role with the next of its
    company.
    """
    by_role: dict[int, list[Listing]] = {}
    for posting in postings:
        by_role.setdefault(posting.role, []).append(posting)
    numbers = sorted(by_role)
    pairs = [pair for members in by_role.values() for pair in combinations(members, 2)]
    pairs += [(by_role[first][0], by_role[second][0]) for first, second in pairwise(numbers)]
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
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--first", type=int, default=100)
    parser.add_argument("--roles", type=int, default=300)
    parser.add_argument("--each", type=int, default=20, help="roles of each company")
    parser.add_argument(
        "--share",
        type=float,
        nargs="+",
        default=[0.2, 0.35, 0.5],
        help="of a posting that is frame",
    )
    parser.add_argument("--alone", action="store_true")
    parser.add_argument(
        "--beyond", action="store_true", help="with edits larger than what is promised"
    )
    chosen = parser.parse_args()
    edits = {**EDITS, **BEYOND} if chosen.beyond else EDITS
    there, missed = Counter[str](), Counter[str]()
    for seed in range(chosen.first, chosen.first + chosen.seeds):
        rng = Random(seed)
        postings = listings(rng, roles(rng, chosen.roles, chosen.share, chosen.each), edits)
        started = time.perf_counter()
        score, seen, lost = (judged_alone if chosen.alone else judged)(postings)
        there, missed = there + seen, missed + lost
        print(
            f"seed {seed}: {len(postings)} postings of {chosen.roles} roles, {score.true} pairs:"
            f" precision {score.precision:.3f}, recall {score.recall:.3f}, "
            f"{time.perf_counter() - started:.1f} s"
        )
    for kind in edits:
        print(
            f"  {kind:20} {there[kind]:6} pairs, recall "
            f"{1 - missed[kind] / max(1, there[kind]):.3f}"
        )


if __name__ == "__main__":
    main()
