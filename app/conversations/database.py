"""Opens the conversation store and hands out transactions.

What is acknowledged is on disk: SQLite runs with synchronous=FULL, PostgreSQL with
synchronous_commit=on, and both are asserted when opening.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, event, make_url, text
from sqlalchemy.exc import DatabaseError, DBAPIError, InterfaceError, OperationalError
from sqlalchemy.pool import ConnectionPoolEntry
from sqlmodel import Session, create_engine

from app.conversations.models import ConversationTable
from app.errors import StoreUnavailableError

_SQLITE_SETUP = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA secure_delete = ON",
    "PRAGMA foreign_keys = ON",
)


class ConversationDatabase:
    """The store of transcripts. Every write is one transaction that is durable when it returns."""

    def __init__(self, url: str) -> None:
        parsed = make_url(url)
        self._is_sqlite = parsed.get_backend_name() == "sqlite"
        if self._is_sqlite and parsed.database:
            _make_folder(Path(parsed.database).parent)
        self._engine = create_engine(url, pool_pre_ping=not self._is_sqlite, hide_parameters=True)
        # SQLite has one writer; queueing in the process is fairer and quicker than its busy loop
        self._one_writer: Any = threading.Lock() if self._is_sqlite else nullcontext()
        if self._is_sqlite:
            event.listen(self._engine, "connect", _set_up_sqlite)
            event.listen(self._engine, "begin", _begin_sqlite)
        with _store_errors():
            ConversationTable.metadata.create_all(self._engine)
            self._require_durable_commits()

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A transaction that commits at the end, or leaves no trace when anything raises.

        Raises StoreUnavailableError when the store cannot be reached, locked or written.
        """
        with self._one_writer, _store_errors():
            writer = self._engine.execution_options(writes=True)
            with Session(writer, expire_on_commit=False) as session, session.begin():
                yield session

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A transaction for reading only."""
        with _store_errors(), Session(self._engine) as session:
            yield session

    def leave_no_trace(self) -> None:
        """Empty SQLite's write-ahead log, where erased text would stay for a while."""
        if self._is_sqlite:
            with self._one_writer, _store_errors(), closing(self._engine.raw_connection()) as raw:
                raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def dispose(self) -> None:
        self._engine.dispose()

    def _require_durable_commits(self) -> None:
        question = "PRAGMA synchronous" if self._is_sqlite else "SHOW synchronous_commit"
        with self._engine.connect() as connection:
            answer = connection.execute(text(question)).scalar_one()
        if answer not in (2, "on"):
            raise StoreUnavailableError(f"{question} is {answer}: commits would not be durable")


def _set_up_sqlite(connection: Any, _record: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # transactions are begun below, not by the driver
    for statement in _SQLITE_SETUP:
        connection.execute(statement)


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreUnavailableError(f"{folder} cannot be made: {error.strerror}") from error


_UNAVAILABLE = {OperationalError, InterfaceError, DatabaseError}
"""Locked, unreachable, full, damaged. The other kinds of database error are mistakes of ours."""


@contextmanager
def _store_errors() -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        if type(error) in _UNAVAILABLE or error.connection_invalidated:
            raise StoreUnavailableError(f"the store cannot be used: {error.orig}") from error
        raise
