"""Renders every error as application/problem+json, without a word of what the client sent.

FastAPI's own handler for invalid requests is replaced: it repeats the input, and fails on lone
surrogates.
"""

from __future__ import annotations

import logging

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.errors import BodyTooLargeError, InvalidRequestError, LobkeError, NotFoundError

logger = logging.getLogger(__name__)

_BY_STATUS: dict[int, type[LobkeError]] = {404: NotFoundError, 413: BodyTooLargeError}


def problem(error: LobkeError) -> JSONResponse:
    """The one form of an error reply."""
    return JSONResponse(
        {
            "type": "about:blank",
            "title": type(error).__name__.removesuffix("Error"),
            "status": error.status,
            "code": error.code,
            "detail": error.sentence,
        },
        status_code=error.status,
        media_type="application/problem+json",
        headers={"Retry-After": "2"} if error.status == 503 else None,
    )


def add_error_handlers(app: FastAPI) -> None:
    """Register the handlers. Nothing else in the service renders errors."""

    async def known(_request: Request, error: Exception) -> JSONResponse:
        return problem(error if isinstance(error, LobkeError) else LobkeError())

    async def invalid(_request: Request, _error: Exception) -> JSONResponse:
        return problem(InvalidRequestError())

    async def http(_request: Request, error: Exception) -> JSONResponse:
        status = error.status_code if isinstance(error, HTTPException) else 500
        reply = problem(_BY_STATUS.get(status, InvalidRequestError)())
        reply.status_code = status
        return reply

    async def unexpected(request: Request, error: Exception) -> JSONResponse:
        logger.error("%s on %s", type(error).__name__, request.scope["route"].path)
        return problem(LobkeError())

    app.add_exception_handler(LobkeError, known)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(HTTPException, http)
    app.add_exception_handler(Exception, unexpected)


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
        if not announced.isdigit() or int(announced) > self._max_bytes:
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
