"""Write the packaged model's network as an ONNX graph without weights: `make graph`.

Each weight is a reference to its bytes in the package's model.safetensors, whose hash is pinned;
onnxruntime maps them from that file. The network is BERT (Devlin et al. 2019,
https://arxiv.org/abs/1810.04805) with mean pooling (Reimers and Gurevych 2019,
https://arxiv.org/abs/1908.10084).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import onnx
from onnx import TensorProto, helper

from store.embedding.packaged import GRAPH, WEIGHTS, packaged_folder

OPSET = 20  # the first version with Gelu
IR_VERSION = 9  # the IR version of that opset


class Graph:
    """A graph being written; each method returns the name of what it adds."""

    def __init__(self, weights: Path) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []
        with weights.open("rb") as file:
            size = int.from_bytes(file.read(8), "little")
            self._tensors: dict[str, Any] = json.loads(file.read(size))
        self._start = 8 + size

    def add(self, operator: str, *inputs: str, domain: str = "", **attributes: Any) -> str:
        """Add an operator and return the name of its output."""
        name = f"{operator.lower()}_{len(self.nodes)}"
        self.nodes.append(
            helper.make_node(operator, inputs, [name], name=name, domain=domain, **attributes)
        )
        return name

    def integers(self, name: str, values: list[int]) -> str:
        """Add a constant of integers, written into the graph."""
        self.constants.append(helper.make_tensor(name, TensorProto.INT64, [len(values)], values))
        return name

    def weight(self, name: str) -> str:
        """Add a weight that stays in the file of weights, under the same name."""
        if all(constant.name != name for constant in self.constants):
            tensor = self._tensors[name]
            first, last = tensor["data_offsets"]
            constant = TensorProto(name=name, dims=tensor["shape"], data_type=TensorProto.FLOAT)
            constant.data_location = TensorProto.EXTERNAL
            place = {"location": WEIGHTS, "offset": self._start + first, "length": last - first}
            for key, value in place.items():
                constant.external_data.add(key=key, value=str(value))
            self.constants.append(constant)
        return name

    def linear(self, values: str, name: str) -> str:
        """Add a layer's weights times the rows of `values`, plus its bias."""
        return self.add(
            "Gemm", values, self.weight(f"{name}.weight"), self.weight(f"{name}.bias"), transB=1
        )

    def norm(self, values: str, name: str, epsilon: float) -> str:
        """Normalise the rows of `values` to mean 0 and variance 1, scaled and shifted by a layer's
        weights.
        """
        scale, bias = self.weight(f"{name}.weight"), self.weight(f"{name}.bias")
        return self.add("LayerNormalization", values, scale, bias, axis=-1, epsilon=epsilon)


def network(folder: Path) -> onnx.ModelProto:
    """Return the network of a BERT sentence encoder: token ids and mask (texts, tokens) to unit
    vectors (texts, dimension).
    """
    config = json.loads((folder / "config.json").read_text("utf-8"))
    width, epsilon = config["hidden_size"], config["layer_norm_eps"]
    graph = Graph(folder / WEIGHTS)
    flat, wide = graph.integers("flat", [-1, width]), graph.integers("width", [width])
    shape = graph.add("Concat", graph.add("Shape", "input_ids"), wide, axis=0)
    mask = graph.add("Cast", "attention_mask", to=TensorProto.INT32)

    words = graph.add("Gather", graph.weight("embeddings.word_embeddings.weight"), "input_ids")
    length = graph.add("Shape", "input_ids", start=1)
    start = graph.integers("start", [0])
    places = graph.add(
        "Slice", graph.weight("embeddings.position_embeddings.weight"), start, length
    )
    kind = graph.add("Gather", graph.weight("embeddings.token_type_embeddings.weight"), start)
    embedded = graph.add("Add", graph.add("Add", words, places), kind)
    hidden = graph.norm(graph.add("Reshape", embedded, flat), "embeddings.LayerNorm", epsilon)

    for layer in range(config["num_hidden_layers"]):
        name = f"encoder.layer.{layer}"
        parts = [
            graph.add("Reshape", graph.linear(hidden, f"{name}.attention.self.{part}"), shape)
            for part in ("query", "key", "value")
        ]
        heads = config["num_attention_heads"]
        attended = graph.add(
            "MultiHeadAttention", *parts, "", mask, domain="com.microsoft", num_heads=heads
        )
        attended = graph.linear(
            graph.add("Reshape", attended, flat), f"{name}.attention.output.dense"
        )
        hidden = graph.norm(
            graph.add("Add", attended, hidden), f"{name}.attention.output.LayerNorm", epsilon
        )
        inner = graph.add("Gelu", graph.linear(hidden, f"{name}.intermediate.dense"))
        hidden = graph.norm(
            graph.add("Add", graph.linear(inner, f"{name}.output.dense"), hidden),
            f"{name}.output.LayerNorm",
            epsilon,
        )

    last = graph.integers("last", [-1])
    shown = graph.add("Unsqueeze", graph.add("Cast", "attention_mask", to=TensorProto.FLOAT), last)
    second = graph.integers("second", [1])
    total = graph.add(
        "ReduceSum",
        graph.add("Mul", graph.add("Reshape", hidden, shape), shown),
        second,
        keepdims=0,
    )
    mean = graph.add("Div", total, graph.add("ReduceSum", shown, second, keepdims=0))
    graph.nodes.append(helper.make_node("LpNormalization", [mean], ["vectors"], axis=-1, p=2))

    inputs = [
        helper.make_tensor_value_info(name, TensorProto.INT64, ["texts", "tokens"])
        for name in ("input_ids", "attention_mask")
    ]
    outputs = [helper.make_tensor_value_info("vectors", TensorProto.FLOAT, ["texts", width])]
    made = helper.make_graph(graph.nodes, "sentence_encoder", inputs, outputs, graph.constants)
    opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid("com.microsoft", 1)]
    return helper.make_model(made, opset_imports=opsets, ir_version=IR_VERSION)


if __name__ == "__main__":
    onnx.save_model(network(packaged_folder()), GRAPH)
