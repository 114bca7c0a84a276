"""The objects that every part of the page uses."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from assistant.conversations.archive import Conversations
from assistant.page.guard.limits import Limits
from assistant.page.guard.visitors import Visitor, visitor_of
from assistant.page.session.models import EnabledModels
from assistant.page.session.opening import Opening
from assistant.page.session.talk import Talk
from assistant.question.understand import check_question
from assistant.settings import Settings

if TYPE_CHECKING:
    from assistant.assistant import Assistant


@dataclass(frozen=True, slots=True)
class Site:
    """One served page: its assistant, the conversations it keeps, and who may do what."""

    opening: Opening
    conversations: Conversations
    limits: Limits
    enabled: EnabledModels

    @property
    def settings(self) -> Settings:
        """The settings that the page was started with."""
        return self.opening.settings

    @property
    def assistant(self) -> Assistant | None:
        """The open assistant, None while it is not open."""
        return self.opening.assistant

    @property
    def talk(self) -> Talk:
        """The object that answers the questions of conversations."""
        return Talk(self.opening, self.conversations)

    def admit_program(self, request: Any, model: str, question: str = "") -> None:
        """Count a program's question.

        Programs never count as owners: a program may be driven by a model that was talked into
        something.
        """
        self.admit(replace(visitor_of(request), owner=False), model, question)

    def admit(self, visitor: Visitor, model: str, question: str = "") -> None:
        """Count a question to `model`.

        Raises AssistantError, in words for the visitor, if it may not be asked.

        `question` is empty for requests without the visitor's own words, such as a comparison.
        """
        if question:
            check_question(question, self.settings.longest_question)
        self.enabled.require(model, visitor)
        self.limits.admit_question(visitor)
