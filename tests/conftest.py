"""What many tests share: the real assistant, built once; its model is kept under var/."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.engine.engine import Engine
from app.settings import Settings


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The default settings, with a conversation store of its own."""
    store: Path = tmp_path_factory.mktemp("store") / "conversations.sqlite"
    return Settings(database_url=f"sqlite:///{store}")


@pytest.fixture(scope="session")
def engine(settings: Settings) -> Engine:
    """The whole assistant: real knowledge, real model, real actions."""
    from app.wiring import build_engine  # here, because it takes a second to import

    return build_engine(settings)
