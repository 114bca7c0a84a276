"""Train the classifier of what facet a question asks for, print how well it does, write its
weights.

    python -m assistant.judge.training.facet_questions

Needs the extra `training`. It is trained on facet_questions.yaml and, as questions of no facet, on
some of those of passages that state none.
"""

from __future__ import annotations

from pathlib import Path

import yaml

from assistant.judge.training.classifiers import Fitting, folds
from assistant.judge.training.made import Part, made_passages
from assistant.question.intents.facets import WEIGHTS, Asked
from store.facets.read import read_facets
from store.types import Fields

QUESTIONS = Path(__file__).with_name("facet_questions.yaml")
OF_PASSAGES = 6  # every so manieth of their questions


def main() -> None:
    """Print the figures and write the weights."""
    kept = yaml.safe_load(QUESTIONS.read_text("utf-8"))
    rows = [
        (question, list(Asked).index(Asked(name)))
        for name, questions in kept.items()
        for question in questions
    ]
    rows += [(question, list(Asked).index(Asked.NONE)) for question in _of_no_facet()]
    fitting = Fitting(
        [[question for question, _ in rows]], [asked for _, asked in rows], folds(len(rows))
    )
    said = fitting.tried()
    right = said.argmax(1) == fitting.classes
    print(f"{len(rows):,} questions; right: {right.mean():.1%}")
    for at, asked in enumerate(Asked):
        mine, taken = fitting.classes == at, said.argmax(1) == at
        print(
            f"  {asked}: {right[mine].mean():.1%} of {mine.sum()}; where told: "
            f"{right[taken].mean():.1%}"
        )
    fitting.write(WEIGHTS)


def _of_no_facet() -> list[str]:
    """Questions of the passages that are answered by what no facet was read from."""
    found = []
    for passage in made_passages():
        if passage.part is Part.HELD:
            continue
        facets = read_facets(Fields(), passage.text, ())
        states = any(getattr(facets, asked, ()) for asked in Asked)
        found += [
            question.question for question in passage.questions if question.answers and not states
        ]
    return found[::OF_PASSAGES]


if __name__ == "__main__":
    main()
