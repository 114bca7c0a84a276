"""How well the check tells claims that their evidence carries from claims with something changed.

    python tests/evals/claims.py                 all halves
    python tests/evals/claims.py --half tune     the half to choose by, with every claim it misjudges
    python tests/evals/claims.py --no-markers    whether a supported claim without a marker is given the right one
    python tests/evals/claims.py --judge         the judge in place of the rules
    python tests/evals/claims.py --fit           the weights of assistant/check/rules/strength.py

Reads the files claim_pairs_*.yaml. Each group's evidence is written as a file, read, cut and
embedded as the product does it, by the packaged embedder. A point on the held half is a claim and a half.
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray

from assistant.check.check import Checker, check_reply
from assistant.check.judged import JudgeChecker
from assistant.check.rules.checker import SUPPORTED, Embed, RulesChecker, carried_by
from assistant.check.rules.strength import FEATURES, Carried
from assistant.check.sources import sources_of
from assistant.judge.judge import shipped_judge
from assistant.types import Evidence, Support
from store.embedding.embedder import PACKAGED, Embedder, open_embedder
from store.loading.load import documents_in
from store.text.chunking import chunks as cut
from store.types import Passage

HERE = Path(__file__).parent
FILES = (HERE / "claim_pairs_postings.yaml", HERE / "claim_pairs_articles.yaml")
TUNE, HELD, MORE, FRESH = "tune", "held", "further", "fresh"
LATER = {MORE: HERE / "claim_pairs_further.yaml", FRESH: HERE / "claim_pairs_fresh.yaml"}
# Read while this script was written, so they cannot be held back; of the others chance decides.
SEEN = frozenset({"hospital-wards", "shipyard-norway", "retail-data-team", "harbour-last-interview"})
_REPEATED = 0.3  # weight of a sentence of the evidence as a claim
ORDER = {Support.UNSUPPORTED: 0, Support.WEAK: 1, Support.SUPPORTED: 2}


@dataclass(frozen=True, slots=True)
class Judged:
    """A claim with what the check said of it; `changed` is empty where the evidence supports it."""

    group: str
    half: str
    says: str
    cites: frozenset[int]
    changed: str
    support: Support
    strength: float
    given: frozenset[int]

    @property
    def right(self) -> bool:
        return not self.changed


def halves() -> list[tuple[str, dict[str, Any]]]:
    """Every group with its half: of each file those seen come first, then the hash of their names decides.

    Those that were written further to choose by are neither half.
    """
    found: list[tuple[str, dict[str, Any]]] = []
    for path in FILES:
        groups = yaml.safe_load(path.read_text("utf-8"))
        groups.sort(key=lambda one: (one["id"] not in SEEN, sha256(one["id"].encode()).hexdigest()))
        found += [(TUNE if at < len(groups) / 2 else HELD, group) for at, group in enumerate(groups)]
    return found + [(half, group) for half, path in LATER.items() for group in yaml.safe_load(path.read_text("utf-8"))]


def judged(
    embedder: Embedder, wanted: Collection[str], markers: bool = True, checker: Checker | None = None
) -> list[Judged]:
    """Every claim of the halves that are wanted, as a checker judges it; the rules where none is given."""
    checker = checker or RulesChecker(remembering(embedder.embed))
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
        reply = text + (" " + "".join(f"[{number}]" for number in claim["cites"]) if markers else "")
        checked = check_reply(reply, evidence, checker)
        # A claim of two sentences counts as its weaker one.
        support = min((one.support for one in checked.claims), key=ORDER.__getitem__)
        yield Judged(
            group["id"],
            half,
            text,
            frozenset(claim["cites"]),
            "" if claim["is"] == "supported" else claim["changed"],
            support,
            min(verdict.strength for verdict in checked.verdicts),
            frozenset(citation.evidence.number for citation in checked.citations),
        )


def remembering(embed: Embed) -> Embed:
    """`embed`, each text once."""
    known: dict[str, Any] = {}

    def remembered(texts: Sequence[str]) -> Any:
        new = [text for text in dict.fromkeys(texts) if text not in known]
        known.update(zip(new, embed(new), strict=True)) if new else None
        return np.array([known[text] for text in texts])

    return remembered


def evidence_of(group: dict[str, Any], embedder: Embedder) -> list[Evidence]:
    """The group's evidence, numbered from 1, each as one passage of all its chunks."""
    return [Evidence(number, _passage(one, embedder)) for number, one in enumerate(group["evidence"], start=1)]


def _passage(one: dict[str, Any], embedder: Embedder) -> Passage:
    fields = {name: one[name] for name in ("kind", "title", "author", "publisher", "company", "team") if name in one}
    if "places" in one:
        fields["postings"] = [{"place": place} for place in one["places"]]
    heading = f"## {one['heading']}\n\n" if "heading" in one else ""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "evidence.md"
        path.write_text(f"---\n{yaml.safe_dump(fields, allow_unicode=True)}---\n\n{heading}{one['text']}", "utf-8")
        (document,) = documents_in(path.read_bytes(), path.name, str(path))
    return Passage(tuple(cut(document, embedder.count_tokens, embedder.token_limit)), 1.0, 1, ("dense",))


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


def _print_half(name: str, some: Sequence[Judged]) -> None:
    right = sum(one.right for one in some)
    print(f"\n{name}: {right} supported, {len(some) - right} unsupported claims")
    print(f"  area under the curve {area(some):.3f}")
    for least, told in ((Support.SUPPORTED, "SUPPORTED"), (Support.WEAK, "SUPPORTED or WEAK")):
        precision, recall = rates(some, least)
        print(f"  told {told}: precision {precision:.2f}, recall {recall:.2f}")
    kinds: defaultdict[str, Counter[Support]] = defaultdict(Counter)
    for one in some:
        kinds[one.changed or "nothing"][one.support] += 1
    print("  changed    SUPPORTED  WEAK  UNSUPPORTED")
    for kind, told_as in sorted(kinds.items()):
        counts = [told_as[support] for support in (Support.SUPPORTED, Support.WEAK, Support.UNSUPPORTED)]
        print(f"  {kind:9}  {counts[0]:9}  {counts[1]:4}  {counts[2]:11}")


def _print_misjudged(some: Sequence[Judged]) -> None:
    print("\nmisjudged, of the half to choose by")
    for one in some:
        if (one.support is Support.SUPPORTED) is not one.right:
            print(f"{one.changed or 'nothing':9} {one.support:11} {one.strength:6.2f}  {one.group}: {one.says}")


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
    print(f"      of {len(wrong)} unsupported claims {sum(bool(one.given) for one in wrong)} get one")


def fit(embedder: Embedder) -> None:
    """Print the weights of the logistic model, fitted on the claims to choose by whose facts agree, and how it does.

    What models make up is on the topic in words of its own, what they say truly often repeats its source; most pairs
    are the other way round. So every supported claim counts again against the rest of its group's evidence and
    against the next group's, which do not support it, and so does every sentence of the evidence as a claim.
    """
    embed = remembering(embedder.embed)
    groups = [group for half, group in halves() if half != HELD]
    rows: list[_Row] = []
    for at, group in enumerate(groups):
        own, next_one = (evidence_of(one, embedder) for one in (group, groups[(at + 1) % len(groups)]))
        for claim in group["claims"]:
            text, right = " ".join(claim["says"].split()), claim["is"] == "supported"
            cited, rest = (
                [one for one in own if (one.number in claim["cites"]) is is_cited] for is_cited in (True, False)
            )
            rows.append(_Row(group["id"], right, carried_by(text, cited, embed), 1.0))
            others = filter(None, (rest, next_one)) if right else ()
            rows += [_Row(group["id"], False, carried_by(text, other, embed), 1.0, True) for other in others]
        rows += [_Row(group["id"], True, one, _REPEATED, True) for one in _repeated(own, embed)]
    _print_fit(rows)


@dataclass(frozen=True, slots=True)
class _Row:
    """A claim to fit by; `added` where it is no pair of the files, and does not count in what is printed."""

    group: str
    right: bool
    carried: Carried
    weight: float
    added: bool = False


def _repeated(evidence: Sequence[Evidence], embed: Embed) -> Iterator[Carried]:
    for source in sources_of(evidence):
        quote = " ".join(source.sentence.span.of(source.document.text).split())
        if len(source.words) > 1 and not quote.endswith("?"):
            yield carried_by(quote, [source.evidence], embed)


def _print_fit(rows: Sequence[_Row]) -> None:
    from sklearn.linear_model import LogisticRegression

    agreeing = [row for row in rows if not row.carried.conflicts]
    features, right = np.array([row.carried.features for row in agreeing]), np.array([row.right for row in agreeing])
    of, weight = np.array([row.group for row in agreeing]), np.array([row.weight for row in agreeing])
    counts = np.array([not row.added for row in agreeing])

    def fitted(some: NDArray[np.bool_]) -> Any:
        return LogisticRegression(C=50.0, max_iter=5000).fit(features[some], right[some], weight[some])

    unseen = np.zeros(len(agreeing))
    for name in set(of):
        unseen[of == name] = fitted(of != name).predict_proba(features[of == name])[:, 1]
    model = fitted(weight > 0)
    print(f"FEATURES = {FEATURES}")
    print(f"WEIGHTS = {tuple(model.coef_[0].round(2).tolist())}")
    print(f"BIAS = {model.intercept_[0]:.2f}")
    print("each group judged by a fit on the others: told so from  precision  recall")
    all_right = sum(row.right and not row.added for row in rows)
    for threshold in (0.4, 0.5, 0.6, 0.65, 0.7, 0.75, 0.8):
        told = (unseen >= threshold) & counts
        print(f"{threshold:55.2f}  {right[told].mean():9.3f}  {(told & right).sum() / all_right:6.3f}")
    strangers = counts | right
    told_by_others = (unseen[~strangers] >= SUPPORTED).sum()
    print(f"told supported by what does not support them: {told_by_others} of {(~strangers).sum()}")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--half", choices=(TUNE, HELD, MORE, FRESH), default="")
    parser.add_argument("--no-markers", action="store_true")
    parser.add_argument("--fit", action="store_true")
    parser.add_argument("--judge", action="store_true")
    options = parser.parse_args()
    if options.fit:
        fit(open_embedder(PACKAGED))
        return
    wanted = (options.half,) if options.half else (TUNE, HELD, MORE, FRESH)
    embedder = open_embedder(PACKAGED)
    checker = JudgeChecker(shipped_judge(), embedder.embed) if options.judge else None
    found = judged(embedder, wanted, not options.no_markers, checker)
    names = wanted if options.half else (TUNE, HELD, "all", MORE, FRESH)
    show = _print_given if options.no_markers else _print_half
    for name in names:
        show(name, [one for one in found if one.half == name or (name == "all" and one.half not in LATER)])
    if options.half != HELD and not options.no_markers:
        _print_misjudged([one for one in found if one.half != HELD])


if __name__ == "__main__":
    main()
