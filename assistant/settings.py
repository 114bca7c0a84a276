"""Settings of Rolecall, read from ROLECALL_* variables."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import SettingsConfigDict

from assistant.model_options import ModelOptions
from store.settings import StoreSettings


class Settings(ModelOptions, StoreSettings):
    """Everything that can be set; the store's settings and the options of the model are among them."""

    model_config = SettingsConfigDict(env_prefix="ROLECALL_", extra="ignore", frozen=True, env_ignore_empty=True)

    seeds: bool = Field(default=True, description="Ingest the seeds into an empty collection (0 leaves them out).")
    model: str = Field(default="quotes", description="`quotes`, or `provider:model` such as ollama:llama3.2.")
    models_file: Path | None = Field(
        default=None, description="YAML file with the options of models by name; models.yaml in the data folder else."
    )
    api_key: SecretStr | None = Field(default=None, description="Key for the server at ROLECALL_BASE_URL.")
    key_file: Path | None = Field(
        default=None, description="File that holds keys as lines NAME=value, or that key alone."
    )
    max_evidence: int = Field(default=6, ge=1, le=20, description="Most passages shown with an answer.")
    longest_question: int = Field(default=4000, ge=1, description="Longest question taken, in characters.")
    host: str = Field(default="127.0.0.1", description="Address the page listens on.")
    port: int = Field(default=7860, ge=0, le=65535, description="Port the page listens on.")

    @property
    def options(self) -> dict[str, object]:
        """The options of the model that were set, by a variable or on the command line."""
        return {name: getattr(self, name) for name in ModelOptions.model_fields if name in self.model_fields_set}
