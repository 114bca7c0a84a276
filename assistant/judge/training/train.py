"""Train the judge: resumable, with a checkpoint every few minutes.

python -m assistant.judge.training.train --public FOLDER --out FOLDER [--made N] [--examples N]
[--start FILE]
"""

from __future__ import annotations

import argparse
import json
import math
import random
import time
from collections.abc import Iterator
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional

from assistant.judge.training.documents import document_examples, made_documents, prepare
from assistant.judge.training.examples import (
    UNSUPPORTED,
    Encoder,
    Example,
    public_claims,
    public_questions,
)
from assistant.judge.training.export import weights_of
from assistant.judge.training.made import Part, made_examples, made_passages
from assistant.judge.training.network import Network, Read
from assistant.judge.training.premises import Premises
from store.embedding.embedder import PACKAGED, open_embedder
from store.embedding.packaged import packaged_folder

TOKENS = 2600
"""Tokens of a batch, padding included."""
CHECKPOINT = 600
"""Seconds between checkpoints."""


def batches(examples: list[Example], chance: random.Random) -> Iterator[list[Example]]:
    """Batches of about TOKENS tokens, each of one kind and of like length, in random order."""
    out: list[list[Example]] = []
    for reads in (True, False):
        kind = [example for example in examples if example.reads == reads]
        kind.sort(key=lambda example: len(example.ids) + chance.random() * 8)
        at = 0
        while at < len(kind):
            take = max(1, TOKENS // max(1, len(kind[min(at + 24, len(kind) - 1)].ids)))
            take = min(take, 48)
            out.append(kind[at : at + take])
            at += take
    chance.shuffle(out)
    return iter(out)


def collate(batch: list[Example]) -> tuple[Tensor, Tensor, Tensor]:
    """Ids, mask and types, shape (batch, tokens)."""
    width = max(len(example.ids) for example in batch)
    ids = torch.zeros((len(batch), width), dtype=torch.long)
    mask = torch.zeros_like(ids)
    types = torch.zeros_like(ids)
    for row, example in enumerate(batch):
        size = len(example.ids)
        ids[row, :size] = torch.tensor(example.ids)
        mask[row, :size] = 1
        types[row, example.first : size] = 1
    return ids, mask, types


def loss_of(read: Read, batch: list[Example], mask: Tensor) -> Tensor:
    """Cross-entropy of spans and labels, two-way labels as the log-sum of the two, binary for
    answerable.
    """
    if not batch[0].reads:
        logs = functional.log_softmax(read.entailment.float(), dim=-1)
        two = torch.logsumexp(logs[:, 1:], dim=-1, keepdim=True)
        labels = torch.tensor([example.label for example in batch])
        assert logs.shape[1] == UNSUPPORTED
        return -torch.cat([logs, two], dim=1).gather(1, labels[:, None]).mean()
    blind = (1 - mask) * -1e4
    loss = functional.binary_cross_entropy_with_logits(
        read.answerable.float(), torch.tensor([float(example.answerable) for example in batch])
    )
    for logits, at in (
        (read.start, [example.start for example in batch]),
        (read.end, [example.end for example in batch]),
    ):
        target = torch.tensor(at)
        if (target >= 0).any():
            loss = loss + 0.5 * functional.cross_entropy(
                logits.float() + blind, target, ignore_index=-1
            )
    return loss


def main() -> None:
    """Train by the arguments of the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--public", type=Path, required=True, help="folder of the public sets")
    parser.add_argument("--out", type=Path, required=True, help="folder of checkpoints and the log")
    parser.add_argument(
        "--made", type=int, default=0, help="times our own passages are seen in an epoch"
    )
    parser.add_argument(
        "--passages", type=float, default=1.0, help="share of our own passages in an epoch"
    )
    parser.add_argument(
        "--questions", type=float, default=1.0, help="share of the public questions in an epoch"
    )
    parser.add_argument(
        "--claims", type=float, default=1.0, help="share of the public claims in an epoch"
    )
    parser.add_argument("--examples", type=int, default=150_000, help="examples to see in all")
    parser.add_argument("--rate", type=float, default=1e-4, help="highest learning rate")
    parser.add_argument(
        "--floor", type=float, default=0.0, help="lowest learning rate, as a share of the highest"
    )
    parser.add_argument("--start", type=Path, help="checkpoint or exported file to begin with")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument(
        "--bf16", action="store_true", help="thrice as fast where the processor has AVX512-BF16"
    )
    arguments = parser.parse_args()
    train(arguments)


def _optimizer(network: Network, rate: float) -> torch.optim.Optimizer:
    heads = [p for name, p in network.named_parameters() if not name.startswith("encoder.")]
    body = [p for name, p in network.named_parameters() if name.startswith("encoder.")]
    groups = [{"params": body, "scale": 1.0}, {"params": heads, "scale": 3.0}]
    return torch.optim.AdamW(groups, lr=rate, weight_decay=0.01, fused=True)


def _rate(arguments: argparse.Namespace, done: float, step: int) -> float:
    """Return the rate of learning: it rises over 200 steps, then falls towards its floor."""
    warm = min(1.0, (step + 1) / 200)
    rate: float = arguments.rate * warm * (arguments.floor + (1 - arguments.floor) * (1 - done))
    return rate


def train(arguments: argparse.Namespace) -> None:
    """See the examples asked for, going on from the last checkpoint."""
    arguments.out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(arguments.seed)
    folder = Path(packaged_folder())
    network = Network(folder)
    if arguments.start:
        network.load_state_dict(weights_of([arguments.start]))
    optimizer = _optimizer(network, arguments.rate)
    kept = arguments.out / "checkpoint.pt"
    seen = epoch = step = 0
    if kept.exists():
        state = torch.load(kept, weights_only=True)
        network.load_state_dict(state["network"])
        optimizer.load_state_dict(state["optimizer"])
        seen, epoch, step = state["seen"], state["epoch"], state["step"]
    encoder = Encoder(folder)
    log = (arguments.out / "log.jsonl").open("a", encoding="utf-8")
    last = logged = time.monotonic()
    since, sums = seen, {True: [0.0, 0], False: [0.0, 0]}
    network.train()
    while seen < arguments.examples:
        chance = random.Random(f"{arguments.seed}-{epoch}-{seen}")
        for batch in batches(list(_epoch(arguments, encoder, chance)), chance):
            rate = _rate(arguments, seen / arguments.examples, step)
            for group in optimizer.param_groups:
                group["lr"] = rate * group["scale"]
            ids, mask, types = collate(batch)
            with torch.autocast("cpu", dtype=torch.bfloat16, enabled=arguments.bf16):
                read = network(ids, mask, types)
            loss = loss_of(read, batch, mask)
            optimizer.zero_grad(set_to_none=True)
            torch.autograd.backward(loss)
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            seen, step = seen + len(batch), step + 1
            total = sums[batch[0].reads]
            total[0] += float(loss.detach())
            total[1] += 1
            now = time.monotonic()
            if now - logged > 60:
                line = {
                    "seen": seen,
                    "a second": round((seen - since) / (now - logged), 1),
                    "rate": rate,
                    "reader": round(sums[True][0] / max(1, sums[True][1]), 4),
                    "entailment": round(sums[False][0] / max(1, sums[False][1]), 4),
                }
                print(json.dumps(line), file=log, flush=True)
                logged, since, sums = now, seen, {True: [0.0, 0], False: [0.0, 0]}
            finished = seen >= arguments.examples
            if finished or now - last > CHECKPOINT:
                state = {
                    "network": network.state_dict(),
                    "optimizer": optimizer.state_dict(),
                    "seen": seen,
                    "epoch": epoch,
                    "step": step,
                }
                torch.save(state, kept.with_suffix(".part"))
                kept.with_suffix(".part").replace(kept)
                last = now
            if finished or not math.isfinite(float(loss.detach())):
                break
        epoch += 1


def _epoch(
    arguments: argparse.Namespace, encoder: Encoder, chance: random.Random
) -> Iterator[Example]:
    yield from public_questions(arguments.public, encoder, chance, arguments.questions)
    yield from public_claims(arguments.public, encoder, chance, arguments.claims)
    known = [passage for passage in made_passages() if passage.part is Part.TRAIN]
    passages = tuple(chance.sample(known, round(len(known) * arguments.passages)))
    premises = Premises(open_embedder(PACKAGED).embed)
    premises.prepare(
        [p.text for p in passages], [claim.claim for p in passages for claim in p.claims]
    )
    documents = tuple(document for document in made_documents() if document.part is Part.TRAIN)
    prepare(documents, premises)
    for _ in range(arguments.made):
        yield from made_examples(passages, encoder, premises, chance)
        yield from document_examples(documents, encoder, premises, chance)


if __name__ == "__main__":
    main()
