"""Train the classifier of a reply's sentences on sentences.yaml, print how well it does, write its
weights.

    python -m assistant.judge.training.sentences

Needs the extra `training`. Claims of the made passages stand beside the facts. The figures are
those of a tenfold cross-validation.
"""

from __future__ import annotations

import random
from pathlib import Path

import yaml

from assistant.check.forms import WEIGHTS, Form
from assistant.judge.training.classifiers import Fitting, folds
from assistant.judge.training.made import Part, made_passages

SENTENCES = Path(__file__).parent / "sentences.yaml"
MADE = 250
"""Claims of the made passages, by chance."""


def main() -> None:
    """Print the figures and write the weights."""
    kept: dict[str, list[str]] = yaml.safe_load(SENTENCES.read_text("utf-8"))
    made = [
        claim.claim
        for passage in made_passages()
        if passage.part is Part.TRAIN
        for claim in passage.claims
    ]
    kept["fact"] += random.Random(1).sample(made, MADE)
    forms = list(Form)
    rows = [
        (sentence, forms.index(Form(form)))
        for form, sentences in kept.items()
        for sentence in sentences
    ]
    fitting = Fitting(
        [[sentence for sentence, _ in rows]], [form for _, form in rows], folds(len(rows))
    )
    said = fitting.tried()
    guessed = said.argmax(1)
    print(f"{len(rows):,} sentences; right: {(guessed == fitting.classes).mean():.1%}")
    for at, form in enumerate(forms):
        mine = fitting.classes == at
        print(
            f"  {form}: {(guessed[mine] == at).mean():.1%} of {mine.sum()}, "
            f"{(guessed == at).sum()} taken for it"
        )
    for (sentence, right), of_row in zip(rows, said, strict=True):
        if of_row.argmax() != right and of_row.max() >= 0.5:
            print(
                f"  {forms[int(of_row.argmax())]} {of_row.max():.2f}, right {forms[right]}: "
                f"{sentence}"
            )
    fitting.write(WEIGHTS)


if __name__ == "__main__":
    main()
