"""An article is told for its reader, with the facts of the day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import Session

from knowledge.database import open_store
from knowledge.importer import build
from knowledge.queries import article, topic_labels
from tests.knowledge.conftest import SMALL, write_files

TODAY = date(2026, 11, 23)
TOPIC = "bol_bbl_verschil"


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    parents = "\n## Ouder\nUw kind werkt {{dagen}}.\n"
    text = SMALL[f"articles/bol_bbl/{TOPIC}.md"] + parents
    build(write_files(tmp_path / "files", bol_bbl_verschil=text), tmp_path / "store.sqlite")
    engine = open_store(tmp_path / "store.sqlite")
    with Session(engine) as session:
        yield session
    engine.dispose()


class TestArticle:
    def test_fills_in_the_facts_and_names_them(self, session: Session) -> None:
        found = article(session, TOPIC, audience="pupil", length="standard", today=TODAY)
        assert found is not None
        assert found.text == "Bij bbl werk je 3 of 4 dagen. Je krijgt loon."
        assert [fact.id for fact in found.facts] == ["dagen"]
        assert [source.id for source in found.sources] == ["ocw"]
        assert found.next_topics == ("opleiding_kans_op_werk",)
        assert not found.stale

    def test_credits_sources_in_words(self, session: Session) -> None:
        found = article(session, TOPIC, audience="pupil", length="more", today=TODAY)
        assert found is not None
        assert found.text.endswith("(Rijksoverheid, 2026)")

    def test_gives_a_parent_the_parents_text(self, session: Session) -> None:
        found = article(session, TOPIC, audience="parent", length="standard", today=TODAY)
        assert found is not None
        assert (found.audience, found.text) == ("parent", "Uw kind werkt 3 of 4 dagen.")

    def test_gives_a_parent_the_pupils_text_where_there_is_no_other(self, session: Session) -> None:
        found = article(session, TOPIC, audience="parent", length="easier", today=TODAY)
        assert found is not None
        assert found.audience == "pupil"

    def test_does_not_tell_a_fact_past_its_date(self, session: Session) -> None:
        found = article(session, TOPIC, audience="pupil", length="standard", today=date(2027, 1, 1))
        assert found is not None
        assert found.text == "Vraag de school hoeveel dagen je werkt. Je krijgt loon."
        assert found.facts == ()
        assert [source.id for source in found.sources] == ["ocw"]

    def test_says_when_the_whole_text_is_past_its_date(self, session: Session) -> None:
        found = article(session, TOPIC, audience="pupil", length="easier", today=date(2027, 1, 2))
        assert found is not None
        assert found.stale

    def test_is_none_without_an_article(self, session: Session) -> None:
        none = article(session, "mbo_niveaus", audience="pupil", length="standard", today=TODAY)
        assert none is None


def test_topic_labels(session: Session) -> None:
    assert topic_labels(session)[TOPIC].label == "Wat zijn bol en bbl?"
