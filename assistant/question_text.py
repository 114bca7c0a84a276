"""The words of a question as they come in, before anything is made of them."""

from __future__ import annotations

from assistant.errors import QuestionError


def check_question(question: str, longest: int) -> None:
    """Raise QuestionError for a question that is empty or has more than `longest` characters."""
    if not question.strip():
        raise QuestionError("The question is empty. Write what you would like to know.")
    if len(question) > longest:
        raise QuestionError(
            f"The question has {len(question):,} characters and the longest taken is {longest:,}. Shorten it."
        )


def storable(text: str) -> str:
    """`text` without halves of characters, which no file takes and a browser or a program may send."""
    return text.encode("utf-8", "replace").decode("utf-8")
