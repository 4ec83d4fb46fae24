"""Reads all files of the knowledge base into memory, with the place of every row."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar, cast

from knowledge.articles import ReadArticle, read_article
from knowledge.csv_files import Read, read_table
from knowledge.errors import KnowledgeError
from knowledge.models import (
    AdmissionRule,
    CreboRenewal,
    Fact,
    Figure,
    Indicator,
    Interest,
    KnowledgeTable,
    Niveau,
    OtherOccupation,
    Place,
    Programme,
    ProgrammeName,
    Region,
    Sector,
    Source,
    Subject,
    SubjectLink,
    Topic,
    TopicIndicator,
)

TABLES: dict[str, type[KnowledgeTable]] = {
    "sources": Source,
    "topics": Topic,
    "sectors": Sector,
    "niveaus": Niveau,
    "admission_rules": AdmissionRule,
    "programmes": Programme,
    "names": ProgrammeName,
    "crebo_renewals": CreboRenewal,
    "other_occupations": OtherOccupation,
    "interests": Interest,
    "regions": Region,
    "places": Place,
    "indicators": Indicator,
    "topic_indicators": TopicIndicator,
    "subjects": Subject,
    "subject_links": SubjectLink,
    "figures": Figure,
}
"""File name under `tables/` without `.csv`, and the table it fills."""

Row = TypeVar("Row", bound=KnowledgeTable)


@dataclass
class Content:
    """All rows and articles as read, and what was wrong while reading them."""

    rows: dict[type[KnowledgeTable], list[Read[KnowledgeTable]]] = field(default_factory=dict)
    articles: list[ReadArticle] = field(default_factory=list)
    errors: list[KnowledgeError] = field(default_factory=list)

    def of(self, model: type[Row]) -> list[Read[Row]]:
        """The rows of one table."""
        return cast(list[Read[Row]], self.rows.setdefault(model, []))

    def add(self, file: Path, model: type[Row]) -> None:
        """Read one CSV file into a table."""
        self.of(model).extend(read_table(file, model, self.errors))


def read_files(files: Path) -> Content:
    """Read `files/tables/*.csv` and `files/articles/*/`. Nothing is checked across files yet."""
    content = Content()
    for name, model in TABLES.items():
        content.add(files / "tables" / f"{name}.csv", model)
    for folder in sorted(path for path in (files / "articles").glob("*") if path.is_dir()):
        if (folder / "sources.csv").exists():
            content.add(folder / "sources.csv", Source)
        if (folder / "facts.csv").exists():
            content.add(folder / "facts.csv", Fact)
        for file in sorted(folder.glob("*.md")):
            if article := read_article(file, content.errors):
                content.articles.append(article)
    return content


def fingerprint(files: Path) -> str:
    """A hash of every input file and of the code that reads them."""
    inputs = [
        *sorted((files / "tables").glob("*.csv")),
        *sorted((files / "articles").rglob("*.md")),
        *sorted((files / "articles").rglob("*.csv")),
        *sorted(Path(__file__).parent.glob("*.py")),
    ]
    total = hashlib.sha256()
    for file in inputs:
        total.update(file.name.encode())
        total.update(hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()
