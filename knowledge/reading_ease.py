"""Reading ease of Dutch text after Flesch-Douma: 70 or more suits pupils, 80 or more is easy."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

import pyphen

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|\d+(?:[.,]\d+)*")
_SENTENCE_END = re.compile(r"(?<=[.!?:])\s+|\n+")


@dataclass(frozen=True)
class ReadingEase:
    """How hard a text reads. `score` is Flesch-Douma, higher is easier."""

    score: float
    words_per_sentence: float
    longest_sentence: int


@cache
def _syllables(word: str) -> int:
    return len(_hyphenation().inserted(word).split("-"))


@cache
def _hyphenation() -> pyphen.Pyphen:
    return pyphen.Pyphen(lang="nl_NL")


def reading_ease(text: str) -> ReadingEase:
    """Score `text`. A number counts as one word of two syllables, since it is read aloud."""
    sentences = [words for part in _SENTENCE_END.split(text) if (words := _WORD.findall(part))]
    words = [word for sentence in sentences for word in sentence]
    if not words:
        return ReadingEase(score=100.0, words_per_sentence=0.0, longest_sentence=0)
    syllables = sum(2 if word[0].isdigit() else _syllables(word.lower()) for word in words)
    words_per_sentence = len(words) / len(sentences)
    score = 206.84 - 0.77 * (100 * syllables / len(words)) - 0.93 * words_per_sentence
    return ReadingEase(
        score=round(score, 1),
        words_per_sentence=round(words_per_sentence, 1),
        longest_sentence=max(len(sentence) for sentence in sentences),
    )
