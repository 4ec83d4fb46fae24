"""Finds names in a message: exact first, then with the typos and endings that pupils write."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from app.engine.nlu.text import Word, words
from app.engine.understanding import Entity

LONGEST_NAME = 6
"""Words in a name. Longer official names are found by their shorter ones."""

_PLURALS = ("s", "n")
"""Endings that are tried even where the whole is an ordinary word: `kappers`."""

_ENDINGS = (
    *_PLURALS,
    "en",
    "je",
    "tje",
    "opleiding",
    "sopleiding",
    "school",
    "werk",
    "baan",
    "vak",
)

_LEAST_SIMILAR = 84.0
_SHORTEST_FUZZY = 5


@dataclass(frozen=True)
class Name:
    """A way to say `value` of `entity`.

    A fuzzy name is also found when misspelled. A telling name, such as `geld` or `kinderen`, says
    something by itself: it stays in the text from which the intent is read, where of other names
    only the kind counts.
    """

    entity: str
    name: str
    value: str
    fuzzy: bool = False
    telling: bool = False


class NameFinder:
    """Knows all names. Longer names win over shorter ones, exact ones over misspelled ones."""

    def __init__(self, names: Iterable[Name], ordinary_words: Collection[str]) -> None:
        names = tuple(names)
        self.telling = frozenset(name.entity for name in names if name.telling)
        self._exact: dict[tuple[str, ...], Name] = {}
        for name in names:
            parts = tuple(word.text for word in words(name.name))
            if 0 < len(parts) <= LONGEST_NAME:
                self._exact.setdefault(parts, name)
        self._first_words = {parts[0] for parts in self._exact}
        self._last_words = {parts[-1] for parts, name in self._exact.items() if name.fuzzy}
        self._fuzzy = {
            "".join(parts): name
            for parts, name in self._exact.items()
            if name.fuzzy and len("".join(parts)) >= _SHORTEST_FUZZY
        }
        self._fuzzy_by_first_letter: dict[str, list[str]] = {}
        for joined in self._fuzzy:
            self._fuzzy_by_first_letter.setdefault(joined[0], []).append(joined)
        self._ordinary = ordinary_words

    def find(self, found: Sequence[Word]) -> list[Entity]:
        """The names among the words of one message, in order, none overlapping."""
        taken = [False] * len(found)
        entities: list[Entity] = []

        def take(matcher: Callable[[Sequence[Word]], Name | None], begins: Sequence[int]) -> None:
            for length in range(min(LONGEST_NAME, len(found)), 0, -1):
                for begin in begins:
                    end = begin + length
                    if end > len(found) or any(taken[begin:end]):
                        continue
                    span = found[begin:end]
                    if name := matcher(span):
                        taken[begin:end] = [True] * length
                        entities.append(
                            Entity(name.entity, name.value, span[0].start, span[-1].end, "names")
                        )

        take(self._exact_name, [n for n, w in enumerate(found) if w.text in self._first_words])
        if any(self._may_be_name_with_ending(word.text) for word in found):
            take(self._name_with_ending, range(len(found)))
        uncommon = [n for n, word in enumerate(found) if word.text not in self._ordinary]
        if uncommon:
            near = sorted({n - back for n in uncommon for back in range(3) if n >= back})
            take(self._misspelled_name, near)
        return sorted(entities, key=lambda entity: entity.start)

    def _may_be_name_with_ending(self, word: str) -> bool:
        """Rules most words out quickly, since few end in a name with an ending."""
        return any(
            word.endswith(ending) and word.removesuffix(ending) in self._last_words
            for ending in _ENDINGS
        )

    def _exact_name(self, span: Sequence[Word]) -> Name | None:
        return self._exact.get(tuple(word.text for word in span))

    def _name_with_ending(self, span: Sequence[Word]) -> Name | None:
        """`kappers`, `koksopleiding`: the last word is a name's last word with an ending."""
        *first, last = (word.text for word in span)
        for ending in _PLURALS if last in self._ordinary else _ENDINGS:
            stem = last.removesuffix(ending)
            if stem != last and len(stem) >= 3:
                name = self._exact.get((*first, stem))
                if name and name.fuzzy:
                    return name
        return None

    def _misspelled_name(self, span: Sequence[Word]) -> Name | None:
        """`kaper`, `automontuer`, `vracht wagen chauffeur`. Ordinary words are never misspelled."""
        if len(span) > 3 or all(word.text in self._ordinary for word in span):
            return None
        if len(span) > 1 and any(len(word.text) < 3 for word in span):
            return None
        written = "".join(word.text for word in span)
        if len(written) < _SHORTEST_FUZZY - 1:
            return None
        best = process.extractOne(
            written,
            self._fuzzy_by_first_letter.get(written[0], ()),
            scorer=fuzz.ratio,
            score_cutoff=_LEAST_SIMILAR,
        )
        return self._fuzzy[best[0]] if best else None
