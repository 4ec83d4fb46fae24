"""Answers a question about one programme, or asks which programme is meant."""

from __future__ import annotations

from abc import abstractmethod
from typing import ClassVar

from sqlmodel import Session

from actions.guidance import Guidance
from actions.programme import ask_for_programme, programme_of
from actions.question import Question
from actions.reply import Button, Reply, button
from actions.topic_action import TopicAction
from knowledge.answers import ProgrammeAnswer


class ProgrammeAction(TopicAction):
    """Finds the programme. A subclass names the topic and says the answer about it.

    `in_general` is the guidance topic that answers when no programme is named.
    """

    in_general: ClassVar[str] = ""

    @abstractmethod
    def answer_about(
        self, session: Session, question: Question, programme: ProgrammeAnswer
    ) -> Reply:
        """The answer to `question` about `programme`, from the knowledge store alone."""

    def answer(self, session: Session, question: Question) -> Reply:
        programme = programme_of(session, question)
        if programme is not None:
            return self.answer_about(session, question, programme)
        if self.in_general and question.unknown_occupation is None:
            return Guidance(self.in_general).answer(session, question)
        return ask_for_programme(session, question)


def niveau_button(member: ProgrammeAnswer) -> Button:
    """Asks the same about the same trade at another niveau."""
    return button(f"En op niveau {member.niveau}?", "vervolg", niveau=str(member.niveau))
