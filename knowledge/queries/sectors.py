"""Sectors: what is expected of them, and how their programmes stand."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date

from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from knowledge.answers import FigureAnswer, SectorOutlook, Standing
from knowledge.models import (
    NATIONAL,
    Figure,
    Indicator,
    ProgrammeSubject,
    Sector,
    Subject,
    TopicIndicator,
)
from knowledge.queries.figures import OLD, figure_answer, figure_columns, standing
from knowledge.queries.programmes import current_programmes
from knowledge.queries.prospects import BETTER, MOST_TELLING_FIRST, own_figures_on_work


def sector_outlook(
    session: Session, *, sector_id: str | None = None, today: date
) -> tuple[SectorOutlook, ...]:
    """What is expected of one sector, or of all, the best first; sectors without a figure too."""
    sectors = [sector for sector in session.exec(select(Sector)) if sector_id in (None, sector.id)]
    figures = _sector_figures(session, sectors, today)
    standings = _standings_by_sector(session, today)
    outlooks = [
        SectorOutlook(
            id=sector.id,
            name=sector.name,
            standing=figures[sector.id][0].standing if figures[sector.id] else "unknown",
            figures=tuple(figures[sector.id]),
            good=standings[sector.id]["good"],
            poor=standings[sector.id]["poor"],
            known=standings[sector.id].total(),
        )
        for sector in sectors
    ]
    return tuple(sorted(outlooks, key=lambda outlook: -BETTER[outlook.standing]))


def _sector_figures(
    session: Session, sectors: Sequence[Sector], today: date
) -> dict[str, list[FigureAnswer]]:
    """Per sector the national figures about it or its direction, best rank and newest first."""
    rows = session.execute(
        figure_columns(col(Subject.direction), col(Subject.sector_ids))
        .join(TopicIndicator, col(TopicIndicator.indicator_id) == Figure.indicator_id)
        .where(
            col(TopicIndicator.topic_id) == "sector_vooruitzicht",
            col(Subject.kind).in_(["sector", "direction"]),
            col(Figure.region) == NATIONAL,
        )
        .order_by(*MOST_TELLING_FIRST)
    )
    figures: dict[str, list[FigureAnswer]] = defaultdict(list)
    for row in rows:
        for sector in sectors:
            if sector.id in row.sector_ids.split(";") or sector.direction == row.direction:
                figures[sector.id].append(figure_answer(row, today))
    return figures


def _standings_by_sector(session: Session, today: date) -> dict[str, Counter[Standing]]:
    """Per sector how many current programmes stand how, those without a standing left out."""
    current = current_programmes().subquery()
    rows = session.execute(
        own_figures_on_work(
            select_columns(
                current.c.crebo,
                current.c.sector_id,
                col(Figure.standing),
                col(Indicator.scale),
                col(Figure.value),
            )
            .select_from(Figure)
            .join(Indicator, col(Indicator.id) == Figure.indicator_id)
        )
        .join(current, current.c.crebo == ProgrammeSubject.crebo)
        .order_by(col(Figure.year) < today.year - OLD, *MOST_TELLING_FIRST)
    )
    first: dict[str, tuple[str, Standing]] = {}
    for crebo, sector, words, scale, value in rows:
        reads = standing(words, scale, value)
        if reads != "unknown":
            first.setdefault(crebo, (sector, reads))
    counts: dict[str, Counter[Standing]] = defaultdict(Counter)
    for sector, reads in first.values():
        counts[sector][reads] += 1
    return counts
