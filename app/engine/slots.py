"""Fills slots from the latest message, by the mappings of the domain."""

from __future__ import annotations

from typing import Any

from app.engine.assistant import Domain, MappingCondition, SlotMapping
from app.engine.events import Event, slot_set
from app.engine.tracker import REQUESTED_SLOT, Tracker


def extract_slots(domain: Domain, tracker: Tracker) -> list[Event]:
    """The slots that the latest message fills. The first mapping that gives a value wins."""
    events = []
    for slot in domain.slots.values():
        for mapping in slot.mappings:
            values = _values(mapping, slot.name, tracker)
            if values:
                events.append(slot_set(slot.name, values if slot.type == "list" else values[-1]))
                break
    return events


def _values(mapping: SlotMapping, slot: str, tracker: Tracker) -> list[Any]:
    if mapping.intents and tracker.intent not in mapping.intents:
        return []
    if tracker.intent in mapping.not_intents:
        return []
    if mapping.type == "from_trigger_intent":
        loops = {c.active_loop for c in mapping.conditions} or {tracker.active_loop}
        return [mapping.value] if tracker.active_loop and tracker.active_loop in loops else []
    if mapping.conditions and not any(_applies(c, tracker) for c in mapping.conditions):
        return []
    match mapping.type:
        case "from_entity":
            return tracker.entity_values(mapping.entity or slot, mapping.role, mapping.group)
        case "from_intent":
            return [mapping.value]
        case "from_text":
            text = tracker.latest_message.get("text")
            return [text] if text else []
        case _:  # custom: an action fills it
            return []


def _applies(condition: MappingCondition, tracker: Tracker) -> bool:
    if condition.active_loop != tracker.active_loop:
        return False
    return condition.requested_slot in (None, tracker.slots.get(REQUESTED_SLOT))
