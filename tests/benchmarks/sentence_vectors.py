"""What it saves an answer that the vectors of sentences are stored, and what storing them costs.

    python tests/benchmarks/sentence_vectors.py

Over the seeds with the packaged embedder: for each question, the sentences of all passages it retrieves, their vectors
once read from the collection and once made on the spot. Prints medians.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median
from tempfile import TemporaryDirectory

from assistant import Assistant

QUESTIONS = (
    "What do Bar Raisers look for?",
    "How are economists assessed?",
    "Which roles are based in London?",
    "What would I do in the catalog team?",
    "How does the company support people who want to publish?",
)


def milliseconds(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return (time.perf_counter() - start) * 1000


def main(folder: str) -> None:
    with Assistant.open(folder) as assistant:
        library = assistant.library
        stored, made, counts = [], [], []
        for question in QUESTIONS:
            chunks = [chunk for passage in library.retrieve(question) for chunk in passage.chunks]
            texts = [chunk.with_lead(at) for chunk in chunks for at in range(len(chunk.sentences))]
            library.sentence_vectors(chunks)  # warm
            stored.append(milliseconds(lambda chunks=chunks: library.sentence_vectors(chunks)))
            made.append(milliseconds(lambda texts=texts: library.embed(texts)))
            counts.append(len(texts))
        chunks = list(library.chunks())
        sentences = sum(len(chunk.sentences) for chunk in chunks)
        print(f"{median(counts):.0f} sentences a question: read {median(stored):.0f} ms, made {median(made):.0f} ms")
        print(f"stored: {len(chunks)} chunks, {sentences} sentences, {library.embedder.dimension} bytes a vector")


if __name__ == "__main__":
    with TemporaryDirectory() as chosen:
        main(chosen)
