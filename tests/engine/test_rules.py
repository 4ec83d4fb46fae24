"""Rules choose what happens: conditions, branches, the start of a talk, and an end to circles."""

from __future__ import annotations

import time

import pytest

from app.engine.engine import MAX_ACTIONS, Engine
from tests.engine.conftest import BuildBot, Talk

SAYINGS = """
responses:
  utter_een: [{text: een}]
  utter_twee: [{text: twee}]
  utter_drie: [{text: drie}]
  utter_default: [{text: Dat snap ik niet.}]
"""


def test_a_rule_answers_its_intent(bot: BuildBot) -> None:
    talk = bot("a", SAYINGS, "- rule: a\n  steps: [{intent: a}, {action: utter_een}]")
    assert talk.say("/a") == ["een"]
    assert talk.actions == ["utter_een"]


def test_a_rule_runs_all_its_actions_in_order(bot: BuildBot) -> None:
    steps = "[{intent: a}, {action: utter_een}, {action: utter_twee}, {action: utter_een}]"
    talk = bot("a", SAYINGS, f"- rule: a\n  steps: {steps}")
    assert talk.say("/a") == ["een", "twee", "een"]


@pytest.mark.parametrize("intent", ["a", "b"])
def test_one_rule_may_answer_one_intent_or_another(bot: BuildBot, intent: str) -> None:
    steps = "[{or: [{intent: a}, {intent: b}]}, {action: utter_een}]"
    talk = bot("a b", SAYINGS, f"- rule: a of b\n  steps: {steps}")
    assert talk.say(f"/{intent}") == ["een"]


@pytest.mark.parametrize("text", ["/b", "onzin"], ids=["no rule for the intent", "not understood"])
def test_what_no_rule_answers_gets_the_default(bot: BuildBot, text: str) -> None:
    talk = bot("a b", SAYINGS, "- rule: a\n  steps: [{intent: a}, {action: utter_een}]")
    assert talk.say(text) == ["Dat snap ik niet."]
    assert talk.actions == ["action_default_fallback"]


def test_a_rule_may_answer_what_was_not_understood(bot: BuildBot) -> None:
    rule = "- rule: vangnet\n  steps: [{intent: nlu_fallback}, {action: utter_twee}]"
    talk = bot("a", SAYINGS, rule)
    assert talk.say("onzin") == ["twee"]


# --- conditions -------------------------------------------------------------------------------

WITH_SLOTS = (
    """
entities: [stad, keer, soort, wensen, aan]
slots:
  stad: {type: text, mappings: [{type: from_entity, entity: stad}]}
  keer: {type: float, initial_value: 0, mappings: [{type: custom}]}
  soort: {type: categorical, values: [bol, bbl], mappings: [{type: from_entity, entity: soort}]}
  wensen: {type: list, mappings: [{type: from_entity, entity: wensen}]}
  aan:
    type: bool
    mappings: [{type: from_intent, intent: zet_aan, value: true},
               {type: from_intent, intent: zet_uit, value: false}]
"""
    + SAYINGS
)


@pytest.mark.parametrize(
    ("condition", "messages", "holds"),
    [
        ("slot_was_set: [stad]", ["/vul"], False),
        ("slot_was_set: [stad]", ['/vul{"stad": "Breda"}'], True),
        ("slot_was_set: [{stad: Ede}]", ['/vul{"stad": "Breda"}'], True),  # text: filled or not
        ("slot_was_set: [{stad: null}]", ["/vul"], True),
        ("slot_was_set: [{stad: null}]", ['/vul{"stad": "Breda"}'], False),
        ("slot_was_set: [{soort: bol}]", ['/vul{"soort": "bol"}'], True),
        ("slot_was_set: [{soort: bol}]", ['/vul{"soort": "bbl"}'], False),
        ("slot_was_set: [{keer: 0}]", ["/vul"], True),
        ("slot_was_set: [{keer: 1}]", ["/vul"], False),
        ("slot_was_set: [{aan: true}]", ["/zet_aan"], True),
        ("slot_was_set: [{aan: true}]", ["/zet_uit"], False),
        ("slot_was_set: [{aan: false}]", ["/zet_uit"], True),
        ("slot_was_set: [{aan: false}]", ["/vul"], False),
        ("slot_was_set: [wensen]", ['/vul{"wensen": ["dieren", "buiten"]}'], True),
        ("slot_was_set: [{wensen: iets}]", ["/vul"], False),
        ("slot_was_set: [stad, {soort: bol}]", ['/vul{"stad": "Breda"}'], False),
        ("slot_was_set: [stad, {soort: bol}]", ['/vul{"stad": "Ede", "soort": "bol"}'], True),
        ("active_loop: null", ["/vul"], True),
    ],
)
def test_a_rule_waits_for_its_condition(
    bot: BuildBot, condition: str, messages: list[str], holds: bool
) -> None:
    talk = bot(
        "a vul zet_aan zet_uit",
        WITH_SLOTS,
        f"- rule: a\n  condition: [{{{condition}}}]\n"
        "  steps: [{intent: a}, {action: utter_een}]\n"
        "- rule: vullen\n  steps:\n  - or: [{intent: vul}, {intent: zet_aan}, {intent: zet_uit}]\n"
        "  - action: utter_drie\n",
    )
    for message in messages:
        talk.say(message)
    assert talk.say("/a") == (["een"] if holds else ["Dat snap ik niet."])


def test_the_rule_with_more_conditions_goes_first(bot: BuildBot) -> None:
    talk = bot(
        "a zet_aan zet_uit",
        WITH_SLOTS,
        "- rule: altijd\n  steps: [{intent: a}, {action: utter_een}]\n"
        "- rule: met stad\n  condition: [{slot_was_set: [stad]}]\n"
        "  steps: [{intent: a}, {action: utter_twee}]\n"
        "- rule: met stad en soort\n"
        "  condition: [{slot_was_set: [stad]}, {slot_was_set: [{soort: bol}]}]\n"
        "  steps: [{intent: a}, {action: utter_drie}]\n",
    )
    assert talk.say("/a") == ["een"]
    assert talk.say('/a{"stad": "Ede"}') == ["twee"]
    assert talk.say('/a{"soort": "bol"}') == ["drie"]


def test_a_rule_branches_on_what_its_action_found_out(bot: BuildBot) -> None:
    talk = bot(
        "a",
        "slots: {aantal: {type: float, mappings: [{type: custom}]}}\nactions: [action_tel]"
        + SAYINGS,
        "- rule: een keer\n  steps:\n  - intent: a\n  - action: action_tel\n"
        "  - slot_was_set: [{aantal: 1}]\n  - action: utter_een\n"
        "- rule: twee keer\n  steps:\n  - intent: a\n  - action: action_tel\n"
        "  - slot_was_set: [{aantal: 2}]\n  - action: utter_twee\n",
    )
    assert talk.say("/a") == ["een"]
    assert talk.say("/a") == ["twee"]
    assert talk.say("/a") == []


# --- start and end of a turn ------------------------------------------------------------------

AT_THE_START = (
    "- rule: eerste keer\n  conversation_start: true\n"
    "  steps: [{intent: a}, {action: utter_een}]\n"
    "- rule: later\n  steps: [{intent: a}, {action: utter_twee}]\n"
)


def test_a_rule_for_the_start_answers_the_first_message_only(bot: BuildBot) -> None:
    talk = bot("a b", SAYINGS, AT_THE_START)
    assert talk.say("/a") == ["een"]
    assert talk.say("/a") == ["twee"]


def test_a_rule_for_the_start_comes_too_late_after_another_message(bot: BuildBot) -> None:
    talk = bot("a b", SAYINGS, AT_THE_START)
    talk.say("/b")
    assert talk.say("/a") == ["twee"]


@pytest.mark.parametrize("text", ["/restart", "/session_start"])
def test_a_new_start_is_a_start_again_as_in_rasa(bot: BuildBot, text: str) -> None:
    talk = bot("a b", SAYINGS, AT_THE_START)
    talk.say("/a")
    assert talk.say(text) == []
    assert talk.say("/a") == ["een"]


def test_a_new_session_is_a_start_again_as_in_rasa(
    bot: BuildBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk = bot("a b", "session_config: {session_expiration_time: 30}\n" + SAYINGS, AT_THE_START)
    assert talk.say("/a") == ["een"]
    later = time.time() + 31 * 60
    monkeypatch.setattr(time, "time", lambda: later)
    assert talk.say("/a") == ["een"]
    assert talk.say("/a") == ["twee"]


@pytest.mark.parametrize(("waits", "said"), [("true", ["een"]), ("false", ["een", "drie"])])
def test_a_rule_that_does_not_wait_leaves_the_turn_to_another(
    bot: BuildBot, waits: str, said: list[str]
) -> None:
    talk = bot(
        "a b",
        SAYINGS,
        f"- rule: a\n  wait_for_user_input: {waits}\n"
        "  steps: [{intent: a}, {action: utter_een}]\n"
        "- rule: b\n  steps: [{intent: b}, {action: utter_twee}]\n"
        "- rule: na een\n  steps: [{action: utter_een}, {action: utter_drie}]\n",
    )
    assert talk.say("/a") == said
    assert talk.say("/b") == ["twee"]


@pytest.mark.parametrize("text", ["/a", "/b"])
def test_an_action_may_ask_for_the_next_one(bot: BuildBot, text: str) -> None:
    talk = bot(
        "a b",
        "actions: [action_dan_hoi]\nresponses:\n  utter_hoi: [{text: hoi}]\n"
        "  utter_een: [{text: een}]\n",
        "- rule: a\n  steps: [{intent: a}, {action: action_dan_hoi}]\n"
        "- rule: b\n  steps: [{intent: b}, {action: utter_een}, {action: action_dan_hoi}]\n",
    )
    assert talk.say(text)[-1] == "hoi"
    assert talk.say(text)[-1] == "hoi"  # what was asked for is done once


# --- circles ----------------------------------------------------------------------------------

CIRCLE = (
    "- rule: a\n  steps: [{intent: a}, {action: utter_een}]\n  wait_for_user_input: false\n"
    "- rule: na een\n  steps: [{action: utter_een}, {action: utter_twee}]\n"
    "  wait_for_user_input: false\n"
    "- rule: na twee\n  steps: [{action: utter_twee}, {action: utter_een}]\n"
    "  wait_for_user_input: false\n"
    "- rule: b\n  steps: [{intent: b}, {action: utter_drie}]\n"
)


def _faults_of_a_circle(talk: Talk) -> list[str]:
    """What goes wrong when rules run in a circle; nothing, as promised."""
    faults = []
    said = talk.say("/a")
    if len(said) != MAX_ACTIONS or talk.turn[-1]["name"] != "action_listen":
        faults.append(f"the turn ended after {len(said)} actions")
    if talk.say("/b") != ["drie"]:
        faults.append("the next turn does not work")
    return faults


def test_rules_in_a_circle_end_with_what_was_said_so_far(bot: BuildBot) -> None:
    assert _faults_of_a_circle(bot("a b", SAYINGS, CIRCLE)) == []


def test_the_check_notices_an_engine_without_that_limit(
    bot: BuildBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.engine.engine.MAX_ACTIONS", 500)
    assert _faults_of_a_circle(bot("a b", SAYINGS, CIRCLE)) == ["the turn ended after 500 actions"]


def test_an_action_that_asks_for_itself_ends_too(bot: BuildBot) -> None:
    talk = bot(
        "a",
        "actions: [action_dan_hoi]\nresponses: {utter_hoi: [{text: hoi}]}",
        "- rule: a\n  steps: [{intent: a}, {action: action_dan_hoi}]\n"
        "  wait_for_user_input: false\n"
        "- rule: rond\n  steps: [{action: utter_hoi}, {action: action_dan_hoi}]\n"
        "  wait_for_user_input: false\n",
    )
    assert len(talk.say("/a")) == MAX_ACTIONS / 2


# --- default intents and actions --------------------------------------------------------------

RESTARTING = "slots: {aantal: {type: float, mappings: [{type: custom}]}}\nactions: [action_tel]\n"
COUNTING = "- rule: tellen\n  steps: [{intent: tel}, {action: action_tel}]\n"


def test_restart_forgets_everything(bot: BuildBot) -> None:
    talk = bot("tel", RESTARTING, COUNTING)
    talk.say("/tel")
    assert talk.slots["aantal"] == 1
    assert talk.say("/restart") == []
    assert talk.slots["aantal"] is None
    assert talk.actions == ["action_restart"]


def test_restart_says_so_where_the_assistant_has_words_for_it(bot: BuildBot) -> None:
    words = "responses: {utter_restart: [{text: We beginnen opnieuw.}]}\n"
    talk = bot("tel", RESTARTING + words, COUNTING)
    assert talk.say("/restart") == ["We beginnen opnieuw."]


def test_a_rule_may_restart_and_go_on(bot: BuildBot) -> None:
    talk = bot(
        "tel opnieuw",
        RESTARTING + SAYINGS,
        COUNTING + "- rule: opnieuw\n  steps:\n  - intent: opnieuw\n  - action: action_restart\n"
        "  - action: utter_een\n",
    )
    talk.say("/tel")
    assert talk.say("/opnieuw") == ["een"]
    assert talk.slots["aantal"] is None


@pytest.mark.parametrize(("carries", "kept"), [("true", 1), ("false", None)])
def test_a_client_may_begin_a_session(bot: BuildBot, carries: str, kept: int | None) -> None:
    config = f"session_config: {{carry_over_slots_to_new_session: {carries}}}\n"
    talk = bot("tel", RESTARTING + config, COUNTING)
    talk.say("/tel")
    assert talk.say("/session_start") == []
    assert talk.slots["aantal"] == kept


def test_a_paused_conversation_is_silent_until_it_restarts(bot: BuildBot) -> None:
    talk = bot(
        "a stil",
        "actions: [action_pauze]" + SAYINGS,
        "- rule: stil\n  steps: [{intent: stil}, {action: action_pauze}]\n"
        "- rule: a\n  steps: [{intent: a}, {action: utter_een}]\n",
    )
    talk.say("/stil")
    assert talk.say("/a") == []
    assert talk.turn[-1]["name"] == "action_listen"
    talk.say("/restart")
    assert talk.say("/a") == ["een"]


def test_slots_can_be_wiped_by_an_action(bot: BuildBot) -> None:
    domain = RESTARTING.replace("[action_tel]", "[action_tel, action_wis]")
    rules = COUNTING + "- rule: wissen\n  steps: [{intent: wis}, {action: action_wis}]\n"
    talk = bot("tel wis", domain, rules)
    talk.say("/tel")
    talk.say("/wis")
    assert talk.slots["aantal"] is None


# --- sessions ---------------------------------------------------------------------------------


def _minutes_later(monkeypatch: pytest.MonkeyPatch, minutes: float) -> None:
    later = time.time() + minutes * 60
    monkeypatch.setattr(time, "time", lambda: later)


@pytest.mark.parametrize(
    ("config", "minutes", "begins", "kept"),
    [
        ("", 59, False, 1),
        ("", 61, True, 1),
        ("session_expiration_time: 5", 6, True, 1),
        ("session_expiration_time: 0", 100_000, False, 1),
        ("carry_over_slots_to_new_session: false", 61, True, None),
        ("carry_over_slots_to_new_session: false", 59, False, 1),
    ],
)
def test_a_session_ends_after_silence(
    bot: BuildBot,
    monkeypatch: pytest.MonkeyPatch,
    config: str,
    minutes: float,
    begins: bool,
    kept: int | None,
) -> None:
    session = f"session_config:\n  {config}\n" if config else ""
    talk = bot("tel b", RESTARTING + session + SAYINGS, COUNTING)
    talk.say("/tel")
    _minutes_later(monkeypatch, minutes)
    talk.say("/b")
    assert ("session_started" in [event["event"] for event in talk.turn]) is begins
    assert talk.slots["aantal"] == kept


def test_a_conversation_opens_with_a_session(bot: BuildBot) -> None:
    talk = bot("a", SAYINGS, "- rule: a\n  steps: [{intent: a}, {action: utter_een}]")
    talk.say("/a")
    kinds = [(event["event"], event.get("name")) for event in talk.turn]
    assert kinds == [
        ("action", "action_session_start"),
        ("session_started", None),
        ("user", None),
        ("action", "utter_een"),
        ("bot", None),
        ("action", "action_listen"),
    ]


def test_an_engine_holds_no_conversation(bot: BuildBot) -> None:
    first = bot("tel", RESTARTING, COUNTING)
    engine: Engine = first.engine
    second = Talk(engine, engine.new_tracker("ander"))
    first.say("/tel")
    first.say("/tel")
    second.say("/tel")
    assert (first.slots["aantal"], second.slots["aantal"]) == (2, 1)
