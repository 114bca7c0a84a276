"""Tries a model on one question about the seeds: how fast it speaks, whether it cites, whether
the citations hold.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from assistant.assistant import Assistant
from assistant.check.statements import statements_of
from assistant.errors import ModelError
from assistant.models.choice import MODELS_FILE, choose
from assistant.models.providers import QUOTES
from assistant.models.reply.reply import shown_reply
from assistant.settings import Settings
from assistant.types import Answer, Support
from store.types import ProgressListener

QUESTION = "What do Bar Raisers look for?"


@dataclass(frozen=True, slots=True)
class Trial:
    """What a model did with QUESTION.

    Attributes:
        first_token: seconds from sending the prompt to the first text.
        seconds: from sending the prompt to the last text.
        characters: of the reply, thoughts included.
        sentences: of the reply that state something; `cited` of them name evidence, and of these
            `held` rest on it.
        supported, weak, contradicted, unsupported: the sentences by what the check made of them.
        text: the answer as a reader gets it.
    """

    name: str
    where: str
    first_token: float
    seconds: float
    characters: int
    sentences: int
    cited: int
    held: int
    supported: int
    weak: int
    contradicted: int
    unsupported: int
    abstained: bool
    text: str
    notice: str

    @property
    def characters_a_second(self) -> float:
        """How fast it speaks once it has begun."""
        return self.characters / max(1e-3, self.seconds - self.first_token)


def try_model(name: str, settings: Settings, progress: ProgressListener | None = None) -> Trial:
    """Ask QUESTION of a model over a collection of the seeds alone.

    Raises ModelError where it fails.
    """
    if name.strip() == QUOTES:
        raise ModelError(
            f"{QUOTES} is no model, so that there is nothing to try. See: rolecall models"
        )
    file = settings.models_file or settings.data_dir / MODELS_FILE
    where = str(choose(name, settings.model_copy(update={"model": name})).destination)
    with tempfile.TemporaryDirectory(prefix="rolecall-") as folder:
        chosen = {"model": name, "data_dir": Path(folder), "seeds": True, "chroma_url": None}
        chosen |= {"models_file": file if file.is_file() else None}
        with Assistant.open(
            settings=settings.model_copy(update=chosen), progress=progress
        ) as assistant:
            *_, answer = assistant.stream(QUESTION)
    if not answer.reply:
        raise ModelError(answer.notice or f"{name} sent back nothing.")
    return _trial(name, where, answer)


def trial_rows(trial: Trial) -> dict[str, str]:
    """What a person is told of a trial, by the name of the row; what was not found out is left
    out.
    """
    held = f"; {trial.held} of these supported by what they cite" if trial.cited else ""
    rows = {
        "model": f"{trial.name} ({trial.where})",
        "first text": f"after {trial.first_token:.2f} s",
        "speed": f"{trial.characters_a_second:.0f} characters a second, whole reply after "
        f"{trial.seconds:.2f} s",
        "cited": f"{trial.cited} of {trial.sentences} sentences{held}",
        "checked": f"{trial.supported} supported, {trial.weak} weak, {trial.contradicted} "
        "contradicted,"
        f" {trial.unsupported} not in the sources",
        "note": trial.notice,
    }
    return {name: value for name, value in rows.items() if value}


def trial_json(trial: Trial) -> dict[str, Any]:
    """A trial in plain JSON types."""
    return asdict(trial) | {"characters_a_second": round(trial.characters_a_second, 1)}


def _trial(name: str, where: str, answer: Answer) -> Trial:
    numbers = [evidence.number for evidence in answer.evidence]
    said = [
        one
        for one in statements_of(shown_reply(answer.reply, numbers, finished=True))
        if one.is_claim
    ]
    rests_on = {
        claim.text: {answer.citations[index].evidence.number for index in claim.citations}
        for claim in answer.claims
        if claim.support in (Support.SUPPORTED, Support.WEAK)
    }
    cited = [one for one in said if one.cited]
    verdicts = Counter(claim.support for claim in answer.claims[: len(said)])
    times = answer.timings
    return Trial(
        name,
        where,
        round((times.first_token - times.retrieve) / 1000, 3),
        round((times.total - times.retrieve) / 1000, 3),
        len(answer.reply),
        len(said),
        len(cited),
        sum(bool(one.cited & rests_on.get(one.text, set())) for one in cited),
        verdicts[Support.SUPPORTED],
        verdicts[Support.WEAK],
        verdicts[Support.CONTRADICTED],
        verdicts[Support.UNSUPPORTED],
        answer.abstained,
        answer.text,
        answer.notice,
    )
