"""What the user asks, put together from this message and from what was said before."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, TypeVar

from rasa_sdk import Tracker

Length = Literal["easier", "standard", "more"]
Leerweg = Literal["bol", "bbl"]
Known = TypeVar("Known", bound=str)

_NIVEAUS = ("1", "2", "3", "4")
_LEERWEGEN: tuple[Leerweg, ...] = ("bol", "bbl")

_POINTS_BACK = re.compile(r"\b(?:(?:daar|hier)\w*|(?:die|dat) (?:opleiding|werk|beroep)|dan)\b")

PROGRAMME_TOPICS = frozenset(
    {
        "beroep_naar_opleiding",
        "opleiding_alternatief",
        "opleiding_doorstroom",
        "opleiding_duur",
        "opleiding_info",
        "opleiding_kans_op_leerbaan",
        "opleiding_kans_op_stage",
        "opleiding_kans_op_werk",
        "opleiding_salaris",
        "opleiding_slagen",
        "opleiding_tevredenheid",
        "opleiding_toekomst",
        "opleiding_toelating",
        "opleiding_waar",
        "opleiding_werk_op_niveau",
    }
)
"""Topics about one programme, which is asked for when none is named."""


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
    compared: tuple[str, ...] = ()
    """The programmes that were compared last."""
    niveau: str | None = None
    leerweg: Leerweg | None = None
    region: str | None = None
    vmbo: str | None = None
    sector: str | None = None
    interest: str | None = None
    said: frozenset[str] = frozenset()
    """The kinds of things that this message names: opleiding, niveau, vmbo, ..."""
    unknown_occupation: str | None = None
    """An occupation named in this message that is none of the known programmes."""


def read_question(tracker: Tracker, topic: str, *, follows: bool = False) -> Question:
    """Read the question from the tracker.

    A niveau or leerweg from before still holds in a message that `follows` the one before, or
    that goes on about the same programme. It is let go when another programme is named, because
    "niveau 3" was said of the earlier one, and when a new search or subject begins.
    """
    said: dict[str, list[str]] = {}
    for entity in tracker.latest_message.get("entities") or []:
        said.setdefault(entity["entity"], []).append(str(entity["value"]))
    names_programme = bool(said.get("opleiding"))

    def detail(name: str) -> str | None:
        if values := set(said.get(name, [])):
            return values.pop() if len(values) == 1 else None  # "bol of bbl" chooses neither
        goes_on = follows or (topic in PROGRAMME_TOPICS and bool(tracker.get_slot("opleiding")))
        return tracker.get_slot(name) if goes_on and not names_programme else None

    occupation = said.get("onbekend_beroep", [None])[-1]
    return Question(
        topic=topic,
        said=frozenset(said),
        today=date.today(),  # noqa: DTZ011 the pupil's day, not a moment in time
        is_parent=_role(tracker) == "parent",
        crebo=None if occupation and not names_programme else tracker.get_slot("opleiding"),
        crebos=tuple(dict.fromkeys(said.get("opleiding", []))),
        earlier_crebo=tracker.get_slot("vorige_opleiding"),
        compared=tuple(tracker.get_slot("vergeleken") or ()),
        niveau=_one_of(detail("niveau"), _NIVEAUS),
        leerweg=_one_of(detail("leerweg"), _LEERWEGEN),
        region=tracker.get_slot("region"),
        vmbo=tracker.get_slot("vmbo"),
        sector=detail("sector"),
        interest=tracker.get_slot("interesse") or tracker.get_slot("gezocht"),
        unknown_occupation=occupation if not names_programme else None,
    )


def points_back(tracker: Tracker) -> bool:
    """Whether a message points to something of before: "is daar werk in", "die opleiding"."""
    return bool(_POINTS_BACK.search((tracker.latest_message.get("text") or "").lower()))


def _one_of(value: str | None, known: tuple[Known, ...]) -> Known | None:
    """A payload may say anything: what is no niveau or leerweg counts as not said."""
    return next((one for one in known if one == value), None)


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
