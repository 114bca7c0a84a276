"""Serve the page: a Gradio chat in a FastAPI app. No other room imports Gradio."""

from lazy_loader import attach

__getattr__, __dir__, __all__ = attach(
    __name__,
    submod_attrs={"app": ["serve"], "endpoints": ["add_endpoints", "check_mcp"]},
)
