"""Forms: ask slot by slot, check what was answered, step aside for another question, return."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable

from app.engine.assistant import Domain, Form
from app.engine.events import Event, action_executed, active_loop_set, slot_set
from app.engine.loading import ask_action
from app.engine.slots import extract_slots
from app.engine.tracker import LISTEN, REQUESTED_SLOT, Tracker

RunAction = Callable[[str, Tracker], list[Event]]


def declines(form: Form, tracker: Tracker) -> bool:
    """Whether the message does not answer what the open form asked, so that a rule may."""
    is_answering = tracker.active_loop == form.name and tracker.latest_action == LISTEN
    return (
        is_answering and bool(tracker.slots[REQUESTED_SLOT]) and not _answered_slots(form, tracker)
    )


def run_form(form: Form, domain: Domain, tracker: Tracker, run_action: RunAction) -> None:
    """Run `form` on `tracker` until it asks something or is complete.

    After another question was answered in between, it only asks again.
    """
    is_opening = tracker.active_loop != form.name
    is_answering = tracker.latest_action == LISTEN
    tracker.apply(action_executed(form.name))
    if is_opening:
        tracker.apply(active_loop_set(form.name))
        tracker.update(extract_slots(domain, tracker))
        filled = [name for name in form.required_slots if tracker.slots[name] is not None]
        _validate(form, domain, tracker, run_action, filled)
    elif is_answering:
        _validate(form, domain, tracker, run_action, _answered_slots(form, tracker))
    if tracker.active_loop == form.name:
        _ask_next(form, domain, tracker, run_action)


def _answered_slots(form: Form, tracker: Tracker) -> list[str]:
    """Slots of the form that the latest message filled, unless the form ignores its intent."""
    if tracker.intent in form.ignored_intents:
        return []
    filled = {event["name"] for event in tracker.events_of_turn() if event["event"] == "slot"}
    return [name for name in form.required_slots if name in filled]


def _validate(
    form: Form, domain: Domain, tracker: Tracker, run_action: RunAction, names: Iterable[str]
) -> None:
    validator = f"validate_{form.name}"
    if validator not in domain.actions:
        return
    # rasa-sdk takes the slot events at the very end of the history as the ones to check
    candidates = [slot_set(name, tracker.slots[name]) for name in names]
    asked = copy.copy(tracker)
    asked.events = [*tracker.events, *candidates]
    tracker.update(run_action(validator, asked))


def _ask_next(form: Form, domain: Domain, tracker: Tracker, run_action: RunAction) -> None:
    missing = next((name for name in form.required_slots if tracker.slots[name] is None), None)
    tracker.apply(slot_set(REQUESTED_SLOT, missing))
    if missing is None:
        tracker.apply(active_loop_set(None))
    elif ask := ask_action(domain, form.name, missing):
        tracker.update(run_action(ask, tracker))
