"""Actions for the small assistants of the tests: some that behave, and many that do not."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from rasa_sdk import Action, FormValidationAction
from rasa_sdk.events import (
    ActiveLoop,
    AllSlotsReset,
    ConversationPaused,
    FollowupAction,
    SlotSet,
)
from rasa_sdk.interfaces import ActionExecutionRejection

Run = Callable[[Any, Any, Any], Any]


def _action(action_name: str, behaviour: Run) -> type[Action]:
    class Scripted(Action):  # type: ignore[misc]
        def name(self) -> str:
            return action_name

        def run(self, dispatcher: Any, tracker: Any, domain: Any) -> Any:
            return behaviour(dispatcher, tracker, domain)

    return Scripted


def _says(dispatcher: Any, **message: Any) -> list[Any]:
    dispatcher.utter_message(**message)
    return []


BEHAVING = [
    _action("action_tel", lambda d, t, _: [SlotSet("aantal", (t.get_slot("aantal") or 0) + 1)]),
    _action("action_zeg", lambda d, t, _: _says(d, text=f"Je zei {t.latest_message['text']}")),
    _action("action_zeg_hoi", lambda d, t, _: _says(d, response="utter_hoi", naam="Sam")),
    _action("action_dan_hoi", lambda d, t, _: [FollowupAction("utter_hoi")]),
    _action("action_pauze", lambda d, t, _: [ConversationPaused()]),
    _action("action_wis", lambda d, t, _: [AllSlotsReset()]),
    _action("action_sluit", lambda d, t, _: [ActiveLoop(None), SlotSet("requested_slot", None)]),
    _action("action_ask_vak", lambda d, t, _: _says(d, text="Welk vak (uit de actie)?")),
    _action("action_zegt_niets", lambda d, t, _: None),
]


class ValidateAdvies(FormValidationAction):  # type: ignore[misc]
    """Levels go from 1 to 4, and are kept as numbers."""

    def name(self) -> str:
        return "validate_advies_form"

    def validate_niveau(self, value: Any, dispatcher: Any, tracker: Any, domain: Any) -> Any:
        if str(value) in {"1", "2", "3", "4"}:
            return {"niveau": int(value)}
        dispatcher.utter_message(text="Dat niveau is er niet.")
        return {"niveau": None}


class ValidateStukkend(FormValidationAction):  # type: ignore[misc]
    """Fails at any value."""

    def name(self) -> str:
        return "validate_stuk_form"

    def validate_niveau(self, value: Any, dispatcher: Any, tracker: Any, domain: Any) -> Any:
        raise ValueError(value)


# --- misbehaviour -----------------------------------------------------------------------------


def _raises(_dispatcher: Any, tracker: Any, _domain: Any) -> Any:
    raise ValueError(tracker.latest_message["text"])


def _rejects(_dispatcher: Any, _tracker: Any, _domain: Any) -> Any:
    raise ActionExecutionRejection("action_afgewezen")


async def _hangs(_dispatcher: Any, _tracker: Any, _domain: Any) -> Any:
    await asyncio.sleep(60)


async def _gives_up(_dispatcher: Any, _tracker: Any, _domain: Any) -> Any:
    raise asyncio.CancelledError


def _meddles(tracker: Any) -> None:
    """Write into all that an action is handed, as one may over HTTP without harm."""
    tracker.slots["aantal"] = 99
    tracker.slots["gesmokkeld"] = True
    tracker.latest_message["intent"] = {"name": "anders"}
    tracker.events.append({"event": "slot", "name": "aantal", "value": 99})


def _meddles_and_raises(_dispatcher: Any, tracker: Any, _domain: Any) -> Any:
    _meddles(tracker)
    raise ValueError


async def _meddles_and_hangs(_dispatcher: Any, tracker: Any, _domain: Any) -> Any:
    _meddles(tracker)
    await asyncio.sleep(60)


def _speaks_and_raises(dispatcher: Any, _tracker: Any, _domain: Any) -> Any:
    dispatcher.utter_message(text="half antwoord")
    raise ValueError


def _answers(*events: Any) -> Run:
    return lambda _dispatcher, _tracker, _domain: list(events)


def _utters(**message: Any) -> Run:
    return lambda dispatcher, _tracker, _domain: _says(dispatcher, **message)


def _endless() -> list[Any]:
    endless: list[Any] = []
    endless.append(endless)
    return endless


_MISBEHAVIOUR: dict[str, Run] = {
    "raises": _raises,
    "rejects": _rejects,
    "hangs": _hangs,
    "gives_up": _gives_up,
    "meddles_and_raises": _meddles_and_raises,
    "meddles_and_hangs": _meddles_and_hangs,
    "speaks_and_raises": _speaks_and_raises,
    "answers_a_number": lambda d, t, _: 42,
    "answers_a_word": lambda d, t, _: "rommel",
    "answers_words": _answers("rommel"),
    "answers_nothing_in_a_list": _answers(None),
    "event_without_kind": _answers(SlotSet("aantal", 99), {"name": "aantal"}),
    "event_of_unknown_kind": _answers(SlotSet("aantal", 99), {"event": "rewind"}),
    "event_that_a_user_makes": _answers({"event": "user", "text": "hoi"}),
    "slot_without_name": _answers({"event": "slot", "value": 1}),
    "slot_without_value": _answers({"event": "slot", "name": "aantal"}),
    "slot_with_a_list_as_name": _answers({"event": "slot", "name": ["a"], "value": 1}),
    "slot_with_an_object": _answers(SlotSet("aantal", object())),
    "slot_with_bytes": _answers(SlotSet("aantal", b"1")),
    "slot_with_a_set": _answers(SlotSet("aantal", {1})),
    "slot_that_is_not_a_number": _answers(SlotSet("aantal", float("nan"))),
    "slot_that_holds_itself": _answers(SlotSet("aantal", _endless())),
    "slot_with_half_a_character": _answers(SlotSet("aantal", "\ud800")),
    "time_in_words": _answers(SlotSet("aantal", 99, timestamp="gisteren")),
    "followup_without_name": _answers({"event": "followup"}),
    "form_that_does_not_exist": _answers(ActiveLoop("spook_form")),
    "form_with_a_list_as_name": _answers({"event": "active_loop", "name": []}),
    "text_that_is_a_number": _utters(text=5),
    "text_that_is_an_object": _utters(text=object()),
    "text_with_half_a_character": _utters(text="\ud800"),
    "custom_that_is_a_list": _utters(json_message=["topic"]),
    "buttons_that_are_words": _utters(text="Kies", buttons="ja nee"),
    "buttons_without_form": _utters(text="Kies", buttons=["ja"]),
    "image_that_is_a_list": _utters(image=["x.png"]),
}
MISBEHAVING = {
    f"action_{name}": _action(f"action_{name}", run) for name, run in _MISBEHAVIOUR.items()
}
"""Classes by the names of their actions; each run of one costs an apology and nothing else."""
