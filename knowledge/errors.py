"""What can be wrong with the knowledge base, told with the place and the remedy."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path


class KnowledgeError(Exception):
    """One thing is wrong in a file, or with the store. Raise it when a person must mend something.

    `line` counts from 1; 0 means the file as a whole.
    """

    def __init__(self, file: Path | str, line: int, problem: str, remedy: str) -> None:
        self.file = str(file)
        self.line = line
        self.problem = problem
        self.remedy = remedy
        place = f"{file}:{line}" if line else str(file)
        super().__init__(f"{place}: {problem}. {remedy}")


class InvalidKnowledgeError(KnowledgeError):
    """All that is wrong with the files, found in one reading. Nothing was stored."""

    def __init__(self, errors: Iterable[KnowledgeError]) -> None:
        self.errors = tuple(sorted(errors, key=lambda error: (error.file, error.line)))
        first = self.errors[0]
        super().__init__(first.file, first.line, first.problem, first.remedy)
        self.args = ("\n".join(map(str, self.errors)),)
