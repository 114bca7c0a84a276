"""An embedder of one's own choice, loaded with sentence-transformers."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from store.embedding.embedder import open_embedder
from store.embedding.packaged import packaged_folder
from store.errors import EmbedderError

pytestmark = pytest.mark.model


@pytest.mark.parametrize("name", ["/no/such/folder", "nobody/has-this-model", "not a name?", ""])
def test_an_embedder_that_is_not_here_is_named_offline(name: str) -> None:
    with pytest.raises(EmbedderError, match="ROLECALL_EMBEDDER") as told:
        open_embedder(name)
    assert repr(name) in str(told.value) and "\n" not in str(told.value)


@pytest.mark.parametrize("damaged", ["model.safetensors", "config.json", "tokenizer.json"])
def test_a_damaged_folder_of_ones_own_is_named(tmp_path: Path, damaged: str) -> None:
    folder = tmp_path / "model"
    shutil.copytree(packaged_folder(), folder)
    (folder / damaged).write_text("nonsense")
    with pytest.raises(EmbedderError, match="Cannot load embedder"):
        open_embedder(str(folder))


def test_a_folder_of_ones_own_is_opened_without_a_word(capfd: pytest.CaptureFixture[str]) -> None:
    embedder = open_embedder(str(packaged_folder()))
    assert embedder.dimension == 384 and embedder.token_limit == 254
    assert capfd.readouterr() == ("", "")


def test_a_failure_while_embedding_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    embedder = open_embedder(str(packaged_folder()))

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("DefaultCPUAllocator: can't allocate memory\nmore lines")

    monkeypatch.setattr(embedder._model, "encode", fail)  # type: ignore[attr-defined]
    with pytest.raises(
        EmbedderError, match=r"on 2 texts: DefaultCPUAllocator: can't allocate memory\. .*doctor"
    ):
        embedder.embed(["one", "two"])
