"""The events of a turn become what a client is shown, and nothing of it is lost or added."""

from __future__ import annotations

from typing import Any

import pytest

from app.chat.messages import (
    parse_reply,
    rasa_items,
    report_slots,
    topic_id,
    topic_of,
    user_text,
    widget_messages,
)
from app.engine.events import Event, action_executed, bot_uttered, slot_set, user_uttered
from app.engine.understanding import Entity, Understanding

BUTTON = {"title": "Ja", "payload": "/ja"}
USER = user_uttered("hoi", {"text": "hoi"}, "rest", "m", {})


@pytest.mark.parametrize(
    ("event", "items"),
    [
        (bot_uttered("Hoi", {}), [{"text": "Hoi"}]),
        (bot_uttered("Hoi", {"buttons": [BUTTON]}), [{"text": "Hoi", "buttons": [BUTTON]}]),
        (bot_uttered("Hoi", {"buttons": []}), [{"text": "Hoi"}]),
        (bot_uttered(None, {"custom": {"topic": "t"}}), [{"custom": {"topic": "t"}}]),
        (bot_uttered(None, {"image": "x.png"}), [{"image": "x.png"}]),
        (bot_uttered(None, {"attachment": {"type": "video"}}), [{"attachment": {"type": "video"}}]),
        (
            bot_uttered(
                "Hoi",
                {"attachment": "a", "image": "i", "custom": {"topic": "t"}, "buttons": [BUTTON]},
            ),
            [
                {"text": "Hoi", "buttons": [BUTTON]},
                {"custom": {"topic": "t"}},
                {"image": "i"},
                {"attachment": "a"},
            ],
        ),
        (bot_uttered(None, {}), []),
        (bot_uttered("", {}), []),
        (bot_uttered("Hoi", {"custom": None, "image": None}), [{"text": "Hoi"}]),
        (USER, []),
        (action_executed("utter_hoi"), []),
        (slot_set("a", 1), []),
    ],
)
def test_a_rasa_client_gets_one_item_for_each_part_and_no_empty_ones(
    event: Event, items: list[dict[str, Any]]
) -> None:
    assert rasa_items("r1", [event]) == [{"recipient_id": "r1", **item} for item in items]


def test_a_rasa_client_gets_the_items_in_the_order_in_which_they_were_said() -> None:
    events = [USER, bot_uttered("een", {}), slot_set("a", 1), bot_uttered("twee", {"image": "i"})]
    assert [item.get("text", item.get("image")) for item in rasa_items("r", events)] == [
        "een",
        "twee",
        "i",
    ]


def test_the_widget_gets_one_message_for_each_thing_said() -> None:
    events = [
        USER,
        action_executed("a"),
        bot_uttered("een", {"buttons": [BUTTON], "custom": {"topic": "t"}}),
        bot_uttered(None, {"image": "i"}),
    ]
    assert widget_messages(events) == [
        {"text": "een", "buttons": [BUTTON], "custom": {"topic": "t"}},
        {"text": None, "image": "i"},
    ]


@pytest.mark.parametrize(
    ("events", "text"),
    [
        ([USER], "hoi"),
        ([action_executed("a"), USER], "hoi"),
        ([bot_uttered("x", {})], None),
        ([], None),
    ],
)
def test_a_turn_shows_what_the_user_said(events: list[Event], text: str | None) -> None:
    assert user_text(events) == text


# --- topics and slots -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("events", "topic"),
    [
        ([bot_uttered("x", {"custom": {"topic": "t"}})], "t"),
        ([bot_uttered("x", {}), bot_uttered("y", {"custom": {"topic": "u"}})], "u"),
        (
            [bot_uttered(None, {"custom": {"topic": t}}) for t in ("eerste", "tweede")],
            "eerste",
        ),
        ([bot_uttered("x", {"custom": {"figures": []}})], None),
        ([USER, action_executed("a")], None),
        ([], None),
    ],
)
def test_the_topic_of_a_turn_is_that_of_its_first_answer(
    events: list[Event], topic: str | None
) -> None:
    assert topic_of(events) == topic


def test_every_answer_with_a_topic_says_what_the_talk_is_about() -> None:
    answers = [
        bot_uttered("x", {"custom": {"topic": "t"}}),
        bot_uttered("y", {"custom": {"type": "cards"}}),
        bot_uttered("z", {}),
        bot_uttered(None, {"custom": {"topic": "u"}}),
    ]
    slots = {"opleiding_naam": "Kok", "opleiding": "25180", "leerweg": "bbl", "aantal": 3}
    report_slots([USER, *answers], slots)
    about = {
        "programme": "Kok",
        "crebo": "25180",
        "niveau": None,
        "leerweg": "bbl",
        "region": None,
    }
    assert [answer["data"].get("custom", {}).get("slots") for answer in answers] == [
        about,
        None,
        None,
        about,
    ]


# --- parsing ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("intent", "topic"),
    [
        ("groet", "groet"),
        ("faq/bol_bbl_verschil", "bol_bbl_verschil"),
        ("nlu_fallback", "niet_begrepen"),
    ],
)
def test_an_intent_is_called_by_its_topic(intent: str, topic: str) -> None:
    assert topic_id(intent) == topic


def test_a_parse_looks_as_in_rasa() -> None:
    understood = Understanding(
        "faq/bol_bbl_verschil",
        0.9,
        (("faq/bol_bbl_verschil", 0.9), ("nlu_fallback", 0.1)),
        (Entity("leerweg", "bbl", 7, 10, "names"),),
    )
    assert parse_reply("wat is bbl", understood) == {
        "text": "wat is bbl",
        "intent": {"name": "bol_bbl_verschil", "confidence": 0.9},
        "entities": [
            {
                "entity": "leerweg",
                "start": 7,
                "end": 10,
                "confidence_entity": 1.0,
                "value": "bbl",
                "extractor": "names",
            }
        ],
        "intent_ranking": [
            {"name": "bol_bbl_verschil", "confidence": 0.9},
            {"name": "niet_begrepen", "confidence": 0.1},
        ],
        "response_selector": {
            "faq": {"response": {"intent_response_key": "faq/bol_bbl_verschil", "confidence": 0.9}}
        },
    }
