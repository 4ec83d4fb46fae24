"""The one shape of an action that answers a topic: read the question, answer it, remember it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import replace
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher
from sqlmodel import Session

from actions.question import Length, Question, read_question
from actions.reply import Reply
from actions.store import knowledge
from knowledge.queries import programme_by_crebo

Events = list[dict[str, Any]]

_COMPARISON = "opleiding_vergelijken"


class TopicAction(Action, ABC):  # type: ignore[misc]
    """Answers one topic of the catalogue. A subclass names the topic and says the answer.

    rasa-sdk registers every subclass that is not abstract.
    """

    topic: str

    def name(self) -> str:
        return f"action_{self.topic}"

    @abstractmethod
    def answer(self, session: Session, question: Question) -> Reply:
        """The answer to `question`, from the knowledge store alone."""

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, _domain: dict[str, Any]
    ) -> Events:
        return say(dispatcher, self, read_question(tracker, self.topic))


def say(dispatcher: CollectingDispatcher, action: TopicAction, question: Question) -> Events:
    """Say the answer of `action`, and remember what it was about."""
    with knowledge() as session:
        reply = action.answer(session, question)
        missing_niveau = _missing_niveau(session, question, reply)
    if missing_niveau:
        reply = replace(reply, text=f"{missing_niveau} {reply.text}")
    reply.say(dispatcher)
    crebo, name = reply.programme or (None, None)
    kept = None if question.unknown_occupation else question.earlier_crebo
    is_chosen = bool(name) or reply.topic == "opleiding_zoeken"  # to explain bbl chooses nothing
    return [
        SlotSet("onderwerp", reply.topic),
        SlotSet("wacht_op_opleiding", None if reply.programme else question.topic),
        SlotSet("opleiding", crebo or kept),
        SlotSet("vorige_opleiding", crebo or kept),
        *([SlotSet("opleiding_naam", name)] if name or not kept else []),
        SlotSet("niveau", None if missing_niveau or not is_chosen else question.niveau),
        SlotSet("leerweg", question.leerweg if is_chosen else None),
        SlotSet("aanbod", reply.buttons[0].payload if reply.buttons else None),
        SlotSet("niet_begrepen_keer", 0),
    ]


def _missing_niveau(session: Session, question: Question, reply: Reply) -> str | None:
    """What to say when the trade does not exist at the niveau that was asked for."""
    if question.niveau is None or reply.programme is None or reply.topic == _COMPARISON:
        return None
    found = programme_by_crebo(session, reply.programme[0])
    if found is None or str(found.programme.niveau) == question.niveau:
        return None
    return f"Op niveau {question.niveau} ken ik die opleiding niet."


def again(action: TopicAction, tracker: Tracker, length: Length) -> Question:
    """The question of before once more, to be answered shorter or longer."""
    return replace(read_question(tracker, action.topic, follows=True), length=length)
