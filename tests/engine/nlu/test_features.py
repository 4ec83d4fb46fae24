"""A message is read the same way in training and in serving, with names out of the way."""

from __future__ import annotations

import numpy as np
import pytest

from app.engine.nlu.features import (
    CONCEPTS,
    PIECES,
    WORDS,
    Reader,
    Reading,
    feature_counts,
    join,
)
from app.engine.nlu.intent_model import feature_space
from app.engine.nlu.names import Name, NameFinder
from app.engine.nlu.spelling import Speller

NAMES = (
    Name("opleiding", "kok", "25180", fuzzy=True),
    Name("opleiding", "kapper", "25400", fuzzy=True),
    Name("plaats", "Den Haag", "haaglanden"),
)


@pytest.fixture(scope="module")
def reader() -> Reader:
    ordinary = frozenset({"is", "er", "werk", "voor", "een", "in", "als", "maar", "ik", "wil"})
    return Reader(
        shorthand={"hvl": "hoeveel"},
        names=NameFinder(NAMES, ordinary),
        speller=Speller({"hoeveel": 5, "verdient": 5}, ordinary),
        concepts={"geld": [r"\bverdien", r"\bloon\b"], "vraag": [r"\?"]},
    )


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("is er werk", ("is", "er", "werk")),
        ("werk als kok", ("werk", "als", "_opleiding_")),
        ("werk in Den Haag?", ("werk", "in", "_plaats_", "?")),
        ("kok of kapper", ("_opleiding_", "of", "_opleiding_")),
        ("hvl vrdient een kok", ("hoeveel", "verdient", "een", "_opleiding_")),
        ("", ()),
    ],
)
def test_names_are_taken_out_and_words_are_put_right(
    reader: Reader, text: str, read: tuple[str, ...]
) -> None:
    assert reader.read(text).words == read


def test_no_programme_is_preferred_over_another(reader: Reader) -> None:
    as_cook, as_barber = reader.read("werk als kok"), reader.read("werk als kapper")
    assert feature_counts(as_cook) == feature_counts(as_barber)
    assert as_cook.entities != as_barber.entities


@pytest.mark.parametrize(
    ("text", "concepts"),
    [
        ("wat verdient een kok", ("geld",)),
        ("wat vrdient een kok", ("geld",)),  # in the corrected words too
        ("WAT VERDIENT EEN KOK?", ("geld", "vraag")),
        ("schoen", ()),
    ],
)
def test_concepts_are_found_in_the_text_and_in_what_it_should_have_been(
    reader: Reader, text: str, concepts: tuple[str, ...]
) -> None:
    assert reader.read(text).concepts == concepts


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("is er werk", 1),
        ("is er xqz wrtp", 0.5),
        ("xqz", 0),
        ("kok", 1),  # a name is known
        ("hvl", 1),
        ("?!", 0),
        ("", 0),
    ],
)
def test_the_share_of_known_words_counts_names_and_no_marks(
    reader: Reader, text: str, share: float
) -> None:
    assert reader.read(text).known_share == share


def test_words_pieces_and_concepts_are_counted_apart(reader: Reader) -> None:
    blocks = feature_counts(reader.read("werk werk als kok of kapper, loon"))
    assert blocks[WORDS]["werk"] == 2
    assert blocks[WORDS]["werk werk"] == 1
    assert blocks[WORDS]["als _opleiding_"] == 1
    assert blocks[PIECES][" we"] == 2
    assert blocks[PIECES]["erk "] == 2
    assert not any("_" in piece for piece in blocks[PIECES])
    assert blocks[CONCEPTS] == {"geld": 1, "opleiding=2": 1}


def test_a_feature_that_was_never_seen_in_training_is_left_out(reader: Reader) -> None:
    space = feature_space([reader.read("is er werk")] * 3)
    positions, values = space.vector(reader.read("zzz kok"))
    assert (positions.size, values.size) == (0, 0)


def test_each_block_of_a_message_has_one_length(reader: Reader) -> None:
    readings = [
        reader.read(text) for text in ("is er werk", "werk als kok", "wat verdient een kok")
    ]
    space = feature_space(readings, fewest=(1, 1, 1))
    for reading in readings:
        _, values = space.vector(reading)
        blocks = sum(bool(counts) for counts in feature_counts(reading))
        assert float(np.square(values).sum()) == pytest.approx(blocks)


def test_positions_are_unique_over_all_blocks(reader: Reader) -> None:
    space = feature_space([reader.read("is er werk als kok")] * 3)
    positions = [at for block in space.index for at in block.values()]
    assert sorted(positions) == list(range(space.size))


# --- clause by clause -------------------------------------------------------------------------

LONG = "Ik wil werk in Den Haag, maar is er werk voor een kok? Hvl verdient een kapper daar."


def test_a_long_message_is_read_clause_by_clause(reader: Reader) -> None:
    clauses = reader.read_clauses(LONG)
    assert len(clauses) > 1
    assert [e.value for clause in clauses for e in clause.entities] == [
        "haaglanden",
        "25180",
        "25400",
    ]


def test_entities_of_clauses_stand_where_the_whole_message_holds_them(reader: Reader) -> None:
    places = [
        LONG[entity.start : entity.end]
        for clause in reader.read_clauses(LONG)
        for entity in clause.entities
    ]
    assert places == ["Den Haag", "kok", "kapper"]


def test_clauses_joined_hold_all_that_the_whole_holds(reader: Reader) -> None:
    whole, joined = reader.read(LONG), join(reader.read_clauses(LONG))
    assert [w for w in joined.words if w != "?"] == [w for w in whole.words if w != "?"]
    assert joined.entities == whole.entities
    assert set(joined.concepts) == set(whole.concepts)
    assert 0 < joined.known_share <= 1


@pytest.mark.parametrize("text", ["", "...", " ", "?!.,"])
def test_a_message_without_words_has_no_clauses_that_matter(reader: Reader, text: str) -> None:
    clauses: list[Reading] = reader.read_clauses(text)
    assert [word for clause in clauses for word in clause.words if word not in "?!"] == []
