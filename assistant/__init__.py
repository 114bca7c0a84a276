"""Answer a candidate's questions about roles, every claim with its exact quote."""

from typing import TYPE_CHECKING

from lazy_loader import attach

if TYPE_CHECKING:
    from assistant.as_json import answer_json, comparison_json
    from assistant.assistant import Assistant
    from assistant.errors import AssistantError, QuestionError, RoleNameError
    from assistant.langchain import PassageRetriever, answer_chain
    from assistant.question.scope import Scope, scope_from_json, scope_json
    from assistant.settings import Settings
    from assistant.types import Answer, Citation, Claim, Comparison, Evidence, Query, Turn

__getattr__, __dir__, __all__ = attach(
    __name__,
    submod_attrs={
        "as_json": ["answer_json", "comparison_json"],
        "assistant": ["Assistant"],
        "errors": ["AssistantError", "QuestionError", "RoleNameError"],
        "langchain": ["PassageRetriever", "answer_chain"],
        "question.scope": ["Scope", "scope_from_json", "scope_json"],
        "settings": ["Settings"],
        "types": ["Answer", "Citation", "Claim", "Comparison", "Evidence", "Query", "Turn"],
    },
)
