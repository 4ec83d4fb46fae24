"""Takes a turn: once per message, in order, in one transaction."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

from app.chat.messages import parse_reply, report_slots, topic_of
from app.conversations import repository
from app.conversations.database import ConversationDatabase
from app.conversations.models import Conversation, Turn
from app.engine.engine import Engine
from app.engine.events import Event
from app.engine.tracker import Tracker
from app.errors import NotFoundError

WIDGET = "widget"
TURNS_PER_PAGE = 200


@dataclass(frozen=True)
class IncomingMessage:
    """A message on its way in. `key` is the secret (widget) or sender (Rasa) of its holder."""

    channel: str
    key: str
    text: str
    role: str = "pupil"
    client_id: str | None = None


class ChatService:
    """Conversations of all channels."""

    def __init__(self, engine: Engine, database: ConversationDatabase) -> None:
        self._engine = engine
        self._database = database

    def parse(self, text: str) -> dict[str, Any]:
        """What `text` means, in the form of Rasa's /model/parse, named by topic."""
        return parse_reply(text, self._engine.understand(text))

    def start(self, role: str) -> str:
        """Begin a widget conversation; returns the secret that opens it from now on."""
        token = secrets.token_urlsafe(32)
        with self._database.write() as session:
            repository.start(session, WIDGET, token, role)
        return token

    def take_turn(self, message: IncomingMessage) -> Turn:
        """Answer `message` and store the turn. A message sent before returns its stored turn.

        A Rasa sender begins a conversation by speaking; a widget needs a token from `start`.
        Raises NotFoundError for an unknown token, StoreUnavailableError when nothing can be kept.
        """
        understanding = self._engine.understand(message.text)  # before the lock: it needs no state
        with self._database.write() as session:
            conversation = repository.find(session, message.channel, message.key)
            if conversation is None:
                if message.channel == WIDGET:
                    raise NotFoundError
                conversation = repository.start(session, message.channel, message.key, message.role)
            repository.lock(session, conversation)
            if message.client_id:
                stored = repository.find_turn(session, conversation, message.client_id)
                if stored is not None:
                    return stored
            role = conversation.role if message.channel == WIDGET else message.role
            tracker = self._tracker(conversation)
            events = self._engine.run_turn(
                tracker,
                message.text,
                channel=message.channel,
                metadata={"role": role},
                understanding=understanding,
            )
            report_slots(events, tracker.slots)
            return repository.add_turn(
                session,
                conversation,
                client_id=message.client_id,
                topic=topic_of(events),
                events=events,
                snapshot=tracker.snapshot(),
            )

    def turns(self, token: str, after: int) -> list[Turn]:
        """Turns of a widget conversation later than `after`, at most TURNS_PER_PAGE."""
        with self._database.read() as session:
            conversation = repository.find(session, WIDGET, token)
            if conversation is None:
                raise NotFoundError
            return repository.turns_after(session, conversation, after, TURNS_PER_PAGE)

    def erase(self, token: str) -> None:
        """Remove a widget conversation for good."""
        with self._database.write() as session:
            conversation = repository.find(session, WIDGET, token)
            if conversation is None:
                raise NotFoundError
            repository.erase(session, conversation)
        self._database.leave_no_trace()

    def rasa_tracker(self, channel: str, sender: str) -> dict[str, Any]:
        """A conversation as Rasa shows one; an unknown sender has an empty tracker, as in Rasa."""
        with self._database.read() as session:
            conversation = repository.find(session, channel, sender)
            if conversation is None:
                return self._engine.new_tracker(sender).as_rasa()
            turns = repository.turns_after(session, conversation, 0, conversation.turns)
            tracker = self._engine.restore_tracker(sender, conversation.snapshot)
        events: list[Event] = [event for turn in turns for event in turn.events]
        return tracker.as_rasa() | {"events": events}

    def _tracker(self, conversation: Conversation) -> Tracker:
        name = str(conversation.id)  # the engine and the actions never see the holder's secret
        return self._engine.restore_tracker(name, conversation.snapshot)
