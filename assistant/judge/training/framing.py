"""Train what tells sentences that say something from those that only frame it, print how well it
does, write its weights.

    python -m assistant.judge.training.framing

Needs the extra `training`. It is trained on framing.yaml.
"""

from __future__ import annotations

from pathlib import Path

import yaml

from assistant.evidence.articles import FRAMES, FRAMING
from assistant.judge.training.classifiers import Fitting, folds

SENTENCES = Path(__file__).with_name("framing.yaml")


def main() -> None:
    """Print the figures and write the weights."""
    rows = [(kind, str(text)) for kind, text in yaml.safe_load(SENTENCES.read_text("utf-8"))]
    fitting = Fitting(
        [[text for _, text in rows]],
        [FRAMES.index(kind) for kind, _ in rows],
        folds(len(rows)),
    )
    said = fitting.tried()
    print(f"{len(rows):,} sentences; right: {(said.argmax(1) == fitting.classes).mean():.1%}")
    fitting.write(FRAMING)


if __name__ == "__main__":
    main()
