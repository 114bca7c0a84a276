"""A model of the hub is fetched once, with its progress told, weights and descriptions alone."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree

import pytest

from assistant.errors import ModelError
from assistant.models.chat import open_model
from assistant.models.choice import choose
from assistant.models.in_process.hub import fetched
from assistant.settings import Settings
from hub_stand_in import HubStandIn
from served_model import BAR_RAISERS, taught_once
from store.types import Progress
from tiny_model import one_thread

pytestmark = pytest.mark.model

NAME = "bakery/rye"
ASKED = [("system", "You are Rolecall."), ("user", "What is a Bar Raiser?")]
LABEL = f"transformers:{NAME}"
UNWANTED = {"pytorch_model.bin": b"\x80\x04.", "own.py": b"raise SystemExit", "README.md": b"# Rye"}
REFUSED = {"bakery/gated": (403, "GatedRepo"), "bakery/broken": (500, "")}


@pytest.fixture(scope="module")
def on_the_hub(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The taught model's folder, with what a model of the hub may have besides."""
    folder = Path(copytree(taught_once(), tmp_path_factory.mktemp("hub") / "rye"))
    for name, content in UNWANTED.items():
        (folder / name).write_bytes(content)
    return folder


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The hub's client as it is in a process of a user who is online, its cache empty."""
    from huggingface_hub import constants

    folder = tmp_path / "cache"
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(folder))
    monkeypatch.setattr(constants, "HF_TOKEN_PATH", str(tmp_path / "no-token"))
    monkeypatch.delenv("HF_TOKEN", raising=False)
    use(monkeypatch, "http://127.0.0.1:9")
    return folder


def use(monkeypatch: pytest.MonkeyPatch, endpoint: str) -> None:
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "ENDPOINT", endpoint)
    monkeypatch.setattr(
        constants,
        "HUGGINGFACE_CO_URL_TEMPLATE",
        endpoint + "/{repo_id}/resolve/{revision}/{filename}",
    )


@pytest.fixture
def hub(on_the_hub: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[HubStandIn]:
    with HubStandIn(NAME, on_the_hub, REFUSED) as hub:
        use(monkeypatch, hub.url)
        yield hub


def test_a_model_is_fetched_once_loads_and_answers(hub: HubStandIn, cache: Path) -> None:
    told: list[Progress] = []
    with one_thread():
        model = open_model(choose(LABEL, Settings()), told.append)
        assert "".join(chunk.text for chunk in model.chat.stream(ASKED)) == BAR_RAISERS
    assert told[-1] == Progress(f"Loading {NAME}")
    hub.asked.clear()
    again: list[Progress] = []
    with one_thread():
        open_model(choose(LABEL, Settings()), again.append)
    assert hub.asked == []
    assert [progress.stage for progress in again] == [f"Loading {NAME}"]


def test_once_fetched_it_needs_no_hub(hub: HubStandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = fetched(NAME, LABEL, None)
    use(monkeypatch, "http://127.0.0.1:9")
    assert fetched(NAME, LABEL, None) == folder


def test_neither_pickles_nor_code_are_fetched(hub: HubStandIn, cache: Path) -> None:
    folder = fetched(NAME, LABEL, None)
    wanted = {path.name for path in taught_once().iterdir()}
    assert hub.fetched() == wanted == {path.name for path in folder.iterdir()}
    assert not [path for path in cache.rglob("*") if path.name in UNWANTED]


def test_progress_is_told_in_megabytes_up_to_the_total_and_then_no_more(
    hub: HubStandIn, on_the_hub: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    weights = on_the_hub / "model.safetensors"
    small = weights.read_bytes()
    weights.write_bytes(small + bytes(40_000_000))
    hub.pause = 0.3  # longer than a bar waits before it is drawn again
    monkeypatch.setattr("huggingface_hub.constants.DOWNLOAD_CHUNK_SIZE", 1_000_000)
    told: list[Progress] = []
    try:
        fetched(NAME, LABEL, told.append)
    finally:
        weights.write_bytes(small)
    assert os.environ["HF_HUB_DISABLE_PROGRESS_BARS"] == "1", "the hub's own bars are off"
    assert {progress.stage for progress in told} == {f"Fetching {NAME}, MB"}
    steps = [(progress.done, progress.total) for progress in told]
    assert steps == sorted(set(steps))
    assert any(20 <= done < 41 for done, _ in steps), steps
    assert steps[-1] == (41, 41)
    gc.collect()  # bars that are thrown away are drawn a last time
    assert len(told) == len(steps)


def test_a_fetch_that_was_broken_off_is_taken_up_again(hub: HubStandIn, on_the_hub: Path) -> None:
    folder = fetched(NAME, LABEL, None)
    (folder / "model.safetensors").resolve().unlink()
    (folder / "model.safetensors").unlink()
    hub.asked.clear()
    assert fetched(NAME, LABEL, None) == folder
    assert hub.fetched() == {"model.safetensors"}
    assert (folder / "model.safetensors").read_bytes() == (
        on_the_hub / "model.safetensors"
    ).read_bytes()


@pytest.mark.parametrize(
    ("name", "words"),
    [
        (
            "bakery/barley",
            "the hub has no model of that name, or not for you. See https://huggingface.co/models",
        ),
        (
            "bakery/gated",
            "its owner asks for consent first. Give it on the model's page, then run: hf auth "
            "login",
        ),
        ("bakery/broken", "Try again online, or name a folder with the model."),
        ("bakery/rye bread", "the hub has no model of that name"),
        ("--/rye", "the hub has no model of that name"),
    ],
)
def test_what_the_hub_does_not_give_is_told_with_what_to_do(
    hub: HubStandIn, name: str, words: str
) -> None:
    with pytest.raises(ModelError) as caught:
        open_model(choose(f"transformers:{name}", Settings()))
    assert str(caught.value).startswith(f"transformers:{name} cannot be fetched: ")
    assert words in str(caught.value)


@pytest.mark.parametrize("offline", [False, True], ids=["out of reach", "switched off"])
def test_without_the_hub_a_model_that_is_not_here_is_told(
    cache: Path, offline: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", offline)
    with pytest.raises(
        ModelError, match=r"the hub cannot be reached.*Try again online, or name a folder"
    ):
        fetched(NAME, LABEL, None)
