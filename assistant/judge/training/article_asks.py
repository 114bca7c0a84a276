"""Train what tells whether a question asks for a whole article, for advice or for a part, print how
well it does, write its weights.

    python -m assistant.judge.training.article_asks

Needs the extra `training`. It is trained on article_asks.yaml and on the questions of the made
postings, each of which asks for a part. Held documents are left out.
"""

from __future__ import annotations

from pathlib import Path

import yaml

from assistant.evidence.articles import WEIGHTS, Wanted
from assistant.judge.training.classifiers import Fitting, folds
from assistant.judge.training.documents import made_documents
from assistant.judge.training.made import Part

QUESTIONS = Path(__file__).with_name("article_asks.yaml")


def main() -> None:
    """Print the figures and write the weights."""
    table = yaml.safe_load(QUESTIONS.read_text("utf-8"))
    rows = [
        (str(question), list(Wanted).index(Wanted(kind)))
        for kind in table
        for question in table[kind]
    ]
    rows += [
        (question.question, list(Wanted).index(Wanted.PART))
        for document in made_documents()
        if document.part is not Part.HELD and document.kind == "role"
        for question in document.questions
    ]
    fitting = Fitting(
        [[question for question, _ in rows]], [kind for _, kind in rows], folds(len(rows))
    )
    said = fitting.tried()
    for kind, name in enumerate(Wanted):
        own = fitting.classes == kind
        found = said[:, kind] >= 0.5
        print(f"{name}: {own.sum()} questions, {found[own].mean():.0%} found, ", end="")
        print(f"{(found & ~own).sum()} of others taken for it")
    for (question, kind), row in zip(rows, said, strict=True):
        if row.argmax() != kind:
            print(f"  {list(Wanted)[kind]} as {list(Wanted)[row.argmax()]}: {question}")
    fitting.write(WEIGHTS)


if __name__ == "__main__":
    main()
