"""Errors of the engine. All inherit EngineError, so that one `except` catches them."""

from __future__ import annotations

from pathlib import Path


class EngineError(Exception):
    """Base of every error the engine raises on purpose."""


class AssistantFileError(EngineError):
    """A file of the assistant is wrong or asks for something the engine does not support.

    Raised while loading only, so that a running assistant never meets it. Carries where the
    problem stands and how to mend it.
    """

    def __init__(self, file: Path, line: int, problem: str, remedy: str) -> None:
        self.file = file
        self.line = line
        self.problem = problem
        self.remedy = remedy
        super().__init__(f"{file}:{line}: {problem} {remedy}")


class ActionFailedError(EngineError):
    """A custom action raised, hung or answered rubbish. The turn goes on with an apology."""


class ActionRejectedError(EngineError):
    """A form or action declines to run, so that a rule may handle the message instead."""


class ModelError(EngineError):
    """A stored model is missing, damaged, stale or made from other inputs. Train it again."""
