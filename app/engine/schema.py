"""The shape of the Rasa files that the engine accepts. An unknown key is an error."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, JsonValue


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


Version = Literal["3.1"]


def _as_list(value: Any) -> Any:
    return value if isinstance(value, list) else [value]


Names = Annotated[list[str], BeforeValidator(_as_list)]


class ConditionShape(_Strict):
    active_loop: str | None
    requested_slot: str | None = None


class MappingShape(_Strict):
    type: Literal["from_entity", "from_intent", "from_trigger_intent", "from_text", "custom"]
    entity: str | None = None
    role: str | None = None
    group: str | None = None
    value: JsonValue = None
    intent: Names = Field(default_factory=list)
    not_intent: Names = Field(default_factory=list)
    conditions: list[ConditionShape] = Field(default_factory=list)


class SlotShape(_Strict):
    type: Literal["text", "bool", "categorical", "float", "list", "any"]
    initial_value: JsonValue = None
    values: list[JsonValue] = Field(default_factory=list)
    influence_conversation: bool = True
    mappings: list[MappingShape]


class ResponseConditionShape(_Strict):
    type: Literal["slot"]
    name: str
    value: JsonValue = None


class ButtonShape(_Strict):
    title: str
    payload: str


class ResponseShape(_Strict):
    text: str | None = None
    buttons: list[ButtonShape] = Field(default_factory=list)
    custom: dict[str, JsonValue] = Field(default_factory=dict)
    image: str | None = None
    attachment: JsonValue = None
    channel: str | None = None
    condition: list[ResponseConditionShape] = Field(default_factory=list)


class FormShape(_Strict):
    required_slots: list[str]
    ignored_intents: Names = Field(default_factory=list)


class SessionShape(_Strict):
    session_expiration_time: float = Field(default=60, ge=0)
    carry_over_slots_to_new_session: bool = True


class EntityDetailShape(_Strict):
    roles: list[str] = Field(default_factory=list)
    groups: list[str] = Field(default_factory=list)


class DomainShape(_Strict):
    version: Version
    intents: list[str] = Field(default_factory=list)
    entities: list[str | dict[str, EntityDetailShape]] = Field(default_factory=list)
    slots: dict[str, SlotShape] = Field(default_factory=dict)
    responses: dict[str, list[ResponseShape]] = Field(default_factory=dict)
    actions: list[str] = Field(default_factory=list)
    forms: dict[str, FormShape] = Field(default_factory=dict)
    session_config: SessionShape | None = None


SlotChecks = Annotated[list[str | dict[str, JsonValue]], Field(min_length=1)]


class IntentShape(_Strict):
    intent: str


class OrShape(_Strict):
    or_: list[IntentShape] = Field(alias="or", min_length=1)


class ActionShape(_Strict):
    action: str


class SlotWasSetShape(_Strict):
    slot_was_set: SlotChecks


class ActiveLoopShape(_Strict):
    active_loop: str | None


def _step_shape(value: Any) -> Any:
    """Pick the shape by the step's key, so that an error names that shape only."""
    shapes: dict[str, type[_Strict]] = {
        "intent": IntentShape,
        "or": OrShape,
        "action": ActionShape,
        "slot_was_set": SlotWasSetShape,
        "active_loop": ActiveLoopShape,
    }
    if not isinstance(value, dict) or not (keys := shapes.keys() & value.keys()):
        raise ValueError("a step is one of intent, or, action, slot_was_set, active_loop")
    return shapes[min(keys)].model_validate(value)


Step = Annotated[
    IntentShape | OrShape | ActionShape | SlotWasSetShape | ActiveLoopShape,
    BeforeValidator(_step_shape),
]


class RuleShape(_Strict):
    rule: str
    condition: list[Step] = Field(default_factory=list)
    steps: list[Step] = Field(min_length=1)
    conversation_start: bool = False
    wait_for_user_input: bool = True


class RulesShape(_Strict):
    version: Version
    rules: list[RuleShape]


class NluItemShape(_Strict):
    intent: str | None = None
    synonym: str | None = None
    regex: str | None = None
    lookup: str | None = None
    examples: str


class NluShape(_Strict):
    version: Version
    nlu: list[NluItemShape]
