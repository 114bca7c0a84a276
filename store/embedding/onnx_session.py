"""Open a network exported to ONNX, and the tokenizer it was trained with."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from store.errors import EmbedderError, reason_of


def open_session(graph: Path, weights: Path | None = None) -> Any:
    """The onnxruntime session of an .onnx file; raises EmbedderError.

    A graph may name files that hold its weights: `weights` is the folder they are in.
    """
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = min(4, os.cpu_count() or 1)
    # Idle threads would spin, which beside another busy process takes several times as long.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    if weights:
        options.add_session_config_entry(
            "session.model_external_initializers_file_folder_path", str(weights)
        )
    try:
        # The folder of weights counts only for a graph that comes as bytes.
        model = graph.read_bytes() if weights else str(graph)
        return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime raises its own kinds, none of which it exports
        raise EmbedderError(
            f"Cannot load {graph}: {reason_of(error)} Reinstall with: pip install "
            "--force-reinstall rolecall"
        ) from error


def open_tokenizer(path: Path) -> Any:
    """The tokenizer of a tokenizer.json, which neither pads nor truncates; raises EmbedderError."""
    from tokenizers import Tokenizer

    try:
        tokenizer = Tokenizer.from_file(str(path))
    except Exception as error:  # tokenizers raises Exception itself
        raise EmbedderError(
            f"Cannot load {path}: {reason_of(error)} Reinstall with: pip install --force-reinstall "
            "rolecall"
        ) from error
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def marks(tokenizer: Any) -> tuple[int, int]:
    """The ids of the marks before and after a text in BERT's vocabulary."""
    return tokenizer.token_to_id("[CLS]"), tokenizer.token_to_id("[SEP]")
