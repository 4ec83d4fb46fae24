"""Routes of the chat. Each reads the request, calls the service once, and returns."""

from __future__ import annotations

import secrets
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Query, Request, Response

from app.chat.messages import rasa_items, user_text, widget_messages
from app.chat.schemas import (
    MessageRequest,
    ParseRequest,
    RasaMessage,
    Started,
    StartRequest,
    TurnReply,
)
from app.chat.service import WIDGET, ChatService, IncomingMessage
from app.conversations.models import Turn
from app.errors import NotAllowedError, NotFoundError
from app.settings import Settings

REST = "rest"

rasa_router = APIRouter(tags=["Rasa"])
widget_router = APIRouter(prefix="/api", tags=["Widget"])


def _service(request: Request) -> ChatService:
    service: ChatService = request.app.state.chat
    return service


def _settings(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


def _token(authorization: Annotated[str, Header()] = "") -> str:
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise NotFoundError
    return token


Service = Annotated[ChatService, Depends(_service)]
Token = Annotated[str, Depends(_token)]


@rasa_router.get("/webhooks/rest/")
def rest_health() -> dict[str, str]:
    """Whether the REST channel is there, as Rasa says it."""
    return {"status": "ok"}


@rasa_router.post("/webhooks/rest/webhook")
def rest_message(message: RasaMessage, service: Service) -> list[dict[str, Any]]:
    """Say something and get the answer, as Rasa's REST channel does."""
    if message.message is None:
        return []
    turn = service.take_turn(
        IncomingMessage(REST, message.sender, message.message, role=message.metadata.role)
    )
    return rasa_items(message.sender, turn.events)


@rasa_router.post("/model/parse")
def parse(request: ParseRequest, service: Service) -> dict[str, Any]:
    """What a text means, as Rasa says it, with the topic id as the name of the intent."""
    return service.parse(request.text)


@rasa_router.get("/conversations/{sender}/tracker")
def tracker(sender: str, request: Request, service: Service) -> dict[str, Any]:
    """A whole conversation of the REST channel. Needs the token `LOBKE_TRANSCRIPT_TOKEN`."""
    secret = _settings(request).transcript_token
    given = request.headers.get("authorization", "").removeprefix("Bearer ")
    if not secret or not secrets.compare_digest(given.encode(), secret.get_secret_value().encode()):
        raise NotAllowedError
    return service.rasa_tracker(REST, sender)


@widget_router.post("/conversations", status_code=201)
def start(request: StartRequest, service: Service) -> Started:
    """Begin a conversation. Keep the token: it is the only key to it."""
    return Started(token=service.start(request.role))


@widget_router.post("/messages")
def send(request: MessageRequest, token: Token, service: Service) -> TurnReply:
    """Say something. Sending the same `client_id` again returns the same turn."""
    message = IncomingMessage(WIDGET, token, request.text, client_id=request.client_id)
    return _turn_reply(service.take_turn(message))


@widget_router.get("/messages")
def messages(
    token: Token, service: Service, after: Annotated[int, Query(ge=0, le=2**31)] = 0
) -> list[TurnReply]:
    """The turns later than `after`, oldest first, at most 200 at a time."""
    return [_turn_reply(turn) for turn in service.turns(token, after)]


@widget_router.delete("/conversation", status_code=204)
def erase(token: Token, service: Service) -> Response:
    """Erase the conversation for good."""
    service.erase(token)
    return Response(status_code=204)


def _turn_reply(turn: Turn) -> TurnReply:
    return TurnReply(
        seq=turn.seq,
        client_id=turn.client_id,
        text=user_text(turn.events),
        messages=widget_messages(turn.events),
    )
