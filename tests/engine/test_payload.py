"""A button's payload says its intent itself; anything else is left to the understanding."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.engine.assistant import FALLBACK_INTENT, Assistant
from app.engine.loading import load_assistant
from app.engine.payload import read_payload
from app.engine.understanding import Understanding
from tests.engine.conftest import VERSION, faster_than_quadratic, write_files


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    files = {
        "domain/bot.yml": f"{VERSION}intents: [vraag, faq, stil]\n",
        "nlu/bot.yml": f"{VERSION}nlu:\n- intent: vraag\n  examples: |\n    - vraag\n"
        "- intent: faq/bol_bbl_verschil\n  examples: |\n    - wat is bbl\n"
        "- intent: stil\n  examples: |\n    - stil\n",
        "rules/bot.yml": f"{VERSION}rules: []\n",
    }
    folder: Path = tmp_path_factory.mktemp("bot")
    return load_assistant(write_files(folder, files))


def _entities(found: Understanding | None) -> list[tuple[str, str]]:
    assert found is not None
    return [(entity.entity, entity.value) for entity in found.entities]


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("/vraag", "vraag"),
        ("/vraag{}", "vraag"),
        ("/vraag   ", "vraag"),
        ("/vraag\n", "vraag"),
        ("/faq/bol_bbl_verschil", "faq/bol_bbl_verschil"),
        ("/bol_bbl_verschil", "faq/bol_bbl_verschil"),  # without its group
        ("/restart", "restart"),
        ("/session_start", "session_start"),
        ("/nlu_fallback", "nlu_fallback"),
    ],
)
def test_a_payload_names_its_intent_and_is_sure_of_it(
    assistant: Assistant, text: str, intent: str
) -> None:
    found = read_payload(text, assistant)
    assert found is not None
    assert (found.intent, found.confidence, found.ranking) == (intent, 1.0, ((intent, 1.0),))


@pytest.mark.parametrize(
    ("text", "entities"),
    [
        ('/vraag{"stad": "Ede"}', [("stad", "Ede")]),
        ('/vraag {"stad": "Ede"} ', [("stad", "Ede")]),
        ('/vraag{"stad": "Ede", "jaar": 2026}', [("stad", "Ede"), ("jaar", "2026")]),
        ('/vraag{"stad": ["Ede", "Breda"]}', [("stad", "Ede"), ("stad", "Breda")]),
        ('/vraag{"niveau": 2.5}', [("niveau", "2.5")]),
        ('/vraag{"stad": "}{"}', [("stad", "}{")]),
        ('/vraag{"stad": ""}', [("stad", "")]),
        ('/vraag{"stad": "\U0001f600"}', [("stad", "\U0001f600")]),
        ('/vraag{"stad": []}', []),
    ],
)
def test_a_payload_carries_entities(
    assistant: Assistant, text: str, entities: list[tuple[str, str]]
) -> None:
    assert _entities(read_payload(text, assistant)) == entities


def test_an_entity_stands_where_the_payload_holds_it(assistant: Assistant) -> None:
    found = read_payload('/vraag{"stad":"Ede"}', assistant)
    assert found is not None
    assert [(e.start, e.end) for e in found.entities] == [(6, 20)]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "/",
        "vraag",
        " /vraag",
        "/Vraag",
        "/vraag nu",
        "/vraag{",
        '/vraag["Ede"]',
        '/vraag{"stad": "Ede"} en dan',
        "https://www.113.nl",
    ],
)
def test_what_is_no_payload_is_left_to_the_understanding(assistant: Assistant, text: str) -> None:
    assert read_payload(text, assistant) is None


@pytest.mark.parametrize(
    "text",
    [
        "/onbekend",
        "/vraag{]}",
        '/vraag{"stad"}',
        '/vraag{"stad": null}',
        '/vraag{"stad": {"naam": "Ede"}}',
        '/vraag{"stad": [["Ede"]]}',
        "/vraag{" + '"a":{' * 30_000 + "}" * 30_001,
        '/vraag{"stad": ' + "9" * 5_000 + "}",
        "/faq/bestaat_niet",
    ],
)
def test_a_payload_that_is_unknown_or_broken_is_not_guessed_at(
    assistant: Assistant, text: str
) -> None:
    found = read_payload(text, assistant)
    assert found is not None
    assert (found.intent, found.confidence, found.entities) == (FALLBACK_INTENT, 0.0, ())


@pytest.mark.parametrize(
    ("written", "kept"),
    [(r"a\u0000b", "ab"), (r"a\ud800b", "a?b"), (r"\ud83d\ude00", "\U0001f600")],
)
def test_an_entity_holds_only_what_can_be_stored_and_sent(
    assistant: Assistant, written: str, kept: str
) -> None:
    assert _entities(read_payload(f'/vraag{{"stad": "{written}"}}', assistant)) == [("stad", kept)]
    assert _entities(read_payload(f'/vraag{{"{written}": "Ede"}}', assistant)) == [(kept, "Ede")]


@pytest.mark.parametrize(
    ("begin", "middle", "end"),
    [
        ("/vraag", " ", "x"),
        ("/", "a", "!"),
        ("/vraag{", "}", "x"),
        ("/vraag{", "} ", "x"),
        ("/vraag", " {", ""),
        ("/", "/", ""),
    ],
)
def test_reading_takes_time_in_step_with_the_length(
    assistant: Assistant, begin: str, middle: str, end: str
) -> None:
    def read(size: int) -> None:
        read_payload(begin + middle * size + end, assistant)

    assert faster_than_quadratic(read, 4_000)


def test_the_check_notices_a_pattern_that_looks_for_spaces_twice(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    twice = re.compile(r"/(?P<intent>[a-z]+)\s*(?P<entities>\{.*\})?\s*", re.DOTALL)
    monkeypatch.setattr("app.engine.payload._PAYLOAD", twice)
    assert not faster_than_quadratic(lambda n: read_payload("/a" + " " * n + "x", assistant), 2_000)
