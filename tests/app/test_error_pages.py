"""Every error is application/problem+json in kind Dutch, and repeats nothing that was sent."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from fastapi import FastAPI, HTTPException
from fastapi.responses import StreamingResponse
from pydantic import BaseModel

from app import errors
from app.error_pages import LimitBody, add_error_handlers
from app.errors import LobkeError
from tests.app.conftest import Http, Reply, serving

MARKER = "zeerpersoonlijk"
LIMIT = 1_000


class Form(BaseModel):
    """A body to get wrong."""

    number: int


def _app() -> FastAPI:
    """Routes that fail in every way there is."""
    app = FastAPI()

    @app.post("/form")
    def form(form: Form) -> int:
        return form.number

    @app.post("/fails")
    def fails(form: dict[str, Any]) -> None:
        raise ValueError(str(form))

    @app.post("/breaks-off")
    def breaks_off(form: dict[str, Any]) -> StreamingResponse:
        def half() -> Iterator[str]:
            yield "half"
            raise ValueError(str(form))

        return StreamingResponse(half())

    @app.get("/known/{name}")
    def known(name: str) -> None:
        raise getattr(errors, name)

    @app.get("/http/{status}")
    def http_error(status: int) -> None:
        raise HTTPException(status, detail=MARKER, headers={"X-Kept": "yes"})

    return app


@pytest.fixture
def http() -> Iterator[Http]:
    app = _app()
    app.add_middleware(LimitBody, max_bytes=LIMIT)
    add_error_handlers(app)
    with serving(app) as client:
        yield client


KINDS: list[type[LobkeError]] = [kind for kind in vars(errors).values() if isinstance(kind, type)]


def _faults(reply: Reply, status: int, code: str) -> list[str]:
    """What is wrong with an error reply; nothing, as promised."""
    faults = []
    if reply.status != status:
        faults.append(f"status {reply.status}")
    if reply.headers.get("content-type") != "application/problem+json":
        faults.append("no problem+json")
    elif reply.json() | {"title": "", "detail": ""} != {
        "type": "about:blank",
        "title": "",
        "status": status,
        "code": code,
        "detail": "",
    }:
        faults.append(f"says {reply.json()}")
    if MARKER in reply.text:
        faults.append("echo")
    return faults


# --- the kinds of error -----------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_an_error_of_ours_is_shown_with_its_status_code_and_sentence(
    http: Http, kind: type[LobkeError]
) -> None:
    reply = http.get(f"/known/{kind.__name__}")
    assert _faults(reply, kind.status, kind.code) == []
    assert reply.json()["detail"] == kind.sentence


def test_every_error_of_ours_has_a_code_and_a_sentence_of_its_own() -> None:
    assert all(issubclass(kind, LobkeError) for kind in KINDS)
    assert (
        len({kind.code for kind in KINDS}) == len({kind.sentence for kind in KINDS}) == len(KINDS)
    )


@pytest.mark.parametrize("kind", KINDS)
def test_only_what_passes_says_when_to_try_again(http: Http, kind: type[LobkeError]) -> None:
    reply = http.get(f"/known/{kind.__name__}")
    assert ("retry-after" in reply.headers) is (kind.status == 503)


@pytest.mark.parametrize(
    "body",
    [
        b'{"number": "%s"}' % MARKER.encode(),
        b'{"%s": 1}' % MARKER.encode(),
        b"%s" % MARKER.encode(),
        b'{"number": NaN, "x": "%s"}' % MARKER.encode(),
        b'{"number": "\\ud800%s"}' % MARKER.encode(),
        b'{"number": "\\u0000%s"}' % MARKER.encode(),
        b'["%s"]' % MARKER.encode(),
        b"",
        b"null",
    ],
)
def test_a_request_that_is_not_as_described_is_refused(http: Http, body: bytes) -> None:
    assert _faults(http.send("POST", "/form", body), 422, "invalid_request") == []


@pytest.mark.parametrize(
    "body",
    [b"\xff\xfe" + MARKER.encode(), b"[" * 50_000, b'{"number": %s}' % (b"9" * 4_400)],
    ids=["no UTF-8", "deeply nested", "an endless number"],
)
def test_a_body_that_cannot_be_read_is_refused(body: bytes) -> None:
    app = _app()
    add_error_handlers(app)
    with serving(app) as http:
        reply = http.send("POST", "/form", body)
    assert 400 <= reply.status < 500
    assert _faults(reply, reply.status, "invalid_request") == []


@pytest.mark.parametrize(
    ("path", "method", "status", "code"),
    [
        (f"/{MARKER}", "GET", 404, "not_found"),
        ("/form", "GET", 405, "invalid_request"),
        ("/http/403", "GET", 403, "invalid_request"),
        ("/http/404", "GET", 404, "not_found"),
        ("/http/500", "GET", 500, "internal_error"),
        ("/http/502", "GET", 502, "internal_error"),
    ],
)
def test_an_error_of_the_web_framework_looks_like_ours(
    http: Http, path: str, method: str, status: int, code: str
) -> None:
    assert _faults(http.send(method, path), status, code) == []


def test_a_method_that_is_not_there_says_which_are(http: Http) -> None:
    assert http.get("/form").headers["allow"] == "POST"


# --- what nobody foresaw ----------------------------------------------------------------------


def _faults_of_a_surprise(app: FastAPI, caplog: pytest.LogCaptureFixture) -> list[str]:
    """What is wrong with how an unforeseen error is shown and logged; nothing, as promised."""
    caplog.set_level(logging.DEBUG)
    with serving(app) as http:
        try:
            reply = http.post("/fails", {"text": MARKER})
        except ValueError as error:  # a server logs this
            return ["raised with the text"] if MARKER in str(error) else ["raised"]
    faults = _faults(reply, 500, "internal_error")
    if MARKER in caplog.text:
        faults.append("text in the log")
    if "ValueError on /fails" not in caplog.text:
        faults.append("nothing in the log")
    return faults


def test_an_unforeseen_error_is_logged_by_its_kind_and_route_only(
    caplog: pytest.LogCaptureFixture,
) -> None:
    app = _app()
    add_error_handlers(app)
    assert _faults_of_a_surprise(app, caplog) == []


def test_the_check_notices_the_handler_of_the_web_framework(
    caplog: pytest.LogCaptureFixture,
) -> None:
    assert _faults_of_a_surprise(_app(), caplog) == ["raised with the text"]


def test_a_reply_that_breaks_off_is_logged_without_its_text(
    http: Http, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(LobkeError) as raised:  # so that the server closes the connection
        http.post("/breaks-off", {"text": MARKER})
    assert MARKER not in str(raised.value)
    assert raised.value.__suppress_context__
    assert "ValueError on /breaks-off" in caplog.text
    assert MARKER not in caplog.text


def test_an_error_outside_any_route_is_shown_too(caplog: pytest.LogCaptureFixture) -> None:
    async def broken(_scope: object, _receive: object, _send: object) -> None:
        raise ValueError(MARKER)

    app = FastAPI()
    app.mount("/", broken)
    add_error_handlers(app)
    with serving(app) as http:
        assert _faults(http.get("/anything"), 500, "internal_error") == []
    assert MARKER not in caplog.text


# --- FastAPI's own handler, the broken twin -----------------------------------------------------

SPITEFUL = [
    (b'{"number": "%s"}' % MARKER.encode(), ["no problem+json", "echo"]),
    (b'{"number": NaN}', ["raised"]),
    (b'{"number": "\\ud800"}', ["raised"]),
]


@pytest.mark.parametrize(("body", "faults"), SPITEFUL)
def test_the_check_notices_the_422_of_the_web_framework(body: bytes, faults: list[str]) -> None:
    with serving(_app()) as http:
        try:
            found = _faults(http.send("POST", "/form", body), 422, "invalid_request")
        except ValueError:
            found = ["raised"]
    assert found == faults


# --- bodies that are too large ----------------------------------------------------------------


def _chunks(size: int) -> Iterable[bytes]:
    return (b"a" * 100 for _ in range(size // 100))


@pytest.mark.parametrize("size", [LIMIT + 1, 5_000_000])
def test_a_body_that_is_announced_as_too_large_is_not_read_at_all(http: Http, size: int) -> None:
    reply = http.send("POST", "/form", _chunks(size), {"content-length": str(size)})
    assert _faults(reply, 413, "body_too_large") == []
    assert reply.bytes_read == 0


@pytest.mark.parametrize("size", [LIMIT + 100, 5_000_000])
def test_a_body_that_grows_too_large_is_read_no_further(http: Http, size: int) -> None:
    reply = http.send("POST", "/form", _chunks(size), {"transfer-encoding": "chunked"})
    assert _faults(reply, 413, "body_too_large") == []
    assert reply.bytes_read == LIMIT + 100


def test_a_body_that_is_larger_than_announced_is_read_no_further(http: Http) -> None:
    reply = http.send("POST", "/form", _chunks(5_000_000), {"content-length": "10"})
    assert _faults(reply, 413, "body_too_large") == []
    assert reply.bytes_read == LIMIT + 100


def test_a_body_of_just_the_limit_is_read(http: Http) -> None:
    body = b'{"number": 7}'.ljust(LIMIT)
    assert http.send("POST", "/form", body).json() == 7
    assert (
        http.send("POST", "/form", (body[at : at + 100] for at in range(0, LIMIT, 100))).status
        == 200
    )


@pytest.mark.parametrize(
    "length", ["", "-1", "veel", "1e3", "0x10", "+5", "9" * 5_000, "٣", "1, 1"]
)
def test_a_length_that_is_no_number_is_refused(http: Http, length: str) -> None:
    headers = {"content-length": length.encode().decode("latin-1")}
    reply = http.send("POST", "/form", [b'{"number": 7}'], headers)
    assert _faults(reply, 413, "body_too_large") == []
    assert reply.bytes_read == 0


def test_the_check_notices_an_app_that_reads_whatever_comes() -> None:
    app = _app()
    add_error_handlers(app)
    with serving(app) as http:
        reply = http.send("POST", "/form", _chunks(100_000), {"content-length": "100000"})
    assert reply.bytes_read == 100_000
    assert _faults(reply, 413, "body_too_large") != []


def test_what_is_no_http_passes_untouched() -> None:
    seen: list[str] = []

    async def app(scope: Any, _receive: Any, _send: Any) -> None:
        seen.append(scope["type"])

    with serving(LimitBody(app, LIMIT)) as http:
        http._runner.run(LimitBody(app, LIMIT)({"type": "lifespan"}, _never, _never))
    assert seen == ["lifespan"]


async def _never(*_: object) -> Any:
    raise AssertionError
