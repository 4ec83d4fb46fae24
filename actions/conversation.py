"""Reactions to the answer before: more, simpler, from where, yes please, and not understood."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.guidance import Guidance
from actions.programme import Labels, programme_of
from actions.programmes import (
    Admission,
    Description,
    Duration,
    FurtherStudy,
    Graduates,
    Satisfaction,
    Schools,
)
from actions.prospects import (
    ApprenticeshipChance,
    Future,
    JobChance,
    PlacementChance,
    Salary,
    SectorProspects,
    WorkAtLevel,
)
from actions.question import Length, Question, read_question, topic_of_intent
from actions.reply import Button, Reply, button
from actions.search import Alternatives, Compare, OccupationToProgramme, Search
from actions.store import knowledge
from actions.topic_action import Events, TopicAction, again, say

LONGEST_MESSAGE = 5_000
"""Characters. A longer message is not read; the understanding has the same limit."""

_PROGRAMME_TOPICS: Mapping[str, TopicAction] = {
    action.topic: action
    for action in (
        Admission(),
        Alternatives(),
        ApprenticeshipChance(),
        Compare(),
        Description(),
        Duration(),
        Future(),
        FurtherStudy(),
        Graduates(),
        JobChance(),
        OccupationToProgramme(),
        PlacementChance(),
        Salary(),
        Satisfaction(),
        Schools(),
        Search(),
        SectorProspects(),
        WorkAtLevel(),
    )
}

_OWN_ACTION = {
    "opleiding_zoeken": "zoek_form",
    "gesprek_bron": "action_bron",
    "gesprek_uitleg": "action_uitleg",
}
"""Offers that are taken by an action or form of their own, not by an answer or fixed response."""

_DISTRESS = "veiligheid_nood"
_EXPLAIN = "gesprek_uitleg"
_HELP = (
    button("Zoek een opleiding", "opleiding_zoeken"),
    button("Wat kun je?", "gesprek_wat_kun_je"),
    button("Ik wil een mens spreken", "taak_mens_spreken"),
)


def answering(topic: str) -> TopicAction:
    """The action that answers `topic`; what is no programme question has an article."""
    return _PROGRAMME_TOPICS.get(topic) or Guidance(topic)


class SayFixed(Action):  # type: ignore[misc]
    """Says the fixed response of the intent, and remembers it as the answer of before."""

    def name(self) -> str:
        return "action_zeg"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        topic = topic_of_intent(tracker)
        if topic in ("ontkennen", "stoppen") and tracker.get_slot("onderwerp") == _DISTRESS:
            return _say_again(_DISTRESS)  # a "nee" then does not end it
        responses: dict[str, Any] = domain["responses"]
        response = f"utter_{topic}" if f"utter_{topic}" in responses else "utter_ontkennen"
        dispatcher.utter_message(response=response)
        buttons = responses[response][0].get("buttons") or [{"payload": None}]
        is_subject = topic.startswith(("taak_", "veiligheid_"))  # thanks or a greeting is none
        return [
            *([SlotSet("onderwerp", topic)] if is_subject else []),
            SlotSet("aanbod", f"/{topic}" if topic == _DISTRESS else buttons[0]["payload"]),
            SlotSet("wacht_op_opleiding", None),
            SlotSet("niet_begrepen_keer", 0),
        ]


class FollowUp(Action):  # type: ignore[misc]
    """The question of before with another detail: "en bij bbl?", "en in Rotterdam?"."""

    def name(self) -> str:
        return "action_vervolg"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, _domain: dict[str, Any]
    ) -> Events:
        said = {entity["entity"] for entity in tracker.latest_message.get("entities") or []}
        earlier = tracker.get_slot("onderwerp")
        topic = _topic_to_follow(earlier, said)
        if topic is None:
            return _say_again(earlier) or _say(dispatcher, _nothing_to_follow())
        return say(dispatcher, answering(topic), read_question(tracker, topic, follows=True))


class Confirm(Action):  # type: ignore[misc]
    """ "Ja graag" takes the first step that was offered."""

    def name(self) -> str:
        return "action_bevestigen"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, _domain: dict[str, Any]
    ) -> Events:
        offer = tracker.get_slot("aanbod")
        if not offer:
            return _say(dispatcher, _nothing_to_follow())
        topic, _, entities = offer.removeprefix("/").partition("{")
        crebo = json.loads("{" + entities)["opleiding"] if "opleiding" in entities else None
        if topic in _OWN_ACTION:
            return [FollowupAction(_OWN_ACTION[topic])]
        if _is_fixed(topic):
            return [FollowupAction(f"utter_{topic}"), SlotSet("onderwerp", topic)]
        question = read_question(tracker, topic, follows=True)
        return say(dispatcher, answering(topic), replace(question, crebo=crebo or question.crebo))


class _Again(Action, ABC):  # type: ignore[misc]
    """The answer of before in another length."""

    length: Length

    @abstractmethod
    def name(self) -> str:
        """The name by which rules call it."""

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, _domain: dict[str, Any]
    ) -> Events:
        earlier = tracker.get_slot("onderwerp")
        if repeated := _say_again(earlier):
            return repeated
        if not earlier:
            return _say(dispatcher, replace(_nothing_to_follow(), topic=_EXPLAIN))
        action = answering(earlier)
        with knowledge() as session:
            reply = action.answer(session, again(action, tracker, self.length))
        return _say(dispatcher, replace(reply, topic=_EXPLAIN))


class Simpler(_Again):
    length: Length = "easier"

    def name(self) -> str:
        return "action_uitleg"


class More(_Again):
    length: Length = "more"

    def name(self) -> str:
        return "action_meer"


class WhereFrom(Action):  # type: ignore[misc]
    """Where the answer of before comes from, and what its figure says and does not say."""

    def name(self) -> str:
        return "action_bron"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, _domain: dict[str, Any]
    ) -> Events:
        earlier = tracker.get_slot("onderwerp")
        if earlier == _DISTRESS:
            return _say_again(earlier)
        if not earlier or _is_fixed(earlier):
            question = read_question(tracker, "cijfers_uitleg")
            return say(dispatcher, Guidance("cijfers_uitleg"), question)
        action = answering(earlier)
        with knowledge() as session:
            reply = action.answer(session, read_question(tracker, earlier, follows=True))
        return _say(dispatcher, _origin(reply))


class NotUnderstood(Action):  # type: ignore[misc]
    """Asks which of two was meant; then asks to rephrase; then offers a person."""

    def name(self) -> str:
        return "action_niet_begrepen"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, _domain: dict[str, Any]
    ) -> Events:
        times = int(tracker.get_slot("niet_begrepen_keer") or 0)
        question = read_question(tracker, "niet_begrepen")
        options = _options(tracker, question)
        if len(tracker.latest_message.get("text") or "") > LONGEST_MESSAGE:
            reply = Reply("niet_begrepen", "Dit is te lang voor mij. Stel je vraag kort.", _HELP)
        elif options and times % 2 == 0:
            reply = Reply(
                "niet_begrepen",
                "Dat weet ik niet zeker. Bedoel je dit?",
                (*options.values(), button("Iets anders", "gesprek_wat_kun_je")),
                options=tuple(options),
            )
        elif times < 2:
            reply = Reply(
                "niet_begrepen",
                "Dat snap ik niet goed. Kun je het met andere woorden zeggen?",
                _HELP,
            )
        else:
            reply = Reply(
                "niet_begrepen",
                "Ik kom er niet uit. Je decaan of mentor kan je vast helpen. "
                "Ik weet veel van opleidingen, werk, stage en aanmelden.",
                _HELP,
            )
        reply.say(dispatcher)
        return [SlotSet("niet_begrepen_keer", times + 1), SlotSet("aanbod", None)]


def _is_fixed(topic: str) -> bool:
    """Whether a topic is answered by a fixed response of the domain."""
    return topic.startswith(("gesprek_", "taak_", "veiligheid_", "buiten_"))


def _say_again(topic: str | None) -> Events:
    """Say a fixed response once more; nothing when the answer of before was none."""
    return [FollowupAction(f"utter_{topic}")] if topic and _is_fixed(topic) else []


def _say(dispatcher: CollectingDispatcher, reply: Reply) -> Events:
    reply.say(dispatcher)
    return [SlotSet("niet_begrepen_keer", 0)]


def _topic_to_follow(earlier: str | None, said: set[str]) -> str | None:
    """The topic to answer again. A bare name asks what that is, a bare detail what it means."""
    names_programme = bool(said & {"opleiding", "onbekend_beroep"})
    is_about_programmes = earlier in _PROGRAMME_TOPICS
    if names_programme and not is_about_programmes:
        return "opleiding_info"
    if earlier == "sector_vooruitzicht" and "sector" in said:
        return earlier
    if said & {"interesse", "sector"} and not names_programme:
        return "opleiding_zoeken"
    if earlier and not _is_fixed(earlier):
        return earlier
    alone = {"leerweg": "bol_bbl_verschil", "niveau": "mbo_niveaus", "vmbo": "toelating_vmbo_mbo"}
    return next((topic for detail, topic in alone.items() if detail in said), None)


def _nothing_to_follow() -> Reply:
    return Reply(
        "niet_begrepen", "Waar wil je iets over weten? Noem een beroep of een opleiding.", _HELP
    )


def _origin(reply: Reply) -> Reply:
    if not reply.sources:
        text = "Dat is een gewone uitleg van mij, zonder cijfers. Vraag je decaan of het klopt."
    elif reply.figures:
        figure = reply.figures[0]
        source = next(s for s in reply.sources if s["id"] == figure["source_id"])
        kind = "gemeten" if figure["kind"] == "measured" else "een verwachting"
        about = [figure.get("definition"), figure.get("does_not_say")]
        text = (
            f"Dat komt van {source['publisher']}: {source['title']}. Het gaat over "
            f"{figure['year']} en is {kind}. {' '.join(part for part in about if part)}"
        )
    else:
        names = [f"{source['publisher']} ({source['year']})" for source in reply.sources]
        text = f"Dat komt van {', '.join(dict.fromkeys(names))}."
    return Reply(
        "cijfers_uitleg",
        text.strip(),
        (
            button("Wat zeggen cijfers wel en niet?", "cijfers_uitleg"),
            button("Stel een andere vraag", "gesprek_wat_kun_je"),
        ),
        figures=reply.figures[:1],
        sources=reply.sources,
    )


def _options(tracker: Tracker, question: Question) -> dict[str, Button]:
    """The two likeliest topics that have a button; none when nothing was readable."""
    ranking = tracker.latest_message.get("intent_ranking") or []
    with knowledge() as session:
        labels = Labels(question)
        programme = programme_of(session, question)
        topics = [rank["name"].rpartition("/")[2] for rank in ranking]
        likely = [t for t in topics if t in labels and labels.group(t) in "ABC"]
        return {topic: labels.button(topic, programme) for topic in likely[:2]}
