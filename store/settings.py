"""Settings of the store, read from ROLECALL_* variables."""

from __future__ import annotations

from pathlib import Path

import platformdirs
from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class StoreSettings(BaseSettings):
    """Where the collection lies and what makes it."""

    model_config = SettingsConfigDict(
        env_prefix="ROLECALL_", extra="ignore", frozen=True, env_ignore_empty=True
    )

    data_dir: Path = Field(
        default_factory=lambda: Path(platformdirs.user_data_dir("rolecall", appauthor=False)),
        description="Folder that holds the collection.",
    )
    embedder: str = Field(
        default="packaged",
        description="`packaged` (all-MiniLM-L6-v2, offline), or a sentence-transformers name or "
        "folder.",
    )
    chroma_url: str | None = Field(
        default=None,
        description="A Chroma server to use in place of the embedded one, e.g. "
        "http://127.0.0.1:8000.",
    )
    chroma_token: SecretStr | None = Field(
        default=None, description="Token that the Chroma server asks for."
    )
    chroma_tenant: str = Field(default="default_tenant", description="Tenant of the Chroma server.")
    chroma_database: str = Field(default="default_database", description="Database of that tenant.")
    chroma_certificate: Path | None = Field(
        default=None,
        description="File of the authority that signed the Chroma server's certificate.",
    )
    chunk_tokens: int = Field(
        default=160,
        ge=32,
        description="Longest chunk in tokens, headings included; the embedder's limit caps it.",
    )
    largest_upload: int = Field(default=20_000_000, ge=1, description="Largest upload, in bytes.")
