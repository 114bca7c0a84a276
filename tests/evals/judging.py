"""How well the judge reads and checks, on made passages of trades it has not seen.

    python tests/evals/judging.py                     the trades for choosing
    python tests/evals/judging.py --part held         those that never trained and never chose
    python tests/evals/judging.py --baselines         beside the embedder alone and words alone
    python tests/evals/judging.py --weights FOLDER    another judge
    python tests/evals/judging.py --documents         also questions put to whole documents
    python tests/evals/judging.py --calibrate         fits the judge's calibration on what is for choosing (fitting.py)

A question is as answerable as its passage's likeliest sentence. A claim is held against the
sentences of its passage that come nearest.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
import yaml
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from assistant.judge.facts import Compared, compared
from assistant.judge.judge import WEIGHTS, Entailment, Judge, Reading
from assistant.judge.training.documents import MadeDocument, made_documents
from assistant.judge.training.made import MadePassage, Part, made_passages
from assistant.judge.training.premises import Premises
from assistant.language.remembered import RememberedVectors
from fitting import rows
from store.embedding import PACKAGED, open_embedder
from store.text.sentences import sentence_spans
from tune import parser_of

WRONG = 0.05
SURE = 0.95  # probability from which a verdict is beyond doubt
LABELS = ("supported", "contradicted", "unstated")
HEAD = """\
# Fitted by tests/evals/judging.py --calibrate on trades and claims that did not train.
# reader: weights of the span's margin over "no answer" and of the answerable head, in logits.
# entailment: a row for supported, contradicted, unstated: the network's three log-probabilities, the ten facts of
# facts.py, a constant.
"""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as the judge reads it: its passage's sentences, their readings, and the answers
    that were written.
    """

    passage: MadePassage
    question: str
    answers: tuple[str, ...]
    sentences: tuple[str, ...]
    readings: Sequence[Reading]

    @property
    def score(self) -> float:
        return max(reading.probability for reading in self.readings)

    @property
    def finds(self) -> bool:
        """Whether the likeliest sentence holds a part of an answer."""
        best = int(np.argmax([reading.probability for reading in self.readings]))
        return any(
            answer in self.sentences[best] or self.sentences[best] in answer
            for answer in self.answers
        )


def asked(judge: Judge, passages: Sequence[MadePassage]) -> list[Asked]:
    """Every question of the passages."""
    found = []
    for passage in passages:
        sentences = tuple(
            passage.text[span.start : span.end]
            for span in sentence_spans(passage.text, 0, len(passage.text))
        )
        for question in passage.questions:
            (readings,) = judge.read(question.question, [(passage.under, sentences)])
            found.append(Asked(passage, question.question, question.answers, sentences, readings))
    return found


@dataclass(frozen=True, slots=True)
class AskedOfDocument:
    """A question as the judge reads it in every section of a whole document: the likeliest
    sentence, and how likely.
    """

    answers: tuple[str, ...]
    sentence: str
    score: float


def asked_of_documents(judge: Judge, documents: Sequence[MadeDocument]) -> list[AskedOfDocument]:
    """Every question of the documents."""
    found = []
    for document in documents:
        sections = [
            (
                under,
                tuple(text[span.start : span.end] for span in sentence_spans(text, 0, len(text))),
            )
            for under, text in document.sections
        ]
        for question in document.questions:
            read = judge.read(question.question, sections)
            pairs = [
                (reading.probability, sentence)
                for (_, sentences), readings in zip(sections, read, strict=True)
                for sentence, reading in zip(sentences, readings, strict=True)
            ]
            score, sentence = max(pairs)
            found.append(AskedOfDocument(question.answers, sentence, score))
    return found


def report_documents(judge: Judge, documents: Sequence[MadeDocument]) -> None:
    """Print how well questions put to whole documents are read."""
    questions = asked_of_documents(judge, documents)
    answerable = np.array([bool(one.answers) for one in questions])
    print(f"\n{len(documents)} documents, {len(questions)} questions\n")
    print("| reader of whole documents | area | refused rightly at 5% |\n|---|---|---|")
    print(questions_line(judge.name, answerable, np.array([one.score for one in questions])))
    hits = [
        any(a in q.sentence or q.sentence in a for a in q.answers) for q in questions if q.answers
    ]
    print(f"\nThe likeliest sentence answers: {np.mean(hits):.0%} of {len(hits)}")


def checked(
    judge: Judge, premises: Premises, passages: Sequence[MadePassage]
) -> list[tuple[str, Entailment]]:
    """Every claim's label, and what the judge says of it."""
    premises.prepare(
        [p.text for p in passages], [claim.claim for p in passages for claim in p.claims]
    )
    pairs = [
        (f"{passage.under}: {premises.of(passage.text, claim.claim)}", claim.claim)
        for passage in passages
        for claim in passage.claims
    ]
    labels = [claim.label for passage in passages for claim in passage.claims]
    return list(zip(labels, judge.entail(pairs), strict=True))


def refused_rightly(
    answerable: NDArray[np.bool_], scores: NDArray[np.float64], wrong: float = WRONG
) -> float:
    """Share of the unanswerable below the score that refuses `wrong` of the answerable."""
    return float((scores[~answerable] < np.quantile(scores[answerable], wrong)).mean())


def questions_line(name: str, answerable: NDArray[np.bool_], scores: NDArray[np.float64]) -> str:
    """One row of the table on questions."""
    area = roc_auc_score(answerable, scores)
    return f"| {name} | {area:.3f} | {refused_rightly(answerable, scores):.0%} |"


def claims_line(
    name: str, labels: Sequence[str], supported: NDArray[np.float64], red: NDArray[np.bool_]
) -> str:
    """One row of the table on claims; the second number is at the threshold that supports 15% of
    the false ones.
    """
    honest = np.array([label == "supported" for label in labels])
    area = roc_auc_score(honest, supported)
    threshold = np.quantile(supported[~honest], 0.85)
    kept = f"{1 - red[honest].mean():.0%} | {red[~honest].mean():.0%}"
    return f"| {name} | {area:.3f} | {(supported[honest] > threshold).mean():.0%} | {kept} |"


def report(judge: Judge, passages: Sequence[MadePassage], baselines: bool) -> None:
    """Print the tables."""
    embedder = open_embedder(PACKAGED)
    questions = asked(judge, passages)
    answerable = np.array([bool(one.answers) for one in questions])
    print(f"{len(passages)} passages, {len(questions)} questions\n")
    print("| reader | area | refused rightly at 5% |\n|---|---|---|")
    print(questions_line(judge.name, answerable, np.array([one.score for one in questions])))
    if baselines:
        print(questions_line("embedder", answerable, _nearness(questions, embedder.embed)))
        print(questions_line("words", answerable, _overlap(questions)))
    hits = [one.finds for one in questions if one.answers]
    print(f"\nThe likeliest sentence answers: {np.mean(hits):.0%} of {len(hits)}\n")
    claims = checked(judge, Premises(embedder.embed), passages)
    labels = [label for label, _ in claims]
    supported = np.array([verdict.supported for _, verdict in claims])
    red = np.array(
        [max(verdict.contradicted, 1 - verdict.supported) >= SURE for _, verdict in claims]
    )
    print(
        "| checker | area | supported at 15% of the false | honest not red | false red "
        "|\n|---|---|---|---|---|"
    )
    print(claims_line(judge.name, labels, supported, red))
    guesses = [max(LABELS, key=lambda one: getattr(v, one)) for _, v in claims]
    right = np.mean([guess == label for guess, label in zip(guesses, labels, strict=True)])
    print(f"\nOf three labels right: {right:.0%} of {len(claims)}")


def calibrate(folder: Path, passages: Sequence[MadePassage]) -> None:
    """Fit the calibration of the judge in `folder` on passages and claims that did not train,
    and write it there.
    """
    plain = np.eye(len(LABELS), len(LABELS) + len(fields(Compared)) + 1)
    reader = {"margin": 1.0, "answerable": 0.0, "bias": 0.0}
    (folder / "calibration.yaml").write_text(
        yaml.safe_dump({"reader": reader, "entailment": plain.tolist()}), "utf-8"
    )
    judge = Judge(folder)
    fitted = {
        "reader": _fitted_reader(judge, passages),
        "entailment": _fitted_entailment(judge, passages),
    }
    (folder / "calibration.yaml").write_text(
        HEAD + yaml.safe_dump(fitted, default_flow_style=None), "utf-8"
    )


def _fitted_reader(judge: Judge, passages: Sequence[MadePassage]) -> dict[str, float]:
    questions = asked(judge, passages)
    best = [max(one.readings, key=lambda reading: reading.margin) for one in questions]
    reader = LogisticRegression().fit(
        [[one.margin, one.answerable] for one in best], [bool(one.answers) for one in questions]
    )
    margin, answerable = reader.coef_[0].tolist()
    bias = float(reader.intercept_[0])
    return {"margin": round(margin, 3), "answerable": round(answerable, 3), "bias": round(bias, 3)}


def _fitted_entailment(judge: Judge, passages: Sequence[MadePassage]) -> list[list[float]]:
    """Weights of what a judge of plain calibration says and of the facts."""
    embedder = open_embedder(PACKAGED)
    claims = list(rows(passages, embedder, RememberedVectors(embedder.embed)))
    said = [
        [v.supported, v.contradicted, v.unstated]
        for v in judge.entail([(r.premise, r.claim) for r in claims])
    ]
    facts = [compared(row.claim, row.premise).row for row in claims]
    checker = LogisticRegression(C=3.0, max_iter=5000).fit(
        np.hstack([np.log(said), facts]),
        [LABELS.index(row.label) for row in claims],
        [row.weight for row in claims],
    )
    weights: list[list[float]] = np.round(
        np.hstack([checker.coef_, checker.intercept_[:, None]]), 3
    ).tolist()
    return weights


def _nearness(
    questions: Sequence[Asked], embed: Callable[[Sequence[str]], NDArray[np.float32]]
) -> NDArray[np.float64]:
    vectors = embed([one.question for one in questions])
    texts = sorted({sentence for one in questions for sentence in one.sentences})
    known = dict(zip(texts, embed(texts), strict=True))
    return np.array(
        [
            max(float(vector @ known[s]) for s in one.sentences)
            for vector, one in zip(vectors, questions, strict=True)
        ]
    )


def _overlap(questions: Sequence[Asked]) -> NDArray[np.float64]:
    def share(question: str, sentence: str) -> float:
        words = set(question.casefold().split())
        return len(words & set(sentence.casefold().split())) / len(words)

    return np.array(
        [max(share(one.question, sentence) for sentence in one.sentences) for one in questions]
    )


def main() -> None:
    """Print what the command line asks for."""
    parser = parser_of(__doc__)
    parser.add_argument(
        "--part", choices=[Part.CHOOSE.value, Part.HELD.value], default=Part.CHOOSE.value
    )
    parser.add_argument("--weights", type=Path, default=WEIGHTS)
    parser.add_argument("--baselines", action="store_true")
    parser.add_argument("--documents", action="store_true")
    parser.add_argument("--calibrate", action="store_true")
    arguments = parser.parse_args()
    passages = [passage for passage in made_passages() if passage.part is Part(arguments.part)]
    if arguments.calibrate:
        calibrate(
            arguments.weights,
            [passage for passage in made_passages() if passage.part is Part.CHOOSE],
        )
        return
    report(Judge(arguments.weights), passages, arguments.baselines)
    if arguments.documents:
        of_part = [
            document for document in made_documents() if document.part is Part(arguments.part)
        ]
        report_documents(Judge(arguments.weights), of_part)


if __name__ == "__main__":
    main()
