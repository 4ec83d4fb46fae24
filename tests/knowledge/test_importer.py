"""The store is built whole or not at all."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from knowledge.errors import InvalidKnowledgeError
from knowledge.importer import build, store_is_current
from tests.knowledge.conftest import FIGURES, SMALL, write_files


def rows(store: Path, query: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(store)
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


class TestBuild:
    def test_stores_every_row(self, files: Path, tmp_path: Path) -> None:
        counts = build(files, tmp_path / "var" / "store.sqlite")
        assert counts["programme"] == 3
        assert counts["article"] == 3
        assert counts["source"] == 3
        assert rows(tmp_path / "var" / "store.sqlite", "select count(*) from figure") == [(1,)]

    def test_keeps_the_old_store_when_anything_is_wrong(self, tmp_path: Path) -> None:
        store = tmp_path / "store.sqlite"
        build(write_files(tmp_path / "good"), store)
        before = store.read_bytes()
        bad = write_files(tmp_path / "bad", places=SMALL["tables/places.csv"] + "Urk,Urk,town\n")
        with pytest.raises(InvalidKnowledgeError):
            build(bad, store)
        assert store.read_bytes() == before

    def test_leaves_no_half_built_file(
        self, files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(*_args: object) -> None:
            raise OSError("disk full")

        monkeypatch.setattr("knowledge.store._store", fail)
        with pytest.raises(OSError, match="disk full"):
            build(files, tmp_path / "store" / "knowledge.sqlite")
        assert list((tmp_path / "store").iterdir()) == []

    def test_tells_how_far_it_is(self, files: Path, tmp_path: Path) -> None:
        told: list[tuple[str, int, int]] = []
        build(files, tmp_path / "store.sqlite", lambda *step: told.append(step))
        assert told[0] == ("lezen", 0, 1)
        step, done, total = told[-1]
        assert (step, done) == ("opslaan", total)

    def test_marks_the_newest_shown_year(self, tmp_path: Path) -> None:
        files = write_files(
            tmp_path,
            figures=FIGURES
            + "score,25180,,,,7,,,2024,,sbb,high,,\n"
            + "score,25180,,,,8,,,2025,,sbb,high,,\n"
            + "score,25180,,,,9,,,2026,,sbb,low,onzekere bron,\n"
            + "score,25180,bol,,,6,,,2023,,sbb,high,,\n",
        )
        build(files, tmp_path / "store.sqlite")
        newest = rows(tmp_path / "store.sqlite", "select year from figure where newest order by 1")
        assert newest == [(2023,), (2025,)]

    def test_ties_programmes_to_the_subjects_that_speak_of_them(
        self, files: Path, tmp_path: Path
    ) -> None:
        build(files, tmp_path / "store.sqlite")
        relations = rows(
            tmp_path / "store.sqlite",
            "select subject_id, relation from programmesubject where crebo = '25182' order by 1",
        )
        assert relations == [
            ("25182", "own"),
            ("koks", "near"),
            ("mbo", "national"),
            ("richting-10", "direction"),
            ("sector-horeca", "sector"),
        ]


class TestStoreIsCurrent:
    def test_after_a_build(self, files: Path, tmp_path: Path) -> None:
        build(files, tmp_path / "store.sqlite")
        assert store_is_current(files, tmp_path / "store.sqlite")
        assert store_is_current(files, f"sqlite:///{tmp_path / 'store.sqlite'}")

    def test_not_without_a_store(self, files: Path, tmp_path: Path) -> None:
        assert not store_is_current(files, tmp_path / "store.sqlite")

    def test_not_after_a_change(self, files: Path, tmp_path: Path) -> None:
        build(files, tmp_path / "store.sqlite")
        with (files / "articles/bol_bbl/bol_bbl_verschil.md").open("a") as file:
            file.write("\nEn je leert.\n")
        assert not store_is_current(files, tmp_path / "store.sqlite")

    def test_not_when_the_store_is_damaged(self, files: Path, tmp_path: Path) -> None:
        (tmp_path / "store.sqlite").write_text("dit is geen database")
        assert not store_is_current(files, tmp_path / "store.sqlite")
