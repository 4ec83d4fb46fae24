"""Runs custom actions. The only module of the engine that knows rasa-sdk."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection

from app.engine.errors import ActionFailedError, ActionRejectedError
from app.engine.events import Event

logger = logging.getLogger(__name__)

_EVENT_KINDS = frozenset(
    {"slot", "followup", "reset_slots", "restart", "active_loop", "pause", "resume"}
)


@dataclass(frozen=True)
class ActionResult:
    """What an action answers: events to apply and messages to say, both in rasa-sdk's form."""

    events: list[Event]
    responses: list[dict[str, Any]]


class ActionRunner(Protocol):
    """Runs the custom action `name` on a conversation."""

    def run(
        self, name: str, tracker: Mapping[str, Any], domain: Mapping[str, Any]
    ) -> ActionResult:
        """Raises ActionRejectedError or ActionFailedError; never anything else."""


class InProcessActions:
    """Runs the rasa-sdk actions of a Python package inside this process.

    Each thread keeps one event loop, because rasa-sdk's executor is asynchronous and turns run in
    worker threads.
    """

    def __init__(self, package: str, time_limit_seconds: float = 5.0) -> None:
        self._executor = ActionExecutor()
        self._executor.register_package(package)
        self._time_limit = time_limit_seconds
        self._thread = threading.local()

    @property
    def names(self) -> frozenset[str]:
        return frozenset(action.name for action in self._executor.list_actions())

    def run(
        self, name: str, tracker: Mapping[str, Any], domain: Mapping[str, Any]
    ) -> ActionResult:
        call = {
            "next_action": name,
            "sender_id": tracker["sender_id"],
            "tracker": tracker,
            "domain": domain,
            "version": "3.6",
        }
        try:
            result = self._loop().run(
                asyncio.wait_for(self._executor.run(call), self._time_limit)
            )
        except ActionExecutionRejection as error:
            raise ActionRejectedError(name) from error
        except Exception as error:
            # whatever an action does wrong costs an apology, never the conversation; the text of
            # the error may quote the user, so only its type is logged
            logger.error("action %s failed: %s", name, type(error).__name__)
            raise ActionFailedError(name) from error
        if result is None:
            raise ActionFailedError(name)
        return ActionResult(_checked_events(name, result.events), result.responses)

    def _loop(self) -> asyncio.Runner:
        if not hasattr(self._thread, "runner"):
            self._thread.runner = asyncio.Runner()
        runner: asyncio.Runner = self._thread.runner
        return runner


def _checked_events(name: str, events: list[Event]) -> list[Event]:
    for event in events:
        if event.get("event") not in _EVENT_KINDS:
            logger.error("action %s answered an unsupported event", name)
            raise ActionFailedError(name)
    return events
