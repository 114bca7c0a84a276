"""Which models can be used now: `quotes`, those named in the settings, those of servers on this
machine, hosted ones.

Only servers on this machine are asked. Of hosted ones it is known whether their key is set and
their package is installed; nothing is sent to them.
"""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from assistant.errors import ModelError, ServerSilentError
from assistant.models.choice import ModelChoice, choose, key_named, models_file, split_name
from assistant.models.providers import AT, PACKAGED, PROVIDERS, QUOTES, Provider
from assistant.settings import Settings
from assistant.startup import install_line

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
    with suppress(ServerSilentError):
        return ask_names(choice, LIST_PATIENCE)
    return ()


def listed(names: Sequence[str], most: int = 8) -> str:
    """Return names in a line, "" for none, with a sign for those beyond `most`."""
    return ", ".join(names[:most]) + " …" * (len(names) > most)


def is_listed(name: str, names: Sequence[str]) -> bool:
    """Whether a server that has `names` has a model of this name."""
    return name in names or f"{name}:latest" in names


def ask_names(choice: ModelChoice, patience: float) -> tuple[str, ...]:
    """The models that a server lists.

    Raises ServerSilentError where there is none, or it answers otherwise.

    Its provider must be Ollama or one that lists models as OpenAI does.
    """
    import httpx

    url = choice.destination.url
    is_ollama = choice.provider.name == "ollama"
    if not is_ollama and choice.provider.name not in _OPENAI_LIKE:
        raise ServerSilentError(f"{choice.provider.title} lists no models")
    headers = {"Authorization": f"Bearer {choice.key.get_secret_value()}"} if choice.key else {}
    try:
        # As when it speaks: what stays on this machine goes through no proxy, and nothing follows
        # to elsewhere.
        with (
            httpx.Client(trust_env=not choice.destination.is_here, timeout=patience) as client,
            client.stream(
                "GET", f"{url}/api/tags" if is_ollama else f"{url}/models", headers=headers
            ) as reply,
        ):
            if reply.status_code != 200:
                raise ServerSilentError(f"it answered with status {reply.status_code}")
            listed = json.loads(_whole(reply, patience))
        return tuple(
            _names(listed, "models" if is_ollama else "data", "name" if is_ollama else "id")
        )
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise ServerSilentError(f"it cannot be reached ({_reason(error)})") from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ServerSilentError("it answered something else than a list of models") from error


def _whole(reply: httpx.Response, patience: float) -> bytes:
    """The body of a reply.

    Raises ServerSilentError where it goes on and on, as a stream of events does.
    """
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


PATIENCE = 1.0  # seconds that a server on this machine has to list its models
LONG_PATIENCE = 5.0  # where one of them was chosen: it may be busy loading
# Where servers that speak OpenAI's API listen unless told otherwise: llama.cpp, LM Studio, vLLM and
# transformers, Jan.
USUAL_PORTS = (8080, 1234, 8000, 1337)

# Names of models that make vectors or order passages, and do not chat.
_EMBEDS = re.compile(r"embed|minilm|rerank|whisper|\b(?:bge|gte|e5)-", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class UsableModel:
    """A model that can be named.

    Attributes:
        name: what to write after `--model`; "provider:NAME" where NAME has to be filled in.
        where: where its text goes, in words.
        is_here: whether that is this machine.
        note: what else to know of it: whose key is set, what has to be installed.
        ready: whether it can be chosen as it stands.
    """

    name: str
    where: str
    is_here: bool = True
    note: str = ""
    ready: bool = True


def usable_models(settings: Settings) -> tuple[UsableModel, ...]:
    """Every model that can be used now, each once; `quotes` first, hosted ones last.

    Raises ModelError.
    """
    found = [UsableModel(QUOTES, "this process", note="no model; the sources' own sentences")]
    named = [settings.model] if settings.model != QUOTES else []
    found += [_named(name, settings) for name in dict.fromkeys([*named, *models_file(settings)])]
    found += _packaged()
    found += _on_this_machine(settings)
    found += _hosted(settings)
    known: dict[str, UsableModel] = {}
    for one in found:
        known.setdefault(one.name, one)
    return tuple(known.values())


def may_choose(name: str, settings: Settings, enabled: Collection[str] = ()) -> bool:
    """Whether someone who does not own the page may have `name` answer.

    `quotes`, the model of the settings, one on this machine that models.yaml names or that a server
    here lists, and a model elsewhere that is in `enabled`: no address of a visitor's own, nothing
    that would be fetched for one, and nothing that costs the owner without their word. Raises
    ModelError for a name that is none, and where a server here does not tell what it has.
    """
    if name in (QUOTES, settings.model, *enabled):
        return True
    model = choose(name, settings)
    if not model.destination.is_here:
        return False
    if name in models_file(settings):
        return True
    if not model.destination.url or not _is_usual(model, settings):
        return False
    return split_name(name)[1] in ask_names(model, LONG_PATIENCE)


def _is_usual(server: ModelChoice, settings: Settings) -> bool:
    """Whether a server is one that is looked for anyway."""
    return any(
        one.provider == server.provider and one.destination == server.destination
        for one in _servers(settings)
    )


def usable_model_json(model: UsableModel) -> dict[str, Any]:
    """A usable model in plain JSON types."""
    return asdict(model)


def _packaged() -> Iterator[UsableModel]:
    """Models that came with a package."""
    if find_spec("llama_cpp") is not None:
        for name, package in PACKAGED.items():
            if find_spec(package) is not None:
                yield UsableModel(
                    f"local:{name}", "this process", note="small and weak, to try things out"
                )


def _named(name: str, settings: Settings) -> UsableModel:
    """A model of the settings; one that cannot be used says why."""
    try:
        choice = choose(name, settings)
    except ModelError as error:
        return UsableModel(name, "nowhere", note=str(error), ready=False)
    missing = missing_package(choice.provider) or _missing_key(choice)
    return UsableModel(
        name,
        str(choice.destination),
        choice.destination.is_here,
        missing or "set by you",
        not missing,
    )


def _missing_key(choice: ModelChoice) -> str:
    """Which key a provider's own service asks for, "" where none is missing."""
    if (
        choice.key
        or not choice.provider.keys
        or choice.provider.credentials
        or choice.destination.is_here
    ):
        return ""
    asks = choice.destination.url == choice.provider.url or not choice.provider.url
    return f"{choice.provider.keys[0]} is not set" if asks else ""


def _on_this_machine(settings: Settings) -> list[UsableModel]:
    servers = list(_servers(settings))
    with ThreadPoolExecutor(len(servers) or 1) as pool:
        return [one for models in pool.map(_models_at, servers) for one in models]


def _servers(settings: Settings) -> Iterator[ModelChoice]:
    """Ollama and servers of OpenAI's kind where they usually are, and either at the address that
    is set.
    """
    own = [settings.base_url] if settings.base_url else []
    usual = {
        "ollama": [PROVIDERS["ollama"].url],
        "openai": [f"http://127.0.0.1:{port}/v1" for port in USUAL_PORTS],
    }
    for provider, urls in usual.items():
        for url in dict.fromkeys([*own, *urls]):
            with suppress(
                ModelError
            ):  # an address that cannot be used is told where its model is named
                choice = choose(f"{provider}:any{AT}{url}", settings)
                if choice.destination.is_here:
                    yield choice


def _models_at(server: ModelChoice) -> list[UsableModel]:
    try:
        names = ask_names(server, PATIENCE)
    except ServerSilentError:
        return []
    at = "" if server.destination.url == server.provider.url else f"{AT}{server.destination.url}"
    chat = [name for name in names if not _EMBEDS.search(name)]
    return [
        UsableModel(f"{server.provider.name}:{name}{at}", str(server.destination)) for name in chat
    ]


def _hosted(settings: Settings) -> Iterator[UsableModel]:
    for provider in PROVIDERS.values():
        key = next((name for name in provider.keys if key_named(name, settings)), "")
        key = key or next((name for name in provider.credentials if os.environ.get(name)), "")
        if not key:
            continue
        try:
            where = str(choose(f"{provider.name}:{provider.example}", settings).destination)
        except ModelError as error:
            where = str(error)
        note = "; ".join(filter(None, [f"{key} is set", missing_package(provider)]))
        yield UsableModel(f"{provider.name}:{provider.example}", where, False, note, ready=False)


def missing_package(provider: Provider) -> str:
    """What has to be installed first, "" where nothing has."""
    if find_spec(provider.package) is not None:
        return ""
    return install_line(provider.extra)
