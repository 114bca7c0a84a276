"""The chat models that can speak: a closed table of providers, none guessed.

This is the only file that imports a provider's package, and it does so when a model is opened.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from ipaddress import ip_address
from types import MappingProxyType
from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult, urlsplit

from pydantic import SecretStr

from assistant.errors import ModelError
from assistant.settings import Settings

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

OPENAI_URL = "https://api.openai.com/v1"

_CONNECT_S, _READ_S = 10.0, 120.0  # a small machine may read a long prompt for a minute before its first word
_RETRIES = 1


def open_model(name: str, settings: Settings) -> BaseChatModel:
    """The chat model `provider:model`; raises ModelError for a name, address or key that cannot be used.

    Nothing is sent: an absent server shows when the model is asked.
    """
    provider, model = _split(name)
    return PROVIDERS[provider](model, settings)


def where_text_goes(name: str, settings: Settings) -> str:
    """Where questions and evidence go when `name` speaks: an address, and whether it is on this machine."""
    _split(name)
    address = _address(settings)
    place = "this machine" if _is_loopback(address) else "another machine"
    port = f":{address.port}" if address.port else ""
    return f"{address.scheme}://{_bracketed(address.hostname or '')}{port}, {place}"


def _openai(model: str, settings: Settings) -> BaseChatModel:
    """Any server that speaks OpenAI's chat completions, OpenAI's own among them."""
    from langchain_openai import ChatOpenAI
    from openai import DefaultAsyncHttpxClient, DefaultHttpxClient, Timeout

    address = _address(settings)
    clients: dict[str, Any] = {}
    if _is_loopback(address):  # a proxy set for other programs must not see what stays on this machine
        clients = {
            "http_client": DefaultHttpxClient(trust_env=False),
            "http_async_client": DefaultAsyncHttpxClient(trust_env=False),
        }
    return ChatOpenAI(
        model=model,
        base_url=address.geturl(),  # always given, so that no OPENAI_BASE_URL or gateway variable reroutes text
        api_key=_key(settings, address),
        openai_proxy=None,
        temperature=0,
        timeout=Timeout(_READ_S, connect=_CONNECT_S),
        max_retries=_RETRIES,
        stream_usage=False,
        use_responses_api=False if settings.base_url else None,  # other servers know chat completions only
        **clients,
    )


PROVIDERS: Mapping[str, Callable[[str, Settings], BaseChatModel]] = MappingProxyType({"openai": _openai})


def _split(name: str) -> tuple[str, str]:
    provider, colon, model = name.strip().partition(":")
    if colon and provider in PROVIDERS and model.strip():
        return provider, model.strip()
    forms = ", ".join(f"{known}:NAME" for known in PROVIDERS)
    cause = "no provider is guessed" if provider in PROVIDERS or not colon else f"there is no provider {provider!r}"
    raise ModelError(f"The model {name!r} cannot be opened: {cause}. Write --model {forms}, or --model quotes.")


def _address(settings: Settings) -> SplitResult:
    """The server's base URL, checked; OpenAI's own where none is set."""
    url = (settings.base_url or OPENAI_URL).strip().rstrip("/")
    try:
        address = urlsplit(url)
        usable = address.scheme in ("http", "https") and bool(address.hostname) and address.port != 0
    except ValueError:  # a port that is no number, half an IPv6 address
        usable = False
    if not usable or address.username or address.password:
        shown = url.rpartition("@")[2]
        cause = "it is no http(s) address" if not usable else "an address must not hold a name or password"
        raise ModelError(
            f"The base URL {shown!r} cannot be used: {cause}. "
            "Set ROLECALL_BASE_URL to one like http://127.0.0.1:8080/v1"
        )
    return address


def _key(settings: Settings, address: SplitResult) -> SecretStr:
    """ROLECALL_API_KEY; for OpenAI's own address OPENAI_API_KEY also; for other servers a placeholder.

    OPENAI_API_KEY belongs to OpenAI and goes to no other server.
    """
    key = settings.api_key.get_secret_value() if settings.api_key else ""
    is_hosted = address.hostname == urlsplit(OPENAI_URL).hostname
    key = (key or (os.environ.get("OPENAI_API_KEY", "") if is_hosted else "none")).strip()
    if not key:
        raise ModelError(
            f"{OPENAI_URL} asks for a key and none is set. Set ROLECALL_API_KEY or OPENAI_API_KEY, "
            "or ROLECALL_BASE_URL to a server of your own."
        )
    if not (key.isascii() and key.isprintable()) or " " in key:
        raise ModelError(
            "The key holds characters that no key has. Set ROLECALL_API_KEY again, without quotes or spaces."
        )
    return SecretStr(key)


def _is_loopback(address: SplitResult) -> bool:
    host = address.hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
