"""Says in words why a chat model could not go on, whatever its provider's package raised."""

from __future__ import annotations

from assistant.errors import ModelError

TRY_QUOTES = "Ask again, or answer without a model: --model quotes"


def model_failure(error: Exception, model: str, midway: bool) -> ModelError:
    """A ModelError for `error`, with its cause set where that is safe to log.

    Nothing of the provider's own text is repeated, and a refused key leaves no cause: servers put the key in both.
    """
    words, mend, is_about_key = _explained(error)
    failure = ModelError(f"{model} {'stopped midway and ' * midway}{words}. {mend}")
    failure.__cause__ = None if is_about_key else error
    failure.__suppress_context__ = True
    return failure


def _explained(error: Exception) -> tuple[str, str, bool]:
    from langchain_core import exceptions as known  # the same for every provider

    table: tuple[tuple[type[Exception], str, str], ...] = (
        (known.ModelAuthenticationError, "refused the key", "Set ROLECALL_API_KEY to one that it takes."),
        (known.ModelPermissionDeniedError, "does not allow that model with this key", "See: rolecall doctor"),
        (known.ModelNotFoundError, "has no model of that name", "See what it has: rolecall doctor"),
        (known.ModelRateLimitError, "is asked too often, or its quota is spent", TRY_QUOTES),
        (known.ModelTimeoutError, "took too long", TRY_QUOTES),
        (known.ModelConnectionError, "cannot be reached", f"Start its server or set ROLECALL_BASE_URL. {TRY_QUOTES}"),
        (known.ContextOverflowError, "has too little room for the evidence", "Lower ROLECALL_MAX_EVIDENCE."),
        (known.ModelInvalidRequestError, "refused the request", TRY_QUOTES),
        (known.ModelAPIError, "failed on its own side", TRY_QUOTES),
    )
    about_key = isinstance(error, (known.ModelAuthenticationError, known.ModelPermissionDeniedError))
    for kind, words, mend in table:
        if isinstance(error, kind):
            return words, mend, about_key
    return f"failed ({type(error).__name__})", TRY_QUOTES, about_key
