"""Find which model a name means, with its options, its key and its address."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any
from urllib.parse import SplitResult, urlsplit

import yaml
from pydantic import SecretStr, ValidationError

from assistant.errors import ModelError
from assistant.models.providers import AT, IN_THIS_PROCESS, PROVIDERS, QUOTES, Provider
from assistant.settings import ModelOptions, Settings

_BARE_ADDRESS = re.compile(
    r"@((?:localhost|\[[0-9a-f:]+\]|\d{1,3}(?:\.\d{1,3}){3}|[\w.-]+:\d{2,5}(?=/|$))\S*)$",
    re.IGNORECASE,
)
MODELS_FILE = "models.yaml"  # in the data folder


@dataclass(frozen=True, slots=True)
class Destination:
    """Where questions and evidence go: an address, "" if they stay in this process."""

    url: str

    @property
    def is_here(self) -> bool:
        """Whether the destination is this machine."""
        return not self.url or is_loopback(urlsplit(self.url))

    def __str__(self) -> str:
        if not self.url:
            return "this process"
        address = urlsplit(self.url)
        port = f":{address.port}" if address.port else ""
        place = "this machine" if self.is_here else "another machine"
        host = address.hostname or ""
        host = f"[{host}]" if ":" in host else host
        return f"{address.scheme}://{host}{port}, {place}"


@dataclass(frozen=True, slots=True)
class ModelChoice:
    """A model that was named.

    `name` is as typed, `model` as its provider calls it; `key` is never shown.
    """

    name: str
    provider: Provider
    model: str
    options: ModelOptions
    destination: Destination
    key: SecretStr | None = None

    @property
    def label(self) -> str:
        """The name without its address."""
        return f"{self.provider.name}:{self.model}"


def choose(name: str, settings: Settings) -> ModelChoice:
    """Return what `provider:model` or `provider:model@address` means under these settings, without
    importing or sending anything.

    The address, options and key of ROLECALL_* variables apply to the model that ROLECALL_MODEL
    names; other models have theirs in the models file. Raises ModelError for a name, an option, an
    address or a key that cannot be used.
    """
    name = name.strip()
    provider, model, at = split_name(name)
    file, label = models_file(settings), f"{provider.name}:{model}"
    filed, chosen = file.get(name) or file.get(label) or {}, settings.options
    is_set_one = not at and settings.model.strip().partition(AT + "http")[0] == label
    if not is_set_one:
        chosen.pop("base_url", None)
    options = ModelOptions(**(filed | chosen | ({"base_url": at} if at else {})))
    destination = _destination(provider, options.base_url)
    is_set_one = is_set_one or name == settings.model.strip()
    key = _key(provider, destination, options.base_url, is_set_one, settings)
    return ModelChoice(name, provider, model, options, destination, key)


def destination_of(name: str, settings: Settings) -> Destination:
    """Return where text goes when `quotes` or a model answers; raises ModelError as `choose`
    does.
    """
    return Destination("") if name.strip() == QUOTES else choose(name, settings).destination


def split_name(name: str) -> tuple[Provider, str, str]:
    """Return the provider, the model and the address ("" if there is none) of a name.

    Raises ModelError for a name without a provider and a model.
    """
    named, _, rest = name.strip().partition(AT + "http")
    address = f"http{rest}" if rest else ""
    provider, colon, model = named.partition(":")
    if colon and provider in PROVIDERS and not address and (bare := _BARE_ADDRESS.search(model)):
        raise ModelError(
            f"The model {name!r} cannot be opened: an address begins with http:// or https://. "
            f"Write {provider}:{model[: bare.start()]}{AT}http://{bare[1]}"
        )
    if colon and provider in PROVIDERS and model.strip():
        return PROVIDERS[provider], model.strip(), address
    forms = ", ".join(f"{known.name}:{known.example}" for known in PROVIDERS.values())
    is_guessed = provider in PROVIDERS or not colon
    cause = "no provider is guessed" if is_guessed else f"there is no provider {provider!r}"
    raise ModelError(
        f"The model {name!r} cannot be opened: {cause}. Write --model {QUOTES}, or one of: {forms}."
    )


def models_file(settings: Settings) -> Mapping[str, dict[str, Any]]:
    """Return options by model name from the models file, {} if there is no file.

    Raises ModelError for a faulty file.
    """
    path = settings.models_file or settings.data_dir / MODELS_FILE
    if settings.models_file is None and not path.is_file():
        return {}
    try:
        read = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
        named = {str(name): dict(options or {}) for name, options in read.items()}
        for at, options in named.items():
            split_name(at)
            ModelOptions(**options)
    except (ModelError, OSError, yaml.YAMLError, AttributeError, TypeError, ValueError) as error:
        raise ModelError(
            f"The models file {path} cannot be used: {_cause(error)} Mend it, or move it away."
        ) from error
    return named


def is_loopback(address: SplitResult) -> bool:
    """Return whether an address is on this machine."""
    host = address.hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _destination(provider: Provider, base_url: str | None) -> Destination:
    if provider.name in IN_THIS_PROCESS:
        return Destination("")
    url = _plain(base_url or provider.url or _url_elsewhere(provider))
    try:
        address = urlsplit(url)
        usable = address.scheme in ("http", "https") and address.hostname and address.port != 0
    except ValueError:  # a port that isn't a number, half an IPv6 address
        usable = False
    if not usable or address.username or address.password:
        shown, none = url.rpartition("@")[2], "it is no http(s) address"
        cause = "an address must not hold a name or password" if usable else none
        raise ModelError(
            f"The base URL {shown!r} cannot be used: {cause}. "
            "Set ROLECALL_BASE_URL to one like http://127.0.0.1:8080/v1"
        )
    return Destination(url)


def _url_elsewhere(provider: Provider) -> str:
    """Return the address of a provider whose address depends on a region or a resource."""
    if provider.name == "bedrock":
        region = os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION")
        if not region:
            raise ModelError("Amazon Bedrock needs a region. Set AWS_REGION to one like eu-west-1.")
        return f"https://bedrock-runtime.{region}.amazonaws.com{'.cn' * region.startswith('cn-')}"
    resource = os.environ.get("AZURE_OPENAI_ENDPOINT", "")
    if not resource:
        raise ModelError(
            "Azure OpenAI needs the address of your resource. "
            "Set ROLECALL_BASE_URL or AZURE_OPENAI_ENDPOINT to https://NAME.openai.azure.com"
        )
    return resource


def _key(
    provider: Provider,
    destination: Destination,
    base_url: str | None,
    is_set_one: bool,
    settings: Settings,
) -> SecretStr | None:
    """Return the key that may go to `destination`, None if there is none.

    ROLECALL_API_KEY is for the server of the model in the settings; a provider's own variable goes
    to its own address.
    """
    same_server = base_url is not None and _plain(base_url) == _plain(settings.base_url or "")
    own = base_url is None or destination.url == provider.url or provider.name == "azure"
    keys = [key_named(name, settings) for name in provider.keys] if own else []
    # ROLECALL_MODEL, which ROLECALL_API_KEY was set for, may name another model than this one.
    beside = os.environ.get("ROLECALL_MODEL", settings.model).strip() == settings.model.strip()
    if same_server or (is_set_one and beside):
        keys.append(_the_set_key(settings))
    key = next(filter(None, keys), "").strip()
    if key and (not (key.isascii() and key.isprintable()) or " " in key):
        variables = " or ".join(("ROLECALL_API_KEY", *provider.keys))
        raise ModelError(
            f"The key holds characters that no key has. Set {variables} again, without quotes or "
            "spaces."
        )
    return SecretStr(key) if key else None


def key_named(variable: str, settings: Settings) -> str:
    """Return the value of a key's variable, from the environment or the key file.

    Raises ModelError for a faulty file.
    """
    return os.environ.get(variable, "") or _key_file(settings).get(variable, "")


def _the_set_key(settings: Settings) -> str:
    if settings.api_key:
        return settings.api_key.get_secret_value()
    keys = _key_file(settings)
    return keys.get("ROLECALL_API_KEY", "") or keys.get("", "")


def _key_file(settings: Settings) -> dict[str, str]:
    """Return keys by variable; under "" a key that is alone in the file."""
    if settings.key_file is None:
        return {}
    from dotenv import dotenv_values

    try:
        text = settings.key_file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is no text"
        raise ModelError(
            f"The key file {settings.key_file} cannot be read ({reason}). Set ROLECALL_KEY_FILE to "
            "one that can."
        ) from None
    if "\n" not in text and "=" not in text.rstrip("="):
        return {"": text}
    return {name: value for name, value in dotenv_values(settings.key_file).items() if value}


def _cause(error: Exception) -> str:
    if isinstance(error, ValidationError):
        first = error.errors()[0]
        known = ", ".join(ModelOptions.model_fields)
        name = ".".join(map(str, first["loc"]))
        return f"{name} is {first['input']!r}: {first['msg']}. The options are {known}."
    if isinstance(error, OSError):
        return f"{error.strerror}."
    if isinstance(error, (AttributeError, TypeError, ValueError)):
        return "it must map names such as ollama:llama3.2 to options."
    return str(error) if isinstance(error, ModelError) else f"{' '.join(str(error).split())}."


def _plain(url: str) -> str:
    return url.strip().rstrip("/")
