"""The state of a conversation is what its events make of it, and a snapshot holds all of it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from app.engine.events import Event, active_loop_set, slot_set, user_uttered
from app.engine.tracker import Tracker

INITIAL = {"stad": None, "keer": 0, "requested_slot": None}


def _tracker(*events: Event) -> Tracker:
    tracker = Tracker("t", INITIAL)
    tracker.update(events)
    return tracker


def _user(text: str, intent: str = "vraag", **parts: Any) -> Event:
    parsed = {"text": text, "intent": {"name": intent, "confidence": 1.0}, "entities": [], **parts}
    return user_uttered(text, parsed, "rest", "m1", {"role": "pupil"})


@pytest.mark.parametrize(
    ("events", "part", "value"),
    [
        ([slot_set("stad", "Ede")], "slots", {**INITIAL, "stad": "Ede"}),
        ([slot_set("stad", "Ede"), slot_set("stad", None)], "slots", INITIAL),
        ([slot_set("stad", "Ede"), {"event": "reset_slots"}], "slots", INITIAL),
        ([slot_set("stad", "Ede"), {"event": "restart"}], "slots", INITIAL),
        ([active_loop_set("f")], "active_loop", "f"),
        ([active_loop_set("f"), active_loop_set(None)], "active_loop", None),
        ([active_loop_set("f"), {"event": "restart"}], "active_loop", None),
        ([active_loop_set("f"), {"event": "session_started"}], "active_loop", None),
        (
            [active_loop_set("f"), {"event": "action_execution_rejected", "name": "f"}],
            "loop_rejected",
            True,
        ),
        (
            [active_loop_set("f"), {"event": "action_execution_rejected", "name": "g"}],
            "loop_rejected",
            False,
        ),
        (
            [
                active_loop_set("f"),
                {"event": "action_execution_rejected", "name": "f"},
                {"event": "action", "name": "f"},
            ],
            "loop_rejected",
            False,
        ),
        (
            [active_loop_set("f"), {"event": "action_execution_rejected", "name": "f"}, _user("x")],
            "loop_rejected",
            False,
        ),
        ([{"event": "followup", "name": "a"}], "followup_action", "a"),
        (
            [{"event": "followup", "name": "a"}, {"event": "action", "name": "a"}],
            "followup_action",
            None,
        ),
        ([{"event": "followup", "name": "a"}, _user("hoi")], "followup_action", None),
        ([{"event": "pause"}], "paused", True),
        ([{"event": "pause"}, {"event": "resume"}], "paused", False),
        ([{"event": "pause"}, {"event": "restart"}], "paused", False),
        ([{"event": "action", "name": "a"}], "latest_action", "a"),
        ([{"event": "action", "name": "a"}, _user("hoi")], "latest_action", "action_listen"),
        ([_user("hoi")], "latest_channel", "rest"),
        ([_user("hoi"), _user("hoi")], "user_turns", 2),
        ([_user("hoi"), {"event": "restart"}, _user("hoi")], "user_turns", 1),
        ([{"event": "bot", "text": "hoi", "timestamp": 5.0}], "latest_event_time", 5.0),
        (
            [
                {"event": "bot", "text": "hoi", "timestamp": 5.0},
                {"event": "slot", "name": "stad", "value": 1, "timestamp": None},
            ],
            "latest_event_time",
            5.0,
        ),
    ],
)
def test_an_event_changes_the_state_as_in_rasa(
    events: list[Event], part: str, value: object
) -> None:
    assert getattr(_tracker(*events), part) == value


def test_the_latest_message_is_what_was_understood_of_it() -> None:
    tracker = _tracker(_user("een"), _user("twee", intent="antwoord"))
    assert tracker.intent == "antwoord"
    assert tracker.latest_message["text"] == "twee"
    assert tracker.latest_message["metadata"] == {"role": "pupil"}


def test_before_the_first_message_there_is_no_intent() -> None:
    assert _tracker().intent is None
    assert _tracker().events_of_turn() == []


def test_a_turn_is_what_followed_the_latest_message() -> None:
    tracker = _tracker(_user("een"), slot_set("stad", "Ede"), _user("twee"), slot_set("keer", 1))
    assert [event["name"] for event in tracker.events_of_turn()] == ["keer"]


@pytest.mark.parametrize(
    ("role", "group", "values"),
    [
        (None, None, ["Ede", "Breda", "Goes"]),
        ("van", None, ["Ede"]),
        ("naar", None, ["Breda"]),
        (None, "1", ["Goes"]),
        ("van", "1", []),
    ],
)
def test_entities_are_found_by_name_role_and_group(
    role: str | None, group: str | None, values: list[str]
) -> None:
    entities = [
        {"entity": "stad", "value": "Ede", "role": "van"},
        {"entity": "vak", "value": "kok"},
        {"entity": "stad", "value": "Breda", "role": "naar"},
        {"entity": "stad", "value": "Goes", "group": "1"},
    ]
    tracker = _tracker(_user("x", entities=entities))
    assert tracker.entity_values("stad", role, group) == values


# --- snapshots --------------------------------------------------------------------------------

BUSY: list[Event] = [
    _user("hoi"),
    {"event": "action", "name": "b"},
    slot_set("stad", "Ede"),
    active_loop_set("f"),
    {"event": "action_execution_rejected", "name": "f"},
    {"event": "followup", "name": "a"},
    {"event": "pause"},
]


def _faults_of_a_snapshot(snapshot: dict[str, Any]) -> list[str]:
    """The parts of the state that a stored and restored snapshot loses; none, as promised."""
    before = _tracker(*BUSY)
    after = Tracker.from_snapshot("t", INITIAL, json.loads(json.dumps(snapshot)))
    parts = before.as_rasa() | {"rejected": before.loop_rejected, "turns": before.user_turns}
    restored = after.as_rasa() | {"rejected": after.loop_rejected, "turns": after.user_turns}
    return [name for name in parts if name != "events" and parts[name] != restored[name]]


def test_a_snapshot_holds_the_whole_state() -> None:
    assert _faults_of_a_snapshot(_tracker(*BUSY).snapshot()) == []


@pytest.mark.parametrize("part", sorted(Tracker("t", INITIAL).snapshot()))
def test_the_check_notices_a_snapshot_that_lacks_a_part(part: str) -> None:
    snapshot = _tracker(*BUSY).snapshot()
    del snapshot[part]
    assert _faults_of_a_snapshot(snapshot) != []


def test_a_snapshot_does_not_grow_with_the_talk() -> None:
    short, long = _tracker(_user("hoi")), _tracker(*[_user("hoi")] * 500)
    grown = len(json.dumps(long.snapshot())) - len(json.dumps(short.snapshot()))
    assert grown < 20  # a number of turns, and a time, may have some digits more


def test_a_slot_that_the_assistant_no_longer_knows_is_dropped() -> None:
    snapshot = _tracker(slot_set("stad", "Ede")).snapshot()
    assert Tracker.from_snapshot("t", {"nieuw": 1}, snapshot).slots == {"nieuw": 1}


def test_an_empty_snapshot_is_a_new_conversation() -> None:
    assert Tracker.from_snapshot("t", INITIAL, {}) == Tracker("t", INITIAL)


def test_conversations_do_not_share_their_slots() -> None:
    one, other = Tracker("a", INITIAL), Tracker("b", INITIAL)
    one.apply(slot_set("stad", "Ede"))
    assert other.slots == INITIAL


def test_rasa_sees_the_tracker_in_its_own_form() -> None:
    shown = _tracker(*BUSY).as_rasa()
    assert shown["active_loop"] == {"name": "f"}
    assert shown["latest_action"] == {"action_name": "b"}
    assert shown["latest_input_channel"] == "rest"
    assert [event["event"] for event in shown["events"]] == [event["event"] for event in BUSY]
    assert _tracker().as_rasa()["active_loop"] == {}
