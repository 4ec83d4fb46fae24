"""The forms of requests and replies of the chat API."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

Role = Literal["pupil", "parent"]


def _storable(text: Any) -> Any:
    """Drop what no store can hold: NUL, and halves of characters (lone surrogates)."""
    if not isinstance(text, str):
        return text
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")


Text = Annotated[str, BeforeValidator(_storable)]  # before: pydantic itself refuses surrogates
Identifier = Annotated[Text, Field(min_length=1, max_length=256)]


class RasaMetadata(BaseModel):
    """What a client may say about the sender. Other keys are accepted and not kept."""

    role: Role = "pupil"


class RasaMessage(BaseModel):
    """A message as a Rasa REST client sends it. Without `message` the reply is an empty list."""

    model_config = ConfigDict(json_schema_extra={"example": {"sender": "a1", "message": "hoi"}})

    sender: Identifier
    message: Text | None = None
    metadata: RasaMetadata = Field(default_factory=RasaMetadata)


class ParseRequest(BaseModel):
    """A text to understand, outside any conversation."""

    text: Text


class StartRequest(BaseModel):
    """Begin a conversation as a pupil or as a parent."""

    role: Role = "pupil"


class Started(BaseModel):
    """The secret that opens this conversation. It is shown once and stored nowhere."""

    token: str


class MessageRequest(BaseModel):
    """A message. `client_id` is made once by the client and kept over retries."""

    client_id: Identifier
    text: Annotated[Text, Field(max_length=1_000)]


class TurnReply(BaseModel):
    """One turn: what was said, and what the assistant answered."""

    seq: int
    client_id: str | None
    text: str | None
    messages: list[dict[str, Any]]


class Problem(BaseModel):
    """An error as application/problem+json. `detail` is Dutch, for people; `code` is stable."""

    type: str = "about:blank"
    title: str
    status: int
    code: str
    detail: str
