"""Messages that say their intent themselves, as buttons do: `/intent{"entity": "value"}`."""

from __future__ import annotations

import json
import re

from app.engine.assistant import FALLBACK_INTENT, Assistant
from app.engine.understanding import Entity, Understanding

_PAYLOAD = re.compile(r"/(?P<intent>[a-z][a-z0-9_/]*)(?:\s*(?P<entities>\{.*\}))?\s*", re.DOTALL)


def read_payload(text: str, assistant: Assistant) -> Understanding | None:
    """Read a payload, or return None where `text` has not the form of one.

    A guidance topic may be named without its group: `/bol_bbl_verschil`. A payload that this
    assistant does not know is not understood; it is no sentence to guess at.
    """
    if not (match := _PAYLOAD.fullmatch(text)):
        return None
    intent = assistant.retrieval.get(match["intent"], match["intent"])
    known = intent in assistant.training_data.sentences or intent in assistant.domain.intents
    entities = _entities(match["entities"] or "{}", match.start("entities"), match.end("entities"))
    if not known or entities is None:
        return Understanding(FALLBACK_INTENT, 0.0)
    return Understanding(intent, 1.0, ranking=((intent, 1.0),), entities=entities)


def _entities(block: str, start: int, end: int) -> tuple[Entity, ...] | None:
    try:
        named = json.loads(block)
    except (ValueError, RecursionError):
        return None
    entities = []
    for name, values in named.items():
        for value in values if isinstance(values, list) else [values]:
            if not isinstance(value, str | int | float):
                return None
            named_so, said = _sendable(name), _sendable(str(value))
            entities.append(Entity(named_so, said, max(start, 0), max(end, 0), "payload"))
    return tuple(entities)


def _sendable(text: str) -> str:
    """Without what JSON can spell but no reply can hold: NUL and halves of characters."""
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")
