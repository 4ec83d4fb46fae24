"""What a programme is, how to get in, how long it takes, and how its students fare."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction
from rasa_sdk.executor import CollectingDispatcher
from sqlmodel import Session

from actions.figure_action import FigureAction
from actions.guidance import Guidance
from actions.programme import Labels
from actions.programme_action import ProgrammeAction, niveau_button
from actions.question import PROGRAMME_TOPICS, Question
from actions.reply import Reply, button
from actions.topic_action import Events
from actions.wording import in_sentence, source_facts
from knowledge.answers import ProgrammeAnswer
from knowledge.queries import admission, family_members, niveau

_AROUND_A_BARE_NAME = 5
"""Letters beside a name, such as "als", that do not make it a question of its own."""

PRIOR_SCHOOLING = ("basis", "kader", "gl", "tl")


class Description(ProgrammeAction):
    """What a programme is: what you do, at which niveau, in bol or bbl."""

    topic = "opleiding_info"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        """A bare name also answers "over welk beroep gaat het?"."""
        waiting = tracker.get_slot("wacht_op_opleiding")
        if waiting in PROGRAMME_TOPICS and _is_bare_name(tracker.latest_message):
            return [FollowupAction("action_vervolg")]
        return super().run(dispatcher, tracker, domain)

    def answer_about(
        self, _session: Session, question: Question, programme: ProgrammeAnswer
    ) -> Reply:
        sentences = [
            programme.description,
            f"{programme.name} is een opleiding op niveau {programme.niveau}.",
            _leerwegen(programme),
        ]
        if question.length != "easier":
            sentences.append(f"Je kunt werken als {' of '.join(programme.occupations[:3])}.")
        if question.length == "more":
            sentences.append(
                f"Dit komt uit een studiegids van {programme.seen_year}. "
                "Op een andere school kan het anders zijn."
            )
        labels = Labels(question)
        topics = ("opleiding_kans_op_werk", "opleiding_salaris", "opleiding_toelating")
        return Reply(
            question.topic,
            " ".join(sentences),
            [labels.button(topic, programme) for topic in topics],
            sources=source_facts([programme.source]),
            programme=(programme.crebo, programme.name),
        )


class Duration(ProgrammeAction):
    """How long it takes: by niveau, since schools differ per programme."""

    topic = "opleiding_duur"

    def answer_about(
        self, session: Session, question: Question, programme: ProgrammeAnswer
    ) -> Reply:
        rule = niveau(session, programme.niveau)
        duration = f"Een opleiding op {rule.name} duurt meestal {rule.duration}." if rule else ""
        sources = [programme.source, *([rule.source] if rule else [])]
        labels = Labels(question)
        others = [m for m in family_members(session, programme.crebo) if m != programme]
        return Reply(
            question.topic,
            f"{programme.name} is niveau {programme.niveau}. {duration} {_leerwegen(programme)} "
            "Per school kan het anders zijn.",
            (
                labels.button("opleiding_toelating", programme),
                labels.button("mbo_niveaus"),
                *map(niveau_button, others[:1]),
            ),
            sources=source_facts(sources),
            programme=(programme.crebo, programme.name),
        )


class Schools(ProgrammeAction):
    """Where a programme is taught. The store holds no offer of schools yet, and says so."""

    topic = "opleiding_waar"

    def answer_about(
        self, _session: Session, question: Question, programme: ProgrammeAnswer
    ) -> Reply:
        place = f" in de regio {question.region}" if question.region else ""
        labels = Labels(question)
        return Reply(
            question.topic,
            f"Ik heb nog geen lijst van scholen met {in_sentence(programme.name)}{place}. "
            "Op kiesmbo.nl kun je zoeken op je woonplaats. Je decaan weet het vaak ook.",
            [
                labels.button(topic, programme)
                for topic in ("opleiding_info", "studiekeuze_open_dag", "opleiding_kans_op_werk")
            ],
            programme=(programme.crebo, programme.name),
        )


class Admission(ProgrammeAction):
    """Whether one's schooling gives access to a programme."""

    topic = "opleiding_toelating"

    def answer(self, session: Session, question: Question) -> Reply:
        if question.vmbo and {"vmbo", "niveau"} <= question.said and not question.crebos:
            return Guidance("toelating_vmbo_mbo").answer(session, question)
        return super().answer(session, question)

    def answer_about(
        self, session: Session, question: Question, programme: ProgrammeAnswer
    ) -> Reply:
        labels = Labels(question)
        rule = admission(session, question.vmbo, programme.niveau) if question.vmbo else None
        opening = f"{programme.name} is niveau {programme.niveau}."
        if rule is None:
            allowed = _admitted_priors(session, programme)
            return Reply(
                question.topic,
                f"{opening} {allowed} Wat doe jij nu?",
                [
                    button(f"Ik doe {prior}", self.topic, vmbo=prior, opleiding=programme.crebo)
                    for prior in PRIOR_SCHOOLING
                ],
                sources=source_facts([programme.source]),
                programme=(programme.crebo, programme.name),
            )
        lower = [m for m in family_members(session, programme.crebo) if m.niveau < programme.niveau]
        return Reply(
            question.topic,
            f"{opening} {rule.explanation} Zo stond het in de regels van {rule.year}. "
            "Vraag de mbo-school of er nog iets nodig is.",
            (
                *(niveau_button(m) for m in lower[-1:] if rule.admitted != "yes"),
                labels.button("toelating_aanmelden"),
                labels.button("opleiding_duur", programme),
            ),
            sources=source_facts([rule.source, programme.source]),
            programme=(programme.crebo, programme.name),
        )


class Graduates(FigureAction):
    topic = "opleiding_slagen"
    next_topics = ("opleiding_tevredenheid", "opleiding_kans_op_werk")


class Satisfaction(FigureAction):
    topic = "opleiding_tevredenheid"
    next_topics = ("opleiding_slagen", "studiekeuze_open_dag")


class FurtherStudy(FigureAction):
    topic = "opleiding_doorstroom"
    next_topics = ("mbo_naar_hbo", "mbo_stapelen")
    in_general = "mbo_naar_hbo"


def _is_bare_name(message: dict[str, Any]) -> bool:
    """Whether a message says a name and hardly anything else."""
    named = sum(entity["end"] - entity["start"] for entity in message.get("entities") or [])
    return len(str(message.get("text") or "").strip()) - int(named) <= _AROUND_A_BARE_NAME


def _leerwegen(programme: ProgrammeAnswer) -> str:
    if len(programme.leerwegen) == 1:
        return f"Je doet het in de {programme.leerwegen[0]}."
    return "Het kan in bol en in bbl. Niet elke school heeft ze allebei."


def _admitted_priors(session: Session, programme: ProgrammeAnswer) -> str:
    admitted = [
        prior
        for prior in PRIOR_SCHOOLING
        if (rule := admission(session, prior, programme.niveau)) and rule.admitted == "yes"
    ]
    if not admitted:
        return "Dat is voor wie geen diploma van het vmbo heeft."
    *first, last = admitted
    return f"Je mag erin met vmbo {', '.join(first) + ' of ' if first else ''}{last}."
