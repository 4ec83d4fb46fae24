"""Reads the assistant in a folder and checks it as a whole.

Every mistake is found here, with file and line, so that a running assistant cannot meet one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any

from app.engine import schema
from app.engine.assistant import (
    FALLBACK_INTENT,
    SUPPORTED_DEFAULT_ACTIONS,
    ActionStep,
    Assistant,
    Domain,
    Form,
    MappingCondition,
    Response,
    Rule,
    Slot,
    SlotMapping,
    StateCheck,
    TrainingData,
)
from app.engine.errors import AssistantFileError
from app.engine.tracker import REQUESTED_SLOT
from app.engine.yaml_files import YamlFile

_DEFAULT_INTENTS = frozenset({FALLBACK_INTENT, "restart", "session_start"})
_ENTITY_MARKUP = re.compile(r"\[[^\]]*\]\s*[({]")
IS_SET = object()
"""Marks a slot check that asks for any value."""

Path_ = Sequence[int | str]


def load_assistant(folder: Path) -> Assistant:
    """Read and check the assistant in `folder` (domain/, nlu/ and rules/, each with .yml files).

    Raises AssistantFileError at the first mistake.
    """
    domain_files = [YamlFile(path, schema.DomainShape) for path in _files(folder / "domain")]
    nlu_files = [YamlFile(path, schema.NluShape) for path in _files(folder / "nlu")]
    rule_files = [YamlFile(path, schema.RulesShape) for path in _files(folder / "rules")]
    domain = _domain(domain_files)
    training_data, retrieval = _training_data(nlu_files, domain, domain_files)
    return Assistant(
        domain=domain,
        rules=_rules(rule_files, domain),
        training_data=training_data,
        retrieval=retrieval,
    )


def assistant_files(folder: Path) -> list[Path]:
    """All files that `load_assistant` reads, in a fixed order."""
    return [file for part in ("domain", "nlu", "rules") for file in _files(folder / part)]


def _files(folder: Path) -> list[Path]:
    files = sorted(folder.glob("*.yml"))
    if not files:
        raise AssistantFileError(
            folder,
            1,
            "no .yml files here.",
            "Point to the folder that holds domain/, nlu/, rules/.",
        )
    return files


# --- domain -----------------------------------------------------------------------------------


def _domain(files: list[YamlFile[schema.DomainShape]]) -> Domain:
    seen: dict[tuple[str, str], str] = {}
    intents: set[str] = set()
    entities: set[str] = set()
    slots: dict[str, Slot] = {}
    responses: dict[str, tuple[Response, ...]] = {}
    actions: set[str] = set()
    forms: dict[str, Form] = {}
    session: schema.SessionShape | None = None

    for file in files:
        content = file.content
        for part in ("slots", "responses", "forms"):
            for name in getattr(content, part):
                if (where := seen.get((part, name))) is not None:
                    raise file.error(
                        (part, name), f"{name} is defined in {where} too.", "Keep one of the two."
                    )
                seen[part, name] = file.path.name
        intents.update(content.intents)
        entities.update(_entity_names(content))
        slots.update({name: _slot(name, shape) for name, shape in content.slots.items()})
        responses.update(
            {name: tuple(map(_response, shapes)) for name, shapes in content.responses.items()}
        )
        actions.update(content.actions)
        forms.update(
            {
                name: Form(name, tuple(form.required_slots), frozenset(form.ignored_intents))
                for name, form in content.forms.items()
            }
        )
        session = content.session_config or session

    slots[REQUESTED_SLOT] = Slot(REQUESTED_SLOT, "text")
    session = session or schema.SessionShape()
    domain = Domain(
        intents=frozenset(intents) | _DEFAULT_INTENTS,
        entities=frozenset(entities),
        slots=slots,
        responses=responses,
        actions=frozenset(actions),
        forms=forms,
        session_expiration_minutes=session.session_expiration_time,
        carry_over_slots=session.carry_over_slots_to_new_session,
        raw=_raw_domain(files),
    )
    for file in files:
        _check_domain_file(file, domain)
    return domain


def _entity_names(content: schema.DomainShape) -> Iterator[str]:
    for entity in content.entities:
        yield from [entity] if isinstance(entity, str) else entity.keys()


def _slot(name: str, shape: schema.SlotShape) -> Slot:
    return Slot(
        name=name,
        type=shape.type,
        initial=shape.initial_value,
        values=tuple(shape.values),
        mappings=tuple(
            SlotMapping(
                type=mapping.type,
                entity=mapping.entity,
                role=mapping.role,
                group=mapping.group,
                value=mapping.value,
                intents=frozenset(mapping.intent),
                not_intents=frozenset(mapping.not_intent),
                conditions=tuple(
                    MappingCondition(condition.active_loop, condition.requested_slot)
                    for condition in mapping.conditions
                ),
            )
            for mapping in shape.mappings
        ),
    )


def _response(shape: schema.ResponseShape) -> Response:
    return Response(
        text=shape.text,
        buttons=tuple(button.model_dump() for button in shape.buttons),
        custom=shape.custom,
        image=shape.image,
        attachment=shape.attachment,
        channel=shape.channel,
        conditions=tuple((condition.name, condition.value) for condition in shape.condition),
    )


def _raw_domain(files: list[YamlFile[schema.DomainShape]]) -> dict[str, Any]:
    raw: dict[str, Any] = {"version": "3.1", "intents": [], "entities": [], "actions": []}
    raw |= {"slots": {}, "responses": {}, "forms": {}}
    for file in files:
        dumped = file.content.model_dump(exclude_defaults=True)
        for part, value in dumped.items():
            if isinstance(value, list):
                raw[part] = raw[part] + value
            elif isinstance(value, dict) and part != "session_config":
                raw[part] = raw[part] | value
    return raw


def _check_domain_file(file: YamlFile[schema.DomainShape], domain: Domain) -> None:
    for name, slot in file.content.slots.items():
        _check_slot(file, name, slot, domain)
    for name, form in file.content.forms.items():
        _check_form(file, name, form, domain)
    for name, variations in file.content.responses.items():
        if not name.startswith("utter_"):
            raise file.error(
                ("responses", name), f"{name} is no name for a response.", "Begin it with utter_."
            )
        for condition in (c for variation in variations for c in variation.condition):
            _require_slot(file, ("responses", name), condition.name, domain)


def _check_slot(
    file: YamlFile[schema.DomainShape], name: str, slot: schema.SlotShape, domain: Domain
) -> None:
    for index, mapping in enumerate(slot.mappings):
        where: Path_ = ("slots", name, "mappings", index)
        if mapping.type == "from_entity" and mapping.entity not in domain.entities:
            raise file.error(
                where, f"unknown entity {mapping.entity}.", "Add it under `entities:`."
            )
        for intent in mapping.intent + mapping.not_intent:
            _require_intent(file, where, intent, domain)
        for condition in mapping.conditions:
            if condition.active_loop is not None:
                _require_form(file, where, condition.active_loop, domain)
            if condition.requested_slot is not None:
                _require_slot(file, where, condition.requested_slot, domain)
    if slot.type == "categorical" and not slot.values:
        raise file.error(
            ("slots", name), f"categorical slot {name} has no values.", "List them in `values:`."
        )


def _check_form(
    file: YamlFile[schema.DomainShape], name: str, form: schema.FormShape, domain: Domain
) -> None:
    for slot_name in form.required_slots:
        _require_slot(file, ("forms", name), slot_name, domain)
        if ask_action(domain, name, slot_name) is None:
            raise file.error(
                ("forms", name),
                f"nothing asks for slot {slot_name}.",
                f"Add the response utter_ask_{slot_name} or the action action_ask_{slot_name}.",
            )
    for intent in form.ignored_intents:
        _require_intent(file, ("forms", name), intent, domain)


def ask_action(domain: Domain, form: str, slot: str) -> str | None:
    """The action or response that asks for `slot` inside `form`, in Rasa's order of preference."""
    candidates = (
        f"action_ask_{form}_{slot}",
        f"utter_ask_{form}_{slot}",
        f"action_ask_{slot}",
        f"utter_ask_{slot}",
    )
    known = domain.actions | domain.responses.keys()
    return next((name for name in candidates if name in known), None)


# --- training data ----------------------------------------------------------------------------


@dataclass(frozen=True)
class _Sentence:
    intent: str
    file: Path
    line: int


def _training_data(
    files: list[YamlFile[schema.NluShape]],
    domain: Domain,
    domain_files: list[YamlFile[schema.DomainShape]],
) -> tuple[TrainingData, dict[str, str]]:
    sentences: dict[str, list[str]] = {}
    patterns: dict[str, list[str]] = {}
    synonyms: dict[str, str] = {}
    lookups: dict[str, list[str]] = {}
    seen: dict[str, _Sentence] = {}

    for file in files:
        for index, item in enumerate(file.content.nlu):
            where: Path_ = ("nlu", index, "examples")
            kinds = [
                kind for kind in ("intent", "synonym", "regex", "lookup") if getattr(item, kind)
            ]
            if len(kinds) != 1:
                raise file.error(
                    ("nlu", index),
                    "an item is one of intent, synonym, regex, lookup.",
                    "Split it into items of one kind each.",
                )
            examples = list(_examples(file, where, item.examples))
            if item.intent:
                _require_intent(file, ("nlu", index), item.intent.split("/")[0], domain)
                for line, text in examples:
                    _check_sentence(file, line, text, item.intent, seen)
                sentences.setdefault(item.intent, []).extend(text for _, text in examples)
            elif item.regex:
                for line, text in examples:
                    _check_pattern(file, line, text)
                patterns.setdefault(item.regex, []).extend(text for _, text in examples)
            elif item.synonym:
                synonyms.update({text.lower(): item.synonym for _, text in examples})
            elif item.lookup:
                if item.lookup not in domain.entities:
                    raise file.error(
                        ("nlu", index),
                        f"unknown entity {item.lookup}.",
                        "Add it under `entities:`.",
                    )
                lookups.setdefault(item.lookup, []).extend(text for _, text in examples)

    _check_intents_have_sentences(domain_files, sentences)
    retrieval = {name.split("/", 1)[1]: name for name in sentences if "/" in name}
    data = TrainingData(
        sentences={name: tuple(texts) for name, texts in sentences.items()},
        patterns={name: tuple(texts) for name, texts in patterns.items()},
        synonyms=synonyms,
        lookups={name: tuple(texts) for name, texts in lookups.items()},
    )
    return data, retrieval


def _examples(
    file: YamlFile[schema.NluShape], where: Path_, block: str
) -> Iterator[tuple[int, str]]:
    first = file.line(where) + 1  # a block scalar begins on the line after its key
    for offset, raw in enumerate(block.splitlines()):
        text = raw.strip()
        if not text:
            continue
        if not text.startswith("- ") or not text[2:].strip():
            raise AssistantFileError(
                file.path, first + offset, "this line is no example.", "Write it as `- text`."
            )
        yield first + offset, text[2:].strip()


def _check_sentence(
    file: YamlFile[schema.NluShape], line: int, text: str, intent: str, seen: dict[str, _Sentence]
) -> None:
    if _ENTITY_MARKUP.search(text):
        raise AssistantFileError(
            file.path,
            line,
            "entities are not marked in sentences.",
            "Remove the brackets; names come from the knowledge tables.",
        )
    before = seen.setdefault(text.lower(), _Sentence(intent, file.path, line))
    if (before.file, before.line) != (file.path, line):
        raise AssistantFileError(
            file.path,
            line,
            f"this sentence stands for {before.intent} too, at {before.file.name}:{before.line}.",
            "Keep it where it belongs.",
        )


def _check_pattern(file: YamlFile[schema.NluShape], line: int, text: str) -> None:
    try:
        re.compile(text)
    except re.error as error:
        raise AssistantFileError(
            file.path, line, f"not a regular expression: {error.msg}.", "Escape it or rewrite it."
        ) from None


def _check_intents_have_sentences(
    files: list[YamlFile[schema.DomainShape]], sentences: dict[str, list[str]]
) -> None:
    spoken = {name.split("/")[0] for name, texts in sentences.items() if texts}
    for file in files:
        for index, intent in enumerate(file.content.intents):
            if intent not in spoken:
                raise file.error(
                    ("intents", index),
                    f"intent {intent} has no sentences.",
                    "Write some under nlu/, or remove the intent.",
                )


# --- rules ------------------------------------------------------------------------------------


def _rules(files: list[YamlFile[schema.RulesShape]], domain: Domain) -> tuple[Rule, ...]:
    rules: list[Rule] = []
    names: dict[str, str] = {}
    triggers: dict[tuple[Any, ...], list[Rule]] = {}
    for file in files:
        for index, shape in enumerate(file.content.rules):
            where: Path_ = ("rules", index)
            if shape.rule in names:
                raise file.error(
                    where, f"a rule in {names[shape.rule]} has this name too.", "Rename one."
                )
            names[shape.rule] = file.path.name
            rule = _rule(file, where, shape, domain)
            for intent in rule.intents:
                rivals = triggers.setdefault((rule.conditions, intent, rule.conversation_start), [])
                for rival in rivals:
                    if _contradict(rule, rival):
                        raise file.error(
                            where,
                            f"rule {rival.name!r} does otherwise for the same intent.",
                            "Join the two, or give one a condition.",
                        )
                rivals.append(rule)
            rules.append(rule)
    return tuple(rules)


def _contradict(rule: Rule, rival: Rule) -> bool:
    """Whether the two part ways at an action; parting at a check of the state is a branch."""
    for one, other in zip_longest(rule.steps, rival.steps):
        if one != other:
            return not (isinstance(one, StateCheck) and isinstance(other, StateCheck))
    return True


def _rule(
    file: YamlFile[schema.RulesShape], where: Path_, shape: schema.RuleShape, domain: Domain
) -> Rule:
    intents: set[str] = set()
    steps: list[ActionStep | StateCheck] = []
    for index, step in enumerate(shape.steps):
        here = (*where, "steps", index)
        if isinstance(step, schema.IntentShape | schema.OrShape):
            if steps or intents:
                raise file.error(
                    here,
                    "a rule has one user message, as its first step.",
                    "Split the rule, or use a form or a slot.",
                )
            named = [step] if isinstance(step, schema.IntentShape) else step.or_
            for intent_shape in named:
                _require_intent(file, here, intent_shape.intent, domain)
                intents.add(intent_shape.intent)
        elif isinstance(step, schema.ActionShape):
            _require_action(file, here, step.action, domain)
            steps.append(ActionStep(step.action))
        else:
            steps.append(_state_check(file, here, step, domain))
    if not any(isinstance(step, ActionStep) for step in steps):
        raise file.error(where, "the rule asks for no action.", "Add an `action:` step.")
    conditions = []
    for index, condition in enumerate(shape.condition):
        here = (*where, "condition", index)
        if not isinstance(condition, schema.SlotWasSetShape | schema.ActiveLoopShape):
            raise file.error(
                here, "a condition is about slots or the active loop.", "Move it to `steps:`."
            )
        conditions.append(_state_check(file, here, condition, domain))
    return Rule(
        name=shape.rule,
        conditions=tuple(conditions),
        intents=frozenset(intents),
        steps=tuple(steps),
        conversation_start=shape.conversation_start,
        wait_for_user_input=shape.wait_for_user_input,
    )


def _state_check(
    file: YamlFile[schema.RulesShape],
    where: Path_,
    step: schema.SlotWasSetShape | schema.ActiveLoopShape,
    domain: Domain,
) -> StateCheck:
    if isinstance(step, schema.ActiveLoopShape):
        if step.active_loop is not None:
            _require_form(file, where, step.active_loop, domain)
        return StateCheck(checks_loop=True, active_loop=step.active_loop)
    checks: list[tuple[str, Any]] = []
    for check in step.slot_was_set:
        for name, value in ({check: IS_SET} if isinstance(check, str) else check).items():
            _require_slot(file, where, name, domain)
            if isinstance(value, list | dict):
                raise file.error(
                    where,
                    f"slot {name} is compared with one value.",
                    "Write a rule for each value.",
                )
            checks.append((name, value))
    return StateCheck(slots=tuple(checks))


# --- references -------------------------------------------------------------------------------


def _require_intent(file: YamlFile[Any], where: Path_, intent: str, domain: Domain) -> None:
    if intent not in domain.intents:
        raise file.error(
            where, f"unknown intent {intent}.", "Add it under `intents:` of the domain."
        )


def _require_slot(file: YamlFile[Any], where: Path_, slot: str, domain: Domain) -> None:
    if slot not in domain.slots:
        raise file.error(where, f"unknown slot {slot}.", "Add it under `slots:` of the domain.")


def _require_form(file: YamlFile[Any], where: Path_, form: str, domain: Domain) -> None:
    if form not in domain.forms:
        raise file.error(where, f"unknown form {form}.", "Add it under `forms:` of the domain.")


def _require_action(file: YamlFile[Any], where: Path_, action: str, domain: Domain) -> None:
    known = domain.actions | domain.responses.keys() | domain.forms.keys()
    if action not in known | SUPPORTED_DEFAULT_ACTIONS:
        raise file.error(
            where,
            f"unknown action {action}.",
            "Add it under `actions:`, `responses:` or `forms:` of the domain.",
        )
