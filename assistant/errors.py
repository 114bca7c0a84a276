"""What can go wrong in the assistant; store errors pass through unchanged.

AssistantError
├── PromptError     a prompt file is missing, malformed, or its variables do not match
├── ModelError      the chat model is unknown, cannot be reached, or failed
│   └── ServerSilentError   a server that was asked for its models gave no list of them
├── QuestionError   the question is empty or too long, or a filter names no place
├── RoleNameError   words name no stored role, or more than one
└── CaseError       an evaluation or batch file cannot be used

Every message names the value, the cause and the next command.
"""

from __future__ import annotations


class AssistantError(Exception):
    """Any failure of the assistant; its text is meant for a person."""


class PromptError(AssistantError):
    """A prompt file is missing, malformed, or its variables do not match."""


class ModelError(AssistantError):
    """The chat model is unknown, cannot be reached, or failed."""


class ServerSilentError(ModelError):
    """A server that was asked for its models gave no list of them."""


class QuestionError(AssistantError):
    """The question is empty or too long, or a filter names no place."""


class RoleNameError(AssistantError):
    """Words that should name one role name none, or more than one."""


class CaseError(AssistantError):
    """An evaluation or batch file cannot be used."""
