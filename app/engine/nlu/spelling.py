"""Corrects misspelled words to words that the assistant knows."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

_SHORTEST = 4
_LONGEST = 20
_TWO_MISTAKES_FROM = 7
"""Letters from which a word may hold two mistakes; in a shorter word two make another word."""


class Speller:
    """Corrects to the words of the training sentences; words of ordinary Dutch are left alone.

    `vocabulary` maps each word to how often it occurs there: of two equally near words the more
    frequent one is meant.
    """

    def __init__(self, vocabulary: Mapping[str, int], ordinary: frozenset[str]) -> None:
        self.vocabulary = vocabulary
        self.ordinary = ordinary
        self._by_first_letter: dict[str, list[str]] = {}
        for word in vocabulary:
            if len(word) >= _SHORTEST:
                self._by_first_letter.setdefault(word[0], []).append(word)
        self.correct = lru_cache(maxsize=10_000)(self._correct)

    def knows(self, word: str) -> bool:
        return word in self.vocabulary or word in self.ordinary

    def _correct(self, word: str) -> str:
        """The known word that `word` is most likely meant to be, or `word` itself.

        People seldom miss the first letter, so only words that begin alike are tried.
        """
        if len(word) < _SHORTEST or len(word) > _LONGEST or word.isdigit() or self.knows(word):
            return word
        near = process.extract(
            word,
            self._by_first_letter.get(word[0], ()),
            scorer=OSA.distance,
            score_cutoff=1 if len(word) < _TWO_MISTAKES_FROM else 2,
            limit=None,
        )
        best = [(distance, -self.vocabulary[known], known) for known, distance, _ in near]
        return min(best)[2] if best else word
