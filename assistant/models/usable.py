"""Find which models can be used now: `quotes`, those of the settings, those of servers on this
machine, hosted ones.

Only servers on this machine are asked. For hosted models, only the key and the package are checked;
nothing is sent to them.
"""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import chain
from typing import TYPE_CHECKING

from assistant.errors import ModelError, ServerSilentError
from assistant.models.choice import ModelChoice, choose, key_named, models_file, split_name
from assistant.models.providers import AT, PACKAGED, PROVIDERS, QUOTES, Provider
from assistant.settings import Settings
from assistant.startup import install_line

if TYPE_CHECKING:
    import httpx


LIST_PATIENCE = 3.0  # seconds in which a server must answer
LONGEST_NAME = 200  # characters
# A name goes into lists, commands and messages, and may not include an address.
_USUAL = re.compile(r"(?!.*@http)[!-~]+")
LONGEST_LIST = 2_000_000  # bytes of a list; OpenRouter's has 0.5 million
_OPENAI = ("/models", "data", "id")
# By provider: the path of its list of models, the key of the list, and the key of a model's name.
_LISTS = {"ollama": ("/api/tags", "models", "name"), "openai": _OPENAI, "mistral": _OPENAI}


def names_served(choice: ModelChoice) -> tuple[str, ...]:
    """Return the models that the server of a choice has; none if it doesn't say."""
    with suppress(ServerSilentError):
        return ask_names(choice, LIST_PATIENCE)
    return ()


def listed(names: Sequence[str], most: int = 8) -> str:
    """Return names on one line, "" for none, with an ellipsis for those beyond `most`."""
    return ", ".join(names[:most]) + " …" * (len(names) > most)


def is_listed(name: str, names: Sequence[str]) -> bool:
    """Return whether a server that has `names` has a model of this name."""
    return name in names or f"{name}:latest" in names


def ask_names(choice: ModelChoice, patience: float) -> tuple[str, ...]:
    """Return the models that a server lists.

    Its provider must be Ollama or list models as OpenAI does. Raises ServerSilentError if there is
    no server, or if it answers something else.
    """
    import httpx

    if (known := _LISTS.get(choice.provider.name)) is None:
        raise ServerSilentError(f"{choice.provider.title} lists no models")
    path, under, called = known
    headers = {"Authorization": f"Bearer {choice.key.get_secret_value()}"} if choice.key else {}
    try:
        # As for a chat: what stays on this machine goes through no proxy, and redirects are not
        # followed.
        with (
            httpx.Client(trust_env=not choice.destination.is_here, timeout=patience) as client,
            client.stream("GET", choice.destination.url + path, headers=headers) as reply,
        ):
            if reply.status_code != 200:
                raise ServerSilentError(f"it answered with status {reply.status_code}")
            named = [str(model[called]) for model in json.loads(_whole(reply, patience))[under]]
        return tuple(n for n in named if len(n) <= LONGEST_NAME and _USUAL.fullmatch(n))
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        reason = (str(error).strip().splitlines() or [type(error).__name__])[0]
        raise ServerSilentError(f"it cannot be reached ({reason})") from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ServerSilentError("it answered something else than a list of models") from error


def _whole(reply: httpx.Response, patience: float) -> bytes:
    """Return the body of a reply.

    Raises ServerSilentError if it never ends, as with a stream of events.
    """
    until, body = time.monotonic() + patience, b""
    for part in reply.iter_bytes():
        body += part
        if len(body) > LONGEST_LIST or time.monotonic() > until:
            raise ServerSilentError("it answered something else than a list of models")
    return body


PATIENCE = 1.0  # seconds that a server on this machine has to list its models
LONG_PATIENCE = 5.0  # seconds if one of its models was chosen: it may be busy loading
# Default ports of servers that speak OpenAI's API: llama.cpp, LM Studio, vLLM and transformers,
# Jan.
USUAL_PORTS = (8080, 1234, 8000, 1337)

# Names of models that make vectors or rank passages, and do not chat.
_EMBEDS = re.compile(r"embed|minilm|rerank|whisper|\b(?:bge|gte|e5)-", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class UsableModel:
    """A model that can be named.

    Attributes:
        name: what to write after `--model`; "provider:NAME" if NAME has to be filled in.
        where: where its text goes, in words.
        is_here: whether it runs on this machine.
        note: what else to know about it: whose key is set, what has to be installed.
        ready: whether it can be chosen as it is.
    """

    name: str
    where: str
    is_here: bool = True
    note: str = ""
    ready: bool = True


def usable_models(settings: Settings) -> tuple[UsableModel, ...]:
    """Return every model that can be used now, each once; `quotes` first, hosted ones last.

    Raises ModelError.
    """
    quotes = UsableModel(QUOTES, "this process", note="no model; the sources' own sentences")
    named = dict.fromkeys([settings.model, *models_file(settings)])
    known: dict[str, UsableModel] = {}
    for model in chain(
        [quotes],
        (_named(name, settings) for name in named if name != QUOTES),
        _packaged(),
        _on_this_machine(settings),
        _hosted(settings),
    ):
        known.setdefault(model.name, model)
    return tuple(known.values())


def may_choose(name: str, settings: Settings, enabled: Collection[str] = ()) -> bool:
    """Return whether someone who does not own the page may have `name` answer.

    They may choose `quotes`, the model of the settings, a model on this machine that models.yaml
    names or a server here lists, and a hosted model that is in `enabled`: no address of their own,
    nothing that would be fetched for them, and nothing that costs the owner without consent. Raises
    ModelError for an invalid name, and if a server here doesn't say what it has.
    """
    if name in (QUOTES, settings.model, *enabled):
        return True
    model = choose(name, settings)
    if not model.destination.is_here:
        return False
    if name in models_file(settings):
        return True
    usual = [(server.provider, server.destination) for server in _servers(settings)]
    if not model.destination.url or (model.provider, model.destination) not in usual:
        return False
    return split_name(name)[1] in ask_names(model, LONG_PATIENCE)


def _packaged() -> Iterator[UsableModel]:
    """Yield models that came with a package."""
    note = "small and weak, to try things out"
    for name, package in PACKAGED.items():
        if find_spec("llama_cpp") is not None and find_spec(package) is not None:
            yield UsableModel(f"local:{name}", "this process", note=note)


def _named(name: str, settings: Settings) -> UsableModel:
    """Return a model of the settings, with the reason if it cannot be used."""
    try:
        choice = choose(name, settings)
    except ModelError as error:
        return UsableModel(name, "nowhere", note=str(error), ready=False)
    where, missing = choice.destination, missing_package(choice.provider) or _missing_key(choice)
    return UsableModel(name, str(where), where.is_here, missing or "set by you", not missing)


def _missing_key(choice: ModelChoice) -> str:
    """Return which key a provider's own service needs, "" if none is missing."""
    provider, where = choice.provider, choice.destination
    asks = provider.keys and not provider.credentials and provider.url in ("", where.url)
    return f"{provider.keys[0]} is not set" if asks and not choice.key and not where.is_here else ""


def _on_this_machine(settings: Settings) -> list[UsableModel]:
    servers = list(_servers(settings))
    with ThreadPoolExecutor(len(servers) or 1) as pool:
        return [model for models in pool.map(_models_at, servers) for model in models]


def _servers(settings: Settings) -> Iterator[ModelChoice]:
    """Yield Ollama and servers that speak OpenAI's API, at their usual addresses or at the address
    that is set.
    """
    set_urls = [settings.base_url] if settings.base_url else []
    usual = {
        "ollama": [PROVIDERS["ollama"].url],
        "openai": [f"http://127.0.0.1:{port}/v1" for port in USUAL_PORTS],
    }
    for provider, urls in usual.items():
        for url in dict.fromkeys([*set_urls, *urls]):
            # An unusable address is reported where its model is named.
            with suppress(ModelError):
                choice = choose(f"{provider}:any{AT}{url}", settings)
                if choice.destination.is_here:
                    yield choice


def _models_at(server: ModelChoice) -> list[UsableModel]:
    try:
        names = ask_names(server, PATIENCE)
    except ServerSilentError:
        return []
    at = "" if server.destination.url == server.provider.url else f"{AT}{server.destination.url}"
    kind, where = server.provider.name, str(server.destination)
    chat = [name for name in names if not _EMBEDS.search(name)]
    return [UsableModel(f"{kind}:{name}{at}", where) for name in chat]


def _hosted(settings: Settings) -> Iterator[UsableModel]:
    for provider in PROVIDERS.values():
        keys = [name for name in provider.keys if key_named(name, settings)]
        keys += [name for name in provider.credentials if os.environ.get(name)]
        if not keys:
            continue
        name = f"{provider.name}:{provider.example}"
        try:
            where = str(choose(name, settings).destination)
        except ModelError as error:
            where = str(error)
        note = "; ".join(filter(None, [f"{keys[0]} is set", missing_package(provider)]))
        yield UsableModel(name, where, False, note, ready=False)


def missing_package(provider: Provider) -> str:
    """Return what has to be installed first, "" if nothing."""
    return "" if find_spec(provider.package) else install_line(provider.extra)
