"""What the queries return: frozen, plain, and complete enough to be told with its source."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from knowledge.models import Audience, Certainty, Kind, Leerweg, Length

Nearness = Literal[
    "own",
    "other_region",
    "other_leerweg",
    "near",
    "direction",
    "niveau",
    "sector",
    "region",
    "national",
]
"""How close a figure is to the question, closest first.

`own`: about this programme, as asked. `other_region` and `other_leerweg`: about this programme,
elsewhere or in the other leerweg. `near`: a related occupation or field. `direction`, `niveau`,
`sector`: everything in that group. `region`, `national`: all of the mbo there.
"""

Standing = Literal["good", "fair", "poor", "unknown"]
"""How the prospects of a programme read: for sorting and for choosing words, never shown alone."""


@dataclass(frozen=True)
class SourceAnswer:
    """Where it was read."""

    id: str
    title: str
    publisher: str
    url: str
    year: int


@dataclass(frozen=True)
class ProgrammeAnswer:
    """A programme. `seen_year` is the year of the study guide that told of it."""

    crebo: str
    name: str
    niveau: int
    leerwegen: tuple[Leerweg, ...]
    sector_id: str
    sector: str
    direction: str
    family: str
    description: str
    occupations: tuple[str, ...]
    seen_year: int
    certainty: Certainty
    source: SourceAnswer


@dataclass(frozen=True)
class FoundProgramme:
    """A programme that was asked for. `renewed_from` is the old code that led to it, to be said."""

    programme: ProgrammeAnswer
    renewed_from: str | None = None


@dataclass(frozen=True)
class NearName:
    """A programme name that resembles an unknown word. `similarity` runs from 0 to 100."""

    name: str
    crebo: str
    similarity: float


@dataclass(frozen=True)
class OtherOccupationAnswer:
    """Work we have no programme for, the route when a source tells it, and what comes near."""

    name: str
    route: str | None
    source: SourceAnswer | None
    nearest: tuple[ProgrammeAnswer, ...]


@dataclass(frozen=True)
class InterestAnswer:
    """What a pupil likes, the programmes that have it most, and the sectors around them."""

    name: str
    programmes: tuple[ProgrammeAnswer, ...]
    sector_ids: tuple[str, ...]


@dataclass(frozen=True)
class FigureAnswer:
    """One figure with all that may be asked about it.

    Either `value` or `value_text` is filled. `subject` is named as in the source. `leerweg` is
    empty when bol and bbl were not split. `region` is "Nederland" for the whole country.
    """

    indicator: str
    name: str
    value: float | None
    value_text: str
    unit: str
    scale: str
    kind: Kind
    better: str
    definition: str
    does_not_say: str
    subject: str
    subject_kind: str
    leerweg: Leerweg
    region: str
    year: int
    year_note: str
    age: int
    standing: Standing
    certainty: Certainty
    note: str
    source: SourceAnswer


@dataclass(frozen=True)
class Finding:
    """The best figure for a question and how near it is.

    `companion` is the same indicator and year for a larger group, to compare with.
    """

    figure: FigureAnswer
    relation: Nearness
    companion: FigureAnswer | None = None


@dataclass(frozen=True)
class Prospect:
    """A programme and its own figures about the chance of work, the most telling one first."""

    programme: ProgrammeAnswer
    standing: Standing
    figures: tuple[FigureAnswer, ...]


@dataclass(frozen=True)
class ComparisonRow:
    """One indicator for each compared programme, in their order; None where there is no figure."""

    indicator: str
    name: str
    findings: tuple[Finding | None, ...]


@dataclass(frozen=True)
class Comparison:
    """Programmes side by side, each row the same indicator for all of them."""

    programmes: tuple[ProgrammeAnswer, ...]
    rows: tuple[ComparisonRow, ...]


@dataclass(frozen=True)
class SectorOutlook:
    """A sector, what is expected of it, and how many of its programmes stand well or badly.

    `known` counts the programmes with a figure of their own about the chance of work.
    """

    id: str
    name: str
    standing: Standing
    figures: tuple[FigureAnswer, ...]
    good: int
    poor: int
    known: int


@dataclass(frozen=True)
class AdmissionAnswer:
    """Whether schooling gives access to a niveau. `ask`: the school or decaan must tell."""

    prior: str
    niveau: int
    admitted: Literal["yes", "no", "ask"]
    explanation: str
    year: int
    certainty: Certainty
    source: SourceAnswer


@dataclass(frozen=True)
class NiveauAnswer:
    """What the law says of a niveau. `duration` is a phrase: "1 tot 2 jaar"."""

    niveau: int
    name: str
    duration: str
    year: int
    source: SourceAnswer


@dataclass(frozen=True)
class FactAnswer:
    """A fact as it stands in an article's text."""

    id: str
    text: str
    value: str
    unit: str
    year: int
    kind: Literal["measured", "forecast", "rule"]
    definition: str
    certainty: str
    source: SourceAnswer


@dataclass(frozen=True)
class ArticleAnswer:
    """An article with its facts filled in. `audience` and `length` are those of the text found.

    `stale` is true when the whole text is past its date and must be told with that warning.
    """

    topic_id: str
    audience: Audience
    length: Length
    title: str
    text: str
    facts: tuple[FactAnswer, ...]
    sources: tuple[SourceAnswer, ...]
    next_topics: tuple[str, ...]
    reviewed: date
    stale: bool


@dataclass(frozen=True)
class TopicLabel:
    """The text of a topic's button; may hold `{opleiding}`."""

    id: str
    group: str
    label: str
    label_parent: str
