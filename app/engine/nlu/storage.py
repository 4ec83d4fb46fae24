"""Keeps a trained model in one file, named after everything it was made from."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np

from app.engine.assistant import TrainingData
from app.engine.errors import ModelError
from app.engine.nlu.confidence import Confidence
from app.engine.nlu.intent_model import FeatureSpace, IntentModel
from app.engine.nlu.names import Name
from app.engine.nlu.pipeline import Pipeline, build_reader, decisive_patterns

_CODE = sorted(Path(__file__).parent.glob("*.py"))
_SEAL_BYTES = hashlib.sha256().digest_size


def model_key(files: Iterable[Path], names: Iterable[Name]) -> str:
    """The hash of all that decides what a model becomes: sentences, names and this code."""
    digest = hashlib.sha256()
    for file in [*files, *_CODE]:
        digest.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    for name in names:
        digest.update(repr(name).encode() + b"\0")
    return digest.hexdigest()


def save(pipeline: Pipeline, key: str, path: Path) -> None:
    """Write the model beside `path` and move it into place, so that no half file is ever read."""
    model, speller = pipeline.model, pipeline.reader.speller
    about = {
        "key": key,
        "intents": model.intents,
        "features": [sorted(index, key=index.__getitem__) for index in model.space.index],
        "vocabulary": speller.vocabulary,
        "ordinary": sorted(speller.ordinary),
        "confidence_bias": pipeline.confidence.bias,
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    content = io.BytesIO()
    np.savez(
        content,
        about=np.frombuffer(json.dumps(about).encode(), np.uint8),
        idf=model.space.idf,
        weights=model.weights,
        bias=model.bias,
        confidence=pipeline.confidence.weights,
    )
    unfinished = path.with_suffix(".part")
    unfinished.write_bytes(_seal(content.getvalue()) + content.getvalue())
    unfinished.replace(path)


def _seal(content: bytes) -> bytes:
    """Stands before the content: the checks of a zip file leave parts of it out."""
    return hashlib.sha256(content).digest()


def load(path: Path, key: str, data: TrainingData, names: Iterable[Name]) -> Pipeline:
    """Read a model that was made from exactly these inputs.

    Raises ModelError when the file is missing, damaged, or made from other inputs.
    """
    try:
        stored = path.read_bytes()
        seal, content = stored[:_SEAL_BYTES], stored[_SEAL_BYTES:]
        if seal != _seal(content):
            raise ValueError
        with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
            about: dict[str, Any] = json.loads(arrays["about"].tobytes())
            if about["key"] != key:
                raise ModelError(f"{path} was trained on other inputs. Run `lobke train`.")
            model = IntentModel(
                intents=tuple(about["intents"]),
                space=FeatureSpace(_index(about["features"]), arrays["idf"]),
                weights=arrays["weights"],
                bias=arrays["bias"],
            )
            confidence = Confidence(arrays["confidence"], about["confidence_bias"])
    except FileNotFoundError:
        raise ModelError(f"{path} does not exist. Run `lobke train`.") from None
    except (OSError, ValueError, KeyError) as error:
        raise ModelError(
            f"{path} is damaged ({type(error).__name__}). Remove it and run `lobke train`."
        ) from None
    reader = build_reader(data, names, about["vocabulary"], frozenset(about["ordinary"]))
    return Pipeline(reader, decisive_patterns(data), model, confidence)


def _index(features: list[list[str]]) -> tuple[dict[str, int], ...]:
    index: list[dict[str, int]] = []
    first = 0
    for block in features:
        index.append({feature: first + at for at, feature in enumerate(block)})
        first += len(block)
    return tuple(index)
