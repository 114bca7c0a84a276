"""What a program gives with a call, checked: what is not as it should be is named."""

from __future__ import annotations

import json
import reprlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, TypeAdapter, ValidationError, model_validator

from assistant.errors import QuestionError
from assistant.question_text import storable
from assistant.types import Turn

Words = Annotated[str, BeforeValidator(lambda given: storable(given) if isinstance(given, str) else given)]
LONGEST_TURNS = 200_000  # characters of all earlier turns together


class GivenTurn(BaseModel):
    """A turn as a program tells it: a question alone, or the fields of assistant.types.Turn."""

    model_config = ConfigDict(extra="forbid")
    question: Words
    answer: Words = ""
    standalone_question: Words = ""
    roles: tuple[str, ...] = ()
    options: tuple[str, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _question_alone(cls, given: Any) -> Any:
        return {"question": given} if isinstance(given, str) else given


class Asked(BaseModel):
    """The arguments of `ask`."""

    question: Words
    turns: tuple[GivenTurn, ...] = ()
    model: str = ""
    only: tuple[str, ...] = ()
    places: tuple[str, ...] = ()

    @classmethod
    def of(cls, **given: Any) -> Asked:
        """The arguments, checked. Raises QuestionError."""
        with _named():
            asked = cls(**given)
        size = len(json.dumps([turn.model_dump() for turn in asked.turns], ensure_ascii=False))
        if size > LONGEST_TURNS:
            raise QuestionError(
                f"The earlier turns have {size:,} characters and the most taken are {LONGEST_TURNS:,}. "
                "Send the last ones only."
            )
        return asked

    def earlier(self) -> tuple[Turn, ...]:
        """The turns before the question."""
        return tuple(Turn(**turn.model_dump()) for turn in self.turns)


def words_of(**given: Any) -> dict[str, str]:
    """Arguments that are words. Raises QuestionError for one that is not."""
    with _named():
        return TypeAdapter(dict[str, Words]).validate_python(given)


@contextmanager
def _named() -> Iterator[None]:
    """Names the argument that is not of its type."""
    try:
        yield
    except ValidationError as error:
        wrong = error.errors()[0]
        place = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in wrong["loc"]).lstrip(".")
        raise QuestionError(
            f"The argument {place} cannot be used, given {reprlib.repr(wrong['input'])}: {wrong['msg']}. "
            "What each argument takes: docs/api.md, or /gradio_api/info of this page."
        ) from error
