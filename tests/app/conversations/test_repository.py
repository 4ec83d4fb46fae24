"""Conversations are found by their holder only, counted without gaps, and erased for good."""

from __future__ import annotations

import hashlib
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from app.conversations import repository
from app.conversations.database import ConversationDatabase
from app.conversations.models import Conversation, Turn
from tests.app.conftest import OpenStore

MARKER = "zeerpersoonlijk"


@pytest.fixture
def database(open_store: OpenStore) -> ConversationDatabase:
    return open_store()


def _say(
    session: Session, conversation: Conversation, text: str, client_id: str | None = None
) -> Turn:
    events: list[dict[str, Any]] = [{"event": "user", "text": text}]
    return repository.add_turn(
        session,
        conversation,
        client_id=client_id,
        topic=None,
        events=events,
        snapshot={"latest_message": {"text": text}},
    )


def _talk(database: ConversationDatabase, key: str, texts: list[str]) -> None:
    with database.write() as session:
        conversation = repository.start(session, "widget", key, "pupil")
        for number, words in enumerate(texts):
            _say(session, conversation, words, str(number))


# --- finding ----------------------------------------------------------------------------------


def test_a_conversation_is_found_by_its_channel_and_key_only(
    database: ConversationDatabase,
) -> None:
    with database.write() as session:
        started = repository.start(session, "widget", "geheim", "parent")
        assert (started.channel, started.role, started.turns) == ("widget", "parent", 0)
    with database.read() as session:
        found = repository.find(session, "widget", "geheim")
        assert found is not None
        assert found.id == started.id
        for channel, key in [("rest", "geheim"), ("widget", "Geheim"), ("widget", ""), ("", "")]:
            assert repository.find(session, channel, key) is None


def test_the_secret_of_the_holder_is_not_stored(open_store: OpenStore) -> None:
    database = open_store()
    _talk(database, MARKER, ["hoi"])
    database.dispose()
    assert MARKER.encode() not in _bytes_of(open_store.path)
    assert hashlib.sha256(f"widget\0{MARKER}".encode()).hexdigest().encode() in _bytes_of(
        open_store.path
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [(("widget", "a"), ("rest", "a")), (("ab", "c"), ("a", "bc")), (("a", "b"), ("a", "B"))],
)
def test_no_two_holders_share_a_key(one: tuple[str, str], other: tuple[str, str]) -> None:
    assert repository.key_hash(*one) != repository.key_hash(*other)


def test_a_key_opens_one_conversation_only(database: ConversationDatabase) -> None:
    _talk(database, "a", [])
    with pytest.raises(IntegrityError):
        _talk(database, "a", [])


# --- turns ------------------------------------------------------------------------------------


def test_turns_are_counted_from_one_without_gaps(database: ConversationDatabase) -> None:
    _talk(database, "a", ["een", "twee", "drie"])
    with database.write() as session:
        conversation = repository.find(session, "widget", "a")
        assert conversation is not None
        assert _say(session, conversation, "vier").seq == 4
        turns = repository.turns_after(session, conversation, 0, 10)
    assert [turn.seq for turn in turns] == [1, 2, 3, 4]
    assert [turn.events[0]["text"] for turn in turns] == ["een", "twee", "drie", "vier"]


def test_a_turn_takes_the_state_along(database: ConversationDatabase) -> None:
    _talk(database, "a", ["een", "twee"])
    with database.read() as session:
        conversation = repository.find(session, "widget", "a")
        assert conversation is not None
        assert conversation.turns == 2
        assert conversation.snapshot == {"latest_message": {"text": "twee"}}
        assert conversation.last_at >= conversation.created_at


@pytest.mark.parametrize(
    ("after", "limit", "seqs"),
    [(0, 10, [1, 2, 3]), (1, 10, [2, 3]), (0, 2, [1, 2]), (2, 1, [3]), (3, 10, []), (99, 10, [])],
)
def test_turns_are_handed_out_from_a_place_on(
    database: ConversationDatabase, after: int, limit: int, seqs: list[int]
) -> None:
    _talk(database, "a", ["een", "twee", "drie"])
    _talk(database, "b", ["vier"])
    with database.read() as session:
        conversation = repository.find(session, "widget", "a")
        assert conversation is not None
        found = repository.turns_after(session, conversation, after, limit)
    assert [turn.seq for turn in found] == seqs


def test_a_turn_is_found_by_the_id_that_its_client_gave_it(
    database: ConversationDatabase,
) -> None:
    _talk(database, "a", ["een", "twee"])
    _talk(database, "b", ["drie"])
    with database.read() as session:
        conversation = repository.find(session, "widget", "a")
        assert conversation is not None
        found = repository.find_turn(session, conversation, "1")
        assert found is not None
        assert found.events[0]["text"] == "twee"
        assert repository.find_turn(session, conversation, "2") is None


@pytest.mark.parametrize(
    ("seq", "client_id"), [(1, "anders"), (2, "0")], ids=["same seq", "same client id"]
)
def test_the_tables_themselves_refuse_a_turn_twice(
    database: ConversationDatabase, seq: int, client_id: str
) -> None:
    _talk(database, "a", ["een"])
    with database.read() as session:
        conversation = repository.find(session, "widget", "a")
        assert conversation is not None
        again = Turn(conversation_id=conversation.id, seq=seq, client_id=client_id, events=[])
    with pytest.raises(IntegrityError), database.write() as session:
        session.add(again)


def test_many_turns_may_have_no_client_id(database: ConversationDatabase) -> None:
    with database.write() as session:
        conversation = repository.start(session, "rest", "a", "pupil")
        for words in ("een", "twee"):
            _say(session, conversation, words)
    with database.read() as session:
        assert len(session.exec(select(Turn)).all()) == 2


def test_a_turn_belongs_to_a_conversation_that_exists(database: ConversationDatabase) -> None:
    with pytest.raises(IntegrityError), database.write() as session:
        session.add(Turn(conversation_id=404, seq=1, events=[]))


@pytest.mark.parametrize("words", ["", "é 😀 مرحبا", "'; DROP TABLE turn; --", "x" * 100_000])
def test_what_was_said_comes_back_as_it_was(database: ConversationDatabase, words: str) -> None:
    _talk(database, "a", [words])
    with database.read() as session:
        assert session.exec(select(Turn)).one().events == [{"event": "user", "text": words}]


# --- erasing ----------------------------------------------------------------------------------


def _bytes_of(store: Path) -> bytes:
    """All that the store holds on disk, its journal too."""
    return b"".join(file.read_bytes() for file in sorted(store.parent.glob(f"{store.name}*")))


def _left_after_erasing(open_store: OpenStore) -> list[str]:
    """Where something is left of an erased conversation; nowhere, as promised."""
    database = open_store()
    _talk(database, MARKER, [f"{MARKER} {number} " + "x" * 3_000 for number in range(20)])
    _talk(database, "b", ["blijft"])
    with database.write() as session:
        conversation = repository.find(session, "widget", MARKER)
        assert conversation is not None
        repository.erase(session, conversation)
    with database.read() as session:
        rows = [*session.exec(select(Conversation)), *session.exec(select(Turn))]
        shown = " ".join(repr(row) for row in rows)
    database.dispose()
    with sqlite3.connect(open_store.path) as other:
        other.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    other.close()
    left = []
    if len(rows) != 2 or MARKER in shown:
        left.append("rows")
    if MARKER.encode() in _bytes_of(open_store.path):
        left.append("bytes")
    if b"blijft" not in _bytes_of(open_store.path):
        left.append("nothing of the other conversation")
    return left


def test_erasing_leaves_nothing_in_rows_or_bytes(open_store: OpenStore) -> None:
    assert _left_after_erasing(open_store) == []


def test_the_check_notices_a_store_that_only_forgets_where_things_are(
    open_store: OpenStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    setup = ("PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL", "PRAGMA secure_delete = OFF")
    monkeypatch.setattr("app.conversations.database._SQLITE_SETUP", setup)
    assert _left_after_erasing(open_store) == ["bytes"]


def test_the_check_notices_an_erasure_that_leaves_the_turns(
    open_store: OpenStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def forget(session: Session, conversation: Conversation) -> None:
        conversation.snapshot = {}
        conversation.key_hash = "erased"

    monkeypatch.setattr(repository, "erase", forget)
    assert _left_after_erasing(open_store) == ["rows", "bytes"]


def test_an_erased_conversation_cannot_be_opened_again(database: ConversationDatabase) -> None:
    _talk(database, "a", ["een"])
    with database.write() as session:
        conversation = repository.find(session, "widget", "a")
        assert conversation is not None
        repository.erase(session, conversation)
    with database.read() as session:
        assert repository.find(session, "widget", "a") is None
