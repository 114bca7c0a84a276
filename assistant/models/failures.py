"""Explain in words why a chat model failed, whatever its provider's package raised."""

from __future__ import annotations

from typing import Any

from assistant.errors import ModelError
from assistant.models.choice import ModelChoice
from assistant.models.opened import OpenModel
from assistant.models.usable import is_listed, listed, names_served

TRY_QUOTES = "Ask again, or answer without a model: --model quotes"
_QUOTA = ("insufficient_quota", "billing", "credit")

# Keyed by the names of LangChain's errors, so that nothing of LangChain is imported: what happened,
# and what to do about it.
_WORDS = {
    "ContextOverflowError": (
        "has too little room for the evidence",
        "Set its context_window (ROLECALL_CONTEXT_WINDOW) to less than {window}.",
    ),
    "ModelAuthenticationError": ("refused the key", "Set {keys} to one that it takes."),
    "ModelPermissionDeniedError": (
        "does not allow that model with this key",
        "See: rolecall models",
    ),
    "ModelNotFoundError": ("has no model of that name", "{names}"),
    "ModelRateLimitError": ("is asked too often", f"Wait a little. {TRY_QUOTES}"),
    "ModelTimeoutError": ("took too long", TRY_QUOTES),
    "ModelConnectionError": ("cannot be reached", f"{{reach}} {TRY_QUOTES}"),
    "ModelInvalidRequestError": ("refused the request", TRY_QUOTES),
    "ModelAPIError": ("failed on its own side", TRY_QUOTES),
    "ModelRefusalError": ("declined to answer", TRY_QUOTES),
    "quota": ("has no quota left for this key", f"See the account's billing. {TRY_QUOTES}"),
    "no key": (
        "asks for a key, and none is set for it",
        "Set ROLECALL_API_KEY, with ROLECALL_MODEL and its address.",
    ),
    "no reply": (
        "answered something that is no reply of a model",
        f"See that its address is right. {TRY_QUOTES}",
    ),
}
# Not every provider's package raises LangChain's errors.
_BY_STATUS = {
    400: "ModelInvalidRequestError",
    401: "ModelAuthenticationError",
    403: "ModelPermissionDeniedError",
    404: "ModelNotFoundError",
    408: "ModelTimeoutError",
    422: "ModelInvalidRequestError",
    429: "ModelRateLimitError",
}
_BY_NAME = {
    "ModelAuthenticationError": "NoCredentialsError UnrecognizedClientException "
    "ExpiredTokenException",
    "ModelTimeoutError": "TimeoutException TimeoutError ReadTimeoutError ConnectTimeoutError",
    "ModelConnectionError": "ConnectionError ConnectError TransportError EndpointConnectionError "
    "APIConnectionError",
    "ModelAPIError": "APIError ResponseError",  # reported within the stream
}


def model_failure(error: Exception, model: OpenModel, midway: bool) -> ModelError:
    """Return a ModelError for `error`, with its cause set if that is safe to log.

    The provider's own text is never repeated, and a refused key leaves no cause: servers put the
    key in both.
    """
    kind = _kind(error)
    words, mend = _explained(kind, error, model)
    failure = ModelError(f"{model.named} {'stopped midway and ' * midway}{words}. {mend}")
    is_about_key = kind in ("ModelAuthenticationError", "ModelPermissionDeniedError")
    failure.__cause__ = None if is_about_key else error
    failure.__suppress_context__ = True
    return failure


def is_passing(error: Exception, choice: ModelChoice) -> bool:
    """Return whether asking again soon may help: too many requests, a failure of the server, or a
    hosted server out of reach.
    """
    kind = _kind(error)
    if kind == "ModelRateLimitError":
        return not _is_about_quota(error)
    if kind == "ModelAPIError":
        return _status(error) != 501
    return kind == "ModelConnectionError" and not choice.destination.is_here


def is_refused(failure: ModelError) -> bool:
    """Return whether a server or its package rejected the request itself, so that another form of
    it may work.
    """
    cause = failure.__cause__
    if not isinstance(cause, Exception):
        return False
    kind = _kind(cause)
    if kind == "ModelAPIError":
        return _status(cause) == 501
    is_ours = isinstance(cause, NotImplementedError | TypeError | ValueError)
    return kind == "ModelInvalidRequestError" or (not kind and is_ours)


def is_cut(error: Exception) -> bool:
    """Return whether an error says that a reply became too long: OpenAI's package raises it if a
    schema was asked for.
    """
    return type(error).__name__ == "LengthFinishReasonError"


def retry_after(error: Exception) -> float:
    """Return the seconds that a server asks to wait, 0 if it doesn't ask."""
    headers = getattr(getattr(error, "response", None), "headers", None) or {}
    try:
        return max(0.0, float(headers.get("retry-after", 0)))
    except (AttributeError, TypeError, ValueError):
        return 0.0


def _explained(kind: str, error: Exception, model: OpenModel) -> tuple[str, str]:
    """Return what happened, and what to do about it."""
    choice = model.choice
    if kind == "ModelInvalidRequestError" and _lacks(error, model):
        kind = "ModelNotFoundError"
    elif kind == "ModelRateLimitError" and _is_about_quota(error):
        kind = "quota"
    elif kind == "ModelAuthenticationError" and choice.key is None:
        kind = "no key"
    elif not kind and isinstance(error, (ValueError, AttributeError, TypeError)):
        kind = "no reply"
    words, mend = _WORDS.get(kind, (f"failed ({type(error).__name__})", TRY_QUOTES))
    start, online = "Start its server or set ROLECALL_BASE_URL.", "Is this machine online?"
    # The server is asked for its models only now; it is the one that the user chose.
    names = listed(names_served(choice)) if "{names}" in mend else ""
    return words, mend.format(
        keys=" or ".join(dict.fromkeys(("ROLECALL_API_KEY", *choice.provider.keys))),
        names=f"It has: {names}." if names else "See: rolecall models",
        reach=start if choice.destination.is_here else online,
        window=model.window,
    )


def _lacks(error: Exception, model: OpenModel) -> bool:
    """Return whether a server's error is about a model that it doesn't list: some call that a bad
    request.
    """
    name = model.choice.model
    if name not in f"{error} {getattr(error, 'body', '')}":
        return False
    names = names_served(model.choice) if model.choice.destination.is_here else ()
    return bool(names) and not is_listed(name, names)


def _kind(error: Exception) -> str:
    """Return the name of LangChain's error that `error` is or corresponds to, "" for none."""
    names = {base.__name__ for base in type(error).__mro__}
    raised = next((kind for kind in _WORDS if kind in names), "")
    if raised not in ("", "ModelInvalidRequestError", "ModelAPIError"):
        return raised
    if _is_about_context(error):
        return "ContextOverflowError"
    status = _status(error)
    by_status = _BY_STATUS.get(status) or ("ModelAPIError" if status >= 500 else "")
    names.add(str(_response(error).get("Error", {}).get("Code", "")))
    by_name = (kind for kind, known in _BY_NAME.items() if names & set(known.split()))
    return raised or by_status or next(by_name, "")


def _status(error: Exception) -> int:
    """Return the HTTP status behind an error, 0 if there is none."""
    response = getattr(error, "response", None)
    said: Any = (
        getattr(error, "status_code", None)
        or getattr(response, "status_code", None)
        or _response(error).get("ResponseMetadata", {}).get("HTTPStatusCode")
        or getattr(error, "code", None)
    )
    return said if isinstance(said, int) else 0


def _response(error: Exception) -> dict[str, Any]:
    """Return the response that botocore keeps; {} for other errors."""
    response = getattr(error, "response", None)
    return response if isinstance(response, dict) else {}


def _said(error: Exception) -> str:
    return f"{getattr(error, 'code', '')} {error}".lower()


def _is_about_context(error: Exception) -> bool:
    text = _said(error)
    signs = ("exceed", "length", "too long", "window", "overflow")
    return "context" in text and any(word in text for word in signs)


def _is_about_quota(error: Exception) -> bool:
    return any(word in _said(error) for word in _QUOTA)
