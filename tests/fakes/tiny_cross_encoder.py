"""A real cross-encoder of random weights, made in a second, that sentence-transformers loads
from a folder.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

RANKS = ("relevance",)
TELLS = ("contradiction", "entailment", "neutral")
SEED = 11


def build_tiny_cross_encoder(folder: Path, labels: Sequence[str]) -> Path:
    """Save to `folder` a BERT of one small layer over the packaged embedder's vocabulary, with
    these labels.
    """
    import torch
    from transformers import AutoTokenizer, BertConfig, BertForSequenceClassification

    from store.embedding.packaged import packaged_folder

    torch.manual_seed(SEED)
    tokenizer = AutoTokenizer.from_pretrained(str(packaged_folder()))
    config = BertConfig(
        vocab_size=tokenizer.vocab_size,
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=32,
        num_labels=len(labels),
        id2label=dict(enumerate(labels)),
        label2id={label: at for at, label in enumerate(labels)},
    )
    BertForSequenceClassification(config).save_pretrained(str(folder))
    tokenizer.save_pretrained(str(folder))
    return folder
