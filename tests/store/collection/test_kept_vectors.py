from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from fake_embedder import FakeEmbedder
from shelf import BAKER, write
from store.collection.kept_vectors import FILE_NAME, KeptVectors
from store.embedding.embedder import Vectors
from store.library import Library
from store.settings import StoreSettings

TEXTS = ["Bakers shape loaves.", "Pilots read tides.", "Bakers shape loaves."]


class TrainedFurther(FakeEmbedder):
    """The model of the same name, which makes other vectors now."""

    def embed(self, texts: Sequence[str]) -> Vectors:
        return super().embed([f"{text} more" for text in texts])


def test_a_text_is_embedded_once_whoever_asks_for_it(tmp_path: Path) -> None:
    first, second = FakeEmbedder(), FakeEmbedder()
    made = KeptVectors(tmp_path).embed(TEXTS, first)
    assert np.array_equal(made, FakeEmbedder().embed(TEXTS))
    assert np.array_equal(KeptVectors(tmp_path).embed(TEXTS, second), made)
    assert not set(TEXTS) & set(second.embedded)
    assert KeptVectors(None).embed([], first).shape == (0, first.dimension)


def test_a_model_that_was_trained_further_under_its_name_gets_vectors_of_its_own(
    tmp_path: Path,
) -> None:
    KeptVectors(tmp_path).embed(TEXTS, FakeEmbedder())
    assert np.array_equal(
        KeptVectors(tmp_path).embed(TEXTS, TrainedFurther()), TrainedFurther().embed(TEXTS)
    )


def test_a_file_that_is_damaged_or_cannot_be_made_costs_nothing_but_time(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(b"no database at all" * 500)
    for folder in (tmp_path, tmp_path / "nowhere", tmp_path / FILE_NAME):
        kept = KeptVectors(folder)
        assert np.array_equal(kept.embed(TEXTS, FakeEmbedder()), FakeEmbedder().embed(TEXTS))
    with sqlite3.connect(tmp_path / FILE_NAME) as table:
        assert table.execute("SELECT count(*) FROM vectors").fetchone() == (2,)


def test_what_is_removed_and_comes_back_elsewhere_or_is_cut_otherwise_embeds_nothing_twice(
    data_dir: Path, tmp_path: Path
) -> None:
    embedder = FakeEmbedder()
    library = Library.open(StoreSettings(data_dir=data_dir), lambda: embedder)
    library.ingest([write(tmp_path, "baker.md", BAKER)])
    embedder.embedded.clear()
    library.remove(library.documents()[0].document_id)
    library.ingest([write(tmp_path, "moved.md", BAKER)])
    library.close()
    other = Library.open(StoreSettings(data_dir=data_dir, chunk_tokens=64), lambda: embedder)
    other.reindex()
    assert (
        not [text for text in embedder.embedded if "sourdough" in text] and len(other.chunks()) == 1
    )
    other.close()
