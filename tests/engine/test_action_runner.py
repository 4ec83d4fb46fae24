"""Whatever a custom action does wrong costs an apology: never the conversation, never a slot."""

from __future__ import annotations

import json
import logging
import threading
from typing import Any

import pytest

from app.engine.action_runner import ActionResult, InProcessActions
from app.engine.engine import Engine
from app.engine.errors import ActionFailedError, ActionRejectedError
from app.engine.tracker import Tracker
from tests.engine.conftest import BuildBot, Talk, understands_payloads_only
from tests.engine.small_actions import MISBEHAVING

DOMAIN: dict[str, Any] = {"version": "3.1", "forms": {"advies_form": {"required_slots": []}}}
SECRET = "mijn geheime zin"  # what a user typed; it may be in no log
SORRY = "Sorry, dat lukt nu niet."


def _tracker() -> dict[str, Any]:
    tracker = Tracker("t", {"aantal": None})
    tracker.latest_message = {"text": SECRET, "intent": {"name": "vraag"}, "entities": []}
    return tracker.as_rasa()


def test_an_action_answers_events_and_messages(small_actions: InProcessActions) -> None:
    counted = small_actions.run("action_tel", _tracker(), DOMAIN)
    said = small_actions.run("action_zeg", _tracker(), DOMAIN)
    assert [(e["event"], e["name"], e["value"]) for e in counted.events] == [("slot", "aantal", 1)]
    assert said.responses[0]["text"] == f"Je zei {SECRET}"


def test_an_action_may_have_nothing_to_say(small_actions: InProcessActions) -> None:
    assert small_actions.run("action_zegt_niets", _tracker(), DOMAIN) == ActionResult([], [])


def test_the_actions_of_a_package_are_known_by_name(small_actions: InProcessActions) -> None:
    assert {"action_tel", "action_raises", "validate_advies_form"} <= small_actions.names


def test_an_action_that_does_not_exist_fails(small_actions: InProcessActions) -> None:
    with pytest.raises(ActionFailedError):
        small_actions.run("action_bestaat_niet", _tracker(), DOMAIN)


def test_an_action_that_rejects_is_told_apart_from_one_that_fails(
    small_actions: InProcessActions,
) -> None:
    with pytest.raises(ActionRejectedError):
        small_actions.run("action_rejects", _tracker(), DOMAIN)


@pytest.mark.parametrize("action", sorted(MISBEHAVING.keys() - {"action_rejects"}))
def test_misbehaviour_is_one_kind_of_error_and_logs_no_word_of_the_user(
    small_actions: InProcessActions, action: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    with pytest.raises(ActionFailedError):
        small_actions.run(action, _tracker(), DOMAIN)
    assert action in caplog.text
    assert SECRET not in caplog.text


@pytest.mark.parametrize("action", ["action_meddles_and_raises", "action_meddles_and_hangs"])
def test_an_action_gets_a_copy_of_the_conversation(
    small_actions: InProcessActions, action: str
) -> None:
    handed = _tracker()
    before = json.dumps(handed)
    with pytest.raises(ActionFailedError):
        small_actions.run(action, handed, DOMAIN)
    assert json.dumps(handed) == before


def test_actions_run_in_many_threads_at_once(small_actions: InProcessActions) -> None:
    results: list[ActionResult] = []

    def run() -> None:
        for _ in range(20):
            results.append(small_actions.run("action_tel", _tracker(), DOMAIN))  # noqa: PERF401

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [result.events[0]["value"] for result in results] == [1] * 80


# --- inside a conversation ----------------------------------------------------------------------


def _bot_that_runs(bot: BuildBot, action: str) -> Talk:
    return bot(
        "tel vraag groet",
        domain=f"""
slots:
  aantal: {{type: float, mappings: [{{type: custom}}]}}
actions: [action_tel, {action}]
responses:
  utter_hoi: [{{text: Hoi!}}]
  utter_action_failed: [{{text: "{SORRY}"}}]
""",
        rules=f"""
- rule: tellen
  steps: [{{intent: tel}}, {{action: action_tel}}]
- rule: mis
  steps: [{{intent: vraag}}, {{action: {action}}}]
- rule: groet
  steps: [{{intent: groet}}, {{action: utter_hoi}}]
""",
    )


def _faults(talk: Talk) -> list[str]:
    """What goes wrong in the conversation around a misbehaving action; nothing, as promised."""
    faults = []
    talk.say("/tel")
    before = dict(talk.slots)
    if (said := talk.say("/vraag")) != [SORRY]:
        faults.append(f"no apology but {said}")
    if talk.slots != before:
        faults.append("slots changed")
    if (said := talk.say("/groet")) != ["Hoi!"]:
        faults.append(f"next turn answers {said}")
    talk.say("/tel")
    if talk.slots["aantal"] != 2:
        faults.append("next action does not work")
    json.dumps(talk.tracker.snapshot(), allow_nan=False)
    return faults


@pytest.mark.parametrize("action", sorted(MISBEHAVING))
def test_misbehaviour_costs_an_apology_and_the_next_turn_works(bot: BuildBot, action: str) -> None:
    assert _faults(_bot_that_runs(bot, action)) == []


class _Gullible:
    """A broken twin: believes whatever an action answers."""

    def __init__(self, good: InProcessActions) -> None:
        self._good = good

    def run(self, name: str, tracker: Any, domain: Any) -> ActionResult:
        if name == "action_tel":
            return self._good.run(name, tracker, domain)
        return ActionResult([{"event": "slot", "name": "aantal", "value": 99}], [])


def test_the_check_notices_a_runner_that_believes_everything(
    bot: BuildBot, small_actions: InProcessActions
) -> None:
    sound = _bot_that_runs(bot, "action_event_of_unknown_kind").engine
    broken = Engine(sound.assistant, understands_payloads_only, _Gullible(small_actions))
    assert _faults(Talk(broken, broken.new_tracker("t"))) == [
        "no apology but []",
        "slots changed",
        "next action does not work",
    ]
