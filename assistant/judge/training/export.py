"""Write the trained network as an int8 ONNX file.

python -m assistant.judge.training.export CHECKPOINT [LATER] OUT.onnx

Of two checkpoints the mean of their weights is written, 0.4 to 0.6 (a model soup: Wortsman et al. 2022).
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import torch
from torch import Tensor

from assistant.judge.training.network import Network, Read
from store.embedding.packaged import packaged_folder

LATER = 0.6
"""Share of the later checkpoint in the mean of two."""


def weights_of(checkpoints: Sequence[Path]) -> dict[str, Tensor]:
    """The weights of a checkpoint, or the mean of two."""
    first, *others = (torch.load(path, weights_only=True)["network"] for path in checkpoints)
    if not others:
        return dict(first)
    return {name: value * (1 - LATER) + others[0][name] * LATER for name, value in first.items()}


def export(checkpoints: Sequence[Path], out: Path) -> None:
    """Export the checkpoints' weights, matrices and embeddings quantized to eight bits."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    network = Network(Path(packaged_folder()))
    network.load_state_dict(weights_of(checkpoints))
    network.eval()
    ids = torch.ones((2, 16), dtype=torch.long)
    axes = {0: "batch", 1: "tokens"}
    names = ("input_ids", "attention_mask", "token_type_ids")
    with TemporaryDirectory() as folder:
        whole = Path(folder) / "judge.onnx"
        torch.onnx.export(
            network,
            (ids, ids, ids),
            str(whole),
            input_names=list(names),
            output_names=list(Read._fields),
            dynamic_axes={
                **dict.fromkeys(names, axes),
                **{name: {0: "batch"} for name in Read._fields[2:]},
                "start": axes,
                "end": axes,
            },
            opset_version=17,
            dynamo=False,
        )
        quantize_dynamic(
            whole, out, op_types_to_quantize=["MatMul", "Gather"], weight_type=QuantType.QInt8, per_channel=True
        )


if __name__ == "__main__":
    *given, target = map(Path, sys.argv[1:])
    export(given, target)
