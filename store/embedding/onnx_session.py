"""Open a network exported to ONNX, and the tokenizer of its training."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from store.errors import EmbedderError, reason_of


def open_session(graph: Path, weights: Path | None = None) -> Any:
    """Open the onnxruntime session of an .onnx file; raises EmbedderError.

    If the graph keeps its weights in other files, `weights` is their folder.
    """
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = min(4, os.cpu_count() or 1)
    # Idle threads would spin, which takes several times as long beside another busy process.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    if weights:
        options.add_session_config_entry(
            "session.model_external_initializers_file_folder_path", str(weights)
        )
    try:
        # The folder of weights counts only if the graph is passed as bytes.
        model = graph.read_bytes() if weights else str(graph)
        return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime raises its own errors, and exports none of them
        raise EmbedderError(
            f"Cannot load {graph}: {reason_of(error)} Reinstall with: pip install "
            "--force-reinstall rolecall"
        ) from error


def open_tokenizer(path: Path) -> Any:
    """Open the tokenizer of a tokenizer.json without padding or truncation; raises
    EmbedderError.
    """
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
    """Return the ids of the marks before and after a text in BERT's vocabulary."""
    return tokenizer.token_to_id("[CLS]"), tokenizer.token_to_id("[SEP]")
