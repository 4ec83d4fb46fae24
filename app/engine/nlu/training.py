"""Trains the understanding of an assistant. Needs scikit-learn and wordfreq; serving does not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC
from wordfreq import top_n_list

from app.engine.assistant import TrainingData
from app.engine.nlu.confidence import Confidence, evidence
from app.engine.nlu.features import Reading
from app.engine.nlu.intent_model import FeatureSpace, IntentModel, feature_space
from app.engine.nlu.names import Name
from app.engine.nlu.pipeline import Pipeline, build_reader, decisive_patterns
from app.engine.nlu.text import words

ORDINARY_WORDS = 30_000
"""How many of the most frequent Dutch words are never taken for a misspelling."""

_BLOCKS_PER_HELD_OUT = 2
_SENTENCES_PER_BLOCK = 6
"""Sentences that stand together were written together: they are held out together."""

_LEAST_FREQUENT_WORD = 2
_COST = 1.0

Progress = Callable[[str], None]


def train(data: TrainingData, names: Iterable[Name], progress: Progress) -> Pipeline:
    """Train on the sentences of `data`, with `names` as the names that may occur in them.

    Equal inputs give equal models. `progress` is told, in Dutch, what is going on.
    """
    examples = [(text, intent) for intent, texts in data.sentences.items() for text in texts]
    progress("Woorden tellen")
    ordinary = frozenset(word for word in top_n_list("nl", ORDINARY_WORDS) if word.isalpha())
    reader = build_reader(data, names, vocabulary(text for text, _ in examples), ordinary)
    progress(f"{len(examples)} zinnen lezen")
    readings = [reader.read(text) for text, _ in examples]
    labels = np.array([intent for _, intent in examples])
    progress("Leren")
    space = feature_space(readings)
    matrix = _matrix(space, readings)
    machine = _fit(matrix, labels)
    model = IntentModel(
        intents=tuple(str(intent) for intent in machine.classes_),
        space=space,
        weights=np.ascontiguousarray(machine.coef_.T, dtype=np.float32),
        bias=machine.intercept_.astype(np.float32),
    )
    progress("Nagaan hoe zeker het is")
    confidence = _fit_confidence(matrix, readings, labels)
    return Pipeline(reader, decisive_patterns(data), model, confidence)


def vocabulary(texts: Iterable[str]) -> dict[str, int]:
    """The words of the sentences that occur often enough to be no slip of the pen."""
    counts = Counter(word.text for text in texts for word in words(text))
    return {word: n for word, n in sorted(counts.items()) if n >= _LEAST_FREQUENT_WORD}


def _matrix(space: FeatureSpace, readings: Sequence[Reading]) -> csr_matrix:
    """The features of all readings, one row each."""
    ends, positions, values = space.vectors(readings)
    return csr_matrix((values, positions, ends), shape=(len(readings), space.size))


def _fit(matrix: csr_matrix, labels: NDArray[np.str_]) -> LinearSVC:
    """A linear support vector machine, one intent against the rest."""
    return LinearSVC(C=_COST, random_state=0).fit(matrix, labels)


def _fit_confidence(
    matrix: csr_matrix, readings: Sequence[Reading], labels: NDArray[np.str_]
) -> Confidence:
    """Learn from sentences held out of the intent model when its best guess is right."""
    is_held_out = _held_out(labels)
    machine = _fit(matrix[~is_held_out], labels[~is_held_out])
    scores = machine.decision_function(matrix[is_held_out])
    right = machine.classes_[scores.argmax(axis=1)] == labels[is_held_out]
    unseen = [readings[int(at)] for at in np.flatnonzero(is_held_out)]
    found = np.array([evidence(row, reading) for row, reading in zip(scores, unseen, strict=True)])
    logistic = LogisticRegression(max_iter=1_000).fit(found, right)
    return Confidence(logistic.coef_[0].astype(np.float32), float(logistic.intercept_[0]))


def _held_out(labels: NDArray[np.str_]) -> NDArray[np.bool_]:
    """Every other block of sentences of each intent, since a block was written together."""
    number: Counter[str] = Counter()
    held_out = []
    for label in labels:
        held_out.append(number[label] // _SENTENCES_PER_BLOCK % _BLOCKS_PER_HELD_OUT == 0)
        number[label] += 1
    return np.array(held_out)
