"""Write the trained network as an int8 ONNX file.

python -m assistant.judge.training.export CHECKPOINT [LATER] OUT.onnx

Of two checkpoints the mean of their weights is written, 0.4 to 0.6 (a model soup: Wortsman et al.
2022).
"""

from __future__ import annotations

import re
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


def shipped_weights(onnx_file: Path) -> dict[str, Tensor]:
    """Read the network's weights back from an exported file, as exact as eight bits are."""
    import onnx
    from onnx.numpy_helper import to_array

    graph = onnx.load(str(onnx_file)).graph
    arrays = {
        tensor.name: torch.from_numpy(to_array(tensor).copy()) for tensor in graph.initializer
    }

    def exact(name: str) -> Tensor:
        scale, zero = arrays[f"{name}_scale"], arrays[f"{name}_zero_point"]
        return (arrays[f"{name}_quantized"].float() - zero.float()) * scale

    weights = {
        name: value
        for name, value in arrays.items()
        if value.dtype == torch.float32 and "_scale" not in name
    }
    for name in arrays:
        if name.endswith("embeddings.weight_quantized"):
            weights[name.removesuffix("_quantized")] = exact(name.removesuffix("_quantized"))
    for node in graph.node:
        if node.op_type == "MatMulInteger":
            module = re.sub(r"/(?:Gemm_)?MatMul_quant$", "", node.name).strip("/").replace("/", ".")
            weights[f"{module}.weight"] = exact(
                node.input[1].removesuffix("_quantized")
            ).T.contiguous()
    return weights


def weights_of(checkpoints: Sequence[Path]) -> dict[str, Tensor]:
    """The weights of a checkpoint or of an exported file, or the mean of two."""
    first, *others = (
        shipped_weights(path)
        if path.suffix == ".onnx"
        else torch.load(path, weights_only=True)["network"]
        for path in checkpoints
    )
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
            whole,
            out,
            op_types_to_quantize=["MatMul", "Gather"],
            weight_type=QuantType.QInt8,
            per_channel=True,
        )


if __name__ == "__main__":
    *given, target = map(Path, sys.argv[1:])
    export(given, target)
