"""A turn is taken once per message, in order, and whole or not at all."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, select

from app.chat.service import WIDGET, ChatService, IncomingMessage
from app.conversations import repository
from app.conversations.database import ConversationDatabase
from app.conversations.models import Conversation, Turn
from app.engine.engine import Engine
from app.errors import NotFoundError, StoreUnavailableError
from tests.app.conftest import OpenStore


def _widget(token: str, text: str, client_id: str) -> IncomingMessage:
    return IncomingMessage(WIDGET, token, text, client_id=client_id)


def _texts(turn: Turn) -> list[str]:
    return [event["text"] for event in turn.events if event["event"] == "bot"]


def _stored(database: ConversationDatabase) -> list[Turn]:
    with database.read() as session:
        return list(session.exec(select(Turn).order_by(Turn.id)))  # type: ignore[arg-type]


# --- a turn -----------------------------------------------------------------------------------


def test_a_turn_is_answered_and_stored(chat: ChatService) -> None:
    token = chat.start("pupil")
    turn = chat.take_turn(_widget(token, "hoi", "1"))
    assert (turn.seq, turn.client_id, turn.topic) == (1, "1", "gesprek_begroeting")
    assert _texts(turn) == ["Hoi!"]
    (stored,) = chat.turns(token, after=0)
    assert stored.events == turn.events


def test_a_conversation_remembers_what_was_said_before(chat: ChatService) -> None:
    token = chat.start("pupil")
    chat.take_turn(_widget(token, "hoeveel verdient een kok", "1"))
    turn = chat.take_turn(_widget(token, "/loon", "2"))
    assert _texts(turn) == ["Je vroeg naar 25180."]


def test_a_conversation_goes_on_after_the_service_was_started_anew(
    small_engine: Engine, open_store: OpenStore
) -> None:
    first = ChatService(small_engine, open_store())
    token = first.start("pupil")
    first.take_turn(_widget(token, "/stage", "1"))
    second = ChatService(small_engine, open_store())
    assert second.take_turn(_widget(token, "/stage", "2")).seq == 2
    assert second.take_turn(_widget(token, "/stage", "1")).seq == 1
    with open_store().read() as session:
        assert session.exec(select(Conversation)).one().snapshot["slots"]["aantal"] == 2


def test_conversations_do_not_know_each_other(chat: ChatService) -> None:
    one, other = chat.start("pupil"), chat.start("pupil")
    chat.take_turn(_widget(one, "hoeveel verdient een kok", "1"))
    assert _texts(chat.take_turn(_widget(other, "/loon", "1"))) == ["Je vroeg naar None."]
    assert len(chat.turns(one, 0)) == len(chat.turns(other, 0)) == 1


@pytest.mark.parametrize(
    ("begun_as", "says", "role"), [("parent", "pupil", "parent"), ("pupil", "parent", "pupil")]
)
def test_the_role_of_a_widget_is_that_of_its_start(
    chat: ChatService, begun_as: str, says: str, role: str
) -> None:
    token = chat.start(begun_as)
    turn = chat.take_turn(IncomingMessage(WIDGET, token, "hoi", role=says, client_id="1"))
    assert [e["metadata"] for e in turn.events if e["event"] == "user"] == [{"role": role}]


def test_the_role_of_a_rasa_sender_is_that_of_the_message(chat: ChatService) -> None:
    for role in ("pupil", "parent"):
        turn = chat.take_turn(IncomingMessage("rest", "a", "hoi", role=role))
        assert [e["metadata"] for e in turn.events if e["event"] == "user"] == [{"role": role}]


def test_a_rasa_sender_begins_by_speaking_and_a_widget_does_not(chat: ChatService) -> None:
    assert chat.take_turn(IncomingMessage("rest", "nieuw", "hoi")).seq == 1
    with pytest.raises(NotFoundError):
        chat.take_turn(_widget("nieuw", "hoi", "1"))


def test_the_secret_of_one_channel_opens_nothing_in_another(chat: ChatService) -> None:
    token = chat.start("pupil")
    chat.take_turn(_widget(token, "/stage", "1"))
    turn = chat.take_turn(IncomingMessage("rest", token, "/stage"))
    assert turn.seq == 1
    assert len(chat.turns(token, 0)) == 1


def test_every_conversation_has_a_secret_that_cannot_be_guessed(chat: ChatService) -> None:
    tokens = {chat.start("pupil") for _ in range(20)}
    assert len(tokens) == 20
    assert min(len(token) for token in tokens) >= 43  # 256 bits


def test_the_engine_and_the_store_never_see_the_secret(
    chat: ChatService, open_store: OpenStore
) -> None:
    token = chat.start("pupil")
    chat.take_turn(_widget(token, "/stage", "1"))
    stored = b"".join(file.read_bytes() for file in open_store.path.parent.iterdir())
    assert token.encode() not in stored


def test_an_action_that_fails_costs_an_apology_and_the_talk_goes_on(chat: ChatService) -> None:
    token = chat.start("pupil")
    chat.take_turn(_widget(token, "/stage", "1"))
    assert _texts(chat.take_turn(_widget(token, "/nood", "2"))) == ["Sorry, dat lukt nu niet."]
    chat.take_turn(_widget(token, "/stage", "3"))
    assert [turn.seq for turn in chat.turns(token, 0)] == [1, 2, 3]


@pytest.mark.parametrize("channel", ["rest", WIDGET])
def test_parsing_stores_nothing(chat: ChatService, open_store: OpenStore, channel: str) -> None:
    assert chat.parse("hoeveel verdient een kok")["intent"]["name"] == "loon"
    assert _stored(open_store()) == []


# --- the same message again -------------------------------------------------------------------


def _faults_of_retries(service: ChatService, database: ConversationDatabase) -> list[str]:
    """What goes wrong when every third reply is lost and sent again; nothing, as promised."""
    token = service.start("pupil")
    faults = []
    for number in range(9):
        message = _widget(token, "/stage", f"c{number}")
        try:
            first = service.take_turn(message)
            if number % 3 == 0:
                again = service.take_turn(message)
                if (again.seq, again.events) != (first.seq, first.events):
                    faults.append("answered otherwise")
        except Exception as error:  # noqa: BLE001 - whatever a broken service does
            faults.append(type(error).__name__)
    turns = _stored(database)
    if [turn.seq for turn in turns] != list(range(1, 10)):
        faults.append("doubled or out of order")
    return faults


def test_a_message_that_is_sent_again_is_stored_once_and_answered_the_same(
    chat: ChatService, open_store: OpenStore
) -> None:
    assert _faults_of_retries(chat, open_store()) == []


def test_the_check_notices_a_service_that_does_not_look_the_message_up(
    chat: ChatService, open_store: OpenStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(repository, "find_turn", lambda *_: None)
    faults = _faults_of_retries(chat, open_store())
    assert faults == ["IntegrityError"] * 3  # the tables themselves stop the second


def test_the_check_notices_a_service_without_message_ids(
    chat: ChatService, open_store: OpenStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_turn = chat.take_turn

    def without_id(message: IncomingMessage) -> Turn:
        return take_turn(IncomingMessage(message.channel, message.key, message.text))

    monkeypatch.setattr(chat, "take_turn", without_id)
    faults = _faults_of_retries(chat, open_store())
    assert faults == ["answered otherwise"] * 3 + ["doubled or out of order"]


def test_the_first_text_of_a_message_counts(chat: ChatService) -> None:
    token = chat.start("pupil")
    chat.take_turn(_widget(token, "hoi", "1"))
    assert _texts(chat.take_turn(_widget(token, "hoeveel verdient een kok", "1"))) == ["Hoi!"]


def test_a_message_id_belongs_to_its_conversation(chat: ChatService) -> None:
    one, other = chat.start("pupil"), chat.start("pupil")
    chat.take_turn(_widget(one, "hoi", "1"))
    assert _texts(chat.take_turn(_widget(other, "wat is bbl", "1"))) == [
        "Bol is op school, bbl is werken."
    ]


def test_a_rasa_message_has_no_id_and_counts_each_time(chat: ChatService) -> None:
    seqs = [chat.take_turn(IncomingMessage("rest", "a", "hoi")).seq for _ in range(3)]
    assert seqs == [1, 2, 3]


# --- at the same time -------------------------------------------------------------------------


def _at_once(works: list[Callable[[], object]]) -> None:
    barrier = threading.Barrier(len(works))

    def run(work: Callable[[], object]) -> None:
        barrier.wait()
        work()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_messages_sent_at_once_are_taken_in_turn(chat: ChatService, open_store: OpenStore) -> None:
    token = chat.start("pupil")
    _at_once(
        [lambda n=n: chat.take_turn(_widget(token, "/stage", str(n))) for n in range(12)]  # type: ignore[misc]
    )
    assert [turn.seq for turn in chat.turns(token, 0)] == list(range(1, 13))
    with open_store().read() as session:
        assert session.exec(select(Conversation)).one().snapshot["slots"]["aantal"] == 12


def test_one_message_sent_many_times_at_once_is_taken_once(chat: ChatService) -> None:
    token = chat.start("pupil")
    seqs: list[int] = []
    _at_once([lambda: seqs.append(chat.take_turn(_widget(token, "/stage", "1")).seq)] * 8)
    assert seqs == [1] * 8
    assert len(chat.turns(token, 0)) == 1


def test_many_conversations_at_once_stay_apart(chat: ChatService) -> None:
    tokens = [chat.start("pupil") for _ in range(8)]

    def talk(token: str) -> None:
        for number in range(4):
            chat.take_turn(_widget(token, "/stage", str(number)))

    _at_once([lambda token=token: talk(token) for token in tokens])  # type: ignore[misc]
    seqs = Counter(turn.seq for token in tokens for turn in chat.turns(token, 0))
    assert seqs == {1: 8, 2: 8, 3: 8, 4: 8}


def test_two_services_on_one_store_take_turns_too(
    small_engine: Engine, open_store: OpenStore
) -> None:
    services = [ChatService(small_engine, open_store()) for _ in range(3)]
    token = services[0].start("pupil")

    def talk(at: int) -> None:
        for number in range(5):
            services[at].take_turn(_widget(token, "/stage", f"{at} {number}"))

    _at_once([lambda at=at: talk(at) for at in range(3)])  # type: ignore[misc]
    assert [turn.seq for turn in services[0].turns(token, 0)] == list(range(1, 16))


# --- all or nothing ---------------------------------------------------------------------------


def _broken_after(step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the step after which a turn could be half done fail."""
    original: Any = getattr(repository, step)

    def fails(*args: Any, **kwargs: Any) -> None:
        result = original(*args, **kwargs)
        args[0].flush()
        raise RuntimeError(str(result))

    monkeypatch.setattr(repository, step, fails)


@pytest.mark.parametrize("step", ["start", "add_turn"])
def test_a_turn_that_fails_half_way_leaves_nothing(
    chat: ChatService, open_store: OpenStore, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    with monkeypatch.context() as broken:
        _broken_after(step, broken)
        with pytest.raises(RuntimeError):
            chat.take_turn(IncomingMessage("rest", "a", "/stage"))
    database = open_store()
    assert _stored(database) == []
    with database.read() as session:
        assert session.exec(select(Conversation)).all() == []
    assert chat.take_turn(IncomingMessage("rest", "a", "/stage")).seq == 1


def test_a_turn_that_fails_leaves_the_state_as_it_was(
    chat: ChatService, open_store: OpenStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = chat.start("pupil")
    chat.take_turn(_widget(token, "/stage", "1"))
    with monkeypatch.context() as broken:
        _broken_after("add_turn", broken)
        with pytest.raises(RuntimeError):
            chat.take_turn(_widget(token, "/stage", "2"))
    assert chat.take_turn(_widget(token, "/stage", "2")).seq == 2
    with open_store().read() as session:
        assert session.exec(select(Conversation)).one().snapshot["slots"]["aantal"] == 2


def test_a_store_that_is_locked_keeps_nothing_and_the_same_message_comes_through_later(
    small_engine: Engine, open_store: OpenStore
) -> None:
    service = ChatService(small_engine, open_store(f"{open_store.url}?timeout=0.05"))
    token = service.start("pupil")
    other = sqlite3.connect(open_store.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreUnavailableError):
        service.take_turn(_widget(token, "/stage", "1"))
    assert service.turns(token, 0) == []
    other.rollback()
    other.close()
    assert service.take_turn(_widget(token, "/stage", "1")).seq == 1
    assert len(service.turns(token, 0)) == 1


# --- reading back and erasing -----------------------------------------------------------------


def test_turns_are_read_back_from_a_place_on(chat: ChatService) -> None:
    token = chat.start("pupil")
    for number in range(3):
        chat.take_turn(_widget(token, "hoi", str(number)))
    assert [turn.seq for turn in chat.turns(token, after=1)] == [2, 3]


def test_turns_are_read_back_a_page_at_a_time(
    chat: ChatService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.chat.service.TURNS_PER_PAGE", 2)
    token = chat.start("pupil")
    for number in range(5):
        chat.take_turn(_widget(token, "hoi", str(number)))
    assert [[turn.seq for turn in chat.turns(token, after)] for after in (0, 2, 4)] == [
        [1, 2],
        [3, 4],
        [5],
    ]


@pytest.mark.parametrize("use", ["turns", "take_turn", "erase"])
def test_a_conversation_that_is_erased_or_never_was_opens_to_nobody(
    chat: ChatService, use: str
) -> None:
    erased = chat.start("pupil")
    chat.erase(erased)
    for token in (erased, "nooit-geweest", ""):
        uses: dict[str, Callable[[str], object]] = {
            "turns": lambda token: chat.turns(token, 0),
            "take_turn": lambda token: chat.take_turn(_widget(token, "hoi", "1")),
            "erase": chat.erase,
        }
        with pytest.raises(NotFoundError):
            uses[use](token)


def test_erasing_leaves_nothing_on_disk(chat: ChatService, open_store: OpenStore) -> None:
    token = chat.start("pupil")
    chat.take_turn(_widget(token, "zeerpersoonlijk", "1"))
    chat.erase(token)
    files: list[Path] = list(open_store.path.parent.iterdir())
    assert [file.name for file in files if b"zeerpersoonlijk" in file.read_bytes()] == []
    assert _stored(open_store()) == []


def test_a_rasa_tracker_shows_the_whole_conversation(chat: ChatService) -> None:
    for text in ("hoi", "/stage", "/stage"):
        chat.take_turn(IncomingMessage("rest", "a", text))
    shown = chat.rasa_tracker("rest", "a")
    assert shown["sender_id"] == "a"
    assert shown["slots"]["aantal"] == 2
    assert shown["latest_message"]["text"] == "/stage"
    assert [e["text"] for e in shown["events"] if e["event"] == "user"] == [
        "hoi",
        "/stage",
        "/stage",
    ]
    json.dumps(shown)


def test_a_rasa_tracker_of_a_stranger_is_empty(chat: ChatService) -> None:
    shown = chat.rasa_tracker("rest", "vreemd")
    assert (shown["sender_id"], shown["events"], shown["slots"]["aantal"]) == ("vreemd", [], None)


# --- cost -------------------------------------------------------------------------------------


def test_a_long_conversation_is_not_read_again_for_each_turn(
    chat: ChatService, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = chat.start("pupil")
    for number in range(30):
        chat.take_turn(_widget(token, "hoi", str(number)))
    handed: list[int] = []
    original = repository.turns_after

    def counted(session: Session, conversation: Conversation, seq: int, limit: int) -> list[Turn]:
        turns = original(session, conversation, seq, limit)
        handed.append(len(turns))
        return turns

    monkeypatch.setattr(repository, "turns_after", counted)
    turn = chat.take_turn(_widget(token, "hoi", "laatste"))
    assert handed == []
    assert len(turn.events) < 10
