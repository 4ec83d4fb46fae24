"""Figures: the one nearest to a question, and everything around it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, get_args

from sqlalchemy import ColumnElement, Row, select
from sqlmodel import Session, col

from knowledge.answers import FigureAnswer, Finding, Nearness, SourceAnswer, Standing
from knowledge.models import (
    NATIONAL,
    Figure,
    Indicator,
    Leerweg,
    Programme,
    ProgrammeSubject,
    Relation,
    Source,
    Subject,
    TopicIndicator,
)

_NEAREST_FIRST = {name: rank for rank, name in enumerate(get_args(Nearness))}
_CERTAINTY = {"high": 0, "medium": 1, "low": 2}
OLD = 5
"""Years after which a figure gives way to a newer one that is as near."""

_FADED = _NEAREST_FIRST["sector"] + 0.5
"""An old figure about others comes after a new one of the sector, before one of all the mbo."""

_ELSEWHERE = 50
"""Figures of other regions to choose from, so that an answer costs the same in a full store."""

_TOLD: dict[str, Any] = {
    "indicator": Figure.indicator_id,
    "name": Indicator.name,
    "value": Figure.value,
    "value_text": Figure.value_text,
    "unit": Indicator.unit,
    "scale": Indicator.scale,
    "kind": Indicator.kind,
    "better": Indicator.better,
    "definition": Indicator.definition,
    "does_not_say": Indicator.does_not_say,
    "subject": Subject.name,
    "subject_kind": Subject.kind,
    "leerweg": Figure.leerweg,
    "region": Figure.region,
    "year": Figure.year,
    "year_note": Figure.year_note,
    "certainty": Figure.certainty,
    "note": Figure.note,
}
"""Fields of FigureAnswer that are columns. Whole rows as objects would take four times as long."""

_SOURCE: dict[str, Any] = {
    "id": Source.id,
    "title": Source.title,
    "publisher": Source.publisher,
    "url": Source.url,
    "year": Source.year,
}


@dataclass(frozen=True)
class Question:
    """What is asked about a programme. No leerweg or region means: whichever there is."""

    crebo: str
    leerweg: Leerweg | None = None
    region: str | None = None


@dataclass(frozen=True)
class _Candidate:
    """A figure that may answer, with the rank of its indicator and its tie to the programme."""

    topic_id: str
    rank: int | None
    relation: Relation
    leerwegen: str
    figure: FigureAnswer


def figure_for(
    session: Session,
    topic_id: str,
    crebo: str,
    *,
    leerweg: Leerweg | None = None,
    region: str | None = None,
    today: date,
) -> Finding | None:
    """The nearest figure that answers `topic_id` about a programme; None when there is none at all.

    Nearness goes before the rank of the indicator, then the newest year; but of two figures about
    others an old one comes after a new one. The relation says how near it is; tell it, since only
    `own` is what was asked.
    """
    question = Question(crebo, leerweg, region)
    candidates = [
        candidate
        for candidate in _candidates(session, [topic_id], question, today)
        if candidate.rank is not None
    ]
    if not candidates:
        return None
    best = min(candidates, key=lambda candidate: _order(candidate, question))
    return Finding(best.figure, _nearness(best, question), _companion(best, candidates))


def all_figures(
    session: Session,
    topic_id: str,
    crebo: str,
    *,
    leerweg: Leerweg | None = None,
    region: str | None = None,
    today: date,
) -> tuple[Finding, ...]:
    """Every figure that bears on a topic, nearest first: for "Meer"."""
    question = Question(crebo, leerweg, region)
    candidates = _candidates(session, [topic_id], question, today)
    candidates.sort(key=lambda candidate: _order(candidate, question))
    return tuple(
        Finding(candidate.figure, _nearness(candidate, question)) for candidate in candidates
    )


def findings_by_indicator(
    session: Session, topic_ids: Sequence[str], question: Question, today: date
) -> dict[str, dict[str, Finding]]:
    """Per topic, the nearest finding of every indicator that answers it, best rank first."""
    found: dict[str, dict[str, Finding]] = {topic_id: {} for topic_id in topic_ids}
    ranked = [
        (candidate.rank, _order(candidate, question), candidate)
        for candidate in _candidates(session, topic_ids, question, today)
        if candidate.rank is not None
    ]
    for _, _, candidate in sorted(ranked, key=lambda item: item[:2]):
        finding = Finding(candidate.figure, _nearness(candidate, question))
        found[candidate.topic_id].setdefault(candidate.figure.indicator, finding)
    return found


def figure_columns(*extra: Any) -> Any:
    """A select of figures with all that an answer tells of them, and `extra` labelled columns."""
    told = [column.label(name) for name, column in _TOLD.items()]
    source = [column.label(f"source_{name}") for name, column in _SOURCE.items()]
    return (
        select(*told, *source, col(Figure.standing), *extra)
        .select_from(Figure)
        .join(Indicator, col(Indicator.id) == Figure.indicator_id)
        .join(Subject, col(Subject.id) == Figure.subject_id)
        .join(Source, col(Source.id) == Figure.source_id)
        .where(col(Figure.newest))
    )


def figure_answer(row: Row[Any], today: date) -> FigureAnswer:
    """An answer from a row of `figure_columns`."""
    values = row._mapping
    return FigureAnswer(
        **{name: values[name] for name in _TOLD},
        age=today.year - values["year"],
        standing=standing(values["standing"], values["scale"], values["value"]),
        source=SourceAnswer(**{name: values[f"source_{name}"] for name in _SOURCE}),
    )


def standing(
    of_words: Literal["", "good", "fair", "poor"], scale: str, value: float | None
) -> Standing:
    """Words carry their own standing; a score of 7 or more reads good, 4 or less poor."""
    if of_words:
        return of_words
    if scale != "1-10" or value is None:
        return "unknown"
    return "good" if value >= 7 else "poor" if value <= 4 else "fair"


def is_old(figure: FigureAnswer) -> bool:
    """Whether a newer figure goes before this one, even one of a lesser indicator."""
    return figure.age > OLD


def _candidates(
    session: Session, topic_ids: Sequence[str], question: Question, today: date
) -> list[_Candidate]:
    """Figures of the region asked and the country; the programme's own of elsewhere if need be."""
    here = col(Figure.region).in_({question.region or NATIONAL, NATIONAL})
    candidates = _select(session, topic_ids, question, here, today)
    if not any(candidate.relation == "own" for candidate in candidates):
        own_elsewhere = (col(ProgrammeSubject.relation) == "own") & ~here
        candidates += _select(session, topic_ids, question, own_elsewhere, today, _ELSEWHERE)
    return candidates


def _select(
    session: Session,
    topic_ids: Sequence[str],
    question: Question,
    condition: ColumnElement[bool],
    today: date,
    at_most: int | None = None,
) -> list[_Candidate]:
    rows = session.execute(
        figure_columns(
            col(TopicIndicator.topic_id),
            col(TopicIndicator.rank),
            col(TopicIndicator.niveaus),
            col(ProgrammeSubject.relation),
            col(Programme.niveau),
            col(Programme.leerwegen),
        )
        .join(ProgrammeSubject, col(ProgrammeSubject.subject_id) == Figure.subject_id)
        .join(Programme, col(Programme.crebo) == ProgrammeSubject.crebo)
        .join(TopicIndicator, col(TopicIndicator.indicator_id) == Figure.indicator_id)
        .where(
            col(Programme.crebo) == question.crebo,
            col(TopicIndicator.topic_id).in_(topic_ids),
            condition,
        )
        .order_by(col(Figure.year).desc())
        .limit(at_most)
    )
    return [
        _Candidate(row.topic_id, row.rank, row.relation, row.leerwegen, figure_answer(row, today))
        for row in rows
        if not row.niveaus or str(row.niveau) in row.niveaus.split(";")
    ]


def _nearness(candidate: _Candidate, question: Question) -> Nearness:
    if candidate.relation == "national" and candidate.figure.region != NATIONAL:
        return "region"
    if candidate.relation != "own":
        return candidate.relation
    if not _leerweg_fits(candidate, question):
        return "other_leerweg"
    if candidate.figure.region != (question.region or NATIONAL):
        return "other_region"
    return "own"


def _leerweg_fits(candidate: _Candidate, question: Question) -> bool:
    return not question.leerweg or candidate.figure.leerweg in ("", question.leerweg)


def _order(candidate: _Candidate, question: Question) -> tuple[object, ...]:
    """What makes one candidate better than another, the weightiest first; smaller is better."""
    figure = candidate.figure
    nearness = _NEAREST_FIRST[_nearness(candidate, question)]
    fades = is_old(figure) and candidate.relation != "own"
    return (
        max(nearness, _FADED) if fades else nearness,
        nearness,
        not _leerweg_fits(candidate, question),
        candidate.rank is None,
        is_old(figure),
        candidate.rank,
        figure.region != (question.region or NATIONAL),
        -figure.year,
        figure.leerweg != (question.leerweg or ""),
        figure.leerweg not in candidate.leerwegen,
        _CERTAINTY[figure.certainty],
        figure.leerweg != "bol",
        figure.subject,
    )


def _companion(best: _Candidate, candidates: list[_Candidate]) -> FigureAnswer | None:
    """The same indicator, year and leerweg for a larger group in the whole country."""
    larger = [
        candidate
        for candidate in candidates
        if candidate.relation in ("niveau", "direction", "national")
        and candidate.figure.indicator == best.figure.indicator
        and candidate.figure.year == best.figure.year
        and candidate.figure.region == NATIONAL
        and candidate.figure.leerweg in ("", best.figure.leerweg)
        and _NEAREST_FIRST[candidate.relation] > _NEAREST_FIRST[best.relation]
    ]
    if not larger:
        return None
    return min(larger, key=lambda candidate: _NEAREST_FIRST[candidate.relation]).figure
