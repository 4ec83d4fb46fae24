"""Admission and length follow the law, with its year."""

from __future__ import annotations

import pytest
from sqlmodel import Session

from knowledge.queries import admission, niveau


class TestAdmission:
    @pytest.mark.parametrize(
        ("prior", "level", "admitted"),
        [
            ("basis", 2, "yes"),
            ("basis", 3, "no"),
            ("kader", 4, "yes"),
            ("gl", 3, "yes"),
            ("tl", 4, "yes"),
            ("geen", 1, "yes"),
            ("geen", 2, "no"),
            ("niveau2", 4, "ask"),
        ],
    )
    def test_follows_the_law(self, real: Session, prior: str, level: int, admitted: str) -> None:
        rule = admission(real, prior, level)
        assert rule is not None
        assert rule.admitted == admitted
        assert rule.source.url.startswith("https://")

    def test_does_not_know_other_schooling(self, real: Session) -> None:
        assert admission(real, "gymnasium", 4) is None


class TestNiveau:
    def test_tells_how_long_it_takes(self, real: Session) -> None:
        found = niveau(real, 2)
        assert found is not None
        assert (found.duration, found.year) == ("1 tot 2 jaar", 2015)
