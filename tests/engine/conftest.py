"""Small assistants for the tests: a few lines of YAML, written to a folder and really loaded."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from app.engine.action_runner import InProcessActions
from app.engine.assistant import FALLBACK_INTENT
from app.engine.engine import Engine
from app.engine.events import Event
from app.engine.loading import load_assistant
from app.engine.tracker import Tracker
from app.engine.understanding import Understand, Understanding

VERSION = 'version: "3.1"\n'

BuildBot = Callable[..., "Talk"]


def write_files(folder: Path, files: Mapping[str, str]) -> Path:
    """Write files by their path inside `folder`."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def write_assistant(folder: Path, intents: str, domain: str, rules: str) -> Path:
    """Write an assistant that has one sentence for each of its `intents`."""
    names = intents.split()
    listed = "".join(f"- {name}\n" for name in names)
    spoken = "".join(f"- intent: {name}\n  examples: |\n    - zin voor {name}\n" for name in names)
    return write_files(
        folder,
        {
            "domain/intents.yml": f"{VERSION}intents:\n{listed}",
            "domain/bot.yml": VERSION + domain,
            "nlu/bot.yml": f"{VERSION}nlu:\n{spoken}",
            "rules/bot.yml": f"{VERSION}rules:\n{rules}",
        },
    )


def understands_payloads_only(_text: str) -> Understanding:
    """All but a payload is not understood, so that a test names the intent it means."""
    return Understanding(FALLBACK_INTENT, 0.0)


def faster_than_quadratic(work: Callable[[int], object], size: int) -> bool:
    """Whether four times the work takes about four times as long, and not sixteen times."""

    def cost(size: int) -> float:
        begin = time.thread_time()  # of this thread only: other work on the machine does not count
        work(size)
        return time.thread_time() - begin

    work(10)
    return any(cost(4 * size) < max(9 * cost(size), 0.05) for _ in range(3))


@dataclass
class Talk:
    """A conversation with a bot. `turn` holds the events of the latest turn."""

    engine: Engine
    tracker: Tracker
    turn: list[Event] = field(default_factory=list)

    def say(self, text: str, channel: str = "rest") -> list[str]:
        """Say something; returns the texts that the bot answers."""
        self.turn = self.engine.run_turn(self.tracker, text, channel=channel, metadata={})
        return self.texts

    @property
    def texts(self) -> list[str]:
        return [event["text"] for event in self.turn if event["event"] == "bot"]

    @property
    def actions(self) -> list[str]:
        """The actions of the latest turn, without the two that open and close it."""
        names = [event["name"] for event in self.turn if event["event"] == "action"]
        return [name for name in names if name not in ("action_session_start", "action_listen")]

    @property
    def slots(self) -> dict[str, Any]:
        return self.tracker.slots


@pytest.fixture(scope="session")
def small_actions() -> InProcessActions:
    """Real rasa-sdk actions that behave, and many that do not."""
    return InProcessActions("tests.engine.small_actions", time_limit_seconds=0.05)


@pytest.fixture
def bot(tmp_path: Path, small_actions: InProcessActions) -> BuildBot:
    """Builds a bot from its intents (one line), its domain and its rules (YAML)."""

    def build(
        intents: str,
        domain: str,
        rules: str,
        understand: Understand = understands_payloads_only,
    ) -> Talk:
        assistant = load_assistant(write_assistant(tmp_path / "bot", intents, domain, rules))
        engine = Engine(assistant, understand, small_actions)
        return Talk(engine, engine.new_tracker("t"))

    return build
