"""Programmes weighed: found by interest or sector, compared, and with better chances of work."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from sqlmodel import Session, and_, col, select

from knowledge.answers import (
    Comparison,
    ComparisonRow,
    FigureAnswer,
    Finding,
    ProgrammeAnswer,
    Prospect,
    SectorOutlook,
    Standing,
)
from knowledge.models import (
    NATIONAL,
    Figure,
    Leerweg,
    Programme,
    ProgrammeSubject,
    Sector,
    Subject,
    TopicIndicator,
)
from knowledge.queries.figures import Question, figure_answer, figure_columns, findings_by_indicator
from knowledge.queries.programmes import (
    current_programmes,
    interest_named,
    programme_answers,
    programmes_by_crebo,
)

_WORK = "opleiding_kans_op_werk"
_COMPARED = (
    _WORK,
    "opleiding_salaris",
    "opleiding_kans_op_stage",
    "opleiding_kans_op_leerbaan",
    "opleiding_doorstroom",
    "opleiding_tevredenheid",
    "opleiding_slagen",
    "opleiding_toekomst",
)
_BETTER: dict[Standing, int] = {"good": 2, "fair": 1, "unknown": 1, "poor": 0}


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
                -_BETTER[prospect.standing],
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
        if _BETTER[prospect.standing] > _BETTER[own[0].standing]
    )


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
    rows: list[ComparisonRow] = []
    per_programme = [
        findings_by_indicator(
            session, _COMPARED, Question(programme.crebo, leerweg, region), today=today
        )
        for programme in programmes
    ]
    for topic_id in _COMPARED:
        found = [findings.get(topic_id, {}) for findings in per_programme]
        rows += _comparison_rows(found)
    return Comparison(programmes, tuple(rows))


def _comparison_rows(found: list[dict[str, Finding]]) -> list[ComparisonRow]:
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


def sector_outlook(
    session: Session, *, sector_id: str | None = None, today: date
) -> tuple[SectorOutlook, ...]:
    """What is expected of one sector, or of all, the best first; sectors without a figure too."""
    sectors = session.exec(select(Sector)).all()
    rows = session.execute(
        figure_columns(Subject)
        .join(TopicIndicator, col(TopicIndicator.indicator_id) == Figure.indicator_id)
        .where(
            col(TopicIndicator.topic_id) == "sector_vooruitzicht",
            col(Subject.kind).in_(["sector", "direction"]),
            col(Figure.newest),
            col(Figure.region) == NATIONAL,
        )
        .order_by(col(TopicIndicator.rank), col(Figure.year).desc())
    ).all()
    figures: dict[str, list[FigureAnswer]] = defaultdict(list)
    for row in rows:
        subject: Subject = row[2]
        for sector in sectors:
            if sector.id in subject.sector_ids.split(";") or subject.direction == sector.direction:
                figures[sector.id].append(figure_answer(row[:4], today))
    standings = defaultdict(list)
    for prospect in find_programmes(session, sector_id=sector_id, today=today):
        standings[prospect.programme.sector_id].append(prospect.standing)
    outlooks = [
        SectorOutlook(
            id=sector.id,
            name=sector.name,
            standing=figures[sector.id][0].standing if figures[sector.id] else "unknown",
            figures=tuple(figures[sector.id]),
            good=standings[sector.id].count("good"),
            poor=standings[sector.id].count("poor"),
            known=len(standings[sector.id]) - standings[sector.id].count("unknown"),
        )
        for sector in sectors
        if sector_id in (None, sector.id)
    ]
    return tuple(sorted(outlooks, key=lambda outlook: -_BETTER[outlook.standing]))


def _prospects(
    session: Session, programmes: Sequence[ProgrammeAnswer], today: date
) -> list[Prospect]:
    """The national figures of their own about the chance of work, in one query for all."""
    rows = session.execute(
        figure_columns(ProgrammeSubject.crebo)
        .join(ProgrammeSubject, col(ProgrammeSubject.subject_id) == Figure.subject_id)
        .join(TopicIndicator, col(TopicIndicator.indicator_id) == Figure.indicator_id)
        .where(
            col(ProgrammeSubject.crebo).in_([programme.crebo for programme in programmes]),
            col(ProgrammeSubject.relation) == "own",
            col(TopicIndicator.topic_id) == _WORK,
            col(TopicIndicator.rank).is_not(None),
            col(Figure.newest),
            col(Figure.region) == NATIONAL,
        )
        .order_by(col(TopicIndicator.rank), col(Figure.year).desc())
    ).all()
    figures: dict[str, list[FigureAnswer]] = defaultdict(list)
    for row in rows:
        figures[row[4]].append(figure_answer(row[:4], today))
    return [
        Prospect(
            programme, _first_standing(figures[programme.crebo]), tuple(figures[programme.crebo])
        )
        for programme in programmes
    ]


def _first_standing(figures: list[FigureAnswer]) -> Standing:
    return next((figure.standing for figure in figures if figure.standing != "unknown"), "unknown")


def _distance(this: ProgrammeAnswer, prospect: Prospect) -> tuple[object, ...]:
    other = prospect.programme
    return (
        other.family != this.family,
        -_BETTER[prospect.standing],
        abs(other.niveau - this.niveau),
        other.name,
    )
