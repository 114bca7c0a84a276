"""What can go wrong in the assistant; store errors pass through unchanged.

AssistantError
├── PromptError     a prompt file is missing, malformed, or its variables do not match
├── ModelError      the chat model is unknown, cannot be reached, or failed
│   └── ServerSilentError   a server that was asked for its models gave no list of them
├── QuestionError   the question is empty or too long, or a filter names no place
├── RoleNameError   words name no stored role, or more than one
├── CaseError       an evaluation or batch file cannot be used
├── ConversationError   the kept conversations cannot be used, or not as asked
│   └── UnknownConversation   no conversation, or none of this visitor's, has that identifier
├── KeptAnswerError a kept answer is damaged or of another shape
└── BackupError     a backup cannot be written, read or put back

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


class ConversationError(AssistantError):
    """The kept conversations cannot be used, or not in the way that was asked."""


class UnknownConversation(ConversationError):  # noqa: N818 - named for what it is
    """No conversation, or none of this visitor's, has that identifier."""


class KeptAnswerError(AssistantError):
    """A kept answer is damaged or of another shape."""


class BackupError(AssistantError):
    """A backup cannot be written, read or put back where it was to go."""
