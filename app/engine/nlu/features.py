"""Turns a message into features: words, pieces of words, concepts, and placeholders for names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from app.engine.nlu.concepts import Concepts
from app.engine.nlu.names import NameFinder
from app.engine.nlu.spelling import Speller
from app.engine.nlu.text import Word, plain, spell_out, words
from app.engine.understanding import Entity

WORDS, PIECES, CONCEPTS = range(3)
BLOCKS = 3
_PIECE_LENGTHS = range(3, 5)
_CLAUSE_END = re.compile(
    r"[.!?;:\n]+\s*|,\s|\b(?=(?:maar|dus|want|omdat|en dan|en nu)\b)", re.IGNORECASE
)
_SHORTEST_CLAUSE = 4


@dataclass(frozen=True)
class Reading:
    """A message as the reader sees it: words with names replaced by `_entity_`, and the rest."""

    words: tuple[str, ...]
    concepts: tuple[str, ...]
    entities: tuple[Entity, ...]
    mentions: tuple[str, ...]
    """The kinds of the names that were replaced."""
    known_share: float
    """Share of the words that are known, from 0 to 1."""
    searched: str
    """What patterns are matched against: the plain text, and below it the words as understood."""

    @cached_property
    def features(self) -> tuple[Counter[str], ...]:
        """Counts per block."""
        return feature_counts(self)

    def moved(self, by: int) -> Reading:
        """The same reading of a text that begins `by` characters later."""
        entities = tuple(replace(e, start=e.start + by, end=e.end + by) for e in self.entities)
        return replace(self, entities=entities)


class Reader:
    """Reads messages the same way when training and when serving."""

    def __init__(
        self,
        shorthand: Mapping[str, str],
        names: NameFinder,
        speller: Speller,
        concepts: Mapping[str, Iterable[str]],
        unknown_names: Mapping[str, Iterable[str]] | None = None,
    ) -> None:
        self._shorthand = shorthand
        self._names = names
        self.speller = speller
        self._concepts = Concepts(concepts)
        self._unknown_names = {
            entity: re.compile("|".join(patterns))
            for entity, patterns in (unknown_names or {}).items()
        }

    def read(self, text: str) -> Reading:
        """Read `text` as one whole."""
        found = spell_out(words(text), self._shorthand)
        entities = tuple(self._names.find(found))
        entities = (*entities, *self._unknown(text, entities))
        replaced = tuple(e for e in entities if e.entity not in self._names.telling)
        spoken = [word for word in found if word.text not in "?!"]
        known = sum(self._knows(word.text) or _inside(word, entities) for word in spoken)
        corrected = tuple(self._corrected(found, replaced))
        searched = _searched(text, found, corrected)
        return Reading(
            words=corrected,
            concepts=self._concepts.find(searched),
            entities=entities,
            mentions=tuple(entity.entity for entity in replaced),
            known_share=known / len(spoken) if spoken else 0.0,
            searched=searched,
        )

    def _unknown(self, text: str, known: Sequence[Entity]) -> Iterable[Entity]:
        """Words that stand where a name is expected, and that no list and no Dutch word is."""
        for entity, pattern in self._unknown_names.items():
            for match in pattern.finditer(text.lower()):
                begin, end = match.span(match.lastindex or 0)
                word = plain(text[begin:end])
                is_taken = any(e.start < end and begin < e.end for e in known)
                if not is_taken and not self._knows(word):
                    yield Entity(entity, word, begin, end, "patterns")

    def _knows(self, word: str) -> bool:
        return self.speller.knows(word) or self.speller.knows(self.speller.correct(word))

    def _corrected(self, found: Sequence[Word], entities: Sequence[Entity]) -> Iterable[str]:
        mentions = {entity.start: entity for entity in entities}
        for word in found:
            if entity := mentions.get(word.start):
                yield f"_{entity.entity}_"
            elif not _inside(word, entities):
                yield self.speller.correct(word.text)

    def read_clauses(self, text: str) -> list[Reading]:
        """Read a long message clause by clause; places of entities count from the whole."""
        begins = [0, *(match.end() for match in _CLAUSE_END.finditer(text)), len(text)]
        clauses = [self.read(text[a:b]).moved(a) for a, b in pairwise(begins) if text[a:b].strip()]
        return _join_short(clauses)


def _searched(text: str, found: Sequence[Word], corrected: Sequence[str]) -> str:
    """The words as understood are added only where they differ, since every pattern costs time."""
    written = plain(text)
    as_written = {word.text for word in found if word.text in written}
    understood = [word for word in corrected if not word.startswith("_")]
    if as_written.issuperset(understood):
        return written
    return f"{written}\n{' '.join(corrected)}"


def join(clauses: Sequence[Reading]) -> Reading:
    """The reading of the whole, from those of its clauses."""
    lengths = [len(clause.words) for clause in clauses]
    known = sum(clause.known_share * n for clause, n in zip(clauses, lengths, strict=True))
    return Reading(
        words=tuple(word for clause in clauses for word in clause.words),
        concepts=tuple(dict.fromkeys(c for clause in clauses for c in clause.concepts)),
        entities=tuple(entity for clause in clauses for entity in clause.entities),
        mentions=tuple(kind for clause in clauses for kind in clause.mentions),
        known_share=known / max(sum(lengths), 1),
        searched="\n".join(clause.searched for clause in clauses),
    )


def _join_short(clauses: Sequence[Reading]) -> list[Reading]:
    """Join clauses of a few words to the one before, so that each can be understood by itself."""
    joined: list[Reading] = []
    for clause in clauses:
        if joined and min(len(clause.words), len(joined[-1].words)) < _SHORTEST_CLAUSE:
            joined[-1] = join([joined[-1], clause])
        else:
            joined.append(clause)
    return joined


def _inside(word: Word, entities: Iterable[Entity]) -> bool:
    return any(entity.start <= word.start < entity.end for entity in entities)


def feature_counts(reading: Reading) -> tuple[Counter[str], ...]:
    """Counts per block. Names count by kind and number, so that no programme is preferred."""
    said = Counter(reading.mentions)
    mentions = [f"{kind}={min(count, 2)}" for kind, count in said.items()] or ["no name"]
    pairs = [f"{a} {b}" for a, b in pairwise(reading.words)]
    return (
        Counter([*reading.words, *pairs]),
        Counter(piece for word in reading.words for piece in _pieces(word)),
        Counter([*reading.concepts, *mentions]),
    )


def _pieces(word: str) -> Iterable[str]:
    if word.startswith("_"):
        return
    padded = f" {word} "
    for length in _PIECE_LENGTHS:
        for begin in range(len(padded) - length + 1):
            yield padded[begin : begin + length]
