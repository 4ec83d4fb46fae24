"""A stored model is the trained one to the byte, and no other file is ever taken for it."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.engine.errors import ModelError
from app.engine.nlu.names import Name
from app.engine.nlu.pipeline import Pipeline
from app.engine.nlu.storage import load, model_key, save
from app.engine.nlu.training import train
from tests.engine.nlu.conftest import DATA, NAMES, SENTENCES, silent

KEY = "k" * 64
ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def stored(tmp_path: Path, pipeline: Pipeline) -> Path:
    path = tmp_path / "var" / "model.npz"
    save(pipeline, KEY, path)
    return path


# --- the same ---------------------------------------------------------------------------------


def test_a_stored_model_understands_as_it_did_before(stored: Path, pipeline: Pipeline) -> None:
    loaded = load(stored, KEY, DATA, NAMES)
    texts = [text for texts in DATA.sentences.values() for text in texts]
    for text in [*texts, "", "xqz", "hvl vrdient een koks", "stage in den haag?", "a" * 6_000]:
        assert loaded(text) == pipeline(text)


def test_a_model_that_is_stored_again_is_the_same_file(stored: Path, tmp_path: Path) -> None:
    save(load(stored, KEY, DATA, NAMES), KEY, tmp_path / "again.npz")
    assert (tmp_path / "again.npz").read_bytes() == stored.read_bytes()


def test_equal_inputs_give_equal_models_to_the_byte(tmp_path: Path) -> None:
    """Trained in processes that hash differently, as any two runs do."""
    program = (
        "import sys; from pathlib import Path\n"
        "from tests.engine.nlu.conftest import DATA, NAMES, silent\n"
        "from app.engine.nlu.storage import save\n"
        "from app.engine.nlu.training import train\n"
        "save(train(DATA, NAMES, silent), 'key', Path(sys.argv[1]))\n"
    )
    files = [tmp_path / "1.npz", tmp_path / "2.npz"]
    runs = [
        subprocess.Popen(
            [sys.executable, "-c", program, file],
            cwd=ROOT,
            env=os.environ | {"PYTHONHASHSEED": str(seed)},
        )
        for seed, file in enumerate(files, start=1)
    ]
    assert [run.wait() for run in runs] == [0, 0]
    assert files[0].read_bytes() == files[1].read_bytes()


def test_another_sentence_gives_another_model(stored: Path, tmp_path: Path) -> None:
    more = replace(DATA, sentences={**DATA.sentences, "groet": (*DATA.sentences["groet"], "yo")})
    save(train(more, NAMES, silent), KEY, tmp_path / "other.npz")
    assert (tmp_path / "other.npz").read_bytes() != stored.read_bytes()


def test_no_half_file_is_left_where_the_model_belongs(stored: Path) -> None:
    assert [file.name for file in stored.parent.iterdir()] == ["model.npz"]


def test_a_model_that_fails_to_be_stored_leaves_the_old_one(
    stored: Path, pipeline: Pipeline
) -> None:
    before = stored.read_bytes()
    no_json: Any = (object(),)
    unwritable = replace(pipeline, model=replace(pipeline.model, intents=no_json))
    with pytest.raises(TypeError):
        save(unwritable, KEY, stored)
    assert stored.read_bytes() == before
    assert load(stored, KEY, DATA, NAMES)("hoi").intent == "groet"


# --- another ----------------------------------------------------------------------------------


def _folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def _zip(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("readme.txt", "not a model")


def _npz(path: Path) -> None:
    np.savez(path, about=np.zeros(3), weights=np.zeros((2, 2)))


def _pickle(path: Path) -> None:
    with path.open("wb") as file:
        np.savez(file, about=np.array([{"key": KEY}], dtype=object))


DAMAGE: dict[str, Callable[[Path], object]] = {
    "empty": lambda path: path.write_bytes(b""),
    "cut off at the first byte": lambda path: path.write_bytes(path.read_bytes()[:1]),
    "cut off half way": lambda path: path.write_bytes(
        path.read_bytes()[: path.stat().st_size // 2]
    ),
    "cut off at the last byte": lambda path: path.write_bytes(path.read_bytes()[:-1]),
    "longer by a byte": lambda path: path.write_bytes(path.read_bytes() + b"\0"),
    "twice": lambda path: path.write_bytes(path.read_bytes() * 2),
    "text": lambda path: path.write_text("model"),
    "a foreign zip": _zip,
    "a foreign npz": _npz,
    "an npz with Python objects": _pickle,
    "missing": Path.unlink,
    "a folder": _folder,
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_a_file_that_is_not_the_model_is_never_loaded(
    stored: Path, damage: Callable[[Path], object]
) -> None:
    damage(stored)
    with pytest.raises(ModelError, match="lobke train"):
        load(stored, KEY, DATA, NAMES)


def _loaded_despite_a_flip(path: Path, load_it: Callable[[], object]) -> list[int]:
    """The positions of bytes that can be flipped without anyone noticing; none, as promised."""
    sound = path.read_bytes()
    size = len(sound)
    positions = [*range(200), *range(200, size - 200, size // 200), *range(size - 200, size)]
    unnoticed = []
    for position in positions:
        damaged = bytearray(sound)
        damaged[position] ^= 0x10
        path.write_bytes(damaged)
        try:
            load_it()
        except ModelError:
            continue
        unnoticed.append(position)
    return unnoticed


def test_no_flipped_byte_goes_unnoticed(stored: Path) -> None:
    assert _loaded_despite_a_flip(stored, lambda: load(stored, KEY, DATA, NAMES)) == []


def test_the_check_notices_a_loader_that_trusts_the_zip_alone(tmp_path: Path) -> None:
    path = tmp_path / "plain.npz"
    np.savez(path, weights=np.arange(500))

    def load_plainly() -> None:
        try:
            with path.open("rb") as file:
                np.load(file)["weights"]
        except Exception as error:
            raise ModelError from error

    assert _loaded_despite_a_flip(path, load_plainly) != []


# --- made from other inputs -------------------------------------------------------------------


def test_a_model_of_other_inputs_is_never_loaded(stored: Path) -> None:
    with pytest.raises(ModelError, match="trained on other inputs"):
        load(stored, "x" * 64, DATA, NAMES)


@pytest.fixture
def inputs(tmp_path: Path) -> list[Path]:
    files = [tmp_path / "a.yml", tmp_path / "b.yml"]
    for file in files:
        file.write_text(SENTENCES["groet"], encoding="utf-8")
    return files


def test_the_key_of_equal_inputs_is_equal(inputs: list[Path]) -> None:
    assert model_key(inputs, NAMES) == model_key(inputs, iter(NAMES))


def _changes(inputs: list[Path]) -> dict[str, str]:
    """The key after each kind of change to the inputs."""
    keys = {
        "another name": model_key(inputs, [*NAMES, Name("opleiding", "lasser", "25600")]),
        "a name that became fuzzy": model_key(
            inputs, [replace(name, fuzzy=True) for name in NAMES]
        ),
        "names in another order": model_key(inputs, reversed(NAMES)),
        "a file less": model_key(inputs[:1], NAMES),
        "files in another order": model_key(reversed(inputs), NAMES),
    }
    inputs[0].write_text("hoi", encoding="utf-8")
    keys["another sentence"] = model_key(inputs, NAMES)
    inputs[0].rename(inputs[0].with_name("c.yml"))
    keys["a file by another name"] = model_key([inputs[0].with_name("c.yml"), inputs[1]], NAMES)
    return keys


def test_every_change_of_the_inputs_gives_another_key(inputs: list[Path]) -> None:
    keys = [model_key(inputs, NAMES), *_changes(inputs).values()]
    assert len(set(keys)) == len(keys)


def test_another_version_of_the_code_gives_another_key(
    inputs: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = model_key(inputs, NAMES)
    changed = tmp_path / "features.py"
    changed.write_text("# another way to count words\n")
    monkeypatch.setattr("app.engine.nlu.storage._CODE", [changed])
    assert model_key(inputs, NAMES) != before
