"""What must hold between the rows of all files. Every check yields all errors it finds."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from knowledge.articles import Named, ReadArticle
from knowledge.csv_files import Read
from knowledge.errors import KnowledgeError
from knowledge.files import Content
from knowledge.models import (
    Fact,
    Figure,
    Indicator,
    Interest,
    KnowledgeTable,
    OtherOccupation,
    Programme,
    ProgrammeName,
    Sector,
    Source,
    Subject,
    Topic,
)

_LISTS: list[tuple[type[KnowledgeTable], str, type[KnowledgeTable], str]] = [
    (OtherOccupation, "nearest_crebos", Programme, "crebo"),
    (Interest, "crebos", Programme, "crebo"),
    (Interest, "sector_ids", Sector, "id"),
    (Subject, "sector_ids", Sector, "id"),
]
"""Columns that hold ids split by `;`, and where those ids must stand."""

_RANGES = {"1-10": (1, 10), "percent": (-100, 100), "percent_year": (-100, 100)}
_SBB_WORDS = {"gering", "matig", "voldoende", "ruim voldoende", "ruim voldoende tot goed", "goed"}


def check(content: Content) -> Iterator[KnowledgeError]:
    """All errors between the rows, in no particular order."""
    yield from _different_sources(content.of(Source))
    for model, rows in content.rows.items():
        if model not in (Source, Figure):
            yield from _duplicates(rows)
        yield from _unknown_references(rows, content)
    yield from _unknown_list_items(content)
    yield from _names_in_two_tables(content)
    yield from _subjects_that_are_programmes(content)
    yield from _routes_without_source(content.of(OtherOccupation))
    yield from _programme_periods(content.of(Programme))
    yield from _figure_values(content)
    yield from _figures_that_disagree(content.of(Figure))
    yield from _fact_windows(content.of(Fact))
    yield from _article_references(content)


def _values(content: Content, model: type[KnowledgeTable], column: str) -> set[Any]:
    return {getattr(read.row, column) for read in content.of(model)}


def _different_sources(sources: list[Read[Source]]) -> Iterator[KnowledgeError]:
    first: dict[str, Read[Source]] = {}
    for read in sources:
        other = first.setdefault(read.row.id, read)
        if differs := _differences(read.row, other.row):
            yield read.error(
                f"source {read.row.id!r} is another one at {other.file}:{other.line} ({differs})",
                "Copy that row exactly, or give this source its own id.",
            )


def _duplicates(rows: list[Read[KnowledgeTable]]) -> Iterator[KnowledgeError]:
    first: dict[tuple[str, ...], Read[KnowledgeTable]] = {}
    for read in rows:
        key = tuple(str(getattr(read.row, name)).casefold() for name in _key_columns(read.row))
        other = first.setdefault(key, read)
        if other is not read:
            differs = _differences(read.row, other.row) or "the same row"
            yield read.error(
                f"{' '.join(key)!r} stands at {other.file.name}:{other.line} too ({differs})",
                "Keep one of the two.",
            )


def _key_columns(row: KnowledgeTable) -> list[str]:
    return [column.name for column in _table(type(row)).primary_key]


def _table(model: type[KnowledgeTable]) -> Any:
    return KnowledgeTable.metadata.tables[str(model.__tablename__)]


def _differences(row: KnowledgeTable, other: KnowledgeTable) -> str:
    """`region_id: nl / rijnmond`, for every column in which two rows differ."""
    return ", ".join(
        f"{name}: {value} / {getattr(other, name)}"
        for name, value in row.model_dump().items()
        if value != getattr(other, name)
    )


def _unknown_references(
    rows: list[Read[KnowledgeTable]], content: Content
) -> Iterator[KnowledgeError]:
    if not rows:
        return
    for column in _table(type(rows[0].row)).columns:
        for key in column.foreign_keys:
            target = key.column.table.name
            known = {
                getattr(read.row, key.column.name)
                for model, reads in content.rows.items()
                if model.__tablename__ == target
                for read in reads
            }
            if target == "subject":
                known |= _values(content, Programme, "crebo")
            for read in rows:
                value = getattr(read.row, column.name)
                if value is not None and value not in known:
                    yield read.error(
                        f"{column.name} {value!r} is not known as a {target}",
                        f"Add the {target} or correct the name.",
                    )


def _unknown_list_items(content: Content) -> Iterator[KnowledgeError]:
    for model, column, target, key in _LISTS:
        known = _values(content, target, key)
        for read in content.of(model):
            for item in filter(None, getattr(read.row, column).split(";")):
                if item not in known:
                    yield read.error(
                        f"{column} holds {item!r}, which is not known as a {target.__tablename__}",
                        "Correct it; items are split by ';' without spaces.",
                    )


def _names_in_two_tables(content: Content) -> Iterator[KnowledgeError]:
    """A word that means a programme, other work and an interest at once is understood by luck."""
    spoken: list[tuple[str, Read[Any]]] = [
        *((read.row.name, read) for read in content.of(ProgrammeName)),
        *((read.row.name, read) for read in content.of(OtherOccupation)),
        *((read.row.name, read) for read in content.of(Interest)),
        *((word, read) for read in content.of(Sector) for word in read.row.synonyms.split("; ")),
    ]
    first: dict[str, Read[Any]] = {}
    for word, read in spoken:
        other = first.setdefault(word.casefold(), read)
        if type(other.row) is not type(read.row):
            yield read.error(
                f"{word!r} stands at {other.file.name}:{other.line} too", "Keep one of the two."
            )


def _subjects_that_are_programmes(content: Content) -> Iterator[KnowledgeError]:
    """Every programme is a subject already, by its crebo."""
    crebos = _values(content, Programme, "crebo")
    for read in content.of(Subject):
        if read.row.id in crebos:
            yield read.error(f"{read.row.id!r} is a programme of its own", "Leave the row out.")


def _routes_without_source(rows: list[Read[OtherOccupation]]) -> Iterator[KnowledgeError]:
    for read in rows:
        if read.row.route and not read.row.source_id:
            yield read.error("route has no source", "Fill in source_id or leave route empty.")


def _programme_periods(rows: list[Read[Programme]]) -> Iterator[KnowledgeError]:
    for read in rows:
        start, end = read.row.valid_from, read.row.valid_to
        if start and end and start > end:
            yield read.error("valid_to lies before valid_from", "Correct one of the dates.")


def _figure_values(content: Content) -> Iterator[KnowledgeError]:
    scales = {read.row.id: read.row.scale for read in content.of(Indicator)}
    for read in content.of(Figure):
        value, text = read.row.value, read.row.value_text
        if (value is None) == (not text):
            yield read.error(
                "a figure has either a value or a value_text", "Fill in exactly one of the two."
            )
            continue
        scale = scales.get(read.row.indicator_id, "")
        if scale == "sbb5" and text not in _SBB_WORDS:
            yield read.error(
                f"{text or value!r} is no word of the SBB scale",
                f"Use {', '.join(sorted(_SBB_WORDS))}.",
            )
        lowest, highest = _RANGES.get(scale, (-math.inf, math.inf))
        if value is not None and not (math.isfinite(value) and lowest <= value <= highest):
            yield read.error(
                f"value {value} does not fit the scale {scale}", "Correct it or the indicator."
            )


def _figures_that_disagree(figures: list[Read[Figure]]) -> Iterator[KnowledgeError]:
    first: dict[tuple[object, ...], Read[Figure]] = {}
    for read in figures:
        row = read.row
        if row.hidden:
            continue
        key = (row.indicator_id, row.subject_id, row.leerweg, row.region, row.school, row.year)
        other = first.setdefault(key, read)
        if other is read:
            continue
        if (row.value, row.value_text) == (other.row.value, other.row.value_text):
            problem = f"the same figure stands at line {other.line}"
        else:
            problem = (
                f"{row.source_id} says {row.value_text or row.value} and {other.row.source_id} "
                f"says {other.row.value_text or other.row.value} at line {other.line}"
            )
        yield read.error(problem, "Keep the better source and give the other a reason in hidden.")


def _fact_windows(facts: list[Read[Fact]]) -> Iterator[KnowledgeError]:
    by_id: dict[str, list[Read[Fact]]] = defaultdict(list)
    for read in facts:
        if read.row.valid_from > read.row.expires:
            yield read.error("expires lies before valid_from", "Correct one of the dates.")
        by_id[read.row.id].append(read)
    for rows in by_id.values():
        ordered = sorted(rows, key=lambda read: read.row.valid_from)
        for earlier, later in pairwise(ordered):
            if later.row.valid_from <= earlier.row.expires:
                yield later.error(
                    f"fact {later.row.id!r} overlaps {earlier.file}:{earlier.line}",
                    "Let it begin the day after, or give it its own id.",
                )


def _article_references(content: Content) -> Iterator[KnowledgeError]:
    known = {
        "topic": _values(content, Topic, "id"),
        "source": _values(content, Source, "id"),
        "fact": _values(content, Fact, "id"),
    }
    seen: dict[str, ReadArticle] = {}
    for article in content.articles:
        other = seen.setdefault(article.topic_id, article)
        if other is not article:
            yield KnowledgeError(
                article.file, 1, f"{other.file} is about the same topic", "Keep one of the two."
            )
        named: tuple[tuple[str, tuple[Named, ...]], ...] = (
            ("topic", article.topics),
            ("source", article.sources),
            ("fact", article.facts),
        )
        for what, names in named:
            for name in names:
                if name.id not in known[what]:
                    yield KnowledgeError(
                        article.file,
                        name.line,
                        f"the {what} {name.id!r} does not exist",
                        f"Add the {what} or correct its id.",
                    )
