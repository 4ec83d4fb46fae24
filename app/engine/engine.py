"""One turn: understand, choose, act, until listen."""

from __future__ import annotations

import time
import uuid
from collections.abc import Mapping
from typing import Any

from app.engine.action_runner import ActionRunner
from app.engine.assistant import Assistant
from app.engine.errors import ActionFailedError, ActionRejectedError
from app.engine.events import (
    Event,
    action_executed,
    action_rejected,
    active_loop_set,
    bot_uttered,
    restarted,
    session_started,
    slot_set,
    user_uttered,
)
from app.engine.forms import declines, run_form
from app.engine.payload import read_payload
from app.engine.responses import say
from app.engine.rules import DEFAULT_FALLBACK, RESTART, SESSION_START, TurnTrace, next_action
from app.engine.slots import extract_slots
from app.engine.tracker import LISTEN, REQUESTED_SLOT, Tracker
from app.engine.understanding import Understand, Understanding

MAX_ACTIONS = 10
"""Actions in one turn. Rules that run in a circle end here, with what was said so far."""

APOLOGY = "utter_action_failed"


class Engine:
    """Runs turns of one assistant. Holds no conversation: everything is in the tracker."""

    def __init__(self, assistant: Assistant, understand: Understand, actions: ActionRunner) -> None:
        self.assistant = assistant
        self._understand = understand
        self._actions = actions

    def new_tracker(self, sender_id: str) -> Tracker:
        return Tracker(sender_id, self.assistant.domain.initial_slots)

    def restore_tracker(self, sender_id: str, snapshot: Mapping[str, Any]) -> Tracker:
        return Tracker.from_snapshot(sender_id, self.assistant.domain.initial_slots, snapshot)

    def understand(self, text: str) -> Understanding:
        """What `text` means, by itself: a button's payload first, then the trained pipeline."""
        return read_payload(text, self.assistant) or self._understand(text)

    def run_turn(
        self,
        tracker: Tracker,
        text: str,
        *,
        channel: str,
        metadata: Mapping[str, Any],
        understanding: Understanding | None = None,
    ) -> list[Event]:
        """Answer `text`: changes `tracker` and returns the events of this turn, in order.

        `understanding` may be handed in by a caller that parsed the text before it took a lock.
        """
        begin = len(tracker.events)
        self._begin_session_if_due(tracker)
        parsed = (understanding or self.understand(text)).as_rasa(text)
        tracker.apply(user_uttered(text, parsed, channel, uuid.uuid4().hex, dict(metadata)))
        tracker.update(extract_slots(self.assistant.domain, tracker))
        trace = TurnTrace.begin(tracker)
        while len(trace.actions) < MAX_ACTIONS and (
            not tracker.paused or trace.intent == "restart"
        ):
            action = next_action(self.assistant, tracker, trace)
            if action == LISTEN:
                break
            if self._declines(action, tracker):
                tracker.apply(action_rejected(action))
                continue
            self._run_action(action, tracker)
            trace.add(action, tracker)
        tracker.apply(action_executed(LISTEN))
        return tracker.events[begin:]

    def _begin_session_if_due(self, tracker: Tracker) -> None:
        domain = self.assistant.domain
        last = tracker.latest_event_time
        minutes = domain.session_expiration_minutes
        if last is None or (minutes != 0 and time.time() - last >= minutes * 60):
            self._begin_session(tracker)

    def _begin_session(self, tracker: Tracker) -> None:
        domain = self.assistant.domain
        kept = dict(tracker.slots) if domain.carry_over_slots else {}
        tracker.update([action_executed(SESSION_START), session_started()])
        initial = domain.initial_slots
        tracker.update(
            slot_set(name, value)
            for name, value in kept.items()
            if name != REQUESTED_SLOT and value != initial.get(name)
        )

    def _declines(self, action: str, tracker: Tracker) -> bool:
        """Whether a form leaves this message to the rules. It declines a message only once."""
        form = self.assistant.domain.forms.get(action)
        return form is not None and not tracker.loop_rejected and declines(form, tracker)

    def _run_action(self, name: str, tracker: Tracker) -> None:
        domain = self.assistant.domain
        if name in domain.forms:
            run_form(domain.forms[name], domain, tracker, self._say_or_act)
            return
        if name == SESSION_START:
            self._begin_session(tracker)
            return
        tracker.apply(action_executed(name))
        if name == RESTART:
            if "utter_restart" in domain.responses:
                tracker.apply(say(domain, "utter_restart", tracker))
            tracker.apply(restarted())
        elif name == "action_deactivate_loop":
            tracker.update([active_loop_set(None), slot_set(REQUESTED_SLOT, None)])
        elif name == DEFAULT_FALLBACK and name not in domain.actions:
            if "utter_default" in domain.responses:
                tracker.apply(say(domain, "utter_default", tracker))
        else:
            tracker.update(self._say_or_act(name, tracker))

    def _say_or_act(self, name: str, tracker: Tracker) -> list[Event]:
        """The events of a response or a custom action. A failing action costs an apology."""
        domain = self.assistant.domain
        if name in domain.responses:
            return [say(domain, name, tracker)]
        try:
            result = self._actions.run(name, tracker.as_rasa(), domain.raw)
        except (ActionFailedError, ActionRejectedError):
            return [say(domain, APOLOGY, tracker)] if APOLOGY in domain.responses else []
        return [*self._messages(result.responses, tracker), *result.events]

    def _messages(self, responses: list[dict[str, Any]], tracker: Tracker) -> list[Event]:
        """Bot events for what an action said. Named responses come unrendered from rasa-sdk."""
        return [
            say(self.assistant.domain, message["response"], tracker, message)
            if message.get("response") in self.assistant.domain.responses
            else _spoken(message)
            for message in responses
        ]


def _spoken(message: Mapping[str, Any]) -> Event:
    parts = ("buttons", "custom", "image", "attachment")
    return bot_uttered(
        message.get("text"), {key: message[key] for key in parts if message.get(key)}
    )
