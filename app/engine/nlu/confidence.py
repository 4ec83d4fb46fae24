"""How sure the assistant may be: the probability that the best intent is the right one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from app.engine.nlu.features import Reading
from app.engine.nlu.intent_model import Floats


def evidence(scores: Floats, reading: Reading) -> Floats:
    """What tells a sure reading from an unsure one: margin, lead, known words, length, names."""
    third, second, first = np.partition(scores, -3)[-3:]
    length = len(reading.words)
    return np.array(
        [
            first,
            first - second,
            first - third,
            reading.known_share,
            np.log1p(length),
            float(bool(reading.entities)),
            float(len(reading.concepts) > 0),
        ],
        dtype=np.float32,
    )


@dataclass(frozen=True)
class Confidence:
    """A logistic model over `evidence`, fitted on sentences that the intent model had not seen."""

    weights: Floats
    bias: float

    def __call__(self, scores: Floats, reading: Reading) -> float:
        """From 0 (surely wrong) to 1 (surely right)."""
        return float(1 / (1 + np.exp(-(evidence(scores, reading) @ self.weights + self.bias))))
