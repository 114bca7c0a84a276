"""Settings of Rolecall, read from ROLECALL_* variables."""

from __future__ import annotations

from pydantic import Field, SecretStr

from store.settings import StoreSettings


class Settings(StoreSettings):
    """Everything that can be set; the store's settings are among them."""

    seeds: bool = Field(default=True, description="Ingest the seeds into an empty collection (0 leaves them out).")
    model: str = Field(default="quotes", description="`quotes`, or `provider:model` such as openai:my-model.")
    base_url: str | None = Field(default=None, description="Address of an OpenAI-compatible server.")
    api_key: SecretStr | None = Field(default=None, description="Key for that server, where it asks for one.")
    max_evidence: int = Field(default=6, ge=1, le=20, description="Most passages shown with an answer.")
    longest_question: int = Field(default=4000, ge=1, description="Longest question taken, in characters.")
    host: str = Field(default="127.0.0.1", description="Address the page listens on.")
    port: int = Field(default=7860, ge=0, le=65535, description="Port the page listens on.")
