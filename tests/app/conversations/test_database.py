"""What is acknowledged is on disk; what cannot be kept is a clear error and leaves no trace."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from app.conversations import repository
from app.conversations.database import ConversationDatabase
from app.conversations.models import Conversation
from app.errors import StoreUnavailableError
from tests.app.conftest import OpenStore

ROOT = Path(__file__).resolve().parents[3]


def _start(database: ConversationDatabase, key: str) -> None:
    with database.write() as session:
        repository.start(session, "widget", key, "pupil")


def _count(database: ConversationDatabase) -> int:
    with database.read() as session:
        return len(session.exec(select(Conversation)).all())


# --- durable ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("synchronous", 2), ("journal_mode", "wal"), ("secure_delete", 1), ("foreign_keys", 1)],
)
def test_every_connection_is_set_up_to_lose_and_leak_nothing(
    open_store: OpenStore, pragma: str, value: object
) -> None:
    database = open_store()
    for transaction in (database.write, database.read):
        with transaction() as session:
            assert session.execute(text(f"PRAGMA {pragma}")).scalar_one() == value


@pytest.mark.parametrize("level", ["OFF", "NORMAL"])
def test_a_store_that_would_not_sync_its_commits_is_not_opened(
    open_store: OpenStore, monkeypatch: pytest.MonkeyPatch, level: str
) -> None:
    setup = ("PRAGMA journal_mode = WAL", f"PRAGMA synchronous = {level}")
    monkeypatch.setattr("app.conversations.database._SQLITE_SETUP", setup)
    with pytest.raises(StoreUnavailableError, match="would not be durable"):
        open_store()


CHILD = """
import os, signal, sys
from app.conversations import repository
from app.conversations.database import ConversationDatabase
from app.conversations.models import Conversation, Turn
database = ConversationDatabase(sys.argv[1])
with database.write() as session:
    repository.start(session, "widget", "first", "pupil")
with database.write() as session:
    repository.start(session, "widget", "second", "pupil")
    if sys.argv[2] == "before commit":
        os.kill(os.getpid(), signal.SIGKILL)
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.parametrize(("moment", "kept"), [("after commit", 2), ("before commit", 1)])
def test_a_killed_process_loses_what_was_not_committed_and_nothing_else(
    open_store: OpenStore, moment: str, kept: int
) -> None:
    url = str(open_store.url)
    child = subprocess.run([sys.executable, "-c", CHILD, url, moment], cwd=ROOT)
    assert child.returncode == -signal.SIGKILL
    assert _count(open_store()) == kept


def test_a_store_is_found_again_as_it_was_left(open_store: OpenStore) -> None:
    database = open_store()
    _start(database, "a")
    database.dispose()
    assert _count(open_store()) == 1


def test_the_folder_of_the_store_is_made_where_it_is_missing(
    open_store: OpenStore, tmp_path: Path
) -> None:
    _start(open_store(f"sqlite:///{tmp_path}/new/folder/store.sqlite"), "a")
    assert (tmp_path / "new/folder/store.sqlite").exists()


# --- all or nothing ---------------------------------------------------------------------------


class _SomethingElseError(Exception):
    pass


@pytest.mark.parametrize("error", [_SomethingElseError, KeyboardInterrupt, StoreUnavailableError])
def test_a_transaction_that_fails_leaves_nothing(
    open_store: OpenStore, error: type[BaseException]
) -> None:
    database = open_store()

    def fail() -> None:
        with database.write() as session:
            repository.start(session, "widget", "a", "pupil")
            raise error

    with pytest.raises(error):
        fail()
    assert _count(database) == 0
    _start(database, "a")  # the store is not left locked
    assert _count(database) == 1


def test_a_broken_rule_of_the_tables_is_a_mistake_of_ours_and_not_of_the_store(
    open_store: OpenStore,
) -> None:
    database = open_store()
    _start(database, "a")
    with pytest.raises(IntegrityError):
        _start(database, "a")
    assert _count(database) == 1


def test_what_is_not_committed_is_seen_by_nobody(open_store: OpenStore) -> None:
    database = open_store()
    with database.write() as session:
        repository.start(session, "widget", "a", "pupil")
        assert _count(database) == 0
    assert _count(database) == 1


def test_writers_take_turns(open_store: OpenStore) -> None:
    database = open_store()
    barrier = threading.Barrier(8)

    def write(number: int) -> None:
        barrier.wait()
        for turn in range(5):
            _start(database, f"{number} {turn}")

    threads = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert _count(database) == 40


# --- unavailable ------------------------------------------------------------------------------


def _lock(path: Path) -> sqlite3.Connection:
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    return other


def test_a_locked_store_is_a_clear_error_within_its_time(open_store: OpenStore) -> None:
    database = open_store(f"{open_store.url}?timeout=0.1")
    other = _lock(open_store.path)
    begin = time.perf_counter()
    with pytest.raises(StoreUnavailableError):
        _start(database, "a")
    assert time.perf_counter() - begin < 1
    assert _count(database) == 0  # reading goes on
    other.rollback()
    other.close()
    _start(database, "a")  # and so does writing
    assert _count(database) == 1


def test_a_store_that_is_locked_for_a_moment_is_waited_for(open_store: OpenStore) -> None:
    database = open_store(f"{open_store.url}?timeout=5")
    other = sqlite3.connect(open_store.path, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    timer = threading.Timer(0.2, other.rollback)
    timer.start()
    _start(database, "a")
    timer.join()
    other.close()
    assert _count(database) == 1


def test_a_writer_waits_five_seconds_unless_told_otherwise(open_store: OpenStore) -> None:
    with open_store().write() as session:
        assert session.execute(text("PRAGMA busy_timeout")).scalar_one() == 5_000


def test_a_full_disk_is_a_clear_error_and_loses_nothing(open_store: OpenStore) -> None:
    database = open_store()
    _start(database, "a")

    def fill() -> None:
        with database.write() as session:
            session.execute(text("PRAGMA max_page_count = 1"))
            for number in range(500):
                repository.start(session, "widget", str(number), "pupil")

    with pytest.raises(StoreUnavailableError):
        fill()
    assert _count(database) == 1


def test_a_store_that_may_only_be_read_is_a_clear_error(
    open_store: OpenStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_store().dispose()
    monkeypatch.chdir(open_store.path.parent)  # the folder of the store is made below this one
    read_only = open_store(f"sqlite:///file:{open_store.path}?mode=ro&uri=true")
    with pytest.raises(StoreUnavailableError):
        _start(read_only, "a")
    assert _count(read_only) == 0


def _overwrite(path: Path, begin: int, length: int) -> None:
    with path.open("r+b") as file:
        file.seek(begin)
        file.write(b"\xa5" * length)


UNUSABLE: dict[str, Callable[[Path], object]] = {
    "no database": lambda path: path.write_bytes(b"this is no database at all, " * 100),
    "a head that is damaged": lambda path: _overwrite(path, 0, 100),
    "a body that is damaged": lambda path: _overwrite(path, 100, path.stat().st_size - 100),
    "half of it": lambda path: path.write_bytes(path.read_bytes()[:5_000]),
}


@pytest.mark.parametrize("damage", UNUSABLE.values(), ids=UNUSABLE)
def test_a_damaged_file_is_a_clear_error(
    open_store: OpenStore, damage: Callable[[Path], object]
) -> None:
    database = open_store()
    for number in range(50):
        _start(database, str(number))
    database.dispose()
    damage(open_store.path)
    with pytest.raises(StoreUnavailableError):
        _start(open_store(), "a")


def test_a_file_that_is_damaged_while_serving_is_a_clear_error(open_store: OpenStore) -> None:
    database = open_store()
    _start(database, "a")
    with database.write() as session:
        session.connection().exec_driver_sql("SELECT 1")
    sqlite3.connect(open_store.path).execute("PRAGMA wal_checkpoint(TRUNCATE)").connection.close()
    _overwrite(open_store.path, 0, open_store.path.stat().st_size)
    with pytest.raises(StoreUnavailableError):
        _start(database, "b")


@pytest.mark.parametrize("place", ["a folder", "below a file"])
def test_a_place_where_no_file_can_be_is_a_clear_error(
    open_store: OpenStore, tmp_path: Path, place: str
) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").touch()
    path = tmp_path / ("folder" if place == "a folder" else "file/store.sqlite")
    with pytest.raises(StoreUnavailableError):
        open_store(f"sqlite:///{path}")


def test_an_error_of_the_store_repeats_nothing_that_was_to_be_stored(
    open_store: OpenStore,
) -> None:
    database = open_store()
    _start(database, "a")
    with pytest.raises(IntegrityError) as raised, database.write() as session:
        session.add(Conversation(key_hash=repository.key_hash("widget", "a"), channel="geheim"))
    assert "geheim" not in str(raised.value)
    assert os.fspath(open_store.path) not in str(raised.value)
