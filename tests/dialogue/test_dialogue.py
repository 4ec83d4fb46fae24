"""Runs the conversations in this folder, one file a subject, on the real assistant.

A step says what the user says and what must be true of the answer:

    topic      the topic of the answer
    says       words that stand in the answer
    not_says   words that do not
    slots      what the assistant now talks about, as clients see it
    figures    whether the answer states figures (true or false)
    sources    whether the answer names sources
    options    the topics between which it asks
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from app.chat.messages import report_slots, widget_messages
from app.engine.engine import Engine
from app.engine.events import Event
from tests.catalogue import TOPICS

FOLDER = Path(__file__).parent
CHECKS = {"user", "topic", "says", "not_says", "slots", "figures", "sources", "options"}


def _conversations() -> Iterator[Any]:
    for file in sorted(FOLDER.glob("*.yml")):
        for conversation in YAML(typ="safe").load(file.read_text(encoding="utf-8")):
            name = f"{file.stem}: {conversation['conversation']}"
            yield pytest.param(conversation, id=name)


@pytest.mark.parametrize("conversation", list(_conversations()))
def test_conversation(engine: Engine, conversation: dict[str, Any]) -> None:
    tracker = engine.new_tracker("dialogue")
    metadata = {"role": conversation.get("role", "pupil")}
    for step in conversation["steps"]:
        assert step.keys() <= CHECKS, f"unknown check in {step}"
        events = engine.run_turn(tracker, step["user"], channel="test", metadata=metadata)
        tracker.events.clear()
        report_slots(events, tracker.slots)
        _check_any_answer(step["user"], events)
        _check_step(step, events)


def _check_any_answer(user: str, events: list[Event]) -> None:
    """What holds for every answer: it has a topic, something to read, and a way on."""
    messages = widget_messages(events)
    customs = [message["custom"] for message in messages if "custom" in message]
    assert [c for c in customs if c.get("topic") in TOPICS], f"no topic in the answer to {user!r}"
    assert any(message["text"] for message in messages), f"nothing said to {user!r}"
    assert any(message.get("buttons") for message in messages), f"a dead end after {user!r}"
    for custom in customs:
        used = {figure["source_id"] for figure in custom.get("figures", [])}
        assert used <= {source["id"] for source in custom.get("sources", [])}


def _check_step(step: dict[str, Any], events: list[Event]) -> None:
    messages = widget_messages(events)
    customs = [message["custom"] for message in messages if "custom" in message]
    text = "\n".join(message["text"] or "" for message in messages).lower()
    seen = f"{step['user']!r} -> {customs[0].get('topic')}: {text}"
    if "topic" in step:
        assert customs[0]["topic"] == step["topic"], seen
    for words in step.get("says", []):
        assert words.lower() in text, seen
    for words in step.get("not_says", []):
        assert words.lower() not in text, seen
    for name, value in step.get("slots", {}).items():
        assert customs[0]["slots"][name] == value, seen
    for part in ("figures", "sources"):
        if part in step:
            assert any(custom.get(part) for custom in customs) is step[part], seen
    if "options" in step:
        assert set(step["options"]) <= set(customs[0]["options"]), seen
