"""Fills facts into a text. A sentence whose fact is out of date makes place for its fallback."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from knowledge.articles import FACT, SOURCE_MARK
from knowledge.models import Fact

_SENTENCE_END = re.compile(r"(?<=[.!?\]])\s+(?!\[)")
"""Between two sentences; the source marks after a sentence stay with it."""


@dataclass(frozen=True)
class Rendered:
    """A text for people, the facts in it, and the sources its marks name, each once."""

    text: str
    facts: tuple[Fact, ...]
    source_ids: tuple[str, ...]


def fact_ids(body: str) -> list[str]:
    """The facts that a body names, each once, in order."""
    return list(dict.fromkeys(FACT.findall(body)))


def render(body: str, facts: Iterable[Fact], today: date, credit: Callable[[str], str]) -> Rendered:
    """Fill `body` with the facts that hold `today`.

    `credit` turns the source id of a mark like `[cbs_2024]` into words.
    """
    by_id: dict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        by_id[fact.id].append(fact)
    holding = {
        fact.id: fact
        for rows in by_id.values()
        for fact in rows
        if fact.valid_from <= today <= fact.expires
    }
    used: dict[str, Fact] = {}
    text = "\n".join(_fill(line, by_id, holding, used) for line in body.splitlines())
    return Rendered(
        text=SOURCE_MARK.sub(lambda mark: credit(mark[1]), text),
        facts=tuple(used.values()),
        source_ids=tuple(dict.fromkeys(SOURCE_MARK.findall(text))),
    )


def _fill(
    line: str,
    by_id: Mapping[str, list[Fact]],
    holding: Mapping[str, Fact],
    used: dict[str, Fact],
) -> str:
    sentences: list[str] = []
    for sentence in _SENTENCE_END.split(line):
        names = FACT.findall(sentence)
        if outdated := [name for name in names if name not in holding]:
            fallback = _fallback(sentence, by_id[outdated[0]])
            if fallback not in sentences:
                sentences.append(fallback)
            continue
        used.update({name: holding[name] for name in names})
        filled = FACT.sub(lambda match: holding[match[1]].text, sentence)
        sentences.append(_capital(filled))
    return " ".join(sentences)


def _fallback(sentence: str, facts: list[Fact]) -> str:
    """The fallback of the latest row of a fact. A list line stays one, source marks go."""
    dash = "- " if sentence.startswith("- ") else ""
    return dash + max(facts, key=lambda fact: fact.expires).fallback


def _capital(sentence: str) -> str:
    """A phrase that opens a sentence gets its capital."""
    start = 2 if sentence.startswith("- ") else 0
    return sentence[:start] + sentence[start : start + 1].upper() + sentence[start + 1 :]
