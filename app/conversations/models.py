"""Two tables: a conversation with its folded state, and its turns, append-only."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, Column, UniqueConstraint
from sqlmodel import Field, MetaData, SQLModel


class ConversationTable(SQLModel):
    """Base of the tables of this store; the knowledge store has its own metadata."""

    metadata = MetaData()


def _now() -> datetime:
    return datetime.now(UTC)


class Conversation(ConversationTable, table=True):
    """One talk. `key_hash` is the SHA-256 of the holder's secret, which itself is never stored."""

    id: int | None = Field(default=None, primary_key=True)
    key_hash: str = Field(unique=True)
    channel: str
    role: str = "pupil"
    turns: int = 0
    created_at: datetime = Field(default_factory=_now)
    last_at: datetime = Field(default_factory=_now)
    snapshot: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))


class Turn(ConversationTable, table=True):
    """One message and all that followed from it, as Rasa events.

    `seq` counts from 1 without gaps. `client_id` is made by the client, once a message, so that a
    message sent twice is stored once.
    """

    __table_args__ = (
        UniqueConstraint("conversation_id", "seq"),
        UniqueConstraint("conversation_id", "client_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    conversation_id: int | None = Field(foreign_key="conversation.id", ondelete="CASCADE")
    seq: int
    client_id: str | None = None
    topic: str | None = None
    created_at: datetime = Field(default_factory=_now)
    events: list[dict[str, Any]] = Field(sa_column=Column(JSON, nullable=False))
