"""Forms: ask slot by slot, check what was answered, step aside for another question, return."""

from __future__ import annotations

from collections.abc import Callable

from app.engine.assistant import Domain, Form
from app.engine.errors import ActionRejectedError
from app.engine.events import Event, active_loop_set, slot_set
from app.engine.loading import ask_action
from app.engine.slots import extract_slots
from app.engine.tracker import LISTEN, REQUESTED_SLOT, Tracker

RunAction = Callable[[str, Tracker], list[Event]]


def run_form(form: Form, domain: Domain, tracker: Tracker, run_action: RunAction) -> None:
    """Run `form` on `tracker` until it asks something or is complete.

    Raises ActionRejectedError when the message did not answer what was asked, so that a rule may
    answer the message; after such a rule the form asks again.
    """
    if tracker.active_loop != form.name:
        tracker.apply(active_loop_set(form.name))
        tracker.update(extract_slots(domain, tracker))
        filled = [name for name in form.required_slots if tracker.slots[name] is not None]
        _validate(form, domain, tracker, run_action, filled)
    elif tracker.latest_action == LISTEN:
        answered = _answered_slots(form, tracker)
        if not answered and tracker.slots[REQUESTED_SLOT]:
            raise ActionRejectedError(form.name)
        _validate(form, domain, tracker, run_action, answered)
    if tracker.active_loop == form.name:
        _ask_next(form, domain, tracker, run_action)


def _answered_slots(form: Form, tracker: Tracker) -> list[str]:
    """Slots of the form that the latest message filled, unless the form ignores its intent."""
    if tracker.intent in form.ignored_intents:
        return []
    filled = {event["name"] for event in tracker.events if event["event"] == "slot"}
    return [name for name in form.required_slots if name in filled]


def _validate(
    form: Form, domain: Domain, tracker: Tracker, run_action: RunAction, names: list[str]
) -> None:
    validator = f"validate_{form.name}"
    if validator not in domain.actions:
        return
    # rasa-sdk takes the slot events at the very end of the history as the ones to check
    tracker.update([slot_set(name, tracker.slots[name]) for name in names])
    tracker.update(run_action(validator, tracker))


def _ask_next(form: Form, domain: Domain, tracker: Tracker, run_action: RunAction) -> None:
    missing = next((name for name in form.required_slots if tracker.slots[name] is None), None)
    tracker.apply(slot_set(REQUESTED_SLOT, missing))
    if missing is None:
        tracker.apply(active_loop_set(None))
    elif ask := ask_action(domain, form.name, missing):
        tracker.update(run_action(ask, tracker))
