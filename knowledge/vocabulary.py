"""All names that people may use, as plain data, for the part that understands messages."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session, col, select

from knowledge.models import (
    NATIONAL,
    Interest,
    OtherOccupation,
    Place,
    ProgrammeName,
    Region,
    Sector,
    Topic,
)


@dataclass(frozen=True)
class Vocabulary:
    """Pairs are (what is said, what is meant), in lower or upper case as in the tables.

    `programmes`: name -> crebo. `places`: place -> region name. `sectors`: synonym -> sector id.
    `interests`: word -> itself, since it leads to several programmes.
    """

    programmes: tuple[tuple[str, str], ...]
    official_names: tuple[tuple[str, str], ...]
    other_occupations: tuple[str, ...]
    sectors: tuple[tuple[str, str], ...]
    interests: tuple[str, ...]
    places: tuple[tuple[str, str], ...]
    regions: tuple[str, ...]
    topics: tuple[str, ...]


def read_vocabulary(session: Session) -> Vocabulary:
    """Read all names once, at start."""
    names = session.exec(select(ProgrammeName).order_by(col(ProgrammeName.name))).all()
    regions = session.exec(select(Region).where(col(Region.name) != NATIONAL)).all()
    places = session.exec(select(Place).order_by(col(Place.name))).all()
    spoken = {place.name.casefold(): (place.name, place.region) for place in places}
    for region in regions:
        for name in (region.name, region.name_2015):
            spoken.setdefault(name.casefold(), (name, region.name))
    return Vocabulary(
        programmes=tuple((name.name, name.crebo) for name in names),
        official_names=tuple((name.name, name.crebo) for name in names if name.kind == "official"),
        other_occupations=tuple(session.exec(select(OtherOccupation.name))),
        sectors=tuple(
            (synonym, sector.id)
            for sector in session.exec(select(Sector))
            for synonym in sector.synonyms.split("; ")
        ),
        interests=tuple(session.exec(select(Interest.name))),
        places=tuple(spoken.values()),
        regions=tuple(region.name for region in regions),
        topics=tuple(session.exec(select(Topic.id))),
    )
