"""Programmes: by code, by any name, by family, and what comes near an unknown word."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from rapidfuzz import fuzz, process
from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from knowledge.answers import (
    FoundProgramme,
    InterestAnswer,
    NearName,
    OtherOccupationAnswer,
    ProgrammeAnswer,
)
from knowledge.models import (
    CreboRenewal,
    Interest,
    Leerweg,
    OtherOccupation,
    Programme,
    ProgrammeName,
    Sector,
    Source,
)
from knowledge.queries.sources import source_answer

_LEAST_SIMILAR = 60.0


def programme_by_crebo(session: Session, crebo: str) -> FoundProgramme | None:
    """The programme with this code. An old code leads to the programme that replaced it."""
    renewal = session.get(CreboRenewal, crebo)
    found = programmes_by_crebo(session, [renewal.crebo if renewal else crebo])
    if not found:
        return None
    return FoundProgramme(found[0], renewed_from=crebo if renewal else None)


def programme_by_name(session: Session, name: str) -> FoundProgramme | None:
    """The programme that goes by this name, official or not, in any case. Typos are not mended."""
    crebo = session.exec(
        select(ProgrammeName.crebo).where(func.lower(ProgrammeName.name) == name.strip().lower())
    ).first()
    return programme_by_crebo(session, crebo) if crebo else None


def near_names(session: Session, word: str, limit: int = 3) -> tuple[NearName, ...]:
    """The programme names most like `word`, one a programme, best first."""
    names = session.exec(select(ProgrammeName.name, ProgrammeName.crebo)).all()
    crebos = {name.lower(): crebo for name, crebo in names}
    best: dict[str, NearName] = {}
    for name, similarity, _ in process.extract(
        word.lower(), list(crebos), scorer=fuzz.ratio, score_cutoff=_LEAST_SIMILAR, limit=5 * limit
    ):
        best.setdefault(crebos[name], NearName(name, crebos[name], similarity))
    return tuple(best.values())[:limit]


def family_members(session: Session, crebo: str) -> tuple[ProgrammeAnswer, ...]:
    """The same trade at every niveau, lowest first, this programme included, old codes not."""
    family = select(Programme.family).where(col(Programme.crebo) == crebo).scalar_subquery()
    return programme_answers(session, current_programmes().where(col(Programme.family) == family))


def other_occupation(session: Session, name: str) -> OtherOccupationAnswer | None:
    """Work that no programme of ours leads to directly, with what comes near."""
    found = session.exec(
        select(OtherOccupation, Source)
        .join(Source, isouter=True)
        .where(func.lower(OtherOccupation.name) == name.strip().lower())
    ).first()
    if not found:
        return None
    occupation, source = cast(tuple[OtherOccupation, Source | None], found)
    return OtherOccupationAnswer(
        name=occupation.name,
        route=occupation.route or None,
        source=source_answer(source) if source else None,
        nearest=programmes_by_crebo(session, occupation.nearest_crebos.split(";")),
    )


def interest_named(session: Session, name: str) -> InterestAnswer | None:
    """An interest as pupils say it ("dieren", "met mijn handen"), in any case."""
    found = session.exec(
        select(Interest).where(func.lower(Interest.name) == name.strip().lower())
    ).first()
    if not found:
        return None
    return InterestAnswer(
        name=found.name,
        programmes=programmes_by_crebo(session, found.crebos.split(";")),
        sector_ids=tuple(found.sector_ids.split(";")),
    )


def programmes_by_crebo(session: Session, crebos: Iterable[str]) -> tuple[ProgrammeAnswer, ...]:
    """The programmes with these codes, in this order; unknown codes are left out."""
    wanted = list(crebos)
    found = {
        programme.crebo: programme
        for programme in programme_answers(
            session, select(Programme).where(col(Programme.crebo).in_(wanted))
        )
    }
    return tuple(found[crebo] for crebo in wanted if crebo in found)


def current_programmes() -> SelectOfScalar[Programme]:
    """All programmes that a pupil may still start: no code that was replaced."""
    return select(Programme).where(col(Programme.crebo).not_in(select(CreboRenewal.old_crebo)))


def programme_answers(
    session: Session, programmes: SelectOfScalar[Programme]
) -> tuple[ProgrammeAnswer, ...]:
    """The answers to a selection of programmes, by niveau and name."""
    chosen = programmes.order_by(col(Programme.niveau), col(Programme.name)).subquery()
    rows = session.exec(
        select(Programme, Sector, Source)
        .join(chosen, chosen.c.crebo == Programme.crebo)
        .join(Sector)
        .join(Source, col(Source.id) == Programme.source_id)
        .order_by(col(Programme.niveau), col(Programme.name))
    ).all()
    return tuple(_answer(*row) for row in rows)


def _answer(programme: Programme, sector: Sector, source: Source) -> ProgrammeAnswer:
    return ProgrammeAnswer(
        crebo=programme.crebo,
        name=programme.name,
        niveau=programme.niveau,
        leerwegen=cast(tuple[Leerweg, ...], tuple(programme.leerwegen.split(";"))),
        sector_id=sector.id,
        sector=sector.name,
        direction=programme.direction,
        family=programme.family,
        description=programme.description,
        occupations=tuple(programme.occupations.split("; ")),
        seen_year=programme.seen_year,
        certainty=programme.certainty,
        source=source_answer(source),
    )
