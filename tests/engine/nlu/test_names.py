"""Names are found as pupils write them: exact first, then with endings, then misspelled."""

from __future__ import annotations

from itertools import pairwise

import pytest

from app.engine.nlu.names import LONGEST_NAME, Name, NameFinder
from app.engine.nlu.text import words
from tests.engine.conftest import faster_than_quadratic

ORDINARY = frozenset({"de", "het", "een", "is", "werk", "kijker", "koken", "bakken", "van", "in"})
NAMES = (
    Name("opleiding", "kok", "25180", fuzzy=True),
    Name("opleiding", "kapper", "25400", fuzzy=True),
    Name("opleiding", "Kapper Allround", "25401", fuzzy=True),
    Name("opleiding", "automonteur", "25600", fuzzy=True),
    Name("opleiding", "vrachtwagenchauffeur", "25700", fuzzy=True),
    Name("opleiding", "verkoper", "25800", fuzzy=True),
    Name("opleiding", "kapper", "99999", fuzzy=True),  # the first of two wins
    Name("plaats", "Ede", "gelderland"),
    Name("plaats", "'s-Hertogenbosch", "brabant"),
    Name("plaats", "Den Haag", "haaglanden"),
)


@pytest.fixture(scope="module")
def finder() -> NameFinder:
    return NameFinder(NAMES, ORDINARY)


def _found(finder: NameFinder, text: str) -> list[tuple[str, str]]:
    return [(e.value, text[e.start : e.end]) for e in finder.find(words(text))]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("kok", [("25180", "kok")]),
        ("KOK!", [("25180", "KOK")]),
        ("is een kok kapper", [("25180", "kok"), ("25400", "kapper")]),
        ("kapper allround", [("25401", "kapper allround")]),  # the longer name
        ("kapper in Ede", [("25400", "kapper"), ("gelderland", "Ede")]),
        ("den haag", [("haaglanden", "den haag")]),
        ("den  Haag", [("haaglanden", "den  Haag")]),
        ("'s-hertogenbosch", [("brabant", "s-hertogenbosch")]),
        ("kok kok", [("25180", "kok"), ("25180", "kok")]),
        ("", []),
        ("werk", []),
    ],
)
def test_a_name_is_found_as_it_stands(
    finder: NameFinder, text: str, found: list[tuple[str, str]]
) -> None:
    assert _found(finder, text) == found


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("kappers", "25400"),
        ("koks", "25180"),
        ("koksopleiding", "25180"),
        ("kappersopleiding", "25400"),
        ("kapperopleiding", "25400"),
        ("kappertje", "25400"),
        ("verkopers", "25800"),
    ],
)
def test_a_name_is_found_with_an_ending(finder: NameFinder, text: str, value: str) -> None:
    assert _found(finder, text) == [(value, text)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("kaper", "25400"),
        ("kappper", "25400"),
        ("automontuer", "25600"),
        ("auto monteur", "25600"),
        ("vracht wagen chauffeur", "25700"),
        ("vrachtwagenchaufeur", "25700"),
        ("verkopper", "25800"),
    ],
)
def test_a_name_is_found_when_misspelled(finder: NameFinder, text: str, value: str) -> None:
    assert _found(finder, text) == [(value, text)]


@pytest.mark.parametrize(
    "text",
    [
        "koken",  # an ordinary word that is a name with an ending
        "kijker",
        "ko",
        "kk",
        "edes",  # a place has no endings
        "edee",  # and is not misspelled
        "appel",
        "xkapper",  # people seldom miss the first letter
        "de het een",
    ],
)
def test_what_only_looks_like_a_name_is_left_alone(finder: NameFinder, text: str) -> None:
    assert _found(finder, text) == []


def test_an_exact_name_goes_before_a_misspelled_one(finder: NameFinder) -> None:
    assert _found(finder, "verkoper kaper") == [("25800", "verkoper"), ("25400", "kaper")]
    exact = NameFinder([*NAMES, Name("dier", "kaper", "vogel")], ORDINARY)
    assert _found(exact, "kaper") == [("vogel", "kaper")]


def test_names_never_overlap_and_stand_in_order(finder: NameFinder) -> None:
    text = "kapper allround kapper den haag koks auto monteur in ede"
    found = finder.find(words(text))
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert len(found) == 6


@pytest.mark.parametrize("length", [LONGEST_NAME, LONGEST_NAME + 1])
def test_a_name_of_too_many_words_is_found_by_its_shorter_ones_only(length: int) -> None:
    name = " ".join(f"deel{number}" for number in range(length))
    found = NameFinder([Name("opleiding", name, "1")], frozenset()).find(words(name))
    assert len(found) == (1 if length == LONGEST_NAME else 0)


def test_a_name_without_letters_is_never_found() -> None:
    finder = NameFinder([Name("opleiding", "-", "1", fuzzy=True)], frozenset())
    assert _found(finder, "- ?") == []


def test_an_empty_list_of_names_finds_nothing() -> None:
    assert _found(NameFinder([], frozenset()), "kok in ede") == []


@pytest.mark.parametrize("text", ["kappr ", "kok ", "de ", "xq", "kapper allround "])
def test_finding_takes_time_in_step_with_the_length(finder: NameFinder, text: str) -> None:
    assert faster_than_quadratic(lambda size: finder.find(words(text * size)), 100)
