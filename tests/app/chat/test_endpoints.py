"""Both channels over HTTP: as Rasa does it, safe to repeat, and silent about what was typed."""

from __future__ import annotations

import asyncio
import json
import logging
import math
import sqlite3
from collections import Counter
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from app.chat.service import ChatService
from app.engine.engine import Engine
from tests.app.conftest import (
    TRANSCRIPT_TOKEN,
    Http,
    OpenStore,
    Reply,
    Request,
    bearer,
    lobke,
    serving,
)

MARKER = "zeerpersoonlijk"
WEBHOOK, PARSE = "/webhooks/rest/webhook", "/model/parse"
CONVERSATIONS, MESSAGES, CONVERSATION = (
    "/api/conversations",
    "/api/messages",
    "/api/conversation",
)
JSON_ROUTES = [WEBHOOK, PARSE, CONVERSATIONS, MESSAGES]


def _token(http: Http, role: str = "pupil") -> str:
    reply = http.post(CONVERSATIONS, {"role": role})
    assert reply.status == 201
    return str(reply.json()["token"])


def _say(http: Http, token: str, text: str, client_id: str = "1") -> Reply:
    return http.post(MESSAGES, {"client_id": client_id, "text": text}, token)


def _turns(http: Http, token: str) -> list[Any]:
    return list(http.get(MESSAGES, token).json())


def _fault_of_problem(reply: Reply, status: int, code: str) -> str | None:
    if reply.status != status:
        return f"status {reply.status}"
    if reply.headers["content-type"] != "application/problem+json":
        return "no problem+json"
    if (reply.json()["status"], reply.json()["code"]) != (status, code):
        return f"says {reply.json()}"
    return "echo" if MARKER in reply.text else None


# --- the REST channel of Rasa -----------------------------------------------------------------


def test_the_rest_channel_says_that_it_is_there(http: Http) -> None:
    reply = http.get("/webhooks/rest/")
    assert (reply.status, reply.json()) == (200, {"status": "ok"})


ABOUT = {"programme": None, "crebo": None, "niveau": None, "leerweg": None, "region": None}


@pytest.mark.parametrize(
    ("message", "items"),
    [
        (
            "hoi",
            [
                {"text": "Hoi!", "buttons": [{"title": "Bol of bbl?", "payload": "/verschil"}]},
                {"custom": {"topic": "gesprek_begroeting", "slots": ABOUT}},
            ],
        ),
        (
            "/verschil",
            [
                {"text": "Bol is op school, bbl is werken."},
                {"custom": {"topic": "verschil", "slots": ABOUT}},
                {"image": "https://example.org/bol.png"},
            ],
        ),
        (
            '/loon{"opleiding": "25180", "plaats": "Ede"}',
            [
                {"text": "Je vroeg naar 25180."},
                {
                    "custom": {
                        "topic": "opleiding_salaris",
                        "slots": {**ABOUT, "crebo": "25180", "region": "Ede"},
                    }
                },
            ],
        ),
        ("/stage", [{"custom": {"topic": "stil", "slots": ABOUT}}]),
        (
            "",
            [
                {"text": "Dat snap ik niet."},
                {"custom": {"topic": "niet_begrepen", "slots": ABOUT}},
            ],
        ),
        ("/restart", []),
        ("/session_start", []),
    ],
)
def test_a_rasa_client_gets_what_rasa_would_send(
    http: Http, message: str, items: list[dict[str, Any]]
) -> None:
    reply = http.post(WEBHOOK, {"sender": "w1", "message": message})
    assert reply.status == 200
    assert reply.json() == [{"recipient_id": "w1", **item} for item in items]


@pytest.mark.parametrize("rest", [{}, {"message": None}])
def test_without_a_message_the_reply_is_an_empty_list_and_nothing_is_stored(
    http: Http, rest: dict[str, Any]
) -> None:
    reply = http.post(WEBHOOK, {"sender": "w1", **rest})
    assert (reply.status, reply.json()) == (200, [])
    tracker = http.get("/conversations/w1/tracker", TRANSCRIPT_TOKEN).json()
    assert tracker["events"] == []


@pytest.mark.parametrize(
    "rest",
    [
        {"metadata": {}},
        {"metadata": {"role": "parent", "school": "X"}},
        {"input_channel": "rest"},
        {"anders": [1, 2]},
    ],
)
def test_a_rasa_client_may_send_more_than_is_needed(http: Http, rest: dict[str, Any]) -> None:
    assert http.post(WEBHOOK, {"sender": "w1", "message": "hoi", **rest}).status == 200


@pytest.mark.parametrize(
    "body",
    [
        {"message": "hoi"},
        {"sender": "", "message": "hoi"},
        {"sender": "\0", "message": "hoi"},
        {"sender": "a" * 257, "message": "hoi"},
        {"sender": None, "message": "hoi"},
        {"sender": 5, "message": "hoi"},
        {"sender": "w1", "message": 5},
        {"sender": "w1", "message": ["hoi"]},
        {"sender": "w1", "message": "hoi", "metadata": {"role": MARKER}},
        {"sender": "w1", "message": "hoi", "metadata": MARKER},
        [],
        MARKER,
        None,
    ],
)
def test_a_rasa_message_of_another_form_is_refused(http: Http, body: object) -> None:
    assert _fault_of_problem(http.post(WEBHOOK, body), 422, "invalid_request") is None


def test_ten_thousand_letters_are_not_understood_and_no_error(http: Http) -> None:
    reply = http.post(WEBHOOK, {"sender": "w1", "message": "a" * 10_000})
    assert reply.json()[0]["text"] == "Dat snap ik niet."


def test_a_sender_keeps_its_conversation(http: Http) -> None:
    for sender in ("w1", "w2"):
        http.post(WEBHOOK, {"sender": sender, "message": f'/loon{{"opleiding": "{sender}"}}'})
    items = http.post(WEBHOOK, {"sender": "w1", "message": "/loon"}).json()
    assert items[0] == {"recipient_id": "w1", "text": "Je vroeg naar w1."}


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (r"a\u0000b", "ab"),
        (r"a\ud83db", "a?b"),  # half an emoji
        (r"\ud83d\ude00", "😀"),
        (r"\u202emirhcs", "\u202emirhcs"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("'; DROP TABLE turn; --", "'; DROP TABLE turn; --"),
        ("{{7*7}} {aantal}", "{{7*7}} {aantal}"),
    ],
)
def test_odd_characters_are_kept_as_far_as_a_store_can_hold_them(
    http: Http, typed: str, kept: str
) -> None:
    body = f'{{"sender": "w1", "message": "{typed}"}}'.encode()
    assert http.send("POST", WEBHOOK, body).status == 200
    tracker = http.get("/conversations/w1/tracker", TRANSCRIPT_TOKEN).json()
    assert tracker["latest_message"]["text"] == kept


@pytest.mark.parametrize("written", [r"\ud800", r"\u0000", r"a\ud800\u0000b"])
def test_a_payload_with_characters_that_no_store_can_hold_is_answered(
    http: Http, written: str
) -> None:
    text = f'/loon{{"opleiding": "{written}"}}'
    assert http.post(WEBHOOK, {"sender": "w1", "message": text}).status == 200
    assert http.post(PARSE, {"text": text}).status == 200
    assert _say(http, _token(http), text).status == 200


# --- parsing ----------------------------------------------------------------------------------


def test_a_text_is_parsed_as_in_rasa(http: Http) -> None:
    text = "wat is het verschil tussen bol en bbl voor een kok"
    parsed = http.post(PARSE, {"text": text}).json()
    assert parsed["text"] == text
    assert parsed["intent"]["name"] == parsed["intent_ranking"][0]["name"] == "verschil"
    assert 0 < parsed["intent"]["confidence"] <= 1
    (entity,) = parsed["entities"]
    assert (entity["entity"], entity["value"]) == ("opleiding", "25180")
    assert text[entity["start"] : entity["end"]] == "kok"
    assert "faq" in parsed["response_selector"]


def test_what_is_not_understood_is_named_so(http: Http) -> None:
    assert http.post(PARSE, {"text": "xqzw"}).json()["intent"] == {
        "name": "niet_begrepen",
        "confidence": 0.0,
    }


@pytest.mark.parametrize("body", [{}, {"text": None}, {"text": [MARKER]}, {"message": MARKER}])
def test_a_parse_without_text_is_refused(http: Http, body: object) -> None:
    assert _fault_of_problem(http.post(PARSE, body), 422, "invalid_request") is None


# --- transcripts ------------------------------------------------------------------------------


def test_a_transcript_is_shown_to_who_has_the_token(http: Http) -> None:
    http.post(WEBHOOK, {"sender": "w1", "message": "hoi"})
    shown = http.get("/conversations/w1/tracker", TRANSCRIPT_TOKEN).json()
    assert shown["sender_id"] == "w1"
    assert [event["text"] for event in shown["events"] if event["event"] == "user"] == ["hoi"]


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"authorization": ""},
        {"authorization": "Bearer "},
        {"authorization": "Bearer wrong"},
        {"authorization": f"Bearer {TRANSCRIPT_TOKEN}x"},
        {"authorization": f"Basic {TRANSCRIPT_TOKEN}"},
        {"authorization": "Bearer é"},
    ],
)
def test_a_transcript_is_shown_to_nobody_else(http: Http, headers: dict[str, str]) -> None:
    http.post(WEBHOOK, {"sender": MARKER, "message": MARKER})
    reply = http.send("GET", f"/conversations/{MARKER}/tracker", headers=headers)
    assert _fault_of_problem(reply, 401, "token_required") is None


@pytest.mark.parametrize("token", [None, ""])
@pytest.mark.parametrize("header", ["", "Bearer ", "Bearer None"])
def test_without_a_token_in_the_settings_nobody_reads_transcripts(
    small_engine: Engine, open_store: OpenStore, token: str | None, header: str
) -> None:
    with (
        lobke(small_engine, open_store.url, transcript_token=token) as app,
        serving(app) as http,
    ):
        reply = http.send("GET", "/conversations/w1/tracker", headers={"authorization": header})
    assert _fault_of_problem(reply, 401, "token_required") is None


def test_a_conversation_of_the_widget_is_no_transcript(http: Http) -> None:
    token = _token(http)
    _say(http, token, "hoi")
    shown = http.get(f"/conversations/{token}/tracker", TRANSCRIPT_TOKEN).json()
    assert shown["events"] == []


# --- the widget -------------------------------------------------------------------------------


def test_a_widget_talks(http: Http) -> None:
    token = _token(http)
    assert _turns(http, token) == []
    turn = _say(http, token, "hoi").json()
    assert turn == {
        "seq": 1,
        "client_id": "1",
        "text": "hoi",
        "messages": [
            {
                "text": "Hoi!",
                "buttons": [{"title": "Bol of bbl?", "payload": "/verschil"}],
                "custom": {"topic": "gesprek_begroeting", "slots": ABOUT},
            }
        ],
    }
    assert _turns(http, token) == [turn]


@pytest.mark.parametrize("body", [{}, {"role": "pupil"}, {"role": "parent"}, {"more": 1}])
def test_a_widget_begins_with_a_secret_of_its_own(http: Http, body: object) -> None:
    one, other = http.post(CONVERSATIONS, body), http.post(CONVERSATIONS, body)
    assert (one.status, other.status) == (201, 201)
    assert one.json().keys() == {"token"}
    assert one.json() != other.json()


def _faults_of_a_replay(http: Http) -> list[str]:
    """What goes wrong when a message is sent again; nothing, as promised."""
    token = _token(http)
    first = _say(http, token, "/stage", "a")
    second = _say(http, token, "/stage", "b")
    again = _say(http, token, "/stage", "a")
    faults = []
    if (again.status, again.body) != (first.status, first.body):
        faults.append("answered otherwise")
    if [turn["seq"] for turn in _turns(http, token)] != [1, 2] or second.json()["seq"] != 2:
        faults.append("stored otherwise")
    return faults


def test_a_message_that_is_sent_again_gets_the_same_turn(http: Http) -> None:
    assert _faults_of_a_replay(http) == []


def test_the_check_notices_a_service_that_takes_every_message_for_a_new_one(
    http: Http, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_turn = ChatService.take_turn

    def forgetful(self: ChatService, message: Any) -> Any:
        object.__setattr__(message, "client_id", None)
        return take_turn(self, message)

    monkeypatch.setattr(ChatService, "take_turn", forgetful)
    assert _faults_of_a_replay(http) == ["answered otherwise", "stored otherwise"]


def test_turns_are_read_from_a_place_on(http: Http) -> None:
    token = _token(http)
    for number in range(3):
        _say(http, token, "hoi", str(number))
    assert [turn["seq"] for turn in http.get(f"{MESSAGES}?after=1", token).json()] == [2, 3]


@pytest.mark.parametrize("after", ["-1", "x", "1.5", "", "99999999999", "NaN", MARKER])
def test_a_place_that_is_none_is_refused(http: Http, after: str) -> None:
    reply = http.get(f"{MESSAGES}?after={after}", _token(http))
    assert _fault_of_problem(reply, 422, "invalid_request") is None


@pytest.mark.parametrize("text", ["", "a" * 1_000, "a" * 1_000 + "\0", "😀" * 1_000])
def test_a_text_of_up_to_a_thousand_characters_is_taken(http: Http, text: str) -> None:
    reply = _say(http, _token(http), text)
    assert (reply.status, reply.json()["text"]) == (200, text.replace("\0", ""))


@pytest.mark.parametrize(
    "body",
    [
        {"client_id": "1", "text": "a" * 1_001},
        {"client_id": "1"},
        {"text": MARKER},
        {"client_id": "", "text": MARKER},
        {"client_id": "\0", "text": MARKER},
        {"client_id": "a" * 257, "text": MARKER},
        {"client_id": 1, "text": MARKER},
        {"client_id": MARKER, "text": None},
        {"client_id": MARKER, "text": math.nan},
    ],
)
def test_a_message_of_another_form_is_refused(http: Http, body: object) -> None:
    token = _token(http)
    assert _fault_of_problem(http.post(MESSAGES, body, token), 422, "invalid_request") is None
    assert _turns(http, token) == []


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"authorization": ""},
        {"authorization": "Bearer"},
        {"authorization": "Bearer "},
        bearer("nooit-geweest"),
        {"authorization": "Bearer é"},
        {"authorization": "Basic TOKEN"},
        {"authorization": "TOKEN"},
    ],
)
@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", MESSAGES, b""),
        ("POST", MESSAGES, b'{"client_id": "1", "text": "%s"}' % MARKER.encode()),
        ("DELETE", CONVERSATION, b""),
    ],
)
def test_a_conversation_opens_to_its_secret_only_and_strangers_cannot_tell_it_exists(
    http: Http, method: str, path: str, body: bytes, headers: dict[str, str]
) -> None:
    token = _token(http)
    sent = {name: value.replace("TOKEN", token) for name, value in headers.items()}
    assert _fault_of_problem(http.send(method, path, body, sent), 404, "not_found") is None


def test_the_name_of_the_scheme_may_be_written_in_any_way(http: Http) -> None:
    headers = {"authorization": f"bEARER {_token(http)}"}
    assert http.send("GET", MESSAGES, headers=headers).status == 200


def test_an_erased_conversation_is_gone(http: Http, open_store: OpenStore) -> None:
    token, other = _token(http), _token(http)
    _say(http, token, MARKER)
    _say(http, other, "hoi")
    reply = http.send("DELETE", CONVERSATION, headers=bearer(token))
    assert (reply.status, reply.body) == (204, b"")
    for again in (http.get(MESSAGES, token), http.send("DELETE", CONVERSATION, b"", bearer(token))):
        assert _fault_of_problem(again, 404, "not_found") is None
    assert len(_turns(http, other)) == 1
    with sqlite3.connect(open_store.path) as store:
        store.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    store.close()
    assert MARKER.encode() not in open_store.path.read_bytes()


# --- what goes wrong on our side --------------------------------------------------------------


def test_a_locked_store_is_a_503_and_the_same_message_comes_through_later(
    small_engine: Engine, open_store: OpenStore
) -> None:
    with (
        lobke(small_engine, f"{open_store.url}?timeout=0.05") as app,
        serving(app) as http,
    ):
        token = _token(http)
        other = sqlite3.connect(open_store.path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        reply = _say(http, token, MARKER)
        assert _fault_of_problem(reply, 503, "store_unavailable") is None
        assert reply.headers["retry-after"] == "2"
        assert _turns(http, token) == []
        other.rollback()
        other.close()
        assert _say(http, token, MARKER).json()["seq"] == 1
        assert len(_turns(http, token)) == 1


@pytest.mark.parametrize("path", [WEBHOOK, CONVERSATIONS, MESSAGES])
def test_a_store_that_is_damaged_is_a_503(http: Http, open_store: OpenStore, path: str) -> None:
    token = _token(http)
    with sqlite3.connect(open_store.path) as store:
        store.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    store.close()
    open_store.path.write_bytes(b"this is no database at all " * 1_000)
    body = {"sender": "w1", "message": MARKER, "client_id": "1", "text": MARKER}
    reply = http.post(path, body, token)
    assert _fault_of_problem(reply, 503, "store_unavailable") is None


def test_an_action_that_fails_is_an_apology_and_no_error(http: Http) -> None:
    items = http.post(WEBHOOK, {"sender": "w1", "message": "/nood"}).json()
    assert items[0]["text"] == "Sorry, dat lukt nu niet."


@pytest.mark.parametrize("path", JSON_ROUTES)
@pytest.mark.parametrize("announced", [True, False], ids=["announced", "in chunks"])
def test_five_megabytes_are_refused_before_they_are_read(
    http: Http, path: str, announced: bool
) -> None:
    chunks = (b"a" * 10_000 for _ in range(500))
    headers = {"content-length": "5000000"} if announced else {"transfer-encoding": "chunked"}
    reply = http.send("POST", path, chunks, headers | bearer(_token(http)))
    assert _fault_of_problem(reply, 413, "body_too_large") is None
    assert reply.bytes_read == (0 if announced else 70_000)


@pytest.mark.parametrize("path", [f"/{MARKER}", "/api", f"/api/{MARKER}", "/webhooks"])
def test_what_does_not_exist_is_a_404(http: Http, path: str) -> None:
    assert _fault_of_problem(http.get(path), 404, "not_found") is None


def test_the_store_is_closed_when_the_service_stops(
    small_engine: Engine, open_store: OpenStore
) -> None:
    journal = open_store.path.with_name(f"{open_store.path.name}-wal")

    async def talk(app: FastAPI) -> httpx.Response:
        transport = httpx.ASGITransport(app)
        async with (
            app.router.lifespan_context(app),
            httpx.AsyncClient(transport=transport, base_url="http://lobke") as client,
        ):
            reply = await client.post(WEBHOOK, json={"sender": "w1", "message": "hoi"})
            assert journal.exists()
            return reply

    with lobke(small_engine, open_store.url) as app:
        reply = asyncio.run(talk(app))
        assert not journal.exists()  # all is in the one file
    assert reply.json()[0]["text"] == "Hoi!"


# --- nothing that was typed is in an error or in a log ------------------------------------------


def test_no_word_of_a_whole_conversation_is_logged(
    http: Http, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    token = _token(http)
    for at, text in enumerate(
        ["hoi", "/nood", "/stage", "dood", "xqzw", '/loon{"opleiding": "x"}']
    ):
        assert _say(http, token, f"{text} {MARKER}", str(at)).status == 200
        assert http.post(WEBHOOK, {"sender": MARKER, "message": f"{text} {MARKER}"}).status == 200
        http.post(PARSE, {"text": f"{text} {MARKER}"})
    _say(http, token, f'/nood{{"opleiding": "{MARKER}"}}', "nood")
    assert "action action_raises failed: ValueError" in caplog.text
    assert MARKER not in caplog.text
    assert token not in caplog.text


# --- fuzzing ----------------------------------------------------------------------------------

ODD_TEXTS = [
    "",
    "\0",
    "\ud800",
    "\udc00\ud83d",
    "hoi",
    "/stage",
    "/nood",
    '/loon{"opleiding": "\\ud800\\u0000"}',
    '/loon{"opleiding": ["a", 1, true]}',
    '/loon{"opleiding": {"a": NaN}}',
    "/nood{" + '"a":{' * 200,
    "\u202e\u0301" * 20,
    "😀👩\u200d👩\u200d👧",
    "<script>alert(1)</script>",
    "'; DROP TABLE turn; --",
    "{{7*7}}${7*7}{aantal}%s",
    "../../etc/passwd",
    "hoeveel verdient een kok ",
    "a" * 1_001,
    "a" * 5_001,
    "kappr " * 300,
    " " * 5_000,
]
TEXTS = st.sampled_from(ODD_TEXTS) | st.text(st.characters(exclude_categories=()), max_size=6)
MARKED = TEXTS.map(lambda text: MARKER + text) | TEXTS.map(lambda text: text + MARKER)
NUMBERS = [0, -1, 1.5, 2**31, 2**70, -0.0, 1e308, math.nan, math.inf, -math.inf]
JUNK: st.SearchStrategy[Any] = st.one_of(
    st.sampled_from([None, True, False, *NUMBERS, [], {}]),
    MARKED.map(lambda text: [text]),
    MARKED.map(lambda text: {text: text, "role": text}),
    MARKED.map(lambda text: {"role": [{text: [math.nan, None]}]}),
    MARKED,
)
FIELDS: dict[str, dict[str, st.SearchStrategy[Any]]] = {
    WEBHOOK: {"sender": MARKED, "message": TEXTS | MARKED, "metadata": st.just({}) | JUNK},
    PARSE: {"text": TEXTS | MARKED},
    CONVERSATIONS: {"role": st.sampled_from(["pupil", "parent"]) | MARKED},
    MESSAGES: {"client_id": TEXTS | MARKED, "text": TEXTS | MARKED},
}


def _bodies(path: str) -> st.SearchStrategy[bytes]:
    """Bodies that are right, nearly right, cut off, deeply nested, or no JSON at all."""
    right, more = st.fixed_dictionaries(FIELDS[path]), MARKED.map(lambda text: {text: text})
    values = st.one_of(
        right,
        right,
        st.builds(lambda body, name, junk: {**body, name: junk}, right, _names(path), JUNK),
        st.builds(
            lambda body, name: {k: v for k, v in body.items() if k != name}, right, _names(path)
        ),
        st.builds(lambda body, extra: body | extra, right, more),
        JUNK,
    )
    dumped = values.map(lambda value: json.dumps(value).encode())
    raw_surrogates = values.map(
        lambda value: json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")
    )
    return st.one_of(
        dumped,
        dumped,
        dumped,
        raw_surrogates,
        st.builds(lambda body, at: body[: at % (len(body) + 1)], dumped, st.integers(0, 200)),
        st.binary(max_size=20).map(lambda raw: raw + MARKER.encode() + raw),
        st.integers(1, 30_000).map(lambda depth: b"[" * depth + MARKER.encode()),
        st.integers(1, 5_000).map(lambda depth: b'{"text":' * depth + b"1" + b"}" * depth),
        st.integers(4_000, 6_000).map(lambda digits: b'{"text": %s}' % (b"9" * digits)),
        st.just(b'{"sender": "a", "text": "%s"}' % (MARKER.encode() * 7_000)),
    )


def _names(path: str) -> st.SearchStrategy[str]:
    return st.sampled_from(sorted(FIELDS[path]))


class _Log(logging.Handler):
    """Remembers all that is logged."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.text = ""

    def emit(self, record: logging.LogRecord) -> None:
        self.text += self.format(record)

    def __enter__(self) -> _Log:
        logging.getLogger().addHandler(self)
        return self

    def __exit__(self, *_: object) -> None:
        logging.getLogger().removeHandler(self)


def _fault(reply: Reply | Exception) -> str | None:
    """What is wrong with how a request was answered; nothing, as promised."""
    if isinstance(reply, Exception):
        return f"raised {type(reply).__name__}"
    if reply.status >= 500:
        return f"status {reply.status}"
    if reply.status >= 400 and MARKER in reply.text + str(reply.headers):
        return "echo"
    if reply.status >= 400 and reply.headers["content-type"] != "application/problem+json":
        return "no problem+json"
    return None


AT_ONCE = 20
"""Requests for each example of hypothesis."""


def _fuzz(http: Http, requests: int, inputs: st.SearchStrategy[Request]) -> None:
    """Send so many requests; raises AssertionError at the first that is answered wrongly."""

    @settings(
        max_examples=requests // AT_ONCE,
        deadline=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.lists(inputs, min_size=AT_ONCE, max_size=AT_ONCE))
    def run(sent: list[Request]) -> None:
        with _Log() as log:
            replies = http.send_all(sent)
        faults = [
            (fault, one)
            for one, reply in zip(sent, replies, strict=True)
            if (fault := _fault(reply))
        ]
        assert faults == []
        assert MARKER not in log.text
        statuses.update(reply.status for reply in replies if isinstance(reply, Reply))

    statuses: Counter[int] = Counter()
    run()
    assert statuses.total() >= requests
    assert len(statuses) > 1  # both answered and refused


def _posts(http: Http, path: str) -> st.SearchStrategy[Request]:
    headers = bearer(_token(http))
    return _bodies(path).map(lambda body: ("POST", path, body, headers))


@pytest.mark.parametrize("path", JSON_ROUTES)
def test_whatever_is_posted_no_answer_is_a_500_or_repeats_it(http: Http, path: str) -> None:
    _fuzz(http, 2_000, _posts(http, path))


@pytest.mark.parametrize("path", JSON_ROUTES)
def test_the_fuzzing_notices_the_error_handlers_of_the_web_framework(
    small_engine: Engine, open_store: OpenStore, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    monkeypatch.setattr("app.main.add_error_handlers", lambda _app: None)
    with lobke(small_engine, open_store.url) as app, serving(app) as http:
        posts = _posts(http, path)
        with pytest.raises(AssertionError):
            _fuzz(http, 200, posts)


@pytest.mark.parametrize("path", [f"{MESSAGES}?after=", "/conversations/"])
def test_whatever_is_asked_no_answer_is_a_500_or_repeats_it(http: Http, path: str) -> None:
    odd = st.text(st.characters(max_codepoint=255, exclude_characters="?\n\r"), max_size=20)
    tail = "/tracker" if path.endswith("/") else ""
    methods = st.sampled_from(["GET", "GET", "DELETE", "PUT", "POST", "PATCH", "HEAD", "X"])
    inputs = st.builds(
        lambda method, asked, token: (method, f"{path}{asked}{MARKER}{tail}", b"", bearer(token)),
        methods,
        odd,
        odd,
    )
    _fuzz(http, 500, inputs)
