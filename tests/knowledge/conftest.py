"""A knowledge base of three programmes, small enough to read, and the real one, built once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import Session

from knowledge.database import open_store
from knowledge.importer import build

REAL_FILES = Path(__file__).parents[2] / "knowledge"

SMALL = {
    "tables/sources.csv": """\
id,title,publisher,url,year,retrieved
sbb,Cijfers,SBB,https://www.s-bb.nl/,2025,2026-11-23
wet,De wet,Overheid,https://wetten.overheid.nl/,2015,2026-11-23
""",
    "tables/topics.csv": """\
id,group,label,label_parent
opleiding_kans_op_werk,A,Is er werk als {opleiding}?,Is er werk als {opleiding}?
sector_vooruitzicht,A,Waar is werk?,Waar is werk?
bol_bbl_verschil,B,Wat zijn bol en bbl?,Wat zijn bol en bbl?
""",
    "tables/sectors.csv": """\
id,name,synonyms,direction
horeca,horeca,horeca; restaurants,10
bouw,bouw,bouw; de bouw,07
""",
    "tables/niveaus.csv": """\
niveau,name,duration,year,source_id
2,niveau 2,1 tot 2 jaar,2015,wet
3,niveau 3,2 tot 3 jaar,2015,wet
""",
    "tables/admission_rules.csv": """\
prior,niveau,admitted,explanation,year,source_id,certainty
basis,2,yes,Met basis mag je naar niveau 2.,2015,wet,high
basis,3,no,Met basis begin je op niveau 2.,2015,wet,high
""",
    "tables/programmes.csv": """\
crebo,name,niveau,leerwegen,sector_id,direction,family,description,occupations,seen_year,\
valid_from,valid_to,source_id,certainty,note
25180,Kok,2,bol;bbl,horeca,10,kok,Je kookt.,kok,2025,,,wet,medium,
25182,Zelfstandig werkend kok,3,bol;bbl,horeca,10,kok,Je kookt zelf.,kok,2025,,,wet,medium,
25829,Timmerman,2,bbl,bouw,07,timmerman,Je timmert.,timmerman,2025,,,wet,medium,
""",
    "tables/names.csv": """\
name,crebo,kind
Kok,25180,official
kokkin,25180,occupation
Zelfstandig werkend kok,25182,official
Timmerman,25829,official
""",
    "tables/crebo_renewals.csv": """\
old_crebo,old_name,crebo,old_niveau,certainty,source_id,note
25128,Timmerman,25829,2,high,wet,zelfde naam
""",
    "tables/other_occupations.csv": """\
name,route,nearest_crebos,source_id
piloot,,25180;25829,
""",
    "tables/interests.csv": """\
name,crebos,sector_ids
eten,25180;25182,horeca
""",
    "tables/regions.csv": """\
name,name_2015,province,source_id,note
Nederland,Nederland,,,
Rijnmond,Rijnmond,Zuid-Holland,wet,
Regio Zwolle,IJsselvechtstreek,Overijssel,wet,
""",
    "tables/places.csv": """\
name,region,kind
Rotterdam,Rijnmond,municipality
Zwolle,Regio Zwolle,municipality
""",
    "tables/indicators.csv": """\
id,name,unit,scale,kind,better,definition,does_not_say
score,Kans op werk,punten,1-10,forecast,higher,SBB schat dit.,Niet over later.
werkloos,Zonder werk,procent,percent,measured,lower,Zo veel zochten werk.,Niet per opleiding.
""",
    "tables/topic_indicators.csv": """\
topic_id,indicator_id,rank,niveaus
opleiding_kans_op_werk,score,1,
opleiding_kans_op_werk,werkloos,2,
sector_vooruitzicht,score,1,
""",
    "tables/subjects.csv": """\
id,kind,name,niveau,direction,sector_ids
mbo,national,alle mbo-opleidingen,,,
niveau-2,niveau,mbo niveau 2,2,,
richting-10,direction,de richting dienstverlening,,10,
sector-horeca,sector,de horeca,,,horeca
koks,occupation,Koks,,,
""",
    "tables/subject_links.csv": """\
subject_id,crebo,strength,note
koks,25182,near,ander niveau
""",
    "tables/figures.csv": """\
indicator_id,subject_id,leerweg,region,school,value,value_text,standing,year,year_note,\
source_id,certainty,hidden,note
score,25180,,,,7,,,2025,,sbb,high,,
""",
    "articles/bol_bbl/sources.csv": """\
id,title,publisher,url,year,retrieved
ocw,Bol en bbl,Rijksoverheid,https://www.rijksoverheid.nl/,2026,2026-11-23
""",
    "articles/bol_bbl/facts.csv": """\
id,text,value,unit,year,kind,definition,source_id,certainty,valid_from,expires,fallback
dagen,3 of 4 dagen,,,2026,rule,Zo veel dagen werk je.,ocw,official,2026-01-01,2026-12-31,\
Vraag de school hoeveel dagen je werkt.
""",
    "articles/bol_bbl/bol_bbl_verschil.md": """\
---
topic: bol_bbl_verschil
title: Het verschil
sources: [ocw]
next: [opleiding_kans_op_werk]
valid_from: 2026-01-01
expires: 2027-01-01
reviewed: 2026-01-01
---
## Makkelijker
Bij bbl werk je {{dagen}}.

## Standaard
Bij bbl werk je {{dagen}}. Je krijgt loon.

## Meer
Bij bbl werk je {{dagen}}. Je krijgt loon. [ocw]
""",
}
"""Path inside the knowledge folder, and the text of the file."""

FIGURES = SMALL["tables/figures.csv"].splitlines(keepends=True)[0]
"""The header of the figures, to write other rows under."""


def write_files(folder: Path, **changed: str) -> Path:
    """Write the small knowledge base, with other texts for the files named without suffix."""
    other = {
        next(path for path in SMALL if Path(path).stem == name): text
        for name, text in changed.items()
    }
    for path, text in {**SMALL, **other}.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """The small knowledge base as files."""
    return write_files(tmp_path / "knowledge")


@pytest.fixture(scope="session")
def real_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store built from the real files."""
    store = tmp_path_factory.mktemp("knowledge") / "knowledge.sqlite"
    build(REAL_FILES, store)
    return store


@pytest.fixture(scope="module")
def real(real_store: Path) -> Iterator[Session]:
    """A session on the real store."""
    engine = open_store(real_store)
    with Session(engine) as session:
        yield session
    engine.dispose()
