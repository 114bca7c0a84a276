"""Settings of Rolecall, read from ROLECALL_* variables."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator
from pydantic_settings import SettingsConfigDict

from store.settings import StoreSettings


class ModelOptions(BaseModel):
    """Options of one model. Times are in seconds, lengths in tokens."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    base_url: str | None = Field(default=None, description="Address of the model's server.")
    temperature: float | None = Field(
        default=None,
        ge=0,
        le=2,
        description="0 for a local model; a hosted one keeps its own unless this is set.",
    )
    context_window: int | None = Field(
        default=None, ge=512, description="Most that the model reads and writes, in tokens."
    )
    max_output_tokens: int = Field(default=2048, ge=16, description="Longest reply, in tokens.")
    connect_timeout: float = Field(default=10.0, gt=0, description="Longest wait for a connection.")
    first_token_timeout: float = Field(
        default=120.0,
        gt=0,
        description="Longest wait for the first word; a small machine reads a long prompt slowly.",
    )
    stall_timeout: float = Field(default=60.0, gt=0, description="Longest pause within a reply.")
    retries: int = Field(
        default=2,
        ge=0,
        le=10,
        description="How often a hosted model is asked again, with back-off.",
    )
    structured_replies: bool = Field(
        default=False,
        description="Ask for replies in JSON, a sentence with its evidence at a time (1 for yes).",
    )
    requests_per_minute: float | None = Field(
        default=None, gt=0, description="Most requests a minute; more wait."
    )


class Settings(ModelOptions, StoreSettings):
    """Everything that can be set; the store's settings and the options of the model are among
    them.
    """

    model_config = SettingsConfigDict(
        env_prefix="ROLECALL_", extra="ignore", frozen=True, env_ignore_empty=True
    )

    seeds: bool = Field(
        default=True, description="Ingest the seeds into an empty collection (0 leaves them out)."
    )
    conversations_url: SecretStr | None = Field(
        default=None,
        description="Database of the conversations, such as "
        "postgresql://rolecall@db.example/rolecall; "
        "a file in the data folder where this is not set.",
    )
    model: str = Field(
        default="quotes", description="`quotes`, or `provider:model` such as ollama:llama3.2."
    )
    models_file: Path | None = Field(
        default=None,
        description="YAML file with the options of models by name; models.yaml in the data folder "
        "else.",
    )
    reranker: str = Field(
        default="",
        description="Cross-encoder that ranks sentences: a sentence-transformers name or folder.",
    )
    checker: str = Field(
        default="judge",
        description="What checks a model's claims: `judge`, the packaged one, or a "
        "cross-encoder's name or folder.",
    )
    api_key: SecretStr | None = Field(
        default=None, description="Key for the server at ROLECALL_BASE_URL."
    )
    key_file: Path | None = Field(
        default=None, description="File that holds keys as lines NAME=value, or that key alone."
    )
    max_evidence: int = Field(
        default=6, ge=1, le=20, description="Most passages shown with an answer."
    )
    longest_question: int = Field(
        default=4000, ge=1, description="Longest question taken, in characters."
    )
    host: str = Field(default="127.0.0.1", description="Address the page listens on.")
    port: int = Field(default=7860, ge=0, le=65535, description="Port the page listens on.")
    mcp: bool = Field(
        default=False, description="Offer what the page can be asked as tools over MCP, too."
    )
    public_url: str = Field(
        default="",
        pattern=r"^(https?://[^/\s?#@]+)?/?$",
        description="Address of the page where a proxy serves it to others, such as "
        "https://rolecall.example.",
    )
    login_file: Path | None = Field(
        default=None, description="File of those who may sign in to the page."
    )
    no_login: bool = Field(
        default=False, description="Serve the page to other machines without a login."
    )
    questions_per_minute: int = Field(
        default=20, ge=1, description="Most questions a minute of one visitor."
    )
    questions_per_minute_per_address: int = Field(
        default=600, ge=1, description="Most questions a minute of one address."
    )
    logins_per_minute: int = Field(
        default=10, ge=1, description="Most attempts a minute to sign in from one address."
    )
    queue_length: int = Field(
        default=64, ge=1, description="Most questions that wait for an answer at once."
    )
    longest_answer: int = Field(
        default=300, ge=1, description="Longest time an answer may take, in seconds."
    )

    @field_validator("checker")
    @classmethod
    def _is_a_checker(cls, name: str) -> str:
        if name == "rules":
            raise ValueError(
                "checks nothing; allowed are judge and a cross-encoder's name or folder"
            )
        return name

    @property
    def options(self) -> dict[str, object]:
        """The options of the model that were set, by a variable or on the command line."""
        return {
            name: getattr(self, name)
            for name in ModelOptions.model_fields
            if name in self.model_fields_set
        }
