"""Run a Hugging Face model in this process, as a LangChain chat model. No other file does.

LangChain's HuggingFacePipeline goes on generating when its stream is closed, so "stop" would not
stop it.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from langchain_core.exceptions import ContextOverflowError
from langchain_core.messages import BaseMessage
from langchain_core.outputs import ChatGenerationChunk

from assistant.errors import ModelError
from assistant.models.choice import ModelChoice
from assistant.models.in_process.chat_model import InProcessChatModel, as_dicts, ending, piece
from assistant.models.in_process.hub import fetched
from assistant.models.opened import OpenModel, context_window, longest_reply
from store.types import Progress, ProgressListener

if TYPE_CHECKING:
    from langchain_core.callbacks import CallbackManagerForLLMRun
    from langchain_core.rate_limiters import BaseRateLimiter

LEAST_ROOM = 16  # tokens that must be left for a reply


def load_transformers_model(
    choice: ModelChoice, rate_limiter: BaseRateLimiter | None, progress: ProgressListener | None
) -> OpenModel:
    """Load a folder or a model of the hub, which is fetched at its first use.

    Only safetensors are read, and a model's own code is never run. Raises ModelError if the model
    is missing, or cannot be fetched or loaded.
    """
    folder = fetched(choice.model, choice.label, progress)
    if progress is not None:
        progress(Progress(f"Loading {choice.model}"))
    tokenizer, model = _load(folder, choice)
    longest = getattr(model.config.get_text_config(), "max_position_embeddings", None)
    window = min(context_window(choice), longest or context_window(choice))
    chat = TransformersChatModel(
        tokenizer=tokenizer,
        network=model,
        window=window,
        temperature=choice.options.temperature or 0.0,
        max_output_tokens=longest_reply(choice, window),
    )
    return OpenModel(choice, chat, window, chat.get_num_tokens, rate_limiter, threading.Lock())


class TransformersChatModel(InProcessChatModel):
    """A chat model of a Hugging Face folder; prompt and reply together have at most `window`
    tokens.
    """

    tokenizer: Any
    window: int

    @property
    def _llm_type(self) -> str:
        return "transformers"

    def get_num_tokens(self, text: str) -> int:
        """Return the length of `text` in the model's own tokens."""
        return len(self.tokenizer.encode(text, add_special_tokens=False, verbose=False))

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        from transformers import TextIteratorStreamer

        # Channels of thought that only special tokens mark must stay visible, so that they can be
        # removed.
        skip = "<|channel|>" not in str(self.tokenizer.chat_template or "")
        with self._one_at_a_time, ThreadPoolExecutor(1, "rolecall-generation") as pool:
            inputs, stopped = self.encoded(messages), threading.Event()
            streamer = TextIteratorStreamer(
                self.tokenizer, skip_prompt=True, skip_special_tokens=skip
            )
            generation = pool.submit(self._generated, inputs, streamer, stopped)
            try:
                yield from map(piece, filter(None, streamer))
            finally:
                stopped.set()
            is_cut = generation.result()
        yield ending("length" if is_cut else "stop")

    def _generated(self, inputs: Any, streamer: Any, stopped: threading.Event) -> bool:
        """Generate one reply for `streamer`, which may be stopped early; return whether the model
        had more to say.
        """
        read = inputs["input_ids"].shape[1]
        longest = min(self.max_output_tokens, self.window - read)
        temperature = {"temperature": self.temperature} if self.temperature else {}
        try:
            written = self.network.generate(
                **inputs,
                **temperature,
                do_sample=bool(temperature),
                streamer=streamer,
                max_new_tokens=longest,
                return_dict_in_generate=False,
                stopping_criteria=[lambda *_, **__: stopped.is_set()],
                pad_token_id=self.tokenizer.pad_token_id or self.tokenizer.eos_token_id,
            )
        except Exception:  # lack of memory, for example: raised where the pieces are read
            streamer.end()
            raise
        ends = self.network.generation_config.eos_token_id
        ends = {self.tokenizer.eos_token_id, *(ends if isinstance(ends, list) else [ends])}
        return bool(written.shape[1] - read >= longest and int(written[0, -1]) not in ends)

    def encoded(self, messages: Sequence[BaseMessage]) -> Any:
        """Return the prompt's tokens in the model's chat template, for `generate`.

        Raises ContextOverflowError if there is no room left for a reply.
        """
        text = self._templated(as_dicts(messages))
        inputs = self.tokenizer(
            text, return_tensors="pt", add_special_tokens=False, return_token_type_ids=False
        )
        if inputs["input_ids"].shape[1] + LEAST_ROOM > self.window:
            raise ContextOverflowError(f"{inputs['input_ids'].shape[1]} tokens of {self.window}")
        return inputs.to(self.network.device)

    def _templated(self, messages: list[dict[str, str]]) -> str:
        if not self.tokenizer.chat_template:
            return "\n\n".join([*(message["content"] for message in messages), "Answer:"])
        from jinja2 import TemplateError

        fill = partial(
            self.tokenizer.apply_chat_template, tokenize=False, add_generation_prompt=True
        )
        try:
            return str(fill(messages))
        except TemplateError:  # some have no system role, so the user says it
            whole = "\n\n".join(message["content"] for message in messages)
            return str(fill([{"role": "user", "content": whole}]))


def _load(folder: Path, choice: ModelChoice) -> tuple[Any, Any]:
    from transformers import AutoModelForCausalLM, AutoTokenizer

    safe = {"local_files_only": True, "trust_remote_code": False}
    try:
        tokenizer = AutoTokenizer.from_pretrained(folder, **safe)
        model = AutoModelForCausalLM.from_pretrained(
            folder, use_safetensors=True, dtype="auto", device_map=None, **safe
        )
    except Exception as error:  # safetensors, tokenizers, jinja and torch raise their own
        reason = (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(".")
        raise ModelError(
            f"{choice.label} cannot be loaded from {folder}: {reason}. "
            "Name a folder or model of a causal language model in safetensors."
        ) from error
    return tokenizer, model.eval().to(_device())  # type: ignore[no-untyped-call]


def _device() -> str:
    import torch

    if torch.cuda.is_available():
        return "cuda"
    return "mps" if torch.backends.mps.is_available() else "cpu"
