"""The engine does what a real Rasa did: events captured from Rasa 3.6.21 on the same bot."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from app.engine.action_runner import InProcessActions
from app.engine.engine import Engine
from app.engine.events import Event
from app.engine.loading import load_assistant
from app.engine.understanding import Entity, Understanding

BOT = Path(__file__).parent / "rasa_bot"
CAPTURED: list[dict[str, Any]] = json.loads((BOT / "captured_events.json").read_text())


def _captured_understanding(text: str) -> Understanding:
    """What Rasa's own classifier made of this text, so that rules are compared and not guesses."""
    event = next(e for e in CAPTURED if e["event"] == "user" and e["text"] == text)
    entities = tuple(
        Entity(e["entity"], e["value"], e["start"], e["end"], "captured") for e in event["entities"]
    )
    return Understanding(event["intent"]["name"], event["intent"]["confidence"], (), entities)


@pytest.fixture(scope="module")
def engine() -> Engine:
    actions = InProcessActions("tests.engine.rasa_actions", time_limit_seconds=0.2)
    return Engine(load_assistant(BOT), _captured_understanding, actions)


def _compared(event: Event) -> dict[str, Any]:
    """The parts of an event that Rasa's and ours must have in common."""
    kept = {"event": event["event"]}
    for part in ("name", "value", "text", "data"):
        if part in event:
            kept[part] = event[part]
    return kept


def test_every_turn_gives_the_events_that_a_real_rasa_gave(engine: Engine) -> None:
    tracker = engine.new_tracker("w1")
    expected = [_compared(event) for event in CAPTURED]
    for text in [event["text"] for event in CAPTURED if event["event"] == "user"]:
        engine.run_turn(tracker, text, channel="rest", metadata={})
    seen = [_compared(e) for e in tracker.events if e["event"] != "session_started"]
    assert seen[1:] == expected  # the first event opens the session


@pytest.mark.parametrize("turns", [1, 3, 5])
def test_a_snapshot_continues_as_if_nothing_happened(engine: Engine, turns: int) -> None:
    texts = [event["text"] for event in CAPTURED if event["event"] == "user"]
    straight, restored = engine.new_tracker("a"), engine.new_tracker("b")
    for text in texts[:turns]:
        engine.run_turn(straight, text, channel="rest", metadata={})
        engine.run_turn(restored, text, channel="rest", metadata={})
    restored = engine.restore_tracker("b", json.loads(json.dumps(restored.snapshot())))
    for text in texts[turns:]:
        one = engine.run_turn(straight, text, channel="rest", metadata={})
        other = engine.run_turn(restored, text, channel="rest", metadata={})
        assert [_compared(e) for e in one] == [_compared(e) for e in other]
