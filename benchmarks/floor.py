"""The floor under a turn: a bare FastAPI route that stores two rows durably, and nothing else.

Run as `python -m benchmarks.floor DATABASE_URL PORT`.
"""

from __future__ import annotations

import sys

import uvicorn
from fastapi import FastAPI

from app.conversations.database import ConversationDatabase
from app.conversations.models import Conversation, Turn


def create_floor(url: str) -> FastAPI:
    """An app with one route, on the same store and the same durability as the real one."""
    app = FastAPI()
    database = ConversationDatabase(url)
    with database.write() as session:
        conversation = Conversation(key_hash="floor", channel="floor")
        session.add(conversation)
        session.flush()
        owner = conversation.id or 0

    @app.post("/")
    def store(message: dict[str, str]) -> dict[str, str]:
        with database.write() as session:
            for _ in range(2):
                session.add(Turn(conversation_id=owner, seq=_next(), events=[message]))
        return {"text": message["message"]}

    numbers = iter(range(1, 10**9))

    def _next() -> int:
        return next(numbers)

    return app


if __name__ == "__main__":
    uvicorn.run(create_floor(sys.argv[1]), port=int(sys.argv[2]), log_level="error")
