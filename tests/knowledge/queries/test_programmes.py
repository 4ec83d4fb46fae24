"""Programmes are found by code, by name, and by what comes near."""

from __future__ import annotations

import pytest
from sqlmodel import Session

from knowledge.queries import (
    family_members,
    interest_named,
    near_names,
    other_occupation,
    programme_by_crebo,
    programme_by_name,
)


class TestProgrammeByCrebo:
    def test_finds_a_current_code(self, real: Session) -> None:
        found = programme_by_crebo(real, "25180")
        assert found is not None
        assert (found.programme.name, found.programme.niveau) == ("Kok", 2)
        assert found.renewed_from is None

    @pytest.mark.parametrize(
        ("old", "new"), [("25128", "25829"), ("25604", "25998"), ("25160", "27047")]
    )
    def test_leads_an_old_code_to_its_successor(self, real: Session, old: str, new: str) -> None:
        found = programme_by_crebo(real, old)
        assert found is not None
        assert (found.programme.crebo, found.renewed_from) == (new, old)

    def test_knows_no_other_code(self, real: Session) -> None:
        assert programme_by_crebo(real, "99999") is None


class TestProgrammeByName:
    @pytest.mark.parametrize(
        ("name", "crebo"),
        [
            ("Kok", "25180"),
            ("KAPSTER", "25641"),
            ("barbier", "25641"),
            ("trucker", "27042"),
            ("programmeur", "25998"),
            ("loodgieter", "25350"),
            ("hovenier", "25993"),
            ("stewardess", "25363"),
            ("verzorgende ig", "25656"),
            ("Zelfstandig werkend gastheer vrouw", "25171"),
        ],
    )
    def test_finds_every_kind_of_name(self, real: Session, name: str, crebo: str) -> None:
        found = programme_by_name(real, name)
        assert found is not None
        assert found.programme.crebo == crebo

    def test_does_not_mend_a_typo(self, real: Session) -> None:
        assert programme_by_name(real, "vrachtwgnchaufr") is None


class TestNearNames:
    def test_finds_the_names_that_resemble_a_word(self, real: Session) -> None:
        assert near_names(real, "vrachtwgnchaufr")[0].crebo == "27042"

    def test_tells_each_programme_once(self, real: Session) -> None:
        crebos = [near.crebo for near in near_names(real, "kok", limit=5)]
        assert len(crebos) == len(set(crebos))

    def test_finds_nothing_that_resembles_nonsense(self, real: Session) -> None:
        assert near_names(real, "qqqqxxxx") == ()


class TestFamilyMembers:
    def test_tells_the_trade_at_every_niveau(self, real: Session) -> None:
        assert [member.crebo for member in family_members(real, "25182")] == [
            "25180",
            "25182",
            "25179",
        ]

    def test_leaves_old_codes_out(self, real: Session) -> None:
        assert [member.crebo for member in family_members(real, "25998")] == ["25998"]


class TestOtherOccupation:
    def test_tells_what_comes_near(self, real: Session) -> None:
        found = other_occupation(real, "Dierenarts")
        assert found is not None
        assert found.route is None
        assert "Dierenartsassistent paraveterinair" in [near.name for near in found.nearest]

    def test_is_none_for_a_programme(self, real: Session) -> None:
        assert other_occupation(real, "kok") is None


class TestInterestNamed:
    def test_leads_to_programmes_and_sectors(self, real: Session) -> None:
        found = interest_named(real, "Dieren")
        assert found is not None
        assert found.sector_ids == ("groen",)
        assert found.programmes[0].name == "Medewerker dierverzorging"
