"""The tables of the knowledge store. A table read from CSV has the columns of its file.

Foreign keys and required fields carry the promise that every figure has a source, a year and a
definition: what breaks it is refused while reading, with file and line.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, StringConstraints
from sqlalchemy import Index
from sqlmodel import Field, MetaData, SQLModel, String

Kind = Literal["measured", "forecast"]
Certainty = Literal["high", "medium", "low"]
Leerweg = Literal["", "bol", "bbl"]
Relation = Literal["own", "near", "direction", "niveau", "sector", "national"]
Audience = Literal["pupil", "parent"]
Length = Literal["easier", "standard", "more"]

NATIONAL = "Nederland"
"""The region that is the whole country."""


def _iso_day(value: Any) -> Any:
    if isinstance(value, str) and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        raise ValueError("a date is written as 2026-11-23")
    return value


Day = Annotated[date, BeforeValidator(_iso_day)]
Crebo = Annotated[str, StringConstraints(pattern=r"^\d{5}$")]
Address = Annotated[str, StringConstraints(pattern=r"^https?://\S+$")]
Leerwegen = Annotated[str, StringConstraints(pattern=r"^(bol|bbl|bol;bbl)$")]


def _reference(target: str, **extra: Any) -> Any:
    return Field(foreign_key=target, **extra)


def _key(target: str | None = None, **extra: Any) -> Any:
    if target is None:
        return Field(primary_key=True, **extra)
    return Field(primary_key=True, foreign_key=target, **extra)


def _text_of(*, default: str | None = None, **extra: Any) -> Any:
    """A column for a closed set of words: checked while reading, stored as text."""
    if default is None:
        return Field(sa_type=String, **extra)
    return Field(default=default, sa_type=String, **extra)


class KnowledgeTable(SQLModel):
    """Base of the tables of this store; conversations have their own."""

    metadata = MetaData()


class StoreInfo(KnowledgeTable, table=True):
    """What this store was built from: `fingerprint` is the hash of files and code."""

    key: str = _key()
    value: str


class Source(KnowledgeTable, table=True):
    """Where a fact was read. `url` is the original where known, `title` says via which copy."""

    id: str = _key()
    title: str
    publisher: str
    url: Address
    year: int = Field(ge=1990, le=2100)
    retrieved: Day


class Topic(KnowledgeTable, table=True):
    """A subject of conversation. `label` is the text of its button and may hold `{opleiding}`."""

    id: str = _key()
    group: Literal["A", "B", "C", "D"] = _text_of()
    label: str
    label_parent: str


class Sector(KnowledgeTable, table=True):
    """A field of work. `synonyms` are split by `;`, `direction` is the CBS code it falls under."""

    id: str = _key()
    name: str
    synonyms: str
    direction: str


class Niveau(KnowledgeTable, table=True):
    """What the law says of a niveau: 1 is entree. `duration` is a phrase, "1 tot 2 jaar"."""

    niveau: int = _key(ge=1, le=4)
    name: str
    duration: str
    year: int
    source_id: str = _reference("source.id")


class AdmissionRule(KnowledgeTable, table=True):
    """Whether schooling `prior` (basis, kader, gl, tl, havo, geen, ...) admits to a niveau."""

    prior: str = _key()
    niveau: int = _key("niveau.niveau")
    admitted: Literal["yes", "no", "ask"] = _text_of()
    explanation: str
    year: int
    source_id: str = _reference("source.id")
    certainty: Certainty = _text_of()


class Programme(KnowledgeTable, table=True):
    """A qualification. `family` joins the same trade over niveaus, lists are split by `;`.

    `seen_year` is the year of the study guide it was read in. `valid_from` and `valid_to` bound
    when pupils may start, where that is known.
    """

    crebo: Crebo = _key()
    name: str
    niveau: int = _reference("niveau.niveau")
    leerwegen: Leerwegen
    sector_id: str = _reference("sector.id", index=True)
    direction: str = ""
    family: str = Field(index=True)
    description: str
    occupations: str
    seen_year: int
    valid_from: Day | None = None
    valid_to: Day | None = None
    source_id: str = _reference("source.id")
    certainty: Certainty = _text_of()
    note: str = ""


class ProgrammeName(KnowledgeTable, table=True):
    """A way to say a programme. One name leads to one programme."""

    name: str = _key(min_length=3)
    crebo: str = _reference("programme.crebo", index=True)
    kind: Literal["official", "occupation", "colloquial", "misspelling"] = _text_of()


class CreboRenewal(KnowledgeTable, table=True):
    """An old code and the programme that took its place."""

    old_crebo: Crebo = _key()
    old_name: str
    crebo: str = _reference("programme.crebo")
    old_niveau: int | None = None
    certainty: Certainty = _text_of()
    source_id: str = _reference("source.id")
    note: str


class OtherOccupation(KnowledgeTable, table=True):
    """Work that pupils ask for and that none of our programmes leads to directly.

    `route` is one Dutch sentence, there only with a source. `nearest_crebos` are split by `;`.
    """

    name: str = _key(min_length=3)
    route: str = ""
    nearest_crebos: str
    source_id: str | None = Field(default=None, foreign_key="source.id")


class Interest(KnowledgeTable, table=True):
    """What a pupil likes, and the programmes and sectors that have it. Lists are split by `;`."""

    name: str = _key()
    crebos: str
    sector_ids: str


class Region(KnowledgeTable, table=True):
    """A labour market region by its current name, or the whole country (`Nederland`)."""

    name: str = _key()
    name_2015: str
    province: str = ""
    source_id: str | None = Field(default=None, foreign_key="source.id")
    note: str = ""


class Place(KnowledgeTable, table=True):
    """A municipality, town or nickname, and its labour market region."""

    name: str = _key()
    region: str = _reference("region.name")
    kind: Literal["municipality", "town", "nickname"] = _text_of()


class Indicator(KnowledgeTable, table=True):
    """What a figure counts, of whom and when, in words for pupils; and what it does not say."""

    id: str = _key()
    name: str
    unit: str = ""
    scale: Literal[
        "1-10",
        "sbb5",
        "percent",
        "percent_year",
        "euro_hour",
        "euro_month",
        "number",
        "label",
    ] = _text_of()
    kind: Kind = _text_of()
    better: Literal["higher", "lower", "none"] = _text_of()
    definition: str
    does_not_say: str


class TopicIndicator(KnowledgeTable, table=True):
    """Which indicators answer a topic. Rank 1 is told first; without rank only under "Meer".

    `niveaus` (split by `;`) limits an indicator to programmes of those niveaus.
    """

    topic_id: str = _key("topic.id")
    indicator_id: str = _key("indicator.id")
    rank: int | None = None
    niveaus: str = ""


class Subject(KnowledgeTable, table=True):
    """What a figure is about, named as in its source: a programme, occupation, direction, ..."""

    id: str = _key()
    kind: Literal[
        "programme", "occupation", "field", "direction", "sector", "niveau", "national", "group"
    ] = _text_of()
    name: str
    niveau: int | None = None
    direction: str = ""
    sector_ids: str = ""


class SubjectLink(KnowledgeTable, table=True):
    """A subject that speaks of a programme: as its own figure, or as one of a near occupation."""

    subject_id: str = _key("subject.id")
    crebo: str = _key("programme.crebo")
    strength: Literal["own", "near"] = _text_of()
    note: str = ""


class ProgrammeSubject(KnowledgeTable, table=True):
    """Every subject whose figures may answer for a programme. Made by the importer."""

    __table_args__ = (Index("programmes_of_relation", "relation", "crebo", "subject_id"),)

    crebo: str = _key("programme.crebo")
    subject_id: str = _key("subject.id")
    relation: Relation = _text_of()


class Figure(KnowledgeTable, table=True):
    """One value of one indicator about one subject. `hidden` tells why it is never shown.

    `standing` says how a value in words reads: good, fair or poor for someone who wants to work.
    `newest` marks the latest shown year of its indicator, subject, leerweg and region; the
    importer sets it, so that an answer costs the same however many years the store holds.
    """

    __table_args__ = (Index("figure_answers", "subject_id", "newest", "region", "indicator_id"),)

    id: int | None = Field(default=None, primary_key=True)
    indicator_id: str = _reference("indicator.id")
    subject_id: str = _reference("subject.id")
    leerweg: Leerweg = _text_of(default="")
    region: str = Field(default=NATIONAL, foreign_key="region.name")
    school: str = ""
    value: float | None = None
    value_text: str = ""
    standing: Literal["", "good", "fair", "poor"] = _text_of(default="")
    year: int = Field(ge=1990, le=2100)
    year_note: str = ""
    source_id: str = _reference("source.id")
    certainty: Certainty = _text_of()
    hidden: str = ""
    note: str = ""
    newest: bool = False


class Article(KnowledgeTable, table=True):
    """One text of a guidance topic. Numbers in `body` are placeholders of facts: `{{fact_id}}`."""

    topic_id: str = _key("topic.id")
    audience: Audience = _text_of(primary_key=True)
    length: Length = _text_of(primary_key=True)
    subject: str
    title: str
    body: str
    next_topics: str
    valid_from: Day
    expires: Day
    reviewed: Day


class ArticleSource(KnowledgeTable, table=True):
    """A source that an article names in its head."""

    topic_id: str = _key("topic.id")
    source_id: str = _key("source.id")


class Fact(KnowledgeTable, table=True):
    """A phrase with a number or rule in it, shown from `valid_from` up to and including `expires`.

    Outside that window the whole sentence around it is replaced by `fallback`.
    """

    id: str = _key()
    text: str
    value: str = ""
    unit: str = ""
    year: int = Field(ge=1990, le=2100)
    kind: Literal["measured", "forecast", "rule"] = _text_of()
    definition: str
    source_id: str = _reference("source.id")
    certainty: Literal["official", "secondary", "recheck"] = _text_of()
    valid_from: Day = _key()
    expires: Day
    fallback: str
