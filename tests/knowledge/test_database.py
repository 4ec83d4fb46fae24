"""The store is opened for reading only, and says clearly when it cannot be."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from knowledge import database
from knowledge.database import open_store
from knowledge.errors import KnowledgeError
from knowledge.importer import build


@pytest.fixture
def store(files: Path, tmp_path: Path) -> Path:
    build(files, tmp_path / "store.sqlite")
    return tmp_path / "store.sqlite"


class TestOpenStore:
    def test_cannot_write(self, store: Path) -> None:
        engine = open_store(store)
        with engine.connect() as connection, pytest.raises(OperationalError, match="readonly"):
            connection.execute(text("delete from figure"))
        engine.dispose()

    def test_takes_a_url(self, store: Path) -> None:
        engine = open_store(f"sqlite:///{store}")
        with engine.connect() as connection:
            assert connection.scalar(text("select count(*) from programme")) == 3
        engine.dispose()

    def test_says_when_there_is_no_store(self, tmp_path: Path) -> None:
        with pytest.raises(KnowledgeError, match=r"does not exist\. Run `lobke knowledge build`"):
            open_store(tmp_path / "store.sqlite")
        assert not (tmp_path / "store.sqlite").exists()

    def test_says_when_the_file_is_something_else(self, tmp_path: Path) -> None:
        (tmp_path / "store.sqlite").write_text("dit is geen database, maar wel een lange tekst")
        with pytest.raises(KnowledgeError, match=r"is not a readable store\. Remove it"):
            open_store(tmp_path / "store.sqlite")

    def test_says_when_the_database_is_another_one(self, tmp_path: Path) -> None:
        connection = sqlite3.connect(tmp_path / "store.sqlite")
        connection.execute("create table other (id integer)")
        connection.close()
        with pytest.raises(KnowledgeError, match="is not a knowledge store"):
            open_store(tmp_path / "store.sqlite")

    def test_says_when_it_is_locked(self, store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(database, "_BUSY_SECONDS", 0.01)
        writer = sqlite3.connect(store)
        writer.execute("begin exclusive")
        try:
            with pytest.raises(KnowledgeError, match="is locked by another program"):
                open_store(store)
        finally:
            writer.close()

    def test_does_not_tell_the_password(self) -> None:
        with pytest.raises(KnowledgeError, match=r"postgresql\+?\w*://lobke") as raised:
            open_store("postgresql://lobke:geheim@localhost:1/kennis")
        assert "geheim" not in str(raised.value)
