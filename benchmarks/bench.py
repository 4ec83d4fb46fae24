"""`make bench`: what a turn costs beside its floor, and what starting and training cost.

Everything is measured in one run on one machine, so that ratios can be read even when the machine
is noisy. Prints a table and fails when a target is missed.
"""

from __future__ import annotations

import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import httpx
from rich.console import Console
from rich.progress import track
from rich.table import Table

from app.engine.loading import load_assistant
from app.engine.nlu.evaluation import read_lines
from app.settings import ROOT, Settings
from app.wiring import load_or_train

console = Console()
TURNS = 300
WARM_UP = 30


@dataclass(frozen=True)
class Figure:
    """One measured value and the most that it may be."""

    name: str
    value: float
    unit: str
    limit: float | None = None

    @property
    def is_kept(self) -> bool:
        return self.limit is None or self.value <= self.limit


def main() -> int:
    """Measure everything; 0 when every target is kept."""
    messages = [line.text for line in read_lines(ROOT / "tests/understanding/development.tsv")]
    with tempfile.TemporaryDirectory() as folder:
        var = Path(folder)
        figures = [*_training(var), *_understanding(var, messages), *_serving(var, messages)]
    table = Table(title="make bench")
    for column in ("measure", "value", "unit", "target", "kept"):
        table.add_column(column, justify="right" if column in ("value", "target") else "left")
    for figure in figures:
        limit = "" if figure.limit is None else f"<= {figure.limit:g}"
        kept = "" if figure.limit is None else ("yes" if figure.is_kept else "NO")
        table.add_row(figure.name, f"{figure.value:.3g}", figure.unit, limit, kept)
    console.print(table)
    return int(not all(figure.is_kept for figure in figures))


def _training(var: Path) -> Iterator[Figure]:
    yield Figure(
        "building the knowledge store, from nothing", _lobke(var, "knowledge", "build"), "s"
    )
    yield Figure("training, from nothing", _lobke(var, "train"), "s", 20)


def _understanding(var: Path, messages: list[str]) -> Iterator[Figure]:
    settings = Settings(var=var)
    pipeline = load_or_train(settings, load_assistant(settings.dialogue), console.print)
    spent = [_timed(partial(pipeline, text)) for text in messages * 2]
    yield Figure("understanding, median", statistics.median(spent), "ms")
    yield Figure("understanding, p99", statistics.quantiles(spent, n=100)[98], "ms", 8)


def _serving(var: Path, messages: list[str]) -> Iterator[Figure]:
    floor_command = [sys.executable, "-m", "benchmarks.floor", f"sqlite:///{var}/floor.sqlite"]
    begin = time.perf_counter()
    with _server([_tool("lobke"), "serve"], var) as (lobke, pid):
        yield Figure("start to first answer", time.perf_counter() - begin, "s", 5)
        with _server(floor_command, var, port_as_argument=True) as (floor, _):
            ours, theirs = _side_by_side(lobke, floor, messages)
        yield Figure("a turn over HTTP, median", statistics.median(ours), "ms")
        yield Figure("the floor, median", statistics.median(theirs), "ms")
        ratio = statistics.median(ours) / statistics.median(theirs)
        yield Figure("a turn / the floor, at the median", ratio, "x", 2.5)
        yield Figure("a turn over HTTP, p99", statistics.quantiles(ours, n=100)[98], "ms")
        yield Figure("resident memory after the turns", _resident_megabytes(pid), "MB", 250)


def _side_by_side(lobke: str, floor: str, messages: list[str]) -> tuple[list[float], list[float]]:
    """Milliseconds of our turn and of the floor, in turns, so that both meet the same noise."""
    ours, theirs = [], []
    with httpx.Client(timeout=30) as client:
        for number in track(range(WARM_UP + TURNS), "Turns", console=console, transient=True):
            text = messages[number % len(messages)]
            body = {"sender": f"bench{number // 8}", "message": text}
            one = _timed(partial(client.post, f"{lobke}/webhooks/rest/webhook", json=body))
            other = _timed(partial(client.post, floor, json=body))
            if number >= WARM_UP:
                ours.append(one)
                theirs.append(other)
    return ours, theirs


def _timed(call: Callable[[], object]) -> float:
    begin = time.perf_counter()
    result = call()
    spent = (time.perf_counter() - begin) * 1_000
    if isinstance(result, httpx.Response):
        result.raise_for_status()
    return spent


def _environment(var: Path, port: int) -> dict[str, str]:
    return {**os.environ, "LOBKE_VAR": str(var), "PORT": str(port)}


def _lobke(var: Path, *command: str) -> float:
    """Seconds that a command takes, from starting its process to its end."""
    begin = time.perf_counter()
    environment = _environment(var, 8000)
    subprocess.run([_tool("lobke"), *command], env=environment, cwd=ROOT, check=True)
    return time.perf_counter() - begin


def _tool(name: str) -> str:
    return str(Path(sys.executable).parent / name)


@contextmanager
def _server(
    command: list[str], var: Path, *, port_as_argument: bool = False
) -> Iterator[tuple[str, int]]:
    """Start a server, wait for its first answer, and stop it afterwards."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    arguments = [*command, str(port)] if port_as_argument else command
    process = subprocess.Popen(arguments, env=_environment(var, port), cwd=ROOT)
    url = f"http://127.0.0.1:{port}"
    path = "" if port_as_argument else "/webhooks/rest/webhook"
    try:
        _wait_for_answer(url + path, process)
        yield url, process.pid
    finally:
        process.terminate()
        process.wait(10)


def _wait_for_answer(url: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        try:
            httpx.post(url, json={"sender": uuid.uuid4().hex, "message": "hoi"}).raise_for_status()
        except httpx.TransportError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"no answer from {url}")


def _resident_megabytes(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    raise SystemExit(main())
