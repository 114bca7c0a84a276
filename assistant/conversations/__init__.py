"""Keep conversations, open them again, export them."""

from lazy_loader import attach

__getattr__, __dir__, __all__ = attach(
    __name__,
    submod_attrs={
        "archive": ["Conversation", "Conversations", "FILE_NAME", "KeptTurn", "OWNER"],
        "export": ["UNANSWERED", "as_json", "as_markdown", "conversation_json", "file_name"],
        "kept_answer": ["keep", "restore"],
    },
)
