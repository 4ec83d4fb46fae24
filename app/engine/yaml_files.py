"""Reads a YAML file into a checked shape and knows on which line each part of it stands."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from app.engine.errors import AssistantFileError

Shape = TypeVar("Shape", bound=BaseModel)


class YamlFile(Generic[Shape]):
    """One file: its checked content, and the line of any path inside it."""

    def __init__(self, path: Path, shape: type[Shape]) -> None:
        self.path = path
        self._nodes = _read(path)
        try:
            self.content = shape.model_validate(self._nodes)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            raise self.error(
                first["loc"],
                f"{'.'.join(str(part) for part in first['loc']) or 'the file'}: {first['msg']}.",
                "Use only what docs/architecture.md lists as supported of Rasa 3.6.",
            ) from None

    def line(self, path: Sequence[int | str]) -> int:
        """The line (from 1) of the deepest part of `path` that exists in the file."""
        node: Any = self._nodes
        line = 1
        for part in path:
            try:
                position = node.lc.item(part) if isinstance(part, int) else node.lc.key(part)
                node = node[part]
            except (AttributeError, KeyError, IndexError, TypeError):
                break
            line = position[0] + 1
        return line

    def error(self, path: Sequence[int | str], problem: str, remedy: str) -> AssistantFileError:
        return AssistantFileError(self.path, self.line(path), problem, remedy)


def _read(path: Path) -> Any:
    try:
        nodes = YAML(typ="rt").load(path.read_text(encoding="utf-8"))
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise AssistantFileError(
            path,
            mark.line + 1 if mark else 1,
            f"not valid YAML: {error.problem or error.context}.",
            "Mend the indentation or the quotes there.",
        ) from None
    except (YAMLError, UnicodeDecodeError) as error:
        raise AssistantFileError(
            path, 1, f"not readable: {type(error).__name__}.", "Save the file as UTF-8 text."
        ) from None
    if not isinstance(nodes, dict):
        raise AssistantFileError(
            path, 1, "the file holds no keys.", 'Begin with `version: "3.1"`, or remove the file.'
        )
    return nodes
