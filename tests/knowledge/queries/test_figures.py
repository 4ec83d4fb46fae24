"""The nearest figure that exists, and how near it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlmodel import Session

from knowledge.answers import Finding
from knowledge.database import open_store
from knowledge.importer import build
from knowledge.models import Leerweg
from knowledge.queries import all_figures, figure_for
from tests.knowledge.conftest import FIGURES, write_files

TODAY = date(2026, 11, 23)
WORK = "opleiding_kans_op_werk"

Ask = Callable[..., Finding | None]


@pytest.fixture
def store_of(tmp_path: Path) -> Iterator[Callable[..., Session]]:
    """Opens the small knowledge base with the figures given."""
    opened = []

    def make(*rows: str) -> Session:
        files = write_files(tmp_path / "files", figures=FIGURES + "".join(f"{r}\n" for r in rows))
        build(files, tmp_path / "store.sqlite")
        engine = open_store(tmp_path / "store.sqlite")
        opened.append(engine)
        return Session(engine)

    yield make
    for engine in opened:
        engine.dispose()


def figure(
    subject: str,
    value: float,
    *,
    indicator: str = "score",
    leerweg: str = "",
    region: str = "",
    year: int = 2025,
    hidden: str = "",
) -> str:
    return f"{indicator},{subject},{leerweg},{region},,{value},,,{year},,sbb,high,{hidden},"


def ask(
    session: Session,
    crebo: str = "25182",
    leerweg: Leerweg | None = None,
    region: str | None = None,
) -> tuple[str, float | None]:
    """The relation and value of the answer about `crebo`."""
    found = figure_for(session, WORK, crebo, leerweg=leerweg, region=region, today=TODAY)
    assert found is not None
    return found.relation, found.figure.value


OWN = figure("25182", 8)
NEAR = figure("koks", 7)
DIRECTION = figure("richting-10", 6)
SECTOR = figure("sector-horeca", 4)
REGION = figure("mbo", 3, region="Rijnmond")
COUNTRY = figure("mbo", 2)


class TestFigureFor:
    @pytest.mark.parametrize(
        ("rows", "expected"),
        [
            ((COUNTRY, REGION, SECTOR, DIRECTION, NEAR, OWN), ("own", 8)),
            ((COUNTRY, REGION, SECTOR, DIRECTION, NEAR), ("near", 7)),
            ((COUNTRY, REGION, SECTOR, DIRECTION), ("direction", 6)),
            ((COUNTRY, REGION, SECTOR), ("sector", 4)),
            ((COUNTRY, REGION), ("national", 2)),
        ],
    )
    def test_falls_back_step_by_step(
        self,
        store_of: Callable[..., Session],
        rows: tuple[str, ...],
        expected: tuple[str, float],
    ) -> None:
        assert ask(store_of(*rows)) == expected

    def test_falls_back_on_the_niveau(self, store_of: Callable[..., Session]) -> None:
        session = store_of(figure("niveau-2", 5), SECTOR, COUNTRY)
        assert ask(session, "25180") == ("niveau", 5)

    def test_is_none_when_nothing_at_all_is_known(self, store_of: Callable[..., Session]) -> None:
        session = store_of()
        assert figure_for(session, WORK, "25182", today=TODAY) is None

    def test_is_none_for_an_unknown_programme(self, store_of: Callable[..., Session]) -> None:
        assert figure_for(store_of(OWN, COUNTRY), WORK, "99999", today=TODAY) is None

    def test_prefers_the_region_asked(self, store_of: Callable[..., Session]) -> None:
        session = store_of(OWN, figure("25182", 9, region="Rijnmond"))
        assert ask(session, region="Rijnmond") == ("own", 9)

    def test_names_the_country_when_the_region_is_missing(
        self, store_of: Callable[..., Session]
    ) -> None:
        assert ask(store_of(OWN, REGION), region="Rijnmond") == ("other_region", 8)

    def test_names_another_region_when_there_is_only_that(
        self, store_of: Callable[..., Session]
    ) -> None:
        session = store_of(figure("25182", 9, region="Regio Zwolle"), COUNTRY)
        assert ask(session) == ("other_region", 9)
        assert ask(session, region="Rijnmond") == ("other_region", 9)

    def test_names_the_whole_mbo_in_the_region(self, store_of: Callable[..., Session]) -> None:
        assert ask(store_of(COUNTRY, REGION), region="Rijnmond") == ("region", 3)

    def test_prefers_the_leerweg_asked(self, store_of: Callable[..., Session]) -> None:
        session = store_of(figure("25182", 5, leerweg="bol"), figure("25182", 6, leerweg="bbl"))
        assert ask(session, leerweg="bbl") == ("own", 6)

    def test_names_the_other_leerweg(self, store_of: Callable[..., Session]) -> None:
        session = store_of(figure("25182", 5, leerweg="bol"), COUNTRY)
        assert ask(session, leerweg="bbl") == ("other_leerweg", 5)

    def test_takes_a_figure_for_both_as_own(self, store_of: Callable[..., Session]) -> None:
        assert ask(store_of(OWN), leerweg="bbl") == ("own", 8)

    def test_takes_the_leerweg_that_a_programme_has(self, store_of: Callable[..., Session]) -> None:
        session = store_of(figure("mbo", 5, leerweg="bol"), figure("mbo", 6, leerweg="bbl"))
        assert ask(session, "25829") == ("national", 6)

    def test_takes_the_first_indicator_before_a_newer_other(
        self, store_of: Callable[..., Session]
    ) -> None:
        session = store_of(
            figure("25182", 8, year=2022), figure("25182", 5, indicator="werkloos", year=2025)
        )
        assert ask(session) == ("own", 8)

    def test_lets_an_old_figure_give_way(self, store_of: Callable[..., Session]) -> None:
        session = store_of(
            figure("25182", 8, year=2018), figure("25182", 5, indicator="werkloos", year=2025)
        )
        assert ask(session) == ("own", 5)

    def test_lets_an_old_near_figure_give_way_to_a_new_one_of_the_sector(
        self, store_of: Callable[..., Session]
    ) -> None:
        session = store_of(figure("koks", 7, year=2016), SECTOR, COUNTRY)
        assert ask(session) == ("sector", 4)

    def test_keeps_an_old_near_figure_before_the_whole_country(
        self, store_of: Callable[..., Session]
    ) -> None:
        assert ask(store_of(figure("koks", 7, year=2016), COUNTRY)) == ("near", 7)

    def test_keeps_an_old_figure_of_its_own(self, store_of: Callable[..., Session]) -> None:
        assert ask(store_of(figure("25182", 8, year=2016), SECTOR)) == ("own", 8)

    def test_never_tells_a_hidden_figure(self, store_of: Callable[..., Session]) -> None:
        session = store_of(figure("25182", 8, hidden="verouderd"), COUNTRY)
        assert ask(session) == ("national", 2)

    def test_compares_with_a_larger_group_of_the_same_year(
        self, store_of: Callable[..., Session]
    ) -> None:
        found = figure_for(store_of(OWN, DIRECTION, COUNTRY), WORK, "25182", today=TODAY)
        assert found is not None
        assert found.companion is not None
        assert (found.companion.subject, found.companion.value) == (
            "de richting dienstverlening",
            6,
        )

    def test_compares_with_nothing_of_another_year(self, store_of: Callable[..., Session]) -> None:
        session = store_of(OWN, figure("mbo", 2, year=2024))
        found = figure_for(session, WORK, "25182", today=TODAY)
        assert found is not None
        assert found.companion is None

    def test_tells_all_that_may_be_asked(self, store_of: Callable[..., Session]) -> None:
        found = figure_for(store_of(OWN), WORK, "25182", today=TODAY)
        assert found is not None
        answer = found.figure
        assert answer.definition == "SBB schat dit."
        assert answer.does_not_say == "Niet over later."
        assert answer.source.publisher == "SBB"
        assert (answer.year, answer.age, answer.kind) == (2025, 1, "forecast")
        assert (answer.region, answer.standing) == ("Nederland", "good")

    def test_asks_as_many_queries_of_a_full_store_as_of_an_empty_one(
        self, store_of: Callable[..., Session]
    ) -> None:
        years = [figure("25182", 8, year=year) for year in range(2001, 2026)]
        counts = []
        for rows in ([OWN], [*years, NEAR, DIRECTION, SECTOR, REGION, COUNTRY]):
            session = store_of(*rows)
            statements: list[str] = []
            event.listen(
                session.get_bind(),
                "before_cursor_execute",
                lambda *arguments, seen=statements: seen.append(arguments[2]),
            )
            ask(session)
            counts.append(len(statements))
        assert counts == [1, 1]


class TestAllFigures:
    def test_tells_everything_nearest_first(self, store_of: Callable[..., Session]) -> None:
        session = store_of(COUNTRY, SECTOR, NEAR, OWN, figure("25182", 9, region="Rijnmond"))
        found = all_figures(session, WORK, "25182", region="Rijnmond", today=TODAY)
        assert [(one.relation, one.figure.value) for one in found] == [
            ("own", 9),
            ("other_region", 8),
            ("near", 7),
            ("sector", 4),
            ("national", 2),
        ]
