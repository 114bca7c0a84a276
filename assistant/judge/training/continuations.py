"""Train the classifier of continuations, print how well it does on what it has not seen, write its
weights.

    python -m assistant.judge.training.continuations

Needs the extra `training`. It is trained on continuations.yaml and, as messages of their own, on
those of messages.yaml that hold a name or more than SHORT words: shorter ones may be either.
"""

from __future__ import annotations

from pathlib import Path

import yaml

from assistant.judge.training.classifiers import Fitting, folds
from assistant.judge.training.intents import MARK, MESSAGES
from assistant.question.intents.continuations import WEIGHTS, Continuation
from assistant.question.intents.intents import mask

CONTINUATIONS = Path(__file__).with_name("continuations.yaml")
SHORT = 4
OF_MESSAGES = 3  # every so manieth of those that hold a name or are long


def main() -> None:
    """Print the figures and write the weights."""
    kept = yaml.safe_load(CONTINUATIONS.read_text("utf-8"))
    rows = [
        (message, list(Continuation).index(Continuation(one)))
        for one, some in kept.items()
        for message in some
    ]
    messages = (
        message for some in yaml.safe_load(MESSAGES.read_text("utf-8")).values() for message in some
    )
    own = [message for message in messages if MARK.search(message) or len(message.split()) > SHORT][
        ::OF_MESSAGES
    ]
    rows += [(message, list(Continuation).index(Continuation.OWN)) for message in own]
    hidden = [MARK.sub(lambda mark: mask(mark[1]), message) for message, _ in rows]
    fitting = Fitting([hidden], [one for _, one in rows], folds(len(rows)))
    said = fitting.tried()
    best, right = said.argmax(1), said.argmax(1) == fitting.classes
    print(f"{len(rows):,} messages; right: {right.mean():.1%}")
    for at, one in enumerate(Continuation):
        mine, taken = fitting.classes == at, best == at
        print(
            f"  {one}: {right[mine].mean():.1%} of {mine.sum()}; where told: "
            f"{right[taken].mean():.1%}"
        )
    for at in (~right).nonzero()[0]:
        print(f"    {rows[at][0]}: {list(Continuation)[best[at]]} ({said[at].max():.2f})")
    fitting.write(WEIGHTS)


if __name__ == "__main__":
    main()
