"""The real tables hold what the assistant promises."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date

import pytest
from sqlmodel import Session, col, select

from knowledge.models import (
    AdmissionRule,
    Article,
    Figure,
    Indicator,
    Programme,
    ProgrammeName,
    Topic,
)
from knowledge.queries import all_figures, article, figure_for
from knowledge.reading_ease import reading_ease

TODAY = date(2026, 11, 23)
FIGURE_TOPICS = [
    "opleiding_kans_op_werk",
    "opleiding_salaris",
    "opleiding_kans_op_stage",
    "opleiding_kans_op_leerbaan",
    "opleiding_werk_op_niveau",
    "opleiding_doorstroom",
    "opleiding_tevredenheid",
    "opleiding_slagen",
    "opleiding_toekomst",
]


@pytest.fixture(scope="module")
def crebos(real: Session) -> list[str]:
    return list(real.exec(select(Programme.crebo)))


class TestProgrammes:
    def test_are_all_there(self, real: Session) -> None:
        niveaus = Counter(real.exec(select(Programme.niveau)))
        assert niveaus == {1: 9, 2: 40, 3: 46, 4: 62}

    def test_have_at_least_six_names_a_family(self, real: Session) -> None:
        names = Counter(
            real.exec(
                select(Programme.family).join(
                    ProgrammeName, col(ProgrammeName.crebo) == Programme.crebo
                )
            )
        )
        families = set(real.exec(select(Programme.family)))
        assert {family: names[family] for family in families if names[family] < 6} == {}


class TestReadingEase:
    """Pupils read these texts: Flesch-Douma 70 or more, no sentence over 20 words."""

    def test_descriptions_of_programmes(self, real: Session) -> None:
        assert hard_to_read(real.exec(select(Programme.description))) == []

    def test_what_indicators_say_and_do_not_say(self, real: Session) -> None:
        assert hard_to_read(real.exec(select(Indicator.definition))) == []
        assert hard_to_read(real.exec(select(Indicator.does_not_say))) == []

    def test_admission_rules(self, real: Session) -> None:
        assert hard_to_read(real.exec(select(AdmissionRule.explanation))) == []


def hard_to_read(texts: Iterable[str]) -> list[str]:
    def is_hard(text: str) -> bool:
        ease = reading_ease(text)
        return ease.score < 70 or ease.longest_sentence > 20

    return [text for text in texts if is_hard(text)]


class TestFigures:
    @pytest.mark.parametrize("topic", FIGURE_TOPICS)
    def test_every_programme_has_a_figure_or_a_fallback(
        self, real: Session, crebos: list[str], topic: str
    ) -> None:
        for crebo in crebos:
            assert figure_for(real, topic, crebo, today=TODAY) is not None, crebo

    @pytest.mark.parametrize("topic", FIGURE_TOPICS)
    def test_no_doubtful_figure_is_ever_told(
        self, real: Session, crebos: list[str], topic: str
    ) -> None:
        for crebo in crebos:
            for found in all_figures(real, topic, crebo, today=TODAY):
                figure = found.figure
                assert figure.certainty != "low", (crebo, figure)
                assert figure.indicator != "ser_voorbeeld"
                assert figure.definition
                assert figure.source.publisher

    def test_the_ambiguous_ser_figures_are_hidden(self, real: Session) -> None:
        rows = real.exec(select(Figure).where(col(Figure.indicator_id) == "ser_voorbeeld")).all()
        assert {row.value for row in rows} == {59, 69}
        assert all(row.hidden and not row.newest for row in rows)

    def test_a_low_wage_is_told_with_its_reason(self, real: Session, crebos: list[str]) -> None:
        for crebo in crebos:
            found = figure_for(real, "opleiding_salaris", crebo, today=TODAY)
            assert found is not None
            if found.figure.value is not None and found.figure.scale == "euro_hour":
                assert found.figure.value >= 12 or found.figure.note, found.figure

    @pytest.mark.parametrize(
        ("crebo", "topic", "relation", "value"),
        [
            ("25829", "opleiding_salaris", "own", 19),
            ("25641", "opleiding_salaris", "near", 11.57),
            ("25180", "opleiding_salaris", "direction", 15.31),
            ("25774", "opleiding_salaris", "national", 16.23),
            ("25184", "opleiding_kans_op_werk", "own", 7),
            ("25731", "opleiding_kans_op_werk", "niveau", 5.2),
            ("25184", "opleiding_slagen", "own", 75),
            ("25655", "opleiding_kans_op_stage", "sector", 885),
        ],
    )
    def test_are_found_as_near_as_they_are(
        self, real: Session, crebo: str, topic: str, relation: str, value: float
    ) -> None:
        found = figure_for(real, topic, crebo, today=TODAY)
        assert found is not None
        assert (found.relation, found.figure.value) == (relation, value)

    def test_words_that_weigh_carry_their_standing(self, real: Session) -> None:
        weighing = {"kans_op_werk_woord", "kansrijk_uwv", "tekort_nu", "krapte_verwachting"}
        rows = real.exec(
            select(Figure).where(
                col(Figure.indicator_id).in_(weighing), col(Figure.subject_id) != "alle-beroepen"
            )
        ).all()
        assert [row for row in rows if not row.standing] == []


class TestArticles:
    @pytest.mark.parametrize("day", [TODAY, date(2027, 1, 1), date(2027, 4, 2), date(2029, 1, 1)])
    def test_leave_nothing_unfilled_on_any_day(self, real: Session, day: date) -> None:
        for row in real.exec(select(Article)).all():
            found = article(real, row.topic_id, audience=row.audience, length=row.length, today=day)
            assert found is not None
            assert "{{" not in found.text, row.topic_id
            assert "[" not in found.text, row.topic_id
            assert found.sources

    def test_are_there_for_every_guidance_topic(self, real: Session) -> None:
        topics = set(real.exec(select(Topic.id).where(col(Topic.group) == "B")))
        written = set(real.exec(select(Article.topic_id)))
        assert topics - written == set()
