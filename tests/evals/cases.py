"""Evaluation cases: questions with the facts a right answer must hold, read from YAML."""

from __future__ import annotations

import re
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError, field_validator

from assistant.errors import CaseError
from case_checks import Expect


class Case(BaseModel):
    """One conversation and what its last answer must hold.

    `facts` are case-insensitive regular expressions, each matched inside one sentence or list item;
    `expect` is what else a list, a count, a comparison or a conversation must come to.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    split: str
    kind: str
    turns: tuple[str, ...]
    answerable: bool
    source: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    expect: Expect | None = None

    @field_validator("source", mode="before")
    @classmethod
    def _one_or_many(cls, value: object) -> object:
        return (value,) if isinstance(value, str) else value

    @field_validator("facts")
    @classmethod
    def _compiles(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for fact in value:
            re.compile(fact)
        return value

    def stated(self, fact: str, sentence: str) -> bool:
        return re.search(fact, sentence, re.IGNORECASE) is not None


def load_cases(path: Path) -> tuple[Case, ...]:
    """The cases of a YAML file; raises CaseError when it cannot be read or a case is malformed."""
    try:
        cases = TypeAdapter(tuple[Case, ...]).validate_python(
            yaml.safe_load(path.read_text("utf-8"))
        )
    except OSError as error:
        raise CaseError(
            f"Cannot read the cases at {path}: {error.strerror}. Name a YAML file of cases."
        ) from error
    except (yaml.YAMLError, ValidationError, re.error) as error:
        raise CaseError(f"The cases at {path} are malformed: {error}") from error
    doubled = {case.id for case in cases if sum(other.id == case.id for other in cases) > 1}
    if doubled:
        raise CaseError(
            f"The cases at {path} use an id twice: {', '.join(sorted(doubled))}. Rename one of "
            "each."
        )
    return cases
