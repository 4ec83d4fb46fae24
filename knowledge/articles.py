"""Reads the articles: a head, a text in three lengths, and facts instead of numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from knowledge.csv_files import read_text
from knowledge.errors import KnowledgeError
from knowledge.models import Article, Audience, Day, Length

FACT = re.compile(r"\{\{(\w+)\}\}")
SOURCE_MARK = re.compile(r"\[(\w+)\]")

_SECTIONS: dict[str, tuple[Audience, Length]] = {
    "Makkelijker": ("pupil", "easier"),
    "Standaard": ("pupil", "standard"),
    "Meer": ("pupil", "more"),
    "Ouder": ("parent", "standard"),
}
_REQUIRED = ("Makkelijker", "Standaard", "Meer")
_LEVEL_NAME = re.compile(
    r"\b(?:niveau|mbo|klas|leerjaar)[ -]?[1-4](?:(?:, | en | of | tot )[1-4])*\b", re.IGNORECASE
)
"""Digits that are part of a name ("niveau 2, 3 en 4"), not a number about the world."""


class _Head(BaseModel):
    model_config = ConfigDict(extra="forbid")

    topic: str
    title: str = Field(min_length=1)
    sources: list[str] = Field(min_length=1)
    next: Annotated[list[str], Field(min_length=1, max_length=4)]
    valid_from: Day
    expires: Day
    reviewed: Day
    audience: str = ""


@dataclass(frozen=True)
class Named:
    """An id that a text names, and the line where it does."""

    id: str
    line: int


@dataclass(frozen=True)
class ReadArticle:
    """One article file: its texts as rows, and all that it names, with the lines."""

    file: Path
    texts: tuple[Article, ...]
    topics: tuple[Named, ...]
    sources: tuple[Named, ...]
    facts: tuple[Named, ...]

    @property
    def topic_id(self) -> str:
        return self.texts[0].topic_id


def read_article(file: Path, errors: list[KnowledgeError]) -> ReadArticle | None:
    """Read one article. What is wrong inside this file is added to `errors`."""
    try:
        lines = read_text(file).splitlines()
        head = _Head.model_validate(_read_head(file, lines))
    except KnowledgeError as error:
        errors.append(error)
        return None
    except ValidationError as error:
        for detail in error.errors():
            key = str(detail["loc"][0])
            errors.append(
                KnowledgeError(
                    file, _line_of(lines, key), f"{key} in the head is wrong", f"{detail['msg']}."
                )
            )
        return None
    errors += _head_errors(file, head, lines)
    sections = _sections(lines)
    errors += _section_errors(file, sections, lines)
    texts = tuple(
        Article(
            topic_id=head.topic,
            audience=audience,
            length=length,
            subject=file.parent.name,
            title=head.title,
            body="\n".join(body).strip(),
            next_topics=";".join(head.next),
            valid_from=head.valid_from,
            expires=head.expires,
            reviewed=head.reviewed,
        )
        for name, (audience, length) in _SECTIONS.items()
        for _, body in [sections.get(name, (0, []))]
        if body
    )
    if not texts:
        return None
    head_sources = [Named(source_id, _line_of(lines, "sources")) for source_id in head.sources]
    return ReadArticle(
        file,
        texts,
        topics=(
            Named(head.topic, _line_of(lines, "topic")),
            *(Named(topic_id, _line_of(lines, "next")) for topic_id in head.next),
        ),
        sources=(*head_sources, *_named(SOURCE_MARK, sections)),
        facts=_named(FACT, sections),
    )


def _read_head(file: Path, lines: list[str]) -> object:
    """The YAML between the two lines of dashes at the top."""
    try:
        end = lines.index("---", 1)
    except ValueError:
        end = 0
    if not end or lines[0] != "---":
        raise KnowledgeError(file, 1, "has no head", "Begin with YAML between two lines '---'.")
    try:
        return YAML(typ="safe").load("\n".join(lines[1:end]))
    except YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 2 if mark else 1
        raise KnowledgeError(file, line, "the head is not YAML", "Check its colons.") from error


def _line_of(lines: list[str], key: str) -> int:
    return next((n for n, line in enumerate(lines, 1) if line.startswith(f"{key}:")), 1)


def _sections(lines: list[str]) -> dict[str, tuple[int, list[str]]]:
    """Per heading: the line of the heading, and the lines below it."""
    sections: dict[str, tuple[int, list[str]]] = {}
    body: list[str] | None = None
    for number, line in enumerate(lines, 1):
        if line.startswith("## "):
            body = []
            sections[line.removeprefix("## ").strip()] = (number, body)
        elif body is not None:
            body.append(line)
    return sections


def _head_errors(file: Path, head: _Head, lines: list[str]) -> list[KnowledgeError]:
    errors = []
    if head.topic != file.stem:
        errors.append(
            KnowledgeError(
                file,
                _line_of(lines, "topic"),
                f"the topic {head.topic!r} is not the name of the file",
                f"Write {file.stem!r} or rename the file.",
            )
        )
    if not head.valid_from <= head.reviewed < head.expires:
        errors.append(
            KnowledgeError(
                file,
                _line_of(lines, "expires"),
                "expires does not lie after reviewed and valid_from",
                "Read the text again and give it a new date.",
            )
        )
    return errors


def _section_errors(
    file: Path, sections: dict[str, tuple[int, list[str]]], lines: list[str]
) -> list[KnowledgeError]:
    errors = [
        KnowledgeError(file, len(lines), f"misses the section '## {name}'", "Write it.")
        for name in _REQUIRED
        if not "".join(sections.get(name, (0, []))[1]).strip()
    ]
    for name, (start, body) in sections.items():
        if name not in _SECTIONS:
            known = ", ".join(_SECTIONS)
            errors.append(
                KnowledgeError(file, start, f"unknown section '## {name}'", f"Use {known}.")
            )
        for number, line in enumerate(body, start + 1):
            bare = _LEVEL_NAME.sub("", SOURCE_MARK.sub("", FACT.sub("", line)))
            if digits := re.search(r"\S*\d\S*", bare):
                errors.append(
                    KnowledgeError(
                        file,
                        number,
                        f"the number {digits[0]!r} has no source",
                        "Make it a row of facts.csv and write {{fact_id}}.",
                    )
                )
    return errors


def _named(
    pattern: re.Pattern[str], sections: dict[str, tuple[int, list[str]]]
) -> tuple[Named, ...]:
    return tuple(
        Named(match[1], number)
        for start, body in sections.values()
        for number, line in enumerate(body, start + 1)
        for match in pattern.finditer(line)
    )
