"""The questions that may be asked of the conversation store."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import delete, func
from sqlmodel import Session, col, select

from app.conversations.models import Conversation, Turn


def key_hash(channel: str, key: str) -> str:
    """What is stored instead of the holder's secret. Channels cannot reach each other's talks."""
    return hashlib.sha256(f"{channel}\0{key}".encode()).hexdigest()


def find(session: Session, channel: str, key: str) -> Conversation | None:
    return session.exec(
        select(Conversation).where(Conversation.key_hash == key_hash(channel, key))
    ).first()


def start(session: Session, channel: str, key: str, role: str) -> Conversation:
    conversation = Conversation(key_hash=key_hash(channel, key), channel=channel, role=role)
    session.add(conversation)
    session.flush()
    return conversation


def lock(session: Session, conversation: Conversation) -> None:
    """Let nobody else add to this conversation until the transaction ends.

    SQLite has one writer already, so this matters on PostgreSQL only.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.exec(select(func.pg_advisory_xact_lock(conversation.id)))
        session.refresh(conversation)


def find_turn(session: Session, conversation: Conversation, client_id: str) -> Turn | None:
    return session.exec(
        select(Turn).where(Turn.conversation_id == conversation.id, Turn.client_id == client_id)
    ).first()


def add_turn(
    session: Session,
    conversation: Conversation,
    *,
    client_id: str | None,
    topic: str | None,
    events: list[dict[str, Any]],
    snapshot: dict[str, Any],
) -> Turn:
    """Append a turn and the state that follows from it."""
    conversation.turns += 1
    conversation.last_at = datetime.now(UTC)
    conversation.snapshot = snapshot
    turn = Turn(
        conversation_id=conversation.id,
        seq=conversation.turns,
        client_id=client_id,
        topic=topic,
        events=events,
    )
    session.add_all([conversation, turn])
    return turn


def turns_after(session: Session, conversation: Conversation, seq: int, limit: int) -> list[Turn]:
    """Turns later than `seq`, oldest first."""
    return list(
        session.exec(
            select(Turn)
            .where(Turn.conversation_id == conversation.id, Turn.seq > seq)
            .order_by(col(Turn.seq))
            .limit(limit)
        )
    )


def erase(session: Session, conversation: Conversation) -> None:
    """Remove a conversation and its turns for good."""
    session.exec(delete(Turn).where(col(Turn.conversation_id) == conversation.id))
    session.delete(conversation)
