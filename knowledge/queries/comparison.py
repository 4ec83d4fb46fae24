"""Two to four programmes side by side."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlmodel import Session

from knowledge.answers import Comparison, ComparisonRow, Finding
from knowledge.models import Leerweg
from knowledge.queries.figures import Question, findings_by_indicator
from knowledge.queries.programmes import programmes_by_crebo

_TOPICS = (
    "opleiding_kans_op_werk",
    "opleiding_salaris",
    "opleiding_kans_op_stage",
    "opleiding_kans_op_leerbaan",
    "opleiding_doorstroom",
    "opleiding_tevredenheid",
    "opleiding_slagen",
    "opleiding_toekomst",
)
"""What is compared, in the order in which it is told."""


def compare(
    session: Session,
    crebos: Sequence[str],
    *,
    leerweg: Leerweg | None = None,
    region: str | None = None,
    today: date,
) -> Comparison:
    """Two to four programmes side by side. A row stands for one indicator that all share or miss.

    A topic shows the indicators that any of them has as its own, and when none of those is there
    for all, the nearest one that is.
    """
    programmes = programmes_by_crebo(session, crebos)
    per_programme = [
        findings_by_indicator(session, _TOPICS, Question(programme.crebo, leerweg, region), today)
        for programme in programmes
    ]
    rows = [
        row
        for topic_id in _TOPICS
        for row in _rows([findings[topic_id] for findings in per_programme])
    ]
    return Comparison(programmes, tuple(rows))


def _rows(found: list[dict[str, Finding]]) -> list[ComparisonRow]:
    """The rows of one topic, from the findings per indicator of each programme, best rank first."""
    indicators = list(dict.fromkeys(name for findings in found for name in findings))
    own = [
        name
        for name in indicators
        if any(name in findings and _is_own(findings[name]) for findings in found)
    ]
    shared = [name for name in indicators if all(name in findings for findings in found)]
    if not any(name in shared for name in own):
        own += shared[:1]
    return [
        ComparisonRow(
            indicator=name,
            name=next(findings[name].figure.name for findings in found if name in findings),
            findings=tuple(findings.get(name) for findings in found),
        )
        for name in own
    ]


def _is_own(finding: Finding) -> bool:
    return finding.relation in ("own", "other_leerweg", "other_region")
