"""The custom actions of the bot that was captured from a real Rasa, and some that misbehave."""

from __future__ import annotations

import asyncio
from typing import Any

from rasa_sdk import Action, FormValidationAction
from rasa_sdk.events import SlotSet

SALARY = {"kok": "Als kok verdien je ongeveer EUR 2149 bruto per maand."}
CHANCE = {"kapper": "De baankans voor kapper is voldoende."}
BUTTONS = [
    {"title": "Salaris", "payload": "/vraag_salaris"},
    {"title": "Stage", "payload": "/vraag_stage"},
]


class ProgrammeInfo(Action):  # type: ignore[misc]
    def name(self) -> str:
        return "action_opleiding_info"

    def run(self, dispatcher: Any, tracker: Any, domain: Any) -> list[dict[str, Any]]:
        answers = SALARY if tracker.latest_message["intent"]["name"] == "vraag_salaris" else CHANCE
        dispatcher.utter_message(text=answers[tracker.get_slot("opleiding")], buttons=BUTTONS)
        return []


class ChoiceAdvice(Action):  # type: ignore[misc]
    def name(self) -> str:
        return "action_keuze_advies"

    def run(self, dispatcher: Any, tracker: Any, domain: Any) -> list[dict[str, Any]]:
        items = ["bedrijfsautotechnicus", "vliegtuigonderhoudstechnicus", "elektromonteur"]
        levels = ", ".join(f"{i} (niveau {n})" for i, n in zip(items, (4, 2, 3), strict=True))
        dispatcher.utter_message(
            text=f"Kijk eens naar: {levels}", json_message={"type": "cards", "items": items}
        )
        return [SlotSet("interesse", None), SlotSet("vmbo", None)]


class ValidateChoice(FormValidationAction):  # type: ignore[misc]
    def name(self) -> str:
        return "validate_keuze_form"

    def validate_vmbo(self, value: Any, dispatcher: Any, tracker: Any, domain: Any) -> Any:
        return {"vmbo": str(value).lower()}


class Raises(Action):  # type: ignore[misc]
    def name(self) -> str:
        return "action_raises"

    def run(self, dispatcher: Any, tracker: Any, domain: Any) -> list[dict[str, Any]]:
        raise ValueError(tracker.latest_message["text"])


class Hangs(Action):  # type: ignore[misc]
    def name(self) -> str:
        return "action_hangs"

    async def run(self, dispatcher: Any, tracker: Any, domain: Any) -> list[dict[str, Any]]:
        await asyncio.sleep(60)
        return []


class AnswersRubbish(Action):  # type: ignore[misc]
    def name(self) -> str:
        return "action_answers_rubbish"

    def run(self, dispatcher: Any, tracker: Any, domain: Any) -> list[dict[str, Any]]:
        return [{"event": "rewind"}]
