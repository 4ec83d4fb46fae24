"""What the user asks, put together from this message and from what was said before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from rasa_sdk import Tracker

Length = Literal["easier", "standard", "more"]


@dataclass(frozen=True)
class Question:
    """A question about the subject matter. None stands for: not said."""

    topic: str
    today: date
    is_parent: bool = False
    length: Length = "standard"
    crebo: str | None = None
    crebos: tuple[str, ...] = ()
    """All programmes named in this message, in order."""
    earlier_crebo: str | None = None
    """The programme that the talk was about before this message."""
    niveau: str | None = None
    leerweg: str | None = None
    region: str | None = None
    vmbo: str | None = None
    sector: str | None = None
    interest: str | None = None
    said: frozenset[str] = frozenset()
    """The kinds of things that this message names: opleiding, niveau, vmbo, ..."""
    unknown_occupation: str | None = None
    """An occupation named in this message that is none of the known programmes."""


def read_question(tracker: Tracker, topic: str) -> Question:
    """Read the question from the tracker.

    A niveau, leerweg or sector from before is let go when this message names another programme
    without it, because "niveau 3" was said of the earlier one.
    """
    said: dict[str, list[str]] = {}
    for entity in tracker.latest_message.get("entities") or []:
        said.setdefault(entity["entity"], []).append(str(entity["value"]))
    names_programme = bool(said.get("opleiding"))

    def detail(name: str) -> str | None:
        if values := set(said.get(name, [])):
            return values.pop() if len(values) == 1 else None  # "bol of bbl" chooses neither
        return None if names_programme else tracker.get_slot(name)

    occupation = said.get("onbekend_beroep", [None])[-1]
    return Question(
        topic=topic,
        said=frozenset(said),
        today=date.today(),  # noqa: DTZ011 the pupil's day, not a moment in time
        is_parent=_role(tracker) == "parent",
        crebo=None if occupation and not names_programme else tracker.get_slot("opleiding"),
        crebos=tuple(dict.fromkeys(said.get("opleiding", []))),
        earlier_crebo=tracker.get_slot("vorige_opleiding"),
        niveau=detail("niveau"),
        leerweg=detail("leerweg"),
        region=tracker.get_slot("region"),
        vmbo=tracker.get_slot("vmbo"),
        sector=detail("sector"),
        interest=tracker.get_slot("interesse") or tracker.get_slot("gezocht"),
        unknown_occupation=occupation if not names_programme else None,
    )


def topic_of_intent(tracker: Tracker) -> str:
    """The topic that the message asks for; a guidance topic stands in the response selector."""
    message: dict[str, Any] = tracker.latest_message
    for selector in (message.get("response_selector") or {}).values():
        response = selector.get("response") if isinstance(selector, dict) else None
        if key := (response or {}).get("intent_response_key"):
            return str(key).rpartition("/")[2]
    return str((message.get("intent") or {}).get("name"))


def _role(tracker: Tracker) -> str:
    return str((tracker.latest_message.get("metadata") or {}).get("role", "pupil"))
