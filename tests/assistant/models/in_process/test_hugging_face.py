"""A model in this process: it streams, stops when told to, and runs nothing but weights in
safetensors.

The models are real ones of two small layers (tests/tiny_model.py).
"""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from langchain_core.messages import HumanMessage, SystemMessage

from assistant.answer.model import ModelSpeaker
from assistant.errors import ModelError
from assistant.models.chat import open_model
from assistant.models.choice import choose
from assistant.models.opened import OpenModel
from assistant.models.prompt import load_prompt
from assistant.models.stream import reply_pieces
from assistant.settings import Settings
from bakery import embed, evidence_from, found
from served_model import BAR_RAISERS, rambling_once, taught_once
from shelf import run_threads
from store.types import Progress
from tiny_model import one_thread

pytestmark = pytest.mark.model

ASKED = (("system", "You are Rolecall."), ("user", "What is a Bar Raiser?"))
WAIT_S = 30.0
LONG = 2_700  # tokens that take many seconds
NO_SYSTEM_ROLE = (
    "{% if messages[0].role == 'system' %}{{ raise_exception('System role not supported') }}{% "
    "endif %}"
    "{% for message in messages %}<|user|>\n{{ message.content }}<|end|>\n{% endfor %}<|assistant|>"
)


@pytest.fixture(scope="module", autouse=True)
def _one_thread() -> Iterator[None]:
    with one_thread():
        yield


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A copy of the taught model to make something else of."""
    return Path(shutil.copytree(taught_once(), tmp_path / "copied"))


def opened(folder: Path, **options: Any) -> OpenModel:
    name = f"transformers:{folder}"
    return open_model(choose(name, Settings(**({"model": name} | options))))


def texts(model: OpenModel) -> Iterator[str]:
    return (chunk.text for chunk in model.chat.stream(list(ASKED)) if chunk.text)


def generations() -> list[threading.Thread]:
    return [
        thread for thread in threading.enumerate() if thread.name.startswith("rolecall-generation")
    ]


def test_it_streams_word_for_word_what_it_was_taught() -> None:
    told: list[Progress] = []
    model = open_model(choose(f"transformers:{taught_once()}", Settings()), told.append)
    pieces = list(texts(model))
    assert "".join(pieces) == BAR_RAISERS
    assert len(pieces) > 10
    assert [progress.stage for progress in told] == [f"Loading {taught_once()}"]
    assert str(model.choice.destination) == "this process"


def test_it_counts_in_its_own_tokens() -> None:
    model = opened(taught_once())
    assert model.count_tokens("for three months") == len(
        model.chat.tokenizer.tokenize("for three months")
    )  # type: ignore[attr-defined]


def tokens_made(model: OpenModel) -> list[int]:
    """Grows by one with every token that the model makes from here on."""
    made: list[int] = []
    network: Any = model.chat.network  # type: ignore[attr-defined]
    forward = network.forward
    network.forward = lambda *args, **kwargs: (made.append(1), forward(*args, **kwargs))[1]
    return made


def test_closing_the_stream_ends_the_generation_long_before_the_longest_reply() -> None:
    model = opened(rambling_once(), max_output_tokens=LONG)
    made = tokens_made(model)
    stream = model.chat.stream(list(ASKED))
    next(stream)
    (thread,) = generations()
    stream.close()  # type: ignore[attr-defined]
    assert not thread.is_alive() and len(made) < LONG // 2
    assert next(model.chat.stream(list(ASKED))).text, "it can be asked again"


def test_closing_what_a_reader_reads_ends_the_generation_too() -> None:
    model = opened(rambling_once(), max_output_tokens=LONG)
    made = tokens_made(model)
    pieces = reply_pieces(model, ASKED)
    next(pieces)
    (thread,) = generations()
    pieces.close()
    thread.join(WAIT_S)  # it takes the token at hand to its end
    assert not thread.is_alive() and len(made) < LONG // 2


def test_a_model_that_nobody_stops_goes_on_to_its_longest_reply() -> None:
    model = opened(rambling_once(), max_output_tokens=300)
    made = tokens_made(model)
    assert len(list(texts(model))) > 100
    assert len(made) == 300


def test_two_readers_at_once_get_a_whole_reply_each() -> None:
    model = opened(taught_once())
    replies: list[str] = []
    run_threads([lambda: replies.append("".join(texts(model)))] * 3)
    assert replies == [BAR_RAISERS] * 3


def test_a_reader_who_goes_lets_the_next_one_in() -> None:
    model = opened(rambling_once(), max_output_tokens=LONG)
    first = model.chat.stream(list(ASKED))
    next(first)
    heard = threading.Event()

    def second() -> None:
        stream = model.chat.stream(list(ASKED))
        next(stream)
        heard.set()
        stream.close()  # type: ignore[attr-defined]

    waiting = threading.Thread(target=second, daemon=True)
    waiting.start()
    assert not heard.is_set()
    first.close()  # type: ignore[attr-defined]
    assert heard.wait(WAIT_S)
    waiting.join(WAIT_S)
    assert not generations()


def test_a_reply_is_cut_at_its_longest_with_notice() -> None:
    whole = opened(taught_once()).count_tokens(BAR_RAISERS)
    said, cut, early = (
        speak(opened(taught_once(), max_output_tokens=most)) for most in (whole + 1, whole, 16)
    )
    assert (said.reply, said.notice) == (BAR_RAISERS, "")
    assert cut.reply == BAR_RAISERS, "all but the token that ends it"
    assert "was cut off at its longest reply; raise max_output_tokens" in cut.notice
    assert BAR_RAISERS.startswith(early.reply) and 0 < len(early.reply) < len(BAR_RAISERS) - 10


def speak(model: OpenModel) -> Any:
    """The last thing said from evidence about Bar Raisers, the model's name in its notice left
    out.
    """
    told = (
        "At Amazon, a Bar Raiser is an experienced interviewer who helps to lift the standard "
        "to which it recruits."
    )
    shown = found("What is a Bar Raiser?")
    shown = type(shown)(shown.query, (evidence_from([told]),), ())
    *_, last = ModelSpeaker(model, embed, load_prompt("answer")).speak(shown, [])
    return last


def test_what_a_template_makes_too_long_is_a_clear_line_and_quotes_answer(copied: Path) -> None:
    template = (
        (copied / "chat_template.jinja")
        .read_text()
        .replace("message.content", "message.content * 9")
    )
    (copied / "chat_template.jinja").write_text(template)
    last = speak(opened(copied, context_window=4096))
    assert "has too little room for the evidence" in last.notice
    assert "ROLECALL_CONTEXT_WINDOW" in last.notice
    assert last.speaker == "quotes"


def test_a_window_too_small_for_any_evidence_says_so() -> None:
    last = speak(opened(taught_once(), context_window=512))
    assert "too little room for any evidence" in last.notice and last.speaker == "quotes"


def test_the_window_is_never_more_than_the_model_was_made_for(copied: Path) -> None:
    changed = json.loads((copied / "config.json").read_text()) | {"max_position_embeddings": 1024}
    (copied / "config.json").write_text(json.dumps(changed))
    assert opened(copied, context_window=4096).window == 1024
    assert opened(copied, context_window=600).window == 600


@pytest.mark.parametrize(
    ("name", "cause"),
    [
        ("/nowhere/bun", "/nowhere/bun is no folder"),
        ("./bun", "bun is no folder"),
        ("~/bun", "/bun is no folder"),
        ("bun", "bun is no folder"),
        ("a/b/c", "a/b/c is no folder"),
    ],
)
def test_a_folder_that_is_not_there_is_named(name: str, cause: str) -> None:
    with pytest.raises(ModelError, match=cause) as caught:
        open_model(choose(f"transformers:{name}", Settings()))
    assert "owner/name" in str(caught.value)


def _leave_out_weights(folder: Path) -> None:
    (folder / "model.safetensors").unlink()


def _pickle_weights(folder: Path) -> None:
    import torch
    from safetensors.torch import load_file

    torch.save(load_file(folder / "model.safetensors"), folder / "pytorch_model.bin")
    (folder / "model.safetensors").unlink()


def _break_weights(folder: Path) -> None:
    (folder / "model.safetensors").write_bytes(b"not weights")


def _break_config(folder: Path) -> None:
    (folder / "config.json").write_text("{")


def _leave_out_tokenizer(folder: Path) -> None:
    for name in ("tokenizer.json", "tokenizer_config.json"):
        (folder / name).unlink()


def _leave_out_everything(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.mkdir()


@pytest.mark.parametrize(
    "spoil",
    [
        _leave_out_weights,
        _pickle_weights,
        _break_weights,
        _break_config,
        _leave_out_tokenizer,
        _leave_out_everything,
    ],
)
def test_a_folder_that_holds_no_model_in_safetensors_is_a_clear_error(
    copied: Path, spoil: Any
) -> None:
    spoil(copied)
    with pytest.raises(
        ModelError, match=rf"^transformers:{copied} cannot be loaded from {copied}: .+"
    ) as caught:
        opened(copied)
    assert "Name a folder or model of a causal language model in safetensors." in str(caught.value)
    assert "\n" not in str(caught.value)


def test_weights_that_are_pickled_are_not_read_beside_good_ones(copied: Path) -> None:
    (copied / "pytorch_model.bin").write_bytes(b"\x80\x04not a pickle")
    assert "".join(texts(opened(copied))) == BAR_RAISERS


def test_a_model_without_a_chat_template_is_asked_in_plain_text(copied: Path) -> None:
    (copied / "chat_template.jinja").unlink()
    model = opened(copied)
    chat: Any = model.chat
    shown = chat.encoded([SystemMessage("Be kind."), HumanMessage("Who?")])["input_ids"][0]
    assert chat.tokenizer.decode(shown) == "Be kind.\n\nWho?\n\nAnswer:"
    assert "".join(texts(model))


def test_where_a_template_knows_no_system_role_the_user_says_it(copied: Path) -> None:
    (copied / "chat_template.jinja").write_text(NO_SYSTEM_ROLE)
    model = opened(copied)
    chat: Any = model.chat
    shown = chat.tokenizer.decode(
        chat.encoded([SystemMessage("Be kind."), HumanMessage("Who?")])["input_ids"][0]
    )
    assert shown == "<|user|>\nBe kind.\n\nWho?<|end|>\n<|assistant|>"
    assert "".join(texts(model))


@pytest.mark.parametrize("known", [True, False], ids=["known architecture", "unknown architecture"])
def test_code_in_a_models_folder_is_never_run(copied: Path, known: bool) -> None:
    ran = copied.parent / "ran"
    (copied / "own.py").write_text(
        "from pathlib import Path\n"
        f"Path({str(ran)!r}).touch()\n"
        "from transformers import MistralConfig as Own, MistralForCausalLM as OwnModel\n"
    )
    for file, own in (
        ("config.json", {"AutoConfig": "own.Own", "AutoModelForCausalLM": "own.OwnModel"}),
        ("tokenizer_config.json", {"AutoTokenizer": ["own.Own", "own.Own"]}),
    ):
        changed = json.loads((copied / file).read_text()) | {"auto_map": own}
        if not known:
            changed |= (
                {"model_type": "bun"}
                if file == "config.json"
                else {"tokenizer_class": "BunTokenizer"}
            )
        (copied / file).write_text(json.dumps(changed))
    if known:  # its own kind is what transformers itself has
        assert "".join(texts(opened(copied))) == BAR_RAISERS
    else:
        with pytest.raises(ModelError, match="cannot be loaded"):
            opened(copied)
    assert not ran.exists()


def test_a_failure_of_torch_is_told_and_leaves_the_model_usable(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    model = opened(taught_once())
    network: Any = model.chat.network  # type: ignore[attr-defined]
    generate = network.generate
    network.generate = lambda **_: (_ for _ in ()).throw(RuntimeError("out of memory at 0x7f"))
    last = speak(model)
    assert "failed (RuntimeError)" in last.notice and "0x7f" not in last.notice
    assert last.speaker == "quotes"
    network.generate = generate
    assert speak(model).reply == BAR_RAISERS
