"""Programmes are weighed on figures that they have themselves."""

from __future__ import annotations

from datetime import date

from sqlmodel import Session

from knowledge.queries import (
    better_prospects,
    compare,
    find_programmes,
    related_programmes,
    sector_outlook,
)

TODAY = date(2026, 11, 23)


class TestFindProgrammes:
    def test_tells_the_programmes_of_an_interest_first(self, real: Session) -> None:
        found = find_programmes(real, interest="dieren", today=TODAY)
        assert [one.programme.crebo for one in found[:3]] == ["25732", "25731", "25734"]
        assert {one.programme.sector_id for one in found} == {"groen"}

    def test_tells_the_best_prospects_of_a_sector_first(self, real: Session) -> None:
        standings = [one.standing for one in find_programmes(real, sector_id="ict", today=TODAY)]
        assert standings == sorted(standings, key=["good", "fair", "unknown", "poor"].index)

    def test_keeps_to_niveau_and_leerweg(self, real: Session) -> None:
        found = find_programmes(real, sector_id="bouw", niveau=3, leerweg="bol", today=TODAY)
        assert found
        assert {one.programme.niveau for one in found} == {3}
        assert all("bol" in one.programme.leerwegen for one in found)

    def test_leaves_old_codes_out(self, real: Session) -> None:
        crebos = {one.programme.crebo for one in find_programmes(real, today=TODAY)}
        assert len(crebos) == 153
        assert "25604" not in crebos

    def test_finds_nothing_for_an_unknown_interest(self, real: Session) -> None:
        assert find_programmes(real, interest="qqq", today=TODAY) == ()


class TestRelatedProgrammes:
    def test_tells_the_same_trade_first(self, real: Session) -> None:
        related = related_programmes(real, "25180", today=TODAY)
        assert [one.programme.crebo for one in related[:2]] == ["25182", "25179"]
        assert "25180" not in {one.programme.crebo for one in related}


class TestBetterProspects:
    def test_tells_only_programmes_that_stand_better(self, real: Session) -> None:
        better = better_prospects(real, "25732", today=TODAY)
        assert better
        assert {one.standing for one in better} <= {"good", "fair", "unknown"}

    def test_is_empty_for_the_best(self, real: Session) -> None:
        assert better_prospects(real, "25180", today=TODAY) == ()


class TestCompare:
    def test_puts_the_same_indicator_side_by_side(self, real: Session) -> None:
        comparison = compare(real, ["25829", "25786"], today=TODAY)
        assert [programme.name for programme in comparison.programmes] == ["Timmerman", "Metselaar"]
        pay = next(row for row in comparison.rows if row.indicator == "bruto_uurloon_start")
        assert [one.figure.value if one else None for one in pay.findings] == [19, 19]

    def test_says_what_is_missing(self, real: Session) -> None:
        comparison = compare(real, ["25829", "25180"], today=TODAY)
        pay = next(row for row in comparison.rows if row.indicator == "bruto_uurloon_start")
        assert pay.findings[1] is None

    def test_adds_an_indicator_that_all_have(self, real: Session) -> None:
        comparison = compare(real, ["25829", "25180", "25641"], today=TODAY)
        shared = next(row for row in comparison.rows if row.indicator == "bruto_uurloon_richting")
        assert all(one and one.relation == "direction" for one in shared.findings)


class TestSectorOutlook:
    def test_tells_every_sector_the_best_first(self, real: Session) -> None:
        outlooks = sector_outlook(real, today=TODAY)
        assert len(outlooks) == 15
        assert outlooks[0].standing == "good"

    def test_tells_one_sector_with_its_figures(self, real: Session) -> None:
        (outlook,) = sector_outlook(real, sector_id="ict", today=TODAY)
        assert outlook.standing == "fair"
        assert outlook.figures[0].value_text == "het tekort aan mensen wordt kleiner tot 2030"
        assert outlook.good + outlook.poor <= outlook.known
