"""The rules of the house, kept by machines: style, types, import contracts."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def _run(*command: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    tool = Path(sys.executable).parent / command[0]
    return subprocess.run([tool, *command[1:]], cwd=cwd, capture_output=True, text=True)


@pytest.mark.parametrize(
    "command",
    [
        ("ruff", "check", "."),
        ("ruff", "format", "--check", "."),
        ("mypy",),
        ("lint-imports",),
    ],
    ids=" ".join,
)
def test_the_house_rules_are_kept(command: tuple[str, ...]) -> None:
    result = _run(*command)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize(
    ("file", "line"),
    [
        ("app/engine/tracker.py", "import sqlmodel"),
        ("app/engine/tracker.py", "import knowledge.models"),
        ("app/engine/tracker.py", "import app.settings"),
        ("app/engine/rules.py", "import rasa_sdk"),
        ("knowledge/reading_ease.py", "import app.errors"),
        ("knowledge/reading_ease.py", "import actions"),
        ("actions/__init__.py", "import app.settings"),
        ("app/chat/service.py", "import knowledge.queries"),
        ("app/conversations/repository.py", "import app.chat.service"),
    ],
)
def test_a_planted_violation_of_the_import_contracts_is_caught(
    tmp_path: Path, file: str, line: str
) -> None:
    for part in ("app", "actions", "knowledge"):
        shutil.copytree(ROOT / part, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    planted = tmp_path / file
    planted.write_text(planted.read_text(encoding="utf-8") + f"\n{line}\n", encoding="utf-8")
    result = _run("lint-imports", "--no-cache", cwd=tmp_path)
    assert result.returncode != 0
    assert "BROKEN" in result.stdout
