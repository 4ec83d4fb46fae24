"""Writes a whole knowledge store at once: who reads sees the old one or the new one."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from sqlalchemy import URL, Connection, create_engine, insert
from sqlalchemy.exc import SQLAlchemyError

from knowledge.database import is_sqlite, missing_driver, store_url
from knowledge.errors import KnowledgeError
from knowledge.models import KnowledgeTable

Progress = Callable[[str, int, int], None]
"""Called with a step, how much of it is done, and how much there is."""

Rows = Mapping[type[KnowledgeTable], Sequence[KnowledgeTable]]

_BATCH = 5_000


def replace_store(url: URL, rows: Rows, tell: Progress) -> None:
    """Put `rows` in the place of whatever the store holds, all at once."""
    if is_sqlite(url):
        _replace_file(Path(url.database or ""), rows, tell)
    else:
        _replace_tables(url, rows, tell)


def _replace_file(file: Path, rows: Rows, tell: Progress) -> None:
    """Build beside the old store and rename, so that readers see the old one or the new one."""
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)
    os.close(handle)
    new = Path(name)
    engine = create_engine(store_url(new))
    try:
        with engine.begin() as connection:
            connection.exec_driver_sql("PRAGMA foreign_keys = ON")
            _store(connection, rows, tell)
        engine.dispose()
        new.chmod(0o644)
        new.replace(file)
    finally:
        engine.dispose()
        new.unlink(missing_ok=True)


def _replace_tables(url: URL, rows: Rows, tell: Progress) -> None:
    """Drop, create and fill in one transaction."""
    name = url.render_as_string(hide_password=True)
    try:
        engine = create_engine(url)
    except ImportError as error:
        raise KnowledgeError(name, 0, *missing_driver(error)) from error
    try:
        with engine.begin() as connection:
            KnowledgeTable.metadata.drop_all(connection)
            _store(connection, rows, tell)
    except SQLAlchemyError as error:
        raise KnowledgeError(
            name,
            0,
            "does not take the knowledge base",
            f"Check that it runs and that this user may create tables ({error}).",
        ) from error
    finally:
        engine.dispose()


def _store(connection: Connection, rows: Rows, tell: Progress) -> None:
    KnowledgeTable.metadata.create_all(connection)
    by_table = {str(model.__tablename__): values for model, values in rows.items()}
    total = sum(map(len, by_table.values()))
    done = 0
    for table in KnowledgeTable.metadata.sorted_tables:
        values = by_table.get(table.name, [])
        for start in range(0, len(values), _BATCH):
            batch = values[start : start + _BATCH]
            connection.execute(insert(table), [row.model_dump() for row in batch])
            done += len(batch)
            tell("opslaan", done, total)
