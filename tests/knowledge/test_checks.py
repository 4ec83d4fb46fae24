"""What is wrong in the files is told with file, line and remedy, all of it at once."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from knowledge.errors import InvalidKnowledgeError
from knowledge.importer import build
from tests.knowledge.conftest import FIGURES, SMALL, write_files

ARTICLE = SMALL["articles/bol_bbl/bol_bbl_verschil.md"]
FACTS = SMALL["articles/bol_bbl/facts.csv"]


def errors_of(folder: Path, **changed: str) -> list[str]:
    """The errors of the small knowledge base after a change, without the folder."""
    files = write_files(folder / "knowledge", **changed)
    with pytest.raises(InvalidKnowledgeError) as raised:
        build(files, folder / "store.sqlite")
    assert not (folder / "store.sqlite").exists()
    return [str(error).replace(f"{files}/", "") for error in raised.value.errors]


def table(name: str, *rows: str) -> str:
    """A table of the small knowledge base with rows added."""
    return SMALL[f"tables/{name}.csv"] + "".join(f"{row}\n" for row in rows)


def figures(*rows: str) -> str:
    return FIGURES + "".join(f"{row}\n" for row in rows)


CASES = {
    "unknown programme": (
        {"names": table("names", "schilder,25589,occupation")},
        r"tables/names.csv:6: crebo '25589' is not known as a programme\. Add the programme",
    ),
    "figure without source": (
        {"figures": figures("score,25180,,,,7,,,2025,,,high,,")},
        r"tables/figures.csv:2: source_id is missing\. Fill in source_id\.",
    ),
    "figure without year": (
        {"figures": figures("score,25180,,,,7,,,,,sbb,high,,")},
        r"tables/figures.csv:2: year is missing",
    ),
    "figure of an indicator without definition": (
        {"indicators": table("indicators", "leeg,Leeg,,label,measured,none,,Niets.")},
        r"tables/indicators.csv:4: definition is missing",
    ),
    "figure of an unknown source": (
        {"figures": figures("score,25180,,,,7,,,2025,,roa,high,,")},
        r"tables/figures.csv:2: source_id 'roa' is not known as a source",
    ),
    "two sources that disagree": (
        {
            "figures": figures(
                "score,25180,bol,,,7,,,2025,,sbb,high,,", "score,25180,bol,,,8,,,2025,,wet,high,,"
            )
        },
        r"tables/figures.csv:3: wet says 8.0 and sbb says 7.0 at line 2\. Keep the better source",
    ),
    "one figure twice": (
        {"figures": figures(*2 * ["score,25180,,,,7,,,2025,,sbb,high,,"])},
        r"tables/figures.csv:3: the same figure stands at line 2",
    ),
    "figure without value": (
        {"figures": figures("score,25180,,,,,,,2025,,sbb,high,,")},
        r"tables/figures.csv:2: a figure has either a value or a value_text",
    ),
    "score off its scale": (
        {"figures": figures("score,25180,,,,70,,,2025,,sbb,high,,")},
        r"tables/figures.csv:2: value 70.0 does not fit the scale 1-10",
    ),
    "value that is no number at all": (
        {"figures": figures("score,25180,,,,nan,,,2025,,sbb,high,,")},
        r"tables/figures.csv:2: value nan does not fit the scale 1-10",
    ),
    "decimal comma": (
        {"figures": figures('score,25180,,,,"7,5",,,2025,,sbb,high,,')},
        r"tables/figures.csv:2: value is '7,5'\. Input should be a valid number",
    ),
    "unknown region": (
        {"places": table("places", "Urk,Flevoland,municipality")},
        r"tables/places.csv:4: region 'Flevoland' is not known as a region",
    ),
    "place in two regions": (
        {"places": table("places", "rotterdam,Regio Zwolle,town")},
        r"tables/places.csv:4: 'rotterdam' stands at places.csv:2 too \(.*region: Regio Zwolle / "
        r"Rijnmond.*\)\. Keep one of the two\.",
    ),
    "one name for two programmes": (
        {"names": table("names", "KOK,25829,colloquial")},
        r"tables/names.csv:6: 'kok' stands at names.csv:2 too \(.*crebo: 25829 / 25180",
    ),
    "one word for a programme and an interest": (
        {"interests": table("interests", "kokkin,25180,horeca")},
        r"tables/interests.csv:3: 'kokkin' stands at names.csv:3 too",
    ),
    "unknown programme in a list": (
        {"interests": table("interests", "hout,25829;99999,bouw")},
        r"tables/interests.csv:3: crebos holds '99999', which is not known as a programme",
    ),
    "programme among the subjects": (
        {"subjects": table("subjects", "25180,programme,Kok,2,,")},
        r"tables/subjects.csv:7: '25180' is a programme of its own",
    ),
    "route without source": (
        {"other_occupations": table("other_occupations", "arts,Eerst naar het hbo.,25180,")},
        r"tables/other_occupations.csv:3: route has no source",
    ),
    "valid_to before valid_from": (
        {
            "programmes": table(
                "programmes",
                "25589,Schilder,2,bbl,bouw,07,schilder,Je verft.,schilder,2025,2025-08-01,"
                "2024-08-01,wet,medium,",
            )
        },
        r"tables/programmes.csv:5: valid_to lies before valid_from",
    ),
    "date in another form": (
        {"sources": table("sources", "cbs,Cijfers,CBS,https://www.cbs.nl/,2025,23-11-2026")},
        r"tables/sources.csv:4: retrieved is '23-11-2026'\. A date is written as 2026-11-23",
    ),
    "address that is none": (
        {"sources": table("sources", "cbs,Cijfers,CBS,cbs.nl,2025,2026-11-23")},
        r"tables/sources.csv:4: url is 'cbs.nl'",
    ),
    "unknown column": (
        {"regions": "name,name_2015,province,source_id,note,code\n"},
        r"tables/regions.csv:1: unknown column 'code'\. Columns are: name, name_2015",
    ),
    "missing column": (
        {"regions": "name,name_2015,province,source_id\n"},
        r"tables/regions.csv:1: misses the column note",
    ),
    "comma without quotes": (
        {"places": table("places", "Bergen, Limburg,Rijnmond,town")},
        r"tables/places.csv:4: has 4 cells and the header has 3\. Put a text with a comma",
    ),
    "byte order mark": (
        {"places": "\ufeff" + SMALL["tables/places.csv"]},
        r"tables/places.csv:1: starts with a byte order mark\. Save it as UTF-8 without BOM",
    ),
    "article about an unknown topic": (
        {"bol_bbl_verschil": ARTICLE.replace("next: [", "next: [mbo_x, ")},
        r"articles/bol_bbl/bol_bbl_verschil.md:5: the topic 'mbo_x' does not exist",
    ),
    "article with an unknown source": (
        {"bol_bbl_verschil": ARTICLE.replace("[ocw]\n", "[roa]\n")},
        r"articles/bol_bbl/bol_bbl_verschil.md:4: the source 'roa' does not exist",
    ),
    "article with an unknown fact": (
        {"bol_bbl_verschil": ARTICLE.replace("Je krijgt loon.", "Je krijgt {{loon}}.")},
        r"articles/bol_bbl/bol_bbl_verschil.md:14: the fact 'loon' does not exist",
    ),
    "article without a section": (
        {"bol_bbl_verschil": ARTICLE.replace("## Meer", "## Lang")},
        r"articles/bol_bbl/bol_bbl_verschil.md:17: misses the section '## Meer'",
    ),
    "article with a number that is no fact": (
        {"bol_bbl_verschil": ARTICLE.replace("Je krijgt loon.", "Je krijgt € 14,71.")},
        r"articles/bol_bbl/bol_bbl_verschil.md:14: the number '14,71.' has no source\. Make it",
    ),
    "article that expired before it was read": (
        {"bol_bbl_verschil": ARTICLE.replace("expires: 2027", "expires: 2025")},
        r"articles/bol_bbl/bol_bbl_verschil.md:7: expires does not lie after reviewed",
    ),
    "article without a head": (
        {"bol_bbl_verschil": "## Makkelijker\nHoi.\n"},
        r"articles/bol_bbl/bol_bbl_verschil.md:1: has no head",
    ),
    "article with a broken head": (
        {"bol_bbl_verschil": ARTICLE.replace("title: Het", "title: Het: :")},
        r"articles/bol_bbl/bol_bbl_verschil.md:3: the head is not YAML",
    ),
    "article with an unknown key": (
        {"bol_bbl_verschil": ARTICLE.replace("reviewed:", "author: ik\nreviewed:")},
        r"articles/bol_bbl/bol_bbl_verschil.md:8: author in the head is wrong",
    ),
    "article under another name": (
        {"bol_bbl_verschil": ARTICLE.replace("topic: bol", "topic: bbl")},
        r"articles/bol_bbl/bol_bbl_verschil.md:2: the topic 'bbl_bbl_verschil' is not the name",
    ),
    "fact that overlaps another": (
        {"facts": FACTS + FACTS.splitlines(keepends=True)[1].replace("2026-01", "2026-06")},
        r"articles/bol_bbl/facts.csv:3: fact 'dagen' overlaps articles/bol_bbl/facts.csv:2",
    ),
    "fact without fallback": (
        {"facts": FACTS.replace("Vraag de school hoeveel dagen je werkt.", "")},
        r"articles/bol_bbl/facts.csv:2: fallback is missing",
    ),
}


class TestCheck:
    @pytest.mark.parametrize(("changed", "expected"), CASES.values(), ids=CASES)
    def test_tells_what_is_wrong_and_where(
        self, tmp_path: Path, changed: dict[str, str], expected: str
    ) -> None:
        errors = errors_of(tmp_path, **changed)
        assert any(re.match(expected, error) for error in errors), errors

    def test_finds_no_fault_in_the_small_knowledge_base(self, files: Path, tmp_path: Path) -> None:
        assert build(files, tmp_path / "store.sqlite")["programme"] == 3

    def test_tells_everything_at_once_in_order(self, tmp_path: Path) -> None:
        errors = errors_of(
            tmp_path,
            places=table("places", "Urk,Flevoland,town", "Ens,Flevoland,town"),
            figures=figures("score,25180,,,,,,,2025,,sbb,high,,"),
        )
        assert [error.split(": ")[0] for error in errors] == [
            "tables/figures.csv:2",
            "tables/places.csv:4",
            "tables/places.csv:5",
        ]

    def test_lets_a_hidden_figure_disagree(self, tmp_path: Path) -> None:
        files = write_files(
            tmp_path,
            figures=figures(
                "score,25180,bol,,,7,,,2025,,sbb,high,,",
                "score,25180,bol,,,8,,,2025,,wet,low,onzekere bron,",
            ),
        )
        assert build(files, tmp_path / "store.sqlite")["figure"] == 2

    def test_lets_a_fact_follow_on_itself(self, tmp_path: Path) -> None:
        later = FACTS.splitlines(keepends=True)[1].replace("2026-12-31", "2027-06-30")
        files = write_files(tmp_path, facts=FACTS + later.replace("2026-01-01", "2027-01-01"))
        assert build(files, tmp_path / "store.sqlite")["fact"] == 2

    def test_refuses_one_source_id_for_two_sources(self, tmp_path: Path) -> None:
        files = write_files(tmp_path)
        (files / "articles/bol_bbl/sources.csv").write_text(
            SMALL["articles/bol_bbl/sources.csv"]
            + "sbb,Andere cijfers,SBB,https://www.s-bb.nl/,2025,2026-11-23\n"
        )
        with pytest.raises(InvalidKnowledgeError, match=r"sources\.csv:3: source 'sbb' is another"):
            build(files, tmp_path / "store.sqlite")

    def test_tells_the_line_of_a_wrong_byte(self, tmp_path: Path) -> None:
        files = write_files(tmp_path)
        (files / "tables/places.csv").write_bytes(b"name,region,kind\nSwalm\xe9n,Rijnmond,town\n")
        with pytest.raises(InvalidKnowledgeError, match=r"places\.csv:2: is not UTF-8"):
            build(files, tmp_path / "store.sqlite")

    def test_tells_which_file_is_missing(self, tmp_path: Path) -> None:
        files = write_files(tmp_path)
        (files / "tables/places.csv").unlink()
        with pytest.raises(InvalidKnowledgeError, match=r"places\.csv: cannot be read"):
            build(files, tmp_path / "store.sqlite")
