"""A fact out of date takes its whole sentence with it."""

from __future__ import annotations

from datetime import date

import pytest

from knowledge.models import Fact
from knowledge.rendering import fact_ids, render


def fact(name: str, text: str, first: str, last: str, fallback: str = "Vraag de decaan.") -> Fact:
    return Fact(
        id=name,
        text=text,
        year=2026,
        kind="rule",
        definition="Zo is het.",
        source_id="ocw",
        certainty="official",
        valid_from=date.fromisoformat(first),
        expires=date.fromisoformat(last),
        fallback=fallback,
    )


LOON = fact("loon", "€ 14,71 per uur", "2026-07-01", "2026-12-31", "Kijk op de site.")
DAG = fact("dag", "1 april 2027", "2026-10-01", "2027-04-01")
LATER = fact("dag", "1 april 2028", "2027-04-02", "2027-09-30")


def rendered(body: str, day: str) -> str:
    facts = [LOON, DAG, LATER]
    return render(body, facts, date.fromisoformat(day), lambda source: f"({source.upper()})").text


class TestRender:
    def test_fills_a_fact_that_holds(self) -> None:
        assert rendered("Je krijgt {{loon}}.", "2026-11-23") == "Je krijgt € 14,71 per uur."

    def test_replaces_the_whole_sentence_of_an_outdated_fact(self) -> None:
        body = "Je werkt. Je krijgt {{loon}} vóór {{dag}}. [ocw] En je leert."
        assert rendered(body, "2027-01-01") == "Je werkt. Kijk op de site. En je leert."

    @pytest.mark.parametrize(
        ("day", "told"),
        [
            ("2026-12-31", "Het is € 14,71 per uur."),
            ("2027-01-01", "Kijk op de site."),
            ("2026-06-30", "Kijk op de site."),
        ],
    )
    def test_holds_up_to_and_including_its_last_day(self, day: str, told: str) -> None:
        assert rendered("Het is {{loon}}.", day) == told

    @pytest.mark.parametrize(
        ("day", "told"),
        [
            ("2027-04-01", "Uiterlijk 1 april 2027."),
            ("2027-04-02", "Uiterlijk 1 april 2028."),
            ("2027-10-01", "Vraag de decaan."),
        ],
    )
    def test_takes_the_row_of_the_day(self, day: str, told: str) -> None:
        assert rendered("Uiterlijk {{dag}}.", day) == told

    def test_tells_a_fallback_once_a_paragraph(self) -> None:
        assert rendered("A {{loon}}. B {{loon}}.", "2028-01-01") == "Kijk op de site."

    def test_keeps_a_list(self) -> None:
        assert rendered("- {{dag}} is de dag.\n- {{loon}}.", "2027-01-01") == (
            "- 1 april 2027 is de dag.\n- Kijk op de site."
        )

    def test_begins_a_sentence_with_a_capital(self) -> None:
        row = fact("deel", "driekwart", "2026-01-01", "2026-12-31")
        result = render("{{deel}} werkt.", [row], date(2026, 6, 1), str)
        assert result.text == "Driekwart werkt."

    def test_credits_the_sources_it_still_uses(self) -> None:
        body = "Je leert. [ocw] Je krijgt {{loon}}. [duo]"
        result = render(body, [LOON], date(2028, 1, 1), lambda source: f"({source})")
        assert result.text == "Je leert. (ocw) Kijk op de site."
        assert result.source_ids == ("ocw",)
        assert result.facts == ()


def test_fact_ids_are_told_once_in_order() -> None:
    assert fact_ids("{{b}} {{a}} {{b}}") == ["b", "a"]
