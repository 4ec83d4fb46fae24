"""Finding programmes: by interest, beside each other, near each other, from an occupation."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from rasa_sdk import FormValidationAction, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher
from sqlmodel import Session

from actions.programme import Labels, programme_of
from actions.programme_action import ProgrammeAction
from actions.question import Question, read_question
from actions.reply import Button, Reply, button
from actions.store import knowledge
from actions.topic_action import Events, TopicAction
from actions.wording import (
    credit,
    figure_fact,
    in_sentence,
    source_facts,
    spoken_value,
    statement,
)
from knowledge.answers import ComparisonRow, FigureAnswer, ProgrammeAnswer, Prospect
from knowledge.queries import (
    better_prospects,
    compare,
    family_members,
    find_programmes,
    interest_named,
    related_programmes,
)

_SHOWN = 4
_COMPARED_AT_MOST = 4
_ROWS_TOLD = 4


class Search(TopicAction):
    """Programmes that fit an interest, widened step by step when nothing fits."""

    topic = "opleiding_zoeken"

    def answer(self, session: Session, question: Question) -> Reply:
        wanted = question.interest or question.sector or ""
        found, widened = _find(session, wanted, question)
        if not found:
            return Reply(
                question.topic,
                "Daar vind ik geen opleiding bij. Zeg het eens anders, met iets wat je leuk vindt.",
                (
                    button("Techniek", self.topic, interesse="techniek"),
                    button("Mensen helpen", self.topic, interesse="zorg"),
                    button("Dieren en groen", self.topic, interesse="dieren"),
                ),
            )
        opening = f"{widened}Deze opleidingen passen daarbij:"
        return _programme_list(question, opening, found[:_SHOWN])

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        """The interest has been used: the next search asks anew, a follow-up remembers it."""
        events = super().run(dispatcher, tracker, domain)
        return [*events, SlotSet("interesse", None), SlotSet("gezocht", _sought(tracker))]


def _sought(tracker: Tracker) -> Any:
    return tracker.get_slot("interesse") or tracker.get_slot("gezocht")


class ValidateSearch(FormValidationAction):  # type: ignore[misc]
    """An interest counts when it leads to programmes."""

    def name(self) -> str:
        return "validate_zoek_form"

    def validate_interesse(
        self, value: str, dispatcher: CollectingDispatcher, tracker: Tracker, _domain: Any
    ) -> dict[str, str | None]:
        question = read_question(tracker, Search.topic)
        with knowledge() as session:
            found, _ = _find(session, value, question)
        if found:
            return {"interesse": value}
        dispatcher.utter_message(text="Daar ken ik nog geen opleidingen bij.")
        return {"interesse": None}


class Compare(TopicAction):
    """Two to four programmes side by side, on the figures that there are."""

    topic = "opleiding_vergelijken"

    def answer(self, session: Session, question: Question) -> Reply:
        crebos = list(question.crebos or question.compared)
        if len(crebos) == 1 and question.earlier_crebo and question.earlier_crebo not in crebos:
            crebos.insert(0, question.earlier_crebo)
        if len(crebos) < 2:
            return Reply(
                question.topic,
                "Welke twee opleidingen zal ik naast elkaar zetten? "
                "Typ bijvoorbeeld: timmerman en metselaar.",
                (
                    button("Timmerman en metselaar", self.topic, opleiding=["25829", "25786"]),
                    button("Zoek een opleiding", "opleiding_zoeken"),
                ),
            )
        comparison = compare(
            session, _at_niveau(session, question, crebos[:_COMPARED_AT_MOST]), today=question.today
        )
        programmes, rows = comparison.programmes, comparison.rows[:_ROWS_TOLD]
        lines = [_comparison_line(row, programmes) for row in rows] or [
            "Van deze opleidingen heb ik geen cijfers om te vergelijken."
        ]
        figures = [
            (finding.figure, programme)
            for row in rows
            for finding, programme in zip(row.findings, programmes, strict=True)
            if finding
        ]
        names = " en ".join(_with_niveau(programme) for programme in programmes)
        return Reply(
            question.topic,
            "\n".join([f"Dit weet ik van {names}:", *lines]),
            [button(p.name, "opleiding_info", opleiding=p.crebo) for p in programmes],
            figures=[figure_fact(figure, programme) for figure, programme in figures],
            sources=source_facts(
                [figure.source for figure, _ in figures] or [p.source for p in programmes]
            ),
            programme=(programmes[0].crebo, programmes[0].name) if programmes else None,
            extra={"programmes": [{"crebo": p.crebo, "name": p.name} for p in programmes]},
        )

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        events = super().run(dispatcher, tracker, domain)
        named = read_question(tracker, self.topic).crebos
        return [*events, SlotSet("vergeleken", list(named))] if len(named) > 1 else events


class Alternatives(ProgrammeAction):
    """Related programmes, those with better prospects first. It informs and does not push."""

    topic = "opleiding_alternatief"

    def answer_about(
        self, session: Session, question: Question, programme: ProgrammeAnswer
    ) -> Reply:
        better = better_prospects(session, programme.crebo, today=question.today)
        found = better or related_programmes(session, programme.crebo, today=question.today)
        name = in_sentence(programme.name)
        opening = (
            f"Dit lijkt op {name}, en hier is meer werk:" if better else f"Dit lijkt op {name}:"
        )
        reply = _programme_list(question, opening, found[:_SHOWN])
        return Reply(
            reply.topic,
            reply.text,
            reply.buttons,
            reply.figures,
            reply.sources,
            programme=(programme.crebo, programme.name),
        )


class OccupationToProgramme(ProgrammeAction):
    """Which programme leads to an occupation, at each niveau it has."""

    topic = "beroep_naar_opleiding"

    def answer_about(
        self, session: Session, question: Question, programme: ProgrammeAnswer
    ) -> Reply:
        members = family_members(session, programme.crebo)
        routes = "\n".join(f"- {_with_niveau(member)}" for member in members)
        opening = (
            f"Daarvoor doe je de opleiding {programme.name}. Dat is niveau {programme.niveau}."
            if len(members) <= 1
            else f"Daarvoor zijn er opleidingen op meer niveaus:\n{routes}"
        )
        labels = Labels(question)
        topics = ("opleiding_toelating", "opleiding_kans_op_werk", "opleiding_duur")
        return Reply(
            question.topic,
            f"{opening}\n{programme.description}",
            [labels.button(topic, programme) for topic in topics],
            sources=source_facts([programme.source]),
            programme=(programme.crebo, programme.name),
        )


def _at_niveau(session: Session, question: Question, crebos: list[str]) -> list[str]:
    """The programmes compared before, at the niveau asked for now where their trade has it."""
    if question.crebos:
        return crebos
    found = [programme_of(session, replace(question, crebo=crebo)) for crebo in crebos]
    return [programme.crebo for programme in found if programme]


def _find(session: Session, wanted: str, question: Question) -> tuple[tuple[Prospect, ...], str]:
    """Programmes for every wish; else without leerweg, else without niveau, and what was let go."""
    level = int(question.niveau) if question.niveau and question.niveau.isdigit() else None
    leerweg: Any = question.leerweg
    is_interest = interest_named(session, wanted) is not None
    attempts: list[tuple[int | None, Any, str]] = [
        (level, leerweg, ""),
        (level, None, f"In de {leerweg} vind ik niks. "),
        (None, None, f"Op niveau {level} vind ik niks. "),
    ]
    for niveau, way, said in attempts:
        found = find_programmes(
            session,
            interest=wanted if is_interest else None,
            sector_id=None if is_interest else wanted or None,
            niveau=niveau,
            leerweg=way,
            today=question.today,
        )
        if found:
            return found, said
    return (), ""


def _programme_list(question: Question, opening: str, found: tuple[Prospect, ...]) -> Reply:
    lines, figures, buttons = [], list[tuple[FigureAnswer, ProgrammeAnswer]](), list[Button]()
    for prospect in found:
        programme = prospect.programme
        told = prospect.figures[:1]
        said = "".join(f": {statement(figure)} {credit(figure)}" for figure in told)
        lines.append(f"- {_with_niveau(programme)}{said}")
        figures += [(figure, programme) for figure in told]
        buttons.append(button(programme.name, "opleiding_info", opleiding=programme.crebo))
    return Reply(
        question.topic,
        "\n".join([opening, *lines]),
        buttons,
        figures=[figure_fact(figure, programme) for figure, programme in figures],
        sources=source_facts(
            [
                *(figure.source for figure, _ in figures),
                *(prospect.programme.source for prospect in found),
            ]
        ),
        extra={
            "programmes": [{"crebo": p.programme.crebo, "name": p.programme.name} for p in found]
        },
    )


def _comparison_line(row: ComparisonRow, programmes: tuple[ProgrammeAnswer, ...]) -> str:
    """One indicator for all; a figure that is not the programme's own is named as what it is."""
    cells = []
    for programme, finding in zip(programmes, row.findings, strict=True):
        if finding is None:
            value = "geen cijfer"
        elif finding.relation == "own":
            value = f"{spoken_value(finding.figure)} {credit(finding.figure)}"
        else:
            subject = in_sentence(finding.figure.subject)
            value = f"{spoken_value(finding.figure)}, van {subject} {credit(finding.figure)}"
        cells.append(f"{in_sentence(programme.name)}: {value}")
    return f"- {row.name}. {'; '.join(cells)}."


def _with_niveau(programme: ProgrammeAnswer) -> str:
    return f"{in_sentence(programme.name)} (niveau {programme.niveau})"
