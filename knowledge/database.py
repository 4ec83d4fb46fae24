"""Opens the knowledge store for reading. Nothing is opened when this module is imported."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Engine, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.pool import QueuePool
from sqlmodel import col, select

from knowledge.errors import KnowledgeError
from knowledge.models import StoreInfo

_BUSY_SECONDS = 2.0
_REBUILD = "Run `lobke knowledge build` to build it from the files."


def store_url(database: str | Path) -> URL:
    """The SQLAlchemy URL of a store, given as a URL or as the path of a SQLite file."""
    text = str(database)
    return make_url(text) if "://" in text else URL.create("sqlite", database=text)


def open_store(database: str | Path) -> Engine:
    """An engine that can only read. Raises KnowledgeError when there is no usable store."""
    url = store_url(database)
    name = url.render_as_string(hide_password=True)
    if is_sqlite(url) and not Path(url.database or "").is_file():
        raise KnowledgeError(name, 0, "does not exist", _REBUILD)
    try:
        engine = _sqlite_reader(url) if is_sqlite(url) else _server_reader(url)
    except ImportError as error:
        raise KnowledgeError(name, 0, *missing_driver(error)) from error
    try:
        built_from = fingerprint_of(engine)
    except SQLAlchemyError as error:
        engine.dispose()
        raise KnowledgeError(name, 0, *_explanation(error)) from error
    if built_from is None:
        engine.dispose()
        raise KnowledgeError(name, 0, "is not a finished knowledge store", _REBUILD)
    return engine


def fingerprint_of(engine: Engine) -> str | None:
    """The hash of the files that the store was built from."""
    with engine.connect() as connection:
        return connection.scalar(select(StoreInfo.value).where(col(StoreInfo.key) == "fingerprint"))


def is_sqlite(url: URL) -> bool:
    return url.get_backend_name() == "sqlite"


def _sqlite_reader(url: URL) -> Engine:
    address = f"{Path(url.database or '').resolve().as_uri()}?mode=ro"

    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(
            address, uri=True, timeout=_BUSY_SECONDS, check_same_thread=False
        )
        connection.execute("PRAGMA query_only = ON")
        return connection

    return create_engine("sqlite://", creator=connect, poolclass=QueuePool)


def _server_reader(url: URL) -> Engine:
    engine = create_engine(url, pool_pre_ping=True)

    @event.listens_for(engine, "connect")
    def only_read(connection: Any, _record: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY")
        connection.commit()

    return engine


def missing_driver(error: ImportError) -> tuple[str, str]:
    """Problem and remedy when the library for this kind of database is not there."""
    return f"needs the library {error.name}", "Install it, or use SQLite."


def _explanation(error: SQLAlchemyError) -> tuple[str, str]:
    """Problem and remedy, in words."""
    reason = str(error.orig if isinstance(error, DBAPIError) else error)
    if "locked" in reason:
        return "is locked by another program", "Wait for the import to finish and try again."
    if "not a database" in reason or "malformed" in reason:
        return "is not a readable store", f"Remove it. {_REBUILD}"
    if "no such table" in reason or "does not exist" in reason:
        return "is not a knowledge store", _REBUILD
    return f"cannot be read ({reason})", "Check the address and the rights of this user."
