"""All settings, with their defaults. Each is documented in docs/settings.md."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, Self

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """Read from the environment. Unsafe combinations are refused."""

    model_config = SettingsConfigDict(env_prefix="LOBKE_", populate_by_name=True)

    environment: Literal["development", "production"] = "development"
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=1, le=65535, validation_alias="PORT")
    var: Path = ROOT / "var"
    database_url: str = Field(default="", validation_alias="DATABASE_URL")
    knowledge_url: str = Field(default="", validation_alias="KNOWLEDGE_URL")
    dialogue: Path = ROOT / "dialogue"
    knowledge_files: Path = ROOT / "knowledge"
    transcript_token: SecretStr | None = None
    max_body_bytes: int = Field(default=65_536, ge=1_024)

    @model_validator(mode="after")
    def _fill_in_stores(self) -> Self:
        if not self.database_url:
            self.database_url = f"sqlite:///{self.var / 'conversations.sqlite'}"
        if not self.knowledge_url:
            self.knowledge_url = f"sqlite:///{self.var / 'knowledge.sqlite'}"
        return self

    @model_validator(mode="after")
    def _refuse_unsafe_production(self) -> Self:
        token = self.transcript_token
        if self.environment == "production" and token and len(token.get_secret_value()) < 32:
            raise ValueError("LOBKE_TRANSCRIPT_TOKEN is too short: use 32 characters or more")
        return self
