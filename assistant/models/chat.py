"""Make LangChain's chat model for a choice.

Every address is given explicitly, so that no variable meant for another program (OPENAI_BASE_URL,
OLLAMA_HOST, LANGSMITH_GATEWAY ...) sends text elsewhere. The packages' own retries are not used:
not all of them retry a stream.
"""

from __future__ import annotations

from collections.abc import Callable
from math import ceil
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from pydantic import SecretStr

from assistant.errors import ModelError
from assistant.models.choice import ModelChoice
from assistant.models.opened import OpenModel, context_window, longest_reply
from assistant.models.providers import QUOTES
from assistant.models.usable import missing_package
from store.types import ProgressListener

if TYPE_CHECKING:
    from httpx import Request
    from langchain_core.language_models import BaseChatModel
    from langchain_core.rate_limiters import BaseRateLimiter

BYTES_A_TOKEN = 3.0  # fewer than common tokenizers need for prose, so that the text fits
NO_KEY = SecretStr("none")  # without a key, packages send the one from a variable


def open_model(choice: ModelChoice, progress: ProgressListener | None = None) -> OpenModel:
    """Return the chat model of a choice; raises ModelError if its package or key is missing.

    Nothing is sent: an absent server is noticed when the model is asked. For `transformers` the
    weights are loaded, after fetching them if they are not on this machine, which `progress`
    follows.
    """
    if choice.provider.name == "transformers":
        from assistant.models.in_process.hugging_face import load_transformers_model

        return load_transformers_model(choice, _rate_limiter(choice), progress)
    if choice.provider.name == "local":
        from assistant.models.in_process.gguf import load_gguf_model

        return load_gguf_model(choice, _rate_limiter(choice), progress)
    if choice.destination.is_here and choice.provider.name not in ("openai", "azure", "ollama"):
        raise ModelError(
            f"{choice.label} cannot be asked at {choice.destination}: its package would follow a "
            "proxy or a redirect. Name a server of this machine as openai:NAME or ollama:NAME."
        )
    if install := missing_package(choice.provider):
        raise ModelError(
            f"{choice.label} needs a package that is not installed ({choice.provider.package}). "
            f"Install it: {install}"
        )
    try:
        model = _chat_model(choice)
    except ModelError:
        raise
    except Exception as error:  # each package rejects its own settings in its own way
        raise ModelError(
            f"{choice.label} cannot be set up ({type(error).__name__}). "
            f"See that the variables of {choice.provider.title} and of a proxy are right."
        ) from error
    window = context_window(choice)
    return OpenModel(choice, model, window, _about_so_many_tokens, _rate_limiter(choice))


def _chat_model(choice: ModelChoice) -> BaseChatModel:
    from langchain.chat_models import init_chat_model

    where = {"base_url": choice.destination.url, "api_key": _key(choice)}
    limits = {"max_tokens": _longest(choice), "timeout": _read_seconds(choice), "max_retries": 0}
    shared = {**where, **limits, "temperature": _temperature(choice)}
    given = {name: value for name, value in shared.items() if value is not None}
    model = init_chat_model(choice.model, **(given | _own_arguments(choice)))
    _drop_headers_of_other_programs(model, choice)
    return model


def _own_arguments(choice: ModelChoice) -> dict[str, Any]:
    """Return a provider's arguments that add to the common ones or replace them; without an
    explicit proxy, packages read a variable.
    """
    match choice.provider.name:
        case "anthropic":
            return {"model_provider": "anthropic", "anthropic_proxy": None}
        case "azure":
            return {"model_provider": "azure_openai"} | _azure(choice) | _openai_clients(choice)
        case "bedrock":
            # Bedrock's own address has the region; a gateway's has none.
            host = (urlsplit(choice.destination.url).hostname or "").split(".")
            region = host[1] if len(host) > 2 and host[0].startswith("bedrock") else None
            named = {"model_provider": "bedrock_converse", "region_name": region}
            return {**named, "max_retries": 1}
        case "google":
            return {"model_provider": "google_genai", "vertexai": False, "max_retries": 1}
        case "ollama":
            return {"model_provider": "ollama"} | _ollama(choice)
        case "openai":
            return {"model_provider": "openai"} | _openai(choice) | _openai_clients(choice)
        case "mistral":
            return {"model_provider": "mistralai"}
    raise AssertionError(choice.provider.name)


def _openai(choice: ModelChoice) -> dict[str, Any]:
    if not _is_anyones(choice):
        return {"stream_usage": True}
    # Other servers know only chat completions, and the older name of the limit.
    older_limit = {"max_tokens": None, "extra_body": {"max_tokens": _longest(choice)}}
    return {"stream_usage": False, "use_responses_api": False} | older_limit


def _azure(choice: ModelChoice) -> dict[str, Any]:
    return {
        "base_url": None,
        "azure_endpoint": choice.destination.url,
        "azure_deployment": choice.model,
        "azure_ad_token": None,  # otherwise a variable's token would be sent
        "api_version": "2024-10-21",  # the service's stable version
        "use_responses_api": False,
    }


def _openai_clients(choice: ModelChoice) -> dict[str, Any]:
    """Return the clients for a server on this machine: no other program's proxy may see what stays
    here, and redirects are not followed.
    """
    from openai import DefaultAsyncHttpxClient, DefaultHttpxClient, Timeout

    timeout = Timeout(_read_seconds(choice), connect=choice.options.connect_timeout)
    arguments: dict[str, Any] = {"openai_proxy": None, "timeout": timeout}
    if choice.destination.is_here:
        alone: dict[str, Any] = {"trust_env": False, "follow_redirects": False}
        arguments["http_client"] = DefaultHttpxClient(**alone)
        arguments["http_async_client"] = DefaultAsyncHttpxClient(**alone)
    return arguments


def _ollama(choice: ModelChoice) -> dict[str, Any]:
    from httpx import Timeout

    return {
        # By default, Ollama cuts a long prompt without a word.
        "num_ctx": context_window(choice),
        "num_predict": _longest(choice),
        "client_kwargs": {
            "follow_redirects": False,
            "trust_env": not choice.destination.is_here,
            "auth": _bearer(choice),
            "timeout": Timeout(_read_seconds(choice), connect=choice.options.connect_timeout),
        },
    }


def _drop_headers_of_other_programs(model: Any, choice: ModelChoice) -> None:
    """Drop what OPENAI_ORG_ID, OPENAI_PROJECT_ID, OPENAI_CUSTOM_HEADERS and
    ANTHROPIC_CUSTOM_HEADERS set: it is meant for other programs.

    No argument keeps a client from reading them: LangChain treats an empty organization as none.
    """
    clients = {
        "langchain_openai": ("root_client", "root_async_client"),
        "langchain_anthropic": ("_client", "_async_client"),
    }
    for name in clients.get(choice.provider.package, ()):
        client = getattr(model, name)
        client.organization = client.project = None
        client._custom_headers = {}


def _bearer(choice: ModelChoice) -> Callable[[Request], Request]:
    """Return a function that signs requests with the key instead of OLLAMA_API_KEY. A header is not
    used, since headers are shown.
    """
    key = (choice.key or NO_KEY).get_secret_value()

    def sign(request: Request) -> Request:
        request.headers["Authorization"] = f"Bearer {key}"
        return request

    return sign


def _key(choice: ModelChoice) -> SecretStr | None:
    """Return the key to send, None if a package finds credentials by itself.

    Raises ModelError if the key is missing.
    """
    if choice.key is not None or choice.provider.credentials:
        return choice.key
    if _is_anyones(choice):
        return NO_KEY
    variables = " or ".join(("ROLECALL_API_KEY", *choice.provider.keys))
    raise ModelError(
        f"{choice.label} at {choice.destination.url} asks for a key and none is set. "
        f"Set {variables}, or answer without a model: --model {QUOTES}"
    )


def _is_anyones(choice: ModelChoice) -> bool:
    """Return whether a server is Ollama, or a server other than OpenAI's that speaks OpenAI's chat
    completions.
    """
    is_openai = choice.provider.name == "openai" and choice.destination.url == choice.provider.url
    return choice.provider.name in ("ollama", "openai") and not is_openai


def _temperature(choice: ModelChoice) -> float | None:
    """Return 0 unless set, for a model that runs on the user's machine; many hosted models refuse
    any temperature.
    """
    unset = 0.0 if _is_anyones(choice) else None
    return unset if choice.options.temperature is None else choice.options.temperature


def _longest(choice: ModelChoice) -> int:
    return longest_reply(choice, context_window(choice))


def _read_seconds(choice: ModelChoice) -> int:
    """Return the seconds after which a connection is closed: a little after the reader has been
    told that the model is too slow.
    """
    return ceil(max(choice.options.first_token_timeout, choice.options.stall_timeout) + 5.0)


def _about_so_many_tokens(text: str) -> int:
    """Return more tokens than any common tokenizer makes of `text`: the servers' tokenizers are not
    at hand, and tiktoken fetches its own.
    """
    return ceil(len(text.encode("utf-8", "replace")) / BYTES_A_TOKEN)


def _rate_limiter(choice: ModelChoice) -> BaseRateLimiter | None:
    if choice.options.requests_per_minute is None:
        return None
    from langchain_core.rate_limiters import InMemoryRateLimiter

    limiter = InMemoryRateLimiter(
        requests_per_second=choice.options.requests_per_minute / 60,
        check_every_n_seconds=0.1,
        max_bucket_size=1,
    )
    limiter.available_tokens = 1.0  # the first question need not wait
    return limiter
