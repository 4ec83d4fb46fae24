"""The command line: `lobke --help` explains itself. A command only calls the library."""

from __future__ import annotations

import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from app.engine.errors import EngineError
from app.errors import LobkeError
from app.settings import Settings
from app.wiring import Progress as Report
from knowledge.errors import KnowledgeError

console = Console(stderr=True)
cli = typer.Typer(no_args_is_help=True, add_completion=False, help="Lobke, the LOB assistant.")
knowledge_cli = typer.Typer(no_args_is_help=True, help="The knowledge base.")
cli.add_typer(knowledge_cli, name="knowledge")


def main() -> None:
    """Run the command line; a problem that a person can mend ends in one clear line."""
    try:
        cli()
    except (EngineError, KnowledgeError, LobkeError) as error:
        console.print(f"[red]Kan niet:[/] {error}", highlight=False)
        sys.exit(1)
    except ValidationError as error:
        for problem in error.errors(include_url=False, include_input=False):
            name = ".".join(str(part) for part in problem["loc"]) or "settings"
            console.print(f"[red]Instelling {name}:[/] {problem['msg']}", highlight=False)
        sys.exit(1)


@contextmanager
def progress() -> Iterator[Report]:
    """Shows what is going on, one line a step, with the time it took."""
    with Progress(
        SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn(), console=console
    ) as bar:
        current: list[int] = []

        def step(description: str) -> None:
            if current:
                bar.update(bar.task_ids[-1], completed=1)
            current.append(bar.add_task(description, total=1))

        yield step
        if current:
            bar.update(bar.task_ids[-1], completed=1)


@cli.command()
def serve() -> None:
    """Serve the assistant on http://HOST:PORT. Example: PORT=9000 lobke serve"""
    import uvicorn

    from app.main import create_app
    from app.wiring import build_engine

    settings = Settings()
    _require_free_port(settings)
    with progress() as step:
        engine = build_engine(settings, step)
        step("Server starten")
        app = create_app(settings, engine)
    console.print(f"Lobke luistert op http://{settings.host}:{settings.port} (stop met Ctrl-C)")
    uvicorn.run(app, host=settings.host, port=settings.port, log_level="warning", access_log=False)


@cli.command()
def prepare() -> None:
    """Build the knowledge store and train the model where needed. Example: lobke prepare"""
    from app.wiring import build_engine

    with progress() as step:
        build_engine(Settings(), step)


@cli.command()
def chat(role: Annotated[str, typer.Option(help="pupil or parent")] = "pupil") -> None:
    """Talk to the assistant in this terminal; nothing is stored. Example: lobke chat"""
    from app.terminal import talk
    from app.wiring import build_engine

    with progress() as step:
        engine = build_engine(Settings(), step)
    talk(engine, role)


@cli.command()
def train(
    report: Annotated[bool, typer.Option(help="measure on the development set")] = False,
    development: Annotated[
        Path, typer.Option(help="tab-separated lines: text, topic, register, role, entities")
    ] = Path("tests/understanding/development.tsv"),
) -> None:
    """Train the understanding anew. Example: lobke train --report"""
    from app.engine.loading import load_assistant
    from app.engine.nlu.evaluation import evaluate, read_lines
    from app.terminal import print_report
    from app.wiring import prepare_knowledge, read_names, train_and_store

    settings = Settings()
    lines = read_lines(development) if report else []
    with progress() as step:
        prepare_knowledge(settings, step)
        assistant = load_assistant(settings.dialogue)
        pipeline = train_and_store(settings, assistant, read_names(settings), step)
        if report:
            step(f"{len(lines)} regels nagaan")
            result = evaluate(pipeline, lines)
    if report:
        print_report(result)


@cli.command()
def check() -> None:
    """Check the files of the assistant and the knowledge base. Example: lobke check"""
    from app.engine.loading import load_assistant
    from app.wiring import prepare_knowledge

    settings = Settings()
    load_assistant(settings.dialogue)
    with progress() as step:
        prepare_knowledge(settings, step)
    console.print("[green]In orde:[/] dialogue/ en knowledge/ zijn geldig.")


@knowledge_cli.command("build")
def knowledge_build() -> None:
    """Build the knowledge store anew from its files. Example: lobke knowledge build"""
    from knowledge.importer import build

    settings = Settings()
    with progress() as step:
        step("Kennis laden")
        build(settings.knowledge_files, settings.knowledge_url)


def _require_free_port(settings: Settings) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError:
            console.print(
                f"[red]Poort {settings.port} is bezet.[/] "
                f"Stop het andere programma, of kies een poort: PORT={settings.port + 1} make run"
            )
            sys.exit(1)
