"""Write the trained network as an int8 ONNX file.

python -m assistant.judge.training.export CHECKPOINT OUT.onnx
"""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import torch

from assistant.judge.training.network import Network, Read
from store.embedding.embedder import packaged_folder


def export(checkpoint: Path, out: Path) -> None:
    """Export `checkpoint` and quantize its matrices and embeddings to eight bits."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    network = Network(Path(packaged_folder()))
    network.load_state_dict(torch.load(checkpoint, weights_only=True)["network"])
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
    export(Path(sys.argv[1]), Path(sys.argv[2]))
