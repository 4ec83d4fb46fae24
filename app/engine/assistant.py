"""What an assistant consists of, once its files are read: plain, frozen data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

SUPPORTED_DEFAULT_ACTIONS = frozenset(
    {
        "action_listen",
        "action_restart",
        "action_session_start",
        "action_default_fallback",
        "action_deactivate_loop",
    }
)
FALLBACK_INTENT = "nlu_fallback"


@dataclass(frozen=True)
class StateCheck:
    """A condition on the state: slots with the values they must have, or the active loop."""

    slots: tuple[tuple[str, Any], ...] = ()
    checks_loop: bool = False
    active_loop: str | None = None


@dataclass(frozen=True)
class ActionStep:
    """An action that a rule asks for."""

    name: str


@dataclass(frozen=True)
class Rule:
    """What to do in a situation. `intents` empty means: no user message starts it."""

    name: str
    conditions: tuple[StateCheck, ...]
    intents: frozenset[str]
    steps: tuple[ActionStep | StateCheck, ...]
    conversation_start: bool = False
    wait_for_user_input: bool = True


@dataclass(frozen=True)
class MappingCondition:
    """A slot mapping applies only in this loop, and there only for this requested slot."""

    active_loop: str | None
    requested_slot: str | None = None


@dataclass(frozen=True)
class SlotMapping:
    """One way in which a message fills a slot."""

    type: str
    entity: str | None = None
    role: str | None = None
    group: str | None = None
    value: Any = None
    intents: frozenset[str] = frozenset()
    not_intents: frozenset[str] = frozenset()
    conditions: tuple[MappingCondition, ...] = ()


@dataclass(frozen=True)
class Slot:
    """A thing to remember. `values` limits a categorical slot."""

    name: str
    type: str
    initial: Any = None
    values: tuple[Any, ...] = ()
    mappings: tuple[SlotMapping, ...] = ()


@dataclass(frozen=True)
class Response:
    """One variation of something to say."""

    text: str | None = None
    buttons: tuple[Mapping[str, Any], ...] = ()
    custom: Mapping[str, Any] = field(default_factory=dict)
    image: str | None = None
    attachment: Any = None
    channel: str | None = None
    conditions: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True)
class Form:
    """Slots to ask for, one by one."""

    name: str
    required_slots: tuple[str, ...]
    ignored_intents: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Domain:
    """The world the assistant lives in."""

    intents: frozenset[str]
    entities: frozenset[str]
    slots: Mapping[str, Slot]
    responses: Mapping[str, tuple[Response, ...]]
    actions: frozenset[str]
    forms: Mapping[str, Form]
    session_expiration_minutes: float
    carry_over_slots: bool
    raw: Mapping[str, Any]
    """The domain as Rasa sends it to an action server."""

    @property
    def initial_slots(self) -> dict[str, Any]:
        return {slot.name: slot.initial for slot in self.slots.values()}


@dataclass(frozen=True)
class TrainingData:
    """Sentences by intent, patterns by name, and names (synonyms, lookup tables) by entity."""

    sentences: Mapping[str, tuple[str, ...]]
    patterns: Mapping[str, tuple[str, ...]]
    synonyms: Mapping[str, str]
    lookups: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Assistant:
    """A whole assistant, checked."""

    domain: Domain
    rules: tuple[Rule, ...]
    training_data: TrainingData
    retrieval: Mapping[str, str]
    """Full retrieval intent by its key: `bol_bbl_verschil` -> `faq/bol_bbl_verschil`."""
