"""Looking up word by word finds exactly what searching the whole text finds."""

from __future__ import annotations

import re

import pytest

from app.engine.loading import load_assistant
from app.engine.nlu.concepts import Concepts
from app.engine.nlu.text import plain
from app.settings import ROOT

DATA = load_assistant(ROOT / "dialogue").training_data


def test_word_by_word_finds_what_the_whole_text_has() -> None:
    patterns = {n: p for n, p in DATA.patterns.items() if n not in DATA.sentences}
    concepts = Concepts(patterns)
    whole = {name: re.compile("|".join(f"(?:{p})" for p in ps)) for name, ps in patterns.items()}
    sentences = [plain(text) for texts in DATA.sentences.values() for text in texts[::8]]
    for text in sentences:
        assert set(concepts.find(text)) == {n for n, p in whole.items() if p.search(text)}, text


@pytest.mark.parametrize(
    ("pattern", "text", "is_found"),
    [
        ("loon|salaris", "wat is het loon", True),
        ("a(b|c)d", "acd", True),
        ("kans op werk|baan", "veel kans op werk", True),
        (r"\bov\b", "ov-kaart", True),
        (r"\bov\b", "oven", False),
        ("iets .* leuk", "iets wat ik leuk vind", True),
        ("^hoi", "zeg hoi", False),
        (r"[a|b]x", "bx", True),
    ],
)
def test_a_pattern_is_found(pattern: str, text: str, is_found: bool) -> None:
    assert Concepts({"c": [pattern]}).find(text) == (("c",) if is_found else ())
