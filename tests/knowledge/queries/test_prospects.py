"""Programmes are weighed on figures that they have themselves."""

from __future__ import annotations

from datetime import date

from sqlmodel import Session

from knowledge.queries import better_prospects, find_programmes, related_programmes

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
