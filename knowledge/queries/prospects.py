"""Programmes weighed on their chance of work: found by interest or sector, related, better."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlmodel import Session, and_, col

from knowledge.answers import FigureAnswer, ProgrammeAnswer, Prospect, Standing
from knowledge.models import (
    NATIONAL,
    Figure,
    Leerweg,
    Programme,
    ProgrammeSubject,
    TopicIndicator,
)
from knowledge.queries.figures import figure_answer, figure_columns, is_old
from knowledge.queries.programmes import (
    current_programmes,
    interest_named,
    programme_answers,
    programmes_by_crebo,
)

MOST_TELLING_FIRST = (col(TopicIndicator.rank), col(Figure.year).desc())
BETTER: dict[Standing, int] = {"good": 2, "fair": 1, "unknown": 1, "poor": 0}
"""Higher is better. What is not known is not held against a programme."""


def find_programmes(
    session: Session,
    *,
    interest: str | None = None,
    sector_id: str | None = None,
    niveau: int | None = None,
    leerweg: Leerweg | None = None,
    today: date,
) -> tuple[Prospect, ...]:
    """The programmes that fit every given wish, the best prospects first.

    An interest leads to its own programmes, in the order of the table, before any others of its
    sectors.
    """
    wanted = current_programmes()
    first: list[str] = []
    sectors = [sector_id] if sector_id else []
    if interest:
        found = interest_named(session, interest)
        if found is None:
            return ()
        first = [programme.crebo for programme in found.programmes]
        sectors = sectors or list(found.sector_ids)
    if sectors:
        of_interest = col(Programme.crebo).in_(first)
        wanted = wanted.where(of_interest | col(Programme.sector_id).in_(sectors))
    if niveau:
        wanted = wanted.where(col(Programme.niveau) == niveau)
    if leerweg:
        wanted = wanted.where(col(Programme.leerwegen).contains(leerweg))
    prospects = _prospects(session, programme_answers(session, wanted), today)
    rank = {crebo: place for place, crebo in enumerate(first)}
    return tuple(
        sorted(
            prospects,
            key=lambda prospect: (
                rank.get(prospect.programme.crebo, len(rank)),
                -BETTER[prospect.standing],
            ),
        )
    )


def related_programmes(session: Session, crebo: str, *, today: date) -> tuple[Prospect, ...]:
    """Programmes of the same trade, then of the same sector one niveau up or down at most."""
    found = programmes_by_crebo(session, [crebo])
    if not found:
        return ()
    this = found[0]
    around = current_programmes().where(
        col(Programme.crebo) != crebo,
        (col(Programme.family) == this.family)
        | and_(
            col(Programme.sector_id) == this.sector_id,
            col(Programme.niveau).between(this.niveau - 1, this.niveau + 1),
        ),
    )
    prospects = _prospects(session, programme_answers(session, around), today)
    return tuple(sorted(prospects, key=lambda prospect: _distance(this, prospect)))


def better_prospects(session: Session, crebo: str, *, today: date) -> tuple[Prospect, ...]:
    """Related programmes whose chance of work reads better than that of this one, nearest first."""
    own = _prospects(session, programmes_by_crebo(session, [crebo]), today)
    if not own:
        return ()
    return tuple(
        prospect
        for prospect in related_programmes(session, crebo, today=today)
        if BETTER[prospect.standing] > BETTER[own[0].standing]
    )


def own_figures_on_work(figures: Any) -> Any:
    """Narrows a select of figures to the national ones of programmes that answer for work."""
    return (
        figures.join(ProgrammeSubject, col(ProgrammeSubject.subject_id) == Figure.subject_id)
        .join(TopicIndicator, col(TopicIndicator.indicator_id) == Figure.indicator_id)
        .where(
            col(ProgrammeSubject.relation) == "own",
            col(TopicIndicator.topic_id) == "opleiding_kans_op_werk",
            col(TopicIndicator.rank).is_not(None),
            col(Figure.region) == NATIONAL,
            col(Figure.newest),
        )
    )


def _prospects(
    session: Session, programmes: Sequence[ProgrammeAnswer], today: date
) -> list[Prospect]:
    """The national figures of their own about the chance of work, in one query for all."""
    rows = session.execute(
        own_figures_on_work(figure_columns(col(ProgrammeSubject.crebo)))
        .where(col(ProgrammeSubject.crebo).in_([programme.crebo for programme in programmes]))
        .order_by(*MOST_TELLING_FIRST)
    )
    figures: dict[str, list[FigureAnswer]] = defaultdict(list)
    for row in rows:
        figures[row.crebo].append(figure_answer(row, today))
    return [
        Prospect(programme, _first_standing(own), own)
        for programme in programmes
        for own in [tuple(sorted(figures[programme.crebo], key=is_old))]
    ]


def _first_standing(figures: Sequence[FigureAnswer]) -> Standing:
    return next((figure.standing for figure in figures if figure.standing != "unknown"), "unknown")


def _distance(this: ProgrammeAnswer, prospect: Prospect) -> tuple[object, ...]:
    other = prospect.programme
    return (
        other.family != this.family,
        -BETTER[prospect.standing],
        abs(other.niveau - this.niveau),
        other.name,
    )
