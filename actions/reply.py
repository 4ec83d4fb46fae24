"""What an action says: the text, the ways on, and the facts behind it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from rasa_sdk.executor import CollectingDispatcher


@dataclass(frozen=True)
class Button:
    """A next step. Its payload is an intent with entities, as Rasa writes them."""

    title: str
    payload: str


def button(title: str, topic: str, **entities: str | list[str] | None) -> Button:
    """A button that asks `topic`, about the given entities. Empty entities are left out."""
    said = {name: value for name, value in entities.items() if value is not None}
    return Button(title, f"/{topic}" + (json.dumps(said, ensure_ascii=False) if said else ""))


@dataclass(frozen=True)
class Reply:
    """One answer. `figures` and `sources` have the form of the contract in docs/api.md."""

    topic: str
    text: str
    buttons: Sequence[Button] = ()
    figures: Sequence[dict[str, Any]] = ()
    sources: Sequence[dict[str, Any]] = ()
    options: Sequence[str] = ()
    programme: tuple[str, str] | None = None
    """Crebo and name of the programme that the talk is now about."""
    extra: dict[str, Any] = field(default_factory=dict)
    """More for a client that can show it, such as the cells of a table."""

    def say(self, dispatcher: CollectingDispatcher) -> None:
        custom: dict[str, Any] = {"topic": self.topic, **self.extra}
        for part in ("figures", "sources", "options"):
            if values := getattr(self, part):
                custom[part] = list(values)
        dispatcher.utter_message(
            text=self.text,
            buttons=[{"title": b.title, "payload": b.payload} for b in self.buttons],
            json_message=custom,
        )
