"""A response is said in one of its variations, with slots filled in."""

from __future__ import annotations

from typing import Any

import pytest

from app.engine.events import Event
from tests.engine.conftest import BuildBot, Talk

SLOTS = """
entities: [stad, soort]
slots:
  stad: {type: text, mappings: [{type: from_entity, entity: stad}]}
  soort: {type: text, mappings: [{type: from_entity, entity: soort}]}
"""
RULE = "- rule: zeg\n  steps: [{intent: zeg}, {action: utter_zeg}]\n"


def _says(bot: BuildBot, variations: str) -> Talk:
    return bot("zeg", f"{SLOTS}responses:\n  utter_zeg: {variations}\n", RULE)


def _said(talk: Talk) -> Event:
    (event,) = [event for event in talk.turn if event["event"] == "bot"]
    return event


def test_variations_take_turns(bot: BuildBot) -> None:
    talk = _says(bot, "[{text: een}, {text: twee}, {text: drie}]")
    said = [talk.say("/zeg")[0] for _ in range(6)]
    assert sorted(said[:3]) == ["drie", "een", "twee"]
    assert said[3:] == said[:3]


def test_the_same_talk_gets_the_same_variations(bot: BuildBot) -> None:
    talk = _says(bot, "[{text: een}, {text: twee}]")
    other = Talk(talk.engine, talk.engine.new_tracker("ander"))
    assert [talk.say("/zeg") for _ in range(3)] == [other.say("/zeg") for _ in range(3)]


@pytest.mark.parametrize(
    ("text", "message", "said"),
    [
        ("In {stad}.", '/zeg{"stad": "Ede"}', "In Ede."),
        ("{stad}, {stad}!", '/zeg{"stad": "Ede"}', "Ede, Ede!"),
        ("In {dorp}.", "/zeg", "In {dorp}."),  # no such slot
        ("{Stad} { stad } {}", '/zeg{"stad": "Ede"}', "{Stad} { stad } {}"),
        ("{stad}", '/zeg{"stad": "{soort}", "soort": "bol"}', "{soort}"),  # once, not again
        ("{stad}", '/zeg{"stad": "\\\\1 \\\\g<0>"}', "\\1 \\g<0>"),
    ],
)
def test_slots_are_filled_in(bot: BuildBot, text: str, message: str, said: str) -> None:
    assert _says(bot, f"[{{text: '{text}'}}]").say(message) == [said]


def test_slots_are_filled_in_wherever_text_stands(bot: BuildBot) -> None:
    talk = _says(
        bot,
        "\n  - text: '{stad}'\n    buttons: [{title: 'Naar {stad}', payload: '/zeg'}]\n"
        "    custom: {topic: stad, list: ['{stad}', 1], deep: {where: '{stad}'}}\n",
    )
    talk.say('/zeg{"stad": "Ede"}')
    assert _said(talk)["data"] == {
        "buttons": [{"title": "Naar Ede", "payload": "/zeg"}],
        "custom": {"topic": "stad", "list": ["Ede", 1], "deep": {"where": "Ede"}},
    }


def test_filling_in_leaves_the_response_as_it_was(bot: BuildBot) -> None:
    talk = _says(bot, "\n  - custom: {where: '{stad}'}\n")
    for city in ("Ede", "Breda"):
        talk.say(f'/zeg{{"stad": "{city}"}}')
        assert _said(talk)["data"]["custom"] == {"where": city}


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ("/zeg", "gewoon"),
        ('/zeg{"soort": "bol"}', "bol"),
        ('/zeg{"soort": "bbl"}', "gewoon"),
        ('/zeg{"soort": "bol", "stad": "Ede"}', "bol in Ede"),
    ],
)
def test_a_variation_whose_conditions_hold_goes_first(
    bot: BuildBot, message: str, said: str
) -> None:
    bol, ede = "{type: slot, name: soort, value: bol}", "{type: slot, name: stad, value: Ede}"
    not_ede = "{type: slot, name: stad, value: null}"
    talk = _says(
        bot,
        f"\n  - text: gewoon\n  - text: bol\n    condition: [{bol}, {not_ede}]\n"
        f"  - text: bol in Ede\n    condition: [{bol}, {ede}]\n",
    )
    assert talk.say(message) == [said]


def test_a_response_of_which_no_condition_holds_is_silent(bot: BuildBot) -> None:
    talk = _says(bot, "[{text: bol, condition: [{type: slot, name: soort, value: bol}]}]")
    talk.say("/zeg")
    assert (_said(talk)["text"], _said(talk)["data"]) == (None, {})


@pytest.mark.parametrize(("channel", "said"), [("widget", "knop"), ("rest", "tekst")])
def test_a_variation_for_this_channel_goes_before_one_for_all(
    bot: BuildBot, channel: str, said: str
) -> None:
    talk = _says(bot, "[{text: tekst}, {text: knop, channel: widget}]")
    assert [talk.say("/zeg", channel) for _ in range(3)] == [[said]] * 3


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("image: https://example.org/x.png", "https://example.org/x.png"),
        ("attachment: {type: video}", {"type": "video"}),
        ("custom: {topic: t}", {"topic": "t"}),
        ("buttons: [{title: Ja, payload: /ja}]", [{"title": "Ja", "payload": "/ja"}]),
    ],
)
def test_a_response_may_hold_more_than_text(bot: BuildBot, part: str, value: Any) -> None:
    talk = _says(bot, f"\n  - {part}\n")
    talk.say("/zeg")
    assert _said(talk)["text"] is None
    assert _said(talk)["data"] == {part.partition(":")[0]: value}


def test_an_action_may_say_a_response_with_values_of_its_own(bot: BuildBot) -> None:
    talk = bot(
        "zeg",
        "actions: [action_zeg_hoi]\nresponses: {utter_hoi: [{text: 'Hoi {naam}!'}]}\n",
        "- rule: zeg\n  steps: [{intent: zeg}, {action: action_zeg_hoi}]\n",
    )
    assert talk.say("/zeg") == ["Hoi Sam!"]
