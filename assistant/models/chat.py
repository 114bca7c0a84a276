"""Makes LangChain's chat model for a choice; the only file that imports a provider's package, each when it is used.

Every address is given outright, so that no variable meant for another program (OPENAI_BASE_URL, OLLAMA_HOST,
LANGSMITH_GATEWAY ...) sends text elsewhere. Retries are not the packages' own: not all of them retry a stream.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from math import ceil
from types import MappingProxyType
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from pydantic import SecretStr

from assistant.errors import ModelError
from assistant.models.choice import ModelChoice
from assistant.models.opened import OpenModel, ProgressListener, context_window, longest_reply
from assistant.models.providers import QUOTES

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.rate_limiters import BaseRateLimiter
from collections.abc import Generator

import httpx


class _Bearer(httpx.Auth):
    def __init__(self, key: str) -> None:
        self._key = key

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        request.headers["Authorization"] = f"Bearer {self._key}"
        yield request


def bearer(key: str) -> httpx.Auth:
    """Signs requests with `key`."""
    return _Bearer(key)


_STRAY = (
    "OPENAI_ORG_ID",
    "OPENAI_ORGANIZATION",
    "OPENAI_PROJECT_ID",
    "OPENAI_CUSTOM_HEADERS",
    "ANTHROPIC_CUSTOM_HEADERS",
)
_HIDING = threading.Lock()
BYTES_A_TOKEN = 3.0  # fewer than any usual tokenizer needs of prose, so that what is counted so fits


def open_model(choice: ModelChoice, progress: ProgressListener | None = None) -> OpenModel:
    """The chat model of a choice; raises ModelError where its package or key is missing.

    Nothing is sent: an absent server shows when the model is asked. For `transformers` the weights are loaded, and
    fetched first where they are not on this machine, which `progress` follows.
    """
    if choice.provider.name == "transformers":
        from assistant.models.local import load_transformers_model

        return load_transformers_model(choice, _rate_limiter(choice), progress)
    if choice.destination.is_here and choice.provider.name not in ("openai", "azure", "ollama"):
        raise ModelError(
            f"{choice.label} cannot be asked at {choice.destination}: its package would follow a proxy or a redirect. "
            "Name a server of this machine as openai:NAME or ollama:NAME."
        )
    try:
        with _stray_variables_hidden():
            model = _OPENERS[choice.provider.name](choice)
    except ModelError:
        raise
    except ModuleNotFoundError as error:
        extra = f"rolecall[{choice.provider.extra}]" if choice.provider.extra else "rolecall"
        raise ModelError(
            f"{choice.label} needs a package that is not installed ({error.name or choice.provider.package}). "
            f"Install it: pip install '{extra}'"
        ) from error
    except Exception as error:  # a provider's package finds fault with its own settings, each in its own way
        raise ModelError(
            f"{choice.label} cannot be set up ({type(error).__name__}). "
            f"See that the variables of {choice.provider.title} and of a proxy are right."
        ) from error
    return OpenModel(choice, model, context_window(choice), _about_so_many_tokens, _rate_limiter(choice))


@contextmanager
def _stray_variables_hidden() -> Iterator[None]:
    """Headers that other programs have set for their own servers are none of this one's."""
    with _HIDING:
        hidden = {name: os.environ.pop(name) for name in _STRAY if name in os.environ}
        try:
            yield
        finally:
            os.environ.update(hidden)


def _about_so_many_tokens(text: str) -> int:
    """More than any usual tokenizer makes of `text`: the servers' own are not at hand, and tiktoken's is fetched."""
    return ceil(len(text.encode("utf-8", "replace")) / BYTES_A_TOKEN)


def _openai(choice: ModelChoice) -> BaseChatModel:
    """Any server that speaks OpenAI's chat completions, OpenAI's own among them."""
    from langchain_openai import ChatOpenAI
    from openai import Timeout

    is_openai = choice.destination.url == choice.provider.url
    longest = _longest(choice)
    # Other servers know chat completions alone, and the older name of the limit; none of them wants OpenAI's key.
    theirs: dict[str, Any] = {"max_tokens": longest} if is_openai else {"extra_body": {"max_tokens": longest}}
    return ChatOpenAI(
        model=choice.model,
        base_url=choice.destination.url,
        api_key=_needed_key(choice) if is_openai else choice.key or SecretStr("none"),
        openai_proxy=None,
        temperature=_temperature(choice),
        timeout=_timeout(choice, Timeout),
        max_retries=0,
        stream_usage=is_openai,
        use_responses_api=None if is_openai else False,
        **theirs,
        **_clients(choice),
    )


def _clients(choice: ModelChoice) -> dict[str, Any]:
    """For a server of this machine: no proxy of other programs may see what stays here, and nothing is sent on."""
    from openai import DefaultAsyncHttpxClient, DefaultHttpxClient

    if not choice.destination.is_here:
        return {}
    return {
        "http_client": DefaultHttpxClient(trust_env=False, follow_redirects=False),
        "http_async_client": DefaultAsyncHttpxClient(trust_env=False, follow_redirects=False),
    }


def _azure(choice: ModelChoice) -> BaseChatModel:
    """An Azure OpenAI deployment; the version is the service's stable one."""
    from langchain_openai import AzureChatOpenAI
    from openai import Timeout

    return AzureChatOpenAI(
        azure_deployment=choice.model,
        azure_endpoint=choice.destination.url,
        api_version="2024-10-21",
        api_key=_needed_key(choice),
        openai_proxy=None,
        **_clients(choice),
        temperature=choice.options.temperature,
        max_completion_tokens=_longest(choice),
        timeout=_timeout(choice, Timeout),
        max_retries=0,
    )


def _ollama(choice: ModelChoice) -> BaseChatModel:
    from httpx import Timeout
    from langchain_ollama import ChatOllama

    from assistant.models.chat import bearer

    client = {
        # An address that sends elsewhere, or a key of Ollama's own service, is nothing for this server.
        "follow_redirects": False,
        "trust_env": not choice.destination.is_here,
        "auth": bearer(_key(choice) or "none"),
        "timeout": _timeout(choice, Timeout),
    }
    return ChatOllama(
        model=choice.model,
        base_url=choice.destination.url,
        temperature=_temperature(choice),
        num_ctx=context_window(choice),  # left to itself, Ollama cuts a long prompt without a word
        num_predict=_longest(choice),
        client_kwargs=client,
    )


def _anthropic(choice: ModelChoice) -> BaseChatModel:
    from langchain_anthropic import ChatAnthropic

    return ChatAnthropic(
        model_name=choice.model,
        stop=None,
        base_url=choice.destination.url,
        api_key=_needed_key(choice),
        anthropic_proxy=None,
        temperature=choice.options.temperature,
        max_tokens_to_sample=_longest(choice),
        timeout=_read_seconds(choice),
        max_retries=0,
    )


def _bedrock(choice: ModelChoice) -> BaseChatModel:
    """With the bearer key where there is one, else with whatever credentials AWS's own package finds."""
    from langchain_aws import ChatBedrockConverse

    host = (urlsplit(choice.destination.url).hostname or "").split(".")
    region = host[1] if len(host) > 2 and host[0].startswith("bedrock") else None  # a gateway's address has none
    return ChatBedrockConverse(
        model=choice.model,
        base_url=choice.destination.url,
        temperature=choice.options.temperature,
        max_tokens=_longest(choice),
        timeout=int(_read_seconds(choice)),
        max_retries=1,
        **_given(region_name=region, api_key=choice.key),
    )


def _google(choice: ModelChoice) -> BaseChatModel:
    from langchain_google_genai import ChatGoogleGenerativeAI

    return ChatGoogleGenerativeAI(
        model=choice.model,
        base_url=choice.destination.url,
        google_api_key=_needed_key(choice),
        vertexai=False,
        max_output_tokens=_longest(choice),
        timeout=_read_seconds(choice),
        max_retries=1,
        **_given(temperature=choice.options.temperature),
    )


def _mistral(choice: ModelChoice) -> BaseChatModel:
    from langchain_mistralai import ChatMistralAI

    return ChatMistralAI(
        model_name=choice.model,
        base_url=choice.destination.url,
        api_key=_needed_key(choice),
        max_tokens=_longest(choice),
        timeout=int(_read_seconds(choice)),
        max_retries=0,
        **_given(temperature=choice.options.temperature),
    )


_OPENERS: Mapping[str, Callable[[ModelChoice], BaseChatModel]] = MappingProxyType(
    {
        "openai": _openai,
        "azure": _azure,
        "ollama": _ollama,
        "anthropic": _anthropic,
        "bedrock": _bedrock,
        "google": _google,
        "mistral": _mistral,
    }
)


def _longest(choice: ModelChoice) -> int:
    return longest_reply(choice, context_window(choice))


def _key(choice: ModelChoice) -> str:
    return choice.key.get_secret_value() if choice.key else ""


def _needed_key(choice: ModelChoice) -> Any:
    if choice.key is None:
        variables = " or ".join(("ROLECALL_API_KEY", *choice.provider.keys))
        raise ModelError(
            f"{choice.label} at {choice.destination.url} asks for a key and none is set. "
            f"Set {variables}, or answer without a model: --model {QUOTES}"
        )
    return choice.key


def _temperature(choice: ModelChoice) -> float | None:
    """0 unless set for a model of one's own; many hosted ones refuse any."""
    is_hosted = choice.destination.url == choice.provider.url and not choice.destination.is_here
    return choice.options.temperature if is_hosted or choice.options.temperature is not None else 0.0


def _read_seconds(choice: ModelChoice) -> float:
    """A connection is let go a little after the reader has been told that the model is too slow."""
    return max(choice.options.first_token_timeout, choice.options.stall_timeout) + 5.0


def _timeout(choice: ModelChoice, kind: Callable[..., Any]) -> Any:
    """A time-out of the kind that a package's own HTTP library has."""
    return kind(_read_seconds(choice), connect=choice.options.connect_timeout)


def _rate_limiter(choice: ModelChoice) -> BaseRateLimiter | None:
    if choice.options.requests_per_minute is None:
        return None
    from langchain_core.rate_limiters import InMemoryRateLimiter

    limiter = InMemoryRateLimiter(
        requests_per_second=choice.options.requests_per_minute / 60, check_every_n_seconds=0.1, max_bucket_size=1
    )
    limiter.available_tokens = 1.0  # the first question need not wait
    return limiter


def _given(**values: Any) -> dict[str, Any]:
    """Those that are set: the rest is left to the package."""
    return {name: value for name, value in values.items() if value is not None}
