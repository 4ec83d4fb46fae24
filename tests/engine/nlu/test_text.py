"""A message is cut into plain words that remember where they stood."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.engine.nlu.text import Word, plain, spell_out, words
from tests.engine.conftest import faster_than_quadratic


def _texts(found: list[Word]) -> list[str]:
    return [word.text for word in found]


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("Hallo", "hallo"),
        ("één café", "een cafe"),
        ("Zoë naïef", "zoe naief"),
        ("heeeeeel", "heel"),
        ("jaaaa!!!", "jaa!!!"),  # only letters are taken together
        ("100000", "100000"),
        ("opleiding", "opleiding"),
        ("foto’s", "foto's"),
        ("\uff4b\uff4f\uff4b", "kok"),  # wide letters
        ("ﬁetsenmaker", "fietsenmaker"),
        ("", ""),
    ],
)
def test_plain_text_has_no_capitals_accents_or_repeats(text: str, bare: str) -> None:
    assert plain(text) == bare


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("wat is bbl", ["wat", "is", "bbl"]),
        ("Wat is bbl?!", ["wat", "is", "bbl", "?", "!"]),
        ("kok-in-opleiding", ["kok", "in", "opleiding"]),
        ("auto's, foto’s", ["auto's", "foto's"]),
        ("niveau2 of niveau 3", ["niveau2", "of", "niveau", "3"]),
        ("mbo_niveau", ["mbo", "niveau"]),
        ("e.g. 3,5%", ["e", "g", "3", "5"]),
        ("  \n\t ", []),
        ("😀 kok 😀", ["kok"]),
        ("مرحبا kok", ["مرحبا", "kok"]),
        ("'kok'", ["kok"]),
        ("\0kok\0", ["kok"]),
        ("", []),
    ],
)
def test_a_message_falls_apart_into_words(text: str, found: list[str]) -> None:
    assert _texts(words(text)) == found


def test_a_word_knows_its_place_in_the_message_as_typed() -> None:
    text = "Éen  KOKS-opleiding?"
    assert [(word.text, text[word.start : word.end]) for word in words(text)] == [
        ("een", "Éen"),
        ("koks", "KOKS"),
        ("opleiding", "opleiding"),
        ("?", "?"),
    ]


@given(st.text(max_size=200))
def test_whatever_is_typed_words_stand_in_order_and_apart(text: str) -> None:
    found = words(text)
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert all(word.text == plain(text[word.start : word.end]) for word in found)


@pytest.mark.parametrize(
    ("text", "spelled"),
    [
        ("hvl verdien je", ["hoeveel", "verdien", "je"]),
        ("idk man", ["ik", "weet", "het", "niet", "man"]),
        ("HVL?", ["hoeveel", "?"]),
        ("niks te spellen", ["niks", "te", "spellen"]),
        ("hvlx", ["hvlx"]),  # whole words only
    ],
)
def test_shorthand_is_spelled_out(text: str, spelled: list[str]) -> None:
    shorthand = {"hvl": "hoeveel", "idk": "ik weet het niet"}
    assert _texts(spell_out(words(text), shorthand)) == spelled


def test_what_shorthand_stands_for_stands_at_its_place() -> None:
    assert spell_out(words("nu idk"), {"idk": "weet niet"}) == [
        Word("nu", 0, 2),
        Word("weet", 3, 6),
        Word("niet", 3, 6),
    ]


@pytest.mark.parametrize("char", ["a", "1", " ", "'", "a'", "é", "\u0301", "?", "\U0001f600", "İ"])
def test_cutting_takes_time_in_step_with_the_length(char: str) -> None:
    assert faster_than_quadratic(lambda size: words(char * size), 10_000)
