"""Says the responses of the domain: picks a variation and fills in slots."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from app.engine.assistant import Domain, Response
from app.engine.events import Event, bot_uttered
from app.engine.tracker import Tracker

_PLACEHOLDER = re.compile(r"\{([a-z_][a-z0-9_]*)\}")


def say(
    domain: Domain, name: str, tracker: Tracker, values: Mapping[str, Any] | None = None
) -> Event:
    """The bot event for response `name`. Variations take turns, so that a test can foresee them."""
    fitting = [r for r in domain.responses[name] if _fits(r, tracker)]
    fitting = [r for r in fitting if r.conditions] or fitting
    most_specific = [r for r in fitting if r.channel] or fitting
    if not most_specific:
        return bot_uttered(None, {})
    response = most_specific[tracker.user_turns % len(most_specific)]
    filled = {**tracker.slots, **(values or {})}
    data = {
        "buttons": [_fill(dict(button), filled) for button in response.buttons],
        "custom": _fill(dict(response.custom), filled),
        "image": response.image,
        "attachment": response.attachment,
    }
    return bot_uttered(
        _fill(response.text, filled), {key: value for key, value in data.items() if value}
    )


def _fits(response: Response, tracker: Tracker) -> bool:
    if response.channel and response.channel != tracker.latest_channel:
        return False
    return all(tracker.slots.get(name) == value for name, value in response.conditions)


def _fill(part: Any, values: Mapping[str, Any]) -> Any:
    """Fill `{slot}` in every text of `part`. A name that is no slot stays as it is."""
    if isinstance(part, str):
        return _PLACEHOLDER.sub(lambda m: str(values.get(m[1], m[0])), part)
    if isinstance(part, dict):
        return {key: _fill(value, values) for key, value in part.items()}
    if isinstance(part, list):
        return [_fill(item, values) for item in part]
    return part
