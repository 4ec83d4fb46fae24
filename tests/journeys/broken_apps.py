"""Servers with one deliberate fault each: tests that pass on the real one must fail on these."""

from __future__ import annotations

from dataclasses import replace

from fastapi import FastAPI

from app.chat.service import ChatService, IncomingMessage
from app.conversations.models import Turn
from app.main import create_app


class ForgetsClientIds(ChatService):
    """Takes every message for a new one, even when the client sends it again."""

    def take_turn(self, message: IncomingMessage) -> Turn:
        return super().take_turn(replace(message, client_id=None))


def forgets_client_ids() -> FastAPI:
    app = create_app()
    app.state.chat.__class__ = ForgetsClientIds
    return app


class AcknowledgesBeforeStoring(ChatService):
    """Answers first and stores later: what it promised is lost when it dies in between."""

    _unstored: list[IncomingMessage]

    def take_turn(self, message: IncomingMessage) -> Turn:
        unstored = self.__dict__.setdefault("_unstored", [])
        unstored.append(message)
        if len(unstored) > 5:
            super().take_turn(unstored.pop(0))
        return Turn(conversation_id=0, seq=0, client_id=message.client_id, events=[])


def acknowledges_before_storing() -> FastAPI:
    app = create_app()
    app.state.chat.__class__ = AcknowledgesBeforeStoring
    return app
