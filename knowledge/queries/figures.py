"""Figures: the one nearest to a question, and everything around it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, get_args

from sqlalchemy import ColumnElement
from sqlmodel import Session, and_, col, or_, select

from knowledge.answers import FigureAnswer, Finding, Nearness, Standing
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
from knowledge.queries.sources import source_answer

_NEAREST_FIRST: dict[str, int] = {name: rank for rank, name in enumerate(get_args(Nearness))}
_ELSEWHERE_AT_MOST = 20
_UNRANKED = 99
_OLD = 5
"""Years after which a figure gives way to a newer one that is as near."""
_CERTAINTY = {"high": 0, "medium": 1, "low": 2}


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
    figure: FigureAnswer
    rank: int
    relation: Relation
    leerwegen: str


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

    Nearness goes before the rank of the indicator, then the newest year. The relation says how
    near it is; tell it, since only `own` is what was asked.
    """
    question = Question(crebo, leerweg, region)
    ranked = col(TopicIndicator.rank).is_not(None)
    here = col(Figure.region).in_([region or NATIONAL, NATIONAL])
    candidates = _candidates(session, [topic_id], crebo, and_(ranked, here), today=today)
    if not any(candidate.relation == "own" for candidate in candidates):
        own_elsewhere = and_(ranked, col(ProgrammeSubject.relation) == "own")
        candidates += _candidates(
            session, [topic_id], crebo, own_elsewhere, limit=_ELSEWHERE_AT_MOST, today=today
        )
    if not candidates:
        return None
    best = min(candidates, key=lambda candidate: _order(candidate, question))
    return Finding(best.figure, _nearness(best, question), _companion(best, candidates))


def findings_by_indicator(
    session: Session, topic_ids: Sequence[str], question: Question, *, today: date
) -> dict[str, dict[str, Finding]]:
    """Per topic, the nearest finding of every ranked indicator, best rank first."""
    here = and_(
        col(TopicIndicator.rank).is_not(None),
        col(Figure.region).in_([question.region or NATIONAL, NATIONAL]),
    )
    found: dict[str, dict[str, Finding]] = {topic_id: {} for topic_id in topic_ids}
    candidates = _candidates(session, topic_ids, question.crebo, here, today=today)
    for candidate in sorted(candidates, key=lambda candidate: _order(candidate, question)):
        finding = Finding(candidate.figure, _nearness(candidate, question))
        found[candidate.topic_id].setdefault(candidate.figure.indicator, finding)
    ranks = {(one.topic_id, one.figure.indicator): one.rank for one in candidates}
    return {
        topic_id: dict(sorted(findings.items(), key=lambda item: ranks[topic_id, item[0]]))
        for topic_id, findings in found.items()
    }


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
    here = or_(
        col(Figure.region).in_([region or NATIONAL, NATIONAL]),
        col(ProgrammeSubject.relation) == "own",
    )
    candidates = _candidates(session, [topic_id], crebo, here, today=today)
    candidates.sort(key=lambda candidate: _order(candidate, question))
    return tuple(
        Finding(candidate.figure, _nearness(candidate, question)) for candidate in candidates
    )


def _candidates(
    session: Session,
    topic_ids: Sequence[str],
    crebo: str,
    condition: ColumnElement[bool],
    *,
    limit: int | None = None,
    today: date,
) -> list[_Candidate]:
    rows = session.execute(
        figure_columns(TopicIndicator, ProgrammeSubject.relation, Programme)
        .join(ProgrammeSubject, col(ProgrammeSubject.subject_id) == Figure.subject_id)
        .join(Programme, col(Programme.crebo) == ProgrammeSubject.crebo)
        .join(TopicIndicator, col(TopicIndicator.indicator_id) == Figure.indicator_id)
        .where(
            col(ProgrammeSubject.crebo) == crebo,
            col(TopicIndicator.topic_id).in_(topic_ids),
            col(Figure.newest),
            condition,
        )
        .order_by(col(Figure.year).desc())
        .limit(limit)
    ).all()
    return [
        _Candidate(
            topic_id=tie.topic_id,
            figure=figure_answer(row[:4], today),
            rank=_UNRANKED if tie.rank is None else tie.rank,
            relation=relation,
            leerwegen=programme.leerwegen,
        )
        for row in rows
        for tie, relation, programme in [row[4:]]
        if not tie.niveaus or str(programme.niveau) in tie.niveaus.split(";")
    ]


def figure_columns(*extra: Any) -> Any:
    """A select of shown figures with all that an answer tells of them, and `extra` columns."""
    return (
        select(Figure, Indicator, Subject, Source, *extra)
        .select_from(Figure)
        .join(Indicator, col(Indicator.id) == Figure.indicator_id)
        .join(Subject, col(Subject.id) == Figure.subject_id)
        .join(Source, col(Source.id) == Figure.source_id)
    )


def figure_answer(row: Sequence[Any], today: date) -> FigureAnswer:
    """An answer from the first four columns of `figure_columns`."""
    figure, indicator, subject, source = row
    return FigureAnswer(
        indicator=indicator.id,
        name=indicator.name,
        value=figure.value,
        value_text=figure.value_text,
        unit=indicator.unit,
        scale=indicator.scale,
        kind=indicator.kind,
        better=indicator.better,
        definition=indicator.definition,
        does_not_say=indicator.does_not_say,
        subject=subject.name,
        subject_kind=subject.kind,
        leerweg=figure.leerweg,
        region=figure.region,
        year=figure.year,
        year_note=figure.year_note,
        age=today.year - figure.year,
        standing=_standing(figure, indicator),
        certainty=figure.certainty,
        note=figure.note,
        source=source_answer(source),
    )


def _standing(figure: Figure, indicator: Indicator) -> Standing:
    """Words carry their own standing; a score of 7 or more reads good, 4 or less poor."""
    if figure.standing:
        return figure.standing
    if indicator.scale != "1-10" or figure.value is None:
        return "unknown"
    return "good" if figure.value >= 7 else "poor" if figure.value <= 4 else "fair"


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
    figure = candidate.figure
    asked_region = question.region or NATIONAL
    return (
        _NEAREST_FIRST[_nearness(candidate, question)],
        not _leerweg_fits(candidate, question),
        figure.age > _OLD,
        candidate.rank,
        figure.region != asked_region,
        -figure.year,
        figure.leerweg != (question.leerweg or ""),
        figure.leerweg not in candidate.leerwegen,
        _CERTAINTY[figure.certainty],
        figure.leerweg != "bol",
        figure.subject,
    )


def _companion(best: _Candidate, candidates: Iterable[_Candidate]) -> FigureAnswer | None:
    """The same indicator, year and leerweg for a larger group in the whole country."""
    larger = [
        candidate
        for candidate in candidates
        if candidate.relation in ("niveau", "direction", "national")
        and candidate.figure.indicator == best.figure.indicator
        and candidate.figure.year == best.figure.year
        and candidate.figure.region == NATIONAL
        and candidate.figure.subject != best.figure.subject
        and candidate.figure.leerweg in ("", best.figure.leerweg)
        and _NEAREST_FIRST[candidate.relation] > _NEAREST_FIRST[best.relation]
    ]
    if not larger:
        return None
    return min(larger, key=lambda candidate: _NEAREST_FIRST[candidate.relation]).figure
