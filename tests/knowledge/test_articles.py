"""An article file becomes a text per reader and length, with the lines of what it names."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.articles import Named, read_article
from knowledge.errors import KnowledgeError
from tests.knowledge.conftest import SMALL

ARTICLE = SMALL["articles/bol_bbl/bol_bbl_verschil.md"]


def written(folder: Path, text: str) -> Path:
    file = folder / "bol_bbl" / "bol_bbl_verschil.md"
    file.parent.mkdir()
    file.write_text(text)
    return file


class TestReadArticle:
    def test_has_a_text_for_each_length(self, tmp_path: Path) -> None:
        errors: list[KnowledgeError] = []
        article = read_article(written(tmp_path, ARTICLE), errors)
        assert article is not None
        assert errors == []
        assert [(text.audience, text.length, text.body) for text in article.texts] == [
            ("pupil", "easier", "Bij bbl werk je {{dagen}}."),
            ("pupil", "standard", "Bij bbl werk je {{dagen}}. Je krijgt loon."),
            ("pupil", "more", "Bij bbl werk je {{dagen}}. Je krijgt loon. [ocw]"),
        ]
        assert article.texts[0].subject == "bol_bbl"

    def test_has_a_text_for_parents_where_it_is_written(self, tmp_path: Path) -> None:
        article = read_article(written(tmp_path, ARTICLE + "\n## Ouder\nUw kind werkt.\n"), [])
        assert article is not None
        assert (article.texts[-1].audience, article.texts[-1].body) == ("parent", "Uw kind werkt.")

    def test_knows_the_lines_of_what_it_names(self, tmp_path: Path) -> None:
        article = read_article(written(tmp_path, ARTICLE), [])
        assert article is not None
        assert article.facts == (Named("dagen", 11), Named("dagen", 14), Named("dagen", 17))
        assert article.sources == (Named("ocw", 4), Named("ocw", 17))

    @pytest.mark.parametrize(
        "named", ["niveau 2", "mbo 4", "mbo-niveau 3", "niveau 2, 3 en 4", "klas 3 naar 4"]
    )
    def test_takes_the_name_of_a_level_for_a_name(self, tmp_path: Path, named: str) -> None:
        errors: list[KnowledgeError] = []
        text = ARTICLE.replace("Je krijgt loon.", f"Dat is {named.removesuffix(' naar 4')}.")
        read_article(written(tmp_path, text), errors)
        assert errors == []

    @pytest.mark.parametrize("number", ["2 dagen", "€ 15", "niveau 5", "1 april", "088-8001234"])
    def test_takes_every_other_digit_for_a_number_without_source(
        self, tmp_path: Path, number: str
    ) -> None:
        errors: list[KnowledgeError] = []
        read_article(written(tmp_path, ARTICLE.replace("Je krijgt loon.", f"{number}.")), errors)
        assert [error.line for error in errors] == [14, 17]
