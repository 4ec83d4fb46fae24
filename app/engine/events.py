"""Rasa events, the only state of a conversation. Each is a plain dict in Rasa's JSON form."""

from __future__ import annotations

import time
from typing import Any

Event = dict[str, Any]


def _event(kind: str, **fields: Any) -> Event:
    return {"event": kind, "timestamp": time.time(), **fields}


def user_uttered(
    text: str, parse_data: dict[str, Any], channel: str, message_id: str, metadata: dict[str, Any]
) -> Event:
    """The user said `text`, understood as `parse_data` (the answer form of /model/parse)."""
    return _event(
        "user",
        text=text,
        parse_data=parse_data,
        input_channel=channel,
        message_id=message_id,
        metadata=metadata,
    )


def bot_uttered(text: str | None, data: dict[str, Any]) -> Event:
    """The assistant said something. `data` holds buttons, custom, image, attachment."""
    return _event("bot", text=text, data=data, metadata={})


def action_executed(name: str) -> Event:
    return _event("action", name=name)


def action_rejected(name: str) -> Event:
    return _event("action_execution_rejected", name=name)


def slot_set(name: str, value: Any) -> Event:
    return _event("slot", name=name, value=value)


def active_loop_set(name: str | None) -> Event:
    return _event("active_loop", name=name)


def session_started() -> Event:
    return _event("session_started")


def restarted() -> Event:
    return _event("restart")
