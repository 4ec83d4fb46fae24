"""From a message to an intent with a confidence: careful patterns first, then statistics."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from app.engine.assistant import FALLBACK_INTENT, TrainingData
from app.engine.nlu.confidence import Confidence
from app.engine.nlu.features import Reader, Reading, join
from app.engine.nlu.intent_model import Floats, IntentModel
from app.engine.nlu.names import Name, NameFinder
from app.engine.nlu.spelling import Speller
from app.engine.understanding import Understanding

LONGEST_MESSAGE = 5_000
"""Characters. A longer message is not read: the assistant asks for a shorter one."""

ANSWER_FROM = 0.45
"""Confidence from which the assistant answers; below it asks what was meant."""

_RANKED = 10
_LONG = 24
"""Words from which a message is also read clause by clause."""


@dataclass(frozen=True)
class Pipeline:
    """A trained understanding. Calling it is free of side effects and needs no conversation."""

    reader: Reader
    decisive: Mapping[str, re.Pattern[str]]
    model: IntentModel
    confidence: Confidence

    def __call__(self, text: str) -> Understanding:
        if len(text) > LONGEST_MESSAGE:
            return Understanding(FALLBACK_INTENT, 0.0)
        clauses = self._clauses(text)
        reading = clauses[0] if len(clauses) == 1 else join(clauses)
        for intent, pattern in self.decisive.items():
            if pattern.search(reading.searched):
                return Understanding(intent, 1.0, ((intent, 1.0),), reading.entities)
        if not reading.known_share:
            return Understanding(FALLBACK_INTENT, 0.0, (), reading.entities)
        scores = self._scores(reading, clauses)
        confidence = self.confidence(scores, reading)
        ranking = self._ranking(scores, confidence)
        if confidence < ANSWER_FROM:
            return Understanding(FALLBACK_INTENT, confidence, ranking, reading.entities)
        return Understanding(ranking[0][0], confidence, ranking, reading.entities)

    def _clauses(self, text: str) -> list[Reading]:
        is_long = len(text.split()) >= _LONG
        return (self.reader.read_clauses(text) if is_long else []) or [self.reader.read(text)]

    def _scores(self, reading: Reading, clauses: Sequence[Reading]) -> Floats:
        """A score per intent. In a long message the best clause counts as much as the whole."""
        whole = self.model.scores(reading)
        if len(clauses) == 1:
            return whole
        best = np.max([self.model.scores(clause) for clause in clauses], axis=0)
        combined: Floats = (whole + best) / 2
        return combined

    def _ranking(self, scores: Floats, confidence: float) -> tuple[tuple[str, float], ...]:
        """The likeliest intents. The first has `confidence`; the rest share what is left."""
        order = np.argsort(-scores)[:_RANKED]
        others = np.exp(2 * (scores[order[1:]] - scores[order[0]]))
        shares = (1 - confidence) * others / max(others.sum(), 1e-9)
        shares = np.minimum(shares, confidence)
        return tuple(
            (self.model.intents[at], round(float(share), 4))
            for at, share in zip(order, [confidence, *shares], strict=True)
        )


def build_reader(
    data: TrainingData,
    names: Iterable[Name],
    vocabulary: Mapping[str, int],
    ordinary: frozenset[str],
) -> Reader:
    """The reader for an assistant: its fixed words, the names from elsewhere, its concepts."""
    fixed = [
        Name(entity, text, data.synonyms.get(text.lower(), text))
        for entity, texts in data.lookups.items()
        for text in texts
    ]
    listed = {text.lower() for texts in data.lookups.values() for text in texts}
    shorthand = {short: long for short, long in data.synonyms.items() if short not in listed}
    all_names = [*fixed, *names]
    entities = {name.entity for name in all_names}
    return Reader(
        shorthand,
        NameFinder(all_names, ordinary),
        Speller(vocabulary, ordinary),
        concepts={
            name: patterns
            for name, patterns in data.patterns.items()
            if name not in data.sentences and name not in entities
        },
        unknown_names={
            name: patterns for name, patterns in data.patterns.items() if name in entities
        },
    )


def decisive_patterns(data: TrainingData) -> dict[str, re.Pattern[str]]:
    """Patterns named after an intent: one match decides, whatever the statistics say."""
    return {
        name: re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.MULTILINE)
        for name, patterns in data.patterns.items()
        if name in data.sentences
    }
