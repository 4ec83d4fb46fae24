"""Cuts a message into plain words, each of which remembers where it stood."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*|[?!]")
_REPEATS = re.compile(r"([^\W\d_])\1{2,}")


@dataclass(frozen=True)
class Word:
    """A normalised word and its place in the message: `text[start:end]`."""

    text: str
    start: int
    end: int


@lru_cache(maxsize=50_000)
def plain(text: str) -> str:
    """Lower case, without accents, and with no letter more than twice in a row."""
    decomposed = unicodedata.normalize("NFKD", text.lower())
    bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    return _REPEATS.sub(r"\1\1", bare).replace("’", "'")


def words(text: str) -> list[Word]:
    """The words of `text` in order. Hyphens part words: `kok-in-opleiding` is three."""
    return [Word(plain(match[0]), match.start(), match.end()) for match in _WORD.finditer(text)]


def spell_out(found: list[Word], shorthand: Mapping[str, str]) -> list[Word]:
    """Replace chat shorthand (`hvl`, `idk`) by what it stands for, at the same place."""
    spelled: list[Word] = []
    for word in found:
        long_form = shorthand.get(word.text)
        if long_form is None:
            spelled.append(word)
        else:
            spelled.extend(Word(part, word.start, word.end) for part in long_form.split())
    return spelled
