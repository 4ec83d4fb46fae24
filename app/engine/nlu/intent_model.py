"""Scores intents with a linear model, in numpy alone: no training library is loaded to serve."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.engine.nlu.features import BLOCKS, Reading

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class FeatureSpace:
    """Which features exist, with how rare each is (`idf`), one block after the other."""

    index: tuple[Mapping[str, int], ...]
    idf: Floats

    def vector(self, reading: Reading) -> tuple[NDArray[np.int64], Floats]:
        """The features of one reading as positions and values."""
        _, positions, values = self.vectors([reading])
        return positions, values

    def vectors(self, readings: Sequence[Reading]) -> tuple[list[int], NDArray[np.int64], Floats]:
        """The features of many readings below each other: where each ends, positions, values.

        A value says how often and how rare a feature is; each block of a reading has length one.
        """
        ends, positions, counts, blocks = [0], list[int](), list[int](), list[int]()
        for row, reading in enumerate(readings):
            for block, features in enumerate(reading.features):
                index = self.index[block]
                for feature, count in features.items():
                    position = index.get(feature)
                    if position is not None:
                        positions.append(position)
                        counts.append(count)
                        blocks.append(row * BLOCKS + block)
            ends.append(len(positions))
        if not positions:
            return ends, np.empty(0, np.int64), np.empty(0, np.float32)
        at, of_block = np.array(positions), np.array(blocks)
        weights = (1 + np.log(counts)) * self.idf[at]
        lengths = np.sqrt(np.bincount(of_block, weights**2))
        return ends, at, (weights / lengths[of_block]).astype(np.float32)

    @property
    def size(self) -> int:
        return len(self.idf)


@dataclass(frozen=True)
class IntentModel:
    """A weight per feature and intent, of shape (features, intents)."""

    intents: Sequence[str]
    space: FeatureSpace
    weights: Floats
    bias: Floats

    def scores(self, reading: Reading) -> Floats:
        """One score per intent; higher is likelier, above 0 is a yes."""
        positions, values = self.space.vector(reading)
        scores: Floats = values @ self.weights[positions] + self.bias
        return scores


def feature_space(readings: Sequence[Reading], fewest: Sequence[int] = (2, 3, 1)) -> FeatureSpace:
    """All features that occur in at least `fewest` readings, per block."""
    documents = [dict[str, int]() for _ in range(BLOCKS)]
    for reading in readings:
        for block, counts in enumerate(reading.features):
            for feature in counts:
                documents[block][feature] = documents[block].get(feature, 0) + 1
    index: list[dict[str, int]] = []
    frequency: list[int] = []
    for block in range(BLOCKS):
        kept = sorted(f for f, n in documents[block].items() if n >= fewest[block])
        index.append({f: len(frequency) + i for i, f in enumerate(kept)})
        frequency.extend(documents[block][f] for f in kept)
    idf = np.log((1 + len(readings)) / (1 + np.array(frequency))) + 1
    return FeatureSpace(tuple(index), idf.astype(np.float32))
