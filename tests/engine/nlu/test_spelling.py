"""Misspelled words become words that the assistant knows; ordinary words stay as they are."""

from __future__ import annotations

import pytest

from app.engine.nlu.spelling import Speller

VOCABULARY = {
    "verdien": 9,
    "verdient": 5,
    "opleiding": 20,
    "salaris": 8,
    "stage": 12,
    "school": 7,
    "baan": 6,
    "kan": 30,
}
ORDINARY = frozenset({"huis", "stage", "baas", "de"})


@pytest.fixture(scope="module")
def speller() -> Speller:
    return Speller(VOCABULARY, ORDINARY)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("opleiding", "opleiding"),
        ("opleidng", "opleiding"),
        ("opleidign", "opleiding"),  # two letters that changed places
        ("opplleiding", "opleiding"),  # two mistakes in a long word
        ("salaaris", "salaris"),
        ("stagge", "stage"),
        ("shool", "school"),
        ("vrdient", "verdient"),
    ],
)
def test_a_misspelled_word_is_corrected(speller: Speller, typed: str, meant: str) -> None:
    assert speller.correct(typed) == meant


@pytest.mark.parametrize(
    "word",
    [
        "huis",  # ordinary Dutch
        "stage",  # ordinary too, though one letter from `stage`
        "baas",
        "kn",  # too short to tell
        "kam",
        "1234",
        "xopleiding",  # another first letter
        "sxaxlris",  # too many mistakes
        "skool" * 5,  # too long
        "",
        "_opleiding_",
        "?",
    ],
)
def test_a_word_that_may_be_meant_is_left_alone(speller: Speller, word: str) -> None:
    assert speller.correct(word) == word


@pytest.mark.parametrize(
    ("word", "known"), [("stage", True), ("huis", True), ("stagge", False), ("", False)]
)
def test_a_word_is_known_from_the_sentences_or_from_ordinary_dutch(
    speller: Speller, word: str, known: bool
) -> None:
    assert speller.knows(word) is known


def test_of_two_equally_near_words_the_more_frequent_is_meant() -> None:
    vocabulary = {"maan": 1, "maar": 9, "maat": 3}
    assert Speller(vocabulary, frozenset()).correct("maas") == "maar"


def test_of_many_equally_near_words_the_most_frequent_is_meant() -> None:
    rare = {f"maa{letter}": 1 for letter in "bcdefghjklmnpqtvwxz"}
    assert Speller({**rare, "maar": 9}, frozenset()).correct("maas") == "maar"


def test_a_nearer_word_goes_before_a_more_frequent_one() -> None:
    vocabulary = {"opleiding": 1, "opleidingen": 99}
    assert Speller(vocabulary, frozenset()).correct("opleidinge") == "opleidingen"
    assert Speller(vocabulary, frozenset()).correct("opleidin") == "opleiding"


def test_equal_words_are_corrected_the_same_way_in_any_order() -> None:
    vocabulary = {"maan": 1, "maat": 1, "maal": 1}
    backwards = dict(reversed(vocabulary.items()))
    speller, other = Speller(vocabulary, frozenset()), Speller(backwards, frozenset())
    assert speller.correct("maas") == other.correct("maas")


def test_a_speller_without_words_corrects_nothing() -> None:
    assert Speller({}, frozenset()).correct("opleiding") == "opleiding"
