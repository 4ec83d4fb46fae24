"""Reads one CSV file into table rows, strictly: every error with its line, nothing repaired."""

from __future__ import annotations

import csv
import io
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
        (_, header), *rows = _lines(file)
        _check_header(file, header, model)
    except KnowledgeError as error:
        errors.append(error)
        return []
    result: list[Read[Row]] = []
    for line, cells in rows:
        try:
            row = model.model_validate(_filled(file, line, header, cells))
            result.append(Read(row, file, line))
        except KnowledgeError as error:
            errors.append(error)
        except ValidationError as error:
            errors += [_cell_error(file, line, detail) for detail in error.errors()]
    return result


def _lines(file: Path) -> list[tuple[int, list[str]]]:
    """The header and all rows that are not blank, each with the line where it begins."""
    lines: list[tuple[int, list[str]]] = []
    reader = csv.reader(io.StringIO(read_text(file), newline=""), strict=True)
    start = 1
    try:
        for cells in reader:
            if cells:
                lines.append((start, cells))
            start = reader.line_num + 1
    except csv.Error as error:
        raise KnowledgeError(
            file, start, f"is not well-formed CSV ({error})", "Check the double quotes."
        ) from error
    if not lines:
        raise KnowledgeError(file, 1, "is empty", "Write the header line.")
    return lines


def _check_header(file: Path, header: list[str], model: type[Row]) -> None:
    computed = _COMPUTED.get(str(model.__tablename__), set())
    expected = [name for name in model.model_fields if name not in computed]
    if unknown := [name for name in header if name not in expected]:
        problem = f"unknown column {', '.join(map(repr, unknown))}"
        raise KnowledgeError(file, 1, problem, f"Columns are: {', '.join(expected)}.")
    if missing := [name for name in expected if name not in header]:
        raise KnowledgeError(file, 1, f"misses the column {', '.join(missing)}", "Add it.")
    if len(set(header)) != len(header):
        raise KnowledgeError(file, 1, "has a column twice", "Remove one of the two.")


def _filled(file: Path, line: int, header: list[str], cells: list[str]) -> dict[str, str]:
    """The cells that are filled in. An empty one is missing, and reported so if it is required."""
    if len(cells) != len(header):
        raise KnowledgeError(
            file,
            line,
            f"has {len(cells)} cells and the header has {len(header)}",
            'Put a text with a comma between double quotes ("...").',
        )
    return {name: cell.strip() for name, cell in zip(header, cells, strict=True) if cell.strip()}


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
