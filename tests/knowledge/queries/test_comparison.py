"""A comparison shows the same indicator for all, and says what is missing."""

from __future__ import annotations

from datetime import date

from sqlmodel import Session

from knowledge.queries import compare

TODAY = date(2026, 11, 23)


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
