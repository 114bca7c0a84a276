"""Asks a server which models it has."""

from __future__ import annotations

import json
import re
import time
from typing import TYPE_CHECKING, Any

from assistant.errors import ServerSilentError
from assistant.model_choice import ModelChoice

if TYPE_CHECKING:
    import httpx

LIST_PATIENCE = 3.0  # seconds a server has to answer
LONGEST_NAME = 200  # characters
# A name goes into lists, commands and messages, and may not carry an address of its own.
_USUAL = re.compile(r"(?!.*@http)[!-~]+")
LONGEST_LIST = 2_000_000  # bytes of a list; OpenRouter's has 0.5 million
_OPENAI_LIKE = ("openai", "mistral")


def names_served(choice: ModelChoice) -> tuple[str, ...]:
    """The models that the server of a choice has; none where it does not tell."""
    try:
        return ask_names(choice, LIST_PATIENCE)
    except ServerSilentError:
        return ()


def ask_names(choice: ModelChoice, patience: float) -> tuple[str, ...]:
    """The models that a server lists; raises ServerSilentError where there is none, or it answers otherwise.

    Its provider must be Ollama or one that lists models as OpenAI does.
    """
    import httpx

    url = choice.destination.url
    is_ollama = choice.provider.name == "ollama"
    if not is_ollama and choice.provider.name not in _OPENAI_LIKE:
        raise ServerSilentError(f"{choice.provider.title} lists no models")
    headers = {"Authorization": f"Bearer {choice.key.get_secret_value()}"} if choice.key else {}
    try:
        # As when it speaks: what stays on this machine goes through no proxy, and nothing follows to elsewhere.
        with (
            httpx.Client(trust_env=not choice.destination.is_here, timeout=patience) as client,
            client.stream("GET", f"{url}/api/tags" if is_ollama else f"{url}/models", headers=headers) as reply,
        ):
            if reply.status_code != 200:
                raise ServerSilentError(f"it answered with status {reply.status_code}")
            listed = json.loads(_whole(reply, patience))
        return tuple(_names(listed, "models" if is_ollama else "data", "name" if is_ollama else "id"))
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise ServerSilentError(f"it cannot be reached ({_reason(error)})") from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ServerSilentError("it answered something else than a list of models") from error


def _whole(reply: httpx.Response, patience: float) -> bytes:
    """The body of a reply; raises ServerSilentError where it goes on and on, as a stream of events does."""
    until, body = time.monotonic() + patience, b""
    for part in reply.iter_bytes():
        body += part
        if len(body) > LONGEST_LIST or time.monotonic() > until:
            raise ServerSilentError("it answered something else than a list of models")
    return body


def _names(listed: Any, under: str, called: str) -> list[str]:
    named = (str(model[called]) for model in listed[under])
    return [name for name in named if len(name) <= LONGEST_NAME and _USUAL.fullmatch(name)]


def _reason(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
