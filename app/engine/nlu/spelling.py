"""Corrects misspelled words to words that the assistant knows."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

_SHORTEST = 4


class Speller:
    """Corrects to the words of the training sentences; words of ordinary Dutch are left alone.

    `vocabulary` maps each word to how often it occurs there: of two equally near words the more
    frequent one is meant.
    """

    def __init__(self, vocabulary: Mapping[str, int], ordinary: frozenset[str]) -> None:
        self.vocabulary = vocabulary
        self.ordinary = ordinary
        self._by_length: dict[int, list[str]] = {}
        for word in vocabulary:
            if len(word) >= _SHORTEST:
                self._by_length.setdefault(len(word), []).append(word)
        self.correct = lru_cache(maxsize=10_000)(self._correct)

    def knows(self, word: str) -> bool:
        return word in self.vocabulary or word in self.ordinary

    def _correct(self, word: str) -> str:
        """The known word that `word` is most likely meant to be, or `word` itself."""
        if len(word) < _SHORTEST or len(word) > 20 or word.isdigit() or self.knows(word):
            return word
        mistakes = 1 if len(word) < 7 else 2
        near = [
            (distance, -self.vocabulary[candidate], candidate)
            for length in range(len(word) - mistakes, len(word) + mistakes + 1)
            for candidate, distance, _ in process.extract(
                word,
                self._by_length.get(length, ()),
                scorer=OSA.distance,
                score_cutoff=mistakes,
                limit=3,
            )
            if candidate[0] == word[0] or distance == 1
        ]
        return min(near)[2] if near else word
