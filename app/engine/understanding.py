"""What was understood of one message, and its form in Rasa's JSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Entity:
    """A name found in a message. `start` and `end` count characters of the message as typed."""

    entity: str
    value: str
    start: int
    end: int
    extractor: str

    def as_rasa(self) -> dict[str, Any]:
        return {
            "entity": self.entity,
            "start": self.start,
            "end": self.end,
            "confidence_entity": 1.0,
            "value": self.value,
            "extractor": self.extractor,
        }


@dataclass(frozen=True)
class Understanding:
    """The intent with its probability of being right (0 to 1), the runners-up and the entities.

    Guidance topics are retrieval intents and carry their full name: `faq/bol_bbl_verschil`.
    """

    intent: str
    confidence: float
    ranking: tuple[tuple[str, float], ...] = ()
    entities: tuple[Entity, ...] = ()

    def as_rasa(self, text: str) -> dict[str, Any]:
        """The form of a Rasa parse. `response_selector` keeps a retrieval intent's full name."""
        group, _, key = self.intent.partition("/")
        selector: Mapping[str, Any] = {}
        if key:
            response = {"intent_response_key": self.intent, "confidence": self.confidence}
            selector = {group: {"response": response}}
        return {
            "text": text,
            "intent": {"name": group, "confidence": self.confidence},
            "entities": [entity.as_rasa() for entity in self.entities],
            "intent_ranking": [
                {"name": name, "confidence": confidence} for name, confidence in self.ranking
            ],
            "response_selector": selector,
        }


Understand = Callable[[str], Understanding]
