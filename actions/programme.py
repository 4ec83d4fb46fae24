"""Which programme a question is about, and what to say when that is not clear."""

from __future__ import annotations

from sqlmodel import Session

from actions.question import Question
from actions.reply import Button, Reply, button
from actions.store import labels
from actions.wording import in_sentence
from knowledge.answers import ProgrammeAnswer
from knowledge.queries import (
    family_members,
    near_names,
    other_occupation,
    programme_by_crebo,
    programme_by_name,
)

_SHOWN = 3


def programme_of(session: Session, question: Question) -> ProgrammeAnswer | None:
    """The programme asked about, at the niveau asked for where the trade has that niveau."""
    if question.crebo is None:
        return None
    found = programme_by_crebo(session, question.crebo) or programme_by_name(
        session, question.crebo
    )
    if found is None:
        return None
    programme = found.programme
    if question.niveau is None or str(programme.niveau) == question.niveau:
        return programme
    members = family_members(session, programme.crebo)
    return next((m for m in members if str(m.niveau) == question.niveau), programme)


def ask_for_programme(session: Session, question: Question) -> Reply:
    """Ask which programme is meant; an occupation that we do not know is named as unknown."""
    if question.unknown_occupation is None:
        return Reply(
            question.topic,
            "Over welk beroep of welke opleiding gaat het? Typ de naam, bijvoorbeeld kok.",
            (
                button("Ik weet nog geen beroep", "opleiding_zoeken"),
                button("Doe een korte test", "taak_interessetest"),
            ),
        )
    occupation = other_occupation(session, question.unknown_occupation)
    if occupation is None:
        near = near_names(session, question.unknown_occupation, _SHOWN)
        return Reply(
            question.topic,
            f"De opleiding {question.unknown_occupation} ken ik niet. Lijkt een van deze erop?",
            (
                *(button(n.name, question.topic, opleiding=n.crebo) for n in near),
                button("Zoek een opleiding", "opleiding_zoeken"),
            ),
        )
    route = [occupation.route] if occupation.route else []
    sentences = [
        f"Van {occupation.name} heb ik geen mbo-opleiding.",
        *route,
        "Dit komt in de buurt. Vraag ook je decaan.",
    ]
    return Reply(
        question.topic,
        " ".join(sentences),
        (
            *(
                button(p.name, "opleiding_info", opleiding=p.crebo)
                for p in occupation.nearest[:_SHOWN]
            ),
            button("Zoek een opleiding", "opleiding_zoeken"),
        ),
    )


class Labels:
    """Button texts for topics, in the words for this reader."""

    def __init__(self, question: Question) -> None:
        self._labels = labels()
        self._is_parent = question.is_parent

    def __contains__(self, topic: str) -> bool:
        return topic in self._labels

    def group(self, topic: str) -> str:
        return self._labels[topic].group

    def text(self, topic: str, programme: ProgrammeAnswer | None = None) -> str:
        label = self._labels[topic]
        text = label.label_parent if self._is_parent else label.label
        return text.replace(
            "{opleiding}", in_sentence(programme.name) if programme else "dit beroep"
        )

    def button(self, topic: str, programme: ProgrammeAnswer | None = None) -> Button:
        crebo = programme.crebo if programme else None
        return button(self.text(topic, programme), topic, opleiding=crebo)
