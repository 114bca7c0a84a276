"""Turn text into vectors, and pairs of texts into scores."""

from lazy_loader import attach

__getattr__, __dir__, __all__ = attach(
    __name__,
    submod_attrs={
        "classifier": ["Marked", "shipped_classifier", "shipped_labeller", "softmax"],
        "cross_encoder": ["CrossEncoder", "Scores", "SentenceTransformersCrossEncoder"],
        "embedder": ["Embed", "Embedder", "PACKAGED", "Vectors", "open_embedder"],
        "onnx_network": ["OnnxNetwork", "Tokens"],
        "packaged": ["packaged_folder", "packaged_tokenizer"],
    },
)
