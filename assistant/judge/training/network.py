"""The network that is trained: MiniLM's layers, a reader head and an entailment head."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import torch
from torch import Tensor, nn
from transformers import AutoConfig, AutoModel

ENTAILMENT = ("supported", "contradicted", "unstated")


class Read(NamedTuple):
    """Logits of a batch: start and end (batch, tokens), answerable (batch,), entailment (batch,
    3).
    """

    start: Tensor
    end: Tensor
    answerable: Tensor
    entailment: Tensor


class Network(nn.Module):
    """A cross-encoder with the heads of SQuAD 2.0 (Rajpurkar et al. 2018) and of natural language
    inference.

    The first token's start and end stand for "no answer"; a linear reading of it says the same once
    more, trained also on questions whose answer is yes or no. Without dropout: it costs half the
    speed on a processor, and no row is seen often.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__()
        config = AutoConfig.from_pretrained(
            folder,
            attn_implementation="eager",
            hidden_dropout_prob=0.0,
            attention_probs_dropout_prob=0.0,
        )
        self.encoder = AutoModel.from_pretrained(folder, config=config, add_pooling_layer=False)
        width = config.hidden_size
        self.span = nn.Linear(width, 2)
        self.pooled = nn.Linear(width, width)
        self.answerable = nn.Linear(width, 1)
        self.entailment = nn.Linear(width, len(ENTAILMENT))

    def forward(self, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor) -> Read:
        """Shapes (batch, tokens) each."""
        hidden = self.encoder(
            input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids
        ).last_hidden_state
        span = self.span(hidden)
        pooled = torch.tanh(self.pooled(hidden[:, 0]))
        return Read(
            span[..., 0], span[..., 1], self.answerable(pooled)[:, 0], self.entailment(pooled)
        )
