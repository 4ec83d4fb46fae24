"""The actions' way to the knowledge store: by `KNOWLEDGE_URL`, opened at the first question."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from sqlalchemy import Engine
from sqlmodel import Session

from knowledge.database import open_store


@cache
def _store(url: str) -> Engine:
    return open_store(url)


@contextmanager
def knowledge() -> Iterator[Session]:
    """A session that can only read. Raises KnowledgeError when there is no usable store."""
    with Session(_store(os.environ["KNOWLEDGE_URL"])) as session:
        yield session
