"""Guidance questions, answered by an article."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction
from rasa_sdk.executor import CollectingDispatcher
from sqlmodel import Session

from actions.programme import Labels
from actions.question import PROGRAMME_TOPICS, Question, points_back, read_question, topic_of_intent
from actions.reply import Reply
from actions.store import article_of_today
from actions.topic_action import Events, TopicAction, say
from actions.wording import source_facts
from knowledge.answers import ArticleAnswer
from knowledge.models import Audience
from knowledge.queries import admission

_BUTTONS = 3


class Guidance(TopicAction):
    """Answers any guidance topic from its article: the one action behind all guidance intents."""

    def __init__(self, topic: str = "") -> None:
        self.topic = topic

    def name(self) -> str:
        return "action_artikel"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, _domain: dict[str, Any]
    ) -> Events:
        topic = topic_of_intent(tracker)
        question = read_question(tracker, topic)
        if topic == "mbo_niveaus" and points_back(tracker) and question.earlier_crebo:
            return [FollowupAction("action_opleiding_duur")]
        is_about_programme = tracker.get_slot("onderwerp") in PROGRAMME_TOPICS
        names_schooling = "vmbo" in question.said and "niveau" not in question.said
        if topic == "toelating_vmbo_mbo" and is_about_programme and names_schooling:
            return [FollowupAction("action_opleiding_toelating")]
        return say(dispatcher, Guidance(topic), question)

    def answer(self, session: Session, question: Question) -> Reply:
        audience: Audience = "parent" if question.is_parent else "pupil"
        has_own_text = question.is_parent and question.length == "easier"
        length = "standard" if has_own_text else question.length  # parents: one text, plain
        found = article_of_today(self.topic, audience, length, question.today)
        labels = Labels(question)
        if found is None:
            return Reply(
                self.topic,
                "Daar heb ik nog geen antwoord op. Vraag het je mentor of je decaan.",
                [labels.button("gesprek_wat_kun_je"), labels.button("taak_mens_spreken")],
            )
        rule = _rule_that_was_asked(session, question, self.topic)
        warning = (
            "Let op: deze tekst is niet meer nagekeken. Vraag het ook je decaan." * found.stale
        )
        return Reply(
            self.topic,
            "\n\n".join(part for part in (rule, found.text, warning) if part),
            [labels.button(topic) for topic in found.next_topics[:_BUTTONS]],
            figures=_figures(found),
            sources=source_facts(found.sources),
        )


def _rule_that_was_asked(session: Session, question: Question, topic: str) -> str | None:
    """Who asks "met kader naar niveau 4?" first gets the answer to just that."""
    if topic != "toelating_vmbo_mbo":
        return None
    if not (question.vmbo and question.niveau and {"vmbo", "niveau"} <= question.said):
        return None
    rule = admission(session, question.vmbo, int(question.niveau))
    return rule.explanation if rule else None


def _figures(found: ArticleAnswer) -> list[dict[str, Any]]:
    """The facts of the text that are figures; rules and dates are no figures."""
    return [
        {
            "value": float(fact.value) if _is_number(fact.value) else fact.value,
            "unit": fact.unit,
            "indicator": fact.id,
            "programme": None,
            "crebo": None,
            "leerweg": None,
            "region": "Nederland",
            "year": fact.year,
            "kind": fact.kind,
            "source_id": fact.source.id,
            "definition": fact.definition,
        }
        for fact in found.facts
        if fact.kind != "rule" and fact.value
    ]


def _is_number(text: str) -> bool:
    return text.replace(".", "", 1).lstrip("-").isdigit()
