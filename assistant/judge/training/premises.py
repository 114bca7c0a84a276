"""Premises of plain texts, for what is trained and measured on them."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from assistant.judge.premise import nearest
from store.embedding.embedder import Embed, Vectors

SENTENCE_END = re.compile(r"(?<=[.!?])\s+|\n+")


class Premises:
    """Makes premises of plain texts, each text's vectors computed once."""

    def __init__(self, embed: Embed) -> None:
        self._embed = embed
        self._known: dict[str, Vectors] = {}
        self._cut: dict[str, list[str]] = {}

    def prepare(self, texts: Sequence[str], claims: Sequence[str]) -> None:
        """Embed texts and claims at once."""
        for text in texts:
            self._cut[text] = [part for part in SENTENCE_END.split(text) if part.strip()]
        wanted = sorted(
            {*claims, *(part for text in texts for part in self._cut[text])} - set(self._known)
        )
        self._known.update(zip(wanted, self._embed([*wanted, ""]), strict=False))

    def parts(self, text: str) -> list[str]:
        """The sentences and lines of a prepared text."""
        return self._cut[text]

    def nearness(self, text: str, said: str) -> float:
        """The cosine of a prepared question or claim and the nearest sentence of a prepared
        text.
        """
        return float(max(self._known[part] @ self._known[said] for part in self._cut[text]))

    def of(self, text: str, claim: str) -> str:
        """The part of a prepared text that a prepared claim is held against."""
        parts = self._cut[text]
        near = np.stack([self._known[part] for part in parts]) @ self._known[claim]
        return "\n".join(parts[at] for at in nearest(near, [len(part) for part in parts]))
