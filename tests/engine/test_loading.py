"""Every mistake in an assistant's files is refused when loading, with its file, line and remedy."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

from app.engine.assistant import ActionStep, Assistant, StateCheck
from app.engine.errors import AssistantFileError
from app.engine.loading import assistant_files, load_assistant
from tests.engine.conftest import write_files

HERE = "  # <- here"
"""Marks the line that is wrong. It is taken out before the file is written."""

SOUND = {
    "domain/bot.yml": """\
version: "3.1"
intents: [groet, vraag, faq]
entities:
- beroep
- plaats:
    roles: [van, naar]
slots:
  beroep:
    type: text
    mappings:
    - type: from_entity
      entity: beroep
  leerweg:
    type: categorical
    values: [bol, bbl]
    mappings:
    - type: custom
responses:
  utter_hoi:
  - text: Hoi!
  utter_ask_beroep:
  - text: Welk beroep?
actions: [action_antwoord]
forms:
  advies_form:
    required_slots: [beroep]
""",
    "nlu/bot.yml": """\
version: "3.1"
nlu:
- intent: groet
  examples: |
    - hoi
    - hallo
- intent: vraag
  examples: |
    - is er werk
- intent: faq/bol_bbl_verschil
  examples: |
    - wat is bbl
- synonym: weet ik niet
  examples: |
    - idk
- regex: niveau
  examples: |
    - niveau [1-4]
- lookup: beroep
  examples: |
    - kok
""",
    "rules/bot.yml": """\
version: "3.1"
rules:
- rule: groeten
  steps:
  - intent: groet
  - action: utter_hoi
- rule: antwoorden
  condition:
  - slot_was_set:
    - beroep
  steps:
  - or:
    - intent: vraag
    - intent: faq
  - action: action_antwoord
""",
}


class Wrong(NamedTuple):
    """A file that is wrong on the line marked `<- here`, and a part of what is said about it."""

    file: str
    text: str
    problem: str


def _load(folder: Path, changed: Mapping[str, str]) -> Assistant:
    return load_assistant(write_files(folder, SOUND | dict(changed)))


def _refused(folder: Path, wrong: Wrong) -> AssistantFileError:
    """Load the sound assistant with the wrong file added; check where the error points."""
    lines = wrong.text.splitlines()
    (line,) = [number for number, text in enumerate(lines, start=1) if HERE in text]
    with pytest.raises(AssistantFileError) as raised:
        _load(folder, {wrong.file: wrong.text.replace(HERE, "")})
    error = raised.value
    assert (error.file, error.line) == (folder / wrong.file, line)
    assert wrong.problem in error.problem
    assert error.remedy
    assert str(error).startswith(f"{folder / wrong.file}:{line}: ")
    return error


# --- what is accepted -------------------------------------------------------------------------


def test_a_sound_assistant_is_read_whole(tmp_path: Path) -> None:
    assistant = _load(tmp_path, {})
    domain, data = assistant.domain, assistant.training_data
    assert domain.intents >= {"groet", "vraag", "faq", "nlu_fallback", "restart"}
    assert domain.entities == {"beroep", "plaats"}
    assert domain.initial_slots == {"beroep": None, "leerweg": None, "requested_slot": None}
    assert domain.forms["advies_form"].required_slots == ("beroep",)
    assert data.sentences["groet"] == ("hoi", "hallo")
    assert data.patterns == {"niveau": ("niveau [1-4]",)}
    assert data.synonyms == {"idk": "weet ik niet"}
    assert data.lookups == {"beroep": ("kok",)}
    assert assistant.retrieval == {"bol_bbl_verschil": "faq/bol_bbl_verschil"}
    greeting, answering = assistant.rules
    assert greeting.intents == {"groet"}
    assert greeting.steps == (ActionStep("utter_hoi"),)
    assert answering.intents == {"vraag", "faq"}
    assert [type(condition) for condition in answering.conditions] == [StateCheck]


def test_an_assistant_may_be_spread_over_many_files(tmp_path: Path) -> None:
    more = {
        "domain/meer.yml": 'version: "3.1"\nintents: [dank]\nactions: [action_meer]\n',
        "nlu/meer.yml": 'version: "3.1"\nnlu:\n- intent: dank\n  examples: |\n    - dank je\n',
        "rules/meer.yml": 'version: "3.1"\nrules:\n- rule: danken\n  steps:\n  - intent: dank\n'
        "  - action: action_meer\n",
    }
    assistant = _load(tmp_path, more)
    assert {"dank", "groet"} <= assistant.domain.intents
    assert [rule.name for rule in assistant.rules] == ["groeten", "antwoorden", "danken"]
    assert assistant_files(tmp_path) == [
        tmp_path / part / name
        for part in ("domain", "nlu", "rules")
        for name in ("bot.yml", "meer.yml")
    ]


def test_an_action_server_gets_the_domain_as_rasa_sends_it(tmp_path: Path) -> None:
    more = {"domain/meer.yml": 'version: "3.1"\nactions: [action_meer]\nentities: [niveau]\n'}
    raw = _load(tmp_path, more).domain.raw
    assert raw["actions"] == ["action_antwoord", "action_meer"]
    assert raw["entities"] == ["beroep", {"plaats": {"roles": ["van", "naar"]}}, "niveau"]
    assert raw["slots"]["beroep"]["mappings"] == [{"type": "from_entity", "entity": "beroep"}]
    assert raw["forms"] == {"advies_form": {"required_slots": ["beroep"]}}
    assert raw["responses"]["utter_hoi"] == [{"text": "Hoi!"}]


@pytest.mark.parametrize(
    ("text", "minutes", "carries"),
    [
        ("", 60, True),
        ("session_config: {session_expiration_time: 0}", 0, True),
        (
            "session_config:\n  session_expiration_time: 5.5\n"
            "  carry_over_slots_to_new_session: false",
            5.5,
            False,
        ),
    ],
)
def test_a_session_lasts_as_the_domain_says_and_an_hour_by_default(
    tmp_path: Path, text: str, minutes: float, carries: bool
) -> None:
    domain = _load(tmp_path, {"domain/sessie.yml": f'version: "3.1"\n{text}\n'}).domain
    assert (domain.session_expiration_minutes, domain.carry_over_slots) == (minutes, carries)


# --- what is refused --------------------------------------------------------------------------

SHAPE = {
    "YAML that is broken by its indentation": Wrong(
        "domain/fout.yml",
        """\
version: "3.1"
intents:
- dank
  actions: []  # <- here
""",
        "not valid YAML",
    ),
    "YAML with a quote that never ends": Wrong(
        "rules/fout.yml",
        """\
version: "3.1"
rules:
- rule: "zonder einde
  steps: []

  # <- here""",
        "not valid YAML",
    ),
    "YAML that says one thing twice": Wrong(
        "domain/fout.yml",
        """\
version: "3.1"
actions: [action_meer]
actions: [action_minder]  # <- here
""",
        "duplicate key",
    ),
    "a file without keys": Wrong(
        "nlu/fout.yml",
        """\
- intent: groet  # <- here
""",
        "no keys",
    ),
    "an empty file": Wrong(
        "nlu/fout.yml",
        """\
  # <- here""",
        "no keys",
    ),
    "another version of Rasa": Wrong(
        "domain/fout.yml",
        """\
version: "2.0"  # <- here
intents: []
""",
        "version",
    ),
    "a key that the domain does not have": Wrong(
        "domain/fout.yml",
        """\
version: "3.1"
e2e_actions: []  # <- here
""",
        "e2e_actions",
    ),
    "stories among the rules": Wrong(
        "rules/fout.yml",
        """\
version: "3.1"
rules: []
stories:  # <- here
- story: een
  steps: []
""",
        "stories",
    ),
    "a key that a slot does not have": Wrong(
        "domain/fout.yml",
        """\
version: "3.1"
slots:
  naam:
    type: text
    auto_fill: true  # <- here
    mappings: []
""",
        "auto_fill",
    ),
    "a type that a slot does not have": Wrong(
        "domain/fout.yml",
        """\
version: "3.1"
slots:
  naam:
    type: unfeaturized  # <- here
    mappings: []
""",
        "type",
    ),
    "a slot that does not say how it is filled": Wrong(
        "domain/fout.yml",
        """\
version: "3.1"
slots:
  naam:  # <- here
    type: text
""",
        "mappings",
    ),
    "a mapping that the engine does not know": Wrong(
        "domain/fout.yml",
        """\
version: "3.1"
slots:
  naam:
    type: text
    mappings:
    - type: from_llm  # <- here
""",
        "type",
    ),
    "a key that a form does not have": Wrong(
        "domain/fout.yml",
        """\
version: "3.1"
forms:
  een_form:
    required_slots: []
    ignored_entities: []  # <- here
""",
        "ignored_entities",
    ),
    "a key that a response does not have": Wrong(
        "domain/fout.yml",
        """\
version: "3.1"
responses:
  utter_dag:
  - text: Dag
    quick_replies: []  # <- here
""",
        "quick_replies",
    ),
    "a button without payload": Wrong(
        "domain/fout.yml",
        """\
version: "3.1"
responses:
  utter_dag:
  - text: Dag
    buttons:
    - title: Ja  # <- here
""",
        "payload",
    ),
    "a response condition that is not about a slot": Wrong(
        "domain/fout.yml",
        """\
version: "3.1"
responses:
  utter_dag:
  - text: Dag
    condition:
    - type: intent  # <- here
      name: groet
""",
        "type",
    ),
    "a custom part that is no JSON": Wrong(
        "domain/fout.yml",
        """\
version: "3.1"
responses:
  utter_dag:
  - text: Dag
    custom:
      datum: 2026-04-01  # <- here
""",
        "JSON",
    ),
    "a first value of a slot that is no JSON": Wrong(
        "domain/fout.yml",
        """\
version: "3.1"
slots:
  sinds:
    type: any
    initial_value: 2026-04-01  # <- here
    mappings: []
""",
        "JSON",
    ),
    "a session that lasts less than nothing": Wrong(
        "domain/fout.yml",
        """\
version: "3.1"
session_config:
  session_expiration_time: -1  # <- here
""",
        "session_expiration_time",
    ),
    "a rule without steps": Wrong(
        "rules/fout.yml",
        """\
version: "3.1"
rules:
- rule: leeg
  steps: []  # <- here
""",
        "steps",
    ),
    "a step that is none": Wrong(
        "rules/fout.yml",
        """\
version: "3.1"
rules:
- rule: stap
  steps:
  - intent: groet
  - checkpoint: punt  # <- here
""",
        "a step is one of",
    ),
    "a step with entities": Wrong(
        "rules/fout.yml",
        """\
version: "3.1"
rules:
- rule: stap
  steps:
  - intent: groet
    entities: [beroep]  # <- here
""",
        "entities",
    ),
    "a key that a rule does not have": Wrong(
        "rules/fout.yml",
        """\
version: "3.1"
rules:
- rule: stap
  priority: 3  # <- here
  steps:
  - action: utter_hoi
""",
        "priority",
    ),
    "examples as a list": Wrong(
        "nlu/fout.yml",
        """\
version: "3.1"
nlu:
- intent: groet
  examples:  # <- here
  - dag
""",
        "examples",
    ),
    "an item of two kinds": Wrong(
        "nlu/fout.yml",
        """\
version: "3.1"
nlu:
- intent: groet  # <- here
  lookup: beroep
  examples: |
    - dag
""",
        "one of intent",
    ),
    "an item of no kind": Wrong(
        "nlu/fout.yml",
        """\
version: "3.1"
nlu:
- examples: |  # <- here
    - dag
""",
        "one of intent",
    ),
}

NAMES = {
    "a slot in a form": Wrong(
        "domain/fout.yml",
        """\
version: "3.1"
forms:
  een_form:  # <- here
    required_slots: [spook]
""",
        "unknown slot spook",
    ),
    "an intent that a form ignores": Wrong(
        "domain/fout.yml",
        """\
version: "3.1"
forms:
  een_form:  # <- here
    required_slots: []
    ignored_intents: spook
""",
        "unknown intent spook",
    ),
    "an entity in a mapping": Wrong(
        "domain/fout.yml",
        """\
version: "3.1"
slots:
  naam:
    type: text
    mappings:
    - type: custom
    - type: from_entity  # <- here
      entity: spook
""",
        "unknown entity spook",
    ),
    "an intent in a mapping": Wrong(
        "domain/fout.yml",
        """\
version: "3.1"
slots:
  naam:
    type: text
    mappings:
    - type: from_intent  # <- here
      intent: spook
      value: ja
""",
        "unknown intent spook",
    ),
    "an intent that a mapping leaves out": Wrong(
        "domain/fout.yml",
        """\
version: "3.1"
slots:
  naam:
    type: text
    mappings:
    - type: from_text  # <- here
      not_intent: [groet, spook]
""",
        "unknown intent spook",
    ),
    "a form in a mapping": Wrong(
        "domain/fout.yml",
        """\
version: "3.1"
slots:
  naam:
    type: text
    mappings:
    - type: from_text  # <- here
      conditions:
      - active_loop: spook_form
""",
        "unknown form spook_form",
    ),
    "a slot that a mapping waits for": Wrong(
        "domain/fout.yml",
        """\
version: "3.1"
slots:
  naam:
    type: text
    mappings:
    - type: from_text  # <- here
      conditions:
      - active_loop: advies_form
        requested_slot: spook
""",
        "unknown slot spook",
    ),
    "a slot in the condition of a response": Wrong(
        "domain/fout.yml",
        """\
version: "3.1"
responses:
  utter_dag:  # <- here
  - text: Dag
    condition:
    - type: slot
      name: spook
      value: ja
""",
        "unknown slot spook",
    ),
    "an intent of sentences": Wrong(
        "nlu/fout.yml",
        """\
version: "3.1"
nlu:
- intent: spook  # <- here
  examples: |
    - boe
""",
        "unknown intent spook",
    ),
    "the group of a retrieval intent": Wrong(
        "nlu/fout.yml",
        """\
version: "3.1"
nlu:
- intent: spook/een  # <- here
  examples: |
    - boe
""",
        "unknown intent spook",
    ),
    "an entity of a lookup table": Wrong(
        "nlu/fout.yml",
        """\
version: "3.1"
nlu:
- lookup: spook  # <- here
  examples: |
    - boe
""",
        "unknown entity spook",
    ),
    "an intent in a rule": Wrong(
        "rules/fout.yml",
        """\
version: "3.1"
rules:
- rule: fout
  steps:
  - intent: spook  # <- here
  - action: utter_hoi
""",
        "unknown intent spook",
    ),
    "an intent among others in a rule": Wrong(
        "rules/fout.yml",
        """\
version: "3.1"
rules:
- rule: fout
  steps:
  - or:  # <- here
    - intent: vraag
    - intent: spook
  - action: utter_hoi
""",
        "unknown intent spook",
    ),
    "an action in a rule": Wrong(
        "rules/fout.yml",
        """\
version: "3.1"
rules:
- rule: fout
  steps:
  - intent: vraag
  - action: utter_hoi
  - action: action_spook  # <- here
""",
        "unknown action action_spook",
    ),
    "a default action that the engine does not have": Wrong(
        "rules/fout.yml",
        """\
version: "3.1"
rules:
- rule: fout
  steps:
  - intent: vraag
  - action: action_two_stage_fallback  # <- here
""",
        "unknown action action_two_stage_fallback",
    ),
    "a form in a step of a rule": Wrong(
        "rules/fout.yml",
        """\
version: "3.1"
rules:
- rule: fout
  steps:
  - intent: vraag
  - active_loop: spook_form  # <- here
  - action: utter_hoi
""",
        "unknown form spook_form",
    ),
    "a form in the condition of a rule": Wrong(
        "rules/fout.yml",
        """\
version: "3.1"
rules:
- rule: fout
  condition:
  - active_loop: spook_form  # <- here
  steps:
  - action: utter_hoi
""",
        "unknown form spook_form",
    ),
    "a slot in a step of a rule": Wrong(
        "rules/fout.yml",
        """\
version: "3.1"
rules:
- rule: fout
  steps:
  - intent: vraag
  - slot_was_set:  # <- here
    - spook: ja
  - action: utter_hoi
""",
        "unknown slot spook",
    ),
    "a slot in the condition of a rule": Wrong(
        "rules/fout.yml",
        """\
version: "3.1"
rules:
- rule: fout
  condition:
  - active_loop: null
  - slot_was_set:  # <- here
    - beroep
    - spook
  steps:
  - action: utter_hoi
""",
        "unknown slot spook",
    ),
}

SENSE = {
    "a form that asks for a slot in no words": Wrong(
        "domain/fout.yml",
        """\
version: "3.1"
forms:
  een_form:  # <- here
    required_slots: [beroep, leerweg]
""",
        "nothing asks for slot leerweg",
    ),
    "a categorical slot without values": Wrong(
        "domain/fout.yml",
        """\
version: "3.1"
slots:
  richting:  # <- here
    type: categorical
    mappings: []
""",
        "categorical slot richting has no values",
    ),
    "a response that is named as an action": Wrong(
        "domain/fout.yml",
        """\
version: "3.1"
responses:
  action_dag:  # <- here
  - text: Dag
""",
        "no name for a response",
    ),
    "a slot of another file": Wrong(
        "domain/fout.yml",
        """\
version: "3.1"
slots:
  beroep:  # <- here
    type: text
    mappings: []
""",
        "beroep is defined in bot.yml too",
    ),
    "a response of another file": Wrong(
        "domain/fout.yml",
        """\
version: "3.1"
responses:
  utter_hoi:  # <- here
  - text: Hee!
""",
        "utter_hoi is defined in bot.yml too",
    ),
    "a form of another file": Wrong(
        "domain/fout.yml",
        """\
version: "3.1"
forms:
  advies_form:  # <- here
    required_slots: []
""",
        "advies_form is defined in bot.yml too",
    ),
    "an intent without sentences": Wrong(
        "domain/fout.yml",
        """\
version: "3.1"
intents:
- groet
- stil  # <- here
""",
        "intent stil has no sentences",
    ),
    "a sentence of another intent in another file": Wrong(
        "nlu/fout.yml",
        """\
version: "3.1"
nlu:
- intent: vraag
  examples: |
    - hoe is het
    - Hallo  # <- here
""",
        "stands for groet too, at bot.yml:6",
    ),
    "a sentence twice in one intent": Wrong(
        "nlu/fout.yml",
        """\
version: "3.1"
nlu:
- intent: vraag
  examples: |
    - hoe is het

    - hoe is het  # <- here
""",
        "stands for vraag too, at fout.yml:5",
    ),
    "a line among the sentences that is no example": Wrong(
        "nlu/fout.yml",
        """\
version: "3.1"
nlu:
- intent: groet
  examples: |
    - dag
    goedemorgen  # <- here
""",
        "no example",
    ),
    "an example without words": Wrong(
        "nlu/fout.yml",
        """\
version: "3.1"
nlu:
- intent: groet
  examples: |
    - dag
    -  # <- here
""",
        "no example",
    ),
    "an entity marked by its name": Wrong(
        "nlu/fout.yml",
        """\
version: "3.1"
nlu:
- intent: vraag
  examples: |
    - is er werk als [kok](beroep)  # <- here
""",
        "entities are not marked",
    ),
    "an entity marked by more than its name": Wrong(
        "nlu/fout.yml",
        """\
version: "3.1"
nlu:
- intent: vraag
  examples: |
    - van [breda]{"entity": "plaats", "role": "van"}  # <- here
""",
        "entities are not marked",
    ),
    "a pattern that is no regular expression": Wrong(
        "nlu/fout.yml",
        """\
version: "3.1"
nlu:
- regex: niveau
  examples: |
    - niveau \\d
    - niveau (1|2  # <- here
""",
        "not a regular expression",
    ),
    "a rule with the name of another": Wrong(
        "rules/fout.yml",
        """\
version: "3.1"
rules:
- rule: groeten  # <- here
  steps:
  - intent: vraag
  - action: utter_hoi
""",
        "a rule in bot.yml has this name too",
    ),
    "two rules that answer one intent in two ways": Wrong(
        "rules/fout.yml",
        """\
version: "3.1"
rules:
- rule: anders groeten  # <- here
  steps:
  - intent: groet
  - action: action_antwoord
""",
        "rule 'groeten' does otherwise for the same intent",
    ),
    "two rules that answer one intent in the same way": Wrong(
        "rules/fout.yml",
        """\
version: "3.1"
rules:
- rule: weer groeten  # <- here
  steps:
  - intent: groet
  - action: utter_hoi
""",
        "rule 'groeten' does otherwise for the same intent",
    ),
    "two rules of which one goes on": Wrong(
        "rules/fout.yml",
        """\
version: "3.1"
rules:
- rule: langer groeten  # <- here
  steps:
  - intent: groet
  - action: utter_hoi
  - action: action_antwoord
""",
        "rule 'groeten' does otherwise for the same intent",
    ),
    "two rules with one condition that share one intent of many": Wrong(
        "rules/fout.yml",
        """\
version: "3.1"
rules:
- rule: anders antwoorden  # <- here
  condition:
  - slot_was_set:
    - beroep
  steps:
  - or:
    - intent: groet
    - intent: vraag
  - action: utter_hoi
""",
        "rule 'antwoorden' does otherwise for the same intent",
    ),
    "a rule with two messages of the user": Wrong(
        "rules/fout.yml",
        """\
version: "3.1"
rules:
- rule: gesprek
  steps:
  - intent: vraag
  - action: utter_hoi
  - intent: groet  # <- here
  - action: utter_hoi
""",
        "one user message",
    ),
    "a rule with two messages in a row": Wrong(
        "rules/fout.yml",
        """\
version: "3.1"
rules:
- rule: gesprek
  steps:
  - intent: vraag
  - intent: groet  # <- here
  - action: utter_hoi
""",
        "one user message",
    ),
    "a rule that does nothing": Wrong(
        "rules/fout.yml",
        """\
version: "3.1"
rules:
- rule: niets  # <- here
  steps:
  - intent: vraag
""",
        "asks for no action",
    ),
    "an intent as a condition": Wrong(
        "rules/fout.yml",
        """\
version: "3.1"
rules:
- rule: fout
  condition:
  - intent: vraag  # <- here
  steps:
  - action: utter_hoi
""",
        "about slots or the active loop",
    ),
    "a condition that compares a slot with a list": Wrong(
        "rules/fout.yml",
        """\
version: "3.1"
rules:
- rule: fout
  condition:
  - slot_was_set:  # <- here
    - beroep: [kok, kapper]
  steps:
  - intent: vraag
  - action: utter_hoi
""",
        "one value",
    ),
}


@pytest.mark.parametrize("wrong", SHAPE.values(), ids=SHAPE)
def test_a_file_of_another_shape_is_refused_at_the_line(tmp_path: Path, wrong: Wrong) -> None:
    _refused(tmp_path, wrong)


@pytest.mark.parametrize("wrong", NAMES.values(), ids=NAMES)
def test_a_name_that_nothing_bears_is_refused_wherever_it_stands(
    tmp_path: Path, wrong: Wrong
) -> None:
    _refused(tmp_path, wrong)


@pytest.mark.parametrize("wrong", SENSE.values(), ids=SENSE)
def test_what_makes_no_sense_is_refused_at_the_line(tmp_path: Path, wrong: Wrong) -> None:
    _refused(tmp_path, wrong)


def test_an_intent_with_an_empty_list_of_sentences_is_refused(tmp_path: Path) -> None:
    _refused_in_two_files = {
        "domain/fout.yml": 'version: "3.1"\nintents: [stil]\n',
        "nlu/fout.yml": 'version: "3.1"\nnlu:\n- intent: stil\n  examples: |\n',
    }
    with pytest.raises(AssistantFileError, match="intent stil has no sentences") as raised:
        _load(tmp_path, _refused_in_two_files)
    assert (raised.value.file, raised.value.line) == (tmp_path / "domain/fout.yml", 2)


@pytest.mark.parametrize("part", ["domain", "nlu", "rules"])
def test_a_part_without_files_is_refused(tmp_path: Path, part: str) -> None:
    write_files(tmp_path, {name: text for name, text in SOUND.items() if part not in name})
    with pytest.raises(AssistantFileError, match=r"no \.yml files here") as raised:
        load_assistant(tmp_path)
    assert raised.value.file == tmp_path / part


def test_a_folder_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    with pytest.raises(AssistantFileError, match=r"no \.yml files here"):
        load_assistant(tmp_path / "nergens")


@pytest.mark.parametrize(
    "raw",
    [
        'version: "3.1"\nintents: [één]\n'.encode("latin-1"),
        b"\xff\xfe\x00",
        b'version: "3.1"\x00\n',
    ],
    ids=["latin-1", "utf-16", "NUL"],
)
def test_a_file_that_is_not_utf_8_text_is_refused(tmp_path: Path, raw: bytes) -> None:
    write_files(tmp_path, SOUND)
    (tmp_path / "domain/fout.yml").write_bytes(raw)
    with pytest.raises(AssistantFileError, match="Save the file as UTF-8") as raised:
        load_assistant(tmp_path)
    assert (raised.value.file, raised.value.line) == (tmp_path / "domain/fout.yml", 1)


# --- what only looks wrong --------------------------------------------------------------------


@pytest.mark.parametrize(
    "rule",
    [
        "- rule: groeten in het formulier\n  condition:\n  - active_loop: advies_form\n  steps:\n"
        "  - intent: groet\n  - action: action_antwoord\n",
        "- rule: groeten bij het begin\n  conversation_start: true\n  steps:\n"
        "  - intent: groet\n  - action: action_antwoord\n",
        "- rule: na het groeten\n  steps:\n  - action: utter_hoi\n  - action: action_antwoord\n",
    ],
    ids=["another condition", "only at the start", "after an action"],
)
def test_rules_for_one_intent_may_differ_by_their_condition(tmp_path: Path, rule: str) -> None:
    rules = _load(tmp_path, {"rules/meer.yml": f'version: "3.1"\nrules:\n{rule}'}).rules
    assert len(rules) == 3


def test_two_rules_may_part_at_a_check_of_the_state(tmp_path: Path) -> None:
    branches = """\
version: "3.1"
rules:
- rule: met beroep
  steps:
  - intent: vraag
  - action: action_antwoord
  - slot_was_set:
    - beroep
  - action: utter_hoi
- rule: zonder beroep
  steps:
  - intent: vraag
  - action: action_antwoord
  - slot_was_set:
    - beroep: null
  - action: utter_ask_beroep
"""
    assert len(_load(tmp_path, {"rules/meer.yml": branches}).rules) == 4


def test_brackets_alone_mark_no_entity(tmp_path: Path) -> None:
    nlu = 'version: "3.1"\nnlu:\n- intent: vraag\n  examples: |\n    - werk (voor later) [echt]\n'
    sentences = _load(tmp_path, {"nlu/meer.yml": nlu}).training_data.sentences
    assert sentences["vraag"][-1] == "werk (voor later) [echt]"


# --- the broken twin --------------------------------------------------------------------------


def test_the_check_notices_a_loader_that_points_to_another_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def one_off(original: Callable[..., None]) -> Callable[..., None]:
        def init(self: AssistantFileError, file: Path, line: int, *rest: str) -> None:
            original(self, file, line + 1, *rest)

        return init

    monkeypatch.setattr(AssistantFileError, "__init__", one_off(AssistantFileError.__init__))
    with pytest.raises(AssertionError):
        _refused(tmp_path, NAMES["a slot in a form"])
