"""Train the classifier of intents on messages.yaml, print how well it does on what it has not seen,
write its weights.

    python -m assistant.judge.training.intents

Needs the extra `training`. Each message is trained on with its names masked, and once as it stands:
a name may be unknown to the catalog. The figures are those of a tenfold cross-validation over
messages with their names masked.
"""

from __future__ import annotations

import re
from pathlib import Path

import yaml

from assistant.judge.training.classifiers import Fitting, folds
from assistant.question.intents.intents import WEIGHTS, mask
from assistant.types import Kind

MESSAGES = Path(__file__).parent / "messages.yaml"
MARK = re.compile(r"\{(\w+):([^}]*)\}")


def main() -> None:
    """Print the figures and write the weights."""
    kept = yaml.safe_load(MESSAGES.read_text("utf-8"))
    rows = [
        (message, list(Kind).index(Kind(kind)))
        for kind, messages in kept.items()
        for message in messages
    ]
    hidden = [MARK.sub(lambda mark: mask(mark[1]), message) for message, _ in rows]
    plain = [MARK.sub(r"\2", message) for message, _ in rows]
    fitting = Fitting([hidden, plain], [kind for _, kind in rows], folds(len(rows)))
    said = fitting.tried()
    right = said.argmax(1) == fitting.classes
    print(f"{len(rows):,} messages; right: {right.mean():.1%}")
    for at, kind in enumerate(Kind):
        mine = fitting.classes == at
        print(f"  {kind}: {right[mine].mean():.1%} of {mine.sum()}")
    for least in (0.5, 0.7, 0.9):
        sure = said.max(1) >= least
        print(
            f"  where the first is at least {least}: {right[sure].mean():.1%} of {sure.mean():.0%}"
        )
    fitting.write(WEIGHTS)


if __name__ == "__main__":
    main()
