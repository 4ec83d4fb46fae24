"""A message fills slots by the mappings of the domain, and by nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from app.engine.understanding import Entity, Understanding
from tests.engine.conftest import BuildBot, Talk

RULE = "- rule: geef\n  steps: [{intent: geef}, {action: utter_goed}]\n"
REST = "entities: [stad, vak]\nresponses: {utter_goed: [{text: goed}], utter_ask_s: [{text: s?}]}\n"


def _slot(bot: BuildBot, slot: str) -> Talk:
    return bot("geef anders", f"slots:\n  s: {slot}\n{REST}", RULE)


@pytest.mark.parametrize(
    ("slot", "message", "value"),
    [
        ("{type: text, mappings: [{type: from_entity, entity: stad}]}", "/geef", None),
        (
            "{type: text, mappings: [{type: from_entity, entity: stad}]}",
            '/geef{"stad": "Ede"}',
            "Ede",
        ),
        (  # the last of two
            "{type: text, mappings: [{type: from_entity, entity: stad}]}",
            '/geef{"stad": ["Ede", "Breda"]}',
            "Breda",
        ),
        (  # all of two
            "{type: list, mappings: [{type: from_entity, entity: stad}]}",
            '/geef{"stad": ["Ede", "Breda"]}',
            ["Ede", "Breda"],
        ),
        (  # only with this intent
            "{type: text, mappings: [{type: from_entity, entity: stad, intent: anders}]}",
            '/geef{"stad": "Ede"}',
            None,
        ),
        (
            "{type: text, mappings: [{type: from_entity, entity: stad, intent: [anders, geef]}]}",
            '/geef{"stad": "Ede"}',
            "Ede",
        ),
        (  # not with this intent
            "{type: text, mappings: [{type: from_entity, entity: stad, not_intent: geef}]}",
            '/geef{"stad": "Ede"}',
            None,
        ),
        ("{type: bool, mappings: [{type: from_intent, intent: geef, value: true}]}", "/geef", True),
        (
            "{type: bool, mappings: [{type: from_intent, intent: geef, value: true}]}",
            "/anders",
            None,
        ),
        (
            "{type: bool, mappings: [{type: from_intent, intent: geef, value: false}]}",
            "/geef",
            False,
        ),
        ("{type: text, mappings: [{type: from_text}]}", "/geef", "/geef"),
        ("{type: text, mappings: [{type: from_text, intent: anders}]}", "/geef", None),
        ("{type: text, mappings: [{type: from_text}]}", "", None),
        ("{type: text, mappings: [{type: custom}]}", '/geef{"stad": "Ede"}', None),
        (  # the first mapping that gives a value
            "{type: text, mappings: [{type: from_entity, entity: vak}, "
            "{type: from_entity, entity: stad}, {type: from_text}]}",
            '/geef{"stad": "Ede"}',
            "Ede",
        ),
        ("{type: float, initial_value: 3, mappings: [{type: custom}]}", "/geef", 3),
        ("{type: any, initial_value: {a: [1]}, mappings: [{type: custom}]}", "/geef", {"a": [1]}),
    ],
)
def test_a_mapping_fills_its_slot(bot: BuildBot, slot: str, message: str, value: Any) -> None:
    talk = _slot(bot, slot)
    talk.say(message)
    assert talk.slots["s"] == value


def test_a_slot_keeps_its_value_until_another_is_said(bot: BuildBot) -> None:
    talk = _slot(bot, "{type: text, mappings: [{type: from_entity, entity: stad}]}")
    talk.say('/geef{"stad": "Ede"}')
    talk.say("/geef")
    assert talk.slots["s"] == "Ede"
    talk.say('/geef{"stad": "Breda"}')
    assert talk.slots["s"] == "Breda"


def test_a_mapping_outside_any_form_is_silent_inside_one(bot: BuildBot) -> None:
    talk = bot(
        "geef open",
        "slots:\n"
        "  s: {type: text, mappings: [{type: custom}]}\n"
        "  woord: {type: text, mappings: [{type: from_text, conditions: [{active_loop: null}]}]}\n"
        f"forms: {{een_form: {{required_slots: [s]}}}}\n{REST}",
        RULE + "- rule: open\n  steps: [{intent: open}, {action: een_form}]\n",
    )
    talk.say("/open")
    talk.say("/geef")
    assert talk.slots["woord"] == "/open"


@pytest.mark.parametrize("condition", ["conditions: [{active_loop: een_form}], ", ""])
def test_the_intent_that_opens_a_form_may_fill_a_slot(bot: BuildBot, condition: str) -> None:
    talk = bot(
        "geef open",
        "slots:\n"
        "  s: {type: text, mappings: [{type: custom}]}\n"
        f"  snel: {{type: bool, mappings: [{{type: from_trigger_intent, {condition}"
        "intent: open, value: true}]}\n"
        f"forms: {{een_form: {{required_slots: [snel, s]}}}}\n"
        f"{REST.replace('responses: {', 'responses: {utter_ask_snel: [{text: snel?}], ')}",
        "- rule: open\n  steps: [{or: [{intent: open}, {intent: geef}]}, {action: een_form}]\n",
    )
    other = Talk(talk.engine, talk.engine.new_tracker("ander"))
    assert talk.say("/open") == ["s?"]
    assert talk.slots["snel"] is True
    assert other.say("/geef") == ["snel?"]


@pytest.mark.parametrize(
    ("part", "value"), [("role: naar", "Ede"), ("role: van", "Breda"), ("group: '2'", None)]
)
def test_a_mapping_may_ask_for_a_role(bot: BuildBot, part: str, value: str | None) -> None:
    class InARole(Entity):
        def as_rasa(self) -> dict[str, Any]:
            return {**super().as_rasa(), "role": "van" if self.start == 4 else "naar"}

    def understand(_text: str) -> Understanding:
        cities = (InARole("stad", "Breda", 4, 9, "test"), InARole("stad", "Ede", 15, 18, "test"))
        return Understanding("geef", 1.0, entities=cities)

    domain = (
        f"slots:\n  s: {{type: text, mappings: [{{type: from_entity, entity: stad, {part}}}]}}\n"
    )
    talk = bot("geef", domain + REST, RULE, understand)
    talk.say("van Breda naar Ede")
    assert talk.slots["s"] == value


def test_two_slots_may_be_filled_by_one_entity(bot: BuildBot) -> None:
    talk = bot(
        "geef",
        "slots:\n  s: {type: text, mappings: [{type: from_entity, entity: stad}]}\n"
        "  t: {type: text, mappings: [{type: from_entity, entity: stad}]}\n" + REST,
        RULE,
    )
    talk.say('/geef{"stad": "Ede"}')
    assert (talk.slots["s"], talk.slots["t"]) == ("Ede", "Ede")
