"""How well the sentences of two roles are aligned: the threshold is chosen on half of the pairs,
measured on the rest.

    python tests/evals/alignment.py

Reads alignments.yaml, whose head says what a right pair is, and further pairs to choose by. Each
role is read, cut and embedded as the product does it, by the packaged embedder. A point of recall
on the held half is half a pair.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml

from assistant.comparison.compare import compare
from assistant.tuning import tuning
from assistant.types import Side
from store.embedding.embedder import PACKAGED, Embedder, open_embedder
from store.loading.load import documents_in
from store.search.catalog import role_of
from store.text.chunking import chunks as cut
from store.types import Chunk
from tune import parser_of

HERE = Path(__file__).parent
PAIRS = (HERE / "alignments.yaml", HERE / "alignments_further.yaml")
STRANGERS = 60  # pairs of roles that were not written as a pair
THRESHOLDS = [round(0.10 + 0.01 * step, 2) for step in range(31)]


@dataclass(frozen=True, slots=True)
class Found:
    """A pair of sentences, as texts: how near they are (None: not aligned at all) and whether
    they match.
    """

    pair: str
    first: str
    second: str
    similarity: float | None
    right: bool

    def counts(self, threshold: float) -> bool:
        return self.similarity is not None and self.similarity >= threshold


def found(split: str, embedder: Embedder) -> list[Found]:
    """Every pair that is aligned at the least threshold or should be, of one split."""
    cases = [case for path in PAIRS for case in yaml.safe_load(path.read_text("utf-8"))]
    return [one for case in cases if case["split"] == split for one in _found(case, embedder)]


def rates(some: Sequence[Found], threshold: float) -> tuple[float, float]:
    """Precision and recall, each 0 to 1."""
    aligned = [one for one in some if one.counts(threshold)]
    right = sum(one.right for one in aligned)
    return right / max(1, len(aligned)), right / sum(one.right for one in some)


def _found(case: dict[str, Any], embedder: Embedder) -> Iterator[Found]:
    sides = [_cut(case[side], embedder) for side in ("a", "b")]
    of = {own[0].document.document_id: own for own in sides}
    chunks = [chunk for own in sides for chunk in own]
    texts = {
        (chunk.chunk_id, at): chunk.with_lead(at)
        for chunk in chunks
        for at in range(len(chunk.sentences))
    }
    vectors = dict(zip(texts, embedder.embed(list(texts.values())), strict=True))
    first, second = (Side(role_of(own[0].document), (), own[0].document.title) for own in sides)
    compared = compare(
        first, second, of.__getitem__, lambda _: vectors, embedder.embed, THRESHOLDS[0]
    )
    said = [_sentences(own) for own in sides]
    wanted = {(said[0][i][1], said[1][j][1]) for i, j in case["aligned"]}
    for pair in compared.in_both:
        texts = pair.first.quote, pair.second.quote
        yield Found(case["id"], *texts, pair.similarity, texts in wanted)
    missed = wanted - {(pair.first.quote, pair.second.quote) for pair in compared.in_both}
    yield from (Found(case["id"], *texts, None, True) for texts in sorted(missed))


def of_strangers(embedder: Embedder, threshold: float) -> float:
    """How many sentences are aligned between roles of different pairs, which share next to
    nothing, on average.
    """
    cases = [
        case
        for path in PAIRS
        for case in yaml.safe_load(path.read_text("utf-8"))
        if case["split"] == "tune"
    ]
    drawn = random.Random(1).sample(list(itertools.permutations(cases, 2)), STRANGERS)
    found_in = [
        _found({"id": "", "a": one["a"], "b": other["b"], "aligned": []}, embedder)
        for one, other in drawn
    ]
    return sum(found.counts(threshold) for some in found_in for found in some) / STRANGERS


def _cut(role: dict[str, Any], embedder: Embedder) -> tuple[Chunk, ...]:
    """The chunks of a role, read from Markdown; sections in which a sentence ends without a
    point are lists.
    """
    with TemporaryDirectory() as folder:
        path = Path(folder) / "role.md"
        path.write_text(_markdown(role), "utf-8")
        (document,) = documents_in(path.read_bytes(), path.name, str(path))
    chunks = cut(document, embedder.count_tokens, embedder.token_limit)
    given = [sentence for section in role["sections"] for sentence in section["sentences"]]
    if [text for _, text in _sentences(chunks)] != given:
        raise SystemExit(f"{role['title']!r} is not read sentence by sentence as it is written.")
    return chunks


def _markdown(role: dict[str, Any]) -> str:
    lines = [
        "---",
        "kind: role",
        f'title: "{role["title"]}"',
        f'company: "{role["company"]}"',
        "---",
        "",
    ]
    for section in role["sections"]:
        sentences = section["sentences"]
        is_list = not all(sentence.endswith((".", "!", "?")) for sentence in sentences)
        body = [f"- {sentence}" for sentence in sentences] if is_list else [" ".join(sentences)]
        lines += [f"## {section['heading']}", "", *body, ""]
    return "\n".join(lines)


def _sentences(chunks: Sequence[Chunk]) -> list[tuple[int, str]]:
    return list(
        enumerate(one.span.of(chunk.document.text) for chunk in chunks for one in chunk.sentences)
    )


def chosen(some: Sequence[Found]) -> float:
    """The highest of the thresholds at which the lower of the two rates is best, give or take less
    than a pair.

    The highest, since most roles share fewer sentences than these, and what is not shared can only
    be aligned wrongly.
    """
    lower = {one: min(rates(some, one)) for one in THRESHOLDS}
    less_than_a_pair = 0.9 / sum(one.right for one in some)
    return max(one for one in THRESHOLDS if lower[one] > max(lower.values()) - less_than_a_pair)


def f1(precision: float, recall: float) -> float:
    """Their harmonic mean."""
    return 2 * precision * recall / max(1e-12, precision + recall)


def main() -> None:
    parser_of(__doc__).parse_args()
    limits = tuning().comparison
    embedder = open_embedder(PACKAGED)
    tune = found("tune", embedder)
    print("tune half\nthreshold  precision  recall  F1")
    for threshold in THRESHOLDS:
        precision, recall = rates(tune, threshold)
        print(f"{threshold:9.2f}  {precision:9.2f}  {recall:6.2f}  {f1(precision, recall):.2f}")
    print(f"chosen: {chosen(tune):.2f}; comparison.aligned is {limits.aligned:.2f}\n")
    for one in sorted(tune, key=lambda one: (one.pair, -(one.similarity or 0))):
        if one.right is not one.counts(limits.aligned):
            how = "not each other's nearest" if one.similarity is None else f"{one.similarity:.2f}"
            print(
                f"{'missed' if one.right else 'wrong':6}  {one.pair}, {how}\n        {one.first}\n "
                f"       {one.second}"
            )
    held = found("held", embedder)
    for threshold in (limits.aligned, limits.aligned_surely):
        precision, recall = rates(held, threshold)
        print(f"\nheld half at {threshold:.2f}: precision {precision:.2f}, recall {recall:.2f}")
        strangers = of_strangers(embedder, threshold)
        print(
            f"between roles of different pairs at {threshold:.2f}: {strangers:.1f} sentences a "
            "pair of roles"
        )


if __name__ == "__main__":
    main()
