"""Builds the knowledge store from the files: everything is right, or nothing changes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from knowledge.checks import check
from knowledge.database import fingerprint_of, open_store, store_url
from knowledge.errors import InvalidKnowledgeError, KnowledgeError
from knowledge.files import Content, fingerprint, read_files
from knowledge.models import (
    Article,
    ArticleSource,
    Figure,
    Programme,
    ProgrammeSubject,
    Relation,
    Source,
    StoreInfo,
    Subject,
    SubjectLink,
)
from knowledge.store import Progress, Rows, replace_store


def build(files: Path, database: str | Path, progress: Progress | None = None) -> dict[str, int]:
    """Check `files` and store them in `database` (a path or SQLAlchemy URL).

    Returns the number of rows per table. Raises InvalidKnowledgeError with everything that is
    wrong; the store stays as it was.
    """
    tell = progress or _tell_nobody
    tell("lezen", 0, 1)
    content = read_files(files)
    errors = [*content.errors, *check(content)]
    if errors:
        raise InvalidKnowledgeError(errors)
    rows = _rows(content, fingerprint(files))
    replace_store(store_url(database), rows, tell)
    return {str(model.__tablename__): len(values) for model, values in rows.items()}


def _tell_nobody(_step: str, _done: int, _total: int) -> None: ...


def store_is_current(files: Path, database: str | Path) -> bool:
    """Whether the store was built from exactly these files by this code."""
    try:
        engine = open_store(database)
    except KnowledgeError:
        return False
    try:
        return fingerprint_of(engine) == fingerprint(files)
    finally:
        engine.dispose()


def _rows(content: Content, print_of_files: str) -> Rows:
    """Everything to store, computed tables and columns included."""
    programmes = [read.row for read in content.of(Programme)]
    subjects = [read.row for read in content.of(Subject)]
    links = [read.row for read in content.of(SubjectLink)]
    figures = [read.row for read in content.of(Figure)]
    _number_and_mark_newest(figures)
    return {
        **{model: [read.row for read in reads] for model, reads in content.rows.items()},
        Source: list({read.row.id: read.row for read in content.of(Source)}.values()),
        Subject: [*subjects, *map(_as_subject, programmes)],
        ProgrammeSubject: list(_programme_subjects(programmes, subjects, links)),
        Article: [text for article in content.articles for text in article.texts],
        ArticleSource: list(_article_sources(content)),
        StoreInfo: [StoreInfo(key="fingerprint", value=print_of_files)],
    }


def _as_subject(programme: Programme) -> Subject:
    return Subject(
        id=programme.crebo, kind="programme", name=programme.name, niveau=programme.niveau
    )


def _number_and_mark_newest(figures: list[Figure]) -> None:
    newest: dict[tuple[str, ...], Figure] = {}
    for number, figure in enumerate(figures, 1):
        figure.id = number
        if figure.hidden:
            continue
        key = (
            figure.indicator_id,
            figure.subject_id,
            figure.leerweg,
            figure.region,
            figure.school,
        )
        if key not in newest or newest[key].year < figure.year:
            newest[key] = figure
    for figure in newest.values():
        figure.newest = True


def _programme_subjects(
    programmes: list[Programme], subjects: list[Subject], links: list[SubjectLink]
) -> Iterator[ProgrammeSubject]:
    """For every programme the subjects that speak of it; the closest relation wins."""
    linked: dict[str, dict[str, Relation]] = defaultdict(dict)
    for link in links:
        linked[link.crebo][link.subject_id] = link.strength
    for programme in programmes:
        relations: dict[str, Relation] = {programme.crebo: "own", **linked[programme.crebo]}
        for subject in subjects:
            relation = _group_relation(programme, subject)
            if relation and subject.id not in relations:
                relations[subject.id] = relation
        for subject_id, relation in relations.items():
            yield ProgrammeSubject(crebo=programme.crebo, subject_id=subject_id, relation=relation)


def _group_relation(programme: Programme, subject: Subject) -> Relation | None:
    """How a subject about many programmes at once relates to this one."""
    match subject.kind:
        case "direction" if subject.direction and subject.direction == programme.direction:
            return "direction"
        case "niveau" if subject.niveau == programme.niveau:
            return "niveau"
        case "sector" if programme.sector_id in subject.sector_ids.split(";"):
            return "sector"
        case "national":
            return "national"
        case _:
            return None


def _article_sources(content: Content) -> Iterator[ArticleSource]:
    for article in content.articles:
        for source_id in dict.fromkeys(source.id for source in article.sources):
            yield ArticleSource(topic_id=article.topic_id, source_id=source_id)
