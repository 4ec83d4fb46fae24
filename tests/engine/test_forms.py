"""Forms ask slot by slot, check the answers, step aside for another question and return."""

from __future__ import annotations

import pytest

from tests.engine.conftest import BuildBot, Talk

DOMAIN = """
entities: [vak, niveau]
slots:
  vak:
    type: text
    mappings: [{type: from_entity, entity: vak}]
  niveau:
    type: any
    mappings:
    - type: from_entity
      entity: niveau
    - type: from_text
      conditions: [{active_loop: FORM, requested_slot: niveau}]
      not_intent: [vraag, stop]
forms:
  FORM:
    required_slots: [vak, niveau]
    ignored_intents: [stop]
actions: [ACTIONS]
responses:
  utter_ask_vak: [{text: Welk vak?}]
  utter_ask_niveau: [{text: Welk niveau?}]
  utter_advies: [{text: "Advies: {vak} op niveau {niveau}."}]
  utter_antwoord: [{text: Een antwoord.}]
  utter_stop: [{text: We stoppen.}]
  utter_action_failed: [{text: Sorry.}]
  utter_default: [{text: Dat snap ik niet.}]
"""

RULES = """
- rule: openen
  steps: [{intent: advies}, {action: FORM}, {active_loop: FORM}]
- rule: klaar bij het openen
  steps: [{intent: advies}, {action: FORM}, {active_loop: null}, {action: utter_advies}]
- rule: klaar
  condition: [{active_loop: FORM}]
  steps:
  - action: FORM
  - active_loop: null
  - slot_was_set: [{requested_slot: null}]
  - action: utter_advies
- rule: vraag
  steps: [{intent: vraag}, {action: utter_antwoord}]
- rule: stop
  condition: [{active_loop: FORM}]
  steps:
  - intent: stop
  - action: action_deactivate_loop
  - active_loop: null
  - action: utter_stop
"""

INTENTS = "advies vraag stop geef"


def _form(bot: BuildBot, form: str = "keuze_form", actions: str = "") -> Talk:
    domain = DOMAIN.replace("FORM", form).replace("ACTIONS", actions)
    return bot(INTENTS, domain, RULES.replace("FORM", form))


@pytest.fixture
def talk(bot: BuildBot) -> Talk:
    return _form(bot)


@pytest.fixture
def checked(bot: BuildBot) -> Talk:
    """The same form with a validation action: a level is a number from 1 to 4."""
    return _form(bot, "advies_form", "validate_advies_form")


def test_a_form_asks_for_its_slots_one_by_one(talk: Talk) -> None:
    assert talk.say("/advies") == ["Welk vak?"]
    assert talk.slots["requested_slot"] == "vak"
    assert talk.say('/geef{"vak": "kok"}') == ["Welk niveau?"]
    assert talk.slots["requested_slot"] == "niveau"
    assert talk.say("/geef") == ["Advies: kok op niveau /geef."]
    assert talk.tracker.active_loop is None
    assert talk.slots["requested_slot"] is None


def test_a_form_takes_more_than_it_asked_for(talk: Talk) -> None:
    talk.say("/advies")
    assert talk.say('/geef{"vak": "kok", "niveau": "2"}') == ["Advies: kok op niveau 2."]


def test_a_form_that_opens_with_a_slot_filled_skips_it(talk: Talk) -> None:
    assert talk.say('/advies{"vak": "kok"}') == ["Welk niveau?"]


def test_a_form_that_opens_with_all_filled_is_done_at_once(talk: Talk) -> None:
    assert talk.say('/advies{"vak": "kok", "niveau": "2"}') == ["Advies: kok op niveau 2."]
    assert talk.tracker.active_loop is None


def test_a_form_remembers_what_was_said_before_it_opened(talk: Talk) -> None:
    talk.say('/vraag{"vak": "kok"}')
    assert talk.say("/advies") == ["Welk niveau?"]


def test_a_form_opens_again_after_it_was_done(talk: Talk) -> None:
    talk.say('/advies{"vak": "kok", "niveau": "2"}')
    assert talk.say('/advies{"niveau": "3"}') == ["Advies: kok op niveau 3."]


def test_a_mapping_may_wait_for_its_slot_to_be_asked(talk: Talk) -> None:
    talk.say("/advies")
    talk.say("/geef")  # the form asks for `vak`: this text is no level
    assert talk.slots["niveau"] is None


# --- another question in between --------------------------------------------------------------


def _faults_of_an_interruption(talk: Talk) -> list[str]:
    """What goes wrong around a question in the middle of a form; nothing, as promised."""
    faults = []
    talk.say("/advies")
    if (said := talk.say("/vraag")) != ["Een antwoord.", "Welk vak?"]:
        faults.append(f"answered {said}")
    if talk.slots["vak"] is not None or talk.slots["requested_slot"] != "vak":
        faults.append("slots changed")
    if (said := talk.say('/geef{"vak": "kok"}')) != ["Welk niveau?"]:
        faults.append(f"went on with {said}")
    return faults


def test_an_interruption_is_answered_and_the_form_asks_again(talk: Talk) -> None:
    assert _faults_of_an_interruption(talk) == []


def test_the_check_notices_a_form_that_never_steps_aside(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.engine.engine.declines", lambda _form, _tracker: False)
    assert _faults_of_an_interruption(talk) == ["answered ['Welk vak?']"]


def test_interruptions_may_follow_each_other(talk: Talk) -> None:
    talk.say("/advies")
    for _ in range(3):
        assert talk.say("/vraag") == ["Een antwoord.", "Welk vak?"]


def test_what_nobody_understands_does_not_close_the_form(talk: Talk) -> None:
    talk.say("/advies")
    assert talk.say("onzin") == ["Dat snap ik niet."]
    assert talk.tracker.active_loop == "keuze_form"
    assert talk.say('/geef{"vak": "kok"}') == ["Welk niveau?"]


def test_a_question_that_fills_a_slot_is_an_answer(talk: Talk) -> None:
    talk.say("/advies")
    assert talk.say('/vraag{"vak": "kok"}') == ["Welk niveau?"]


def test_a_rule_for_inside_the_form_may_answer_without_asking_again(bot: BuildBot) -> None:
    rules = RULES + (
        "- rule: uitleg\n  condition: [{active_loop: FORM}]\n"
        "  steps: [{intent: geef}, {action: utter_antwoord}]\n"
    )
    domain = DOMAIN.replace("FORM", "keuze_form").replace("ACTIONS", "")
    talk = bot(INTENTS, domain, rules.replace("FORM", "keuze_form"))
    talk.say("/advies")
    assert talk.say("/geef") == ["Een antwoord."]
    assert talk.say('/geef{"vak": "kok"}') == ["Welk niveau?"]


# --- ignoring and stopping --------------------------------------------------------------------


def test_a_form_takes_no_slot_from_an_intent_that_it_ignores(talk: Talk) -> None:
    talk.say("/advies")
    assert talk.say('/stop{"vak": "kok"}') == ["We stoppen."]


def test_a_rule_stops_the_form(talk: Talk) -> None:
    talk.say("/advies")
    assert talk.say("/stop") == ["We stoppen."]
    assert talk.tracker.active_loop is None
    assert talk.slots["requested_slot"] is None
    assert talk.say("/vraag") == ["Een antwoord."]


def test_a_form_that_was_stopped_opens_anew(talk: Talk) -> None:
    talk.say("/advies")
    talk.say("/stop")
    assert talk.say("/advies") == ["Welk vak?"]


def test_restart_closes_the_form(talk: Talk) -> None:
    talk.say('/advies{"vak": "kok"}')
    talk.say("/restart")
    assert talk.tracker.active_loop is None
    assert talk.say("/advies") == ["Welk vak?"]


def test_an_action_may_close_the_form(bot: BuildBot) -> None:
    rules = RULES + "- rule: sluiten\n  steps: [{intent: sluit}, {action: action_sluit}]\n"
    domain = DOMAIN.replace("FORM", "keuze_form").replace("ACTIONS", "action_sluit")
    talk = bot(f"{INTENTS} sluit", domain, rules.replace("FORM", "keuze_form"))
    talk.say("/advies")
    talk.say("/sluit")
    assert talk.tracker.active_loop is None
    assert talk.say("/vraag") == ["Een antwoord."]


# --- validation -------------------------------------------------------------------------------


def test_a_validation_action_may_change_what_was_answered(checked: Talk) -> None:
    checked.say('/advies{"vak": "kok"}')
    assert checked.say('/geef{"niveau": "2"}') == ["Advies: kok op niveau 2."]
    assert checked.slots["niveau"] == 2


def test_a_refused_answer_is_asked_again(checked: Talk) -> None:
    checked.say('/advies{"vak": "kok"}')
    assert checked.say('/geef{"niveau": "9"}') == ["Dat niveau is er niet.", "Welk niveau?"]
    assert checked.slots["niveau"] is None
    assert checked.say('/geef{"niveau": "3"}') == ["Advies: kok op niveau 3."]


def test_what_was_filled_when_the_form_opened_is_checked_too(checked: Talk) -> None:
    said = checked.say('/advies{"vak": "kok", "niveau": "9"}')
    assert said == ["Dat niveau is er niet.", "Welk niveau?"]


def test_an_interruption_is_not_validated(checked: Talk) -> None:
    checked.say('/advies{"vak": "kok"}')
    assert checked.say("/vraag") == ["Een antwoord.", "Welk niveau?"]


def test_a_validation_that_fails_costs_an_apology_and_not_the_form(bot: BuildBot) -> None:
    talk = _form(bot, "stuk_form", "validate_stuk_form")
    talk.say("/advies")
    said = talk.say('/geef{"niveau": "2"}')
    assert said == ["Sorry.", "Welk vak?"]
    assert talk.tracker.active_loop == "stuk_form"
    assert talk.say("/vraag") == ["Een antwoord.", "Welk vak?"]


# --- how it asks ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("known", "asked"),
    [
        ("utter_ask_vak: [{text: kort}]", "kort"),
        ("utter_ask_vak: [{text: kort}]\n  utter_ask_keuze_form_vak: [{text: eigen}]", "eigen"),
    ],
)
def test_a_form_asks_in_its_own_words_where_it_has_them(
    bot: BuildBot, known: str, asked: str
) -> None:
    talk = bot(
        "advies",
        "slots: {vak: {type: text, mappings: [{type: custom}]}}\n"
        f"forms: {{keuze_form: {{required_slots: [vak]}}}}\nresponses:\n  {known}\n",
        "- rule: openen\n  steps: [{intent: advies}, {action: keuze_form}]\n",
    )
    assert talk.say("/advies") == [asked]


def test_a_form_may_ask_by_an_action(bot: BuildBot) -> None:
    talk = bot(
        "advies",
        "slots: {vak: {type: text, mappings: [{type: custom}]}}\nactions: [action_ask_vak]\n"
        "forms: {keuze_form: {required_slots: [vak]}}\n",
        "- rule: openen\n  steps: [{intent: advies}, {action: keuze_form}]\n",
    )
    assert talk.say("/advies") == ["Welk vak (uit de actie)?"]


def test_two_forms_take_turns(bot: BuildBot) -> None:
    talk = bot(
        "een twee geef",
        "entities: [a, b]\n"
        "slots:\n  a: {type: text, mappings: [{type: from_entity, entity: a}]}\n"
        "  b: {type: text, mappings: [{type: from_entity, entity: b}]}\n"
        "forms: {een_form: {required_slots: [a]}, twee_form: {required_slots: [b]}}\n"
        "responses: {utter_ask_a: [{text: a?}], utter_ask_b: [{text: b?}]}\n",
        "- rule: een\n  steps: [{intent: een}, {action: een_form}, {active_loop: een_form}]\n"
        "- rule: twee\n  steps: [{intent: twee}, {action: twee_form}, {active_loop: twee_form}]\n",
    )
    assert talk.say("/een") == ["a?"]
    assert talk.say("/twee") == ["b?"]
    assert talk.tracker.active_loop == "twee_form"
    talk.say('/geef{"b": "1"}')
    assert talk.tracker.active_loop is None
    assert talk.say("/een") == ["a?"]
