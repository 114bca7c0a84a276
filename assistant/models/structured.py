"""Get a chat model's reply as an object, or as sentences, if its provider offers structured
output.
"""

from __future__ import annotations

import contextvars
import threading
from dataclasses import replace
from queue import Empty, SimpleQueue
from typing import Any, TypeVar, cast

from pydantic import BaseModel

from assistant.errors import ModelError
from assistant.models.failures import model_failure
from assistant.models.opened import OpenModel
from assistant.models.prompt import Messages
from assistant.models.reply.sentences import Sentences

T = TypeVar("T", bound=BaseModel)


def gives_structure(model: OpenModel) -> bool:
    """Return whether a model's class can ask for structured output; its server may still refuse."""
    from langchain_core.language_models import BaseChatModel

    kind = type(model.chat)
    return (
        kind.bind_tools is not BaseChatModel.bind_tools
        or kind.with_structured_output is not BaseChatModel.with_structured_output
    )


def in_sentences(model: OpenModel) -> OpenModel:
    """Return the same model, set to reply in JSON as `Sentences`.

    Raises ModelError if its package can't do that.
    """
    try:
        schema = Sentences.model_json_schema()
        chain = model.chat.with_structured_output(schema, method="json_schema")
    except Exception as error:  # each package says in its own way what it can't do
        raise model_failure(error, model, midway=False) from error
    # Leaves out LangChain's parser, which drops thoughts, the reason why a reply ends, and text
    # that is not JSON.
    return replace(model, chat=cast(Any, chain).first)


def structured_reply(model: OpenModel, messages: Messages, schema: type[T], patience: float) -> T:
    """Return the reply as `schema`.

    Raises ModelError if it is late (by `patience` seconds), invalid or refused.
    """
    if model.limiter is not None and not model.limiter.acquire(blocking=False):
        raise ModelError(f"{model.named} was asked too often.")
    replies: SimpleQueue[object] = SimpleQueue()

    def ask() -> None:
        try:
            replies.put(model.chat.with_structured_output(schema).invoke(list(messages)))
        except Exception as error:  # packages can raise anything; it is wrapped where it is read
            replies.put(error)

    # A daemon thread, since a late model is not waited for.
    run = contextvars.copy_context().run
    threading.Thread(target=run, args=(ask,), name="rolecall-structured", daemon=True).start()
    try:
        reply = replies.get(timeout=patience)
    except Empty:
        raise ModelError(f"{model.named} said nothing for {patience:g} s.") from None
    if isinstance(reply, schema):
        return reply
    if isinstance(reply, Exception):
        raise model_failure(reply, model, midway=False)
    raise ModelError(f"{model.named} replied with something else than was asked for.")
