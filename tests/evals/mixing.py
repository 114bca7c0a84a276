"""Fits assistant/evidence/mix.yaml: how likely a sentence answers, and which are points of a broad
answer.

    python tests/evals/mixing.py

Prints how well each corpus does by what was fitted on the others, and the weights of all. The
corpora are the choosing halves of tests/evals/gold and of tests/evals/asks, and made passages and
documents: those for choosing, and for the points also broad questions of those that trained the
judge. Of a made text
the sentences that its answers stand in are right.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, roc_auc_score
from sklearn.preprocessing import StandardScaler

from asks import CORPORA, FOLDER, conversations_of
from assistant.assistant import Assistant
from assistant.evidence.asked import is_broadly_put
from assistant.evidence.choose import is_broad, point_rows, tells
from assistant.evidence.features import Candidate
from assistant.evidence.finder import Finder
from assistant.evidence.reader import JudgeReranker, row_of
from assistant.judge.judge import shipped_judge, sigmoid
from assistant.judge.training.documents import made_documents
from assistant.judge.training.made import MadeText, Part, made_passages
from assistant.question.understand import understand
from assistant.settings import Settings
from assistant.types import Ask, Kind
from librarian import GOLD, gold, same
from store.types import Filters
from tune import parser_of

READER = JudgeReranker(shipped_judge())
OF_PASSAGES = 2  # every so manieth made passage
PASSAGES_WEIGH, DOCUMENTS_WEIGH, TRAINED_WEIGH = (
    0.25,
    0.25,
    0.5,
)  # of a question, beside one that people wrote for documents that are read here


@dataclass(frozen=True, slots=True)
class Question:
    """A question, the sentences that are right for it, and the title of the one document it is
    put to, if any.
    """

    text: str
    right: tuple[str, ...]
    of: str = ""


@dataclass(frozen=True, slots=True)
class Read:
    """An ask's candidates: what is weighed of each, whether it is right, and whether any is."""

    corpus: str
    ask: Ask
    found: Sequence[Candidate]
    rows: NDArray[np.float64]
    right: NDArray[np.bool_]
    weight: float

    @property
    def answerable(self) -> bool:
        return bool(self.right.any())


def corpora(folder: Path) -> Iterator[tuple[str, Path | None, list[Question], float]]:
    """Each corpus with its documents (None for the seeds), its questions and the weight of one."""
    for name in ("seeds", "library"):
        rows = [one for one in gold(GOLD / f"{name}.yaml") if one.half == "tune"]
        questions = [
            Question(one.question, (*one.to_the_point, *(s for vital in one.vital for s in vital)))
            for one in rows
        ]
        yield name, None if name == "seeds" else GOLD / name, questions, 1.0
    for name in CORPORA[:3]:
        items = [
            first
            for first, *others in conversations_of(name)
            if first.half == "tune" and not others
        ]
        asked = [
            Question(item.question, tuple(_strings(item.expected)))
            for item in items
            if item.expected["intent"] == "answer"
        ]
        yield name, FOLDER / name / "documents", asked, 1.0
    passages = [passage for passage in made_passages() if passage.part is Part.CHOOSE][
        ::OF_PASSAGES
    ]
    documents = made_documents()
    yield from (
        ("passages", *_made(folder / "passages", passages, put_to_each=True), PASSAGES_WEIGH),
        (
            "documents",
            *_made(
                folder / "documents",
                [one for one in documents if one.part is Part.CHOOSE],
                put_to_each=True,
            ),
            DOCUMENTS_WEIGH,
        ),
        (
            "trained",
            *_made(
                folder / "trained",
                [one for one in documents if one.part is Part.TRAIN],
                put_to_each=True,
                broad_alone=True,
            ),
            TRAINED_WEIGH,
        ),
    )


def _strings(expected: Any) -> Iterator[str]:
    for vital in (*(expected.get("vital") or ()), *(expected.get("not_vital_but_fine") or ())):
        yield from [vital] if isinstance(vital, str) else vital


def _made(
    folder: Path, texts: Sequence[MadeText], put_to_each: bool = False, broad_alone: bool = False
) -> tuple[Path, list[Question]]:
    """Made texts written as files, and their questions."""
    folder.mkdir()
    for text in texts:
        fields = {
            name: getattr(text, name)
            for name in ("kind", "title", "company")
            if getattr(text, name)
        }
        heading = f"## {text.heading}\n\n" if hasattr(text, "heading") else ""
        body = f"---\n{yaml.safe_dump(fields, allow_unicode=True)}---\n{heading}{text.text}\n"
        (folder / f"{text.id}.md").write_text(body, "utf-8")
    return folder, [
        Question(question.question, question.answers, text.title if put_to_each else "")
        for text in texts
        for question in text.questions
        if not broad_alone or (question.answers and is_broadly_put(question.question))
    ]


def read(
    name: str, documents: Path | None, questions: Sequence[Question], weight: float
) -> Iterator[Read]:
    """The candidates of each question that is read as one about what texts say."""
    with TemporaryDirectory(prefix="rolecall-mixing-") as folder:
        settings = Settings(data_dir=Path(folder), seeds=documents is None)
        with Assistant.open(settings=settings) as assistant:
            if documents is not None:
                assistant.library.ingest([documents])
            finder, known = Finder(assistant.library, READER), assistant.known()
            ids = {
                document.title: document.document_id for document in assistant.library.documents()
            }
            for question in questions:
                query = understand(question.text, (), known)
                for asked in query.asks if query.kind is Kind.ANSWER else ():
                    ask = finder.spelled(asked)
                    if question.of:
                        ask = replace(
                            ask, filters=Filters(frozenset({ids[question.of]})), within=ask.text
                        )
                    fit = finder.fit(
                        ask, [chunk for one in finder.retrieve(ask) for chunk in one.chunks]
                    )
                    found = fit.closely(fit.roughly())
                    if found:
                        rows = [
                            row_of(*one, bool(ask.within))
                            for one in zip(READER.readings(ask, found), found, strict=True)
                        ]
                        right = [
                            any(same(one.text, text) for text in question.right) for one in found
                        ]
                        yield Read(name, ask, found, np.array(rows), np.array(right), weight)


def fit(
    rows: Sequence[NDArray[Any]], right: Sequence[NDArray[Any]], weights: Sequence[NDArray[Any]]
) -> tuple[list[float], float]:
    """Weights and bias of a logistic model."""
    scaler = StandardScaler().fit(np.vstack(rows))
    model = LogisticRegression(C=1.0, max_iter=3000)
    model.fit(scaler.transform(np.vstack(rows)), np.concatenate(right), np.concatenate(weights))
    coefficients = model.coef_[0] / np.where(scaler.scale_ > 0, scaler.scale_, 1)
    return coefficients.round(3).tolist(), round(
        float(model.intercept_[0] - coefficients @ scaler.mean_), 3
    )


def fit_sentences(reads: Sequence[Read]) -> tuple[list[float], float]:
    """How likely a sentence answers."""
    taken = [one for one in reads if one.corpus != "trained"]
    shares = [np.full(len(one.right), one.weight / len(one.right)) for one in taken]
    mean = np.concatenate(shares).mean()
    return fit(
        [one.rows for one in taken],
        [one.right for one in taken],
        [share / mean for share in shares],
    )


def fit_points(
    reads: Sequence[Read], sentences: tuple[list[float], float]
) -> tuple[list[float], float]:
    """How likely a sentence is a point of a broad answer."""
    taken = [
        (one, *_points(one, sentences)) for one in reads if one.answerable and is_broad(one.ask)
    ]
    shares = [
        np.full(len(right), one.weight / max(1, len(right)) ** 0.5) for one, _, right in taken
    ]
    mean = np.concatenate(shares).mean()
    return fit(
        [rows for _, rows, _ in taken],
        [right for *_, right in taken],
        [share / mean for share in shares],
    )


def _points(one: Read, sentences: tuple[list[float], float]) -> tuple[NDArray[Any], NDArray[Any]]:
    logits = one.rows @ np.array(sentences[0]) + sentences[1]
    found = [
        replace(each, probability=sigmoid(logit))
        for each, logit in zip(one.found, logits, strict=True)
    ]
    kept = [at for at, each in enumerate(found) if tells(each)]
    return np.array(point_rows(found)).reshape(-1, 8)[kept], one.right[kept]


def precision(
    reads: Sequence[Read],
    model: tuple[list[float], float],
    sentences: tuple[list[float], float] | None = None,
) -> str:
    """How well a model orders the sentences of each ask, and tells which asks are answered at
    all.
    """
    scored = [
        (one.rows, one.right) if sentences is None else _points(one, sentences) for one in reads
    ]
    each = [(rows @ np.array(model[0]) + model[1], right) for rows, right in scored if len(right)]
    ordered = np.mean(
        [average_precision_score(right, scores) for scores, right in each if right.any()]
    )
    answered = [bool(right.any()) for _, right in each]
    area = (
        roc_auc_score(answered, [scores.max() for scores, _ in each])
        if len(set(answered)) == 2
        else np.nan
    )
    return f"average precision {ordered:.2f}, answered or not {area:.2f}, of {len(each)}"


def main() -> None:
    """Print the figures and the weights."""
    parser_of(__doc__).parse_args()
    with TemporaryDirectory(prefix="rolecall-made-") as folder:
        reads = [one for corpus in corpora(Path(folder)) for one in read(*corpus)]
    for name in dict.fromkeys(one.corpus for one in reads):
        others, own = (
            [one for one in reads if one.corpus != name],
            [one for one in reads if one.corpus == name],
        )
        sentences = fit_sentences(others)
        print(f"{name}: {precision(own, sentences)}")
        if wide := [one for one in own if one.answerable and is_broad(one.ask)]:
            print(f"  points: {precision(wide, fit_points(others, sentences), sentences)}")
    sentences = fit_sentences(reads)
    points = fit_points(reads, sentences)
    print(
        f"weights: {sentences[0]}\nbias: {sentences[1]}\npoints:\n  weights: {points[0]}\n  bias: "
        f"{points[1]}"
    )


if __name__ == "__main__":
    main()
