"""Keep conversations, reopen them, export them."""

from lazy_loader import attach

__getattr__, __dir__, __all__ = attach(
    __name__,
    submod_attrs={
        "archive": ["Conversation", "Conversations", "KeptTurn", "OWNER", "file_of"],
        "export": ["UNANSWERED", "as_json", "as_markdown", "conversation_json", "file_name"],
        "kept_answer": ["keep", "restore"],
        "repair": ["repair_conversations"],
    },
)
