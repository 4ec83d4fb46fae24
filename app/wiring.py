"""Puts the parts together: names from the knowledge store into the understanding, and so on.

The only module that knows the engine, the knowledge and the actions at once.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from sqlmodel import Session

from app.engine.action_runner import InProcessActions
from app.engine.assistant import Assistant
from app.engine.engine import Engine
from app.engine.errors import AssistantFileError, ModelError
from app.engine.loading import assistant_files, load_assistant
from app.engine.nlu import storage
from app.engine.nlu.names import Name
from app.engine.nlu.pipeline import Pipeline
from app.settings import Settings
from knowledge.database import open_store
from knowledge.importer import build, store_is_current
from knowledge.vocabulary import Vocabulary, read_vocabulary

ACTIONS_PACKAGE = "actions"

Progress = Callable[[str], None]


def quiet(_step: str) -> None:
    """A progress report that goes nowhere."""


def build_engine(settings: Settings, progress: Progress = quiet) -> Engine:
    """An engine ready to serve: builds the knowledge store and trains a model where needed."""
    prepare_knowledge(settings, progress)
    assistant = load_assistant(settings.dialogue)
    pipeline = load_or_train(settings, assistant, progress)
    os.environ["KNOWLEDGE_URL"] = settings.knowledge_url  # as an action server would get it
    actions = InProcessActions(ACTIONS_PACKAGE)
    _require_actions(settings, assistant, actions.names)
    return Engine(assistant, pipeline, actions)


def prepare_knowledge(settings: Settings, progress: Progress) -> None:
    """Build the knowledge store from its files, unless it was built from these very files."""
    if not store_is_current(settings.knowledge_files, settings.knowledge_url):
        progress("Kennis laden")
        build(settings.knowledge_files, settings.knowledge_url)


def model_path(settings: Settings) -> Path:
    return settings.var / "understanding.npz"


def load_or_train(settings: Settings, assistant: Assistant, progress: Progress) -> Pipeline:
    """The stored model when it was made from these inputs, else a new one, stored for next time."""
    names = read_names(settings)
    key = storage.model_key(assistant_files(settings.dialogue), names)
    try:
        return storage.load(model_path(settings), key, assistant.training_data, names)
    except ModelError:
        return train_and_store(settings, assistant, names, progress)


def train_and_store(
    settings: Settings, assistant: Assistant, names: tuple[Name, ...], progress: Progress
) -> Pipeline:
    # imported here because training needs libraries that serving does without
    from app.engine.nlu.training import train

    pipeline = train(assistant.training_data, names, progress)
    key = storage.model_key(assistant_files(settings.dialogue), names)
    storage.save(pipeline, key, model_path(settings))
    return pipeline


def read_names(settings: Settings) -> tuple[Name, ...]:
    """All names that the knowledge store knows, as the understanding wants them."""
    store = open_store(settings.knowledge_url)
    try:
        with Session(store) as session:
            return engine_names(read_vocabulary(session))
    finally:
        store.dispose()


def engine_names(vocabulary: Vocabulary) -> tuple[Name, ...]:
    """Programmes and occupations may be misspelled; towns and sectors are found as they stand."""
    return (
        *(Name("opleiding", name, crebo, fuzzy=True) for name, crebo in vocabulary.programmes),
        *(Name("onbekend_beroep", name, name, fuzzy=True) for name in vocabulary.other_occupations),
        *(Name("sector", name, sector, telling=True) for name, sector in vocabulary.sectors),
        *(Name("interesse", name, name, telling=True) for name in vocabulary.interests),
        *(Name("region", place, region) for place, region in vocabulary.places),
    )


def _require_actions(settings: Settings, assistant: Assistant, known: frozenset[str]) -> None:
    if missing := sorted(assistant.domain.actions - known):
        raise AssistantFileError(
            settings.dialogue / "domain",
            1,
            f"no code for {', '.join(missing)}.",
            f"Write the action in {ACTIONS_PACKAGE}/, or remove it from the domain.",
        )
