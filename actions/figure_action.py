"""Answers a question that asks for one figure about one programme."""

from __future__ import annotations

from abc import abstractmethod

from sqlmodel import Session

from actions.programme import Labels
from actions.programme_action import ProgrammeAction, niveau_button
from actions.question import Question
from actions.reply import Button, Reply, button
from actions.wording import (
    companion_sentence,
    figure_fact,
    figure_line,
    found_sentences,
    in_sentence,
    meaning,
    source_facts,
    verdict,
)
from knowledge.answers import FigureAnswer, Finding, ProgrammeAnswer
from knowledge.queries import all_figures, family_members, figure_for

_WORK = "opleiding_kans_op_werk"
_LINES = 6
_OWN = ("own", "other_region", "other_leerweg")


class FigureAction(ProgrammeAction):
    """The best figure there is, named as what it is. A subclass names the topic and ways on."""

    @property
    @abstractmethod
    def next_topics(self) -> tuple[str, ...]:
        """What to offer after the answer."""

    def answer_about(
        self, session: Session, question: Question, programme: ProgrammeAnswer
    ) -> Reply:
        finding = figure_for(
            session,
            self.topic,
            programme.crebo,
            leerweg=question.leerweg,
            region=question.region,
            today=question.today,
        )
        buttons = self._buttons(question, programme, session)
        if finding is None:
            return Reply(
                question.topic,
                f"Van {in_sentence(programme.name)} heb ik hier geen cijfer van. "
                "Kijk op kiesmbo.nl, of vraag het je decaan.",
                buttons,
                programme=(programme.crebo, programme.name),
            )
        sentences = _sentences(finding, programme, question)
        figures = [finding.figure, *([finding.companion] if finding.companion else [])]
        if question.length == "more":
            lines = _lines(session, self.topic, programme, question, finding)
            sentences += [figure_line(figure) for figure in lines]
            figures += lines
        if question.length == "easier":
            figures = figures[:1]
        is_own = finding.relation in _OWN
        return Reply(
            question.topic,
            _joined(sentences),
            buttons,
            figures=[
                figure_fact(figure, programme if is_own and figure is finding.figure else None)
                for figure in figures
            ],
            sources=source_facts([figure.source for figure in figures]),
            programme=(programme.crebo, programme.name),
        )

    def _buttons(
        self, question: Question, programme: ProgrammeAnswer, session: Session
    ) -> tuple[Button, ...]:
        labels = Labels(question)
        others = [
            niveau_button(member)
            for member in family_members(session, programme.crebo)
            if member.niveau != programme.niveau
        ]
        ways_on = [labels.button(topic, programme) for topic in self.next_topics]
        return (*ways_on[:2], *others[:1], button("Waar komt dit vandaan?", "gesprek_bron"))


def _sentences(finding: Finding, programme: ProgrammeAnswer, question: Question) -> list[str]:
    sentences = found_sentences(finding, programme, question.leerweg, question.region)
    if question.topic == _WORK and (said := verdict(finding, programme)):
        sentences.insert(0, said)
    if question.length == "easier":
        return sentences
    if finding.relation not in _OWN:
        sentences.append(finding.figure.does_not_say)
    if companion := companion_sentence(finding):
        sentences.append(companion)
    sentences.append(meaning(finding.figure))
    if question.length == "more":
        sentences += [finding.figure.definition, finding.figure.does_not_say]
        sentences = list(dict.fromkeys(sentences))
    return sentences


def _lines(
    session: Session,
    topic: str,
    programme: ProgrammeAnswer,
    question: Question,
    told: Finding,
) -> list[FigureAnswer]:
    findings = all_figures(session, topic, programme.crebo, today=question.today)
    others = [f.figure for f in findings if f.figure not in (told.figure, told.companion)]
    return others[:_LINES]


def _joined(sentences: list[str]) -> str:
    """Sentences on one line, list lines below each other."""
    text = ""
    for sentence in sentences:
        if sentence:
            text += ("\n" if sentence.startswith("- ") else " " if text else "") + sentence
    return text
