"""Turns the events of a turn into what a client is shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from app.engine.assistant import FALLBACK_INTENT
from app.engine.events import Event
from app.engine.understanding import Understanding

_REPORTED_SLOTS = {
    "programme": "opleiding_naam",
    "crebo": "opleiding",
    "niveau": "niveau",
    "leerweg": "leerweg",
    "region": "region",
}
"""Slots that a client sees with every answer: name in the contract -> name in the domain."""


def report_slots(events: Iterable[Event], slots: Mapping[str, Any]) -> None:
    """Put the current programme, niveau, leerweg and region into every answer with a topic."""
    reported = {name: slots.get(slot) for name, slot in _REPORTED_SLOTS.items()}
    for event in events:
        custom = event["data"].get("custom") if event["event"] == "bot" else None
        if custom and "topic" in custom:
            custom["slots"] = reported


def topic_of(events: Iterable[Event]) -> str | None:
    """The topic of the first answer that names one."""
    for event in events:
        if event["event"] == "bot" and (topic := event["data"].get("custom", {}).get("topic")):
            return str(topic)
    return None


def rasa_items(recipient: str, events: Iterable[Event]) -> list[dict[str, Any]]:
    """The items a Rasa REST client expects: text with buttons, then custom, image, attachment."""
    items: list[dict[str, Any]] = []
    for event in events:
        if event["event"] != "bot":
            continue
        data = event["data"]
        if event["text"]:
            item = {"recipient_id": recipient, "text": event["text"]}
            items.append(item | ({"buttons": data["buttons"]} if data.get("buttons") else {}))
        items.extend(
            {"recipient_id": recipient, part: data[part]}
            for part in ("custom", "image", "attachment")
            if data.get(part)
        )
    return items


def widget_messages(events: Iterable[Event]) -> list[dict[str, Any]]:
    """What the widget shows: one message per thing said, with all that belongs to it."""
    return [{"text": event["text"], **event["data"]} for event in events if event["event"] == "bot"]


def user_text(events: Iterable[Event]) -> str | None:
    """What the user said in this turn; None for a turn that a person or the server began."""
    return next((event["text"] for event in events if event["event"] == "user"), None)


def parse_reply(text: str, understanding: Understanding) -> dict[str, Any]:
    """The form of Rasa's /model/parse, with topic ids as names of intents."""
    reply = understanding.as_rasa(text)
    reply["intent"]["name"] = topic_id(understanding.intent)
    for rank in reply["intent_ranking"]:
        rank["name"] = topic_id(rank["name"])
    return reply


def topic_id(intent: str) -> str:
    """The catalogue's name of an intent: without its group, and for the fallback its topic."""
    return "niet_begrepen" if intent == FALLBACK_INTENT else intent.rpartition("/")[2]
