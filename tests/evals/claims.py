"""How well the check tells claims that their evidence carries from claims with something changed.

    python tests/evals/claims.py                 all halves
    python tests/evals/claims.py --half tune     the half to choose by, with every claim it misjudges
    python tests/evals/claims.py --no-markers    whether a supported claim without a marker is given the right one

Reads the files claim_pairs_*.yaml. Each group's evidence is written as a file, read, cut and
embedded as the product does it, by the packaged embedder. A point on the held half is a claim and a
half.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import yaml

from assistant.check.check import Checker, check_reply
from assistant.check.judged import JudgeChecker
from assistant.judge.judge import shipped_judge
from assistant.language.remembered import RememberedVectors
from assistant.types import Evidence, Support
from store.embedding.embedder import PACKAGED, Embedder, open_embedder
from store.loading.load import documents_in
from store.text.chunking import chunks as cut
from store.types import Passage
from tune import parser_of

HERE = Path(__file__).parent
FILES = (HERE / "claim_pairs_postings.yaml", HERE / "claim_pairs_articles.yaml")
TUNE, HELD, MORE, FRESH = "tune", "held", "further", "fresh"
LATER = {MORE: HERE / "claim_pairs_further.yaml", FRESH: HERE / "claim_pairs_fresh.yaml"}
# Read while this script was written, so they cannot be held back; of the others chance decides.
SEEN = frozenset(
    {"hospital-wards", "shipyard-norway", "retail-data-team", "harbour-last-interview"}
)
ORDER = {
    Support.CONTRADICTED: 0,
    Support.UNSUPPORTED: 1,
    None: 2,
    Support.WEAK: 3,
    Support.SUPPORTED: 4,
}
"""From what is refuted to what is carried; None for a sentence that was taken for something else
than a fact.
"""


@dataclass(frozen=True, slots=True)
class Judged:
    """A claim with what the check said of it; `changed` is empty where the evidence supports it."""

    group: str
    half: str
    says: str
    cites: frozenset[int]
    changed: str
    support: Support | None
    strength: float
    given: frozenset[int]

    @property
    def right(self) -> bool:
        return not self.changed


def halves() -> list[tuple[str, dict[str, Any]]]:
    """Every group with its half: of each file those seen come first, then the hash of their names
    decides.

    Those that were written further to choose by are neither half.
    """
    found: list[tuple[str, dict[str, Any]]] = []
    for path in FILES:
        groups = yaml.safe_load(path.read_text("utf-8"))
        groups.sort(key=lambda one: (one["id"] not in SEEN, sha256(one["id"].encode()).hexdigest()))
        found += [
            (TUNE if at < len(groups) / 2 else HELD, group) for at, group in enumerate(groups)
        ]
    return found + [
        (half, group)
        for half, path in LATER.items()
        for group in yaml.safe_load(path.read_text("utf-8"))
    ]


def judged(
    embedder: Embedder,
    wanted: Collection[str],
    markers: bool = True,
    checker: Checker | None = None,
) -> list[Judged]:
    """Every claim of the halves that are wanted, as a checker judges it; the judge where none is
    given.
    """
    checker = checker or JudgeChecker(shipped_judge(), RememberedVectors(embedder.embed))
    return [
        one
        for own, group in halves()
        if own in wanted
        for one in _judged(own, group, evidence_of(group, embedder), checker, markers)
    ]


def _judged(
    half: str, group: dict[str, Any], evidence: Sequence[Evidence], checker: Checker, markers: bool
) -> Iterator[Judged]:
    for claim in group["claims"]:
        text = " ".join(claim["says"].split())
        reply = text + (
            " " + "".join(f"[{number}]" for number in claim["cites"]) if markers else ""
        )
        checked = check_reply(reply, evidence, checker)
        # A claim of two sentences counts as its weaker one.
        support = min((one.support for one in checked.claims), key=ORDER.__getitem__, default=None)
        yield Judged(
            group["id"],
            half,
            text,
            frozenset(claim["cites"]),
            "" if claim["is"] == "supported" else claim["changed"],
            support,
            min((verdict.strength for verdict in checked.verdicts), default=0.0),
            frozenset(citation.evidence.number for citation in checked.citations),
        )


def evidence_of(group: dict[str, Any], embedder: Embedder) -> list[Evidence]:
    """The group's evidence, numbered from 1, each as one passage of all its chunks."""
    return [
        Evidence(number, _passage(one, embedder))
        for number, one in enumerate(group["evidence"], start=1)
    ]


def _passage(one: dict[str, Any], embedder: Embedder) -> Passage:
    fields = {
        name: one[name]
        for name in ("kind", "title", "author", "publisher", "company", "team")
        if name in one
    }
    if "places" in one:
        fields["postings"] = [{"place": place} for place in one["places"]]
    heading = f"## {one['heading']}\n\n" if "heading" in one else ""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "evidence.md"
        path.write_text(
            f"---\n{yaml.safe_dump(fields, allow_unicode=True)}---\n\n{heading}{one['text']}",
            "utf-8",
        )
        (document,) = documents_in(path.read_bytes(), path.name, str(path))
    return Passage(
        tuple(cut(document, embedder.count_tokens, embedder.token_limit)), 1.0, 1, ("dense",)
    )


def area(some: Sequence[Judged]) -> float:
    """Chance that a supported claim's strength is above an unsupported one's; a tie counts half."""
    right = np.array([one.strength for one in some if one.right])[:, None]
    wrong = np.array([one.strength for one in some if not one.right])[None, :]
    return float(np.mean((right > wrong) + 0.5 * (right == wrong)))


def rates(some: Sequence[Judged], least: Support = Support.SUPPORTED) -> tuple[float, float]:
    """Precision and recall of being told at least so, each 0 to 1."""
    told = [one for one in some if ORDER[one.support] >= ORDER[least]]
    right = sum(one.right for one in told)
    return right / max(1, len(told)), right / sum(one.right for one in some)


def is_red(one: Judged) -> bool:
    """Whether a claim is marked as found nowhere or as contradicted."""
    return one.support in (Support.UNSUPPORTED, Support.CONTRADICTED)


def _share(some: Sequence[Judged], is_so: Callable[[Judged], bool]) -> str:
    return f"{sum(map(is_so, some)) / max(1, len(some)):.0%}"


def _print_half(name: str, some: Sequence[Judged]) -> None:
    right = sum(one.right for one in some)
    print(f"\n{name}: {right} supported, {len(some) - right} unsupported claims")
    print(f"  area under the curve {area(some):.3f}")
    for least, told in ((Support.SUPPORTED, "SUPPORTED"), (Support.WEAK, "SUPPORTED or WEAK")):
        precision, recall = rates(some, least)
        print(f"  told {told}: precision {precision:.2f}, recall {recall:.2f}")
    honest, false = ([one for one in some if one.right is right] for right in (True, False))
    neither = _share(honest, lambda one: one.support not in (Support.SUPPORTED, Support.WEAK))
    print(f"  honest ones neither supported nor weak {neither}, red {_share(honest, is_red)}")
    told = _share(false, lambda one: one.support is not Support.SUPPORTED)
    print(f"  false ones not supported {told}, red {_share(false, is_red)}")
    kinds: defaultdict[str, Counter[Support | None]] = defaultdict(Counter)
    for one in some:
        kinds[one.changed or "nothing"][one.support] += 1
    print("  changed    SUPPORTED  WEAK  CONTRADICTED  UNSUPPORTED")
    for kind, told_as in sorted(kinds.items()):
        supports = (Support.SUPPORTED, Support.WEAK, Support.CONTRADICTED, Support.UNSUPPORTED)
        counts = [told_as[support] for support in supports]
        print(f"  {kind:9}  {counts[0]:9}  {counts[1]:4}  {counts[2]:12}  {counts[3]:11}")


def _print_misjudged(some: Sequence[Judged]) -> None:
    print("\nmisjudged, of the half to choose by")
    for one in some:
        if (one.support is Support.SUPPORTED) is not one.right:
            support = one.support or "no claim"
            print(
                f"{one.changed or 'nothing':9} {support:12} {one.strength:6.2f}  {one.group}: "
                f"{one.says}"
            )


def _print_given(name: str, some: Sequence[Judged]) -> None:
    """What becomes of claims without a marker."""
    right = [one for one in some if one.right]
    counts: list[tuple[str, Callable[[Judged], bool]]] = [
        ("get the right evidence", lambda one: bool(one.given) and one.given <= one.cites),
        ("get some other", lambda one: not one.given <= one.cites),
        ("get none", lambda one: not one.given),
    ]
    told = ", ".join(f"{sum(map(is_so, right)) / len(right):.2f} {what}" for what, is_so in counts)
    wrong = [one for one in some if not one.right]
    print(f"{name}: of {len(right)} supported claims {told};")
    print(
        f"      of {len(wrong)} unsupported claims {sum(bool(one.given) for one in wrong)} get one"
    )


def main() -> None:
    parser = parser_of(__doc__)
    parser.add_argument("--half", choices=(TUNE, HELD, MORE, FRESH), default="")
    parser.add_argument("--no-markers", action="store_true")
    options = parser.parse_args()
    wanted = (options.half,) if options.half else (TUNE, HELD, MORE, FRESH)
    found = judged(open_embedder(PACKAGED), wanted, not options.no_markers)
    names = wanted if options.half else (TUNE, HELD, "all", MORE, FRESH)
    show = _print_given if options.no_markers else _print_half
    for name in names:
        show(
            name,
            [one for one in found if one.half == name or (name == "all" and one.half not in LATER)],
        )
    if options.half != HELD and not options.no_markers:
        _print_misjudged([one for one in found if one.half != HELD])


if __name__ == "__main__":
    main()
