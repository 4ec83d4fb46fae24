"""Sources as answers."""

from __future__ import annotations

from knowledge.answers import SourceAnswer
from knowledge.models import Source


def source_answer(source: Source) -> SourceAnswer:
    return SourceAnswer(source.id, source.title, source.publisher, source.url, source.year)
