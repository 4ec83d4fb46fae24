"""A small school of an assistant: six things to say, some sentences each, really trained."""

from __future__ import annotations

import pytest

from app.engine.assistant import TrainingData
from app.engine.nlu.names import Name
from app.engine.nlu.pipeline import Pipeline
from app.engine.nlu.training import train

SENTENCES = {
    "groet": """hoi | hallo | hey | goedemorgen | goedemiddag | dag lobke | hoi lobke | hallo daar
        | hey lobke | goedenavond | hoi hoi | hallo hallo
        | hoi daar | hey hey | dag | hallo lobke | goedemorgen lobke | hoi hallo""",
    "faq/verschil": """wat is het verschil tussen bol en bbl | bol of bbl | wat is bol | wat is bbl
        | verschil bol bbl | hoe werkt bbl | hoe werkt bol | wat betekent bbl | wat betekent bol
        | leg bol en bbl uit | is bol hetzelfde als bbl | wat is beter bol of bbl
        | hoe werkt bol en bbl | kies ik bol of bbl | wat is het verschil | is bbl leuk
        | bbl of toch bol | uitleg over bol""",
    "loon": """hoeveel verdient een kok | hoeveel verdien je als kapper | wat verdient een bakker
        | wat is het salaris van een kok | salaris kapper | hoeveel geld krijg je als bakker
        | verdient een kok goed | wat is het loon van een kapper | hoeveel loon krijgt een bakker
        | wat verdien je als kok | verdien je veel als kapper | salaris van een bakker
        | hoeveel salaris heeft een kok | wat krijg je als kapper | is bakker een rijk beroep
        | verdienen kappers veel geld | loon bakker | hoeveel verdien je met bbl""",
    "stage": """hoe vind ik een stage | waar vind ik een stageplek | stage zoeken
        | is er een stage voor kok | zijn er stageplekken voor kapper | moet ik stage lopen
        | hoe lang duurt de stage | wanneer begint de stage | stage als bakker
        | ik zoek een stage | ik heb geen stage | help met stage zoeken
        | waar kan ik stage lopen | stage kapper | een stageplek vinden | wat is een stage
        | krijg je geld voor je stage | wie helpt mij met stage""",
    "kans": """is er werk voor een kok | vind ik een baan als kapper | kans op werk als bakker
        | zoeken ze een kok | is er veel vraag naar kappers | hoe groot is de kans op een baan
        | kan ik geld verdienen als kok | is kapper een goed beroep | wat is de baankans
        | krijg ik werk met bbl | is er een toekomst voor bakkers | heb ik later een baan
        | wat is de kans op werk | kan ik werk vinden als kapper | is er werk
        | vind ik later werk | is er genoeg werk voor bakkers | hoeveel banen zijn er""",
    "nood": """ik wil niet meer leven | ik wil dood | ik zie het niet meer zitten
        | ik heb geen zin meer in het leven | niemand helpt mij | ik kan niet meer
        | ik word bedreigd | ik ben bang thuis | ze slaan mij thuis | ik doe mezelf pijn
        | het leven heeft geen zin | ik durf niet naar huis
        | ik ben heel bang | ik wil niet naar huis | help mij ik kan niet meer | ik ben bedreigd
        | thuis word ik geslagen | ik heb pijn""",
}

DATA = TrainingData(
    sentences={
        intent: tuple(" ".join(text.split()) for text in block.split("|"))
        for intent, block in SENTENCES.items()
    },
    patterns={"nood": (r"\bdood\b", r"\bzelfmoord"), "geld": (r"\bverdien\w*", r"\bloon\b")},
    synonyms={"hvl": "hoeveel", "idk": "ik weet het niet", "beroepsopleidende leerweg": "bol"},
    lookups={"leerweg": ("bol", "bbl", "beroepsopleidende leerweg")},
)

NAMES = (
    Name("opleiding", "kok", "25180", fuzzy=True),
    Name("opleiding", "kapper", "25400", fuzzy=True),
    Name("opleiding", "bakker", "25170", fuzzy=True),
    Name("opleiding", "vrachtwagenchauffeur", "25700", fuzzy=True),
    Name("opleiding", "kapper allround", "25401", fuzzy=True),
    Name("plaats", "Ede", "gelderland"),
    Name("plaats", "Den Haag", "haaglanden"),
)


def silent(_step: str) -> None:
    """A progress report that goes nowhere."""


@pytest.fixture(scope="session")
def pipeline() -> Pipeline:
    return train(DATA, NAMES, silent)
