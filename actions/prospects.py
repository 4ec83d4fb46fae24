"""What work and wages a programme leads to."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction
from rasa_sdk.executor import CollectingDispatcher
from sqlmodel import Session

from actions.figure_action import FigureAction
from actions.question import Question, points_back, read_question
from actions.reply import Reply, button
from actions.topic_action import Events, TopicAction
from actions.wording import credit, figure_fact, source_facts, statement
from knowledge.answers import FigureAnswer, ProgrammeAnswer, SectorOutlook
from knowledge.queries import find_programmes, sector_outlook

_SECTORS_TOLD = 3
_PROGRAMMES_SHOWN = 3


class JobChance(FigureAction):
    topic = "opleiding_kans_op_werk"
    next_topics = ("opleiding_salaris", "opleiding_toekomst")


class Salary(FigureAction):
    topic = "opleiding_salaris"
    next_topics = ("opleiding_kans_op_werk", "opleiding_toelating")


class PlacementChance(FigureAction):
    topic = "opleiding_kans_op_stage"
    next_topics = ("opleiding_kans_op_werk", "stage_vinden")
    in_general = "stage_vinden"


class ApprenticeshipChance(FigureAction):
    topic = "opleiding_kans_op_leerbaan"
    next_topics = ("opleiding_kans_op_werk", "bbl_leerbaan_vinden")
    in_general = "bbl_leerbaan_vinden"


class WorkAtLevel(FigureAction):
    topic = "opleiding_werk_op_niveau"
    next_topics = ("opleiding_kans_op_werk", "opleiding_doorstroom")


class Future(FigureAction):
    topic = "opleiding_toekomst"
    next_topics = ("opleiding_kans_op_werk", "opleiding_alternatief", "vaardigheden_toekomst")


class SectorProspects(TopicAction):
    """Which sectors have much work, or how one sector does."""

    topic = "sector_vooruitzicht"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        """ "Is daar werk in?" is about the programme of before, not about sectors."""
        question = read_question(tracker, self.topic)
        if points_back(tracker) and question.earlier_crebo and "sector" not in question.said:
            return [FollowupAction("action_opleiding_kans_op_werk")]
        return super().run(dispatcher, tracker, domain)

    def answer(self, session: Session, question: Question) -> Reply:
        outlooks = sector_outlook(session, sector_id=question.sector, today=question.today)
        if question.sector is None:
            outlooks = tuple(o for o in outlooks if o.standing == "good")[:_SECTORS_TOLD]
        told = [outlook for outlook in outlooks if outlook.figures or outlook.known]
        figures = [figure for outlook in told for figure in outlook.figures[:1]]
        good = _one_programme_each(session, told, question)
        return Reply(
            question.topic,
            _outlook_text(told, question.sector is None),
            (
                *(
                    button(p.name, "opleiding_kans_op_werk", opleiding=p.crebo)
                    for p in good[:_PROGRAMMES_SHOWN]
                ),
                button("Zoek een opleiding", "opleiding_zoeken"),
            ),
            figures=[figure_fact(figure, None) for figure in figures],
            sources=source_facts([figure.source for figure in figures]),
        )


def _one_programme_each(
    session: Session, outlooks: list[SectorOutlook], question: Question
) -> list[ProgrammeAnswer]:
    """Programmes with good prospects: of one sector the first few, of several one each."""
    each = _PROGRAMMES_SHOWN if len(outlooks) == 1 else 1
    return [
        prospect.programme
        for outlook in outlooks
        for prospect in [
            prospect
            for prospect in find_programmes(session, sector_id=outlook.id, today=question.today)
            if prospect.standing == "good" and prospect.programme.niveau > 1
        ][:each]
    ]


def _outlook_text(outlooks: list[SectorOutlook], of_all: bool) -> str:
    if not outlooks:
        return "Daar heb ik geen cijfer van. Kijk op kiesmbo.nl, of vraag het je decaan."
    sentences = ["Hier wordt veel werk verwacht:"] if of_all else []
    for outlook in outlooks:
        if outlook.figures:
            sentences.append(_figure_sentence(outlook.name, outlook.figures[0], of_all))
        if outlook.known and not of_all:
            sentences.append(
                f"Van {outlook.known} opleidingen in {outlook.name} weet ik iets over werk. "
                f"Bij {outlook.good} daarvan is de kans op werk goed."
            )
    sentences.append("Kijk ook naar wat je leuk vindt.")
    return ("\n" if of_all else " ").join(sentences)


def _figure_sentence(name: str, figure: FigureAnswer, as_line: bool) -> str:
    lead = f"- {name}" if as_line else name[:1].upper() + name[1:]
    return f"{lead}: {statement(figure)} {credit(figure)}."
