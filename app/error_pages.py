"""Renders every error as application/problem+json, without a word of what the client sent.

FastAPI's own handler for invalid requests is replaced: it repeats the input, and fails on lone
surrogates.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.errors import BodyTooLargeError, InvalidRequestError, LobkeError, NotFoundError

logger = logging.getLogger(__name__)

_BY_STATUS: dict[int, type[LobkeError]] = {404: NotFoundError, 413: BodyTooLargeError}


def problem(
    error: LobkeError, status: int | None = None, headers: Mapping[str, str] | None = None
) -> JSONResponse:
    """The one form of an error reply. `status` is for one that the web framework decided."""
    status = status or error.status
    return JSONResponse(
        {
            "type": "about:blank",
            "title": type(error).__name__.removesuffix("Error"),
            "status": status,
            "code": error.code,
            "detail": error.sentence,
        },
        status_code=status,
        media_type="application/problem+json",
        headers={**(headers or {}), **({"Retry-After": "2"} if status == 503 else {})},
    )


def add_error_handlers(app: FastAPI) -> None:
    """Register the handlers. Nothing else in the service renders errors."""

    async def known(_request: Request, error: Exception) -> JSONResponse:
        return problem(error if isinstance(error, LobkeError) else LobkeError())

    async def invalid(_request: Request, _error: Exception) -> JSONResponse:
        return problem(InvalidRequestError())

    async def http(_request: Request, error: Exception) -> JSONResponse:
        if not isinstance(error, HTTPException):
            return problem(LobkeError())
        by_default = InvalidRequestError if error.status_code < 500 else LobkeError
        kind = _BY_STATUS.get(error.status_code, by_default)
        return problem(kind(), error.status_code, error.headers)

    app.add_exception_handler(LobkeError, known)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(HTTPException, http)
    app.add_middleware(RenderUnexpected)


class RenderUnexpected:
    """Renders what nobody foresaw, and logs its kind and route only.

    Not a handler: the web framework raises the error again after its handler, for the server to
    log, and the text of an error may quote the user.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_answering = False

        async def noted(message: Message) -> None:
            nonlocal is_answering
            is_answering = True
            await send(message)

        try:
            await self._app(scope, receive, noted)
        except Exception as error:  # noqa: BLE001 - whatever it is, the user gets an answer
            route = getattr(scope.get("route"), "path", "no route")
            logger.error("%s on %s", type(error).__name__, route)
            if is_answering or scope["type"] != "http":
                raise LobkeError from None  # too late for another answer: the server hangs up
            await problem(LobkeError())(scope, receive, send)


class LimitBody:
    """Refuses a body that is too large: at its announced length, or as soon as it grows past it."""

    def __init__(self, app: ASGIApp, max_bytes: int) -> None:
        self._app = app
        self._max_bytes = max_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        announced = dict(scope["headers"]).get(b"content-length", b"0")
        if not _is_number(announced) or int(announced) > self._max_bytes:
            await problem(BodyTooLargeError())(scope, receive, send)
            return
        seen = 0

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > self._max_bytes:
                raise HTTPException(413)  # FastAPI turns any other error into a 400
            return message

        await self._app(scope, counted, send)


def _is_number(announced: bytes) -> bool:
    return announced.isdigit() and len(announced) < 20  # Python refuses to read endless numbers
