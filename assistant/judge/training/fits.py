"""Train the classifier of fits, print how well it does on what it has not seen, write its weights.

    python -m assistant.judge.training.fits

Needs the extra `training`. It is trained on fits.yaml and, as messages that ask other things, on
those of messages.yaml that don't stand there.
"""

from __future__ import annotations

from pathlib import Path

import yaml

from assistant.judge.training.classifiers import Fitting, folds
from assistant.judge.training.intents import MARK, MESSAGES
from assistant.question.intents.fits import WEIGHTS
from assistant.question.intents.intents import mask

FITS = Path(__file__).with_name("fits.yaml")
SURE = (0.3, 0.5, 0.7)
OF_MESSAGES = 3  # every so manieth of messages.yaml


def main() -> None:
    """Print the figures and write the weights."""
    kept = yaml.safe_load(FITS.read_text("utf-8"))
    messages = yaml.safe_load(MESSAGES.read_text("utf-8")).values()
    others = [*kept["other"], *[message for some in messages for message in some][::OF_MESSAGES]]
    rows = dict.fromkeys(others, 0) | dict.fromkeys(kept["fits"], 1)
    hidden = [MARK.sub(lambda mark: mask(mark[1]), message) for message in rows]
    plain = [MARK.sub(r"\2", message) for message in rows]
    fitting = Fitting([hidden, plain], list(rows.values()), folds(len(rows)))
    said = fitting.tried()[:, 1]
    for least in SURE:
        told, is_fit = said >= least, fitting.classes == 1
        print(
            f"from {least}: {(told & is_fit).sum()} of {is_fit.sum()}, "
            f"{(told & ~is_fit).sum()} wrongly"
        )
    for message, share, is_fit in zip(rows, said, fitting.classes, strict=True):
        if (share >= SURE[1]) != is_fit:
            print(f"    {message}: {share:.2f}")
    fitting.write(WEIGHTS)


if __name__ == "__main__":
    main()
