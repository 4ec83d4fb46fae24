"""Runs custom actions. The only module of the engine that knows rasa-sdk."""

from __future__ import annotations

import asyncio
import importlib
import inspect
import json
import logging
import pkgutil
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from rasa_sdk import Action
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection
from rasa_sdk.utils import all_subclasses

from app.engine.errors import ActionFailedError, ActionRejectedError
from app.engine.events import Event

logger = logging.getLogger(__name__)

_EVENTS_WITHOUT_NAME = frozenset({"reset_slots", "restart", "pause", "resume"})


@dataclass(frozen=True)
class ActionResult:
    """What an action answers: events to apply and messages to say, both in rasa-sdk's form."""

    events: list[Event]
    responses: list[dict[str, Any]]


class ActionRunner(Protocol):
    """Runs the custom action `name` on a conversation."""

    def run(self, name: str, tracker: Mapping[str, Any], domain: Mapping[str, Any]) -> ActionResult:
        """Raises ActionRejectedError or ActionFailedError; never anything else."""


class _StrictExecutor(ActionExecutor):  # type: ignore[misc]
    @staticmethod
    def validate_events(events: list[Event], action_name: str) -> list[Event]:  # noqa: ARG004
        """Keep all: rasa-sdk would drop what is no event, and nobody would say sorry for it."""
        return events


def _register(executor: ActionExecutor, package: str) -> None:
    """Register the actions of `package` and no others.

    rasa-sdk itself ends the process when an import fails, and registers every action that was
    imported by anyone.
    """
    root = importlib.import_module(package)
    for module in pkgutil.walk_packages(root.__path__, prefix=f"{package}."):
        importlib.import_module(module.name)
    for action in all_subclasses(Action):
        is_ours = f"{action.__module__}.".startswith(f"{package}.")
        if is_ours and not inspect.isabstract(action):
            executor.register_action(action)


class InProcessActions:
    """Runs the rasa-sdk actions of a Python package inside this process.

    Each thread keeps one event loop, because rasa-sdk's executor is asynchronous and turns run in
    worker threads.
    """

    def __init__(self, package: str, time_limit_seconds: float = 5.0) -> None:
        self._executor = _StrictExecutor()
        _register(self._executor, package)
        self._time_limit = time_limit_seconds
        self._thread = threading.local()

    @property
    def names(self) -> frozenset[str]:
        return frozenset(action.name for action in self._executor.list_actions())

    def run(self, name: str, tracker: Mapping[str, Any], domain: Mapping[str, Any]) -> ActionResult:
        try:
            call = {
                "next_action": name,
                "sender_id": tracker["sender_id"],
                "tracker": json.loads(json.dumps(tracker)),  # its own copy, as over HTTP
                "domain": domain,
                "version": "3.6",
            }
            result = self._loop().run(asyncio.wait_for(self._executor.run(call), self._time_limit))
            return _checked(result.events, result.responses, domain)
        except ActionExecutionRejection as error:
            raise ActionRejectedError(name) from error
        except (Exception, asyncio.CancelledError) as error:
            # whatever an action does wrong costs an apology, never the conversation; the text of
            # the error may quote the user, so only its type is logged
            logger.error("action %s failed: %s", name, type(error).__name__)
            raise ActionFailedError(name) from error

    def _loop(self) -> asyncio.Runner:
        if not hasattr(self._thread, "loop"):
            self._thread.loop = _ThreadLoop()
        loop: _ThreadLoop = self._thread.loop
        return loop.runner


class _ThreadLoop:
    """The event loop of one thread, closed when the thread ends."""

    def __init__(self) -> None:
        self.runner = asyncio.Runner()

    def __del__(self) -> None:
        self.runner.close()


def _checked(
    events: list[Event], responses: list[dict[str, Any]], domain: Mapping[str, Any]
) -> ActionResult:
    """The answer, when a conversation can hold it. Raises ValueError or TypeError for any other."""
    json.dumps([events, responses], allow_nan=False, ensure_ascii=False).encode()
    if not all(_is_event(event, domain) for event in events):
        raise ValueError("not a supported event")
    if not all(_is_message(response) for response in responses):
        raise ValueError("not a message")
    return ActionResult(events, responses)


def _is_event(event: Event, domain: Mapping[str, Any]) -> bool:
    name = event.get("name")
    if not isinstance(event.get("timestamp"), int | float | None):
        return False
    match event.get("event"):
        case "slot":
            return isinstance(name, str) and "value" in event
        case "followup":
            return isinstance(name, str)
        case "active_loop":
            return name is None or (isinstance(name, str) and name in domain["forms"])
        case kind:
            return kind in _EVENTS_WITHOUT_NAME


def _is_message(message: Mapping[str, Any]) -> bool:
    texts = (message.get(part) for part in ("text", "response", "image"))
    return (
        all(isinstance(text, str | None) for text in texts)
        and isinstance(message.get("custom") or {}, dict)
        and isinstance(buttons := message.get("buttons") or [], list)
        and all(isinstance(button, dict) for button in buttons)
    )
