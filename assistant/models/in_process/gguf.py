"""Run a GGUF file in this process with llama.cpp, as a LangChain chat model. No other file does.

LangChain's ChatLlamaCpp is in langchain-community, which brings a database toolkit and web clients
with it.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from langchain_core.exceptions import ContextOverflowError

from assistant.errors import ModelError
from assistant.models.choice import ModelChoice
from assistant.models.in_process.chat_model import InProcessChatModel, as_dicts, ending, piece
from assistant.models.opened import OpenModel, context_window, longest_reply
from assistant.models.providers import PACKAGED
from assistant.models.usable import missing_package
from assistant.startup import install_line
from store.types import Progress, ProgressListener

if TYPE_CHECKING:
    from langchain_core.callbacks import CallbackManagerForLLMRun
    from langchain_core.messages import BaseMessage
    from langchain_core.outputs import ChatGenerationChunk
    from langchain_core.rate_limiters import BaseRateLimiter


def load_gguf_model(
    choice: ModelChoice, rate_limiter: BaseRateLimiter | None, progress: ProgressListener | None
) -> OpenModel:
    """Load the GGUF file of a path or of a packaged name.

    Raises ModelError if it is missing or unreadable.
    """
    if install := missing_package(choice.provider):
        raise ModelError(
            f"{choice.label} needs a package that is not installed (llama-cpp-python). Install it, "
            f"which takes a C compiler: {install}"
        )
    path = gguf_file(choice)
    if progress is not None:
        progress(Progress(f"Loading {path.name}"))
    from llama_cpp import Llama

    window = context_window(choice)
    try:
        network = Llama(str(path), n_ctx=window, verbose=False)
        # The context length that the model was trained with, if the file gives it.
        named = f"{network.metadata.get('general.architecture', '')}.context_length"
        trained = int(network.metadata.get(named, 0)) or window
        if trained < window:
            window = trained
            network = Llama(str(path), n_ctx=window, verbose=False)
    except (OSError, ValueError, RuntimeError) as error:
        raise ModelError(
            f"{choice.label} cannot be loaded from {path}: {error}. "
            "Name a GGUF file of a chat model."
        ) from error
    chat = GgufChatModel(
        network=network,
        temperature=choice.options.temperature or 0.0,
        max_output_tokens=longest_reply(choice, window),
    )
    return OpenModel(choice, chat, window, chat.get_num_tokens, rate_limiter, threading.Lock())


def gguf_file(choice: ModelChoice) -> Path:
    """Return the file that a choice means; raises ModelError if there is none."""
    package = PACKAGED.get(choice.model)
    if package is None:
        path = Path(choice.model).expanduser()
        if not path.is_file():
            names = ", ".join(PACKAGED)
            raise ModelError(
                f"{choice.label} cannot be opened: there is no file {path}. Name a GGUF file, or "
                f"one of: {names}"
            )
        return path
    spec = find_spec(package)
    folders = list(spec.submodule_search_locations or ()) if spec else []
    files = sorted(file for folder in folders for file in Path(folder).rglob("*.gguf"))
    if not files:
        raise ModelError(
            f"{choice.label} needs a package that is not installed ({package}). Install it: "
            f"{install_line('local')}"
        )
    return files[0]


class GgufChatModel(InProcessChatModel):
    """A chat model whose `network` is a llama_cpp.Llama."""

    @property
    def _llm_type(self) -> str:
        return "llama.cpp"

    def get_num_tokens(self, text: str) -> int:
        """Return the length of `text` in the model's own tokens."""
        return len(
            self.network.tokenize(text.encode("utf-8", "replace"), add_bos=False, special=False)
        )

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        reason = "stop"
        with self._one_at_a_time:
            for given in self._pieces(as_dicts(messages)):
                choice = given["choices"][0]
                reason = choice["finish_reason"] or reason
                if text := choice["delta"].get("content"):
                    yield piece(text)
        yield ending(reason)

    def _pieces(self, messages: list[dict[str, str]]) -> Iterator[dict[str, Any]]:
        try:
            yield from self.network.create_chat_completion(
                messages,
                stream=True,
                max_tokens=self.max_output_tokens,
                temperature=self.temperature,
            )
        except ValueError as error:
            if "exceed context window" in str(error):
                raise ContextOverflowError(str(error)) from error
            raise
