"""Runs the cases and measures: is the answer found, said, quoted exactly; is abstaining right.

    python tests/evals/evaluation.py [--over PATH ...] [--model NAME] CASES ...

Asks over the seeds, or over the documents at PATH alone.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from assistant.assistant import Assistant
from assistant.models.providers import QUOTES
from assistant.settings import Settings
from assistant.types import Answer, Turn
from baseline import Baseline
from cases import Case, load_cases
from store.text.sentences import sentence_spans
from store.types import Passage
from tune import parser_of

WRONG_RATES = (0.02, 0.05, 0.10)


@dataclass(frozen=True, slots=True)
class Result:
    """What one case showed; shares are 0 to 1, `rank` is 0 where no retrieved passage holds a
    fact.
    """

    case: Case
    answer: Answer
    recall: float
    rank: int
    in_evidence: float
    said: float
    quotes: int
    exact_quotes: int
    baseline_in_evidence: float
    baseline_confidence: float
    unmet: tuple[str, ...] = ()

    @property
    def confidence(self) -> float:
        return self.answer.coverage


def run_evaluation(
    cases: Sequence[Path],
    settings: Settings,
    announce: Callable[[str], None],
    documents: Sequence[Path] = (),
) -> list[Result]:
    """Ask every case of the files and announce the tables; over `documents` alone where some are
    named.

    A data folder of its own is used, so that what the user stored neither helps nor suffers.
    """
    loaded = [case for path in cases for case in load_cases(path)]
    with TemporaryDirectory(prefix="rolecall-eval-") as folder:
        own = settings.model_copy(update={"data_dir": Path(folder), "seeds": not documents})
        with Assistant.open(settings=own) as assistant:
            outcomes = assistant.library.ingest(documents) if documents else ()
            for outcome in outcomes:
                announce(f"{outcome.status}: {outcome.path} {outcome.reason}".rstrip())
            results = measure(assistant, loaded)
    for line in report(results):
        announce(line)
    return results


def measure(assistant: Assistant, cases: Sequence[Case]) -> list[Result]:
    """The result of each case, over what the assistant has stored."""
    baseline = Baseline(assistant.library.documents(), assistant.library.embed)
    return [_measure(assistant, baseline, case) for case in cases]


def _measure(assistant: Assistant, baseline: Baseline, case: Case) -> Result:
    turns: list[Turn] = []
    for question in case.turns:
        answer = assistant.ask(question, turns)
        turns.append(answer.turn)
    ranked = [_sentences(passage) for passage in answer.retrieved]
    holding = [at for at, sentences in enumerate(ranked, start=1) if _share(case, sentences) > 0]
    naive, naive_confidence = baseline.search(case.turns[-1])
    texts = {document.document_id: document.text for document in assistant.library.documents()}
    return Result(
        case=case,
        answer=answer,
        recall=_share(case, [sentence for sentences in ranked[:6] for sentence in sentences]),
        rank=holding[0] if holding else 0,
        in_evidence=_share(
            case, [one for evidence in answer.evidence for one in _sentences(evidence.passage)]
        ),
        said=_share(case, [claim.text for claim in answer.claims]) if not answer.abstained else 0.0,
        quotes=len(answer.citations),
        exact_quotes=sum(
            texts[citation.document.document_id][citation.span.start : citation.span.end]
            == citation.quote
            for citation in answer.citations
        ),
        baseline_in_evidence=_share(
            case,
            [span.of(chunk) for chunk in naive for span in sentence_spans(chunk, 0, len(chunk))],
        ),
        baseline_confidence=naive_confidence,
        unmet=case.expect.unmet(answer, case.answerable) if case.expect else (),
    )


def _sentences(passage: Passage) -> list[str]:
    return [sentence.span.of(passage.document.text) for sentence in passage.sentences]


def _share(case: Case, sentences: Sequence[str]) -> float:
    """Share of the case's facts that one of the sentences states."""
    if not case.facts:
        return 0.0
    found = sum(any(case.stated(fact, sentence) for sentence in sentences) for fact in case.facts)
    return found / len(case.facts)


def right_abstentions(
    answerable: Sequence[float], unanswerable: Sequence[float], wrong: float
) -> float:
    """Share of the unanswerable below the highest threshold that abstains on at most `wrong` of
    the answerable.
    """
    if not answerable or not unanswerable:
        return math.nan
    allowed = math.floor(wrong * len(answerable))
    threshold = sorted(answerable)[allowed]
    return sum(confidence < threshold for confidence in unanswerable) / len(unanswerable)


def report(results: Sequence[Result]) -> list[str]:
    """The tables, as Markdown, and the cases that fall short: finding and abstaining, then
    structured answers.
    """
    plain = [one for one in results if one.case.expect is None]
    structured = [one for one in results if one.case.expect is not None]
    lines = _finding_report(plain) if plain else []
    return [
        *lines,
        *([""] if plain and structured else []),
        *(_structured_report(structured) if structured else []),
    ]


def _structured_report(results: Sequence[Result]) -> list[str]:
    """Of each kind of case, how many come to all that is expected of them, in each split."""
    splits = list(
        dict.fromkeys(
            one.case.split for one in sorted(results, key=lambda one: one.case.split != "tune")
        )
    )
    kinds = [*dict.fromkeys(one.case.kind for one in results), "all"]
    lines = [
        "| cases as expected | " + " | ".join((*splits, "all")) + " |",
        "|---|" + "---|" * (len(splits) + 1),
    ]
    for kind in kinds:
        rows = [one for one in results if kind in (one.case.kind, "all")]
        cells = [
            _met([one for one in rows if split in (one.case.split, "all")])
            for split in (*splits, "all")
        ]
        lines.append(f"| {kind} | " + " | ".join(cells) + " |")
    quotes, exact = sum(one.quotes for one in results), sum(one.exact_quotes for one in results)
    missed = [f"- {one.case.id}: {'; '.join(one.unmet)}" for one in results if one.unmet]
    return [
        *lines,
        "",
        f"Exact quotes: {exact} of {quotes}.",
        "",
        f"{len(missed)} of {len(results)} fall short.",
        *missed,
    ]


def _met(results: Sequence[Result]) -> str:
    return f"{sum(not one.unmet for one in results)} of {len(results)}"


def _finding_report(results: Sequence[Result]) -> list[str]:
    """A row a measure, a column pair a split, and the cases that failed."""
    splits = [("tune", [one for one in results if one.case.split == "tune"])]
    splits += [
        ("held", [one for one in results if one.case.split == "held"]),
        ("all", list(results)),
    ]
    splits = [(name, rows) for name, rows in splits if rows]
    lines = [
        "| measure | " + " | ".join(f"{name} | {name}, baseline" for name, _ in splits) + " |",
        "|---|" + "---|---|" * len(splits),
    ]
    columns = [dict(_measures(rows)) for _, rows in splits]
    for measure_name in columns[0]:
        cells = [f"{column[measure_name][0]} | {column[measure_name][1]}" for column in columns]
        lines.append(f"| {measure_name} | " + " | ".join(cells) + " |")
    return [*lines, "", *_misses(results)]


def _measures(rows: Sequence[Result]) -> list[tuple[str, tuple[str, str]]]:
    good = [one for one in rows if one.case.answerable]
    bad = [one for one in rows if not one.case.answerable]
    quotes = sum(one.quotes for one in rows)
    measures = [
        ("answerable / unanswerable cases", (f"{len(good)} / {len(bad)}", "same")),
        ("retrieval recall@6 of facts", (_percent([one.recall for one in good]), "")),
        ("retrieval MRR", (f"{_mean([1 / one.rank if one.rank else 0 for one in good]):.2f}", "")),
        (
            "facts among the evidence shown",
            (
                _percent([one.in_evidence for one in good]),
                _percent([one.baseline_in_evidence for one in good]),
            ),
        ),
        (
            "cases with every fact among the evidence",
            (
                _percent([one.in_evidence == 1 for one in good]),
                _percent([one.baseline_in_evidence == 1 for one in good]),
            ),
        ),
        ("facts in the answer", (_percent([one.said for one in good]), "")),
        ("exact quotes", (f"{sum(one.exact_quotes for one in rows)} of {quotes}", "")),
        (
            "sentences quoted, median",
            (str(sorted(len(one.answer.claims) for one in good)[len(good) // 2]), ""),
        ),
        (
            "answerable abstained on, as shipped",
            (_percent([one.answer.abstained for one in good]), ""),
        ),
        (
            "unanswerable abstained on, as shipped",
            (_percent([one.answer.abstained for one in bad]), ""),
        ),
    ]
    for wrong in WRONG_RATES:
        own = right_abstentions(
            [one.confidence for one in good], [one.confidence for one in bad], wrong
        )
        naive = right_abstentions(
            [one.baseline_confidence for one in good],
            [one.baseline_confidence for one in bad],
            wrong,
        )
        measures.append(
            (f"right abstentions at {wrong:.0%} wrong ones", (f"{own:.0%}", f"{naive:.0%}"))
        )
    return measures


def _misses(results: Sequence[Result]) -> list[str]:
    lines = []
    for one in results:
        if one.case.answerable and one.answer.abstained:
            lines.append(
                f"- {one.case.id}: abstained though the sources tell ({one.confidence:.2f})"
            )
        elif one.case.answerable and one.said < 1:
            lines.append(
                f"- {one.case.id}: {one.said:.0%} of the facts said, {one.in_evidence:.0%} in "
                "evidence"
            )
        elif not one.case.answerable and not one.answer.abstained:
            lines.append(
                f"- {one.case.id}: answered though the sources don't say ({one.confidence:.2f})"
            )
    return (
        [f"{len(lines)} of {len(results)} cases fall short:", *lines]
        if lines
        else ["No case falls short."]
    )


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else math.nan


def _percent(values: Sequence[float]) -> str:
    return f"{_mean(values):.0%}"


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line."""
    parser = parser_of("Measure finding, quoting and abstaining on cases.")
    parser.add_argument(
        "cases", nargs="+", type=Path, metavar="CASES", help="YAML files of evaluation cases"
    )
    parser.add_argument(
        "--over", nargs="*", type=Path, default=[], metavar="PATH", help="read this, not the seeds"
    )
    parser.add_argument("--model", default=QUOTES, help="who answers; quotes where none is named")
    given = parser.parse_args(arguments)
    run_evaluation(given.cases, Settings(model=given.model), print, given.over)


if __name__ == "__main__":
    main()
