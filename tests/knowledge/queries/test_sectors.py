"""Every sector is told with what is expected of it."""

from __future__ import annotations

from datetime import date

from sqlmodel import Session

from knowledge.queries import sector_outlook

TODAY = date(2026, 11, 23)


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
