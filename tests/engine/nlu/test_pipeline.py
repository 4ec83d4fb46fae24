"""The understanding knows its sentences, forgives typos, finds names, and admits what it misses."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.engine.assistant import FALLBACK_INTENT
from app.engine.nlu.pipeline import ANSWER_FROM, LONGEST_MESSAGE, Pipeline
from app.engine.understanding import Understanding
from tests.engine.conftest import faster_than_quadratic
from tests.engine.nlu.conftest import DATA


def test_it_understands_the_sentences_that_it_was_trained_on(pipeline: Pipeline) -> None:
    pairs = [(text, intent) for intent, texts in DATA.sentences.items() for text in texts]
    right = [pipeline(text).intent == intent for text, intent in pairs]
    assert sum(right) / len(right) > 0.95


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("hvl vrdient een kapper", "loon"),
        ("WAT IS HET VERSCHIL TUSSEN BOL EN BBL???", "faq/verschil"),
        ("hoeveel verdient een vrachtwagenchauffeur", "loon"),  # a name it was never trained with
        ("halloooo daar", "groet"),
        ("ik zoek een staage", "stage"),
    ],
)
def test_it_understands_what_is_written_a_little_differently(
    pipeline: Pipeline, text: str, intent: str
) -> None:
    assert pipeline(text).intent == intent


def test_it_finds_the_names_and_where_they_stand(pipeline: Pipeline) -> None:
    text = "hoeveel verdient een kaper in Den Haag"
    found = pipeline(text)
    assert [(e.entity, e.value, text[e.start : e.end]) for e in found.entities] == [
        ("opleiding", "25400", "kaper"),
        ("plaats", "haaglanden", "Den Haag"),
    ]


def test_a_lookup_table_names_its_synonym(pipeline: Pipeline) -> None:
    found = pipeline("wat is de beroepsopleidende leerweg")
    assert [(e.entity, e.value) for e in found.entities] == [("leerweg", "bol")]


@pytest.mark.parametrize("text", ["ik wil dood", "DOOD", "hoi, ik denk aan zelfmoord met bbl"])
def test_a_decisive_pattern_decides_whatever_else_is_said(pipeline: Pipeline, text: str) -> None:
    found = pipeline(text)
    assert (found.intent, found.confidence) == ("nood", 1.0)


def test_a_decisive_pattern_matches_whole_words_as_it_says(pipeline: Pipeline) -> None:
    assert pipeline("ik ben doodsbang hvl verdient een kok").confidence < 1


# --- not understood ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "xqzw wrtpf",
        "?!?!",
        "😀😀",
        "\0",
        "مرحبا",
        "a" * (LONGEST_MESSAGE + 1),
        "é" * 10_000,
    ],
)
def test_what_holds_no_known_word_is_not_understood(pipeline: Pipeline, text: str) -> None:
    found = pipeline(text)
    assert (found.intent, found.confidence) == (FALLBACK_INTENT, 0.0)


def _faults(pipeline: Pipeline, text: str) -> list[str]:
    """What an understanding may never be; nothing, as promised."""
    found = pipeline(text)
    faults = []
    if not 0 <= found.confidence <= 1:
        faults.append("confidence out of bounds")
    if found.intent == FALLBACK_INTENT and found.confidence >= ANSWER_FROM:
        faults.append("falls back though sure")
    if found.intent != FALLBACK_INTENT and found.confidence < ANSWER_FROM:
        faults.append("answers though unsure")
    if found.intent not in {FALLBACK_INTENT, *DATA.sentences}:
        faults.append("an intent that does not exist")
    shares = [share for _, share in found.ranking]
    if shares and found.intent != FALLBACK_INTENT and found.ranking[0][0] != found.intent:
        faults.append("the first of the ranking is another")
    if any(later > shares[0] + 1e-4 for later in shares):
        faults.append("a runner-up is likelier")
    if sum(shares) > 1.001 or len({name for name, _ in found.ranking}) != len(shares):
        faults.append("the ranking is no ranking")
    if any(not text[e.start : e.end] for e in found.entities):
        faults.append("an entity stands nowhere")
    if found != pipeline(text):
        faults.append("another answer the second time")
    return faults


KNOWN = sorted(
    {word for texts in DATA.sentences.values() for text in texts for word in text.split()}
)
MESSAGES = st.one_of(
    st.lists(st.sampled_from([*KNOWN, ".", "maar", "?", "Ede"]), max_size=60).map(" ".join),
    st.text(max_size=80),
)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(MESSAGES)
def test_whatever_is_typed_the_answer_is_a_sound_one(pipeline: Pipeline, text: str) -> None:
    assert _faults(pipeline, text) == []


def test_the_check_notices_an_understanding_that_is_always_sure(pipeline: Pipeline) -> None:
    class Boaster(Pipeline):
        def __call__(self, text: str) -> Understanding:
            return replace(super().__call__(text), confidence=1.0)

    boaster = Boaster(pipeline.reader, pipeline.decisive, pipeline.model, pipeline.confidence)
    assert "falls back though sure" in _faults(boaster, "xqzw")


# --- long messages ----------------------------------------------------------------------------


def test_a_question_at_the_end_of_a_long_story_is_heard(pipeline: Pipeline) -> None:
    story = (
        "Dus gisteren was ik bij mijn oma en toen gingen we samen taart eten bij het raam, "
        "en mijn broer was er ook en het regende heel hard. Hoeveel verdient een kok?"
    )
    assert pipeline(story).intent == "loon"


def test_a_message_of_the_longest_length_is_still_read(pipeline: Pipeline) -> None:
    text = ("hoeveel verdient een kok " * 300)[:LONGEST_MESSAGE]
    assert pipeline(text).entities


@pytest.mark.parametrize("text", ["a", "ab ", "kappr. ", "?", "maar ", "1", " ", "verdien"])
def test_reading_takes_time_in_step_with_the_length(pipeline: Pipeline, text: str) -> None:
    most = LONGEST_MESSAGE // 4 // len(text)
    assert faster_than_quadratic(lambda size: pipeline(text * size), most)
