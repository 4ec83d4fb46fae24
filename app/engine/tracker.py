"""The state of one conversation, folded from its events."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.engine.events import Event

LISTEN = "action_listen"
REQUESTED_SLOT = "requested_slot"


_SNAPSHOT = (
    "slots",
    "latest_message",
    "latest_action",
    "latest_channel",
    "latest_event_time",
    "active_loop",
    "loop_rejected",
    "followup_action",
    "paused",
    "user_turns",
)


@dataclass
class Tracker:
    """What the engine remembers. `events` holds only what happened since the last snapshot."""

    sender_id: str
    initial_slots: Mapping[str, Any]
    slots: dict[str, Any] = field(init=False)
    latest_message: dict[str, Any] = field(default_factory=dict)
    latest_action: str | None = None
    latest_channel: str | None = None
    latest_event_time: float | None = None
    active_loop: str | None = None
    loop_rejected: bool = False
    followup_action: str | None = None
    paused: bool = False
    user_turns: int = 0
    events: list[Event] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.slots = dict(self.initial_slots)

    @classmethod
    def from_snapshot(
        cls, sender_id: str, initial_slots: Mapping[str, Any], snapshot: Mapping[str, Any]
    ) -> Tracker:
        """Restore a tracker. Slots that the assistant no longer knows are dropped."""
        tracker = cls(sender_id, initial_slots)
        for name in _SNAPSHOT:
            if name in snapshot and name != "slots":
                setattr(tracker, name, snapshot[name])
        known = snapshot.get("slots", {})
        tracker.slots.update({name: known[name] for name in tracker.slots if name in known})
        return tracker

    def snapshot(self) -> dict[str, Any]:
        """All that is needed to go on later, of a size that does not grow with the talk."""
        return {name: getattr(self, name) for name in _SNAPSHOT}

    def update(self, events: Iterable[Event]) -> None:
        for event in events:
            self.apply(event)

    def apply(self, event: Event) -> None:
        """Fold one event into the state, as Rasa's tracker does."""
        self.events.append(event)
        self.latest_event_time = event.get("timestamp") or self.latest_event_time
        match event["event"]:
            case "user":
                self.latest_message = {
                    **event["parse_data"],
                    "message_id": event.get("message_id"),
                    "metadata": event.get("metadata", {}),
                }
                self.latest_channel = event.get("input_channel")
                self.latest_action = LISTEN
                self.followup_action = None
                self.loop_rejected = False
                self.user_turns += 1
            case "slot":
                self.slots[event["name"]] = event["value"]
            case "action":
                self.latest_action = event["name"]
                self.followup_action = None
                if event["name"] == self.active_loop:
                    self.loop_rejected = False
            case "action_execution_rejected":
                self.loop_rejected = event["name"] == self.active_loop or self.loop_rejected
            case "active_loop":
                self.active_loop = event["name"]
                self.loop_rejected = False
            case "followup":
                self.followup_action = event["name"]
            case "reset_slots":
                self.slots = dict(self.initial_slots)
            case "restart" | "session_started":
                self.slots = dict(self.initial_slots)
                self.active_loop = None
                self.loop_rejected = False
                self.followup_action = None
                self.paused = False
                self.user_turns = 0
            case "pause":
                self.paused = True
            case "resume":
                self.paused = False

    @property
    def intent(self) -> str | None:
        name: str | None = self.latest_message.get("intent", {}).get("name")
        return name

    def events_of_turn(self) -> list[Event]:
        """What happened since the latest message of the user."""
        for at in range(len(self.events) - 1, -1, -1):
            if self.events[at]["event"] == "user":
                return self.events[at + 1 :]
        return []

    def entity_values(self, entity: str, role: str | None, group: str | None) -> list[Any]:
        """Values of `entity` in the latest message, in the order in which they were said."""
        return [
            found["value"]
            for found in self.latest_message.get("entities", [])
            if found["entity"] == entity
            and (role is None or found.get("role") == role)
            and (group is None or found.get("group") == group)
        ]

    def as_rasa(self) -> dict[str, Any]:
        """The form in which Rasa hands a tracker to actions and to GET .../tracker."""
        return {
            "sender_id": self.sender_id,
            "slots": self.slots,
            "latest_message": self.latest_message,
            "latest_event_time": self.latest_event_time,
            "followup_action": self.followup_action,
            "paused": self.paused,
            "events": self.events,
            "latest_input_channel": self.latest_channel,
            "active_loop": {"name": self.active_loop} if self.active_loop else {},
            "latest_action": {"action_name": self.latest_action or LISTEN},
            "latest_action_name": self.latest_action or LISTEN,
        }
