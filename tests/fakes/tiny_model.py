"""A real language model, made in seconds: a tokenizer and a causal model that transformers loads
from a folder.

It is a Mistral of two small layers and a sliding window, so the end of the prompt is all that a
reply depends on, a long prompt costs little, and one longer than any it was taught with is answered
alike. Measured on two cores: `build_tiny_model` 0.1 s and `build_taught_model` 2 to 3 s, after 4 s
in which torch and transformers are imported.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import torch
    from transformers import PreTrainedModel, PreTrainedTokenizerBase

TAUGHT_REPLY = "They are trained for three months [1]."

SEED = 20
VOCABULARY = 600
WINDOW = 32
POSITIONS = 16_384
START, SYSTEM, USER, ASSISTANT, END = (
    "<|start|>",
    "<|system|>",
    "<|user|>",
    "<|assistant|>",
    "<|end|>",
)
PAD = "<|pad|>"

CHAT_TEMPLATE = (
    "{{ bos_token }}"
    "{% for message in messages %}<|{{ message.role }}|>\n{{ message.content }}<|end|>\n{% endfor "
    "%}"
    "{% if add_generation_prompt %}<|assistant|>\n{% endif %}"
)

READ = """\
The harbour office hires bakers, bell founders, lamp keepers and pilots. It looks for people who finish what they begin.
Every baker is trained for three months [1]. They are shown how dough behaves, and sit in about 40 loops a year [2][3].
What does a candidate write before the loop? A recipe of two pages, with the batch that failed and why it failed.
A degree is not required. Where is the work? In Bergen, in Ostend and on the water, five days a week, from 04:30.
You answer questions about roles from numbered evidence. Earlier conversation: none. Question: how long is the training?
Answer from the evidence above, each sentence ending in its [number]. If it does not tell, say that it does not tell.
"""

STEPS, BATCH, PROMPT_TOKENS = 100, 16, (4, 48)


def build_tiny_model(folder: Path) -> Path:
    """Save to `folder` a model of random weights: it rambles in readable pieces and never ends
    of itself.
    """
    tokenizer = _tokenizer()
    model = _untaught(tokenizer)
    model.generation_config.suppress_tokens = _unreadable(tokenizer)
    _save(model, tokenizer, folder)
    return folder


def build_taught_model(folder: Path, reply: str = TAUGHT_REPLY) -> Path:
    """Save to `folder` a model that answers whatever it is asked with `reply`, word for word,
    and then ends.
    """
    tokenizer = _tokenizer()
    model = _untaught(tokenizer)
    with one_thread():
        _teach(model, tokenizer, reply)
    _save(model, tokenizer, folder)
    return folder


@contextmanager
def one_thread() -> Iterator[None]:
    """Let torch use one thread: for so small a model more of them wait for each other, long on a
    busy machine.
    """
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def _tokenizer() -> PreTrainedTokenizerBase:
    """Byte-level byte pairs, learned from READ: every text can be written in it and read back."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
    from transformers import PreTrainedTokenizerFast

    pairs = Tokenizer(models.BPE())
    pairs.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    pairs.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=VOCABULARY,
        special_tokens=[PAD, START, END, SYSTEM, USER, ASSISTANT],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    pairs.train_from_iterator([READ], trainer)
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=pairs,
        bos_token=START,
        eos_token=END,
        pad_token=PAD,
        additional_special_tokens=[SYSTEM, USER, ASSISTANT],
        model_max_length=POSITIONS,
    )
    tokenizer.chat_template = CHAT_TEMPLATE
    return tokenizer


def _untaught(tokenizer: PreTrainedTokenizerBase) -> PreTrainedModel:
    import torch
    from transformers import GenerationConfig, MistralConfig, MistralForCausalLM

    ends = {
        "bos_token_id": tokenizer.bos_token_id,
        "eos_token_id": tokenizer.eos_token_id,
        "pad_token_id": tokenizer.pad_token_id,
    }
    config = MistralConfig(
        vocab_size=len(tokenizer),
        hidden_size=64,
        intermediate_size=128,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=2,
        max_position_embeddings=POSITIONS,
        sliding_window=WINDOW,
        tie_word_embeddings=False,
        **ends,
    )
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(SEED)
        model = MistralForCausalLM(config)
    model.generation_config = GenerationConfig(do_sample=False, max_new_tokens=1024, **ends)
    return model.eval()


def _unreadable(tokenizer: PreTrainedTokenizerBase) -> list[int]:
    """The tokens that are no plain text by themselves: parts of characters, control characters,
    the end of a turn.
    """
    special = set(tokenizer.all_special_ids)
    texts = {token: str(tokenizer.decode([token])) for token in range(len(tokenizer))}
    return [
        token
        for token, text in texts.items()
        if token in special or not (text.isascii() and text.isprintable())
    ]


def _save(model: PreTrainedModel, tokenizer: PreTrainedTokenizerBase, folder: Path) -> None:
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)


def _teach(model: PreTrainedModel, tokenizer: PreTrainedTokenizerBase, reply: str) -> None:
    """Train until `reply` is what follows any prompt; only the reply and its end are what it is
    marked on.
    """
    import torch

    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3)
    model.train()
    for ids, labels, attention in _lessons(tokenizer, reply):
        loss = model(input_ids=ids, labels=labels, attention_mask=attention).loss
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
    model.eval()


def _lessons(
    tokenizer: Any, reply: str
) -> Iterator[tuple[torch.Tensor, torch.Tensor, torch.Tensor]]:
    """Batches of token ids, labels (-100 where it is not marked) and attention masks, padded on
    the left.
    """
    import torch

    chance = random.Random(SEED)
    answer = [*tokenizer.encode(reply, add_special_tokens=False), tokenizer.eos_token_id]
    for _ in range(STEPS):
        rows = [_prompt(tokenizer, chance) for _ in range(BATCH)]
        longest = max(map(len, rows))
        ids = [[tokenizer.pad_token_id] * (longest - len(row)) + row + answer for row in rows]
        labels = [[-100] * longest + answer for _ in rows]
        attention = [[0] * (longest - len(row)) + [1] * (len(row) + len(answer)) for row in rows]
        yield torch.tensor(ids), torch.tensor(labels), torch.tensor(attention)


def _prompt(tokenizer: Any, chance: random.Random) -> list[int]:
    """Token ids of a user's message, of tokens drawn at random, up to where the assistant's
    begins.
    """
    drawn = [chance.randrange(len(tokenizer)) for _ in range(chance.randint(*PROMPT_TOKENS))]
    asked = tokenizer.decode([token for token in drawn if token not in tokenizer.all_special_ids])
    chat = [{"role": "user", "content": asked}]
    return list(tokenizer.apply_chat_template(chat, add_generation_prompt=True)["input_ids"])
