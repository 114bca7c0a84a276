"""Prompts as data: one YAML file each, whose variables must match those of its templates."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence, Set
from datetime import date
from importlib import resources
from itertools import groupby

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from assistant.errors import PromptError
from assistant.language.stated import date_in_words
from assistant.models.heads import head_lines
from assistant.models.reply.markers import keep_shown
from assistant.models.reply.marks import without_marks
from assistant.types import Evidence, Query, Turn

NONE = "(none)"


def prompt_values(
    question: str,
    shown: Sequence[tuple[Evidence, str]],
    talk: Sequence[str],
    not_told: str,
    today: date | None = None,
) -> dict[str, str]:
    """Return the variables of prompts/answer.yaml."""
    fence = _fence(*(head_of(piece) + text for piece, text in shown), *talk, question)
    return {
        "evidence": "\n\n".join(_documents(fence, shown)) or NONE,
        "conversation": _fenced(fence, "conversation", "\n".join(talk) or NONE),
        "question": _fenced(fence, "question", question),
        "fence": fence,
        "not_told": not_told,
        "today": date_in_words(today or date.today()),
    }


def condense_values(
    question: str, talk: Sequence[str], names: Sequence[str] = ()
) -> dict[str, str]:
    """Return the variables of prompts/condense.yaml and prompts/understand.yaml."""
    fence = _fence(*talk, question, *names)
    listed = "\n".join(" ".join(name.split()) for name in names)
    return {
        "conversation": _fenced(fence, "conversation", "\n".join(talk) or NONE),
        "question": _fenced(fence, "question", question),
        "names": _fenced(fence, "names", listed or NONE),
        "fence": fence,
    }


def told(said: Query | Turn) -> str:
    """Return a question or a turn in the words that prompts use for it.

    A turn loses its markers, whose numbers named other evidence, and Rolecall's own marks.
    """
    if isinstance(said, Turn):
        answer = " ".join(without_marks(keep_shown(said.answer, ())).split())
        return f"Candidate: {' '.join(said.question.split())}\nRolecall: {answer}"
    if said.standalone_question in ("", said.question):
        return said.question
    return f"{said.question}\n(standing alone: {said.standalone_question})"


def _fence(*texts: str) -> str:
    """Return a line's opening that none of `texts` can have, since it is a digest of them all."""
    digest = hashlib.sha256(chr(0).join(texts).encode("utf-8", "replace"))
    return f"--- text {digest.hexdigest()[:12]}"


def _fenced(fence: str, name: str, text: str) -> str:
    return f"{fence}: {name}\n{text}\n{fence}: end of {name}"


def _documents(fence: str, shown: Sequence[tuple[Evidence, str]]) -> Iterator[str]:
    """Yield the evidence of each document in turn, each piece with its number and heading, under
    the document's head.
    """
    documents = groupby(shown, key=lambda piece: head_of(piece[0]))
    for number, (head, pieces) in enumerate(documents, start=1):
        texts = [_numbered(evidence, text) for evidence, text in pieces]
        yield _fenced(fence, f"document {number}", "\n\n".join((head, *texts)))


def head_of(evidence: Evidence) -> str:
    """Return what a reader needs to know about the document of a piece of evidence, one line
    each.
    """
    document = evidence.passage.document
    computed = {"Kind": "worked out by Rolecall's own code, exact", "Title": document.title}
    lines = computed.items() if evidence.is_computed else head_lines(document)
    told = ((label, " ".join(value.split())) for label, value in lines)
    return "\n".join(f"{label}: {value}" for label, value in told if value)


def _numbered(evidence: Evidence, text: str) -> str:
    passage = evidence.passage
    path = [part for part in passage.heading_path if part != passage.document.title]
    heading = " ".join(" > ".join(path).split())
    return f"[{evidence.number}] {heading}".rstrip() + f"\n{text}"


Messages = tuple[tuple[str, str], ...]  # (role, text)

_VARIABLE = re.compile(r"\{([a-z_]+)\}")


class Prompt(BaseModel):
    """One prompt: a system and a user template in which `{name}` stands for a variable.

    `in_sentences` is added to the system prompt if the reply must be JSON.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: int = Field(ge=1)
    purpose: str = Field(min_length=1)
    variables: frozenset[str]
    system: str = Field(min_length=1)
    user: str = Field(min_length=1)
    in_sentences: str = ""

    @model_validator(mode="after")
    def _variables_match(self) -> Prompt:
        used = frozenset(_VARIABLE.findall(self.system + self.user))
        if mismatch := _mismatch(expected=self.variables, found=used):
            raise ValueError(f"its variables do not match its templates ({mismatch})")
        return self

    def asking_for_sentences(self) -> Prompt:
        """Return the same prompt, asking for a reply of `Sentences`."""
        return self.model_copy(update={"system": f"{self.system}\n{self.in_sentences}"})

    def render(self, **values: str) -> Messages:
        """Return the messages as (role, text); raises PromptError unless exactly the variables are
        given.

        Each template is filled in one pass, so that braces inside a value stay as they are.
        """
        if mismatch := _mismatch(expected=self.variables, found=values.keys()):
            raise PromptError(
                f"The prompt “{self.purpose}” was filled with the wrong variables ({mismatch}). "
                f"Give exactly: {', '.join(sorted(self.variables))}."
            )
        return tuple(
            (role, _VARIABLE.sub(lambda match: values[match[1]], template).strip())
            for role, template in (("system", self.system), ("user", self.user))
        )


def load_prompt(name: str) -> Prompt:
    """Return the prompt in prompts/NAME.yaml; raises PromptError if it is missing or malformed."""
    file = resources.files("prompts") / f"{name}.yaml"
    if not file.is_file():
        raise PromptError(
            f"There is no prompt {name!r} (prompts/{name}.yaml). Run: rolecall doctor"
        )
    try:
        return Prompt.model_validate(yaml.safe_load(file.read_text(encoding="utf-8")))
    except (yaml.YAMLError, ValidationError) as error:
        raise PromptError(
            f"prompts/{name}.yaml cannot be used: {_cause(error)}. Mend the file."
        ) from error


def _mismatch(expected: Set[str], found: Set[str]) -> str:
    """Return what is missing and what is unknown, in words; "" if the two agree."""
    both = {"missing": sorted(expected - found), "unknown": sorted(found - expected)}
    return "; ".join(f"{name}: {', '.join(these)}" for name, these in both.items() if these)


def _cause(error: yaml.YAMLError | ValidationError) -> str:
    if isinstance(error, ValidationError):
        first = error.errors()[0]
        return f"{'.'.join(str(part) for part in first['loc'])} {first['msg']}".strip()
    return " ".join(str(error).split())
