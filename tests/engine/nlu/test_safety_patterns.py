"""The safety lexicon by itself: what it must find, what it must leave alone, and how fast."""

from __future__ import annotations

import re
import time

import pytest

from app.engine.assistant import TrainingData
from app.engine.loading import load_assistant
from app.engine.nlu.pipeline import LONGEST_MESSAGE, build_reader, decisive_patterns
from app.settings import Settings

INTENT = "veiligheid_nood"
RECALL = 0.90
MILLISECONDS = 5.0

DISTRESS = """
    ik wil er gewoon niet meer zijn
    kwil dood man, wollah
    k wil nie mer leve
    ik ga er een eind aan maken
    iedereen is beter af zonder mij
    niemand zou me missen
    ik hoop dat ik morgen niet meer wakker word
    maakt toch niet uit wat ik kies, volgend jaar ben ik er niet meer
    ik heb een afscheidsbrief geschreven
    ik sta op de brug en denk aan springen
    ik heb twintig pillen geslikt
    ik maak mezelf af van deze keuze
    ik trek het niet meer en niemand ziet het
    als het druk is in mn hoofd snij ik mezelf
    mijn benen zitten vol krassen
    ik eet al dagen bijna niks en wil nog dunner worden
    na het eten gooi ik alles er weer uit
    mijn vader slaat mij met een riem
    me stiefpa heeft me van de trap geduwd
    bro mn pa slaat mn moeder
    ik durf niet naar huis want mijn broer gaat me slaan
    thuis is het niet veilig
    mijn moeder is elke dag dronken
    hij heeft me opgesloten in de kelder
    ik moet na de zomer trouwen met mijn neef
    ze hebben mijn paspoort afgepakt
    ik ben weggelopen en heb geen plek om te slapen
    er is al twee dagen niks te eten in huis
    mijn stagebaas zit steeds aan me
    ik wilde het niet maar hij stopte niet
    hij dreigt mijn naaktfoto te sturen
    mijn vriend is 27 en ik moet met zijn vrienden naar bed
    een jongen zegt dat ie me gaat neersteken
    ze wachten me na school op
    ik moet drugs rondbrengen voor die jongens anders slaan ze me
    ik word elke dag gepest en durf niet meer naar school
    ik heb een mes in mijn tas want ze gaan me pakken
    mijn vriendin wil zelfmoord plegen
    Mijn dochter snijdt zichzelf en eet niets meer.
    Mijn zoon is sinds gisteren niet thuisgekomen.
    i want to kill myself
    my stepdad touches me at night
    babam beni dövüyor
    ölmek istiyorum
    nie chcę już żyć
    tata mnie bije
    أريد أن أموت
    أبي يضربني
    хочу померти
    мене б'є батько
    tel:113
"""

ORDINARY = """
    ik ga dood van het lachen om die leraar
    ik lach me kapot
    ik verveel me dood in deze les
    deze opdracht sloopt me
    mijn telefoon is dood
    ik ben doodmoe na gym
    ik ben al tien keer dood gegaan in dit level
    hij gaat me vermoorden in among us
    we gaan ze slopen zaterdag met voetbal
    ik zit onder de blauwe plekken van judo
    mijn moeder vermoordt me als ik zak haha
    leer je bij slager vlees snijden
    ik heb mezelf in mijn vinger gesneden in de keuken
    hoe word ik begrafenisondernemer
    moet je als uitvaartverzorger de mensen die dood zijn wassen
    krijg je les over huiselijk geweld bij de politie
    we maken een werkstuk over zelfmoord
    leer je omgaan met agressie bij beveiliging
    ik wil kinderen helpen die thuis niet veilig zijn
    kan ik stage lopen bij de kindertelefoon
    moet je klanten aanraken als masseur
    mag een kind op schoot in de opvang
    ik wil kapper worden en haren knippen
    mag je met korte mouwen in de zorg
    wat moet ik aandoen naar de intake
    hij zit aan me telefoon
    mijn vriend stuurt me hartjes, is hij verliefd
    mijn vader dwingt me om techniek te kiezen
    ik ben bang dat ik verkeerd kies
    ik kan niet meer kiezen tussen kok en bakker
    ik trek die chef niet meer
    ik zie geen toekomst in de bouw
    ik wil stoppen met school
    ik wil niet meer leren
    is die opleiding er niet meer
    volgend jaar ben ik er niet meer op deze school
    welke beroepen zullen verdwijnen
    ik heb geen zin meer in deze opleiding
    mijn zoon dreigt te zakken
    we gaan in de zomer naar marokko, kan ik later beginnen
    kan ik niet meer terug naar bol
    ik wil op kamers, weg van huis
    ik eet geen vlees, kan ik kok worden
    er is niks te eten in de kantine
    mijn hond eet niet
    ik bezorg pakketjes als bijbaan
    ze lachen me uit op stage
    ik ga er vandoor, doei
    mijn tel: 0612345678
"""


def lines(block: str) -> list[str]:
    return [line.strip() for line in block.strip().splitlines()]


@pytest.fixture(scope="module")
def data() -> TrainingData:
    return load_assistant(Settings().dialogue).training_data


@pytest.fixture(scope="module")
def lexicon(data: TrainingData) -> re.Pattern[str]:
    return decisive_patterns(data)[INTENT]


@pytest.fixture(scope="module")
def searched(data: TrainingData) -> dict[str, str]:
    """Every line of this file and of the training sentences, as the patterns see it."""
    reader = build_reader(data, (), {}, frozenset())
    texts = [*lines(DISTRESS), *lines(ORDINARY)]
    texts += [text for sentences in data.sentences.values() for text in sentences]
    return {text: reader.read(text).searched for text in texts}


@pytest.mark.parametrize("text", lines(DISTRESS))
def test_distress_is_found(lexicon: re.Pattern[str], searched: dict[str, str], text: str) -> None:
    assert lexicon.search(searched[text])


@pytest.mark.parametrize("text", lines(ORDINARY))
def test_ordinary_talk_is_left_alone(
    lexicon: re.Pattern[str], searched: dict[str, str], text: str
) -> None:
    assert not lexicon.search(searched[text])


def test_the_lexicon_alone_finds_nine_in_ten_of_the_training_sentences(
    data: TrainingData, lexicon: re.Pattern[str], searched: dict[str, str]
) -> None:
    sentences = data.sentences[INTENT]
    missed = [text for text in sentences if not lexicon.search(searched[text])]
    assert 1 - len(missed) / len(sentences) >= RECALL, missed


def test_the_lexicon_finds_nothing_in_the_sentences_of_other_intents(
    data: TrainingData, lexicon: re.Pattern[str], searched: dict[str, str]
) -> None:
    others = (texts for intent, texts in data.sentences.items() if intent != INTENT)
    found = [text for texts in others for text in texts if lexicon.search(searched[text])]
    assert not found


def test_patterns_begin_where_python_can_skip_them(data: TrainingData) -> None:
    slow = [p for p in data.patterns[INTENT] if not re.match(r"\\b(\w|\(\?=\[|\^tel:)", p)]
    assert not slow


def test_patterns_are_linear(data: TrainingData) -> None:
    """Nothing repeats without a bound, and nothing that repeats stands in what repeats."""
    unbounded = [p for p in data.patterns[INTENT] if re.search(r"(?<!\\)(\.[*+]|\)[*+{])", p)]
    assert not unbounded


def milliseconds(lexicon: re.Pattern[str], text: str) -> float:
    """The best of some runs: what else the machine does is not measured."""

    def once() -> float:
        begin = time.perf_counter()
        assert not lexicon.search(text)
        return (time.perf_counter() - begin) * 1_000

    return min(once() for _ in range(15))


def test_the_longest_message_takes_milliseconds(
    data: TrainingData, lexicon: re.Pattern[str]
) -> None:
    ordinary = [
        text for intent, texts in data.sentences.items() for text in texts[:3] if intent != INTENT
    ]
    message = " ".join(ordinary)[:LONGEST_MESSAGE]
    assert len(message) == LONGEST_MESSAGE
    reader = build_reader(data, (), {}, frozenset())
    read = "\n".join(clause.searched for clause in reader.read_clauses(message))
    assert milliseconds(lexicon, read) < MILLISECONDS


@pytest.mark.parametrize("word", ["ik ", "mijn ", "a", "ik ben ", "wil ik ", "hij heeft mij "])
def test_no_repetition_makes_it_slow(lexicon: re.Pattern[str], word: str) -> None:
    message = (word * LONGEST_MESSAGE)[:LONGEST_MESSAGE]
    assert milliseconds(lexicon, message) < 3 * MILLISECONDS
