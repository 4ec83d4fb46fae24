"""Builds the web service. The only place where its parts meet."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from app.chat.endpoints import rasa_router, widget_router
from app.chat.service import ChatService
from app.conversations.database import ConversationDatabase
from app.engine.engine import Engine
from app.error_pages import LimitBody, add_error_handlers
from app.settings import Settings
from app.wiring import build_engine

WIDGET = Path(__file__).parent / "widget"


def create_app(settings: Settings | None = None, engine: Engine | None = None) -> FastAPI:
    """The service, ready to serve. An `engine` may be handed in that is ready already."""
    settings = settings or Settings()
    database = ConversationDatabase(settings.database_url)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        yield
        database.dispose()

    app = FastAPI(
        title="Lobke",
        description="Conversational LOB assistant for choosing an mbo programme.",
        lifespan=lifespan,
    )
    app.state.settings = settings
    app.state.chat = ChatService(engine or build_engine(settings), database)
    app.add_middleware(LimitBody, max_bytes=settings.max_body_bytes)
    add_error_handlers(app)
    app.include_router(rasa_router)
    app.include_router(widget_router)
    app.mount("/", StaticFiles(directory=WIDGET, html=True))  # last: it answers all other paths
    return app
