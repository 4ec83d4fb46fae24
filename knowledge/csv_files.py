"""Reads one CSV file into table rows, strictly: every error with its line, nothing repaired."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from knowledge.errors import KnowledgeError
from knowledge.models import KnowledgeTable

Row = TypeVar("Row", bound=KnowledgeTable)

_COMPUTED = {"figure": {"id", "newest"}}
"""Columns that the importer fills and no file may hold."""


@dataclass(frozen=True)
class Read(Generic[Row]):
    """A row and the place it was read from."""

    row: Row
    file: Path
    line: int

    def error(self, problem: str, remedy: str) -> KnowledgeError:
        return KnowledgeError(self.file, self.line, problem, remedy)


def read_text(file: Path) -> str:
    """The text of a UTF-8 file without byte order mark. Raises KnowledgeError when it is not."""
    try:
        content = file.read_bytes()
    except OSError as error:
        raise KnowledgeError(
            file, 0, "cannot be read", f"Check the file ({error.strerror})."
        ) from error
    if content.startswith(b"\xef\xbb\xbf"):
        raise KnowledgeError(
            file, 1, "starts with a byte order mark", "Save it as UTF-8 without BOM."
        )
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise KnowledgeError(file, line, "is not UTF-8", "Save it as UTF-8.") from error


def read_table(file: Path, model: type[Row], errors: list[KnowledgeError]) -> list[Read[Row]]:
    """The rows of `file` as `model`. What is wrong is added to `errors`; good rows are returned."""
    try:
        lines = list(_lines(file))
    except KnowledgeError as error:
        errors.append(error)
        return []
    if not lines:
        errors.append(KnowledgeError(file, 1, "is empty", "Write the header line."))
        return []
    (_, header), *rows = lines
    if wrong := _header_error(file, header, model):
        errors.append(wrong)
        return []
    result: list[Read[Row]] = []
    for line, cells in rows:
        if len(cells) != len(header):
            errors.append(
                KnowledgeError(
                    file,
                    line,
                    f"has {len(cells)} cells and the header has {len(header)}",
                    'Put a text with a comma between double quotes ("...").',
                )
            )
            continue
        # An empty cell is a missing value, so that a required one is reported as missing.
        filled = {
            name: cell.strip() for name, cell in zip(header, cells, strict=True) if cell.strip()
        }
        try:
            result.append(Read(model.model_validate(filled), file, line))
        except ValidationError as error:
            errors += [_cell_error(file, line, detail) for detail in error.errors()]
    return result


def _lines(file: Path) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(read_text(file), newline=""), strict=True)
    start = 1
    try:
        for cells in reader:
            if cells:
                yield start, cells
            start = reader.line_num + 1
    except csv.Error as error:
        raise KnowledgeError(
            file, start, f"is not well-formed CSV ({error})", "Check the double quotes."
        ) from error


def _header_error(file: Path, header: list[str], model: type[Row]) -> KnowledgeError | None:
    expected = set(model.model_fields) - _COMPUTED.get(str(model.__tablename__), set())
    if unknown := [name for name in header if name not in expected]:
        return KnowledgeError(
            file,
            1,
            f"unknown column {', '.join(map(repr, unknown))}",
            f"Columns are: {', '.join(name for name in model.model_fields if name in expected)}.",
        )
    if missing := sorted(expected - set(header)):
        return KnowledgeError(file, 1, f"misses the column {', '.join(missing)}", "Add it.")
    if len(set(header)) != len(header):
        return KnowledgeError(file, 1, "has a column twice", "Remove one of the two.")
    return None


def _cell_error(file: Path, line: int, detail: ErrorDetails) -> KnowledgeError:
    column = ".".join(map(str, detail["loc"]))
    if detail["type"] == "missing":
        return KnowledgeError(file, line, f"{column} is missing", f"Fill in {column}.")
    message = str(detail["msg"]).removeprefix("Value error, ")
    return KnowledgeError(
        file,
        line,
        f"{column} is {detail['input']!r}",
        f"{message[0].upper()}{message[1:]}.",
    )
