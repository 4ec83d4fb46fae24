"""The serving side on a small assistant: real model, real store, real routes, real errors."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.types import ASGIApp, Message

from app.chat.service import ChatService
from app.conversations.database import ConversationDatabase
from app.engine.action_runner import InProcessActions
from app.engine.engine import Engine
from app.engine.loading import load_assistant
from app.engine.nlu.training import train
from app.main import create_app
from app.settings import Settings
from tests.engine.conftest import VERSION, write_files
from tests.engine.nlu.conftest import DATA, NAMES, silent

TRANSCRIPT_TOKEN = "transcript-token-of-the-tests"


# --- the store --------------------------------------------------------------------------------


class OpenStore:
    """Opens stores in a folder of the test, and closes them at its end."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "conversations.sqlite"
        self.url = f"sqlite:///{self.path}"
        self._opened: list[ConversationDatabase] = []

    def __call__(self, url: str = "") -> ConversationDatabase:
        self._opened.append(ConversationDatabase(url or self.url))
        return self._opened[-1]

    def close(self) -> None:
        for database in self._opened:
            database.dispose()


@pytest.fixture
def open_store(tmp_path: Path) -> Iterator[OpenStore]:
    opener = OpenStore(tmp_path)
    yield opener
    opener.close()


# --- the assistant ----------------------------------------------------------------------------

DOMAIN = f"""\
{VERSION}intents: [groet, faq, loon, stage, kans, nood]
entities: [opleiding, plaats, leerweg]
slots:
  opleiding: {{type: text, mappings: [{{type: from_entity, entity: opleiding}}]}}
  region: {{type: text, mappings: [{{type: from_entity, entity: plaats}}]}}
  aantal: {{type: float, mappings: [{{type: custom}}]}}
actions: [action_tel, action_raises]
responses:
  utter_groet:
  - text: Hoi!
    buttons: [{{title: Bol of bbl?, payload: /verschil}}]
    custom: {{topic: gesprek_begroeting}}
  utter_faq:
  - text: Bol is op school, bbl is werken.
    custom: {{topic: verschil}}
    image: https://example.org/bol.png
  utter_loon:
  - text: "Je vroeg naar {{opleiding}}."
    custom: {{topic: opleiding_salaris}}
  utter_stil: [{{custom: {{topic: stil}}}}]
  utter_niet_begrepen:
  - text: Dat snap ik niet.
    custom: {{topic: niet_begrepen}}
  utter_action_failed:
  - text: Sorry, dat lukt nu niet.
    custom: {{topic: storing}}
"""

RULES = f"""\
{VERSION}rules:
- rule: groet
  steps: [{{intent: groet}}, {{action: utter_groet}}]
- rule: faq
  steps: [{{intent: faq}}, {{action: utter_faq}}]
- rule: loon
  steps: [{{intent: loon}}, {{action: utter_loon}}]
- rule: stage
  steps: [{{intent: stage}}, {{action: action_tel}}, {{action: utter_stil}}]
- rule: nood
  steps: [{{intent: nood}}, {{action: action_raises}}]
- rule: niet begrepen
  steps: [{{intent: nlu_fallback}}, {{action: utter_niet_begrepen}}]
"""


def _nlu() -> str:
    items = [
        f"- intent: {intent}\n  examples: |\n" + "".join(f"    - {text}\n" for text in texts)
        for intent, texts in DATA.sentences.items()
    ]
    return f"{VERSION}nlu:\n{''.join(items)}"


@pytest.fixture(scope="session")
def small_engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """An engine with a really trained understanding and real actions, of which one fails."""
    files = {"domain/bot.yml": DOMAIN, "nlu/bot.yml": _nlu(), "rules/bot.yml": RULES}
    assistant = load_assistant(write_files(tmp_path_factory.mktemp("bot"), files))
    understand = train(assistant.training_data, NAMES, silent)
    actions = InProcessActions("tests.engine.small_actions", time_limit_seconds=0.05)
    return Engine(assistant, understand, actions)


@pytest.fixture
def chat(small_engine: Engine, open_store: OpenStore) -> ChatService:
    return ChatService(small_engine, open_store())


# --- HTTP -------------------------------------------------------------------------------------


@dataclass
class Reply:
    """What came back: the whole answer, and how much of the request was read for it."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    bytes_read: int = 0

    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def text(self) -> str:
        return self.body.decode()


Request = tuple[str, str, bytes, dict[str, str]]
"""Method, path, body and headers."""


class Http:
    """Sends any bytes to an application, as a server does, and counts what it reads of them.

    An exception that leaves the application is raised here: a server would log its text.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._runner = asyncio.Runner()

    def send(
        self,
        method: str,
        path: str,
        body: bytes | Iterable[bytes] = b"",
        headers: dict[str, str] | None = None,
    ) -> Reply:
        """Send `body`, with its length announced; or in chunks, when it is a series."""
        return self._runner.run(self._send(method, path, body, headers or {}))

    def send_all(self, requests: Iterable[Request]) -> list[Reply | Exception]:
        """Send requests one after the other; faster than `send`, as a server has its threads."""

        async def each() -> list[Reply | Exception]:
            replies: list[Reply | Exception] = []
            for request in requests:
                try:
                    replies.append(await self._send(*request))
                except Exception as error:  # noqa: BLE001 - a server would log it
                    replies.append(error)
            return replies

        return self._runner.run(each())

    def post(self, path: str, content: object, token: str | None = None) -> Reply:
        """Post `content` as JSON."""
        return self.send("POST", path, json.dumps(content).encode(), bearer(token))

    def get(self, path: str, token: str | None = None) -> Reply:
        return self.send("GET", path, headers=bearer(token))

    def close(self) -> None:
        self._runner.close()

    async def _send(
        self, method: str, path: str, body: bytes | Iterable[bytes], headers: dict[str, str]
    ) -> Reply:
        announced = {"content-length": str(len(body))} if isinstance(body, bytes) else {}
        chunks = [body] if isinstance(body, bytes) else body
        lines = {"content-type": "application/json", **announced, **headers}
        where, _, query = path.partition("?")
        reply = Reply()
        incoming = self._incoming(chunks, reply)

        async def send(message: Message) -> None:
            if message["type"] == "http.response.start":
                reply.status = message["status"]
                reply.headers = {k.decode(): v.decode() for k, v in message["headers"]}
            else:
                reply.body += message.get("body", b"")

        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": where,
            "raw_path": where.encode(),
            "query_string": query.encode(),
            "root_path": "",
            "headers": [(k.lower().encode(), v.encode("latin-1")) for k, v in lines.items()],
            "client": ("test", 1),
            "server": ("test", 80),
            "state": {},
        }
        await self.app(scope, incoming.__anext__, send)
        return reply

    @staticmethod
    async def _incoming(chunks: Iterable[bytes], reply: Reply) -> AsyncIterator[Message]:
        for chunk in chunks:
            reply.bytes_read += len(chunk)
            yield {"type": "http.request", "body": chunk, "more_body": True}
        yield {"type": "http.request", "body": b"", "more_body": False}
        await asyncio.Event().wait()  # the client stays on the line


def bearer(token: str | None) -> dict[str, str]:
    return {} if token is None else {"authorization": f"Bearer {token}"}


@contextmanager
def serving(app: ASGIApp) -> Iterator[Http]:
    http = Http(app)
    try:
        yield http
    finally:
        http.close()


@contextmanager
def lobke(engine: Engine, url: str, **settings: Any) -> Iterator[FastAPI]:
    """The whole service on `engine` and the store at `url`."""
    app = create_app(
        Settings(database_url=url, **{"transcript_token": TRANSCRIPT_TOKEN, **settings}), engine
    )
    try:
        yield app
    finally:
        app.state.chat._database.dispose()


@pytest.fixture
def http(small_engine: Engine, open_store: OpenStore) -> Iterator[Http]:
    with lobke(small_engine, open_store.url) as app, serving(app) as client:
        yield client
