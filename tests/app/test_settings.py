"""Settings come from the environment, have safe defaults, and refuse what is unsafe."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from app.settings import ROOT, Settings

NAMES = ("DATABASE_URL", "KNOWLEDGE_URL", "PORT")


@pytest.fixture(autouse=True)
def _empty_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [*NAMES, *(f"LOBKE_{field}".upper() for field in Settings.model_fields)]:
        monkeypatch.delenv(name, raising=False)


def test_the_defaults_serve_one_machine_and_nobody_else() -> None:
    settings = Settings()
    assert (settings.host, settings.port) == ("127.0.0.1", 8000)
    assert settings.environment == "development"
    assert settings.transcript_token is None
    assert settings.dialogue == ROOT / "dialogue"
    assert settings.database_url == f"sqlite:///{ROOT}/var/conversations.sqlite"
    assert settings.knowledge_url == f"sqlite:///{ROOT}/var/knowledge.sqlite"


@pytest.mark.parametrize(
    ("name", "value", "field", "read"),
    [
        ("PORT", "9000", "port", 9000),
        ("DATABASE_URL", "sqlite:////tmp/a.sqlite", "database_url", "sqlite:////tmp/a.sqlite"),
        ("KNOWLEDGE_URL", "sqlite:////tmp/b.sqlite", "knowledge_url", "sqlite:////tmp/b.sqlite"),
        ("LOBKE_HOST", "0.0.0.0", "host", "0.0.0.0"),
        ("LOBKE_ENVIRONMENT", "production", "environment", "production"),
        ("LOBKE_MAX_BODY_BYTES", "2048", "max_body_bytes", 2048),
        ("LOBKE_DIALOGUE", "/srv/dialogue", "dialogue", Path("/srv/dialogue")),
    ],
)
def test_a_setting_is_read_from_the_environment(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, field: str, read: object
) -> None:
    monkeypatch.setenv(name, value)
    assert getattr(Settings(), field) == read


def test_both_stores_follow_the_folder_for_files_that_may_be_lost(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LOBKE_VAR", "/srv/var")
    settings = Settings()
    assert settings.database_url == "sqlite:////srv/var/conversations.sqlite"
    assert settings.knowledge_url == "sqlite:////srv/var/knowledge.sqlite"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "0"),
        ("PORT", "65536"),
        ("PORT", "http"),
        ("LOBKE_ENVIRONMENT", "prod"),
        ("LOBKE_MAX_BODY_BYTES", "10"),
        ("LOBKE_MAX_BODY_BYTES", "veel"),
    ],
)
def test_a_value_that_cannot_work_is_refused(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ValidationError) as raised:
        Settings()
    assert len(raised.value.errors()) == 1


@pytest.mark.parametrize(
    ("environment", "length", "accepted"),
    [
        ("production", 31, False),
        ("production", 32, True),
        ("development", 1, True),
    ],
)
def test_production_refuses_a_token_that_can_be_guessed(
    monkeypatch: pytest.MonkeyPatch, environment: str, length: int, accepted: bool
) -> None:
    monkeypatch.setenv("LOBKE_ENVIRONMENT", environment)
    monkeypatch.setenv("LOBKE_TRANSCRIPT_TOKEN", "t" * length)
    if accepted:
        assert Settings().transcript_token is not None
    else:
        with pytest.raises(ValidationError, match="LOBKE_TRANSCRIPT_TOKEN is too short"):
            Settings()


def test_a_token_is_shown_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOBKE_TRANSCRIPT_TOKEN", "zeer-geheim")
    settings = Settings()
    assert "zeer-geheim" not in repr(settings) + str(settings) + settings.model_dump_json()
    monkeypatch.setenv("LOBKE_ENVIRONMENT", "production")
    with pytest.raises(ValidationError) as raised:
        Settings()
    shown = raised.value.errors(include_url=False, include_input=False)
    assert "zeer-geheim" not in str(shown)
