"""The actions' way to the knowledge store: by `KNOWLEDGE_URL`, opened at the first question."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import cache, lru_cache

from sqlalchemy import Engine
from sqlmodel import Session

from knowledge.answers import ArticleAnswer, TopicLabel
from knowledge.database import open_store
from knowledge.models import Audience, Length
from knowledge.queries import article, topic_labels


@cache
def _store(url: str) -> Engine:
    return open_store(url)


@cache
def _labels(url: str) -> dict[str, TopicLabel]:
    with Session(_store(url)) as session:
        return topic_labels(session)


def labels() -> dict[str, TopicLabel]:
    """The button text of every topic; read once, because the store does not change."""
    return _labels(os.environ["KNOWLEDGE_URL"])


@lru_cache(maxsize=1_024)
def _article(
    url: str, topic: str, audience: Audience, length: Length, today: date
) -> ArticleAnswer | None:
    with Session(_store(url)) as session:
        return article(session, topic, audience=audience, length=length, today=today)


def article_of_today(
    topic: str, audience: Audience, length: Length, today: date
) -> ArticleAnswer | None:
    """The article of a topic; each text is put together once a day."""
    return _article(os.environ["KNOWLEDGE_URL"], topic, audience, length, today)


@contextmanager
def knowledge() -> Iterator[Session]:
    """A session that can only read. Raises KnowledgeError when there is no usable store."""
    with Session(_store(os.environ["KNOWLEDGE_URL"])) as session:
        yield session
