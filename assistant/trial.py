"""Try a model on one question about the seeds: its speed, whether it cites, and whether its
citations hold.
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
    """How a model answered QUESTION.

    Attributes:
        first_token: seconds from sending the prompt to the first text.
        seconds: from sending the prompt to the last text.
        characters: length of the reply, thoughts included.
        sentences: number of sentences that state something; `cited` of them cite evidence, and the
            evidence supports `held` of these.
        supported, weak, contradicted, unsupported: number of sentences by the result of the check.
        text: the answer as readers see it.
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
        """Characters a second from the first text on."""
        return self.characters / max(1e-3, self.seconds - self.first_token)


def try_model(name: str, settings: Settings, progress: ProgressListener | None = None) -> Trial:
    """Ask a model QUESTION about a collection of the seeds alone.

    Raises ModelError if it fails.
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
    """Return the results of a trial in words, by the name of the row, without those that are not
    known.
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
    """Return a trial in plain JSON types."""
    return asdict(trial) | {"characters_a_second": round(trial.characters_a_second, 1)}


def _trial(name: str, where: str, answer: Answer) -> Trial:
    numbers = [evidence.number for evidence in answer.evidence]
    claims = [
        statement
        for statement in statements_of(shown_reply(answer.reply, numbers, finished=True))
        if statement.is_claim
    ]
    rests_on = {
        claim.text: {answer.citations[index].evidence.number for index in claim.citations}
        for claim in answer.claims
        if claim.support in (Support.SUPPORTED, Support.WEAK)
    }
    cited = [statement for statement in claims if statement.cited]
    verdicts = Counter(claim.support for claim in answer.claims[: len(claims)])
    times = answer.timings
    return Trial(
        name,
        where,
        round((times.first_token - times.retrieve) / 1000, 3),
        round((times.total - times.retrieve) / 1000, 3),
        len(answer.reply),
        len(claims),
        len(cited),
        sum(bool(statement.cited & rests_on.get(statement.text, set())) for statement in cited),
        verdicts[Support.SUPPORTED],
        verdicts[Support.WEAK],
        verdicts[Support.CONTRADICTED],
        verdicts[Support.UNSUPPORTED],
        answer.abstained,
        answer.text,
        answer.notice,
    )
