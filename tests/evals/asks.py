"""How questions are answered as people ask them, over corpora of writers who had not seen the code.

    python tests/evals/asks.py [care trades research table] [--half tune|held] [--misses] [--conversations]

Each folder of tests/evals/asks holds documents, questions and conversations; `table` is 1,000
postings in one CSV, written by its make_table.py. ask_checks.py says what is right. An item is
partly right where a key holds that an empty answer would not meet. Which half a question or a
conversation is in is decided by the hash of its name; misses are printed of the tune half alone.
`--conversations` leaves the single questions out, and `--cache FOLDER` keeps the data folders, one
for each state of the documents and of what reads them.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import yaml

import store
from ask_checks import Item, Listings, Shown, Verdict, checks, names_of, verdict
from assistant.assistant import Assistant
from assistant.question.understand import RulesUnderstander
from assistant.settings import Settings
from assistant.types import Turn
from tune import parser_of

FOLDER = Path(__file__).parent / "asks"
CORPORA = ("care", "trades", "research", "table")
HALVES = ("tune", "held")
SHOWN_OF_A_MISS, SHOWN_OF_AN_EXPECTATION = 300, 900  # characters
# Keys that tell the question itself, or that no check reads.
NOT_JUDGED = frozenset(
    "id kind question entities not_vital_but_fine unknown unknown_count postings count_roles "
    "count_postings fields "
    "required preferred".split()
)


@dataclass(frozen=True, slots=True)
class Asked:
    """An item, what the answer showed and which of its keys hold; `milliseconds` to understand
    the question.
    """

    corpus: str
    item: Item
    shown: Shown
    checks: dict[str, bool]
    milliseconds: float

    @property
    def verdict(self) -> Verdict:
        return verdict(self.checks)


def conversations_of(corpus: str, singles: bool = True) -> list[list[Item]]:
    """The conversations of a corpus; before them its single questions, each by itself."""
    found: list[list[Item]] = []
    if singles:
        found += [[Item.of(row["id"], row)] for row in _rows(corpus, "questions")]
    for conversation in _rows(corpus, "conversations"):
        turns = enumerate(conversation["turns"])
        found.append(
            [Item.of(f"{conversation['id']}/{turn + 1}", row, turn) for turn, row in turns]
        )
    return found


def _rows(corpus: str, name: str) -> list[dict[str, Any]]:
    path = FOLDER / corpus / f"{name}.yaml"
    rows: list[dict[str, Any]] = yaml.safe_load(path.read_text("utf-8")) if path.is_file() else []
    return rows


def ask(corpus: str, conversations: Sequence[Sequence[Item]], cache: Path) -> Iterator[Asked]:
    """Ask each conversation in turn over the corpus's documents, which are kept in `cache` once
    they are read.
    """
    documents = FOLDER / corpus / "documents"
    settings = Settings(data_dir=cache / f"{corpus}-{_state_of(documents)}", seeds=False)
    with Assistant.open(settings=settings) as assistant:
        assistant.library.ingest([documents])
        listings = names_of(assistant.library.documents())
        for conversation in conversations:
            yield from _talk(assistant, corpus, conversation, listings)


def _talk(
    assistant: Assistant, corpus: str, conversation: Sequence[Item], listings: Listings
) -> Iterator[Asked]:
    turns: list[Turn] = []
    understander, known = RulesUnderstander(), assistant.known()
    for item in conversation:
        start = time.perf_counter()
        understander.understand(item.question, turns, known)
        milliseconds = (time.perf_counter() - start) * 1000
        answer = assistant.ask(item.question, turns)
        turns.append(answer.turn)
        shown = Shown.of(answer)
        yield Asked(corpus, item, shown, checks(item, shown, listings), milliseconds)


def _state_of(documents: Path) -> str:
    """A digest of the documents and of the code and data that read them."""
    digest = sha256()
    code = Path(store.__file__).parent
    read = [path for path in code.rglob("*") if path.suffix in (".py", ".yaml", ".json")]
    for path in sorted([*read, *documents.iterdir()]):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def table(title: str, rows: dict[str, list[Asked]]) -> str:
    """How many were answered how, a row each."""
    lines = [f"| {title} | right | partly | wrong | n |", "|---|---|---|---|---|"]
    for name, asked in rows.items():
        counts = Counter(one.verdict for one in asked)
        lines.append(
            f"| {name} | {' | '.join(str(counts[one]) for one in Verdict)} | {len(asked)} |"
        )
    return "\n".join(lines)


def report(asked: Sequence[Asked], half: str) -> Iterator[str]:
    """The tables of one half, by corpus and by kind, what fails most and how long understanding
    takes.
    """
    asked = [one for one in asked if one.item.half == half]
    by_corpus: dict[str, list[Asked]] = {}
    by_group: dict[str, list[Asked]] = {}
    for one in asked:
        by_corpus.setdefault(one.corpus, []).append(one)
        by_group.setdefault(one.item.group, []).append(one)
    yield table(half, by_corpus | ({"all": list(asked)} if len(by_corpus) > 1 else {}))
    yield table(f"{half}, by kind", dict(sorted(by_group.items())))
    of, failed = Counter(key for one in asked for key in one.checks), _failed(asked)
    yield "keys that hold: " + ", ".join(
        f"{key} {of[key] - failed[key]} of {of[key]}" for key in of
    )
    near = sum([key for key, held in one.checks.items() if not held] == ["intent"] for one in asked)
    yield f"right but for the intent: {near}"
    for corpus, of_corpus in by_corpus.items():
        median, late = np.percentile([one.milliseconds for one in of_corpus], [50, 95])
        yield f"understanding, {corpus}: median {median:.1f} ms, 95th percentile {late:.1f} ms"


def _failed(asked: Sequence[Asked]) -> Counter[str]:
    return Counter(key for one in asked for key, held in one.checks.items() if not held)


def misses(asked: Sequence[Asked]) -> Iterator[str]:
    """What was answered partly or wrong, of the tune half alone."""
    for one in asked:
        if one.item.half != "tune" or one.verdict is Verdict.RIGHT:
            continue
        failed = [key for key, held in one.checks.items() if not held]
        expected = {key: value for key, value in one.item.expected.items() if key not in NOT_JUDGED}
        yield (
            f"\n[{one.corpus}] {one.item.name} ({one.item.group}): {one.item.question}\n"
            f"  {one.verdict}: {', '.join(failed)}; read as {one.shown.intent}\n"
            f"  expected: {str(expected)[:SHOWN_OF_AN_EXPECTATION]}\n"
            f"  answer: {_on_one_line(one.shown.text[:SHOWN_OF_A_MISS])}"
        )


def _on_one_line(text: str) -> str:
    return " / ".join(line for line in text.split("\n") if line.strip())


def main() -> None:
    """Print what the command line asks for."""
    parser = parser_of(__doc__)
    parser.add_argument(
        "corpora",
        nargs="*",
        metavar="CORPUS",
        help=f"of {', '.join(CORPORA)}; all where none is named",
    )
    parser.add_argument("--half", choices=HALVES)
    parser.add_argument("--misses", action="store_true")
    parser.add_argument("--conversations", action="store_true")
    parser.add_argument("--cache", type=Path)
    arguments = parser.parse_args()
    if strange := set(arguments.corpora) - set(CORPORA):
        parser.error(
            f"no such corpus: {', '.join(sorted(strange))}. There are {', '.join(CORPORA)}."
        )
    halves = [arguments.half] if arguments.half else HALVES
    asked: list[Asked] = []
    with ExitStack() as stack:
        cache = arguments.cache or Path(
            stack.enter_context(TemporaryDirectory(prefix="rolecall-asks-"))
        )
        for corpus in arguments.corpora or CORPORA:
            conversations = conversations_of(corpus, singles=not arguments.conversations)
            asked += ask(corpus, [one for one in conversations if one[0].half in halves], cache)
    for half in halves:
        print("\n\n".join(report(asked, half)), end="\n\n")
    if arguments.misses:
        print("\n".join(misses(asked)))


if __name__ == "__main__":
    main()
