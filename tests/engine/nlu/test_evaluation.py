"""The report says what share was understood, what was taken for what, and misses no line."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from app.engine.errors import AssistantFileError
from app.engine.nlu.evaluation import Line, evaluate, read_lines
from app.engine.nlu.pipeline import Pipeline

HEADER = "text\ttopic\tregister\trole\tentities\n"


def _file(folder: Path, text: str) -> Path:
    path = folder / "lines.tsv"
    path.write_text(text, encoding="utf-8")
    return path


# --- reading ----------------------------------------------------------------------------------


def test_lines_are_read_with_their_topic_and_register(tmp_path: Path) -> None:
    path = _file(
        tmp_path, HEADER + 'is er "werk"\tloon\tstraat\tpupil\t\nhoi\tgroet\tnet\tpupil\tx\n'
    )
    assert read_lines(path) == [
        Line('is er "werk"', "loon", "straat"),
        Line("hoi", "groet", "net"),
    ]


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        ("", 1, "wrong header"),
        ("text\ttopic\n", 1, "wrong header"),
        ("tekst\ttopic\tregister\trole\tentities\n", 1, "wrong header"),
        (HEADER + "hoi\tgroet\n", 2, "not five columns"),
        (HEADER + "hoi\tgroet\tnet\tpupil\t\n\n", 3, "not five columns"),
        (HEADER + "hoi\tgroet\tnet\tpupil\t\nhoi hoi\tgroet\tnet\tpupil\tx\ty\n", 3, "not five"),
    ],
)
def test_a_file_of_another_form_is_refused_at_the_line(
    tmp_path: Path, text: str, line: int, problem: str
) -> None:
    path = _file(tmp_path, text)
    with pytest.raises(AssistantFileError, match=problem) as raised:
        read_lines(path)
    assert (raised.value.file, raised.value.line) == (path, line)


# --- measuring --------------------------------------------------------------------------------

LINES = [
    Line("hoi", "groet", "net"),
    Line("wat is bbl", "verschil", "net"),  # by its name without the group
    Line("hvl verdient een kok", "loon", "straat"),
    Line("hoeveel verdient een kapper", "stage", "straat"),  # wrong on purpose
    Line("ik wil dood", "veiligheid_nood", "net"),  # the pipeline calls it `nood`
    Line("xqzw", "niet_begrepen", "straat"),
]


def test_shares_are_counted_over_all_lines(pipeline: Pipeline) -> None:
    report = evaluate(pipeline, LINES)
    assert report.lines == 6
    assert report.figures["topic accuracy"] == pytest.approx(4 / 6)
    assert report.figures["accuracy, net"] == pytest.approx(2 / 3)
    assert report.figures["accuracy, straat"] == pytest.approx(2 / 3)
    assert report.figures["out-of-scope recall"] == 1
    assert report.figures["good questions turned away"] == 0
    assert report.figures["distress recall"] == 0
    assert report.figures["distress false alarms"] == 0


def test_confusions_and_mistakes_name_every_wrong_line(pipeline: Pipeline) -> None:
    report = evaluate(pipeline, LINES)
    assert report.confusions == {("stage", "loon"): 1, ("veiligheid_nood", "nood"): 1}
    assert report.mistakes == ((LINES[3], "loon"), (LINES[4], "nood"))


def test_a_perfect_pupil_scores_one(pipeline: Pipeline) -> None:
    figures = evaluate(pipeline, LINES[:3]).figures
    assert figures["topic accuracy"] == figures["macro-F1"] == 1
    assert figures["right, or among the two asked"] == 1


def test_what_nothing_was_measured_of_has_no_share(pipeline: Pipeline) -> None:
    figures = evaluate(pipeline, LINES[:2]).figures
    assert math.isnan(figures["out-of-scope recall"])
    assert math.isnan(figures["distress recall"])


def test_every_topic_weighs_the_same_in_the_f1(pipeline: Pipeline) -> None:
    many = [Line("hoi", "groet", "net")] * 8 + [Line("hallo", "stage", "net")]
    figures = evaluate(pipeline, many).figures
    assert figures["topic accuracy"] == pytest.approx(8 / 9)
    assert figures["macro-F1"] == pytest.approx((2 * 8 / (8 + 9) + 0) / 2)


def test_time_is_measured(pipeline: Pipeline) -> None:
    figures = evaluate(pipeline, LINES).figures
    assert 0 < figures["milliseconds p50"] <= figures["milliseconds p99"] < 1_000
