"""Chooses the next action: by a button's follow-up, by the form that is open, by the rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.engine.assistant import ActionStep, Assistant, Rule, Slot, StateCheck
from app.engine.loading import IS_SET
from app.engine.tracker import LISTEN, Tracker

DEFAULT_FALLBACK = "action_default_fallback"
RESTART = "action_restart"
SESSION_START = "action_session_start"
_BY_DEFAULT = {"restart": RESTART, "session_start": SESSION_START}


@dataclass(frozen=True)
class _State:
    slots: Mapping[str, Any]
    active_loop: str | None


@dataclass
class TurnTrace:
    """What happened in this turn: the intent, the actions, and the state around each action."""

    intent: str | None
    is_first_turn: bool
    actions: list[str] = field(default_factory=list)
    states: list[_State] = field(default_factory=list)

    @classmethod
    def begin(cls, tracker: Tracker) -> TurnTrace:
        trace = cls(intent=tracker.intent, is_first_turn=tracker.user_turns == 1)
        trace._note_state(tracker)
        return trace

    def add(self, action: str, tracker: Tracker) -> None:
        self.actions.append(action)
        self._note_state(tracker)

    def _note_state(self, tracker: Tracker) -> None:
        self.states.append(_State(dict(tracker.slots), tracker.active_loop))


def next_action(assistant: Assistant, tracker: Tracker, trace: TurnTrace) -> str:
    """The action to run now, `action_listen` when the turn is over.

    The order is Rasa's: what an action asked for, default intents, an open form unless it
    declined, the most specific rule. A rule that knows nothing of the open form hands back to it.
    """
    if tracker.followup_action:
        return tracker.followup_action
    if default := _BY_DEFAULT.get(trace.intent or ""):
        return LISTEN if default in trace.actions else default
    if tracker.active_loop and not tracker.loop_rejected:
        return LISTEN if tracker.latest_action == tracker.active_loop else tracker.active_loop
    if match := _best_match(assistant, trace):
        rule, action = match
        if action == LISTEN and tracker.active_loop and not _knows_loops(rule):
            return tracker.active_loop
        return action
    return LISTEN if trace.actions else DEFAULT_FALLBACK


def _best_match(assistant: Assistant, trace: TurnTrace) -> tuple[Rule, str] | None:
    best: tuple[tuple[int, int], Rule, str] | None = None
    for rule in assistant.rules:
        if (found := _match(rule, trace, assistant.domain.slots)) is None:
            continue
        matched_actions, action = found
        specificity = (len(rule.conditions) + rule.conversation_start, matched_actions)
        if best is None or specificity > best[0]:
            best = specificity, rule, action
    return best and (best[1], best[2])


def _match(rule: Rule, trace: TurnTrace, slots: Mapping[str, Slot]) -> tuple[int, str] | None:
    """How many actions of the turn `rule` explains, and what it wants next, if anything."""
    if rule.conversation_start and not trace.is_first_turn:
        return None
    if rule.intents:
        lengths: Iterable[int] = [len(trace.actions)] if trace.intent in rule.intents else []
    else:
        lengths = range(len(trace.actions), 0, -1)
    for length in lengths:
        begin = len(trace.actions) - length
        if not all(_holds(check, trace.states[begin], slots) for check in rule.conditions):
            continue
        if (action := _follow(rule, trace, begin, slots)) is not None:
            return length, action
    return None


def _follow(rule: Rule, trace: TurnTrace, begin: int, slots: Mapping[str, Slot]) -> str | None:
    """Lay the rule's steps over the actions from `begin` on; return the first step still to do."""
    position = begin
    for step in rule.steps:
        if isinstance(step, StateCheck):
            if not _holds(step, trace.states[position], slots):
                return None
        elif position == len(trace.actions):
            return step.name
        elif trace.actions[position] == step.name:
            position += 1
        else:
            return None
    explained_all = position == len(trace.actions)
    return LISTEN if explained_all and rule.wait_for_user_input else None


def _holds(check: StateCheck, state: _State, slots: Mapping[str, Slot]) -> bool:
    if check.checks_loop and check.active_loop != state.active_loop:
        return False
    return all(
        _slot_agrees(slots[name], state.slots.get(name), wanted) for name, wanted in check.slots
    )


def _slot_agrees(slot: Slot, value: Any, wanted: Any) -> bool:
    """Rasa compares text and list slots by being filled or not, other slots by value."""
    if wanted is IS_SET:
        return value is not None
    if wanted is None:
        return value is None
    if slot.type in ("text", "list"):
        return bool(value)
    return bool(value == wanted)


def _knows_loops(rule: Rule) -> bool:
    checks = [*rule.conditions, *rule.steps]
    return any(not isinstance(check, ActionStep) and check.checks_loop for check in checks)
