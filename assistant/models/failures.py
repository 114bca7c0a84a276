"""Says in words why a chat model could not go on, whatever its provider's package raised."""

from __future__ import annotations

from typing import Any

from assistant.errors import ModelError
from assistant.models.choice import ModelChoice
from assistant.models.opened import OpenModel
from assistant.models.usable import names_served

TRY_QUOTES = "Ask again, or answer without a model: --model quotes"
NAMES_SHOWN = 8
_QUOTA = ("insufficient_quota", "billing", "credit")


def model_failure(error: Exception, model: OpenModel, midway: bool) -> ModelError:
    """A ModelError for `error`, with its cause set where that is safe to log.

    Nothing of the provider's own text is repeated, and a refused key leaves no cause: servers put
    the key in both.
    """
    from langchain_core import exceptions as known

    kind = _kind(error)
    words, mend = _explained(kind, error, model)
    failure = ModelError(f"{model.named} {'stopped midway and ' * midway}{words}. {mend}")
    is_about_key = kind in (known.ModelAuthenticationError, known.ModelPermissionDeniedError)
    failure.__cause__ = None if is_about_key else error
    failure.__suppress_context__ = True
    return failure


def is_passing(error: Exception, choice: ModelChoice) -> bool:
    """Whether asking again soon may help: too many requests, a server's own failure, a hosted
    one out of reach.
    """
    from langchain_core import exceptions as known

    kind = _kind(error)
    if kind is known.ModelRateLimitError:
        return not _is_about_quota(error)
    if kind is known.ModelAPIError:
        return _status(error) != 501
    return kind is known.ModelConnectionError and not choice.destination.is_here


def is_refused(failure: ModelError) -> bool:
    """Whether a server or its package found fault with the request itself, so that another form
    of it may do.
    """
    from langchain_core import exceptions as known

    cause = failure.__cause__
    if not isinstance(cause, Exception):
        return False
    kind = _kind(cause)
    if kind is known.ModelAPIError:
        return _status(cause) == 501
    return kind is known.ModelInvalidRequestError or (
        kind is None and isinstance(cause, NotImplementedError | TypeError | ValueError)
    )


def is_cut(error: Exception) -> bool:
    """Whether an error says that a reply became too long: OpenAI's package raises it where a
    schema is asked for.
    """
    return type(error).__name__ == "LengthFinishReasonError"


def retry_after(error: Exception) -> float:
    """Seconds that a server asks to wait, 0 where it asks for none."""
    headers = getattr(getattr(error, "response", None), "headers", None) or {}
    try:
        return max(0.0, float(headers.get("retry-after", 0)))
    except (AttributeError, TypeError, ValueError):
        return 0.0


def _explained(kind: type[Exception] | None, error: Exception, model: OpenModel) -> tuple[str, str]:
    """What happened, and what to do about it."""
    from langchain_core import exceptions as known  # the same for every provider

    if kind is known.ModelNotFoundError or (
        kind is known.ModelInvalidRequestError and _lacks(error, model)
    ):
        return "has no model of that name", _names(model)
    if kind is known.ModelRateLimitError and _is_about_quota(error):
        return "has no quota left for this key", f"See the account's billing. {TRY_QUOTES}"
    if kind is known.ModelAuthenticationError and model.choice.key is None:
        return (
            "asks for a key, and none is set for it",
            "Set ROLECALL_API_KEY, with ROLECALL_MODEL and its address.",
        )
    keys = " or ".join(dict.fromkeys(("ROLECALL_API_KEY", *model.choice.provider.keys)))
    is_here = model.choice.destination.is_here
    reach = "Start its server or set ROLECALL_BASE_URL." if is_here else "Is this machine online?"
    room = f"Set its context_window (ROLECALL_CONTEXT_WINDOW) to less than {model.window}."
    table: dict[type[Exception] | None, tuple[str, str]] = {
        known.ModelAuthenticationError: ("refused the key", f"Set {keys} to one that it takes."),
        known.ModelPermissionDeniedError: (
            "does not allow that model with this key",
            "See: rolecall models",
        ),
        known.ModelRateLimitError: ("is asked too often", f"Wait a little. {TRY_QUOTES}"),
        known.ModelTimeoutError: ("took too long", TRY_QUOTES),
        known.ModelConnectionError: ("cannot be reached", f"{reach} {TRY_QUOTES}"),
        known.ContextOverflowError: ("has too little room for the evidence", room),
        known.ModelInvalidRequestError: ("refused the request", TRY_QUOTES),
        known.ModelAPIError: ("failed on its own side", TRY_QUOTES),
        known.ModelRefusalError: ("declined to answer", TRY_QUOTES),
    }
    if kind is None and isinstance(error, (ValueError, AttributeError, TypeError)):
        return (
            "answered something that is no reply of a model",
            f"See that its address is right. {TRY_QUOTES}",
        )
    return table.get(kind, (f"failed ({type(error).__name__})", TRY_QUOTES))


def _names(model: OpenModel) -> str:
    """The names that its server has, asked for now: that server was chosen."""
    names = names_served(model.choice)
    if not names:
        return "See: rolecall models"
    shown = ", ".join(names[:NAMES_SHOWN]) + (" …" if len(names) > NAMES_SHOWN else "")
    return f"It has: {shown}."


def _lacks(error: Exception, model: OpenModel) -> bool:
    """Whether a server speaks of a model that it does not list: some call that a bad request."""
    name = model.choice.model
    if name not in f"{error} {getattr(error, 'body', '')}":
        return False
    names = names_served(model.choice) if model.choice.destination.is_here else ()
    return bool(names) and not {name, f"{name}:latest"} & set(names)


def _kind(error: Exception) -> type[Exception] | None:
    """Which of LangChain's errors `error` is or amounts to: not every provider's package raises
    them.
    """
    from langchain_core import exceptions as known

    kinds: tuple[type[Exception], ...] = (
        known.ContextOverflowError,
        known.ModelAuthenticationError,
        known.ModelPermissionDeniedError,
        known.ModelNotFoundError,
        known.ModelRateLimitError,
        known.ModelTimeoutError,
        known.ModelConnectionError,
        known.ModelInvalidRequestError,
        known.ModelAPIError,
        known.ModelRefusalError,
    )
    own = next((kind for kind in kinds if isinstance(error, kind)), None)
    if own not in (None, known.ModelInvalidRequestError, known.ModelAPIError):
        return own
    if _is_about_context(error):
        return known.ContextOverflowError
    return own or _kind_by_status(_status(error)) or _kind_by_name(error)


def _kind_by_status(status: int) -> type[Exception] | None:
    from langchain_core import exceptions as known

    by_status: dict[int, type[Exception]] = {
        400: known.ModelInvalidRequestError,
        401: known.ModelAuthenticationError,
        403: known.ModelPermissionDeniedError,
        404: known.ModelNotFoundError,
        408: known.ModelTimeoutError,
        422: known.ModelInvalidRequestError,
        429: known.ModelRateLimitError,
    }
    return by_status.get(status) or (known.ModelAPIError if status >= 500 else None)


def _kind_by_name(error: Exception) -> type[Exception] | None:
    from langchain_core import exceptions as known

    names = {one.__name__ for one in type(error).__mro__} | {
        str(_response(error).get("Error", {}).get("Code", ""))
    }
    if names & {"NoCredentialsError", "UnrecognizedClientException", "ExpiredTokenException"}:
        return known.ModelAuthenticationError
    if names & {"TimeoutException", "TimeoutError", "ReadTimeoutError", "ConnectTimeoutError"}:
        return known.ModelTimeoutError
    if names & {
        "ConnectionError",
        "ConnectError",
        "TransportError",
        "EndpointConnectionError",
        "APIConnectionError",
    }:
        return known.ModelConnectionError
    if names & {"APIError", "ResponseError"}:  # told within the stream
        return known.ModelAPIError
    return None


def _status(error: Exception) -> int:
    """The HTTP status behind an error, 0 where there is none."""
    said: Any = getattr(error, "status_code", None) or getattr(
        getattr(error, "response", None), "status_code", None
    )
    said = (
        said
        or _response(error).get("ResponseMetadata", {}).get("HTTPStatusCode")
        or getattr(error, "code", None)
    )
    return said if isinstance(said, int) else 0


def _response(error: Exception) -> dict[str, Any]:
    """What botocore keeps of a response; {} for others."""
    response = getattr(error, "response", None)
    return response if isinstance(response, dict) else {}


def _is_about_context(error: Exception) -> bool:
    text = f"{getattr(error, 'code', '')} {error}".lower()
    return "context" in text and any(
        word in text for word in ("exceed", "length", "too long", "window", "overflow")
    )


def _is_about_quota(error: Exception) -> bool:
    return any(word in f"{getattr(error, 'code', '')} {error}".lower() for word in _QUOTA)
