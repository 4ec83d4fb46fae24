"""Shows conversations and reports in a terminal."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table

from app.chat.messages import widget_messages
from app.engine.engine import Engine
from app.engine.nlu.evaluation import Report

console = Console()

_MISTAKES_SHOWN = 25


def talk(engine: Engine, role: str) -> None:
    """Talk until an empty line or the end of input. A number presses that button."""
    tracker = engine.new_tracker("terminal")
    buttons: list[str] = []
    console.print("Stel je vraag. Een leeg bericht stopt.", style="dim")
    while text := _ask():
        if text.isdigit() and 0 < int(text) <= len(buttons):
            text = buttons[int(text) - 1]
        events = engine.run_turn(tracker, text, channel="terminal", metadata={"role": role})
        tracker.events.clear()
        for message in widget_messages(events):
            console.print(message.get("text") or "", style="bold", highlight=False)
            buttons = [button["payload"] for button in message.get("buttons", [])] or buttons
            for number, button in enumerate(message.get("buttons", []), start=1):
                console.print(f"  {number}. {button['title']}", highlight=False)


def _ask() -> str:
    try:
        return console.input("> ").strip()
    except EOFError:
        return ""


def print_report(report: Report) -> None:
    """The figures of an evaluation, with where it went wrong."""
    figures = Table(title=f"Understanding, on {report.lines} lines that were never trained on")
    figures.add_column("measure")
    figures.add_column("value", justify="right")
    for name, value in report.figures.items():
        figures.add_row(name, f"{value:.3f}")
    console.print(figures)
    confusions = Table(title="Most frequent confusions")
    for column in ("meant", "understood", "times"):
        confusions.add_column(column)
    for (meant, understood), times in report.confusions.most_common(_MISTAKES_SHOWN):
        confusions.add_row(meant, understood, str(times))
    console.print(confusions)
