"""The documents keep up with the code: what exists is described, what is named exists.

Each check is a function that returns what is wrong. It runs on the project, and on a small broken
twin to show that it can fail.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest
import typer
from fastapi import FastAPI
from pydantic_settings import BaseSettings, SettingsConfigDict

from app.cli import cli
from app.errors import LobkeError
from app.main import create_app
from app.settings import ROOT, Settings

DOCS = ROOT / "docs"

_SECTION = re.compile(r"^#+ .*$", re.MULTILINE)
_TARGET = re.compile(r"^([a-z-]+):.*##", re.MULTILINE)
_LINK = re.compile(r"\]\(([^()\s]+)\)")
_CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
_NOT_A_HEADING_SLUG = re.compile(r"[^\w\- ]")
_UNMEASURED = "TODO-" + "MEASURE"
_PLACES = (
    re.compile(r"(?<![\w.])/(?:work|home|root|Users)/"),
    re.compile(r"(?<!no-emit-)index-url|trusted-host|find-links"),
    re.compile(r"pypi\.org/simple|pythonhosted\.org|registry\.npmjs|proxy\.golang"),
    re.compile(r"://[^/\s]*(?:mirror|artifactory|nexus|devpi|proxy)"),
)
"""Places that are somebody's: paths of a machine, package indexes, mirrors."""


# --- the checks ---------------------------------------------------------------------------------


def undocumented_commands(commands: typer.Typer, text: str) -> list[str]:
    """Commands without a heading that names them, and options that are not below that heading."""
    missing = []
    for name, command in _commands(typer.main.get_command(commands), "lobke"):
        section = _section_of(f"`{name}`", text)
        if section is None:
            missing.append(name)
            continue
        options = [option for param in command.params for option in _names(param)]
        missing += [f"{name} {option}" for option in options if f"`{option}`" not in section]
    return missing


def _commands(command: Any, name: str) -> Iterator[tuple[str, Any]]:
    if not hasattr(command, "commands"):
        yield name, command
        return
    for part, below in command.commands.items():
        yield from _commands(below, f"{name} {part}")


def _names(param: Any) -> list[str]:
    return [*param.opts, *param.secondary_opts] if param.param_type_name == "option" else []


def _section_of(title: str, text: str) -> str | None:
    """What stands below the heading that holds `title`, up to the next heading."""
    headings = list(_SECTION.finditer(text))
    ends = [heading.start() for heading in headings[1:]] + [len(text)]
    sections = zip(headings, ends, strict=True)
    return next((text[h.end() : end] for h, end in sections if title in h[0]), None)


def undocumented_settings(settings: type[BaseSettings], text: str) -> list[str]:
    """Settings without a row that begins with their name, followed by their default."""
    rows = _rows(text)
    prefix = settings.model_config["env_prefix"]
    missing = []
    for name, field in settings.model_fields.items():
        variable = str(field.validation_alias or f"{prefix}{name}".upper())
        default = str(field.default) if isinstance(field.default, str | int) else ""
        cells = rows.get(variable)
        if cells is None or default not in cells[0]:
            missing.append(variable)
    return missing


def undocumented_errors(base: type[LobkeError], text: str) -> list[str]:
    """Error codes without a row that begins with the code, followed by its status."""
    rows = _rows(text)
    return [
        error.code
        for error in _with_subclasses(base)
        if rows.get(error.code, [""])[0] != str(error.status)
    ]


def _with_subclasses(base: type[LobkeError]) -> Iterator[type[LobkeError]]:
    yield base
    for below in base.__subclasses__():
        yield from _with_subclasses(below)


def _rows(text: str) -> dict[str, list[str]]:
    """Table rows by their first cell: the other cells, without backquotes."""
    rows = {}
    for line in text.splitlines():
        if line.startswith("|"):
            first, *cells = (cell.strip().strip("`") for cell in line.strip("|").split("|"))
            rows[first] = cells
    return rows


def undocumented_targets(makefile: str, text: str) -> list[str]:
    """Targets that `make help` lists and the text does not name."""
    return [name for name in _TARGET.findall(makefile) if f"`make {name}`" not in text]


def undocumented_routes(app: FastAPI, text: str) -> list[str]:
    """Routes without a heading that names their method and path."""
    routes = [
        f"`{method.upper()} {path}`"
        for path, methods in app.openapi()["paths"].items()
        for method in methods
    ]
    return [route for route in routes if _section_of(route, text) is None]


def dead_links(files: Iterable[Path]) -> list[str]:
    """Relative links to a file that does not exist, or to a heading that is not in it."""
    dead = []
    for file in files:
        for link in _LINK.findall(_CODE.sub("", file.read_text(encoding="utf-8"))):
            path, _, heading = link.partition("#")
            target = file.parent / path if path else file
            if re.match(r"[a-z]+:", link):
                continue
            if not target.exists() or (heading and heading not in _heading_slugs(target)):
                dead.append(f"{file.name}: {link}")
    return dead


def _heading_slugs(file: Path) -> set[str]:
    """The anchors that a reader of Markdown makes of headings."""
    titles = [
        heading.lstrip("# ") for heading in _SECTION.findall(file.read_text(encoding="utf-8"))
    ]
    return {_NOT_A_HEADING_SLUG.sub("", title.lower()).replace(" ", "-") for title in titles}


def unmeasured(files: Iterable[Path]) -> list[str]:
    """Places where a measured value is still to be filled in."""
    return _found(files, [re.compile(_UNMEASURED)])


def named_places(files: Iterable[Path]) -> list[str]:
    """Places that are somebody's own: paths of a machine, package indexes, mirrors."""
    return _found(files, _PLACES)


def _found(files: Iterable[Path], patterns: Iterable[re.Pattern[str]]) -> list[str]:
    return [
        f"{file}:{number}: {match[0]}"
        for file in files
        for number, line in enumerate(_lines(file), start=1)
        for pattern in patterns
        if (match := pattern.search(line))
    ]


def _lines(file: Path) -> list[str]:
    try:
        return file.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError:  # a picture, not a text
        return []


def project_files(root: Path, pattern: str = "*") -> list[Path]:
    """The files of the project: all but what `.gitignore` leaves out."""
    ignored = [line.rstrip("/") for line in _lines(root / ".gitignore")] + [".git"]
    return sorted(
        file
        for file in root.rglob(pattern)
        if file.is_file()
        and not any(fnmatch(p, i) for p in file.relative_to(root).parts for i in ignored)
    )


# --- the project --------------------------------------------------------------------------------


def _doc(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


@pytest.fixture
def app(tmp_path: Path) -> FastAPI:
    """The service without an engine: its routes only."""
    settings = Settings(database_url=f"sqlite:///{tmp_path / 'store.sqlite'}")
    return create_app(settings, engine=object())  # type: ignore[arg-type]


def test_every_command_and_option_is_documented() -> None:
    assert undocumented_commands(cli, _doc("commands.md")) == []


def test_every_setting_is_documented_with_its_default() -> None:
    assert undocumented_settings(Settings, _doc("settings.md")) == []


def test_every_make_target_is_documented() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert undocumented_targets(makefile, _doc("commands.md")) == []


def test_every_route_is_documented(app: FastAPI) -> None:
    assert undocumented_routes(app, _doc("api.md")) == []


def test_every_error_code_is_documented_with_its_status() -> None:
    assert undocumented_errors(LobkeError, _doc("api.md")) == []


def test_no_link_is_dead() -> None:
    assert dead_links(project_files(ROOT, "*.md")) == []


def test_everything_is_measured() -> None:
    assert unmeasured(project_files(ROOT, "*.md")) == []


def test_no_file_names_a_place_that_is_somebodys_own() -> None:
    files = [file for file in project_files(ROOT) if file != Path(__file__)]
    assert named_places(files) == []


# --- the broken twins ---------------------------------------------------------------------------


def _broken_cli() -> typer.Typer:
    commands, below = typer.Typer(), typer.Typer()

    @commands.command()
    def said(loud: bool = False) -> None: ...

    @below.command()
    def unsaid() -> None: ...

    commands.add_typer(below, name="more")
    return commands


def test_a_command_or_option_that_is_left_out_is_noticed() -> None:
    text = "### `lobke said`\n| `--loud` | |\n\n### `lobke other`\n| `--no-loud` | |\n"
    assert undocumented_commands(_broken_cli(), text) == [
        "lobke said --no-loud",
        "lobke more unsaid",
    ]


def test_a_setting_that_is_left_out_or_has_another_default_is_noticed() -> None:
    class Broken(BaseSettings):
        model_config = SettingsConfigDict(env_prefix="LOBKE_")

        said: str = ""
        unsaid: str = ""
        changed: int = 9

    text = "| `LOBKE_SAID` | | about `LOBKE_UNSAID` |\n| `LOBKE_CHANGED` | `8` | 9 |\n"
    assert undocumented_settings(Broken, text) == ["LOBKE_UNSAID", "LOBKE_CHANGED"]


def test_a_make_target_that_is_left_out_is_noticed() -> None:
    makefile = "run: ready ## serve\nrun-twice: ## serve again\nhidden:\n"
    assert undocumented_targets(makefile, "`make run` serves") == ["run-twice"]


def test_a_route_that_is_left_out_is_noticed() -> None:
    app = FastAPI()

    @app.get("/said")
    @app.post("/said")
    def said() -> None: ...

    assert undocumented_routes(app, "### `GET /said`\nnot `POST /said`") == ["`POST /said`"]


def test_an_error_code_that_is_left_out_or_has_another_status_is_noticed() -> None:
    class BrokenError(LobkeError):
        code, status = "said", 500

    class UnsaidError(BrokenError):
        code, status = "unsaid", 404

    class ChangedError(BrokenError):
        code, status = "changed", 409

    text = "| `said` | 500 | `unsaid` |\n| `changed` | 400 | |\n"
    assert undocumented_errors(BrokenError, text) == ["unsaid", "changed"]


def test_a_dead_link_is_noticed(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    file.write_text(
        "# The (first) house\n[here](#the-first-house) [gone](#gone) [b](b.md) [c](c/d.md) "
        "[e](a.md#the-first-house) [f](a.md#nothing) [web](https://example.org/x.md) "
        "`[code](no.md)`",
        encoding="utf-8",
    )
    assert dead_links([file]) == ["a.md: #gone", "a.md: b.md", "a.md: c/d.md", "a.md: a.md#nothing"]


def test_a_value_that_is_not_measured_is_noticed(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    file.write_text(f"It takes\n{_UNMEASURED} seconds.", encoding="utf-8")
    assert unmeasured([file]) == [f"{file}:2: {_UNMEASURED}"]


@pytest.mark.parametrize(
    "line",
    [
        "cd /work/lobke",
        "PATH=/home/anna/bin",
        '"/Users/anna/lobke"',
        "--extra-index-url https://example.org",
        "--trusted-host example.org",
        "https://pypi.org/simple/numpy",
        "https://files.pythonhosted.org/packages/x.whl",
        "https://registry.npmjs.org/x",
        "http://mirror.example.org/debian",
    ],
)
def test_a_place_that_is_somebodys_own_is_noticed(tmp_path: Path, line: str) -> None:
    file = tmp_path / "notes.txt"
    file.write_text(line, encoding="utf-8")
    assert len(named_places([file])) == 1


@pytest.mark.parametrize(
    "line",
    [
        "uv pip compile --no-emit-index-url",
        "https://www.uwv.nl/home/werk",
        "make work/life balance",
    ],
)
def test_an_address_that_is_nobodys_own_is_left_alone(tmp_path: Path, line: str) -> None:
    file = tmp_path / "notes.txt"
    file.write_text(line, encoding="utf-8")
    assert named_places([file]) == []


def test_files_that_git_ignores_are_not_files_of_the_project(tmp_path: Path) -> None:
    for name in (".gitignore", "a.md", "sub/b.md", "var/c.md", "x.egg-info/d.md", ".git/e.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("var/\n*.egg-info/\n", encoding="utf-8")
    names = [str(file.relative_to(tmp_path)) for file in project_files(tmp_path, "*.md")]
    assert names == ["a.md", "sub/b.md"]
