"""Finds concepts: small patterns such as "verdien|loon|salaris" that say the same in many words.

Most alternatives of a pattern lie inside one word. Those are looked up word by word, and each word
only once, because the same words come back in every message.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

_SPANS_WORDS = re.compile(r"\s|\\[sSDWn]|[\^$]|(?<!\\)\.|\[\^")


class Concepts:
    """Knows the patterns of each concept; a pattern matches in plain lower-case text."""

    def __init__(self, patterns: Mapping[str, Iterable[str]]) -> None:
        inside: dict[str, list[str]] = {}
        across: dict[str, list[str]] = {}
        for name, pattern in ((name, p) for name, many in patterns.items() for p in many):
            for alternative in _alternatives(pattern):
                kind = across if _SPANS_WORDS.search(alternative) else inside
                kind.setdefault(name, []).append(alternative)
        self._order = {name: place for place, name in enumerate(patterns)}
        self._inside = {name: re.compile("|".join(found)) for name, found in inside.items()}
        self._across = {name: re.compile("|".join(found)) for name, found in across.items()}
        self._of_word = lru_cache(maxsize=50_000)(self._inside_word)

    def find(self, text: str) -> tuple[str, ...]:
        """The concepts that `text` names, in a fixed order."""
        found = {name for name, pattern in self._across.items() if pattern.search(text)}
        for word in set(text.split()):
            found |= self._of_word(word)
        return tuple(sorted(found, key=self._order.__getitem__))

    def _inside_word(self, word: str) -> frozenset[str]:
        return frozenset(name for name, pattern in self._inside.items() if pattern.search(word))


def _alternatives(pattern: str) -> Iterator[str]:
    """The parts of a pattern between the bars that stand in no bracket."""
    depth, begin, escaped = 0, 0, False
    for at, char in enumerate(pattern):
        if escaped:
            escaped = False
        elif char == "\\":
            escaped = True
        elif char in "([":
            depth += 1
        elif char in ")]":
            depth -= 1
        elif char == "|" and depth == 0:
            yield pattern[begin:at]
            begin = at + 1
    yield pattern[begin:]
