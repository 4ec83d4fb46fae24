"""Promises R1 to R4, small: nothing acknowledged is lost, doubled or out of order.

Clients talk while the server is killed again and again; one reply in ten is dropped on its way
back, and what was not answered is sent again. The same run against a broken server must fail.
"""

from __future__ import annotations

import random
import sqlite3
import threading
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from tests.journeys.server import Server

CONVERSATIONS = 100
TURNS = 3
KILLS = 3
AT_ONCE = 10
MESSAGES = ("wat is bbl", "is er werk als kok?", "en bij bbl?")


@dataclass
class Outcome:
    """What the clients sent, what the server acknowledged, and what went wrong in the store."""

    sent: list[list[str]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


@pytest.mark.parametrize("in_parallel", [False, True], ids=["in turn", "five at once"])
def test_nothing_acknowledged_is_lost_doubled_or_out_of_order(
    tmp_path: Path, in_parallel: bool
) -> None:
    store = tmp_path / "store.sqlite"
    outcome = _talk_while_killing(Server(store), in_parallel=in_parallel)
    assert _faults(store, outcome, ordered=not in_parallel) == []


@pytest.mark.parametrize("fault", ["forgets_client_ids", "acknowledges_before_storing"])
def test_the_same_run_notices_a_broken_server(tmp_path: Path, fault: str) -> None:
    store = tmp_path / "store.sqlite"
    server = Server(store, f"tests.journeys.broken_apps:{fault}")
    outcome = _talk_while_killing(server, in_parallel=False)
    assert _faults(store, outcome, ordered=True)


def _talk_while_killing(server: Server, *, in_parallel: bool) -> Outcome:
    server.start()
    outcome = Outcome()
    done = threading.Event()
    killer = threading.Thread(target=_kill_now_and_then, args=(server, done))
    killer.start()
    try:
        with ThreadPoolExecutor(AT_ONCE) as pool:
            talks = [
                pool.submit(_talk, server.url, random.Random(number), in_parallel)
                for number in range(CONVERSATIONS)
            ]
            outcome.sent = [talk.result() for talk in talks]
    finally:
        done.set()
        killer.join()
        server.stop()
    return outcome


def _kill_now_and_then(server: Server, done: threading.Event) -> None:
    for _ in range(KILLS):
        if done.wait(1.0):
            return
        server.kill()
        server.start()


def _talk(url: str, chance: random.Random, in_parallel: bool) -> list[str]:
    """One client: returns the ids of its messages, all acknowledged in the end."""
    with httpx.Client(base_url=f"{url}/api", timeout=10) as client:
        started = _until_answered(client, "conversations", {})
        client.headers["Authorization"] = f"Bearer {started['token']}"
        ids = [uuid.UUID(int=chance.getrandbits(128)).hex for _ in range(TURNS)]
        bodies = [
            {"client_id": id_, "text": MESSAGES[n % len(MESSAGES)]} for n, id_ in enumerate(ids)
        ]
        if in_parallel:
            with ThreadPoolExecutor(5) as pool:
                list(pool.map(lambda body: _until_answered(client, "messages", body), bodies))
        else:
            for body in bodies:
                _until_answered(client, "messages", body)
                if chance.random() < 0.1:  # the reply got lost on its way back
                    _until_answered(client, "messages", body)
    return ids


def _until_answered(client: httpx.Client, path: str, body: dict[str, str]) -> dict[str, str]:
    for _ in range(600):
        try:
            reply = client.post(path, json=body)
        except httpx.TransportError:
            time.sleep(0.05)
            continue
        if reply.is_success:
            answer: dict[str, str] = reply.json()
            return answer
        time.sleep(0.05)
    raise TimeoutError("no answer")


def _faults(store: Path, outcome: Outcome, *, ordered: bool) -> list[str]:
    """Differences between what the clients know was acknowledged and what the store holds."""
    with sqlite3.connect(store) as connection:
        rows = connection.execute(
            "select conversation_id, seq, client_id from turn order by conversation_id, seq"
        ).fetchall()
    stored: dict[int, list[tuple[int, str]]] = {}
    for conversation, seq, client_id in rows:
        stored.setdefault(conversation, []).append((seq, client_id))
    by_ids = {frozenset(id_ for _, id_ in turns): turns for turns in stored.values()}
    return list(_differences(outcome.sent, by_ids, ordered=ordered))


def _differences(
    sent: list[list[str]], stored: dict[frozenset[str], list[tuple[int, str]]], *, ordered: bool
) -> Iterator[str]:
    for ids in sent:
        turns = stored.get(frozenset(ids))
        if turns is None:
            yield f"{ids} is not stored as it was acknowledged"
        elif [seq for seq, _ in turns] != list(range(1, len(ids) + 1)):
            yield f"{ids} has gaps or doubles"
        elif ordered and [id_ for _, id_ in turns] != ids:
            yield f"{ids} is out of order"
