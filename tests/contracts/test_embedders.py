"""What every embedder keeps to: the fake one of the tests, the packaged one, and one of
sentence-transformers.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

import numpy as np
import pytest

from fake_embedder import FakeEmbedder
from store.embedding.embedder import Embedder, open_embedder
from store.embedding.packaged import packaged_folder

OPENERS = [
    pytest.param(FakeEmbedder, id="fake"),
    pytest.param(lambda: open_embedder("packaged"), id="packaged"),
    pytest.param(
        lambda: open_embedder(str(packaged_folder())),
        id="sentence-transformers",
        marks=pytest.mark.model,
    ),
]
BREAD, LOAF, SHIP = (
    "The baker bakes bread.",
    "A baker baked some bread.",
    "Tugs pull ships along the quay.",
)


@pytest.fixture(scope="module", params=OPENERS)
def embedder(request: pytest.FixtureRequest) -> Embedder:
    opener: Callable[[], Embedder] = request.param
    return opener()


def test_vectors_have_its_dimension_and_length_one(embedder: Embedder) -> None:
    vectors = embedder.embed([BREAD, LOAF, SHIP])
    assert vectors.shape == (3, embedder.dimension) and vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx([1, 1, 1], abs=1e-5)


def test_nothing_gives_no_vectors(embedder: Embedder) -> None:
    assert embedder.embed([]).shape == (0, embedder.dimension)


def test_texts_of_one_meaning_are_nearer(embedder: Embedder) -> None:
    bread, loaf, ship = embedder.embed([BREAD, LOAF, SHIP])
    assert bread @ loaf > bread @ ship


def test_a_text_has_one_vector_whatever_stands_beside_it(embedder: Embedder) -> None:
    alone, again = embedder.embed([SHIP])[0], embedder.embed([SHIP])[0]
    beside = embedder.embed([BREAD * 9, SHIP, LOAF])[1]
    assert (alone == again).all()
    assert alone == pytest.approx(beside, abs=1e-5)


def test_it_counts_its_own_tokens(embedder: Embedder) -> None:
    assert embedder.count_tokens("") == 0
    assert (
        0
        < embedder.count_tokens(BREAD)
        < embedder.count_tokens(f"{BREAD} {SHIP}")
        <= embedder.token_limit
    )
    assert embedder.count_tokens("bread " * 1000) >= 1000, (
        "longer than its limit, and counted whole"
    )


def test_threads_may_share_it(embedder: Embedder) -> None:
    wanted = embedder.embed([BREAD, SHIP])
    wrong: list[object] = []

    def use(number: int) -> None:
        try:
            for _ in range(5):
                if embedder.embed([BREAD, SHIP]) != pytest.approx(wanted, abs=1e-5):
                    wrong.append("vector")
                embedder.embed([f"{SHIP} {number}"])
                if embedder.count_tokens(BREAD) != embedder.count_tokens(BREAD):
                    wrong.append("count")
        except BaseException as error:
            wrong.append(error)

    threads = [threading.Thread(target=use, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
