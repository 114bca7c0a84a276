"""What can be set for a model: one by one in a models file, or for the model at hand by ROLECALL_* variables."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class ModelOptions(BaseModel):
    """Options of one model. Times are in seconds, lengths in tokens."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    base_url: str | None = Field(default=None, description="Address of the model's server.")
    temperature: float | None = Field(
        default=None, ge=0, le=2, description="0 for a local model; a hosted one keeps its own unless this is set."
    )
    context_window: int | None = Field(
        default=None, ge=512, description="Most that the model reads and writes, in tokens."
    )
    max_output_tokens: int = Field(default=2048, ge=16, description="Longest reply, in tokens.")
    connect_timeout: float = Field(default=10.0, gt=0, description="Longest wait for a connection.")
    first_token_timeout: float = Field(
        default=120.0, gt=0, description="Longest wait for the first word; a small machine reads a long prompt slowly."
    )
    stall_timeout: float = Field(default=60.0, gt=0, description="Longest pause within a reply.")
    retries: int = Field(default=2, ge=0, le=10, description="How often a hosted model is asked again, with back-off.")
    requests_per_minute: float | None = Field(default=None, gt=0, description="Most requests a minute; more wait.")
