"""Measures understanding on lines that were written apart and never trained on."""

from __future__ import annotations

import csv
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from app.engine.assistant import FALLBACK_INTENT
from app.engine.errors import AssistantFileError
from app.engine.nlu.pipeline import Pipeline
from app.engine.understanding import Understanding

OUT_OF_SCOPE = "buiten_bereik"
NOT_UNDERSTOOD = "niet_begrepen"
DISTRESS = "veiligheid_nood"
_COLUMNS = ["text", "topic", "register", "role", "entities"]


@dataclass(frozen=True)
class Line:
    """A message with the topic that is right for it."""

    text: str
    topic: str
    register: str


@dataclass(frozen=True)
class Report:
    """Shares from 0 to 1 by name, milliseconds where the name says so, and the confusions."""

    lines: int
    figures: dict[str, float]
    confusions: Counter[tuple[str, str]]
    mistakes: tuple[tuple[Line, str], ...]


def read_lines(path: Path) -> list[Line]:
    """Read a development set: tab-separated, with a header."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    if not rows or rows[0] != _COLUMNS:
        raise AssistantFileError(path, 1, "wrong header.", f"Write {' '.join(_COLUMNS)}.")
    for number, row in enumerate(rows[1:], start=2):
        if len(row) != len(_COLUMNS):
            raise AssistantFileError(path, number, "not five columns.", "Put one tab between them.")
    return [Line(text, topic, register) for text, topic, register, *_ in rows[1:]]


def evaluate(pipeline: Pipeline, lines: Sequence[Line]) -> Report:
    """Understand every line and compare. Asking "bedoel je A of B?" is counted apart."""
    milliseconds, understood = _understand_all(pipeline, lines)
    topics = [_topic(found) for found in understood]
    right = [topic == line.topic for topic, line in zip(topics, lines, strict=True)]
    asked = [
        right_one or (topic == NOT_UNDERSTOOD and line.topic in _options(found))
        for right_one, topic, line, found in zip(right, topics, lines, understood, strict=True)
    ]
    figures = {
        "topic accuracy": _share(right),
        "right, or among the two asked": _share(asked),
        "macro-F1": _macro_f1([line.topic for line in lines], topics),
        **_detection(lines, topics),
        **_by_register(lines, right),
        "milliseconds p50": float(np.percentile(milliseconds, 50)),
        "milliseconds p99": float(np.percentile(milliseconds, 99)),
    }
    wrong = [(line, topic) for line, topic, ok in zip(lines, topics, right, strict=True) if not ok]
    return Report(
        lines=len(lines),
        figures=figures,
        confusions=Counter((line.topic, topic) for line, topic in wrong),
        mistakes=tuple(wrong),
    )


def _understand_all(
    pipeline: Pipeline, lines: Sequence[Line]
) -> tuple[list[float], list[Understanding]]:
    milliseconds, understood = [], []
    for line in lines:
        begin = time.perf_counter()
        understood.append(pipeline(line.text))
        milliseconds.append((time.perf_counter() - begin) * 1_000)
    return milliseconds, understood


def _topic(found: Understanding) -> str:
    if found.intent == FALLBACK_INTENT:
        return NOT_UNDERSTOOD
    return found.intent.rpartition("/")[2]


def _options(found: Understanding) -> set[str]:
    return {intent.rpartition("/")[2] for intent, _ in found.ranking[:2]}


def _share(outcomes: Iterable[bool]) -> float:
    counted = list(outcomes)
    return sum(counted) / len(counted) if counted else float("nan")


def _macro_f1(meant: Sequence[str], understood: Sequence[str]) -> float:
    scores = []
    for topic in set(meant):
        hits = sum(m == u == topic for m, u in zip(meant, understood, strict=True))
        scores.append(2 * hits / (meant.count(topic) + understood.count(topic)))
    return float(np.mean(scores))


def _detection(lines: Sequence[Line], topics: Sequence[str]) -> dict[str, float]:
    """Recall of what must be turned away or caught, and how often a good question is."""
    off_topic = {OUT_OF_SCOPE, NOT_UNDERSTOOD}
    pairs = list(zip(lines, topics, strict=True))
    inside = [topic for line, topic in pairs if line.topic not in {*off_topic, DISTRESS}]
    return {
        "out-of-scope recall": _share(t in off_topic for m, t in pairs if m.topic in off_topic),
        "good questions turned away": _share(topic == OUT_OF_SCOPE for topic in inside),
        "good questions asked back": _share(topic == NOT_UNDERSTOOD for topic in inside),
        "distress recall": _share(t == DISTRESS for m, t in pairs if m.topic == DISTRESS),
        "distress false alarms": _share(t == DISTRESS for m, t in pairs if m.topic != DISTRESS),
    }


def _by_register(lines: Sequence[Line], right: Sequence[bool]) -> dict[str, float]:
    outcomes: dict[str, list[bool]] = defaultdict(list)
    for line, ok in zip(lines, right, strict=True):
        outcomes[line.register].append(ok)
    return {f"accuracy, {name}": _share(found) for name, found in sorted(outcomes.items())}
